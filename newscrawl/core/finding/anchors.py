"""The links of a page, each address once, with all that its places on the page say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.core.finding.places import is_card, is_foot, is_label, is_menu
from newscrawl.core.text import clean
from newscrawl.core.urls import absolute, normalise_url

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SENTENCE = 3
"""Words; signs without spaces between them are too few for a sentence in this count, and such pages do without."""
_ALIKE = 4
_HIGHEST = 12
"""How far up the page is looked round a link; real cards are up to six elements deep."""
_CARD_HEIGHT = 5
MOST_LINKS = 5_000
"""Links that are read of a page; whoever reads them says that there are more."""
_LONGEST_LABEL = 400


@dataclass(slots=True, kw_only=True)
class Anchor:
    """An address that the page links, and what all the links to it say together."""

    url: str
    text: str = ""
    """The longest label."""
    headed: bool = False
    """A link stands in a heading, or holds one."""
    carded: bool = False
    """A link stands in a card, by the mark-up or by its classes."""
    dated: bool = False
    """A time stands in the same card."""
    described: bool = False
    """A sentence stands in the same card."""
    unlabelled: bool = False
    """A link is more than a label beside headlines, such as an author or a topic, by its classes."""
    outside_menus: bool = False
    """A link stands outside of all menus, headers and footers."""
    in_menu: bool = False
    """A link stands in a menu or header, and not in a footer."""
    repeated: bool = False
    """A link stands in one of several blocks that are made alike, by the class of what is right round it."""
    heads_list: bool = False
    """A link is the title of a block of other headlines."""
    card_title: str = ""
    """The headline of the card round it, which no link holds."""


def read_anchors(root: HtmlElement, *, url: str) -> list[Anchor]:
    """The addresses that the page links, in its order, each once: without those on itself, at most 5,000 links."""
    base, own = absolute(url, root.xpath("string(//base/@href)")) or url, normalise_url(url)
    links = list(islice(root.iter("a"), MOST_LINKS))
    blocks = Counter(parent.get("class") for parent in {link.getparent() for link in links} if parent is not None)
    found: dict[str, Anchor] = {}
    for link in links:
        address = absolute(base, link.get("href"))
        key = normalise_url(address) if address else own
        if address and key != own:
            anchor = found.setdefault(key, Anchor(url=address))
            _add(anchor, link)
            anchor.repeated |= _made_alike(link.getparent(), blocks)
    return [*found.values()]


def label_of(link: HtmlElement) -> str:
    """What a reader sees or hears of a link: its text, or what stands for it."""
    text = clean(" ".join(link.itertext())[: 4 * _LONGEST_LABEL])
    if text:
        return text[:_LONGEST_LABEL]
    pictures = (picture.get("alt") for picture in link.iter("img"))
    stated = (link.get("aria-label"), link.get("title"), *pictures)
    return clean(next(filter(None, stated), ""))[:_LONGEST_LABEL]


def _made_alike(block: HtmlElement | None, blocks: Counter[str | None]) -> bool:
    kind = block.get("class") if block is not None else None
    return bool(kind) and blocks[kind] >= _ALIKE


def _add(anchor: Anchor, link: HtmlElement) -> None:
    around = list(_ancestors(link))
    label = _headline_in(link) or label_of(link)
    if len(label) > len(anchor.text):
        anchor.text = label
    heading = next((part for part in (link, *around[:4]) if part.tag in _HEADINGS), None)
    card = next((part for part in around[:_CARD_HEIGHT] if is_card(part)), None)
    anchor.headed |= heading is not None or any(child.tag in _HEADINGS for child in link.iter())
    anchor.carded |= card is not None
    anchor.dated |= card is not None and next(card.iter("time"), None) is not None
    anchor.described |= card is not None and any(map(_is_sentence, card.iter("p")))
    anchor.unlabelled |= heading is not None or not is_label(link)
    in_foot, in_menu = any(map(is_foot, around)), any(map(is_menu, around))
    anchor.outside_menus |= not (in_menu or in_foot)
    anchor.in_menu |= in_menu and not in_foot
    anchor.heads_list |= heading is not None and _heads_list(heading)
    if card is not None and not anchor.card_title:
        anchor.card_title = _title_of(card)


def _ancestors(link: HtmlElement) -> Iterator[HtmlElement]:
    for number, element in enumerate(link.iterancestors()):
        if number == _HIGHEST or element.tag in {"body", "html", "main"}:
            return
        yield element


def _headline_in(link: HtmlElement) -> str:
    """The headline in a link that is a whole card."""
    heading = next((child for child in link.iter() if child.tag in _HEADINGS), None)
    return clean(" ".join(heading.itertext()))[:_LONGEST_LABEL] if heading is not None else ""


def _is_sentence(paragraph: HtmlElement) -> bool:
    return len((paragraph.text_content() or "").split(maxsplit=_SENTENCE)) >= _SENTENCE


def _heads_list(heading: HtmlElement) -> bool:
    """Whether the heading's own block holds two headings more, of a lower rank, that are links."""
    block = heading.getparent()
    while block is not None and len(block) == 1:
        block = block.getparent()
    if block is None or block.tag in {"body", "html", "main"}:
        return False
    lower = (child for child in block.iter(*sorted(_HEADINGS)) if str(child.tag) > str(heading.tag) and _linked(child))
    return len([*_first(lower, 2)]) == 2


def _title_of(card: HtmlElement) -> str:
    """The text of a card's only heading, if that is no link."""
    headings = [*_first((child for child in card.iter() if child.tag in _HEADINGS), 2)]
    return clean(" ".join(headings[0].itertext())) if len(headings) == 1 and not _linked(headings[0]) else ""


def _linked(heading: HtmlElement) -> bool:
    return next(heading.iter("a"), None) is not None or any(part.tag == "a" for part in heading.iterancestors())


def _first(elements: Iterable[HtmlElement], count: int) -> Iterator[HtmlElement]:
    for number, element in enumerate(elements, 1):
        yield element
        if number == count:
            return
