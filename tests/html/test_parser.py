"""One tree from any bytes."""

from __future__ import annotations

import gzip
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.html import HtmlElement

from newscrawl.exceptions import ExtractionFailed, NotAnArticle
from newscrawl.html import parser
from newscrawl.html.parser import parse_html


def text_of(body: bytes | str, encoding: str | None = None) -> str:
    return " ".join(parse_html(body, encoding=encoding).text_content().split())


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<!DOCTYPE html><html><body><p>Fähre</p></body></html>", "Fähre"),
        ("<p>Fähre", "Fähre"),
        ("Fähre<br>", "Fähre"),
        ('<?xml version="1.0" encoding="latin-1"?><html xmlns="http://www.w3.org/1999/xhtml"><p>Fähre</p>', "Fähre"),
        ("<head><meta charset=utf-16></head><p>Fähre", "Fähre"),
        ("<p>a<!-- b --><?php c ?>d", "ad"),
        ("<p>a&#1;b&#x92;c\x00d\x01e", "ab’cde"),
        ("<p><svg><title>Fähre</title></svg>", "Fähre"),
    ],
    ids=[
        "page",
        "fragment",
        "text",
        "XML declaration",
        "wrong meta",
        "comments",
        "illegal characters",
        "foreign elements",
    ],
)
@pytest.mark.parametrize("form", ["string", "bytes"])
def test_a_string_and_its_bytes_give_the_same_tree(form: str, body: str, text: str) -> None:
    assert text_of(body if form == "string" else body.encode()) == text


def test_an_empty_element_of_xhtml_does_not_contain_the_rest_of_the_page() -> None:
    page = "<html xmlns='http://www.w3.org/1999/xhtml'><head><title/><script src='a.js' /></head><p>Fähre</p></html>"
    assert text_of(f'<?xml version="1.0"?>\n{page}') == "Fähre"


def test_the_encoding_of_the_header_is_used() -> None:
    assert text_of("<p>Вчера вечером".encode("koi8-r"), encoding="koi8-r") == "Вчера вечером"


def test_a_page_in_gzip_is_unpacked() -> None:
    assert text_of(gzip.compress("<p>Fähre".encode())) == "Fähre"
    assert text_of(gzip.compress(gzip.compress("<p>Fähre".encode()))) == "Fähre"


def test_the_root_is_html_and_every_element_has_one_class() -> None:
    root = parse_html(b"<title>t</title><form><input></form><math><mi>x</mi></math><own-tag>y</own-tag>")
    assert root.tag == "html"
    assert all(isinstance(element, HtmlElement) for element in root.iter())


def test_no_comment_or_processing_instruction_is_in_the_tree() -> None:
    root = parse_html(b"<!-- a --><html><!-- b --><?c d?><p>e<!-- f -->g</p></html><!-- h -->")
    assert not [*root.iter(etree.Comment, etree.ProcessingInstruction)]
    assert root.findtext(".//p") == "eg"


def nested(depth: int) -> str:
    return "<html><body>" + "<div>" * depth + "<p>deep</p>" + "</div>" * depth + "<p>after</p></body></html>"


@pytest.mark.parametrize("depth", [250, 260, 2_000])
def test_text_at_any_depth_of_the_parser_is_kept(depth: int) -> None:
    assert text_of(nested(depth)) == "deepafter"


@pytest.mark.parametrize("depth", [2_100, 100_000])
@pytest.mark.parametrize("before", ["", "</b>" * 1_000], ids=["good mark-up", "many errors before"])
def test_a_page_that_the_parser_would_truncate_raises(depth: int, before: str) -> None:
    with pytest.raises(ExtractionFailed, match="gave up in mid-page") as failure:
        parse_html(before + nested(depth))
    assert failure.value.reason == "too_complex"


