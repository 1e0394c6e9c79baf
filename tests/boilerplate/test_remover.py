"""Small whole pages: which lines are kept as the text of the article, and why the others are removed."""

from __future__ import annotations

import pytest

from newscrawl import Article, extract
from newscrawl.boilerplate.lines import MainContent
from newscrawl.boilerplate.phrases import PhraseMatcher, PhraseRule
from newscrawl.boilerplate.remover import label_blocks, label_outside, remove_by_phrases
from newscrawl.metadata.page_metadata import PageMetadata
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import Phrase
from tests.block_helpers import P1, P2, P3, blocks_of, hints_of, lines_of

URL = "https://www.quayside.example/news/ferry-strike"
P4 = "Until then the mail goes by the bridge at Nether Quay, eleven miles up the river, and the doctor goes on foot."
TITLE = "Ferrymen of Low Sound strike for wages"


def page(body: str, *, language: str = "en", title: str = TITLE) -> Article:
    """The article of a page with this body."""
    head = f'<meta charset="utf-8"><title>{title}</title><meta property="og:title" content="{title}">'
    return extract(f'<!DOCTYPE html><html lang="{language}"><head>{head}</head><body>{body}</body></html>', url=URL)


def within(fragment: str) -> Article:
    """An article of four paragraphs with the fragment in the middle of it."""
    return page(
        f'<header><nav><a href="/">Home</a><a href="/sport">Sport</a></nav></header><main><article><h1>{TITLE}</h1>'
        f'<div class="story-body"><p>{P1}</p><p>{P2}</p>{fragment}<p>{P3}</p><p>{P4}</p></div></article></main>'
        "<footer><p>© Quayside Courier</p></footer>"
    )


def below(fragment: str) -> Article:
    """An article of four paragraphs with the fragment below it."""
    return page(
        f'<main><article><h1>{TITLE}</h1><div class="story-body"><p>{P1}</p><p>{P2}</p><p>{P3}</p><p>{P4}</p>'
        f"{fragment}</div></article></main>"
    )


def paragraphs(article: Article) -> list[str]:
    return article.text.split("\n\n")


def reasons(article: Article) -> dict[str, str]:
    return {cut.text: cut.reason for cut in article.removed}


OWN = [P1, P2, P3, P4]


@pytest.mark.parametrize(
    ("fragment", "text", "reason"),
    [
        pytest.param("<p>Advertisement</p>", "Advertisement", "advert", id="ad label"),
        pytest.param(
            '<p><strong>READ MORE:</strong> <a href="/fog">How the fog took nine men</a></p>',
            "READ MORE: How the fog took nine men",
            "teaser",
            id="labelled teaser",
        ),
        pytest.param(
            '<p><a href="/fog">How the fog took nine men</a></p>',
            "How the fog took nine men",
            "teaser",
            id="bare teaser",
        ),
        pytest.param(
            '<div class="related-box"><a href="/fog"><p>How the fog took nine men</p></a></div>',
            "How the fog took nine men",
            "teaser",
            id="teaser box with a block in its link",
        ),
        pytest.param(
            '<aside class="newsletter"><p>The harbour in your post every morning, free of charge, with no strings.</p>'
            "<form><input></form></aside>",
            "The harbour in your post every morning, free of charge, with no strings.",
            "newsletter",
            id="newsletter box",
        ),
        pytest.param(
            "<figure><img src='/b.jpg'><figcaption>Boats at rest. Photo: Mira Holt</figcaption></figure>",
            "Boats at rest. Photo: Mira Holt",
            "caption",
            id="caption",
        ),
        pytest.param('<ul class="share"><li>Facebook</li><li>Email</li></ul>', "Facebook", "share", id="share bar"),
        pytest.param("<p>Sign up for our newsletter</p>", "Sign up for our newsletter", "newsletter", id="prompt"),
        pytest.param(
            "<p>Already a subscriber? <a href='/l'>Log in</a></p>",
            "Already a subscriber? Log in",
            "paywall",
            id="log-in",
        ),
    ],
)
def test_boilerplate_among_the_paragraphs_is_removed_with_its_reason(fragment: str, text: str, reason: str) -> None:
    article = within(fragment)
    assert paragraphs(article) == OWN
    assert reasons(article)[text] == reason


