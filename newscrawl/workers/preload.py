"""Load what every worker needs when this module is imported: once, in the fork server that forks all workers.

Without this, each new worker would take a second to load it, and workers are replaced after some thousand pages.
The crawling process must not import this module.
"""

from __future__ import annotations

import gc
import os
from contextlib import suppress

# A worker has one processor. And a thread that a library starts here would not exist in the forked workers.
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
"""A page without date and language, and without clear main content: so it needs all libraries that any page needs."""

with suppress(NewscrawlError):  # broken rules: the crawl itself reports them, and the fork server must not end
    extract_page(Page(body=_SAMPLE_PAGE.encode(), url="https://www.quayside.example/ferry"), load_rules())
gc.collect()
gc.freeze()  # a garbage collection would write to all shared memory, and so copy it
