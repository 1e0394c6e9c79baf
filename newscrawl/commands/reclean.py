"""`scrapy reclean IN.jsonl OUT.jsonl`: what a finished crawl knows, applied to its own early articles."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
from scrapy.commands import ScrapyCommand

from newscrawl.article import Article
from newscrawl.commands.paths import check_writable
from newscrawl.commands.printing import FIELDS
from newscrawl.commands.progress import Progress
from newscrawl.commands.running import NOTHING_DONE, refuse, say
from newscrawl.core.digest import with_content_hash
from newscrawl.core.memory.sitememory import without_known_furniture
from newscrawl.core.memory.sitetrace import Trace, trace_of
from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument, StateFailed
from newscrawl.outputs.record import encode
from newscrawl.state.database import FILE, StateDatabase
from newscrawl.state.sitememory import SiteMemory

_AT_ONCE = 100
"""Articles learned in one transaction."""


class Command(ScrapyCommand):
    """Reads the file twice: to learn all of its articles, then to clean each by what all of them have shown."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """What stands after the command's name."""
        return "[options] IN.jsonl OUT.jsonl"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "Clean the articles of a finished crawl by what its later ones have shown"

    def long_desc(self) -> str:
        """What it does with which file."""
        return (
            "Cut lines that other articles of the same site have, too, and headlines of other articles, from the "
            "records of IN.jsonl, and write all of them to OUT.jsonl, in the same order. What the crawls with the "
            "same NEWSCRAWL_STATE have learned is used, too; nothing is added to it. The exit code is 1 if "
            "OUT.jsonl could not be written, 2 if the arguments or IN.jsonl are wrong; then OUT.jsonl is as it was."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Clean one file into another."""
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        try:
            source, target = _paths(args)
            with tempfile.TemporaryDirectory(prefix="newscrawl-") as folder:
                _copy_state(self.settings.get("NEWSCRAWL_STATE"), folder)
                with StateDatabase(folder) as database:
                    counts = _reclean(source, target, SiteMemory(database))
        except BadArgument as error:
            refuse(error)
        except StateFailed as error:
            say(error)
            self.exitcode = NOTHING_DONE
        except OSError as error:
            say(f"{error.filename or target}: {error.strerror}")
            self.exitcode = NOTHING_DONE
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
    if state and (Path(state) / FILE).exists():
        with StateDatabase(state) as database:
            database.copy_to(folder)


def _reclean(source: Path, target: Path, memory: SiteMemory) -> Counter[str]:
    """Learn from all records of a file, then write them cleaned; the new file appears when it is whole."""
    counts: Counter[str] = Counter()
    with Progress("recleaning", 2 * source.stat().st_size) as progress:
        _learn(source, memory, progress)
        partial = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with partial.open("xb") as file:
                for line, article in _records(source, progress):
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


def _learn(source: Path, memory: SiteMemory, progress: Progress) -> None:
    traces: list[Trace] = []
    for _, article in _records(source, progress):
        if trace := trace_of(article):
            traces.append(trace)
        if len(traces) >= _AT_ONCE:
            memory.learn(traces)
            traces.clear()
    memory.learn(traces)


def _cleaned(article: Article, memory: SiteMemory) -> Article:
    trace = trace_of(article)
    return without_known_furniture(article, trace, memory.recall(trace)) if trace else article


def _records(source: Path, progress: Progress) -> Iterator[tuple[bytes, Article]]:
    """The lines of a file without their ends, with their articles; empty ones are left out."""
    with source.open("rb") as file:
        for number, line in enumerate(file, 1):
            progress.add(len(line))
            if line.strip():
                yield line.rstrip(b"\r\n"), _article(line, f"{printable(source)}: line {number}")


def _article(line: bytes, place: str) -> Article:
    try:
        record = msgspec.json.decode(line)
        article = msgspec.convert(record, Article)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadArgument(f"{place}: not a newscrawl record: {printable(error)}") from None
    missing, unknown = [name for name in FIELDS if name not in record], record.keys() - set(FIELDS)
    if missing or unknown:
        what = f"it lacks {missing[0]}" if missing else f"it has {min(unknown)!r}"
        raise BadArgument(f"{place}: not a newscrawl record: {printable(what)}")
    return article


def _sum_up(target: Path, counts: Counter[str]) -> None:
    articles, changed = counts.pop("articles", 0), counts.pop("changed", 0)
    say(f"{target}: {articles} articles, {counts.total()} lines cut from {changed} of them")
    for reason, count in sorted(counts.items()):
        say(f"  {reason} {count}")
