"""The file in which a site reserves text and data mining."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl.metadata.rights import TdmRule, find_tdm_rule, parse_tdmrep

POLICY = "https://harbour.example/policies/mining.json"


def file(*rules: dict[str, Any]) -> bytes:
    return json.dumps(rules).encode()


def test_the_rules_are_read_in_order() -> None:
    found = parse_tdmrep(
        file(
            {"location": "/open/", "tdm-reservation": 0},
            {"location": "/", "tdm-reservation": 1, "tdm-policy": POLICY},
        )
    )
    assert found == (
        TdmRule(location="/open/", is_reserved=False),
        TdmRule(location="/", is_reserved=True, policy_url=POLICY),
    )


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<!DOCTYPE html><p>Not found", id="HTML"),
        pytest.param(b'{"location": "/", "tdm-reservation": 1}', id="no list"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
        pytest.param(b'["/", null, 1]', id="no rules in it"),
        pytest.param(file({"tdm-reservation": 1}), id="no location"),
        pytest.param(file({"location": "/"}), id="nothing said"),
        pytest.param(file({"location": "/", "tdm-reservation": "maybe"}), id="neither 0 nor 1"),
    ],
)
def test_what_is_no_such_file_has_no_rules(body: bytes) -> None:
    assert parse_tdmrep(body) == ()


@pytest.mark.parametrize("said", [1, "1"])
def test_a_byte_order_mark_and_a_number_as_text_are_forgiven(said: Any) -> None:
    body = b"\xef\xbb\xbf" + file({"location": "/", "tdm-reservation": said, "tdm-policy": "javascript:alert(1)"})
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
def test_which_addresses_a_location_is_for(location: str, url: str, matches: bool) -> None:
    rule = TdmRule(location=location, is_reserved=True)
    assert find_tdm_rule([rule], url) == (rule if matches else None)


def test_the_first_rule_that_matches_counts() -> None:
    rules = [TdmRule(location="/open", is_reserved=False), TdmRule(location="/", is_reserved=True)]
    assert find_tdm_rule(rules, "https://harbour.example/open/1") is rules[0]
    assert find_tdm_rule(rules, "https://harbour.example/shut") is rules[1]
