"""Images of an article, with their captions and credits."""

from __future__ import annotations

from typing import Any

import pytest
from lxml.html import document_fromstring

from newscrawl.items import Image
from newscrawl.metadata.images import iter_standalone_captions, read_images
from newscrawl.metadata.meta_tags import DeclaredMetadata

BASE = "https://post.example/city/1"
TEXT = "The ferry to the island was late again on Monday because of thick fog over the harbour."


def find_images(
    body: str, *, declared: DeclaredMetadata | None = None, article_node: dict[str, Any] | None = None
) -> list[Image]:
    root = document_fromstring(f"<html><body>{body}</body></html>")
    return read_images(root, declared or DeclaredMetadata(), article_node or {}, base_url=BASE)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        pytest.param(
            '<img src="/a.jpg"><figcaption>The pier. Photo: Ana Lima</figcaption>',
            Image(url="https://post.example/a.jpg", caption="The pier.", credit="Ana Lima"),
            id="credit-in-the-caption",
        ),
        pytest.param(
            '<img src="/a.jpg"><figcaption>The pier.<span class="credit">Photo: Ana Lima</span></figcaption>',
            Image(url="https://post.example/a.jpg", caption="The pier.", credit="Ana Lima"),
            id="credit-in-an-element",
        ),
        pytest.param(
            '<img src="/a.jpg"><figcaption>The pier. <cite>Ana Lima</cite></figcaption>',
            Image(url="https://post.example/a.jpg", caption="The pier.", credit="Ana Lima"),
            id="cite",
        ),
        pytest.param(
            '<img src="/a.jpg"><figcaption class="caption-credit">The pier. (Ana Lima/AFP)</figcaption>',
            Image(url="https://post.example/a.jpg", caption="The pier.", credit="Ana Lima/AFP"),
            id="class-on-the-caption",
        ),
        pytest.param(
            '<img src="data:image/gif;base64,AAAA" data-src="/b.jpg"><figcaption>The pier</figcaption>',
            Image(url="https://post.example/b.jpg", caption="The pier"),
            id="lazy-loading",
        ),
        pytest.param(
            '<picture><source srcset="/c.webp 800w, /d.webp 1600w"><img></picture><figcaption>The pier</figcaption>',
            Image(url="https://post.example/c.webp", caption="The pier"),
            id="picture",
        ),
        pytest.param(
            '<img srcset=", /e,w=800.jpg 800w,/f.jpg 2x"><figcaption>The pier</figcaption>',
            Image(url="https://post.example/e,w=800.jpg", caption="The pier"),
            id="commas",
        ),
        pytest.param(
            '<img srcset=" , "><figcaption>The pier</figcaption>', Image(caption="The pier"), id="nothing-but-a-comma"
        ),
        pytest.param("<figcaption>The pier</figcaption>", Image(caption="The pier"), id="caption-without-image"),
        pytest.param(
            '<a href="/full/a.jpg"><img src="/a.jpg"></a><figcaption>The pier</figcaption>',
            Image(url="https://post.example/a.jpg", caption="The pier"),
            id="link-to-the-image",
        ),
    ],
)
def test_a_figure_of_the_article_is_read(figure: str, expected: Image) -> None:
    assert find_images(f"<article><h1>Ferry</h1><figure>{figure}</figure><p>{TEXT}</p></article>") == [expected]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('<aside><figure><img src="/a.jpg"><figcaption>Pier</figcaption></figure></aside>', id="aside"),
        pytest.param('<nav><figure><img src="/a.jpg"><figcaption>Pier</figcaption></figure></nav>', id="nav"),
        pytest.param(
            '<a href="/other"><figure><img src="/a.jpg"><figcaption>Pier</figcaption></figure></a>', id="link"
        ),
        pytest.param(
            '<figure><img src="/a.jpg"><figcaption><a href="/b">Pier</a></figcaption></figure>', id="linked-caption"
        ),
        pytest.param(
            '<div class="teaser"><figure><img src="/a.jpg"><figcaption>Pier</figcaption></figure></div>', id="teaser"
        ),
        pytest.param('<div><figure><img src="/a.jpg"></figure><p>Pier</p></div>', id="card-without-caption"),
        pytest.param(
            '<article><figure><img src="javascript:x"><figcaption></figcaption></figure></article>', id="not-a-url"
        ),
    ],
)
def test_images_of_other_articles_are_ignored(body: str) -> None:
    assert find_images(body) == []


