"""One page in, one article out: `extract_page` calls every step in order.

`finish` adds the steps that need only the article, in the order of the item pipelines, for callers without pipelines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from newscrawl.boilerplate.header import find_header_byline
from newscrawl.boilerplate.lines import BlockState, MainContent
from newscrawl.boilerplate.remover import label_blocks, label_outside
from newscrawl.boilerplate.site_selectors import (
    SiteRuleResult,
    apply_site_rule,
    evaluate_site_rule,
    find_site_agencies,
    get_site_rule,
    get_site_rule_byline,
)
from newscrawl.bylines.finder import find_byline
from newscrawl.bylines.parser import parse_byline
from newscrawl.bylines.text_credits import add_authors, fold_names, remove_author_lines
from newscrawl.discovery.pagination import OtherPages, find_other_pages
from newscrawl.extraction.main_content import find_main_content
from newscrawl.extraction.page_type import MAX_SIGNED_TEXT_CHARS, MAX_TEXT_CHARS, PageSigns, find_page_type
from newscrawl.extraction.plaintext import label_lines
from newscrawl.extraction.result import (
    ExtractionResult,
    LabelledLine,
    LineLocation,
    TextProvenance,
    add_content_hash,
    list_removals,
    require_article,
    require_text,
)
from newscrawl.extraction.state_text import find_state_paragraphs
from newscrawl.html.blocks import extract_blocks
from newscrawl.html.parser import parse_html
from newscrawl.items import Article, Page
from newscrawl.metadata.language import correct_language, detect_language
from newscrawl.metadata.page_metadata import PageMetadata, read_page_metadata
from newscrawl.metadata.paywall import assess_access
from newscrawl.metadata.rights import add_header_rights
from newscrawl.metadata.title import build_title_from_text
from newscrawl.rules.schema import PageType, Rules
from newscrawl.text import strip_tags_to_lines
from newscrawl.urls.normalize import article_id, registrable_domain
from newscrawl.version import __version__

_MIN_LENGTH_RATIO = 2.0
"""The text in JSON-LD or in the feed replaces the page's own text if it is more than this many times as long."""

_MAX_STATE_CHARS = 2_400
"""The application state is read if the page shows less than half of this: it takes longer than the rest of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPage:
    """The tree of a page, and what was read from it before the main content is searched for."""

    root: HtmlElement
    site_result: SiteRuleResult
    """What the rule of the site finds in the tree."""
    metadata: PageMetadata
    """What the page declares, without the rule of the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedText:
    """All lines of the page's main region, each kept or removed."""

    lines: list[LabelledLine]
    """The lines of the container, or of the text that replaces it; those that are kept are the article's text."""
    before_container: list[LabelledLine]
    after_container: list[LabelledLine]
    provenance: TextProvenance
    header_byline: str | None
    """The byline among the removed lines before the text, if there is one."""

    @property
    def outside(self) -> list[LabelledLine]:
        """The lines outside the container; all of them are removed."""
        return [*self.before_container, *self.after_container]


def extract_page(page: Page, rules: Rules) -> ExtractionResult:
    """The article of the page and every line of its main region; the byline is raw, and the text may be empty.

    :raises NotAnArticle: the page is empty or is not HTML.
    :raises ExtractionFailed: the page cannot be read to its end.
    """
    parsed = parse_page(page, rules)
    root, site_result = parsed.root, parsed.site_result
    metadata = apply_site_rule(parsed.metadata, site_result, url=page.url)
    other_pages = _find_other_pages(root, page, rules)
    byline = get_site_rule_byline(site_result, metadata) or find_byline(root, metadata, page.feed_metadata).raw
    parsed_byline = parse_byline(byline or "", language=metadata.language, publisher=metadata.publisher)
    main_content = find_main_content(
        root, rules, title=metadata.title, description=metadata.description, site_result=site_result
    )
    text = _label_lines(main_content, metadata, page, rules, site_result, fold_names(parsed_byline.authors))
    if text.header_byline and not parsed_byline.has_people:
        byline = text.header_byline
    text = _use_longer_text(root, text, metadata, page, rules)
    article = _build_article(text, metadata, page, site_result=site_result, byline=byline)
    return ExtractionResult(
        article=article,
        lines=(*text.before_container, *text.lines, *text.after_container),
        text_provenance=text.provenance,
        rule_warnings=site_result.warnings,
        other_pages=other_pages,
        page_type=_find_page_type(root, article, text.lines, metadata, rules),
    )


