"""Lines of an article's text that name who made it: credits that add names, and repetitions of the byline.

`add_authors` fills `authors` and `agencies` from the byline, datelines ("CAIRO (AP) —"), sign-offs ("Reporting by …")
and source lines. `remove_author_lines` removes the paragraphs that only repeat the byline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from newscrawl.bylines.organizations import find_agencies, match_agency
from newscrawl.bylines.parser import deduplicate_names, parse_byline
from newscrawl.bylines.tokenizer import remove_contacts, split_byline_words
from newscrawl.bylines.vocabulary import (
    EDGE_PUNCTUATION,
    get_vocabulary,
    is_full_name,
    is_unspaced_script,
    normalize_word,
    normalize_words,
)
from newscrawl.items import Article, Removal
from newscrawl.text import fold

_MAX_DATELINE_PARAGRAPHS = 2
"""Paragraphs at the beginning that may have a dateline: the first may be a standfirst."""
_MAX_DATELINE_CHARS = 160
_MAX_CREDIT_PARAGRAPHS = 6
"""Paragraphs at the end that may have credits."""
_MAX_TRAILING_BRACKET_CHARS = 90
_MAX_CREDIT_WORDS = 40
"""Words of the longest line that credits and says nothing else."""
_MAX_SOURCE_LABEL_WORDS = 12
"""Words of the longest line that begins with a label such as "Source:"."""
_MAX_AGENCY_LIST_WORDS = 20
"""Words of the longest line that is read as a list of agencies."""
_MAX_AGENCY_LINE_CHARS = 40
"""Characters of the longest removed source line that is read as agencies alone."""
_MAX_AGENCY_CHARS = 80
"""Characters of the longest text that can be one agency's name."""
_DATELINE = re.compile(r"^[^()（）]{0,70}[(（]([^()（）]{2,40})[)）]\s*(?:[-–—―:.,=]|$)|^[(（]([^()（）]{2,40})[)）]")
_TRAILING_BRACKET = re.compile(r"[(（\[【]([^()（）\[\]【】]{2,80})[)）\]】]\W*$")
_AGENCY_SEPARATOR = re.compile(r"[/,;|]")
_SOURCE_LINE_REASONS = frozenset({"repeated_byline", "site_furniture"})
"""Reasons with which a source line above or below the text, such as "AFP", was removed."""

_MAX_REPEATED_LINE_CHARS = 200
"""Characters of the longest paragraph that can be a repeated byline."""
_MAX_PLACE_WORDS = 3
"""Words of a town's name, and of any place after a preposition: "reporter in New York City"."""
_MIN_PARAGRAPHS_BEFORE_BIO, _MAX_BIO_CHARS = 3, 700
"""An article has so many paragraphs before a biography of its author, and the biography at most so many characters."""
_BYLINE_KINDS = ("by", "by_soft", "genre", "role", "role_part", "desk", "furniture", "month")
"""Kinds of phrases that a repeated byline may have beside the names; a credit to others is not among them."""
_WRITER_KINDS = ("by", "by_soft", "genre", "role", "role_part", "desk")
"""Those of them that say that a name is a writer's."""
_SEPARATORS = re.compile(r"[/|=・·•]")


def add_authors(article: Article) -> Article:
    """The article with the authors and the agencies that its byline and the credits in its text name.

    The agencies of both count. The people of a sign-off count only where the byline names no person. Agencies that
    the article has already come from its site's rule: they stay, and are not authors.
    """
    parsed = parse_byline(article.byline or "", language=article.language, publisher=article.publisher)
    paragraphs = [line for line in article.text.split("\n") if line.strip()]
    authors = parsed.authors if parsed.has_people else _find_reporters(article, paragraphs) or parsed.authors
    known_agencies = {fold(agency) for agency in article.agencies}
    return replace(
        article,
        authors=[author for author in authors if fold(author) not in known_agencies],
        agencies=deduplicate_names(
            [
                *article.agencies,
                *parsed.agencies,
                *find_credited_agencies(paragraphs),
                *_find_standalone_agencies(_removed_source_lines(article)),
            ]
        ),
    )


