"""The application state of a page: the data in its scripts from which a browser builds the page.

Next.js, Nuxt, Apollo, Arc and others write it as JSON, in a script of its own or as the value of a variable.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from lxml.html import HtmlElement

from newscrawl.text import split_words

_MAX_CHARS = 4_000_000
"""Characters of scripts that are decoded for one page: the largest of 1,534 measured pages has 3 MB in one script."""
_MIN_SCRIPT_CHARS = 200
"""A shorter script has no text of an article in it."""
_MAX_VALUES_PER_SCRIPT = 40
_MAX_DEPTH = 64

_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None)
_VALUE_START = re.compile(r"""=\s{0,9}+(?:JSON\.parse\(\s{0,9}+(?=["'])|(?=[{\[]["{\[\]}]))""")
"""Where a script assigns a value in JSON, or a string with JSON in it."""
_UNDEFINED = re.compile(r"(?<=[:,\[])(?:undefined|void 0)(?=[,}\]])")
_STRING_LITERAL = re.compile(r"""'((?:[^'\\]|\\.)*+)'|"((?:[^"\\]|\\.)*+)\"""", re.DOTALL)
_QUOTE_OR_ESCAPE = re.compile(r"""\\.|\"""", re.DOTALL)
_HEX_ESCAPE = re.compile(r"\\x([0-9a-fA-F]{2})")
_NUXT_WRAPPERS = frozenset({"Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef"})


def read_states(root: HtmlElement, *, texts: Sequence[str] = ()) -> Iterator[Any]:
    """The values in the scripts of a page, in page order; nothing raises an exception.

    :param texts: only scripts with the longest word of one of these are read. To search for words is much faster than
        to decode every script.
    """
    words = [max(split_words(text), key=len, default="") for text in texts]
    marks = [mark for word in words if word for mark in _as_in_scripts(word)]
    budget = _MAX_CHARS
    for script in root.iter("script"):
        text = script.text
        if not text or not _MIN_SCRIPT_CHARS <= len(text) <= budget:
            continue
        script_type = (script.get("type") or "").lower()
        if "ld+json" in script_type or (texts and not any(mark in text for mark in marks)):
            continue
        budget -= len(text)
        if "json" in script_type:
            for value in _decode_whole(text):
                yield _revive_nuxt(value) if script.get("id") == "__NUXT_DATA__" else value
        else:
            yield from _iter_assigned_values(text)


def _as_in_scripts(word: str) -> tuple[str, ...]:
    """A word as a script may have it: as it is, or in escapes."""
    escaped = json.dumps(word)[1:-1]
    return word, escaped, escaped.upper().replace("\\U", "\\u")


def _decode_whole(text: str) -> Iterator[Any]:
    for decode in (msgspec.json.decode, _DECODER.decode):
        with suppress(ValueError, RecursionError):
            yield decode(text.strip())
            return


def _iter_assigned_values(text: str) -> Iterator[Any]:
    """The objects, lists and strings with JSON that a script assigns."""
    text = _UNDEFINED.sub("null", text) if "undefined" in text or "void 0" in text else text
    position, decoded_chars = 0, 0
    for _ in range(_MAX_VALUES_PER_SCRIPT):
        start = _VALUE_START.search(text, position)
        if start is None or decoded_chars > len(text):
            return
        position = start.end()
        try:
            value, end = (
                _decode_string(text, position) if text[position] in "\"'" else _DECODER.raw_decode(text, position)
            )
        except json.JSONDecodeError as error:
            decoded_chars += error.pos - position if error.doc is text else 0
            continue
        except (ValueError, RecursionError):
            continue
        position = end
        yield value


def _decode_string(text: str, position: int) -> tuple[Any, int]:
    """The value of the JSON in a string literal, and the position behind the string.

    :raises ValueError: it is no string, or there is no JSON in it.
    """
    match = _STRING_LITERAL.match(text, position)
    if match is None:
        raise ValueError("the string has no end")
    inner = match[2] if match[1] is None else _QUOTE_OR_ESCAPE.sub(_to_double_quoted, match[1])
    literal = _DECODER.decode(f'"{_HEX_ESCAPE.sub(_to_unicode_escape, inner)}"')
    return _DECODER.decode(literal), match.end()


def _to_double_quoted(match: re.Match[str]) -> str:
    """The same in a string between double quotation marks."""
    return {'"': '\\"', "\\'": "'"}.get(match[0], match[0])


def _to_unicode_escape(match: re.Match[str]) -> str:
    return f"\\u00{match[1]}"


def _revive_nuxt(entries: Any) -> Any:
    """The value of a list in which every value is the index of another entry, as Nuxt 3 writes it."""
    return _NuxtReviver(entries).revive(0, 0) if isinstance(entries, list) and entries else entries


class _NuxtReviver:
    """Builds each entry once, so that shared values stay shared."""

    def __init__(self, entries: list[Any]) -> None:
        self._entries = entries
        self._revived: dict[int, Any] = {}

    def revive(self, index: Any, depth: int) -> Any:
        """The value of an entry; None for an index that has none, and below 64 levels."""
        if type(index) is not int or not 0 <= index < len(self._entries) or depth > _MAX_DEPTH:
            return None
        if index in self._revived:
            return self._revived[index]
        entry = self._entries[index]
        if isinstance(entry, dict):
            revived: Any = {}
            self._revived[index] = revived
            revived.update((key, self.revive(item, depth + 1)) for key, item in entry.items())
        elif isinstance(entry, list) and entry and isinstance(entry[0], str):
            return self.revive(entry[1], depth + 1) if entry[0] in _NUXT_WRAPPERS and len(entry) > 1 else None
        elif isinstance(entry, list):
            revived = []
            self._revived[index] = revived
            revived.extend(self.revive(item, depth + 1) for item in entry)
        else:
            revived = entry
        return revived
