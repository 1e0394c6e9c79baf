"""Hints: what the tags, class names and ids around a block say of it, such as "newsletter" or "comments".

A hint alone removes nothing: the form of the block and the content mask have to agree (see `structure`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from newscrawl.html.blocks import MAX_CLASS_CHARS
from newscrawl.html.dom_index import DomIndex
from newscrawl.html.tag_roles import HEADING_TAGS
from newscrawl.items import RemovalReason
from newscrawl.rules.schema import Rules

_NAME_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

_NAME_ATTRIBUTES = {"class": 1, "id": 2, "data-testid": 3, "data-component": 4, "role": 5}
"""The attributes whose words may be hints, and their priority: 1 is tried first."""

_HIDDEN_STYLE = re.compile(r"display:\s*none|visibility:\s*hidden")
"""A weak hint only: some pages show the element later."""

_MAX_TEXT_RATIO, _MAX_TEXT_RATIO_STRONG, _MAX_TEXT_RATIO_CONSENT = 0.25, 0.5, 0.9
"""Shares of the running text: a weak, a strong and a strong consent hint that covers this much or more is ignored,
because it names the article itself. A request for consent can be longer than a short article, and trafilatura then
takes it for the text."""

_MIN_ARTICLE_CHARS = 200
"""Characters outside the comments that are enough for an article, even if the comments are many times as long."""


class ClassHint(NamedTuple):
    """What a class name or tag hints at. A tuple, because it is compared and hashed thousands of times a page."""

    reason: RemovalReason
    is_strong: bool
    """Whether the hint counts against text that the content mask takes for the article's."""
    name: str
    """The words of the name (`newsletter-box`) or the tag (`<nav>`)."""


_TAG_HINTS: Mapping[object, tuple[ClassHint, ...]] = {
    "nav": (ClassHint("navigation", True, "<nav>"),),
    "form": (ClassHint("site_furniture", True, "<form>"),),
    "footer": (ClassHint("site_furniture", False, "<footer>"),),
    "aside": (ClassHint("site_furniture", False, "<aside>"),),
    "header": (ClassHint("navigation", False, "<header>"),),
    "time": (ClassHint("repeated_byline", False, "<time>"),),
    "address": (ClassHint("repeated_byline", False, "<address>"),),
}

_HIDDEN_HINT = ClassHint("site_furniture", False, "[hidden]")


class ClassHints:
    """The hints of a page's elements. They are read once and can be queried for several choices of running text."""

    def __init__(self, dom_index: DomIndex, rules: Rules) -> None:
        # Few elements of a page have hints. Only these are nodes; node 0 is for blocks around which there are none.
        self._node_hints: list[tuple[ClassHint, ...]] = [()]
        self._parent_nodes: list[int] = [0]
        """For each node the nearest node around it."""
        self._inherited_hints: list[frozenset[ClassHint]] = [frozenset()]
        """For each node its own hints and those of all nodes around it."""
        nodes: list[int] = []
        for element, parent in zip(dom_index.elements, dom_index.parents, strict=True):
            node = nodes[parent] if parent >= 0 else 0
            if own_hints := _get_element_hints(element, rules):
                self._node_hints.append(own_hints)
                self._parent_nodes.append(node)
                inherited = self._inherited_hints[node]
                self._inherited_hints.append(
                    inherited if inherited.issuperset(own_hints) else inherited.union(own_hints)
                )
                node = len(self._node_hints) - 1
            nodes.append(node)
        self._block_nodes = dom_index.map_to_blocks(nodes)
        """For each block the nearest node around it."""
        self._block_elements = dom_index.map_to_blocks(dom_index.elements)
        self._strongest_by_ignored: dict[frozenset[ClassHint], list[ClassHint | None]] = {}
        """The strongest hint of each block, by the set of ignored hints: on most pages every query ignores none."""

    def strongest_per_block(self, running_chars: Sequence[int]) -> list[ClassHint | None]:
        """For each block the strongest hint around it; of equally strong ones, the nearest.

        :param running_chars: for each block, how many characters of it count as running text of the article.
        """
        covering = self._find_covering_hints(running_chars)
        sections = self._find_sections(covering)
        if not sections:
            return [*self._cached_strongest(frozenset(covering))]
        in_section = self._mask_sections(sections)
        chars_outside = [0 if inside else chars for inside, chars in zip(in_section, running_chars, strict=True)]
        strongest = self._cached_strongest(frozenset(self._find_covering_hints(chars_outside).keys() - sections))
        rows = zip(strongest, in_section, strict=True)
        return [hint._replace(is_strong=True) if hint and inside else hint for hint, inside in rows]

    def _cached_strongest(self, ignored: frozenset[ClassHint]) -> list[ClassHint | None]:
        if ignored not in self._strongest_by_ignored:
            self._strongest_by_ignored[ignored] = self._find_strongest(ignored)
        return self._strongest_by_ignored[ignored]

    def has_competing_comments(self, running_chars: Sequence[int]) -> bool:
        """Whether a comments hint covers much of the running text and the rest is still enough for an article.

        :param running_chars: as for `strongest_per_block`.
        """
        total = sum(running_chars)
        return any(
            hint.reason == "comments" and _MAX_TEXT_RATIO * total <= hint_chars <= total - _MIN_ARTICLE_CHARS
            for hint, hint_chars in self._chars_per_hint(running_chars).items()
        )

    def _find_strongest(self, ignored: Collection[ClassHint]) -> list[ClassHint | None]:
        strongest: list[ClassHint | None] = []
        for own_hints, parent in zip(self._node_hints, self._parent_nodes, strict=True):
            inherited = strongest[parent] if strongest else None
            strongest.append(
                _pick_stronger([hint for hint in own_hints if hint not in ignored] if ignored else own_hints, inherited)
            )
        return [strongest[node] for node in self._block_nodes]

    def _find_covering_hints(self, running_chars: Sequence[int]) -> dict[ClassHint, int]:
        """The hints that cover so much of the running text that they may name the article itself.

        :return: for each of them the characters of running text that it does not cover.
        """
        total = sum(running_chars)
        return {
            hint: total - hint_chars
            for hint, hint_chars in self._chars_per_hint(running_chars).items()
            if hint_chars >= _max_text_ratio(hint) * total
        }

    def _find_sections(self, covering: Mapping[ClassHint, int]) -> set[ClassHint]:
        """The comments hints that are right though they cover much of the text.

        The headline is not in the comments, and there is text outside them. A single `comment` may be an opinion piece,
        so it needs an article's length beside it.

        :param covering: as `_find_covering_hints` returns them.
        """
        return {
            hint
            for hint, other_chars in covering.items()
            if hint.reason == "comments"
            and other_chars >= (_MIN_ARTICLE_CHARS if hint.name == "comment" else 1)
            and not self._covers_headline(hint)
        }

    def _mask_sections(self, sections: set[ClassHint]) -> list[bool]:
        """For each block whether one of the hints covers it."""
        covered = [not sections.isdisjoint(inherited) for inherited in self._inherited_hints]
        return [covered[node] for node in self._block_nodes]

    def _covers_headline(self, hint: ClassHint) -> bool:
        """Whether the hint covers an `h1`, or the page has none."""
        nodes = [
            node for node, element in zip(self._block_nodes, self._block_elements, strict=True) if element.tag == "h1"
        ]
        return not nodes or any(hint in self._inherited_hints[node] for node in nodes)

    def _chars_per_hint(self, running_chars: Sequence[int]) -> dict[ClassHint, int]:
        """How many characters of the running text each hint covers."""
        node_chars = [0] * len(self._node_hints)
        for node, char_count in zip(self._block_nodes, running_chars, strict=True):
            node_chars[node] += char_count
        hint_chars: dict[ClassHint, int] = {}
        for inherited, char_count in zip(self._inherited_hints, node_chars, strict=True):
            for hint in inherited if char_count else ():
                hint_chars[hint] = hint_chars.get(hint, 0) + char_count
        return hint_chars


