"""Which blocks are the article's, told by the page's own structure; where that is in doubt, somebody else is asked.

Every number below was set on half of 315 real pages, by publisher, and the other half decided whether it stayed: on
seven pages of eight the structure leaves no doubt, and what it says of them is no worse than what trafilatura says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.core.markup.blocks import Block
from newscrawl.core.markup.outline import Outline
from newscrawl.core.prune import Hint, Signs

_SHORTEST, _LONGEST = 60, 800
"""Characters: shorter lines weigh nothing, and one long block does not outweigh an article."""

_ENDS = tuple('.…。।։؟۔”"»!?！？:：;')
_UNENDED, _ITEM, _HINTED = 0.4, 0.6, 0.2
"""What is left of a line's weight if it is no sentence, a list's item, or weakly hinted at."""

_LINKED = 0.3
_DOMINATES = 0.7
_HALF_LINKED = 0.5
_OWN_LOOK = 0.1
"""The part of the running text from which its look is the article's own."""

_TEXT_TAGS = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd tr td th blockquote pre".split())
"""Elements for text: of what stands in others, in mid-article, only running text of the article's look is its own."""

_LISTING = frozenset({"ul", "ol", "table", "tbody", "tr", "body", "html"})
"""No containers of articles: comments stand in lists, and where nothing smaller than the page holds it all, all may be
in it."""

_SHARE, _SHARE_OF_SHORT = 0.825, 0.95
_WEIGHT, _WEIGHT_OF_SHORT = 800, 300
_CHARS, _PARAGRAPHS, _PARAGRAPH = 600, 3, 100
_HINTED_SHARE = 0.1
_EVEN, _ONE_LOOK = 0.45, 0.9


@dataclass(frozen=True, slots=True)
class _Found:
    """The element that holds the text, and what is known of the blocks if it does."""

    container: HtmlElement
    weight: float
    share: float
    """The part of all weight on the page that lies in the container."""
    inside: list[bool]
    running: list[bool]
    hints: list[Hint | None]


@dataclass(frozen=True, slots=True)
class OwnVoice:
    """Which blocks are the article's text, and whether the structure leaves no doubt of it."""

    heard: list[bool]
    sure: bool


def own_voice(outline: Outline, blocks: Sequence[Block], signs: Signs, running: Sequence[bool]) -> OwnVoice:
    """Which blocks are the article's text, as the page's structure tells.

    :param running: which of them are running text that may be the article's.
    """
    chars = _chars(blocks, running)
    divided = signs.divided(chars)
    found = _find(outline, blocks, signs, running, chars)
    if found is None:
        return OwnVoice([False] * len(blocks), False)
    text = [
        block
        for block, runs, hint in zip(blocks, found.running, found.hints, strict=True)
        if runs and hint is None and block.kind != "heading"
    ]
    looks: Counter[str] = Counter()
    for block in text:
        looks[block.look] += len(block.text)
    least = _OWN_LOOK * looks.total()
    own = {look for look, count in looks.items() if count >= least}
    known = zip(blocks, found.inside, found.running, found.hints, strict=True)
    heard = [inside and hint is None and _is_text(block, runs, own) for block, inside, runs, hint in known]
    doubt = divided or _is_thin(blocks, heard, found, looks.total()) or _is_mixed(blocks, text, found, looks)
    return OwnVoice(heard, not doubt)


def _find(
    outline: Outline, blocks: Sequence[Block], signs: Signs, running: Sequence[bool], chars: Sequence[int]
) -> _Found | None:
    hints = signs.strongest(chars)
    known = zip(blocks, running, hints, strict=True)
    weights = outline.sums([_weight(block, hint) if runs else 0.0 for block, runs, hint in known])
    way = outline.way_down(weights)
    if not way:
        return None
    at = way[0]
    for below in way[1:]:
        if weights[below] < _DOMINATES * weights[at] or outline.elements[below].tag == "p":
            break
        at = below
    container = outline.elements[at]
    inside = outline.held_by([container])
    running = [here and runs for here, runs in zip(inside, running, strict=True)]
    hints = signs.strongest(_chars(blocks, running))
    return _Found(container, weights[at], weights[at] / weights[0], inside, running, hints)


def _chars(blocks: Sequence[Block], running: Sequence[bool]) -> list[int]:
    return [len(block.text) if runs else 0 for block, runs in zip(blocks, running, strict=True)]


def _weight(block: Block, hint: Hint | None) -> float:
    """How much a block speaks for the elements that it stands in: sentences do, labels and headlines do not."""
    text = block.text
    width = len(text) * 2 if text[0] >= "\u2e80" else len(text)
    if width < _SHORTEST or block.link_share >= _LINKED or block.kind in ("caption", "heading"):
        return 0.0
    if hint and hint.strong:
        return 0.0
    weight = min(width, _LONGEST) * (1 - block.link_share)
    weight *= 1 if text.endswith(_ENDS) else _UNENDED
    weight *= _ITEM if block.kind == "item" else 1
    return weight * _HINTED if hint else weight


def _is_text(block: Block, running: bool, own: Collection[str]) -> bool:
    """Whether a block in the container is the article's, nothing round it being hinted at."""
    if block.kind == "caption":
        return False
    if block.link_share >= _HALF_LINKED:
        return block.element.tag != "li" and block.look in own
    return block.element.tag in _TEXT_TAGS or (running and block.look in own)


def _is_thin(blocks: Sequence[Block], heard: Sequence[bool], found: _Found, chars: int) -> bool:
    """Whether there is too little text to be sure of it; a short article may have all the text there is."""
    if found.share >= _SHARE_OF_SHORT and found.weight >= _WEIGHT_OF_SHORT:
        return False
    long = sum(one and len(block.text) >= _PARAGRAPH for block, one in zip(blocks, heard, strict=True))
    return found.weight < _WEIGHT or chars < _CHARS or long < _PARAGRAPHS


def _is_mixed(blocks: Sequence[Block], text: Sequence[Block], found: _Found, looks: Counter[str]) -> bool:
    """Whether other text may be among the article's, or some of the article's elsewhere.

    That is so where much text stands outside the container, where class names speak against a part of what is in it
    that may be the article's, and where it has many looks and is half made of lines that are no sentences.
    """
    if found.share < _SHARE or found.container.tag in _LISTING:
        return True
    chars = looks.total()
    parents: Counter[HtmlElement | None] = Counter()
    for block in text:
        parents[block.element.getparent()] += len(block.text)
    first = max(*looks.values(), *parents.values(), 0)
    if first < _ONE_LOOK * chars and first * found.weight < _EVEN * chars * chars:
        return True
    known = zip(blocks, found.running, found.hints, strict=True)
    hinted = (
        len(block.text) for block, runs, hint in known if runs and hint and _may_be_text(block, hint, looks, parents)
    )
    return sum(hinted) > _HINTED_SHARE * chars


def _may_be_text(block: Block, hint: Hint, looks: Collection[str], parents: Collection[HtmlElement | None]) -> bool:
    """Whether a block that is hinted at may be the article's all the same.

    It looks like the article's paragraphs or stands beside them; names of captions stand round whole steps of a recipe.
    """
    if hint.strong or block.kind == "heading" or block.element.tag not in _TEXT_TAGS:
        return False
    return hint.reason == "caption" or block.look in looks or block.element.getparent() in parents
