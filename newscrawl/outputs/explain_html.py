"""An explanation as one web page that needs nothing else: no script, no request, safe whatever the article holds.

HTML that is safe by construction: whatever is not made here is escaped.

The lines of an explanation as HTML: the text, and beside it what was cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import chain, groupby
from pathlib import Path

from newscrawl.extraction.explain import Explanation
from newscrawl.extraction.result import LabelledLine
from newscrawl.items import Article, RemovalReason
from newscrawl.outputs.explain_facts import ACCESS_DESCRIPTIONS, Fact, detect_direction, iter_facts, pluralize_lines
from newscrawl.text import escape_for_display

_VOID_TAGS = frozenset({"br", "meta"})


class Markup(str):
    """A string that is HTML already."""

    __slots__ = ()


def build_element(tag: str, /, *children: str | None, **attributes: str | None) -> Markup:
    """An element with its children; those that are no `BylineMarkupWords` are text.

    :param attributes: a trailing underscore is dropped (`class_`), None leaves the attribute out.

    >>> build_element("p", "a < b", build_element("br"), class_='"quoted"')
    '<p class="&quot;quoted&quot;">a &lt; b<br></p>'
    """
    rendered_attributes = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(escape_for_display(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _VOID_TAGS:
        return Markup(f"<{tag}{rendered_attributes}>")
    return Markup(f"<{tag}{rendered_attributes}>{join_markup(*children)}</{tag}>")


def join_markup(*children: str | None) -> Markup:
    """The children one after another, text among them escaped."""
    return Markup(
        "".join(
            child if isinstance(child, Markup) else escape(escape_for_display(child)) for child in children if child
        )
    )


_REASONS_BY_GROUP: dict[str, tuple[RemovalReason, ...]] = {
    "money": ("paywall", "subscribe", "newsletter", "app_prompt", "advert"),
    "others": ("teaser", "navigation", "share", "follow_topics", "comments"),
    "credits": ("repeated_byline", "author_bio", "caption", "credit"),
    "site": ("site_furniture", "consent", "correction_prompt"),
}
"""Reasons of one colour: what asks for money, what leads elsewhere, what says who made it, and the rest."""
GROUP_BY_REASON: dict[RemovalReason, str] = {
    reason: group for group, reasons in _REASONS_BY_GROUP.items() for reason in reasons
}

_TAG_BY_KIND = {"heading": "h3", "item": "li", "quote": "blockquote"}

_MAX_UNFOLDED_LINES = 6
"""Cut lines shown beside a paragraph; a longer list is folded, so that the text stays together."""


def render_section(name: str, title: str, *children: Markup | None, class_: str | None = None) -> Markup:
    """A part of the page under a heading that names it."""
    heading = build_element("h2", title, id=f"{name}-title")
    return build_element("section", heading, *children, id=name, class_=class_, aria_labelledby=f"{name}-title")


def render_text_and_removals(article: Article, lines: list[LabelledLine]) -> Markup:
    """The kept lines, and beside each run of them what was cut ahead of it."""
    last_kept = max((index for index, line in enumerate(lines) if line.is_kept), default=-1)
    rows, removals = [], join_markup()
    for is_kept, group in groupby(lines[: last_kept + 1], key=lambda line: line.is_kept):
        if is_kept:
            text = build_element("div", *_render_paragraphs([*group]), class_="kept", lang=article.language)
            rows.append(build_element("div", removals, text, class_="run"))
            removals = join_markup()
        else:
            removals = _render_collapsible([*group])
    trailing = lines[last_kept + 1 :]
    if not rows:
        note = build_element("p", "No line of the page is left.", class_="note")
        return render_section(
            "text", "The text, and what was cut from it", note, _render_removal_list(trailing, "list")
        )
    return join_markup(
        render_section("text", "The text, and what was cut from it", *rows),
        render_section("behind", "Cut behind the text", _render_removal_list(trailing, "list")) if trailing else None,
    )


def _render_paragraphs(lines: list[LabelledLine]) -> Iterator[Markup]:
    for kind, group in groupby(lines, key=lambda line: line.kind):
        elements = [
            build_element(
                _TAG_BY_KIND.get(kind, "p"), _render_line_breaks(line.text), dir="auto", class_=_css_class(line)
            )
            for line in group
        ]
        if kind == "item":
            yield build_element("ul", *elements)
        else:
            yield from elements


def _css_class(line: LabelledLine) -> str | None:
    """Whether the line is set as a row or as it was typed; a row of one cell is layout, and set as text."""
    if line.kind == "table":
        return "table" if " | " in line.text else None
    return "pre" if line.kind == "pre" else None


def _render_line_breaks(text: str) -> Markup:
    first, *others = text.split("\n")
    return join_markup(first, *(join_markup(build_element("br"), line) for line in others))


def _render_collapsible(lines: list[LabelledLine]) -> Markup:
    if len(lines) <= _MAX_UNFOLDED_LINES:
        return _render_removal_list(lines)
    first, rest = lines[: _MAX_UNFOLDED_LINES - 1], lines[_MAX_UNFOLDED_LINES - 1 :]
    details = build_element(
        "details", build_element("summary", f"{len(rest)} more cut here"), _render_removal_list(rest)
    )
    return build_element("div", _render_removal_list(first), details, class_="cuts")


def _render_removal_list(lines: list[LabelledLine], extra_class: str = "") -> Markup:
    return build_element("ul", *map(_render_removal, lines), class_=f"cuts {extra_class}".strip(), aria_label="cut")


def _render_removal(line: LabelledLine) -> Markup:
    if line.reason is None:
        return join_markup()
    reason_note = join_markup(
        build_element("span", format_reason(line.reason), class_="chip"), build_element("code", line.rule)
    )
    text = build_element("del", _render_line_breaks(line.text), dir="auto")
    return build_element(
        "li", text, build_element("p", reason_note, class_="why"), class_=f"cut {GROUP_BY_REASON[line.reason]}"
    )


def format_reason(reason: RemovalReason) -> str:
    """The reason as a person writes it."""
    return reason.replace("_", " ")


def render_outside_lines(lines: list[LabelledLine]) -> Markup | None:
    """What stands beside the article's container, all of it cut."""
    if not lines:
        return None
    note = "These lines stand in the page's main part, but outside the article's own container."
    return render_section(
        "beside", "Beside the article", build_element("p", note, class_="note"), _render_removal_list(lines, "list")
    )


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
            render_text_and_removals(article, [line for line in explanation.lines if line.location == "container"]),
            render_outside_lines([line for line in explanation.lines if line.location != "container"]),
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
