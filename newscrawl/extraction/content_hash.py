"""Whether an article says what it said before, as one value."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

from newscrawl.items import Article


def add_content_hash(article: Article) -> Article:
    """The article with the digest of its title and text, 32 hexadecimal digits.

    To be called when both are final. Nothing else counts: what a publisher changes around its text is no new revision.
    """
    content = f"{article.title or ''}\0{article.text}".encode("utf-8", "surrogatepass")
    return replace(article, content_hash=blake2b(content, digest_size=16).hexdigest())


def get_article_key(article: Article) -> bytes:
    """The article's id as 16 bytes; of an id that is not of newscrawl's making, a digest."""
    try:
        key = bytes.fromhex(article.id)
    except ValueError:
        key = b""
    return key if len(key) == 16 else blake2b(article.id.encode("utf-8", "surrogatepass"), digest_size=16).digest()
