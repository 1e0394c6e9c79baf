"""An explanation as one web page that needs nothing else: no script, no request, safe whatever the article holds."""

from __future__ import annotations

from functools import cache
from itertools import chain
from pathlib import Path

from newscrawl.core.explain import Explanation
from newscrawl.core.markup.direction import direction
from newscrawl.outputs.explain_facts import ACCESS, Fact, facts, plural
from newscrawl.outputs.explain_lines import GROUP, beside_it, section, text_and_cuts, words_of
from newscrawl.outputs.markup import Markup, element, joined

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The browser's own guard: even if something slipped through, it could neither run nor ask for anything."""


def explain_page(explanation: Explanation) -> bytes:
    """The page, in UTF-8."""
    article = explanation.article
    name = article.title or article.url or "A page without a title"
    way = direction(f"{article.title or ''} {article.text}")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="robots", content="noindex"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"{name} – newscrawl explain"),
        element("style", _style()),
    )
    body = element(
        "body",
        element("a", "Skip to the text", href="#text", class_="skip"),
        element("div", _header(explanation, name), _counts(explanation), class_="opening"),
        element(
            "main",
            text_and_cuts(article, [line for line in explanation.lines if line.place == "body"]),
            beside_it([line for line in explanation.lines if line.place != "body"]),
            _record(explanation),
            _access(explanation),
        ),
        element("footer", _made(explanation)),
    )
    page = element("html", head, body, lang="en", dir=way)
    return f"<!DOCTYPE html>\n{page}\n".encode()


@cache
def _style() -> Markup:
    return Markup(Path(__file__).with_name("explain.css").read_text(encoding="utf-8"))


def _header(explanation: Explanation, name: str) -> Markup:
    article = explanation.article
    address = article.canonical_url or article.url
    return element(
        "header",
        element("p", "newscrawl explain", class_="kicker"),
        element("h1", name, dir="auto", lang=article.language),
        element("p", article.description, class_="standfirst", dir="auto", lang=article.language)
        if article.description
        else None,
        element("p", _link(address), class_="address", dir="ltr") if address else None,
        element("p", explanation.problem, class_="problem") if explanation.problem else None,
    )


def _link(address: str) -> Markup:
    """A link to a web address; any other kind of address is only text."""
    if not address.lower().startswith(("http://", "https://")):
        return joined(address)
    return element("a", address, href=address, rel="noopener noreferrer nofollow")


def _counts(explanation: Explanation) -> Markup:
    most = max(explanation.counts.values(), default=1)
    rows = [
        element(
            "tr",
            element("th", words_of(reason), scope="row"),
            element("td", element("span", class_="bar", style=f"width:{100 * count / most:.0f}%", aria_hidden="true")),
            element("td", str(count), class_="number"),
            class_=GROUP[reason],
        )
        for reason, count in explanation.counts.items()
    ]
    total = joined(
        element("strong", str(explanation.kept)),
        f" {plural(explanation.kept)} kept, ",
        element("strong", str(explanation.cut)),
        " cut",
    )
    table = element("table", *rows, class_="counts", aria_label="Cut lines by reason") if rows else None
    return section("cuts", "What was cut", element("p", total, class_="sum"), table)


def _record(explanation: Explanation) -> Markup:
    head = element("thead", element("tr", *(element("th", name, scope="col") for name in ("field", "value", "from"))))
    return section(
        "record",
        "The record, and where each part stands",
        element("table", head, element("tbody", *map(_row, facts(explanation))), class_="record"),
    )


def _row(fact: Fact) -> Markup:
    places = [element("code", source) for source in fact.sources]
    between = [joined(" · ") if index else None for index in range(len(places))]
    return element(
        "tr",
        element("th", fact.name, scope="row"),
        element("td", element("div", fact.value, dir="auto")),
        element("td", *chain.from_iterable(zip(between, places, strict=True)), class_="from"),
    )


def _access(explanation: Explanation) -> Markup:
    article = explanation.article
    evidence = [element("li", element("code", sign)) for sign in article.access_evidence]
    return section(
        "access",
        "Access",
        element("p", element("strong", article.access), f": {ACCESS[article.access]}", class_="verdict"),
        element("ul", *evidence) if evidence else element("p", "The page gives no sign of it.", class_="note"),
        class_="access",
    )


def _made(explanation: Explanation) -> str:
    article = explanation.article
    read = f", read {article.crawled_at}" if article.crawled_at else ""
    return f"newscrawl {article.newscrawl_version or ''}{read}"
