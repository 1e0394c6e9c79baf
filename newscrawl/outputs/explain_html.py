"""An explanation as one web page that needs nothing else: no script, no request, safe whatever the article holds."""

from __future__ import annotations

from functools import cache
from itertools import chain
from pathlib import Path

from newscrawl.core.explain import Explanation
from newscrawl.core.markup.direction import detect_direction
from newscrawl.outputs.explain_facts import ACCESS_DESCRIPTIONS, Fact, iter_facts, pluralize_lines
from newscrawl.outputs.explain_lines import (
    GROUP_BY_REASON,
    format_reason,
    render_outside_lines,
    render_section,
    render_text_and_removals,
)
from newscrawl.outputs.markup import Markup, build_element, join_markup

_CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The browser's own guard: even if something slipped through, it could neither run nor ask for anything."""


def render_html(explanation: Explanation) -> bytes:
    """The page, in UTF-8."""
    article = explanation.article
    title = article.title or article.url or "A page without a title"
    text_direction = detect_direction(f"{article.title or ''} {article.text}")
    head = build_element(
        "head",
        build_element("meta", charset="utf-8"),
        build_element("meta", http_equiv="Content-Security-Policy", content=_CONTENT_SECURITY_POLICY),
        build_element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        build_element("meta", name="color-scheme", content="light dark"),
        build_element("meta", name="robots", content="noindex"),
        build_element("meta", name="referrer", content="no-referrer"),
        build_element("title", f"{title} – newscrawl explain"),
        build_element("style", _load_css()),
    )
    body = build_element(
        "body",
        build_element("a", "Skip to the text", href="#text", class_="skip"),
        build_element("div", _render_header(explanation, title), _render_counts(explanation), class_="opening"),
        build_element(
            "main",
            render_text_and_removals(article, [line for line in explanation.lines if line.location == "body"]),
            render_outside_lines([line for line in explanation.lines if line.location != "body"]),
            _render_record(explanation),
            _render_access(explanation),
        ),
        build_element("footer", _format_footer(explanation)),
    )
    page = build_element("html", head, body, lang="en", dir=text_direction)
    return f"<!DOCTYPE html>\n{page}\n".encode()


@cache
def _load_css() -> Markup:
    return Markup(Path(__file__).with_name("explain.css").read_text(encoding="utf-8"))


def _render_header(explanation: Explanation, title: str) -> Markup:
    article = explanation.article
    url = article.canonical_url or article.url
    return build_element(
        "header",
        build_element("p", "newscrawl explain", class_="kicker"),
        build_element("h1", title, dir="auto", lang=article.language),
        build_element("p", article.description, class_="standfirst", dir="auto", lang=article.language)
        if article.description
        else None,
        build_element("p", _render_link(url), class_="address", dir="ltr") if url else None,
        build_element("p", explanation.problem, class_="problem") if explanation.problem else None,
    )


def _render_link(url: str) -> Markup:
    """A link to a web address; any other kind of address is only text."""
    if not url.lower().startswith(("http://", "https://")):
        return join_markup(url)
    return build_element("a", url, href=url, rel="noopener noreferrer nofollow")


def _render_counts(explanation: Explanation) -> Markup:
    max_count = max(explanation.removed_by_reason.values(), default=1)
    rows = [
        build_element(
            "tr",
            build_element("th", format_reason(reason), scope="row"),
            build_element(
                "td",
                build_element("span", class_="bar", style=f"width:{100 * count / max_count:.0f}%", aria_hidden="true"),
            ),
            build_element("td", str(count), class_="number"),
            class_=GROUP_BY_REASON[reason],
        )
        for reason, count in explanation.removed_by_reason.items()
    ]
    total = join_markup(
        build_element("strong", str(explanation.kept_count)),
        f" {pluralize_lines(explanation.kept_count)} kept, ",
        build_element("strong", str(explanation.removed_count)),
        " cut",
    )
    table = build_element("table", *rows, class_="counts", aria_label="Cut lines by reason") if rows else None
    return render_section("cuts", "What was cut", build_element("p", total, class_="sum"), table)


def _render_record(explanation: Explanation) -> Markup:
    head = build_element(
        "thead", build_element("tr", *(build_element("th", name, scope="col") for name in ("field", "value", "from")))
    )
    return render_section(
        "record",
        "The record, and where each part stands",
        build_element(
            "table", head, build_element("tbody", *map(_render_row, iter_facts(explanation))), class_="record"
        ),
    )


def _render_row(fact: Fact) -> Markup:
    provenance = [build_element("code", source) for source in fact.provenance]
    separators = [join_markup(" · ") if index else None for index in range(len(provenance))]
    return build_element(
        "tr",
        build_element("th", fact.name, scope="row"),
        build_element("td", build_element("div", fact.value, dir="auto")),
        build_element("td", *chain.from_iterable(zip(separators, provenance, strict=True)), class_="from"),
    )


def _render_access(explanation: Explanation) -> Markup:
    article = explanation.article
    evidence = [build_element("li", build_element("code", sign)) for sign in article.access_evidence]
    return render_section(
        "access",
        "Access",
        build_element(
            "p", build_element("strong", article.access), f": {ACCESS_DESCRIPTIONS[article.access]}", class_="verdict"
        ),
        build_element("ul", *evidence)
        if evidence
        else build_element("p", "The page gives no sign of it.", class_="note"),
        class_="access",
    )


def _format_footer(explanation: Explanation) -> str:
    article = explanation.article
    read = f", read {article.crawled_at}" if article.crawled_at else ""
    return f"newscrawl {article.newscrawl_version or ''}{read}"
