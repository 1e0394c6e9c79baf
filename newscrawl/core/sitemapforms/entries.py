"""The entries of a piece of a sitemap: an address, and what the sitemap knows of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from newscrawl.article import Hints, Link
from newscrawl.core.dates import parse_date
from newscrawl.core.markup.guard import without_illegal_characters
from newscrawl.core.metadata.values import plain
from newscrawl.core.text import clean_or_none
from newscrawl.core.urls import absolute

_STRAY_AMPERSAND = re.compile(
    rb"(<!\[CDATA\[.*?\]\]>)|&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-f]{1,6});)", re.DOTALL | re.IGNORECASE
)
_BETWEEN_KEYWORDS = re.compile(r"\s*[,;،、，]\s*")
_MOST_KEYWORDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A sitemap that an index lists."""

    url: str
    modified: str | None = None
    """ISO 8601: when it last changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What a piece of a sitemap lists, in its order."""

    links: tuple[Link, ...] = ()
    children: tuple[Child, ...] = ()
    listed: int = 0
    """How many entries had a web address, of whatever time."""
    unlinked: int = 0
    """How many had none."""
    others: int = 0
    """How many lead to what is no article, and are left out of the links."""


def read_entries(piece: bytes, *, url: str) -> Entries:
    """The entries in a piece of an XML sitemap; whatever the namespaces, and where it can be mended, however broken.

    No entity, no DTD and no other file is ever read.

    :param url: where the sitemap was served.
    """
    links, children, unlinked = [], [], 0
    for entry in _parsed(piece):
        name = _name(entry)
        said = {_name(child): child for child in reversed(entry)}
        address = absolute(url, _text(said.get("loc")))
        if address is None:
            unlinked += 1
        elif name == "sitemap":
            children.append(Child(url=address, modified=parse_date(_text(said.get("lastmod")))))
        else:
            links.append(Link(url=address, hints=_hints(said)))
    return Entries(links=tuple(links), children=tuple(children), listed=len(links) + len(children), unlinked=unlinked)


def read_lines(piece: bytes, *, url: str) -> Entries:
    """The addresses in a piece of a list of them, one a line."""
    stated = [line.strip() for line in piece.decode("utf-8", "replace").splitlines() if line.strip()]
    links = [Link(url=address) for line in stated if (address := absolute(None, line))]
    return Entries(links=tuple(links), listed=len(links), unlinked=len(stated) - len(links))


def _parsed(piece: bytes) -> Iterator[etree._Element]:
    """The `url` and `sitemap` elements."""
    # `?a=1&b=2` would come out as `?a=1=2`: the parser leaves out what it takes for a reference without an end.
    markup = _STRAY_AMPERSAND.sub(lambda found: found[1] or b"&amp;", without_illegal_characters(piece))
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(b"<piece>" + markup + b"</piece>", parser=parser)
    return (element for element in root.iter() if _name(element) in {"url", "sitemap"} and len(element))


def _hints(said: dict[str, etree._Element]) -> Hints:
    """What a news sitemap says of its article; of any other, when the page last changed."""
    modified = parse_date(_text(said.get("lastmod")))
    if "news" not in said:
        return Hints(modified=modified) if modified else _NOTHING
    news = {_name(child): child for child in reversed(said["news"])}
    publication = {_name(child): child for child in news.get("publication", ())}
    keywords = _BETWEEN_KEYWORDS.split(plain(_text(news.get("keywords"))))
    return Hints(
        title=plain(_text(news.get("title"))) or None,
        published=parse_date(_text(news.get("publication_date"))),
        modified=modified,
        language=clean_or_none(_text(publication.get("language", news.get("language")))),
        tags=tuple(dict.fromkeys(filter(None, keywords)))[:_MOST_KEYWORDS],
    )


_NOTHING = Hints()


def _name(element: etree._Element) -> str:
    """The local name: namespaces are wrong, missing or undeclared too often to be asked."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _text(element: etree._Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""
