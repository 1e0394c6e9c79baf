"""Line breaks of text in a terminal, in any script."""

from __future__ import annotations

import pytest

from newscrawl.outputs.terminal import wrap_text


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("one", 3, ["one"]),
        ("", 8, [""]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("港の町では。", 8, ["港の町で", "は。"]),
        ("港の町で。", 8, ["港の町", "で。"]),
        ("a\u0301e\u0301 o\u0301", 3, ["a\u0301e\u0301", "o\u0301"]),
        ("\U0001f469\u200d\U0001f467" * 3, 5, ["\U0001f469\u200d\U0001f467" * 2, "\U0001f469\u200d\U0001f467"]),
        ("はか\u3099は", 4, ["はか\u3099", "は"]),
        ("항구의 마을", 8, ["항구의", "마을"]),
    ],
    ids=[
        *("spaces", "fits", "empty", "a long word", "wide", "a full stop stays with its word", "combining marks"),
        *("an emoji of two people", "a voicing mark", "Korean breaks at spaces"),
    ],
)
def test_text_is_wrapped_by_its_width_in_columns(text: str, columns: int, expected: list[str]) -> None:
    assert wrap_text(text, columns) == expected


@pytest.mark.parametrize(("letter", "lines"), [("x", 10_000), ("港", 20_000)])
def test_a_million_letters_without_a_space_are_wrapped_in_seconds(letter: str, lines: int) -> None:
    assert len(wrap_text(letter * 1_000_000, 100)) == lines
