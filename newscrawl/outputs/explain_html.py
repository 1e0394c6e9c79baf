"""An explanation as one web page that needs nothing else: no script, no request, safe whatever the article holds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from newscrawl.article import Reason
from newscrawl.core.direction import direction
from newscrawl.core.explain import Explanation
from newscrawl.core.reading import JudgedLine
from newscrawl.outputs.explain_facts import ACCESS, Fact, facts, plural
from newscrawl.outputs.markup import Markup, element, joined

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""The browser's own guard: even if something slipped through, it could neither run nor ask for anything."""

_GROUPS: dict[str, tuple[Reason, ...]] = {
    "money": ("paywall", "subscribe", "newsletter", "app_prompt", "advert"),
    "others": ("teaser", "navigation", "share", "follow_topics", "comments"),
    "credits": ("repeated_byline", "author_bio", "caption", "credit"),
    "site": ("site_furniture", "consent", "correction_prompt"),
}
"""Reasons of one colour: what asks for money, what leads elsewhere, what says who made it, and the rest."""
GROUP: dict[Reason, str] = {reason: group for group, reasons in _GROUPS.items() for reason in reasons}

_MOST_AT_ONCE = 6
"""Cut lines shown beside a paragraph; a longer list is folded, so that the text stays together."""


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
    lines = [line for line in explanation.lines if line.place == "body"]
    beside = [line for line in explanation.lines if line.place != "body"]
    body = element(
        "body",
        element("a", "Skip to the text", href="#text", class_="skip"),
        element("div", _header(explanation, name), _counts(explanation), class_="opening"),
        element("main", _text(explanation, lines), _beside(beside), _record(explanation), _access(explanation)),
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
            element("th", _words(reason), scope="row"),
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
    return _section("cuts", "What was cut", element("p", total, class_="sum"), table)


def _section(name: str, title: str, *children: Markup | None, class_: str | None = None) -> Markup:
    heading = element("h2", title, id=f"{name}-title")
    return element("section", heading, *children, id=name, class_=class_, aria_labelledby=f"{name}-title")


def _text(explanation: Explanation, lines: list[JudgedLine]) -> Markup:
    """The kept lines, and beside each run of them what was cut ahead of it."""
    last = max((index for index, line in enumerate(lines) if line.kept), default=-1)
    runs, cuts = [], joined()
    for kept, group in groupby(lines[: last + 1], key=lambda line: line.kept):
        if kept:
            text = element("div", *_paragraphs([*group]), class_="kept", lang=explanation.article.language)
            runs.append(element("div", cuts, text, class_="run"))
            cuts = joined()
        else:
            cuts = _folded([*group])
    if not runs:
        runs = [element("p", "No line of the page is left.", class_="note")]
    behind = lines[last + 1 :]
    return joined(
        _section("text", "The text", *runs),
        _section("behind", "Cut behind the text", _list(behind, "list")) if behind else None,
    )


def _paragraphs(lines: list[JudgedLine]) -> Iterator[Markup]:
    tags = {"heading": "h3", "item": "li", "quote": "blockquote"}
    for kind, group in groupby(lines, key=lambda line: line.kind):
        made = [
            element(
                tags.get(kind, "p"), _broken(line.text), dir="auto", class_=kind if kind in ("table", "pre") else None
            )
            for line in group
        ]
        if kind == "item":
            yield element("ul", *made)
        else:
            yield from made


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
    return element("ul", *map(_cut, lines), class_=f"cuts {more}".strip())


def _cut(line: JudgedLine) -> Markup:
    if line.reason is None:
        return joined()
    why = joined(element("span", _words(line.reason), class_="chip"), element("code", line.rule))
    text = element("del", _broken(line.text), dir="auto")
    return element("li", text, element("p", why, class_="why"), class_=f"cut {GROUP[line.reason]}")


def _words(reason: Reason) -> str:
    return reason.replace("_", " ")


def _beside(lines: list[JudgedLine]) -> Markup | None:
    if not lines:
        return None
    note = "These lines stand in the page's main part, but outside the article's own container."
    return _section("beside", "Beside the article", element("p", note, class_="note"), _list(lines, "list"))


def _record(explanation: Explanation) -> Markup:
    head = element("thead", element("tr", *(element("th", name, scope="col") for name in ("field", "value", "from"))))
    return _section(
        "record",
        "The record, and where each part stands",
        element("table", head, element("tbody", *map(_row, facts(explanation))), class_="record"),
    )


def _row(fact: Fact) -> Markup:
    return element(
        "tr",
        element("th", fact.name, scope="row"),
        element("td", fact.value, dir="auto"),
        element("td", joined(*(element("code", source + " ") for source in fact.sources)), class_="from"),
    )


def _access(explanation: Explanation) -> Markup:
    article = explanation.article
    evidence = [element("li", element("code", sign)) for sign in article.access_evidence]
    return _section(
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
