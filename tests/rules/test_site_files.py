"""Every site rule: it reads, it has its cases, and each part of it still finds something in one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from lxml import etree
from lxml.html import HtmlElement

from fixtures.server import CASES
from newscrawl.boilerplate.phrases import PhraseMatcher, PhraseRule
from newscrawl.exceptions import BadArgument, BadRule
from newscrawl.extraction.extractor import extract_article, finish
from newscrawl.html.parser import parse_html
from newscrawl.items import Article, Page
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import Phrase
from newscrawl.rules.selectors import compile_selector
from newscrawl.rules.site_files import SiteFile
from newscrawl.rules.site_rules import SiteRuleLookup, read_site_rules
from newscrawl.rules.toml_reader import read_toml, rules_folder

FILES = {
    path.name.removesuffix(".toml"): read_toml(path, SiteFile)
    for path in (rules_folder() / "sites").iterdir()
    if path.name.endswith(".toml")
}
SELECTORS = ("body", "title", "byline", "date")

WHOLE = """
case = ["en-lock-log"]
body = ["div.log"]

[[cut]]
id = "tides"
select = ["//p[@class='tide']"]

[[phrase]]
id = "ring-twice"
reason = "site_furniture"
equals = ["ring twice"]
go = ["Ring twice!"]
stay = ["Ring once."]
"""


@cache
def page(case: str) -> Page:
    served = json.loads((CASES / case / "meta.json").read_bytes())
    return Page(body=(CASES / case / "page.html").read_bytes(), url=served["url"])


@cache
def article(case: str) -> Article:
    return finish(extract_article(page(case), load_rules()))


@cache
def tree(case: str) -> HtmlElement:
    return parse_html(page(case).body)


def hosts_and_cases() -> Iterator[object]:
    for host, file in FILES.items():
        for case in file.case:
            yield pytest.param(host, case, id=f"{host}-{case}")


def selectors() -> Iterator[object]:
    for host, file in FILES.items():
        for key in SELECTORS:
            for selector in getattr(file, key):
                yield pytest.param(file, selector, id=f"{host}-{key}: {selector}")
        for cut in file.cut:
            for selector in cut.select:
                yield pytest.param(file, selector, id=f"{host}-cut {cut.id}: {selector}")


def phrases() -> Iterator[object]:
    for host, file in FILES.items():
        for phrase in file.phrase:
            yield pytest.param(host, file, phrase, id=f"{host}-{phrase.id}")


def agencies() -> Iterator[object]:
    for host, file in FILES.items():
        for agency in file.agencies:
            yield pytest.param(file, agency, id=f"{host}-{agency}")


def write(directory: Path, text: str, name: str = "harbour.example.toml") -> Path:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("host", "case"), list(hosts_and_cases()))
def test_every_case_of_a_rule_is_there_and_is_a_page_of_its_site(host: str, case: str) -> None:
    sites = load_rules().site_rules
    assert sites is not None
    url = page(case).url or ""
    rule = sites.for_host(url.split("/")[2])
    assert rule is not None
    assert rule.name == f"sites/{host}"


@pytest.mark.parametrize(("host", "case"), list(hosts_and_cases()))
def test_no_case_would_be_right_without_its_rule(host: str, case: str) -> None:
    generic = finish(extract_article(Page(body=page(case).body, url="https://elsewhere.example/a"), load_rules()))
    fields = ("text", "title", "authors", "agencies", "published")
    assert [name for name in fields if getattr(generic, name) != getattr(article(case), name)]


@pytest.mark.parametrize(("file", "selector"), list(selectors()))
def test_every_selector_finds_something_in_one_of_its_cases(file: SiteFile, selector: str) -> None:
    select = compile_selector(selector, "test")
    assert any(select(tree(case)) for case in file.case), "it matches nothing any more: mend it or take it out"


@pytest.mark.parametrize(("host", "file", "phrase"), list(phrases()))
def test_every_phrase_cuts_something_in_one_of_its_cases(host: str, file: SiteFile, phrase: Phrase) -> None:
    cuts = {cut.rule for case in file.case for cut in article(case).removed}
    assert f"sites/{host}:{phrase.id}" in cuts, "it matches nothing any more: mend it or take it out"


@pytest.mark.parametrize(("host", "file", "phrase"), list(phrases()))
def test_every_phrase_cuts_what_must_go_and_leaves_what_must_stay(host: str, file: SiteFile, phrase: Phrase) -> None:
    alone = PhraseMatcher([PhraseRule(phrase, "en", f"sites/{host}")])
    assert [line for line in phrase.go if not alone.match(line, is_linked=phrase.linked, is_tail=phrase.tail)] == []
    assert [line for line in phrase.stay if alone.match(line, is_linked=phrase.linked, is_tail=True)] == []


@pytest.mark.parametrize(("file", "agency"), list(agencies()))
def test_every_agency_is_credited_in_one_of_its_cases(file: SiteFile, agency: str) -> None:
    assert any(agency in article(case).agencies for case in file.case)


def test_there_is_a_rule_to_learn_from() -> None:
    assert "harbourpost.example" in FILES


def test_a_whole_file_is_ready_to_be_applied(tmp_path: Path) -> None:
    write(tmp_path, WHOLE)
    rule = read_site_rules(tmp_path)["harbour.example"]
    assert rule.name == "sites/harbour.example"
    assert [(cut.rule, cut.reason) for cut in rule.removals] == [("sites/harbour.example:tides", "site_furniture")]
    assert [phrase.id for phrase in rule.phrases] == ["ring-twice"]
    assert (len(rule.body), rule.title, rule.prune) == (1, (), False)


@pytest.mark.parametrize(
    ("old", "new", "key", "cause"),
    [
        pytest.param("case", "cases", "", "unknown field `cases`", id="unknown key"),
        pytest.param('case = ["en-lock-log"]', "", "case", "at least one folder", id="no case"),
        pytest.param('["en-lock-log"]', "[]", "case", "at least one folder", id="empty case"),
        pytest.param('["div.log"]', '"div.log"', "$.body", "Expected `array`", id="wrong type"),
        pytest.param("div.log", "div..log", "body: 'div..log'", "no CSS selector", id="broken CSS"),
        pytest.param("div.log", "div::text", "body: 'div::text'", "no CSS selector", id="pseudo-element"),
        pytest.param("//p[@class='tide']", "//p[", "cut 'tides': select", "no XPath", id="broken XPath"),
        pytest.param("//p[@class='tide']", "//p[lower-case(.)]", "cut 'tides': select", "function", id="XPath 2"),
        pytest.param("//p[@class='tide']", "//og:p", "cut 'tides': select", "prefix", id="unknown prefix"),
        pytest.param("[\"//p[@class='tide']\"]", "[]", "cut 'tides': select", "at least one", id="no selector"),
        pytest.param('id = "tides"', 'id = "Tides!"', "cut 'Tides!': id", "lower-case words", id="unreadable id"),
        pytest.param('id = "tides"', 'id = "ring-twice"', "cut 'ring-twice': id", "stands twice", id="id of a phrase"),
        pytest.param('id = "tides"', 'id = "tides"\nreason = "tide"', "cut[0].reason", "Invalid enum", id="no reason"),
        pytest.param('stay = ["Ring once."]', "stay = []", "phrase 'ring-twice': stay", "at least", id="bad phrase"),
        pytest.param("case = [", "case = ", "", "not valid TOML", id="no TOML"),
    ],
)
def test_a_broken_file_is_one_line_with_file_key_and_cause(
    tmp_path: Path, old: str, new: str, key: str, cause: str
) -> None:
    assert old in WHOLE
    path = write(tmp_path, WHOLE.replace(old, new))
    with pytest.raises(BadRule) as caught:
        read_site_rules(tmp_path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert key in message
    assert cause in message
    assert "\n" not in message


def test_a_cut_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    twice = WHOLE + '\n[[cut]]\nid = "tides"\nselect = ["p"]\n'
    write(tmp_path, twice)
    with pytest.raises(BadRule, match="cut 'tides': id: stands twice"):
        read_site_rules(tmp_path)


def test_a_rule_that_says_nothing_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, 'case = ["en-lock-log"]')
    with pytest.raises(BadRule, match=r"says nothing: give name, cut, body, title"):
        read_site_rules(tmp_path)


@pytest.mark.parametrize("name", ["www.harbour.example.toml", "Harbour.example.toml", "harbour.toml", ".toml"])
def test_a_file_that_is_not_named_after_a_host_is_an_error(tmp_path: Path, name: str) -> None:
    write(tmp_path, WHOLE, name)
    with pytest.raises(BadRule, match="the file's name"):
        read_site_rules(tmp_path)


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
def test_the_most_specific_host_has_the_word(tmp_path: Path, host: str, name: str | None) -> None:
    write(tmp_path, WHOLE)
    write(tmp_path, WHOLE, "news.harbour.example.toml")
    rule = SiteRuleLookup(read_site_rules(tmp_path)).for_host(host)
    assert (rule.name if rule else None) == name


def test_a_rule_of_newscrawls_own_goes_before_the_users_folder(tmp_path: Path) -> None:
    (tmp_path / "harbour.example.txt").write_text("body: //main\n")
    write(tmp_path, WHOLE)
    rule = SiteRuleLookup(read_site_rules(tmp_path), str(tmp_path)).for_host("harbour.example")
    assert rule is not None
    assert rule.name == "sites/harbour.example"


@pytest.mark.parametrize(
    ("folder_name", "cause"), [("gone", "No such file"), ("empty", "no site-config file"), ("file", "Not a directory")]
)
def test_a_folder_that_cannot_be_used_is_one_line(tmp_path: Path, folder_name: str, cause: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(BadArgument, match=f"NEWSCRAWL_SITE_CONFIG '.*{folder_name}': {cause}"):
        load_rules(str(tmp_path / folder_name))


def test_selectors_are_css_or_xpath_by_their_beginning() -> None:
    root = parse_html("<div class='log'><p>One</p><p>Two</p></div>")
    for selector in ("div.log > p", "//div[@class='log']/p", "(//p)", "./body/div/p"):
        select = compile_selector(selector, "test")
        assert isinstance(select, etree.XPath)
        assert [part.text for part in select(root)] == ["One", "Two"]
