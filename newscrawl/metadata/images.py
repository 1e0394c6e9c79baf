"""The article's pictures, each once: its own figures first, then what the page states beside them.

Which figures of a page are its article's own, by where they stand and where they lead.

Captions that stand outside `<figure>`: known by their class name, and by the picture beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice, zip_longest
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.items import Image
from newscrawl.metadata.jsonld import JsonLdNode, extract_first_text
from newscrawl.metadata.meta_tags import DeclaredMetadata
from newscrawl.metadata.photo_credits import split_credit, strip_credit_label
from newscrawl.text import lru_cache_short, normalize_text, strip_tags
from newscrawl.urls.normalize import resolve_url

IMAGE_URL_PATTERN = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?/;!])", re.IGNORECASE)
"""An address that is a picture's."""
_OUTSIDE_ARTICLE_TAGS = frozenset({"aside", "nav", "footer", "header", "li"})
_TAGS_ALLOWED_WITH_CAPTION = frozenset({"header", "li"})
_CONTENT_ROOT_TAGS = frozenset({"article", "main", "body"})
_TEASER_CLASS = re.compile(r"teaser|related|recommend|promo|carousel-item|more-|most-|sidebar|author|avatar|newsletter")
_MIN_PARAGRAPH_CHARS = 60
"""Characters before its first link or emphasis that a paragraph of the article has, and a card's label has not."""


def is_outside_article(figure: HtmlElement) -> bool:
    """Whether a figure belongs to a teaser, the site's frame or an author's box."""
    caption = next(figure.iterdescendants("figcaption"), None)
    if caption is not None and _is_single_link(caption):
        return True
    for depth, ancestor in enumerate(figure.iterancestors()):
        tag = ancestor.tag
        if tag in _CONTENT_ROOT_TAGS or depth > 12:
            return False
        if tag in _OUTSIDE_ARTICLE_TAGS and not (tag in _TAGS_ALLOWED_WITH_CAPTION and caption is not None):
            return True
        if tag == "a" and _links_to_other_page(ancestor):
            return True
        if (class_names := ancestor.get("class")) and _is_teaser_class(class_names):
            return True
    return False


@lru_cache_short(1024)  # the boxes round one figure are round the next, on this page and on the site's others
def _is_teaser_class(class_names: str) -> bool:
    return _TEASER_CLASS.search(class_names.lower()) is not None


def _links_to_other_page(link: HtmlElement) -> bool:
    """Whether a link leads to another page, not to the picture in full."""
    href = (link.get("href") or "").strip()
    return bool(href) and not href.startswith(("#", "javascript:")) and not IMAGE_URL_PATTERN.search(href)


def _is_single_link(caption: HtmlElement) -> bool:
    """Whether a caption is one link to another page, as a teaser's is."""
    link = next(caption.iter("a"), None)
    if link is None or not _links_to_other_page(link):
        return False
    return normalize_text("".join(link.itertext())) == normalize_text("".join(caption.itertext()))


def is_among_paragraphs(figure: HtmlElement) -> bool:
    """Whether a figure without a caption stands between paragraphs, as a teaser's does not."""
    ancestor: HtmlElement | None = figure.getparent()
    for _ in range(2):
        if ancestor is None or ancestor.tag == "a":
            return False
        if sum(len(child.text or "") >= _MIN_PARAGRAPH_CHARS for child in ancestor.iterchildren("p")) >= 2:
            return True
        ancestor = ancestor.getparent()
    return False


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


__all__ = ["read_images", "split_credit"]

