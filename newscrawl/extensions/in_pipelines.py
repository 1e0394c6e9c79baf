"""Which article in the pipelines belongs to which address of the ledger: Scrapy does not tell a pipeline."""

from __future__ import annotations

from newscrawl.article import Article
from newscrawl.state.entries import LedgerEntry, PageEntry


class ItemTracker:
    """The addresses whose articles are on their way through the pipelines, by id and served address.

    A pipeline may change everything else.
    """

    def __init__(self) -> None:
        self._entries_by_item: dict[tuple[str, str | None], PageEntry] = {}

    def add(self, entry: PageEntry, article: Article) -> bool:
        """An article sets out; False where the very same page is on its way already, from another address."""
        return self._entries_by_item.setdefault((article.id, article.url), entry) is entry

    def get_entry(self, article: Article) -> PageEntry | None:
        """The address under which an article was asked for."""
        return self._entries_by_item.get((article.id, article.url))

    def remove(self, entry: LedgerEntry) -> None:
        """The article of an address has come through, or was dropped."""
        self._entries_by_item = {
            item_key: tracked for item_key, tracked in self._entries_by_item.items() if tracked is not entry
        }
