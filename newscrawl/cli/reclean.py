"""A finished crawl's own articles, cleaned by what all of them have shown.

Files of records, read strictly.

Records made anew from the pages that an archive holds of them.
"""

from __future__ import annotations

import argparse
import errno
import os
import tempfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from pebble import ProcessExpired, ProcessFuture
from tqdm import tqdm

from newscrawl.archive.capture import RecordLocation
from newscrawl.archive.selection import CaptureIndex, build_page
from newscrawl.archive.warc_reader import read_capture
from newscrawl.boilerplate.cross_page import remove_repeated_lines
from newscrawl.boilerplate.fingerprint import ArticleFingerprint, fingerprint_article
from newscrawl.cli.run import RECORD_FIELDS, CommandRunner, check_writable, exit_usage_error, print_error
from newscrawl.exceptions import BadArchive, BadArgument, CrawlStateFailed, ExtractionFailed, NewscrawlError
from newscrawl.exit_codes import ExitCode
from newscrawl.extraction.extractor import finish
from newscrawl.extraction.result import add_content_hash, require_text
from newscrawl.items import Article
from newscrawl.outputs.record import encode_record
from newscrawl.rules.schema import RuleFolders
from newscrawl.spiders.arguments import find_matching_files
from newscrawl.state.cross_page import CrossPageStore
from newscrawl.state.database import STATE_FILE_NAME, StateDatabase
from newscrawl.text import escape_for_log
from newscrawl.urls.normalize import build_url_key
from newscrawl.workers import worker
from newscrawl.workers.pool import WorkerSettings, start_workers

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def byte_progress(description: str, size: int) -> tqdm:
    """A line on a terminal that grows with the bytes read."""
    return tqdm(desc=description, total=size, unit="B", unit_scale=True, disable=None, leave=False)


def read_records(source: Path, progress: tqdm) -> Iterator[tuple[bytes, Article]]:
    """The lines of a file without their ends, with their articles; empty ones are left out.

    :raises BadArgument: a line is no record.
    """
    with source.open("rb") as file:
        for number, line in enumerate(file, 1):
            progress.update(len(line))
            if line.strip():
                yield line.rstrip(b"\r\n"), _parse_record(line, f"{escape_for_log(source)}: line {number}")


def _parse_record(line: bytes, context: str) -> Article:
    try:
        record = msgspec.json.decode(line)
        article = msgspec.convert(record, Article)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadArgument(f"{context}: not a newscrawl record: {escape_for_log(error)}") from None
    missing, unknown = [name for name in RECORD_FIELDS if name not in record], record.keys() - set(RECORD_FIELDS)
    if missing or unknown:
        detail = f"it lacks {missing[0]}" if missing else f"it has {min(unknown)!r}"
        raise BadArgument(f"{context}: not a newscrawl record: {escape_for_log(detail)}")
    return article


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


def re_extract_article(
    old: Article, location: RecordLocation, max_body_bytes: int, rule_folders: RuleFolders
) -> Article:
    """The record that this version makes of an archived page.

    :raises NewscrawlError: it makes none, or the page is one of several of its article.
    """
    page = build_page(read_capture(location, max_body_bytes=max_body_bytes))
    article, _, further_pages = worker.extract_with_rules(page, rule_folders)
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
        try:
            self._pool = start_workers(limits.workers)
        except (OSError, RuntimeError) as error:
            raise ExtractionFailed(f"no worker process can be started ({error})", reason="worker_died") from None

    def re_extract(self, records: Iterable[Article], counts: Counter[str]) -> Iterator[Article]:
        """Each record, as this version makes it; some are under way at once, all others are not read yet."""
        in_flight: deque[tuple[Article, ProcessFuture[Article] | None]] = deque()
        for old in records:
            in_flight.append((old, self._schedule(old)))
            if len(in_flight) > 4 * self._limits.workers.count:
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


_BATCH_SIZE = 100
"""Articles learned in one transaction."""


