"""The packaged hint words: each of a form that can be found, and said once."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from typing import get_args

import pytest

from newscrawl.boilerplate.class_hints import split_class_names
from newscrawl.items import RemovalReason
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import ClassHintFile
from newscrawl.rules.toml_reader import read_toml, rules_folder

PACKAGED: Traversable = rules_folder() / "hints.toml"
GROUPS = read_toml(PACKAGED, ClassHintFile).hint
WORDS = [word for group in GROUPS for word in group.words]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_of_a_form_that_names_can_give(word: str) -> None:
    assert word in split_class_names(word)


def test_no_word_stands_twice() -> None:
    assert sorted(set(WORDS)) == sorted(WORDS)


def test_each_reason_has_one_group_of_strong_words_at_most_and_one_of_others() -> None:
    groups = [(group.reason, group.strong) for group in GROUPS]
    assert len(set(groups)) == len(groups)


def test_every_word_is_loaded_with_its_groups_meaning() -> None:
    assert load_rules().class_hint_words == {
        word: (group.reason, group.strong) for group in GROUPS for word in group.words
    }


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("article", id="article"),
        pytest.param("content", id="content"),
        pytest.param("body", id="body"),
        pytest.param("text", id="text"),
        pytest.param("main", id="main"),
        pytest.param("story", id="story"),
        pytest.param("paragraph", id="paragraph"),
        pytest.param("lead", id="lead"),
        pytest.param("post", id="post"),
        pytest.param("entry", id="entry"),
        pytest.param("news", id="news"),
    ],
)
def test_what_sites_call_their_articles_is_no_hint(word: str) -> None:
    assert word not in WORDS


def test_every_reason_is_of_the_closed_list() -> None:
    assert {reason for reason, _ in load_rules().class_hint_words.values()} <= set(get_args(RemovalReason))
