"""An explanation as one self-contained web page: the article, and next to it the removed lines with their reasons.

The page has no script and makes no request. It is safe whatever the article contains: only `_build_element` makes
markup, and it escapes every string that is not `Markup`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import chain, groupby
from pathlib import Path
from typing import get_args

from newscrawl.extraction.explain import Explanation
from newscrawl.extraction.result import LabelledLine
from newscrawl.items import Article, RemovalReason
from newscrawl.outputs.explain_facts import ACCESS_DESCRIPTIONS, Fact, detect_direction, iter_facts, pluralize_lines
from newscrawl.text import escape_for_display

_CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""A second protection, by the browser: even markup that was not escaped could not run a script or make a request."""
_REASONS_BY_GROUP: dict[str, tuple[RemovalReason, ...]] = {
    "money": ("paywall", "subscribe", "newsletter", "app_prompt", "advert"),
    "others": ("teaser", "navigation", "share", "follow_topics", "comments"),
    "credits": ("repeated_byline", "author_bio", "caption", "credit"),
}
"""Groups of reasons that have one colour: they ask for money, lead to other pages, or name people."""
GROUP_BY_REASON: dict[RemovalReason, str] = dict.fromkeys(get_args(RemovalReason), "site") | {
    reason: group for group, reasons in _REASONS_BY_GROUP.items() for reason in reasons
}
"""The group of each reason; a reason that is in none of the groups above is one of the group `site`."""

_TAG_BY_KIND = {"heading": "h3", "item": "li", "quote": "blockquote"}

_MAX_UNFOLDED_LINES = 6
"""How many removed lines are shown next to a paragraph. A longer list is folded, so that the text is not torn apart."""
_VOID_TAGS = frozenset({"br", "meta"})


class Markup(str):
    """A string that is HTML already."""

    __slots__ = ()


def render_html(explanation: Explanation) -> bytes:
    """Render an explanation as a web page, in UTF-8."""
    article = explanation.article
    title = article.title or article.url or "A page without a title"
    text_direction = detect_direction(f"{article.title or ''} {article.text}")
    head = _build_element(
        "head",
        _build_element("meta", charset="utf-8"),
        _build_element("meta", http_equiv="Content-Security-Policy", content=_CONTENT_SECURITY_POLICY),
        _build_element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _build_element("meta", name="color-scheme", content="light dark"),
        _build_element("meta", name="robots", content="noindex"),
        _build_element("meta", name="referrer", content="no-referrer"),
        _build_element("title", f"{title} – newscrawl explain"),
        _build_element("style", _load_css()),
    )
    body = _build_element(
        "body",
        _build_element("a", "Skip to the text", href="#text", class_="skip"),
        _build_element("div", _render_header(explanation, title), _render_counts(explanation), class_="opening"),
        _build_element(
            "main",
            _render_text_and_removals(article, [line for line in explanation.lines if line.location == "container"]),
            _render_outside_lines([line for line in explanation.lines if line.location != "container"]),
            _render_record(explanation),
            _render_access(explanation),
        ),
        _build_element("footer", _format_footer(explanation)),
    )
    page = _build_element("html", head, body, lang="en", dir=text_direction)
    return f"<!DOCTYPE html>\n{page}\n".encode()


@cache
def _load_css() -> Markup:
    return Markup(Path(__file__).with_name("explain.css").read_text(encoding="utf-8"))


def _render_header(explanation: Explanation, title: str) -> Markup:
    article = explanation.article
    url = article.canonical_url or article.url
    return _build_element(
        "header",
        _build_element("p", "newscrawl explain", class_="kicker"),
        _build_element("h1", title, dir="auto", lang=article.language),
        _build_element("p", article.description, class_="standfirst", dir="auto", lang=article.language)
        if article.description
        else None,
        _build_element("p", _render_link(url), class_="address", dir="ltr") if url else None,
        _build_element("p", explanation.problem, class_="problem") if explanation.problem else None,
    )