def test_a_long_line_a_long_text_and_a_long_value_are_kept() -> None:
    root = parse_html("<p title='" + "v" * 2_000_000 + "'>" + "word " * 1_000_000 + "</p>")
    paragraph = root.find(".//p")
    assert paragraph is not None
    assert len(paragraph.get("title") or "") == 2_000_000
    assert len(paragraph.text or "") == 5_000_000


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty_page"),
        ("\ufeff \n", "empty_page"),
        (b"<!DOCTYPE html>", "empty_page"),
        (b"<!-- nothing -->", "empty_page"),
        (b"\x00\x00\x00\x00", "empty_page"),
        (b"%PDF-1.7", "not_html"),
        (b'{"a": "<p>"}', "not_html"),
        (b"<rss></rss>", "not_html"),
        pytest.param(gzip.compress(b"%PDF-1.7"), "not_html", id="gzipped PDF"),
    ],
)
def test_a_body_that_is_not_a_page_is_not_an_article(body: bytes | str, reason: str) -> None:
    with pytest.raises(NotAnArticle) as refusal:
        parse_html(body)
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"x" * 9_000_000, "too_large"),
        ("x" * 9_000_000, "too_large"),
        ("渡" * 4_000_000, "too_large"),
        (b"<br>" * 300_001, "too_complex"),
        ("<p " + " ".join(f"a{index}" for index in range(20_000)) + ">", "too_complex"),
        (b"\x1f\x8b\x08", "extraction_error"),
    ],
    ids=["bytes", "string", "string that grows", "tags", "attributes", "broken gzip"],
)
def test_a_page_that_cannot_be_read_to_its_end_raises(body: bytes | str, reason: str) -> None:
    with pytest.raises(ExtractionFailed) as failure:
        parse_html(body)
    assert failure.value.reason == reason
    assert len(str(failure.value).splitlines()) == 1


def test_a_page_beyond_the_memory_limit_raises_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def out_of_memory(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(parser, "document_fromstring", out_of_memory)
    with pytest.raises(ExtractionFailed) as failure:
        parse_html(b"<p>Ferry")
    assert failure.value.reason == "out_of_memory"


PARTS = (
    "<p> </p> <div > <!-- --> <?xml ?> <![CDATA[ ]]> <!DOCTYPE <html <body <script> </script> <title> <svg> <table> "
    "<frameset> <plaintext> <template> <a='b' &#1; &#xD800; &amp &#x110000; \0 \ud800 \uffff \x85 é { } ' \" = text"
).split(" ")
MARKUP = st.lists(st.sampled_from([*PARTS, " "])).map("".join)


@settings(max_examples=300)
@given(st.one_of(st.binary(), MARKUP, MARKUP.map(lambda text: text.encode("utf-8", "surrogatepass"))))
@example(b"\xff\xfe<")
@example(b"\x1f\x8b\x08\x00\x00")
@example(b"<\x00")
@example("<?xml")
def test_any_input_gives_a_tree_or_a_reason(body: bytes | str) -> None:
    with suppress(NotAnArticle, ExtractionFailed):
        root = parse_html(body)
        assert root.tag == "html"
        copy = etree.Element("copy")
        for element in root.iter():
            for text in (element.text, element.tail, *element.attrib.values()):
                copy.text = text  # raises for what XML cannot say


def test_elements_after_the_end_of_the_page_are_part_of_it() -> None:
    root = parse_html("<html><body><p>One</p></body></html><div>Two</div>")
    assert [element.text for element in root.iter("p", "div")] == ["One", "Two"]


@pytest.mark.parametrize(
    "begin", ["<article>", "<header>Harbour Post</header><main>", "<section><p>", "<nav>Home</nav><p>"]
)
def test_a_page_without_a_body_tag_has_a_body(begin: str) -> None:
    root = parse_html(f"<!DOCTYPE html><title>Ferry</title><meta charset=utf-8>{begin}The ferry is late.")
    head, body = root.find("head"), root.find("body")
    assert head is not None
    assert body is not None
    assert [child.tag for child in head] == ["title", "meta"]
    assert "The ferry is late." in body.text_content()


def test_an_unknown_element_in_a_head_stays_there() -> None:
    root = parse_html("<html><head><my-banner></my-banner><meta name=a><title>Ferry</title></head><body><p>x</body>")
    assert len(root.xpath("//head/meta")) == 1


MENU = "<header><button><div>Menu<div></button></header>"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"{MENU}<main><p>x</p></main>", id="main"),
        pytest.param(f"{MENU}<article><p>x</p></article>", id="article"),
        pytest.param("<nav><ul><li>Menu<main><article><p>x</p></article></main></nav>", id="main in a menu"),
    ],
)
def test_the_main_part_is_not_in_the_menu_before_it(body: str) -> None:
    (paragraph,) = parse_html(f"<html><body>{body}<p class='y'>y</p></body></html>").xpath("//p[text()='x']")
    assert {element.tag for element in paragraph.iterancestors()} <= {"html", "body", "main", "article"}


def test_an_article_in_a_header_or_menu_stays_there() -> None:
    root = parse_html("<html><body><nav><article><a href='/a'>Teaser</a></article></nav></body></html>")
    assert root.xpath("//nav/article/a")
