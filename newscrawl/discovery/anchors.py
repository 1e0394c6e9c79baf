"""The links of a page, each address once, with all that its places on the page say of it.

Where on a page a link stands: in a card, a menu, the foot, beside a headline; by elements, roles and classes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.text import normalize_text
from newscrawl.urls.normalize import normalize_url, resolve_url

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
_CARD_WORDS = frozenset(
    "card teaser story article post item entry news headline promo tile hentry media lead hero feature".split()
)
_HEADER_OWNER_WORDS = _CARD_WORDS | frozenset("section block box title list widget content group column".split())
"""What has a header besides the page itself."""
_CARD_TAGS = frozenset({"article", "li", "tr"})
_CLASS_WORD = re.compile(r"[a-z]+")
_LABEL_RELS = frozenset({"author", "tag", "category"})


def is_card(element: HtmlElement) -> bool:
    """Whether it holds one teaser: a headline, and what belongs to it."""
    return element.tag in _CARD_TAGS or bool(_class_tokens(element) & _CARD_WORDS)


def is_label_link(link: HtmlElement) -> bool:
    """Whether a link is what stands beside headlines: an author, a topic, the number of comments."""
    if _LABEL_RELS & set((link.get("rel") or "").lower().split()):
        return True
    # `article item--topic-world` is a card that says what it is about; `cat-item` is none.
    token_sets = [*map(_class_tokens, (link, *islice(link.iterancestors(), 1)))]
    return any(tokens & _LABEL_WORDS and not tokens & (_CARD_WORDS - {"item"}) for tokens in token_sets)


def is_footer(element: HtmlElement) -> bool:
    """Whether it is the page's foot; that of a teaser is none."""
    if element.tag == "footer" or element.get("role") == "contentinfo":
        return not any(ancestor.tag == "article" for ancestor in element.iterancestors())
    return element.tag not in {"article", "main"} and bool(_class_tokens(element) & _FOOTER_WORDS)


def is_menu(element: HtmlElement) -> bool:
    """Whether it is a menu, or the page's head; that of a section or a teaser is none."""
    if element.tag in _MENU_TAGS or (element.get("role") or "").lower() in _MENU_ROLES:
        return True
    if element.tag == "header":
        return not any(ancestor.tag in {"article", "section", "main"} for ancestor in element.iterancestors())
    if element.tag in {"article", "main"}:
        return False
    tokens = _class_tokens(element)
    return bool(tokens & _MENU_WORDS) or ("header" in tokens and not tokens & _HEADER_OWNER_WORDS)


def _class_tokens(element: HtmlElement) -> set[str]:
    """The words of its class and id."""
    class_and_id = f"{element.get('class') or ''} {element.get('id') or ''}"
    return set(_CLASS_WORD.findall(class_and_id.lower())) if len(class_and_id) > 1 else set()


_HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_MIN_SENTENCE_WORDS = 3
"""Words; signs without spaces between them are too few for a sentence in this count, and such pages do without."""
_MIN_REPEATED_BLOCKS = 4
_MAX_ANCESTORS = 12
"""How far up the page is looked round a link; real cards are up to six elements deep."""
_MAX_CARD_HEIGHT = 5
MAX_LINKS = 5_000
"""Links that are read of a page; whoever reads them says that there are more."""
_MAX_LABEL_CHARS = 400


@dataclass(slots=True, kw_only=True)
class Anchor:
    """An address that the page links, and what all the links to it say together."""

    url: str
    text: str = ""
    """The longest label."""
    has_heading: bool = False
    """A link stands in a heading, or holds one."""
    in_card: bool = False
    """A link stands in a card, by the mark-up or by its classes."""
    card_has_date: bool = False
    """A time stands in the same card."""
    card_has_sentence: bool = False
    """A sentence stands in the same card."""
    has_non_label_link: bool = False
    """A link is more than a label beside headlines, such as an author or a topic, by its classes."""
    outside_menus: bool = False
    """A link stands outside of all menus, headers and footers."""
    in_menu: bool = False
    """A link stands in a menu or header, and not in a footer."""
    in_repeated_block: bool = False
    """A link stands in one of several blocks that are made alike, by the class of what is right round it."""
    is_list_title: bool = False
    """A link is the title of a block of other headlines."""
    card_title: str = ""
    """The headline of the card round it, which no link holds."""


