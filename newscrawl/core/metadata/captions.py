"""Captions that stand outside `<figure>`: known by their class name, and by the picture beside them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, zip_longest

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.core.metadata.figures import is_outside_article

_MAX_CAPTIONS = 40
_NON_CAPTION_TAGS = frozenset({"figure", "figcaption", "table"})
_MAX_ANCESTOR_STEPS = 3
"""How far round a caption its picture may be: a row above it in a table, a box beside it in a card."""

# A loop in Python takes twice as long; a step from the attributes up to their elements, the square of their number.
_find_caption_classes = etree.XPath("descendant::*/@class[contains(string(), 'aption')]")
_find_credit_siblings = etree.XPath(
    "following-sibling::*[position() <= 2][contains(translate(@class, 'CREDITOPYGH', 'creditopygh'), 'credit')"
    " or contains(translate(@class, 'CREDITOPYGH', 'creditopygh'), 'copyright')]"
)


def iter_standalone_captions(root: HtmlElement) -> Iterator[tuple[HtmlElement, HtmlElement, HtmlElement | None]]:
    """Each caption outside a figure: its picture, the caption's element, and a credit's element behind it.

    The innermost element with such a name is the caption; where no picture stands near, the name means
    something else (video subtitles, table captions) and nothing is given.
    """
    caption_elements: list[HtmlElement] = [
        class_attribute.getparent() for class_attribute in _find_caption_classes(root)
    ]
    # Page order: what stands inside an element comes right behind it.
    pairs = zip_longest(caption_elements, caption_elements[1:])
    candidates = (
        (element, after)
        for element, after in pairs
        if element.tag not in _NON_CAPTION_TAGS and not _has_ancestor(element, "figure")
    )
    for caption, next_element in islice(candidates, _MAX_CAPTIONS):
        if (next_element is not None and caption in next_element.iterancestors()) or is_outside_article(caption):
            continue
        img = _find_nearby_img(caption)
        if img is not None:
            yield img, caption, next(iter(_find_credit_siblings(caption)), None)


def _has_ancestor(element: HtmlElement, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _find_nearby_img(caption: HtmlElement) -> HtmlElement | None:
    for ancestor in islice(caption.iterancestors(), _MAX_ANCESTOR_STEPS):
        imgs = list(islice(ancestor.iterdescendants("img"), 2))
        if imgs:
            return imgs[0] if len(imgs) == 1 else None
    return None
