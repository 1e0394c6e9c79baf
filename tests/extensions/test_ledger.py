"""Where the ledger is kept, and what its settings allow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from newscrawl.exceptions import BadArgument
from newscrawl.extensions.ledger import open_ledger
from newscrawl.state.database import STATE_FILE_NAME


def build_settings(**settings: Any) -> Settings:
    built = Settings()
    built.setdict(settings, priority="cmdline")
    return built


@pytest.mark.parametrize(
    ("crawl_name", "settings", "is_kept"),
    [
        ("feed url=a", {}, True),
        ("feed url=a", {"FEEDS": {"x.json": {}}}, False),
        ("feed url=a", {"NEWSCRAWL_STATE": ""}, False),
        ("", {}, False),
    ],
    ids=["a file", "a feed only", "no folder", "another project's spider"],
)
def test_the_ledger_is_kept_if_the_output_is_a_file_that_the_next_run_continues(
    crawl_name: str, settings: dict[str, Any], is_kept: bool, tmp_path: Path
) -> None:
    used = build_settings(**{"NEWSCRAWL_STATE": str(tmp_path), **settings})
    open_ledger(used, crawl_name=crawl_name).close("finished", is_finished=True)
    assert (tmp_path / STATE_FILE_NAME).exists() == is_kept


@pytest.mark.parametrize("value", ["soon", "3600,later", [0], [-5]])
@pytest.mark.parametrize("name", ["NEWSCRAWL_REVISIT", "NEWSCRAWL_RETRY_PAUSES"])
def test_a_setting_that_is_not_a_list_of_seconds_is_named(name: str, value: object) -> None:
    with pytest.raises(BadArgument, match=f"{name} is .*: a list of seconds is wanted, such as 3600,86400"):
        open_ledger(build_settings(**{name: value}), crawl_name="")