@pytest.mark.parametrize(
    ("fragment", "texts"),
    [
        pytest.param("<h2>The price of a crossing</h2>", ["The price of a crossing"], id="sub-heading"),
        pytest.param(
            "<ul><li>Two boats for the mail</li><li>One for the doctor</li></ul>",
            ["Two boats for the mail", "One for the doctor"],
            id="list",
        ),
        pytest.param(
            "<blockquote><p>“We row, you ride,” says the song.</p></blockquote>",
            ["“We row, you ride,” says the song."],
            id="quote",
        ),
        pytest.param("<p>“No.”</p>", ["“No.”"], id="answer of one word"),
        pytest.param("<p>We row at dawn,<br>we row at noon.</p>", ["We row at dawn,\nwe row at noon."], id="verse"),
        pytest.param("<p>* * *</p>", ["* * *"], id="stars between scenes"),
        pytest.param(
            '<p>See the <a href="https://law.example/a">Ferries Act</a> and <a href="/f">the inquiry</a> of 2021.</p>',
            ["See the Ferries Act and the inquiry of 2021."],
            id="links in a sentence",
        ),
        pytest.param(
            "<p>Read more books, the teacher told them, and fewer letters.</p>",
            ["Read more books, the teacher told them, and fewer letters."],
            id="sentence that begins like a prompt",
        ),
        pytest.param(
            '<p><span class="dropcap">A</span>t dawn the stairs were empty, and so was the fort behind them.</p>',
            ["At dawn the stairs were empty, and so was the fort behind them."],
            id="first letter in a span",
        ),
        pytest.param(
            "<p>The fare is now 4 <img src='/coin.png' alt=''> and a promise, the older men like to say.</p>",
            ["The fare is now 4 and a promise, the older men like to say."],
            id="picture in a sentence",
        ),
    ],
)
def test_the_articles_own_lines_among_the_paragraphs_stay(fragment: str, texts: list[str]) -> None:
    assert paragraphs(within(fragment)) == [P1, P2, *texts, P3, P4]


def test_a_table_stays_a_line_a_row() -> None:
    article = within("<table><tr><th>Boat</th><th>Oars</th></tr><tr><td>Fort</td><td>6</td></tr></table>")
    rows = paragraphs(article)[2:-2]
    assert [row.replace("|", " ").split() for row in rows] == [["Boat", "Oars"], ["Fort", "6"]]


@pytest.mark.parametrize(
    ("fragment", "reason"),
    [
        pytest.param(
            '<div class="tags"><a href="/t/a">Boats</a> <a href="/t/b">Wages</a></div>', "navigation", id="tags"
        ),
        pytest.param(
            "<h3>More from the coast</h3><ul><li><a href='/a'>The oar</a></li></ul>", "teaser", id="list of teasers"
        ),
        pytest.param(
            '<div class="comments"><p>I rowed that boat for thirty years and never once was paid on time.</p></div>',
            "comments",
            id="comment",
        ),
        pytest.param('<div class="author-bio"><p>Mira Holt writes about boats.</p></div>', "author_bio", id="bio"),
        pytest.param("<p>Click the alert icon to follow topics:</p>", "follow_topics", id="topic prompt"),
        pytest.param("<p>Follow us on Instagram and Facebook</p>", "follow_topics", id="follow prompt"),
        pytest.param("<h2>You may also like</h2>", "teaser", id="heading over nothing"),
    ],
)
def test_boilerplate_below_the_text_is_removed_with_its_reason(fragment: str, reason: str) -> None:
    article = below(fragment)
    assert paragraphs(article) == OWN
    assert reason in reasons(article).values()


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        pytest.param("<p>The strike goes on.</p>", "The strike goes on.", id="short last paragraph"),
        pytest.param("<p>Reuters contributed to this report.</p>", "Reuters contributed to this report.", id="agency"),
        pytest.param("<p>Low Sound 3, Fort Town 2</p>", "Low Sound 3, Fort Town 2", id="score"),
        pytest.param("<ul><li>Rope</li></ul>", "Rope", id="list"),
        pytest.param(
            "<p><em>Additional reporting by Bo Ek in Fort Town.</em></p>",
            "Additional reporting by Bo Ek in Fort Town.",
            id="credit to a colleague",
        ),
    ],
)
def test_the_articles_own_last_lines_stay(fragment: str, text: str) -> None:
    assert paragraphs(below(fragment)) == [*OWN, text]


def test_the_headline_and_the_standfirst_are_not_part_of_the_text() -> None:
    standfirst = "No boat has left the stairs since noon on Monday"
    article = page(
        f'<meta name="description" content="{standfirst}"><article><h1>{TITLE}</h1><p class="dek">{standfirst}</p>'
        f"<div><p>{P1}</p><p>{P2}</p><p>{P3}</p></div></article>"
    )
    assert (article.title, paragraphs(article)) == (TITLE, [P1, P2, P3])


def test_labels_between_headline_and_text_are_removed() -> None:
    article = page(
        f'<article><div class="kicker">Coast</div><h1>{TITLE}</h1><div class="meta"><time>3 May 2031</time></div>'
        f"<div><p>{P1}</p><p>{P2}</p><p>{P3}</p></div></article>"
    )
    assert paragraphs(article) == [P1, P2, P3]


