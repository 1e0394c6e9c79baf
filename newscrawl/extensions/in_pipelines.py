"""Which article in the pipelines belongs to which address of the ledger: Scrapy does not tell a pipeline."""

from __future__ import annotations

from newscrawl.article import Article
from newscrawl.state.entries import Entry, PageEntry


class InPipelines:
    """The addresses whose articles are on their way through the pipelines, by id and served address.

    A pipeline may change everything else.
    """

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str | None], PageEntry] = {}

    def enter(self, entry: PageEntry, article: Article) -> bool:
        """An article sets out; False where the very same page is on its way already, from another address."""
        return self._entries.setdefault((article.id, article.url), entry) is entry

    def entry_of(self, article: Article) -> PageEntry | None:
        """The address under which an article was asked for."""
        return self._entries.get((article.id, article.url))

    def leave(self, entry: Entry) -> None:
        """The article of an address has come through, or was dropped."""
        self._entries = {page: one for page, one in self._entries.items() if one is not entry}
