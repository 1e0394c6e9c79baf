"""The words of bylines and the names of agencies: their shapes and their cached readers.

The shape of `credits.toml`, and its reader.

The words of navigation, read once a process.

The agents that collect pages for AI, as robots.txt names them.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources.abc import Traversable

import msgspec

from newscrawl.exceptions import BadRule
from newscrawl.rules.loader import read_toml, rules_folder
from newscrawl.rules.schema import AgencyFile, NavigationWords


class _BylineStruct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of `bylines.toml`; the file's head says what each key means."""


class AnyLanguageWords(_BylineStruct, frozen=True, kw_only=True):
    """Words that belong to no one language."""

    particle: tuple[str, ...]
    suffix: tuple[str, ...]
    title: tuple[str, ...]
    degree: tuple[str, ...]
    organisation: tuple[str, ...]
    account: tuple[str, ...]
    town: tuple[str, ...]


class BylineMarkupWords(_BylineStruct, frozen=True, kw_only=True):
    """Words in class names, ids and test ids."""

    byline: tuple[str, ...]
    other: tuple[str, ...]
    beside: tuple[str, ...]


class BylineWords(_BylineStruct, frozen=True, kw_only=True):
    """The words of bylines in one language."""

    code: str
    """BCP 47 primary subtag."""
    by: tuple[str, ...]
    by_soft: tuple[str, ...] = ()
    genre: tuple[str, ...] = ()
    also: tuple[str, ...]
    role: tuple[str, ...]
    role_part: tuple[str, ...] = ()
    desk: tuple[str, ...]
    desk_end: tuple[str, ...] = ()
    """Ends of one-word desks: "redaktion" finds "Sportredaktion"."""
    place: tuple[str, ...] = ()
    credit: tuple[str, ...]
    furniture: tuple[str, ...]
    contributed: tuple[str, ...]
    month: tuple[str, ...] = ()
    prefix_and: str = ""
    prefix_keep: tuple[str, ...] = ()


class BylineFile(_BylineStruct, frozen=True, kw_only=True):
    """`bylines.toml`."""

    markup: BylineMarkupWords
    any: AnyLanguageWords
    language: tuple[BylineWords, ...]


@cache
def load_byline_file() -> BylineFile:
    """The packaged words of bylines."""
    return read_toml(rules_folder() / "bylines.toml", BylineFile)


@cache
def load_agency_file() -> AgencyFile:
    """The packaged news agencies."""
    return read_toml(rules_folder() / "agencies.toml", AgencyFile)


class CreditWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of one language that announce a credit."""

    language: str
    labels: tuple[str, ...]
    """Words before a colon."""
    by: tuple[str, ...]
    """Words right before the name."""
    after: tuple[str, ...] = ()
    """Words right after the name, in scripts without spaces."""


class CreditFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`credits.toml`."""

    agencies: tuple[str, ...]
    """Names that make a bracket at a caption's end, or a `Name/AGENCY` there, its credit."""
    words: tuple[CreditWords, ...]


@cache
def load_credit_file() -> CreditFile:
    """The packaged words of picture credits."""
    return read_toml(rules_folder() / "credits.toml", CreditFile)


@cache
def load_navigation_words() -> NavigationWords:
    """What `navigation.toml` says.

    :raises BadRule: the file is broken.
    """
    return read_toml(rules_folder() / "navigation.toml", NavigationWords)


_PRODUCT_TOKEN = re.compile(r"[A-Za-z0-9_-]+")


class AiAgent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One operator and the product tokens of its agents."""

    operator: str
    tokens: tuple[str, ...]


class AiAgentFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`load_ai_agent_tokens.toml`."""

    agent: tuple[AiAgent, ...]


@cache
def load_ai_agent_tokens() -> tuple[str, ...]:
    """The product tokens of all known agents, as `load_ai_agent_tokens.toml` lists them."""
    return read_ai_agent_tokens(rules_folder() / "ai_agents.toml")


def read_ai_agent_tokens(path: Traversable) -> tuple[str, ...]:
    """The product tokens of a file.

    :raises BadRule: it is not of its shape, or a token in it could never be named or stands there twice.
    """
    tokens = [token for agent in read_toml(path, AiAgentFile).agent for token in agent.tokens]
    for index, token in enumerate(tokens):
        if not _PRODUCT_TOKEN.fullmatch(token):
            raise BadRule(f"{path}: tokens: {token!r} is no product token: letters, digits, - and _ only")
        if token.lower() in map(str.lower, tokens[:index]):
            raise BadRule(f"{path}: tokens: {token!r} stands twice in this file")
    return tuple(tokens)