class RecleanRunner(CommandRunner):
    """Reads the file twice: to learn all of its articles, then to clean each by what all of them have shown."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Clean one file into another."""
        try:
            source, target = _parse_paths(args)
            archives = find_matching_files("--archive", opts.archive) if opts.archive else []
            limits = limits_from_settings(self._settings)
            with tempfile.TemporaryDirectory(prefix="newscrawl-") as folder:
                if archives:
                    source = re_extract_file(source, Path(folder) / "anew.jsonl", archives, limits)
                _copy_state(self._settings.get("NEWSCRAWL_STATE"), folder)
                with StateDatabase(folder) as database:
                    counts = _reclean_file(source, target, CrossPageStore(database))
        except BadArgument as error:
            exit_usage_error(error)
        except (CrawlStateFailed, ExtractionFailed) as error:
            print_error(error)
            self.exitcode = ExitCode.FAILED
        except OSError as error:
            print_error(f"{error.filename or target}: {error.strerror}")
            self.exitcode = ExitCode.DISK_FULL if error.errno == errno.ENOSPC else ExitCode.FAILED
        else:
            _print_summary(target, counts)


def _parse_paths(args: list[str]) -> tuple[Path, Path]:
    if len(args) != 2:
        raise BadArgument("name two files: IN.jsonl OUT.jsonl")
    source, target = map(Path, args)
    if not source.is_file():
        raise BadArgument(f"{escape_for_log(source)}: {'not a file' if source.exists() else 'no such file'}")
    check_writable("output", str(target))
    if target.exists() and (source.samefile(target) or not target.is_file()):
        raise BadArgument(f"output {escape_for_log(target)}: it is {'IN.jsonl' if target.is_file() else 'not a file'}")
    return source, target


def _copy_state(state: str | None, folder: str) -> None:
    if not state:
        return
    if not (Path(state) / STATE_FILE_NAME).exists():
        print_error(f"{Path(state) / STATE_FILE_NAME}: no such file; only IN.jsonl says what is furniture")
        return
    with StateDatabase(state) as database:
        database.copy_to(folder)


def _reclean_file(source: Path, target: Path, store: CrossPageStore) -> Counter[str]:
    """Learn from all records of a file, then write them cleaned; the new file appears when it is whole."""
    counts: Counter[str] = Counter()
    with byte_progress("recleaning", 2 * source.stat().st_size) as progress:
        _learn_fingerprints(source, store, progress)
        partial = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with partial.open("xb") as file:
                for line, article in read_records(source, progress):
                    cleaned = _clean_article(article, store)
                    removal_reasons = [removal.reason for removal in cleaned.removed[len(article.removed) :]]
                    counts.update(["articles", *(["changed"] if removal_reasons else []), *removal_reasons])
                    file.write((encode_record(add_content_hash(cleaned)) if removal_reasons else line) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return counts


def _learn_fingerprints(source: Path, store: CrossPageStore, progress: tqdm) -> None:
    fingerprints: list[ArticleFingerprint] = []
    for _, article in read_records(source, progress):
        if article_fingerprint := fingerprint_article(article):
            fingerprints.append(article_fingerprint)
        if len(fingerprints) >= _BATCH_SIZE:
            store.add(fingerprints)
            fingerprints.clear()
    store.add(fingerprints)


def _clean_article(article: Article, store: CrossPageStore) -> Article:
    article_fingerprint = fingerprint_article(article)
    return (
        remove_repeated_lines(article, article_fingerprint, store.get_line_stats(article_fingerprint))
        if article_fingerprint
        else article
    )


def _print_summary(target: Path, counts: Counter[str]) -> None:
    articles, changed = counts.pop("articles", 0), counts.pop("changed", 0)
    if not articles:
        print_error("IN.jsonl holds no article")
    print_error(f"{target}: {articles} articles, {counts.total()} lines cut from {changed} of them")
    for reason, count in sorted(counts.items()):
        print_error(f"  {reason} {count}")
