"""All rules are read once, and each broken file is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.exceptions import BadRule
from newscrawl.rules.loader import load_rules, read_class_hints, read_phrase_file, read_phrase_files
from newscrawl.rules.schema import RuleFolders
from tests.rule_files import PHRASE_FILE


def write(folder: Path, text: str, name: str = "en.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_packaged_rules_are_read_once() -> None:
    assert load_rules() is load_rules()
    assert "en" in load_rules().phrase_files


def test_a_phrase_file_is_read_in_its_order(tmp_path: Path) -> None:
    second = PHRASE_FILE.split("\n", 2)[2].replace("read-more", "read-on").replace('"read more"', '"read on"')
    file = read_phrase_file(write(tmp_path, PHRASE_FILE + second))
    assert [phrase.id for phrase in file.phrase] == ["read-more", "read-on"]
    assert file.phrase[0].labels == ("read more",)


def test_a_folder_of_phrase_files_is_read_by_language(tmp_path: Path) -> None:
    write(tmp_path, PHRASE_FILE)
    write(tmp_path, PHRASE_FILE.replace('language = "en"', 'language = "de"'), "de.toml")
    write(tmp_path, "no rule", "README.md")
    assert list(read_phrase_files(tmp_path)) == ["de", "en"]


def test_a_phrase_file_is_named_after_its_language(tmp_path: Path) -> None:
    with pytest.raises(BadRule, match=r"en\.toml: language: 'de' is not the file's own name"):
        read_phrase_file(write(tmp_path, PHRASE_FILE.replace('language = "en"', 'language = "de"')))


def test_a_phrase_that_could_never_match_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadRule, match=r"en\.toml: phrase 'read-more': go: needs at least one line"):
        read_phrase_file(write(tmp_path, PHRASE_FILE.replace('["Read more: The dry well"]', "[]")))


@pytest.mark.parametrize(
    "toml",
    [
        pytest.param(
            '[[hint]]\nreason = "share"\nwords = ["x"]\n[[hint]]\nreason = "teaser"\nwords = ["x"]', id="two groups"
        ),
        pytest.param('[[hint]]\nreason = "share"\nwords = ["x", "x"]', id="one group"),
    ],
)
def test_a_hint_word_that_is_used_twice_is_an_error(tmp_path: Path, toml: str) -> None:
    with pytest.raises(BadRule, match=r"hints\.toml: hint 'x': appears twice in this file"):
        read_class_hints(write(tmp_path, toml, "hints.toml"))


SITE_RULE = 'agencies = ["Skerry Wire"]\n'


def test_a_users_folder_adds_its_rules_to_the_packaged_ones(tmp_path: Path) -> None:
    write(tmp_path, SITE_RULE, "lough.example.toml")
    site_rules = load_rules(RuleFolders(sites=str(tmp_path))).site_rules
    assert site_rules is not None
    for host, agencies in (("www.lough.example", ("Skerry Wire",)), ("harbourpost.example", ("Skerry Wire",))):
        rule = site_rules.for_host(host)
        assert rule is not None
        assert rule.agencies == agencies


def test_a_users_rule_replaces_the_packaged_rule_of_the_same_domain(tmp_path: Path) -> None:
    write(tmp_path, 'agencies = ["Lough Wire"]', "harbourpost.example.toml")
    site_rules = load_rules(RuleFolders(sites=str(tmp_path))).site_rules
    assert site_rules is not None
    rule = site_rules.for_host("harbourpost.example")
    assert rule is not None
    assert (rule.agencies, rule.removals) == (("Lough Wire",), ())


@pytest.mark.parametrize("file", [None, 'name = "Lough"\n'], ids=["no folder", "no rule"])
def test_a_users_folder_without_rules_leaves_the_packaged_rules_as_they_are(tmp_path: Path, file: str | None) -> None:
    if file:
        write(tmp_path, file, "lough.example.toml")
    assert load_rules(RuleFolders(sites=str(tmp_path if file else tmp_path / "gone"))) is load_rules()


def test_a_domain_of_two_rules_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, SITE_RULE, "lough.example.toml")
    write(tmp_path, 'domains = ["pier.example", "lough.example"]\n' + SITE_RULE, "pier.example.toml")
    with pytest.raises(BadRule, match=r"pier\.example\.toml: domains: 'lough\.example' also belongs to sites/lough"):
        load_rules(RuleFolders(sites=str(tmp_path)))
