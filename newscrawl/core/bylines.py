"""A raw byline to the people and the news agencies it names.

What `authors` holds: the people, in the order of the line, each once. Where the line names no person, it holds
the desk it names ("HPN Staff"), and where there is no desk the publisher it names; a word that says no more than
"Staff" or "admin" names nobody. Degrees, roles, places, dates, addresses and photographers are left out. Nothing
is guessed: a line that is no byline gives empty lists.

The publisher stands in because that is what readers of data expect: of 21 real pages that name nobody else, it was
the author expected on 15, nobody on 3, and on 3 somebody whom the page does not name so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from newscrawl.article import Article
from newscrawl.core.names.agencies import compact
from newscrawl.core.names.houses import CREDIT, NOTHING, Part
from newscrawl.core.names.namecase import is_capitals, mixed_case, name_case
from newscrawl.core.names.order import first_names_first
from newscrawl.core.names.parts import read_parts
from newscrawl.core.names.plainnames import plain_names
from newscrawl.core.names.senses import Context, Senses
from newscrawl.core.names.signoffs import bracketed_agencies, credited_agencies, lone_agencies, reporting_lines
from newscrawl.core.names.split import Group, groups
from newscrawl.core.names.vocabulary import is_unspaced, key, vocabulary
from newscrawl.core.remembering import remembered
from newscrawl.core.text import fold

Named = Literal["people", "desk", "publisher", "nobody"]

_SOURCE_REASONS = frozenset({"repeated_byline", "site_furniture"})
_SHORTEST_HOUSE_WORD = 3
_MOST_READINGS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """Who wrote an article."""

    authors: list[str] = field(default_factory=list)
    """People, or the desk or publisher where no person is named."""
    agencies: list[str] = field(default_factory=list)
    """News agencies, each by its canonical name."""
    named: Named = "nobody"
    """What `authors` are."""

    @property
    def people(self) -> bool:
        """Whether `authors` are people."""
        return self.named == "people"


def parse_byline(raw: str, *, language: str | None = None, publisher: str | None = None) -> Byline:
    """The people and agencies that a raw byline names.

    :param language: BCP 47; it decides what short words mean ("i", "von"). Without it every language's words count.
    :param publisher: whose page it is; never an author beside a person.
    """
    language = (language or "").replace("_", "-").partition("-")[0].casefold() or None
    byline = _read(raw, language, publisher)
    for _ in range(_MOST_READINGS):
        again = _read("; ".join(byline.authors), language, publisher)
        if again.authors == byline.authors:
            break
        # What is not read as itself was no name.
        byline = replace(again, agencies=byline.agencies)
    return byline


@remembered(512)  # a page states its byline in several places, and it is read again for what repeats it
def _read(raw: str, language: str | None, publisher: str | None) -> Byline:
    context = Context(
        language=language,
        house=compact(publisher or ""),
        house_words=_house_words(publisher or ""),
        dated=any(map(str.isdigit, raw)),
        small=not any(map(str.isupper, raw.strip()[1:])),
        capitals=is_capitals(raw),
    )
    senses = Senses(context)
    if names := plain_names(raw, senses):
        return Byline(authors=_once(names), named="people")
    parts = _parts(raw, senses)
    people = _once([_cased(part.text, context) for part in parts if part.kind == "person"])
    agencies = _once([*(part.text for part in parts if part.kind == "agency"), *bracketed_agencies(raw)])
    desks = _once([part.text for part in parts if part.kind == "desk"])
    houses = _once([part.text for part in parts if part.kind == "house"])
    named: Named = "people" if people else "desk" if desks else "publisher" if houses else "nobody"
    return Byline(authors=people or desks or houses, agencies=agencies, named=named)


def _house_words(publisher: str) -> frozenset[str]:
    return frozenset(form for word in publisher.split() if len(form := compact(word)) > _SHORTEST_HOUSE_WORD)


def with_names(article: Article) -> Article:
    """The article with the authors and agencies that its byline and its own sign-off lines name.

    The agencies of both are kept; the people of a sign-off only where the byline names no person. Agencies that
    the article has already are known by its site's rule: they stay, and are no authors.
    """
    byline = parse_byline(article.byline or "", language=article.language, publisher=article.publisher)
    paragraphs = [line for line in article.text.split("\n") if line.strip()]
    authors = byline.authors
    if not byline.people:
        for line in reporting_lines(paragraphs):
            signed = parse_byline(line, language=article.language, publisher=article.publisher)
            if signed.people:
                authors = signed.authors
                break
    known = {fold(agency) for agency in article.agencies}
    return replace(
        article,
        authors=[author for author in authors if fold(author) not in known],
        agencies=_once(
            [*article.agencies, *byline.agencies, *credited_agencies(paragraphs), *lone_agencies(_head_lines(article))]
        ),
    )


def _head_lines(article: Article) -> list[str]:
    """The lines that were cut for standing over or under the text as its source: an agency's name alone is one."""
    cut = (removal.text for removal in article.removed if removal.reason in _SOURCE_REASONS)
    return [line for text in cut for line in text.split("\n")]


def _parts(raw: str, senses: Senses) -> list[Part]:
    """All parts of the line; what a credit label heads is left out."""
    found: list[Part] = []
    split = first_names_first(groups(raw))
    credited = False
    for group in split:
        parts = [] if credited else _group_parts(group, senses)
        credited = (group.label or is_unspaced(group.items[-1])) and parts[-1:] == [CREDIT] and _is_label(group)
        found += [part for part in parts if part.kind != "credit"]
    return found


def _is_label(group: Group) -> bool:
    """Whether the group is one known phrase, without the name that it stands for."""
    keys = [word for word in map(key, group.items[0].split()) if word]
    match = vocabulary().at(keys, 0) if keys and len(group.items) == 1 else None
    return match is not None and match.words == len(keys)


def _group_parts(group: Group, senses: Senses) -> list[Part]:
    found: list[Part] = []
    for item in group.items:
        parts = read_parts(item, senses)
        found += parts
        if any(part.kind == "credit" for part in parts):
            break
    return _without_places(found)


def _without_places(parts: list[Part]) -> list[Part]:
    """The parts without a single word that follows a full name: "Ana Lima, Lisbon" names a place."""
    kept: list[Part] = []
    for part in parts:
        single = part.kind == "person" and " " not in part.text and not is_unspaced(part.text)
        if single and kept and (kept[-1].kind == "town" or (kept[-1].kind == "person" and " " in kept[-1].text)):
            continue
        kept.append(part)
    return [part for part in kept if part != NOTHING]


def _cased(name: str, context: Context) -> str:
    if context.small and name.islower():
        return name_case(name, turkish=context.language == "tr")
    if context.language == "tr" and is_capitals(name):
        return name_case(name, turkish=True)
    return mixed_case(name)


def _once(names: list[str]) -> list[str]:
    """Each name once, at its first place."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(fold(name), name)
    return list(found.values())