def _render_link(url: str) -> Markup:
    """A link to an http or https URL; any other URL, such as `javascript:`, is only text."""
    if not url.lower().startswith(("http://", "https://")):
        return _join_markup(url)
    return _build_element("a", url, href=url, rel="noopener noreferrer nofollow")


def _render_counts(explanation: Explanation) -> Markup:
    max_count = max(explanation.removed_by_reason.values(), default=1)
    rows = [
        _build_element(
            "tr",
            _build_element("th", _format_reason(reason), scope="row"),
            _build_element(
                "td",
                _build_element("span", class_="bar", style=f"width:{100 * count / max_count:.0f}%", aria_hidden="true"),
            ),
            _build_element("td", str(count), class_="number"),
            class_=GROUP_BY_REASON[reason],
        )
        for reason, count in explanation.removed_by_reason.items()
    ]
    total = _join_markup(
        _build_element("strong", str(explanation.kept_count)),
        f" {pluralize_lines(explanation.kept_count)} kept, ",
        _build_element("strong", str(explanation.removed_count)),
        " cut",
    )
    table = _build_element("table", *rows, class_="counts", aria_label="Cut lines by reason") if rows else None
    return _render_section("cuts", "What was cut", _build_element("p", total, class_="sum"), table)


def _render_record(explanation: Explanation) -> Markup:
    head = _build_element(
        "thead", _build_element("tr", *(_build_element("th", name, scope="col") for name in ("field", "value", "from")))
    )
    return _render_section(
        "record",
        "The record, and where each part stands",
        _build_element(
            "table", head, _build_element("tbody", *map(_render_row, iter_facts(explanation))), class_="record"
        ),
    )


def _render_row(fact: Fact) -> Markup:
    provenance = [_build_element("code", source) for source in fact.provenance]
    separators = [_join_markup(" · ") if index else None for index in range(len(provenance))]
    return _build_element(
        "tr",
        _build_element("th", fact.name, scope="row"),
        _build_element("td", _build_element("div", fact.value, dir="auto")),
        _build_element("td", *chain.from_iterable(zip(separators, provenance, strict=True)), class_="from"),
    )


def _render_access(explanation: Explanation) -> Markup:
    article = explanation.article
    evidence = [_build_element("li", _build_element("code", sign)) for sign in article.access_evidence]
    return _render_section(
        "access",
        "Access",
        _build_element(
            "p", _build_element("strong", article.access), f": {ACCESS_DESCRIPTIONS[article.access]}", class_="verdict"
        ),
        _build_element("ul", *evidence)
        if evidence
        else _build_element("p", "The page gives no sign of it.", class_="note"),
        class_="access",
    )


def _render_text_and_removals(article: Article, lines: list[LabelledLine]) -> Markup:
    """The kept lines, and next to each run of them the lines that were removed before it."""
    last_kept = max((index for index, line in enumerate(lines) if line.is_kept), default=-1)
    rows, removals = [], _join_markup()
    for is_kept, group in groupby(lines[: last_kept + 1], key=lambda line: line.is_kept):
        if is_kept:
            text = _build_element("div", *_render_paragraphs([*group]), class_="kept", lang=article.language)
            rows.append(_build_element("div", removals, text, class_="run"))
            removals = _join_markup()
        else:
            removals = _render_collapsible([*group])
    trailing = lines[last_kept + 1 :]
    if not rows:
        note = _build_element("p", "No line of the page is left.", class_="note")
        return _render_section(
            "text", "The text, and what was cut from it", note, _render_removal_list(trailing, "list")
        )
    return _join_markup(
        _render_section("text", "The text, and what was cut from it", *rows),
        _render_section("behind", "Cut behind the text", _render_removal_list(trailing, "list")) if trailing else None,
    )


