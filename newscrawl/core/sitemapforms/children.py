"""Which sitemaps of an index are worth asking for, and in which order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time

from newscrawl.core.dates import moment
from newscrawl.core.period import Period
from newscrawl.core.sitemapforms.entries import Child
from newscrawl.core.urldates import days_of_children

_NEWS = re.compile(r"(?:^|[^a-z])(?:google)?[-_]?news(?:[^a-z]|$)|latest|recent|48h", re.IGNORECASE)
_OTHER = re.compile(
    r"(?:^|[^a-z])(?:images?|videos?|photos?|galler(?:y|ies)|authors?|users?|tags?|topics?|categor(?:y|ies)|taxonom"
    r"(?:y|ies)|sections?|products?|attachments?|podcasts?)(?:[^a-z]|$)",
    re.IGNORECASE,
)
_LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)


def chosen(children: Sequence[Child], period: Period) -> list[Child]:
    """The sitemaps that can hold articles of the period, those with the newest first.

    By when they changed and by their names: the dates in them, and words such as `author` and `image`, for those
    that list no articles. Where all are ruled out, the likeliest is asked for all the same: there are indexes whose
    dates nobody keeps up.
    """
    days = days_of_children([child.url for child in children])
    ranked = []
    for position, (child, named) in enumerate(zip(children, days, strict=True)):
        changed = moment(child.modified) if child.modified else _LONG_AGO
        last = datetime.combine(named.last, time.max, UTC) if named else changed
        # A name that says 2025 says little of today: its own date decides, where there is one.
        when = min(last, changed) if named and child.modified else last
        ranked.append((-kind(child.url), -when.timestamp(), position, child, named))
    ranked.sort(key=lambda one: one[:3])
    may = [
        child
        for negative, *_, child, named in ranked
        if negative and period.may_hold(modified=child.modified, days=named)
    ]
    return may or [child for *_, child, _ in ranked[:1]]


def kind(url: str) -> int:
    """What a sitemap of this name lists: 2 is the newest articles, 1 any pages, 0 other things.

    >>> kind("https://example.com/news-sitemap.xml"), kind("https://example.com/sitemap-2025.xml")
    (2, 1)
    >>> kind("https://example.com/author-sitemap.xml"), kind("https://example.com/newsletter.xml")
    (0, 1)
    """
    name = url.partition("://")[2].partition("/")[2]
    if _OTHER.search(name):
        return 0
    return 2 if _NEWS.search(name) else 1
