"""The checks before parsing: what is not HTML, illegal characters, and mark-up that is too complex."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newscrawl.exceptions import ExtractionFailed, NewscrawlError, NotAnArticle
from newscrawl.html import parser


@pytest.mark.parametrize(
    ("body", "clean"),
    [
        (b"a&#1;b", b"ab"),
        (b"a&#31;b&#8b", b"abb"),
        (b"a&#xFFFF;b&#xfffe;c&#65535;d", b"abcd"),
        (b"a&#x0001;b&#0000014;c", b"abc"),
        (b"a&#0;b&#x0;c", b"abc"),
        (b"a&#11;b&#12;c&#xb;d&#xC;e", b"a b c d e"),
        (b"a&#xD83D;&#xDE00;b&#55357;&#56832;c", "a😀b😀c".encode()),
        (b"a&#xD83D;b&#xDE00;&#xD83D;c", b"abc"),
        (b"a&#&#1;1;b", b"a b"),
        (b"&#55000;&#57344;", "\ud6d8\ue000".encode()),
        (b"&amp;" * 300 + b"a&#1;b" + b"&#39;" * 300 + b"&#2;", b"&amp;" * 300 + b"ab" + b"&#39;" * 300),
        (b"a\x00b\x01c\x1bd\x1fe", b"abcde"),
        (b"a\x0bb\x0cc", b"a b c"),
        (b"a\xef\xbf\xbfb\xef\xbf\xbec", b"abc"),
    ],
    ids=[
        "control",
        "controls",
        "non-characters",
        "leading zeros",
        "nul",
        "breaks are spaces",
        "a pair of surrogates",
        "halves of pairs",
        "a reference around a reference",
        "beside surrogates",
        "among many",
        "raw controls",
        "raw breaks",
        "raw non-characters",
    ],
)
def test_characters_that_no_tree_may_have_are_removed(body: bytes, clean: bytes) -> None:
    assert parser.remove_illegal_characters(body) == clean


@pytest.mark.parametrize(
    "body",
    [
        b"a\tb\nc\r\nd",
        b"&#9;&#10;&#13;&#32;&#39;&#8217;&#128512;&#x20;&#x2019;&#x1F600;",
        b"&#146;&#x92;",  # the parser reads these as windows-1252, as browsers do
        b"&amp;#1;",
        b"&#; &#x; &#a; &1; &",
        b"&#54999;&#58000;&#xD7FF;&#xE000;",
        "é\ufffd\U0001ffff".encode(),
    ],
    ids=["white space", "references", "windows-1252", "escaped", "no references", "beside surrogates", "characters"],
)
def test_characters_that_a_tree_may_have_stay(body: bytes) -> None:
    assert parser.remove_illegal_characters(body) == body


@given(st.lists(st.sampled_from([*"&#xX;0123456789aAbBcCdDeEfF ", "&#", "&#x", "D83D;", "DE00;", "\0", "\x0b", "é"])))
def test_every_tree_can_be_written_as_xml(parts: list[str]) -> None:
    body = parser.remove_illegal_characters(("<p>x" + "".join(parts)).encode())
    root = etree.fromstring(body, etree.HTMLParser(encoding="utf-8"))
    etree.fromstring(etree.tostring(root))


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <<>>",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"\x00\x00\x00\x20ftypisom",
        b"PK\x03\x04\x14\x00",
        bytes(range(256)) * 20,
    ],
    ids=["PDF", "PNG", "JPEG", "MP4", "ZIP", "packed"],
)
def test_binary_files_raise(body: bytes) -> None:
    with pytest.raises(NotAnArticle) as refusal:
        parser.check_binary(body)
    assert refusal.value.reason == "not_html"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<p>Ferry",
        "<p>Fähre".encode("utf-16"),
        ("<p>" + "渡轮昨晚出海一" * 50).encode("utf-16-be"),
        ("<p>" + "渡" * 50).encode("iso-2022-jp"),
        b"<p>a\x00b\x00c\x00" * 50,
        b"\xef\xbb\xbf<p>Ferry",
    ],
    ids=["nothing", "HTML", "UTF-16", "UTF-16 in Chinese", "ISO-2022", "zeros", "a mark"],
)
def test_text_in_any_encoding_is_not_binary(body: bytes) -> None:
    parser.check_binary(body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty_page"),
        (b" \r\n\t", "empty_page"),
        (b"Only words.", "not_html"),
        (b'{"title": "<p>Ferry</p>"}', "not_html"),
        (b'\n[{"title": "<b>Ferry</b>"}]\n', "not_html"),
        (b"<rss version='2.0'><channel/></rss>", "not_html"),
        (b"<?xml version='1.0'?>\n<!-- made by hand -->\n<feed xmlns='http://www.w3.org/2005/Atom'/>", "not_html"),
        (b"<?xml version='1.0'?><rdf:RDF/>", "not_html"),
        (b"<?xml version='1.0'?><urlset/>", "not_html"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "not_html"),
        (b"<?xml version='1.0'?><!DOCTYPE svg><svg/>", "not_html"),
    ],
    ids=["nothing", "space", "text", "object", "list", "RSS", "Atom", "RDF", "site map", "other XML", "SVG"],
)
def test_text_that_is_not_html_raises_with_its_reason(body: bytes, reason: str) -> None:
    with pytest.raises(NotAnArticle) as refusal:
        parser.check_markup(body)
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    "body",
    [
        b"<p>Ferry",
        b"<!DOCTYPE html><html>",
        b"<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN'><html/>",
        b"<?xml version='1.0'?><?xml-stylesheet href='a.css'?><HTML/>",
        b"<!-- a comment that says <rss> --><p>Ferry",
        b"[Reuters] <p>Ferry [1]",
        b"{{ title }}<p>Ferry</p>{{ end }}",
        b"<svg-icon></svg-icon><p>Ferry",
        b"<h1>rss</h1>",
    ],
    ids=["fragment", "HTML", "XHTML", "capitals", "comment", "brackets", "template", "own tag", "word"],
)
def test_text_that_may_be_html_passes(body: bytes) -> None:
    parser.check_markup(body)


def test_json_of_any_depth_raises_not_an_article() -> None:
    with pytest.raises(NotAnArticle):
        parser.check_markup(b"[" * 900 + b'"<p>"' + b"]" * 900)
    parser.check_markup(b"[" * 100_000 + b'"<p>"' + b"]" * 100_000)


def attributes(number: int, one: str = "a{}=1") -> bytes:
    return ("<p " + " ".join(one.format(index) for index in range(number)) + ">Ferry</p>").encode()


@pytest.mark.parametrize(
    "body",
    [
        attributes(2_002),
        attributes(2_002, "a{}"),
        attributes(2_001, "a"),
        attributes(2_002, "a{} = '1'"),
        b"<html><body>" + attributes(2_002, 'a{}="1/2"') + b"</body>",
        b"<script>" + b"x" * 30_000 + b"</script>" + attributes(2_002),
        b"<p>" * 300_001,
    ],
    ids=["attributes", "without values", "as short as can be", "with spaces", "inside", "after a script", "tags"],
)
def test_mark_up_that_would_take_the_parser_minutes_raises(body: bytes) -> None:
    with pytest.raises(ExtractionFailed) as failure:
        parser.check_complexity(body)
    assert failure.value.reason == "too_complex"


@pytest.mark.parametrize(
    "body",
    [
        b"<p>Ferry",
        attributes(1_900),
        b"<p>" * 300_000,
        b"<div data-state='" + b'{"a": 1, "b": 2} ' * 20_000 + b"'>Ferry</div>",
        b"<script>for (i = 0; i <n; i++) { " + b"var a = b , c = d ; " * 20_000 + b"}</script>",
        b"<STYLE>a <b " + b"c d e f " * 20_000 + b"</STYLE>",
        b"<p>" + b"word after word " * 20_000,
    ],
    ids=["a page", "many attributes", "many tags", "a long value", "a script", "a style sheet", "a long text"],
)
def test_long_mark_up_passes(body: bytes) -> None:
    parser.check_complexity(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<a " * 2_000_000,
        b"<a '" * 2_000_000,
        b'<a "<b c " d ' * 600_000,
        b"&#" * 4_000_000,
        b"&#0" + b"0" * 8_000_000,
        b"&#1;" * 2_000_000,
        b"<!--" * 2_000_000,
        b"<!-- --" * 1_000_000,
        b"<?" * 4_000_000,
    ],
    ids=["tags", "quotes", "both", "references", "zeros", "controls", "comments", "comments with ends", "instructions"],
)
def test_the_checks_themselves_are_fast(body: bytes) -> None:
    start = time.process_time()
    parser.remove_illegal_characters(body)
    with suppress(NewscrawlError):
        parser.check_markup(body)
    with suppress(NewscrawlError):
        parser.check_complexity(body)
    assert time.process_time() - start < 4


def test_a_page_of_more_than_eight_mebibytes_raises() -> None:
    parser.check_size(b"x" * parser.MAX_BYTES)
    with pytest.raises(ExtractionFailed, match="larger than 8,388,608 bytes") as failure:
        parser.check_size(b"x" * (parser.MAX_BYTES + 1))
    assert failure.value.reason == "too_large"
