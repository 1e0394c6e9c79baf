"""A user's rules against their cases: which problems are found, and how they are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.cli.cases import CaseMeta, CasePage, build_case_page, extract_case_article, write_case
from newscrawl.cli.rule_checks import check_user_rules
from newscrawl.exceptions import BadArgument, BadRule
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import Rules
from newscrawl.rules.site_rules import SiteRuleLookup, read_site_rules
from tests.pages import WORDS
from tests.rule_files import write_site_rule

URL = "https://harbour.example/2026/11/22/ferry"
PAGE = (
    "<html lang='en'><head><title>Ferry and tram share a ticket</title></head><body><main><article>"
    f"<h1>Ferry and tram share a ticket</h1><p>One. {WORDS * 2}</p><p class='tide'>High water: {WORDS}</p>"
    f"<p>Two. {WORDS * 2}</p><p>Ring twice at the lock, please.</p><p>Three. {WORDS * 2}</p>"
    "<p>The strike is over, the office said. (Skerry Wire)</p></article></main></body></html>"
)


@pytest.fixture(name="folder")
def user_folder(tmp_path: Path) -> Path:
    """A user's folder with one rule, and its case as the rule makes it."""
    write_site_rule(tmp_path)
    write_page(tmp_path, URL, "ferry")
    return tmp_path


def write_page(folder: Path, url: str, name: str, html: str = PAGE) -> None:
    meta = CaseMeta(url=url, content_type="text/html", fetched_at="2026-11-22T08:00:00Z")
    page = CasePage(meta=meta, body=html.encode())
    write_case(folder / "cases" / name, page, extract_case_article(build_case_page(page), rules_with(folder)))


def rules_with(folder: Path) -> Rules:
    """All rules, with those of a folder as it is now."""
    return replace(load_rules(), site_rules=SiteRuleLookup(read_site_rules(folder)))


def problems(folder: Path, *hosts: str) -> list[tuple[str, str, Sequence[str]]]:
    checks = check_user_rules(folder, rules_with(folder), hosts)
    return [(check.host, check.subject, check.problems) for check in checks]


def test_a_rule_that_does_its_work_has_no_problem(folder: Path) -> None:
    assert problems(folder) == [("harbour.example", "ferry", []), ("harbour.example", "rule", [])]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        pytest.param("p.tide", "p.tides", "cut 'tides': 'p.tides' finds nothing in any case", id="cut"),
        pytest.param("agencies =", 'body = ["#b"]\nagencies =', "body: '#b' finds nothing in any case", id="body"),
        pytest.param(
            '"Skerry Wire"', '"Skerry Wire", "Lough Wire"', "agencies: 'Lough Wire' is credited in no case", id="agency"
        ),
        pytest.param(
            '["ring twice"]', '["ring thrice"]', "phrase 'ring-twice': removes nothing in any case", id="phrase"
        ),
        pytest.param(
            '["ring twice"]',
            '["ring thrice"]',
            "phrase 'ring-twice': go: 'Ring twice at the lock, please.' is not removed",
            id="go",
        ),
        pytest.param(
            "Rings were found twice.",
            "Ring twice a day.",
            "phrase 'ring-twice': stay: 'Ring twice a day.' is removed",
            id="stay",
        ),
        pytest.param('case = ["ferry"]', "", "case: names no page that shows what the rule is for", id="no case"),
    ],
)
def test_a_part_of_a_rule_that_does_nothing_is_named(folder: Path, old: str, new: str, found: str) -> None:
    write_site_rule(folder, old, new)
    (rule,) = [texts for host, subject, texts in problems(folder, "harbour.example") if subject == "rule"]
    assert any(text.startswith(found) for text in rule), rule


def test_a_case_that_comes_out_otherwise_is_named_with_the_difference(folder: Path) -> None:
    write_site_rule(folder, "p.tide", "p.tides")
    differences = problems(folder)[0][2]
    assert [text.partition(": ")[0] for text in differences] == ["text", "removed", "text"]


def test_a_case_of_another_site_and_one_without_need_of_the_rule_are_named(folder: Path) -> None:
    write_page(folder, "https://lough.example/a", "other")
    write_page(folder, URL, "plain", f"<html lang='en'><h1>Ferry is late</h1><p>{WORDS}</p><p>{WORDS}</p></html>")
    write_site_rule(folder, '["ferry"]', '["ferry", "other", "plain"]')
    assert problems(folder)[-1] == (
        "harbour.example",
        "rule",
        [
            "case 'other': its page https://lough.example/a is not of this site",
            "case 'plain': comes out the same without the rule",
        ],
    )


def test_a_case_that_no_file_names_is_found(folder: Path) -> None:
    write_page(folder, URL, "forgotten")
    assert problems(folder)[-1] == ("-", "forgotten", ["no site file names this case"])
    assert len(problems(folder, "harbour.example")) == 2


def test_a_site_file_may_have_cases_before_it_has_a_rule(folder: Path) -> None:
    (folder / "harbour.example.toml").write_text('case = ["ferry"]')
    assert problems(folder)[0][:2] == ("harbour.example", "ferry")
    assert len(problems(folder)) == 1


def test_what_cannot_be_checked_is_one_line(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(BadArgument, match=r"no file lough\.example\.toml in .*; there are: harbour\.example"):
        problems(folder, "lough.example")
    with pytest.raises(BadArgument, match="has a rule or a case: `scrapy sites new URL` writes a first one"):
        problems(tmp_path_factory.mktemp("sites"))
    write_site_rule(folder, '["ferry"]', '["gone"]')
    with pytest.raises(BadRule, match=r"cases/gone/meta\.json: No such file or directory"):
        problems(folder)
