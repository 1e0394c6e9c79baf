"""The date of a page that states none, found in its visible text."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.dates import MAX_YEAR, MIN_YEAR, parse_date, to_aware_datetime

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
    latest_day = to_aware_datetime(max_date).date() if max_date else date(MAX_YEAR - 1, 12, 31)
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
