"""Lines of an article's text that only repeat its byline."""

from __future__ import annotations

import re
from dataclasses import replace

from newscrawl.bylines.parser import parse_byline
from newscrawl.bylines.person_names import split_words
from newscrawl.bylines.tokenizer import remove_contacts
from newscrawl.bylines.vocabulary import get_vocabulary, is_unspaced_script, normalize_word
from newscrawl.items import Article, Removal
from newscrawl.text import fold

_MAX_REPEATED_LINE_CHARS = 200
"""Characters of the longest line that only repeats a byline."""
_BYLINE_KINDS = ("by", "by_soft", "genre", "role", "role_part", "desk", "furniture", "month")
_MAX_PLACE_WORDS = 3
_SEPARATORS = re.compile(r"[/|=・·•]")


def remove_author_lines(article: Article) -> Article:
    """The article without the paragraphs that only repeat who wrote it; they go to `removed`.

    Cut are names alone, doubled, in another case, and with "by", roles, dates, places, addresses or "Follow".
    A paragraph that says anything else stays, whoever it begins with, and so does a credit to others.
    """
    names = _folded_byline_names(article)
    if not names:
        return article
    kept_paragraphs: list[str] = []
    removals: list[Removal] = []
    for paragraph in article.text.split("\n\n"):
        rule = _find_rule(paragraph, names, article) if len(paragraph) <= _MAX_REPEATED_LINE_CHARS else None
        if rule is None:
            kept_paragraphs.append(paragraph)
        else:
            removals.append(Removal(text=paragraph, reason="repeated_byline", rule=f"authorlines:{rule}"))
    if not removals:
        return article
    return replace(article, text="\n\n".join(kept_paragraphs), removed=[*article.removed, *removals])


def _folded_byline_names(article: Article) -> list[str]:
    """All names the byline may be repeated by, folded, longest first."""
    parsed = parse_byline(article.byline or "", language=article.language, publisher=article.publisher)
    names = {fold(name) for name in [*article.authors, *parsed.authors]}
    return sorted(filter(None, names), key=lambda name: (-len(name), name))


def _find_rule(paragraph: str, names: list[str], article: Article) -> str | None:
    """Why the paragraph is a repeated byline; None for real text."""
    folded_paragraph = fold(paragraph)
    if not any(name.partition(" ")[0] in folded_paragraph for name in names):  # nearly always
        return None
    if paragraph.rstrip().endswith((":", "?")):
        return None
    folded_no_contacts = fold(remove_contacts(paragraph))
    if folded_no_contacts in names:
        return "name" if folded_paragraph == folded_no_contacts else "contact"
    remainder = folded_no_contacts
    for name in names:
        remainder = (
            remainder.replace(name, "\n")
            if is_unspaced_script(name) or name * 2 in remainder
            else re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "\n", remainder)
        )
    if remainder == folded_no_contacts:
        return None
    words = split_words(_SEPARATORS.sub(" ", remainder), get_vocabulary())
    if not any(any(char.isalnum() for char in word) for word in words):
        return "repeated"
    return "with_words" if _has_only_byline_words(words, article) else None


def _has_only_byline_words(words: list[str], article: Article) -> bool:
    """Whether beside the names there is only what bylines consist of."""
    vocab = get_vocabulary()
    normalized = [normalize_word(word) for word in words]
    publisher_words = set(fold(article.publisher or "").split())
    at, place_words_left = 0, 0
    while at < len(normalized):
        match = vocab.match_at(normalized, at) if normalized[at] else None
        if match is not None and match.has_kind(*_BYLINE_KINDS):
            at, place_words_left = at + match.word_count, 0
        elif place_words_left and normalized[at].isalpha():
            at, place_words_left = at + 1, place_words_left - 1
        elif (
            not any(map(str.isalpha, normalized[at]))
            or normalized[at] in publisher_words
            or any(map(str.isdigit, normalized[at]))
            or _is_connecting_word(normalized[at])
        ):
            place_words_left = _MAX_PLACE_WORDS if normalized[at] in vocab.prepositions else 0
            at += 1
        elif length := _town_length(normalized, at):
            at += length
        else:
            return False
    return True


def _is_connecting_word(word: str) -> bool:
    vocab = get_vocabulary()
    return word in vocab.conjunctions or word in vocab.titles or word in vocab.degrees or word in vocab.prepositions


def _town_length(normalized: list[str], at: int) -> int:
    """How many words of a town's name begin here."""
    return next(
        (
            length
            for length in range(_MAX_PLACE_WORDS, 0, -1)
            if get_vocabulary().is_town(" ".join(normalized[at : at + length]))
        ),
        0,
    )
