"""The packaged concept files: every language has every concept, each term is found, and broken files are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.boilerplate.concepts import CONCEPTS, get_lexicon
from newscrawl.boilerplate.labelled_teasers import remove_labelled_teasers
from newscrawl.boilerplate.prompts import get_prompt_scorer, remove_prompts
from newscrawl.exceptions import BadRule
from newscrawl.rules.loader import load_rules, read_concept_file
from tests.block_helpers import P1, P2, lines_of

RULES = load_rules()
PARAGRAPH = f"{P1} {P2}"
LANGUAGES = sorted(RULES.concept_files)


def test_there_are_forty_languages_and_more() -> None:
    assert len(LANGUAGES) >= 40
    assert RULES.phrase_files.keys() <= RULES.concept_files.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_found_in_its_language(language: str) -> None:
    lexicon = get_lexicon(RULES, language)
    missed = [
        (concept, term)
        for concept, terms in RULES.concept_files[language].concepts.items()
        for term in terms
        if not any(mask >> CONCEPTS.index(concept) & 1 for mask in lexicon.read(term.removesuffix("*")).masks)
    ]
    assert missed == []


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "mul"])
def test_examples_go_behind_the_text_and_stay_within_it(language: str) -> None:
    file = RULES.concept_files[language]
    assert [text for text in file.go if not any(removals(language, PARAGRAPH, PARAGRAPH, text)[2:])] == []
    assert [text for text in file.stay if any(removals(language, PARAGRAPH, text, PARAGRAPH))] == []


def removals(language: str, *texts: str) -> list[str]:
    """The rule that removes each of the paragraphs, "" for those that stay."""
    lines, _ = lines_of(f"<div container>{''.join(f'<p>{text}</p>' for text in texts)}</div>")
    remove_labelled_teasers(lines, get_lexicon(RULES, language))
    remove_prompts(lines, get_prompt_scorer(RULES, language))
    return [line.rule for line in lines]


def test_a_stem_is_found_with_any_ending_and_a_word_is_not() -> None:
    masks = get_lexicon(RULES, "en").read("Subscribers donate; a tapper taps").masks
    assert [bool(mask) for mask in masks] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('language = "de"\n[concepts]\n', "language: 'de' is not the file's own name"),
        ('language = "xx"\n[concepts]\n', "go: needs at least one line"),
        (
            'language = "xx"\ngo = ["a"]\nstay = ["b"]\n[concepts]\nsubscribe = ["abo"]\n',
            "price: needs terms, or its reason under [without]",
        ),
        (
            'language = "xx"\ngo = ["a"]\nstay = ["b"]\n[concepts]\nsubscribe = ["a*bo"]\n',
            "subscribe: 'a*bo' has * elsewhere than at its end",
        ),
        (
            'language = "xx"\ngo = ["a"]\nstay = ["b"]\n[concepts]\nsubscribe = ["!"]\n',
            "subscribe: '!' holds no letter or digit",
        ),
        (
            'language = "xx"\ngo = ["a"]\nstay = ["b"]\n[concepts]\nsubscribe = ["abo", "abo"]\n',
            "subscribe: 'abo' appears twice",
        ),
        (
            'language = "xx"\ngo = ["a"]\nstay = ["b"]\nis_spaced = false\n[concepts]\nsubscribe = ["abo*"]\n',
            "subscribe: 'abo*' ends in *, which a language without spaces does not need",
        ),
    ],
)
def test_a_broken_file_is_named_with_its_cause(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "xx.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadRule) as error:
        read_concept_file(path)
    assert str(error.value) == f"{path}: {message}"
