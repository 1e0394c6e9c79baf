"""The shape of `credits.toml`, and its reader."""

from __future__ import annotations

from functools import cache

import msgspec

from newscrawl.rules.load import read_toml, rules_folder


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
