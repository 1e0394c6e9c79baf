"""The shapes of rules: those that the TOML files must have, and those that extraction works with.

This module reads no file, so the rooms of pure functions may import it. Every shape of a file rejects unknown keys: a
typing mistake is an error, and not a rule that never matches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import msgspec
from lxml import etree

from newscrawl.items import RemovalReason


class Phrase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The wording of one kind of boilerplate line, with lines that it must remove and similar lines that it must keep.

    All texts are literals. They are compared after folding: case, character width, accents, apostrophes, spaces, and
    punctuation at either end make no difference. Only `patterns` are regular expressions. A line is removed if any one
    of the texts matches and every limit is met. A line that begins with a quotation mark is speech: no phrase removes
    it.
    """

    id: str
    """Unique in its file: lower-case words joined by hyphens."""
    reason: RemovalReason
    equals: tuple[str, ...] = ()
    """The whole line, perhaps with a counter, as in `Comments (12)`."""
    labels: tuple[str, ...] = ()
    """The line is the label alone, or the label and more text, separated by a colon, bar, dash or arrow
    (`Read more: …`), or by capitals that end where the text begins (`READ MORE The …`)."""
    starts: tuple[str, ...] = ()
    """The line begins with this text and may go on in any way."""
    ends: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    """The line holds two words or more, and no other words than these: a row of share buttons."""
    patterns: tuple[str, ...] = ()
    """Regular expressions for the whole folded line. So that each one takes linear time, it begins with plain text
    (never with `.`), and no repeated group ends in a repetition."""
    max_words: int = 30
    """A line with more words than this is article text, whatever it says. In scripts without spaces (Chinese,
    Japanese), two characters count as one word."""
    linked: bool = False
    """Remove only a line of which at least 60 % of the characters are link text."""
    tail: bool = False
    """Remove only a line with no long paragraph after it."""
    go: tuple[str, ...]
    """Lines that this phrase must remove: at least one."""
    stay: tuple[str, ...]
    """Similar lines that no phrase may remove: at least one."""


class PhraseFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`phrases/<language>.toml`."""

    language: str
    """BCP 47 primary subtag, the same as in the file's name."""
    phrase: tuple[Phrase, ...]
    """In the order in which they are tried: the first phrase that matches gives the reason."""


ConceptName = Literal[
    "subscribe", "price", "period", "trial", "login", "member", "newsletter", "comment", "moderation", "follow",
    "notify", "channel",
    "share", "app", "donate", "contact", "rights", "read", "watch", "listen", "photo", "advert", "consent",
    "correction", "author", "you", "we", "act", "page",
]  # fmt: skip
"""What a word of a prompt is about. The last four say who speaks to whom: "you", the publisher ("we"), a call to act
("click", "now", "get"), and what is offered ("this article", "news")."""


class ConceptFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`concepts/<language>.toml`: the words of prompts in one language, by concept.

    A term is one word, or several with spaces. `*` at its end stands for any ending. Terms are compared as phrases
    are: case, accents and punctuation make no difference.
    """

    language: str
    """BCP 47 primary subtag, the same as in the file's name; `mul` for what is the same in every language."""
    is_spaced: bool = True
    """False where no space separates words: a term is found anywhere in the line, and `*` is not allowed."""
    reads_script: bool = False
    """Whether the words are looked for on pages of every language: no other language here has this script, or this one
    is read where the page's language has another script."""
    particles: tuple[str, ...] = ()
    """What can be joined to the front of a word, as articles are in Arabic and Hebrew."""
    concepts: dict[ConceptName, tuple[str, ...]]
    """The terms of each concept. One of several meanings can be given under each."""
    without: dict[ConceptName, str] = {}
    """Concepts that the language has no terms for, each with the reason."""
    go: tuple[str, ...] = ()
    """Lines that must be removed behind the last paragraph: needed in every language."""
    stay: tuple[str, ...] = ()
    """Sentences about the same things that must stay between two paragraphs: needed in every language."""


