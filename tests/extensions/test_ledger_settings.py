"""Where the ledger is, and what its settings say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from newscrawl.exceptions import BadArgument
from newscrawl.extensions.ledger import open_ledger
from newscrawl.extensions.setting_values import get_output_template
from newscrawl.state.database import STATE_FILE_NAME


def used(**settings: Any) -> Settings:
    found = Settings()
    found.setdict(settings, priority="cmdline")
    return found


@pytest.mark.parametrize(
    ("settings", "output"),
    [
        ({}, "articles.jsonl"),
        ({"FEEDS": {"x.json": {}}}, None),
        ({"FEEDS": {"x.json": {}}, "NEWSCRAWL_OUTPUT": "own.jsonl"}, "own.jsonl"),
        ({"NEWSCRAWL_OUTPUT": ""}, None),
        ({"NEWSCRAWL_OUTPUT": None}, None),
    ],
    ids=["nothing said", "a feed", "both", "set to nothing", "set to None"],
)
def test_where_articles_go(settings: dict[str, Any], output: str | None) -> None:
    assert get_output_template(used(**settings)) == output


@pytest.mark.parametrize(
    ("job", "settings", "kept"),
    [
        ("feed url=a", {}, True),
        ("feed url=a", {"FEEDS": {"x.json": {}}}, False),
        ("feed url=a", {"NEWSCRAWL_STATE": ""}, False),
        ("", {}, False),
    ],
    ids=["a file", "a feed only", "no folder", "another's spider"],
)
def test_the_ledger_outlives_a_run_whose_articles_do(
    job: str, settings: dict[str, Any], kept: bool, tmp_path: Path
) -> None:
    open_ledger(used(**{"NEWSCRAWL_STATE": str(tmp_path), **settings}), crawl_name=job).close(
        "finished", is_finished=True
    )
    assert (tmp_path / STATE_FILE_NAME).exists() == kept


@pytest.mark.parametrize("value", ["soon", "3600,later", [0], [-5]])
@pytest.mark.parametrize("name", ["NEWSCRAWL_REVISIT", "NEWSCRAWL_RETRY_PAUSES"])
def test_what_is_no_list_of_seconds_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(BadArgument, match=f"{name} is .*: a list of seconds is wanted, such as 3600,86400"):
        open_ledger(used(**{name: value}), crawl_name="")


@pytest.mark.parametrize("value", ["3600,86400", [3600, 86400], []])
def test_seconds_are_a_list_or_stand_between_commas(value: object) -> None:
    open_ledger(used(NEWSCRAWL_REVISIT=value), crawl_name="").close("finished", is_finished=True)
