"""When an article was published and changed: every place that states it, in the order they are believed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lxml.html import HtmlElement

from newscrawl.article import Hints
from newscrawl.core.dates import has_time, has_zone, later_by, moment, parse_date
from newscrawl.core.metadata.jsonld import Node, types
from newscrawl.core.metadata.statements import Statements
from newscrawl.core.metadata.textdate import date_in_text
from newscrawl.core.metadata.values import texts

_PUBLISHED_METAS = (
    *("article:published_time", "article:published", "og:article:published_time", "og:published_time"),
    *("datepublished", "date.published", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime"),
    *("cxenseparse:publishtime", "publishdate", "publish_date", "publish-date", "pubdate", "pub_date", "published_at"),
    *("published-date", "publicationdate", "publication_date", "publication-date", "published_time", "datecreated"),
    *("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "date"),
    *("article_date_original", "article.published", "article:post_date", "rnews:datepublished", "citation_date"),
    *("citation_publication_date", "citation_online_date", "prism.publicationdate", "bt:pubdate"),
)
_MODIFIED_METAS = (
    *("article:modified_time", "article:modified", "og:article:modified_time", "og:modified_time", "datemodified"),
    *("og:updated_time", "article:updated_time", "dcterms.modified", "dc.date.modified", "lastmod", "last-modified"),
    *("revised", "updated_time", "modified_time", "article.updated"),
)
_PAGE_TYPES = frozenset({"WebPage", "ItemPage", "VideoObject", "AudioObject", "Review", "Recipe", "Event"})
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d{2})[/-]?(\d{2})[/-]?(\d{2})(?=[/_.-]|$)|[-_/]((?:19|20)\d{2})-(\d{2})-(\d{2})(?=[/_.-]|$)"
)
_SLACK = timedelta(days=2)
_LONG = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """When the article was published and last changed, and where the former was read."""

    published: str | None = None
    modified: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class _Stated:
    value: str
    source: str


def read_dates(
    root: HtmlElement,
    said: Statements,
    nodes: Sequence[Node],
    article: Node | None,
    *,
    url: str | None,
    hints: Hints,
    latest: datetime | None = None,
) -> Dates:
    """The dates the page states; what it does not state from the feed, its address, or its text, in this order.

    :param latest: when the page was fetched, if that is known: no later date is believed.
    """
    bound = latest.isoformat() if latest else None
    published = _possible(_published(said, nodes, article, url, hints), bound)
    changed = [one.value for one in _possible(_modified(said, article, hints), bound)]
    best = _first_believable(published, changed)
    if best is None and (guess := date_in_text(root, bound or next(iter(changed), None))):
        best = _Stated(guess, "htmldate")
    if best is None:
        return Dates(modified=next(iter(changed), None))
    best = _more_precise(best, published)
    modified = next((value for value in changed if later_by(value, best.value) > -timedelta(days=1)), None)
    return Dates(published=best.value, source=best.source, modified=modified)


def _published(
    said: Statements, nodes: Sequence[Node], article: Node | None, url: str | None, hints: Hints
) -> Iterator[_Stated]:
    yield from _read((article or {}).get("datePublished"), "jsonld:datePublished")
    yield from _in_metas(said, _PUBLISHED_METAS)
    yield from _read(said.microdata.get("datePublished"), "microdata:datePublished")
    for time in said.times:
        if time.published:
            yield from _read(time.value, "time")
    for node in nodes:
        if article is None and _PAGE_TYPES.intersection(types(node)):
            yield from _read(node.get("datePublished") or node.get("uploadDate"), "jsonld:datePublished")
    yield from _read((article or {}).get("dateCreated"), "jsonld:dateCreated")
    yield from _read(hints.published, "feed")
    yield from _read(_in_title(said), "title")
    yield from _read(_in_address(url), "url")
    for time in said.times:
        if time.after_heading and not time.published:
            yield from _read(time.value, "time")


def _modified(said: Statements, article: Node | None, hints: Hints) -> Iterator[_Stated]:
    yield from _read((article or {}).get("dateModified"), "jsonld:dateModified")
    yield from _in_metas(said, _MODIFIED_METAS)
    yield from _read(said.microdata.get("dateModified"), "microdata:dateModified")
    yield from _read(hints.modified, "feed")


def _in_metas(said: Statements, names: Sequence[str]) -> Iterator[_Stated]:
    for name in names:
        if name in said.metas:
            yield from _read(said.metas[name], f"meta:{name}")


def _read(value: Any, source: str) -> Iterator[_Stated]:
    if type(value) in (int, float):
        value = str(int(value)) if abs(value) < 1e15 else ""
    for text in texts(value)[:5]:
        if found := parse_date(text):
            yield _Stated(found, source)


def _in_address(url: str | None) -> str | None:
    found = _IN_ADDRESS.search(url or "")
    return "-".join(part for part in found.groups() if part) if found else None


def _in_title(said: Statements) -> str | None:
    """What stands last in the window's title, which on some sites is the day."""
    return re.split(r"\s[-–—|·]\s|,\s", said.window_title or "")[-1]


def _possible(stated: Iterable[_Stated], bound: str | None) -> list[_Stated]:
    """Those that are not later than the page was fetched."""
    if bound is None:
        return list(stated)
    fetched = moment(bound)
    return [one for one in stated if moment(one.value) - fetched <= _SLACK]


def _first_believable(published: Sequence[_Stated], changed: Sequence[str]) -> _Stated | None:
    """The first date that is not in the future of all the others.

    Two days are allowed beside another statement of the publication, a year beside one of the last
    change alone, which some sites freeze when they publish anew.
    """
    newest = max(map(moment, changed), default=None)
    for one in published:
        others = [moment(other.value) for other in published if other.source != one.source]
        if others and moment(one.value) - max([*others, newest] if newest else others) > _SLACK:
            continue
        if not others and newest and moment(one.value) - newest > _LONG:
            continue
        return one
    return None


def _more_precise(best: _Stated, published: Sequence[_Stated]) -> _Stated:
    """The same moment as another place states it with a time, or with a zone, if the first lacks one."""
    if not has_time(best.value) or _is_midnight(best.value):
        timed = [one for one in published if has_time(one.value) and one.value[:10] == best.value[:10]]
        best = next((one for one in timed if not _is_midnight(one.value)), best)
    if has_time(best.value) and not has_zone(best.value):
        zoned = (one for one in published if has_time(one.value) and has_zone(one.value))
        best = next((one for one in zoned if one.value[:16] == best.value[:16]), best)
    return best


def _is_midnight(value: str) -> bool:
    return value[11:19] == "00:00:00"
