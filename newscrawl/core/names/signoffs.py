"""What an article says of its makers in its own text: datelines, sign-offs and credits at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawl.core.names.agencies import agency_of
from newscrawl.core.names.vocabulary import EDGE, key, vocabulary

_FIRST = 2
"""Paragraphs that may begin with a dateline: a standfirst may stand before it."""
_LAST = 6
"""Paragraphs at the end in which makers are credited."""
_LONGEST_CREDIT = 40
"""Words of the longest line that credits and does nothing else."""
_SHORT_CREDIT = 12
_LONGEST_LIST = 20
"""Words of the longest line that is read as a list of agencies."""
_LONGEST_AGENCY = 5
_LONGEST_LONE = 40
_LONGEST_NAME = 80
"""Characters of the longest text that can be one agency's name."""
_DATELINE = re.compile(r"^[^()（）]{0,70}[(（]([^()（）]{2,40})[)）]\s*(?:[-–—―:.,=]|$)|^[(（]([^()（）]{2,40})[)）]")
_SIGNED = re.compile(r"[(（\[【]([^()（）\[\]【】]{2,80})[)）\]】]\W*$")
_BRACKETED = re.compile(r"[(（]([^()（）]{2,40})[)）]")
_APART = re.compile(r"[/,;|]")
_BETWEEN = re.compile(r"[/,;&+|、／\-–—\s]+")


def credited_agencies(paragraphs: Sequence[str]) -> list[str]:
    """The news agencies that the article's own lines credit, in order, by canonical name.

    Read are datelines ("CAIRO (AP) —"), brackets at the end of a late paragraph ("(dpa/lno)"), and short late
    lines that credit ("Reuters contributed to this report."). An agency in running text is no credit.
    """
    found: list[str] = []
    for paragraph in paragraphs[:_FIRST]:
        if dateline := _DATELINE.match(paragraph[:160]):
            found += _agencies(dateline.group(1) or dateline.group(2))
    for paragraph in paragraphs[-_LAST:]:
        if signed := _SIGNED.search(paragraph[-90:]):
            found += _agencies(signed.group(1))
        if _is_credit(paragraph):
            found += _agencies(paragraph)
    return list(dict.fromkeys(found))


def lone_agencies(lines: Sequence[str]) -> list[str]:
    """The agencies of short lines that are nothing but their names: "AFP", "dpa / AP"."""
    short = (line for line in lines if 0 < len(line) <= _LONGEST_LONE)
    return [agency for line in short if _only_agencies(line.split()) for agency in _agencies(line)]


def bracketed_agencies(byline: str) -> list[str]:
    """The news agencies in a byline's brackets: "Par Ana Lima (avec AFP)"."""
    return [agency for bracket in _BRACKETED.findall(byline) for agency in _agencies(bracket)]


def reporting_lines(paragraphs: Sequence[str]) -> list[str]:
    """The late lines that name who reported: "Reporting by Ana Lima in Porto; Editing by Bo Ek"."""
    found = []
    for paragraph in paragraphs[-_LAST:]:
        line = paragraph.strip(" ()[]（）")
        words = line.split(maxsplit=_LONGEST_CREDIT)
        if 1 < len(words) <= _LONGEST_CREDIT:
            match = vocabulary().at([key(word) or word for word in words[:4]], 0)
            if match is not None and match.has("by") and match.words > 1:
                found.append(line)
    return found


def _is_credit(paragraph: str) -> bool:
    """Whether the paragraph is a short line that credits somebody for the report, or only names agencies."""
    if paragraph.count(" ") > 2 * _LONGEST_CREDIT:  # nearly always
        return False
    line = paragraph.replace("：", ": ")
    keys = [bare for word in line.casefold().split() if (bare := word.strip(EDGE))]
    if not keys or len(keys) > _LONGEST_CREDIT:
        return False
    if _says_contributed(keys):
        return True
    if len(keys) > _LONGEST_LIST:  # mostly: a sentence of the text
        return False
    words = [word for word in line.split() if word.strip(EDGE)]
    return (":" in line and _labels_source(words, keys)) or _only_agencies(words)


def _only_agencies(words: list[str]) -> bool:
    """Whether it is agencies alone, with or without an "and" or "with" before them."""
    rest = words[1:] if len(words) > 1 and key(words[0]) in vocabulary().also else words
    return all(len(part) <= _LONGEST_NAME and agency_of(part) for part in _APART.split(" ".join(rest)))


def _labels_source(words: list[str], keys: list[str]) -> bool:
    """Whether a label heads a few words: "Source: Reuters", not "Sources told Reuters …"."""
    match = vocabulary().at(keys, 0)
    return (
        match is not None
        and match.has("contributed")
        and len(words) <= _SHORT_CREDIT
        and words[match.words - 1].endswith(":")
    )


def _says_contributed(keys: list[str]) -> bool:
    """Whether a phrase such as "contributed to this report" stands in it."""
    known = vocabulary()
    if known.contributing.isdisjoint(keys):  # nearly always
        return False
    matches = (known.at(keys, at) for at in range(len(keys)))
    return any(match is not None and match.has("contributed") and match.words > 1 for match in matches)


def _agencies(text: str) -> list[str]:
    """The agencies named in the text, each by its longest name."""
    words = [word for word in _BETWEEN.split(text) if word]
    found, at = [], 0
    while at < len(words):
        for length in range(min(_LONGEST_AGENCY, len(words) - at), 0, -1):
            if agency := agency_of(" ".join(words[at : at + length])):
                found.append(agency)
                at += length - 1
                break
        at += 1
    return found
