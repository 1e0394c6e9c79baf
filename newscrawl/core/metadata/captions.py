"""Captions that stand outside `<figure>`: known by their class name, and by the picture beside them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, zip_longest

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.metadata.figures import is_elsewhere

_MOST_CAPTIONS = 40
_NO_CAPTIONS = frozenset({"figure", "figcaption", "table"})
_STEPS = 3
"""How far round a caption its picture may be: a row above it in a table, a box beside it in a card."""

# A loop in Python takes twice as long; a step from the attributes up to their elements, the square of their number.
_names = etree.XPath("descendant::*/@class[contains(string(), 'aption')]")
_credit = etree.XPath(
    "following-sibling::*[position() <= 2][contains(translate(@class, 'CREDITOPYGH', 'creditopygh'), 'credit')"
    " or contains(translate(@class, 'CREDITOPYGH', 'creditopygh'), 'copyright')]"
)


def captioned_pictures(root: HtmlElement) -> Iterator[tuple[HtmlElement, HtmlElement, HtmlElement | None]]:
    """Each caption outside a figure: its picture, the caption's element, and a credit's element behind it.

    The innermost element with such a name is the caption; where no picture stands near, the name means
    something else (video subtitles, table captions) and nothing is given.
    """
    named: list[HtmlElement] = [name.getparent() for name in _names(root)]
    # Page order: what stands inside an element comes right behind it.
    pairs = zip_longest(named, named[1:])
    outside = ((one, after) for one, after in pairs if one.tag not in _NO_CAPTIONS and not _is_inside(one, "figure"))
    for caption, after in islice(outside, _MOST_CAPTIONS):
        if (after is not None and caption in after.iterancestors()) or is_elsewhere(caption):
            continue
        picture = _picture_near(caption)
        if picture is not None:
            yield picture, caption, next(iter(_credit(caption)), None)


def _is_inside(element: HtmlElement, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _picture_near(caption: HtmlElement) -> HtmlElement | None:
    for box in islice(caption.iterancestors(), _STEPS):
        pictures = list(islice(box.iterdescendants("img"), 2))
        if pictures:
            return pictures[0] if len(pictures) == 1 else None
    return None
