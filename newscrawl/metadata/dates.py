"""Choose when an article was published and last modified, among all places of a page that state a date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import chain
from typing import Any

from lxml.html import HtmlElement

from newscrawl.items import FeedMetadata
from newscrawl.metadata.date_locale import infer_locale
from newscrawl.metadata.date_parser import (
    date_difference,
    has_time,
    has_zone,
    parse_date,
    to_aware_datetime,
)
from newscrawl.metadata.jsonld import JsonLdNode, extract_texts, get_node_types
from newscrawl.metadata.meta_tags import DeclaredMetadata
from newscrawl.metadata.visible_dates import DatePlace, VisibleDate, find_visible_dates
from newscrawl.text import ENGLISH_MONTHS

_PUBLISHED_META_NAMES = (
    *("article:published_time", "article:published", "og:article:published_time", "og:published_time"),
    *("datepublished", "date.published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime"),
    *("cxenseparse:publishtime", "publishdate", "publish_date", "publish-date", "pubdate", "pub_date", "published_at"),
    *("published-date", "publicationdate", "publication_date", "publication-date", "published_time", "datecreated"),
    *("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "date"),
    *("article_date_original", "article.published", "article:post_date", "rnews:datepublished", "citation_date"),
    *("citation_publication_date", "citation_online_date", "prism.publicationdate", "bt:pubdate"),
)
_PUBLISHED_META_NAME = re.compile(
    r"(?<!un)publi(?:sh|c)[a-z]*[-_.: ]?(?:date|time|on|at)$|(?:date|time)[-_.: ]?(?:of[-_.: ]?)?publi(?:sh|c)[a-z]*$"
    r"|^(?:posted|created|post)[-_.: ]?(?:date|on|at|time)$"
)
"""Other names of the time of publication: each content system has one of its own (`w-published-date`)."""
_MODIFIED_META_NAMES = (
    *("article:modified_time", "article:modified", "og:article:modified_time", "og:modified_time", "datemodified"),
    *("og:updated_time", "article:updated_time", "dcterms.modified", "dc.date.modified", "lastmod", "last-modified"),
    *("revised", "updated_time", "modified_time", "article.updated"),
)
_FALLBACK_NODE_TYPES = frozenset({"WebPage", "ItemPage", "VideoObject", "AudioObject", "Review", "Recipe", "Event"})
"""JSON-LD types whose date counts for the article if the page has no article node."""
_URL_DATE = re.compile(
    r"/((?:19|20)\d{2})[/-]?(\d{2})[/-]?(\d{2})(?=[/_.-]|$)|[-_/]((?:19|20)\d{2})-(\d{2})-(\d{2})(?=[/_.-]|$)"
    rf"|/((?:19|20)\d{{2}})/(\d{{1,2}}|(?:{'|'.join(ENGLISH_MONTHS)})[a-z]{{0,6}})/(\d{{1,2}})(?=/|$)",
    re.IGNORECASE,
)
"""A full day at the start of a path segment, or with hyphens anywhere: `/2026/05/03/`, `/20260503-`, `-2026-05-03`; in
segments of its own also with fewer digits or an English month: `/2026/5/3/`, `/2026/may/03/`."""
_TITLE_SEPARATOR = re.compile(r"\s[-–—|·]\s|,\s")
_MAX_AHEAD = timedelta(days=2)
"""How much later than the fetch, or than the other dates of the page, a publication date may be."""
_MAX_AHEAD_OF_MODIFIED = timedelta(days=366)
"""The same where the page states only the last modification besides. Some sites do not change that date any more when
they publish an article again."""
_MAX_BEHIND_UTC = timedelta(hours=8)
"""How far a site's own day may be behind that of UTC where the page shows a day without a time. A day ahead of UTC's is
that of a later change as often."""
_MAX_OFFSET = timedelta(hours=14)
_OFFSET_STEP = timedelta(minutes=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDates:
    """When an article was published and last modified, and where the publication date was read."""

    published: str | None = None
    modified: str | None = None
    published_source: str | None = None


@dataclass(frozen=True, slots=True)
class _DateCandidate:
    iso_date: str
    provenance: str


@dataclass(frozen=True, slots=True)
class _Sources:
    """What states dates, but for the visible text."""

    declared: DeclaredMetadata
    jsonld_nodes: Sequence[JsonLdNode]
    article_node: JsonLdNode
    feed_metadata: FeedMetadata
    url: str | None
    locale: str | None
    """The language and country of the page."""


def read_dates(
    root: HtmlElement,
    declared: DeclaredMetadata,
    jsonld_nodes: Sequence[JsonLdNode],
    article_node: JsonLdNode,
    feed_metadata: FeedMetadata,
    *,
    url: str | None,
    titles: Sequence[str],
    language: str | None,
    fetched_at: datetime | None = None,
) -> ArticleDates:
    """Choose the dates of the article.

    The places are tried in the order of their reliability: the structured data of the page, a visible date that is
    called the publication, the feed, the title, the URL, other dates beside the headline, and at last a visible date of
    a change. The time of day or the zone is completed from other places that state the same day or the same time.

    :param article_node: the JSON-LD node of the page's own article; empty if the page has none.
    :param titles: the titles of the article: they tell which heading is its headline.
    :param language: the language of the text: it decides where a date has two readings.
    :param fetched_at: when the page was fetched; dates more than two days later are ignored.
    """
    max_date = fetched_at.isoformat() if fetched_at else None
    locale = infer_locale(language, (declared.html_lang, declared.get_meta("og:locale")), url)
    sources = _Sources(declared, jsonld_nodes, article_node, feed_metadata, url, locale)
    published = _drop_future_dates(_iter_structured_candidates(sources), max_date)
    visible_dates = _find_visible_dates(root, published, titles, locale)
    published += _drop_future_dates(_iter_other_candidates(sources, visible_dates), max_date)
    updates = (_from_visible(found) for found in visible_dates if found.is_update)
    modified = _drop_future_dates(chain(_iter_modified_candidates(sources), updates), max_date)
    modified_dates = [candidate.iso_date for candidate in modified]
    shown = _drop_future_dates(map(_from_visible, visible_dates), max_date)
    best = _first_plausible(published, modified_dates) or next(iter(shown), None)
    if best is None:
        return ArticleDates(modified=next(iter(modified_dates), None))
    best = _to_local_time(_refine_precision(best, published), [*published, *shown])
    # A modification long before the publication is wrong; a day's difference can come from a missing time or zone.
    later = (iso_date for iso_date in modified_dates if date_difference(iso_date, best.iso_date) > -timedelta(days=1))
    return ArticleDates(published=best.iso_date, published_source=best.provenance, modified=next(later, None))


def _iter_structured_candidates(sources: _Sources) -> Iterator[_DateCandidate]:
    """The publication dates in the structured data of the page's own article, the most reliable place first."""
    declared, locale = sources.declared, sources.locale
    yield from _parse_candidates(sources.article_node.get("datePublished"), "jsonld:datePublished", locale)
    yield from _iter_meta_candidates(declared, _PUBLISHED_META_NAMES, locale)
    other_names = [name for name in declared.meta_tags if _PUBLISHED_META_NAME.search(name)]
    yield from _iter_meta_candidates(declared, other_names, locale)
    yield from _parse_candidates(declared.microdata.get("datePublished"), "microdata:datePublished", locale)


