"""The whole recipe: one page in, one article out. After this, nobody holds HTML.

The steps that need only the article, in the order of the item pipelines: for whoever has no pipelines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.boilerplate.lines import BlockState
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
from newscrawl.bylines.text_credits import add_authors, remove_author_lines
from newscrawl.discovery.pagination import find_other_pages
from newscrawl.extraction.main_content import find_main_content
from newscrawl.extraction.plaintext import label_lines
from newscrawl.extraction.result import (
    ExtractionResult,
    LabelledLine,
    LineLocation,
    TextProvenance,
    add_content_hash,
    require_text,
)
from newscrawl.html.blocks import extract_blocks
from newscrawl.html.parser import parse_html
from newscrawl.items import Article, Page, Removal
from newscrawl.metadata.language import detect_language
from newscrawl.metadata.page_metadata import PageMetadata, read_page_metadata
from newscrawl.metadata.paywall import assess_access
from newscrawl.metadata.rights import add_header_rights
from newscrawl.rules.schema import Rules
from newscrawl.text import strip_tags_to_lines
from newscrawl.urls.normalize import article_id, registrable_domain
from newscrawl.version import __version__

_MIN_LENGTH_RATIO = 2.0
"""A text that JSON-LD or the feed carries is taken where it is this many times as long as the page's own."""


def extract_article(page: Page, rules: Rules) -> Article:
    """The article of the page, its byline still raw.

    :raises NotAnArticle: the page holds no usable text.
    :raises ExtractionFailed: the page cannot be read to the end.
    """
    return require_text(extract_page(page, rules).article)


def extract_page(page: Page, rules: Rules) -> ExtractionResult:
    """The article of the page, its byline still raw and its text perhaps empty, and every line that was judged.

    :raises NotAnArticle: the page is empty, or no page.
    :raises ExtractionFailed: the page cannot be read to the end.
    """
    rule = get_site_rule(rules, page.url)
    replacements = rule.replacements if rule else ()
    # Only the selectors of a rule may ask for `id()`.
    root = parse_html(page.body, encoding=page.encoding, replacements=replacements, collect_ids=rule is not None)
    site_result = evaluate_site_rule(root, rule)
    meta = read_page_metadata(root, url=page.url, feed_metadata=page.feed_metadata, fetched_at=page.fetched_at)
    meta = apply_site_rule(meta, site_result, url=page.url)
    further_pages = (
        find_other_pages(root, url=page.url, navigation=rules.navigation_words) if rules.navigation_words else None
    )
    byline = get_site_rule_byline(site_result, meta) or find_byline(root, meta, page.feed_metadata).raw
    domain = registrable_domain(page.url) if page.url else None
    extracted = _extract_text(root, meta, page, rules, site_result, domain)
    article = _build_article(extracted, meta, page, site_result=site_result, domain=domain, byline=byline)
    lines = (*extracted.before_container, *extracted.lines, *extracted.after_container)
    return ExtractionResult(
        article=article,
        lines=lines,
        text_provenance=extracted.provenance,
        rule_warnings=site_result.warnings,
        other_pages=further_pages,
    )


@dataclass(frozen=True, slots=True)
class _ExtractedText:
    """The lines of the body, and those beside it ahead of it and behind it."""

    lines: list[LabelledLine]
    before_container: list[LabelledLine]
    after_container: list[LabelledLine]
    provenance: TextProvenance


