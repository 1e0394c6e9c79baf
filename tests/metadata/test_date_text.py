"""Dates in words and numbers of many languages and calendars."""

from __future__ import annotations

import pytest

from newscrawl.metadata.date_parser import parse_date
from newscrawl.metadata.date_text import find_dates, normalize_digits
from newscrawl.rules.date_words import load_date_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fri, Jun 26 2026 10:04:03 PM", "2026-06-26T22:04:03"),
        ("Mon, 23 Nov 2026 12:30:00 AM +0000", "2026-11-23T00:30:00+00:00"),
        ("Mon, 23 Nov 2026 10:00:00 +01:00", "2026-11-23T10:00:00+01:00"),
        ("Mon, 23 Nov 2026 10:00:00 GMT+0100", "2026-11-23T10:00:00+01:00"),
        ("Mon, 23 Nov 2026 22:52:30+5:30", "2026-11-23T22:52:30+05:30"),
        ("2026-11-23T22:52:30+5:30", "2026-11-23T22:52:30+05:30"),
        ("Mon Nov 23 10:00:00 GMT 2026", "2026-11-23T10:00:00+00:00"),
        ("Mon Nov 23 10:00:00 2026", "2026-11-23T10:00:00"),
        ("02 Apr 05 16:13 -0500", "2005-04-02T16:13:00-05:00"),
        ("dom, 02 ott 2022 18:55:00 GMT", "2022-10-02T18:55:00+00:00"),
        ("3 mai 2026", "2026-05-03"),
        ("1er mars 2026", "2026-03-01"),
        ("1º de maio de 2026", "2026-05-01"),
        ("2026年3月17日", "2026-03-17"),
        ("2026年3月17日 10時15分", "2026-03-17T10:15:00"),
        ("2026年3月17日(火) 午後3時5分", "2026-03-17T15:05:00"),
        ("2026년 3월 17일", "2026-03-17"),
        ("2026년 3월 17일 오후 3:05", "2026-03-17T15:05:00"),
        ("2026.03.17. 오후 3:05", "2026-03-17T15:05:00"),
        ("입력 2026.03.17 10:15", "2026-03-17T10:15:00"),
        ("令和8年3月17日", "2026-03-17"),
        ("令和元年5月1日", "2019-05-01"),
        ("民國115年3月17日", "2026-03-17"),
        ("中華民國115年3月17日", "2026-03-17"),
        ("二〇二六年三月十七日", "2026-03-17"),
        ("17 มีนาคม 2569", "2026-03-17"),
        ("17 มี.ค. 2569", "2026-03-17"),
        ("17 มี.ค. 69", "2026-03-17"),
        ("17 มี.ค. 2569 เวลา 10:15 น.", "2026-03-17T10:15:00"),
        ("۲۶ اسفند ۱۴۰۴", "2026-03-17"),
        ("سه\u200cشنبه ۲۶ اسفند ۱۴۰۴ - ۱۰:۱۵", "2026-03-17T10:15:00"),
        ("17 مارس 2026", "2026-03-17"),
        ("17 آذار 2026", "2026-03-17"),
        ("17 آذار/مارس 2026", "2026-03-17"),
        ("17 كانون الثاني 2026", "2026-01-17"),
        ("17 كانون الأول 2026", "2026-12-17"),
        ("17 جويلية 2026", "2026-07-17"),
        ("17 غشت 2026", "2026-08-17"),
        ("١٧ مارس ٢٠٢٦ ١٠:١٥ ص", "2026-03-17T10:15:00"),
        ("الثلاثاء 17 مارس 2026 03:15 م", "2026-03-17T15:15:00"),
        ("17 במרץ 2026", "2026-03-17"),
        ("17 marca 2026 r.", "2026-03-17"),
        ("17 марта 2026 г. 10:15", "2026-03-17T10:15:00"),
        ("17 березня 2026 р.", "2026-03-17"),
        ("2026. március 17.", "2026-03-17"),
        ("2026. március 17., kedd 10:15", "2026-03-17T10:15:00"),
        ("2026 m. kovo 17 d.", "2026-03-17"),
        ("2026. gada 17. martā", "2026-03-17"),
        ("17. märts 2026", "2026-03-17"),
        ("17. maaliskuuta 2026", "2026-03-17"),
        ("17 Μαρτίου 2026", "2026-03-17"),
        ("17 Mart 2026 Salı", "2026-03-17"),
        ("17 मार्च 2026", "2026-03-17"),
        ("१७ मार्च २०२६", "2026-03-17"),
        ("১৭ মার্চ ২০২৬", "2026-03-17"),
        ("17 மார்ச் 2026", "2026-03-17"),
        ("17 tháng 3, 2026", "2026-03-17"),
        ("ngày 17 tháng 3 năm 2026", "2026-03-17"),
        ("17 Maret 2026 10:15 WIB", "2026-03-17T10:15:00+07:00"),
        ("17 Machi 2026", "2026-03-17"),
        ("martxoaren 17a 2026", "2026-03-17"),
        ("2026ko martxoaren 17a", "2026-03-17"),
        ("17 de març del 2026", "2026-03-17"),
        ("3 d’abril de 2026", "2026-04-03"),
        ("2026 оны 3-р сарын 17", "2026-03-17"),
        ("2026 жылғы 17 наурыз", "2026-03-17"),
        ("17 მარტი 2026", "2026-03-17"),
        ("17 մարտի 2026", "2026-03-17"),
        ("17 prosince 2026", "2026-12-17"),
        ("17-Mar-2026", "2026-03-17"),
        ("17-Mar-26 10:15", "2026-03-17T10:15:00"),
        ("2026-Mar-17", "2026-03-17"),
        ("May 3, '26", "2026-05-03"),
        ("Published: May 3, 2026 at 4:05 p.m. EDT", "2026-05-03T16:05:00-04:00"),
        ("4:05 PM EST, Tue March 17, 2026", "2026-03-17T16:05:00-05:00"),
        ("Posted on 3 May 2026 | 10:15", "2026-05-03T10:15:00"),
        ("Publié le 1er mars 2026 à 10h15", "2026-03-01T10:15:00"),
        ("Mardi 17 mars 2026 à 10 h 15", "2026-03-17T10:15:00"),
        ("17 de marzo de 2026 a las 3:15 p. m.", "2026-03-17T15:15:00"),
        ("17 de março de 2026, às 10h", "2026-03-17T10:00:00"),
        ("Dienstag, 17. März 2026, 10:15 Uhr", "2026-03-17T10:15:00"),
        ("17. Mrz. 2026", "2026-03-17"),
        ("am 17. Jänner 2026 um 9 Uhr", "2026-01-17T09:00:00"),
        ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37+00:00"),
        ("Sept. 3, 2026", "2026-09-03"),
        ("3 Sept 2026", "2026-09-03"),
        ("Tues, May 3rd, 2026", "2026-05-03"),
        ("Mon Nov 23 2026 10:00:00 GMT+0100 (Central European Standard Time)", "2026-11-23T10:00:00+01:00"),
        ("Mon, 23 Nov 2026 10:00:00 EST", "2026-11-23T10:00:00-05:00"),
        ("Tue, 31 Dec 2025 24:00:00 GMT", "2025-12-31"),
        ("2026-05-03 10:00:00 PM", "2026-05-03T22:00:00"),
        ("2026-05-03 10:00:00 America/New_York", "2026-05-03T10:00:00"),
        ("17 Márta 2026", "2026-03-17"),
        ("17 Mawrth 2026", "2026-03-17"),
        ("17 mars 2026 kl. 10.15", "2026-03-17T10:15:00"),
        ("17. marts 2026 kl. 10:15", "2026-03-17T10:15:00"),
        ("17. mars 2026", "2026-03-17"),
        ("17 mart 2026-cı il", "2026-03-17"),
        ("2026-yil 17-mart", "2026-03-17"),
        ("17 Marso 2026", "2026-03-17"),
        ("17 Mac 2026", "2026-03-17"),
        ("17 Ogos 2026", "2026-08-17"),
        ("17 ožujka 2026.", "2026-03-17"),
        ("17. 3. 2026", "2026-03-17"),
        ("17 март 2026", "2026-03-17"),
        ("17 martie 2026", "2026-03-17"),
        ("17 Mars 2026", "2026-03-17"),
        ("17 March 2026, 10.15am BST", "2026-03-17T10:15:00+01:00"),
        ("10:15, 17 March 2026", "2026-03-17T10:15:00"),
        ("9 a.m. on March 17, 2026", "2026-03-17T09:00:00"),
        ("Date: 17 Mar, 2026", "2026-03-17"),
        ("2026-3-7", "2026-03-07"),
        ("17 فروری 2026", "2026-02-17"),
    ],
)
def test_a_date_in_words_is_read_without_a_language(text: str, expected: str) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("115/03/17", "zh-TW", "2026-03-17"),
        ("วันอังคารที่ 17 มีนาคม พ.ศ. 2569", "th", "2026-03-17"),
        ("17/03/2569", "th", "2026-03-17"),
        ("۱۴۰۴/۱۲/۲۶", "fa", "2026-03-17"),
        ("17.3.2026 klo 10.15", "fi", "2026-03-17T10:15:00"),
        ("Thứ Ba, 17/03/2026, 10:15", "vi", "2026-03-17T10:15:00"),
        ("Selasa, 17 Mar 2026 10:15 WIB", "id", "2026-03-17T10:15:00+07:00"),
        ("17 listopada 2026", "pl", "2026-11-17"),
        ("17 listopada 2026", "hr", "2026-10-17"),
        ("03/05/2026", "en-US", "2026-03-05"),
        ("03/05/2026", "en-GB", "2026-05-03"),
        ("03/05/2026", "fr", "2026-05-03"),
        ("03/05/2026", "en", None),
        ("03/05/2026", "en-CA", None),
        ("03-05-2026", "de", "2026-05-03"),
        ("17/03/26", "fr", "2026-03-17"),
        ("03/17/26", "en-US", "2026-03-17"),
        ("26/03/17", "ja", "2026-03-17"),
        ("17.03.26", "de", "2026-03-17"),
        ("17/03/2026 10h15", "pt-BR", "2026-03-17T10:15:00"),
    ],
)
def test_the_language_and_the_country_decide_what_has_two_readings(
    text: str, locale: str, expected: str | None
) -> None:
    assert parse_date(text, locale) == expected


