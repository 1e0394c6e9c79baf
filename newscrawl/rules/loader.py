"""The one strict reader of rule files: a broken file is an error that names file, key and cause."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar

import msgspec

from newscrawl.exceptions import BadRule
from newscrawl.items import RemovalReason
from newscrawl.rules.schema import ClassHintFile, Phrase, PhraseFile, Rules

StructT = TypeVar("StructT")

_SUBSTRING_KEYS = ("starts", "ends", "contains")
_STRIPPED_CHARS = " .,:;?!-|"
_PHRASE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LITERAL_KEYS = ("equals", "labels", "starts", "ends", "contains", "only")
_ESCAPED_CHAR = re.compile(r"\\.")
_NESTED_QUANTIFIER = re.compile(r"(?<!\\)[+*}]\??\)[+*{]")
"""A repetition closing a group that is itself repeated: the pattern would take exponential time."""


def rules_folder() -> Traversable:
    """The packaged rules; readable from an egg or a zip as well as from a folder."""
    return resources.files(__package__)


def load_rules(site_config_dir: str | None = None) -> Rules:
    """Every packaged rule, read once a process.

    :param site_config: a folder of Full-Text RSS site-config files, for sites that have no rule here.
    :raises BadArgument: there is no such folder.
    :raises BadRule: a file is broken.
    """
    return _load_rules(str(site_config_dir) if site_config_dir else None)


@cache
def _load_rules(site_config_dir: str | None) -> Rules:
    from newscrawl.rules.site_files import read_site_rules
    from newscrawl.rules.site_rules import SiteRuleLookup
    from newscrawl.rules.word_lists import (  # which read their files by `read_toml`
        load_agency_file,
        load_byline_file,
        load_credit_file,
        load_navigation_words,
    )

    for load_words in (
        load_agency_file,
        load_byline_file,
        load_credit_file,
    ):  # read here, so that a broken file is known at the start
        load_words()
    return Rules(
        phrase_files=read_phrase_files(rules_folder() / "phrases"),
        class_hint_words=read_class_hints(rules_folder() / "hints.toml"),
        site_rules=SiteRuleLookup(read_site_rules(rules_folder() / "sites"), site_config_dir),
        navigation_words=load_navigation_words(),
    )


def read_class_hints(path: Traversable) -> dict[str, tuple[RemovalReason, bool]]:
    """The words of class names and ids, and what each hints at.

    :raises BadRule: the file is broken, or a word stands in it twice.
    """
    class_hints: dict[str, tuple[RemovalReason, bool]] = {}
    for group in read_toml(path, ClassHintFile).hint:
        for word in group.words:
            if word in class_hints:
                raise BadRule(f"{path}: hint {word!r}: stands twice in this file")
            class_hints[word] = (group.reason, group.strong)
    return class_hints


def read_phrase_files(folder: Traversable) -> dict[str, PhraseFile]:
    """The phrase files of a folder, by language.

    :raises BadRule: one of them is broken.
    """
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)
    return {path.name.removesuffix(".toml"): read_phrase_file(path) for path in paths}


def read_phrase_file(path: Traversable) -> PhraseFile:
    """One phrase file.

    :raises BadRule: it is not of its shape, or a rule in it could never work.
    """
    file = read_toml(path, PhraseFile)
    if f"{file.language}.toml" != path.name:
        raise BadRule(f"{path}: language: {file.language!r} is not the file's own name")
    validate_phrases(path, file.phrase)
    return file


def validate_phrases(path: Traversable, phrases: Iterable[Phrase]) -> None:
    """See that the phrases of a file can work.

    :raises BadRule: one cannot, or shares its id with another.
    """
    seen: set[str] = set()
    for phrase in phrases:
        error = "id: stands twice in this file" if phrase.id in seen else _phrase_error(phrase)
        if error:
            raise BadRule(f"{path}: phrase {phrase.id!r}: {error}")
        seen.add(phrase.id)


def read_toml(path: Traversable, struct_type: type[StructT]) -> StructT:
    """The file at `path` as `struct_type`.

    :raises BadRule: it is missing, no TOML, or not of that shape.
    """
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), struct_type)
    except FileNotFoundError:
        raise BadRule(f"{path}: no such rule file") from None
    except OSError as error:
        raise BadRule(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRule(f"{path}: not valid TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise BadRule(f"{path}: {error}") from None


def _phrase_error(phrase: Phrase) -> str | None:
    """What is wrong with a rule beyond its shape, as `key: cause`."""
    if not _PHRASE_ID.fullmatch(phrase.id):
        return "id: must be lower-case words joined by hyphens"
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
