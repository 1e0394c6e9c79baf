"""Sitemaps of every format, with the errors that real sitemaps have; child sitemaps of an index, and their order."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery.date_range import DateRange
from newscrawl.discovery.sitemap_parser import CHUNK_BYTES, ChildSitemap, SitemapEntries
from newscrawl.discovery.sitemaps import (
    find_sitemaps_in_robots,
    iter_chunks,
    open_sitemap,
    read_chunk,
    select_children,
    sort_newest_first,
)
from newscrawl.exceptions import SEED_REASONS, BadSitemap, NewscrawlError
from newscrawl.items import FeedMetadata, Link
from newscrawl.rules.word_lists import load_navigation_words

URL = "https://example.com/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def read(body: bytes | str, date_range: DateRange | None = None, content_type: str | None = None) -> SitemapEntries:
    """All that a sitemap lists, read as the spider does it."""
    body = body.encode() if isinstance(body, str) else body
    sitemap = open_sitemap(body, content_type=content_type, max_bytes=30_000_000)
    chunk_entries = [
        read_chunk(sitemap.kind, chunk, URL, date_range or DateRange(), load_navigation_words())
        for chunk in iter_chunks(sitemap.kind, sitemap.text)
    ]
    return SitemapEntries(
        links=tuple(link for entries in chunk_entries for link in entries.links),
        children=tuple(child for entries in chunk_entries for child in entries.children),
        listed_count=sum(entries.listed_count for entries in chunk_entries),
        unlinked_count=sum(entries.unlinked_count for entries in chunk_entries),
    )


def urls(body: bytes | str, content_type: str | None = None) -> list[str]:
    return [link.url for link in read(body, content_type=content_type).links]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"<urlset {NS}><url><loc>https://example.com/a</loc></url></urlset>", id="plain"),
        pytest.param("<urlset><url><loc>https://example.com/a</loc></url></urlset>", id="no namespace"),
        pytest.param('<urlset xmlns="http://example.com/old"><url><loc>/a</loc></url></urlset>', id="old namespace"),
        pytest.param(
            '<s:urlset xmlns:s="x"><s:url><s:loc>https://example.com/a</s:loc></s:url></s:urlset>', id="prefix"
        ),
        pytest.param(
            "<s:urlset><s:url><s:loc>https://example.com/a</s:loc></s:url></s:urlset>", id="prefix undeclared"
        ),
        pytest.param("<URLSET><URL><LOC>https://example.com/a</LOC></URL></URLSET>", id="capitals"),
        pytest.param(
            "\n\n <?xml version='1.0'?><urlset><url><loc>\n https://example.com/a \n</loc></url></urlset>",
            id="white space",
        ),
        pytest.param(
            "\ufeff<?xml version='1.0'?><urlset><url><loc>https://example.com/a</loc></url></urlset>",
            id="byte order mark",
        ),
        pytest.param("<urlset><url><loc><![CDATA[https://example.com/a]]></loc></url></urlset>", id="CDATA"),
        pytest.param("<urlset><url><loc>/a</loc></url></urlset>", id="relative"),
        pytest.param("<urlset><url><loc>https://example.com/a</loc></url>", id="cut off behind an entry"),
        pytest.param(
            "<urlset><url><loc>https://example.com/a</loc></url><url><loc></loc></url><url><lo",
            id="cut off in an entry",
        ),
        pytest.param("<url><loc>https://example.com/a</loc></url>", id="no root"),
        pytest.param(
            "<urlset><!-- <url><loc>/b</loc></url> --><url><loc>/a</loc></url><!-- <url><loc>/c</loc></url>",
            id="comments",
        ),
        pytest.param(
            "<urlset><url><loc>/a</loc><image:image><image:loc>/b.jpg</image:loc></image:image></url></urlset>",
            id="pictures",
        ),
        pytest.param(
            "<urlset><url><image:image><image:loc>/b.jpg</image:loc></image:image><loc>/a</loc></url></urlset>",
            id="pictures first",
        ),
        pytest.param(
            "<urlset><url><loc>/a</loc><xhtml:link hreflang='de' href='/de/a'/></url></urlset>", id="languages"
        ),
        pytest.param("<urlset><url><loc>/a\x00\x0b</loc></url>&#1;</urlset>", id="illegal characters"),
        pytest.param("https://example.com/a\r\n\r\n", id="text"),
        pytest.param("https://example.com/a", id="text without a line end"),
        pytest.param("<rss><channel><item><link>https://example.com/a</link></item></channel></rss>", id="RSS"),
        pytest.param('<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/></entry></feed>', id="Atom"),
        pytest.param("<urlset><url><loc>/a</loc></url></urlset>".encode("utf-16"), id="UTF-16"),
        pytest.param(gzip.compress(b"<urlset><url><loc>/a</loc></url></urlset>"), id="gzip"),
        pytest.param(
            gzip.compress(b"<urlset><url><loc>/a") + gzip.compress(b"</loc></url></urlset>"),
            id="gzip of several members",
        ),
    ],
)
def test_the_url_is_found_in(body: bytes | str) -> None:
    assert urls(body) == ["https://example.com/a"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("/a?x=1&amp;y=2", "/a?x=1&y=2", id="as it should be"),
        pytest.param("/a?x=1&y=2&copy=3", "/a?x=1&y=2&copy=3", id="not escaped"),
        pytest.param("<![CDATA[/a?x=1&y=2]]>", "/a?x=1&y=2", id="in CDATA"),
        pytest.param("/a?x=1&#38;y=2", "/a?x=1&y=2", id="by its number"),
        pytest.param("/caf%C3%A9", "/caf%C3%A9", id="percent"),
        pytest.param("/café", "/caf%C3%A9", id="not in percents"),
    ],
)
def test_a_url_stays_complete(text: str, expected: str) -> None:
    assert urls(f"<urlset><url><loc>{text}</loc></url></urlset>") == [f"https://example.com{expected}"]


def test_bytes_are_read_by_the_charset_of_the_header() -> None:
    body = "<urlset><url><loc>/a</loc><n:news><n:title>Сегодня</n:title></n:news></url></urlset>".encode("cp1251")
    (link,) = read(body, content_type="text/xml; charset=windows-1251").links
    assert link.feed_metadata.title == "Сегодня"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "<urlset><url><loc>/a</loc><t><![CDATA[late <!-- again]]></t></url><url><loc>/b</loc></url></urlset>",
            ["/a", "/b"],
            id="start of a comment in a CDATA section",
        ),
        pytest.param("<urlset><!-- <![CDATA[ --><url><loc>/a</loc></url></urlset>", ["/a"], id="CDATA in a comment"),
        pytest.param("<urlset><url><loc>/a</loc><loc>/b</loc></url></urlset>", ["/a", "/b"], id="two URLs"),
        pytest.param("<urlset><url><loc>\u200b/a\u200e</loc></url></urlset>", ["/a"], id="characters without width"),
        pytest.param(
            "<urlset><url><loc>/a</loc><i><url>/picture</url></i></url></urlset>", ["/a"], id="the URL of a picture"
        ),
        pytest.param("<urlset><url>/a</url></urlset>", ["/a"], id="without loc"),
    ],
)
def test_all_urls_of_odd_entries_are_found(body: str, expected: list[str]) -> None:
    assert [url.removeprefix("https://example.com") for url in urls(body)] == expected


@pytest.mark.parametrize("entry", ["<loc>/a.xml</loc><loc>/b.xml</loc>", "/a.xml</sitemap><sitemap>/b.xml"])
def test_an_index_may_list_its_sitemaps_in_any_way(entry: str) -> None:
    found = read(f"<sitemapindex><sitemap>{entry}</sitemap></sitemapindex>")
    assert [child.url for child in found.children] == ["https://example.com/a.xml", "https://example.com/b.xml"]


def test_of_broken_gzip_the_entries_before_the_fault_are_used() -> None:
    packed = gzip.compress(f"<urlset {NS}><url><loc>/a</loc></url></urlset>".encode())
    sitemap = open_sitemap(packed[:-8] + b"badsum!!", content_type=None, max_bytes=10_000)
    (chunk,) = iter_chunks(sitemap.kind, sitemap.text)
    links = read_chunk(sitemap.kind, chunk, URL, DateRange(), load_navigation_words()).links
    assert [link.url for link in links] == ["https://example.com/a"]
    assert sitemap.fault is not None
    assert sitemap.fault.startswith("gzip that cannot be read")


def test_the_metadata_of_a_news_sitemap() -> None:
    (link,) = read("""<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/a</loc>
      <lastmod>2026-11-02T09:00:00Z</lastmod>
      <news:news><news:publication><news:name>Harbour Post</news:name><news:language>pt-br</news:language>
      </news:publication>
      <news:publication_date>2026-11-01T08:00+01:00</news:publication_date>
      <news:title>Rock &amp;amp; roll on the &lt;b&gt;quay&lt;/b&gt;</news:title>
      <news:keywords>Ferries, Port Alder,Ferries，天気</news:keywords></news:news>
      <video:video><video:title>Other</video:title><video:publication_date>2020-01-01</video:publication_date></video:video>
      </url></urlset>""").links
    assert link.feed_metadata == FeedMetadata(
        title="Rock & roll on the quay",
        published="2026-11-01T08:00:00+01:00",
        modified="2026-11-02T09:00:00+00:00",
        language="pt-br",
        tags=("Ferries", "Port Alder", "天気"),
    )


def test_urls_that_are_not_articles_are_left_out_unless_the_sitemap_says_news() -> None:
    news = "<url><loc>/tag/b</loc><n:news><n:publication_date>2026-11-01</n:publication_date></n:news></url>"
    others = ("/", "/tag/a", "/about-us/", "/login", "/2026/11/", "/news/page/2", "/report.pdf")
    found = read(f"<urlset>{''.join(f'<url><loc>{path}</loc></url>' for path in others)}{news}</urlset>")
    assert [link.url for link in found.links] == ["https://example.com/tag/b"]
    assert found.listed_count == len(others) + 1


def test_an_index_lists_sitemaps_and_when_they_changed() -> None:
    found = read(
        f"<sitemapindex {NS}><sitemap><loc>/a.xml</loc><lastmod>2026-11-02</lastmod></sitemap>"
        "<sitemap><loc>/b.xml?a=1&b=2</loc></sitemap><url><loc>/c</loc></url></sitemapindex>"
    )
    assert found.children == (
        ChildSitemap(url="https://example.com/a.xml", modified="2026-11-02"),
        ChildSitemap(url="https://example.com/b.xml?a=1&b=2"),
    )
    assert [link.url for link in found.links] == ["https://example.com/c"]


def test_entries_without_a_url_are_counted() -> None:
    bad = "<url><loc>mailto:a@example.com</loc></url><url><lastmod>2026</lastmod></url>"
    found = read(f"<urlset>{bad}<url><loc>/a</loc></url></urlset>")
    assert (len(found.links), found.listed_count, found.unlinked_count) == (1, 1, 2)


def test_no_entry_is_lost_or_doubled_where_a_large_sitemap_is_split() -> None:
    entries = "".join(
        f"<url>\n<loc>https://example.com/{'x' * 500}?n={number}</loc> </url  >" for number in range(6_000)
    )
    sitemap = open_sitemap(f"<urlset {NS}>{entries}</urlset>".encode(), content_type=None, max_bytes=30_000_000)
    chunks = [*iter_chunks(sitemap.kind, sitemap.text)]
    assert len(chunks) > 1
    assert max(map(len, chunks)) < CHUNK_BYTES + 1_000
    found = [
        link.url.partition("n=")[2]
        for chunk in chunks
        for link in read_chunk(sitemap.kind, chunk, URL, DateRange(), load_navigation_words()).links
    ]
    assert found == [str(number) for number in range(6_000)]


def test_no_line_is_lost_or_doubled_where_a_long_list_is_split() -> None:
    body = "\n".join(f"https://example.com/{'x' * 500}?n={number}" for number in range(6_000))
    assert [url.partition("n=")[2] for url in urls(body)] == [str(number) for number in range(6_000)]


def test_an_entry_without_an_end_is_not_a_sitemap() -> None:
    with pytest.raises(BadSitemap, match="has no end") as caught:
        read("<urlset><url><loc>/a</loc>" + "<x/>" * 2_700_000)
    assert caught.value.reason == "not_a_sitemap"


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname">]><urlset><url><loc>/&x;</loc></url></urlset>',
        '<!DOCTYPE urlset SYSTEM "http://127.0.0.1:1/x.dtd"><urlset><url><loc>/</loc></url></urlset>',
        '<!DOCTYPE u [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><urlset><url><loc>/&b;</loc></url></urlset>',
        "<urlset><url><loc>/</loc></url>" + "<a>" * 100_000,
        "<urlset>" + "<!--" * 100_000,
        "<!" * 30_000 + "<![]>" * 10_000,
    ],
    ids=["file", "DTD", "bomb", "deep", "comments", "declarations"],
)
def test_hostile_sitemaps_do_no_harm(body: str) -> None:
    try:
        found = urls(body)
    except BadSitemap:
        return
    assert {url.replace("&", "") for url in found} <= {f"https://example.com/{end}" for end in ("", "x", "b")}


@given(st.binary(max_size=400) | st.text(alphabet="<>/&;url loc:sitemapset?!-[]\n", max_size=400).map(str.encode))
def test_whatever_the_bytes_nothing_else_is_raised(body: bytes) -> None:
    try:
        read(body)
        read(b"<urlset><url><loc>" + body)
    except NewscrawlError as error:
        assert error.reason in SEED_REASONS  # noqa: PT017 - most bodies are no sitemap


@pytest.mark.parametrize(
    ("links", "order"),
    [
        (
            [
                Link(url="https://example.com/undated"),
                Link(url="https://example.com/2026/11/02/by-address"),
                Link(url="https://example.com/changed", feed_metadata=FeedMetadata(modified="2026-11-03T09:00:00Z")),
                Link(
                    url="https://example.com/2020/01/01/x",
                    feed_metadata=FeedMetadata(published="2026-11-04T01:00:00+09:00"),
                ),
            ],
            [3, 2, 1, 0],
        )
    ],
)
def test_the_newest_come_first_and_those_without_a_date_last(links: Sequence[Link], order: list[int]) -> None:
    assert sort_newest_first(links) == [links[position] for position in order]


def test_only_links_that_can_be_from_the_date_range_are_taken() -> None:
    date_range = DateRange(since=datetime(2026, 11, 1, tzinfo=UTC), until=datetime(2026, 11, 9, tzinfo=UTC))
    found = read(
        "<urlset><url><loc>/2026/11/05/in</loc></url><url><loc>/2026/10/05/too-old</loc></url>"
        "<url><loc>/2026/11/20/too-new</loc></url><url><loc>/unknown</loc></url>"
        "<url><loc>/old</loc><lastmod>2026-10-20</lastmod></url><url><loc>/perhaps</loc><lastmod>2026-11-20</lastmod></url></urlset>",
        date_range,
    )
    assert [link.url.rpartition("/")[2] for link in found.links] == ["in", "unknown", "perhaps"]
    assert found.listed_count == 6


def test_robots_txt_names_sitemaps_in_any_way() -> None:
    body = (
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /x\nSITEMAP:https://example.com/a.xml # the first\n"
        b"Sitemap: /b.xml\nSitemap: https://example.com/a.xml\nSitemap: mailto:a@example.com\nsitemap: http://cdn.example.net/c.xml.gz"
    )
    assert find_sitemaps_in_robots(body, url="https://example.com/robots.txt") == [
        "https://example.com/a.xml",
        "https://example.com/b.xml",
        "http://cdn.example.net/c.xml.gz",
    ]


NOVEMBER = DateRange(since=datetime(2026, 11, 2, tzinfo=UTC))
SUMMER = DateRange(since=datetime(2026, 6, 2, tzinfo=UTC), until=datetime(2026, 8, 31, tzinfo=UTC))


def select_names(children: list[str], date_range: DateRange) -> list[str]:
    """The names of the selected sitemaps. In a name, the date after a space is that of the last change."""
    made = [child.partition(" ") for child in children]
    found = select_children(
        [ChildSitemap(url=f"https://example.com/{name}.xml", modified=date or None) for name, _, date in made],
        date_range,
    )
    return [child.url.removeprefix("https://example.com/").removesuffix(".xml") for child in found]


@pytest.mark.parametrize(
    ("children", "date_range", "expected"),
    [
        pytest.param(["a", "b"], DateRange(), ["a", "b"], id="nothing is known: the order of the index"),
        pytest.param(["a 2026-01-01", "b 2026-11-01", "c"], DateRange(), ["b", "a", "c"], id="by change"),
        pytest.param(["2025-01", "2026-10", "2026-11"], DateRange(), ["2026-11", "2026-10", "2025-01"], id="by name"),
        pytest.param(
            ["2026-10 2026-10-02", "2026 2026-10-20"],
            DateRange(),
            ["2026", "2026-10"],
            id="by change, not by a later name",
        ),
        pytest.param(
            ["2026-08 2026-11-05", "2026-09 2026-09-03"],
            DateRange(),
            ["2026-09", "2026-08"],
            id="by name, not by a later change",
        ),
        pytest.param(["2026 2026-11-05", "news-sitemap"], DateRange(), ["news-sitemap", "2026"], id="news first"),
        pytest.param(["2026-09", "2026-10", "2026-11"], NOVEMBER, ["2026-11"], id="name rules out"),
        pytest.param(["a 2026-09-01", "b 2026-11-03", "c"], NOVEMBER, ["b", "c"], id="change rules out"),
        pytest.param(["2026-07 2026-11-03", "2026-09", "2026-05"], SUMMER, ["2026-07"], id="name counts more"),
        pytest.param(["a 2026-11-03", "b 2026-05-03"], SUMMER, ["a"], id="changed later, perhaps older"),
        pytest.param(["a 2019-01-01", "b 2020-01-01"], NOVEMBER, ["b"], id="dates that are never updated"),
        pytest.param(
            ["post-1", "author", "post_tag", "category-2", "image-map"], DateRange(), ["post-1"], id="no articles"
        ),
        pytest.param(["tags"], DateRange(), ["tags"], id="nothing else in the index"),
    ],
)
def test_the_selected_children_of_an_index_in_order(
    children: list[str], date_range: DateRange, expected: list[str]
) -> None:
    assert select_names(children, date_range) == expected