def _find_visible_dates(
    root: HtmlElement, declared: Sequence[_DateCandidate], titles: Sequence[str], locale: str | None
) -> list[VisibleDate]:
    """What readers see. It adds nothing to a declared date with a time and a zone that is not UTC."""
    if declared and has_zone(declared[0].iso_date) and not _is_utc(declared[0].iso_date):
        return []
    return find_visible_dates(root, titles=titles, locale=locale, is_thorough=not declared)


def _iter_other_candidates(sources: _Sources, visible_dates: Sequence[VisibleDate]) -> Iterator[_DateCandidate]:
    """The publication dates that other places state, the most reliable place first."""
    locale, article_node = sources.locale, sources.article_node
    shown = [found for found in visible_dates if not found.is_update]
    yield from (_from_visible(found) for found in shown if found.place is DatePlace.LABELLED)
    for node in sources.jsonld_nodes:
        if not article_node and _FALLBACK_NODE_TYPES.intersection(get_node_types(node)):
            value = node.get("datePublished") or node.get("uploadDate")
            yield from _parse_candidates(value, "jsonld:datePublished", locale)
    yield from _parse_candidates(article_node.get("dateCreated"), "jsonld:dateCreated", locale)
    yield from _parse_candidates(sources.feed_metadata.published, "feed")
    yield from _parse_candidates(_last_title_segment(sources.declared), "title", locale)
    yield from _parse_candidates(_find_date_in_url(sources.url), "url")
    yield from (_from_visible(found) for found in shown if found.place is not DatePlace.LABELLED)


def _from_visible(found: VisibleDate) -> _DateCandidate:
    return _DateCandidate(found.iso_date, "time" if found.is_time_element else "text")


def _iter_modified_candidates(sources: _Sources) -> Iterator[_DateCandidate]:
    declared, locale = sources.declared, sources.locale
    yield from _parse_candidates(sources.article_node.get("dateModified"), "jsonld:dateModified", locale)
    yield from _iter_meta_candidates(declared, _MODIFIED_META_NAMES, locale)
    yield from _parse_candidates(declared.microdata.get("dateModified"), "microdata:dateModified", locale)
    yield from _parse_candidates(sources.feed_metadata.modified, "feed")