def _build_article(
    extracted: _ExtractedText,
    meta: PageMetadata,
    page: Page,
    *,
    site_result: SiteRuleResult,
    domain: str | None,
    byline: str | None,
) -> Article:
    """The lines that were kept, with what the page states of them and what they show themselves."""
    paragraphs = [line.text for line in extracted.lines if line.is_kept]
    text = "\n\n".join(paragraphs)
    removed, removed_outside = (
        [*_iter_removals(extracted.lines)],
        [*_iter_removals([*extracted.before_container, *extracted.after_container])],
    )
    access = assess_access(
        paragraphs,
        removed,
        declared_evidence=meta.access_evidence,
        article_node=meta.article_node,
        removed_outside=removed_outside,
    )
    return Article(
        id=article_id(meta.canonical_url or page.url or text),
        url=page.url,
        canonical_url=meta.canonical_url,
        site=domain,
        publisher=meta.publisher,
        title=meta.title,
        description=meta.description,
        agencies=find_site_agencies(site_result, byline, paragraphs),
        byline=byline,
        published=meta.published,
        modified=meta.modified,
        published_source=meta.published_source,
        language=meta.language or detect_language(text),
        section=meta.section,
        tags=meta.tags,
        images=meta.images,
        text=text,
        access=access.access,
        access_evidence=access.evidence,
        truncated=access.truncated,
        removed=[*removed, *removed_outside],
        rights=add_header_rights(meta.rights, page.headers, url=page.url),
        crawled_at=page.fetched_at.isoformat(timespec="seconds") if page.fetched_at else None,
        newscrawl_version=__version__,
    )


def _extract_text(
    root: HtmlElement, meta: PageMetadata, page: Page, rules: Rules, site_result: SiteRuleResult, domain: str | None
) -> _ExtractedText:
    """Every line of the page's main part, in page order; of a text that is told elsewhere, its lines behind them."""
    main_content = find_main_content(root, rules, title=meta.title, site_result=site_result)
    lines = _to_labelled_lines(label_blocks(main_content, meta, rules, site=domain, site_rule=site_result.rule), "body")
    provenance: TextProvenance = "page"
    for alternative_provenance, alternative_lines in _iter_alternative_texts(meta, page, lines):
        if sum(map(len, alternative_lines)) > _min_alternative_chars(lines):
            labelled = label_lines(alternative_lines, rules, language=meta.language, title=meta.title)
            lines = [line for line in lines if not line.is_kept]
            lines += [LabelledLine(text=line.text, reason=line.reason, rule=line.rule) for line in labelled]
            provenance = alternative_provenance
    outside = label_outside(main_content, meta, rules, site_rule=site_result.rule)
    return _ExtractedText(
        lines=lines,
        before_container=_to_labelled_lines(
            [line for line in outside if line.block in main_content.before_container], "beside"
        ),
        after_container=_to_labelled_lines(
            [line for line in outside if line.block not in main_content.before_container], "beside"
        ),
        provenance=provenance,
    )


def _iter_alternative_texts(
    meta: PageMetadata, page: Page, lines: list[LabelledLine]
) -> Iterator[tuple[TextProvenance, list[str]]]:
    """The article's text as JSON-LD, if it can be longer there than these lines by far, and the feed carry it."""
    if meta.article_body and len(meta.article_body) > _min_alternative_chars(lines):
        yield "jsonld:articleBody", strip_tags_to_lines(meta.article_body).split("\n")
    if page.feed_metadata.content:
        content = parse_html(f"<html><body>{page.feed_metadata.content}</body></html>")
        yield "feed", [block.text for block in extract_blocks(content)]


def _min_alternative_chars(lines: Sequence[LabelledLine]) -> float:
    """How many characters a text must have to stand in the place of these lines."""
    return _MIN_LENGTH_RATIO * sum(len(line.text) for line in lines if line.is_kept)


def _to_labelled_lines(lines: Sequence[BlockState], location: LineLocation) -> list[LabelledLine]:
    return [
        LabelledLine(text=line.block.text, kind=line.block.kind, location=location, reason=line.reason, rule=line.rule)
        for line in lines
    ]


def _iter_removals(lines: Sequence[LabelledLine]) -> Iterator[Removal]:
    for line in lines:
        if line.reason is not None:
            yield Removal(text=line.text, reason=line.reason, rule=line.rule)


def finish(article: Article) -> Article:
    """The article with names, without repeated author lines, and with the digest of what is left."""
    return add_content_hash(remove_author_lines(add_authors(article)))
