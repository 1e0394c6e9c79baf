"""The dates that readers see, and those that are not the article's."""

from __future__ import annotations

import pytest

from tests.metadata.helpers import TEXT, jsonld, meta_tags, read

HEAD = "<title>Ferry late again | Harbour Post</title>"
H1 = "<h1>Ferry late again</h1>"
PROSE = f"<p>{TEXT}</p>" * 4
CARD = '<div class="card"><a href="/a">Bakers want their old oven back</a> <span class="date">2 May 2024</span></div>'


def page(header: str = "", end: str = "", before: str = "") -> str:
    return f"{before}<main><article>{H1}{header}{PROSE}{end}</article></main>"


@pytest.mark.parametrize(
    ("lang", "header", "published"),
    [
        ("en", "<p>By Mara Quell, May 3, 2026</p>", "2026-05-03"),
        ("en", "<p>By Mara Quell<br>May 3, 2026</p>", "2026-05-03"),
        (
            "en",
            "<div><span>Mara Quell</span> · <span>3 May 2026, 4:05 pm</span> · <span>5 min read</span></div>",
            "2026-05-03T16:05:00",
        ),
        ("en", "<p>Fog keeps the island waiting.</p><ul><li>3 May 2026</li><li>Mara Quell</li></ul>", "2026-05-03"),
        ("en", "<div>Updated: 4 May 2026 | Published: 3 May 2026</div>", "2026-05-03"),
        (
            "en",
            "<p>Updated 4 May 2026 <time class='published' datetime='2026-05-03'></time>",
            "2026-05-03",
        ),
        (
            "en",
            "<a href='/x'><time class='entry-date published' datetime='2026-05-03T10:00:00+02:00'>May 3</time></a>",
            "2026-05-03T10:00:00+02:00",
        ),
        ("en", "<abbr class='published' title='2026-05-03T10:00:00+02:00'>Sunday</abbr>", "2026-05-03T10:00:00+02:00"),
        ("en", "<time datetime='2026-05-03T10:00:00+02:00'>2 hours ago</time>", "2026-05-03T10:00:00+02:00"),
        ("de", "<div class=meta>Von Mara Quell, 03.05.26, 10:15 Uhr</div>", "2026-05-03T10:15:00"),
        ("fr", "<p>Publié le 1er mai 2026 à 10h15 - Mis à jour le 2 mai 2026 à 8h</p>", "2026-05-01T10:15:00"),
        ("es", "<p>Mara Quell | Puerto Alto | 3 de mayo de 2026</p>", "2026-05-03"),
        ("pt-BR", "<p>23/05/2026 às 10h15 - Atualizado em 24/05/2026</p>", "2026-05-23T10:15:00"),
        ("ja", "<p>公開日：2026年5月3日　更新日：2026年5月4日</p>", "2026-05-03"),
        ("ko", "<p>입력 2026.05.03 오후 4:05 수정 2026.05.04</p>", "2026-05-03T16:05:00"),
        ("zh", "<div>发布时间：2026-05-03 10:15 来源：港口日报</div>", "2026-05-03T10:15:00"),
        ("ar", "<p>نشر في: 3 أيار 2026</p>", "2026-05-03"),
        ("fa", "<p>تاریخ انتشار: ۱۳ اردیبهشت ۱۴۰۵</p>", "2026-05-03"),
        ("th", "<p>เผยแพร่: 3 พ.ค. 2569</p>", "2026-05-03"),
        ("ru", "<p>Мара Квелл, 3 мая 2026, 10:15</p>", "2026-05-03T10:15:00"),
        ("tr", "<p>Giriş: 03.05.2026 - 10:15 Güncelleme: 04.05.2026 - 08:00</p>", "2026-05-03T10:15:00"),
    ],
)
def test_the_date_beside_the_headline_is_read(lang: str, header: str, published: str) -> None:
    assert read(HEAD, page(header), lang=lang).published == published
    assert read(HEAD, page(header, before=CARD, end=CARD), lang=lang).published == published


@pytest.mark.parametrize(
    "end",
    [
        "<footer>Published: <time datetime='2026-05-03'>3 May</time></footer>",
        "<footer><b class='posted-on'><a><time class='published' datetime='2026-05-03'>May</time></a></b></footer>",
        "<p>First published on 3 May 2026.</p>",
        "<p class='date'>3 May 2026</p>",
    ],
)
def test_the_date_may_come_at_the_end_of_the_article(end: str) -> None:
    assert read(HEAD, page(end=end)).published == "2026-05-03"


def test_the_date_may_come_before_the_headline() -> None:
    body = f"<main><div class='hero'><p>3 May 2026</p>{H1}</div>{PROSE}</main>"
    assert read(HEAD, body).published == "2026-05-03"


def test_the_headline_is_the_heading_that_the_title_names() -> None:
    body = f"<h1>Harbour Post</h1>{CARD}<article><h2>Ferry late again</h2><p>3 May 2026</p>{PROSE}</article>"
    assert read(HEAD, body).published == "2026-05-03"