def test_an_image_without_caption_between_paragraphs_is_the_articles() -> None:
    body = f'<article><p>{TEXT}</p><figure><img src="/a.jpg"></figure><p>{TEXT}</p></article>'
    assert find_images(body) == [Image(url="https://post.example/a.jpg")]


def test_sizes_of_one_image_become_one_with_the_caption_and_credit_of_all() -> None:
    article_node = {
        "image": [
            {"url": "https://cdn.example/1/pier-20260503-1600x900.jpg", "creditText": "Photo: Ana Lima"},
            "https://cdn.example/2/pier-20260503-800x450.jpg",
        ]
    }
    figure = '<img src="https://cdn.example/9/pier-20260503-320x180.jpg"><figcaption>The pier</figcaption>'
    body = f"<article><figure>{figure}</figure></article>"
    declared = DeclaredMetadata(meta_tags={"og:image": ["https://cdn.example/3/pier-20260503.jpg?w=1200"]})
    assert find_images(body, declared=declared, article_node=article_node) == [
        Image(url="https://cdn.example/9/pier-20260503-320x180.jpg", caption="The pier", credit="Ana Lima")
    ]


def test_figures_come_before_other_images() -> None:
    body = '<article><figure><img src="/a.jpg"><figcaption>The pier</figcaption></figure></article>'
    declared = DeclaredMetadata(meta_tags={"og:image": ["/share.jpg"]})
    article_node = {"image": {"contentUrl": "/b.jpg", "caption": "Fog. Photo: Ana Lima"}}
    images = find_images(body, declared=declared, article_node=article_node)
    assert [(image.url, image.caption, image.credit) for image in images] == [
        ("https://post.example/a.jpg", "The pier", None),
        ("https://post.example/b.jpg", "Fog.", "Ana Lima"),
        ("https://post.example/share.jpg", None, None),
    ]


@pytest.mark.parametrize("value", [None, 5, True, {}, [], [None, 5], {"url": 7}, "mailto:a@post.example", [["x"]]])
def test_a_jsonld_image_of_an_unexpected_type_is_ignored(value: Any) -> None:
    assert find_images("", article_node={"image": value}) == []


@pytest.mark.parametrize(
    ("body", "captions"),
    [
        pytest.param('<img src="/a.jpg"><p class="caption">The pier</p>', ["The pier"], id="beside"),
        pytest.param(
            '<div class="wp-caption"><img src="/a.jpg"><p class="wp-caption-text">The pier</p></div>',
            ["The pier"],
            id="innermost",
        ),
        pytest.param(
            '<div class="captioned"><i class="caption">Fog</i><img src="/a.jpg"><b class="caption">The pier</b></div>',
            ["Fog", "The pier"],
            id="two inside",
        ),
        pytest.param('<img src="/a.jpg"><img src="/b.jpg"><p class="caption">Which?</p>', [], id="two images"),
        pytest.param('<p class="caption">Fog</p>', [], id="no image"),
        pytest.param('<figure><img src="/a.jpg"><div class="caption">The pier</div></figure>', [], id="in a figure"),
    ],
)
def test_a_caption_outside_a_figure_has_a_class_name_and_one_image_nearby(body: str, captions: list[str]) -> None:
    root = document_fromstring(f"<html><body><article>{body}</article></body></html>")
    assert [caption.text for _, caption, _ in iter_standalone_captions(root)] == captions
