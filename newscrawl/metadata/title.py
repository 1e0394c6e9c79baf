"""The headline: chosen among the places a page states it, without the site's name around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from newscrawl.text import fold, strip_tags

PROVENANCE_WEIGHTS: Mapping[str, float] = {
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
_SEPARATOR_CHAR = re.compile(r"[-‐‑–—―|·•»›:/｜：]")
"""What any separator has in it."""
_LEADING_SEGMENT = re.compile(r"(.{2,40}?)(?:\s+[-–—|:]\s+|:\s+|\s*[|｜：]\s*)")
_NOT_ALNUM = re.compile(r"[\W_]+")
_MIN_REST_CHARS = 4
_MAX_TITLE_CHARS = 1000
_MAX_NAME_WORDS = 5
_MIN_CONTAINED_CHARS = 12
_CONTAINED_WEIGHT_RATIO = 0.6
"""Of 155 measured headlines 139 are right at 0.6 and 0.7, 133 at 0 (kickers win), 134 at 1 (cut-down titles win)."""


def choose_title(
    titles_by_provenance: Mapping[str, Sequence[str]], *, site_names: Iterable[str], url: str | None
) -> str | None:
    """The headline that the places agree on most; None where none states one.

    :param stated: the texts by the place they were read from, keys as in `PROVENANCE_WEIGHTS`.
    :param names: what the page calls its site and publisher.
    """
    normalized_names = _normalize_site_names(site_names, url)
    candidates: list[tuple[str, str, str]] = []
    parsed_titles: dict[str, tuple[str, str] | None] = {}  # most places state one and the same text
    for provenance, texts in titles_by_provenance.items():
        for text in texts if provenance != "h2" else ():
            if text not in parsed_titles:
                parsed_titles[text] = _parse_title(text, normalized_names)
            if candidate := parsed_titles[text]:
                candidates.append((provenance, *candidate))
    if not any(source == "h1" for source, *_ in candidates):
        candidates += _find_h2_candidate(titles_by_provenance.get("h2", ()), candidates)
    if not candidates:
        return None
    folded_titles = {folded for *_, folded in candidates}
    if len(folded_titles) == 1:
        return candidates[0][1]
    scores = {folded: _score_title(folded, candidates) for folded in folded_titles}
    return max(candidates, key=lambda one: scores[one[2]])[1]


def _parse_title(text: str, site_names: frozenset[str]) -> tuple[str, str] | None:
    """The stated text as a headline, and folded; None if it is nothing but the site's name."""
    title = strip_site_name(strip_tags(text)[:_MAX_TITLE_CHARS], site_names)
    folded = fold(title)
    return (title, folded) if folded and not _is_site_name(title, site_names) else None


def _find_h2_candidate(
    h2_texts: Sequence[str], candidates: Sequence[tuple[str, str, str]]
) -> list[tuple[str, str, str]]:
    """The stated title that the first fitting `h2` shows, alone or behind a kicker."""
    for h2_text in map(fold, h2_texts):
        matching = [
            candidate for candidate in candidates if candidate[2] == h2_text or _is_suffix(candidate[2], h2_text)
        ]
        if matching:
            _, title, folded = max(matching, key=lambda one: len(one[2]))
            return [("h2", title, folded)]
    return []


def strip_site_name(text: str, site_names: frozenset[str]) -> str:
    """The title without the site's name before or after it, and without what follows the name."""
    if not _SEPARATOR_CHAR.search(text):  # a tenth of the time of looking for separators
        return text
    separators = list(_SEPARATOR.finditer(text))
    for index, separator in enumerate(separators):
        end = separators[index + 1].start() if index + 1 < len(separators) else len(text)
        if _is_site_name(text[separator.end() : end], site_names) and separator.start() >= _MIN_REST_CHARS:
            text = text[: separator.start()].rstrip()
            break
    prefix = _LEADING_SEGMENT.match(text)
    if prefix and _is_site_name(prefix.group(1), site_names) and len(text) - prefix.end() >= _MIN_REST_CHARS:
        text = text[prefix.end() :]
    return text


def _normalize_site_names(site_names: Iterable[str], url: str | None) -> frozenset[str]:
    """Names in the form they are compared in: letters and digits only."""
    normalized_names = {_normalize_name(name) for name in site_names}
    try:
        host = (urlsplit(url).hostname or "") if url else ""
    except ValueError:
        host = ""
    labels = host.removeprefix("www.").split(".")
    normalized_names |= {
        _normalize_name(host.removeprefix("www.")),
        *(label for label in labels[:-1] if len(label) > 2),
    }
    return frozenset(name for name in normalized_names if len(name) > 1)


def _normalize_name(text: str) -> str:
    return _NOT_ALNUM.sub("", text.casefold())


def _is_site_name(segment: str, site_names: frozenset[str]) -> bool:
    """Whether a segment is the site's name, alone or with a few words (`Mirror Online`, `The Times of India`)."""
    normalized = _normalize_name(segment)
    if normalized in site_names:
        return True
    if len(segment.split()) > _MAX_NAME_WORDS or len(normalized) < 3:
        return False
    return any(len(name) > 3 and (name in normalized) and len(normalized) <= 3 * len(name) for name in site_names)


def _score_title(folded_title: str, candidates: Sequence[tuple[str, str, str]]) -> float:
    """The belief in all places that say the same, and part of it where one says it with more around it."""
    weights: dict[str, float] = {}
    for provenance, _, folded in candidates:
        if folded == folded_title:
            weight = PROVENANCE_WEIGHTS[provenance]
        elif _is_contained(folded_title, folded):
            weight = _CONTAINED_WEIGHT_RATIO * PROVENANCE_WEIGHTS[provenance]
        else:
            continue
        weights[provenance] = max(weights.get(provenance, 0.0), weight)
    return sum(weights.values())


def _is_contained(folded_title: str, longer_title: str) -> bool:
    """Whether the longer text is the headline with a kicker before it, or with a label set off after it."""
    if len(folded_title) < _MIN_CONTAINED_CHARS or len(longer_title) <= len(folded_title):
        return False
    if longer_title.startswith(folded_title):
        return not longer_title[len(folded_title) :].lstrip()[:1].isalnum()
    return _is_suffix(folded_title, longer_title)


def _is_suffix(folded_title: str, longer_title: str) -> bool:
    """Whether the longer text ends with the headline, which is no single word and begins at a word."""
    return (
        _MIN_CONTAINED_CHARS <= len(folded_title) < len(longer_title)
        and longer_title.endswith(folded_title)
        and not longer_title[-len(folded_title) - 1].isalnum()
    )
