"""Choose the headline of an article among the places of a page that state it, without the site's name around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from newscrawl.text import fold, normalize_text, split_words, strip_tags

_TITLE_SEPARATOR = re.compile(r"\s+(?:[-‐‑–—―|·•»›:/]|::)\s+|\s*[|｜：]\s*")
"""What separates a headline from the names of the section and of the site."""
_SEPARATOR_CHAR = re.compile(r"[-‐‑–—―|·•»›:/｜：]")
_LEADING_SEGMENT = re.compile(r"(.{2,40}?)(?:\s+[-–—|:]\s+|:\s+|\s*[|｜：]\s*)")
_NOT_ALNUM = re.compile(r"[\W_]+")
_MIN_REST_CHARS = 4
"""What remains of a title without the site's name must have this length."""
_MAX_SITE_NAME_WORDS = 5
_MAX_NAME_GROWTH = 3
"""A segment that contains a name of the site is at most this many times as long as the name."""
_MIN_LABEL_CHARS = 3
"""A shorter label of a host (`co`, `uk`) says nothing about the site."""
_MIN_SEGMENT_CHARS = 4
_PROVENANCE_WEIGHTS: Mapping[str, float] = {
    "shown_h2": 4.6,
    "jsonld": 3.0,
    "h2": 3.0,
    "og": 2.5,
    "h1": 1.2,
    "document_title": 1.0,
    "feed": 1.0,
    "microdata": 0.5,
    "twitter": 0.3,
    "breadcrumb": 0.3,
}
"""How reliable each place is. An `h1` is what a page shows largest: its headline, or its section, its masthead or a
prompt. Only the first agrees with what the page states elsewhere (`_AGREEING_H1_BONUS`). In a breadcrumb or a list it
is written for search engines, and the headline that readers see is an `h2`.

The weights were fitted on every second publisher of seven sets of real pages and judged with the others. There, 551 of
622 titles are right with them; 526 with the former ones (`og` 3, `h1` 2 in all cases)."""
_AGREEING_H1_BONUS = 3.3
"""With it, an `h1` wins against `og:title` and `<title>` together: where they differ, these are written for networks
and search engines. It loses where JSON-LD agrees with these."""
_MIN_SHARED_WORDS_RATIO = 0.4
"""An `h1` agrees with a stated title if it shares this part of the words of the shorter one."""
_SITE_NAME_FACTOR = 0.1
"""A text that is only the site's name is the headline only where a page states nothing else."""
_LIKE_SITE_NAME_FACTOR = 0.5
"""A text like `Mirror Online` may be the masthead, and may be the headline."""
_CONTAINED_WEIGHT_RATIO = 0.4
"""The weight of a place that states the headline after other words: a kicker without a separator."""
_SEGMENT_WEIGHT_RATIO = 0.2
"""The weight of a place that states the headline before or after a separator. It is low, because the other part often
belongs to the headline (`Grain: what the harvest was worth`)."""
_MIN_CONTAINED_CHARS = 12
"""A shorter text is not taken as the same headline with more words around it."""
_MAX_TITLE_CHARS = 1000
_MIN_SLUG_WORDS = 3
"""Fewer words in a URL are the name of a section or a template."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？।])")
_MAX_SENTENCE_CHARS = 120
_TOKEN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff]|[^\\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff]+"
)
"""A word, or one character of a script that is written without spaces."""
_COLON = re.compile(r":\s+")
_QUOTATION_MARKS = frozenset("\"'“”„«»‘’「『《")
ELLIPSES = ("...", "…", "[…]")
"""The ends of a text that was shortened."""
_MAX_SEPARATORS = 10


@dataclass(frozen=True, slots=True)
class SiteNames:
    """The names of a site: those that the page states, and its host."""

    names: frozenset[str]
    """Lower-case letters and digits only, as `_normalize_name` writes them."""
    host_labels: tuple[str, ...] = ()
    """The labels of the host without `www` and without the top-level domain."""

    @classmethod
    def collect(cls, stated: Iterable[str], url: str | None) -> SiteNames:
        """The names that a page states, and the host of its URL.

        :param url: an invalid URL gives no name.
        """
        try:
            host = (urlsplit(url).hostname or "") if url else ""
        except ValueError:
            host = ""
        host = host.removeprefix("www.")
        labels = tuple(label for label in host.split(".")[:-1] if len(label) >= _MIN_LABEL_CHARS)
        names = {*map(_normalize_name, stated), _normalize_name(host), *labels}
        return cls(frozenset(name for name in names if len(name) > 1), labels)

    def are_exactly(self, text: str) -> bool:
        """Whether the text is nothing but a name of the site."""
        return _normalize_name(text) in self.names

    def match(self, segment: str) -> bool:
        """Whether a segment is a name of the site, alone or with few words: `Mirror Online`, `The Times of India`."""
        normalized = _normalize_name(segment)
        if normalized in self.names:
            return True
        if len(segment.split()) > _MAX_SITE_NAME_WORDS or len(normalized) < _MIN_LABEL_CHARS:
            return False
        return any(
            len(name) >= _MIN_SEGMENT_CHARS and name in normalized and len(normalized) <= _MAX_NAME_GROWTH * len(name)
            for name in self.names
        )

    def match_host(self, segment: str) -> bool:
        """Whether a segment is half of a label of the host or more, or its initials are the label.

        >>> names = SiteNames.collect([], "https://readwend.example/a")
        >>> names.match_host("Wend"), names.match_host("Ferry")
        (True, False)
        """
        normalized = _normalize_name(segment)
        initials = "".join(word[0] for word in split_words(segment)).casefold()
        return len(normalized) >= _MIN_SEGMENT_CHARS and any(
            (normalized in label and 2 * len(normalized) >= len(label))
            or (len(initials) >= _MIN_LABEL_CHARS and initials == label)
            for label in self.host_labels
        )

    def strip_from(self, text: str, *, is_heading: bool = False) -> str:
        """The title without the site's name at its start or end, and without the text after the name.

        Without a separator, or where less than four characters would be left, the name stays.

        :param is_heading: whether the page shows the whole text as a heading. Then only a segment that is exactly a
            name is taken off its end, and a start that a colon ends stays: `Harbour Post: how we work`.
        """
        if not _SEPARATOR_CHAR.search(text):  # takes a tenth of the time of the search for separators
            return text
        end = self._find_name_at_end(text, only_exact=is_heading)
        if end is not None:
            text = text[:end].rstrip()
        prefix = _LEADING_SEGMENT.match(text)
        if (
            prefix
            and len(text) - prefix.end() >= _MIN_REST_CHARS
            and self.match(prefix.group(1))
            and not (is_heading and prefix.group().rstrip()[-1] not in "|｜")
        ):
            text = text[prefix.end() :]
        return text

    def _find_name_at_end(self, text: str, *, only_exact: bool) -> int | None:
        """Where the headline ends: before the first segment that is exactly a name, or that is like one."""
        separators = list(_TITLE_SEPARATOR.finditer(text))
        if not separators:
            return None
        ends = [*(separator.start() for separator in separators[1:]), len(text)]
        segments = [
            (separator.start(), text[separator.end() : end])
            for separator, end in zip(separators, ends, strict=True)
            if separator.start() >= _MIN_REST_CHARS
        ]
        for start, segment in segments:
            if self.are_exactly(segment):
                return start
        if only_exact:
            return None
        for start, segment in segments:
            if self.match(segment):
                return start
        return segments[-1][0] if segments and self.match_host(segments[-1][1]) else None


class _TitleCandidate(NamedTuple):
    provenance: str
    title: str
    key: str
    """The words of the title in the form in which titles are compared."""
    segments: frozenset[str]
    """The same for all parts of the title before and after a separator."""
    weight: float


def choose_title(
    titles_by_provenance: Mapping[str, Sequence[str]], *, site_names: Iterable[str], url: str | None
) -> str | None:
    """Choose the headline on which the places agree most; None only if no place states any words.

    :param titles_by_provenance: the texts of each place; the keys are those of `_PROVENANCE_WEIGHTS`. An `h2` can be
        any heading, so that only those count that another place states as well.
    :param site_names: the names of the site and of its publisher, as the page states them.
    :param url: the URL of the page; its host counts as a name of the site.
    """
    names = SiteNames.collect(_drop_headlines(site_names, titles_by_provenance), url)
    heading_keys = {_build_key(text) for place in ("h1", "h2") for text in titles_by_provenance.get(place, ())}
    candidates = [
        candidate
        for provenance, texts in titles_by_provenance.items()
        if provenance not in ("h2", "shown_h2")
        for text in texts
        if (candidate := _build_candidate(provenance, text, names, heading_keys))
    ]
    candidates += _find_h2_candidate(titles_by_provenance.get("h2", ()), candidates)
    if not any(candidate.provenance == "h1" for candidate in candidates):
        candidates += (
            _TitleCandidate("shown_h2", text, _build_key(text), frozenset(), _PROVENANCE_WEIGHTS["shown_h2"])
            for text in titles_by_provenance.get("shown_h2", ())[:1]
        )
    if not candidates:
        return next(iter(titles_by_provenance.get("h2", ())), None)
    candidates = [_complete(candidate, candidates) for candidate in candidates]
    if len({candidate.key for candidate in candidates}) == 1:
        return candidates[0].title
    candidates = list(_reward_agreeing_h1(candidates))
    scores = {key: _score_title(key, candidates) for key in {candidate.key for candidate in candidates}}
    return max(candidates, key=lambda candidate: scores[candidate.key]).title


def is_cut_off(text: str, whole: str) -> bool:
    """Whether a text is the beginning of a longer one, and ends with an ellipsis or before a quotation mark.

    An attribute whose text has an unescaped quotation mark ends there.

    >>> is_cut_off("The winner and", 'The winner and "royal visit"'), is_cut_off("The winner", "The winner and")
    (True, False)
    """
    if len(text) >= len(whole) or not text:
        return False
    if text.endswith(ELLIPSES):
        beginning = text.rstrip(".… []")
        return whole.startswith(beginning) and whole[len(beginning) :].lstrip(" [")[:1] not in (".", "…")
    return whole.startswith(text) and whole[len(text) :].lstrip()[:1] in _QUOTATION_MARKS


def build_title_from_url(url: str | None) -> str | None:
    """The words of the last part of a URL as a title, for pages that state none; None if these are too few.

    >>> build_title_from_url("https://example.org/2026/ferry-late-again_48213.html")
    'Ferry late again'
    """
    try:
        segments = [segment for segment in urlsplit(unquote(url or "")).path.split("/") if segment]
    except ValueError:
        return None
    words = [word for word in split_words(segments[-1].replace("_", " ")) if word.isalpha()] if segments else []
    if words and segments[-1].endswith(f".{words[-1]}"):
        words.pop()
    if len(words) < _MIN_SLUG_WORDS:
        return None
    title = normalize_text(" ".join(words)[:_MAX_TITLE_CHARS])
    return title[:1].upper() + title[1:]


def build_title_from_text(lines: Sequence[str]) -> str | None:
    """The first sentence of a text as a title, for pages that have nothing better; cut between words if it is long.

    None if there is no more than this sentence: a title needs a text.

    >>> build_title_from_text(["The ferry was late. Nobody knew why.", "Fog."])
    'The ferry was late.'
    """
    first = next(filter(None, map(normalize_text, lines)), "")
    sentence = _SENTENCE_END.split(first, maxsplit=1)[0]
    if len(sentence) <= _MAX_SENTENCE_CHARS:
        return sentence if sentence != first or len(lines) > 1 else None
    start, space, _ = sentence[:_MAX_SENTENCE_CHARS].rpartition(" ")
    return f"{start if space else sentence[:_MAX_SENTENCE_CHARS]}…"


def _drop_headlines(site_names: Iterable[str], titles_by_provenance: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The names without those that are the headline: templates write it into `application-name`, for example.

    Such a name is stated once, and it is the text of two of the three main places.
    """
    counts = Counter(site_names)
    main_titles = [set(map(_normalize_name, titles_by_provenance.get(place, ()))) for place in ("h1", "og", "jsonld")]
    for name, count in counts.items():
        if count > 1 or sum(_normalize_name(name) in titles for titles in main_titles) < 2:
            yield name


