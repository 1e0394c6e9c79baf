"""Find the images of an article with their captions and credits: in its figures, captions, JSON-LD and meta tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice, zip_longest
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.items import Image
from newscrawl.metadata.jsonld import JsonLdNode, extract_first_text
from newscrawl.metadata.meta_tags import DeclaredMetadata
from newscrawl.metadata.photo_credits import (
    MAX_CAPTION_CHARS,
    MAX_RAW_CREDIT_CHARS,
    split_credit,
    strip_credit_label,
)
from newscrawl.text import lru_cache_short, normalize_text, strip_tags
from newscrawl.urls.normalize import resolve_url

_MAX_IMAGES = 60
_MAX_FIGURES = 80
_MAX_STANDALONE_CAPTIONS = 40
_MAX_CAPTION_PARTS = 30

_IMAGE_URL = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?/;!])", re.IGNORECASE)
_OUTSIDE_ARTICLE_TAGS = frozenset({"aside", "nav", "footer", "header", "li"})
_TAGS_ALLOWED_WITH_CAPTION = frozenset({"header", "li"})
"""An article's main image can be in a header, and its slideshow in a list: then the figures have captions."""
_CONTENT_ROOT_TAGS = frozenset({"article", "main", "body"})
_MAX_ANCESTORS = 12
_TEASER_CLASS = re.compile(r"teaser|related|recommend|promo|carousel-item|more-|most-|sidebar|author|avatar|newsletter")
_MIN_PARAGRAPH_CHARS = 60
"""Characters before the first inner element of a paragraph. The text of a card is shorter."""

_NON_CAPTION_TAGS = frozenset({"figure", "figcaption", "table"})
_MAX_CAPTION_DISTANCE = 3
"""How many levels above its caption an image can be: for example in the table row above, or beside it in a card."""
_CREDIT_CLASS = re.compile(
    r"credit|copyright|photograph|source|rights|quelle|agency|attribution|courtesy", re.IGNORECASE
)
# A loop in Python takes twice as long. A step from the attributes to their elements inside the expression would take
# quadratic time.
_find_caption_classes = etree.XPath("descendant::*/@class[contains(string(), 'aption')]")
_find_credit_siblings = etree.XPath(
    "following-sibling::*[position() <= 2][contains(translate(@class, 'CREDITOPYGH', 'creditopygh'), 'credit')"
    " or contains(translate(@class, 'CREDITOPYGH', 'creditopygh'), 'copyright')]"
)
_find_caption_parts = etree.XPath("descendant::*[@class or @itemprop or self::cite or self::small]")

_SRC_ATTRIBUTES = ("src", "data-src", "data-original", "data-lazy-src", "data-srcset", "srcset")
_PLACEHOLDERS = ("blank.", "placeholder", "spacer.", "pixel.", "/1x1", "transparent.")
_MIN_DISTINCTIVE_NAME_CHARS = 12
_SIZE_IN_NAME = re.compile(r"(?<![a-z0-9])(?:\d{2,4}x\d{2,4}|[wh]_?\d{2,4}|\d{2,4}w)(?![a-z0-9])", re.IGNORECASE)
_GENERIC_FILE_NAME = re.compile(r"(?:image|img|photo|picture|default|original|main|large|share|og)?[-_]?\d{0,4}\.\w+")


