"""Furniture that shows by what it shares a box with: a prompt, a picture, a quote of the text itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from lxml.html import HtmlElement

from newscrawl.article import Reason
from newscrawl.core.cleaning.lines import FULL_STOP, Line, ancestors
from newscrawl.core.cleaning.spans import Spans
from newscrawl.core.markup.tags import INLINE
from newscrawl.core.text import fold

_ASKING: frozenset[Reason] = frozenset({"newsletter", "subscribe", "paywall", "follow_topics", "app_prompt"})
"""Prompts that have boxes of their own. Share bars and comment links stand in the entries of live blogs as well."""

_PROMPTING = 300
"""Characters that a prompt's box may hold beside the prompt: measured ones hold one or two sentences."""
_OF_THE_TEXT = 0.25
"""The share of the text that it may hold: of what a short article or a cut-off one has, the box may hold all."""

_CAPTION = 300
_PICTURED = 0.25
"""Where more of the text than this stands beside pictures, it is a list of products or people, and no captions."""

_PICTURES = ("img", "picture")
_BESIDE_CAPTION: frozenset[Reason | None] = frozenset({"caption", "credit", "site_furniture"})

_QUOTE, _LONGEST_QUOTE = 30, 400
_MOST_QUOTES = 500
"""Lines that look like no other, at most, of a page that pull quotes are looked for on: each is sought in all text."""


def cut_beside_prompts(lines: Sequence[Line], container: HtmlElement) -> None:
    """Cut what shares a box with a line that asks to subscribe: what it offers, in a sentence or two.

    The box is the part round the prompt that holds little else, and no line that looks like the article's others.
    """
    asking = [line for line in lines if line.reason in _ASKING and line.rule.startswith("phrases/")]
    if not asking:
        return
    spans = Spans(lines, container)
    looks = Counter(line.block.look for line in lines if line.kept)
    most = min(_PROMPTING, _OF_THE_TEXT * _length(line for line in lines if line.kept))
    for prompt in asking:
        for box in _boxes(prompt, container):
            kept = [line for line in lines[spans[box]] if line.kept]
            if _length(kept) > most or not _look_apart(kept, looks):
                break
            for line in kept:
                line.cut(prompt.reason or "subscribe", "boxes:beside-prompt")


def cut_captions(lines: Sequence[Line], container: HtmlElement) -> None:
    """Cut the line that shares a box with a picture and nothing else: a caption outside `figure`.

    It is no sentence, or its class names hint at a picture; it looks like no other line; headings and list items head
    and name what the picture shows. Where much of the text stands so, it is the text.
    """
    kept = [line for line in lines if line.kept]
    short = [line for line in kept if _reads_like_caption(line)]
    if not short or next(container.iter(*_PICTURES), None) is None:
        return
    others = Spans(lines, container).sums(line.reason not in _BESIDE_CAPTION for line in lines)
    pictured = [line for line in short if _is_pictured(line, others, container)]
    looks = Counter(line.block.look for line in kept)
    looks.subtract(line.block.look for line in pictured)
    captions = [line for line in pictured if not looks[line.block.look]]
    if _length(captions) <= _PICTURED * _length(kept):
        for line in captions:
            line.cut("caption", "boxes:beside-picture")


def cut_pull_quotes(lines: Sequence[Line], container: HtmlElement) -> None:
    """Cut what repeats a passage of the text beside the text, and the name below it that has no other place."""
    kept = [line for line in lines if line.kept]
    looks = Counter(line.block.look for line in kept if line.block.kind != "quote")
    quoting = [
        line
        for line in kept
        if line.block.kind in ("quote", "paragraph")
        and len(line.block.text) <= _LONGEST_QUOTE
        and looks[line.block.look] <= 1
    ]
    if not 0 < len(quoting) <= _MOST_QUOTES:
        return
    texts = [fold(line.block.text) for line in kept]
    quotes = [line for line in quoting if _is_passage(fold(line.block.text), texts)]
    if not quotes:
        return
    spans = Spans(kept, container)
    for line in quotes:
        line.cut("site_furniture", "boxes:pull-quote")
        for other in _quoted(line, kept, spans, container):
            other.cut("site_furniture", "boxes:pull-quote")


def _is_passage(quote: str, texts: Iterable[str]) -> bool:
    """Whether the quote is a part of one of the texts."""
    return len(quote) >= _QUOTE and any(quote in text and quote != text for text in texts)


def _quoted(quote: Line, lines: Sequence[Line], spans: Spans, container: HtmlElement) -> list[Line]:
    """The line that shares the quote's box: who says it."""
    shared = (held for box in _boxes(quote, container) if len(held := lines[spans[box]]) > 1)
    beside = [line for line in next(shared, ()) if line is not quote]
    return beside if len(beside) == 1 and not beside[0].block.text.endswith(FULL_STOP) else []


def _boxes(line: Line, container: HtmlElement) -> Iterator[HtmlElement]:
    """The parts round the line, from the nearest; those that only style text do not hold all that they seem to."""
    return (part for part in ancestors(line.block, container) if part.tag not in INLINE)


def _look_apart(kept: Sequence[Line], looks: Counter[str]) -> bool:
    """Whether none of the lines looks like a line elsewhere."""
    own = Counter(line.block.look for line in kept)
    return all(looks[look] == count for look, count in own.items())


def _reads_like_caption(line: Line) -> bool:
    block = line.block
    if block.kind != "paragraph" or len(block.text) > _CAPTION:
        return False
    return not block.text.endswith(FULL_STOP) or (line.hint is not None and line.hint.reason == "caption")


def _is_pictured(line: Line, others: Mapping[HtmlElement, int], container: HtmlElement) -> bool:
    """Whether the line is alone with a picture: with credits and labels at most, as a card of a product holds more.

    :param others: how many lines that are neither stand in each part, this one among them.
    """
    alone = [*takewhile(lambda box: others[box] == 1, _boxes(line, container))]
    return bool(alone) and next(alone[-1].iter(*_PICTURES), None) is not None


def _length(lines: Iterable[Line]) -> int:
    return sum(len(line.block.text) for line in lines)
