"""A run of `benchmarks.extract` as a picture: a bar for each extractor, and the ratio on every single page.

    python -m benchmarks.chart RESULT.json OUT.svg

It brings its own background, for light and for dark pages, and what was measured with what in small print.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.comparison import OWN
from benchmarks.peers import TEXT_ONLY

WIDTH, MARGIN, LABELS, VALUES = 820, 24, 170, 150
BAR, ROW = 16, 26
STRIP = 110
"""Pixels; `LABELS` and `VALUES` is the room for text on either side of the bars."""
SMALL = 125
"""Characters to a line of small print."""

_STYLE = """
.back{fill:#fff;stroke:#d0d7de} text{fill:#1f2328;font:13px system-ui,sans-serif} .title{font-size:16px;font-weight:600}
.small{fill:#59636e;font-size:11px} .own{fill:#1a7f37} .other{fill:#8c959f} .line{stroke:#1f2328;stroke-width:1}
@media (prefers-color-scheme: dark){.back{fill:#0d1117;stroke:#3d444d} text{fill:#f0f6fc} .small{fill:#9198a1}
.own{fill:#3fb950} .other{fill:#6e7681} .line{stroke:#f0f6fc}}
"""


def draw(written: dict[str, Any]) -> str:
    """The picture of one run, as SVG.

    :param written: what the run wrote as JSON.
    """
    readers = written["results"]["readers"]
    others = {name: one for name, one in readers.items() if name != OWN and one["pages_compared"]}
    parts = [*_title(), *_bars(others)]
    top = 64 + ROW * (len(others) + 1)
    if others:
        name = "trafilatura" if "trafilatura" in others else next(iter(others))
        parts += _pages(name, others[name], top + 20)
        top += 20 + 24 + STRIP
    lines = [*_small_print(written)]
    parts += [_text(MARGIN, top + 30 + 15 * at, line, "small") for at, line in enumerate(lines)]
    height = top + 30 + 15 * len(lines)
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    opened = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(_said(others))}">'
    back = f'<rect class="back" x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1}" rx="6"/>'
    return "\n".join([opened, f"<style>{_STYLE}</style>", back, *parts, "</svg>\n"])


def _title() -> Iterator[str]:
    yield _text(MARGIN, 34, "Time for one page, newscrawl = 1 (shorter is faster)", "title")


def _bars(others: dict[str, Any]) -> Iterator[str]:
    """The bar of newscrawl, and the others' from the shortest to the longest."""
    bars = [(OWN, 1.0, "", "own")]
    for name, one in sorted(others.items(), key=lambda item: float(item[1]["ratio_of_pages"]["median"])):
        ratio = one["ratio_of_pages"]
        bars.append((name, ratio["median"], f" ({ratio['low']:.3g} to {ratio['high']:.3g})", "other"))
    unit = (WIDTH - 2 * MARGIN - LABELS - VALUES) / max(ratio for _, ratio, _, _ in bars)
    for at, (name, ratio, extent, kind) in enumerate(bars):
        y = 56 + ROW * at
        yield _text(MARGIN, y + BAR - 3, f"{name} (text only)" if name in TEXT_ONLY else name)
        yield (
            f'<rect class="{kind}" x="{MARGIN + LABELS}" y="{y}" width="{max(1, unit * ratio):.1f}" '
            f'height="{BAR}" rx="2"/>'
        )
        yield _text(MARGIN + LABELS + unit * ratio + 8, y + BAR - 3, f"{ratio:.3g} ×{extent}")


def _pages(name: str, one: dict[str, Any], top: float) -> Iterator[str]:
    """The ratio on each page, the least first, on a scale on which twice is as far as half."""
    ratios, slower = one["ratios_by_page"], one["pages_newscrawl_is_slower_on"]
    most, least = math.log2(max(ratios[-1], 2)), min(math.log2(max(ratios[0], 0.01)), 0)
    height = (STRIP - 10) / (most - least)
    level = top + 24 + height * most
    said = f"newscrawl is slower on {slower}, {ratios[0]:.2g} × at worst" if slower else "newscrawl is slower on none"
    yield _text(MARGIN, top + 10, f"Each of {len(ratios)} pages: times as fast as {name}. {said}")
    wide = (WIDTH - 2 * MARGIN - 40) / len(ratios)
    for kind, points in (("own", [max(ratio, 1) for ratio in ratios]), ("other", [min(ratio, 1) for ratio in ratios])):
        yield f'<path class="{kind}" d="{_area(points, wide, level, height)}"/>'
    yield f'<path class="line" d="M{MARGIN + 40},{level:.1f}H{WIDTH - MARGIN}"/>'
    for power in range(math.ceil(least), math.floor(most) + 1):
        yield _text(MARGIN, level - height * power + 4, f"{2.0**power:g} ×", "small")


def _area(ratios: Sequence[float], wide: float, level: float, height: float) -> str:
    """The outline of what lies between the ratios and 1."""
    points = [f"M{MARGIN + 40},{level:.1f}"]
    for at, ratio in enumerate(ratios):
        points.append(f"V{level - height * math.log2(max(ratio, 0.01)):.1f}H{MARGIN + 40 + wide * (at + 1):.1f}")
    return "".join([*points, f"V{level:.1f}Z"])


def _small_print(written: dict[str, Any]) -> Iterator[str]:
    """What was read with what on which machine, and how it is run again; no path of that machine."""
    results, machine = written["results"], written["machine"]
    elsewhere = results.get("elsewhere", {})
    peers = [f"{name}=PYTHON" if name in elsewhere else name for name in results["readers"] if name != OWN]
    few = [
        f"{name} {one['pages_compared']}"
        for name, one in results["readers"].items()
        if one["pages_compared"] < results["pages"]
    ]
    yield from _wrapped(
        f"Medians over {results['pages']} pages of {results['kilobytes']} kB on average, least and greatest of "
        f"{results['rounds']} rounds in brackets{'; pages compared: ' if few else ''}{', '.join(few)}"
    )
    yield from _wrapped(f"python -m benchmarks.extract PAGES --peers {','.join(peers)} --rounds {results['rounds']}")
    told = [f"Python {machine['python']}", *map(" ".join, written["versions"].items())]
    told += [f"{name} with {', '.join(map(' '.join, used.items()))}" for name, used in elsewhere.items()]
    yield from _wrapped(f"{machine['processor']}, {machine['cores']} cores; {', '.join(told)}")


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + len(word) >= SMALL:
            yield line
            line = ""
        line = f"{line} {word}".lstrip()
    yield line


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:.0f}" y="{y:.0f}">{escape(text)}</text>'


def _said(others: dict[str, Any]) -> str:
    ratios = (f"{name} {one['ratio_of_pages']['median']:.3g}" for name, one in others.items())
    return f"Time for one page in units of newscrawl's: {', '.join(ratios)}"


def main() -> None:
    """Draw a result that was written with `--json`."""
    if len(sys.argv) != 3:
        sys.exit("python -m benchmarks.chart RESULT.json OUT.svg")
    source, target = map(Path, sys.argv[1:])
    target.write_text(draw(json.loads(source.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
