"""Dates in URLs, and numbers that are not dates."""

from __future__ import annotations

from datetime import date

import pytest

from newscrawl.urls.url_dates import UrlDateRange, parse_article_url_dates, parse_sitemap_url_dates

DAY = UrlDateRange(date(2025, 6, 12), date(2025, 6, 12))
JUNE = UrlDateRange(date(2025, 6, 1), date(2025, 6, 30))
YEAR = UrlDateRange(date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("path", "days"),
    [
        ("/2025/06/12/a-tale", DAY),
        ("/2025/6/12/a-tale/", DAY),
        ("/2025/jun/12/a-tale", DAY),
        ("/2025/June/a-tale", JUNE),
        ("/news/20250612/c-88214.html", DAY),
        ("/news/2025-06-12-a-tale.html", DAY),
        ("/a-tale-20250612", DAY),
        ("/a_2025_06_12.html", DAY),
        ("/view?date=20250612", DAY),
        ("/view?y=2025&m=6&d=12", DAY),
        ("/2025/06/a-tale", JUNE),
        ("/2025-06/a-tale", JUNE),
        ("/news/202506", None),
        ("/2025/a-tale", None),
        ("/olympics-2024-results", None),
        ("/1843/06/12/history", None),
        ("/1989/06/12/history", None),
        ("/1990/06/12/a-tale", UrlDateRange(date(1990, 6, 12), date(1990, 6, 12))),
        ("/2099/06/12/a-tale", UrlDateRange(date(2099, 6, 12), date(2099, 6, 12))),
        ("/2025/13/40/a", None),
        ("/a-12345678", None),
        ("/news/120250612", None),
        ("/story-20250612345678", None),
        ("/a", None),
    ],
)
def test_the_date_of_an_article(path: str, days: UrlDateRange | None) -> None:
    assert parse_article_url_dates(f"https://2024-01-01.example.com{path}") == days


@pytest.mark.parametrize(
    ("paths", "days"),
    [
        (["/sitemap-2025-06-12.xml"], [DAY]),
        (["/sitemap-20250612.xml.gz"], [DAY]),
        (["/sitemap/2025/06/index.xml"], [JUNE]),
        (["/sitemap-2025-06.xml", "/sitemap-2025-13.xml"], [YEAR, YEAR]),
        (["/sitemap-202506.xml"], [JUNE]),
        (["/map.xml?yyyy=2025&mm=6&dd=12"], [DAY]),
        (["/map.xml?year=2025&month=06"], [JUNE]),
        (["/sitemap-2025.xml", "/news.xml", "/sitemap-1.xml"], [None, None, None]),
        (["/sitemap-2025.xml", "/archive-1.xml"], [YEAR, None]),
        (["/sitemap-2025-1.xml", "/sitemap-2025-2.xml"], [YEAR, YEAR]),
        (["/from-2025-06-01-to-2025-06-30.xml"], [JUNE]),
        ([f"/part-{number}.xml" for number in (2024, 2025, 2500)], [None, None, None]),
    ],
)
def test_the_dates_of_the_sitemaps_of_an_index(paths: list[str], days: list[UrlDateRange | None]) -> None:
    assert parse_sitemap_url_dates([f"https://example.com{path}" for path in paths]) == days
