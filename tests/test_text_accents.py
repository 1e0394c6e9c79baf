"""Letters without the marks that writers leave out."""

from __future__ import annotations

import pytest

from newscrawl.text import fold, strip_accents


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("read more", "read more", id="ASCII is left"),
        pytest.param("à lire également", "a lire egalement", id="accents"),
        pytest.param("ångström über år", "angstrom uber ar", id="umlauts and rings"),
        pytest.param("διαβάστε επίσης", "διαβαστε επισησ", id="Greek accents and final sigma"),
        pytest.param("ёлка їжак", "елка іжак", id="two dots over Cyrillic letters"),
        pytest.param("комментарий", "комментарий", id="the breve of й stays"),
        pytest.param("إقرأ أيضًا", "اقرا ايضا", id="hamza and tanwin"),
        pytest.param("مـــزيد", "مزيد", id="kashida"),
        pytest.param("שָׁלוֹם", "שלום", id="Hebrew points"),
        pytest.param("पढ़ें", "पढें", id="nukta"),
        pytest.param("가나 ガ", "가나 ガ", id="Hangul and kana are left"),
    ],
)
def test_marks_that_writers_leave_out_go(text: str, expected: str) -> None:
    assert strip_accents(fold(text)) == expected


@pytest.mark.parametrize(
    ("shouted", "said"),
    [("ΔΙΑΒΑΣΤΕ ΕΠΙΣΗΣ", "Διαβάστε επίσης"), ("İLGİLİ HABERLER", "İlgili haberler"), ("A LIRE", "À lire")],
)
def test_capitals_and_small_letters_become_one(shouted: str, said: str) -> None:
    assert strip_accents(fold(shouted)) == strip_accents(fold(said))
