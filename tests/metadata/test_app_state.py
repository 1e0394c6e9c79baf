"""The values in a page's scripts from which a browser builds the page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl.html.parser import parse_html
from newscrawl.metadata.app_state import read_states

FILLER = {"note": "The tide turned at six, an hour too early, and nobody on the quay had thought of the ropes. " * 3}
STATE = {"story": {"headline": "Tide turns”", "body": ["One.", 'It\'s "two".']}, **FILLER}


def states_of(scripts: str, *texts: str) -> list[Any]:
    """The states in the scripts of a page."""
    root = parse_html(f"<html><head>{scripts}</head><body><p>x</p></body></html>")
    return [*read_states(root, texts=texts)]


def assigned(value: str) -> str:
    return f"<script>var a = 1; window.__STATE__ = {value};\nstart(window.__STATE__, {{id: 4}});</script>"


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param(f'<script type="application/json">{json.dumps(STATE)}</script>', id="script of JSON"),
        pytest.param(
            f'<script id="__NEXT_DATA__" type="application/json"> {json.dumps(STATE)}\n</script>', id="Next.js"
        ),
        pytest.param(assigned(json.dumps(STATE)), id="assignment"),
        pytest.param(assigned(json.dumps(STATE, ensure_ascii=False)), id="assignment without escapes"),
        pytest.param(assigned(f"JSON.parse({json.dumps(json.dumps(STATE))})"), id="string"),
        pytest.param(
            assigned("JSON.parse('" + json.dumps(STATE).replace("\\", "\\\\").replace("'", "\\'") + "')"),
            id="string between single quotation marks",
        ),
        pytest.param(
            assigned("JSON.parse('" + json.dumps(STATE).replace("\\", "\\\\").replace("'", "\\x27") + "')"),
            id="string with a hexadecimal escape",
        ),
    ],
)
def test_a_state_is_read_however_it_is_written(scripts: str) -> None:
    assert states_of(scripts, "Tide turns”") == [STATE]


def test_all_values_of_a_script_are_read() -> None:
    two = f'<script>A.b="quay";A.c={json.dumps(STATE)};A.d=[{json.dumps(FILLER)}];A.e=false;</script>'
    assert states_of(two) == [STATE, [FILLER]]


def test_a_value_that_json_does_not_know_is_none() -> None:
    state = json.dumps(STATE).replace('["One.",', '[undefined,"One.",')
    assert states_of(assigned(state))[0]["story"]["body"] == [None, "One.", 'It\'s "two".']


def test_nuxt_lists_are_revived() -> None:
    entries = [
        ["ShallowReactive", 1],
        {"story": 2, "again": 2, "loop": 1, "bad": 99, "date": 6},
        {"headline": 3, "body": 4},
    ]
    entries += ["Tide turns", [5, 5], "One.", ["Date", "2031-01-01"], FILLER["note"]]
    (state,) = states_of(f'<script id="__NUXT_DATA__" type="application/json">{json.dumps(entries)}</script>')
    assert state["story"] == state["again"] == {"headline": "Tide turns", "body": ["One.", "One."]}
    assert (state["bad"], state["date"]) == (None, None)
    assert state["loop"] is state


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param(f'<script type="application/ld+json">{json.dumps(STATE)}</script>', id="JSON-LD"),
        pytest.param(f'<script type="application/json">{json.dumps(STATE)[:-1]}</script>', id="broken"),
        pytest.param(assigned(json.dumps(STATE)[:-40]), id="broken assignment"),
        pytest.param(assigned(f"JSON.parse('{json.dumps(STATE)}"), id="string without an end"),
        pytest.param('<script type="application/json">' + "[" * 100_000 + "</script>", id="deeply nested"),
        pytest.param("<script>" + "a={" * 100_000 + "</script>", id="many beginnings"),
        pytest.param('<script type="application/json">{"headline":"Tide turns"}</script>', id="short"),
        pytest.param("<script></script>", id="empty"),
    ],
)
def test_what_is_no_state_is_left_out(scripts: str) -> None:
    assert states_of(scripts) == []


def test_only_scripts_with_the_words_are_read() -> None:
    script = f'<script type="application/json">{json.dumps(STATE)}</script>'
    assert states_of(script, "Gulls sleep") == []
    assert states_of(script, "", "nobody on the quay") == [STATE]
    escaped = json.dumps({"headline": "Ночь на пристани", **FILLER})
    assert len(states_of(f'<script type="application/json">{escaped}</script>', "Ночь на пристани")) == 1
