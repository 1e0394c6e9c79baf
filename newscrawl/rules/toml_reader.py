"""The strict reader of rule files: a broken file is one error line that names the file, the key and the cause."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar, get_args

import msgspec

from newscrawl.exceptions import BadRule
from newscrawl.rules.schema import ConceptFile, ConceptName, Phrase
from newscrawl.rules.shape_errors import describe_shape_error

StructT = TypeVar("StructT")

_ANY_LANGUAGE = "mul"
"""The language subtag of a concept file for names and signs that every language has; it has a few concepts only."""
_NAME_CONCEPTS = frozenset({"channel"})
"""Concepts whose terms are names, which the file for every language may hold alone."""

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


def validate_concepts(path: Traversable, file: ConceptFile) -> None:
    """Check that a file gives terms for every concept or the reason why not, and that each term can match.

    :raises BadRule: it does not, or a term cannot match or appears twice under its concept.
    """
    for key in ("go", "stay"):
        if file.language != _ANY_LANGUAGE and not getattr(file, key):
            raise BadRule(f"{path}: {key}: needs at least one line")
    for concept in get_args(ConceptName):
        terms = file.concepts.get(concept, ())
        is_required = file.language != _ANY_LANGUAGE and concept not in _NAME_CONCEPTS
        if is_required and bool(terms) == (concept in file.without):
            raise BadRule(f"{path}: {concept}: needs terms, or its reason under [without]")
        for index, term in enumerate(terms):
            if error := _term_error(term, file) or ("appears twice" if term in terms[:index] else None):
                raise BadRule(f"{path}: {concept}: {term!r} {error}")


def _term_error(term: str, file: ConceptFile) -> str | None:
    """What is wrong with a term of a concept."""
    if not any(character.isalnum() for character in term):
        return "holds no letter or digit"
    if "*" in term.removesuffix("*"):
        return "has * elsewhere than at its end"
    if term.endswith("*") and not file.is_spaced:
        return "ends in *, which a language without spaces does not need"
    return None


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
