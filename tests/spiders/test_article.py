"""Articles by their URLs."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.exceptions import BadArgument
from newscrawl.spiders.article import ArticleSpider
from tests.crawling import MAX_WAIT_SECONDS, crawl
from tests.mockserver import NEVER, MockServer, Reply
from tests.pages import story

pytestmark = pytest.mark.asyncio


async def test_an_article_is_fetched_and_read(server: MockServer) -> None:
    server.routes["/ferry"] = story("Ferry is late")
    done = await crawl(ArticleSpider, url=server.url("/ferry"))
    (article,) = done.items
    assert (article.title, article.url, article.site) == ("Ferry is late", server.url("/ferry"), "127.0.0.1")
    assert article.text.startswith("One. The harbour office")
    assert article.crawled_at
    assert done.stats == {"discovered": 1, "written": 1, "pending": 0}


async def test_several_urls_are_separated_by_commas(server: MockServer) -> None:
    server.routes |= {"/a,1.html": story("First"), "/b": story("Second", text="Another text of quite another story. ")}
    done = await crawl(ArticleSpider, url=f"{server.url('/a,1.html')}, {server.url('/b')}")
    assert {article.title for article in done.items} == {"First", "Second"}


async def test_a_file_of_urls_is_read_line_by_line(server: MockServer, tmp_path: Path) -> None:
    server.routes["/ferry"] = story()
    url_file = tmp_path / "urls.txt"
    url_file.write_text(f"\ufeff# the harbour\n\n  {server.url('/ferry')}\r\nno URL\nmailto:desk@harbour.example\n")
    done = await crawl(ArticleSpider, urls=str(url_file))
    assert done.stats == {"discovered": 3, "written": 1, "failed/bad_address": 2, "pending": 0}
    assert [problem.partition(":")[0] for problem in done.problems] == ["no URL", "mailto"]


async def test_one_article_is_requested_once(server: MockServer) -> None:
    server.routes["/ferry"] = story()
    same = [server.url(path) for path in ("/ferry", "/ferry/", "/ferry?utm_source=feed", "/ferry#comments")]
    done = await crawl(ArticleSpider, url=",".join(same))
    assert server.requested_paths() == ["/ferry"]
    assert done.stats == {"discovered": 1, "written": 1, "pending": 0}


async def test_a_redirect_to_a_requested_article_is_a_duplicate(server: MockServer) -> None:
    server.routes |= {"/ferry": story(), "/short": Reply(status=301, headers={"Location": "/ferry"})}
    done = await crawl(ArticleSpider, url=f"{server.url('/ferry')},{server.url('/short')}")
    assert done.stats == {"discovered": 2, "written": 1, "refused/duplicate": 1, "pending": 0}


async def test_the_encoding_that_the_server_names_is_used(server: MockServer) -> None:
    page = story("Größerer Hafen", text="Die Fähre fährt künftig häufiger über den Fluss. ").replace(
        "<meta charset='utf-8'>", ""
    )
    server.routes["/f"] = Reply(body=page.encode("iso-8859-1"), content_type="text/html; charset=ISO-8859-1")
    done = await crawl(ArticleSpider, url=server.url("/f"))
    assert done.items[0].title == "Größerer Hafen"


@pytest.mark.parametrize(
    ("path", "reply", "outcome"),
    [
        pytest.param("/x", Reply(status=404), "failed/http_status", id="404"),
        pytest.param("/x", Reply(status=500), "failed/http_status", id="500"),
        pytest.param("/x", Reply(hang_up=True), "failed/fetch_failed", id="connection closed"),
        pytest.param("/x", NEVER, "failed/fetch_timeout", id="slow"),
        pytest.param("/x", Reply(body=b"x" * 300_000), "failed/too_large", id="too large"),
        pytest.param(
            "/x", Reply(status=302, headers={"Location": "/x?again"}), "failed/fetch_failed", id="redirect loop"
        ),
        pytest.param(
            "/x", Reply(status=302, headers={"Location": "http://127.0.0.1:1/"}), "failed/not_connected", id="gone"
        ),
        pytest.param("/secret/x", Reply(), "refused/robots", id="robots.txt"),
        pytest.param(
            "/x", Reply(status=302, headers={"Location": "/secret"}), "refused/robots", id="robots.txt, redirected"
        ),
        pytest.param("/x", Reply(body=b"%PDF-1.7", content_type="application/pdf"), "refused/not_html", id="PDF"),
        pytest.param(
            "/x", Reply(body='{"a": "<html>"}', content_type="application/json"), "refused/not_html", id="JSON"
        ),
        pytest.param("/x", Reply(body=b""), "refused/empty_page", id="empty"),
        pytest.param("/x", Reply(body="<html><body><h1>Log in</h1></body></html>"), "refused/login_page", id="log-in"),
        pytest.param("/x", Reply(body="<html><body><h1>Ferry</h1></body></html>"), "refused/no_text", id="no text"),
        pytest.param(
            "/x", Reply(status=200, body=story(), content_type="text/plain"), "written", id="HTML as plain text"
        ),
        pytest.param("/x", Reply(status=200, body=story(), content_type=None), "written", id="HTML without a type"),
    ],
)
async def test_every_url_has_an_outcome(server: MockServer, path: str, reply: Reply, outcome: str) -> None:
    server.routes[path] = reply
    limits = {"DOWNLOAD_TIMEOUT": 5 if reply is NEVER else MAX_WAIT_SECONDS, "DOWNLOAD_MAXSIZE": 200_000}
    done = await crawl(ArticleSpider, limits, url=server.url(path))
    assert done.stats == {"discovered": 1, outcome: 1, "pending": 0}
    assert len(done.problems) == (outcome != "written")


async def test_a_host_that_does_not_exist_is_not_resolved() -> None:
    done = await crawl(ArticleSpider, url="http://nowhere.invalid/")
    assert done.stats == {"discovered": 1, "failed/not_resolved": 1, "pending": 0}
    assert done.problems == ["http://nowhere.invalid/: no such host"]


async def test_a_url_that_is_too_long_is_counted() -> None:
    done = await crawl(ArticleSpider, url=f"http://127.0.0.1:1/{'x' * 3000}")
    assert done.stats == {"discovered": 1, "failed/bad_address": 1, "pending": 0}


async def test_urls_that_a_stopped_crawl_did_not_request_are_pending(server: MockServer) -> None:
    server.routes |= {f"/{number}": Reply(status=404) for number in range(20)}
    urls = ",".join(server.url(f"/{number}") for number in range(20))
    done = await crawl(ArticleSpider, {"CLOSESPIDER_PAGECOUNT": 3, "CONCURRENT_REQUESTS": 2}, url=urls)
    assert 0 < done.stats["pending"] < 20
    assert done.stats["discovered"] == 20


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "spider article needs -a url=… or -a urls=…"),
        ({"url": ""}, "spider article needs -a url=… or -a urls=…"),
        ({"ulr": "https://harbour.example/"}, "spider article takes no argument 'ulr'; it takes: url, urls"),
        ({"url": "file:///etc/hostname"}, "not a web URL: file:///etc/hostname"),
        ({"url": "https://harbour.example/,"}, None),
        ({"url": "harbour.example/a,harbour.example/b"}, None),
        ({"url": "harbour.example/a,"}, "not a web URL: it is empty"),
        ({"urls": "/no/such/file"}, "urls=/no/such/file: No such file or directory"),
        ({"urls": "/"}, "urls=/: Is a directory"),
        ({"urls": "-"}, None),
        ({"url": "https://harbour.example/", "_job": "7"}, None),
    ],
)
async def test_arguments_are_checked_before_the_first_request(arguments: dict[str, str], message: str | None) -> None:
    if message is None:
        ArticleSpider(**arguments)
        return
    with pytest.raises(BadArgument) as caught:
        ArticleSpider(**arguments)
    assert str(caught.value) == message
