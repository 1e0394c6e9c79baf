"""A broken rule file is one line that names the file, the rule, the key, and what is allowed there."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from newscrawl.exceptions import BadRule
from newscrawl.items import RemovalReason
from newscrawl.rules.schema import ClassHintFile, PhraseFile
from newscrawl.rules.site_files import SiteFile
from newscrawl.rules.toml_reader import list_toml_files, read_toml, validate_phrases
from newscrawl.rules.word_lists import AiAgentFile, BylineFile
from tests.rule_files import PHRASE_FILE

SITE = """
case = ["one"]

[[cut]]
id = "tides"
select = ["p.tide"]
"""
REASONS = ", ".join(sorted(get_args(RemovalReason)))
PHRASE_KEYS = "id, reason, equals, labels, starts, ends, contains, only, patterns, max_words, linked, tail, go, stay"


def error_of(folder: Path, text: str, shape: type) -> str:
    """The error of a file with that text, without the path that it begins with."""
    path = folder / "en.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadRule) as caught:
        read_toml(path, shape)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        pytest.param(
            "labels",
            "lables",
            f"phrase 'read-more': unknown key 'lables' (did you mean 'labels'?); the keys are: {PHRASE_KEYS}",
            id="unknown key of a rule",
        ),
        pytest.param(
            "language",
            "lang",
            "unknown key 'lang' (did you mean 'language'?); the keys are: language, phrase",
            id="unknown key of the file",
        ),
        pytest.param(
            '"teaser"',
            '"teasers"',
            f"phrase 'read-more': reason: 'teasers' is not allowed (did you mean 'teaser'?); the values are: {REASONS}",
            id="unknown reason",
        ),
        pytest.param(
            '["read more"]', '"read more"', "phrase 'read-more': labels: must be a list, not a string", id="no list"
        ),
        pytest.param(
            '["read more"]',
            '["read more", 3]',
            "phrase 'read-more': labels: item 2: must be a string, not a whole number",
            id="wrong item of a list",
        ),
        pytest.param(
            '"teaser"',
            '"teaser"\nmax_words = 1.5',
            "phrase 'read-more': max_words: must be a whole number, not a decimal number",
            id="no whole number",
        ),
        pytest.param(
            '"teaser"',
            '"teaser"\nlinked = 1',
            "phrase 'read-more': linked: must be true or false, not a whole number",
            id="no truth value",
        ),
        pytest.param('stay = ["Read more books."]', "", "phrase 'read-more': stay: is missing", id="missing key"),
        pytest.param('id = "read-more"', "", "[[phrase]] number 1: id: is missing", id="missing id"),
        pytest.param(
            "[[phrase]]",
            "[phrase]",
            "phrase: must be a list: a table of the list is written with two brackets, as [[cut]]",
            id="one bracket",
        ),
    ],
)
def test_an_error_of_a_phrase_file(tmp_path: Path, old: str, new: str, error: str) -> None:
    assert old in PHRASE_FILE
    assert error_of(tmp_path, PHRASE_FILE.replace(old, new), PhraseFile) == error


@pytest.mark.parametrize(
    ("shape", "text", "error"),
    [
        pytest.param(SiteFile, 'delay = "4"', "delay: must be a number, not a string", id="optional number"),
        pytest.param(
            SiteFile,
            SITE + 'reason = "tide"',
            f"cut 'tides': reason: 'tide' is not allowed; the values are: {REASONS}",
            id="reason of a cut",
        ),
        pytest.param(
            SiteFile,
            SITE + 'selector = ["p"]',
            "cut 'tides': unknown key 'selector' (did you mean 'select'?); the keys are: id, select, reason",
            id="key of a cut",
        ),
        pytest.param(
            ClassHintFile,
            '[[hint]]\nreason = "share"\nwords = ["x"]\n[[hint]]\nreason = "ads"\nwords = ["x"]',
            f"[[hint]] number 2: reason: 'ads' is not allowed; the values are: {REASONS}",
            id="rule without a name",
        ),
        pytest.param(
            AiAgentFile,
            '[[agent]]\noperator = "Harbour"\ntokens = 3',
            "agent 'Harbour': tokens: must be a list, not a whole number",
            id="rule with a name",
        ),
        pytest.param(BylineFile, "language = []", "markup: is missing", id="missing table"),
    ],
)
def test_an_error_of_another_file(tmp_path: Path, shape: type, text: str, error: str) -> None:
    assert error_of(tmp_path, text, shape) == error


def test_text_that_is_not_toml_is_an_error_with_its_line(tmp_path: Path) -> None:
    error = error_of(tmp_path, PHRASE_FILE.replace('"en"', '"en'), PhraseFile)
    assert error.startswith("not valid TOML: Illegal character '\\n' (at line 2, column ")


def test_bytes_that_are_not_utf8_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "en.toml"
    path.write_bytes(b'language = "\xff"')
    with pytest.raises(BadRule, match=r"en\.toml: not valid TOML: 'utf-8' codec can't decode byte 0xff"):
        read_toml(path, PhraseFile)


def test_a_missing_file_and_a_folder_are_errors(tmp_path: Path) -> None:
    with pytest.raises(BadRule, match=r"en\.toml: no such rule file"):
        read_toml(tmp_path / "en.toml", PhraseFile)
    with pytest.raises(BadRule, match=r"cannot be read: Is a directory"):
        read_toml(tmp_path, PhraseFile)


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        pytest.param('["Read more: The dry well"]', "[]", "go: needs at least one line", id="no go line"),
        pytest.param('["Read more books."]', "[]", "stay: needs at least one line", id="no stay line"),
        pytest.param(
            'labels = ["read more"]',
            "",
            "says nothing to look for: give equals, labels, starts, ends, contains, only or patterns",
            id="nothing to look for",
        ),
        pytest.param(
            '["read more"]', '["read more", "…"]', "labels: '…' holds no letter or digit", id="punctuation only"
        ),
        pytest.param(
            'labels = ["read more"]',
            'starts = ["read more:"]',
            "starts: 'read more:' ends in a character that is not compared",
            id="punctuation at the end",
        ),
        pytest.param(
            'labels = ["read more"]',
            'patterns = ["read ("]',
            "patterns: 'read (' is no regular expression: missing ), unterminated subpattern at position 5",
            id="no regular expression",
        ),
        pytest.param(
            'labels = ["read more"]', 'patterns = ["x*"]', "patterns: 'x*' matches an empty line", id="empty match"
        ),
        pytest.param(
            'labels = ["read more"]',
            'patterns = ["Read"]',
            "patterns: 'Read' must be in lower case, as the lines it is compared with are",
            id="capitals in a pattern",
        ),
        pytest.param(
            'labels = ["read more"]',
            'patterns = [".*read"]',
            "patterns: '.*read' must begin with something plain",
            id="pattern that begins with a dot",
        ),
        pytest.param(
            'labels = ["read more"]',
            'patterns = ["x(a+)+"]',
            "patterns: 'x(a+)+' repeats a repetition, which can take for ever",
            id="nested repetition",
        ),
        pytest.param('"teaser"', '"teaser"\nmax_words = 0', "max_words: must be at least 1", id="no words"),
    ],
)
def test_a_phrase_that_could_never_match_is_an_error(tmp_path: Path, old: str, new: str, error: str) -> None:
    assert old in PHRASE_FILE
    path = tmp_path / "en.toml"
    path.write_text(PHRASE_FILE.replace(old, new), encoding="utf-8")
    with pytest.raises(BadRule) as caught:
        validate_phrases(path, read_toml(path, PhraseFile).phrase)
    assert str(caught.value) == f"{path}: phrase 'read-more': {error}"


def test_an_id_is_lower_case_words_and_used_once(tmp_path: Path) -> None:
    path = tmp_path / "en.toml"
    path.write_text(PHRASE_FILE.replace('id = "read-more"', 'id = "Read more"'), encoding="utf-8")
    with pytest.raises(BadRule, match=r"phrase 'Read more': id: must consist of lower-case words joined by hyphens"):
        validate_phrases(path, read_toml(path, PhraseFile).phrase)
    path.write_text(PHRASE_FILE + PHRASE_FILE.split("\n", 2)[2], encoding="utf-8")
    with pytest.raises(BadRule, match=r"phrase 'read-more': id: appears twice in this file"):
        validate_phrases(path, read_toml(path, PhraseFile).phrase)


def test_a_folder_is_listed_in_the_order_of_the_names(tmp_path: Path) -> None:
    for name in ("fr.toml", "de.toml", "README.md"):
        (tmp_path / name).touch()
    assert [path.name for path in list_toml_files(tmp_path)] == ["de.toml", "fr.toml"]
