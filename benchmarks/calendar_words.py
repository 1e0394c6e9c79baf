"""Write `newscrawl/rules/calendar_words.toml`: the names of months, week days and halves of the day in the CLDR.

    python -m benchmarks.calendar_words > newscrawl/rules/calendar_words.toml

The names come from Babel, which has the data of the Unicode CLDR. Names that the CLDR lacks are in `rules/dates.toml`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import babel
from babel import Locale

_HEADER = """\
# The names of months, week days, and of the halves of the day, by language.
# Written by `python -m benchmarks.calendar_words` from Babel {version} (Unicode CLDR). `dates.toml` has more.
#
#   months    the names of each month, from January on, separated by "|"
#   weekdays  the names of the days of the week
#   am, pm    the marks of the two halves of the day
"""
_LOCALES = """
    af am ar ar_DZ ar_IQ ar_LB ar_MA ar_SA ar_SY ar_TN az be bg bn bs bs_Cyrl ca cs cy da de de_AT el en en_CA
    eo es es_PE es_UY et eu fa fi fil fo fr fr_CA ga gl gu ha he hi hr hu hy id is it ja ka kk km kn ko ky lb
    lo lt lv mk ml mn mr ms mt my nb ne nl nn or pa pl ps pt pt_PT ro ru rw si sk sl so sq sr sr_Latn sv sw ta
    te tg th tk tr uk ur uz uz_Cyrl vi zh zu
""".split()
_CONTEXTS = ("format", "stand-alone")
_WIDTHS = ("wide", "abbreviated")


def main() -> None:
    """Write the file to the standard output."""
    by_language: dict[str, list[Locale]] = {}
    for code in _LOCALES:
        by_language.setdefault(code.split("_")[0], []).append(Locale.parse(code))
    sys.stdout.write(_HEADER.format(version=babel.__version__))
    for language, locales in sorted(by_language.items()):
        sys.stdout.write(f'\n[[language]]\ncode = "{language}"\n')
        months = [sorted(set(_iter_month_names(locales, month))) for month in range(1, 13)]
        if all(months):
            _write_list("months", ["|".join(names) for names in months])
        _write_list("weekdays", sorted(set(_iter_weekday_names(locales))))
        for half in ("am", "pm"):
            _write_list(half, sorted(set(_iter_day_halves(locales, half))))


def _iter_month_names(locales: list[Locale], month: int) -> Iterator[str]:
    """The names of a month that are no numbers: `3월`, `tháng 3` and `三月` are left out."""
    for locale in locales:
        for context in _CONTEXTS:
            for width in _WIDTHS:
                name = _normalize(locale.months[context][width][month])
                if name and not name.endswith("月") and not any(char.isdigit() for char in name):
                    yield name


def _iter_weekday_names(locales: list[Locale]) -> Iterator[str]:
    for locale in locales:
        for context in _CONTEXTS:
            for width in _WIDTHS:
                yield from (_normalize(name) for name in locale.days[context][width].values())


def _iter_day_halves(locales: list[Locale], half: str) -> Iterator[str]:
    for locale in locales:
        for widths in locale.day_periods.values():
            yield from (
                _normalize(names[half]) for width, names in widths.items() if width != "narrow" and half in names
            )


def _normalize(name: str) -> str:
    return name.lower().strip().rstrip(".")


def _write_list(key: str, values: list[str]) -> None:
    quoted = ", ".join(f'"{value}"' for value in values)
    sys.stdout.write(f"{key} = [{quoted}]\n")


if __name__ == "__main__":
    main()
