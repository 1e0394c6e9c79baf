"""The whole recipe: one page in, one article out. After this, nobody holds HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.article import Article, Page, Removal
from newscrawl.core.body import find_body
from newscrawl.core.cleaning.lines import Line
from newscrawl.core.cleaning.siterules import (
    SiteReading,
    credited_agencies,
    read_site,
    rule_for,
    stated_byline,
    with_stated,
)
from newscrawl.core.cleaning.truncation import is_cut_short, paywall_prompts
from newscrawl.core.finding.otherpages import other_pages
from newscrawl.core.furniture import judge, judge_beside
from newscrawl.core.markup.blocks import lay_out
from newscrawl.core.markup.html import parse_html
from newscrawl.core.metadata.access import PROMPT, TRUNCATED, judge_access
from newscrawl.core.metadata.languages import detect_language
from newscrawl.core.metadata.rights import with_header_rights
from newscrawl.core.metadata.values import plain_lines
from newscrawl.core.names.sources import find_byline
from newscrawl.core.pagemeta import PageMeta, read_pagemeta
from newscrawl.core.plaintext import judge_plain_lines
from newscrawl.core.reading import JudgedLine, Place, Reading, TextSource, with_text
from newscrawl.core.urls import article_id, registrable_domain
from newscrawl.rules.model import Rules
from newscrawl.version import __version__

_FAR_LONGER = 2.0
"""A text that JSON-LD or the feed carries is taken where it is this many times as long as the page's own."""


def article_from_page(page: Page, rules: Rules) -> Article:
    """The article of the page, its byline still raw.

    :raises NotAnArticle: the page holds no usable text.
    :raises ExtractionFailed: the page cannot be read to the end.
    """
    return with_text(read_page(page, rules).article)


def read_page(page: Page, rules: Rules) -> Reading:
    """The article of the page, its byline still raw and its text perhaps empty, and every line that was judged.

    :raises NotAnArticle: the page is empty, or no page.
    :raises ExtractionFailed: the page cannot be read to the end.
    """
    rule = rule_for(rules, page.url)
    replacements = rule.replacements if rule else ()
    # Only the selectors of a rule may ask for `id()`.
    root = parse_html(page.body, encoding=page.encoding, replacements=replacements, collect_ids=rule is not None)
    site = read_site(root, rule)
    meta = read_pagemeta(root, url=page.url, hints=page.hints, fetched_at=page.fetched_at)
    meta = with_stated(meta, site, url=page.url)
    others = other_pages(root, url=page.url, navigation=rules.navigation) if rules.navigation else None
    byline = stated_byline(site, meta) or find_byline(root, meta, page.hints).raw
    domain = registrable_domain(page.url) if page.url else None
    found = _text(root, meta, page, rules, site, domain)
    article = _article(found, meta, page, site=site, domain=domain, byline=byline)
    lines = (*found.before, *found.lines, *found.after)
    return Reading(article=article, lines=lines, text_source=found.source, notes=site.notes, others=others)


@dataclass(frozen=True, slots=True)
class _Text:
    """The lines of the body, and those beside it ahead of it and behind it."""

    lines: list[JudgedLine]
    before: list[JudgedLine]
    after: list[JudgedLine]
    source: TextSource


def _article(
    found: _Text, meta: PageMeta, page: Page, *, site: SiteReading, domain: str | None, byline: str | None
) -> Article:
    """The lines that were kept, with what the page states of them and what they show themselves."""
    paragraphs = [line.text for line in found.lines if line.kept]
    text = "\n\n".join(paragraphs)
    removed, beside = [*_removals(found.lines)], [*_removals([*found.before, *found.after])]
    prompts = paywall_prompts(removed)
    truncated = is_cut_short(paragraphs, meta.article_node, prompted=bool(prompts or paywall_prompts(beside)))
    evidence = [*meta.access_evidence, *(f"{PROMPT}:{rule}" for rule in prompts), *([TRUNCATED] * truncated)]
    return Article(
        id=article_id(meta.canonical_url or page.url or text),
        url=page.url,
        canonical_url=meta.canonical_url,
        site=domain,
        publisher=meta.publisher,
        title=meta.title,
        description=meta.description,
        agencies=credited_agencies(site, byline, paragraphs),
        byline=byline,
        published=meta.published,
        modified=meta.modified,
        published_source=meta.published_source,
        language=meta.language or detect_language(text),
        section=meta.section,
        tags=meta.tags,
        images=meta.images,
        text=text,
        access=judge_access(evidence),
        access_evidence=evidence,
        truncated=truncated,
        removed=[*removed, *beside],
        rights=with_header_rights(meta.rights, page.headers, url=page.url),
        crawled_at=page.fetched_at.isoformat(timespec="seconds") if page.fetched_at else None,
        newscrawl_version=__version__,
    )


def _text(root: HtmlElement, meta: PageMeta, page: Page, rules: Rules, found: SiteReading, domain: str | None) -> _Text:
    """Every line of the page's main part, in page order; of a text that is told elsewhere, its lines behind them."""
    body = find_body(root, rules, title=meta.title, site=found)
    lines = _judged(judge(body, meta, rules, site=domain, site_rule=found.rule), "body")
    source: TextSource = "page"
    for place, told in _told_elsewhere(meta, page, lines):
        if sum(map(len, told)) > _far_longer(lines):
            judged = judge_plain_lines(told, rules, language=meta.language, title=meta.title)
            lines = [line for line in lines if not line.kept]
            lines += [JudgedLine(text=line.text, reason=line.reason, rule=line.rule) for line in judged]
            source = place
    beside = judge_beside(body, meta, rules, site_rule=found.rule)
    return _Text(
        lines=lines,
        before=_judged([line for line in beside if line.block in body.ahead], "beside"),
        after=_judged([line for line in beside if line.block not in body.ahead], "beside"),
        source=source,
    )


def _told_elsewhere(meta: PageMeta, page: Page, lines: list[JudgedLine]) -> Iterator[tuple[TextSource, list[str]]]:
    """The article's text as JSON-LD, if it can be longer there than these lines by far, and the feed carry it."""
    if meta.article_body and len(meta.article_body) > _far_longer(lines):
        yield "jsonld:articleBody", plain_lines(meta.article_body).split("\n")
    if page.hints.content:
        content = parse_html(f"<html><body>{page.hints.content}</body></html>")
        yield "feed", [block.text for block in lay_out(content)]


def _far_longer(lines: Sequence[JudgedLine]) -> float:
    """How many characters a text must have to stand in the place of these lines."""
    return _FAR_LONGER * sum(len(line.text) for line in lines if line.kept)


def _judged(lines: Sequence[Line], place: Place) -> list[JudgedLine]:
    return [
        JudgedLine(text=line.block.text, kind=line.block.kind, place=place, reason=line.reason, rule=line.rule)
        for line in lines
    ]


def _removals(lines: Sequence[JudgedLine]) -> Iterator[Removal]:
    for line in lines:
        if line.reason is not None:
            yield Removal(text=line.text, reason=line.reason, rule=line.rule)
