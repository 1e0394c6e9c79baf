"""JSON as pages write it, with the errors that they make."""

from __future__ import annotations

import pytest

from newscrawl.metadata.jsonld import load_json_values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "two\nlines", "b": 1e3, "a": "one\tline"}', {"a": "one\tline", "b": 1000.0}),
        (
            '["\\ud83d", "\\ud83d\\ude00", NaN, 12345678901234567890123]',
            ["\ud83d", "😀", None, 12345678901234567890123],
        ),
        ("\ufeff {}; ", {}),
    ],
    ids=["lines", "surrogates and numbers", "byte order mark"],
)
def test_nearly_valid_json_is_read_by_the_strict_decoders(text: str, value: object) -> None:
    assert load_json_values(text) == [value]


def test_an_unescaped_quotation_mark_stays_in_its_string() -> None:
    (value,) = load_json_values('{"a": "She said "no", twice", "b": ["x "y" z", "w"], "c": 1.5, "d": true, "e": null}')
    assert value == {"a": 'She said "no", twice', "b": ['x "y" z', "w"], "c": 1.5, "d": True, "e": None}


def test_escapes_are_decoded_in_repaired_strings() -> None:
    (value,) = load_json_values(r'{"a": "caf\u00e9 \ud83d\ude00 \"quoted\" a\/b",}')
    assert value == {"a": 'café \U0001f600 "quoted" a/b'}
