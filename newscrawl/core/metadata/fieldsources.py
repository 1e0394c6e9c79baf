"""Where on a page a record's fields stand: found again afterwards, so that extraction need not keep account."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from newscrawl.article import Article, Hints, Page
from newscrawl.core.bylines import parse_byline
from newscrawl.core.cleaning.siterules import SiteReading, read_site, rule_for
from newscrawl.core.dates import parse_date
from newscrawl.core.markup.html import parse_html
from newscrawl.core.metadata.jsonld import Node
from newscrawl.core.metadata.languages import normalise_tag
from newscrawl.core.metadata.statements import Statements, read_statements
from newscrawl.core.metadata.values import plain, texts
from newscrawl.core.names.sources import find_byline
from newscrawl.core.pagemeta import read_pagemeta
from newscrawl.core.text import fold
from newscrawl.core.urls import absolute
from newscrawl.rules.model import Rules

Place = tuple[str, Iterable[str | None]]
"""A name of a place, and the texts that stand there."""

_CHANGED = ("modif", "updat", "revis", "lastmod", "last-modified")

_STATED: dict[str, tuple[str, ...]] = {
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


def field_sources(page: Page, article: Article, rules: Rules) -> dict[str, tuple[str, ...]]:
    """For each field of the article that the page or its feed states, the places that say the same, by name."""
    rule = rule_for(rules, page.url)
    replacements = rule.replacements if rule else ()
    root = parse_html(page.body, encoding=page.encoding, replacements=replacements, collect_ids=rule is not None)
    meta = read_pagemeta(root, url=page.url, hints=page.hints, fetched_at=page.fetched_at)
    said, byline = read_statements(root), find_byline(root, meta, page.hints)
    places = {name: [*_places(name, said, meta.article_node or {}, page.hints)] for name in _STATED}
    found = {
        "title": _saying(article.title, places["title"]) or _around(article.title, places["title"]),
        "description": _saying(article.description, places["description"]),
        "publisher": _saying(article.publisher, places["publisher"]),
        "section": _saying(article.section, places["section"]),
        "tags": _around(next(iter(article.tags), None), places["tags"]),
        "language": _saying(article.language, places["language"], _tag) or (("detected",) * bool(article.language)),
        "published": (article.published_source,) if article.published_source else (),
        "modified": _saying(article.modified, places["modified"], parse_date),
        "byline": (byline.source,) if byline.source and byline.raw == article.byline else (),
        **_named(article),
        "canonical_url": _addressing(article.canonical_url, said, page.url),
        **_by_rule(article, read_site(root, rule)),
    }
    return {name: sources for name, sources in found.items() if sources}


def _by_rule(article: Article, site: SiteReading) -> dict[str, tuple[str, ...]]:
    """What the rule of the site found, if that is what the record says."""
    stated = {"title": (site.title, article.title), "byline": (site.byline, article.byline)}
    name = f"site:{site.rule.name.partition('/')[2]}" if site.rule else ""
    return {field: (name,) for field, (found, said) in stated.items() if found and said and fold(said) in fold(found)}


def _places(name: str, said: Statements, node: Node, hints: Hints) -> Iterator[Place]:
    yield from ((place, _stated_at(place, said, node)) for place in _STATED[name])
    if name == "title":
        yield "h1", [*said.headlines.own, *said.headlines.parts]
        yield "h2", said.headlines.second
        yield "breadcrumb", said.headlines.trail
        yield "title", [said.window_title]
    elif name == "language":
        yield "html:lang", [said.language]
    elif name == "modified":
        for meta, values_of in said.metas.items():
            if any(word in meta for word in _CHANGED):
                yield f"meta:{meta}", values_of
    told = {"title": hints.title, "description": hints.summary, "language": hints.language, "modified": hints.modified}
    yield "feed", hints.tags if name == "tags" else [told.get(name)]


def _stated_at(place: str, said: Statements, node: Node) -> list[str]:
    kind, _, key = place.partition(":")
    if kind == "jsonld":
        return texts(node.get(key))
    return (said.metas if kind == "meta" else said.microdata).get(key, [])


def _saying(value: str | None, places: Iterable[Place], form: Callable[[str], str | None] = fold) -> tuple[str, ...]:
    """The places that say just this."""
    wanted = form(plain(value)) if value else None
    if not wanted:
        return ()
    return tuple(name for name, stated in places if any(text and form(plain(text)) == wanted for text in stated))


def _around(value: str | None, places: Iterable[Place]) -> tuple[str, ...]:
    """The places that say this and more."""
    wanted = fold(value) if value else None
    if not wanted:
        return ()
    return tuple(name for name, stated in places if any(text and wanted in fold(plain(text)) for text in stated))


def _tag(stated: str) -> str | None:
    """Of languages only what comes first: a tag without its region is chosen for one that names it, and back."""
    return (normalise_tag(stated) or "").partition("-")[0]


def _addressing(address: str | None, said: Statements, url: str | None) -> tuple[str, ...]:
    base = absolute(url, said.base) or url
    places: tuple[Place, ...] = (("link:canonical", said.canonical), ("meta:og:url", said.metas.get("og:url", [])))
    return tuple(
        name for name, stated in places if address and any(href and absolute(base, href) == address for href in stated)
    )


def _named(article: Article) -> dict[str, tuple[str, ...]]:
    """Whether authors and agencies are those of the byline or those that a line of the text signs for."""
    byline = parse_byline(article.byline or "", language=article.language, publisher=article.publisher)
    found = {}
    for name, known, named in (
        ("authors", byline.authors, article.authors),
        ("agencies", byline.agencies, article.agencies),
    ):
        inside = ("byline",) if any(one in known for one in named) else ()
        found[name] = (*inside, *(("text",) if any(one not in known for one in named) else ()))
    return found
