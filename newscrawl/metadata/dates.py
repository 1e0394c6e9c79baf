"""When an article was published and changed: every place that states it, in the order they are believed.

The date of a page that states none, found in its visible text.
"""

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

# htmldate copies the tree and reads its text again and again: these bounds keep it under a second.
_MAX_HTMLDATE_ELEMENTS = 15_000
_MAX_HTMLDATE_TIMES = 300
_MAX_HTMLDATE_CHARS = 500_000
_count_elements = etree.XPath("count(//*)")
_count_time_elements = etree.XPath("count(//time)")
_count_chars = etree.XPath("string-length(.)")


def find_date_in_text(root: HtmlElement, max_date: str | None) -> str | None:
    """The day that htmldate finds in the visible text of a page which states none.

    It gets a copy without scripts and meta tags: what they state was read, and perhaps refused, before.
    """
    if _count_elements(root) > _MAX_HTMLDATE_ELEMENTS or _count_time_elements(root) > _MAX_HTMLDATE_TIMES:
        return None
    visible_tree = deepcopy(root)
    etree.strip_elements(visible_tree, "script", "style", "meta", with_tail=False)
    if float(_count_chars(visible_tree)) > _MAX_HTMLDATE_CHARS:
        return None
    latest_day = to_aware_datetime(max_date).date() if max_date else date(MAX_YEAR, 12, 31)
    day = _run_htmldate(visible_tree, latest_day, extensive=True)
    # A month or a year alone (`© 2026`) is made its first day by the wider search: nobody stated that.
    if day and day.endswith("-01") and _run_htmldate(visible_tree, latest_day, extensive=False) != day:
        return None
    return parse_date(day) if day else None


def _run_htmldate(visible_tree: HtmlElement, latest_day: date, *, extensive: bool) -> str | None:
    from htmldate import find_date  # which takes long to load, and few pages need it

    day: str | None = find_date(
        visible_tree,
        extensive_search=extensive,
        original_date=True,
        url="",
        min_date=f"{MIN_YEAR}-01-01",
        max_date=latest_day.isoformat(),
    )
    return day


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
_URL_DATE = re.compile(
    r"/((?:19|20)\d{2})[/-]?(\d{2})[/-]?(\d{2})(?=[/_.-]|$)|[-_/]((?:19|20)\d{2})-(\d{2})-(\d{2})(?=[/_.-]|$)"
)
_MAX_AHEAD = timedelta(days=2)
_MAX_AHEAD_OF_MODIFIED = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDates:
    """When the article was published and last changed, and where the former was read."""

    published: str | None = None
    modified: str | None = None
    published_source: str | None = None


@dataclass(frozen=True, slots=True)
class _DateCandidate:
    value: str
    provenance: str


def read_dates(
    root: HtmlElement,
    declared: DeclaredMetadata,
    jsonld_nodes: Sequence[JsonLdNode],
    article_node: JsonLdNode | None,
    *,
    url: str | None,
    feed_metadata: FeedMetadata,
    fetched_at: datetime | None = None,
) -> ArticleDates:
    """The dates the page states; what it does not state from the feed, its address, or its text, in this order.

    :param latest: when the page was fetched, if that is known: no later date is believed.
    """
    max_date = fetched_at.isoformat() if fetched_at else None
    published_candidates = _drop_future_dates(
        _iter_published_candidates(declared, jsonld_nodes, article_node, url, feed_metadata), max_date
    )
    modified_dates = [
        candidate.value
        for candidate in _drop_future_dates(_iter_modified_candidates(declared, article_node, feed_metadata), max_date)
    ]
    best = _first_plausible(published_candidates, modified_dates)
    if best is None and (text_date := find_date_in_text(root, max_date or next(iter(modified_dates), None))):
        best = _DateCandidate(text_date, "htmldate")
    if best is None:
        return ArticleDates(modified=next(iter(modified_dates), None))
    best = _refine_precision(best, published_candidates)
    modified = next(
        (value for value in modified_dates if date_difference(value, best.value) > -timedelta(days=1)), None
    )
    return ArticleDates(published=best.value, published_source=best.provenance, modified=modified)


