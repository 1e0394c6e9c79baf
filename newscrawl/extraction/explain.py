"""What became of every line of a page, and why: the view behind `scrapy explain`.

Where on a page a record's fields stand: found again afterwards, so that extraction need not keep account.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from newscrawl.boilerplate.site_selectors import SiteRuleResult, evaluate_site_rule, get_site_rule
from newscrawl.bylines.finder import find_byline
from newscrawl.bylines.parser import parse_byline
from newscrawl.extraction.result import ExtractionResult, LabelledLine
from newscrawl.html.parser import parse_html
from newscrawl.items import Article, FeedMetadata, Page, Removal, RemovalReason
from newscrawl.metadata.date_parser import parse_date
from newscrawl.metadata.jsonld import JsonLdNode, extract_texts
from newscrawl.metadata.language import normalize_language_tag
from newscrawl.metadata.meta_tags import DeclaredMetadata, read_declared_metadata
from newscrawl.metadata.page_metadata import read_page_metadata
from newscrawl.rules.schema import Rules, RuleWarning
from newscrawl.text import fold, strip_tags
from newscrawl.urls.normalize import resolve_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A finished article, and how it came about."""

    article: Article
    lines: tuple[LabelledLine, ...] = ()
    """All lines of the page's main part in page order: the kept ones are the article's text."""
    provenance: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For fields of the record, the places of the page that state what the record says."""
    rule_warnings: tuple[RuleWarning, ...] = ()
    """What the rule of the site no longer finds."""
    problem: str | None = None
    """Why the page gives no record, if it gives none."""

    @property
    def kept_count(self) -> int:
        """How many lines are the article's."""
        return sum(line.is_kept for line in self.lines)

    @property
    def removed_count(self) -> int:
        """How many lines were cut."""
        return len(self.lines) - self.kept_count

    @property
    def removed_by_reason(self) -> dict[RemovalReason, int]:
        """How many lines were cut for each reason, the most frequent first."""
        return dict(Counter(line.reason for line in self.lines if line.reason is not None).most_common())


def build_explanation(
    result: ExtractionResult,
    article: Article,
    *,
    provenance: Mapping[str, tuple[str, ...]] | None = None,
    problem: str | None = None,
) -> Explanation:
    """The explanation of an article that was read so, and finished since.

    :param article: what became of `result.article`: lines that a later step cut are cut here, too.
    """
    return Explanation(
        article=article,
        lines=tuple(_apply_removals(result.lines, _find_later_removals(result.article.removed, article.removed))),
        provenance={**(provenance or {}), "text": (result.text_provenance,)},
        rule_warnings=result.rule_warnings,
        problem=problem,
    )


def _find_later_removals(before: Sequence[Removal], after: Sequence[Removal]) -> list[Removal]:
    """What was removed after the page was read, in order."""
    remaining = Counter(before)
    later = []
    for removal in after:
        remaining[removal] -= 1
        if remaining[removal] < 0:
            later.append(removal)
    return later


def _apply_removals(lines: Sequence[LabelledLine], removals: Sequence[Removal]) -> Iterator[LabelledLine]:
    pending: dict[str, list[Removal]] = defaultdict(list)
    for removal in reversed(removals):
        pending[removal.text].append(removal)
    for line in lines:
        if line.is_kept and pending[line.text]:
            removal = pending[line.text].pop()
            yield replace(line, reason=removal.reason, rule=removal.rule)
        else:
            yield line


ProvenanceValues = tuple[str, Iterable[str | None]]
"""A name of a place, and the texts that stand there."""

_MODIFIED_META_WORDS = ("modif", "updat", "revis", "lastmod", "last-modified")

_DECLARED_PROVENANCE: dict[str, tuple[str, ...]] = {
    "title": ("jsonld:headline", "jsonld:name", "meta:og:title", "meta:twitter:title", "microdata:headline"),
    "description": (
        *("jsonld:description", "meta:og:description", "meta:description", "meta:twitter:description"),
        *("microdata:description", "jsonld:abstract"),
    ),
    "publisher": (
        *("jsonld:publisher", "jsonld:sourceOrganization", "meta:og:site_name", "meta:application-name"),
        *("meta:dc.publisher", "meta:dcterms.publisher", "microdata:publisher"),
    ),
    "section": (
        *("jsonld:articleSection", "meta:article:section", "meta:section", "meta:og:section"),
        "microdata:articleSection",
    ),
    "tags": ("jsonld:keywords", "meta:article:tag", "meta:news_keywords", "meta:keywords"),
    "language": (
        *("jsonld:inLanguage", "meta:og:locale", "meta:content-language", "meta:dc.language"),
        *("meta:dcterms.language", "meta:language"),
    ),
    "modified": ("jsonld:dateModified", "microdata:dateModified"),
}
"""The places that `pagemeta` reads a field from."""


