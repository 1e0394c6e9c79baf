"""`extract`, `clean_text`, `parse_byline`: what they accept and return, and that they raise only their two errors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, get_args

import pytest

import newscrawl
from newscrawl import Article, ExtractionFailed, NewscrawlError, NotAnArticle, clean_text, extract, parse_byline
from newscrawl.items import RemovalReason

URL = "https://www.quayside.example/news/ferry-strike"
P1 = "The ferrymen of Low Sound voted on Monday to strike, and by noon not one boat had left the stairs below the fort."
P2 = "Their wages, they say, have stood still for nine years, while the price of a crossing has doubled twice over."
P3 = "The council, which owns two boats of the five, asked both sides to meet in the old customs house by Friday."
TITLE = "Ferrymen of Low Sound strike for wages"
PAGE = (
    f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{TITLE} | Quayside Courier</title>'
    f'<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="Quayside Courier">'
    '<meta name="author" content="Mira Holt"></head><body><nav><a href="/">Home</a></nav><main><article>'
    f"<h1>{TITLE}</h1><p class='byline'>By Mira Holt</p><div><p>{P1}</p><p>Advertisement</p><p>{P2}</p>"
    f"<h2>The price</h2><p>{P3}</p><p>Mira Holt</p><p>Reuters contributed to this report.</p></div></article></main>"
    "</body></html>"
)
TEXT = f"{TITLE}\n\nBy Mira Holt\nShare this article\n\n{P1}\n\nSEE ALSO\n\n{P2}\n\n{P3}"

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def strings(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string of a record, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item, path)
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings(getattr(value, field.name), f"{path}.{field.name}")


def test_the_library_exports_what_it_promises() -> None:
    assert newscrawl.__all__ == [
        "Article",
        "ExtractionFailed",
        "NotAnArticle",
        "__version__",
        "clean_text",
        "extract",
        "parse_byline",
    ]
    assert all(hasattr(newscrawl, name) for name in newscrawl.__all__)
    assert issubclass(NotAnArticle, NewscrawlError)
    assert issubclass(ExtractionFailed, NewscrawlError)


def test_a_page_becomes_a_clean_article() -> None:
    article = extract(PAGE, url=URL)
    assert article.title == TITLE
    assert article.authors == ["Mira Holt"]
    assert article.agencies == ["Reuters"]
    assert article.publisher == "Quayside Courier"
    assert article.site == "quayside.example"
    assert article.text.split("\n\n") == [P1, P2, "The price", P3, "Reuters contributed to this report."]
    assert article.content_hash
    assert article.revision == 1


def test_text_becomes_a_clean_article() -> None:
    article = clean_text(TEXT, url=URL)
    assert (article.title, article.authors, article.language) == (TITLE, ["Mira Holt"], "en")
    assert article.text.split("\n\n") == [P1, P2, P3]
    assert article.content_hash


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(PAGE, id="str"),
        pytest.param(PAGE.encode(), id="UTF-8"),
        pytest.param(PAGE.encode("utf-8-sig"), id="UTF-8 with byte order mark"),
        pytest.param(PAGE.replace("utf-8", "utf-16").encode("utf-16"), id="UTF-16 with byte order mark"),
        pytest.param(PAGE.replace("utf-8", "latin-1").encode("latin-1"), id="Latin-1"),
        pytest.param(PAGE.replace("utf-8", "latin-1"), id="str that declares another encoding"),
        pytest.param("\ufeff" + PAGE, id="str with byte order mark"),
    ],
)
def test_bytes_and_str_give_the_same_article(html: bytes | str) -> None:
    assert extract(html, url=URL).text == extract(PAGE, url=URL).text


def test_the_url_is_optional() -> None:
    article = extract(PAGE)
    assert (article.url, article.site) == (None, None)
    assert article.text == extract(PAGE, url=URL).text
    assert clean_text(TEXT).url is None


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="empty"),
        pytest.param("quayside", id="word"),
        pytest.param("/news/1", id="path"),
        pytest.param("https://[::1", id="broken host"),
        pytest.param("https://quayside.example:port/", id="broken port"),
        pytest.param("ftp://quayside.example/1", id="another scheme"),
        pytest.param("file:///srv/saved/page.html", id="file"),
        pytest.param("https://\ud800.example/\x00\u2028", id="odd characters"),
        pytest.param("https://127.0.0.1:8080/news/1", id="number"),
    ],
)
def test_an_odd_url_does_not_prevent_an_article(url: str) -> None:
    assert extract(PAGE, url=url).text == extract(PAGE, url=URL).text
    assert clean_text(TEXT, url=url).text == clean_text(TEXT).text


@pytest.mark.parametrize("url", ["\x00x", f"{URL}\x1b[31m", f"{URL}\n", f"{URL}\ud800", f"\u2028{URL}\x85"])
def test_the_url_has_only_characters_of_urls(url: str) -> None:
    for article in (extract(PAGE, url=url), clean_text(TEXT, url=url)):
        assert article.url is not None
        assert article.url.isprintable()
        assert article.url.strip()


def test_the_same_page_gives_the_same_id_and_digest_every_time() -> None:
    first, second = extract(PAGE, url=URL), extract(PAGE.encode(), url=f"{URL}?utm_source=feed#top")
    assert (first.id, first.content_hash) == (second.id, second.content_hash)
    assert extract(PAGE, url=f"{URL}-2").id != first.id


def test_text_and_page_of_one_url_have_one_id() -> None:
    assert clean_text(TEXT, url=URL).id == extract(PAGE, url=URL).id


def test_another_text_has_another_digest() -> None:
    changed = extract(PAGE.replace("nine years", "ten years"), url=URL)
    assert changed.id == extract(PAGE, url=URL).id
    assert changed.content_hash != extract(PAGE, url=URL).content_hash


def test_removed_lines_have_reason_and_rule() -> None:
    removed = {removal.text: (removal.reason, removal.rule) for removal in extract(PAGE, url=URL).removed}
    assert removed["Advertisement"] == ("advert", "phrases/en:advert")
    assert removed["Mira Holt"][0] == "repeated_byline"
    assert {reason for reason, _ in removed.values()} <= set(get_args(RemovalReason))


def test_every_line_of_the_main_content_is_kept_or_listed_as_removed() -> None:
    article = extract(PAGE, url=URL)
    known = [article.title, *article.text.split("\n\n"), *(removal.text for removal in article.removed)]
    for text in (TITLE, "By Mira Holt", P1, "Advertisement", P2, "The price", P3, "Mira Holt"):
        assert text in known


def test_no_removed_line_is_in_the_text() -> None:
    article = extract(PAGE, url=URL)
    assert not {removal.text for removal in article.removed} & set(article.text.split("\n\n"))


def test_the_time_of_extraction_is_in_utc() -> None:
    for article in (extract(PAGE), clean_text(TEXT)):
        assert article.crawled_at is not None
        crawled_at = datetime.fromisoformat(article.crawled_at)
        assert crawled_at.utcoffset() is not None
        assert article.crawled_at.endswith("+00:00")


ODD = [
    pytest.param("\x00", id="NUL"),
    pytest.param("\x08", id="backspace"),
    pytest.param("\x85", id="next line"),
    pytest.param("\u2028", id="line separator"),
    pytest.param("\u2029", id="paragraph separator"),
    pytest.param("\ufeff", id="byte order mark"),
    pytest.param("\ud83d", id="lone surrogate"),
    pytest.param("\uffff", id="non-character"),
    pytest.param("\u202e", id="direction override"),
    pytest.param("e\u0301", id="decomposed letter"),
    pytest.param("&#1;", id="reference to a control character"),
    pytest.param("&#xD83D;", id="reference to a lone surrogate"),
    pytest.param("&#8232;", id="reference to a line separator"),
    pytest.param("&#x202E;", id="reference to a direction override"),
]


@pytest.mark.parametrize("odd", ODD)
def test_every_string_of_a_pages_record_is_safe(odd: str) -> None:
    page = re.sub(r"(?<=\w)o(?=\w)", f"o{odd}", PAGE.replace("\x00", ""))
    page = page.replace(f"bo{odd}dy", "body").replace(f"co{odd}ntent", "content").replace(f"pro{odd}perty", "property")
    assert_safe(extract(page, url=URL))


@pytest.mark.parametrize("odd", ODD)
def test_every_string_of_a_texts_record_is_safe(odd: str) -> None:
    assert_safe(clean_text(TEXT.replace("o", f"o{odd}")))


def assert_safe(article: Article) -> None:
    assert article.text
    for path, text in strings(article):
        lines = text.split("\n") if path in (".text", ".removed.text") else [text]
        for line in lines:
            assert not UNSAFE.search(line), path
            assert "\u202e" not in line, path
            assert unicodedata.is_normalized("NFC", line), path
            assert line == line.strip(), path


def test_paragraphs_are_separated_by_one_blank_line() -> None:
    article = extract(PAGE.replace("</p><h2>", "<br><br><br>More of it, and then some more.</p><h2>"), url=URL)
    assert "\n\n\n" not in article.text
    assert article.text == article.text.strip()
    assert all(article.text.split("\n\n"))


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        pytest.param("", "empty_page", id="nothing"),
        pytest.param(b"", "empty_page", id="no bytes"),
        pytest.param(" \n\t ", "empty_page", id="white space"),
        pytest.param("Just a line of text.", "not_html", id="text"),
        pytest.param('{"a": "<p>b</p>"}', "not_html", id="JSON"),
        pytest.param('<?xml version="1.0"?><rss><channel/></rss>', "not_html", id="feed"),
        pytest.param(b"%PDF-1.7\n<<", "not_html", id="PDF"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "not_html", id="picture"),
        pytest.param("<html><body></body></html>", "no_text", id="no text"),
        pytest.param("<p></p>", "no_text", id="empty paragraph"),
        pytest.param("<body><script>go()</script><noscript>Turn it on</noscript></body>", "no_text", id="script"),
    ],
)
def test_a_page_that_is_not_an_article_raises_with_its_reason(html: bytes | str, reason: str) -> None:
    with pytest.raises(NotAnArticle) as caught:
        extract(html, url=URL)
    assert caught.value.reason == reason
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        pytest.param("<p>" + "x" * (9 * 1024 * 1024), "too_large", id="too large"),
        pytest.param("<p>" + "<b>" * 300_001, "too_complex", id="too many tags"),
    ],
)
def test_a_page_that_cannot_be_read_to_its_end_raises_with_its_reason(html: str, reason: str) -> None:
    with pytest.raises(ExtractionFailed) as caught:
        extract(html, url=URL)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [pytest.param("", "empty_page", id="nothing"), pytest.param("Share this article", "no_text", id="label")],
)
def test_text_that_is_not_an_article_raises_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(NotAnArticle) as caught:
        clean_text(text)
    assert caught.value.reason == reason


def test_an_article_cannot_be_changed() -> None:
    article: Any = extract(PAGE, url=URL)
    with pytest.raises(AttributeError):
        article.title = "Another"


@pytest.mark.parametrize(
    ("raw", "authors", "agencies"),
    [
        pytest.param("By Mira Holt and BRAM DE WIT in Porto", ["Mira Holt", "Bram de Wit"], [], id="names in capitals"),
        pytest.param("Holt, Mira", ["Mira Holt"], [], id="last name first"),
        pytest.param("By Mira Holt, with AFP", ["Mira Holt"], ["AFP"], id="agency"),
        pytest.param("Reuters", [], ["Reuters"], id="agency alone"),
        pytest.param("", [], [], id="nothing"),
        pytest.param("\x00\ud83d\u202e", [], [], id="odd characters"),
    ],
)
def test_a_byline_becomes_authors_and_agencies(raw: str, authors: list[str], agencies: list[str]) -> None:
    byline = parse_byline(raw)
    assert (byline.authors, byline.agencies) == (authors, agencies)


def test_the_publisher_is_not_an_author_beside_a_person() -> None:
    raw = "Mira Holt, Quayside Courier"
    assert parse_byline(raw, language="en", publisher="Quayside Courier").authors == ["Mira Holt"]
    assert parse_byline("Quayside Courier", publisher="Quayside Courier").authors == ["Quayside Courier"]


def test_the_language_of_a_byline_decides_what_short_words_mean() -> None:
    assert parse_byline("Ana Puig i Marta Roca", language="ca").authors == ["Ana Puig", "Marta Roca"]
