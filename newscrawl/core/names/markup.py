"""What class names, tags and microdata say of an element: a byline, other people's names, or nothing."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lxml.html import HtmlElement

from newscrawl.core.markup.tags import MAX_CLASS_CHARS
from newscrawl.rules.bylinewords import load_byline_file

NON_TEXT_TAGS = frozenset(
    "script style noscript template svg path g use rect circle button select option textarea iframe img picture source"
    " br hr input meta link title head html body video audio object embed".split()
)
"""Elements that hold no byline: no text of their own, or none that a reader sees as text."""

_EXCLUDED_TAGS = (NON_TEXT_TAGS - {"html", "body"}) | {"nav", "footer"}
"""Elements in which no byline of the article stands; a page has half of all its elements in them."""

_OTHER_REGION_TAGS = frozenset({"aside", "footer", "nav", "figure", "figcaption", "blockquote", "form", "dialog"})
_CLASS_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[a-zß-ÿ]+")
# "has-media", "withComments": what a part of a page has, not what it is.
_FEATURE_FLAG = re.compile(r"(?<![\w-])(?:has|with|no|is|js)(?=[-_A-Z])\S*")
_SITE_ACCOUNT_URL = re.compile(
    r"/(?:authors?|users?|autor|profile)/(?:admin|administrator|webmaster|root)/?$", re.IGNORECASE
)
_AUTHOR_ITEMPROPS = frozenset({"author", "creator"})
_CLASS, _ID, _TEST_ID, _REL, _ITEMPROP = b"class", b"id", b"data-testid", b"rel", b"itemprop"
"""As lxml wants them: names in letters it would encode again for each element."""


@cache
def _role_words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = load_byline_file().markup
    return frozenset(words.byline), frozenset(words.other), frozenset(words.beside)


@lru_cache(maxsize=2**16)  # a page has some hundred names, and a site the same on every page
def classify_class_names(names: str) -> str:
    """Whether names of classes say "byline", "other" names, "beside" a byline, or nothing.

    >>> (classify_class_names("ArticleHeader-byline__a1"), classify_class_names("comment-author"),
    ...  classify_class_names("author-follow"), classify_class_names("lede"))
    ('byline', 'other', 'beside', '')
    """
    byline_markers, other_markers, beside_markers = _role_words()
    words = _split_class_names(names)
    if words.isdisjoint(byline_markers) and words.isdisjoint(other_markers):  # nearly always
        return ""
    words = _split_class_names(_FEATURE_FLAG.sub("", names))
    if words & other_markers:
        return "other"
    if words & byline_markers:
        return "beside" if words & beside_markers else "byline"
    return ""


def _split_class_names(names: str) -> set[str]:
    return {word.lower() for word in _CLASS_WORD.findall(names)}


def get_byline_role(element: HtmlElement) -> str:
    """What tag, class, id, test id, microdata and link relation say: "byline", "other" names, "beside", or nothing."""
    tag, get = element.tag, element.get
    if tag in _OTHER_REGION_TAGS:
        return "other"
    attribute_count = len(element.attrib)
    class_names = get(_CLASS) if attribute_count else None
    if (
        attribute_count == (class_names is not None) and tag != "address"
    ):  # nothing else is said, as of three elements of four
        return classify_class_names(class_names[:MAX_CLASS_CHARS]) if class_names else ""
    element_id, test_id = get(_ID), get(_TEST_ID)
    class_role = classify_class_names(class_names[:MAX_CLASS_CHARS]) if class_names else ""
    id_role = classify_class_names(element_id[:MAX_CLASS_CHARS]) if element_id else ""
    test_id_role = classify_class_names(test_id[:MAX_CLASS_CHARS]) if test_id else id_role
    if class_role == "other" or id_role == "other" or test_id_role == "other":
        return "other"
    if tag == "address":
        return "" if any(map(str.isdigit, element.text_content())) else "byline"  # a house number, a telephone
    if tag == "a" and get(_REL) == "author":
        return "byline"
    if not class_role and (test_id_role == "byline" or get(_ITEMPROP) in _AUTHOR_ITEMPROPS):
        return "byline"
    return class_role


def is_site_account_url(url: object) -> bool:
    """Whether the address is the profile of the account that publishes the site: nobody's name stands there.

    :param address: what a page states as one; JSON-LD may hold anything there.
    """
    return isinstance(url, str) and _SITE_ACCOUNT_URL.search(url) is not None
