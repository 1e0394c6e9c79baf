"""Text without mark-up from another scraper: headline, labels, captions, prompts and teasers in one text."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from newscrawl.exceptions import NotAnArticle
from newscrawl.extraction.plaintext import extract_article_from_text, label_lines
from newscrawl.items import Article, Image
from newscrawl.rules.loader import load_rules


def read(*lines: str, url: str | None = None) -> Article:
    return extract_article_from_text("\n".join(lines), load_rules(), url=url)


def paragraphs(article: Article) -> list[str]:
    return article.text.split("\n\n")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The text of a page in one language, and what of it is the article's."""

    language: str
    title: str
    standfirst: str | None = None
    byline: str | None = None
    header: list[str] = field(default_factory=list)
    """Lines between headline and text; all of them are to be removed."""
    image: Image | None = None
    body: list[str]
    """The text, with the lines in `teasers`."""
    teasers: list[str] = field(default_factory=list)
    """Lines of the body that are to be removed."""
    tail: list[str] = field(default_factory=list)
    """Lines after the text; all of them are to be removed."""

    def article(self) -> Article:
        """The article that is extracted."""
        top = [self.title, *filter(None, [self.standfirst]), *self.header]
        return read(*(line + "\n" for line in [*top, *self.body, *self.tail]))


