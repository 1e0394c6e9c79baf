"""The headline: chosen among the places a page states it, without the site's name around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from newscrawl.core.metadata.values import plain
from newscrawl.core.text import fold

SOURCES: Mapping[str, float] = {
    "og": 3.0,
    "jsonld": 3.0,
    "h2": 3.0,
    "h1": 2.0,
    "window": 1.0,
    "twitter": 0.5,
    "microdata": 0.5,
    "breadcrumb": 0.0,
}
"""How much each place is believed. An `h1` in a breadcrumb or a list is worded for search engines, and where a page has
only such, the headline that its readers see is an `h2` (all German pages of the sample that did so)."""

_SEPARATOR = re.compile(r"\s+(?:[-‐‑–—―|·•»›:/]|::)\s+|\s*[|｜：]\s*")
_MARK = re.compile(r"[-‐‑–—―|·•»›:/｜：]")
"""What any separator has in it."""
_PREFIX = re.compile(r"(.{2,40}?)(?:\s+[-–—|:]\s+|:\s+|\s*[|｜：]\s*)")
_NOT_ALNUM = re.compile(r"[\W_]+")
_SHORTEST_REST = 4
_LONGEST = 1000
_LONGEST_NAME = 5
_SHORTEST_INSIDE = 12
_SHARE_AROUND = 0.6
"""Of 155 measured headlines 139 are right at 0.6 and 0.7, 133 at 0 (kickers win), 134 at 1 (cut-down titles win)."""


def choose_title(stated: Mapping[str, Sequence[str]], *, names: Iterable[str], url: str | None) -> str | None:
    """The headline that the places agree on most; None where none states one.

    :param stated: the texts by the place they were read from, keys as in `SOURCES`.
    :param names: what the page calls its site and publisher.
    """
    known = _known_names(names, url)
    candidates: list[tuple[str, str, str]] = []
    read: dict[str, tuple[str, str] | None] = {}  # most places state one and the same text
    for source, texts in stated.items():
        for text in texts if source != "h2" else ():
            if text not in read:
                read[text] = _headline(text, known)
            if one := read[text]:
                candidates.append((source, *one))
    if not any(source == "h1" for source, *_ in candidates):
        candidates += _shown(stated.get("h2", ()), candidates)
    if not candidates:
        return None
    headlines = {folded for *_, folded in candidates}
    if len(headlines) == 1:
        return candidates[0][1]
    support = {folded: _support(folded, candidates) for folded in headlines}
    return max(candidates, key=lambda one: support[one[2]])[1]


def _headline(text: str, names: frozenset[str]) -> tuple[str, str] | None:
    """The stated text as a headline, and folded; None if it is nothing but the site's name."""
    title = without_site(plain(text)[:_LONGEST], names)
    folded = fold(title)
    return (title, folded) if folded and not _is_name(title, names) else None


def _shown(seconds: Sequence[str], candidates: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The stated title that the first fitting `h2` shows, alone or behind a kicker."""
    for second in map(fold, seconds):
        shown = [one for one in candidates if one[2] == second or _is_end(one[2], second)]
        if shown:
            _, title, folded = max(shown, key=lambda one: len(one[2]))
            return [("h2", title, folded)]
    return []


def without_site(text: str, names: frozenset[str]) -> str:
    """The title without the site's name before or after it, and without what follows the name."""
    if not _MARK.search(text):  # a tenth of the time of looking for separators
        return text
    separators = list(_SEPARATOR.finditer(text))
    for at, separator in enumerate(separators):
        end = separators[at + 1].start() if at + 1 < len(separators) else len(text)
        if _is_name(text[separator.end() : end], names) and separator.start() >= _SHORTEST_REST:
            text = text[: separator.start()].rstrip()
            break
    prefix = _PREFIX.match(text)
    if prefix and _is_name(prefix.group(1), names) and len(text) - prefix.end() >= _SHORTEST_REST:
        text = text[prefix.end() :]
    return text


def _known_names(names: Iterable[str], url: str | None) -> frozenset[str]:
    """Names in the form they are compared in: letters and digits only."""
    known = {_squeeze(name) for name in names}
    try:
        host = (urlsplit(url).hostname or "") if url else ""
    except ValueError:
        host = ""
    labels = host.removeprefix("www.").split(".")
    known |= {_squeeze(host.removeprefix("www.")), *(label for label in labels[:-1] if len(label) > 2)}
    return frozenset(name for name in known if len(name) > 1)


def _squeeze(text: str) -> str:
    return _NOT_ALNUM.sub("", text.casefold())


def _is_name(segment: str, names: frozenset[str]) -> bool:
    """Whether a segment is the site's name, alone or with a few words (`Mirror Online`, `The Times of India`)."""
    squeezed = _squeeze(segment)
    if squeezed in names:
        return True
    if len(segment.split()) > _LONGEST_NAME or len(squeezed) < 3:
        return False
    return any(len(name) > 3 and (name in squeezed) and len(squeezed) <= 3 * len(name) for name in names)


def _support(headline: str, candidates: Sequence[tuple[str, str, str]]) -> float:
    """The belief in all places that say the same, and part of it where one says it with more around it."""
    best: dict[str, float] = {}
    for source, _, folded in candidates:
        if folded == headline:
            share = SOURCES[source]
        elif _is_inside(headline, folded):
            share = _SHARE_AROUND * SOURCES[source]
        else:
            continue
        best[source] = max(best.get(source, 0.0), share)
    return sum(best.values())


def _is_inside(headline: str, longer: str) -> bool:
    """Whether the longer text is the headline with a kicker before it, or with a label set off after it."""
    if len(headline) < _SHORTEST_INSIDE or len(longer) <= len(headline):
        return False
    if longer.startswith(headline):
        return not longer[len(headline) :].lstrip()[:1].isalnum()
    return _is_end(headline, longer)


def _is_end(headline: str, longer: str) -> bool:
    """Whether the longer text ends with the headline, which is no single word and begins at a word."""
    return (
        _SHORTEST_INSIDE <= len(headline) < len(longer)
        and longer.endswith(headline)
        and not longer[-len(headline) - 1].isalnum()
    )
