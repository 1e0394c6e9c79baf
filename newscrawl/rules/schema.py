"""What a rule is: the shapes that the TOML files in this folder must have.

Every shape refuses unknown keys, so that a typing mistake is an error and not a rule that never matches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import msgspec
from lxml import etree

from newscrawl.items import RemovalReason


class Phrase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way furniture speaks, with lines that it must cut and look-alikes that it must leave.

    All texts are literals, compared after folding (case, width, accents, apostrophes, spaces, punctuation at
    either end); only `patterns` are regular expressions. A line is cut if any one of them holds and every
    limit is met. A line that opens with a quotation mark is speech, and no rule cuts it.
    """

    id: str
    """Unique in its file: lower case, words joined by hyphens."""
    reason: RemovalReason
    equals: tuple[str, ...] = ()
    """The whole line, perhaps with a counter (`Comments (12)`)."""
    labels: tuple[str, ...] = ()
    """The line is the label alone, or the label set apart from what follows it: by a colon, bar, dash or arrow
    (`Read more: …`), or by standing in capitals before text that does not (`READ MORE The …`)."""
    starts: tuple[str, ...] = ()
    """The line begins so, and may go on in any way."""
    ends: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    """The line holds two words or more, and no word but these: a share bar run together."""
    patterns: tuple[str, ...] = ()
    """Regular expressions for the whole folded line. They begin with something plain (never with `.`), and no
    repeated group ends in a repetition, so that each takes linear time."""
    max_words: int = 30
    """A line with more words than this is real text, whatever it says. Where words are not spaced (Chinese,
    Japanese), two characters count as one."""
    linked: bool = False
    """Cut only a line that is mostly link (at least 60 % of its characters)."""
    tail: bool = False
    """Cut only a line with no long paragraph after it."""
    go: tuple[str, ...]
    """Lines that must be cut: at least one."""
    stay: tuple[str, ...]
    """Look-alikes that must stay: at least one."""


class PhraseFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`phrases/<language>.toml`."""

    language: str
    """BCP 47 primary subtag, the file's own name."""
    phrase: tuple[Phrase, ...]
    """In the order in which they are tried: the first that holds gives the reason."""


class Agency(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A news agency."""

    name: str
    """The canonical name, as the record gives it."""
    aliases: tuple[str, ...] = ()
    country: str | None = None


class AgencyFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`agencies.toml`."""

    agency: tuple[Agency, ...]


class ClassHintWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words in class names and ids that hint at one kind of furniture."""

    reason: RemovalReason
    strong: bool = False
    """Whether the hint outweighs what the extractor took for text."""
    words: tuple[str, ...]


class ClassHintFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`hints.toml`."""

    hint: tuple[ClassHintWords, ...]


class NavigationWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`navigation.toml`: what tells lists and services from articles, and leads to the next page; in lower case."""

    lists: frozenset[str]
    """Segments of a path that lead to lists of articles."""
    service: frozenset[str]
    """Segments of a path, and first labels of a host, that lead to what is no article at all."""
    next: frozenset[str]
    """Labels that lead to the next page of a list or an article."""
    whole: frozenset[str]
    """Labels that lead from one page of an article to the whole of it."""
    page: frozenset[str]
    """The word for a page, as in `Page 2 of 3`."""


@dataclass(frozen=True, slots=True, eq=False)
class SiteRemoval:
    """What one site puts between its paragraphs that is not the article's."""

    selector: etree.XPath
    reason: RemovalReason
    rule: str
    """As `Removal.rule` gives it."""


@dataclass(frozen=True, slots=True, eq=False)
class SiteRule:
    """What is known of one site's pages, ready to be applied; of several selectors, the first that finds text counts.

    Compared by identity, as `Rules` is.
    """

    name: str
    """The file: `sites/example.com` or `site_config/example.com.txt`."""
    body: tuple[etree.XPath, ...] = ()
    title: tuple[etree.XPath, ...] = ()
    byline: tuple[etree.XPath, ...] = ()
    date: tuple[etree.XPath, ...] = ()
    removals: tuple[SiteRemoval, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    """Tried before those of the languages."""
    agencies: tuple[str, ...] = ()
    """Names of news agencies as this site writes them."""
    replacements: tuple[tuple[str, str], ...] = ()
    """What is replaced in the mark-up, and by what, before it is parsed."""
    excluded_image_srcs: tuple[str, ...] = ()
    """Pieces of the addresses of pictures that are none of the article's."""
    prune: bool = False
    """Whether the body holds more than the article's text; without it, all in it counts as text."""


@dataclass(frozen=True, slots=True)
class RuleWarning:
    """What somebody who keeps site rules should know."""

    kind: Literal["missed", "not_understood"]
    """`missed`: a selector found nothing on a page; `not_understood`: a line of a file could not be used."""
    location: str
    """The file, and the line where there is one."""
    message: str


class SiteRuleProvider(Protocol):
    """Where the rules of a site are looked up."""

    def for_host(self, host: str) -> SiteRule | None:
        """The rule of the site that serves this host, if there is one."""

    def drain_warnings(self) -> tuple[RuleWarning, ...]:
        """What was noted since the last call."""


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """All rules of one process, as their files state them.

    Compared by identity, so that what is compiled from them can be kept.
    """

    phrase_files: Mapping[str, PhraseFile]
    """By language, in the order of the file names."""
    class_hint_words: Mapping[str, tuple[RemovalReason, bool]]
    """By word of a class name or id: what it hints at, and whether strongly."""
    site_rules: SiteRuleProvider | None = None
    """The rules of single sites."""
    navigation_words: NavigationWords | None = None
    """Without them, the other pages of an article are not looked for."""
