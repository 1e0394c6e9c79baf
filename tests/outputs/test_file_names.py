"""The names of output files: templates, numbers, and safe names for any site and spider."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.exceptions import BadArgument
from newscrawl.outputs.file_names import OutputTemplate, build_numbered_path, parse_file_number, sanitize_file_name

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("news.jsonl", "news.jsonl"),
        ("%(spider)s 100%.jsonl", "feed 100%.jsonl"),
        ("%(spider)s/%(site)s/%(date)s.jsonl.gz", "feed/harbour.example/2026-03-01.jsonl.gz"),
        ("%(date)s/%(date)s.jsonl", "2026-03-01/2026-03-01.jsonl"),
        ("%s %(.jsonl", "%s %(.jsonl"),
    ],
)
def test_placeholders_are_filled_and_nothing_else_is_changed(template: str, path: str) -> None:
    assert OutputTemplate(template, spider="feed").path(site="harbour.example", day=DAY) == Path(path)


@pytest.mark.parametrize("template", ["%(time)s.jsonl", "%()s.jsonl", "a.jsonl.bz2", "a.XZ", "%(Site)s.jsonl"])
def test_unknown_placeholders_and_compression_suffixes_are_rejected(template: str) -> None:
    with pytest.raises(BadArgument, match="NEWSCRAWL_OUTPUT "):
        OutputTemplate(template, spider="feed")


@pytest.mark.parametrize("name", ["harbour.example", "xn--mnchen-3ya.example", "10.0.0.1", "zeitung_1", "例え.example"])
def test_a_safe_name_is_not_changed(name: str) -> None:
    assert sanitize_file_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "..", "../../etc/passwd", "a/../../b", "/etc", "a\\b", ".hidden", "-rf", "a\nb", "a\x1b[2Jb", "a\0b",
        "a\u202eb", "a\u2028b", "x" * 500, "é" * 200, "\ud800", "a b", "[::1]:80", "a*?.example", "%(site)s",
    ],
)  # fmt: skip
def test_a_hostile_name_becomes_one_safe_part(name: str) -> None:
    assert_is_safe(sanitize_file_name(name))


@given(st.text())
def test_no_text_names_another_folder(name: str) -> None:
    assert_is_safe(sanitize_file_name(name))


def assert_is_safe(part: str) -> None:
    assert part
    assert "/" not in part
    assert ".." not in part
    assert not part.startswith((".", "-"))
    assert all(unicodedata.category(char)[0] in "LNMP" for char in part)
    assert len(part.encode()) < 200
    assert Path("folder", part).parent == Path("folder")


@given(st.text(max_size=5), st.text(max_size=5))
def test_two_texts_never_get_the_same_name(one: str, other: str) -> None:
    assert (sanitize_file_name(one) == sanitize_file_name(other)) == (one == other)


@pytest.mark.parametrize(
    ("path", "third"),
    [
        ("news/all.jsonl", "news/all-00003.jsonl"),
        ("all.jsonl.gz", "all-00003.jsonl.gz"),
        ("all.zst", "all-00003.zst"),
        ("harbour.example.jsonl", "harbour.example-00003.jsonl"),
        ("harbour.example", "harbour.example-00003"),
        (".jsonl", ".jsonl-00003"),
    ],
)
def test_numbers_are_before_the_suffix_and_are_parsed_again(path: str, third: str) -> None:
    assert build_numbered_path(Path(path), 3) == Path(third)
    assert parse_file_number(Path(path), Path(third).name) == 3
    assert parse_file_number(Path(path), Path(path).name) is None
    assert parse_file_number(Path(path), "x" + Path(third).name) is None


def test_files_of_earlier_days_are_found_by_their_manifests(tmp_path: Path) -> None:
    template = OutputTemplate(str(tmp_path / "[a]%(site)s %(date)s.jsonl"), spider="feed")
    for name in ("2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02", "2026-02-3", "other"):
        (tmp_path / f"[a]x {name}.jsonl.manifest.json").touch()
    (tmp_path / "[a]x 2026-02-26.jsonl").touch()
    (tmp_path / "[a]y 2026-02-26.jsonl.manifest.json").touch()
    assert [path.name for path in template.earlier_paths(site="x", day=DAY)] == [
        "[a]x 2026-02-27.jsonl",
        "[a]x 2026-02-28.jsonl",
    ]
    assert OutputTemplate("all.jsonl", spider="feed").earlier_paths(site="x", day=DAY) == []
