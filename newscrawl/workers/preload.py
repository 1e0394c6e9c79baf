"""What every worker needs, loaded by being imported: once in the fork server, from which all workers have it.

A worker that begins with nothing takes a second for it, and is replaced after some thousand pages.
"""

from __future__ import annotations

import gc
import os
from contextlib import suppress

# A worker has one processor; a thread that a library starts here would not be in the workers that are forked from it.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

from newscrawl.exceptions import NewscrawlError  # noqa: E402 - numpy reads those variables when it is loaded
from newscrawl.extraction.extractor import extract_page  # noqa: E402
from newscrawl.items import Page  # noqa: E402
from newscrawl.rules.loader import load_rules  # noqa: E402

_SAMPLE_PAGE = """<html><body><div>
<p>The ferry to the islands left an hour late on Monday, because the fog over the sound did not lift.</p>
<p>Nobody complained, the harbour master said: those on board had tea, and those ashore had waited before.</p>
</div></body></html>"""
"""It states no date and no language and is in doubt: whatever is loaded only where it is needed, is needed here."""

with suppress(NewscrawlError):  # of broken rules the crawl speaks itself; the fork server must live
    extract_page(Page(body=_SAMPLE_PAGE.encode(), url="https://www.quayside.example/ferry"), load_rules())
gc.collect()
gc.freeze()  # what is shared stays shared: a search for cycles would write to all of it
