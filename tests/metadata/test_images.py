"""Pictures of the article, and the credits in their captions."""

from __future__ import annotations

from typing import Any

import pytest
from lxml.html import document_fromstring

from newscrawl.items import Image
from newscrawl.metadata.images import iter_standalone_captions, read_images
from newscrawl.metadata.meta_tags import DeclaredMetadata
from newscrawl.metadata.photo_credits import split_credit, strip_credit_label
from newscrawl.rules.toml_reader import read_toml, rules_folder
from newscrawl.rules.word_lists import CreditFile, CreditWords

BASE = "https://post.example/city/1"
TEXT = "The ferry to the island was late again on Monday because of thick fog over the harbour."


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        pytest.param(
            "Rain over the old harbour.Credit: Reuters", ("Rain over the old harbour.", "Reuters"), id="glued"
        ),
        pytest.param("The pier (Photo: Ana Lima)", ("The pier", "Ana Lima"), id="in-brackets"),
        pytest.param("Der Hafen. Foto: A. Lima/dpa", ("Der Hafen.", "A. Lima/dpa"), id="german"),
        pytest.param(
            "Der Hafen in Rom (Foto: A. Lima/dpa).", ("Der Hafen in Rom", "A. Lima/dpa"), id="full-stop-after"
        ),
        pytest.param("Le port. Crédit photo : Ana Lima", ("Le port.", "Ana Lima"), id="french-spacing"),
        pytest.param("הנמל בבוקר. צילום: דנה כהן", ("הנמל בבוקר.", "דנה כהן"), id="hebrew"),
        pytest.param("الميناء صباحا. تصوير: ليلى حداد", ("الميناء صباحا.", "ليلى حداد"), id="arabic"),
        pytest.param("朝の港。写真：山田太郎", ("朝の港。", "山田太郎"), id="japanese"),
        pytest.param("아침의 항구 [사진 = 김하나]", ("아침의 항구", "김하나"), id="korean"),
        pytest.param("Гавань утром. Фото: Анна Лим", ("Гавань утром.", "Анна Лим"), id="russian"),
        pytest.param("© Ana Lima", (None, "Ana Lima"), id="only-a-credit"),
        pytest.param("The pier. © Ana Lima / Harbour Post", ("The pier.", "Ana Lima / Harbour Post"), id="sign"),
        pytest.param("Foto: © Ana Lima", (None, "Ana Lima"), id="label-and-sign"),
        pytest.param(
            "The pier at dawn. Photo by Ana Lima/Getty Images", ("The pier at dawn.", "Ana Lima/Getty Images"), id="by"
        ),
        pytest.param(
            "The minister (left) in Paris. [Ana Lima/AFP]", ("The minister (left) in Paris.", "Ana Lima/AFP"), id="[]"
        ),
        pytest.param("The pier. Ana Lima/AFP", ("The pier.", "Ana Lima/AFP"), id="signed"),
        pytest.param(
            "The pier, May 3, 2026. REUTERS/Ana Lima", ("The pier, May 3, 2026.", "REUTERS/Ana Lima"), id="agency-first"
        ),
        pytest.param(
            "A man. (AP Photo/Ana Lima, File)", ("A man.", "AP Photo/Ana Lima, File"), id="agency-in-brackets"
        ),
        pytest.param("Ana Lima via Getty Images", (None, "Ana Lima via Getty Images"), id="via"),
        pytest.param(
            "The minister (left) and her deputy", ("The minister (left) and her deputy", None), id="no-credit"
        ),
        pytest.param(
            "Nobody knew the source: a river.", ("Nobody knew the source: a river.", None), id="label-in-a-sentence"
        ),
        pytest.param("The new AP headquarters", ("The new AP headquarters", None), id="agency-as-subject"),
        pytest.param(
            "Photo de famille à la fin du sommet", ("Photo de famille à la fin du sommet", None), id="phrase-in-words"
        ),
        pytest.param("She held a photograph", ("She held a photograph", None), id="label-without-colon"),
        pytest.param("", (None, None), id="empty"),
        pytest.param("  \n ", (None, None), id="blank"),
    ],
)
def test_a_caption_and_its_credit_are_told_apart(caption: str, expected: tuple[str | None, str | None]) -> None:
    assert split_credit(caption) == expected


def test_a_long_sentence_after_a_label_is_no_credit() -> None:
    caption = "He shared a Photo: " + "it showed the house that had burned down " * 5
    assert split_credit(caption) == (caption.strip(), None)


WORDS = read_toml(rules_folder() / "credits.toml", CreditFile)


@pytest.mark.parametrize("words", WORDS.words, ids=lambda words: words.language)
def test_every_label_and_phrase_of_a_language_announces_a_credit(words: CreditWords) -> None:
    captions = [f"{label.capitalize()}: Ana Lima" for label in words.labels]
    captions += [f"{phrase.capitalize()} Ana Lima" for phrase in words.by]
    assert {split_credit(f"Rain. {caption}") for caption in captions} == {("Rain.", "Ana Lima")}


