"""The HTML view of an explanation: safe, self-contained, readable on a phone, in dark mode and in any script."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

import pytest
from lxml import html

from newscrawl.extraction.explain import Explanation
from newscrawl.extraction.result import LabelledLine
from newscrawl.items import Access, Article, Image, RemovalReason
from newscrawl.outputs.explain_facts import ACCESS_DESCRIPTIONS
from newscrawl.outputs.explain_html import GROUP_BY_REASON, render_html
from tests.browser import BROWSER, measured

SENTENCE = "The harbour office said on Monday that the ferry and the tram will share one ticket from the first of May. "
HEBREW = "המזח הישן ייפתח שוב בבוקר, אבל רק לדייגים ולילדים שבאים מוקדם. "
LONG_WORD = "x" * 300
LONG_URL = f"https://harbour.example/{'ticket-' * 40}"
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def removed_line(text: str, reason: RemovalReason = "teaser", rule: str = "structure:link-only") -> LabelledLine:
    return LabelledLine(text=text, reason=reason, rule=rule)


def parse_page(explanation: Explanation) -> html.HtmlElement:
    return html.document_fromstring(render_html(explanation).decode())


def explanation(text: str, language: str, *extra_lines: LabelledLine) -> Explanation:
    lines = (
        *(removed_line(f"{text[:40]}{number}", reason) for number, reason in enumerate(get_args(RemovalReason))),
        LabelledLine(text=text * 3),
        removed_line("LISTEN: What the fog knew", "teaser", f"phrases/en:{'watch-listen-' * 8}"),
        removed_line(LONG_WORD, "share"),
        LabelledLine(text=text[:30], kind="heading"),
        LabelledLine(text=text * 2),
        LabelledLine(text=text, kind="item"),
        LabelledLine(text=LONG_WORD, kind="item"),
        LabelledLine(text=text, kind="quote"),
        LabelledLine(text=f"{text} | 3 | {LONG_WORD}", kind="table"),
        LabelledLine(text=f"{LONG_WORD}\n{text}", kind="pre"),
        removed_line(text),
        *extra_lines,
        LabelledLine(text="Log in", location="outside", reason="navigation", rule="structure:nav"),
    )
    article = Article(
        id="1",
        url=LONG_URL,
        canonical_url=LONG_URL,
        title=text,
        description=text,
        byline="Ines Holloway",
        authors=["Ines Holloway"],
        published="2026-05-01T08:00:00+02:00",
        language=language,
        tags=[LONG_WORD, "ferry"],
        images=[Image(caption=text, credit="Northern Wire")],
        text="\n\n".join(line.text for line in lines if line.is_kept),
        access="metered",
        access_evidence=["jsonld:isAccessibleForFree=closed", f"prompt:{LONG_WORD}"],
    )
    provenance = {"title": ("jsonld:headline", "meta:og:title", "h1"), "byline": (f"meta:{LONG_WORD}",)}
    return Explanation(article=article, lines=lines, provenance=provenance)


def test_every_reason_has_a_colour_and_every_access_a_meaning() -> None:
    assert set(GROUP_BY_REASON) == set(get_args(RemovalReason))
    assert set(ACCESS_DESCRIPTIONS) == set(get_args(Access))


def test_kept_and_removed_lines_are_in_page_order() -> None:
    page = parse_page(
        Explanation(
            article=Article(id="1", title="Ticket"),
            lines=(
                removed_line("ahead"),
                LabelledLine(text="first"),
                removed_line("between"),
                LabelledLine(text="second"),
                removed_line("behind"),
            ),
        )
    )
    body = [element.text_content() for element in page.xpath("//main//*[self::p or self::del][@dir]")]
    assert body == ["ahead", "first", "between", "second", "behind"]
    assert [element.text_content() for element in page.xpath("//section[@id='behind']//del")] == ["behind"]


def test_a_long_list_between_paragraphs_is_folded() -> None:
    lines = (*(removed_line(str(number)) for number in range(9)), LabelledLine(text="first"))
    page = parse_page(Explanation(article=Article(id="1", title="Ticket"), lines=lines))
    assert page.xpath("//summary/text()") == ["4 more cut here"]
    assert page.xpath("//del/text()") == [str(number) for number in range(9)]
    assert page.xpath("//details//del/text()") == ["5", "6", "7", "8"]


def test_every_removal_has_its_reason_and_rule_and_the_counts_add_up() -> None:
    shown = explanation(SENTENCE, "en")
    page = parse_page(shown)
    cuts = [
        (item.xpath("string(.//*[@class='chip'])"), item.xpath("string(.//code)"))
        for item in page.xpath("//li[contains(@class, 'cut')]")
    ]
    assert sorted(cuts) == sorted(
        ((line.reason or "").replace("_", " "), line.rule) for line in shown.lines if not line.is_kept
    )
    numbers = {row.xpath("string(th)"): row.xpath("string(td[2])") for row in page.xpath("//table[@aria-label]//tr")}
    assert sum(map(int, numbers.values())) == shown.removed_count
    assert numbers["teaser"] == "3"


def test_the_record_has_the_provenance_of_each_field() -> None:
    rows = parse_page(explanation(SENTENCE, "en")).xpath("//table[@class='record']//tbody/tr")
    found = {row.xpath("string(th)"): row.xpath("td[2]/code/text()") for row in rows}
    assert found["title"] == ["jsonld:headline", "meta:og:title", "h1"]
    assert found["published"] == []


def test_access_is_shown_with_its_evidence() -> None:
    section = parse_page(explanation(SENTENCE, "en")).get_element_by_id("access")
    assert section.xpath("string(.//strong)") == "metered"
    assert section.xpath("string(.//li[1])") == "jsonld:isAccessibleForFree=closed"


def test_a_page_without_an_article_says_so() -> None:
    page = parse_page(
        Explanation(article=Article(id="1"), lines=(removed_line("Next page"),), problem="no article: no text")
    )
    assert page.xpath("string(//*[@class='problem'])") == "no article: no text"
    assert page.xpath("//section[@id='text']//del/text()") == ["Next page"]


@pytest.mark.parametrize("name", ["title", "description", "byline", "section", "language", "canonical_url", "site"])
def test_no_field_of_a_page_becomes_markup(name: str) -> None:
    values: dict[str, Any] = {"id": "1", name: EVIL}
    page = parse_page(Explanation(article=Article(**values), lines=()))
    assert not page.xpath("//script | //img | //@onerror")
    assert {*page.xpath("//@lang")} <= {"en", EVIL}


def test_no_line_of_a_page_becomes_markup() -> None:
    lines = (LabelledLine(text=EVIL), removed_line(EVIL, rule=EVIL), removed_line(f"{EVIL}\n</style></title>{EVIL}"))
    article = Article(id="1", title=EVIL, text=EVIL, access_evidence=[EVIL], tags=[EVIL], images=[Image(credit=EVIL)])
    page = parse_page(Explanation(article=article, lines=lines, provenance={"title": (EVIL,)}, problem=EVIL))
    assert not page.xpath("//script | //img | //@onerror")
    assert page.xpath("string(//title)") == f"{EVIL} – newscrawl explain"
    assert page.xpath("//del[1]/text()")[0] == EVIL


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "//a.example",
        "ftp://a",
    ],
)
def test_only_http_urls_are_links(url: str) -> None:
    page = parse_page(Explanation(article=Article(id="1", canonical_url=url), lines=()))
    assert page.xpath("//a/@href") == ["#text"]
    assert page.xpath("string(//p[@class='address'])") == url


def test_a_link_sends_no_referrer() -> None:
    page = parse_page(Explanation(article=Article(id="1", url="https://harbour.example/1?a=1&b=2"), lines=()))
    link = page.xpath("//p[@class='address']/a")[0]
    assert (link.get("href"), link.get("rel")) == ("https://harbour.example/1?a=1&b=2", "noopener noreferrer nofollow")


def test_control_characters_are_escaped() -> None:
    body = render_html(Explanation(article=Article(id="1", title="a\x00b\ud800c\u202ed\x1b"), lines=()))
    assert rb"a\x00b\ud800c\u202ed\x1b" in body


def test_the_page_makes_no_request() -> None:
    body = render_html(explanation(SENTENCE, "en")).decode()
    page = html.document_fromstring(body)
    assert not page.xpath("//script | //img | //link | //iframe | //@src | //form | //object")
    assert "url(" not in body
    assert "@import" not in body
    assert page.xpath("//meta[@http-equiv]/@content")[0].startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_landmarks_and_headings_are_in_order() -> None:
    page = parse_page(explanation(SENTENCE, "en"))
    assert [len(page.xpath(f"//{tag}")) for tag in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    assert all(page.get_element_by_id(name) is not None for name in page.xpath("//section/@aria-labelledby"))
    assert page.xpath("//*[@id='text'] and //a[@href='#text']")
    ids = page.xpath("//@id")
    assert len(ids) == len({*ids})


@pytest.mark.parametrize(
    ("text", "language", "direction"), [(SENTENCE, "en", "ltr"), (HEBREW, "he", "rtl")], ids=["English", "Hebrew"]
)
def test_the_page_has_the_text_direction_of_its_article(text: str, language: str, direction: str) -> None:
    page = parse_page(explanation(text, language))
    assert page.get("dir") == direction
    assert {*page.xpath("//*[@class='kept']/@lang"), *page.xpath("//h1/@lang")} == {language}
    assert {*page.xpath("//del/@dir"), *page.xpath("//h1/@dir"), *page.xpath("//*[@class='kept']/*/@dir")} == {"auto"}


# In a real browser.

needs_browser = pytest.mark.skipif(BROWSER is None, reason="no chromium on this machine: apt-get install chromium")
PHONE, DESKTOP = (390, 844), (1280, 900)
TEXTS = {"ltr": (SENTENCE, "en"), "rtl": (HEBREW, "he")}
MEASURE = """
    const shown = [...page.querySelectorAll("body *")].filter(one => one.getClientRects().length);
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = colour => numbers(colour).slice(0, 3).map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const ground = one => {
        for (; one; one = one.parentElement) {
            const colour = view.getComputedStyle(one).backgroundColor;
            if (numbers(colour).length === 3) return colour;
        }
        return "rgb(255, 255, 255)";
    };
    const contrast = one => {
        const [high, low] = [light(view.getComputedStyle(one).color), light(ground(one))].sort((a, b) => b - a);
        return (high + 0.05) / (low + 0.05);
    };
    const written = shown.filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
    const box = query => { const {left, right, top, bottom} = page.querySelector(query).getBoundingClientRect();
                           return {left, right, top, bottom}; };
    const size = one => parseFloat(view.getComputedStyle(one).fontSize);
    return {
        overflow: page.documentElement.scrollWidth - page.documentElement.clientWidth,
        outside: shown.filter(one => !one.closest("thead, .skip"))
            .filter(one => one.getBoundingClientRect().left < -0.5
                           || one.getBoundingClientRect().right > page.documentElement.clientWidth + 0.5)
            .map(one => one.outerHTML.slice(0, 100)),
        contrast: Math.min(...written.map(contrast)),
        ground: light(ground(page.body)),
        textSize: Math.min(...[...page.querySelectorAll(".kept p, .kept li")].map(size)),
        smallest: Math.min(...written.map(size)),
        text: box(".run .kept"), cuts: box(".run > .cuts"), title: box("h1"), counts: box("#cuts"),
        requests: view.performance.getEntriesByType("resource").length,
        bars: [...page.querySelectorAll(".bar")].map(one => one.getBoundingClientRect().width),
    };