@pytest.mark.parametrize(
    ("header", "before", "end"),
    [
        pytest.param("", CARD, "", id="ticker"),
        pytest.param("", "", f"<aside>{CARD}</aside>", id="aside"),
        pytest.param("", "", f"<section>{CARD}{CARD.replace('May', 'March')}</section>", id="teasers"),
        pytest.param(
            "", "", "<div class='comment'><b>Jonah</b> <time datetime='2026-05-03'>3 May</time></div>", id="comment"
        ),
        pytest.param(
            "<p>The old ferry sank on <time datetime='1998-05-03'>3 May 1998</time>, with all hands.</p>",
            "",
            "",
            id="sentence",
        ),
        pytest.param("<p>Polls open on 5 May 2026</p>", "", "", id="standfirst"),
        pytest.param("<p>5 May 2026 is the day of the vote</p>", "", "", id="standfirst-begins-with-it"),
        pytest.param(
            "<figure><img src='a.jpg'><figcaption>The pier, 3 May 2026</figcaption></figure>", "", "", id="caption"
        ),
        pytest.param("<div class='event-date'>3 May 2026</div>", "", "", id="event"),
        pytest.param("<p>Deadline: 3 May 2026</p>", "", "", id="deadline"),
        pytest.param("<p>Boats wait for the tide off the long pier, 3 May 2026</p>", "", "", id="bare-caption"),
        pytest.param("<p>© 3 May 2026 Harbour Post</p>", "", "", id="copyright"),
        pytest.param("", "", "<footer><p>© 2026 Harbour Post</p></footer>", id="year"),
        pytest.param("<p>03/05/2026</p>", "", "", id="two-readings"),
        pytest.param("", "<header><div class='topbar'>Sunday, 3 May 2026</div></header>", "", id="today"),
    ],
)
def test_a_date_that_is_not_the_articles_is_none(header: str, before: str, end: str) -> None:
    assert read(HEAD, page(header, end, before)).published is None


def test_a_page_without_headings_has_the_one_date_that_is_marked() -> None:
    body = f"<div class='box'><b>Ferry late again</b><span class='pub-time'>2026-05-03 10:15</span></div>{PROSE}"
    assert read(HEAD, body).published == "2026-05-03T10:15:00"
    assert read(HEAD, body + "<span class='pub-time'>2026-05-01</span>").published is None


def test_the_only_visible_date_may_be_that_of_a_change() -> None:
    metadata = read(HEAD, page("<p>Last updated: 3 May 2026</p>"))
    assert (metadata.published, metadata.modified) == ("2026-05-03", "2026-05-03")


@pytest.mark.parametrize(
    ("declared", "header", "published"),
    [
        (
            "2026-05-04T00:48:19Z",
            "<time datetime='2026-05-03T20:48:19-04:00'>May 3</time>",
            "2026-05-03T20:48:19-04:00",
        ),
        ("2026-05-04T00:48:19Z", "<p>May 3, 2026 at 8:48 p.m.</p>", "2026-05-03T20:48:19-04:00"),
        ("2026-05-04T00:48:19Z", "<p>May 3, 2026</p>", "2026-05-03"),
        ("2026-05-03T22:30:00Z", "<p>4 May 2026</p>", "2026-05-03T22:30:00+00:00"),
        ("2026-05-04T00:48:19Z", "<p>May 3, 2026 at 6:12 p.m.</p>", "2026-05-04T00:48:19+00:00"),
        ("2026-05-03T12:00:00Z", "<p>4 May 2026</p>", "2026-05-03T12:00:00+00:00"),
        ("2026-05-03T12:00:00Z", "<p>5 May 2026</p>", "2026-05-03T12:00:00+00:00"),
        ("2026-05-04T00:00:00Z", "<p>3 May 2026</p>", "2026-05-04T00:00:00+00:00"),
        ("2026-05-04T02:48:19+02:00", "<p>3 May 2026</p>", "2026-05-04T02:48:19+02:00"),
    ],
)
def test_the_pages_own_day_overrules_that_of_utc(declared: str, header: str, published: str) -> None:
    assert read(HEAD + jsonld(datePublished=declared), page(header)).published == published


@pytest.mark.parametrize("name", ["w-published-date", "published_on", "dateofpublication", "posted_at"])
def test_other_names_of_the_publication_date_are_known_by_their_form(name: str) -> None:
    assert read(HEAD + meta_tags(**{name: "2026-05-03"}), page()).published == "2026-05-03"


@pytest.mark.parametrize("name", ["unpublished_date", "publisher", "expiration_date", "event_date"])
def test_names_that_say_something_else_are_not(name: str) -> None:
    assert read(HEAD + meta_tags(**{name: "2026-05-03"}), page()).published is None


@pytest.mark.parametrize(
    ("lang", "url", "published"),
    [
        ("en-US", "https://harbourpost.example/a", "2026-03-05"),
        ("en-GB", "https://harbourpost.example/a", "2026-05-03"),
        ("en", "https://harbourpost.co.uk/a", "2026-05-03"),
        ("en-US", "https://harbourpost.com.au/a", None),
        ("en-US", "https://harbourpost.io/a", "2026-03-05"),
        ("en", "https://harbourpost.example/a", None),
        ("en-CA", "https://harbourpost.example/a", None),
        ("en-PH", "https://harbourpost.example/a", "2026-03-05"),
    ],
)
def test_language_and_country_decide_the_order_of_day_and_month(lang: str, url: str, published: str | None) -> None:
    assert read(HEAD, page("<p class=date>03/05/2026</p>"), lang=lang, url=url).published == published


@pytest.mark.parametrize("url", ["/2026/5/3/ferry", "/2026/may/03/ferry", "/2026/05/03/ferry", "/ferry-2026-05-03"])
def test_the_day_in_a_url_has_several_forms(url: str) -> None:
    assert read(HEAD, page(), url=f"https://harbourpost.example{url}").published == "2026-05-03"


def test_a_page_of_dates_takes_linear_time() -> None:
    line = "<p>3 May 2026</p>"
    assert read(HEAD, f"{H1}<div>{line * 20_000}</div>").published == "2026-05-03"
    assert read(HEAD, "<div>" * 200 + line * 5_000 + "</div>" * 200).published is None
