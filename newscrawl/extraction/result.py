"""What one reading of a page leaves: the article, and every line of the page with what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Literal

from newscrawl.discovery.pagination import OtherPages
from newscrawl.exceptions import NotAnArticle
from newscrawl.items import Article, BlockKind, RemovalReason
from newscrawl.rules.schema import RuleWarning

LineLocation = Literal["body", "beside"]
"""Whether a line stands in the article's own container or beside it."""

TextProvenance = Literal["page", "jsonld:articleBody", "feed"]
"""Where the text was read: in the page's own blocks, or, where those hold far less of it, elsewhere."""


@dataclass(slots=True, kw_only=True)
class LabelledLine:
    """A line of the page, kept, or cut for a reason by a rule; nothing changes it.

    It is not frozen, for a page has about a hundred of them, and frozen ones take twice the time to make.
    """

    text: str
    kind: BlockKind = "paragraph"
    location: LineLocation = "body"
    reason: RemovalReason | None = None
    rule: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether nothing has cut the line."""
        return self.reason is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionResult:
    """The article as the page gives it, its byline still raw, and the lines that were judged, in page order.

    The kept lines are the paragraphs of its text, and the cut ones what it says was removed.
    """

    article: Article
    lines: tuple[LabelledLine, ...] = ()
    text_provenance: TextProvenance = "page"
    rule_warnings: tuple[RuleWarning, ...] = ()
    """What the rule of the site no longer finds."""
    other_pages: OtherPages | None = None
    """Where the other pages of the article are, if it has any."""


def require_text(article: Article) -> Article:
    """The article, if it has a text.

    :raises NotAnArticle: it has none.
    """
    if not article.text:
        raise NotAnArticle("no text of an article on the page", reason="no_text")
    return article


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
