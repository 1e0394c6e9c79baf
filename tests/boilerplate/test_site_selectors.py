"""What a site's rule does to a page: what it cuts, what it says in the place of others, and what it cannot break."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from newscrawl.boilerplate.site_selectors import (
    SiteRuleResult,
    evaluate_site_rule,
    find_common_ancestor,
    find_site_agencies,
    get_site_rule,
)
from newscrawl.extraction.extractor import extract_article, extract_page, finish
from newscrawl.html.parser import parse_html
from newscrawl.items import Article, Page
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import Rules, RuleWarning, SiteRule
from newscrawl.rules.site_rules import SiteRuleLookup, read_site_rules

URL = "https://harbour.example/log/1"
P1 = "The ferrymen of Low Sound voted on Monday to strike, and by noon not one boat had left the stairs below the fort."
P2 = "Their wages, they say, have stood still for nine years, while the price of a crossing has doubled twice over."
P3 = "The council, which owns two boats of the five, asked both sides to meet in the old customs house by Friday."
BOX = "High water at the stairs tomorrow is at four in the morning, and small boats should not try the bar before noon."
PAGE = (
    "<html lang='en'><head><title>Ferrymen strike - Harbour News</title><meta property='og:site_name' "
    f"content='Harbour News'></head><body class='has-box'><main><h1>Ferrymen strike</h1><div class='log'><p>{P1}</p>"
    f"<p class='box'>{BOX}</p><p>{P2}</p><p>{P3}</p></div><div class='hand'>Set down by <b>Maud Tarrant</b>, "
    "<i>9 October 2025</i></div></main></body></html>"
)


def rules_of(folder: Path, text: str) -> Rules:
    """The packaged words, and one site's rule."""
    path = folder / "harbour.example.toml"
    path.write_text(f'case = ["en-lock-log"]\n{text}', encoding="utf-8")
    return with_sites(read_site_rules(folder))


def with_sites(own: Mapping[str, SiteRule], site_config: str | None = None) -> Rules:
    packaged = load_rules()
    return Rules(
        phrase_files=packaged.phrase_files,
        concept_files=packaged.concept_files,
        prompt_weights=packaged.prompt_weights,
        class_hint_words=packaged.class_hint_words,
        site_rules=SiteRuleLookup(own, site_config),
    )


def configured(folder: Path, text: str) -> Rules:
    (folder / "harbour.example.txt").write_text(text, encoding="utf-8")
    return with_sites({}, str(folder))


def read(rules: Rules, markup: str = PAGE, url: str = URL) -> Article:
    return finish(extract_article(Page(body=markup.encode(), url=url), rules))


def removals(article: Article) -> list[tuple[str, str, str]]:
    return [(cut.text, cut.reason, cut.rule) for cut in article.removed]


def paragraphs(article: Article) -> list[str]:
    return article.text.split("\n\n")


def test_without_a_rule_the_box_reads_like_the_text() -> None:
    assert paragraphs(read(load_rules())) == [P1, BOX, P2, P3]


def test_a_cut_takes_its_blocks_out_and_says_so(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, '[[cut]]\nid = "tides"\nselect = [".box"]\nreason = "advert"\n')
    article = read(rules)
    assert paragraphs(article) == [P1, P2, P3]
    assert (BOX, "advert", "sites/harbour.example:tides") in removals(article)


def test_the_lines_of_a_cut_stand_in_their_place_on_the_page(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, '[[cut]]\nid = "tides"\nselect = [".box"]\n')
    lines = extract_page(Page(body=PAGE.encode(), url=URL), rules).lines
    assert [line.text for line in lines if line.text in (P1, BOX, P2)] == [P1, BOX, P2]


def test_a_cut_says_its_own_reason_even_where_words_would_give_another(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, '[[cut]]\nid = "ask"\nselect = [".box"]\nreason = "paywall"\n')
    ask = "Sign up for our newsletter"
    found = [cut for cut in removals(read(rules, PAGE.replace(BOX, ask))) if cut[0] == ask]
    assert found == [(ask, "paywall", "sites/harbour.example:ask")]


def test_a_cut_beside_the_body_is_named_by_its_rule_too(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, '[[cut]]\nid = "hand"\nselect = [".hand"]\nreason = "author_bio"\n')
    said = "Set down by Maud Tarrant, 9 October 2025"
    assert (said, "author_bio", "sites/harbour.example:hand") in removals(read(rules))


