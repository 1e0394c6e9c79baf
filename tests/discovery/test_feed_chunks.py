"""Long feeds are split without losing an entry."""

from __future__ import annotations

import pytest

from newscrawl.discovery.feeds import iter_feed_chunks, read_feed

URL = "https://harbour.example/feed"
FRAMES = {
    "RSS": (b'<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour</title>', b"item", b"</channel></rss>"),
    "Atom": (b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title>', b"entry", b"</feed>"),
    "RDF": (
        b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/>',
        b"item",
        b"</r:RDF>",
    ),
}


def entries(name: bytes, number: int) -> bytes:
    link = b'<link href="/a/%d"/>' if name == b"entry" else b"<link>https://harbour.example/a/%d</link>"
    title = b"<title>The ferry is late, and so is the tram: part %d of a long account of one morning</title>"
    return b"\n".join(b"<%s>%s%s</%s>" % (name, link % at, title % at, name) for at in range(number))


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_the_chunks_of_a_feed_have_all_entries_once(frame: tuple[bytes, bytes, bytes]) -> None:
    head, name, tail = frame
    body = head + entries(name, 9_000) + tail
    chunks = list(iter_feed_chunks(body))
    assert len(chunks) > 3
    assert max(map(len, chunks)) < 300 * 1024
    links = [link.url for chunk in chunks[::3] for link in read_feed(chunk, url=URL).links]
    assert len(links) == len(set(links))
    assert b"".join(chunk.removeprefix(head).removesuffix(tail) for chunk in chunks) == entries(name, 9_000)


HEAD, _, TAIL = FRAMES["RSS"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(HEAD + entries(b"item", 300) + TAIL, id="an ordinary feed"),
        pytest.param(HEAD + b"<item>" + b"x" * 2**21 + b"</item>" + TAIL, id="a long entry"),
        pytest.param(HEAD.replace(b"Harbour", b"x" * 2**17) + entries(b"item", 9_000) + TAIL, id="a long head"),
        pytest.param(HEAD + entries(b"item", 9_000).replace(b"</item>", b""), id="no entry ends"),
        pytest.param((HEAD + entries(b"item", 9_000) + TAIL).decode().encode("utf-16"), id="UTF-16"),
        pytest.param(
            b'{"version": "https://jsonfeed.org/version/1.1", "items": [' + b"1, " * 2**20 + b"1]}", id="JSON"
        ),
    ],
)
def test_a_body_without_a_clear_frame_is_one_chunk(body: bytes) -> None:
    assert list(iter_feed_chunks(body)) == [body]
