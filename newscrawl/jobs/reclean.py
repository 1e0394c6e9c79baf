"""A finished crawl's own articles, cleaned by what all of them have shown."""

from __future__ import annotations

import argparse
import errno
import os
import tempfile
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from newscrawl.article import Article
from newscrawl.core.digest import add_content_hash
from newscrawl.core.ending import ExitCode
from newscrawl.core.memory.sitememory import remove_repeated_lines
from newscrawl.core.memory.sitetrace import ArticleFingerprint, fingerprint_article
from newscrawl.core.printable import escape_for_log
from newscrawl.errors import BadArgument, CrawlStateFailed, ExtractionFailed
from newscrawl.jobs.job import CommandRunner
from newscrawl.jobs.paths import check_writable
from newscrawl.jobs.records import byte_progress, read_records
from newscrawl.jobs.rereading import limits_from_settings, re_extract_file
from newscrawl.jobs.running import exit_usage_error, print_error
from newscrawl.outputs.record import encode_record
from newscrawl.spiders.arguments import find_matching_files
from newscrawl.state.database import STATE_FILE_NAME, StateDatabase
from newscrawl.state.sitememory import CrossPageStore

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