def test_a_cut_within_a_paragraph_leaves_the_rest_of_it(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, '[[cut]]\nid = "ask"\nselect = ["span.ask"]\n')
    markup = PAGE.replace("by noon", "by <span class='ask'>[read our <b>tide</b> tables]</span>noon").replace(
        P2, f"<span class='ask'>Ring twice.</span> {P2}"
    )
    article = read(rules, markup)
    assert paragraphs(article) == [P1, BOX, P2, P3]
    rule = "sites/harbour.example:ask"
    cuts = [cut for cut in removals(article) if cut[2] == rule]
    assert cuts == [
        ("[read our tide tables]", "site_furniture", rule),
        ("Ring twice.", "site_furniture", rule),
    ]


def test_a_selector_may_ask_for_an_id_by_its_function(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, '[[cut]]\nid = "tides"\nselect = ["id(\'tides\')"]\n')
    article = read(rules, PAGE.replace("<p class='box'>", "<p id='tides'>"))
    assert (BOX, "site_furniture", "sites/harbour.example:tides") in removals(article)


def test_of_cuts_in_one_another_the_nearest_gives_the_reason(tmp_path: Path) -> None:
    rules = rules_of(
        tmp_path,
        '[[cut]]\nid = "outer"\nselect = ["div.box2"]\nreason = "teaser"\n'
        '[[cut]]\nid = "inner"\nselect = ["div.box2 p.in"]\nreason = "advert"\n',
    )
    markup = PAGE.replace(
        f"<p>{P3}</p>", f"<div class='box2'><p>Outer words.</p><p class='in'>Inner words.</p></div><p>{P3}</p>"
    )
    found = {text: (reason, rule.rpartition(":")[2]) for text, reason, rule in removals(read(rules, markup))}
    assert (found["Outer words."], found["Inner words."]) == (("teaser", "outer"), ("advert", "inner"))


@pytest.mark.parametrize("selector", ["body", "html", "//*[contains(@class, 'box')]", "main", "div.log"])
def test_a_cut_never_takes_the_whole_page_or_the_body_itself(tmp_path: Path, selector: str) -> None:
    rules = rules_of(tmp_path, f'body = ["div.log"]\n[[cut]]\nid = "all"\nselect = ["{selector}"]\n')
    assert P1 in paragraphs(read(rules))


def test_the_body_of_a_rule_is_the_text_all_of_it_and_nothing_else(tmp_path: Path) -> None:
    markup = PAGE.replace("<main>", f"<main><div class='own'><p>{BOX}</p></div>").replace(
        f"<p class='box'>{BOX}</p>", ""
    )
    rules = rules_of(tmp_path, 'body = [".gone", ".own"]\n')
    assert paragraphs(read(rules, markup)) == [BOX]


def test_a_body_in_several_parts_is_read_in_page_order(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, 'body = ["//p[2] | //p[4] | //p[1]"]\n')
    assert paragraphs(read(rules)) == [P1, BOX, P3]


def test_a_body_that_needs_pruning_keeps_what_looks_like_text(tmp_path: Path) -> None:
    aside = "Fares are set by the council once a year, in the old customs house, with the windows shut."
    markup = PAGE.replace(f"<p>{P2}</p>", f"<p>{P2}</p><aside><p>{aside}</p></aside>")
    pruned = read(configured(tmp_path, "body: //div[@class='log']\n"), markup)
    whole = read(configured(tmp_path, "body: //div[@class='log']\nprune: no\n"), markup)
    assert paragraphs(pruned) == [P1, BOX, P2, P3]
    assert paragraphs(whole) == [P1, BOX, P2, aside, P3]


def test_title_byline_and_date_go_before_what_is_read_without_a_rule(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, 'title = ["//p[2]"]\nbyline = [".hand b"]\ndate = [".hand i"]\n')
    article = read(rules)
    assert (article.title, article.byline, article.authors) == (BOX, "Maud Tarrant", ["Maud Tarrant"])
    assert (article.published, article.published_source) == ("2025-10-09", "site:harbour.example")


