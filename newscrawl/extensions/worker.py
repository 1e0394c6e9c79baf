"""What runs inside a worker process: nothing here knows of Scrapy."""

from __future__ import annotations

import logging
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from newscrawl.article import Article, Page
from newscrawl.core.finding.otherpages import OtherPages
from newscrawl.core.foresight import Foreseen, foresee
from newscrawl.errors import ExtractionFailed, NewscrawlError
from newscrawl.rules.load import load_rules
from newscrawl.rules.model import RuleNote

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class PageRead:
    """What a worker makes of a page."""

    article: Article
    notes: tuple[RuleNote, ...]
    others: OtherPages | None
    foreseen: Foreseen | None


PRELOAD = [__name__, "newscrawl.extensions.warm"]
"""What is imported once, before the first worker, and shared by all of them."""


def prepare(memory_mb: int, site_config: str | None = None) -> None:
    """Make a new worker ready: its limits set, its rules read."""
    # pebble sends SIGTERM to a worker that took too long; its own handler would wait for C code to come back.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    logging.getLogger().addHandler(logging.NullHandler())  # no page speaks to the terminal through a library
    _limit_memory(memory_mb * 2**20)
    with suppress(OSError):  # not on Linux, or not allowed
        Path("/proc/self/oom_score_adj").write_text("1000")  # if memory runs out, a page dies and not the crawl
    load_rules(site_config)


def call(function: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
    """The function's result.

    :raises NewscrawlError: it failed. No other exception leaves: one that cannot be pickled and read again would break
        the whole pool.
    """
    try:
        return function(*arguments)
    except NewscrawlError:
        raise
    except MemoryError:
        raise ExtractionFailed("it took more memory than NEWSCRAWL_WORKER_MEMORY_MB", reason="out_of_memory") from None
    except BaseException as error:
        raise ExtractionFailed(_line(error), reason="extraction_error") from error


def extract(page: Page, site_config: str | None = None) -> tuple[Article, tuple[RuleNote, ...], OtherPages | None]:
    """The article of a page, its text perhaps empty, the notes of its site's rules, and its other pages if it has any.

    :param site_config: a folder of rules beside those of this installation.
    """
    from newscrawl.core.build import read_page  # and trafilatura: the crawling process needs neither

    rules = load_rules(site_config)
    reading = read_page(page, rules)
    notes = (*reading.notes, *(rules.sites.take_notes() if rules.sites else ()))
    return reading.article, notes, reading.others


def read(page: Page, site_config: str | None = None) -> bytes | PageRead:
    """The same with what the pipelines will make of the article, if it is on no other page: packed.

    What Python's pickle takes for this is four times as slow at both ends.
    """
    article, notes, others = extract(page, site_config)
    done = PageRead(article, notes, others, foresee(article) if article.text and not others else None)
    try:
        return msgspec.msgpack.encode(done)
    except (UnicodeEncodeError, TypeError, OverflowError):  # lone surrogates and odd types, which pickle can take
        return done


def unpacked(done: bytes | PageRead) -> PageRead:
    """What `read` packed."""
    return msgspec.msgpack.decode(done, type=PageRead) if isinstance(done, bytes) else done


def _limit_memory(size: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if size and (hard == resource.RLIM_INFINITY or size < hard):
        with suppress(OSError, ValueError):  # some systems have no such limit
            resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def _line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
