"""Lines of an article's text that only repeat its byline."""

from __future__ import annotations

import re
from dataclasses import replace

from newscrawl.article import Article, Removal
from newscrawl.core.bylines import parse_byline
from newscrawl.core.names.shapes import unstuck
from newscrawl.core.names.split import without_contacts
from newscrawl.core.names.vocabulary import is_unspaced, key, vocabulary
from newscrawl.core.text import fold

_LONGEST = 200
"""Characters of the longest line that only repeats a byline."""
_KINDS = ("by", "by_soft", "genre", "role", "role_part", "desk", "furniture", "month")
_PLACE_WORDS = 3
_SEPARATORS = re.compile(r"[/|=・·•]")


def without_author_lines(article: Article) -> Article:
    """The article without the paragraphs that only repeat who wrote it; they go to `removed`.

    Cut are names alone, doubled, in another case, and with "by", roles, dates, places, addresses or "Follow".
    A paragraph that says anything else stays, whoever it begins with, and so does a credit to others.
    """
    names = _names(article)
    if not names:
        return article
    kept: list[str] = []
    cut: list[Removal] = []
    for paragraph in article.text.split("\n\n"):
        rule = _rule(paragraph, names, article) if len(paragraph) <= _LONGEST else None
        if rule is None:
            kept.append(paragraph)
        else:
            cut.append(Removal(text=paragraph, reason="repeated_byline", rule=f"authorlines:{rule}"))
    if not cut:
        return article
    return replace(article, text="\n\n".join(kept), removed=[*article.removed, *cut])


def _names(article: Article) -> list[str]:
    """All names the byline may be repeated by, folded, longest first."""
    byline = parse_byline(article.byline or "", language=article.language, publisher=article.publisher)
    names = {fold(name) for name in [*article.authors, *byline.authors]}
    return sorted(filter(None, names), key=lambda name: (-len(name), name))


def _rule(paragraph: str, names: list[str], article: Article) -> str | None:
    """Why the paragraph is a repeated byline; None for real text."""
    said = fold(paragraph)
    if not any(name.partition(" ")[0] in said for name in names):  # nearly always
        return None
    if paragraph.rstrip().endswith((":", "?")):
        return None
    folded = fold(without_contacts(paragraph))
    if folded in names:
        return "name" if said == folded else "contact"
    rest = folded
    for name in names:
        rest = (
            rest.replace(name, "\n")
            if is_unspaced(name) or name * 2 in rest
            else re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "\n", rest)
        )
    if rest == folded:
        return None
    words = unstuck(_SEPARATORS.sub(" ", rest), vocabulary())
    if not any(any(char.isalnum() for char in word) for word in words):
        return "repeated"
    return "with_words" if _says_nothing(words, article) else None


def _says_nothing(words: list[str], article: Article) -> bool:
    """Whether beside the names there is only what bylines consist of."""
    known = vocabulary()
    keys = [key(word) for word in words]
    house = set(fold(article.publisher or "").split())
    at, place = 0, 0
    while at < len(keys):
        match = known.at(keys, at) if keys[at] else None
        if match is not None and match.has(*_KINDS):
            at, place = at + match.words, 0
        elif place and keys[at].isalpha():
            at, place = at + 1, place - 1
        elif (
            not any(map(str.isalpha, keys[at]))
            or keys[at] in house
            or any(map(str.isdigit, keys[at]))
            or _is_joint(keys[at])
        ):
            place = _PLACE_WORDS if keys[at] in known.place else 0
            at += 1
        elif length := _town(keys, at):
            at += length
        else:
            return False
    return True


def _is_joint(word: str) -> bool:
    known = vocabulary()
    return word in known.also or word in known.titles or word in known.degrees or word in known.place


def _town(keys: list[str], at: int) -> int:
    """How many words of a town's name begin here."""
    return next(
        (length for length in range(_PLACE_WORDS, 0, -1) if vocabulary().is_town(" ".join(keys[at : at + length]))), 0
    )
