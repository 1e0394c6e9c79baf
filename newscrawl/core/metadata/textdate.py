"""The date of a page that states none, found in its visible text."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.dates import EARLIEST_YEAR, LATEST_YEAR, moment, parse_date

# htmldate copies the tree and reads its text again and again: these bounds keep it under a second.
_MOST_ELEMENTS = 15_000
_MOST_TIME_ELEMENTS = 300
_MOST_CHARS = 500_000
_elements = etree.XPath("count(//*)")
_time_elements = etree.XPath("count(//time)")
_chars = etree.XPath("string-length(.)")


def date_in_text(root: HtmlElement, bound: str | None) -> str | None:
    """The day that htmldate finds in the visible text of a page which states none.

    It gets a copy without scripts and meta tags: what they state was read, and perhaps refused, before.
    """
    if _elements(root) > _MOST_ELEMENTS or _time_elements(root) > _MOST_TIME_ELEMENTS:
        return None
    visible = deepcopy(root)
    etree.strip_elements(visible, "script", "style", "meta", with_tail=False)
    if float(_chars(visible)) > _MOST_CHARS:
        return None
    latest = moment(bound).date() if bound else date(LATEST_YEAR - 1, 12, 31)
    found = _found(visible, latest, extensive=True)
    # A month or a year alone (`© 2026`) is made its first day by the wider search: nobody stated that.
    if found and found.endswith("-01") and _found(visible, latest, extensive=False) != found:
        return None
    return parse_date(found) if found else None


def _found(visible: HtmlElement, latest: date, *, extensive: bool) -> str | None:
    from htmldate import find_date  # which takes long to load, and few pages need it

    day: str | None = find_date(
        visible,
        extensive_search=extensive,
        original_date=True,
        url="",
        min_date=f"{EARLIEST_YEAR}-01-01",
        max_date=latest.isoformat(),
    )
    return day
