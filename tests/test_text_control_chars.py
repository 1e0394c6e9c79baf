"""What comes from a page cannot forge a log line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text import escape_for_log


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Ferry late – 船が遅れる", "Ferry late – 船が遅れる"),
        ("one\ntwo\r\n", "one\\ntwo\\r\\n"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u2028b\u202ec\ud800", "a\\u2028b\\u202ec\\ud800"),
        (ValueError("x\ny"), "x\\ny"),
        (None, "None"),
    ],
)
def test_what_is_not_printable_is_escaped(text: object, line: str) -> None:
    assert escape_for_log(text) == line


@given(st.text(st.characters(), max_size=2000))
def test_it_is_one_line_of_bounded_length(text: str) -> None:
    line = escape_for_log(text)
    assert line.isprintable()
    assert len(line) <= 500
    line.encode()
