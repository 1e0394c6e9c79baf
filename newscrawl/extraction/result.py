"""What the extraction of one page returns, and the small steps that take only the article.

The crawling process imports this module, and not the extractor, which would load all of the extraction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Literal

from newscrawl.discovery.pagination import OtherPages
from newscrawl.exceptions import NotAnArticle
from newscrawl.items import Article, BlockKind, Removal, RemovalReason
from newscrawl.rules.schema import PageType, RuleWarning

LineLocation = Literal["container", "outside"]
"""Whether a line is in the container of the article or outside it."""

TextProvenance = Literal["page", "jsonld:articleBody", "state", "feed"]
"""Where the text was read: in the blocks of the page, or elsewhere if those hold far less of it."""


@dataclass(slots=True, kw_only=True)
class LabelledLine:
    """A line of the page, kept or removed; nothing changes it.

    It is not frozen: a page has about a hundred lines, and a frozen object takes twice the time to create.
    """

    text: str
    kind: BlockKind = "paragraph"
    location: LineLocation = "container"
    reason: RemovalReason | None = None
    """Why the line was removed; None if it was kept."""
    rule: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether no rule has removed the line."""
        return self.reason is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionResult:
    """The article of a page, and the lines that it was made of."""

    article: Article
    """Its byline is raw."""
    lines: tuple[LabelledLine, ...] = ()
    """In page order. The kept ones are the paragraphs of the article's text, the others its `removed`."""
    text_provenance: TextProvenance = "page"
    rule_warnings: tuple[RuleWarning, ...] = ()
    """The selectors of the site's rule that find nothing on the page any more."""
    other_pages: OtherPages | None = None
    """The other pages of the article; None if it has only this one."""
    page_type: PageType | None = None
    """What the page is if it is no article."""


def list_removals(lines: Iterable[LabelledLine]) -> list[Removal]:
    """The lines that were removed, as the record has them."""
    return [Removal(text=line.text, reason=line.reason, rule=line.rule) for line in lines if line.reason is not None]


def require_text(article: Article) -> Article:
    """The article itself.

    :raises NotAnArticle: it has no text.
    """
    if not article.text:
        raise NotAnArticle("no text of an article on the page", reason="no_text")
    return article


def require_article(page_type: PageType | None) -> None:
    """Do nothing for an article.

    :param page_type: what the page is if it is no article.
    :raises NotAnArticle: it is none; the type of the page is the reason.
    """
    if page_type:
        raise NotAnArticle(f"no article but a page of another kind: {page_type}", reason=page_type)


def add_content_hash(article: Article) -> Article:
    """The article with the digest of its title and text: 32 hexadecimal digits.

    Call it when both are final. Nothing else counts: a change around the text is not a new revision of the article.
    """
    content = f"{article.title or ''}\0{article.text}".encode("utf-8", "surrogatepass")
    return replace(article, content_hash=blake2b(content, digest_size=16).hexdigest())


def get_article_key(article: Article) -> bytes:
    """The article's id as 16 bytes; the digest of an id that newscrawl did not make."""
    try:
        key = bytes.fromhex(article.id)
    except ValueError:
        key = b""
    return key if len(key) == 16 else blake2b(article.id.encode("utf-8", "surrogatepass"), digest_size=16).digest()
