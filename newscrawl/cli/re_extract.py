"""Extracts the articles of records again, from the pages that an archive has kept."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessFuture

from newscrawl.archive.capture import RecordLocation
from newscrawl.archive.selection import CaptureIndex, build_page
from newscrawl.archive.warc_reader import read_capture
from newscrawl.cli.output import print_stderr
from newscrawl.cli.record_files import byte_progress, read_records
from newscrawl.exceptions import BadArchive, ExtractionFailed, NewscrawlError
from newscrawl.extraction.extractor import finish
from newscrawl.extraction.result import require_article, require_text
from newscrawl.items import Article
from newscrawl.outputs.record import encode_record
from newscrawl.rules.schema import RuleFolders
from newscrawl.urls.normalize import build_url_key
from newscrawl.workers import worker
from newscrawl.workers.pool import WorkerSettings, start_workers

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_COMPARED_FIELDS = (
    *("title", "text", "authors", "agencies", "published", "modified", "description", "language", "access"),
)
"""The fields whose changes are counted."""
_TASKS_PER_WORKER = 4
"""Pages that are scheduled ahead for each worker, so that none waits; the records after them are not read yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionLimits:
    """The worker processes and the largest page, as in a crawl."""

    workers: WorkerSettings
    max_body_bytes: int


def limits_from_settings(settings: BaseSettings) -> ExtractionLimits:
    """The limits that the settings name for a crawl; at least one worker process.

    :raises BadArgument: a setting is invalid.
    """
    workers = WorkerSettings.from_settings(settings)
    return ExtractionLimits(
        workers=replace(workers, count=max(1, workers.count)), max_body_bytes=settings.getint("DOWNLOAD_MAXSIZE")
    )


def re_extract_file(source: Path, target: Path, archives: Sequence[Path], limits: ExtractionLimits) -> Path:
    """Extract all records of a file again, write them to `target`, and print what has changed.

    A record whose page was not kept, or gives no article, is written as it is.

    :return: `target`.
    :raises BadArgument: a line of the file is not a record.
    :raises ExtractionFailed: no worker process can be started.
    """
    counts = Counter[str]()
    with byte_progress("looking for pages", source.stat().st_size) as progress:
        url_keys = {build_url_key(article.url) for _, article in read_records(source, progress) if article.url}
    capture_index = CaptureIndex()
    for path in archives:
        try:
            capture_index.add(path, url_keys, max_body_bytes=limits.max_body_bytes)
        except BadArchive as error:
            print_stderr(error)
    with byte_progress("reading again", source.stat().st_size) as progress, target.open("xb") as file:
        re_extractor = ReExtractor(capture_index, limits)
        try:
            for article in re_extractor.re_extract((article for _, article in read_records(source, progress)), counts):
                file.write(encode_record(article) + b"\n")
        finally:
            re_extractor.close()
    for label, count in counts.most_common():
        print_stderr(f"  {label} {count}")
    return target


class ReExtractor:
    """Extracts records again in worker processes. They come out in the same order.

    :raises ExtractionFailed: no worker process can be started.
    """

    def __init__(self, capture_index: CaptureIndex, limits: ExtractionLimits) -> None:
        self._capture_index = capture_index
        self._limits = limits
        try:
            self._pool = start_workers(limits.workers)
        except (OSError, RuntimeError) as error:
            raise ExtractionFailed(f"no worker process can be started ({error})", reason="worker_died") from None

    def re_extract(self, records: Iterable[Article], counts: Counter[str]) -> Iterator[Article]:
        """Each record, extracted again where that is possible.

        :param counts: is increased by how many records were extracted, kept and changed, and in which fields.
        """
        in_flight: deque[tuple[Article, ProcessFuture[Article] | None]] = deque()
        for old in records:
            in_flight.append((old, self._schedule(old)))
            if len(in_flight) > _TASKS_PER_WORKER * self._limits.workers.count:
                yield self._collect_result(*in_flight.popleft(), counts)
        while in_flight:
            yield self._collect_result(*in_flight.popleft(), counts)

    def close(self) -> None:
        """Stop the worker processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def _schedule(self, old: Article) -> ProcessFuture[Article] | None:
        location = self._capture_index.find_nearest(old)
        if location is None:
            return None
        arguments = (old, location, self._limits.max_body_bytes, self._limits.workers.rule_folders)
        return self._pool.schedule(
            worker.call_safely, args=(re_extract_article, arguments), timeout=self._limits.workers.timeout_seconds
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


def re_extract_article(
    old: Article, location: RecordLocation, max_body_bytes: int, rule_folders: RuleFolders
) -> Article:
    """The record that this version extracts from an archived page. Runs in a worker process.

    `crawled_at`, `revision` and `rights.ai_agents` stay those of the old record: the page does not tell them.

    :raises NewscrawlError: the page gives no article, or is one of several pages of its article.
    """
    page = build_page(read_capture(location, max_body_bytes=max_body_bytes))
    extraction, _ = worker.extract_with_rules(page, rule_folders)
    require_article(extraction.page_type)
    if extraction.other_pages is not None:
        raise ExtractionFailed("one of several pages", reason="extraction_error")
    new = finish(require_text(extraction.article))
    if not new.text or not new.title:
        raise ExtractionFailed("nothing is left of it", reason="extraction_error")
    rights = replace(new.rights, ai_agents=old.rights.ai_agents)
    return replace(new, crawled_at=old.crawled_at, revision=old.revision, rights=rights)
