"""newscrawl: clean articles from news pages, with a reason for every line that was removed.

These are the library's public functions: `extract` for a page, `clean_text` for the text that another scraper took from
a page, and `parse_byline` for a raw byline.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newscrawl.exceptions import ExtractionFailed, NotAnArticle
from newscrawl.exceptions import NewscrawlError as NewscrawlError  # importable, but not promised in __all__
from newscrawl.items import Article, Page
from newscrawl.version import __version__

if TYPE_CHECKING:
    from newscrawl.bylines.parser import ParsedByline

__all__ = ["Article", "ExtractionFailed", "NotAnArticle", "__version__", "clean_text", "extract", "parse_byline"]

# The functions import what they need when they are called, so that `import newscrawl` itself stays fast.


def extract(
    html: bytes | str, *, url: str | None = None, site_config: str | None = None, sites: str | None = None
) -> Article:
    """The clean article of a page.

    >>> extract("<html lang='en'><h1>Tide turns</h1><p>The tide turned at six, an hour too early.</p></html>").title
    'Tide turns'

    :param html: the page. Bytes are decoded with the encoding that the page declares.
    :param url: the page's URL: relative links, the site and the id of the article depend on it.
    :param site_config: a folder of Full-Text RSS site-config files, for sites that newscrawl has no rule for.
    :param sites: a folder of your own site files (`example.com.toml`); it need not exist.
    :raises BadArgument: a folder cannot be used.
    :raises BadRule: a file in `sites` is broken.
    :raises NotAnArticle: the page has no usable text; `reason` says why.
    :raises ExtractionFailed: the page cannot be read to its end; `reason` says why.
    """
    from newscrawl.extraction.extractor import extract_article, finish
    from newscrawl.rules.loader import load_rules
    from newscrawl.rules.schema import RuleFolders
    from newscrawl.urls.normalize import clean_url

    body = html if isinstance(html, bytes) else html.encode("utf-8", "replace")
    encoding = None if isinstance(html, bytes) else "utf-8"
    page = Page(body=body, url=url and clean_url(url), encoding=encoding, fetched_at=datetime.now(UTC))
    return finish(extract_article(page, load_rules(RuleFolders(sites=sites, site_config=site_config))))


def clean_text(text: str, *, url: str | None = None, sites: str | None = None) -> Article:
    """The clean article of a text that another scraper took from a page.

    :param text: one paragraph, heading or label per line, the headline first.
    :param url: the URL of the page: the site, its own rules and the id of the article depend on it.
    :param sites: a folder of your own site files (`example.com.toml`); it need not exist.
    :raises BadArgument: the folder cannot be used.
    :raises BadRule: a file in it is broken.
    :raises NotAnArticle: no paragraph of an article is left of the text; `reason` says why.
    """
    from newscrawl.extraction.extractor import finish
    from newscrawl.extraction.plaintext import extract_article_from_text
    from newscrawl.rules.loader import load_rules
    from newscrawl.rules.schema import RuleFolders
    from newscrawl.urls.normalize import clean_url

    now = datetime.now(UTC).isoformat(timespec="seconds")
    rules = load_rules(RuleFolders(sites=sites))
    return finish(extract_article_from_text(text, rules, url=url and clean_url(url), crawled_at=now))


def parse_byline(raw: str, *, language: str | None = None, publisher: str | None = None) -> ParsedByline:
    """The authors and news agencies that a raw byline names; it raises nothing.

    >>> byline = parse_byline("By INES HOLLOWAY and Bram de Wit in Porto, with Reuters")
    >>> byline.authors, byline.agencies
    (['Ines Holloway', 'Bram de Wit'], ['Reuters'])

    :param raw: the byline as the page shows it.
    :param language: the BCP 47 tag of the page's language. It decides what short words mean ("i", "von"); without it,
        words of all languages count.
    :param publisher: the publisher of the page, who is not an author beside a person.
    :return: `.authors`: people, or the desk or the publisher where the byline names no person; `.agencies`: news
        agencies by their canonical names.
    """
    from newscrawl.bylines.parser import parse_byline

    return parse_byline(raw, language=language, publisher=publisher)
