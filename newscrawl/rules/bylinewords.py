"""The words of bylines and the names of agencies: their shapes and their cached readers."""

from __future__ import annotations

from functools import cache

import msgspec

from newscrawl.rules.load import read_toml, rules_folder
from newscrawl.rules.model import AgencyFile


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
