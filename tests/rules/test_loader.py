"""The reader of rule files: what is whole is read, what is broken is one line naming file, key and cause."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.exceptions import BadRule
from newscrawl.rules.loader import load_rules, read_phrase_file, read_phrase_files

WHOLE = """
language = "en"

[[phrase]]
id = "read-more"
reason = "teaser"
labels = ["read more"]
go = ["Read more: The dry well"]
stay = ["Read more books."]
"""


def write(folder: Path, text: str, name: str = "en.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_packaged_rules_are_read_once() -> None:
    assert load_rules() is load_rules()
    assert "en" in load_rules().phrase_files


def test_a_whole_file_is_read_in_its_order(tmp_path: Path) -> None:
    second = WHOLE.split("\n", 2)[2].replace("read-more", "read-on").replace('"read more"', '"read on"')
    file = read_phrase_file(write(tmp_path, WHOLE + second))
    assert [phrase.id for phrase in file.phrase] == ["read-more", "read-on"]
    assert file.phrase[0].labels == ("read more",)


def test_a_folder_is_read_by_language_and_other_files_are_left(tmp_path: Path) -> None:
    write(tmp_path, WHOLE)
    write(tmp_path, WHOLE.replace('language = "en"', 'language = "de"'), "de.toml")
    write(tmp_path, "no rule", "README.md")
    assert list(read_phrase_files(tmp_path)) == ["de", "en"]


@pytest.mark.parametrize(
    ("old", "new", "key", "cause"),
    [
        pytest.param("labels", "lables", "phrase[0]", "unknown field `lables`", id="unknown key"),
        pytest.param('["read more"]', '"read more"', "phrase[0].labels", "Expected `array`", id="wrong type"),
        pytest.param('"teaser"', '"teasers"', "phrase[0].reason", "Invalid enum value 'teasers'", id="unknown reason"),
        pytest.param('go = ["Read more: The dry well"]', "", "phrase[0]", "missing required field `go`", id="no go"),
        pytest.param('["Read more: The dry well"]', "[]", "go", "needs at least one line", id="empty go"),
        pytest.param('["Read more books."]', "[]", "stay", "needs at least one line", id="empty stay"),
        pytest.param('id = "read-more"', 'id = "Read more"', "id", "lower-case words", id="unreadable id"),
        pytest.param('labels = ["read more"]', "", "read-more", "says nothing to look for", id="nothing to look for"),
        pytest.param('["read more"]', '["read more", "…"]', "labels", "no letter or digit", id="punctuation only"),
        pytest.param(
            'labels = ["read more"]', 'patterns = ["read ("]', "patterns", "no regular expression", id="regex"
        ),
        pytest.param(
            'labels = ["read more"]', 'patterns = ["x*"]', "patterns", "matches an empty line", id="empty regex"
        ),
        pytest.param('labels = ["read more"]', 'patterns = ["Read"]', "patterns", "lower case", id="capitals in regex"),
        pytest.param('labels = ["read more"]', 'patterns = [".*read"]', "patterns", "something plain", id="open regex"),
        pytest.param(
            'labels = ["read more"]', 'patterns = ["x(a+)+"]', "patterns", "repeats a repetition", id="nested"
        ),
        pytest.param('reason = "teaser"', 'reason = "teaser"\nmax_words = 0', "max_words", "at least 1", id="no words"),
        pytest.param('language = "en"', 'language = "de"', "language", "not the file's own name", id="other language"),
        pytest.param('language = "en"', 'language = "en', "", "not valid TOML", id="no TOML"),
    ],
)
def test_a_broken_file_is_one_line_with_file_key_and_cause(
    tmp_path: Path, old: str, new: str, key: str, cause: str
) -> None:
    assert old in WHOLE
    path = write(tmp_path, WHOLE.replace(old, new))
    with pytest.raises(BadRule) as caught:
        read_phrase_file(path)
    message = str(caught.value)
    assert str(path) in message
    assert key in message
    assert cause in message
    assert "\n" not in message


def test_an_id_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path, WHOLE + WHOLE.split("\n", 2)[2])
    with pytest.raises(BadRule, match=r"en\.toml: phrase 'read-more': id: stands twice"):
        read_phrase_file(path)


def test_bytes_that_are_no_utf8_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "en.toml"
    path.write_bytes(b'language = "\xff"')
    with pytest.raises(BadRule, match="not valid TOML"):
        read_phrase_file(path)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadRule, match="no such rule file"):
        read_phrase_file(tmp_path / "en.toml")
