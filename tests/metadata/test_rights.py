"""What a page and its headers say may be done with it."""

from __future__ import annotations

import pytest

from newscrawl.html.parser import parse_html
from newscrawl.items import FeedMetadata, Page, Rights
from newscrawl.metadata.page_metadata import read_page_metadata
from newscrawl.metadata.rights import TdmRule, add_header_rights, add_site_rights, get_opt_out_reason, read_rights

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
        pytest.param(["all, follow, index"], [], id="nothing against"),
        pytest.param(["otherbot: noindex, noai"], [], id="for another agent, and all behind it"),
        pytest.param(["newscrawl: noai"], ["noai"], id="for us"),
        pytest.param(["Newscrawl: noai, otherbot: noindex"], ["noai"], id="for us, then for another"),
        pytest.param(["noindex, otherbot: noai"], ["noindex"], id="for all, then for another"),
        pytest.param(["*: noai"], ["noai"], id="for a star"),
        pytest.param(
            ["unavailable_after: 25 Jun 2027 15:00:00 GMT, noai"], ["noai"], id="a directive with a colon is no agent"
        ),
        pytest.param(["max-snippet:20, noarchive"], ["noarchive"], id="a directive with a number"),
        pytest.param(["", ",,:"], [], id="nothing"),
    ],
)
def test_what_x_robots_tag_says_to_us(values: list[str], directives: list[str]) -> None:
    assert robots(*values) == directives


@pytest.mark.parametrize(
    ("head", "rights"),
    [
        pytest.param("", Rights(), id="nothing"),
        pytest.param('<meta name="robots" content="noindex,noai">', Rights(robots=["noindex", "noai"]), id="robots"),
        pytest.param('<META NAME="Robots" CONTENT="NOARCHIVE">', Rights(robots=["noarchive"]), id="capitals"),
        pytest.param('<meta name="newscrawl" content="notrain">', Rights(robots=["notrain"]), id="our name"),
        pytest.param('<meta name="googlebot" content="noindex">', Rights(), id="another's name"),
        pytest.param('<meta http-equiv="X-Robots-Tag" content="noai">', Rights(robots=["noai"]), id="as a header"),
        pytest.param('<meta name="robots" content="max-image-preview:large">', Rights(), id="a preview"),
        pytest.param('<meta name="tdm-reservation" content="1">', Rights(tdm_reservation=True), id="reserved"),
        pytest.param('<meta name="tdm-reservation" content="0">', Rights(tdm_reservation=False), id="not reserved"),
        pytest.param('<meta name="tdm-reservation" content="yes">', Rights(), id="no such value"),
        pytest.param(
            '<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="/mining">',
            Rights(tdm_reservation=True, tdm_policy=POLICY),
            id="with conditions",
        ),
    ],
)
def test_what_the_page_itself_says(head: str, rights: Rights) -> None:
    root = parse_html(f"<html><head>{head}</head><body><h1>Ferry</h1></body></html>".encode())
    assert read_page_metadata(root, url="https://harbour.example/a", feed_metadata=FeedMetadata()).rights == rights


def test_page_and_header_add_up_and_of_a_reservation_the_page_has_the_last_word() -> None:
    metas = {"robots": ["noai"], "tdm-reservation": ["0"]}
    headers = [("x-robots-tag", "noindex"), ("tdm-reservation", "1"), ("tdm-policy", POLICY)]
    rights = add_header_rights(read_rights(metas), headers)
    assert rights == Rights(robots=["noindex", "noai"], tdm_reservation=False, tdm_policy=POLICY)


def test_the_site_speaks_where_the_page_is_silent() -> None:
    rule = TdmRule(location="/", is_reserved=True, policy_url=POLICY)
    assert add_site_rights(Rights(), tdm_rule=rule, ai_agents=["GPTBot"]) == Rights(
        tdm_reservation=True, tdm_policy=POLICY, ai_agents=["GPTBot"]
    )
    spoken = Rights(tdm_reservation=False)
    assert add_site_rights(spoken, tdm_rule=rule, ai_agents=[]) == spoken
    assert add_site_rights(spoken, tdm_rule=None, ai_agents=[]) == spoken


@pytest.mark.parametrize(
    ("rights", "how"),
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
def test_who_opted_out(rights: Rights, how: str | None) -> None:
    assert get_opt_out_reason(rights) == how


def test_a_page_without_headers_is_nothing_new() -> None:
    assert Page(body=b"").headers == ()
