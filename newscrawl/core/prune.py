"""Which parts round a block say by their mark-up that they are not the article's text.

Nothing is cut by a name alone: a class name is a hint, and the block's own shape and what trafilatura
made of it have to agree (see `structure`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml.html import HtmlElement

from newscrawl.article import Reason
from newscrawl.core.markup.blocks import Block

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NAMING = ("class", "id", "data-testid", "data-component", "role")
_TAGS: Mapping[str, tuple[Reason, bool]] = {
    "nav": ("navigation", True),
    "form": ("site_furniture", True),
    "footer": ("site_furniture", False),
    "aside": ("site_furniture", False),
    "header": ("navigation", False),
    "time": ("repeated_byline", False),
    "address": ("repeated_byline", False),
}
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden")
"""Some pages show it later, so it is a weak hint."""

_OWN_TEXT, _OWN_TEXT_STRONG, _OWN_TEXT_CONSENT = 0.25, 0.5, 0.9
"""A name on this share of the running text names the article, not a part to cut; what asks for consent can be
longer than a short article, and trafilatura then takes it for the text."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What a name or tag round a block hints at, and whether strongly."""

    reason: Reason
    strong: bool
    name: str


def hints_of(
    blocks: Sequence[Block], running: Sequence[bool], words: Mapping[str, tuple[Reason, bool]]
) -> list[Hint | None]:
    """For each block the strongest hint that the parts round it give, the nearest part first.

    :param running: which blocks are running text of the article, as trafilatura sees it.
    """
    known: dict[HtmlElement, tuple[Hint, ...]] = {}
    named = [_named(block.element, words, known) for block in blocks]
    own = _own_names(blocks, running, named)
    return [_strongest(hint for hint in hints if hint not in own) for hints in named]


def _strongest(hints: Iterable[Hint]) -> Hint | None:
    nearest: Hint | None = None
    for hint in hints:
        if hint.strong:
            return hint
        nearest = nearest or hint
    return nearest


def _own_names(blocks: Sequence[Block], running: Sequence[bool], named: Sequence[Sequence[Hint]]) -> set[Hint]:
    """The hints that stand on so much of the running text that they tell nothing."""
    shares: dict[Hint, int] = {}
    total = 0
    for block, counts, hints in zip(blocks, running, named, strict=True):
        if counts:
            total += len(block.text)
            for hint in set(hints):
                shares[hint] = shares.get(hint, 0) + len(block.text)
    return {hint for hint, chars in shares.items() if chars >= _own_share(hint) * total}


def _own_share(hint: Hint) -> float:
    if hint.strong and hint.reason == "consent":
        return _OWN_TEXT_CONSENT
    return _OWN_TEXT_STRONG if hint.strong else _OWN_TEXT


def _named(
    element: HtmlElement, words: Mapping[str, tuple[Reason, bool]], known: dict[HtmlElement, tuple[Hint, ...]]
) -> tuple[Hint, ...]:
    """The hints of the element and of all round it, each element read once."""
    path: list[HtmlElement] = []
    at: HtmlElement | None = element
    while at is not None and at not in known:
        path.append(at)
        at = at.getparent()
    hints = known[at] if at is not None else ()
    for part in reversed(path):
        hints = known[part] = (*_own_hints(part, words), *hints)
    return hints


def _own_hints(element: HtmlElement, words: Mapping[str, tuple[Reason, bool]]) -> list[Hint]:
    tag = str(element.tag)
    hints = [Hint(*_TAGS[tag], f"<{tag}>")] if tag in _TAGS else []
    attributes = element.attrib
    if "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")):
        hints.append(Hint("site_furniture", False, "[hidden]"))
    for key in _NAMING if tag not in _HEADINGS else _NAMING[:1]:  # a heading's id is often made of its words
        if value := attributes.get(key):
            hints += [Hint(*words[name], name) for name in names(value) if name in words]
    return hints


@lru_cache(maxsize=8192)
def names(value: str) -> tuple[str, ...]:
    """The words of a class attribute: triples and pairs of neighbours joined by hyphens, then single ones.

    >>> names("inlineTeaser__list")
    ('inline-teaser-list', 'inline-teaser', 'teaser-list', 'inline', 'teaser', 'list')
    """
    found: list[str] = []
    for name in value.split():
        parts = [part.lower() for part in _WORD.findall(name)]
        for size in (3, 2, 1):  # the longer a name, the more it says
            found += ["-".join(parts[start : start + size]) for start in range(len(parts) - size + 1)]
    return tuple(found)
