"""The values of `-a url=`."""

from __future__ import annotations

import pytest

from newscrawl.exceptions import BadArgument
from newscrawl.spiders.arguments import parse_url_argument, parse_url_list


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://harbour.example/feed", "https://harbour.example/feed"),
        (" HTTP://harbour.example ", "http://harbour.example"),
        ("harbour.example/feed", "https://harbour.example/feed"),
        ("//harbour.example/feed", "https://harbour.example/feed"),
        ("localhost:8000/feed", "https://localhost:8000/feed"),
        ("localhost:8000", "https://localhost:8000"),
        ("harbour.example/a:b", "https://harbour.example/a:b"),
        ("harbour.example/größe", "https://harbour.example/gr%C3%B6%C3%9Fe"),
    ],
)
def test_a_url_without_a_scheme_gets_https(text: str, url: str) -> None:
    assert parse_url_argument(text) == url


@pytest.mark.parametrize(
    "text",
    ["", " ", "ftp://harbour.example/", "file:///etc/hostname", "mailto:a@b.example", "javascript:x", "a b", "http://"],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(BadArgument, match="not a web URL: ") as caught:
        parse_url_argument(text)
    assert str(caught.value).endswith(text.strip() or "it is empty")


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("https://a.example/1", ["https://a.example/1"]),
        ("https://a.example/1,https://b.example/2", ["https://a.example/1", "https://b.example/2"]),
        ("https://a.example/1, http://b.example/2", ["https://a.example/1", "http://b.example/2"]),
        (
            "https://a.example/0,1518,7,00.html,https://b.example/",
            ["https://a.example/0,1518,7,00.html", "https://b.example/"],
        ),
        ("https://a.example/?u=http://b.example", ["https://a.example/?u=http://b.example"]),
        ("a.example/1,b.example/2", ["https://a.example/1", "https://b.example/2"]),
    ],
)
def test_commas_separate_urls_and_may_be_part_of_them(text: str, urls: list[str]) -> None:
    assert parse_url_list(text) == urls
