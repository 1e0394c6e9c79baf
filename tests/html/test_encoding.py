"""Bytes to UTF-8, with right, wrong and missing declarations of the encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.html.encoding import to_utf8
from tests.html.encoding_texts import ENCODINGS, STORIES, UNICODE_ENCODINGS, encode_story


def page(language: str, charset: str | None = None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f'<html lang="{language}"><head>{meta}</head><body><p>{STORIES[language]}</p></body></html>'


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("fr", "windows-1252"),
        ("de", "iso-8859-1"),
        ("pl", "windows-1250"),
        ("cs", "iso-8859-2"),
        ("tr", "windows-1254"),
        ("ru", "windows-1251"),
        ("ru", "koi8-r"),
        ("el", "windows-1253"),
        ("he", "windows-1255"),
        ("ar", "windows-1256"),
        ("ja", "shift_jis"),
        ("ja", "euc-jp"),
        ("ja", "iso-2022-jp"),
        ("ko", "euc-kr"),
        ("zh", "gb2312"),
        ("zh-TW", "big5"),
        ("th", "tis-620"),
    ],
)
@pytest.mark.parametrize("declared", ["in the header", "in the page", "nowhere"])
def test_old_encodings_are_decoded_whether_declared_or_not(language: str, encoding: str, declared: str) -> None:
    text = page(language, charset=encoding if declared == "in the page" else None)
    body = text.encode(encoding)
    assert to_utf8(body, encoding=encoding if declared == "in the header" else None).decode() == text


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_overrules_every_declaration(mark: str) -> None:
    text = page("ru", charset="windows-1252")
    assert to_utf8(text.encode(mark), encoding="koi8-r").decode().removeprefix("\ufeff") == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_detected_without_a_byte_order_mark(encoding: str) -> None:
    assert to_utf8(page("ru").encode(encoding)).decode() == page("ru")


@pytest.mark.parametrize(
    "declared_encoding", ["windows-1252", "utf-16", "shift_jis", "x-unknown", "hex", "punycode", "utf-7", ""]
)
def test_valid_utf_8_overrules_every_declaration(declared_encoding: str) -> None:
    body = page("ja", charset=declared_encoding).encode()
    assert to_utf8(body, encoding=declared_encoding) == body


@pytest.mark.parametrize(
    "declared_encoding", ["hex", "rot13", "punycode", "unicode_escape", "idna", "undefined", "zlib", "utf-7"]
)
def test_a_codec_that_is_not_an_encoding_of_pages_is_ignored(declared_encoding: str) -> None:
    assert to_utf8(page("fr").encode("cp1252"), encoding=declared_encoding).decode() == page("fr")


@pytest.mark.parametrize("declared_encoding", [None, "utf-8", "windows-1252"])
def test_one_bad_byte_does_not_make_utf_8_another_encoding(declared_encoding: str | None) -> None:
    body = page("ru").encode()
    decoded = to_utf8(body[:-10] + b"\xd0" + body[-10:], encoding=declared_encoding).decode()
    assert decoded.replace("\ufffd", "") == page("ru")


def test_the_page_decides_if_the_header_is_impossible() -> None:
    body = page("ru", charset="windows-1251").encode("windows-1251")
    assert to_utf8(body, encoding="utf-8").decode() == page("ru", charset="windows-1251")


def test_latin_1_means_windows_1252() -> None:
    assert to_utf8("<p>“Fähre” – 5 €".encode("cp1252"), encoding="latin-1").decode() == "<p>“Fähre” – 5 €"


@pytest.mark.parametrize(
    ("text", "decoded"),
    [("a\ud83d\ude00b", "a😀b"), ("a\ud800b", "a\ufffdb"), ("\udc80", "\ufffd"), ("plain é", "plain é")],
    ids=["a pair of surrogates", "half a pair", "an escaped byte", "clean"],
)
def test_a_string_becomes_valid_utf_8(text: str, decoded: str) -> None:
    assert to_utf8(text).decode() == decoded


@given(st.binary(), st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["utf-16", "gb18030", "hz", "johab"])))
def test_any_bytes_become_valid_utf_8(body: bytes, declared_encoding: str | None) -> None:
    to_utf8(body, encoding=declared_encoding).decode()


@given(st.text(alphabet=st.characters()))
def test_any_string_becomes_valid_utf_8(text: str) -> None:
    to_utf8(text).decode()


CASES = [(language, encoding) for language, encodings in ENCODINGS.items() for encoding in encodings]


def story_page(language: str, *, is_long: bool, has_language: bool) -> str:
    story = STORIES[language] if is_long else STORIES[language][: len(STORIES[language]) // 2]
    attribute = f' lang="{language}"' if has_language else ""
    paragraphs = f"<p>{story}</p>" * (5 if is_long else 1)
    return (
        f"<html{attribute}><head><title>Harbour</title></head><body><a href='/news'>News</a>{paragraphs}</body></html>"
    )


@pytest.mark.parametrize(("language", "encoding"), CASES)
@pytest.mark.parametrize("is_long", [True, False], ids=["long", "short"])
@pytest.mark.parametrize("has_language", [True, False], ids=["lang", "no-lang"])
def test_an_encoding_that_nobody_declares_is_detected(
    language: str, encoding: str, is_long: bool, has_language: bool
) -> None:
    body, text = encode_story(story_page(language, is_long=is_long, has_language=has_language), encoding)
    assert to_utf8(body).decode() == text
    assert to_utf8(body, encoding="utf-8").decode() == text


@pytest.mark.parametrize(
    ("language", "encoding"), [case for case in CASES if case != ("es", "mac_roman")]
)  # an ó of the Mac is a dash in windows-1252, which may stand in a word
@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252"])
def test_a_default_label_does_not_hide_another_encoding(language: str, encoding: str, label: str) -> None:
    body, text = encode_story(story_page(language, is_long=True, has_language=True), encoding)
    assert to_utf8(body, encoding=label).decode() == text


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_a_right_label_is_followed(language: str, encoding: str) -> None:
    body, text = encode_story(story_page(language, is_long=False, has_language=False), encoding)
    labels = {"mac_roman": "macintosh", "mac_cyrillic": "x-mac-cyrillic", "cp874": "windows-874", "cp949": "euc-kr"}
    assert to_utf8(body, encoding=labels.get(encoding, encoding)).decode() == text


@pytest.mark.parametrize("language", STORIES)
@pytest.mark.parametrize("encoding", UNICODE_ENCODINGS)
def test_utf_16_needs_no_mark_in_any_language(language: str, encoding: str) -> None:
    text = story_page(language, is_long=True, has_language=False)
    assert to_utf8(text.encode(encoding)).decode() == text
    assert to_utf8(text.encode(encoding), encoding="utf-8").decode() == text


@pytest.mark.parametrize(
    ("encoding", "label"),
    [("koi8_r", "windows-1251"), ("cp1251", "koi8-r"), ("iso8859_5", "windows-1251"), ("cp866", "windows-1251")],
)
def test_one_cyrillic_encoding_labelled_as_another_is_detected(encoding: str, label: str) -> None:
    body, text = encode_story(story_page("ru", is_long=True, has_language=False), encoding)
    assert to_utf8(body, encoding=label).decode() == text


@pytest.mark.parametrize(
    "text",
    [
        "<p>El Niño</p>",
        "<p>“Fähre” – 5 € – naïve</p>",
        "<p>25 °C, 3 ± 1 µm, § 7, ½ l·l</p>",
        "<p>L´été à Là-bas</p>",
        "<p>McCafé, iPhone® X</p>",
    ],
)
def test_a_few_letters_and_signs_do_not_overrule_a_right_label(text: str) -> None:
    assert to_utf8(text.encode("cp1252"), encoding="iso-8859-1").decode() == text


@pytest.mark.parametrize("byte", [b"\xe9", b"\xe9 ", b"\xe9>", b"\xe9<p>", b"\x81\x40"])
def test_hostile_bytes_take_linear_time(byte: bytes) -> None:
    for label in (None, "iso-8859-1", "shift_jis"):
        to_utf8(b"<p>" + byte * 300_000, encoding=label)
