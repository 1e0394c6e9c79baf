"""The output record and its JSON Schema."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import jsonschema
import pytest

from newscrawl.items import Article, Image, Removal
from newscrawl.outputs.record import build_json_schema, encode_record, format_record

FULL = Article(
    id="3f2a",
    url="https://harbourpost.example/ferry",
    canonical_url="https://harbourpost.example/ferry",
    site="harbourpost.example",
    publisher="The Harbour Post",
    title="Ferry sails again — “at last”",
    description="After eleven days.",
    authors=["Ana Lima", "דנה כהן"],
    agencies=["AFP"],
    byline="By Ana Lima and דנה כהן, AFP",
    published="2026-03-02T08:00:00+01:00",
    modified="2026-03-02T09:00:00+01:00",
    published_source="json-ld",
    language="en",
    section="Island",
    tags=["ferries"],
    images=[Image(url="https://harbourpost.example/f.jpg", caption="The ferry", credit=None)],
    text="First paragraph.\n\nSecond paragraph.",
    access="metered",
    access_evidence=["json-ld:isAccessibleForFree"],
    truncated=True,
    removed=[Removal(text="Subscribe now", reason="subscribe", rule="en:subscribe-now")],
    revision=2,
    content_hash="00",
    crawled_at="2026-03-02T10:00:00+00:00",
    newscrawl_version="0.1.0",
)

HOSTILE_STRINGS = {
    "line separator": "a\u2028b",
    "paragraph separator": "a\u2029b",
    "next line": "a\x85b",
    "line feed": "a\nb",
    "carriage return": "a\r\nb",
    "vertical tab": "a\vb",
    "form feed": "a\fb",
    "file separator": "a\x1cb",
    "nul": "a\0b",
    "escaped nul": "a\\u0000b",
    "lone surrogate": "a\ud800b",
    "surrogate and nul": "a\udfff\0b",
    "quotes": 'a"b\\"c',
    "non-character": "a\uffffb",
    "emoji": "a😀b",
}


def test_a_record_has_every_field_in_the_order_of_the_article() -> None:
    assert list(json.loads(encode_record(Article(id="1")))) == [field.name for field in fields(Article)]


def test_a_record_has_the_values_of_the_article() -> None:
    record = json.loads(encode_record(FULL))
    assert record["text"] == FULL.text
    assert record["authors"] == FULL.authors
    assert record["images"] == [{"url": "https://harbourpost.example/f.jpg", "caption": "The ferry", "credit": None}]
    assert record["removed"] == [{"text": "Subscribe now", "reason": "subscribe", "rule": "en:subscribe-now"}]
    assert record["truncated"] is True


def test_letters_of_all_scripts_are_not_escaped() -> None:
    assert "דנה כהן".encode() in encode_record(FULL)


@pytest.mark.parametrize("text", HOSTILE_STRINGS.values(), ids=HOSTILE_STRINGS.keys())
def test_every_reader_finds_one_object_on_one_line(text: str) -> None:
    article = Article(id="1", title=text, tags=[text], removed=[Removal(text=text, reason="advert", rule="r")])
    line = encode_record(article)
    assert len(line.decode().splitlines()) == 1
    assert rb"\u0000" not in line.replace(rb"\\u0000", b"")
    record = json.loads(line)
    assert record["title"] == record["tags"][0] == record["removed"][0]["text"]
    assert record["title"].encode()


@pytest.mark.parametrize("name", [name for name in HOSTILE_STRINGS if name != "nul" and "surrogate" not in name])
def test_other_strings_are_read_back_unchanged(name: str) -> None:
    assert json.loads(encode_record(Article(id="1", title=HOSTILE_STRINGS[name])))["title"] == HOSTILE_STRINGS[name]


@pytest.mark.parametrize(
    ("text", "read"),
    [("a\0b", "a\ufffdb"), ("a\ud800b", "a\ufffdb"), ("a\ud83d\ude00b", "a😀b")],
    ids=["nul", "lone surrogate", "a pair of surrogates"],
)
def test_strings_that_json_readers_reject_are_replaced(text: str, read: str) -> None:
    assert json.loads(encode_record(Article(id="1", title=text)))["title"] == read


def test_the_formatted_record_is_the_same_record() -> None:
    assert json.loads(format_record(FULL)) == json.loads(encode_record(FULL))
    assert len(format_record(FULL).splitlines()) > len(fields(Article))


def test_the_schema_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(build_json_schema())
    assert build_json_schema()["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]


@pytest.mark.parametrize("article", [FULL, Article(id="1")], ids=["full", "empty"])
def test_records_pass_the_schema(article: Article) -> None:
    jsonschema.Draft202012Validator(build_json_schema()).validate(json.loads(encode_record(article)))


def changed(**changes: Any) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(encode_record(FULL))
    return record | changes


@pytest.mark.parametrize(
    "record",
    [
        changed(extra=1),
        changed(title=1),
        changed(authors="Ana Lima"),
        changed(access="closed"),
        changed(revision=0),
        changed(images=[{"url": None}]),
        changed(removed=[{"text": "a", "reason": "because", "rule": "r"}]),
        {name: value for name, value in changed().items() if name != "published"},
    ],
    ids=["unknown field", "type", "no list", "access", "revision", "part of an image", "reason", "missing field"],
)
def test_an_invalid_record_fails_the_schema(record: dict[str, Any]) -> None:
    assert not jsonschema.Draft202012Validator(build_json_schema()).is_valid(record)


def test_the_schema_has_no_references_and_describes_every_field() -> None:
    assert "$ref" not in json.dumps(build_json_schema())
    assert all(part["description"] for part in build_json_schema()["properties"].values())
    assert (
        list(build_json_schema()["properties"])
        == [field.name for field in fields(Article)]
        == build_json_schema()["required"]
    )
