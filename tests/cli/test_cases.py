"""Cases: how they are written and read, and which differences from what is expected are found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newscrawl.cli.cases import (
    CaseMeta,
    CasePage,
    build_case_page,
    check_case,
    extract_case_article,
    propose_case_name,
    read_case,
    write_case,
)
from newscrawl.exceptions import BadArgument, BadRule
from newscrawl.rules.loader import load_rules
from tests.pages import story

META = CaseMeta(
    url="https://harbour.example/2026/11/22/ferry",
    content_type="text/html; charset=utf-8",
    fetched_at="2026-11-22T08:00:00+00:00",
)


@pytest.fixture(name="case")
def written_case(tmp_path: Path) -> Path:
    """A case as it is written: what newscrawl reads now is what is expected."""
    folder = tmp_path / "cases" / "ferry"
    page = CasePage(meta=META, body=story().encode())
    write_case(folder, page, extract_case_article(build_case_page(page), load_rules()))
    return folder


def change(case: Path, **fields: Any) -> list[str]:
    """The differences after some of the expected fields were changed."""
    path = case / "expected.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | fields))
    return check_case(read_case(case), load_rules()).differences


def test_a_written_case_is_read_as_it_was_and_has_no_difference(case: Path) -> None:
    assert sorted(path.name for path in case.iterdir()) == ["expected.json", "meta.json", "page.html"]
    read = read_case(case)
    assert (read.name, read.page.url, read.page.encoding) == ("ferry", META.url, "utf-8")
    assert check_case(read, load_rules()).differences == []
    assert json.loads((case / "expected.json").read_bytes())["title"] == "Ferry and tram share a ticket"


def test_a_case_that_exists_is_not_overwritten(case: Path) -> None:
    page = CasePage(meta=META, body=b"")
    with pytest.raises(BadArgument, match="cases/ferry: cannot be written: File exists"):
        write_case(case, page, extract_case_article(read_case(case).page, load_rules()))


def test_a_field_that_is_left_out_is_not_compared(case: Path) -> None:
    (case / "expected.json").write_text("{}")
    assert check_case(read_case(case), load_rules()).differences == []


@pytest.mark.parametrize(
    ("fields", "difference"),
    [
        ({"title": "Ferry"}, 'title: expected "Ferry", got "Ferry and tram share a ticket"'),
        ({"authors": ["Ana Lima"]}, 'authors: expected ["Ana Lima"], got []'),
        ({"published": "2026-11-21"}, 'published: expected "2026-11-21", got "2026-11-22"'),
        ({"absent": ["Two."]}, None),
        ({"refused": "empty_page"}, "refused: expected 'empty_page', got an article"),
        (
            {"removed": [{"text": "Never on the page", "reason": "teaser"}]},
            'removed: "Never on the page": expected teaser, it is not removed',
        ),
    ],
    ids=["field", "list", "time", "short line", "refusal", "removal"],
)
def test_a_difference_names_the_field_and_both_values(
    case: Path, fields: dict[str, Any], difference: str | None
) -> None:
    assert change(case, **fields) == ([difference] if difference else [])


def test_the_differences_of_a_text_are_paragraphs(case: Path) -> None:
    first, *others = json.loads((case / "expected.json").read_bytes())["text"]
    assert change(case, text=[*others, "A paragraph that the page does not have."]) == [
        'text: missing: "A paragraph that the page does not have."',
        f"text: not expected: {json.dumps(first, ensure_ascii=False)}",
    ]
    assert change(case, text=[*others, first]) == ["text: the paragraphs are in another order, or repeated"]
    assert change(case, text=[first, *others], absent=[first]) == [
        f"text: must not hold {json.dumps(first, ensure_ascii=False)}"
    ]


def test_a_page_that_gives_no_article_must_be_expected_to(case: Path) -> None:
    (case / "page.html").write_bytes(b"")
    assert change(case) == ["refused: expected an article, got 'empty_page'"]
    assert change(case, refused="not_html") == ["refused: expected \"not_html\", got 'empty_page'"]
    assert change(case, refused="empty_page") == []


@pytest.mark.parametrize(
    ("file", "text", "error"),
    [
        ("expected.json", '{"titel": "Ferry"}', "unknown key 'titel' (did you mean 'title'?); the keys are: refused, "),
        ("expected.json", '{"text": "Ferry"}', "text: must be a list, not a string"),
        ("expected.json", '{"removed": [{"text": "a", "reason": "ad"}]}', "[[removed]] number 1: reason: 'ad' is not"),
        ("expected.json", '{"published": "soon"}', "published: 'soon' is not an ISO 8601 time"),
        ("expected.json", "{", "not valid JSON: Expecting property name"),
        ("meta.json", '{"url": "https://a.example/"}', "content_type: is missing"),
        (
            "meta.json",
            '{"url": "https://a.example/", "content_type": "", "fetched_at": "now"}',
            "fetched_at: 'now' is not an ISO 8601 time",
        ),
    ],
)
def test_a_broken_file_is_one_line_with_its_name_and_key(case: Path, file: str, text: str, error: str) -> None:
    (case / file).write_text(text)
    with pytest.raises(BadRule) as caught:
        read_case(case)
    assert str(caught.value).startswith(f"{case / file}: {error}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("file", ["page.html", "meta.json", "expected.json"])
def test_a_missing_file_is_one_line(case: Path, file: str) -> None:
    (case / file).unlink()
    with pytest.raises(BadRule, match=f"{file}: No such file or directory"):
        read_case(case)


@pytest.mark.parametrize(
    ("url", "taken", "name"),
    [
        ("https://harbour.example/2026/Ferry-Strike.html", (), "harbour.example-ferry-strike"),
        (
            "https://harbour.example/2026/ferry-strike/",
            ("harbour.example-ferry-strike",),
            "harbour.example-ferry-strike-2",
        ),
        ("https://harbour.example/über-die-fähre", (), "harbour.example-uber-die-fahre"),
        ("https://harbour.example/2026/フェリー", (), "harbour.example-page"),
        ("https://harbour.example/", (), "harbour.example-page"),
        ("https://harbour.example/" + "a-" * 60, (), "harbour.example-" + "-".join("a" * 20)),
    ],
)
def test_a_case_is_named_after_host_and_url(url: str, taken: tuple[str, ...], name: str) -> None:
    assert propose_case_name("harbour.example", url, taken) == name
