"""The text of a robots.txt."""

from __future__ import annotations

import gzip

import pytest

from newscrawl.discovery.robots import MAX_ROBOTS_BYTES, decode_robots, iter_group_lines

RULE = b"Disallow: /x\n"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(RULE, "Disallow: /x\n", id="plain"),
        pytest.param(b"\xef\xbb\xbf" + RULE, "Disallow: /x\n", id="byte order mark"),
        pytest.param("Disallow: /é".encode("utf-16"), "Disallow: /é", id="UTF-16"),
        pytest.param(gzip.compress(RULE), "Disallow: /x\n", id="packed"),
        pytest.param(gzip.compress(RULE)[:-4], "Disallow: /x\n", id="packed and cut short"),
        pytest.param(b"\x1f\x8b\x08\xff\xff", "", id="broken gzip"),
    ],
)
def test_the_text_is_decoded(body: bytes, text: str) -> None:
    assert decode_robots(body) == text


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_only_whole_lines_of_the_first_500_kib_are_read(pack: type[bytes]) -> None:
    text = decode_robots(pack(RULE * 10**6))
    assert MAX_ROBOTS_BYTES - len(RULE) <= len(text) <= MAX_ROBOTS_BYTES
    assert text.endswith("Disallow: /x\n")


@pytest.mark.parametrize(
    ("text", "agents"),
    [
        ("User-agent: A\nUser-agent: B", ["A", "B"]),
        ("User-agent: A, B,C", ["A", "B", "C"]),
        ("user agent : A # the first", ["A"]),
        ("USER-AGENT:A\nNoindex: /x\nSitemap: /y\n\nUser-agent: B", ["A", "B"]),
        ("Useragent: A\nInvalid-Line: x", ["A"]),
    ],
)
def test_lines_that_are_no_rules_do_not_end_a_group(text: str, agents: list[str]) -> None:
    assert [*iter_group_lines(text + "\nDisallow: /")] == [*((name, True) for name in agents), ("Disallow: /", False)]
