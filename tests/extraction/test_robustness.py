"""Any input gives an article with safe strings, or one of two errors with a reason, in limited time."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawl import Article, ExtractionFailed, NotAnArticle, clean_text, extract
from newscrawl.exceptions import FAILED_REASONS, REFUSED_REASONS
from newscrawl.html.blocks import extract_blocks
from newscrawl.html.parser import parse_html

P1 = "The ferrymen of Low Sound voted on Monday to strike, and by noon not one boat had left the stairs below the fort."
P2 = "Their wages, they say, have stood still for nine years, while the price of a crossing has doubled twice over."
P3 = "The council, which owns two boats of the five, asked both sides to meet in the old customs house by Friday."
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferrymen strike | Quayside Courier</title>'
    '<meta property="og:title" content="Ferrymen strike"><meta property="article:published_time" content="2031-05-06">'
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferrymen strike","author":'
    '[{"@type":"Person","name":"Mira Holt"}],"image":{"url":"/b.jpg"},"wordCount":90}</script></head><body><nav>'
    '<a href="/">Home</a></nav><article><h1>Ferrymen strike</h1><p class="byline">By <a href="/h">Mira Holt</a></p>'
    f"<figure><img src='/b.jpg'><figcaption>Boats. Photo: Reuters</figcaption></figure><div class='body'><p>{P1}</p>"
    f"<p><a href='/fog'>How the fog took nine men</a></p><p>{P2}<br><br>{P3}</p><ul><li>One</li></ul><table><tr><td>a"
    "</td></tr></table></div><div class='comments'><p>First!</p></div></article><footer>© 2031</footer></body></html>"
)

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufeff\ufffe\uffff\ud800-\udfff]")


def strings(value: object) -> Iterator[str]:
    """Every string of a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings(getattr(value, field.name))


def extract_safely(work: Callable[[], Article]) -> Article | None:
    """The article, whose strings are safe; None if it was refused with a known reason."""
    caught: NotAnArticle | ExtractionFailed | None = None
    try:
        article = work()
    except (NotAnArticle, ExtractionFailed) as error:
        caught = error
    if caught:
        assert caught.reason in (REFUSED_REASONS if isinstance(caught, NotAnArticle) else FAILED_REASONS)
        return None
    assert article.text
    assert all(paragraph.strip() for paragraph in article.text.split("\n\n"))
    for text in strings(article):
        assert not UNSAFE.search(text)
        assert unicodedata.is_normalized("NFC", text)
    return article


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1",
        "http://h:port/a",
        "http://",
        "//",
        "",
        "http://a b/",
        "http://[::1]:99999/",
        "ftp://x/y",
        "\ud800",
    ],
)
def test_a_malformed_url_costs_nothing_but_itself(url: str) -> None:
    links = f'<link rel="canonical" href="https://h.example/ferrymen-strike"><base href="{url}">'
    tags = f'<meta property="og:url" content="{url}"><meta property="og:image" content="{url}">'
    page = PAGE.replace("<meta charset", f"{links}{tags}<meta charset").replace("/b.jpg", url).replace("/fog", url)
    article = extract(page, url=url)
    assert (article.title, article.authors) == ("Ferrymen strike", ["Mira Holt"])
    assert P3 in article.text


@given(st.binary(max_size=400))
@QUICK
def test_any_bytes_are_an_article_or_refused(body: bytes) -> None:
    extract_safely(lambda: extract(body))


@given(st.text(max_size=400))
@QUICK
def test_any_text_is_an_article_or_refused(text: str) -> None:
    extract_safely(lambda: extract(text))
    extract_safely(lambda: clean_text(text))


TAGS = "p div span a b i br img h1 h2 li ul ol table tr td th figure figcaption blockquote pre article main".split()
TAGS += "nav aside header footer form section script style svg math button template noscript time title base".split()
TAGS += "x-box ruby rt details summary slot".split()
NAMES = ["byline", "share", "related", "newsletter", "paywall", "caption", "comments", "body", "sr-only", "tags"]
STYLES = ["display:none", "clip: rect(0 0 0 0)", "display:block", "white-space:pre-line", "white-space:normal"]
HREFS = [
    "/a",
    "http:",
    "https:x",
    "//",
    "https://[",
    "mailto:x",
    "javascript:x",
    "#",
    "\x00",
    "https://x.example/\u2028",
]
TEXTS = st.one_of(
    st.sampled_from(
        [P1, P2, P3, "Read more", "Advertisement", "By Mira Holt", "©", "…", "14:32", "קראו עוד", "続きを読む", "&#0;"]
    ),
    st.text(max_size=12),
)


