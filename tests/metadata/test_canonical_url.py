"""Which canonical URLs of a page are accepted."""

from __future__ import annotations

import pytest

from tests.metadata.helpers import URL, meta_tags, read


@pytest.mark.parametrize(
    ("head", "url", "expected"),
    [
        pytest.param('<link rel="canonical" href="/city/ferry-late-again-48213">', URL, URL, id="relative"),
        pytest.param(f'<link rel="CANONICAL" href="{URL}?a=1">', URL, f"{URL}?a=1", id="any-case"),
        pytest.param(meta_tags(og__url=URL), f"{URL}/amp", URL, id="open-graph"),
        pytest.param('<link rel="canonical" href="/">', URL, None, id="home-page"),
        pytest.param(
            '<link rel="canonical" href="https://www.harbourpost.example/sport/cup-final">',
            URL,
            None,
            id="other-article",
        ),
        pytest.param('<link rel="canonical" href="/">' + meta_tags(og__url=URL), URL, URL, id="next-one"),
        pytest.param('<link rel="canonical" href="javascript:void(0)">', URL, None, id="not-a-url"),
        pytest.param(
            '<link rel="canonical" href="https://tidings.example/x/ferry-late-again">',
            URL,
            "https://tidings.example/x/ferry-late-again",
            id="first-published-elsewhere",
        ),
        pytest.param(
            '<title>Ferry late again</title><link rel="canonical" href="/2026/ferry-late-again">',
            "https://www.harbourpost.example/?p=9",
            "https://www.harbourpost.example/2026/ferry-late-again",
            id="resembles-the-title",
        ),
        pytest.param(
            '<base href="https://b.example/"><link rel="canonical" href="a/ferry-late-again">',
            URL,
            "https://b.example/a/ferry-late-again",
            id="base",
        ),
        pytest.param(f'<link rel="canonical" href="{URL}">', None, URL, id="served-url-unknown"),
    ],
)
def test_a_canonical_url_is_accepted_if_it_can_be_correct(head: str, url: str | None, expected: str | None) -> None:
    assert read(head, url=url).canonical_url == expected