def read_anchors(root: HtmlElement, *, url: str) -> list[Anchor]:
    """The addresses that the page links, in its order, each once: without those on itself, at most 5,000 links."""
    base_url, page_normalized = resolve_url(url, root.xpath("string(//base/@href)")) or url, normalize_url(url)
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
    """What a reader sees or hears of a link: its text, or what stands for it."""
    text = normalize_text(" ".join(link.itertext())[: 4 * _MAX_LABEL_CHARS])
    if text:
        return text[:_MAX_LABEL_CHARS]
    alt_texts = (image.get("alt") for image in link.iter("img"))
    labels = (link.get("aria-label"), link.get("title"), *alt_texts)
    return normalize_text(next(filter(None, labels), ""))[:_MAX_LABEL_CHARS]


def _is_in_repeated_block(parent: HtmlElement | None, class_counts: Counter[str | None]) -> bool:
    css_class = parent.get("class") if parent is not None else None
    return bool(css_class) and class_counts[css_class] >= _MIN_REPEATED_BLOCKS


def _add_link(anchor: Anchor, link: HtmlElement) -> None:
    ancestors = list(_near_ancestors(link))
    label = _get_link_headline(link) or get_link_label(link)
    if len(label) > len(anchor.text):
        anchor.text = label
    heading = next((element for element in (link, *ancestors[:4]) if element.tag in _HEADING_TAGS), None)
    card = next((part for part in ancestors[:_MAX_CARD_HEIGHT] if is_card(part)), None)
    anchor.has_heading |= heading is not None or any(child.tag in _HEADING_TAGS for child in link.iter())
    anchor.in_card |= card is not None
    anchor.card_has_date |= card is not None and next(card.iter("time"), None) is not None
    anchor.card_has_sentence |= card is not None and any(map(_is_sentence, card.iter("p")))
    anchor.has_non_label_link |= heading is not None or not is_label_link(link)
    in_foot, in_menu = any(map(is_footer, ancestors)), any(map(is_menu, ancestors))
    anchor.outside_menus |= not (in_menu or in_foot)
    anchor.in_menu |= in_menu and not in_foot
    anchor.is_list_title |= heading is not None and _is_list_title(heading)
    if card is not None and not anchor.card_title:
        anchor.card_title = _get_card_title(card)


def _near_ancestors(link: HtmlElement) -> Iterator[HtmlElement]:
    for height, element in enumerate(link.iterancestors()):
        if height == _MAX_ANCESTORS or element.tag in {"body", "html", "main"}:
            return
        yield element


def _get_link_headline(link: HtmlElement) -> str:
    """The headline in a link that is a whole card."""
    heading = next((child for child in link.iter() if child.tag in _HEADING_TAGS), None)
    return normalize_text(" ".join(heading.itertext()))[:_MAX_LABEL_CHARS] if heading is not None else ""


def _is_sentence(paragraph: HtmlElement) -> bool:
    return len((paragraph.text_content() or "").split(maxsplit=_MIN_SENTENCE_WORDS)) >= _MIN_SENTENCE_WORDS


def _is_list_title(heading: HtmlElement) -> bool:
    """Whether the heading's own block holds two headings more, of a lower rank, that are links."""
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
    return len([*_take_first(lower_headings, 2)]) == 2


def _get_card_title(card: HtmlElement) -> str:
    """The text of a card's only heading, if that is no link."""
    headings = [*_take_first((child for child in card.iter() if child.tag in _HEADING_TAGS), 2)]
    return (
        normalize_text(" ".join(headings[0].itertext())) if len(headings) == 1 and not _is_linked(headings[0]) else ""
    )


def _is_linked(heading: HtmlElement) -> bool:
    return next(heading.iter("a"), None) is not None or any(ancestor.tag == "a" for ancestor in heading.iterancestors())


def _take_first(elements: Iterable[HtmlElement], count: int) -> Iterator[HtmlElement]:
    for number, element in enumerate(elements, 1):
        yield element
        if number == count:
            return
