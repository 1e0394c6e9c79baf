"""Bytes to UTF-8, with right, wrong and missing declarations of the encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.html.encoding import to_utf8

WORDS = {
    "fr": "Là-bas, près de l'église, la lumière s'éteint à minuit ; où sont les élèves ? Ça ne va pas très bien, déjà.",
    "de": "Gestern wurde im Hafen ein neuer Kai eröffnet. Die Bürger kamen, um die erste Fähre zu begrüßen.",
    "pl": "Wczoraj w porcie otwarto nowe nabrzeże. Mieszkańcy właśnie zobaczyli prom, który wypłynął w morze.",
    "cs": "Včera večer bylo v přístavu otevřeno nové molo. Obyvatelé se přišli podívat na první trajekt na moři.",
    "tr": "Dün akşam limanda yeni bir iskele açıldı. Halk, denize açılan ilk feribotu görmeye geldi.",
    "ru": "Вчера вечером в порту открыли новый причал. Жители пришли посмотреть на первый паром под музыку.",
    "el": "Χθες το βράδυ εγκαινιάστηκε νέα προβλήτα στο λιμάνι. Οι κάτοικοι ήρθαν να δουν το πρώτο πλοίο.",
    "he": "אתמול בערב נחנך רציף חדש בנמל. התושבים באו לראות את המעבורת הראשונה שיצאה לים.",
    "ar": "افتتح مساء أمس رصيف جديد في الميناء. جاء السكان لمشاهدة أول عبارة أبحرت في البحر.",
    "ja": "昨夜、港に新しい桟橋が開かれた。住民は海に出る最初のフェリーを見に来た。市長は工事に三年かかったと述べた。",
    "ko": "어제 저녁 항구에 새 부두가 문을 열었다. 주민들은 바다로 나가는 첫 여객선을 보러 왔다.",
    "zh": "昨晚，港口新码头正式启用。居民们前来观看第一艘出海的渡轮。市长说工程用了三年时间。",
    "zh-TW": "昨晚，港口新碼頭正式啟用。居民們前來觀看第一艘出海的渡輪。市長說工程用了三年時間。",
    "th": "เมื่อคืนนี้มีการเปิดท่าเรือใหม่ ชาวเมืองมาดูเรือเฟอร์รี่ลำแรกที่ออกทะเล",
}


def page(language: str, charset: str | None = None) -> str:
    meta = f'<meta charset="{charset}">' if charset else ""
    return f'<html lang="{language}"><head>{meta}</head><body><p>{WORDS[language]}</p></body></html>'


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
