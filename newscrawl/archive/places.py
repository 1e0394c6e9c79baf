"""Where in archives the pages of known articles lie."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from newscrawl.archive.capture import Place
from newscrawl.archive.reading import read_captures
from newscrawl.article import Article
from newscrawl.core.schedule import seconds_of
from newscrawl.core.urls import article_id

_OK = 200


class Places:
    """Where in the archives the pages of articles lie, by address and time: some 400 bytes for each."""

    def __init__(self) -> None:
        self._known: dict[bytes, list[tuple[datetime, Place]]] = {}

    def add(self, path: Path, wanted: set[bytes], *, largest: int) -> None:
        """Take note of the captures in an archive whose addresses have the wanted keys.

        :raises BadArchive: it cannot be read to its end; what stands before that is taken.
        """
        for capture in read_captures(path, largest=largest):
            key = key_of(capture.url)
            if capture.status == _OK and capture.body and capture.place and key in wanted:
                self._known.setdefault(key, []).append((capture.date, capture.place))

    def of(self, article: Article) -> Place | None:
        """Where the page lies of which the record was made: of several captures, the one nearest in time."""
        known = self._known.get(key_of(article.url or ""))
        if not known:
            return None
        made = seconds_of(article.crawled_at) or 0
        return min(known, key=lambda capture: abs(capture[0].timestamp() - made))[1]


def key_of(url: str) -> bytes:
    """The key of an address: the same for all spellings of it."""
    return bytes.fromhex(article_id(url))
