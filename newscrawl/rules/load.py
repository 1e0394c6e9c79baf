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

from newscrawl.article import Reason
from newscrawl.errors import BadRule
from newscrawl.rules.model import HintFile, Phrase, PhraseFile, Rules

Shape = TypeVar("Shape")

_OPEN = ("starts", "ends", "contains")
_LOST = " .,:;?!-|"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LITERALS = ("equals", "labels", "starts", "ends", "contains", "only")
_ESCAPED = re.compile(r"\\.")
_NESTED = re.compile(r"(?<!\\)[+*}]\??\)[+*{]")
"""A repetition closing a group that is itself repeated: the pattern would take exponential time."""


def folder() -> Traversable:
    """The packaged rules; readable from an egg or a zip as well as from a folder."""
    return resources.files(__package__)


def load_rules(site_config: str | None = None) -> Rules:
    """Every packaged rule, read once a process.

    :param site_config: a folder of Full-Text RSS site-config files, for sites that have no rule here.
    :raises BadArgument: there is no such folder.
    :raises BadRule: a file is broken.
    """
    return _load(str(site_config) if site_config else None)


@cache
def _load(site_config: str | None) -> Rules:
    from newscrawl.rules.bylinewords import agency_file, byline_words  # which read their files by `read`
    from newscrawl.rules.creditwords import credit_words
    from newscrawl.rules.navigationwords import navigation_words
    from newscrawl.rules.sitefiles import read_sites
    from newscrawl.rules.sitelookup import Sites

    for constant in (agency_file, byline_words, credit_words):  # read here, so that a broken file is known at the start
        constant()
    return Rules(
        phrases=read_phrases(folder() / "phrases"),
        hints=read_hints(folder() / "hints.toml"),
        sites=Sites(read_sites(folder() / "sites"), site_config),
        navigation=navigation_words(),
    )


def read_hints(path: Traversable) -> dict[str, tuple[Reason, bool]]:
    """The words of class names and ids, and what each hints at.

    :raises BadRule: the file is broken, or a word stands in it twice.
    """
    hints: dict[str, tuple[Reason, bool]] = {}
    for group in read(path, HintFile).hint:
        for word in group.words:
            if word in hints:
                raise BadRule(f"{path}: hint {word!r}: stands twice in this file")
            hints[word] = (group.reason, group.strong)
    return hints


def read_phrases(directory: Traversable) -> dict[str, PhraseFile]:
    """The phrase files of a folder, by language.

    :raises BadRule: one of them is broken.
    """
    paths = sorted((path for path in directory.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)
    return {path.name.removesuffix(".toml"): read_phrase_file(path) for path in paths}


def read_phrase_file(path: Traversable) -> PhraseFile:
    """One phrase file.

    :raises BadRule: it is not of its shape, or a rule in it could never work.
    """
    file = read(path, PhraseFile)
    if f"{file.language}.toml" != path.name:
        raise BadRule(f"{path}: language: {file.language!r} is not the file's own name")
    check_phrases(path, file.phrase)
    return file


def check_phrases(path: Traversable, phrases: Iterable[Phrase]) -> None:
    """See that the phrases of a file can work.

    :raises BadRule: one cannot, or shares its id with another.
    """
    seen: set[str] = set()
    for phrase in phrases:
        fault = "id: stands twice in this file" if phrase.id in seen else _fault(phrase)
        if fault:
            raise BadRule(f"{path}: phrase {phrase.id!r}: {fault}")
        seen.add(phrase.id)


def read(path: Traversable, shape: type[Shape]) -> Shape:
    """The file at `path` as `shape`.

    :raises BadRule: it is missing, no TOML, or not of that shape.
    """
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), shape)
    except FileNotFoundError:
        raise BadRule(f"{path}: no such rule file") from None
    except OSError as error:
        raise BadRule(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRule(f"{path}: not valid TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise BadRule(f"{path}: {error}") from None


def _fault(phrase: Phrase) -> str | None:
    """What is wrong with a rule beyond its shape, as `key: cause`."""
    if not _ID.fullmatch(phrase.id):
        return "id: must be lower-case words joined by hyphens"
    for key in ("go", "stay"):
        if not getattr(phrase, key):
            return f"{key}: needs at least one line"
    if phrase.max_words < 1:
        return "max_words: must be at least 1"
    if not phrase.patterns and not any(getattr(phrase, key) for key in _LITERALS):
        return f"says nothing to look for: give {', '.join(_LITERALS)} or patterns"
    for key in _LITERALS:
        for literal in getattr(phrase, key):
            if not any(character.isalnum() for character in literal):
                return f"{key}: {literal!r} holds no letter or digit"
            if key in _OPEN and literal[-1] in _LOST:
                return f"{key}: {literal!r} ends in a character that is not compared"
    return next((fault for pattern in phrase.patterns if (fault := _pattern_fault(pattern))), None)


def _pattern_fault(pattern: str) -> str | None:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        return f"patterns: {pattern!r} is no regular expression: {error}"
    if compiled.fullmatch(""):
        return f"patterns: {pattern!r} matches an empty line"
    if _ESCAPED.sub("", pattern).lower() != _ESCAPED.sub("", pattern):
        return f"patterns: {pattern!r} must be in lower case, as the lines it is compared with are"
    if pattern.startswith("."):
        return f"patterns: {pattern!r} must begin with something plain"
    if _NESTED.search(pattern):
        return f"patterns: {pattern!r} repeats a repetition, which can take for ever"
    return None
