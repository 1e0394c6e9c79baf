"""Lines of a header without mark-up, in many scripts, and lines before the first paragraphs that must stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from newscrawl.boilerplate.header import find_header_byline, find_standfirst, remove_header_lines
from newscrawl.boilerplate.lines import BlockState
from tests.block_helpers import P1, P2, P3, kept_texts, lines_of


def label(
    *texts: str,
    description: str | None = None,
    language: str = "en",
    names: Sequence[str] = (),
    removed: Sequence[str] = (),
    tag: str = "div",
) -> list[BlockState]:
    """Lines that all look the same, after the pass.

    :param removed: the lines that another pass has removed before.
    """
    markup = "".join(f"<{tag}>{text.replace('<', '&lt;')}</{tag}>" for text in texts)
    lines, _ = lines_of(f"<section container>{markup}</section>")
    for line in lines:
        if line.block.text in removed:
            line.remove("share", "phrases/en:share")
    remove_header_lines(lines, description=description, language=language, names=names)
    return lines


@dataclass(frozen=True, slots=True)
class Sample:
    """The lines of a header and the two paragraphs below it, in one language."""

    language: str
    name: str
    byline: str
    share: str
    paragraphs: tuple[str, str]


SAMPLES = [
    Sample("en", "Mira Holt", "By Mira Holt", "Send this page", (P1, P2)),
    Sample(
        "de",
        "Jonas Lindqvist",
        "Von Jonas Lindqvist",
        "Seite verschicken",
        (
            "Die Fährleute von Niederau haben am Montag für einen Streik gestimmt, und bis Mittag legte kein Boot ab.",
            "Ihr Lohn sei seit neun Jahren derselbe, sagen sie, während die Überfahrt doppelt so viel koste.",
        ),
    ),
    Sample(
        "ru",
        "Анна Веденина",
        "Автор: Анна Веденина",
        "Отправить письмом",
        (
            "Паромщики Нижней Косы проголосовали в понедельник за забастовку, и к полудню ни одна лодка не вышла.",
            "Их жалованье, говорят они, не менялось девять лет, а цена переправы за это время выросла вдвое.",
        ),
    ),
    Sample(
        "ar",
        "سلمى الهادي",
        "بقلم: سلمى الهادي",
        "أرسل بالبريد",
        (
            "صوّت بحارة العبّارات في الميناء الصغير يوم الاثنين لصالح الإضراب، ولم يغادر أي قارب الرصيف حتى الظهر.",
            "ويقول البحارة إن أجورهم لم تتغير منذ تسع سنوات، بينما تضاعف سعر العبور مرتين خلال تلك المدة.",
        ),
    ),
    Sample(
        "hi",
        "अनिता देशमुख",
        "अनिता देशमुख",
        "ईमेल से भेजें",
        (
            "निचले घाट के नाविकों ने सोमवार को हड़ताल के पक्ष में मतदान किया और दोपहर तक कोई नाव नहीं चली।",
            "उनका कहना है कि उनका वेतन नौ साल से नहीं बढ़ा, जबकि पार जाने का किराया दो बार दोगुना हो चुका है।",
        ),
    ),
    Sample(
        "ja",
        "森田 千秋",
        "文・森田 千秋",
        "メールで送る",
        (
            "下浦の渡し船の船頭たちは月曜日、ストライキを行うことを投票で決め、正午までに一隻も岸を離れなかった。",
            "船頭たちによると、賃金は九年間変わっていない一方で、渡し賃はその間に二度も倍になったという。",
        ),
    ),
    Sample(
        "zh",
        "周雨桐",
        "记者 周雨桐",
        "发送邮件",
        (
            "下湾的摆渡船工周一投票决定罢工，到中午时分，堡垒下面的石阶旁已经没有一条船离岸出发了。",
            "船工们说，他们的工资九年来一直没有变过，而同一时期过河的价钱却已经翻了整整两倍还要多。",
        ),
    ),
    Sample(
        "ko",
        "윤서하",
        "윤서하 기자",
        "이메일 보내기",
        (
            "아래나루의 뱃사공들은 월요일 파업을 하기로 투표로 결정했으며, 정오까지 한 척의 배도 떠나지 않았다.",
            "그들은 자신들의 임금이 구 년 동안 그대로인 반면 뱃삯은 그사이 두 번이나 두 배로 올랐다고 말한다.",
        ),
    ),
    Sample(
        "th",
        "อรุณี แสงทอง",
        "อรุณี แสงทอง",
        "ส่งทางอีเมล",
        (
            (
                "คนแจวเรือจ้างที่ท่าล่างลงมติเมื่อวันจันทร์ให้หยุดงานประท้วง และจนถึงเที่ยงวัน"
                "ก็ยังไม่มีเรือลำใดออกจากท่าหน้าป้อมเก่าเลยแม้แต่ลำเดียว ชาวบ้านต้องเดินอ้อมไปอีกฝั่ง"
            ),
            (
                "พวกเขากล่าวว่าค่าแรงของพวกเขาไม่ได้ขึ้นมาเก้าปีแล้ว ในขณะที่ค่าข้ามฟาก"
                "ในช่วงเวลาเดียวกันนั้นเพิ่มขึ้นเป็นสองเท่าถึงสองครั้ง และสภาเมืองยังไม่ตอบคำขอพบของพวกเขา"
            ),
        ),
    ),
]
EACH = pytest.mark.parametrize("sample", [pytest.param(sample, id=sample.language) for sample in SAMPLES])


@EACH
def test_a_name_twice_and_a_label_printed_twice_are_removed(sample: Sample) -> None:
    lines = label(sample.name, sample.name, sample.share * 2, *sample.paragraphs, language=sample.language)
    assert kept_texts(lines) == [*sample.paragraphs]
    assert find_header_byline(lines) == sample.name


@EACH
def test_a_byline_before_the_text_is_removed(sample: Sample) -> None:
    lines = label(sample.byline, *sample.paragraphs, language=sample.language)
    assert kept_texts(lines) == [*sample.paragraphs]
    assert find_header_byline(lines, with_names=True) == sample.byline


@EACH
def test_the_known_author_is_removed_between_the_first_paragraphs(sample: Sample) -> None:
    first, second = sample.paragraphs
    lines = label(first, sample.name, second, language=sample.language, names=[sample.name.casefold()])
    assert kept_texts(lines) == [first, second]


@EACH
def test_names_twice_below_the_lead_are_removed_and_the_lead_stays(sample: Sample) -> None:
    first, second = sample.paragraphs
    lines = label(first, sample.name, sample.name, sample.share * 2, second, second, language=sample.language)
    assert kept_texts(lines) == [first, second, second]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("By Mira Holt and Jonas Ek in Low Sound", id="two names and a place"),
        pytest.param("Mira Holt, political correspondent", id="role"),
        pytest.param("MIRA HOLT", id="capitals"),
        pytest.param("Mira Holt/Jonas Ek", id="two names and a slash"),
        pytest.param("3 May 2031, 14:05", id="date and time"),
        pytest.param("Updated: 3 May 2031", id="updated"),
        pytest.param("2031年5月3日 14:05", id="Japanese date"),
        pytest.param("٣ مايو ٢٠٣١", id="Arabic digits"),
        pytest.param("१२ मई २०३१, १४:०५", id="Hindi digits"),
    ],
)
def test_a_line_of_the_header_is_removed(line: str) -> None:
    assert kept_texts(label(line, P1, P2)) == [P1, P2]


def test_labels_before_another_line_of_the_header_are_removed() -> None:
    lines = label("Harbour", "3 min read", "Mira Holt", "Mira Holt", "Low Sound", P1, P2)
    assert kept_texts(lines) == [P1, P2]


def test_a_label_before_a_prompt_that_was_removed_is_removed() -> None:
    assert kept_texts(label("Harbour", "Share", P1, P2, removed=["Share"])) == [P1, P2]


@pytest.mark.parametrize("tag", ["li", "tr", "p"])
def test_the_header_of_a_text_in_a_list_or_a_table_is_removed(tag: str) -> None:
    assert kept_texts(label("Mira Holt", "Mira Holt", P1, P2, P3, tag=tag)) == [P1, P2, P3]


STANDFIRST = "No boat has left the stairs below the fort since noon, and none will, the men say"


def test_a_long_label_before_a_byline_is_the_standfirst() -> None:
    lines = label(STANDFIRST, "By Mira Holt", P1, P2)
    assert (find_standfirst(lines), kept_texts(lines)) == (STANDFIRST, [P1, P2])


def test_a_short_sentence_before_a_byline_is_the_standfirst() -> None:
    short = "No boat has left the stairs below the fort since noon."
    lines = label(short, "By Mira Holt", P1, P2)
    assert (find_standfirst(lines), kept_texts(lines)) == (None, [short, P1, P2])
    long = "No boat has left the stairs below the old fort since Monday."
    lines = label(long, "By Mira Holt", P1, P2)
    assert (find_standfirst(lines), kept_texts(lines)) == (long, [P1, P2])


def test_where_the_page_declares_a_standfirst_no_other_line_is_one() -> None:
    assert kept_texts(label(STANDFIRST, "By Mira Holt", P1, P2, description="Another one")) == [STANDFIRST, P1, P2]
    assert kept_texts(label(STANDFIRST, "By Mira Holt", P1, P2, description=f"{STANDFIRST}.")) == [P1, P2]


def test_a_lead_as_long_as_the_paragraphs_is_no_standfirst() -> None:
    assert kept_texts(label(P1, "By Mira Holt", P2, P3)) == [P1, P2, P3]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["The strike begins."], id="short first sentence"),
        pytest.param(["“No.”"], id="short answer"),
        pytest.param(["Ana Lima:"], id="name in an interview"),
        pytest.param(["Who rows on Sundays?"], id="question"),
        pytest.param(["What the ferrymen of Low Sound want"], id="sub-heading"),
        pytest.param(["Low Sound 3, Fort Town 2"], id="score"),
        pytest.param(["Dear friends,"], id="greeting"),
        pytest.param(["The summer of 1998 on the stairs below the fort"], id="year"),
        pytest.param(["Porto, Portugal"], id="place"),
    ],
)
def test_a_line_that_may_be_text_stays_before_the_first_paragraph(lines: list[str]) -> None:
    assert kept_texts(label(*lines, P1, P2)) == [*lines, P1, P2]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Ana Lima", id="name"),
        pytest.param("سنوات الصمت", id="Arabic"),
        pytest.param("沈黙の年", id="Japanese"),
        pytest.param("The summer of 1998", id="year"),
        pytest.param("Silent Years", id="two capitals"),
    ],
)
def test_a_lone_line_between_the_first_paragraphs_is_a_sub_heading(line: str) -> None:
    assert kept_texts(label(P1, line, P2)) == [P1, line, P2]


def test_a_sub_heading_below_the_names_stays_behind_the_lead() -> None:
    lines = label(P1, "Mira Holt", "Mira Holt", "What the ferrymen want", P2)
    assert kept_texts(lines) == [P1, "What the ferrymen want", P2]


def test_a_sentence_between_lines_of_the_header_stays() -> None:
    lines = label("Mira Holt", "Mira Holt", "The strike begins.", "Send itSend it", P1, P2)
    assert kept_texts(lines) == ["The strike begins.", P1, P2]


def test_a_text_without_paragraphs_stays() -> None:
    verses = ["The bell that drowned", "rings under the ground", "rings under the ground", "without a sound"]
    assert kept_texts(label(*verses)) == verses


def test_names_far_below_the_first_paragraphs_are_left_to_the_byline() -> None:
    assert kept_texts(label(P1, P2, "Ana Lima", "Ana Lima", P3)) == [P1, P2, "Ana Lima", "Ana Lima", P3]
