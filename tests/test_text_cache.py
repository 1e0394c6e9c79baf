"""What is remembered from page to page stays small, whatever a page holds."""

from __future__ import annotations

import gc
import tracemalloc

from newscrawl import extract
from newscrawl.text import lru_cache_short

_SIZE = 60_000
_PAGES = 5


def _page(number: int) -> str:
    """A page whose class names, ids and one line are far longer than any real ones, and on no other page."""
    names = f"berth-{number} comment-{number} " * (_SIZE // 20)
    line = f"berth{number} " * (_SIZE // 8)
    says = "The ferry crossed the sound again today, and those on board were glad that the repair was over."
    return f"""<html><head><meta name="author" content="{line}">
    <meta property="og:image" content="/{line}"></head><body>
    <p class="byline">By {line}</p><article class="{names}" id="{names}"><h1 class="{names}x">Ferry {number}</h1>
    <figure class="{names}y"><img src="/a.jpg"><figcaption>The pier.</figcaption></figure>
    <p class="{names}z">{says}</p><p>{line}</p><p data-testid="{names}">{says}</p></article></body></html>"""


def test_names_and_lines_of_any_length_leave_nothing_behind() -> None:
    extract(_page(0), url="https://harbourpost.example/0")
    gc.collect()
    tracemalloc.start()
    try:
        for number in range(1, 1 + _PAGES):
            extract(_page(number), url=f"https://harbourpost.example/{number}")
        gc.collect()
        left, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert left < _PAGES * _SIZE


def test_short_texts_are_asked_once_and_long_ones_each_time() -> None:
    asked: list[tuple[str, int]] = []

    @lru_cache_short(2)
    def double(text: str, times: int) -> str:
        asked.append((text[:1], times))
        return text * times

    assert [double("a", 2), double("a", 2), double("a", 3)] == ["aa", "aa", "aaa"]
    assert double("b" * 1_001, 1) == double("b" * 1_001, 1)
    assert asked == [("a", 2), ("a", 3), ("b", 1), ("b", 1)]
