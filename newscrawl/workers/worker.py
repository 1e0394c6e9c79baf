"""The functions that run inside a worker process; this module must not import Scrapy."""

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
from newscrawl.extraction.result import ExtractionResult
from newscrawl.items import Article, Page
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import PageType, RuleFolders, RuleWarning
from newscrawl.workers.precomputed import PrecomputedSteps, precompute

Result = TypeVar("Result")

_NO_FOLDERS = RuleFolders()

PRELOAD_MODULES = [__name__, "newscrawl.workers.preload"]
"""The modules that are imported once, before the first worker starts, and shared by all workers."""


@dataclass(frozen=True, slots=True)
class WorkerResult:
    """What a worker returns for a page."""

    article: Article
    rule_warnings: tuple[RuleWarning, ...]
    other_pages: OtherPages | None
    precomputed: PrecomputedSteps | None
    """None if the article has no text or several pages."""
    page_type: PageType | None = None
    """What the page is if it is no article."""


def init_worker(memory_mb: int, rule_folders: RuleFolders = _NO_FOLDERS) -> None:
    """Set the limits of a new worker and read its rules.

    :param memory_mb: 0 means no limit.
    """
    # pebble sends SIGTERM to a worker that took too long. Its own handler would run only when C code has returned.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    logging.getLogger().addHandler(logging.NullHandler())  # else libraries could print text of a page to the terminal
    _limit_memory(memory_mb * 2**20)
    with suppress(OSError):  # not on Linux, or not allowed
        Path("/proc/self/oom_score_adj").write_text("1000")  # if memory runs out, kill the worker and not the crawl
    load_rules(rule_folders)


def call_safely(function: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
    """Call a function, and turn every exception into a NewscrawlError.

    Any other exception might not be picklable, and would then break the whole pool.

    :raises NewscrawlError: the function failed.
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
    page: Page, rule_folders: RuleFolders = _NO_FOLDERS
) -> tuple[ExtractionResult, tuple[RuleWarning, ...]]:
    """What the extraction gives for a page, and all warnings of the site rules.

    :param rule_folders: the user's own folders of rules.
    :raises NotAnArticle: the page is empty or is not HTML.
    """
    from newscrawl.extraction.extractor import extract_page  # it imports trafilatura: not in the crawling process

    rules = load_rules(rule_folders)
    extraction = extract_page(page, rules)
    return extraction, (*extraction.rule_warnings, *(rules.site_rules.drain_warnings() if rules.site_rules else ()))


def extract_and_precompute(page: Page, rule_folders: RuleFolders = _NO_FOLDERS) -> bytes | WorkerResult:
    """The article of a page, with the results of the pipelines if the article has one page only; as MessagePack.

    Python's pickle would take four times as long at both ends.
    """
    extraction, rule_warnings = extract_with_rules(page, rule_folders)
    article = extraction.article
    has_one_page = article.text and not extraction.other_pages and not extraction.page_type
    precomputed = precompute(article) if has_one_page else None
    result = WorkerResult(article, rule_warnings, extraction.other_pages, precomputed, extraction.page_type)
    try:
        return msgspec.msgpack.encode(result)
    except (UnicodeEncodeError, TypeError, OverflowError):  # lone surrogates and odd types, which pickle can encode
        return result


def decode_result(encoded: bytes | WorkerResult) -> WorkerResult:
    """Decode what `extract_and_precompute` returned."""
    return msgspec.msgpack.decode(encoded, type=WorkerResult) if isinstance(encoded, bytes) else encoded


def _limit_memory(size: int) -> None:
    _, hard_limit = resource.getrlimit(resource.RLIMIT_AS)
    if size and (hard_limit == resource.RLIM_INFINITY or size < hard_limit):
        with suppress(OSError, ValueError):  # some systems do not have this limit
            resource.setrlimit(resource.RLIMIT_AS, (size, hard_limit))


def _format_error(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())
