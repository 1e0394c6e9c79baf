"""The reader of a site file: what it must say, and how the file is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.exceptions import BadRule
from newscrawl.rules.site_files import SiteFile, read_site_toml

RULE = 'case = ["one"]\nbody = ["div.log"]\n'


def read(folder: Path, text: str, name: str = "harbour.example.toml") -> SiteFile:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_site_toml(path)


def test_a_file_holds_a_site_or_a_rule_or_both(tmp_path: Path) -> None:
    assert not read(tmp_path, 'name = "Harbour Post"').has_rule
    assert read(tmp_path, RULE).has_rule
    assert read(tmp_path, 'name = "Harbour Post"\n' + RULE).has_rule


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param(
            'country = "GB"',
            "says nothing: give name, case, cut, body, title, byline, date, agencies or phrase",
            id="neither site nor rule",
        ),
        pytest.param('case = ["one"]\nbody = "p"', "body: must be a list, not a string", id="wrong type"),
    ],
)
def test_a_file_that_cannot_be_used_is_an_error(tmp_path: Path, text: str, error: str) -> None:
    with pytest.raises(BadRule) as caught:
        read(tmp_path, text)
    assert str(caught.value) == f"{tmp_path}/harbour.example.toml: {error}"


@pytest.mark.parametrize("name", ["www.harbour.example", "Harbour.example", "harbour", ""])
def test_a_file_is_named_after_a_host(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadRule, match=f"the file's name: '{name}' is no host in lower case without www"):
        read(tmp_path, RULE, f"{name}.toml")