@pytest.mark.parametrize(
    ("markup", "text", "field", "value"),
    [
        ("<h2>Ferrymen <br>go on<script>x()</script> strike</h2>", 'title = ["h2"]', "title", "Ferrymen go on strike"),
        ("<h2>Strike goes on | Harbour News</h2>", 'title = ["h2"]', "title", "Strike goes on"),
        ("<meta name='t' content='Strike goes on'>", "title = [\"//meta[@name='t']\"]", "title", "Strike goes on"),
        ("<b title='Strike goes on'></b>", 'title = ["//b/@title"]', "title", "Strike goes on"),
        ("<h2>Log: Strike goes on</h2>", "title = [\"substring-after(//h2, ': ')\"]", "title", "Strike goes on"),
        ("<b>Ana Lima</b><b>Bo Ek</b><b>Bo Ek</b>", 'byline = ["main > b"]', "byline", "Ana Lima; Bo Ek"),
        ("<b class='a'></b><b class='c'>Bo Ek</b>", 'byline = ["b.a", "b.c"]', "byline", "Bo Ek"),
        ("<time datetime='2025-03-01T10:00'>now</time>", 'date = ["time"]', "published", "2025-03-01T10:00:00"),
        ("<b class='d'>soon</b><b class='d'>1 March 2025</b>", 'date = ["b.d"]', "published", "2025-03-01"),
    ],
)  # fmt: skip
def test_a_value_is_read_as_a_reader_sees_it(tmp_path: Path, markup: str, text: str, field: str, value: str) -> None:
    article = read(rules_of(tmp_path, text + "\n"), PAGE.replace("<main>", f"<main>{markup}"))
    assert getattr(article, field) == value


def test_a_day_does_not_overrule_the_moment_of_the_same_day(tmp_path: Path) -> None:
    stated = "<meta property='article:published_time' content='2025-10-09T07:30:00+01:00'></head>"
    article = read(rules_of(tmp_path, 'date = [".hand i"]\n'), PAGE.replace("</head>", stated))
    assert article.published == "2025-10-09T07:30:00+01:00"
    assert article.published_source != "site:harbour.example"


def test_a_byline_that_names_nobody_does_not_hide_the_one_that_does(tmp_path: Path) -> None:
    stated = "<meta name='author' content='Ana Lima'></head>"
    article = read(rules_of(tmp_path, 'byline = [".hand i"]\n'), PAGE.replace("</head>", stated))
    assert article.authors == ["Ana Lima"]


def test_the_byline_is_read_before_anything_is_cut(tmp_path: Path) -> None:
    markup = PAGE.replace("<h1>", "<span class='byline'>By <a href='/ana'>Ana Lima</a></span><h1>")
    rules = rules_of(tmp_path, '[[cut]]\nid = "by"\nselect = [".byline"]\n')
    assert read(rules, markup).authors == ["Ana Lima"]


def test_the_sites_own_phrases_are_tried_first(tmp_path: Path) -> None:
    rules = rules_of(
        tmp_path,
        '[[phrase]]\nid = "own"\nreason = "advert"\nequals = ["sign up for our newsletter"]\n'
        'go = ["Sign up for our newsletter"]\nstay = ["Sign up."]\n',
    )
    line = "Sign up for our newsletter"
    assert (line, "advert", "sites/harbour.example:own") in removals(read(rules, PAGE.replace(BOX, line)))
    elsewhere = read(rules, PAGE.replace(BOX, line), url="https://isle.example/1")
    assert [cut[1] for cut in removals(elsewhere) if cut[0] == line] == ["newsletter"]


@pytest.mark.parametrize(
    ("end", "byline", "agencies", "authors"),
    [
        (" (Skerry Wire)", "Ana Lima", ["Skerry Wire"], ["Ana Lima"]),
        (" [ana/skerry wire]", "Ana Lima", ["Skerry Wire"], ["Ana Lima"]),
        ("", "Skerry Wire", ["Skerry Wire"], []),
        ("", "Ana Lima; Skerry Wire", ["Skerry Wire"], ["Ana Lima"]),
        (" Skerry Wire was told so.", "Ana Lima", [], ["Ana Lima"]),
        (" (Skerry Wires)", "Ana Lima", [], ["Ana Lima"]),
    ],
)
def test_an_agency_that_nobody_else_knows_is_credited(
    tmp_path: Path, end: str, byline: str, agencies: list[str], authors: list[str]
) -> None:
    rules = rules_of(tmp_path, 'agencies = ["Skerry Wire"]\nbyline = [".hand b"]\n')
    article = read(rules, PAGE.replace(P3, P3 + end).replace("Maud Tarrant", byline))
    assert (article.agencies, article.authors) == (agencies, authors)


@pytest.mark.parametrize(
    ("paragraph", "is_credited"),
    [(0, True), (1, True), (2, False), (3, False), (4, True), (9, True)],
    ids=["first", "second", "third", "seventh last", "sixth last", "last"],
)
def test_an_agency_is_credited_in_the_first_and_last_paragraphs(paragraph: int, is_credited: bool) -> None:
    rule = SiteRule(name="sites/harbour.example", agencies=("Skerry Wire",))
    paragraphs = [f"Paragraph {number}." for number in range(10)]
    paragraphs[paragraph] += " (Skerry Wire)"
    assert bool(find_site_agencies(SiteRuleResult(rule=rule), None, paragraphs)) is is_credited


