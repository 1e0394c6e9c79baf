"""How start-up is measured: in turns, as ratios to the first command."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks.startup import measure, results_of, run


def test_a_command_that_works_takes_longer_than_one_that_does_nothing() -> None:
    found = results_of(measure({"idle": [sys.executable, "-c", ""], "busy": [sys.executable, "-c", BUSY]}, rounds=2))
    assert found["idle"]["ratio_cpu"].median == 1
    assert found["busy"]["ratio_cpu"].low > 1
    assert found["busy"]["ms_clock"] > found["idle"]["ms_clock"]


BUSY = "sum(range(10_000_000))"


def test_a_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run([sys.executable, "-c", "raise SystemExit(1)"])
