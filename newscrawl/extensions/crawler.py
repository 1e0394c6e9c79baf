"""Two operations on Scrapy's crawler: find an extension that must be there, and stop the crawl."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from scrapy.exceptions import NotSupported
from scrapy.utils.defer import deferred_from_coro

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

Extension = TypeVar("Extension")


def require_extension(crawler: Crawler, extension_class: type[Extension]) -> Extension:
    """The crawler's extension of this class.

    :raises NotSupported: the setting EXTENSIONS does not contain it.
    """
    extension = crawler.get_extension(extension_class)
    if extension is None:
        path = f"{extension_class.__module__}.{extension_class.__name__}"
        raise NotSupported(f"{path} must be in EXTENSIONS: no crawl works without it")
    return extension


def stop_crawl(crawler: Crawler, reason: str) -> None:
    """Close the spider soon, with this finish reason; do nothing if the engine does not run yet."""
    if crawler.engine is not None:
        deferred_from_coro(crawler.engine.close_spider_async(reason=reason))
