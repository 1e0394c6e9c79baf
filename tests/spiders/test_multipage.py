"""Articles on several pages become one article."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.spiders.article import ArticleSpider
from newscrawl.state.database import StateDatabase
from tests.crawling import CrawlResult, crawl
from tests.mockserver import MockServer, Reply

pytestmark = pytest.mark.asyncio

TITLE = "How the lamp came back to Port Alder"
LINES = {
    1: "The lamp of Port Alder went out on a Tuesday, and for eleven years nobody had the right key to the tower.",
    2: "In the second winter a carter said that he had seen a light there, low down, as if somebody read by it.",
    3: "The key hung, all that time, behind the door of the bakery, and was used on Sundays to open the oven.",
}
FOOT = "This report was first printed in the winter number of our quarterly, which can be had at the quay."


def page(number: int, last: int = 3, links: str = "", text: str = "") -> str:
    """A page of the report, with the links to all its pages."""
    body = text or "".join(
        f"<p>{LINES[number]} {part}</p>" for part in ("So it began.", "More was to come.", "It did.")
    )
    pager = "".join(f'<a href="/report/lamp-of-port-alder?page={other}">{other}</a> ' for other in range(1, last + 1))
    return (
        f"<html lang='en'><head><title>{TITLE}</title></head><body><nav><a href='/'>Home</a></nav><article>"
        f"<h1>{TITLE}</h1><p>By Ines Holloway</p>{body}<p>{FOOT}</p><p class='pages'>{pager}{links}</p>"
        "</article></body></html>"
    )


def found(done: CrawlResult) -> list[str]:
    """The numbers of the pages whose text the only article has, in order."""
    (article,) = done.items
    return [str(number) for number, line in LINES.items() if line in article.text]


@pytest.mark.parametrize("start", ["", "?page=1", "?page=2", "?page=3"])
async def test_all_pages_are_one_article_whichever_was_requested(server: MockServer, start: str) -> None:
    path = "/report/lamp-of-port-alder"
    server.routes |= {path: page(1), **{f"{path}?page={number}": page(number) for number in LINES}}
    done = await crawl(ArticleSpider, url=server.url(path + start))
    (article,) = done.items
    assert found(done) == ["1", "2", "3"]
    assert [article.text.index(line) for line in LINES.values()] == sorted(map(article.text.index, LINES.values()))
    assert article.text.count(FOOT) <= 1
    assert not article.truncated
    assert done.stats["discovered"] == done.stats["written"] == 1


async def test_the_page_with_the_whole_article_is_read_alone(server: MockServer) -> None:
    path = "/report/lamp-of-port-alder"
    whole = "".join(f"<p>{line} So it was told.</p>" for line in LINES.values())
    server.routes |= {
        path: page(1, links=f'<a href="{path}?page=all">Read on one page</a>'),
        f"{path}?page=all": page(1, text=whole),
    }
    done = await crawl(ArticleSpider, url=server.url(path))
    assert found(done) == ["1", "2", "3"]
    assert server.requested_paths() == [path, f"{path}?page=all"]
    assert done.items[0].url == server.url(path)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(status=404, body=page(2)), id="404"),
        pytest.param(Reply(hang_up=True), id="broken"),
        pytest.param(Reply(body="%PDF-1.4", content_type="application/pdf"), id="PDF"),
    ],
)
async def test_if_a_page_cannot_be_read_the_article_has_those_before_it(server: MockServer, reply: Reply) -> None:
    path = "/report/lamp-of-port-alder"
    server.routes |= {path: page(1), f"{path}?page=2": reply}
    done = await crawl(ArticleSpider, url=server.url(path))
    assert found(done) == ["1"]
    assert done.items[0].truncated


async def test_pages_that_robots_txt_forbids_are_left_out(server: MockServer) -> None:
    path = "/report/lamp-of-port-alder"
    server.routes |= {
        "/robots.txt": Reply(body=f"User-agent: *\nDisallow: {path}?", content_type="text/plain"),
        path: page(1),
        f"{path}?page=2": page(2),
    }
    done = await crawl(ArticleSpider, url=server.url(path))
    assert (found(done), server.requested_paths()) == (["1"], [path])


async def test_a_chain_of_pages_ends(server: MockServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscrawl.spiders.multipage.MAX_PAGES", 4)
    path = "/report/lamp-of-port-alder"
    server.routes |= {path: page(1, last=99)}
    done = await crawl(ArticleSpider, url=server.url(path))
    assert len(server.requested_paths()) == 5
    assert done.items[0].truncated


async def test_the_next_article_is_another_one(server: MockServer) -> None:
    other = '<a rel="next" href="/report/the-next-tale-of-the-quay">Next article</a>'
    server.routes |= {"/report/lamp-of-port-alder": page(1, last=0, links=other)}
    await crawl(ArticleSpider, url=server.url("/report/lamp-of-port-alder"))
    assert server.requested_paths() == ["/report/lamp-of-port-alder"]


@pytest.mark.parametrize(("last", "kept"), [(0, ['"one"']), (3, [])], ids=["one page", "three"])
async def test_validators_of_an_article_with_several_pages_are_not_kept(
    server: MockServer, tmp_path: Path, last: int, kept: list[str]
) -> None:
    path = "/report/lamp-of-port-alder"
    server.routes |= {f"{path}?page={number}": page(number) for number in LINES}
    server.routes[path] = Reply(body=page(1, last), headers={"ETag": '"one"'})
    settings = {"NEWSCRAWL_STATE": str(tmp_path), "NEWSCRAWL_OUTPUT": str(tmp_path / "out.jsonl")}
    await crawl(ArticleSpider, settings, url=server.url(path))
    with StateDatabase(tmp_path) as state:
        assert [etag for (etag,) in state.fetch_all("SELECT etag FROM ledger_url") if etag] == kept
