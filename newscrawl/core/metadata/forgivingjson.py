"""JSON as pages write it: strictly where that works, otherwise by a reader that forgives."""

from __future__ import annotations

import html
import json
import re
from contextlib import suppress
from typing import Any

import msgspec

DEEPEST = 64
"""Levels of nesting that are read; the deepest of 513 measured pages had 12."""

_READERS = (
    msgspec.json.Decoder().decode,  # in half of the time; it takes no line ends in strings, no NaN, no half of a pair
    json.JSONDecoder(strict=False, parse_constant=lambda _: None).decode,
)
_WRAPPER = re.compile(r"<!--|-->|/\*\s{0,9}(?:<!\[CDATA\[|\]\]>)\s{0,9}\*/|<!\[CDATA\[|\]\]>")
_OUTSIDE = re.compile(r'[\s:;]+|//|[{}\[\],"]|[^\s{}\[\],:;"]+')
_UNTIL = re.compile(r'[^"\\]*')
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"b": " ", "f": " ", "n": "\n", "r": "\r", "t": "\t"}
_NUMBER = re.compile(r"-?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?")
# Possessive runs of white space: a quotation mark before a megabyte of spaces must not be read twice.
_AFTER_KEY = re.compile(r'"\s*+:')
_AFTER_MEMBER = re.compile(r'"[\s,]*+(?:[}\]]|\Z|(?<=[\s,])//|"[^"\n]{1,80}+"\s*+:)')
_AFTER_ELEMENT = re.compile(r'"\s*+(?:[\]}]|\Z|,\s*+(?:["{\[\]\d-]|true\b|false\b|null\b|\Z))')


def loads(text: str) -> list[Any]:
    """The values in a script's text, in order; what cannot be read at all is left out."""
    stripped = text.strip("\ufeff \t\r\n;")
    for read in _READERS:
        with suppress(ValueError, RecursionError):
            return [read(stripped)]
    text = _WRAPPER.sub(" ", text)
    if '"' not in text:
        text = html.unescape(text)
    return _Forgiving(text).read()


class _Forgiving:
    """A reader in one pass: commas may lack or trail, quotes may stand unescaped, the end may be missing.

    Brackets and quotes alone carry the structure. A quotation mark ends a string only if what
    follows it is what follows a string in JSON.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._top: list[Any] = []
        self._open: list[Any] = [self._top]
        self._keys: list[str | None] = [None]

    def read(self) -> list[Any]:
        """The values at the top level; a text nested too deeply has none."""
        at, end = 0, len(self._text)
        while at < end and (token := _OUTSIDE.match(self._text, at)):
            at = token.end()
            mark = token.group()
            if mark == '"':
                at = self._string(at)
            elif mark in "{[":
                if len(self._open) > DEEPEST:
                    return []
                self._begin({} if mark == "{" else [])
            elif mark in "}]":
                self._end()
            elif mark == ",":
                self._keys[-1] = None
            elif mark == "//":
                at = self._comment(at)
            elif not mark[0].isspace() and mark[0] not in ":;":
                self._word(mark)
        return [value for value in self._top if isinstance(value, dict | list)]

    def _comment(self, at: int) -> int:
        """Pass by a comment; outside all values it is a wrapper's, and the rest of its line may be the value."""
        newline = self._text.find("\n", at) if len(self._open) > 1 else at
        return newline if newline >= 0 else len(self._text)

    def _begin(self, container: dict[str, Any] | list[Any]) -> None:
        self._put(container)
        self._open.append(container)
        self._keys.append(None)

    def _end(self) -> None:
        if len(self._open) > 1:
            self._open.pop()
            self._keys.pop()

    def _word(self, word: str) -> None:
        if isinstance(self._open[-1], dict) and self._keys[-1] is None:
            self._put(word)
        else:
            number = float(word) if _NUMBER.fullmatch(word) else None
            self._put({"true": True, "false": False}.get(word, number))

    def _string(self, at: int) -> int:
        """Take the string that begins at `at`; return where its closing mark ends."""
        if not isinstance(self._open[-1], dict):
            closing = _AFTER_ELEMENT
        else:
            closing = _AFTER_KEY if self._keys[-1] is None else _AFTER_MEMBER
        start, end = at, len(self._text)
        while at < end:
            at = _match_end(_UNTIL, self._text, at)
            if at >= end or (self._text[at] == '"' and closing.match(self._text, at)):
                break
            at += 2 if self._text[at] == "\\" else 1
        self._put(_undo_escapes(self._text[start:at]))
        return at + 1

    def _put(self, value: Any) -> None:
        container, key = self._open[-1], self._keys[-1]
        if isinstance(container, list):
            container.append(value)
        elif key is not None:
            container.setdefault(key, value)
            self._keys[-1] = None
        elif isinstance(value, str):
            self._keys[-1] = value


def _match_end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _undo_escapes(text: str) -> str:
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(lambda found: _unescape(found.group(1)), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _unescape(code: str) -> str:
    return chr(int(code[1:], 16)) if len(code) == 5 else _ESCAPED.get(code, code)