def _build_candidate(provenance: str, text: str, names: SiteNames, heading_keys: set[str]) -> _TitleCandidate | None:
    """The title in a text; None if the text has no words."""
    whole = strip_tags(text)[:_MAX_TITLE_CHARS]
    title = names.strip_from(whole, is_heading=_build_key(whole) in heading_keys)
    if not (key := _build_key(title)):
        return None
    weight = _PROVENANCE_WEIGHTS[provenance]
    if names.are_exactly(title):
        weight *= _SITE_NAME_FACTOR
    elif names.match(title):
        weight *= _LIKE_SITE_NAME_FACTOR
    return _TitleCandidate(provenance, title, key, _split_segments(title), weight)


def _find_h2_candidate(h2_texts: Sequence[str], candidates: Sequence[_TitleCandidate]) -> list[_TitleCandidate]:
    """The candidate that an `h2` states, alone, after a kicker or in part; at most one, of the first such `h2`."""
    for h2_text in h2_texts:
        folded, key = fold(h2_text), _build_key(h2_text)
        weight = _PROVENANCE_WEIGHTS["h2"]
        if any(fold(candidate.title) == folded or key in candidate.segments for candidate in candidates):
            return [_TitleCandidate("h2", h2_text, key, _split_segments(h2_text), weight)]
        matching = [candidate for candidate in candidates if _is_suffix(fold(candidate.title), folded)]
        if matching:
            longest = max(matching, key=lambda candidate: len(candidate.key))
            return [longest._replace(provenance="h2", weight=weight)]
    return []


