"""Redirects by a tag, in the encodings that browsers read, and pages that only contain the word."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.test import get_crawler

from newscrawl.middlewares.meta_refresh import MetaRefreshMiddleware
from newscrawl.spiders.article import ArticleSpider
from tests.crawling import crawl
from tests.mockserver import MockServer, Reply
from tests.pages import story

TAG = '<html><head><title>渡船</title><META HTTP-EQUIV="Refresh" content="0; url=/b"></head><body></body></html>'


class Undecoded(HtmlResponse):
    """A page that fails if it is decoded."""

    @property
    def text(self) -> str:
        """The decoded page."""
        raise AssertionError("decoded")


def process(body: bytes, charset: str, kind: type[HtmlResponse] = HtmlResponse) -> Request | HtmlResponse:
    request = Request("https://harbourpost.example/a")
    headers = {"Content-Type": f"text/html; charset={charset}"}
    response = kind(request.url, headers=headers, body=body, request=request)
    middleware = build_from_crawler(MetaRefreshMiddleware, get_crawler())
    found = middleware.process_response(request, response)
    assert isinstance(found, Request | HtmlResponse)
    return found


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-be", "gb18030", "iso-2022-jp", "euc-jp"])
def test_a_tag_redirects_in_every_encoding(charset: str) -> None:
    found = process(TAG.encode(charset, "replace"), charset)
    assert isinstance(found, Request)
    assert found.url == "https://harbourpost.example/b"


def test_a_tag_after_four_thousand_wide_characters_redirects() -> None:
    found = process(("<!--" + "渡" * 3900 + "-->" + TAG).encode(), "utf-8")
    assert isinstance(found, Request)


@pytest.mark.parametrize(
    "tag",
    [
        '<meta http-equiv=refresh content="0;url=/b">',
        "<meta content='0; URL=/b' http-equiv = 'REFRESH'>",
        '<meta http-equiv="&#114;efresh Refresh" content="0;url=/b"/>',
    ],
)
def test_a_tag_redirects_in_every_notation(tag: str) -> None:
    assert isinstance(process(f"<html><head>{tag}</head></html>".encode(), "utf-8"), Request)


@pytest.mark.parametrize(
    "html", ["", "<script>refreshAds()</script><p class='refresh'>", "<meta http-equiv=x><i>refresh"]
)
def test_a_page_without_a_tag_is_not_decoded(html: str) -> None:
    assert isinstance(process((html + story()).encode(), "utf-8", Undecoded), Undecoded)
    with pytest.raises(AssertionError, match="decoded"):
        process(TAG.encode(), "utf-8", Undecoded)


@pytest.mark.asyncio
async def test_a_crawl_follows_a_tag(server: MockServer) -> None:
    server.routes |= {"/a": Reply(body=TAG), "/b": story()}
    done = await crawl(ArticleSpider, url=server.url("/a"))
    assert server.requested_paths() == ["/a", "/b"]
    assert [item.url for item in done.items] == [server.url("/b")]