def _iter_meta_candidates(
    declared: DeclaredMetadata, names: Iterable[str], locale: str | None
) -> Iterator[_DateCandidate]:
    for name in names:
        if name in declared.meta_tags:
            yield from _parse_candidates(declared.meta_tags[name], f"meta:{name}", locale)


def _parse_candidates(value: Any, provenance: str, locale: str | None = None) -> Iterator[_DateCandidate]:
    if type(value) in (int, float):
        value = str(int(value)) if abs(value) < 1e15 else ""
    for text in extract_texts(value)[:5]:
        if iso_date := parse_date(text, locale):
            yield _DateCandidate(iso_date, provenance)


def _last_title_segment(declared: DeclaredMetadata) -> str | None:
    """The last part of the document's title, which is the day on some sites."""
    return _TITLE_SEPARATOR.split(declared.document_title or "")[-1]


def _find_date_in_url(url: str | None) -> str | None:
    """The day in a URL. Unlike `urls.url_dates`, a month alone does not count: `published` must be a day."""
    match = _URL_DATE.search(url or "")
    return "-".join(part for part in match.groups() if part) if match else None


def _drop_future_dates(candidates: Iterable[_DateCandidate], max_date: str | None) -> list[_DateCandidate]:
    if max_date is None:
        return list(candidates)
    max_datetime = to_aware_datetime(max_date)
    return [candidate for candidate in candidates if to_aware_datetime(candidate.iso_date) - max_datetime <= _MAX_AHEAD]


def _first_plausible(candidates: Sequence[_DateCandidate], modified_dates: Sequence[str]) -> _DateCandidate | None:
    """The first candidate that is not much later than all dates that other places state."""
    newest_modified = max(map(to_aware_datetime, modified_dates), default=None)
    for candidate in candidates:
        published = to_aware_datetime(candidate.iso_date)
        others = [to_aware_datetime(other.iso_date) for other in candidates if other.provenance != candidate.provenance]
        if others:
            newest_other = max([*others, newest_modified] if newest_modified else others)
            is_plausible = published - newest_other <= _MAX_AHEAD
        else:
            is_plausible = newest_modified is None or published - newest_modified <= _MAX_AHEAD_OF_MODIFIED
        if is_plausible:
            return candidate
    return None


def _refine_precision(best: _DateCandidate, candidates: Sequence[_DateCandidate]) -> _DateCandidate:
    """Prefer a candidate of the same day that has a time, then one of the same minute that has a zone.

    A time of midnight counts as no time: content systems write it where they know only the day.
    """
    if not has_time(best.iso_date) or _is_midnight(best.iso_date):
        timed = (other for other in candidates if has_time(other.iso_date) and not _is_midnight(other.iso_date))
        best = next((other for other in timed if other.iso_date[:10] == best.iso_date[:10]), best)
    if has_time(best.iso_date) and not has_zone(best.iso_date):
        zoned = (other for other in candidates if has_time(other.iso_date) and has_zone(other.iso_date))
        best = next((other for other in zoned if other.iso_date[:16] == best.iso_date[:16]), best)
    return best


def _to_local_time(best: _DateCandidate, others: Sequence[_DateCandidate]) -> _DateCandidate:
    """A time in UTC as the page's own: in the zone of another place that states the same moment, or as the day shown.

    A time without a zone is the same moment if it differs by full hours: `20:48` beside `01:48Z`.
    """
    if not _is_utc(best.iso_date) or _is_midnight(best.iso_date):
        return best
    moment = datetime.fromisoformat(best.iso_date)
    for other in others:
        offset = _find_offset(moment, other.iso_date) if has_time(other.iso_date) else None
        if offset:
            return _DateCandidate(moment.astimezone(timezone(offset)).isoformat(), best.provenance)
    for other in others:
        if other.provenance in ("time", "text") and not has_time(other.iso_date):
            noon = datetime.fromisoformat(f"{other.iso_date}T12:00:00+00:00")
            is_local = noon.date() < moment.date() and (moment - _MAX_BEHIND_UTC).date() == noon.date()
            return other if is_local else best
    return best


def _find_offset(moment: datetime, iso_date: str) -> timedelta | None:
    """The offset from UTC that makes a date state the moment; None if none does, or if it is UTC itself."""
    other = datetime.fromisoformat(iso_date)
    if other.tzinfo:
        return other.utcoffset() if abs(other - moment) < timedelta(minutes=1) else None
    difference = other.replace(tzinfo=moment.tzinfo) - moment
    offset = round(difference / _OFFSET_STEP) * _OFFSET_STEP
    return offset if abs(difference - offset) < timedelta(minutes=1) and abs(offset) <= _MAX_OFFSET else None


def _is_utc(iso_date: str) -> bool:
    return iso_date.endswith("+00:00")


def _is_midnight(iso_date: str) -> bool:
    return iso_date[11:19] == "00:00:00"
