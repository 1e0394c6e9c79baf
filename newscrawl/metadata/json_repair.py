"""Parse broken JSON with a parser that tolerates the errors that pages make."""

from __future__ import annotations

import html
import re
from typing import Any

MAX_DEPTH = 64
"""Levels of nesting that are read. The most deeply nested of 513 measured pages had 12."""

_SCRIPT_WRAPPER = re.compile(r"<!--|-->|/\*\s{0,9}(?:<!\[CDATA\[|\]\]>)\s{0,9}\*/|<!\[CDATA\[|\]\]>")
_TOKEN = re.compile(r'[\s:;]+|//|[{}\[\],"]|[^\s{}\[\],:;"]+')
_STRING_CHUNK = re.compile(r'[^"\\]*')
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPE_VALUES = {"b": " ", "f": " ", "n": "\n", "r": "\r", "t": "\t"}
_NUMBER = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?")
# What follows the closing quotation mark of a key, of a member's value, and of a list's element. Possessive
# quantifiers: a megabyte of spaces after a quotation mark must not be scanned twice.
_AFTER_KEY = re.compile(r'"\s*+:')
_AFTER_MEMBER = re.compile(r'"[\s,]*+(?:[}\]]|\Z|(?<=[\s,])//|"[^"\n]{1,80}+"\s*+:)')
_AFTER_ELEMENT = re.compile(r'"\s*+(?:[\]}]|\Z|,\s*+(?:["{\[\]\d-]|true\b|false\b|null\b|\Z))')


def repair_json(text: str) -> list[Any]:
    """Parse all JSON values in a text with errors, in order.

    Comment and CDATA wrappers are ignored. Text that cannot be parsed is left out; no input raises an exception.
    """
    text = _SCRIPT_WRAPPER.sub(" ", text)
    if '"' not in text:
        text = html.unescape(text)
    return _LenientJsonParser(text).parse()


class _LenientJsonParser:
    """A one-pass parser that tolerates missing and extra commas, unescaped quotation marks and a missing end.

    Only brackets and quotation marks give the structure. A quotation mark ends a string only if the text after it can
    follow a string in JSON.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._top_values: list[Any] = []
        self._open_containers: list[Any] = [self._top_values]
        self._pending_keys: list[str | None] = [None]
        """For each open container, the key that still has no value."""

    def parse(self) -> list[Any]:
        """The objects and lists at the top level; an empty list for text that is nested too deeply."""
        position, end = 0, len(self._text)
        while position < end and (match := _TOKEN.match(self._text, position)):
            position = match.end()
            symbol = match.group()
            if symbol == '"':
                position = self._read_string(position)
            elif symbol in "{[":
                if len(self._open_containers) > MAX_DEPTH:
                    return []
                self._start_container({} if symbol == "{" else [])
            elif symbol in "}]":
                self._end_container()
            elif symbol == ",":
                self._pending_keys[-1] = None
            elif symbol == "//":
                position = self._skip_comment(position)
            elif not symbol[0].isspace() and symbol[0] not in ":;":
                self._add_literal(symbol)
        return [value for value in self._top_values if isinstance(value, dict | list)]

    def _skip_comment(self, position: int) -> int:
        """Skip a line comment inside a value. Outside, `//` belongs to a wrapper, and JSON can follow on its line."""
        newline = self._text.find("\n", position) if len(self._open_containers) > 1 else position
        return newline if newline >= 0 else len(self._text)

    def _start_container(self, container: dict[str, Any] | list[Any]) -> None:
        self._add_value(container)
        self._open_containers.append(container)
        self._pending_keys.append(None)

    def _end_container(self) -> None:
        if len(self._open_containers) > 1:
            self._open_containers.pop()
            self._pending_keys.pop()

    def _add_literal(self, literal: str) -> None:
        """Add a word without quotation marks: a key, a number, a Boolean, or anything else as null."""
        if isinstance(self._open_containers[-1], dict) and self._pending_keys[-1] is None:
            self._add_value(literal)
        else:
            number = float(literal) if _NUMBER.fullmatch(literal) else None
            self._add_value({"true": True, "false": False}.get(literal, number))

    def _read_string(self, position: int) -> int:
        """Add the string that starts at `position`; return the position after its closing quotation mark."""
        if not isinstance(self._open_containers[-1], dict):
            end_pattern = _AFTER_ELEMENT
        else:
            end_pattern = _AFTER_KEY if self._pending_keys[-1] is None else _AFTER_MEMBER
        start, end = position, len(self._text)
        while position < end:
            position = _match_end(_STRING_CHUNK, self._text, position)
            if position >= end or (self._text[position] == '"' and end_pattern.match(self._text, position)):
                break
            position += 2 if self._text[position] == "\\" else 1
        self._add_value(_unescape_string(self._text[start:position]))
        return position + 1

    def _add_value(self, value: Any) -> None:
        """Add a value to the innermost open container; in an object, a string without a pending key is a key."""
        container, key = self._open_containers[-1], self._pending_keys[-1]
        if isinstance(container, list):
            container.append(value)
        elif key is not None:
            container.setdefault(key, value)
            self._pending_keys[-1] = None
        elif isinstance(value, str):
            self._pending_keys[-1] = value


def _match_end(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position


def _unescape_string(text: str) -> str:
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(lambda match: _unescape_code(match.group(1)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _unescape_code(code: str) -> str:
    return chr(int(code[1:], 16)) if len(code) == 5 else _ESCAPE_VALUES.get(code, code)
