"""Says what is wrong with the shape of a rule file: which rule, which key, and what is allowed there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import msgspec
from msgspec import inspect

_ERROR_PATH = re.compile(r" - at `\$(.*)`$")
_PATH_STEP = re.compile(r"\.(?P<key>\w+)|\[(?P<index>\d+)\]")
_NAMES = re.compile(r"[`'](.*?)[`']")
_ID_KEYS = ("id", "name", "code", "language", "operator")
"""The keys that identify a table of an array of tables, in the order in which they are looked for."""
_TYPE_WORDS = {
    "array": "a list",
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "object": "a table",
    "str": "a string",
}


def describe_shape_error(error: msgspec.ValidationError, data: object, struct_type: type) -> str:
    """The error as `rule: key: cause`.

    :param data: the file's content, as TOML gives it.
    :param struct_type: the shape that it does not have.
    """
    path = _ERROR_PATH.search(str(error))
    cause = str(error)[: path.start()] if path else str(error)
    location, shape = _follow_path(path[1] if path else "", data, inspect.type_info(struct_type))
    return ": ".join([*location, *_describe_cause(cause, shape)])


def _follow_path(path: str, data: Any, shape: inspect.Type) -> tuple[list[str], inspect.Type]:
    """The words for the place that a path such as `.phrase[0].labels[2]` leads to, and the shape wanted there."""
    words: list[str] = []
    for step in _PATH_STEP.finditer(path):
        if key := step["key"]:
            data = data[key]
            shape = _without_null(next(field.type for field in _fields(shape) if field.encode_name == key))
            words.append(key)
        else:
            index = int(step["index"])
            data = data[index]
            shape = _without_null(getattr(shape, "item_type", shape))
            if isinstance(data, dict):
                words[-1] = _describe_item(words[-1], index, data)
            else:
                words.append(f"item {index + 1}")
    return words, shape


def _describe_item(key: str, index: int, table: dict[str, Any]) -> str:
    """A table of an array of tables, by its id or name; without one, by its number, from 1."""
    name = next((table[id_key] for id_key in _ID_KEYS if isinstance(table.get(id_key), str)), None)
    return f"{key} {name!r}" if name else f"[[{key}]] number {index + 1}"


def _describe_cause(cause: str, shape: inspect.Type) -> list[str]:
    names = _NAMES.findall(cause)
    if cause.startswith("Object contains unknown field"):
        keys = [field.encode_name for field in _fields(shape)]
        return [f"unknown key {names[0]!r}{_suggest(names[0], keys)}; the keys are: {', '.join(keys)}"]
    if cause.startswith("Object missing required field"):
        return [names[0], "is missing"]
    if cause.startswith("Invalid enum value") and isinstance(shape, inspect.LiteralType):
        values = [str(value) for value in shape.values]
        return [f"{names[0]!r} is not allowed{_suggest(names[0], values)}; the values are: {', '.join(values)}"]
    if cause.startswith("Expected") and len(names) == 2:
        expected, found = names[0].removesuffix(" | null"), names[1]
        if (expected, found) == ("array", "object"):
            return ["must be a list: a table of the list is written with two brackets, as [[cut]]"]
        found_words = "a decimal number" if found == "float" else _TYPE_WORDS.get(found, found)
        return [f"must be {_TYPE_WORDS.get(expected, expected)}, not {found_words}"]
    return [cause]


def _suggest(name: str, known: Sequence[str]) -> str:
    matches = get_close_matches(name, known, n=1)
    return f" (did you mean {matches[0]!r}?)" if matches else ""


def _fields(shape: inspect.Type) -> Sequence[inspect.Field]:
    return shape.fields if isinstance(shape, inspect.StructType) else ()


def _without_null(shape: inspect.Type) -> inspect.Type:
    """The type of a key that may also be left out."""
    if isinstance(shape, inspect.UnionType):
        return next(kind for kind in shape.types if not isinstance(kind, inspect.NoneType))
    return shape