def split_class_names(value: str) -> tuple[str, ...]:
    """The words of a class attribute: triples and pairs of adjacent words joined by hyphens, then single words.

    The longer a name is, the more it says; so the longest come first.

    >>> split_class_names("inlineTeaser__list")
    ('inline-teaser-list', 'inline-teaser', 'teaser-list', 'inline', 'teaser', 'list')
    """
    words: list[str] = []
    for class_name in value.split():
        name_words = [word.lower() for word in _NAME_WORD.findall(class_name)]
        for size in (3, 2, 1):
            words += ["-".join(name_words[start : start + size]) for start in range(len(name_words) - size + 1)]
    return tuple(words)


def _pick_stronger(own_hints: Sequence[ClassHint], inherited: ClassHint | None) -> ClassHint | None:
    """The first strong hint, an element's own hints before the inherited one; without a strong one, the first."""
    strong = next((hint for hint in own_hints if hint.is_strong), None)
    if strong is not None or (inherited is not None and inherited.is_strong):
        return strong or inherited
    return own_hints[0] if own_hints else inherited


def _max_text_ratio(hint: ClassHint) -> float:
    if hint.is_strong and hint.reason == "consent":
        return _MAX_TEXT_RATIO_CONSENT
    return _MAX_TEXT_RATIO_STRONG if hint.is_strong else _MAX_TEXT_RATIO


def _get_element_hints(element: HtmlElement, rules: Rules) -> tuple[ClassHint, ...]:
    tag = element.tag
    hints = _TAG_HINTS.get(tag, ())
    attributes = element.items()
    if not attributes:
        return hints
    if len(attributes) == 1 and attributes[0][0] == "class":  # more than half of all elements
        return hints + _match_class_words(rules, attributes[0][1][:MAX_CLASS_CHARS])
    attribute_hints: list[tuple[int, tuple[ClassHint, ...]]] = []
    for name, value in attributes:
        if name in _NAME_ATTRIBUTES:
            # The id of a heading is often made of its words, so only the class of a heading counts.
            if (matched := _match_class_words(rules, value[:MAX_CLASS_CHARS])) and (
                name == "class" or tag not in HEADING_TAGS
            ):
                attribute_hints.append((_NAME_ATTRIBUTES[name], matched))
        elif name == "hidden" or (name == "style" and _HIDDEN_STYLE.search(value)):
            hints = (*_TAG_HINTS.get(tag, ()), _HIDDEN_HINT)
    for _, matched in sorted(attribute_hints) if len(attribute_hints) > 1 else attribute_hints:
        hints += matched
    return hints


@lru_cache(maxsize=2**16)  # a page has some hundred names, and a site has the same ones on every page
def _match_class_words(rules: Rules, value: str) -> tuple[ClassHint, ...]:
    return tuple(
        ClassHint(*rules.class_hint_words[word], word)
        for word in split_class_names(value)
        if word in rules.class_hint_words
    )