@pytest.mark.parametrize(
    "text",
    [
        "3 marchers 2026",
        "115/03/17",
        "2569-05-03",
        "1404/12/26",
        "17 listopada 2026",
        "03/05/2026",
        "May 3, 10",
        "Budget vote of 3 May 2026 postponed",
        "3 May 2026 and 4 May 2026",
        "may 2026 be better",
        "Room 3, May 2026",
        "10.15.2026",
        "1448/09/28",
        "On 17 May 10 people came in 2026",
        "1 2 3 4 5 6 7 8 9 10 11 12",
    ],
)
def test_a_text_that_is_not_one_date_of_one_reading_is_none(text: str) -> None:
    assert parse_date(text) is None


def _month_cases() -> list[tuple[str, int, str]]:
    return [
        (language.code, number, name)
        for language in load_date_words().language
        for number, names in enumerate(language.months or (), 1)
        for name in names.split("|")
        if name
    ]


def test_the_months_of_seventy_languages_are_known_by_all_their_names() -> None:
    assert len({code for code, _, _ in _month_cases()}) >= 70
    wrong = [
        (code, name)
        for code, number, name in _month_cases()
        for text in (f"17 {name} 2026", f"{name.title()} 17, 2026", f"17. {name.upper()} 2026 10:15")
        if (parse_date(text, code) or "")[:10] != f"2026-{number:02}-17"
    ]
    assert not wrong


def test_a_month_that_means_two_things_needs_its_language() -> None:
    ambiguous = {
        name for code, number, name in _month_cases() if parse_date(f"17 {name} 2026") != f"2026-{number:02}-17"
    }
    assert ambiguous == {"srp", "lis", "lip", "listopad", "listopada"}


def test_a_text_can_have_several_dates_each_with_its_time() -> None:
    text = normalize_digits("Published 3 May 2026, 10:15 am · Updated 4 May 2026 at 9 pm EDT")
    dates = find_dates(text)
    assert [date.iso_date for date in dates] == ["2026-05-03T10:15:00", "2026-05-04T21:00:00-04:00"]
    assert [text[date.start : date.end] for date in dates] == ["3 May 2026", "4 May 2026"]


def test_a_long_line_of_numbers_takes_linear_time() -> None:
    assert find_dates("3 May " * 20_000) == []
    assert find_dates("1/2/" * 20_000) == []
