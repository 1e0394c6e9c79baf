"""The rules of a page's own `style` elements that change where a line ends.

They are read only for pages whose lines look as if such a rule were at work, see `blocks.extract_blocks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml.html import HtmlElement

from newscrawl.html.display import StyleEffect, read_style

_MAX_SHEET_CHARS = 500_000
"""Characters of all sheets that are read. Sheets within a page are small, because every visit loads them again."""
_MAX_RULES = 200
"""Rules that are kept; a page has some dozens that make a block of something or keep its line feeds."""
_MAX_CLASSES = 20
"""Classes of an element that are looked up."""

_COMPOUND = re.compile(r"([a-zA-Z][\w-]*)?((?:[.#][\w-]+)*)")
"""A tag, classes and ids."""
_NAME = re.compile(r"([.#])([\w-]+)")


class _Compound(NamedTuple):
    """One part of a selector, such as `p.lead`."""

    tag: str
    """Empty for any tag."""
    classes: frozenset[str]
    element_id: str

    def matches(self, element: HtmlElement) -> bool:
        if self.tag and element.tag != self.tag:
            return False
        if self.element_id and element.get("id") != self.element_id:
            return False
        return self.classes.issubset((element.get("class") or "").split()) if self.classes else True


class _Rule(NamedTuple):
    compound: _Compound
    outer: _Compound | None
    """What the parent or the grandparent must match."""
    effect: StyleEffect

    def matches(self, element: HtmlElement) -> bool:
        if not self.compound.matches(element):
            return False
        if self.outer is None:
            return True
        parent = element.getparent()
        grandparent = parent.getparent() if parent is not None else None
        return any(outer is not None and self.outer.matches(outer) for outer in (parent, grandparent))


def find_effects(root: HtmlElement) -> Mapping[HtmlElement, StyleEffect]:
    """The elements on which the page's own style sheets have an effect.

    Of a selector, the last part counts if it has a class or an id; if it is only a tag, the part before it must match
    the parent or grandparent. Selectors with attributes or pseudo-classes have no effect: a line too few is harmless.
    """
    rules = _read_rules("\n".join(element.text or "" for element in root.iter("style"))[:_MAX_SHEET_CHARS])
    effects: dict[HtmlElement, StyleEffect] = {}
    for element in root.iter() if rules else ():
        keys = (element.tag, *(element.get("class") or "")[:1_000].split()[:_MAX_CLASSES], element.get("id"))
        matching = [rule.effect for key in keys for rule in rules.get(key, ()) if rule.matches(element)]
        if matching:
            keeps = [effect.keeps_line_feeds for effect in matching if effect.keeps_line_feeds is not None]
            effects[element] = StyleEffect(
                is_block=any(effect.is_block for effect in matching), keeps_line_feeds=keeps[-1] if keeps else None
            )
    return effects


def _read_rules(sheet: str) -> dict[object, list[_Rule]]:
    """The rules by a class, the id or the tag of the last part of their selectors."""
    rules: dict[object, list[_Rule]] = {}
    count = 0
    for selectors, effect in _iter_declarations(sheet):
        for selector in selectors.split(","):
            rule = _read_rule(selector, effect)
            if rule is not None and count < _MAX_RULES:
                count += 1
                compound = rule.compound
                rules.setdefault(next(iter(compound.classes), compound.element_id or compound.tag), []).append(rule)
    return rules


def _iter_declarations(sheet: str) -> Iterator[tuple[str, StyleEffect]]:
    """The selectors and the effect of each rule that has one; rules for some media or widths only are left out."""
    depth, is_conditional = 0, False
    for chunk in _strip_comments(sheet).split("}"):
        *openings, declarations = chunk.split("{")
        if not openings:  # the end of an at-rule
            depth = max(depth - 1, 0)
            is_conditional = is_conditional and depth > 0
            continue
        depth += len(openings) - 1
        is_conditional = is_conditional or any("@" in opening for opening in openings[:-1])
        if not is_conditional and ("display" in declarations or "white-space" in declarations):
            effect = read_style(declarations)
            if effect.is_block or effect.keeps_line_feeds is not None:
                yield openings[-1].rpartition(";")[2], effect


def _strip_comments(sheet: str) -> str:
    first, *others = sheet.split("/*")
    return first + "".join(other.partition("*/")[2] for other in others)


def _read_rule(selector: str, effect: StyleEffect) -> _Rule | None:
    parts = [part for part in selector.replace(">", " ").split() if part not in ("+", "~")]
    compound = _read_compound(parts[-1]) if parts else None
    if compound is None:
        return None
    if compound.classes or compound.element_id:
        return _Rule(compound, None, effect)
    outer = _read_compound(parts[-2]) if len(parts) > 1 else None
    return _Rule(compound, outer, effect) if outer or len(parts) == 1 else None


def _read_compound(part: str) -> _Compound | None:
    match = _COMPOUND.fullmatch(part)
    if not match or not part:
        return None
    names = _NAME.findall(match[2])
    return _Compound(
        (match[1] or "").lower(),
        frozenset(name for sign, name in names if sign == "."),
        next((name for sign, name in names if sign == "#"), ""),
    )
