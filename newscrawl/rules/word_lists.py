"""The word lists of bylines, agencies, credits, navigation, page types and AI agents: a TOML file each.

The words of dates have a module of their own, `rules.date_words`.

Each list has its shape here (those of `navigation.toml` and `page_types.toml` are in `rules.schema`) and a function
that reads it once a process. The head of each file explains its keys.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources.abc import Traversable

import msgspec

from newscrawl.exceptions import BadRule
from newscrawl.rules.schema import NavigationWords, PageTypeTerms
from newscrawl.rules.toml_reader import read_toml, rules_folder

_PRODUCT_TOKEN = re.compile(r"[A-Za-z0-9_-]+")


class _WordStruct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a word list; a key that it does not know is an error."""


class AnyLanguageWords(_WordStruct, frozen=True, kw_only=True):
    """`[any]` in `bylines.toml`: words that belong to no one language."""

    particle: tuple[str, ...]
    suffix: tuple[str, ...]
    title: tuple[str, ...]
    degree: tuple[str, ...]
    surname: tuple[str, ...]
    organisation: tuple[str, ...]
    account: tuple[str, ...]
    house: tuple[str, ...]
    town: tuple[str, ...]


class BylineMarkupWords(_WordStruct, frozen=True, kw_only=True):
    """`[markup]` in `bylines.toml`: words in class names, ids and test ids."""

    byline: tuple[str, ...]
    other: tuple[str, ...]
    beside: tuple[str, ...]
    profile: tuple[str, ...]


class BylineWords(_WordStruct, frozen=True, kw_only=True):
    """A `[[language]]` in `bylines.toml`: the words of bylines in one language."""

    code: str
    """BCP 47 primary subtag."""
    by: tuple[str, ...]
    by_soft: tuple[str, ...] = ()
    genre: tuple[str, ...] = ()
    also: tuple[str, ...]
    role: tuple[str, ...]
    position: tuple[str, ...] = ()
    employer_end: tuple[str, ...] = ()
    """Ends of one-word employers between a name and a position: "대" of "김민수 서울대 교수"."""
    role_part: tuple[str, ...] = ()
    desk: tuple[str, ...]
    desk_end: tuple[str, ...] = ()
    """Ends of one-word desks: "redaktion" finds "Sportredaktion"."""
    place: tuple[str, ...] = ()
    credit: tuple[str, ...]
    credit_role: tuple[str, ...] = ()
    furniture: tuple[str, ...]
    contributed: tuple[str, ...]
    month: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    prefix_and: str = ""
    prefix_keep: tuple[str, ...] = ()


class BylineFile(_WordStruct, frozen=True, kw_only=True):
    """`bylines.toml`."""

    markup: BylineMarkupWords
    any: AnyLanguageWords
    language: tuple[BylineWords, ...]


class Agency(_WordStruct, frozen=True, kw_only=True):
    """A news agency."""

    name: str
    """The canonical name, as the record gives it."""
    aliases: tuple[str, ...] = ()
    country: str | None = None


class AgencyFile(_WordStruct, frozen=True, kw_only=True):
    """`agencies.toml`."""

    agency: tuple[Agency, ...]


class CreditWords(_WordStruct, frozen=True, kw_only=True):
    """A `[[words]]` in `credits.toml`: the words of one language that introduce the credit of an image."""

    language: str
    labels: tuple[str, ...]
    """Words before a colon."""
    by: tuple[str, ...]
    """Words directly before the name."""
    after: tuple[str, ...] = ()
    """Words directly after the name, in scripts without spaces."""


class CreditFile(_WordStruct, frozen=True, kw_only=True):
    """`credits.toml`."""

    agencies: tuple[str, ...]
    """A bracket at the end of a caption that holds one of these names, or `Name/AGENCY` there, is its credit."""
    words: tuple[CreditWords, ...]


class AiAgent(_WordStruct, frozen=True, kw_only=True):
    """An `[[agent]]` in `ai_agents.toml`: an operator and the product tokens of its agents."""

    operator: str
    tokens: tuple[str, ...]


class AiAgentFile(_WordStruct, frozen=True, kw_only=True):
    """`ai_agents.toml`."""

    agent: tuple[AiAgent, ...]


@cache
def load_byline_file() -> BylineFile:
    """The packaged words of bylines.

    :raises BadRule: the file is broken.
    """
    return read_toml(rules_folder() / "bylines.toml", BylineFile)


@cache
def load_agency_file() -> AgencyFile:
    """The packaged news agencies.

    :raises BadRule: the file is broken.
    """
    return read_toml(rules_folder() / "agencies.toml", AgencyFile)


@cache
def load_credit_file() -> CreditFile:
    """The packaged words of image credits.

    :raises BadRule: the file is broken.
    """
    return read_toml(rules_folder() / "credits.toml", CreditFile)


@cache
def load_page_type_terms() -> PageTypeTerms:
    """The packaged words of pages that are no articles.

    :raises BadRule: the file is broken.
    """
    return read_toml(rules_folder() / "page_types.toml", PageTypeTerms)


@cache
def load_navigation_words() -> NavigationWords:
    """The packaged words of navigation.

    :raises BadRule: the file is broken.
    """
    return read_toml(rules_folder() / "navigation.toml", NavigationWords)


@cache
def load_ai_agent_tokens() -> tuple[str, ...]:
    """The product tokens by which robots.txt files name the known AI agents.

    :raises BadRule: the file is broken.
    """
    return read_ai_agent_tokens(rules_folder() / "ai_agents.toml")


def read_ai_agent_tokens(path: Traversable) -> tuple[str, ...]:
    """The product tokens of an `ai_agents.toml`.

    :raises BadRule: the file does not have its shape, or a token cannot be one or stands twice.
    """
    tokens = [token for agent in read_toml(path, AiAgentFile).agent for token in agent.tokens]
    for index, token in enumerate(tokens):
        if not _PRODUCT_TOKEN.fullmatch(token):
            raise BadRule(f"{path}: tokens: {token!r} is no product token: letters, digits, - and _ only")
        if token.lower() in map(str.lower, tokens[:index]):
            raise BadRule(f"{path}: tokens: {token!r} appears twice in this file")
    return tuple(tokens)