def _iter_published_candidates(
    declared: DeclaredMetadata,
    jsonld_nodes: Sequence[JsonLdNode],
    article_node: JsonLdNode | None,
    url: str | None,
    feed_metadata: FeedMetadata,
) -> Iterator[_DateCandidate]:
    yield from _parse_candidates((article_node or {}).get("datePublished"), "jsonld:datePublished")
    yield from _iter_meta_candidates(declared, _PUBLISHED_META_NAMES)
    yield from _parse_candidates(declared.microdata.get("datePublished"), "microdata:datePublished")
    for time_element in declared.time_elements:
        if time_element.is_published:
            yield from _parse_candidates(time_element.value, "time")
    for node in jsonld_nodes:
        if article_node is None and _FALLBACK_NODE_TYPES.intersection(get_node_types(node)):
            yield from _parse_candidates(node.get("datePublished") or node.get("uploadDate"), "jsonld:datePublished")
    yield from _parse_candidates((article_node or {}).get("dateCreated"), "jsonld:dateCreated")
    yield from _parse_candidates(feed_metadata.published, "feed")
    yield from _parse_candidates(_last_title_segment(declared), "title")
    yield from _parse_candidates(_find_date_in_url(url), "url")
    for time_element in declared.time_elements:
        if time_element.is_after_h1 and not time_element.is_published:
            yield from _parse_candidates(time_element.value, "time")


def _iter_modified_candidates(
    declared: DeclaredMetadata, article_node: JsonLdNode | None, feed_metadata: FeedMetadata
) -> Iterator[_DateCandidate]:
    yield from _parse_candidates((article_node or {}).get("dateModified"), "jsonld:dateModified")
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


def _find_date_in_url(url: str | None) -> str | None:
    match = _URL_DATE.search(url or "")
    return "-".join(part for part in match.groups() if part) if match else None


def _last_title_segment(declared: DeclaredMetadata) -> str | None:
    """What stands last in the window's title, which on some sites is the day."""
    return re.split(r"\s[-–—|·]\s|,\s", declared.document_title or "")[-1]


def _drop_future_dates(candidates: Iterable[_DateCandidate], max_date: str | None) -> list[_DateCandidate]:
    """Those that are not later than the page was fetched."""
    if max_date is None:
        return list(candidates)
    max_datetime = to_aware_datetime(max_date)
    return [candidate for candidate in candidates if to_aware_datetime(candidate.value) - max_datetime <= _MAX_AHEAD]


def _first_plausible(candidates: Sequence[_DateCandidate], modified_dates: Sequence[str]) -> _DateCandidate | None:
    """The first date that is not in the future of all the others.

    Two days are allowed beside another statement of the publication, a year beside one of the last
    change alone, which some sites freeze when they publish anew.
    """
    newest_modified = max(map(to_aware_datetime, modified_dates), default=None)
    for candidate in candidates:
        others = [to_aware_datetime(other.value) for other in candidates if other.provenance != candidate.provenance]
        if (
            others
            and to_aware_datetime(candidate.value) - max([*others, newest_modified] if newest_modified else others)
            > _MAX_AHEAD
        ):
            continue
        if (
            not others
            and newest_modified
            and to_aware_datetime(candidate.value) - newest_modified > _MAX_AHEAD_OF_MODIFIED
        ):
            continue
        return candidate
    return None


def _refine_precision(best: _DateCandidate, candidates: Sequence[_DateCandidate]) -> _DateCandidate:
    """The same moment as another place states it with a time, or with a zone, if the first lacks one."""
    if not has_time(best.value) or _is_midnight(best.value):
        timed = [
            candidate
            for candidate in candidates
            if has_time(candidate.value) and candidate.value[:10] == best.value[:10]
        ]
        best = next((one for one in timed if not _is_midnight(one.value)), best)
    if has_time(best.value) and not has_zone(best.value):
        zoned = (one for one in candidates if has_time(one.value) and has_zone(one.value))
        best = next((one for one in zoned if one.value[:16] == best.value[:16]), best)
    return best


def _is_midnight(value: str) -> bool:
    return value[11:19] == "00:00:00"
