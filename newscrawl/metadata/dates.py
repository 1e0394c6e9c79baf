"""Choose when an article was published and last modified, among all places of a page that state a date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.items import MAX_YEAR, MIN_YEAR, FeedMetadata
from newscrawl.metadata.date_parser import (
    date_difference,
    has_time,
    has_zone,
    parse_date,
    to_aware_datetime,
)
from newscrawl.metadata.jsonld import JsonLdNode, extract_texts, get_node_types
from newscrawl.metadata.meta_tags import DeclaredMetadata

_PUBLISHED_META_NAMES = (
    *("article:published_time", "article:published", "og:article:published_time", "og:published_time"),
    *("datepublished", "date.published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime"),
    *("cxenseparse:publishtime", "publishdate", "publish_date", "publish-date", "pubdate", "pub_date", "published_at"),
    *("published-date", "publicationdate", "publication_date", "publication-date", "published_time", "datecreated"),
    *("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "date"),
    *("article_date_original", "article.published", "article:post_date", "rnews:datepublished", "citation_date"),
    *("citation_publication_date", "citation_online_date", "prism.publicationdate", "bt:pubdate"),
)
_MODIFIED_META_NAMES = (
    *("article:modified_time", "article:modified", "og:article:modified_time", "og:modified_time", "datemodified"),
    *("og:updated_time", "article:updated_time", "dcterms.modified", "dc.date.modified", "lastmod", "last-modified"),
    *("revised", "updated_time", "modified_time", "article.updated"),
)
_FALLBACK_NODE_TYPES = frozenset({"WebPage", "ItemPage", "VideoObject", "AudioObject", "Review", "Recipe", "Event"})
"""JSON-LD types whose date counts for the article if the page has no article node."""
_URL_DATE = re.compile(
    r"/((?:19|20)\d{2})[/-]?(\d{2})[/-]?(\d{2})(?=[/_.-]|$)|[-_/]((?:19|20)\d{2})-(\d{2})-(\d{2})(?=[/_.-]|$)"
)
"""A full day at the start of a path segment, or with hyphens anywhere: `/2026/05/03/`, `/20260503-`, `-2026-05-03`."""
_TITLE_SEPARATOR = re.compile(r"\s[-–—|·]\s|,\s")
_MAX_AHEAD = timedelta(days=2)
"""How much later than the fetch, or than the other dates of the page, a publication date may be."""
_MAX_AHEAD_OF_MODIFIED = timedelta(days=366)
"""The same where the page states only the last modification besides. Some sites do not change that date any more when
they publish an article again."""
# htmldate copies the tree and reads its text several times: these limits keep it below a second.
_MAX_HTMLDATE_ELEMENTS = 15_000
_MAX_HTMLDATE_TIMES = 300
_MAX_HTMLDATE_CHARS = 500_000
_count_elements = etree.XPath("count(//*)")
_count_time_elements = etree.XPath("count(//time)")
_count_chars = etree.XPath("string-length(.)")


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


def read_dates(
    root: HtmlElement,
    declared: DeclaredMetadata,
    jsonld_nodes: Sequence[JsonLdNode],
    article_node: JsonLdNode,
    *,
    url: str | None,
    feed_metadata: FeedMetadata,
    fetched_at: datetime | None = None,
) -> ArticleDates:
    """Choose the dates of the article.

    The places are tried in the order of their reliability: the structured data of the page, the feed, the title, the
    URL, other `<time>` elements, and at last the visible text. The time of day or the zone is completed from other
    places that state the same day or the same time.

    :param article_node: the JSON-LD node of the page's own article; empty if the page has none.
    :param fetched_at: when the page was fetched; dates more than two days later are ignored.
    """
    max_date = fetched_at.isoformat() if fetched_at else None
    published_candidates = _drop_future_dates(
        _iter_published_candidates(declared, jsonld_nodes, article_node, url, feed_metadata), max_date
    )
    modified_dates = [
        candidate.iso_date
        for candidate in _drop_future_dates(_iter_modified_candidates(declared, article_node, feed_metadata), max_date)
    ]
    best = _first_plausible(published_candidates, modified_dates)
    if best is None and (text_date := _find_date_in_text(root, max_date or next(iter(modified_dates), None))):
        best = _DateCandidate(text_date, "htmldate")
    if best is None:
        return ArticleDates(modified=next(iter(modified_dates), None))
    best = _refine_precision(best, published_candidates)
    # A modification long before the publication is wrong; a day's difference can come from a missing time or zone.
    modified = next(
        (iso_date for iso_date in modified_dates if date_difference(iso_date, best.iso_date) > -timedelta(days=1)), None
    )
    return ArticleDates(published=best.iso_date, published_source=best.provenance, modified=modified)


def _iter_published_candidates(
    declared: DeclaredMetadata,
    jsonld_nodes: Sequence[JsonLdNode],
    article_node: JsonLdNode,
    url: str | None,
    feed_metadata: FeedMetadata,
) -> Iterator[_DateCandidate]:
    """The publication dates that the page states, the most reliable place first."""
    yield from _parse_candidates(article_node.get("datePublished"), "jsonld:datePublished")
    yield from _iter_meta_candidates(declared, _PUBLISHED_META_NAMES)
    yield from _parse_candidates(declared.microdata.get("datePublished"), "microdata:datePublished")
    for time_element in declared.time_elements:
        if time_element.is_published:
            yield from _parse_candidates(time_element.value, "time")
    for node in jsonld_nodes:
        if not article_node and _FALLBACK_NODE_TYPES.intersection(get_node_types(node)):
            yield from _parse_candidates(node.get("datePublished") or node.get("uploadDate"), "jsonld:datePublished")
    yield from _parse_candidates(article_node.get("dateCreated"), "jsonld:dateCreated")
    yield from _parse_candidates(feed_metadata.published, "feed")
    yield from _parse_candidates(_last_title_segment(declared), "title")
    yield from _parse_candidates(_find_date_in_url(url), "url")
    for time_element in declared.time_elements:
        if time_element.is_after_h1 and not time_element.is_published:
            yield from _parse_candidates(time_element.value, "time")


def _iter_modified_candidates(
    declared: DeclaredMetadata, article_node: JsonLdNode, feed_metadata: FeedMetadata
) -> Iterator[_DateCandidate]:
    yield from _parse_candidates(article_node.get("dateModified"), "jsonld:dateModified")
    yield from _iter_meta_candidates(declared, _MODIFIED_META_NAMES)
    yield from _parse_candidates(declared.microdata.get("dateModified"), "microdata:dateModified")
    yield from _parse_candidates(feed_metadata.modified, "feed")


def _iter_meta_candidates(declared: DeclaredMetadata, names: Sequence[str]) -> Iterator[_DateCandidate]:
    for name in names:
        if name in declared.meta_tags:
            yield from _parse_candidates(declared.meta_tags[name], f"meta:{name}")


def _parse_candidates(value: Any, provenance: str) -> Iterator[_DateCandidate]:
    if type(value) in (int, float):
        value = str(int(value)) if abs(value) < 1e15 else ""
    for text in extract_texts(value)[:5]:
        if iso_date := parse_date(text):
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


def _is_midnight(iso_date: str) -> bool:
    return iso_date[11:19] == "00:00:00"


def _find_date_in_text(root: HtmlElement, max_date: str | None) -> str | None:
    """The day that htmldate finds in the visible text of a page that states no date elsewhere.

    htmldate gets a copy without scripts and meta tags: their dates were already read, and perhaps rejected.
    """
    if _count_elements(root) > _MAX_HTMLDATE_ELEMENTS or _count_time_elements(root) > _MAX_HTMLDATE_TIMES:
        return None
    visible_tree = deepcopy(root)
    etree.strip_elements(visible_tree, "script", "style", "meta", with_tail=False)
    if float(_count_chars(visible_tree)) > _MAX_HTMLDATE_CHARS:
        return None
    latest_day = to_aware_datetime(max_date).date() if max_date else date(MAX_YEAR, 12, 31)
    day = _run_htmldate(visible_tree, latest_day, extensive=True)
    # The extensive search turns a month or a year alone (`© 2026`) into its first day: the page does not state that.
    if day and day.endswith("-01") and _run_htmldate(visible_tree, latest_day, extensive=False) != day:
        return None
    return parse_date(day) if day else None


def _run_htmldate(visible_tree: HtmlElement, latest_day: date, *, extensive: bool) -> str | None:
    from htmldate import find_date  # slow to import, and few pages need it

    day: str | None = find_date(
        visible_tree,
        extensive_search=extensive,
        original_date=True,
        url="",
        min_date=f"{MIN_YEAR}-01-01",
        max_date=latest_day.isoformat(),
    )
    return day
