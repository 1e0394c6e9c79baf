"""Which literals are long enough for pages of every language."""

from __future__ import annotations

import pytest

from newscrawl.boilerplate.phrase_index import is_distinctive


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        pytest.param("lesen sie auch", True, id="three words, 14 characters"),
        pytest.param("lesen sie mal", False, id="three words, 13 characters"),
        pytest.param("weiterlesen morgen", False, id="two words"),
        pytest.param("こちらも読む", True, id="six characters without spaces"),
        pytest.param("続きを読む", False, id="five characters without spaces"),
    ],
)
def test_a_distinctive_literal_is_long(literal: str, expected: bool) -> None:
    assert is_distinctive(literal) is expected
