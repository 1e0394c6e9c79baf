"""The entries of a piece of a sitemap: an address, and what the sitemap knows of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from newscrawl.article import FeedMetadata, Link
from newscrawl.core.dates import parse_date
from newscrawl.core.markup.guard import remove_illegal_characters
from newscrawl.core.metadata.values import strip_tags
from newscrawl.core.text import normalize_text_or_none
from newscrawl.core.urls import resolve_url

_STRAY_AMPERSAND = re.compile(
    rb"(<!\[CDATA\[.*?\]\]>)|&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-f]{1,6});)", re.DOTALL | re.IGNORECASE
)
_KEYWORD_SEPARATOR = re.compile(r"\s*[,;،、，]\s*")
_MAX_KEYWORDS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSitemap:
    """A sitemap that an index lists."""

    url: str
    modified: str | None = None
    """ISO 8601: when it last changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapEntries:
    """What a piece of a sitemap lists, in its order."""

    links: tuple[Link, ...] = ()
    children: tuple[ChildSitemap, ...] = ()
    listed_count: int = 0
    """How many entries had a web address, of whatever time."""
    unlinked_count: int = 0
    """How many had none."""
    non_article_count: int = 0
    """How many lead to what is no article, and are left out of the links."""


def read_xml_chunk(chunk: bytes, *, url: str) -> SitemapEntries:
    """The entries in a piece of an XML sitemap; whatever the namespaces, and where it can be mended, however broken.

    No entity, no DTD and no other file is ever read.

    :param url: where the sitemap was served.
    """
    links, children, unlinked = [], [], 0
    for entry in _parse_entries(chunk):
        tag = _local_name(entry)
        fields = {_local_name(child): child for child in reversed(entry)}
        entry_url = resolve_url(url, _element_text(fields.get("loc")))
        if entry_url is None:
            unlinked += 1
        elif tag == "sitemap":
            children.append(ChildSitemap(url=entry_url, modified=parse_date(_element_text(fields.get("lastmod")))))
        else:
            links.append(Link(url=entry_url, feed_metadata=_entry_metadata(fields)))
    return SitemapEntries(
        links=tuple(links), children=tuple(children), listed_count=len(links) + len(children), unlinked_count=unlinked
    )


def read_url_list_chunk(chunk: bytes, *, url: str) -> SitemapEntries:
    """The addresses in a piece of a list of them, one a line."""
    url_lines = [line.strip() for line in chunk.decode("utf-8", "replace").splitlines() if line.strip()]
    links = [Link(url=link_url) for line in url_lines if (link_url := resolve_url(None, line))]
    return SitemapEntries(links=tuple(links), listed_count=len(links), unlinked_count=len(url_lines) - len(links))


def _parse_entries(chunk: bytes) -> Iterator[etree._Element]:
    """The `url` and `sitemap` elements."""
    # `?a=1&b=2` would come out as `?a=1=2`: the parser leaves out what it takes for a reference without an end.
    markup = _STRAY_AMPERSAND.sub(lambda match: match[1] or b"&amp;", remove_illegal_characters(chunk))
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(b"<piece>" + markup + b"</piece>", parser=parser)
    return (element for element in root.iter() if _local_name(element) in {"url", "sitemap"} and len(element))


def _entry_metadata(fields: dict[str, etree._Element]) -> FeedMetadata:
    """What a news sitemap says of its article; of any other, when the page last changed."""
    modified = parse_date(_element_text(fields.get("lastmod")))
    if "news" not in fields:
        return FeedMetadata(modified=modified) if modified else _NO_METADATA
    news = {_local_name(child): child for child in reversed(fields["news"])}
    publication = {_local_name(child): child for child in news.get("publication", ())}
    keywords = _KEYWORD_SEPARATOR.split(strip_tags(_element_text(news.get("keywords"))))
    return FeedMetadata(
        title=strip_tags(_element_text(news.get("title"))) or None,
        published=parse_date(_element_text(news.get("publication_date"))),
        modified=modified,
        language=normalize_text_or_none(_element_text(publication.get("language", news.get("language")))),
        tags=tuple(dict.fromkeys(filter(None, keywords)))[:_MAX_KEYWORDS],
    )


_NO_METADATA = FeedMetadata()


def _local_name(element: etree._Element) -> str:
    """The local name: namespaces are wrong, missing or undeclared too often to be asked."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _element_text(element: etree._Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""
