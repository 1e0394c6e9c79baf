"""Feeds of every format, with the errors that real feeds have, and what they know of each link."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery.feeds import read_feed
from newscrawl.exceptions import FEED_REASONS, BadFeed
from newscrawl.items import FeedMetadata, Link

URL = "https://harbour.example/feeds/news.xml"

RSS_2 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
 <channel>
  <title>Harbour News</title><link>https://harbour.example/</link><language>en-GB</language>
  <item>
   <title>Ferry &amp;amp; tram share a ticket</title>
   <link>https://harbour.example/news/ferry</link>
   <guid isPermaLink="false">77</guid>
   <dc:creator>Ana Lima</dc:creator>
   <category>Transport</category><category>City</category><category>Transport</category>
   <pubDate>Wed, 04 Nov 2026 10:00:00 +0200</pubDate>
   <description>&lt;p&gt;One ticket &amp;amp; &lt;b&gt;one&lt;/b&gt; price.&lt;/p&gt;</description>
   <content:encoded><![CDATA[<p>From Monday, one ticket is enough.</p>]]></content:encoded>
  </item>
 </channel>
</rss>"""
FERRY = Link(
    url="https://harbour.example/news/ferry",
    feed_metadata=FeedMetadata(
        title="Ferry & tram share a ticket",
        published="2026-11-04T10:00:00+02:00",
        authors=("Ana Lima",),
        tags=("Transport", "City"),
        language="en-GB",
        summary="One ticket & one price.",
        content="<p>From Monday, one ticket is enough.</p>",
    ),
)

RSS_092 = """<rss version="0.92"><channel><title>Harbour News</title>
<item><title>Ferry late</title><link>https://harbour.example/news/late</link></item></channel></rss>"""

RSS_091_WITH_DOCTYPE = """<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Harbour News</title>
<item><title>Ferry late</title><link>https://harbour.example/news/late</link></item></channel></rss>"""

RSS_1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://harbour.example/"><title>N</title></channel>
<item rdf:about="https://harbour.example/news/late"><title>Ferry late</title>
<link>https://harbour.example/news/late</link></item></rdf:RDF>"""

ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Ferry late</title>
<link rel="alternate" type="text/html" href="https://harbour.example/news/late"/></entry></feed>"""

JSON_1 = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1",
        "items": [{"id": "1", "url": "https://harbour.example/news/late", "title": "Ferry late"}],
    }
)
LATE = Link(url="https://harbour.example/news/late", feed_metadata=FeedMetadata(title="Ferry late"))

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://harbour.example/monde/">
 <title>Le Port</title><author><name>Le Port</name></author>
 <entry xml:base="ville/">
  <title type="html">Le bac &lt;em&gt;revient&lt;/em&gt;</title>
  <link rel="self" href="bac.atom"/><link href="bac"/><link rel="enclosure" href="bac.mp3" type="audio/mpeg"/>
  <id>urn:port:1</id>
  <published>2026-11-04T10:00:00+01:00</published><updated>2026-11-04T12:30:00Z</updated>
  <author><name>Inès Roy</name></author><author><name>Paul Petit</name></author>
  <category term="ville" label="Ville"/>
  <summary>Il part lundi.</summary>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Il part lundi à huit heures.</p></div></content>
 </entry>
</feed>"""
BAC = Link(
    url="https://harbour.example/monde/ville/bac",
    feed_metadata=FeedMetadata(
        title="Le bac revient",
        published="2026-11-04T10:00:00+01:00",
        modified="2026-11-04T12:30:00+00:00",
        authors=("Inès Roy", "Paul Petit"),
        tags=("Ville",),
        language="fr",
        summary="Il part lundi.",
        content="<p>Il part lundi à huit heures.</p>",
    ),
)


@pytest.mark.parametrize(
    ("feed", "links"),
    [
        pytest.param(RSS_2, (FERRY,), id="RSS 2.0"),
        pytest.param(RSS_092, (LATE,), id="RSS 0.92"),
        pytest.param(RSS_091_WITH_DOCTYPE, (LATE,), id="RSS 0.91"),
        pytest.param(RSS_1, (LATE,), id="RSS 1.0"),
        pytest.param(ATOM_03, (LATE,), id="Atom 0.3"),
        pytest.param(ATOM, (BAC,), id="Atom 1.0"),
        pytest.param(JSON_1, (LATE,), id="JSON Feed 1.0"),
    ],
)
def test_every_kind_of_feed_is_read(feed: str, links: tuple[Link, ...]) -> None:
    assert read_feed(feed.encode(), url=URL).links == links