ENGLISH = Sample(
    language="en",
    title="Dredgers lift the drowned bell of Saint Oda from the mouth of the river",
    standfirst="Divers had looked for it since the flood, and nobody would say who had cut it loose",
    byline="Mira Holt",
    header=[
        "Mira Holt",
        "Mira Holt",
        "Share this articleShare this article",
        "The bell on the deck of the dredger, 6 May 2031.",
        "The bell on the deck of the dredger, 6 May 2031.Credit: Reuters",
        "Mira Holt",
    ],
    image=Image(caption="The bell on the deck of the dredger, 6 May 2031.", credit="Reuters"),
    body=[
        (
            "A dredger working at the mouth of the river brought up the bell of Saint Oda on Tuesday morning, "
            "eleven years after the flood that took the tower and the four houses below it."
        ),
        "LISTEN: The bell ringers who would not leave their tower",
        (
            "The bell weighs two tonnes, and it is whole. “It rang when it touched the deck,” said the master of the "
            "dredger, who has worked on the river since he was fourteen years old."
        ),
        "Divers had looked for it since the flood, and nobody would say who had cut it loose.",
        (
            "The parish wants it back, and so does the museum; the two will meet before the council on Friday, and the "
            "council has said that it will not decide before the summer."
        ),
        "Reuters contributed to this report.",
    ],
    teasers=["LISTEN: The bell ringers who would not leave their tower"],
    tail=[
        "Click the alert icon to follow topics:",
        "Comments are closed.",
        "Already a subscriber? LOG IN",
        "A man looks at an empty tower.",
        "The Village That Sold Its Own Shadow",
        "Why the Ferry Master Burned His Boats",
        "Six Ways to Cross a River Without Getting Wet",
    ],
)
GERMAN = Sample(
    language="de",
    title="Bagger heben die versunkene Glocke von Sankt Oda",
    byline="Von Mira Holt",
    header=["Von Mira Holt", "Teilen", "Die Glocke an Deck. Foto: dpa"],
    image=Image(caption="Die Glocke an Deck.", credit="dpa"),
    body=[
        (
            "Ein Bagger hat am Dienstag an der Mündung des Flusses die Glocke von Sankt Oda gehoben, elf Jahre nach "
            "der Flut, die den Turm und vier Häuser mitgenommen hatte."
        ),
        "Lesen Sie auch: Die Türmer, die nicht gehen wollten",
        (
            "Die Glocke wiegt zwei Tonnen und ist heil geblieben. Als sie das Deck berührte, habe sie geläutet, sagte "
            "der Schiffsführer, der seit seinem vierzehnten Lebensjahr auf dem Fluss arbeitet."
        ),
    ],
    teasers=["Lesen Sie auch: Die Türmer, die nicht gehen wollten"],
)
FRENCH = Sample(
    language="fr",
    title="La cloche engloutie de Sainte-Ode sort de l’eau",
    byline="Par Mira Holt",
    header=["Par Mira Holt", "Partager", "La cloche sur le pont. Crédit photo : AFP"],
    image=Image(caption="La cloche sur le pont.", credit="AFP"),
    body=[
        (
            "Une drague a remonté mardi matin la cloche de Sainte-Ode à l’embouchure du fleuve, onze ans après la crue "
            "qui avait emporté la tour et les quatre maisons du bas."
        ),
        "À lire aussi : Les sonneurs qui ne voulaient pas partir",
        (
            "La cloche pèse deux tonnes et elle est intacte. Elle a sonné en touchant le pont, raconte le patron de la "
            "drague, qui travaille sur le fleuve depuis ses quatorze ans."
        ),
    ],
    teasers=["À lire aussi : Les sonneurs qui ne voulaient pas partir"],
)
SPANISH = Sample(
    language="es",
    title="Sacan del río la campana hundida de Santa Oda",
    byline="Por Mira Holt",
    header=["Por Mira Holt", "Compartir", "La campana en la cubierta. Foto: EFE"],
    image=Image(caption="La campana en la cubierta.", credit="EFE"),
    body=[
        (
            "Una draga sacó el martes por la mañana la campana de Santa Oda en la desembocadura del río, once años "
            "después de la crecida que se llevó la torre y las cuatro casas de abajo."
        ),
        "Lea también: Los campaneros que no quisieron marcharse",
        (
            "La campana pesa dos toneladas y está entera. Sonó al tocar la cubierta, contó el patrón de la draga, que "
            "trabaja en el río desde que tenía catorce años."
        ),
    ],
    teasers=["Lea también: Los campaneros que no quisieron marcharse"],
)
HEBREW = Sample(
    language="he",
    title="הפעמון הטבוע של המגדל הישן נמשה מן הנהר",
    body=[
        (
            "מחפר שעבד בשפך הנהר העלה ביום שלישי בבוקר את הפעמון של המגדל הישן, אחת עשרה שנים אחרי השיטפון שסחף איתו "
            "את המגדל ואת ארבעת הבתים שעמדו מתחתיו."
        ),
        "קראו עוד: צלצלני הפעמון שלא רצו ללכת",
        (
            "הפעמון שוקל שני טון והוא שלם. כשנגע בסיפון הוא צלצל, סיפר רב החובל של המחפר, שעובד על הנהר מאז היה בן "
            "ארבע עשרה, ומאז לא ראה דבר כזה."
        ),
    ],
    teasers=["קראו עוד: צלצלני הפעמון שלא רצו ללכת"],
)
ARABIC = Sample(
    language="ar",
    title="انتشال الجرس الغارق للبرج القديم من مصب النهر",
    body=[
        (
            "رفعت جرافة تعمل عند مصب النهر صباح الثلاثاء جرس البرج القديم، بعد أحد عشر عاما من الفيضان الذي جرف البرج "
            "والبيوت الأربعة التي كانت تقوم تحته عند الضفة."
        ),
        "اقرأ أيضا: قارعو الأجراس الذين رفضوا الرحيل",
        (
            "يزن الجرس طنين وهو سليم تماما. وقال ربان الجرافة الذي يعمل في النهر منذ كان في الرابعة عشرة من عمره إن "
            "الجرس دق حين لامس سطح المركب."
        ),
    ],
    teasers=["اقرأ أيضا: قارعو الأجراس الذين رفضوا الرحيل"],
)
SAMPLES = [pytest.param(sample, id=sample.language) for sample in (ENGLISH, GERMAN, FRENCH, SPANISH, HEBREW, ARABIC)]


@pytest.mark.parametrize("sample", SAMPLES)
def test_only_the_articles_own_paragraphs_are_left(sample: Sample) -> None:
    assert paragraphs(sample.article()) == [line for line in sample.body if line not in sample.teasers]


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_removed_line_is_listed_in_order(sample: Sample) -> None:
    removed = [removal.text for removal in sample.article().removed]
    assert removed == [*sample.header, *sample.teasers, *sample.tail]


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_header_is_read(sample: Sample) -> None:
    article = sample.article()
    assert article.title == sample.title
    assert article.description == sample.standfirst
    assert article.byline == sample.byline
    assert article.images == ([sample.image] if sample.image else [])
    assert article.language == sample.language


def reasons(article: Article) -> dict[str, str]:
    return {removal.text: removal.reason for removal in article.removed}