_MAX_FIGURES = 80
_MAX_IMAGES = 60
_CREDIT_CLASS = re.compile(
    r"credit|copyright|photograph|source|rights|quelle|agency|attribution|courtesy", re.IGNORECASE
)
_SRC_ATTRIBUTES = ("src", "data-src", "data-original", "data-lazy-src", "data-srcset", "srcset")
_PLACEHOLDERS = ("blank.", "placeholder", "spacer.", "pixel.", "/1x1", "transparent.")
_SIZE_IN_NAME = re.compile(r"(?<![a-z0-9])(?:\d{2,4}x\d{2,4}|[wh]_?\d{2,4}|\d{2,4}w)(?![a-z0-9])", re.IGNORECASE)
_GENERIC_FILE_NAME = re.compile(r"(?:image|img|photo|picture|default|original|main|large|share|og)?[-_]?\d{0,4}\.\w+")
_find_caption_parts = etree.XPath("descendant::*[@class or @itemprop or self::cite or self::small]")


def read_images(
    root: HtmlElement, declared: DeclaredMetadata, article_node: JsonLdNode | None, *, base_url: str | None
) -> list[Image]:
    """The pictures in page order of the article's own figures, then JSON-LD's, then the one for sharing.

    A picture that two places give is one, with the caption and credit of the first that has any.
    """
    images_by_key: dict[str, Image] = {}
    for image in (
        *_iter_figure_images(root, base_url),
        *_iter_captioned_images(root, base_url),
        *_iter_jsonld_images(article_node or {}, base_url),
        *_iter_social_images(declared, base_url),
    ):
        key = _dedup_key(image)
        existing = images_by_key.get(key)
        if existing and ((image.caption and not existing.caption) or (image.credit and not existing.credit)):
            images_by_key[key] = replace(
                existing, caption=existing.caption or image.caption, credit=existing.credit or image.credit
            )
        elif not existing and len(images_by_key) < _MAX_IMAGES:
            images_by_key[key] = image
    return list(images_by_key.values())


def _iter_figure_images(root: HtmlElement, base_url: str | None) -> Iterator[Image]:
    seen_captions: set[str] = set()
    for figure in islice(root.iter("figure"), _MAX_FIGURES):
        if is_outside_article(figure):
            continue
        caption, credit = _read_figcaption(figure)
        if not caption and not credit and not is_among_paragraphs(figure):
            continue
        image_url = next(
            (
                url
                for img in islice(figure.iterdescendants("img"), 3)
                if (url := resolve_url(base_url, _find_image_src(img)))
            ),
            None,
        )
        if image_url or (caption and caption not in seen_captions):
            seen_captions.add(caption or "")
            yield Image(url=image_url, caption=caption, credit=credit)


def _iter_captioned_images(root: HtmlElement, base_url: str | None) -> Iterator[Image]:
    for img, caption_element, credit_element in iter_standalone_captions(root):
        caption, credit = _split_caption(caption_element)
        if credit is None and credit_element is not None:
            credit = strip_credit_label(strip_tags(" ".join(credit_element.itertext())[:400]))
        if caption or credit:
            yield Image(url=resolve_url(base_url, _find_image_src(img)), caption=caption, credit=credit)


def _read_figcaption(figure: HtmlElement) -> tuple[str | None, str | None]:
    caption_element = next(figure.iterdescendants("figcaption"), None)
    return _split_caption(caption_element) if caption_element is not None else (None, None)


def _split_caption(caption_element: HtmlElement) -> tuple[str | None, str | None]:
    """A caption's element as caption and credit."""
    text = strip_tags(" ".join(caption_element.itertext())[:4000])
    caption, credit = split_credit(text)
    marked_credit = _find_marked_credit(caption_element, text)
    if marked_credit is None or (credit and marked_credit in credit):
        return caption, credit
    remaining = text
    while remaining.endswith(marked_credit):
        remaining = remaining.removesuffix(marked_credit).rstrip(" |/–-")
    if remaining == text:
        remaining = text.replace(marked_credit, " ", 1)
    caption, credit = split_credit(remaining)
    return caption, strip_credit_label(marked_credit) or credit


