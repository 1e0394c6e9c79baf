"""An article as an output record, which is one JSON object, and the JSON Schema of records."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import msgspec

from newscrawl.items import Article

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_UNICODE_LINE_BREAKS = (
    # JSON allows these raw, but some readers end a line at them: NEL, LINE SEPARATOR, PARAGRAPH SEPARATOR.
    (b"\xc2\x85", rb"\u0085"),
    (b"\xe2\x80\xa8", rb"\u2028"),
    (b"\xe2\x80\xa9", rb"\u2029"),
)


def encode_record(article: Article) -> bytes:
    """Encode an article as one JSON object on one line, in UTF-8, with every field in the order of `Article`.

    The line has no line end. The extraction already cleans its strings; this is the last check: whatever they contain,
    every reader of JSON Lines finds one object on one line. NUL and lone surrogates, which some readers reject, become
    U+FFFD.
    """
    try:
        line = msgspec.json.encode(article)
    except UnicodeEncodeError:
        line = msgspec.json.encode(_replace_invalid_chars(asdict(article)))
    if rb"\u0000" in line:
        line = msgspec.json.encode(_replace_invalid_chars(msgspec.json.decode(line)))
    for raw, escaped in _UNICODE_LINE_BREAKS:
        line = line.replace(raw, escaped)
    return line


def format_record(article: Article) -> bytes:
    """The record of `encode_record`, indented for people."""
    return msgspec.json.format(encode_record(article), indent=2)


def build_json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record: all fields are required, and no others are allowed."""
    generated = msgspec.json.schema(Article)
    definitions = generated.pop("$defs")
    root = _close_schema(definitions.pop("Article"), definitions)
    return {"$schema": SCHEMA_DIALECT, **root}


def _replace_invalid_chars(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_replace_invalid_chars(item) for item in value]
    if isinstance(value, dict):
        return {key: _replace_invalid_chars(item) for key, item in value.items()}
    return value


def _close_schema(node: Any, definitions: dict[str, Any]) -> Any:
    """A node of the schema with references resolved, without defaults, and with objects closed to other fields."""
    if isinstance(node, list):
        return [_close_schema(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _close_schema(definitions[node["$ref"].rpartition("/")[2]], definitions)
    closed = {key: _close_schema(value, definitions) for key, value in node.items() if key != "default"}
    if "properties" in closed:
        closed |= {"required": [*closed["properties"]], "additionalProperties": False}
    return closed