def remove_author_lines(article: Article) -> Article:
    """The article without the paragraphs that only repeat its byline; they go to `removed`.

    Such a paragraph is a name alone, twice, or in another case, or a name with "by", roles, dates, places, e-mail
    addresses or words such as "Follow". A paragraph that says anything else stays, and so does a credit to others.

    The last paragraph goes, too, if it is about the author: it begins with the full name, which no paragraph before it
    mentions.

    The rule in `removed` says why: `authorlines:name`, `contact`, `repeated`, `with_words` or `bio`.
    """
    parsed = parse_byline(article.byline or "", language=article.language, publisher=article.publisher)
    names = fold_names([*article.authors, *parsed.authors])
    if not names:
        return article
    kept_paragraphs: list[str] = []
    removals: list[Removal] = []
    for paragraph in article.text.split("\n\n"):
        rule = find_byline_rule(paragraph, names, publisher=article.publisher)
        if rule is None:
            kept_paragraphs.append(paragraph)
        else:
            removals.append(Removal(text=paragraph, reason="repeated_byline", rule=f"authorlines:{rule}"))
    if bio_count := _count_author_bios(kept_paragraphs, names):
        bios = kept_paragraphs[-bio_count:]
        del kept_paragraphs[-bio_count:]
        removals += [Removal(text=paragraph, reason="author_bio", rule="authorlines:bio") for paragraph in bios]
    if not removals:
        return article
    return replace(article, text="\n\n".join(kept_paragraphs), removed=[*article.removed, *removals])


def fold_names(names: Iterable[str]) -> list[str]:
    """The names as `find_byline_rule` compares them with lines: folded, each once, the longest first."""
    return sorted(set(filter(None, map(fold, names))), key=lambda name: (-len(name), name))


def find_byline_rule(line: str, names: Sequence[str], *, publisher: str | None = None) -> str | None:
    """In which way a line repeats a byline: "name", "contact", "repeated" or "with_words"; None where it is real text.

    >>> find_byline_rule("By Ana Lima in Porto", ["ana lima"]), find_byline_rule("Ana Lima said no.", ["ana lima"])
    ('with_words', None)

    :param names: the folded names of the byline, longest first.
    :param publisher: the publication, whose name may stand beside them.
    """
    if len(line) > _MAX_REPEATED_LINE_CHARS:
        return None
    folded_line = fold(line)
    if not any(name.partition(" ")[0] in folded_line for name in names):  # most paragraphs end here
        return None
    if line.rstrip().endswith((":", "?")):
        return None  # "Ana Lima:" in an interview, or a question
    folded_no_contacts = fold(remove_contacts(line))
    if folded_no_contacts in names:
        return "name" if folded_line == folded_no_contacts else "contact"
    remainder = _remove_names(folded_no_contacts, names)
    if remainder == folded_no_contacts:
        return None
    words = split_byline_words(_SEPARATORS.sub(" ", remainder), get_vocabulary())
    if not any(any(char.isalnum() for char in word) for word in words):
        return "repeated"
    return "with_words" if _has_only_byline_words(words, publisher) else None


def has_byline_word(line: str) -> bool:
    """Whether the line has a word such as "by" or a role: "By Ana Lima", "Ana Lima, correspondent".

    >>> has_byline_word("By Ana Lima"), has_byline_word("Ana Lima, Porto")
    (True, False)
    """
    vocab = get_vocabulary()
    words = normalize_words(split_byline_words(_SEPARATORS.sub(" ", line), vocab))
    matches = (vocab.match_at(words, at) for at in range(len(words)))
    return any(match is not None and match.has_kind(*_WRITER_KINDS) for match in matches)


