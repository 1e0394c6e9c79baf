"""Every site rule: it reads, it has its cases, and each part of it still finds something in one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache

import pytest
from lxml.html import HtmlElement

from fixtures.server import CASES
from newscrawl.boilerplate.phrases import PhraseMatcher, PhraseRule
from newscrawl.extraction.extractor import extract_article, finish
from newscrawl.html.parser import parse_html
from newscrawl.items import Article, Page
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import Phrase
from newscrawl.rules.selectors import compile_selector
from newscrawl.rules.site_files import SiteFile
from newscrawl.rules.toml_reader import read_toml, rules_folder

FILES = {
    path.name.removesuffix(".toml"): read_toml(path, SiteFile)
    for path in (rules_folder() / "sites").iterdir()
    if path.name.endswith(".toml")
}
SELECTORS = ("body", "title", "byline", "date")


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
