"""A real browser for tests: Debian's chromium, or whichever of its kind is there."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.crawling import MAX_WAIT_SECONDS

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

_QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"),
)
_RESULT = re.compile(r'<pre id="result">(.*?)</pre>', re.DOTALL)


def measured(page: str, script: str, folder: Path, *, sizes: list[tuple[int, int]], dark: bool = False) -> list[Any]:
    """What a script finds in a page, once for each size of its window.

    :param script: the body of a function of `page` (its document) and `view` (its window).
    :param folder: an empty one, for the browser's own files.
    """
    frames = "".join(
        f'<iframe srcdoc="{html.escape(page)}" width="{width}" height="{height}"></iframe>' for width, height in sizes
    )
    wrapper = folder / "wrapper.html"
    wrapper.write_text(
        f"""<!DOCTYPE html><meta charset="utf-8"><style>iframe {{ border: 0 }}</style>{frames}<pre id="result"></pre>
        <script>
        const measure = (page, view) => {{ {script} }};
        addEventListener("load", () => {{
            const found = [...document.querySelectorAll("iframe")].map(
                frame => measure(frame.contentDocument, frame.contentWindow));
            document.getElementById("result").textContent = JSON.stringify(found);
        }});
        </script>""",
        encoding="utf-8",
    )
    assert BROWSER is not None
    scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
    done = subprocess.run(
        [BROWSER, *_QUIET, scheme, f"--user-data-dir={folder / 'profile'}", "--dump-dom", wrapper.as_uri()],
        capture_output=True,
        text=True,
        timeout=MAX_WAIT_SECONDS,
        check=True,
    )
    found = _RESULT.search(done.stdout)
    assert found, done.stderr[-2000:]
    return list(json.loads(html.unescape(found[1])))