@pytest.mark.parametrize(
    "content_type", [None, "text/html", "text/plain; charset=utf-8", "application/json", "nonsense"]
)
@pytest.mark.parametrize("feed", [RSS_2, ATOM, JSON_1], ids=["RSS", "Atom", "JSON"])
def test_the_type_that_the_server_gives_does_not_matter(feed: str, content_type: str | None) -> None:
    assert read_feed(feed.encode(), url=URL, content_type=content_type) == read_feed(feed.encode(), url=URL)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(f"<?xml version='1.0' encoding='ISO-8859-1'?>{RSS_092}", "text/xml; charset=utf-8", id="both lie"),
        pytest.param(f"\ufeff{RSS_092}", None, id="byte order mark"),
        pytest.param(f"\n \t{RSS_092}", None, id="white space before"),
        pytest.param(f"\r\n\ufeff <?xml version='1.0'?>{RSS_092}", None, id="declaration not at the start"),
        pytest.param(f"<!-- cached -->\n{RSS_092}", None, id="comment before"),
    ],
)
def test_text_before_a_feed_does_not_matter(body: str, content_type: str | None) -> None:
    feed = body.replace("late</title>", "spät & naß – &nbsp;&eacute;</title>")
    title = read_feed(feed.encode(), url=URL, content_type=content_type).links[0].feed_metadata.title
    assert title == "Ferry spät & naß – é"


@pytest.mark.parametrize(
    ("codec", "declaration", "content_type"),
    [
        pytest.param(
            "iso-8859-1", '<?xml version="1.0" encoding="iso-8859-1"?>', "text/xml", id="the feed declares it"
        ),
        pytest.param("iso-8859-1", "", "text/xml; charset=ISO-8859-1", id="the server declares it"),
        pytest.param("cp1252", "", "text/xml", id="nobody declares it"),
        pytest.param("utf-16", "", None, id="UTF-16 with a mark"),
        pytest.param("utf-8", "", "text/xml; charset=us-ascii", id="the server is wrong"),
    ],
)
def test_every_encoding_is_read(codec: str, declaration: str, content_type: str | None) -> None:
    feed = declaration + RSS_092.replace("late<", "spät, größer, naß<")
    assert (
        read_feed(feed.encode(codec), url=URL, content_type=content_type).links[0].feed_metadata.title
        == "Ferry spät, größer, naß"
    )


@pytest.mark.parametrize(
    ("item", "url"),
    [
        pytest.param("<link>https://a.example/1?a=1&b=2</link>", "https://a.example/1?a=1&b=2", id="bare ampersand"),
        pytest.param("<link><![CDATA[ https://a.example/1 ]]></link>", "https://a.example/1", id="CDATA and spaces"),
        pytest.param("<link>/news/1</link>", "https://harbour.example/news/1", id="relative to the feed's URL"),
        pytest.param("<guid>https://a.example/1</guid>", "https://a.example/1", id="only a guid"),
        pytest.param(
            "<link>https://a.example/1</link><guid>https://b.example/2</guid>", "https://a.example/1", id="both"
        ),
        pytest.param(
            "<link>https://feeds.example/~r/1</link>"
            '<f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">https://a.example/1</f:origLink>',
            "https://a.example/1",
            id="FeedBurner",
        ),
        pytest.param("<link/><guid>https://a.example/1</guid>", "https://a.example/1", id="an empty link"),
        pytest.param('<guid isPermaLink="false">https://a.example/1</guid>', "https://a.example/1", id="denied guid"),
        pytest.param(
            "<link>https://a.example/1?a=1&lang=en&copy=2&amp;reg=3</link>",
            "https://a.example/1?a=1&lang=en&copy=2&reg=3",
            id="parameters that look like entities",
        ),
        pytest.param(
            '<enclosure url="https://i.example/1.jpg" type="image/jpeg"/><link>https://a.example/1</link>',
            "https://a.example/1",
            id="a picture",
        ),
    ],
)
def test_the_url_of_an_rss_item(item: str, url: str) -> None:
    feed = f'<rss version="2.0"><channel><item>{item}</item></channel></rss>'
    assert [link.url for link in read_feed(feed.encode(), url=URL).links] == [url]