def test_a_text_between_line_breaks_is_read_as_paragraphs() -> None:
    article = page(f"<h1>{TITLE}</h1><div class='t'>{P1}<br><br>{P2}<br /> <br />{P3}</div>")
    assert paragraphs(article) == [P1, P2, P3]


def test_sub_headings_in_a_page_without_classes_stay_in_order() -> None:
    article = page(f"<h1>{TITLE}</h1><h2>Monday</h2><p>{P1}</p><p>{P2}</p><h2>Tuesday</h2><p>{P3}</p><p>{P4}</p>")
    assert paragraphs(article) == ["Monday", P1, P2, "Tuesday", P3, P4]


def test_comments_longer_than_the_article_are_left_out() -> None:
    comments = "".join(f"<div class='comment'><p>{number}. {P4} {P3} So say I.</p></div>" for number in range(9))
    article = page(
        f"<main><article><h1>{TITLE}</h1><p>{P1}</p><p>{P2}</p><p>{P3}</p></article><section id='comments'>"
        f"<h2>Comments</h2>{comments}</section></main>"
    )
    assert paragraphs(article) == [P1, P2, P3]


def test_the_second_article_of_an_endless_scroll_is_left_out() -> None:
    other = [
        f"The bell of Saint Oda, part {n}: it rang when it touched the deck, said the dredger's master." for n in "123"
    ]
    article = page(
        f"<main><article><h1>{TITLE}</h1><p>{P1}</p><p>{P2}</p><p>{P3}</p><p>{P4}</p></article>"
        f"<article><h1>Dredgers lift the bell</h1>{''.join(f'<p>{text}</p>' for text in other)}</article></main>"
    )
    assert paragraphs(article) == OWN


TRANSLATED = [
    pytest.param(
        "de",
        [
            "Die Fährleute am Niedersund haben am Montag für einen Streik gestimmt; seit Mittag fuhr kein Boot mehr.",
            "Ihr Lohn, sagen sie, sei seit neun Jahren gleich, während sich der Preis der Überfahrt verdoppelt habe.",
            "Der Rat, dem zwei der fünf Boote gehören, lud beide Seiten für Freitag in das alte Zollhaus ein.",
        ],
        "Lesen Sie auch: Wie der Nebel neun Männer nahm",
        id="German",
    ),
    pytest.param(
        "fr",
        [
            "Les passeurs du Bas-Détroit ont voté lundi la grève, et à midi aucun bateau n’avait quitté l’escalier.",
            "Leur salaire, disent-ils, n’a pas bougé depuis neuf ans, alors que le prix du passage a doublé deux fois.",
            "Le conseil, qui possède deux des cinq bateaux, a convié les deux parties vendredi à l’ancienne douane.",
        ],
        "À lire aussi : Comment la brume a pris neuf hommes",
        id="French",
    ),
    pytest.param(
        "he",
        [
            "אנשי המעבורת של המצר התחתון הצביעו ביום שני בעד שביתה, ועד הצהריים לא יצאה אף סירה מן המדרגות.",
            "שכרם, הם אומרים, עומד במקומו תשע שנים, בעוד שמחיר המעבר הוכפל ואחר כך הוכפל פעם נוספת.",
            "המועצה, שבבעלותה שתיים מחמש הסירות, ביקשה משני הצדדים להיפגש ביום שישי בבית המכס הישן.",
        ],
        "קראו עוד: איך לקח הערפל תשעה אנשים",
        id="Hebrew",
    ),
    pytest.param(
        "ar",
        [
            "صوت عمال العبارات في المضيق الأدنى يوم الاثنين على الإضراب، وحتى الظهر لم يغادر أي قارب درج القلعة.",
            "ويقولون إن أجورهم لم تتحرك منذ تسع سنوات بينما تضاعف ثمن العبور مرتين خلال المدة نفسها.",
            "ودعا المجلس الذي يملك قاربين من القوارب الخمسة الطرفين إلى الاجتماع في دار الجمارك القديمة يوم الجمعة.",
        ],
        "اقرأ أيضا: كيف أخذ الضباب تسعة رجال",
        id="Arabic",
    ),
    pytest.param(
        "ja",
        [
            "下の瀬戸の渡し守たちは月曜日にストライキを決議し、正午までに砦の下の石段を離れた舟は一艘もなかった。",
            "渡し賃が二度も倍になったのに、賃金は九年のあいだ据え置かれたままだと渡し守たちは訴えている。",
            "五艘のうち二艘を所有する町議会は、金曜日までに古い税関の建物で話し合うよう双方に求めた。",
        ],
        None,
        id="Japanese",
    ),
]


