"""`scrapy reclean`: cleans the articles of a file again, by what all articles of their sites have in common."""

from __future__ import annotations

import argparse
import errno
import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from scrapy.settings import Settings
from tqdm import tqdm

from newscrawl.boilerplate.cross_page import remove_repeated_lines
from newscrawl.boilerplate.fingerprint import ArticleFingerprint, fingerprint_article
from newscrawl.cli.output import print_stderr
from newscrawl.cli.paths import check_writable
from newscrawl.cli.re_extract import limits_from_settings, re_extract_file
from newscrawl.cli.record_files import byte_progress, read_records
from newscrawl.cli.run import exit_usage_error
from newscrawl.exceptions import BadArgument, CrawlStateFailed, ExtractionFailed
from newscrawl.exit_codes import ExitCode
from newscrawl.extraction.result import add_content_hash
from newscrawl.items import Article
from newscrawl.outputs.record import encode_record
from newscrawl.spiders.arguments import find_matching_files
from newscrawl.state.cross_page import CrossPageStore
from newscrawl.state.database import STATE_FILE_NAME, StateDatabase
from newscrawl.text import escape_for_log

_BATCH_SIZE = 100
"""Articles whose fingerprints are stored in one transaction."""


def run_reclean(settings: Settings, args: Sequence[str], opts: argparse.Namespace) -> ExitCode:
    """Clean the articles of one file into another.

    The file is read twice: first to store the fingerprints of all articles, then to clean each article. With
    `--archive`, the articles are extracted again before that, from the pages in the archives.
    """
    try:
        source, target = _parse_paths(args)
        archives = find_matching_files("--archive", opts.archive) if opts.archive else []
        limits = limits_from_settings(settings)
        with tempfile.TemporaryDirectory(prefix="newscrawl-") as folder:
            if archives:
                source = re_extract_file(source, Path(folder) / "anew.jsonl", archives, limits)
            _copy_state(settings.get("NEWSCRAWL_STATE"), folder)
            with StateDatabase(folder) as database:
                counts = _reclean_file(source, target, CrossPageStore(database))
    except BadArgument as error:
        exit_usage_error(error)
    except (CrawlStateFailed, ExtractionFailed) as error:
        print_stderr(error)
        return ExitCode.FAILED
    except OSError as error:
        print_stderr(f"{error.filename or target}: {error.strerror}")
        return ExitCode.DISK_FULL if error.errno == errno.ENOSPC else ExitCode.FAILED
    _print_summary(target, counts)
    return ExitCode.DONE


def _parse_paths(args: Sequence[str]) -> tuple[Path, Path]:
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
    """Copy the state of crawls to a temporary folder: recleaning adds nothing to the original."""
    if not state:
        return
    if not (Path(state) / STATE_FILE_NAME).exists():
        print_stderr(f"{Path(state) / STATE_FILE_NAME}: no such file; only IN.jsonl tells what is boilerplate")
        return
    with StateDatabase(state) as database:
        database.copy_to(folder)


def _reclean_file(source: Path, target: Path, store: CrossPageStore) -> Counter[str]:
    """Write the cleaned records; the new file appears when it is complete.

    :return: the number of `articles`, of `changed` ones, and of removed lines by reason.
    """
    counts: Counter[str] = Counter()
    with byte_progress("recleaning", 2 * source.stat().st_size) as progress:
        _store_fingerprints(source, store, progress)
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


def _store_fingerprints(source: Path, store: CrossPageStore, progress: tqdm) -> None:
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
    if article_fingerprint is None:
        return article
    return remove_repeated_lines(article, article_fingerprint, store.get_line_stats(article_fingerprint))


def _print_summary(target: Path, counts: Counter[str]) -> None:
    articles, changed = counts.pop("articles", 0), counts.pop("changed", 0)
    if not articles:
        print_stderr("IN.jsonl holds no article")
    print_stderr(f"{target}: {articles} articles, {counts.total()} lines removed from {changed} of them")
    for reason, count in sorted(counts.items()):
        print_stderr(f"  {reason} {count}")
