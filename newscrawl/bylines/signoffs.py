"""What an article says of its makers in its own text: datelines, sign-offs and credits at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawl.bylines.vocabulary import EDGE_PUNCTUATION, get_vocabulary, match_agency, normalize_word

_MAX_DATELINE_PARAGRAPHS = 2
"""Paragraphs that may begin with a dateline: a standfirst may stand before it."""
_MAX_CREDIT_PARAGRAPHS = 6
"""Paragraphs at the end in which makers are credited."""
_MAX_CREDIT_WORDS = 40
"""Words of the longest line that credits and does nothing else."""
_MAX_SOURCE_LABEL_WORDS = 12
_MAX_AGENCY_LIST_WORDS = 20
"""Words of the longest line that is read as a list of agencies."""
_MAX_AGENCY_WORDS = 5
_MAX_AGENCY_LINE_CHARS = 40
_MAX_AGENCY_CHARS = 80
"""Characters of the longest text that can be one agency's name."""
_DATELINE = re.compile(r"^[^()（）]{0,70}[(（]([^()（）]{2,40})[)）]\s*(?:[-–—―:.,=]|$)|^[(（]([^()（）]{2,40})[)）]")
_TRAILING_BRACKET = re.compile(r"[(（\[【]([^()（）\[\]【】]{2,80})[)）\]】]\W*$")
_BRACKETED_TEXT = re.compile(r"[(（]([^()（）]{2,40})[)）]")
_AGENCY_SEPARATOR = re.compile(r"[/,;|]")
_WORD_SEPARATORS = re.compile(r"[/,;&+|、／\-–—\s]+")


def find_credited_agencies(paragraphs: Sequence[str]) -> list[str]:
    """The news agencies that the article's own lines credit, in order, by canonical name.

    Read are datelines ("CAIRO (AP) —"), brackets at the end of a late paragraph ("(dpa/lno)"), and short late
    lines that credit ("Reuters contributed to this report."). An agency in running text is no credit.
    """
    agencies: list[str] = []
    for paragraph in paragraphs[:_MAX_DATELINE_PARAGRAPHS]:
        if dateline := _DATELINE.match(paragraph[:160]):
            agencies += _find_agencies(dateline.group(1) or dateline.group(2))
    for paragraph in paragraphs[-_MAX_CREDIT_PARAGRAPHS:]:
        if bracket := _TRAILING_BRACKET.search(paragraph[-90:]):
            agencies += _find_agencies(bracket.group(1))
        if _is_credit_line(paragraph):
            agencies += _find_agencies(paragraph)
    return list(dict.fromkeys(agencies))


def find_standalone_agencies(lines: Sequence[str]) -> list[str]:
    """The agencies of short lines that are nothing but their names: "AFP", "dpa / AP"."""
    short_lines = (line for line in lines if 0 < len(line) <= _MAX_AGENCY_LINE_CHARS)
    return [agency for line in short_lines if _is_agencies_only(line.split()) for agency in _find_agencies(line)]


def find_bracketed_agencies(raw: str) -> list[str]:
    """The news agencies in a byline's brackets: "Par Ana Lima (avec AFP)"."""
    return [agency for bracket in _BRACKETED_TEXT.findall(raw) for agency in _find_agencies(bracket)]


def find_reporting_lines(paragraphs: Sequence[str]) -> list[str]:
    """The late lines that name who reported: "Reporting by Ana Lima in Porto; Editing by Bo Ek"."""
    reporting = []
    for paragraph in paragraphs[-_MAX_CREDIT_PARAGRAPHS:]:
        line = paragraph.strip(" ()[]（）")
        words = line.split(maxsplit=_MAX_CREDIT_WORDS)
        if 1 < len(words) <= _MAX_CREDIT_WORDS:
            match = get_vocabulary().match_at([normalize_word(word) or word for word in words[:4]], 0)
            if match is not None and match.has_kind("by") and match.word_count > 1:
                reporting.append(line)
    return reporting


def _is_credit_line(paragraph: str) -> bool:
    """Whether the paragraph is a short line that credits somebody for the report, or only names agencies."""
    if paragraph.count(" ") > 2 * _MAX_CREDIT_WORDS:  # nearly always
        return False
    line = paragraph.replace("：", ": ")
    normalized = [stripped for word in line.casefold().split() if (stripped := word.strip(EDGE_PUNCTUATION))]
    if not normalized or len(normalized) > _MAX_CREDIT_WORDS:
        return False
    if _has_contribution_phrase(normalized):
        return True
    if len(normalized) > _MAX_AGENCY_LIST_WORDS:  # mostly: a sentence of the text
        return False
    words = [word for word in line.split() if word.strip(EDGE_PUNCTUATION)]
    return (":" in line and _has_source_label(words, normalized)) or _is_agencies_only(words)


def _is_agencies_only(words: list[str]) -> bool:
    """Whether it is agencies alone, with or without an "and" or "with" before them."""
    rest = words[1:] if len(words) > 1 and normalize_word(words[0]) in get_vocabulary().conjunctions else words
    return all(
        len(name) <= _MAX_AGENCY_CHARS and match_agency(name) for name in _AGENCY_SEPARATOR.split(" ".join(rest))
    )


def _has_source_label(words: list[str], normalized: list[str]) -> bool:
    """Whether a label heads a few words: "Source: Reuters", not "Sources told Reuters …"."""
    match = get_vocabulary().match_at(normalized, 0)
    return (
        match is not None
        and match.has_kind("contributed")
        and len(words) <= _MAX_SOURCE_LABEL_WORDS
        and words[match.word_count - 1].endswith(":")
    )


def _has_contribution_phrase(normalized: list[str]) -> bool:
    """Whether a phrase such as "contributed to this report" stands in it."""
    vocab = get_vocabulary()
    if vocab.contribution_words.isdisjoint(normalized):  # nearly always
        return False
    matches = (vocab.match_at(normalized, at) for at in range(len(normalized)))
    return any(match is not None and match.has_kind("contributed") and match.word_count > 1 for match in matches)


def _find_agencies(text: str) -> list[str]:
    """The agencies named in the text, each by its longest name."""
    words = [word for word in _WORD_SEPARATORS.split(text) if word]
    agencies, at = [], 0
    while at < len(words):
        for length in range(min(_MAX_AGENCY_WORDS, len(words) - at), 0, -1):
            if agency := match_agency(" ".join(words[at : at + length])):
                agencies.append(agency)
                at += length - 1
                break
        at += 1
    return agencies
