"""Records made anew from the pages that an archive holds of them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessFuture

from newscrawl.archive.capture import RecordLocation
from newscrawl.archive.pages import build_page
from newscrawl.archive.places import CaptureIndex, build_url_key
from newscrawl.archive.reading import read_capture
from newscrawl.article import Article
from newscrawl.core.finish import finish
from newscrawl.core.reading import require_text
from newscrawl.errors import BadArchive, ExtractionFailed, NewscrawlError
from newscrawl.extensions import worker
from newscrawl.extensions.numbers import cpu_count, get_number
from newscrawl.extensions.worker_processes import start_workers
from newscrawl.jobs.records import byte_progress, read_records
from newscrawl.jobs.running import print_error
from newscrawl.outputs.record import encode_record

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_COMPARED_FIELDS = (
    "title",
    "text",
    "authors",
    "agencies",
    "published",
    "modified",
    "description",
    "language",
    "access",
)
"""The fields whose changes are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionLimits:
    """What one page may cost, as in a crawl."""

    workers: int
    timeout_seconds: float
    memory_mb: int
    max_pages: int
    max_body_bytes: int
    site_config_dir: str | None = None


def limits_from_settings(settings: BaseSettings) -> ExtractionLimits:
    """The limits that the settings name for a crawl.

    :raises BadArgument: a setting cannot be used.
    """
    return ExtractionLimits(
        workers=int(get_number(settings, "NEWSCRAWL_WORKERS", default=cpu_count(), minimum=0)) or 1,
        timeout_seconds=get_number(settings, "NEWSCRAWL_PAGE_TIMEOUT", default=20, minimum=0.1),
        memory_mb=int(get_number(settings, "NEWSCRAWL_WORKER_MEMORY_MB", default=3072, minimum=0)),
        max_pages=int(get_number(settings, "NEWSCRAWL_WORKER_MAX_PAGES", default=2000, minimum=1)),
        max_body_bytes=settings.getint("DOWNLOAD_MAXSIZE"),
        site_config_dir=settings.get("NEWSCRAWL_SITE_CONFIG") or None,
    )


def re_extract_article(
    old: Article, location: RecordLocation, max_body_bytes: int, site_config_dir: str | None
) -> Article:
    """The record that this version makes of an archived page.

    :raises NewscrawlError: it makes none, or the page is one of several of its article.
    """
    page = build_page(read_capture(location, max_body_bytes=max_body_bytes))
    article, _, further_pages = worker.extract_with_rules(page, site_config_dir)
    if further_pages is not None:
        raise ExtractionFailed("one of several pages", reason="extraction_error")
    new = finish(require_text(article))
    if not new.text or not new.title:
        raise ExtractionFailed("nothing is left of it", reason="extraction_error")
    rights = replace(new.rights, ai_agents=old.rights.ai_agents)
    return replace(new, crawled_at=old.crawled_at, revision=old.revision, rights=rights)


class ReExtractor:
    """Makes records anew in worker processes, in their order; where that fails, the old one stays.

    :raises ExtractionFailed: no worker can be started.
    """

    def __init__(self, capture_index: CaptureIndex, limits: ExtractionLimits) -> None:
        self._capture_index = capture_index
        self._limits = limits
        memory_mb, max_pages, site_config_dir = limits.memory_mb, limits.max_pages, limits.site_config_dir
        try:
            self._pool = start_workers(
                limits.workers, max_pages=max_pages, memory_mb=memory_mb, site_config=site_config_dir
            )
        except (OSError, RuntimeError) as error:
            raise ExtractionFailed(f"no worker process can be started ({error})", reason="worker_died") from None

    def re_extract(self, records: Iterable[Article], counts: Counter[str]) -> Iterator[Article]:
        """Each record, as this version makes it; some are under way at once, all others are not read yet."""
        in_flight: deque[tuple[Article, ProcessFuture[Article] | None]] = deque()
        for old in records:
            in_flight.append((old, self._schedule(old)))
            if len(in_flight) > 4 * self._limits.workers:
                yield self._collect_result(*in_flight.popleft(), counts)
        while in_flight:
            yield self._collect_result(*in_flight.popleft(), counts)

    def close(self) -> None:
        """End the workers."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def _schedule(self, old: Article) -> ProcessFuture[Article] | None:
        location = self._capture_index.find_nearest(old)
        if location is None:
            return None
        arguments = (old, location, self._limits.max_body_bytes, self._limits.site_config_dir)
        return self._pool.schedule(
            worker.call_safely, args=(re_extract_article, arguments), timeout=self._limits.timeout_seconds
        )

    def _collect_result(self, old: Article, future: ProcessFuture[Article] | None, counts: Counter[str]) -> Article:
        if future is None:
            counts["not archived"] += 1
            return old
        try:
            new = future.result()
        except (NewscrawlError, ProcessExpired, TimeoutError, CancelledError, BadArchive):
            counts["kept as they were"] += 1
            return old
        counts["read again"] += 1
        changed = [name for name in _COMPARED_FIELDS if getattr(old, name) != getattr(new, name)]
        counts.update([*changed, *(["changed"] if changed else [])])
        return new


def re_extract_file(source: Path, target: Path, archives: Sequence[Path], limits: ExtractionLimits) -> Path:
    """Make the records of a file anew from their pages, as far as they were kept, into another; say what changed.

    :raises BadArgument: a line of the file is no record.
    :raises ExtractionFailed: no worker can be started.
    """
    counts = Counter[str]()
    with byte_progress("looking for pages", source.stat().st_size) as progress:
        url_keys = {build_url_key(article.url) for _, article in read_records(source, progress) if article.url}
    capture_index = CaptureIndex()
    for path in archives:
        try:
            capture_index.add(path, url_keys, max_body_bytes=limits.max_body_bytes)
        except BadArchive as error:
            print_error(error)
    with byte_progress("reading again", source.stat().st_size) as progress, target.open("xb") as file:
        re_extractor = ReExtractor(capture_index, limits)
        try:
            for article in re_extractor.re_extract((article for _, article in read_records(source, progress)), counts):
                file.write(encode_record(article) + b"\n")
        finally:
            re_extractor.close()
    for label, count in counts.most_common():
        print_error(f"  {label} {count}")
    return target