def extract_article(page: Page, rules: Rules) -> Article:
    """The article of the page; its byline is raw.

    :raises NotAnArticle: the page has no usable text, or is no article.
    :raises ExtractionFailed: the page cannot be read to its end.
    """
    result = extract_page(page, rules)
    require_article(result.page_type)
    return require_text(result.article)


def finish(article: Article) -> Article:
    """The article with authors and agencies, without lines that only repeat them, and with its content hash."""
    return add_content_hash(remove_author_lines(add_authors(article)))


def parse_page(page: Page, rules: Rules) -> ParsedPage:
    """Parse the page, evaluate the rule of its site and read its metadata.

    :raises NotAnArticle: the page is empty or is not HTML.
    :raises ExtractionFailed: the page cannot be read to its end.
    """
    rule = get_site_rule(rules, page.url)
    replacements = rule.replacements if rule else ()
    # Only the selectors of a site's rule may call `id()`.
    root = parse_html(page.body, encoding=page.encoding, replacements=replacements, collect_ids=rule is not None)
    site_result = evaluate_site_rule(root, rule)
    metadata = read_page_metadata(root, url=page.url, feed_metadata=page.feed_metadata, fetched_at=page.fetched_at)
    return ParsedPage(root=root, site_result=site_result, metadata=metadata)


def _find_page_type(
    root: HtmlElement, article: Article, lines: Sequence[LabelledLine], metadata: PageMetadata, rules: Rules
) -> PageType | None:
    """What the page is if it is no article."""
    node = metadata.article_node or {}
    article_signs = sum(
        (
            bool(node.get("author") or node.get("datePublished")),
            (metadata.published_source or "").startswith(("jsonld", "meta", "microdata", "time", "site")),
            bool(article.byline),
        )
    )
    if len(article.text) > (MAX_SIGNED_TEXT_CHARS if article_signs else MAX_TEXT_CHARS):
        return None
    signs = PageSigns(
        title=article.title or "",
        lines=[line.text for line in lines],
        article_signs=article_signs,
        has_password_field=any(field.get("type") == "password" for field in root.iter("input")),
    )
    evidence = find_page_type(signs, rules)
    return evidence.page_type if evidence else None


def _find_other_pages(root: HtmlElement, page: Page, rules: Rules) -> OtherPages | None:
    if rules.navigation_words is None:
        return None
    return find_other_pages(root, url=page.url, navigation=rules.navigation_words)


def _label_lines(
    main_content: MainContent,
    metadata: PageMetadata,
    page: Page,
    rules: Rules,
    site_result: SiteRuleResult,
    byline_names: Sequence[str],
) -> ExtractedText:
    """Label every line of the page's main region, in page order."""
    site_rule = site_result.rule
    blocks = label_blocks(
        main_content, metadata, rules, site=_get_site(page), site_rule=site_rule, byline_names=byline_names
    )
    outside = label_outside(main_content, metadata, rules, site_rule=site_rule)
    before = [state for state in outside if state.block in main_content.before_container]
    after = [state for state in outside if state.block not in main_content.before_container]
    return ExtractedText(
        lines=_to_labelled_lines(blocks, "container"),
        before_container=_to_labelled_lines(before, "outside"),
        after_container=_to_labelled_lines(after, "outside"),
        provenance="page",
        header_byline=find_header_byline(blocks),
    )


