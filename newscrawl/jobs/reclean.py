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
from newscrawl.core.digest import with_content_hash
from newscrawl.core.ending import ExitCode
from newscrawl.core.memory.sitememory import without_known_furniture
from newscrawl.core.memory.sitetrace import Trace, trace_of
from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument, ExtractionFailed, StateFailed
from newscrawl.jobs.job import Job
from newscrawl.jobs.paths import check_writable
from newscrawl.jobs.records import byte_progress, read_records
from newscrawl.jobs.rereading import limits_of, reread
from newscrawl.jobs.running import refuse, say
from newscrawl.outputs.record import encode
from newscrawl.spiders.arguments import matching_files
from newscrawl.state.database import FILE, StateDatabase
from newscrawl.state.sitememory import SiteMemory

_AT_ONCE = 100
"""Articles learned in one transaction."""


class RecleanJob(Job):
    """Reads the file twice: to learn all of its articles, then to clean each by what all of them have shown."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Clean one file into another."""
        try:
            source, target = _paths(args)
            archives = matching_files("--archive", opts.archive) if opts.archive else []
            limits = limits_of(self._settings)
            with tempfile.TemporaryDirectory(prefix="newscrawl-") as folder:
                if archives:
                    source = reread(source, Path(folder) / "anew.jsonl", archives, limits)
                _copy_state(self._settings.get("NEWSCRAWL_STATE"), folder)
                with StateDatabase(folder) as database:
                    counts = _reclean(source, target, SiteMemory(database))
        except BadArgument as error:
            refuse(error)
        except (StateFailed, ExtractionFailed) as error:
            say(error)
            self.exitcode = ExitCode.FAILED
        except OSError as error:
            say(f"{error.filename or target}: {error.strerror}")
            self.exitcode = ExitCode.DISK_FULL if error.errno == errno.ENOSPC else ExitCode.FAILED
        else:
            _sum_up(target, counts)


def _paths(args: list[str]) -> tuple[Path, Path]:
    if len(args) != 2:
        raise BadArgument("name two files: IN.jsonl OUT.jsonl")
    source, target = map(Path, args)
    if not source.is_file():
        raise BadArgument(f"{printable(source)}: {'not a file' if source.exists() else 'no such file'}")
    check_writable("output", str(target))
    if target.exists() and (source.samefile(target) or not target.is_file()):
        raise BadArgument(f"output {printable(target)}: it is {'IN.jsonl' if target.is_file() else 'not a file'}")
    return source, target


def _copy_state(state: str | None, folder: str) -> None:
    if not state:
        return
    if not (Path(state) / FILE).exists():
        say(f"{Path(state) / FILE}: no such file; only IN.jsonl says what is furniture")
        return
    with StateDatabase(state) as database:
        database.copy_to(folder)


def _reclean(source: Path, target: Path, memory: SiteMemory) -> Counter[str]:
    """Learn from all records of a file, then write them cleaned; the new file appears when it is whole."""
    counts: Counter[str] = Counter()
    with byte_progress("recleaning", 2 * source.stat().st_size) as progress:
        _learn(source, memory, progress)
        partial = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with partial.open("xb") as file:
                for line, article in read_records(source, progress):
                    cleaned = _cleaned(article, memory)
                    cut = [removal.reason for removal in cleaned.removed[len(article.removed) :]]
                    counts.update(["articles", *(["changed"] if cut else []), *cut])
                    file.write((encode(with_content_hash(cleaned)) if cut else line) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
    return counts


def _learn(source: Path, memory: SiteMemory, progress: tqdm) -> None:
    traces: list[Trace] = []
    for _, article in read_records(source, progress):
        if trace := trace_of(article):
            traces.append(trace)
        if len(traces) >= _AT_ONCE:
            memory.learn(traces)
            traces.clear()
    memory.learn(traces)


def _cleaned(article: Article, memory: SiteMemory) -> Article:
    trace = trace_of(article)
    return without_known_furniture(article, trace, memory.recall(trace)) if trace else article


def _sum_up(target: Path, counts: Counter[str]) -> None:
    articles, changed = counts.pop("articles", 0), counts.pop("changed", 0)
    if not articles:
        say("IN.jsonl holds no article")
    say(f"{target}: {articles} articles, {counts.total()} lines cut from {changed} of them")
    for reason, count in sorted(counts.items()):
        say(f"  {reason} {count}")
