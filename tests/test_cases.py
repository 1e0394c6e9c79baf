"""Every page of fixtures/cases: what a careful editor would want to come out of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from w3lib.encoding import html_to_unicode

from newscrawl import extract
from newscrawl.cli.cases import check_case, read_case
from newscrawl.rules.loader import load_rules

CASES = Path(__file__).parent.parent / "fixtures" / "cases"

every_case = pytest.mark.parametrize("folder", sorted(CASES.iterdir()), ids=lambda folder: folder.name)


@every_case
def test_the_article_of_a_case_is_what_an_editor_would_want(folder: Path) -> None:
    assert check_case(read_case(folder), load_rules()).differences == []


@every_case
def test_the_library_gives_the_same_text_for_the_decoded_page(folder: Path) -> None:
    result = check_case(read_case(folder), load_rules())
    if result.article is not None:
        meta = json.loads((folder / "meta.json").read_bytes())
        _, html = html_to_unicode(meta["content_type"], result.case.page.body, default_encoding="utf-8")
        assert extract(html, url=meta["url"]).text == result.article.text