def find_provenance(page: Page, article: Article, rules: Rules) -> dict[str, tuple[str, ...]]:
    """For each field of the article that the page or its feed states, the places that say the same, by name."""
    rule = get_site_rule(rules, page.url)
    replacements = rule.replacements if rule else ()
    root = parse_html(page.body, encoding=page.encoding, replacements=replacements, collect_ids=rule is not None)
    meta = read_page_metadata(root, url=page.url, feed_metadata=page.feed_metadata, fetched_at=page.fetched_at)
    declared, byline = read_declared_metadata(root), find_byline(root, meta, page.feed_metadata)
    candidates = {
        name: [*_iter_candidates(name, declared, meta.article_node or {}, page.feed_metadata)]
        for name in _DECLARED_PROVENANCE
    }
    found = {
        "title": _find_exact_matches(article.title, candidates["title"])
        or _find_partial_matches(article.title, candidates["title"]),
        "description": _find_exact_matches(article.description, candidates["description"]),
        "publisher": _find_exact_matches(article.publisher, candidates["publisher"]),
        "section": _find_exact_matches(article.section, candidates["section"]),
        "tags": _find_partial_matches(next(iter(article.tags), None), candidates["tags"]),
        "language": _find_exact_matches(article.language, candidates["language"], _primary_language)
        or (("detected",) * bool(article.language)),
        "published": (article.published_source,) if article.published_source else (),
        "modified": _find_exact_matches(article.modified, candidates["modified"], parse_date),
        "byline": (byline.provenance,) if byline.provenance and byline.raw == article.byline else (),
        **_find_names_provenance(article),
        "canonical_url": _find_canonical_provenance(article.canonical_url, declared, page.url),
        **_find_rule_provenance(article, evaluate_site_rule(root, rule)),
    }
    return {name: provenance for name, provenance in found.items() if provenance}


def _find_rule_provenance(article: Article, site_result: SiteRuleResult) -> dict[str, tuple[str, ...]]:
    """What the rule of the site found, if that is what the record says."""
    rule_fields = {"title": (site_result.title, article.title), "byline": (site_result.byline, article.byline)}
    name = f"site:{site_result.rule.name.partition('/')[2]}" if site_result.rule else ""
    return {
        field_name: (name,)
        for field_name, (rule_value, article_value) in rule_fields.items()
        if rule_value and article_value and fold(article_value) in fold(rule_value)
    }


def _iter_candidates(
    name: str, declared: DeclaredMetadata, node: JsonLdNode, feed_metadata: FeedMetadata
) -> Iterator[ProvenanceValues]:
    yield from (
        (provenance, _get_declared_values(provenance, declared, node)) for provenance in _DECLARED_PROVENANCE[name]
    )
    if name == "title":
        yield "h1", [*declared.headings.article_h1, *declared.headings.h1_without_kicker]
        yield "h2", declared.headings.main_h2
        yield "breadcrumb", declared.headings.breadcrumb_h1
        yield "title", [declared.document_title]
    elif name == "language":
        yield "html:lang", [declared.html_lang]
    elif name == "modified":
        for meta_name, values in declared.meta_tags.items():
            if any(word in meta_name for word in _MODIFIED_META_WORDS):
                yield f"meta:{meta_name}", values
    feed_values = {
        "title": feed_metadata.title,
        "description": feed_metadata.summary,
        "language": feed_metadata.language,
        "modified": feed_metadata.modified,
    }
    yield "feed", feed_metadata.tags if name == "tags" else [feed_values.get(name)]


def _get_declared_values(provenance: str, declared: DeclaredMetadata, node: JsonLdNode) -> list[str]:
    kind, _, key = provenance.partition(":")
    if kind == "jsonld":
        return extract_texts(node.get(key))
    return (declared.meta_tags if kind == "meta" else declared.microdata).get(key, [])


def _find_exact_matches(
    value: str | None, candidates: Iterable[ProvenanceValues], normalize: Callable[[str], str | None] = fold
) -> tuple[str, ...]:
    """The places that say just this."""
    target = normalize(strip_tags(value)) if value else None
    if not target:
        return ()
    return tuple(
        name for name, values in candidates if any(text and normalize(strip_tags(text)) == target for text in values)
    )


def _find_partial_matches(value: str | None, candidates: Iterable[ProvenanceValues]) -> tuple[str, ...]:
    """The places that say this and more."""
    target = fold(value) if value else None
    if not target:
        return ()
    return tuple(
        name for name, values in candidates if any(text and target in fold(strip_tags(text)) for text in values)
    )


def _primary_language(tag: str) -> str | None:
    """Of languages only what comes first: a tag without its region is chosen for one that names it, and back."""
    return (normalize_language_tag(tag) or "").partition("-")[0]


def _find_canonical_provenance(
    canonical_url: str | None, declared: DeclaredMetadata, url: str | None
) -> tuple[str, ...]:
    base = resolve_url(url, declared.base_href) or url
    candidates: tuple[ProvenanceValues, ...] = (
        ("link:canonical", declared.canonical_hrefs),
        ("meta:og:url", declared.meta_tags.get("og:url", [])),
    )
    return tuple(
        name
        for name, hrefs in candidates
        if canonical_url and any(href and resolve_url(base, href) == canonical_url for href in hrefs)
    )


def _find_names_provenance(article: Article) -> dict[str, tuple[str, ...]]:
    """Whether authors and agencies are those of the byline or those that a line of the text signs for."""
    byline = parse_byline(article.byline or "", language=article.language, publisher=article.publisher)
    found = {}
    for name, byline_names, article_names in (
        ("authors", byline.authors, article.authors),
        ("agencies", byline.agencies, article.agencies),
    ):
        from_byline = ("byline",) if any(entry in byline_names for entry in article_names) else ()
        found[name] = (*from_byline, *(("text",) if any(one not in byline_names for one in article_names) else ()))
    return found
