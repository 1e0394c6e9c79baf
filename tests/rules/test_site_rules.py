"""The rules for the pages of sites: how they are built from site files, and looked up by host."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.exceptions import BadArgument, BadRule
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import RuleFolders
from newscrawl.rules.site_rules import SiteRuleLookup, read_site_rules
from tests.rule_files import write_site_rule


def test_a_file_becomes_a_rule(tmp_path: Path) -> None:
    write_site_rule(tmp_path, "case =", 'body = ["div.log"]\ncase =')
    rule = read_site_rules(tmp_path)["harbour.example"]
    assert rule.name == "sites/harbour.example"
    assert [(removal.rule, removal.reason) for removal in rule.removals] == [
        ("sites/harbour.example:tides", "site_furniture")
    ]
    assert [phrase.id for phrase in rule.phrases] == ["ring-twice"]
    assert (len(rule.body), rule.title, rule.prune) == (1, (), False)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        pytest.param(
            "case =", 'body = ["div..log"]\ncase =', "body: 'div..log' is no CSS selector: ", id="broken body"
        ),
        pytest.param("p.tide", "//p[", "cut 'tides': select: '//p[' is no XPath: ", id="broken cut"),
        pytest.param('["p.tide"]', "[]", "cut 'tides': select: needs at least one selector", id="no selector"),
        pytest.param(
            'id = "tides"', 'id = "Tides!"', "cut 'Tides!': id: must consist of lower-case words", id="unreadable id"
        ),
        pytest.param(
            'id = "tides"', 'id = "ring-twice"', "cut 'ring-twice': id: appears twice in this file", id="id of a phrase"
        ),
        pytest.param(
            "\n[[phrase]]",
            '\n[[cut]]\nid = "tides"\nselect = ["p"]\n\n[[phrase]]',
            "cut 'tides': id: appears twice in this file",
            id="id of a cut",
        ),
        pytest.param(
            '["Rings were found twice."]',
            "[]",
            "phrase 'ring-twice': stay: needs at least one line",
            id="phrase without a stay line",
        ),
    ],
)
def test_a_rule_that_could_never_work_is_an_error(tmp_path: Path, old: str, new: str, error: str) -> None:
    write_site_rule(tmp_path, old, new)
    with pytest.raises(BadRule) as caught:
        read_site_rules(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}/harbour.example.toml: {error}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("harbour.example", "sites/harbour.example"),
        ("www.harbour.example", "sites/harbour.example"),
        ("WWW.Harbour.Example.", "sites/harbour.example"),
        ("sport.harbour.example", "sites/harbour.example"),
        ("news.harbour.example", "sites/news.harbour.example"),
        ("old.news.harbour.example", "sites/news.harbour.example"),
        ("otherharbour.example", None),
        ("example", None),
        ("", None),
    ],
)
def test_the_rule_of_the_most_specific_domain_is_found(tmp_path: Path, host: str, name: str | None) -> None:
    write_site_rule(tmp_path)
    write_site_rule(tmp_path, name="news.harbour.example.toml")
    rule = SiteRuleLookup(read_site_rules(tmp_path)).for_host(host)
    assert (rule.name if rule else None) == name


def test_newscrawls_own_rule_is_found_before_a_site_config_file(tmp_path: Path) -> None:
    (tmp_path / "harbour.example.txt").write_text("body: //main\n")
    write_site_rule(tmp_path)
    rule = SiteRuleLookup(read_site_rules(tmp_path), str(tmp_path)).for_host("harbour.example")
    assert rule is not None
    assert rule.name == "sites/harbour.example"


@pytest.mark.parametrize(
    ("folder_name", "cause"), [("gone", "No such file"), ("empty", "no site-config file"), ("file", "Not a directory")]
)
def test_a_site_config_folder_that_cannot_be_used_is_an_error(tmp_path: Path, folder_name: str, cause: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(BadArgument, match=f"NEWSCRAWL_SITE_CONFIG '.*{folder_name}': {cause}"):
        load_rules(RuleFolders(site_config=str(tmp_path / folder_name)))