@pytest.mark.parametrize(
    "links",
    [
        pytest.param('<link href="/1" type="text/html; charset=utf-8"/>', id="a type with a parameter"),
        pytest.param('<link href="/1" rel="alternate" type="text/x-story"/>', id="an unusual type"),
        pytest.param('<link href="/1" type=""/><link rel="replies" type="text/html" href="/2"/>', id="an empty type"),
        pytest.param('<link href="/1"/><link rel="enclosure" type="image/jpeg">https://i.example/2</link>', id="text"),
        pytest.param('<link rel="enclosure" href="/2.mp3" type="audio/mpeg"/><link href="/1"/>', id="an enclosure"),
        pytest.param('<link rel="self" href="/2.xml"/><link rel="alternate" href="/1"/>', id="the entry itself"),
        pytest.param('<link href="/2.jpg" type="image/jpeg"/><link href="/1"/>', id="a picture as alternate"),
    ],
)
def test_the_url_of_an_atom_entry_is_that_of_the_page(links: str) -> None:
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id>{links}</entry></feed>'
    assert [link.url for link in read_feed(feed.encode(), url=URL).links] == ["https://harbour.example/1"]


def test_a_feed_may_be_packed_without_a_word() -> None:
    feed = '<rss version="2.0"><channel><item><link>/1</link></item></channel></rss>'
    assert [link.url for link in read_feed(gzip.compress(feed.encode()), url=URL).links] == [
        "https://harbour.example/1"
    ]


def test_a_title_has_no_scripts_in_it() -> None:
    title = "Ferry &lt;script&gt;track('ferry')&lt;/script&gt; late"
    feed = f'<rss version="2.0"><channel><item><link>/1</link><title>{title}</title></item></channel></rss>'
    assert read_feed(feed.encode(), url=URL).links[0].feed_metadata.title == "Ferry late"


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("<author>desk@harbour.example (Ana Lima)</author>", ("Ana Lima",)),
        ("<author>desk@harbour.example</author>", ()),
        ("<author>Ana Lima &lt;ana@harbour.example&gt;</author>", ("Ana Lima",)),
        ("<author>Ana Lima</author><author>desk@harbour.media (Ben Oak)</author>", ("Ana Lima", "Ben Oak")),
        ('<c:creator xmlns:c="http://purl.org/dc/elements/1.1/">Ana Lima</c:creator>', ("Ana Lima",)),
        (
            '<a:author xmlns:a="http://www.w3.org/2005/Atom"><a:name>Ana</a:name><a:email>a@b.media</a:email></a:author>',
            ("Ana",),
        ),
    ],
)
def test_authors_are_names_without_email_addresses(author: str, names: tuple[str, ...]) -> None:
    feed = f'<rss version="2.0"><channel><item><link>/1</link>{author}</item></channel></rss>'
    assert read_feed(feed.encode(), url=URL).links[0].feed_metadata.authors == names


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Wed, 04 Nov 2026 10:00:00 GMT", "2026-11-04T10:00:00+00:00"),
        ("Wed, 04 Nov 2026 10:00:00 EST", "2026-11-04T10:00:00-05:00"),
        ("2026-11-04T10:00:00Z", "2026-11-04T10:00:00+00:00"),
        ("2026-11-04", "2026-11-04"),
        ("2026년 11월 04일  오전 10:00:00", "2026-11-04T10:00:00"),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_keep_their_zone(text: str, published: str | None) -> None:
    feed = f'<rss version="2.0"><channel><item><link>/1</link><pubDate>{text}</pubDate></item></channel></rss>'
    assert read_feed(feed.encode(), url=URL).links[0].feed_metadata.published == published


def test_the_one_date_of_an_rss_item_is_when_it_was_published() -> None:
    item = "<link>https://harbour.example/news/late</link>"
    feed = RSS_1.replace(item, f"{item}<dc:date>2026-11-04T10:00:00+01:00</dc:date>")
    metadata = read_feed(feed.encode(), url=URL).links[0].feed_metadata
    assert (metadata.published, metadata.modified) == ("2026-11-04T10:00:00+01:00", None)


def test_when_an_atom_entry_was_changed_is_not_when_it_was_published() -> None:
    feed = ATOM.replace("<published>2026-11-04T10:00:00+01:00</published>", "")
    metadata = read_feed(feed.encode(), url=URL).links[0].feed_metadata
    assert (metadata.published, metadata.modified) == (None, "2026-11-04T12:30:00+00:00")


def test_the_content_is_not_repeated_as_summary() -> None:
    item = '<link>/1</link><c:encoded xmlns:c="http://purl.org/rss/1.0/modules/content/">&lt;p&gt;Whole.&lt;/p&gt;</c:encoded>'
    metadata = (
        read_feed(f'<rss version="2.0"><channel><item>{item}</item></channel></rss>'.encode(), url=URL)
        .links[0]
        .feed_metadata
    )
    assert (metadata.content, metadata.summary) == ("<p>Whole.</p>", None)