def find_credited_agencies(paragraphs: Sequence[str]) -> list[str]:
    """The news agencies that the text credits, in order, by canonical name.

    Credits are datelines ("CAIRO (AP) —"), brackets at the end of one of the last paragraphs ("(dpa/lno)"), and short
    last lines ("Reuters contributed to this report."). An agency in running text is not a credit.
    """
    agencies: list[str] = []
    for paragraph in paragraphs[:_MAX_DATELINE_PARAGRAPHS]:
        if dateline := _DATELINE.match(paragraph[:_MAX_DATELINE_CHARS]):
            agencies += find_agencies(dateline.group(1) or dateline.group(2))
    for paragraph in paragraphs[-_MAX_CREDIT_PARAGRAPHS:]:
        if bracket := _TRAILING_BRACKET.search(paragraph[-_MAX_TRAILING_BRACKET_CHARS:]):
            agencies += find_agencies(bracket.group(1))
        if _is_credit_line(paragraph):
            agencies += find_agencies(paragraph)
    return list(dict.fromkeys(agencies))


def find_reporting_lines(paragraphs: Sequence[str]) -> list[str]:
    """The last lines that say who reported: "Reporting by Ana Lima in Porto; Editing by Bo Ek"."""
    reporting_lines = []
    for paragraph in paragraphs[-_MAX_CREDIT_PARAGRAPHS:]:
        line = paragraph.strip(" ()[]（）")
        words = line.split(maxsplit=_MAX_CREDIT_WORDS)
        if 1 < len(words) <= _MAX_CREDIT_WORDS:
            match = get_vocabulary().match_at(normalize_words(words[:4]), 0)
            if match is not None and match.has_kind("by") and match.word_count > 1:
                reporting_lines.append(line)
    return reporting_lines


# Helpers of add_authors and find_credited_agencies.


def _find_reporters(article: Article, paragraphs: Sequence[str]) -> list[str]:
    """The people of the first sign-off that names any."""
    for line in find_reporting_lines(paragraphs):
        parsed = parse_byline(line, language=article.language, publisher=article.publisher)
        if parsed.has_people:
            return parsed.authors
    return []


def _removed_source_lines(article: Article) -> list[str]:
    removed_texts = (removal.text for removal in article.removed if removal.reason in _SOURCE_LINE_REASONS)
    return [line for text in removed_texts for line in text.split("\n")]


def _find_standalone_agencies(lines: Sequence[str]) -> list[str]:
    """The agencies of short lines that are nothing but agencies: "AFP", "dpa / AP"."""
    short_lines = (line for line in lines if 0 < len(line) <= _MAX_AGENCY_LINE_CHARS)
    return [agency for line in short_lines if _is_agencies_only(line.split()) for agency in find_agencies(line)]


def _is_credit_line(paragraph: str) -> bool:
    """Whether the paragraph is a short line that says who contributed, or only names agencies."""
    if paragraph.count(" ") > 2 * _MAX_CREDIT_WORDS:  # most paragraphs end here
        return False
    line = paragraph.replace("：", ": ")
    normalized = [stripped for word in line.casefold().split() if (stripped := word.strip(EDGE_PUNCTUATION))]
    if not normalized or len(normalized) > _MAX_CREDIT_WORDS:
        return False
    if _has_contribution_phrase(normalized):
        return True
    if len(normalized) > _MAX_AGENCY_LIST_WORDS:
        return False
    words = [word for word in line.split() if word.strip(EDGE_PUNCTUATION)]
    return (":" in line and _has_source_label(words, normalized)) or _is_agencies_only(words)


def _has_contribution_phrase(normalized: list[str]) -> bool:
    """Whether a phrase such as "contributed to this report" is among the words."""
    vocab = get_vocabulary()
    if vocab.contribution_words.isdisjoint(normalized):  # most lines end here
        return False
    matches = (vocab.match_at(normalized, at) for at in range(len(normalized)))
    return any(match is not None and match.has_kind("contributed") and match.word_count > 1 for match in matches)


