"""The lines of an explanation as HTML: the text, and beside it what was cut."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from newscrawl.article import Article, Reason
from newscrawl.core.reading import JudgedLine
from newscrawl.outputs.markup import Markup, element, joined

_GROUPS: dict[str, tuple[Reason, ...]] = {
    "money": ("paywall", "subscribe", "newsletter", "app_prompt", "advert"),
    "others": ("teaser", "navigation", "share", "follow_topics", "comments"),
    "credits": ("repeated_byline", "author_bio", "caption", "credit"),
    "site": ("site_furniture", "consent", "correction_prompt"),
}
"""Reasons of one colour: what asks for money, what leads elsewhere, what says who made it, and the rest."""
GROUP: dict[Reason, str] = {reason: group for group, reasons in _GROUPS.items() for reason in reasons}

_TAGS = {"heading": "h3", "item": "li", "quote": "blockquote"}

_MOST_AT_ONCE = 6
"""Cut lines shown beside a paragraph; a longer list is folded, so that the text stays together."""


def section(name: str, title: str, *children: Markup | None, class_: str | None = None) -> Markup:
    """A part of the page under a heading that names it."""
    heading = element("h2", title, id=f"{name}-title")
    return element("section", heading, *children, id=name, class_=class_, aria_labelledby=f"{name}-title")


def text_and_cuts(article: Article, lines: list[JudgedLine]) -> Markup:
    """The kept lines, and beside each run of them what was cut ahead of it."""
    last = max((index for index, line in enumerate(lines) if line.kept), default=-1)
    runs, cuts = [], joined()
    for kept, group in groupby(lines[: last + 1], key=lambda line: line.kept):
        if kept:
            text = element("div", *_paragraphs([*group]), class_="kept", lang=article.language)
            runs.append(element("div", cuts, text, class_="run"))
            cuts = joined()
        else:
            cuts = _folded([*group])
    behind = lines[last + 1 :]
    if not runs:
        note = element("p", "No line of the page is left.", class_="note")
        return section("text", "The text, and what was cut from it", note, _list(behind, "list"))
    return joined(
        section("text", "The text, and what was cut from it", *runs),
        section("behind", "Cut behind the text", _list(behind, "list")) if behind else None,
    )


def _paragraphs(lines: list[JudgedLine]) -> Iterator[Markup]:
    for kind, group in groupby(lines, key=lambda line: line.kind):
        made = [element(_TAGS.get(kind, "p"), _broken(line.text), dir="auto", class_=_class(line)) for line in group]
        if kind == "item":
            yield element("ul", *made)
        else:
            yield from made


def _class(line: JudgedLine) -> str | None:
    """Whether the line is set as a row or as it was typed; a row of one cell is layout, and set as text."""
    if line.kind == "table":
        return "table" if " | " in line.text else None
    return "pre" if line.kind == "pre" else None


def _broken(text: str) -> Markup:
    first, *others = text.split("\n")
    return joined(first, *(joined(element("br"), line) for line in others))


def _folded(lines: list[JudgedLine]) -> Markup:
    if len(lines) <= _MOST_AT_ONCE:
        return _list(lines)
    first, rest = lines[: _MOST_AT_ONCE - 1], lines[_MOST_AT_ONCE - 1 :]
    more = element("details", element("summary", f"{len(rest)} more cut here"), _list(rest))
    return element("div", _list(first), more, class_="cuts")


def _list(lines: list[JudgedLine], more: str = "") -> Markup:
    return element("ul", *map(_cut, lines), class_=f"cuts {more}".strip(), aria_label="cut")


def _cut(line: JudgedLine) -> Markup:
    if line.reason is None:
        return joined()
    why = joined(element("span", words_of(line.reason), class_="chip"), element("code", line.rule))
    text = element("del", _broken(line.text), dir="auto")
    return element("li", text, element("p", why, class_="why"), class_=f"cut {GROUP[line.reason]}")


def words_of(reason: Reason) -> str:
    """The reason as a person writes it."""
    return reason.replace("_", " ")


def beside_it(lines: list[JudgedLine]) -> Markup | None:
    """What stands beside the article's container, all of it cut."""
    if not lines:
        return None
    note = "These lines stand in the page's main part, but outside the article's own container."
    return section("beside", "Beside the article", element("p", note, class_="note"), _list(lines, "list"))
