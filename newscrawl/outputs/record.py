"""An article as the record that leaves newscrawl: one JSON object, and the schema of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import msgspec

from newscrawl.article import Article

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_LINE_ENDS = (
    # What some readers take for the end of a line, though JSON does not: NEL, LINE SEPARATOR, PARAGRAPH SEPARATOR.
    (b"\xc2\x85", rb"\u0085"),
    (b"\xe2\x80\xa8", rb"\u2028"),
    (b"\xe2\x80\xa9", rb"\u2029"),
)


def encode(article: Article) -> bytes:
    """One JSON object on one line without its end, in UTF-8, with every field in the order of `Article`.

    Strings are clean when an article is built. This is the last guard: whatever they hold, each reader of JSON Lines
    finds one object on one line. NUL and lone surrogates, which some readers refuse, become U+FFFD.
    """
    try:
        line = msgspec.json.encode(article)
    except UnicodeEncodeError:
        line = msgspec.json.encode(_mended(asdict(article)))
    if rb"\u0000" in line:
        line = msgspec.json.encode(_mended(msgspec.json.decode(line)))
    for raw, escaped in _LINE_ENDS:
        line = line.replace(raw, escaped)
    return line


def pretty(article: Article) -> bytes:
    """The same record, indented, for a person to read."""
    return msgspec.json.format(encode(article), indent=2)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a record: every field is there, and no other."""
    generated = msgspec.json.schema(Article)
    parts = generated.pop("$defs")
    root = _strict(parts.pop("Article"), parts)
    return {"$schema": DIALECT, **root}


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {key: _mended(item) for key, item in value.items()}
    return value


def _strict(part: Any, parts: dict[str, Any]) -> Any:
    """The part of a schema with its references put in place, without defaults, its objects closed."""
    if isinstance(part, list):
        return [_strict(item, parts) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _strict(parts[part["$ref"].rpartition("/")[2]], parts)
    strict = {key: _strict(value, parts) for key, value in part.items() if key != "default"}
    if "properties" in strict:
        strict |= {"required": [*strict["properties"]], "additionalProperties": False}
    return strict
