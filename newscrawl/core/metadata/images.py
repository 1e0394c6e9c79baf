"""The article's pictures, each once: its own figures first, then what the page states beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.article import Image
from newscrawl.core.metadata.captions import captioned_pictures
from newscrawl.core.metadata.credits import bare_credit, split_credit
from newscrawl.core.metadata.figures import IMAGE_FILE, is_among_paragraphs, is_elsewhere
from newscrawl.core.metadata.jsonld import Node
from newscrawl.core.metadata.statements import Statements
from newscrawl.core.metadata.values import first_text, plain
from newscrawl.core.remembering import remembered
from newscrawl.core.urls import absolute

__all__ = ["read_images", "split_credit"]

_MOST_FIGURES = 80
_MOST_IMAGES = 60
_CREDIT_SIGN = re.compile(
    r"credit|copyright|photograph|source|rights|quelle|agency|attribution|courtesy", re.IGNORECASE
)
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src", "data-srcset", "srcset")
_PLACEHOLDERS = ("blank.", "placeholder", "spacer.", "pixel.", "/1x1", "transparent.")
_SIZE = re.compile(r"(?<![a-z0-9])(?:\d{2,4}x\d{2,4}|[wh]_?\d{2,4}|\d{2,4}w)(?![a-z0-9])", re.IGNORECASE)
_COMMON_NAME = re.compile(r"(?:image|img|photo|picture|default|original|main|large|share|og)?[-_]?\d{0,4}\.\w+")
_parts = etree.XPath("descendant::*[@class or @itemprop or self::cite or self::small]")


def read_images(root: HtmlElement, said: Statements, article: Node | None, *, base: str | None) -> list[Image]:
    """The pictures in page order of the article's own figures, then JSON-LD's, then the one for sharing.

    A picture that two places give is one, with the caption and credit of the first that has any.
    """
    found: dict[str, Image] = {}
    for image in (*_figures(root, base), *_captioned(root, base), *_stated(article or {}, base), *_shared(said, base)):
        key = _key(image)
        known = found.get(key)
        if known and ((image.caption and not known.caption) or (image.credit and not known.credit)):
            found[key] = replace(known, caption=known.caption or image.caption, credit=known.credit or image.credit)
        elif not known and len(found) < _MOST_IMAGES:
            found[key] = image
    return list(found.values())


def _figures(root: HtmlElement, base: str | None) -> Iterator[Image]:
    captions: set[str] = set()
    for figure in islice(root.iter("figure"), _MOST_FIGURES):
        if is_elsewhere(figure):
            continue
        caption, credit = _figure_caption(figure)
        if not caption and not credit and not is_among_paragraphs(figure):
            continue
        address = next(
            (url for img in islice(figure.iterdescendants("img"), 3) if (url := absolute(base, _source(img)))), None
        )
        if address or (caption and caption not in captions):
            captions.add(caption or "")
            yield Image(url=address, caption=caption, credit=credit)


def _captioned(root: HtmlElement, base: str | None) -> Iterator[Image]:
    for picture, box, credit_box in captioned_pictures(root):
        caption, credit = _split(box)
        if credit is None and credit_box is not None:
            credit = bare_credit(plain(" ".join(credit_box.itertext())[:400]))
        if caption or credit:
            yield Image(url=absolute(base, _source(picture)), caption=caption, credit=credit)


def _figure_caption(figure: HtmlElement) -> tuple[str | None, str | None]:
    box = next(figure.iterdescendants("figcaption"), None)
    return _split(box) if box is not None else (None, None)


def _split(box: HtmlElement) -> tuple[str | None, str | None]:
    """A caption's element as caption and credit."""
    text = plain(" ".join(box.itertext())[:4000])
    rest, credit = split_credit(text)
    stated = _credit_part(box, text)
    if stated is None or (credit and stated in credit):
        return rest, credit
    kept = text
    while kept.endswith(stated):
        kept = kept.removesuffix(stated).rstrip(" |/–-")
    if kept == text:
        kept = text.replace(stated, " ", 1)
    rest, credit = split_credit(kept)
    return rest, bare_credit(stated) or credit


def _credit_part(box: HtmlElement, text: str) -> str | None:
    """The text of the caption's element that is marked as its credit, if not all of the caption is."""
    for part in _parts(box)[:30] if len(box) else ():
        names = (part.get("class", ""), part.get("itemprop", ""))
        if part.tag in ("cite", "small") or any(map(_names_a_credit, names)):
            stated = plain(" ".join(part.itertext())[:400])
            if stated and (stated != text or bare_credit(stated) != stated):
                return stated
    return None


@remembered(256)
def _names_a_credit(names: str) -> bool:
    return _CREDIT_SIGN.search(names) is not None


def _source(img: HtmlElement) -> str | None:
    """Where the picture is, passing by the placeholders of late loading."""
    for name in _SOURCES:
        value = (img.get(name) or "").strip()
        if name.endswith("srcset"):
            value = _first_candidate(value)
        if value and not _is_placeholder(value[:300].lower()):
            return value
    # Parsers that do not know <source> put the <img> inside it.
    picture = next((outer for outer in islice(img.iterancestors(), 5) if outer.tag == "picture"), None)
    for source in picture.iter("source") if picture is not None else ():
        if value := _first_candidate(source.get("srcset") or source.get("data-srcset") or ""):
            return value
    return None


def _first_candidate(srcset: str) -> str:
    """The first address of several, behind which its width or density stands; empty, if there is none."""
    return next(filter(None, (candidate.strip(",") for candidate in srcset.split())), "")


def _is_placeholder(address: str) -> bool:
    return address.startswith("data:") or any(sign in address for sign in _PLACEHOLDERS)


def _stated(article: Node, base: str | None) -> Iterator[Image]:
    value = article.get("image")
    for item in (value if isinstance(value, list) else [value])[:_MOST_IMAGES]:
        if isinstance(item, str):
            yield from _at(item, base)
        elif isinstance(item, dict):
            yield from _from_node(item, base)


def _from_node(node: dict[str, Any], base: str | None) -> Iterator[Image]:
    address = next((node[key] for key in ("url", "contentUrl", "@id") if isinstance(node.get(key), str)), None)
    caption, credit = split_credit(first_text(node.get("caption")) or "")
    stated = next(
        (text for key in ("creditText", "copyrightHolder", "creator", "author") if (text := first_text(node.get(key)))),
        None,
    )
    yield from _at(address, base, caption=caption, credit=(bare_credit(stated) if stated else None) or credit)


def _shared(said: Statements, base: str | None) -> Iterator[Image]:
    address = said.meta("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    yield from _at(address, base)


def _at(
    address: str | None, base: str | None, *, caption: str | None = None, credit: str | None = None
) -> Iterator[Image]:
    if url := absolute(base, address):
        yield Image(url=url, caption=caption, credit=credit)


def _key(image: Image) -> str:
    """What two statements of one picture share; without an address, the caption."""
    return f"caption:{image.caption}" if image.url is None else _picture_key(image.url)


@lru_cache(maxsize=64)  # a page states the same address in several places
def _picture_key(url: str) -> str:
    """What the sizes and formats of one picture share: its file's name if that tells it from others, else its path."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return url
    name = path.rstrip("/").rpartition("/")[2].lower()
    if len(name) >= 12 and any(map(str.isdigit, name)) and not _COMMON_NAME.fullmatch(name):
        return _SIZE.sub("", name.rpartition(".")[0] or name).strip("-_.")
    return url.partition("?")[0] if len(path) > 1 and IMAGE_FILE.search(path) else url
