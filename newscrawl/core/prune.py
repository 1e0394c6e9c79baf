"""Which parts round a block say by their mark-up that they are not the article's text.

Nothing is cut by a name alone: a class name is a hint, and the block's own shape and what trafilatura
made of it have to agree (see `structure`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from newscrawl.article import Reason
from newscrawl.core.markup.outline import Outline
from newscrawl.core.markup.tags import LONGEST_NAMES
from newscrawl.rules.model import Rules

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NAMING = {"class": 1, "id": 2, "data-testid": 3, "data-component": 4, "role": 5}
"""The attributes whose words may hint at something, and the order in which they count."""
_HIDDEN = re.compile(r"display:\s*none|visibility:\s*hidden")
"""Some pages show it later, so it is a weak hint."""

_OWN_TEXT, _OWN_TEXT_STRONG, _OWN_TEXT_CONSENT = 0.25, 0.5, 0.9
"""A name on this share of the running text names the article, not a part to cut; what asks for consent can be
longer than a short article, and trafilatura then takes it for the text."""

_AN_ARTICLE = 200
"""Characters that can be one, beside comments many times as long."""


class Hint(NamedTuple):
    """What a name or tag round a block hints at, and whether strongly; a tuple, for a page counts with thousands."""

    reason: Reason
    strong: bool
    name: str


_TAGS: Mapping[object, tuple[Hint, ...]] = {
    "nav": (Hint("navigation", True, "<nav>"),),
    "form": (Hint("site_furniture", True, "<form>"),),
    "footer": (Hint("site_furniture", False, "<footer>"),),
    "aside": (Hint("site_furniture", False, "<aside>"),),
    "header": (Hint("navigation", False, "<header>"),),
    "time": (Hint("repeated_byline", False, "<time>"),),
    "address": (Hint("repeated_byline", False, "<address>"),),
}
_UNSEEN = Hint("site_furniture", False, "[hidden]")


class Signs:
    """The hints of all parts of a page, read once, whatever is then taken for its running text."""

    def __init__(self, outline: Outline, rules: Rules) -> None:
        # Of the page's elements, a few hint at anything: only these are parts, and the first stands for having none.
        self._own: list[tuple[Hint, ...]] = [()]
        self._outer: list[int] = [0]
        """For each part the nearest one round it."""
        self._around: list[frozenset[Hint]] = [frozenset()]
        """For each part its own hints and those of all parts round it."""
        parts: list[int] = []
        for element, parent in zip(outline.elements, outline.parents, strict=True):
            part = parts[parent] if parent >= 0 else 0
            if own := _own_hints(element, rules):
                self._own.append(own)
                self._outer.append(part)
                above = self._around[part]
                self._around.append(above if above.issuperset(own) else above.union(own))
                part = len(self._own) - 1
            parts.append(part)
        self._parts = outline.of_blocks(parts)
        """For each block the nearest part round it."""
        self._strongest: dict[frozenset[Hint], list[Hint | None]] = {}
        """What is found for each block, by the hints that tell nothing: mostly none, whoever asks."""

    def strongest(self, chars: Sequence[int]) -> list[Hint | None]:
        """For each block the strongest hint that the parts round it give, the nearest part first.

        :param chars: a number a block: how many characters of the article's running text it is taken to have.
        """
        idle = frozenset(self._idle(chars))
        if idle not in self._strongest:
            self._strongest[idle] = self._found(idle)
        return [*self._strongest[idle]]

    def _found(self, idle: Collection[Hint]) -> list[Hint | None]:
        """For each block the strongest hint, those that are idle left out."""
        found: list[Hint | None] = []
        for own, outer in zip(self._own, self._outer, strict=True):
            above = found[outer] if found else None
            found.append(_stronger([hint for hint in own if hint not in idle] if idle else own, above))
        return [found[part] for part in self._parts]

    def divided(self, chars: Sequence[int]) -> bool:
        """Whether what may be comments stands on most of the running text, and what may be an article beside it.

        :param chars: as for `strongest`.
        """
        total = sum(chars)
        return any(
            hint.reason == "comments" and _OWN_TEXT * total <= amount <= total - _AN_ARTICLE
            for hint, amount in self._shares(chars).items()
        )

    def _idle(self, chars: Sequence[int]) -> set[Hint]:
        """The hints that stand on so much of the running text that they tell nothing."""
        total = sum(chars)
        return {hint for hint, amount in self._shares(chars).items() if amount >= _own_share(hint) * total}

    def _shares(self, chars: Sequence[int]) -> dict[Hint, int]:
        """How much of the running text each hint stands on."""
        amounts = [0] * len(self._own)
        for part, amount in zip(self._parts, chars, strict=True):
            amounts[part] += amount
        shares: dict[Hint, int] = {}
        for around, amount in zip(self._around, amounts, strict=True):
            for hint in around if amount else ():
                shares[hint] = shares.get(hint, 0) + amount
        return shares


def _stronger(own: Sequence[Hint], above: Hint | None) -> Hint | None:
    """The first strong one, the nearest part first; for want of one, the first."""
    strong = next((hint for hint in own if hint.strong), None)
    if strong is not None or (above is not None and above.strong):
        return strong or above
    return own[0] if own else above


def _own_share(hint: Hint) -> float:
    if hint.strong and hint.reason == "consent":
        return _OWN_TEXT_CONSENT
    return _OWN_TEXT_STRONG if hint.strong else _OWN_TEXT


def _own_hints(element: HtmlElement, rules: Rules) -> tuple[Hint, ...]:
    tag = element.tag
    hints = _TAGS.get(tag, ())
    attributes = element.items()
    if not attributes:
        return hints
    if len(attributes) == 1 and attributes[0][0] == "class":  # more than half of all elements
        return hints + _said(rules, attributes[0][1][:LONGEST_NAMES])
    said: list[tuple[int, tuple[Hint, ...]]] = []
    for key, value in attributes:
        if key in _NAMING:
            # A heading's id is often made of its words.
            if (found := _said(rules, value[:LONGEST_NAMES])) and (key == "class" or tag not in _HEADINGS):
                said.append((_NAMING[key], found))
        elif key == "hidden" or (key == "style" and _HIDDEN.search(value)):
            hints = (*_TAGS.get(tag, ()), _UNSEEN)
    for _, found in sorted(said) if len(said) > 1 else said:
        hints += found
    return hints


@lru_cache(maxsize=2**16)  # a page has some hundred names, and a site the same on every page
def _said(rules: Rules, value: str) -> tuple[Hint, ...]:
    return tuple(Hint(*rules.hints[name], name) for name in names(value) if name in rules.hints)


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