class PromptConcept(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a concept says of a line: the reason of the removal, and its weight."""

    reason: RemovalReason
    weight: float


class PromptWeights(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`prompts.toml`: how much each piece of evidence adds to the score of a line."""

    place: dict[str, float]
    concept: dict[ConceptName, PromptConcept]
    evidence: dict[str, float]
    link_hosts: frozenset[str]
    """The last two labels of hosts that a prompt links: networks, messengers and shops of apps."""

    def of(self, name: str) -> float:
        """The weight of a piece of evidence, by its full name."""
        group, _, key = name.rpartition(".")
        if group == "concept":
            return self.concept[key].weight  # type: ignore[index]
        return self.place[key] if group == "place" else self.evidence.get(key, 0.0)


class ClassHintWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A `[[hint]]` of `hints.toml`: words in class names and ids that hint at one kind of boilerplate."""

    reason: RemovalReason
    strong: bool = False
    """Whether the hint also removes a full sentence that the main-content extraction took for article text."""
    words: tuple[str, ...]


class ClassHintFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`hints.toml`."""

    hint: tuple[ClassHintWords, ...]


PageType = Literal["consent_page", "soft_404", "blocked", "login_page", "maintenance", "parked"]
"""What a page is that is no article; also the reason for which its URL is refused."""

_TermsByLanguage = dict[str, tuple[str, ...]]


class PageTypeTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`page_types.toml`: for each type and language, the words that such pages consist of."""

    consent_page: _TermsByLanguage
    soft_404: _TermsByLanguage
    blocked: _TermsByLanguage
    login_page: _TermsByLanguage
    maintenance: _TermsByLanguage
    parked: _TermsByLanguage
    address: _TermsByLanguage
    """Words with which a page speaks to its reader."""


class NavigationWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`navigation.toml`: words that tell lists and services from articles, and find the next page; in lower case."""

    lists: frozenset[str]
    """Path segments of URLs of article lists."""
    service: frozenset[str]
    """Path segments, and first labels of hosts, of URLs that are neither articles nor lists of them."""
    next: frozenset[str]
    """Texts of links to the next page of a list or an article."""
    whole: frozenset[str]
    """Texts of links from one page of an article to the whole article."""
    page: frozenset[str]
    """Words for a page, as in `Page 2 of 3`."""


@dataclass(frozen=True, slots=True, eq=False)
class SiteRemoval:
    """Elements of a site's pages that are not part of the article."""

    selector: etree.XPath
    reason: RemovalReason
    rule: str
    """The value of `Removal.rule`."""


@dataclass(frozen=True, slots=True, eq=False)
class SiteRule:
    """The compiled rule for the pages of one site. Of several selectors, the first one that finds text counts.

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
    """These are tried before the phrases of the languages."""
    agencies: tuple[str, ...] = ()
    """Names of news agencies as this site writes them."""
    replacements: tuple[tuple[str, str], ...] = ()
    """Pairs of texts: in the HTML source, the first is replaced by the second before parsing."""
    excluded_image_srcs: tuple[str, ...] = ()
    """An image whose URL contains one of these texts is not part of the article."""
    prune: bool = False
    """Whether the body also holds boilerplate. If False, everything in it counts as article text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFolders:
    """The folders of a user's own rules, which are read beside the packaged rules."""

    sites: str | None = None
    """Site files such as `example.com.toml`. Their rules replace the packaged rule of the same domain. The folder need
    not exist."""
    site_config: str | None = None
    """Full-Text RSS site-config files, for sites that have no site file."""


@dataclass(frozen=True, slots=True)
class RuleWarning:
    """A problem of a site rule, for the person who maintains it."""

    kind: Literal["missed", "not_understood"]
    """`missed`: a selector found nothing on a page; `not_understood`: a line of a file could not be used."""
    location: str
    """The file, and the line where there is one."""
    message: str


class SiteRuleProvider(Protocol):
    """Finds the rule of a site."""

    def for_host(self, host: str) -> SiteRule | None:
        """The rule of the site that serves this host, if there is one."""

    def drain_warnings(self) -> tuple[RuleWarning, ...]:
        """The warnings since the last call."""


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """All rules of one process, as their files state them.

    Compared by identity, so that what is compiled from them can be cached.
    """

    phrase_files: Mapping[str, PhraseFile]
    """By language, in the order of the file names."""
    concept_files: Mapping[str, ConceptFile]
    """By language."""
    prompt_weights: PromptWeights
    class_hint_words: Mapping[str, tuple[RemovalReason, bool]]
    """By word of a class name or id: the reason it hints at, and whether the hint is strong."""
    site_rules: SiteRuleProvider | None = None
    """The rules of single sites."""
    navigation_words: NavigationWords | None = None
    """If None, other pages of an article are not looked for."""
    page_type_terms: PageTypeTerms | None = None
    """If None, every page counts as an article."""
