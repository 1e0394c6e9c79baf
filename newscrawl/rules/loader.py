"""Loads all rules, once a process: the packaged ones, and those of a user's own folders."""

from __future__ import annotations

from functools import cache
from importlib.resources.abc import Traversable

from newscrawl.exceptions import BadRule
from newscrawl.items import RemovalReason
from newscrawl.rules.schema import ClassHintFile, ConceptFile, PhraseFile, PromptWeights, RuleFolders, Rules
from newscrawl.rules.site_files import find_user_folder
from newscrawl.rules.site_rules import SiteRuleLookup, read_site_rules
from newscrawl.rules.toml_reader import list_toml_files, read_toml, rules_folder, validate_concepts, validate_phrases
from newscrawl.rules.word_lists import (
    load_agency_file,
    load_byline_file,
    load_credit_file,
    load_navigation_words,
    load_page_type_terms,
)

_NO_FOLDERS = RuleFolders()


def load_rules(folders: RuleFolders = _NO_FOLDERS) -> Rules:
    """All rules, read once a process.

    :raises BadArgument: a folder cannot be used.
    :raises BadRule: a file is broken.
    """
    return _load_rules(folders)


@cache
def _load_rules(folders: RuleFolders) -> Rules:
    user_folder = find_user_folder(folders.sites)
    user_rules = read_site_rules(user_folder) if user_folder else {}
    if not user_rules and not folders.site_config and folders != _NO_FOLDERS:
        return _load_rules(_NO_FOLDERS)  # the same object, for which worker processes have compiled phrases already
    for load_words in (load_agency_file, load_byline_file, load_credit_file):
        load_words()  # other modules use them later; a broken file must be an error now
    return Rules(
        phrase_files=read_phrase_files(rules_folder() / "phrases"),
        concept_files=read_concept_files(rules_folder() / "concepts"),
        prompt_weights=read_toml(rules_folder() / "prompts.toml", PromptWeights),
        class_hint_words=read_class_hints(rules_folder() / "hints.toml"),
        site_rules=SiteRuleLookup(read_site_rules(rules_folder() / "sites") | user_rules, folders.site_config),
        navigation_words=load_navigation_words(),
        page_type_terms=load_page_type_terms(),
    )


def read_class_hints(path: Traversable) -> dict[str, tuple[RemovalReason, bool]]:
    """The words of class names and ids: for each, the reason it hints at and whether the hint is strong.

    :raises BadRule: the file is broken, or holds a word twice.
    """
    class_hints: dict[str, tuple[RemovalReason, bool]] = {}
    for group in read_toml(path, ClassHintFile).hint:
        for word in group.words:
            if word in class_hints:
                raise BadRule(f"{path}: hint {word!r}: appears twice in this file")
            class_hints[word] = (group.reason, group.strong)
    return class_hints


def read_concept_files(folder: Traversable) -> dict[str, ConceptFile]:
    """The concept files of a folder, by language.

    :raises BadRule: one of them is broken.
    """
    return {path.name.removesuffix(".toml"): read_concept_file(path) for path in list_toml_files(folder)}


def read_concept_file(path: Traversable) -> ConceptFile:
    """Read one concept file.

    :raises BadRule: the file does not have its shape, lacks a concept, or has a term that could never match.
    """
    file = read_toml(path, ConceptFile)
    if f"{file.language}.toml" != path.name:
        raise BadRule(f"{path}: language: {file.language!r} is not the file's own name")
    validate_concepts(path, file)
    return file


def read_phrase_files(folder: Traversable) -> dict[str, PhraseFile]:
    """The phrase files of a folder, by language.

    :raises BadRule: one of them is broken.
    """
    return {path.name.removesuffix(".toml"): read_phrase_file(path) for path in list_toml_files(folder)}


def read_phrase_file(path: Traversable) -> PhraseFile:
    """Read one phrase file.

    :raises BadRule: the file does not have its shape, or a phrase in it could never match.
    """
    file = read_toml(path, PhraseFile)
    if f"{file.language}.toml" != path.name:
        raise BadRule(f"{path}: language: {file.language!r} is not the file's own name")
    validate_phrases(path, file.phrase)
    return file
