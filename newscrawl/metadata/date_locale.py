"""Which of two numbers is the day: `05/03/2026` by the language and the country of a text."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from urllib.parse import urlsplit

from newscrawl.rules.date_words import load_date_words

_ENGLISH = "en"
_GENERIC_SUFFIXES = frozenset("AC AI AM CC CO EU FM GG IO LA LY ME NU SH SO SU TK TO TV WS".split())
"""Domains of countries that sites of any country use."""
_COUNTRY_BY_SUFFIX = {"UK": "GB"}


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


def infer_locale(language: str | None, declared_tags: Iterable[str | None], url: str | None) -> str | None:
    """The language of a text with the country of its site; without a country where statements disagree.

    :param language: the language of the text, as a BCP 47 tag.
    :param declared_tags: the tags that the page declares, such as `<html lang>` and `og:locale`: many templates declare
        `en-US` on any site, so the country in the domain must not contradict them.
    """
    primary, country = split_locale(language)
    tags = [(primary, country), *map(split_locale, declared_tags)]
    primary = primary or next((tag for tag, _ in tags if tag), None)
    countries = {country for tag, country in tags if country and tag == primary} | _find_country(url)
    return f"{primary}-{countries.pop()}" if primary and len(countries) == 1 else primary


def _find_country(url: str | None) -> set[str]:
    """The country of a URL's domain; none for domains that sites anywhere use, such as `.io`."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:  # the URL is malformed
        return set()
    suffix = host.rsplit(".", 1)[-1].upper()
    return {_COUNTRY_BY_SUFFIX.get(suffix, suffix)} if len(suffix) == 2 and suffix not in _GENERIC_SUFFIXES else set()


def split_locale(locale: str | None) -> tuple[str | None, str | None]:
    """The language and the country of a BCP 47 tag; None for what it does not have.

    >>> split_locale("zh-Hant-TW"), split_locale("en_GB"), split_locale("")
    (('zh', 'TW'), ('en', 'GB'), (None, None))
    """
    language, *others = (locale or "").replace("_", "-").split("-")
    country = next((part.upper() for part in others if len(part) == 2 and part.isalpha()), None)
    return language.lower() or None, country
