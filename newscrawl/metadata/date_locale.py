"""Which of two numbers is the day: `05/03/2026` by the language and the country of a text."""

from __future__ import annotations

from enum import Enum

from newscrawl.rules.date_words import load_date_words

_ENGLISH = "en"


class DateOrder(Enum):
    """The order of the numbers in a date with slashes or hyphens."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    YEAR_FIRST = "year first"
    """The day comes last; where the year has four digits at the end, the day comes first."""
    OPEN = "open"


def find_date_order(locale: str | None) -> DateOrder:
    """The order in a text of a language and country.

    English without a country is open, and so are countries that use both orders and texts in an unknown language.

    :param locale: a BCP 47 tag such as `en-US`; the country may also be that of the site, for example of its domain.

    >>> find_date_order("en-US"), find_date_order("fr"), find_date_order("en")
    (<DateOrder.MONTH_FIRST: 'month first'>, <DateOrder.DAY_FIRST: 'day first'>, <DateOrder.OPEN: 'open'>)
    """
    language, country = split_locale(locale)
    if language is None:
        return DateOrder.OPEN
    words = load_date_words()
    if country in words.open_order:
        return DateOrder.OPEN
    if country in words.month_first:
        return DateOrder.MONTH_FIRST if language in (_ENGLISH, "fil", "tl") else DateOrder.DAY_FIRST
    if language == _ENGLISH and country is None:
        return DateOrder.OPEN
    return DateOrder.YEAR_FIRST if language in words.year_first else DateOrder.DAY_FIRST


def split_locale(locale: str | None) -> tuple[str | None, str | None]:
    """The language and the country of a BCP 47 tag; None for what it does not have.

    >>> split_locale("zh-Hant-TW"), split_locale("en_GB"), split_locale("")
    (('zh', 'TW'), ('en', 'GB'), (None, None))
    """
    language, *others = (locale or "").replace("_", "-").split("-")
    country = next((part.upper() for part in others if len(part) == 2 and part.isalpha()), None)
    return language.lower() or None, country
