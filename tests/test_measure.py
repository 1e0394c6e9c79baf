"""What the benchmarks share: medians with their spread, tables, and a report that a program can read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.measure import Spread, percentile, report, spread, table


def test_a_spread_has_the_median_the_least_and_the_greatest() -> None:
    found = spread([3.0, 1.0, 2.0, 9.0])
    assert found == Spread(median=2.5, low=1.0, high=9.0, count=4)
    assert str(found) == "2.5 [1 to 9]"


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1), (0.5, 51), (0.99, 100), (1.0, 100)])
def test_a_percentile_is_one_of_the_values(share: float, expected: int) -> None:
    assert percentile(range(1, 101), share) == expected


def test_a_tables_columns_are_as_wide_as_they_must_be() -> None:
    assert table(("reader", "ms"), [("a", 1.5), ("longer name", 2)]).splitlines() == [
        "| reader      | ms  |",
        "|-------------|-----|",
        "| a           | 1.5 |",
        "| longer name | 2   |",
    ]


def test_a_report_is_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "found.json"
    report("tides", {"rate": spread([1.0, 2.0])}, text="Two tides.", packages=["pytest", "no-such-package"], out=out)
    printed = capsys.readouterr().out
    assert "Two tides." in printed
    assert "python " in printed
    written = json.loads(out.read_text())
    assert written["benchmark"] == "tides"
    assert written["results"] == {"rate": {"median": 1.5, "low": 1.0, "high": 2.0, "count": 2}}
    assert "pytest" in written["versions"]
    assert "no-such-package" not in written["versions"]
    assert written["machine"]["cores"] >= 1
