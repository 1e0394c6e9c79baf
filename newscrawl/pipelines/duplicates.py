"""One article, one line, within a run."""

from __future__ import annotations

from hashlib import blake2b

from newscrawl.article import Article
from newscrawl.pipelines.refused import Refused


class DuplicatesPipeline:
    """Refuses an article that this run had before, under whatever address.

    Remembers 16 bytes an article, whatever its id: about 100 MB for a million of them.
    """

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def process_item(self, item: Article) -> Article:
        """The article, the first time.

        :raises Refused: `duplicate`.
        """
        digest = blake2b(item.id.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if digest in self._seen:
            raise Refused(f"this run has the article already, as {item.id}", reason="duplicate")
        self._seen.add(digest)
        return item
