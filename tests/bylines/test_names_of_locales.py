"""Names of people of many locales, as Faker makes them, in bylines of their languages."""

from __future__ import annotations

import warnings

import pytest

from benchmarks.bylines import LOCALES, ONE_NAME_FORMS, TWO_NAME_FORMS, LocaleScore, make_names, score_locale

_NAMES = 8
"""Names of each locale in the test; `python -m benchmarks.bylines` takes a hundred."""
_FLOOR = 0.98
_FLOORS = {
    "bg_BG": 0.8,  # Faker has a first name that means "author"
    "ta_IN": 0.9,  # single names, which are places after a comma
}


@pytest.fixture(scope="module")
def scores() -> dict[str, LocaleScore]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Faker calls fr_QC deprecated
        return {locale: score_locale(locale, make_names(locale, _NAMES, seed=1)) for locale in LOCALES}


def test_there_are_many_locales_and_forms() -> None:
    assert len(LOCALES) >= 80
    assert len(ONE_NAME_FORMS) + len(TWO_NAME_FORMS) >= 16


def test_names_of_every_locale_come_out_exactly(scores: dict[str, LocaleScore]) -> None:
    low = {
        locale: (round(score.share, 3), score.misses[:3])
        for locale, score in scores.items()
        if score.share < _FLOORS.get(locale, _FLOOR)
    }
    assert not low


def test_almost_all_bylines_of_all_locales_are_exact(scores: dict[str, LocaleScore]) -> None:
    assert sum(score.exact for score in scores.values()) / sum(score.bylines for score in scores.values()) > 0.997


def test_the_same_seed_gives_the_same_names() -> None:
    assert make_names("it_IT", 5, seed=3) == make_names("it_IT", 5, seed=3) != make_names("it_IT", 5, seed=4)