def _find_marked_credit(caption_element: HtmlElement, text: str) -> str | None:
    """The text of the caption's element that is marked as its credit, if not all of the caption is."""
    for part in _find_caption_parts(caption_element)[:30] if len(caption_element) else ():
        attribute_values = (part.get("class", ""), part.get("itemprop", ""))
        if part.tag in ("cite", "small") or any(map(_is_credit_class, attribute_values)):
            credit = strip_tags(" ".join(part.itertext())[:400])
            if credit and (credit != text or strip_credit_label(credit) != credit):
                return credit
    return None


@lru_cache_short(256)
def _is_credit_class(class_names: str) -> bool:
    return _CREDIT_CLASS.search(class_names) is not None


def _find_image_src(img: HtmlElement) -> str | None:
    """Where the picture is, passing by the placeholders of late loading."""
    for attribute in _SRC_ATTRIBUTES:
        value = (img.get(attribute) or "").strip()
        if attribute.endswith("srcset"):
            value = _first_srcset_url(value)
        if value and not _is_placeholder(value[:300].lower()):
            return value
    # Parsers that do not know <source> put the <img> inside it.
    picture = next((ancestor for ancestor in islice(img.iterancestors(), 5) if ancestor.tag == "picture"), None)
    for source in picture.iter("source") if picture is not None else ():
        if value := _first_srcset_url(source.get("srcset") or source.get("data-srcset") or ""):
            return value
    return None


def _first_srcset_url(srcset: str) -> str:
    """The first address of several, behind which its width or density stands; empty, if there is none."""
    return next(filter(None, (candidate.strip(",") for candidate in srcset.split())), "")


def _is_placeholder(url: str) -> bool:
    return url.startswith("data:") or any(marker in url for marker in _PLACEHOLDERS)


def _iter_jsonld_images(article_node: JsonLdNode, base_url: str | None) -> Iterator[Image]:
    value = article_node.get("image")
    for item in (value if isinstance(value, list) else [value])[:_MAX_IMAGES]:
        if isinstance(item, str):
            yield from _iter_resolved_image(item, base_url)
        elif isinstance(item, dict):
            yield from _iter_node_images(item, base_url)


def _iter_node_images(node: dict[str, Any], base_url: str | None) -> Iterator[Image]:
    image_url = next((node[key] for key in ("url", "contentUrl", "@id") if isinstance(node.get(key), str)), None)
    caption, credit = split_credit(extract_first_text(node.get("caption")) or "")
    credit_text = next(
        (
            text
            for key in ("creditText", "copyrightHolder", "creator", "author")
            if (text := extract_first_text(node.get(key)))
        ),
        None,
    )
    yield from _iter_resolved_image(
        image_url,
        base_url,
        caption=caption,
        credit=(strip_credit_label(credit_text) if credit_text else None) or credit,
    )


def _iter_social_images(declared: DeclaredMetadata, base_url: str | None) -> Iterator[Image]:
    image_url = declared.get_meta(
        "og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"
    )
    yield from _iter_resolved_image(image_url, base_url)


def _iter_resolved_image(
    href: str | None, base_url: str | None, *, caption: str | None = None, credit: str | None = None
) -> Iterator[Image]:
    if url := resolve_url(base_url, href):
        yield Image(url=url, caption=caption, credit=credit)


def _dedup_key(image: Image) -> str:
    """What two statements of one picture share; without an address, the caption."""
    return f"caption:{image.caption}" if image.url is None else _dedup_key_from_url(image.url)


@lru_cache(maxsize=64)  # a page states the same address in several places
def _dedup_key_from_url(url: str) -> str:
    """What the sizes and formats of one picture share: its file's name if that tells it from others, else its path."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return url
    name = path.rstrip("/").rpartition("/")[2].lower()
    if len(name) >= 12 and any(map(str.isdigit, name)) and not _GENERIC_FILE_NAME.fullmatch(name):
        return _SIZE_IN_NAME.sub("", name.rpartition(".")[0] or name).strip("-_.")
    return url.partition("?")[0] if len(path) > 1 and IMAGE_URL_PATTERN.search(path) else url
