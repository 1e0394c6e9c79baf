"""Furniture that shows by its structure, in any language: figures, hinted parts, headlines of other articles."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from lxml.html import HtmlElement

from newscrawl.core.cleaning.lines import FULL_STOP, Line, is_label, is_running_text, is_sentence
from newscrawl.core.cleaning.spans import Spans
from newscrawl.core.markup.blocks import Block
from newscrawl.core.markup.outline import Outline
from newscrawl.core.prune import Hint, names

_PROMPTS = frozenset({"teaser", "newsletter", "share", "follow_topics", "comments", "advert", "paywall", "subscribe"})
_LINKED = 0.8
"""From this share of a line's characters inside links, the line is a link."""

_ADDRESS = re.compile(r"(?:\S{1,20} )?(?:https?://\S+|(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?)")
"""A line that is an address written out names a source; it teases nothing."""

_SAYS_SOMETHING = re.compile(r"[^\W_]|^\W*([*_.~=#·•—–-])(?:\s*\1){2,}\W*$")
"""A letter or digit, or the row of stars or strokes that parts scenes; all else is a rest of mark-up."""

_IN_FIGURES = frozenset({"quote", "table", "pre"})
_TIME = re.compile(
    r"(?:\d{1,2}[:.h]\d{2}(?::\d{2})? ?(?:[ap]\.?m\.?|[AP]\.?M\.?|Uhr|[A-Z]{3,4})?)|\d{4}-\d\d-\d\dT\d\d:\d\d\S*"
)
"""A line that is a time of day, as over a live blog's entries, or a time stamp."""

_LABEL = re.compile(r"[^\W\d][^:：|>»]{1,29}\s?[:：|>»]\s*")
_SHORTEST_HEADLINE, _LINKED_HEADLINE = 20, 0.9

_SUMMARY = 200
"""Characters of other text that a headline's card may hold: measured summaries stay below it."""

_PARAGRAPH = 300
"""A line this long is a paragraph, and what it stands in is no card."""

_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HEADINGS = frozenset({"heading", "subheading", "subhead", "subheadline", "crosshead", "crossheading"})
"""Class names that make a sub-heading of what is no heading element."""

_HEADLINE = "structure:link-only"


def cut_by_structure(
    lines: Sequence[Line], container: HtmlElement, *, site: str | None, captions: Collection[Block]
) -> None:
    """Cut what is no running text of the article by what it stands in and where its links lead.

    :param captions: the blocks that are captions for standing in a figure.
    :param site: the page's registrable domain, to tell teasers from links to other sites.
    """
    running = [line for line in lines if line.voted and line.hint is None and is_running_text(line.block)]
    own = {line.block.look for line in running}
    parents = {element for line in running for element in _around(line.block)}
    for line in lines:
        _judge(line, own, parents, site, captions)
    _cut_cards(lines, container)


def _judge(line: Line, own: set[str], parents: set[HtmlElement], site: str | None, captions: Collection[Block]) -> None:
    block, hint = line.block, line.hint
    first = block.text[0]
    if not first.isalnum() and not _SAYS_SOMETHING.search(block.text):
        line.cut("site_furniture", "structure:no-words")
    elif first.isdecimal() and _TIME.fullmatch(block.text):
        line.cut("repeated_byline", "structure:time-only")
    elif block.kind == "caption" or block in captions:
        line.cut("caption", "structure:figure")
    elif hint and _is_cut_by(hint, line, parents):
        line.cut(hint.reason, f"structure:{hint.name}")
    elif block.link_share >= _LINKED and not _is_own_link(line, own, parents, site):
        line.cut("teaser", "structure:outward-link-only" if leads_away(block, site) else _HEADLINE)
    elif is_labelled_link(block) and not block.text.endswith(FULL_STOP) and not leads_away(block, site):
        line.cut("teaser", "structure:labelled-link")
    elif not line.voted and not _belongs(block, own, parents):
        line.cut("site_furniture", "structure:apart")


def _is_cut_by(hint: Hint, line: Line, parents: set[HtmlElement]) -> bool:
    """Whether the line's own shape agrees with the hint.

    A heading between the article's paragraphs is no widget's title: the name is its own, not that of a part round it.
    """
    if hint.strong or (hint.reason in _PROMPTS and is_label(line.block)):
        return True
    return not line.voted and not (hint.reason == "site_furniture" and _heads_paragraphs(line.block, parents))


