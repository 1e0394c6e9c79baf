"""The lines of an explanation as HTML: the text, and beside it what was cut."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from newscrawl.article import Article, RemovalReason
from newscrawl.core.reading import LabelledLine
from newscrawl.outputs.markup import Markup, build_element, join_markup

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
