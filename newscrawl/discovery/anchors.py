"""The links of a page, one `Anchor` per URL, with their positions: in a card, a menu, a footer, beside a headline.

Positions are recognised by element names, ARIA roles and words in classes and ids.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.text import normalize_text
from newscrawl.urls.normalize import get_base_url, normalize_url, resolve_url

MAX_LINKS = 5_000
"""Links that are read of a page; `Listing.skipped_links` says how many more there are."""
_MAX_LABEL_CHARS = 400
_MAX_ANCESTORS = 12
"""Levels above a link in which menus and footers are looked for. Real cards are up to six levels deep."""
_MAX_CARD_HEIGHT = 5
"""Levels above a link in which its card is looked for."""
_MAX_HEADING_HEIGHT = 4
_MIN_REPEATED_BLOCKS = 4
"""With fewer links in elements of one class, they are not a list."""
_MIN_SENTENCE_WORDS = 3
"""Text in scripts without spaces counts as one word: on such pages, no sentence is found."""

_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MENU_TAGS = frozenset({"nav", "menu"})
_MENU_ROLES = frozenset({"navigation", "menu", "menubar", "banner", "search", "toolbar"})
_MENU_WORDS = frozenset(
    """nav navi navbar navigation menu submenu mainmenu topmenu gnb lnb breadcrumb breadcrumbs masthead topbar toolbar
    pagination pager paging share sharing social tagcloud sitelinks quicklinks servicelinks consent cookie hamburger
    offcanvas megamenu subnav sitemap""".split()
)
_FOOTER_WORDS = frozenset("footer foot legal colophon imprint".split())
_LABEL_WORDS = frozenset(
    """author authors byline kicker eyebrow overline category categories cat tag tags topic topics label section rubric
    badge flag comments comment credit""".split()
)
_LABEL_RELS = frozenset({"author", "tag", "category"})
_CARD_TAGS = frozenset({"article", "li", "tr"})
_CARD_WORDS = frozenset(
    "card teaser story article post item entry news headline promo tile hentry media lead hero feature".split()
)
_HEADER_OWNER_WORDS = _CARD_WORDS | frozenset("section block box title list widget content group column".split())
"""A header with one of these words beside it in its class is that of a page part, not of the page."""
_CLASS_WORD = re.compile(r"[a-z]+")


@dataclass(slots=True, kw_only=True)
class Anchor:
    """A URL that the page links, with the features of all links to it together.

    A boolean is true if it is true of at least one of the links.
    """

    url: str
    text: str = ""
    """The longest label."""
    has_heading: bool = False
    """The link is in a heading, or contains one."""
    in_card: bool = False
    """The link is in a teaser card."""
    card_has_date: bool = False
    """The card has a `<time>`."""
    card_has_sentence: bool = False
    """The card has a paragraph with a sentence."""
    has_non_label_link: bool = False
    """The link is not a mere label beside headlines, such as an author or a topic."""
    outside_menus: bool = False
    """The link is outside of all menus, headers and footers."""
    in_menu: bool = False
    """The link is in a menu or header, and not in a footer."""
    in_repeated_block: bool = False
    """The link's parent has a class that the parents of other links have, too."""
    is_list_title: bool = False
    """The link is the title of a block with other headlines."""
    card_title: str = ""
    """The headline of the card, if it is not linked itself."""


def read_anchors(root: HtmlElement, *, url: str) -> list[Anchor]:
    """The URLs that a page links, in the order of the page, each once and without the page's own URL.

    At most `MAX_LINKS` links are read.
    """
    base_url, page_normalized = get_base_url(root, url), normalize_url(url)
    links = list(islice(root.iter("a"), MAX_LINKS))
    class_counts = Counter(parent.get("class") for parent in {link.getparent() for link in links} if parent is not None)
    anchors: dict[str, Anchor] = {}
    for link in links:
        link_url = resolve_url(base_url, link.get("href"))
        link_normalized = normalize_url(link_url) if link_url else page_normalized
        if link_url and link_normalized != page_normalized:
            anchor = anchors.setdefault(link_normalized, Anchor(url=link_url))
            _add_link(anchor, link)
            anchor.in_repeated_block |= _is_in_repeated_block(link.getparent(), class_counts)
    return [*anchors.values()]


def get_link_label(link: HtmlElement) -> str:
    """The text of a link; if it has none, its `aria-label`, its title or the alternative text of a picture in it."""
    text = normalize_text(" ".join(link.itertext())[: 4 * _MAX_LABEL_CHARS])
    if text:
        return text[:_MAX_LABEL_CHARS]
    alt_texts = (image.get("alt") for image in link.iter("img"))
    labels = (link.get("aria-label"), link.get("title"), *alt_texts)
    return normalize_text(next(filter(None, labels), ""))[:_MAX_LABEL_CHARS]


def is_card(element: HtmlElement) -> bool:
    """Whether an element is a teaser card: it holds one headline and what belongs to it."""
    return element.tag in _CARD_TAGS or bool(_class_tokens(element) & _CARD_WORDS)