def test_the_common_ancestor_is_the_deepest_one() -> None:
    root = parse_html("<main><div id='a'><p id='b'>x</p><section><p id='c'>y</p></section></div></main>")
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    assert find_common_ancestor([by_id["b"], by_id["c"]]) is by_id["a"]
    assert find_common_ancestor([by_id["b"]]) is by_id["b"]


def test_selectors_of_body_and_title_that_find_nothing_are_noted_and_the_page_is_read_without(tmp_path: Path) -> None:
    rules = rules_of(tmp_path, 'body = [".gone"]\ntitle = [".gone"]\ndate = [".gone"]\n')
    reading = extract_page(Page(body=PAGE.encode(), url=URL), rules)
    assert reading.rule_warnings == (
        RuleWarning("missed", "sites/harbour.example", "body: nothing on the page matches"),
        RuleWarning("missed", "sites/harbour.example", "title: nothing on the page matches"),
    )
    assert reading.article.title == "Ferrymen strike"
    assert paragraphs(reading.article) == [P1, BOX, P2, P3]


def test_what_is_replaced_in_the_markup_is_replaced_before_it_is_parsed(tmp_path: Path) -> None:
    rules = configured(
        tmp_path, "replace_string(<p class='box'>): <p>Größe,\nfind_string: Friday\nreplace_string: May\n"
    )
    body = PAGE.replace("</main>", "<p>Füße</p></main>").encode("iso-8859-1")
    article = extract_article(Page(body=body, url=URL, encoding="iso-8859-1"), rules)
    assert f"Größe,{BOX}" in article.text
    assert P3.replace("Friday", "May") in article.text


def test_pictures_that_a_rule_knows_are_none_of_the_articles(tmp_path: Path) -> None:
    pictures = "".join(
        f"<figure><img src='/{name}.jpg' width='800' height='600'></figure>" for name in ("boat", "ad/x")
    )
    markup = PAGE.replace("<div class='log'>", f"<div class='log'>{pictures}")
    assert [image.url for image in read(load_rules(), markup).images] == [
        "https://harbour.example/boat.jpg",
        "https://harbour.example/ad/x.jpg",
    ]
    rules = configured(tmp_path, "strip_image_src: /ad/\n")
    assert [image.url for image in read(rules, markup).images] == ["https://harbour.example/boat.jpg"]


def test_a_site_config_file_is_applied_and_named_by_file_and_line(tmp_path: Path) -> None:
    rules = configured(tmp_path, "# log\nauthor: //div[@class='hand']/b\nstrip_id_or_class: box\nstrip: //figcaption\n")
    caption = "The stairs below the fort."
    markup = PAGE.replace(f"<p>{P2}", f"<figure><img src='/a.jpg'><figcaption>{caption}</figcaption></figure><p>{P2}")
    article = read(rules, markup)
    assert (paragraphs(article), article.authors) == ([P1, P2, P3], ["Maud Tarrant"])
    assert (BOX, "site_furniture", "site_config/harbour.example.txt:3") in removals(article)
    assert (caption, "caption", "site_config/harbour.example.txt:4") in removals(article)


def test_a_function_that_there_is_not_finds_nothing_when_it_is_called(tmp_path: Path) -> None:
    rules = configured(tmp_path, "body: //main[foo()]\ntitle: //h1[matches(., 'x')]\nstrip: //p[ends-with(., 'x')]\n")
    article = read(rules)
    assert (article.title, paragraphs(article)) == ("Ferrymen strike", [P1, BOX, P2, P3])


def test_no_rule_reads_nothing() -> None:
    found = evaluate_site_rule(parse_html(PAGE), None)
    assert (found.rule, found.title, found.content_elements, dict(found.removals), found.warnings) == (
        None,
        None,
        (),
        {},
        (),
    )


@pytest.mark.parametrize("url", [None, "", "harbour", "https://[bad/", "https:///a", "data:text/html,x"])
def test_a_url_without_a_host_has_no_rule(tmp_path: Path, url: str | None) -> None:
    assert get_site_rule(rules_of(tmp_path, 'body = ["main"]\n'), url) is None


def test_a_page_of_a_site_without_a_rule_pays_microseconds(tmp_path: Path) -> None:
    rules, root = rules_of(tmp_path, 'body = ["main"]\n'), parse_html(PAGE)
    times = []
    for _ in range(20):
        started = time.perf_counter()
        for _ in range(100):
            evaluate_site_rule(root, get_site_rule(rules, "https://www.elsewhere.example/news/1"))
        times.append((time.perf_counter() - started) / 100)
    assert min(times) < 20e-6
