"""What the workers share is loaded once, before any of them is forked."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

PRINT = """
import json, sys, threading
import newscrawl.workers.preload
from pathlib import Path
from newscrawl.rules import loader
tasks = Path("/proc/self/task")
print(json.dumps({
    "modules": [name for name in ("trafilatura", "htmldate", "py3langid") if name in sys.modules],
    "rules": loader._load_rules.cache_info().currsize,
    "threads": len([*tasks.iterdir()]) if tasks.exists() else threading.active_count(),
}))
"""


@pytest.fixture(scope="module")
def loaded() -> dict[str, object]:
    """What a process contains after it has imported the module, as the fork server does."""
    without = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PRINT], capture_output=True, text=True, check=True, env=without
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_all_that_some_page_needs_is_loaded(loaded: dict[str, object]) -> None:
    assert loaded["modules"] == ["trafilatura", "htmldate", "py3langid"]
    assert loaded["rules"] == 1


def test_there_is_no_second_thread(loaded: dict[str, object]) -> None:
    assert loaded["threads"] == 1
