"""Articles that sections link."""

from __future__ import annotations

import pytest

from newscrawl.exceptions import BadArgument
from newscrawl.spiders.section import SectionSpider
from tests.crawling import crawl
from tests.mockserver import MockServer, Reply
from tests.pages import rss, story

pytestmark = pytest.mark.asyncio

NAMES = [
    "harbour-wall-stays-for-now",
    "ferry-talks-fail-once-more",
    "lamp-returns-to-port-alder",
    "swans-leave-for-good",
]


def listing(*paths: str, following: str | None = None) -> str:
    """A page of a section."""
    cards = "".join(
        f'<article><h2><a href="{path}">{path.strip("/").replace("-", " ")}</a></h2></article>' for path in paths
    )
    pager = f'<a rel="next" href="{following}">Next</a>' if following else ""
    menu = '<nav><a href="/">Home</a><a href="/sport/">Sport</a><a href="/privacy">Privacy</a></nav>'
    return (
        f"<html><body>{menu}<main>{cards}{pager}</main><footer><a href='/about-us'>About us</a></footer></body></html>"
    )


@pytest.fixture(name="paged")
def paged_server(server: MockServer) -> MockServer:
    """A section of four pages with an article each."""
    for number, name in enumerate(NAMES, 1):
        at = "/news" if number == 1 else f"/news?page={number}"
        server.routes[at] = listing(f"/{name}", following=f"/news?page={number + 1}")
        server.routes[f"/{name}"] = story(name, text=f"What there is to say of {name} was said. " * 3)
    server.routes["/news?page=5"] = listing()
    return server


@pytest.mark.parametrize(("pages", "articles"), [("1", 1), ("2", 2), ("", 3), ("9", 4)])
async def test_a_section_is_followed_from_page_to_page_up_to_a_limit(
    paged: MockServer, pages: str, articles: int
) -> None:
    arguments = {"pages": pages} if pages else {}
    done = await crawl(SectionSpider, None, url=paged.url("/news"), **arguments)
    assert sorted(str(article.title) for article in done.items) == sorted(NAMES[:articles])
    assert "/sport/" not in paged.requested_paths()


async def test_only_urls_that_look_like_articles_are_requested(server: MockServer) -> None:
    server.routes |= {"/": listing("/harbour-wall-stays-for-now"), "/harbour-wall-stays-for-now": story()}
    done = await crawl(SectionSpider, url=server.url("/"))
    assert done.stats == {"sources": 1, "discovered": 1, "written": 1, "pending": 0}
    assert server.requested_paths() == ["/", "/harbour-wall-stays-for-now"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        pytest.param(Reply(body=listing()), "no_article_links", id="no article"),
        pytest.param(Reply(body=rss("/a"), content_type="application/rss+xml"), "not_html", id="a feed"),
        pytest.param(Reply(body=""), "empty_page", id="nothing"),
        pytest.param(Reply(status=404), "http_status", id="404"),
    ],
)
async def test_an_unusable_section_is_reported_with_its_reason(server: MockServer, reply: Reply, reason: str) -> None:
    server.routes |= {
        "/bad": reply,
        "/good": listing("/harbour-wall-stays-for-now"),
        "/harbour-wall-stays-for-now": story(),
    }
    done = await crawl(SectionSpider, url=f"{server.url('/bad')},{server.url('/good')}")
    assert done.stats == {"sources": 2, f"sources_failed/{reason}": 1, "discovered": 1, "written": 1, "pending": 0}
    assert len(done.problems) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"url": "https://example.com", "pages": "many"}, "pages=many: must be a whole number, 1 or more"),
        ({"url": "https://example.com", "pages": "0"}, "pages=0: must be a whole number, 1 or more"),
        ({"pages": "3"}, "spider section needs -a url="),
    ],
    ids=["no number", "none at all", "no URL"],
)
async def test_a_wrong_argument_is_one_clear_line(arguments: dict[str, str], message: str) -> None:
    with pytest.raises(BadArgument, match=message):
        SectionSpider(**arguments)


async def test_links_that_are_left_out_are_logged(server: MockServer) -> None:
    beyond = "".join(f'<a href="/more/{number}">{number}</a>' for number in range(5_000))
    server.routes |= {"/": listing("/harbour-wall-stays-for-now") + beyond, "/harbour-wall-stays-for-now": story()}
    done = await crawl(SectionSpider, url=server.url("/"))
    assert done.stats["written"] == 1
    assert done.stats["sources_failed/too_many_links"] == 1
    assert "left out" in done.problems[0]