@pytest.mark.parametrize(
    "link", ["mailto:desk@harbour.example", "javascript:void(0)", "file:///etc/hostname", "ftp://harbour.example/1", ""]
)
def test_only_web_urls_are_links(link: str) -> None:
    items = f"<item><link>{link}</link></item><item><link>/1</link></item>"
    feed = read_feed(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), url=URL)
    assert [found.url for found in feed.links] == ["https://harbour.example/1"]
    assert feed.unlinked_count == 1


def test_a_feed_without_its_end_gives_the_entries_before() -> None:
    cut = RSS_2.replace("</channel>", "<item><link>https://harbour.example/2</link></item>").partition("/2</link>")[0]
    assert FERRY in read_feed(cut.encode(), url=URL).links


@pytest.mark.parametrize("reference", ["&#1;", "&#xD800;", "&#xFFFF;", "&undefined;", "\x08"])
def test_an_illegal_character_does_not_cost_the_feed(reference: str) -> None:
    feed = RSS_092.replace("late</title>", f"la{reference}te</title>")
    assert [link.url for link in read_feed(feed.encode(), url=URL).links] == [LATE.url]


def test_entities_are_neither_fetched_nor_blown_up() -> None:
    entities = '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{"&a" + str(n - 1 or "") + ";":s}&a{n - 1 or ""};&a{n - 1 or ""};">' for n in range(1, 40)
    )
    feed = f"<?xml version='1.0'?>{entities}]>" + RSS_092.replace("late<", "late &f;&a39;<")
    title = read_feed(feed.encode(), url=URL).links[0].feed_metadata.title or ""
    assert title.startswith("Ferry late")
    assert len(title) < 100


@pytest.mark.parametrize(
    ("body", "reason", "message"),
    [
        pytest.param("", "empty_feed", "empty", id="nothing"),
        pytest.param(" \r\n", "empty_feed", "empty", id="white space"),
        pytest.param('<rss version="2.0"><channel></channel></rss>', "empty_feed", "links no article", id="no item"),
        pytest.param(RSS_092.replace("https:", "mailto:"), "empty_feed", "links no article", id="no web URL"),
        pytest.param("<!DOCTYPE html><html><body>Hello</body></html>", "not_a_feed", "HTML page", id="HTML"),
        pytest.param("Too many requests", "not_a_feed", "not RSS, Atom or JSON Feed", id="text"),
        pytest.param(
            "<urlset><url><loc>https://a.example/</loc></url></urlset>", "not_a_feed", "not RSS", id="a site map"
        ),
        pytest.param('{"items": []}', "not_a_feed", "no JSON Feed", id="other JSON"),
        pytest.param('{"version": "https://jsonfeed.org', "not_a_feed", "broken JSON", id="broken JSON"),
        pytest.param('{"a":' * 100_000, "not_a_feed", "broken JSON", id="deep JSON"),
    ],
)
def test_an_unusable_feed_is_reported_with_its_reason(body: str, reason: str, message: str) -> None:
    with pytest.raises(BadFeed, match=message) as caught:
        read_feed(body.encode(), url=URL)
    assert caught.value.reason == reason


def test_a_body_that_looks_like_a_path_or_a_url_is_not_opened(tmp_path: Path) -> None:
    saved = tmp_path / "feed.xml"
    saved.write_text(RSS_2)
    for body in (str(saved), saved.as_uri()):
        with pytest.raises(BadFeed):
            read_feed(body.encode(), url=URL)


FRAGMENTS = st.sampled_from(
    [
        "<rss version='2.0'>", "<channel>", "<item>", "</item>", "<link>", "</link>", "http://[::1", "/a", "<entry>",
        "<title type='xhtml'>", "</title>", "&#x110000;", "<![CDATA[", "]]>", "<gml:pos>1 z</gml:pos>", "<textinput>",
        "<image>", "<pubDate>", "Wed, 99 Foo 20255 99:99:99", "</pubDate>", "<content mode='base64'>",
        "<div xml:base='::'>", "<georss:box>1 2</georss:box>", "<media:rating>", "<author>", "a@b.c (X)", "<url>",
        "{", '"items":[', "}",
    ]
)  # fmt: skip


@given(st.one_of(st.binary(max_size=200), st.lists(FRAGMENTS, max_size=30).map(lambda parts: "".join(parts).encode())))
def test_nothing_but_bad_feed_is_raised_whatever_the_bytes(body: bytes) -> None:
    try:
        links = read_feed(b"<rss version='2.0'><channel>" + body, url=URL).links
    except BadFeed as error:
        assert error.reason in FEED_REASONS  # noqa: PT017 - most bodies are no feed
    else:
        assert all(link.url.startswith(("http://", "https://")) for link in links)
