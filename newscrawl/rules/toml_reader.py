"""The strict reader of rule files: a broken file is one error line that names the file, the key and the cause."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar

import msgspec

from newscrawl.exceptions import BadRule
from newscrawl.rules.schema import Phrase
from newscrawl.rules.shape_errors import describe_shape_error

StructT = TypeVar("StructT")

_HYPHENATED_WORDS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LITERAL_KEYS = ("equals", "labels", "starts", "ends", "contains", "only")
_SUBSTRING_KEYS = ("starts", "ends", "contains")
_STRIPPED_CHARS = " .,:;?!-|"
"""Characters that are removed from the end of a line before it is compared."""
_ESCAPED_CHAR = re.compile(r"\\.")
_NESTED_QUANTIFIER = re.compile(r"(?<!\\)[+*}]\??\)[+*{]")
"""A repetition that closes a group which is itself repeated, as in `(a+)+`: matching could take exponential time."""


def rules_folder() -> Traversable:
    """The folder of the packaged rules; it can also be read from an egg or a zip file."""
    return resources.files(__package__)


def list_toml_files(folder: Traversable) -> list[Traversable]:
    """The `*.toml` files of a folder, sorted by name."""
    return sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)


def read_toml(path: Traversable, struct_type: type[StructT]) -> StructT:
    """Read the file at `path` as a `struct_type`.

    :raises BadRule: the file is missing, is not TOML, or does not have that shape.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadRule(f"{path}: no such rule file") from None
    except OSError as error:
        raise BadRule(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRule(f"{path}: not valid TOML: {error}") from None
    try:
        return msgspec.convert(data, struct_type)
    except msgspec.ValidationError as error:
        raise BadRule(f"{path}: {describe_shape_error(error, data, struct_type)}") from None


def is_hyphenated_id(text: str) -> bool:
    """Whether a text consists of lower-case words joined by hyphens, as the ids of rules and the names of groups do.

    >>> is_hyphenated_id("read-more"), is_hyphenated_id("Read more")
    (True, False)
    """
    return bool(_HYPHENATED_WORDS.fullmatch(text))


def validate_phrases(path: Traversable, phrases: Iterable[Phrase]) -> None:
    """Check that each phrase of a file can match something.

    :raises BadRule: a phrase cannot, or two have the same id.
    """
    seen: set[str] = set()
    for phrase in phrases:
        error = "id: appears twice in this file" if phrase.id in seen else _phrase_error(phrase)
        if error:
            raise BadRule(f"{path}: phrase {phrase.id!r}: {error}")
        seen.add(phrase.id)


def _phrase_error(phrase: Phrase) -> str | None:
    """What is wrong with a phrase beyond its shape, as `key: cause`."""
    if not is_hyphenated_id(phrase.id):
        return "id: must consist of lower-case words joined by hyphens, as read-more"
    for key in ("go", "stay"):
        if not getattr(phrase, key):
            return f"{key}: needs at least one line"
    if phrase.max_words < 1:
        return "max_words: must be at least 1"
    if not phrase.patterns and not any(getattr(phrase, key) for key in _LITERAL_KEYS):
        return f"says nothing to look for: give {', '.join(_LITERAL_KEYS)} or patterns"
    for key in _LITERAL_KEYS:
        for literal in getattr(phrase, key):
            if not any(character.isalnum() for character in literal):
                return f"{key}: {literal!r} holds no letter or digit"
            if key in _SUBSTRING_KEYS and literal[-1] in _STRIPPED_CHARS:
                return f"{key}: {literal!r} ends in a character that is not compared"
    return next((error for pattern in phrase.patterns if (error := _phrase_pattern_error(pattern))), None)


def _phrase_pattern_error(pattern: str) -> str | None:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        return f"patterns: {pattern!r} is no regular expression: {error}"
    if compiled.fullmatch(""):
        return f"patterns: {pattern!r} matches an empty line"
    if _ESCAPED_CHAR.sub("", pattern).lower() != _ESCAPED_CHAR.sub("", pattern):
        return f"patterns: {pattern!r} must be in lower case, as the lines it is compared with are"
    if pattern.startswith("."):
        return f"patterns: {pattern!r} must begin with something plain"
    if _NESTED_QUANTIFIER.search(pattern):
        return f"patterns: {pattern!r} repeats a repetition, which can take for ever"
    return None
