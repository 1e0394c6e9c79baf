"""Which lines and headlines of an article and of a link get a digest."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.boilerplate.fingerprint import (
    ArticleFingerprint,
    digest_headline,
    digest_text,
    fingerprint_article,
    fingerprint_link,
)
from newscrawl.items import Article, FeedMetadata, Link, Removal
from newscrawl.urls.normalize import article_id

SITE = "harbourpost.example"
HEADLINE = "Ferry crews on strike over night shifts"


def fingerprint(
    lines: Sequence[str], *, title: str | None = None, description: str | None = None
) -> ArticleFingerprint:
    article = Article(id="1", site=SITE, title=title, description=description, text="\n\n".join(lines))
    made = fingerprint_article(article)
    assert made is not None
    return made


def sentences(count: int) -> list[str]:
    return [f"On day {number} the harbour office closed another berth." for number in range(count)]


def test_an_article_or_link_without_a_site_has_no_fingerprint() -> None:
    assert fingerprint_article(Article(id="1", text=HEADLINE)) is None
    assert fingerprint_link(Link(url="nowhere", feed_metadata=FeedMetadata(title=HEADLINE))) is None


def test_a_link_without_a_title_has_no_fingerprint() -> None:
    assert fingerprint_link(Link(url=f"https://{SITE}/1")) is None


def test_a_link_has_the_id_and_the_headline_of_its_article() -> None:
    url = f"https://{SITE}/1"
    link = fingerprint_link(Link(url=url, feed_metadata=FeedMetadata(title=HEADLINE)))
    article = fingerprint_article(Article(id=article_id(url), site=SITE, title=HEADLINE, text="x"))
    assert link is not None
    assert article is not None
    assert link == (SITE, article.id_digests[0], article.own_headlines[0][0])


def test_digests_differ_by_kind_and_not_by_case() -> None:
    assert digest_text("end", "salt") != digest_text("body", "salt")
    assert digest_headline(HEADLINE) == digest_headline(f"{HEADLINE.upper()}!")


def test_digests_have_the_sizes_that_state_files_hold() -> None:
    made = fingerprint(sentences(6), title=HEADLINE)
    assert {len(digest) for digest in made.id_digests} == {8}
    assert {len(digest) for digest in (*made.line_digests, *made.headline_candidates)} == {16}


def test_an_article_keeps_40_lines_of_its_body_and_6_of_its_end() -> None:
    assert len(fingerprint(sentences(100)).line_digests) == 46
    assert len(fingerprint(sentences(46)).line_digests) == 46
    assert len(fingerprint(sentences(45)).line_digests) == 45


def test_the_title_and_the_description_are_not_lines_of_the_article() -> None:
    lines = [HEADLINE, *sentences(5), HEADLINE]
    digests = fingerprint(lines, title=HEADLINE).line_digests
    assert len(digests) == 5
    assert digests == fingerprint(lines, description=HEADLINE).line_digests


def test_a_removed_line_keeps_its_digest_and_is_not_a_headline() -> None:
    article = Article(
        id="1",
        site=SITE,
        text="\n\n".join(sentences(6)),
        removed=[Removal(text=HEADLINE, reason="site_furniture", rule="memory:repeated-line")],
    )
    made = fingerprint_article(article)
    assert made is not None
    assert digest_text("end", HEADLINE.casefold()) in made.line_digests
    assert digest_headline(HEADLINE) not in made.headline_candidates
