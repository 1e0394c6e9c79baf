"""What each tag does to the lines of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from newscrawl.items import BlockKind

SKIPPED_TAGS = frozenset(
    "script style noscript template svg math iframe object embed applet canvas video audio head title meta link map "
    "source track select option datalist input textarea button progress meter dialog rt rp rtc".split()
)
"""Elements whose text is not part of the text that a reader of the page sees. The readings above ruby text repeat it in
another script."""

INLINE_TAGS = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr picture q rb ruby "
    "s samp small span strike strong sub sup time tt u var wbr".split()
)
"""Elements that do not end a line of text."""

HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

BLOCK_KINDS: Mapping[object, BlockKind] = {
    **dict.fromkeys(HEADING_TAGS, "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "item"),
    "blockquote": "quote",
    "figcaption": "caption",
    **dict.fromkeys(("tr", "caption"), "table"),
    "pre": "pre",
}
"""The kind of a block in such an element; in any other element it has the kind of the element around it."""

_BLOCK_TAGS = (
    "address aside blockquote body caption center col colgroup dd details dir div dl dt fieldset figcaption figure "
    "form frame frameset header hgroup hr html legend li listing menu noframes ol optgroup p plaintext pre search "
    "section slot summary table tbody tfoot thead tr ul xmp".split()
)

TagRole = Literal["skipped", "landmark", "main", "inline", "link", "break", "cell", "block", "template", "unknown"]
"""What an element does to the blocks of text."""

TAG_ROLES: Mapping[object, TagRole] = {
    **dict.fromkeys((*_BLOCK_TAGS, *HEADING_TAGS), "block"),
    **dict.fromkeys(SKIPPED_TAGS, "skipped"),
    **dict.fromkeys(INLINE_TAGS, "inline"),
    "a": "link",
    "template": "template",
    "br": "break",
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("main", "article"), "main"),
    # Outside `main` and `article` these are parts of the site: half of all blocks, and none of the article's.
    **dict.fromkeys(("nav", "footer"), "landmark"),
}
"""The role of an element by its tag; all other tags, such as those of custom elements, are "unknown"."""

PARAGRAPH_TAGS = frozenset({"p", *HEADING_TAGS})
"""Elements that hold one line of text: an unknown element in them is rather a part of the line."""