def _has_source_label(words: list[str], normalized: list[str]) -> bool:
    """Whether the line is a label and a few words: "Source: Reuters", not "Sources told Reuters …"."""
    match = get_vocabulary().match_at(normalized, 0)
    return (
        match is not None
        and match.has_kind("contributed")
        and len(words) <= _MAX_SOURCE_LABEL_WORDS
        and words[match.word_count - 1].endswith(":")
    )


def _is_agencies_only(words: list[str]) -> bool:
    """Whether the words are agencies alone, with or without an "and" or "with" before them."""
    rest = words[1:] if len(words) > 1 and normalize_word(words[0]) in get_vocabulary().conjunctions else words
    return all(
        len(name) <= _MAX_AGENCY_CHARS and match_agency(name) for name in _AGENCY_SEPARATOR.split(" ".join(rest))
    )


# Helpers of remove_author_lines.


def _count_author_bios(paragraphs: Sequence[str], names: Sequence[str]) -> int:
    """How many of the last paragraphs are about the authors, one each; 0 where the article is about them."""
    count = 0
    for paragraph in reversed(paragraphs[_MIN_PARAGRAPHS_BEFORE_BIO:]):
        if not any(_begins_with_full_name(paragraph, name) for name in names):
            break
        count += 1
    if not count:
        return 0
    text_before = fold(" ".join(paragraphs[:-count]))
    return count if not any(name in text_before for name in names if is_full_name(name)) else 0


def _begins_with_full_name(paragraph: str, name: str) -> bool:
    """Whether the paragraph goes on behind the name as a sentence does: not "Ana Lima: …", as in an interview."""
    if len(paragraph) > _MAX_BIO_CHARS or not is_full_name(name) or not fold(paragraph).startswith(name):
        return False
    rest = fold(paragraph)[len(name) :]
    return (
        bool(rest) and not rest.lstrip().startswith((":", "：")) and (not rest[0].isalnum() or is_unspaced_script(name))
    )


def _remove_names(folded: str, names: Sequence[str]) -> str:
    """The folded text with a line break in place of each name.

    A name inside a longer word counts only in a script without spaces, or where it is doubled: "Ana LimaAna Lima".
    """
    for name in names:
        folded = (
            folded.replace(name, "\n")
            if is_unspaced_script(name) or name * 2 in folded
            else re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "\n", folded)
        )
    return folded


def _has_only_byline_words(words: list[str], publisher: str | None) -> bool:
    """Whether the words beside the names are only what bylines have: roles, dates, the publisher and places."""
    vocab = get_vocabulary()
    normalized = [normalize_word(word) for word in words]
    publisher_words = set(fold(publisher or "").split())
    at, place_words_left = 0, 0
    while at < len(normalized):
        match = vocab.match_at(normalized, at) if normalized[at] else None
        if match is not None and match.has_kind(*_BYLINE_KINDS):
            at, place_words_left = at + match.word_count, 0
        elif place_words_left and normalized[at].isalpha():
            at, place_words_left = at + 1, place_words_left - 1
        elif (
            not any(map(str.isalpha, normalized[at]))
            or normalized[at] in publisher_words
            or any(map(str.isdigit, normalized[at]))
            or _is_connecting_word(normalized[at])
        ):
            place_words_left = _MAX_PLACE_WORDS if normalized[at] in vocab.prepositions else 0
            at += 1
        elif length := _town_length(normalized, at):
            at += length
        else:
            return False
    return True


def _is_connecting_word(word: str) -> bool:
    vocab = get_vocabulary()
    return word in vocab.conjunctions or word in vocab.titles or word in vocab.degrees or word in vocab.prepositions


def _town_length(normalized: list[str], at: int) -> int:
    """How many words from this one on are the name of a town."""
    lengths = range(_MAX_PLACE_WORDS, 0, -1)
    return next((length for length in lengths if get_vocabulary().is_town(" ".join(normalized[at : at + length]))), 0)
