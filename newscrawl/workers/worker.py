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

from newscrawl.discovery.pagination import OtherPages
from newscrawl.exceptions import ExtractionFailed, NewscrawlError
from newscrawl.items import Article, Page
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import RuleWarning
from newscrawl.workers.precomputed import PrecomputedSteps, precompute

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class WorkerResult:
    """What a worker makes of a page."""

    article: Article
    rule_warnings: tuple[RuleWarning, ...]
    other_pages: OtherPages | None
    precomputed: PrecomputedSteps | None


PRELOAD_MODULES = [__name__, "newscrawl.workers.preload"]
"""What is imported once, before the first worker, and shared by all of them."""


def init_worker(memory_mb: int, site_config: str | None = None) -> None:
    """Make a new worker ready: its limits set, its rules read."""
    # pebble sends SIGTERM to a worker that took too long; its own handler would wait for C code to come back.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    logging.getLogger().addHandler(logging.NullHandler())  # no page speaks to the terminal through a library
    _limit_memory(memory_mb * 2**20)
    with suppress(OSError):  # not on Linux, or not allowed
        Path("/proc/self/oom_score_adj").write_text("1000")  # if memory runs out, a page dies and not the crawl
    load_rules(site_config)


def call_safely(function: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
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
        raise ExtractionFailed(_format_error(error), reason="extraction_error") from error


def extract_with_rules(
    page: Page, site_config: str | None = None
) -> tuple[Article, tuple[RuleWarning, ...], OtherPages | None]:
    """The article of a page, its text perhaps empty, the notes of its site's rules, and its other pages if it has any.

    :param site_config: a folder of rules beside those of this installation.
    """
    from newscrawl.extraction.extractor import extract_page  # and trafilatura: the crawling process needs neither

    rules = load_rules(site_config)
    extraction = extract_page(page, rules)
    rule_warnings = (*extraction.rule_warnings, *(rules.site_rules.drain_warnings() if rules.site_rules else ()))
    return extraction.article, rule_warnings, extraction.other_pages


def extract_and_precompute(page: Page, site_config: str | None = None) -> bytes | WorkerResult:
    """The same with what the pipelines will make of the article, if it is on no other page: packed.

    What Python's pickle takes for this is four times as slow at both ends.
    """
    article, rule_warnings, other_pages = extract_with_rules(page, site_config)
    result = WorkerResult(
        article, rule_warnings, other_pages, precompute(article) if article.text and not other_pages else None
    )
    try:
        return msgspec.msgpack.encode(result)
    except (UnicodeEncodeError, TypeError, OverflowError):  # lone surrogates and odd types, which pickle can take
        return result


def decode_result(encoded: bytes | WorkerResult) -> WorkerResult:
    """What `extract_and_precompute` packed."""
    return msgspec.msgpack.decode(encoded, type=WorkerResult) if isinstance(encoded, bytes) else encoded


def _limit_memory(size: int) -> None:
    _, hard_limit = resource.getrlimit(resource.RLIMIT_AS)
    if size and (hard_limit == resource.RLIM_INFINITY or size < hard_limit):
        with suppress(OSError, ValueError):  # some systems have no such limit
            resource.setrlimit(resource.RLIMIT_AS, (size, hard_limit))


def _format_error(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