def test_each_removal_has_its_reason() -> None:
    assert reasons(ENGLISH.article()) == {
        "Mira Holt": "repeated_byline",
        "Share this articleShare this article": "share",
        "The bell on the deck of the dredger, 6 May 2031.": "caption",
        "The bell on the deck of the dredger, 6 May 2031.Credit: Reuters": "caption",
        "LISTEN: The bell ringers who would not leave their tower": "teaser",
        "Click the alert icon to follow topics:": "follow_topics",
        "Comments are closed.": "comments",
        "Already a subscriber? LOG IN": "paywall",
        "A man looks at an empty tower.": "teaser",
        "The Village That Sold Its Own Shadow": "teaser",
        "Why the Ferry Master Burned His Boats": "teaser",
        "Six Ways to Cross a River Without Getting Wet": "teaser",
    }


LONG1, LONG2 = ENGLISH.body[0], ENGLISH.body[2]
TITLE = ENGLISH.title


def test_short_last_paragraphs_are_kept() -> None:
    ending = ["The council meets on Friday.", "Nobody expects it to decide.", "The bell will wait."]
    assert paragraphs(read(TITLE, LONG1, LONG2, *ending)) == [LONG1, LONG2, *ending]


def test_short_last_sentences_after_a_prompt_are_kept() -> None:
    ending = ["The council meets on Friday.", "Nobody expects it to decide.", "The bell will wait."]
    article = read(TITLE, LONG1, "Sign up for our newsletter", *ending)
    assert paragraphs(article) == [LONG1, *ending]


def test_headlines_without_a_prompt_before_them_are_kept() -> None:
    ending = ["Scores of the week", "Low Sound 3, Fort Town 2", "Nether Quay 0, Stairs 0"]
    assert paragraphs(read(TITLE, LONG1, LONG2, *ending)) == [LONG1, LONG2, *ending]


def test_a_first_paragraph_without_a_label_after_it_is_not_a_standfirst() -> None:
    article = read(TITLE, LONG1, LONG2)
    assert (article.description, paragraphs(article)) == (None, [LONG1, LONG2])


def test_a_short_first_paragraph_without_a_label_after_it_is_not_a_standfirst() -> None:
    first = "The bell of Saint Oda has come up from the river at last."
    article = read(TITLE, first, LONG1, LONG2)
    assert (article.description, paragraphs(article)) == (None, [first, LONG1, LONG2])


@pytest.mark.parametrize(
    ("first", "label", "second"),
    [
        pytest.param(LONG1, "Silent Years", LONG2, id="English"),
        pytest.param(GERMAN.body[0], "Stille Jahre", GERMAN.body[2], id="German"),
        pytest.param(HEBREW.body[0], "שנים של שקט", HEBREW.body[2], id="Hebrew"),
        pytest.param(ARABIC.body[0], "سنوات الصمت", ARABIC.body[2], id="Arabic"),
    ],
)
def test_a_first_paragraph_before_a_sub_heading_is_not_a_standfirst(first: str, label: str, second: str) -> None:
    article = read(TITLE, first, label, second)
    assert (article.byline, article.description, paragraphs(article)) == (None, None, [first, label, second])


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param(["By Mira Holt"], id="word before the name"),
        pytest.param(["Mira Holt", "Mira Holt"], id="name twice"),
        pytest.param(["Mira Holt", "Share this article"], id="name and a label"),
        pytest.param(["Mira Holt", "The bell on deck. Photo: Reuters"], id="name and a picture"),
    ],
)
def test_a_sentence_before_a_byline_is_the_standfirst(labels: list[str]) -> None:
    standfirst = "The bell of Saint Oda has come up from the river, and two want it."
    article = read(TITLE, standfirst, *labels, LONG1, LONG2)
    assert (article.description, article.byline) == (standfirst, labels[0])
    assert paragraphs(article) == [LONG1, LONG2]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param([LONG1, LONG2, "The council will meet again on Friday, it said. (Reuters)"], id="at the end"),
        pytest.param([LONG1, "The council will meet again on Friday, it said. (Reuters)"], id="of two paragraphs"),
        pytest.param([f"{LONG1} (Reuters)", LONG2], id="in the first paragraph"),
        pytest.param([LONG1, LONG2, "“We wait,” he said, and that was all. © AFP"], id="with a copyright sign"),
    ],
)
def test_a_paragraph_that_ends_with_an_agency_is_not_a_caption(body: list[str]) -> None:
    article = read(TITLE, *body)
    assert (article.images, paragraphs(article)) == ([], body)


def test_a_text_without_a_byline_has_none() -> None:
    assert read(TITLE, LONG1, LONG2).byline is None


def test_a_single_paragraph_is_the_text() -> None:
    article = read(LONG1)
    assert (article.title, article.text) == (None, LONG1)


def test_a_single_paragraph_after_a_headline_is_the_text() -> None:
    article = read(TITLE, LONG1)
    assert (article.title, article.text) == (TITLE, LONG1)


