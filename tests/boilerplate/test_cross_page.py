"""Lines that are removed because other pages of the site have them, and similar lines that stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.boilerplate.cross_page import remove_repeated_lines
from newscrawl.boilerplate.fingerprint import fingerprint_article, fingerprint_link
from newscrawl.items import Article, FeedMetadata, Link, Removal
from newscrawl.state.cross_page import CrossPageStore
from newscrawl.state.database import StateDatabase
from newscrawl.urls.normalize import article_id

PROMPT = "Join the harbour forum to have your say"
LONG_PROMPT = (
    "Harbour Post is made by people who live on these islands and know every quay of them. If our work is worth "
    "something to you, take out a membership today and read all of it."
)
BACKGROUND = (
    "The ferry company has belonged to the three islands since 1931. It runs nine ships, carries two million "
    "passengers a year and has lost money in each of the last six years, its accounts say."
)


def paragraphs(number: int, count: int = 6) -> list[str]:
    """Running text that no other article has."""
    return [
        f"On day {number} the harbour office gave its reason number {place} for closing berth {number * 31 + place}."
        for place in range(count)
    ]


def article(number: int, lines: Sequence[str] | None = None, **changes: object) -> Article:
    url = f"https://harbourpost.example/news/{number}"
    made = Article(
        id=article_id(url),
        url=url,
        site="harbourpost.example",
        title=f"Berth {number} is closed by the harbour office",
        description=f"The office has given its reasons for berth {number}, and there are six of them.",
        text="\n\n".join(paragraphs(number) if lines is None else lines),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def clean(one: Article, others: Sequence[Article], links: Sequence[Link] = ()) -> Article:
    """The article after the others and the links have been added to the memory."""
    with StateDatabase(None) as database:
        store = CrossPageStore(database)
        fingerprints = [fingerprint for other in (*others, one) if (fingerprint := fingerprint_article(other))]
        store.add(fingerprints, [met for link in links if (met := fingerprint_link(link))])
        fingerprint = fingerprint_article(one)
        return remove_repeated_lines(one, fingerprint, store.get_line_stats(fingerprint)) if fingerprint else one


def removals_of(one: Article, others: Sequence[Article], links: Sequence[Link] = ()) -> list[tuple[str, str, str]]:
    done = clean(one, others, links)
    new = done.removed[len(one.removed) :]
    gone = [cut.text for cut in new]
    assert done.text.split("\n\n") == [line for line in one.text.split("\n\n") if line not in gone]
    return [(cut.text, cut.reason, cut.rule) for cut in new]


def at_end(*lines: str, articles: int = 4, of: int = 4) -> tuple[Article, list[Article]]:
    """An article that ends with these lines, and others of its site; `articles` of all end so."""
    made = [article(n, [*paragraphs(n), *(lines if n < articles else ())]) for n in range(of)]
    return made[0], made[1:]


def between(*lines: str, articles: int = 6, of: int = 6) -> tuple[Article, list[Article]]:
    """The same, with the lines among the paragraphs."""
    made = []
    for number in range(of):
        text = paragraphs(number, 12)
        made.append(article(number, [*text[:3], *(lines if number < articles else ()), *text[3:]]))
    return made[0], made[1:]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([PROMPT], id="en"),
        pytest.param(["Hafenpost abonnieren und weiterlesen"], id="de"),
        pytest.param(["Recevez le courrier du port chaque matin"], id="fr"),
        pytest.param(["Recibe cada mañana las noticias del puerto"], id="es"),
        pytest.param(["Подпишитесь на новости порта в мессенджере"], id="ru"),
        pytest.param(["اشترك في نشرة الميناء الصباحية"], id="ar"),
        pytest.param(["הצטרפו לעדכוני הנמל בכל בוקר"], id="he"),
        pytest.param(["港の朝のニュースレターに登録する"], id="ja"),
        pytest.param(["订阅港口晨报，每天阅读"], id="zh"),
        pytest.param(["항구 소식을 매일 아침 받아보세요"], id="ko"),
        pytest.param(["बंदरगाह की ख़बरें हर सुबह पाएं"], id="hi"),
        pytest.param(["Γραφτείτε στα νέα του λιμανιού"], id="el"),
        pytest.param(["Liman haberlerine abone olun"], id="tr"),
        pytest.param(["Tilaa sataman aamukirje"], id="fi"),
        pytest.param([PROMPT, "More from Harbour Post", "All rights reserved."], id="several"),
    ],
)
def test_a_line_at_the_end_of_three_articles_is_removed(lines: list[str]) -> None:
    one, others = at_end(*lines, articles=3)
    assert removals_of(one, others) == [(line, "site_furniture", "memory:repeated-line") for line in lines]


def test_a_long_line_at_the_end_of_five_articles_and_half_of_the_site_is_removed() -> None:
    one, others = at_end(LONG_PROMPT, articles=5, of=10)
    assert [cut[0] for cut in removals_of(one, others)] == [LONG_PROMPT]


def test_a_sentence_among_the_paragraphs_of_half_of_the_site_is_removed() -> None:
    line = "Sign up for the harbour letter, which comes every morning."
    one, others = between(line, articles=5, of=9)
    assert removals_of(one, others) == [(line, "site_furniture", "memory:repeated-between")]


@pytest.mark.parametrize(
    ("one", "others"),
    [
        pytest.param(*at_end(PROMPT, articles=1, of=1), id="the only page of a site"),
        pytest.param(*at_end(PROMPT, articles=2, of=4), id="two articles only"),
        pytest.param(*at_end(PROMPT, articles=3, of=14), id="a small part of the site"),
        pytest.param(*at_end(BACKGROUND, articles=4, of=4), id="background to one event, in four articles"),
        pytest.param(*at_end(BACKGROUND, articles=6, of=14), id="background, in less than half of the site"),
        pytest.param(*at_end("Salt"), id="the last ingredient"),
        pytest.param(*at_end("3-1 (1-0)", articles=3), id="a result"),
        pytest.param(*at_end("Reuters contributed to this report."), id="an agency's sign-off"),
        pytest.param(*at_end("(dpa/lno)"), id="an agency in brackets"),
        pytest.param(*at_end("Avec AFP"), id="an agency's sign-off in French"),
        pytest.param(*at_end("Reporting by Ana Lima in Porto; Editing by Bo Ek"), id="reporters"),
        pytest.param(*at_end("Additional reporting by Ana Lima in Porto"), id="more reporters"),
        pytest.param(*between("What happened"), id="a sub-heading"),
        pytest.param(*between("Zutaten für vier Personen"), id="a sub-heading of recipes"),
        pytest.param(*between("What is known so far, and what is not known?"), id="a question as a sub-heading"),
        pytest.param(*between("这次投票意味着什么，接下来会发生什么"), id="a sub-heading in Chinese"),
        pytest.param(*between("Nobody was hurt."), id="a short sentence"),
        pytest.param(*between("The police are asking anybody who saw it to call.", articles=4), id="an appeal"),
        pytest.param(*between(BACKGROUND), id="background between paragraphs"),
    ],
)
def test_similar_lines_stay(one: Article, others: list[Article]) -> None:
    assert removals_of(one, others) == []


def sentence(width: int) -> str:
    """A sentence of so many characters."""
    return "A" + "h" * (width - 2) + "."


@pytest.mark.parametrize(
    ("one", "others", "is_removed"),
    [
        pytest.param(*at_end(PROMPT, articles=3, of=10), True, id="30 % of the site"),
        pytest.param(*at_end(PROMPT, articles=3, of=11), False, id="less than 30 %"),
        pytest.param(*at_end(LONG_PROMPT, articles=5, of=10), True, id="long, half of the site"),
        pytest.param(*at_end(LONG_PROMPT, articles=5, of=11), False, id="long, less than half"),
        pytest.param(*at_end("x" * 119, articles=3, of=9), True, id="short enough"),
        pytest.param(*at_end("x" * 120, articles=3, of=9), False, id="long: three articles are not enough"),
        pytest.param(*at_end("Exit now"), True, id="eight characters"),
        pytest.param(*at_end("Exit no"), False, id="seven characters"),
        pytest.param(*at_end("1 2 3 4 5 6 abcd"), True, id="four letters"),
        pytest.param(*at_end("1 2 3 4 5 6 7 abc"), False, id="three letters"),
        pytest.param(*between(sentence(40)), True, id="a sentence of 40 characters"),
        pytest.param(*between(sentence(39)), False, id="a sentence of 39 characters"),
        pytest.param(*between(sentence(119)), True, id="a sentence of 119 characters"),
        pytest.param(*between(sentence(120)), False, id="a text of 120 characters"),
        pytest.param(*at_end("contributed" + " salt" * 39, articles=6, of=6), False, id="a credit of 40 words"),
        pytest.param(*at_end("contributed" + " salt" * 40, articles=6, of=6), True, id="41 words"),
        pytest.param(*at_end("Colaboró la gente del puerto"), False, id="a credit by a word of eight letters"),
        pytest.param(*at_end("Quellen am Hafen von heute"), True, id="a word of seven letters"),
    ],
)
def test_a_repeated_line_is_removed_within_limits_only(one: Article, others: list[Article], is_removed: bool) -> None:
    assert bool(removals_of(one, others)) is is_removed


@pytest.mark.parametrize(("words", "is_removed"), [(12, False), (13, True)])
def test_a_line_with_an_author_is_a_sign_off_if_it_is_short(words: int, is_removed: bool) -> None:
    one, others = at_end(f"Ana Lima{' salt' * (words - 2)}")
    assert bool(removals_of(replace(one, authors=["Ana Lima"]), others)) is is_removed


@pytest.mark.parametrize(("line_count", "is_removed"), [(1, True), (6, True), (7, False)])
def test_the_end_of_an_article_has_six_lines_at_most(line_count: int, is_removed: bool) -> None:
    """The prompt is the first of the last lines of a long article."""
    made = [
        article(n, [*paragraphs(n, 30), PROMPT, *(f"Prompt {place} of ours" for place in range(1, line_count))])
        for n in range(4)
    ]
    assert (PROMPT in [cut[0] for cut in removals_of(made[0], made[1:])]) is is_removed


@pytest.mark.parametrize(
    ("paragraph_count", "prompts", "removed"),
    [
        pytest.param(1, [PROMPT], [PROMPT], id="one line of two"),
        pytest.param(4, [PROMPT, "Our second prompt"], [PROMPT, "Our second prompt"], id="two lines of six"),
        pytest.param(3, [PROMPT, "Our second prompt"], ["Our second prompt"], id="one line of five"),
    ],
)
def test_the_end_of_an_article_is_a_third_of_it(paragraph_count: int, prompts: list[str], removed: list[str]) -> None:
    made = [article(n, [*paragraphs(n, paragraph_count), *prompts]) for n in range(4)]
    assert [cut[0] for cut in removals_of(made[0], made[1:])] == removed


@pytest.mark.parametrize(
    ("copied", "is_removed"), [(3, False), (2, True)], ids=["half of the body", "less than half of the body"]
)
def test_an_article_that_shares_half_of_its_body_with_one_other_is_a_copy(copied: int, is_removed: bool) -> None:
    one, others = at_end(PROMPT)
    own = one.text.split("\n\n")
    body = own[: len(own) - 2]
    assert len(body) == 5
    shared = article(9, [*body[:copied], *paragraphs(9)])
    assert bool(removals_of(one, [*others, shared])) is is_removed


def test_a_sub_heading_with_text_of_its_own_below_it_stays_at_the_end_too() -> None:
    made = [article(n, [*paragraphs(n), "The verdict", f"Soup number {n} is worth the crossing."]) for n in range(6)]
    assert removals_of(made[0], made[1:]) == []


def test_a_copy_of_other_articles_is_not_changed() -> None:
    text = [*paragraphs(1), PROMPT]
    versions = [article(n, [f"Version {n} of this text has its own first line, like this.", *text]) for n in range(4)]
    assert removals_of(versions[0], versions[1:]) == []
    assert [cut[0] for cut in removals_of(article(9, [*paragraphs(9), PROMPT]), versions)] == [PROMPT]


def test_an_article_without_running_text_is_not_changed() -> None:
    made = [article(n, ["Closed today", PROMPT]) for n in range(5)]
    assert removals_of(made[0], made[1:]) == []


def test_the_articles_own_title_and_standfirst_stay_however_often_others_have_them() -> None:
    title, standfirst = "The week in the harbour, as it was", "What you have missed, and what comes next week, in short"
    made = [
        article(n, [*paragraphs(n), title, standfirst], title=title, description=standfirst, id=str(n))
        for n in range(6)
    ]
    assert removals_of(made[0], made[1:]) == []


def test_a_line_with_the_name_of_an_author_stays() -> None:
    one, others = at_end("Ana Lima writes for Harbour Post from Porto")
    assert removals_of(replace(one, authors=["Ana Lima"]), others) == []
    assert len(removals_of(one, others)) == 1


def test_versions_of_one_article_count_once() -> None:
    one, _ = at_end(PROMPT)
    again = replace(one, text=one.text.replace("day", "night"))
    other = article(2, [*paragraphs(2), PROMPT])
    assert removals_of(one, [again, again, other]) == []


OTHER = "Ferry crews on strike over night shifts"
SECOND = "The crews want two hands more on every ship that sails after dark"
TEASED = article(77, title=OTHER, description=SECOND)


def with_line(*lines: str) -> Article:
    text = paragraphs(1, 12)
    return article(1, [*text[:4], *lines, *text[4:]])


@pytest.mark.parametrize(
    "line",
    [
        OTHER,
        OTHER.upper(),
        f"Read more: {OTHER}",
        f"Lesen Sie auch: {OTHER}",
        f"अधिक पढ़ें: {OTHER}",
        f"READ ALSO | {OTHER}",
        f"{OTHER} {OTHER}",
        f"- {OTHER}",
    ],
    ids=["alone", "capitals", "label", "German label", "Hindi label", "bar", "twice", "bullet"],
)
def test_the_headline_of_another_article_is_removed(line: str) -> None:
    assert removals_of(with_line(line), [TEASED]) == [(line, "teaser", "memory:other-headline")]


def test_a_standfirst_and_a_label_are_removed_with_their_headline() -> None:
    one = with_line("Read also:", OTHER, SECOND)
    assert [(cut[0], cut[2]) for cut in removals_of(one, [TEASED])] == [
        ("Read also:", "memory:label-of-headline"),
        (OTHER, "memory:other-headline"),
        (SECOND, "memory:other-standfirst"),
    ]


def test_a_standfirst_in_the_first_line_is_removed_with_its_headline() -> None:
    one = article(1, [SECOND, OTHER, *paragraphs(1, 12)])
    assert [cut[0] for cut in removals_of(one, [TEASED])] == [SECOND, OTHER]


def test_the_title_of_a_feed_entry_is_a_headline_before_its_article_is_read() -> None:
    link = Link(url="https://harbourpost.example/news/78", feed_metadata=FeedMetadata(title=OTHER))
    assert [cut[0] for cut in removals_of(with_line(OTHER), [], [link])] == [OTHER]


@pytest.mark.parametrize(
    ("lines", "removed"),
    [
        pytest.param(["T" * 25], ["T" * 25], id="a headline of 25 characters"),
        pytest.param(["T" * 24], [], id="a headline of 24 characters"),
        pytest.param(["L" * 29 + ":", OTHER], ["L" * 29 + ":", OTHER], id="a label of 30 characters"),
        pytest.param(["L" * 30 + ":", OTHER], [OTHER], id="too long for a label"),
        pytest.param([OTHER, "Read also:", "T" * 25], [OTHER, "Read also:", "T" * 25], id="a label between headlines"),
        pytest.param([OTHER, "S" * 600], [OTHER, "S" * 600], id="a standfirst of 600 characters"),
        pytest.param([OTHER, "S" * 601], [OTHER], id="too long for a standfirst"),
        pytest.param(["S" * 600, OTHER], ["S" * 600, OTHER], id="a standfirst above its headline"),
        pytest.param([OTHER, "A line of its own", SECOND], [OTHER], id="a standfirst apart from its headline"),
    ],
)
def test_headlines_labels_and_standfirsts_have_limits(lines: list[str], removed: list[str]) -> None:
    known = [
        TEASED,
        *(article(n + 80, title="T" * n) for n in (24, 25)),
        *(article(n, title=None, description="S" * n) for n in (600, 601)),
    ]
    assert [cut[0] for cut in removals_of(with_line(*lines), known)] == removed


@pytest.mark.parametrize(("count", "is_removed"), [(3, True), (4, False)])
def test_a_headline_of_many_articles_is_the_name_of_a_series(count: int, is_removed: bool) -> None:
    series = [article(n + 10, title="The week in pictures: islands") for n in range(count)]
    assert bool(removals_of(with_line("The week in pictures: islands"), series)) is is_removed


@pytest.mark.parametrize(
    ("headline_count", "paragraph_count", "is_removed"),
    [
        pytest.param(3, 3, False, id="three headlines, each with three paragraphs"),
        pytest.param(2, 3, True, id="two headlines"),
        pytest.param(3, 4, True, id="headlines too far apart"),
    ],
)
def test_the_headlines_of_a_digest_of_the_day_stay(headline_count: int, paragraph_count: int, is_removed: bool) -> None:
    titles = [f"Story number {n} of the day in the harbour" for n in range(headline_count)]
    lines = [line for n, title in enumerate(titles) for line in (title, *paragraphs(n + 20, paragraph_count))]
    others = [article(n + 40, title=title) for n, title in enumerate(titles)]
    assert bool(removals_of(article(1, lines), others)) is is_removed


def test_a_removed_teaser_is_a_headline_for_other_articles_only() -> None:
    cut = Removal(text=OTHER, reason="teaser", rule="structure:links")
    assert [found[0] for found in removals_of(with_line(OTHER), [article(5, removed=[cut])])] == [OTHER]
    assert removals_of(replace(with_line(OTHER), removed=[cut]), [article(5, removed=[cut])]) == []


@pytest.mark.parametrize(
    ("one", "others", "links"),
    [
        pytest.param(with_line(OTHER), [], [], id="no headline"),
        pytest.param(with_line(OTHER), [replace(TEASED, site="islandnews.example")], [], id="another site's"),
        pytest.param(
            with_line(OTHER),
            [],
            [Link(url=with_line().url or "", feed_metadata=FeedMetadata(title=OTHER))],
            id="its own in the feed",
        ),
        pytest.param(replace(with_line(OTHER), title=OTHER), [TEASED], [], id="its own title"),
        pytest.param(replace(with_line(SECOND), description=SECOND), [TEASED], [], id="its own standfirst"),
        pytest.param(with_line(SECOND), [TEASED], [], id="a standfirst without its headline"),
        pytest.param(with_line(f"“{OTHER}”"), [TEASED], [], id="speech"),
        pytest.param(with_line(f"{OTHER}."), [TEASED], [], id="a sentence"),
        pytest.param(with_line(f"{OTHER}, says union"), [TEASED], [], id="a line that only begins so"),
        pytest.param(with_line("Who owns the ferries?"), [article(7, title="Who owns the ferries?")], [], id="short"),
        pytest.param(
            with_line("Who owns the ferries of the islands today?"),
            [article(7, title="Who owns the ferries of the islands today?")],
            [],
            id="a question as a sub-heading",
        ),
        pytest.param(
            with_line("The week in pictures: islands"),
            [article(n, title="The week in pictures: islands") for n in range(10, 15)],
            [],
            id="the name of a series",
        ),
    ],
)
def test_lines_that_are_not_teasers_stay(one: Article, others: list[Article], links: list[Link]) -> None:
    assert removals_of(one, others, links) == []


def test_never_more_than_half_of_the_text_is_removed() -> None:
    titles = [f"Story number {n} of the day in the harbour" for n in range(9)]
    one = article(1, ["Here is all that happened on the islands today, in short.", *titles])
    assert removals_of(one, [article(n + 40, title=title) for n, title in enumerate(titles)]) == []


def test_a_line_that_the_memory_has_removed_still_counts() -> None:
    one, others = at_end(PROMPT)
    again = [clean(other, [one, *others]) for other in others]
    assert all(PROMPT not in other.text for other in again)
    assert [cut[0] for cut in removals_of(one, again)] == [PROMPT]


LINES = st.sampled_from(
    [PROMPT, LONG_PROMPT, BACKGROUND, OTHER, "What happened", "Reuters contributed to this report."]
)
ARTICLES = st.lists(st.lists(LINES | st.text(max_size=80), max_size=12), min_size=1, max_size=9)


@given(ARTICLES)
def test_every_line_is_kept_or_in_what_was_removed(texts: list[list[str]]) -> None:
    made = [article(n, [line.replace("\n", " ") for line in lines]) for n, lines in enumerate(texts)]
    done = clean(made[0], made[1:])
    assert sorted(made[0].text.split("\n\n")) == sorted(
        [*(done.text.split("\n\n")), *(cut.text for cut in done.removed)]
    )


@given(st.lists(LINES | st.text(max_size=200), max_size=20))
def test_nothing_is_removed_from_the_only_page_of_a_site(lines: list[str]) -> None:
    one = article(1, lines)
    assert clean(one, []) is one


@given(ARTICLES, st.randoms(use_true_random=False))
def test_the_order_of_the_pages_makes_no_difference(texts: list[list[str]], random: Random) -> None:
    made = [article(n, [*paragraphs(n), *lines]) for n, lines in enumerate(texts)]
    mixed = made[1:]
    random.shuffle(mixed)
    assert clean(made[0], mixed) == clean(made[0], made[1:])