"""


@pytest.fixture(scope="module")
def browse(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The measurements of a page on a phone and on a desktop; each page is opened once."""

    @cache
    def measure(direction: str, dark: bool) -> list[dict[str, Any]]:
        page = render_html(explanation(*TEXTS[direction])).decode()
        return measured(page, MEASURE, tmp_path_factory.mktemp("browser"), sizes=[PHONE, DESKTOP], dark=dark)

    return measure


both_directions = pytest.mark.parametrize("direction", ["ltr", "rtl"])
both_colour_schemes = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


@needs_browser
@both_directions
@pytest.mark.parametrize("window", [0, 1], ids=["phone", "desktop"])
def test_nothing_is_wider_than_the_window(browse: Any, direction: str, window: int) -> None:
    found = browse(direction, False)[window]
    assert (found["overflow"], found["outside"]) == (0, [])


@needs_browser
@both_directions
def test_a_phone_shows_one_column_in_readable_letters(browse: Any, direction: str) -> None:
    found = browse(direction, False)[0]
    assert found["cuts"]["bottom"] <= found["text"]["top"]
    assert found["title"]["bottom"] <= found["counts"]["top"]
    assert found["textSize"] >= 15
    assert found["smallest"] >= 13


@needs_browser
@both_directions
def test_a_desktop_shows_removed_lines_next_to_the_text(browse: Any, direction: str) -> None:
    found = browse(direction, False)[1]
    assert abs(found["cuts"]["top"] - found["text"]["top"]) < 10
    if direction == "ltr":
        assert found["text"]["right"] < found["cuts"]["left"]
    else:
        assert found["cuts"]["right"] < found["text"]["left"]


@needs_browser
@both_directions
@both_colour_schemes
def test_all_text_has_enough_contrast(browse: Any, direction: str, dark: bool) -> None:
    assert min(found["contrast"] for found in browse(direction, dark)) >= 4.5


@needs_browser
@both_directions
def test_the_page_follows_the_colour_scheme_of_the_reader(browse: Any, direction: str) -> None:
    assert [found["ground"] < 0.05 for found in browse(direction, True)] == [True, True]
    assert [found["ground"] > 0.8 for found in browse(direction, False)] == [True, True]


@needs_browser
def test_bars_are_as_long_as_their_counts_and_nothing_is_requested(browse: Any) -> None:
    found = browse("ltr", False)[1]
    counts = [*explanation(*TEXTS["ltr"]).removed_by_reason.values()]
    assert [bar / found["bars"][0] for bar in found["bars"]] == pytest.approx(
        [count / counts[0] for count in counts], abs=0.02
    )
    assert found["requests"] == 0
