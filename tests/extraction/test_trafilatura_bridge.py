"""Which blocks a text holds that somebody else read."""

from __future__ import annotations

import pytest

from newscrawl.extraction.trafilatura_bridge import match_blocks
from tests.block_helpers import P1, P2, blocks_of

SAID = "The ferry left the old quay at dawn with forty people and one dog aboard"


@pytest.mark.parametrize(
    ("markup", "text", "expected"),
    [
        pytest.param(f"<p>{P1}</p>", P1, True, id="the same line"),
        pytest.param(f"<p>{P1}</p>", P2, False, id="another line"),
        pytest.param(f"<p>{SAID}.</p>", SAID.upper(), True, id="case and punctuation"),
        pytest.param(f"<p>{SAID}.</p>", f"So it was: {SAID}, and more", True, id="within a line"),
        pytest.param(f"<p>{SAID}.</p>", SAID.replace("with forty", "with\nforty"), True, id="over a line break"),
        pytest.param(f"<p>{SAID}.</p>", SAID.replace("forty people", "many"), False, id="too much is missing"),
        pytest.param(f"<p>{SAID} today.</p>", SAID, True, id="a word is missing"),
        pytest.param("<p>At dawn</p>", f"Boats\nAt dawn\n{P1}", True, id="short line"),
        pytest.param("<p>At dawn</p>", "At dawn they left", False, id="short line within another"),
        pytest.param("<p>…</p>", P1, False, id="no words"),
    ],
)
def test_a_block_is_heard_if_the_text_holds_most_of_it(markup: str, text: str, expected: bool) -> None:
    assert match_blocks(text, blocks_of(markup)) == [expected]


def test_each_block_is_heard_for_itself() -> None:
    assert match_blocks(f"{P2}\n{SAID}", blocks_of(f"<p>{P1}</p><p>{P2}</p><p>{SAID}</p>")) == [False, True, True]