def _complete(candidate: _TitleCandidate, candidates: Sequence[_TitleCandidate]) -> _TitleCandidate:
    """The candidate with the title that another place states whole, if its own is cut off."""
    for other in candidates:
        if is_cut_off(candidate.title, other.title):
            return other._replace(provenance=candidate.provenance, weight=candidate.weight)
    return candidate


def _reward_agreeing_h1(candidates: Sequence[_TitleCandidate]) -> Iterator[_TitleCandidate]:
    stated = [
        set(_TOKEN.findall(candidate.key))
        for candidate in candidates
        if candidate.provenance in ("og", "jsonld", "document_title", "twitter", "feed")
    ]
    for candidate in candidates:
        if candidate.provenance == "h1":
            words = set(_TOKEN.findall(candidate.key))
            if any(len(words & other) >= _MIN_SHARED_WORDS_RATIO * min(len(words), len(other)) for other in stated):
                factor = candidate.weight / _PROVENANCE_WEIGHTS["h1"]
                candidate = candidate._replace(weight=candidate.weight + factor * _AGREEING_H1_BONUS)
        yield candidate


def _score_title(key: str, candidates: Sequence[_TitleCandidate]) -> float:
    """The sum of the weights of all places that state the title, each place once."""
    weights: dict[str, float] = {}
    for candidate in candidates:
        if candidate.key == key:
            weight = candidate.weight
        elif len(key) < _MIN_CONTAINED_CHARS:
            continue
        elif key in candidate.segments:
            weight = _SEGMENT_WEIGHT_RATIO * candidate.weight
        elif candidate.key.endswith(f" {key}"):
            weight = _CONTAINED_WEIGHT_RATIO * candidate.weight
        else:
            continue
        weights[candidate.provenance] = max(weights.get(candidate.provenance, 0.0), weight)
    return sum(weights.values())


def _split_segments(title: str) -> frozenset[str]:
    segments = set[str]()
    for pattern in (_TITLE_SEPARATOR, _COLON):
        for separator in islice(pattern.finditer(title), _MAX_SEPARATORS):
            segments |= {_build_key(title[: separator.start()]), _build_key(title[separator.end() :])}
    return frozenset(segments - {""})


def _build_key(text: str) -> str:
    return " ".join(split_words(fold(text)))


def _is_suffix(folded_title: str, longer_title: str) -> bool:
    """Whether the longer text ends with the title, and the title starts at a word boundary in it."""
    return (
        _MIN_CONTAINED_CHARS <= len(folded_title) < len(longer_title)
        and longer_title.endswith(folded_title)
        and not longer_title[-len(folded_title) - 1].isalnum()
    )


def _normalize_name(text: str) -> str:
    """Lower-case letters and digits only."""
    return _NOT_ALNUM.sub("", text.casefold())