def read_images(
    root: HtmlElement, declared: DeclaredMetadata, article_node: JsonLdNode, *, base_url: str | None
) -> list[Image]:
    """Find the images of the article, each once.

    The order is: figures of the article in page order, images with a caption outside `<figure>`, images in JSON-LD,
    the image for social media. An image that several places state gets the first caption and the first credit.

    :param article_node: the JSON-LD node of the page's own article; empty if the page has none.
    :param base_url: the URL that relative URLs of the page refer to.
    """
    images_by_key: dict[str, Image] = {}
    for image in (
        *_iter_figure_images(root, base_url),
        *_iter_captioned_images(root, base_url),
        *_iter_jsonld_images(article_node, base_url),
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


def iter_standalone_captions(root: HtmlElement) -> Iterator[tuple[HtmlElement, HtmlElement, HtmlElement | None]]:
    """Find captions outside `<figure>`: elements with a class name that contains `caption`, near exactly one image.

    Of nested elements with such a name, the innermost is the caption. Without an image near it, the name means
    something else: the subtitles of a video, the caption of a table. At most 40 elements are tried.

    Each result is the `<img>`, the caption's element, and the element of a credit after the caption or None.
    """
    caption_elements: list[HtmlElement] = [
        class_attribute.getparent() for class_attribute in _find_caption_classes(root)
    ]
    # The elements are in page order: one that is inside another comes directly after it.
    pairs = zip_longest(caption_elements, caption_elements[1:])
    candidates = (
        (element, next_element)
        for element, next_element in pairs
        if element.tag not in _NON_CAPTION_TAGS and next(element.iterancestors("figure"), None) is None
    )
    for caption, next_element in islice(candidates, _MAX_STANDALONE_CAPTIONS):
        if (next_element is not None and caption in next_element.iterancestors()) or _is_outside_article(caption):
            continue
        img = _find_nearby_img(caption)
        if img is not None:
            yield img, caption, next(iter(_find_credit_siblings(caption)), None)


def _iter_figure_images(root: HtmlElement, base_url: str | None) -> Iterator[Image]:
    """The images of the article's figures. A figure without a caption counts only between paragraphs.

    A caption without the URL of an image is also kept, once.
    """
    seen_captions: set[str] = set()
    for figure in islice(root.iter("figure"), _MAX_FIGURES):
        if _is_outside_article(figure):
            continue
        caption, credit = _read_figcaption(figure)
        if not caption and not credit and not _is_among_paragraphs(figure):
            continue
        urls = (resolve_url(base_url, _find_image_src(img)) for img in islice(figure.iterdescendants("img"), 3))
        image_url = next(filter(None, urls), None)
        if image_url or (caption and caption not in seen_captions):
            seen_captions.add(caption or "")
            yield Image(url=image_url, caption=caption, credit=credit)


def _iter_captioned_images(root: HtmlElement, base_url: str | None) -> Iterator[Image]:
    for img, caption_element, credit_element in iter_standalone_captions(root):
        caption, credit = _split_caption(caption_element)
        if credit is None and credit_element is not None:
            credit = strip_credit_label(_get_text(credit_element, MAX_RAW_CREDIT_CHARS))
        if caption or credit:
            yield Image(url=resolve_url(base_url, _find_image_src(img)), caption=caption, credit=credit)


def _iter_jsonld_images(article_node: JsonLdNode, base_url: str | None) -> Iterator[Image]:
    value = article_node.get("image")
    for item in (value if isinstance(value, list) else [value])[:_MAX_IMAGES]:
        if isinstance(item, str):
            yield from _iter_resolved_image(item, base_url)
        elif isinstance(item, dict):
            yield from _iter_node_images(item, base_url)


def _iter_node_images(node: JsonLdNode, base_url: str | None) -> Iterator[Image]:
    image_url = next((node[key] for key in ("url", "contentUrl", "@id") if isinstance(node.get(key), str)), None)
    caption, credit = split_credit(extract_first_text(node.get("caption")) or "")
    credit_keys = ("creditText", "copyrightHolder", "creator", "author")
    credit_text = next(filter(None, (extract_first_text(node.get(key)) for key in credit_keys)), None)
    if credit_text:
        credit = strip_credit_label(credit_text) or credit
    yield from _iter_resolved_image(image_url, base_url, caption=caption, credit=credit)


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


def _is_outside_article(element: HtmlElement) -> bool:
    """Whether a figure or caption belongs to a teaser, to the frame of the site or to a box about the author."""
    caption = next(element.iterdescendants("figcaption"), None)
    if caption is not None and _is_single_link(caption):
        return True
    for depth, ancestor in enumerate(element.iterancestors()):
        tag = ancestor.tag
        if tag in _CONTENT_ROOT_TAGS or depth > _MAX_ANCESTORS:
            return False
        if tag in _OUTSIDE_ARTICLE_TAGS and not (tag in _TAGS_ALLOWED_WITH_CAPTION and caption is not None):
            return True
        if tag == "a" and _links_to_other_page(ancestor):
            return True
        if (class_names := ancestor.get("class")) and _is_teaser_class(class_names):
            return True
    return False


@lru_cache_short(1024)  # figures of a page, and of a site's pages, are in the same elements
def _is_teaser_class(class_names: str) -> bool:
    return _TEASER_CLASS.search(class_names.lower()) is not None


def _links_to_other_page(link: HtmlElement) -> bool:
    """Whether a link goes to another page, and not to a larger version of the image."""
    href = (link.get("href") or "").strip()
    return bool(href) and not href.startswith(("#", "javascript:")) and not _IMAGE_URL.search(href)


def _is_single_link(caption: HtmlElement) -> bool:
    """Whether a caption is one link to another page, as in a teaser."""
    link = next(caption.iter("a"), None)
    if link is None or not _links_to_other_page(link):
        return False
    return normalize_text("".join(link.itertext())) == normalize_text("".join(caption.itertext()))


def _is_among_paragraphs(figure: HtmlElement) -> bool:
    """Whether the parent or grandparent of a figure also holds two paragraphs of an article, and is not a link."""
    ancestor: HtmlElement | None = figure.getparent()
    for _ in range(2):
        if ancestor is None or ancestor.tag == "a":
            return False
        if sum(len(child.text or "") >= _MIN_PARAGRAPH_CHARS for child in ancestor.iterchildren("p")) >= 2:
            return True
        ancestor = ancestor.getparent()
    return False


def _find_nearby_img(caption: HtmlElement) -> HtmlElement | None:
    """The image in the nearest ancestor that has any; None if that ancestor has several."""
    for ancestor in islice(caption.iterancestors(), _MAX_CAPTION_DISTANCE):
        imgs = list(islice(ancestor.iterdescendants("img"), 2))
        if imgs:
            return imgs[0] if len(imgs) == 1 else None
    return None


def _read_figcaption(figure: HtmlElement) -> tuple[str | None, str | None]:
    caption_element = next(figure.iterdescendants("figcaption"), None)
    return _split_caption(caption_element) if caption_element is not None else (None, None)


def _split_caption(caption_element: HtmlElement) -> tuple[str | None, str | None]:
    """The caption and the credit in the element of a caption: by its mark-up, otherwise by the words of its text."""
    text = _get_text(caption_element, MAX_CAPTION_CHARS)
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
    """The text of the inner element that is marked as a credit.

    An element that holds the whole caption counts only if its text starts with a label such as `Photo:`.
    """
    for part in _find_caption_parts(caption_element)[:_MAX_CAPTION_PARTS] if len(caption_element) else ():
        attribute_values = (part.get("class", ""), part.get("itemprop", ""))
        if part.tag in ("cite", "small") or any(map(_is_credit_class, attribute_values)):
            credit = _get_text(part, MAX_RAW_CREDIT_CHARS)
            if credit and (credit != text or strip_credit_label(credit) != credit):
                return credit
    return None


@lru_cache_short(256)
def _is_credit_class(class_names: str) -> bool:
    return _CREDIT_CLASS.search(class_names) is not None


def _get_text(element: HtmlElement, max_chars: int) -> str:
    return strip_tags(" ".join(element.itertext())[:max_chars])


def _find_image_src(img: HtmlElement) -> str | None:
    """The URL of an image. Placeholders of lazy loading are skipped."""
    for attribute in _SRC_ATTRIBUTES:
        value = (img.get(attribute) or "").strip()
        if attribute.endswith("srcset"):
            value = _first_srcset_url(value)
        if value and not _is_placeholder(value[:300].lower()):
            return value
    # A parser that does not know <source> as an empty element puts the <img> after it inside it.
    picture = next((ancestor for ancestor in islice(img.iterancestors(), 5) if ancestor.tag == "picture"), None)
    for source in picture.iter("source") if picture is not None else ():
        if value := _first_srcset_url(source.get("srcset") or source.get("data-srcset") or ""):
            return value
    return None


def _first_srcset_url(srcset: str) -> str:
    """The first URL of a `srcset`, without its width or density; an empty string if there is none."""
    return next(filter(None, (candidate.strip(",") for candidate in srcset.split())), "")


def _is_placeholder(url: str) -> bool:
    return url.startswith("data:") or any(marker in url for marker in _PLACEHOLDERS)


def _dedup_key(image: Image) -> str:
    return f"caption:{image.caption}" if image.url is None else _dedup_key_from_url(image.url)


@lru_cache(maxsize=64)  # a page states the same URL in several places
def _dedup_key_from_url(url: str) -> str:
    """What the URLs of different sizes and formats of one image have in common.

    That is the file name without its size and extension if it identifies an image; otherwise the URL without its
    query, or all of it if its path is not that of an image file.
    """
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return url
    name = path.rstrip("/").rpartition("/")[2].lower()
    if (
        len(name) >= _MIN_DISTINCTIVE_NAME_CHARS
        and any(map(str.isdigit, name))
        and not _GENERIC_FILE_NAME.fullmatch(name)
    ):
        return _SIZE_IN_NAME.sub("", name.rpartition(".")[0] or name).strip("-_.")
    return url.partition("?")[0] if len(path) > 1 and _IMAGE_URL.search(path) else url
