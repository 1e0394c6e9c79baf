"""newscrawl: clean articles from news pages, with a reason for every line that was cut.

The library's whole front door: `extract` for a page, `clean_text` for text that a scraper already took from one.
"""

from __future__ import annotations

from datetime import UTC, datetime

from newscrawl.exceptions import ExtractionFailed, NewscrawlError, NotAnArticle
from newscrawl.items import Article, Page
from newscrawl.version import __version__

__all__ = ["Article", "ExtractionFailed", "NewscrawlError", "NotAnArticle", "__version__", "clean_text", "extract"]


def extract(html: bytes | str, *, url: str | None = None, site_config: str | None = None) -> Article:
    """The clean article of a page.

    :param html: the page; bytes are decoded by what they declare.
    :param url: its address, for relative links, the site and the id.
    :param site_config: a folder of Full-Text RSS site-config files, for sites that newscrawl has no rule for.
    :raises BadArgument: there is no such folder.
    :raises NotAnArticle: the page holds no usable text; `reason` says why.
    :raises ExtractionFailed: the page cannot be read to the end; `reason` says why.
    """
    from newscrawl.extraction.extractor import (
        extract_article,  # trafilatura loads only when it is needed
        finish,
    )
    from newscrawl.rules.loader import load_rules
    from newscrawl.urls.normalize import clean_url

    body = html if isinstance(html, bytes) else html.encode("utf-8", "replace")
    encoding = None if isinstance(html, bytes) else "utf-8"
    page = Page(body=body, url=url and clean_url(url), encoding=encoding, fetched_at=datetime.now(UTC))
    return finish(extract_article(page, load_rules(site_config)))


def clean_text(text: str, *, url: str | None = None) -> Article:
    """The clean article of a text that a scraper already took from a page.

    :param text: one paragraph, heading or label a line, the headline first.
    :raises NotAnArticle: no paragraph of an article is left of it.
    """
    from newscrawl.extraction.extractor import finish
    from newscrawl.extraction.plaintext import extract_article_from_text
    from newscrawl.rules.loader import load_rules
    from newscrawl.urls.normalize import clean_url

    now = datetime.now(UTC).isoformat(timespec="seconds")
    return finish(extract_article_from_text(text, load_rules(), url=url and clean_url(url), crawled_at=now))