def _to_labelled_lines(states: Iterable[BlockState], location: LineLocation) -> list[LabelledLine]:
    return [
        LabelledLine(
            text=state.block.text, kind=state.block.kind, location=location, reason=state.reason, rule=state.rule
        )
        for state in states
    ]


def _use_longer_text(
    root: HtmlElement, text: ExtractedText, metadata: PageMetadata, page: Page, rules: Rules
) -> ExtractedText:
    """Replace the kept lines by the text that JSON-LD, the state or the feed carries, if that text is far longer.

    The lines that were removed from the page stay before it.
    """
    for provenance, paragraphs in _iter_alternative_texts(root, text.lines, metadata, page):
        if sum(map(len, paragraphs)) > _min_alternative_chars(text.lines):
            removed = [line for line in text.lines if not line.is_kept]
            labelled = label_lines(paragraphs, rules, language=metadata.language, title=metadata.title)
            text = replace(text, lines=[*removed, *labelled], provenance=provenance)
    return text


def _iter_alternative_texts(
    root: HtmlElement, lines: Sequence[LabelledLine], metadata: PageMetadata, page: Page
) -> Iterator[tuple[TextProvenance, list[str]]]:
    """The paragraphs of the `articleBody` in JSON-LD, of the application state and of the feed.

    Those that are too short anyway are not read.
    """
    if metadata.article_body and len(metadata.article_body) > _min_alternative_chars(lines):
        yield "jsonld:articleBody", strip_tags_to_lines(metadata.article_body).split("\n")
    if metadata.title and _min_alternative_chars(lines) <= _MAX_STATE_CHARS:
        shown = [line.text for line in lines if line.is_kept]
        yield "state", find_state_paragraphs(root, metadata.title, shown)
    if page.feed_metadata.content:
        content = parse_html(f"<html><body>{page.feed_metadata.content}</body></html>")
        yield "feed", [block.text for block in extract_blocks(content)]


def _min_alternative_chars(lines: Sequence[LabelledLine]) -> float:
    """The number of characters that a text must exceed to replace these lines."""
    return _MIN_LENGTH_RATIO * sum(len(line.text) for line in lines if line.is_kept)


def _build_article(
    text: ExtractedText, metadata: PageMetadata, page: Page, *, site_result: SiteRuleResult, byline: str | None
) -> Article:
    """The article of the kept lines, the metadata and what the lines themselves show."""
    paragraphs = [line.text for line in text.lines if line.is_kept]
    content = "\n\n".join(paragraphs)
    removed, removed_outside = list_removals(text.lines), list_removals(text.outside)
    access = assess_access(
        paragraphs,
        removed,
        declared_evidence=metadata.access_evidence,
        article_node=metadata.article_node,
        removed_outside=removed_outside,
    )
    return Article(
        id=article_id(metadata.canonical_url or page.url or content),
        url=page.url,
        canonical_url=metadata.canonical_url,
        site=_get_site(page),
        publisher=metadata.publisher,
        title=metadata.title or build_title_from_text(paragraphs),
        description=metadata.description,
        agencies=find_site_agencies(site_result, byline, paragraphs),
        byline=byline,
        published=metadata.published,
        modified=metadata.modified,
        published_source=metadata.published_source,
        language=correct_language(metadata.language, content) or detect_language(content),
        section=metadata.section,
        tags=metadata.tags,
        images=metadata.images,
        text=content,
        access=access.access,
        access_evidence=access.evidence,
        truncated=access.truncated,
        removed=[*removed, *removed_outside],
        rights=add_header_rights(metadata.rights, page.headers, url=page.url),
        crawled_at=page.fetched_at.isoformat(timespec="seconds") if page.fetched_at else None,
        newscrawl_version=__version__,
    )


def _get_site(page: Page) -> str | None:
    """The registrable domain of the page."""
    return registrable_domain(page.url) if page.url else None
