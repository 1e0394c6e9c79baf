"""Which sitemaps of an index are worth asking for, and in which order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time

from newscrawl.core.dates import to_aware_datetime
from newscrawl.core.period import DateRange
from newscrawl.core.sitemapforms.entries import ChildSitemap
from newscrawl.core.urldates import parse_sitemap_url_dates

_NEWS_SITEMAP = re.compile(r"(?:^|[^a-z])(?:google)?[-_]?news(?:[^a-z]|$)|latest|recent|48h", re.IGNORECASE)
_NON_ARTICLE_SITEMAP = re.compile(
    r"(?:^|[^a-z])(?:images?|videos?|photos?|galler(?:y|ies)|authors?|users?|tags?|topics?|categor(?:y|ies)|taxonom"
    r"(?:y|ies)|sections?|products?|attachments?|podcasts?)(?:[^a-z]|$)",
    re.IGNORECASE,
)
_UNKNOWN_CHANGE_TIME = datetime(1990, 1, 1, tzinfo=UTC)


def select_children(children: Sequence[ChildSitemap], date_range: DateRange) -> list[ChildSitemap]:
    """The sitemaps that can hold articles of the period, those with the newest first.

    By when they changed and by their names: the dates in them, and words such as `author` and `image`, for those
    that list no articles. Where all are ruled out, the likeliest is asked for all the same: there are indexes whose
    dates nobody keeps up.
    """
    all_url_dates = parse_sitemap_url_dates([child.url for child in children])
    ranked = []
    for position, (child, url_dates) in enumerate(zip(children, all_url_dates, strict=True)):
        changed_at = to_aware_datetime(child.modified) if child.modified else _UNKNOWN_CHANGE_TIME
        latest_named = datetime.combine(url_dates.last, time.max, UTC) if url_dates else changed_at
        # A name that says 2025 says little of today: its own date decides, where there is one.
        newest = min(latest_named, changed_at) if url_dates and child.modified else latest_named
        ranked.append((-rank_sitemap(child.url), -newest.timestamp(), position, child, url_dates))
    ranked.sort(key=lambda row: row[:3])
    matching = [
        child
        for negative_rank, *_, child, named in ranked
        if negative_rank and date_range.may_contain(modified=child.modified, url_dates=named)
    ]
    return matching or [child for *_, child, _ in ranked[:1]]


def rank_sitemap(url: str) -> int:
    """What a sitemap of this name lists: 2 is the newest articles, 1 any pages, 0 other things.

    >>> rank_sitemap("https://example.com/news-sitemap.xml"), rank_sitemap("https://example.com/sitemap-2025.xml")
    (2, 1)
    >>> rank_sitemap("https://example.com/author-sitemap.xml"), rank_sitemap("https://example.com/newsletter.xml")
    (0, 1)
    """
    name = url.partition("://")[2].partition("/")[2]
    if _NON_ARTICLE_SITEMAP.search(name):
        return 0
    return 2 if _NEWS_SITEMAP.search(name) else 1