def _heads_paragraphs(block: Block, parents: set[HtmlElement]) -> bool:
    """Whether the block is a heading that stands where the article's own paragraphs stand."""
    if block.kind != "heading":
        return False
    heading = block.element
    if heading.tag not in _HEADING_TAGS:
        heading = next(heading.iterancestors(*_HEADING_TAGS), heading)
    return heading.getparent() in parents


def figured(outline: Outline, blocks: Sequence[Block]) -> frozenset[Block]:
    """The blocks that stand in a figure and are none of what figures hold beside captions."""
    figures = [element for element in outline.elements if element.tag == "figure"]
    if not figures:
        return frozenset()
    held = outline.held_by(figures)
    return frozenset(b for b, inside in zip(blocks, held, strict=True) if inside and b.kind not in _IN_FIGURES)


def _is_own_link(line: Line, own: set[str], parents: set[HtmlElement], site: str | None) -> bool:
    """Whether a line that is all link is the article's all the same.

    A sentence to its full stop, an address written out, and what leads to other sites (sources,
    products) are; the headline of another article of the site is not.
    """
    block = line.block
    if _ADDRESS.fullmatch(block.text) or (is_sentence(block) and (line.voted or block.look in own)):
        return True
    return (line.voted or _heads_paragraphs(block, parents)) and leads_away(block, site)


def is_labelled_link(block: Block) -> bool:
    """Whether the block is a label with a colon, or the like, and all that follows it is a link.

    The label is at most 30 characters, what follows at least 20: "Source: <a>Reuters</a>" is none.
    """
    if block.link_chars < _LINKED_HEADLINE * _SHORTEST_HEADLINE:
        return False
    label = _LABEL.match(block.text)
    if label is None or block.kind == "heading" or _ADDRESS.fullmatch(block.text):
        return False
    headline = len(block.text) - label.end()
    return headline >= _SHORTEST_HEADLINE and block.link_chars >= _LINKED_HEADLINE * headline


def leads_away(block: Block, site: str | None) -> bool:
    """Whether every link of the block leads to another site."""
    return all(_is_outward(link, site) for link in block.links)


def _is_outward(link: str, site: str | None) -> bool:
    host = link.partition("//")[2].partition("/")[0]
    return link.startswith(("http:", "https:", "//")) and not (site and f".{site}" in f".{host}")


def _around(block: Block) -> list[HtmlElement]:
    """What the block stands in: its parent, and its own element where that holds bare text beside others."""
    parent = block.element.getparent()
    return [block.element] if parent is None else [block.element, parent]


def _belongs(block: Block, own: set[str], parents: set[HtmlElement]) -> bool:
    """Whether a block that trafilatura left stands where the article's own paragraphs stand."""
    beside_paragraphs = block.element.getparent() in parents or _heads_paragraphs(block, parents)
    if block.look in own and (beside_paragraphs or block.element.get("class")):
        return True
    return beside_paragraphs and (
        block.kind == "heading"
        or not _HEADINGS.isdisjoint(names(block.element.get("class") or ""))
        or (is_running_text(block) and block.text.endswith(FULL_STOP))
    )


def _cut_cards(lines: Sequence[Line], container: HtmlElement) -> None:
    """Cut what stands in one part with linked headlines and little else: summaries, dates and labels of cards."""
    if not any(line.rule == _HEADLINE for line in lines):
        return
    running = sum(len(line.block.text) for line in lines if line.voted and is_running_text(line.block))
    spans = Spans(lines, container)
    headlines = spans.sums(line.rule == _HEADLINE for line in lines)
    others = spans.sums(_beside_headlines(line, running) for line in lines)
    cards = {
        part
        for part, count in headlines.items()
        if count and others[part] <= min(_SUMMARY * count, 0.3 * running) and (count > 1 or part.tag not in ("p", "li"))
    }
    for line in spans.lines_of(cards, lines):
        line.cut("teaser", "structure:beside-headlines")


def _beside_headlines(line: Line, running: int) -> int:
    """How many characters a line that is kept speaks with against a card: a paragraph with those of all the text."""
    if not line.kept:
        return 0
    return len(line.block.text) if len(line.block.text) <= _PARAGRAPH else running
