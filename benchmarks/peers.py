"""Other extractors as one kind of function, as far as they are installed, with their defaults."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from benchmarks.fundus_peer import fundus
from benchmarks.timing import Reader

ADDRESS = "https://www.quayside.example/news/article"

PEERS = {
    "trafilatura": "trafilatura",
    "trafilatura-fast": "trafilatura",
    "fundus": "fundus",
    "newspaper4k": "newspaper4k",
    "news-please": "news-please",
    "readability": "readability-lxml",
    "justext": "jusText",
    "resiliparse": "resiliparse",
}
"""The names by which they are asked for, and the packages that must be there."""

TEXT_ONLY = frozenset({"readability", "justext", "resiliparse"})
"""Those that find no authors and no dates."""


def load_peer(name: str) -> Reader | None:
    """The extractor of that name; None where it is not installed.

    :raises SystemExit: there is none of that name.
    """
    if name not in _LOADERS:
        raise SystemExit(f"{name}: no such peer; there are {', '.join(PEERS)}")
    try:
        return _LOADERS[name]()
    except ImportError:
        return None


def every_page(read: Callable[[bytes], object]) -> Reader:
    """What reads the pages of any publisher."""
    return lambda body: partial(read, body)


def _trafilatura(**options: Any) -> Reader:
    read = import_module("trafilatura").bare_extraction
    return every_page(lambda body: read(body, with_metadata=True, include_comments=False, **options))


def _newspaper() -> Reader:
    article = import_module("newspaper").Article

    def read(body: bytes) -> object:
        page = article(ADDRESS, fetch_images=False)
        page.download(input_html=body.decode("utf-8", "replace"))
        page.parse()
        return page.text

    return every_page(read)


def _news_please() -> Reader:
    read_html = import_module("newsplease").NewsPlease.from_html

    def read(body: bytes) -> object:
        return read_html(body.decode("utf-8", "replace"), url=ADDRESS, fetch_images=False).maintext

    return every_page(read)


def _readability() -> Reader:
    document = import_module("readability").Document

    def read(body: bytes) -> object:
        page = document(body.decode("utf-8", "replace"))
        page.title()
        return page.summary()

    return every_page(read)


def _justext() -> Reader:
    justext = import_module("justext")
    words = frozenset().union(*map(justext.get_stoplist, justext.get_stoplists()))
    return every_page(lambda body: justext.justext(body, words))


def _resiliparse() -> Reader:
    decode = import_module("resiliparse.parse.encoding").bytes_to_str
    read = import_module("resiliparse.extract.html2text").extract_plain_text
    return every_page(lambda body: read(decode(body), main_content=True))


_LOADERS: dict[str, Callable[[], Reader]] = {
    "trafilatura": _trafilatura,
    "trafilatura-fast": lambda: _trafilatura(fast=True),
    "fundus": fundus,
    "newspaper4k": _newspaper,
    "news-please": _news_please,
    "readability": _readability,
    "justext": _justext,
    "resiliparse": _resiliparse,
}
