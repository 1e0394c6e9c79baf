"""What an element's tag does to the lines of a page's text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from newscrawl.article import BlockKind

SKIPPED_TAGS = frozenset(
    "script style noscript template svg math iframe object embed applet canvas video audio head title meta link map "
    "source track select option datalist input textarea button progress meter dialog".split()
)
"""Elements whose text is no part of the page that a reader reads as text."""

INLINE_TAGS = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr picture q rb rp rt rtc "
    "ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
"""Elements that do not end a line of text."""

BLOCK_KINDS: Mapping[object, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    "blockquote": "quote",
    "figcaption": "caption",
    **dict.fromkeys(("tr", "caption"), "table"),
    "pre": "pre",
}
"""What the text in an element is; in all others, what it is round them."""

MAX_CLASS_CHARS = 1_000
"""Characters of an attribute that are read for names of classes: what they say is remembered, and a hostile page can
have megabytes of them. Generated names take up to some hundred."""

TagRole = Literal["skipped", "frame", "main", "inline", "link", "break", "cell", "block"]
"""What an element does to the lines of text."""

TAG_ROLES: Mapping[object, TagRole] = {
    **dict.fromkeys(SKIPPED_TAGS, "skipped"),
    **dict.fromkeys(INLINE_TAGS, "inline"),
    "a": "link",
    "br": "break",
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("main", "article"), "main"),
    # The site's frame, where it stands outside the page's main part: half of all blocks, and none of the article's.
    **dict.fromkeys(("nav", "footer"), "frame"),
}
"""All others are blocks."""