def is_label_link(link: HtmlElement) -> bool:
    """Whether a link is a label beside headlines: an author, a topic, the number of comments.

    A class such as `article item--topic-world` is that of a card which names its topic; `cat-item` is that of a label.
    """
    if _LABEL_RELS & set((link.get("rel") or "").lower().split()):
        return True
    token_sets = [*map(_class_tokens, (link, *islice(link.iterancestors(), 1)))]
    return any(tokens & _LABEL_WORDS and not tokens & (_CARD_WORDS - {"item"}) for tokens in token_sets)


def is_footer(element: HtmlElement) -> bool:
    """Whether an element is the footer of the page, not of an article or a teaser."""
    if element.tag == "footer" or element.get("role") == "contentinfo":
        return not any(ancestor.tag == "article" for ancestor in element.iterancestors())
    return element.tag not in {"article", "main"} and bool(_class_tokens(element) & _FOOTER_WORDS)


def is_menu(element: HtmlElement) -> bool:
    """Whether an element is a menu, or the header of the page, not of a section or a teaser."""
    if element.tag in _MENU_TAGS or (element.get("role") or "").lower() in _MENU_ROLES:
        return True
    if element.tag == "header":
        return not any(ancestor.tag in {"article", "section", "main"} for ancestor in element.iterancestors())
    if element.tag in {"article", "main"}:
        return False
    tokens = _class_tokens(element)
    return bool(tokens & _MENU_WORDS) or ("header" in tokens and not tokens & _HEADER_OWNER_WORDS)


def _class_tokens(element: HtmlElement) -> set[str]:
    """The words in the class and id of an element."""
    class_and_id = f"{element.get('class') or ''} {element.get('id') or ''}"
    return set(_CLASS_WORD.findall(class_and_id.lower())) if len(class_and_id) > 1 else set()


def _is_in_repeated_block(parent: HtmlElement | None, class_counts: Counter[str | None]) -> bool:
    css_class = parent.get("class") if parent is not None else None
    return bool(css_class) and class_counts[css_class] >= _MIN_REPEATED_BLOCKS


def _add_link(anchor: Anchor, link: HtmlElement) -> None:
    """Add the features of one more link to its anchor."""
    ancestors = list(_near_ancestors(link))
    label = _get_link_headline(link) or get_link_label(link)
    if len(label) > len(anchor.text):
        anchor.text = label
    heading = next(
        (element for element in (link, *ancestors[:_MAX_HEADING_HEIGHT]) if element.tag in _HEADING_TAGS), None
    )
    card = next((element for element in ancestors[:_MAX_CARD_HEIGHT] if is_card(element)), None)
    anchor.has_heading |= heading is not None or any(child.tag in _HEADING_TAGS for child in link.iter())
    anchor.in_card |= card is not None
    anchor.card_has_date |= card is not None and next(card.iter("time"), None) is not None
    anchor.card_has_sentence |= card is not None and any(map(_is_sentence, card.iter("p")))
    anchor.has_non_label_link |= heading is not None or not is_label_link(link)
    in_footer, in_menu = any(map(is_footer, ancestors)), any(map(is_menu, ancestors))
    anchor.outside_menus |= not (in_menu or in_footer)
    anchor.in_menu |= in_menu and not in_footer
    anchor.is_list_title |= heading is not None and _is_list_title(heading)
    if card is not None and not anchor.card_title:
        anchor.card_title = _get_card_title(card)


def _near_ancestors(link: HtmlElement) -> Iterator[HtmlElement]:
    for height, element in enumerate(link.iterancestors()):
        if height == _MAX_ANCESTORS or element.tag in {"body", "html", "main"}:
            return
        yield element


def _get_link_headline(link: HtmlElement) -> str:
    """The heading inside a link, which a link around a whole card has; or nothing."""
    heading = next((child for child in link.iter() if child.tag in _HEADING_TAGS), None)
    return normalize_text(" ".join(heading.itertext()))[:_MAX_LABEL_CHARS] if heading is not None else ""


def _is_sentence(paragraph: HtmlElement) -> bool:
    return len((paragraph.text_content() or "").split(maxsplit=_MIN_SENTENCE_WORDS)) >= _MIN_SENTENCE_WORDS


def _is_list_title(heading: HtmlElement) -> bool:
    """Whether the block that the heading belongs to has two linked headings of a lower rank."""
    container = heading.getparent()
    while container is not None and len(container) == 1:
        container = container.getparent()
    if container is None or container.tag in {"body", "html", "main"}:
        return False
    lower_headings = (
        child
        for child in container.iter(*sorted(_HEADING_TAGS))
        if str(child.tag) > str(heading.tag) and _is_linked(child)
    )
    return len([*islice(lower_headings, 2)]) == 2


def _get_card_title(card: HtmlElement) -> str:
    """The text of a card's heading, if it has only one and that is not linked; or nothing."""
    headings = [*islice((child for child in card.iter() if child.tag in _HEADING_TAGS), 2)]
    return (
        normalize_text(" ".join(headings[0].itertext())) if len(headings) == 1 and not _is_linked(headings[0]) else ""
    )


def _is_linked(heading: HtmlElement) -> bool:
    return next(heading.iter("a"), None) is not None or any(ancestor.tag == "a" for ancestor in heading.iterancestors())
