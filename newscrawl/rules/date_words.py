"""The words of dates: `calendar_words.toml`, which is generated from the CLDR, and `dates.toml`, which has the rest.

The head of each file explains its keys.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import Annotated

import msgspec

from newscrawl.rules.toml_reader import read_toml, rules_folder

_Months = Annotated[tuple[str, ...], msgspec.Meta(min_length=12, max_length=12)]
"""The names of each month, separated by `|`."""


class _DateStruct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a word list; a key that it does not know is an error."""


class CalendarWords(_DateStruct, frozen=True, kw_only=True):
    """A `[[language]]`: the names of months, week days and halves of the day."""

    code: str
    """BCP 47 primary subtag."""
    months: _Months | None = None
    """None in languages that number the months."""
    weekdays: tuple[str, ...] = ()
    am: tuple[str, ...] = ()
    pm: tuple[str, ...] = ()


class SolarHijriWords(_DateStruct, frozen=True, kw_only=True):
    """`[solar_hijri]`: the months of the Iranian calendar, and the languages that write it."""

    months: _Months
    languages: tuple[str, ...]


class DateMarkupWords(_DateStruct, frozen=True, kw_only=True):
    """`[markup]`: words in class names and ids."""

    date: tuple[str, ...]
    elsewhere: tuple[str, ...]


class _CalendarFile(_DateStruct, frozen=True, kw_only=True):
    """`calendar_words.toml`."""

    language: tuple[CalendarWords, ...]


class DateWords(_DateStruct, frozen=True, kw_only=True):
    """`dates.toml`, with the languages of `calendar_words.toml` before its own."""

    inside: tuple[str, ...]
    around: tuple[str, ...]
    published: tuple[str, ...]
    updated: tuple[str, ...]
    other: tuple[str, ...]
    year_units: tuple[str, ...]
    month_units: tuple[str, ...]
    day_units: tuple[str, ...]
    month_before: tuple[str, ...]
    one: tuple[str, ...]
    month_first: tuple[str, ...]
    open_order: tuple[str, ...]
    year_first: tuple[str, ...]
    eras: dict[str, int]
    zones: dict[str, float]
    language: tuple[CalendarWords, ...]
    solar_hijri: SolarHijriWords
    markup: DateMarkupWords


@cache
def load_date_words() -> DateWords:
    """The packaged words of dates.

    :raises BadRule: a file is broken.
    """
    generated = read_toml(rules_folder() / "calendar_words.toml", _CalendarFile)
    words = read_toml(rules_folder() / "dates.toml", DateWords)
    return msgspec.structs.replace(words, language=tuple(chain(generated.language, words.language)))
