"""Settings with a check or a default."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.settings import Settings

from newscrawl.exceptions import BadArgument
from newscrawl.extensions.setting_values import get_integer, get_number, get_output_template, get_seconds_list


def build_settings(**settings: Any) -> Settings:
    built = Settings()
    built.setdict(settings, priority="cmdline")
    return built


@pytest.mark.parametrize(
    ("settings", "output"),
    [
        ({}, "articles.jsonl"),
        ({"FEEDS": {"x.json": {}}}, None),
        ({"FEEDS": {"x.json": {}}, "NEWSCRAWL_OUTPUT": "own.jsonl"}, "own.jsonl"),
        ({"NEWSCRAWL_OUTPUT": ""}, None),
        ({"NEWSCRAWL_OUTPUT": None}, None),
    ],
    ids=["no setting", "a feed", "both", "empty", "None"],
)
def test_the_output_has_a_default_unless_a_feed_is_in_use(settings: dict[str, Any], output: str | None) -> None:
    assert get_output_template(build_settings(**settings)) == output


@pytest.mark.parametrize(
    ("value", "seconds"), [("3600,86400", (3600, 86_400)), ([60], (60,)), ([], ()), (None, (1, 2))]
)
def test_seconds_are_a_list_or_separated_by_commas(value: object, seconds: tuple[int, ...]) -> None:
    assert get_seconds_list(build_settings(SECONDS=value), "SECONDS", default=(1, 2)) == seconds


@pytest.mark.parametrize(("value", "number"), [("0.5", 0.5), (3, 3.0), (None, 7.0)])
def test_a_number_is_read_or_has_its_default(value: object, number: float) -> None:
    assert get_number(build_settings(NUMBER=value), "NUMBER", default=7, minimum=0.5) == number


@pytest.mark.parametrize("value", ["many", "0.4", "nan", -1, [1]])
def test_an_invalid_number_is_named(value: object) -> None:
    with pytest.raises(BadArgument, match=r"^NUMBER is "):
        get_number(build_settings(NUMBER=value), "NUMBER", default=7, minimum=0.5)


def test_an_integer_is_rounded_down() -> None:
    assert get_integer(build_settings(NUMBER="2.9"), "NUMBER", default=7, minimum=0) == 2
