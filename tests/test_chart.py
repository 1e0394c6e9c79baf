"""The picture of a run: well-formed, every reader, every ratio and what was measured, and no path of the machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml.etree import _Element as Element
from lxml.etree import fromstring

from benchmarks.chart import LABELS, MARGIN, WIDTH, draw, main

SVG = "{http://www.w3.org/2000/svg}"


def reader(ratio: float, ratios: list[float], slower: int = 0) -> dict[str, Any]:
    return {
        "pages_compared": len(ratios),
        "ratio_of_pages": {"median": ratio, "low": ratio - 0.1, "high": ratio + 0.1},
        "ratios_by_page": ratios,
        "pages_newscrawl_is_slower_on": slower,
    }


def run(**readers: dict[str, Any]) -> dict[str, Any]:
    own = reader(1, [1.0] * 4)
    return {
        "command": "python -m benchmarks.extract /home/ana/pages",
        "machine": {"processor": "Loom <2>", "cores": 2, "python": "3.11.7"},
        "versions": {"newscrawl": "0.1.0", "lxml": "6.1.3"},
        "results": {
            "pages": 4,
            "kilobytes": 220,
            "rounds": 5,
            "elsewhere": {"fundus": {"fundus": "0.5.7", "lxml": "5.4.0"}},
            "readers": {"newscrawl": own, **readers},
        },
    }


def texts(svg: Element) -> list[str]:
    return [text.text or "" for text in svg.iter(f"{SVG}text")]


def bars(svg: Element) -> list[float]:
    return [float(rect.attrib["width"]) for rect in svg.iter(f"{SVG}rect") if rect.attrib["class"] != "back"]


def test_the_bars_are_as_long_as_the_ratios_and_stand_in_their_order() -> None:
    svg = fromstring(draw(run(slow=reader(8, [8.0] * 4), trafilatura=reader(4, [2.0, 4.0, 4.0, 8.0]))))
    assert texts(svg)[1:7] == ["newscrawl", "1 ×", "trafilatura", "4 × (3.9 to 4.1)", "slow", "8 × (7.9 to 8.1)"]
    own, *others = bars(svg)
    assert [length / own for length in others] == pytest.approx([4, 8], rel=0.01)
    assert MARGIN + LABELS + max(others) < WIDTH


@pytest.mark.parametrize(
    ("ratios", "slower", "said"),
    [
        ([1.5, 2.0, 4.0, 8.0], 0, "newscrawl is slower on none"),
        ([0.5, 2.0, 4.0, 8.0], 1, "newscrawl is slower on 1, 0.5 × at worst"),
        ([1.0], 0, "newscrawl is slower on none"),
        ([0.0, 0.2], 2, "newscrawl is slower on 2, 0 × at worst"),
    ],
)
def test_every_page_is_drawn_and_the_slower_ones_are_counted(ratios: list[float], slower: int, said: str) -> None:
    svg = fromstring(draw(run(trafilatura=reader(4, ratios, slower))))
    assert f"Each of {len(ratios)} pages: times as fast as trafilatura. {said}" in texts(svg)
    faster, others = [path.attrib["d"] for path in svg.iter(f"{SVG}path")][:2]
    assert faster.count("H") == others.count("H") == len(ratios)


def test_the_small_print_says_what_was_measured_with_what_but_not_where_it_lay() -> None:
    said = " ".join(texts(fromstring(draw(run(trafilatura=reader(4, [4.0] * 4), fundus=reader(2, [2.0] * 3))))))
    assert "4 pages of 220 kB" in said
    assert "pages compared: fundus 3" in said
    assert "python -m benchmarks.extract PAGES --peers trafilatura,fundus=PYTHON --rounds 5" in said
    assert "Loom <2>, 2 cores; Python 3.11.7, newscrawl 0.1.0, lxml 6.1.3, fundus with fundus 0.5.7, lxml 5.4.0" in said
    assert "/home" not in said


def test_a_peer_that_read_nothing_has_no_bar() -> None:
    svg = fromstring(draw(run(nobody={"pages_compared": 0})))
    assert len(bars(svg)) == 1
    assert not [*svg.iter(f"{SVG}path")]


def test_a_result_is_drawn_from_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "found.json", tmp_path / "found.svg"
    source.write_text(json.dumps(run(trafilatura=reader(4, [4.0] * 4))))
    monkeypatch.setattr(sys, "argv", ["picture", str(source), str(target)])
    main()
    assert fromstring(target.read_text()).tag == f"{SVG}svg"
