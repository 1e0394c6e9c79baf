"""Explains an article, for `scrapy explain`: each line of the page with its reason, each field with its provenance.

The provenance of a field is found afterwards, by a search for the value in all places that the page declares, so that
the extraction itself need not keep it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from newscrawl.boilerplate.site_selectors import SiteRuleResult
from newscrawl.bylines.finder import find_byline
from newscrawl.bylines.parser import parse_byline
from newscrawl.extraction.extractor import parse_page
from newscrawl.extraction.result import ExtractionResult, LabelledLine
from newscrawl.items import Article, FeedMetadata, Page, Removal, RemovalReason
from newscrawl.metadata.date_parser import parse_date
from newscrawl.metadata.jsonld import JsonLdNode, extract_texts
from newscrawl.metadata.language import normalize_language_tag
from newscrawl.metadata.meta_tags import DeclaredMetadata, read_declared_metadata
from newscrawl.rules.schema import Rules, RuleWarning
from newscrawl.text import fold, strip_tags
from newscrawl.urls.normalize import resolve_url

_ProvenanceValues = tuple[str, Iterable[str | None]]
"""The name of a place in the page, and the texts in it."""

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
"""The places from which `metadata.page_metadata` reads a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A finished article, and how it was extracted."""

    article: Article
    lines: tuple[LabelledLine, ...] = ()
    """All lines of the page's main region in page order; the kept ones are the article's text."""
    provenance: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each field of the record the places of the page that declare its value."""
    rule_warnings: tuple[RuleWarning, ...] = ()
    """The selectors of the site's rule that find nothing on the page any more."""
    problem: str | None = None
    """Why the page gives no record; None if it gives one."""

    @property
    def kept_count(self) -> int:
        """The number of lines that are the article's."""
        return sum(line.is_kept for line in self.lines)

    @property
    def removed_count(self) -> int:
        """The number of lines that were removed."""
        return len(self.lines) - self.kept_count

    @property
    def removed_by_reason(self) -> dict[RemovalReason, int]:
        """The number of lines that were removed for each reason, the most frequent reason first."""
        return dict(Counter(line.reason for line in self.lines if line.reason is not None).most_common())


def build_explanation(
    result: ExtractionResult,
    article: Article,
    *,
    provenance: Mapping[str, tuple[str, ...]] | None = None,
    problem: str | None = None,
) -> Explanation:
    """The explanation of an article.

    :param article: the finished article of the result; the lines that a later step removed are removed here, too.
    :param provenance: as `find_provenance` returns it.
    :param problem: why the page gives no record.
    """
    return Explanation(
        article=article,
        lines=tuple(_apply_removals(result.lines, _find_later_removals(result.article.removed, article.removed))),
        provenance={**(provenance or {}), "text": (result.text_provenance,)},
        rule_warnings=result.rule_warnings,
        problem=problem,
    )


def find_provenance(page: Page, article: Article, rules: Rules) -> dict[str, tuple[str, ...]]:
    """For each field of the article the names of the places in the page or its feed that declare its value.

    :raises NotAnArticle: the page is empty or is not HTML.
    :raises ExtractionFailed: the page cannot be read to its end.
    """
    parsed = parse_page(page, rules)
    root, metadata = parsed.root, parsed.metadata
    declared, byline = read_declared_metadata(root), find_byline(root, metadata, page.feed_metadata)
    candidates = {
        name: [*_iter_candidates(name, declared, metadata.article_node or {}, page.feed_metadata)]
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
        **_find_rule_provenance(article, parsed.site_result),
    }
    return {name: provenance for name, provenance in found.items() if provenance}


def _find_later_removals(before: Sequence[Removal], after: Sequence[Removal]) -> list[Removal]:
    """The removals in `after` that are not in `before`, in order."""
    remaining = Counter(before)
    later = []
    for removal in after:
        remaining[removal] -= 1
        if remaining[removal] < 0:
            later.append(removal)
    return later


def _apply_removals(lines: Sequence[LabelledLine], removals: Sequence[Removal]) -> Iterator[LabelledLine]:
    """The lines, those with the texts of the removals removed."""
    pending: dict[str, list[Removal]] = defaultdict(list)
    for removal in reversed(removals):
        pending[removal.text].append(removal)
    for line in lines:
        if line.is_kept and pending[line.text]:
            removal = pending[line.text].pop()
            yield replace(line, reason=removal.reason, rule=removal.rule)
        else:
            yield line


def _iter_candidates(
    name: str, declared: DeclaredMetadata, node: JsonLdNode, feed_metadata: FeedMetadata
) -> Iterator[_ProvenanceValues]:
    """The places that may declare a field, with their texts."""
    for provenance in _DECLARED_PROVENANCE[name]:
        yield provenance, _get_declared_values(provenance, declared, node)
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
    value: str | None, candidates: Iterable[_ProvenanceValues], normalize: Callable[[str], str | None] = fold
) -> tuple[str, ...]:
    """The names of the places with a text that is equal to the value after `normalize`."""
    target = normalize(strip_tags(value)) if value else None
    if not target:
        return ()
    return tuple(
        name for name, values in candidates if any(text and normalize(strip_tags(text)) == target for text in values)
    )


def _find_partial_matches(value: str | None, candidates: Iterable[_ProvenanceValues]) -> tuple[str, ...]:
    """The names of the places with a text that contains the value."""
    target = fold(value) if value else None
    if not target:
        return ()
    return tuple(
        name for name, values in candidates if any(text and target in fold(strip_tags(text)) for text in values)
    )


def _primary_language(tag: str) -> str | None:
    """The language without its region: of two tags for one language, the extraction prefers the one with a region."""
    return (normalize_language_tag(tag) or "").partition("-")[0]


def _find_names_provenance(article: Article) -> dict[str, tuple[str, ...]]:
    """Whether the authors and the agencies are named in the byline, in a line of the text, or in both."""
    parsed = parse_byline(article.byline or "", language=article.language, publisher=article.publisher)
    found = {}
    for name, byline_names, article_names in (
        ("authors", parsed.authors, article.authors),
        ("agencies", parsed.agencies, article.agencies),
    ):
        from_byline = ("byline",) if any(entry in byline_names for entry in article_names) else ()
        from_text = ("text",) if any(entry not in byline_names for entry in article_names) else ()
        found[name] = (*from_byline, *from_text)
    return found


def _find_canonical_provenance(
    canonical_url: str | None, declared: DeclaredMetadata, url: str | None
) -> tuple[str, ...]:
    """The places whose URL, made absolute, is the canonical URL."""
    base_url = resolve_url(url, declared.base_href) or url
    candidates: tuple[_ProvenanceValues, ...] = (
        ("link:canonical", declared.canonical_hrefs),
        ("meta:og:url", declared.meta_tags.get("og:url", [])),
    )
    return tuple(
        name
        for name, hrefs in candidates
        if canonical_url and any(href and resolve_url(base_url, href) == canonical_url for href in hrefs)
    )


def _find_rule_provenance(article: Article, site_result: SiteRuleResult) -> dict[str, tuple[str, ...]]:
    """The rule of the site, for the fields whose value it found."""
    rule_fields = {"title": (site_result.title, article.title), "byline": (site_result.byline, article.byline)}
    name = f"site:{site_result.rule.name.partition('/')[2]}" if site_result.rule else ""
    return {
        field_name: (name,)
        for field_name, (rule_value, article_value) in rule_fields.items()
        if rule_value and article_value and fold(article_value) in fold(rule_value)
    }
