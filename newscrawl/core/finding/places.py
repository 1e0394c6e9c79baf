"""Where on a page a link stands: in a card, a menu, the foot, beside a headline; by elements, roles and classes."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

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
