"""Captions that stand outside `<figure>`: known by their class name, and by the picture beside them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.metadata.figures import is_elsewhere

_MOST_CAPTIONS = 40
_NO_CAPTIONS = frozenset({"figure", "figcaption", "table"})
_FIGURE = frozenset({"figure"})
_STEPS = 3
"""How far round a caption its picture may be: a row above it in a table, a box beside it in a card."""

_pictures = etree.XPath("descendant::img")
_credit = etree.XPath(
    "following-sibling::*[position() <= 2][contains(translate(@class, 'CREDITOPYGH', 'creditopygh'), 'credit')"
    " or contains(translate(@class, 'CREDITOPYGH', 'creditopygh'), 'copyright')]"
)


def captioned_pictures(root: HtmlElement) -> Iterator[tuple[HtmlElement, HtmlElement, HtmlElement | None]]:
    """Each caption outside a figure: its picture, the caption's element, and a credit's element behind it.

    The innermost element with such a name is the caption; where no picture stands near, the name means
    something else (video subtitles, table captions) and nothing is given.
    """
    named = [element for element in root.iter() if (names := element.get("class")) and "aption" in names]
    outer = {above for element in named for above in element.iterancestors()}
    captions = (one for one in named if one.tag not in _NO_CAPTIONS and _FIGURE.isdisjoint(_tags_round(one)))
    for caption in islice(captions, _MOST_CAPTIONS):
        if caption in outer or is_elsewhere(caption):
            continue
        picture = _picture_near(caption)
        if picture is not None:
            yield picture, caption, next(iter(_credit(caption)), None)


def _tags_round(element: HtmlElement) -> Iterator[str]:
    return (str(outer.tag) for outer in element.iterancestors())


def _picture_near(caption: HtmlElement) -> HtmlElement | None:
    box = caption.getparent()
    for _ in range(_STEPS):
        if box is None:
            return None
        pictures = _pictures(box)
        if pictures:
            return pictures[0] if len(pictures) == 1 else None
        box = box.getparent()
    return None