def test_a_first_line_as_long_as_a_paragraph_is_not_a_headline() -> None:
    opening = f"{LONG1} {LONG2}"
    article = read(opening, LONG2)
    assert (article.title, paragraphs(article)) == (None, [opening, LONG2])


def test_the_lines_of_a_poem_are_kept() -> None:
    verses = ["The bell that drowned", "rings under the ground", "and the river goes round", "without a sound"]
    article = read("The bell that drowned in June", *verses)
    assert (article.title, paragraphs(article)) == ("The bell that drowned in June", verses)


def test_a_poem_after_a_prompt_is_kept() -> None:
    verses = ["The bell that drowned", "rings under the ground", "and the river goes round", "without a sound"]
    assert paragraphs(read("The bell that drowned in June", "Subscribe now", *verses)) == verses


def test_headlines_after_the_last_paragraph_and_a_prompt_are_removed() -> None:
    article = read(TITLE, LONG1, LONG2, "Subscribe now", "Why the Ferry Master Burned His Boats")
    assert paragraphs(article) == [LONG1, LONG2]


def test_speech_that_begins_like_a_prompt_is_kept() -> None:
    speech = "“Read more books,” the teacher said, and rang the bell."
    assert paragraphs(read(TITLE, LONG1, speech, LONG2)) == [LONG1, speech, LONG2]


def test_text_in_a_script_without_spaces_is_kept() -> None:
    body = ["川の河口で働いていた浚渫船が火曜日の朝、聖オダの鐘を引き揚げた。", "鐘は二トンあり、無傷だった。"]
    article = read("沈んだ鐘、川から引き揚げられる", *body)
    assert (article.language, paragraphs(article)) == ("ja", body)


def test_blank_lines_and_odd_line_ends_do_not_matter() -> None:
    text = f"\r\n{TITLE}\r\n\r\n\r\n{LONG1}\u2028{LONG2}\x0b\x00"
    assert paragraphs(extract_article_from_text(text, load_rules())) == [LONG1, LONG2]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "empty_page", id="nothing"),
        pytest.param(" \n\t\r\n\u200b\ufeff", "empty_page", id="white space"),
        pytest.param("The bell\nShare this article\nSubscribe now", "no_text", id="only labels"),
    ],
)
def test_text_without_a_paragraph_raises_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(NotAnArticle) as caught:
        extract_article_from_text(text, load_rules())
    assert caught.value.reason == reason


def test_a_login_prompt_after_an_open_end_is_a_paywall() -> None:
    article = read(TITLE, LONG1, "The council meets on Friday, and the parish …", "Already a subscriber? LOG IN")
    assert (article.access, article.truncated) == ("paywalled", True)
    assert article.access_evidence == ["prompt:phrases/en:already-subscriber", "text:truncated"]


def test_a_complete_text_has_no_paywall() -> None:
    article = read(TITLE, LONG1, LONG2)
    assert (article.access, article.truncated, article.access_evidence) == ("unknown", False, [])


def test_site_and_id_depend_on_the_url() -> None:
    one = read(TITLE, LONG1, url="https://news.quayside.example/bell?utm_source=x")
    two = read(TITLE, LONG2, url="https://news.quayside.example/bell")
    assert (one.id, one.site, one.url) == (
        two.id,
        "quayside.example",
        "https://news.quayside.example/bell?utm_source=x",
    )


def test_without_a_url_the_id_depends_on_the_text() -> None:
    assert read(TITLE, LONG1).id == read(TITLE, LONG1).id
    assert read(TITLE, LONG1).id != read(TITLE, LONG2).id


def label(*texts: str, language: str | None = "en", title: str | None = TITLE) -> list[tuple[str, str | None]]:
    """The lines, each with the reason for its removal; None if it is kept."""
    lines = label_lines(texts, load_rules(), language=language, title=title)
    return [(line.text, line.reason) for line in lines]


def test_lines_without_header_are_labelled_by_their_words() -> None:
    assert label(TITLE, LONG1, "", "SEE ALSO", LONG2) == [
        (TITLE, "site_furniture"),
        (LONG1, None),
        ("SEE ALSO", "teaser"),
        (LONG2, None),
    ]


def test_lines_without_header_need_no_title() -> None:
    assert label(TITLE, LONG1, language=None, title=None) == [(TITLE, None), (LONG1, None)]


def test_empty_lines_give_no_lines() -> None:
    assert label("", " ") == []