@pytest.mark.parametrize(("language", "texts", "teaser"), TRANSLATED)
def test_pages_in_many_scripts_keep_their_text_and_lose_their_teasers(
    language: str, texts: list[str], teaser: str | None
) -> None:
    fragment = f'<p><a href="/fog">{teaser}</a></p>' if teaser else '<p><a href="/fog">霧が九人をさらった夜</a></p>'
    body = "".join(f"<p>{text}</p>" for text in texts[:2]) + fragment + f"<p>{texts[2]}</p>"
    article = page(
        f"<article><h1>{texts[0][:20]}</h1><div>{body}</div></article>", language=language, title=texts[0][:20]
    )
    assert paragraphs(article) == texts
    assert article.language == language
    assert "teaser" in reasons(article).values()


def main_content(markup: str, outside: str = "") -> MainContent:
    """The main content of a page with this markup in the container and beside it."""
    lines, container = lines_of(f"<div container>{markup}</div>")
    beside = blocks_of(outside) if outside else []
    return MainContent(
        container=container,
        blocks=[line.block for line in lines],
        content_mask=[line.is_content for line in lines],
        block_hints=[line.class_hint for line in lines],
        outside=[*zip(beside, hints_of(beside), strict=True)],
        before_container=frozenset(),
        captions=frozenset(),
        site_removals={},
    )


NO_METADATA = PageMetadata()


@pytest.mark.parametrize(
    ("markup", "removed"),
    [
        pytest.param('<p>12345<a href="/a">67890</a></p>', [("teaser", "structure:beside-body")], id="half a link"),
        pytest.param(
            '<p>123456<a href="/a">67890</a></p>', [("site_furniture", "structure:beside-body")], id="less than half"
        ),
        pytest.param("<aside><p>Aside</p></aside>", [("site_furniture", "structure:<aside>")], id="tag"),
        pytest.param(
            '<aside><p>12345<a href="/a">67890</a></p></aside>',
            [("teaser", "structure:beside-body")],
            id="link in a tag",
        ),
        pytest.param(
            '<p class="newsletter"><a href="/a">Post</a></p>', [("newsletter", "structure:newsletter")], id="class name"
        ),
        pytest.param("<figcaption>The fort</figcaption>", [("caption", "structure:figure")], id="caption"),
        pytest.param("<h1>Another headline</h1>", [], id="headline"),
        pytest.param(
            "<h3>Post</h3><p class='newsletter'>Every day</p>",
            [("newsletter", "structure:beside-body"), ("newsletter", "structure:newsletter")],
            id="heading of a box",
        ),
    ],
)
def test_blocks_outside_the_container_are_removed_with_a_reason(markup: str, removed: list[tuple[str, str]]) -> None:
    lines = label_outside(main_content(f"<p>{P1}</p>", markup), NO_METADATA, load_rules())
    assert [(line.reason, line.rule) for line in lines] == removed


@pytest.mark.parametrize(
    ("in_mask", "beside", "is_kept"),
    [
        pytest.param(100, 100, False, id="half of the running text"),
        pytest.param(98, 102, True, id="less than half: the mask says nothing"),
    ],
)
def test_a_content_mask_that_covers_little_is_ignored(in_mask: int, beside: int, is_kept: bool) -> None:
    content = main_content(f"<p>{'a' * in_mask}.</p><section not-content><div>{'b' * beside}.</div></section>")
    lines = label_blocks(content, NO_METADATA, load_rules(), site=None)
    assert [line.is_kept for line in lines] == [True, is_kept]


@pytest.mark.parametrize(
    ("markup", "is_removed"),
    [
        pytest.param(f"<p>About Mira</p><p>{'a' * 200}</p>", True, id="before a short paragraph"),
        pytest.param(f"<p>About Mira</p><p>{'a' * 201}</p>", False, id="before a long paragraph"),
        pytest.param('<p>Watch<a href="/a">123456</a></p>', False, id="less than 60 % link"),
        pytest.param('<p>Watch <a href="/a">123456789</a></p>', True, id="60 % link"),
    ],
)
def test_phrases_for_the_tail_and_for_links(markup: str, is_removed: bool) -> None:
    about = Phrase(id="about", reason="author_bio", starts=("about",), tail=True, go=("a",), stay=("b",))
    watch = Phrase(id="watch", reason="teaser", starts=("watch",), linked=True, go=("a",), stay=("b",))
    lines, _ = lines_of(f"<div container>{markup}</div>")
    remove_by_phrases(lines, PhraseMatcher([PhraseRule(about, "en"), PhraseRule(watch, "en")]))
    assert lines[0].is_kept is not is_removed


def test_a_removed_line_takes_the_reason_of_its_words() -> None:
    lines, _ = lines_of("<div container><p>Watch the river</p></div>")
    lines[0].remove("site_furniture", "structure:apart")
    phrase = Phrase(id="watch", reason="teaser", starts=("watch",), go=("a",), stay=("b",))
    remove_by_phrases(lines, PhraseMatcher([PhraseRule(phrase, "en")]))
    assert (lines[0].reason, lines[0].rule) == ("teaser", "phrases/en:watch")
