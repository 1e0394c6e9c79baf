"""Articles from text without mark-up, as another scraper took it from a page: it has lines, and no structure.

Each line becomes an element, and the same passes as for a page remove what is not the article's. The text begins with
a header: the headline, then in any order a standfirst, bylines, share labels and captions.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree
from lxml.html import HtmlElement, fromstring

from newscrawl.boilerplate.captions import find_caption
from newscrawl.boilerplate.header import STANDFIRST_RULE, find_header_byline, find_standfirst
from newscrawl.boilerplate.line_shapes import MIN_PARAGRAPH_WIDTH
from newscrawl.boilerplate.lines import BlockState, MainContent
from newscrawl.boilerplate.remover import label_blocks
from newscrawl.boilerplate.site_selectors import get_site_rule
from newscrawl.exceptions import NotAnArticle
from newscrawl.extraction.result import LabelledLine, list_removals
from newscrawl.html.blocks import extract_blocks
from newscrawl.items import Article
from newscrawl.metadata.language import detect_language
from newscrawl.metadata.page_metadata import PageMetadata
from newscrawl.metadata.paywall import assess_access
from newscrawl.rules.schema import Rules
from newscrawl.text import normalize_text
from newscrawl.urls.normalize import article_id, registrable_domain
from newscrawl.version import __version__

_MAX_TITLE_CHARS = 250
"""A longer first line is a paragraph, and the text has no header."""


def extract_article_from_text(
    text: str, rules: Rules, *, url: str | None = None, crawled_at: str | None = None
) -> Article:
    """The article in a text that another scraper took from a page; its byline is raw.

    :param text: one paragraph, heading or label per line; blank lines do not matter.
    :param crawled_at: the time for the record, in ISO 8601.
    :raises NotAnArticle: the text is empty, or no paragraph is left of it.
    """
    texts = [cleaned for line in text.splitlines() if (cleaned := normalize_text(line))]
    if not texts:
        raise NotAnArticle("the text is empty", reason="empty_page")
    language = detect_language(" ".join(line for line in texts if len(line) >= MIN_PARAGRAPH_WIDTH) or text)
    title = texts[0] if len(texts) > 1 and len(texts[0]) <= _MAX_TITLE_CHARS else None
    states = _label_texts(texts[1:] if title else texts, rules, PageMetadata(title=title, language=language), url)
    paragraphs = [state.block.text for state in states if state.is_kept]
    if not paragraphs:
        raise NotAnArticle("no paragraph of an article in the text", reason="no_text")
    image = find_caption(states)
    removed = list_removals(_to_labelled_lines([state for state in states if state.rule != STANDFIRST_RULE]))
    access = assess_access(paragraphs, removed)
    return Article(
        id=article_id(url or "\n".join(paragraphs)),
        url=url,
        site=registrable_domain(url) if url else None,
        title=title,
        description=find_standfirst(states),
        byline=find_header_byline(states, with_names=True),
        language=language,
        images=[image] if image else [],
        text="\n\n".join(paragraphs),
        access=access.access,
        access_evidence=access.evidence,
        truncated=access.truncated,
        removed=removed,
        crawled_at=crawled_at,
        newscrawl_version=__version__,
    )


def label_lines(texts: Sequence[str], rules: Rules, *, language: str | None, title: str | None) -> list[LabelledLine]:
    """The lines of a text, in order, each kept or removed.

    :param language: the BCP 47 tag of the text's language, for the phrases.
    :param title: the headline; lines that repeat it are removed.
    """
    return _to_labelled_lines(_label_texts(texts, rules, PageMetadata(title=title, language=language)))


def _label_texts(
    texts: Sequence[str], rules: Rules, page_metadata: PageMetadata, url: str | None = None
) -> list[BlockState]:
    """Label each text as if it stood in an element of its own."""
    return label_blocks(
        _build_main_content(texts),
        page_metadata,
        rules,
        site=registrable_domain(url) if url else None,
        site_rule=get_site_rule(rules, url),
    )


def _build_main_content(texts: Sequence[str]) -> MainContent:
    """A tree of one element for each text, all of it the article's."""
    container: HtmlElement = fromstring("<body></body>")
    for text in texts:
        etree.SubElement(container, "p").text = normalize_text(text)
    blocks = extract_blocks(container)
    return MainContent(
        container=container,
        blocks=blocks,
        content_mask=[True] * len(blocks),
        block_hints=[None] * len(blocks),
        outside=[],
        before_container=frozenset(),
        captions=frozenset(),
        site_removals={},
    )


def _to_labelled_lines(states: Sequence[BlockState]) -> list[LabelledLine]:
    return [LabelledLine(text=state.block.text, reason=state.reason, rule=state.rule) for state in states]
