"""The systemd units in docs/operations.md: systemd itself reads them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.crawling import MAX_WAIT_SECONDS

OPERATIONS = (Path(__file__).parent.parent / "docs" / "operations.md").read_text(encoding="utf-8")
UNITS = dict(re.findall(r"```ini\n# \S*?/?([\w.-]+\.(?:service|timer))\n(.*?)```", OPERATIONS, re.DOTALL))

pytestmark = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_one_that_systemd_understands(name: str, tmp_path: Path) -> None:
    for unit, text in UNITS.items():
        # What is run only has to be there; a path with a space would have to be written in another way.
        here = text.replace("/srv/newscrawl/.venv/bin/scrapy", "/bin/true").replace("/srv/newscrawl", str(tmp_path))
        (tmp_path / unit).write_text(here.replace("User=newscrawl", "User=root"))
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=MAX_WAIT_SECONDS, check=False)
    assert (done.returncode, done.stderr) == (0, "")