def _render_paragraphs(lines: list[LabelledLine]) -> Iterator[Markup]:
    for kind, group in groupby(lines, key=lambda line: line.kind):
        elements = [
            _build_element(
                _TAG_BY_KIND.get(kind, "p"), _render_line_breaks(line.text), dir="auto", class_=_css_class(line)
            )
            for line in group
        ]
        if kind == "item":
            yield _build_element("ul", *elements)
        else:
            yield from elements


def _css_class(line: LabelledLine) -> str | None:
    """The class of a table row or of preformatted text. A row with one cell is layout, and is shown as text."""
    if line.kind == "table":
        return "table" if " | " in line.text else None
    return "pre" if line.kind == "pre" else None


def _render_line_breaks(text: str) -> Markup:
    first, *others = text.split("\n")
    return _join_markup(first, *(_join_markup(_build_element("br"), line) for line in others))


def _render_collapsible(lines: list[LabelledLine]) -> Markup:
    if len(lines) <= _MAX_UNFOLDED_LINES:
        return _render_removal_list(lines)
    first, rest = lines[: _MAX_UNFOLDED_LINES - 1], lines[_MAX_UNFOLDED_LINES - 1 :]
    details = _build_element(
        "details", _build_element("summary", f"{len(rest)} more cut here"), _render_removal_list(rest)
    )
    return _build_element("div", _render_removal_list(first), details, class_="cuts")


def _render_removal_list(lines: list[LabelledLine], extra_class: str = "") -> Markup:
    return _build_element("ul", *map(_render_removal, lines), class_=f"cuts {extra_class}".strip(), aria_label="cut")


def _render_removal(line: LabelledLine) -> Markup:
    if line.reason is None:
        return _join_markup()
    reason_note = _join_markup(
        _build_element("span", _format_reason(line.reason), class_="chip"), _build_element("code", line.rule)
    )
    text = _build_element("del", _render_line_breaks(line.text), dir="auto")
    return _build_element(
        "li", text, _build_element("p", reason_note, class_="why"), class_=f"cut {GROUP_BY_REASON[line.reason]}"
    )


def _render_outside_lines(lines: list[LabelledLine]) -> Markup | None:
    """The lines outside the container of the article, all of which were removed."""
    if not lines:
        return None
    note = "These lines stand in the page's main part, but outside the article's own container."
    return _render_section(
        "beside", "Beside the article", _build_element("p", note, class_="note"), _render_removal_list(lines, "list")
    )


def _format_footer(explanation: Explanation) -> str:
    article = explanation.article
    read = f", read {article.crawled_at}" if article.crawled_at else ""
    return f"newscrawl {article.newscrawl_version or ''}{read}"


def _render_section(name: str, title: str, *children: Markup | None, class_: str | None = None) -> Markup:
    """A section of the page with a heading that labels it."""
    heading = _build_element("h2", title, id=f"{name}-title")
    return _build_element("section", heading, *children, id=name, class_=class_, aria_labelledby=f"{name}-title")


def _format_reason(reason: RemovalReason) -> str:
    """The reason in words."""
    return reason.replace("_", " ")


def _build_element(tag: str, /, *children: str | None, **attributes: str | None) -> Markup:
    """Build an element; children and attribute values are escaped, except children that are `Markup`.

    :param children: None is skipped.
    :param attributes: a trailing underscore is dropped (`class_`), other underscores become hyphens (`aria_label`);
        an attribute that is None is left out.

    >>> _build_element("p", "a < b", _build_element("br"), class_='"quoted"')
    '<p class="&quot;quoted&quot;">a &lt; b<br></p>'
    """
    rendered_attributes = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(escape_for_display(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _VOID_TAGS:
        return Markup(f"<{tag}{rendered_attributes}>")
    return Markup(f"<{tag}{rendered_attributes}>{_join_markup(*children)}</{tag}>")


def _join_markup(*children: str | None) -> Markup:
    """Join the children; those that are not `Markup` are escaped."""
    return Markup(
        "".join(
            child if isinstance(child, Markup) else escape(escape_for_display(child)) for child in children if child
        )
    )