@pytest.mark.parametrize("agency", WORDS.agencies)
def test_every_agency_signs_a_picture(agency: str) -> None:
    assert split_credit(f"Rain in town. Ana Lima/{agency}") == ("Rain in town.", f"Ana Lima/{agency}")
    assert split_credit(f"Rain in town ({agency})") == ("Rain in town", agency)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Photo: Ana Lima", "Ana Lima"),
        ("(Foto: Ana Lima/dpa)", "Ana Lima/dpa"),
        ("| © Ana Lima", "Ana Lima"),
        ("Ana Lima", "Ana Lima"),
        ("Gallery EIGEN)", "Gallery EIGEN"),
        ("", None),
        (" | ", None),
        ("word " * 60, None),
    ],
)
def test_a_credit_loses_its_label(stated: str, expected: str | None) -> None:
    assert strip_credit_label(stated) == expected


def images(body: str, *, said: DeclaredMetadata | None = None, article: dict[str, Any] | None = None) -> list[Image]:
    root = document_fromstring(f"<html><body>{body}</body></html>")
    return read_images(root, said or DeclaredMetadata(), article or {}, base_url=BASE)


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
            id="late-loading",
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
        pytest.param("<figcaption>The pier</figcaption>", Image(caption="The pier"), id="caption-without-picture"),
        pytest.param(
            '<a href="/full/a.jpg"><img src="/a.jpg"></a><figcaption>The pier</figcaption>',
            Image(url="https://post.example/a.jpg", caption="The pier"),
            id="linked-to-itself",
        ),
    ],
)
def test_a_figure_of_the_article_is_read(figure: str, expected: Image) -> None:
    assert images(f"<article><h1>Ferry</h1><figure>{figure}</figure><p>{TEXT}</p></article>") == [expected]


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
            '<article><figure><img src="javascript:x"><figcaption></figcaption></figure></article>', id="no-address"
        ),
    ],
)
def test_pictures_of_other_articles_are_left(body: str) -> None:
    assert images(body) == []


def test_a_picture_without_caption_between_paragraphs_is_the_articles() -> None:
    body = f'<article><p>{TEXT}</p><figure><img src="/a.jpg"></figure><p>{TEXT}</p></article>'
    assert images(body) == [Image(url="https://post.example/a.jpg")]


def test_sizes_of_one_picture_are_one_and_keep_what_is_known() -> None:
    article = {
        "image": [
            {"url": "https://cdn.example/1/pier-20260503-1600x900.jpg", "creditText": "Photo: Ana Lima"},
            "https://cdn.example/2/pier-20260503-800x450.jpg",
        ]
    }
    figure = '<img src="https://cdn.example/9/pier-20260503-320x180.jpg"><figcaption>The pier</figcaption>'
    body = f"<article><figure>{figure}</figure></article>"
    said = DeclaredMetadata(meta_tags={"og:image": ["https://cdn.example/3/pier-20260503.jpg?w=1200"]})
    assert images(body, said=said, article=article) == [
        Image(url="https://cdn.example/9/pier-20260503-320x180.jpg", caption="The pier", credit="Ana Lima")
    ]


def test_figures_come_before_stated_pictures() -> None:
    body = '<article><figure><img src="/a.jpg"><figcaption>The pier</figcaption></figure></article>'
    said = DeclaredMetadata(meta_tags={"og:image": ["/share.jpg"]})
    found = images(body, said=said, article={"image": {"contentUrl": "/b.jpg", "caption": "Fog. Photo: Ana Lima"}})
    assert [(image.url, image.caption, image.credit) for image in found] == [
        ("https://post.example/a.jpg", "The pier", None),
        ("https://post.example/b.jpg", "Fog.", "Ana Lima"),
        ("https://post.example/share.jpg", None, None),
    ]


@pytest.mark.parametrize("value", [None, 5, True, {}, [], [None, 5], {"url": 7}, "mailto:a@post.example", [["x"]]])
def test_a_stated_picture_of_any_shape_does_no_harm(value: Any) -> None:
    assert images("", article={"image": value}) == []


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
        pytest.param('<img src="/a.jpg"><img src="/b.jpg"><p class="caption">Which?</p>', [], id="two pictures"),
        pytest.param('<p class="caption">Fog</p>', [], id="no picture"),
        pytest.param('<figure><img src="/a.jpg"><div class="caption">The pier</div></figure>', [], id="in a figure"),
    ],
)
def test_a_caption_outside_a_figure_is_known_by_its_name_and_one_picture_near(body: str, captions: list[str]) -> None:
    root = document_fromstring(f"<html><body><article>{body}</article></body></html>")
    assert [box.text for _, box, _ in iter_standalone_captions(root)] == captions