@st.composite
def elements(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    tag = draw(st.sampled_from(TAGS))
    name = draw(st.sampled_from(["class", "id", "href", "src", "style", "hidden", "itemprop", "rel", "shadowrootmode"]))
    value = draw(st.sampled_from([*NAMES, *HREFS, *STYLES, "author", "open"]))
    content = "".join(draw(st.lists(inner, max_size=4)))
    end = draw(st.sampled_from([f"</{tag}>", f"</{tag}>", "", "</p>"]))
    return f'<{tag} {name}="{value}">{content}{end}{draw(TEXTS)}'


TREES = st.recursive(TEXTS, elements, max_leaves=25)


@given(TREES)
@QUICK
def test_any_mark_up_is_an_article_or_refused(markup: str) -> None:
    extract_safely(lambda: extract(f"<html><body>{markup}</body></html>", url="https://www.quayside.example/a"))


@given(TREES)
@QUICK
def test_any_mark_up_in_an_article_raises_nothing_else(markup: str) -> None:
    page = PAGE.replace("<ul><li>One", f"{markup}<ul><li>One")
    extract_safely(lambda: extract(page, url="https://www.quayside.example/a"))


@given(TREES)
@QUICK
def test_every_letter_of_a_page_is_in_at_most_one_block(markup: str) -> None:
    try:
        root = parse_html(f"<html><body>{markup}</body></html>")
    except (NotAnArticle, ExtractionFailed):
        return
    page_letters = "".join(filter(str.isalnum, unicodedata.normalize("NFC", str(root.text_content()))))
    block_letters = "".join(filter(str.isalnum, "".join(block.text for block in extract_blocks(root))))
    assert len(block_letters) <= len(page_letters)
    for block in extract_blocks(root):
        assert block.text.strip() == block.text != ""
        assert 0 <= block.link_density <= 1


STATES = st.recursive(
    st.one_of(TEXTS, st.sampled_from(["Ferrymen strike", f"<p>{P1}</p><p>{P2}</p>", f"{P1}\n\n{P3}", 4, None])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["headline", "title", "url", "body", "text", "__ref", "ROOT_QUERY"]), inner),
    ),
    max_leaves=25,
)
SCRIPTS = [
    '<script id="__NEXT_DATA__" type="application/json">%s</script>',
    '<script id="__NUXT_DATA__" type="application/json">%s</script>',
    "<script>window.__STATE__ = %s;</script>",
    "<script>window.__STATE__=JSON.parse('%s');a={b:1}</script>",
]


@given(STATES, st.sampled_from(SCRIPTS), st.integers(0, 9))
@QUICK
def test_any_application_state_is_an_article_or_refused(state: object, script: str, cut: int) -> None:
    text = json.dumps({"state": state, "note": P1 * 2})
    page = f"<html><head><title>Ferrymen strike</title></head><body>{script % text[: len(text) - cut]}</body></html>"
    extract_safely(lambda: extract(page))


@given(st.text(alphabet=".#abp {}:;@,>/*displayblockwhite-space", max_size=200))
@QUICK
def test_any_style_sheet_is_an_article_or_refused(sheet: str) -> None:
    spans = "".join(f'<span class="a b">{text}</span>' for text in (P1, P2, P3))
    extract_safely(lambda: extract(f"<html><head><style>{sheet}</style></head><body><div>{spans}</div></body></html>"))


@given(st.data())
@QUICK
def test_a_page_with_bytes_changed_is_an_article_or_refused(data: st.DataObject) -> None:
    page = bytearray(PAGE.encode())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(page) - 1))
        page[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=6))
    extract_safely(lambda: extract(bytes(page), url="https://www.quayside.example/a"))


@given(st.integers(0, len(PAGE)))
@QUICK
def test_a_truncated_page_is_an_article_or_refused(length: int) -> None:
    extract_safely(lambda: extract(PAGE[:length], url="https://www.quayside.example/a"))


@given(st.lists(TEXTS, max_size=20), st.sampled_from(["\n", "\n\n", "\r\n", "\u2028"]))
@QUICK
def test_any_lines_are_an_article_or_refused(lines: list[str], between: str) -> None:
    article = extract_safely(lambda: clean_text(between.join(lines)))
    if article is not None:
        known = article.text.count("\n\n") + 1 + len(article.removed)
        assert known <= sum(len(line.splitlines()) for line in lines) + 1


@given(st.permutations([P1, P2, P3, "“No.”", "Nobody came.", "The council meets on Friday."]))
@QUICK
def test_plain_paragraphs_are_kept_in_any_order(paragraphs: list[str]) -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    article = extract(f"<html><body><article><h1>Ferrymen strike</h1><div>{body}</div></article></body></html>")
    assert article.text.split("\n\n") == list(paragraphs)


STORMS = [
    pytest.param("<p>" + "<b>x</b> " * 20_000 + "</p>", id="inline elements"),
    pytest.param("".join(f"<p><a href='/{n}'>How the fog took boat {n}</a></p>" for n in range(4_000)), id="links"),
    pytest.param("<p>" + "x<br>" * 20_000 + "</p>", id="line breaks"),
    pytest.param("<p>" + "<br>" * 40_000 + "</p>", id="line breaks without text"),
    pytest.param("<div class='related'>" * 900 + "x" + "</div>" * 900, id="depth"),
    pytest.param(f"<div class='{'related ' * 40_000}'><p>x</p></div>", id="class names"),
    pytest.param("<p>" + "a" * 400_000 + "</p>", id="one word"),
    pytest.param("<p>" + "no spaces,nowhere." * 20_000 + "</p>", id="no spaces"),
    pytest.param("<table>" + "<tr><td>a</td><td>b</td></tr>" * 4_000 + "</table>", id="table rows"),
    pytest.param("<p>" + "/" * 100_000 + "</p><p>" + "a." * 50_000 + "</p>", id="dots and slashes"),
]


@pytest.mark.parametrize("storm", STORMS)
def test_blocks_are_extracted_in_limited_time(storm: str) -> None:
    started = time.process_time()
    blocks = extract_blocks(parse_html(f"<html><body>{storm}</body></html>"))
    assert time.process_time() - started < 2
    assert sum(len(block.links) for block in blocks) <= 20_000


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("a" * 100_000, id="one word"),
        pytest.param("a " * 50_000, id="words"),
        pytest.param("(" * 50_000, id="brackets"),
        pytest.param("www." * 25_000, id="URL"),
        pytest.param("Photo: " * 10_000, id="credits"),
        pytest.param("By Mira Holt, " * 8_000, id="bylines"),
        pytest.param("- " * 50_000, id="hyphens"),
    ],
)
def test_a_very_long_line_is_read_in_limited_time(line: str) -> None:
    started = time.process_time()
    extract_safely(lambda: clean_text(f"Ferrymen strike\n{line}\n{P1}\n{line}"))
    assert time.process_time() - started < 3
