"""Which sitemaps of an index are asked for, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newscrawl.discovery.date_range import DateRange
from newscrawl.discovery.sitemap_parser import ChildSitemap
from newscrawl.discovery.sitemaps import select_children

NOVEMBER = DateRange(since=datetime(2026, 11, 2, tzinfo=UTC))
SUMMER = DateRange(since=datetime(2026, 6, 2, tzinfo=UTC), until=datetime(2026, 8, 31, tzinfo=UTC))


def names(children: list[str], period: DateRange) -> list[str]:
    """The chosen ones' names; what follows a space in one is when it changed."""
    made = [child.partition(" ") for child in children]
    found = select_children(
        [ChildSitemap(url=f"https://example.com/{name}.xml", modified=date or None) for name, _, date in made], period
    )
    return [child.url.removeprefix("https://example.com/").removesuffix(".xml") for child in found]


@pytest.mark.parametrize(
    ("children", "period", "expected"),
    [
        pytest.param(["a", "b"], DateRange(), ["a", "b"], id="nothing is known: their order"),
        pytest.param(["a 2026-01-01", "b 2026-11-01", "c"], DateRange(), ["b", "a", "c"], id="by change"),
        pytest.param(["2025-01", "2026-10", "2026-11"], DateRange(), ["2026-11", "2026-10", "2025-01"], id="by name"),
        pytest.param(
            ["2026-10 2026-10-02", "2026 2026-10-20"],
            DateRange(),
            ["2026", "2026-10"],
            id="by change, not by a later name",
        ),
        pytest.param(
            ["2026-08 2026-11-05", "2026-09 2026-09-03"],
            DateRange(),
            ["2026-09", "2026-08"],
            id="by name, not by a later change",
        ),
        pytest.param(["2026 2026-11-05", "news-sitemap"], DateRange(), ["news-sitemap", "2026"], id="news first"),
        pytest.param(["2026-09", "2026-10", "2026-11"], NOVEMBER, ["2026-11"], id="name rules out"),
        pytest.param(["a 2026-09-01", "b 2026-11-03", "c"], NOVEMBER, ["b", "c"], id="change rules out"),
        pytest.param(["2026-07 2026-11-03", "2026-09", "2026-05"], SUMMER, ["2026-07"], id="name counts more"),
        pytest.param(["a 2026-11-03", "b 2026-05-03"], SUMMER, ["a"], id="changed later, perhaps older"),
        pytest.param(["a 2019-01-01", "b 2020-01-01"], NOVEMBER, ["b"], id="dates that nobody keeps up"),
        pytest.param(
            ["post-1", "author", "post_tag", "category-2", "image-map"], DateRange(), ["post-1"], id="no articles"
        ),
        pytest.param(["tags"], DateRange(), ["tags"], id="nothing else there"),
    ],
)
def test_the_chosen_ones(children: list[str], period: DateRange, expected: list[str]) -> None:
    assert names(children, period) == expected
