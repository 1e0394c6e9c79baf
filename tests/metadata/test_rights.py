"""What a page, its response headers and its site declare about rights."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl.items import Page, Rights
from newscrawl.metadata.rights import (
    TdmRule,
    add_header_rights,
    add_site_rights,
    find_tdm_rule,
    get_opt_out_reason,
    parse_tdmrep,
    read_rights,
)
from tests.metadata.helpers import read

POLICY = "https://harbour.example/mining"


def robots(*values: str) -> list[str]:
    return add_header_rights(Rights(), [("x-robots-tag", value) for value in values]).robots


@pytest.mark.parametrize(
    ("values", "directives"),
    [
        pytest.param(["noindex"], ["noindex"], id="one"),
        pytest.param(["NoAI, NoImageAI"], ["noai", "noimageai"], id="case"),
        pytest.param(["noarchive", "notrain, nosnippet"], ["noarchive", "nosnippet", "notrain"], id="several headers"),
        pytest.param(["none"], ["noindex"], id="none"),
        pytest.param(["all, follow, index"], [], id="no restriction"),
        pytest.param(["otherbot: noindex, noai"], [], id="for another agent, and all after it"),
        pytest.param(["newscrawl: noai"], ["noai"], id="for newscrawl"),
        pytest.param(["Newscrawl: noai, otherbot: noindex"], ["noai"], id="for newscrawl, then for another"),
        pytest.param(["noindex, otherbot: noai"], ["noindex"], id="for all, then for another"),
        pytest.param(["*: noai"], ["noai"], id="for any agent"),
        pytest.param(
            ["unavailable_after: 25 Jun 2027 15:00:00 GMT, noai"],
            ["noai"],
            id="directive with a colon",
        ),
        pytest.param(["max-snippet:20, noarchive"], ["noarchive"], id="directive with a number"),
        pytest.param(["", ",,:"], [], id="nothing"),
    ],
)
def test_the_directives_of_x_robots_tag_for_newscrawl_are_read(values: list[str], directives: list[str]) -> None:
    assert robots(*values) == directives


@pytest.mark.parametrize(
    ("head", "rights"),
    [
        pytest.param("", Rights(), id="nothing"),
        pytest.param('<meta name="robots" content="noindex,noai">', Rights(robots=["noindex", "noai"]), id="robots"),
        pytest.param('<META NAME="Robots" CONTENT="NOARCHIVE">', Rights(robots=["noarchive"]), id="capitals"),
        pytest.param('<meta name="newscrawl" content="notrain">', Rights(robots=["notrain"]), id="for newscrawl"),
        pytest.param('<meta name="googlebot" content="noindex">', Rights(), id="for another agent"),
        pytest.param('<meta http-equiv="X-Robots-Tag" content="noai">', Rights(robots=["noai"]), id="as a header"),
        pytest.param('<meta name="robots" content="max-image-preview:large">', Rights(), id="a preview"),
        pytest.param('<meta name="tdm-reservation" content="1">', Rights(tdm_reservation=True), id="reserved"),
        pytest.param('<meta name="tdm-reservation" content="0">', Rights(tdm_reservation=False), id="not reserved"),
        pytest.param('<meta name="tdm-reservation" content="yes">', Rights(), id="unknown value"),
        pytest.param(
            '<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="/mining">',
            Rights(tdm_reservation=True, tdm_policy=POLICY),
            id="with conditions",
        ),
    ],
)
def test_the_rights_in_meta_tags_are_read(head: str, rights: Rights) -> None:
    assert read(head, url="https://harbour.example/a").rights == rights


def test_directives_of_page_and_headers_are_joined_and_the_page_overrides_a_reservation() -> None:
    meta_tags = {"robots": ["noai"], "tdm-reservation": ["0"]}
    headers = [("x-robots-tag", "noindex"), ("tdm-reservation", "1"), ("tdm-policy", POLICY)]
    rights = add_header_rights(read_rights(meta_tags), headers)
    assert rights == Rights(robots=["noindex", "noai"], tdm_reservation=False, tdm_policy=POLICY)


def test_a_reservation_of_the_site_counts_if_the_page_declares_none() -> None:
    rule = TdmRule(location="/", is_reserved=True, policy_url=POLICY)
    assert add_site_rights(Rights(), tdm_rule=rule, ai_agents=["GPTBot"]) == Rights(
        tdm_reservation=True, tdm_policy=POLICY, ai_agents=["GPTBot"]
    )
    declared = Rights(tdm_reservation=False)
    assert add_site_rights(declared, tdm_rule=rule, ai_agents=[]) == declared
    assert add_site_rights(declared, tdm_rule=None, ai_agents=[]) == declared


@pytest.mark.parametrize(
    ("rights", "reason"),
    [
        (Rights(), None),
        (Rights(robots=["noindex", "noarchive", "nosnippet", "noimageai"]), None),
        (Rights(tdm_reservation=False, tdm_policy=POLICY), None),
        (Rights(robots=["noai"]), "noai"),
        (Rights(robots=["notrain"]), "notrain"),
        (Rights(tdm_reservation=True), "tdm-reservation"),
        (Rights(ai_agents=["GPTBot", "CCBot"]), "robots.txt against GPTBot"),
        (Rights(robots=["noai"], tdm_reservation=True), "noai, tdm-reservation"),
    ],
)
def test_the_reason_of_an_opt_out(rights: Rights, reason: str | None) -> None:
    assert get_opt_out_reason(rights) == reason


def test_a_page_has_no_headers_by_default() -> None:
    assert Page(body=b"").headers == ()


def tdmrep_file(*rules: dict[str, Any]) -> bytes:
    return json.dumps(rules).encode()


def test_the_rules_are_read_in_order() -> None:
    rules = parse_tdmrep(
        tdmrep_file(
            {"location": "/open/", "tdm-reservation": 0},
            {"location": "/", "tdm-reservation": 1, "tdm-policy": POLICY},
        )
    )
    assert rules == (
        TdmRule(location="/open/", is_reserved=False),
        TdmRule(location="/", is_reserved=True, policy_url=POLICY),
    )


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<!DOCTYPE html><p>Not found", id="HTML"),
        pytest.param(b'{"location": "/", "tdm-reservation": 1}', id="not a list"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b"\xff\xfe\x00", id="not text"),
        pytest.param(b'["/", null, 1]', id="no rules in it"),
        pytest.param(tdmrep_file({"tdm-reservation": 1}), id="no location"),
        pytest.param(tdmrep_file({"location": "/"}), id="no reservation"),
        pytest.param(tdmrep_file({"location": "/", "tdm-reservation": "maybe"}), id="neither 0 nor 1"),
    ],
)
def test_any_other_file_has_no_rules(body: bytes) -> None:
    assert parse_tdmrep(body) == ()


@pytest.mark.parametrize("reservation", [1, "1"])
def test_a_byte_order_mark_and_a_number_as_text_are_accepted(reservation: Any) -> None:
    body = b"\xef\xbb\xbf" + tdmrep_file(
        {"location": "/", "tdm-reservation": reservation, "tdm-policy": "javascript:alert(1)"}
    )
    assert parse_tdmrep(body) == (TdmRule(location="/", is_reserved=True, policy_url=None),)


@pytest.mark.parametrize(
    ("location", "url", "matches"),
    [
        ("/", "https://harbour.example/a", True),
        ("/", "https://harbour.example", True),
        ("/news", "https://harbour.example/news/1", True),
        ("/news", "https://harbour.example/News/1", False),
        ("/news/*/video", "https://harbour.example/news/2026/video/1", True),
        ("/news/*/video", "https://harbour.example/news/video", False),
        ("*.pdf$", "https://harbour.example/a.pdf", True),
        ("*.pdf$", "https://harbour.example/a.pdf?page=2", False),
        ("/a$", "https://harbour.example/a", True),
        ("/a$", "https://harbour.example/ab", False),
        ("/a*a$", "https://harbour.example/a", False),
        ("/a*a$", "https://harbour.example/aba", True),
        ("/caf%C3%A9", "https://harbour.example/caf%c3%a9/1", True),
        ("/*id=7", "https://harbour.example/a?id=7", True),
        ("/" + "*a" * 500 + "b", "https://harbour.example/" + "a" * 1500, False),
    ],
)
def test_which_urls_a_location_matches(location: str, url: str, matches: bool) -> None:
    rule = TdmRule(location=location, is_reserved=True)
    assert find_tdm_rule([rule], url) == (rule if matches else None)


def test_the_first_matching_rule_applies() -> None:
    rules = [TdmRule(location="/open", is_reserved=False), TdmRule(location="/", is_reserved=True)]
    assert find_tdm_rule(rules, "https://harbour.example/open/1") is rules[0]
    assert find_tdm_rule(rules, "https://harbour.example/shut") is rules[1]
