"""The cross-page memory of each site in the state database: in how many articles a line is, and whose headlines."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from newscrawl.boilerplate.cross_page import SiteLineStats
from newscrawl.boilerplate.fingerprint import ArticleFingerprint, LinkFingerprint
from newscrawl.state.database import StateDatabase

MAX_ARTICLES_PER_SITE = 200
"""The memory of a site is a sample of its articles: those whose ids have the smallest digests. So the sample does not
depend on the order of the articles, and each line is counted in all articles of the sample. With 200 articles, a share
of 30 % is measured to within 3 percentage points."""
MAX_HEADLINES_PER_SITE = 5_000
"""The newest headlines and standfirsts are kept: teasers lead to new articles."""
MAX_NEWER_ARTICLES = 10_000
"""An article leaves the sample after so many newer ones of its site, so that the memory follows changes of the site."""
_MAX_EXCESS_HEADLINES = 500
"""Old headlines are deleted so many at a time."""
_MAX_QUERY_VALUES = 500
"""Values in one query: every build of SQLite takes more."""


class CrossPageStore:
    """Adds articles to the memory of their sites, and looks up the lines of an article there.

    Only digests are stored, at most half a megabyte for each site. An article that is added again replaces its former
    version.
    """

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def add(
        self, fingerprints: Iterable[ArticleFingerprint], link_fingerprints: Iterable[LinkFingerprint] = ()
    ) -> None:
        """Add articles and the headlines of links in one transaction.

        :raises CrawlStateFailed: the file could not be written; nothing is added then.
        """
        with self._database.transaction() as cursor:
            record_link_headlines(cursor, link_fingerprints)
            for fingerprint in fingerprints:
                record_article(cursor, fingerprint)

    def has_article(self, fingerprint: ArticleFingerprint) -> bool:
        """Whether a version of the article is in the memory.

        :raises CrawlStateFailed: the file could not be read.
        """
        query = "SELECT 1 FROM memory_article JOIN memory_site USING (site) WHERE name = ? AND article = ?"
        return bool(self._database.fetch_all(query, (fingerprint.site, fingerprint.id_digests[0])))

    def get_line_stats(
        self, fingerprint: ArticleFingerprint, uncommitted: Sequence[ArticleFingerprint] = ()
    ) -> SiteLineStats:
        """What the other articles of the site in the memory say of the lines of this article.

        :param uncommitted: articles of the site that are not in the file yet; they count as well.
        :raises CrawlStateFailed: the file could not be read.
        """
        others = [other for other in uncommitted if other.id_digests[0] not in fingerprint.id_digests]
        return _add_uncommitted(self._get_stored_stats(fingerprint), fingerprint, others)

    def _get_stored_stats(self, fingerprint: ArticleFingerprint) -> SiteLineStats:
        rows = self._database.fetch_all("SELECT site FROM memory_site WHERE name = ?", (fingerprint.site,))
        if not rows:
            return SiteLineStats()
        site_id, own_id = rows[0][0], fingerprint.id_digests[0]
        article_count = self._database.fetch_all(
            "SELECT count(*) FROM memory_article WHERE site = ? AND article != ?", (site_id, own_id)
        )
        line_digests, headline_digests = sorted(fingerprint.line_digests), sorted(fingerprint.headline_candidates)
        line_counts = self._database.fetch_all(
            f"""SELECT line, count(*) FROM memory_line WHERE site = ? AND line IN
            ({_placeholders(line_digests)}) AND article IS NOT (
                SELECT number FROM memory_article WHERE site = ? AND article = ?) GROUP BY line""",  # noqa: S608 - placeholders only
            (site_id, *line_digests, site_id, own_id),
        )
        headline_rows = [
            row
            for chunk in _iter_chunks(headline_digests)
            for row in self._count_headlines(site_id, chunk, fingerprint.id_digests)
        ]
        return SiteLineStats(
            article_count=article_count[0][0],
            line_counts=dict(line_counts),
            headline_counts={headline: count for headline, is_standfirst, count in headline_rows if not is_standfirst},
            standfirst_counts={headline: count for headline, is_standfirst, count in headline_rows if is_standfirst},
        )

    def _count_headlines(
        self, site_id: int, headline_digests: Sequence[bytes], own_ids: Sequence[bytes]
    ) -> list[tuple[bytes, int, int]]:
        return self._database.fetch_all(
            f"""SELECT head, second, count(*) FROM memory_head WHERE site = ? AND head IN
            ({_placeholders(headline_digests)})
            AND article NOT IN ({_placeholders(own_ids)}) GROUP BY head, second""",  # noqa: S608 - placeholders only
            (site_id, *headline_digests, *own_ids),
        )


def record_article(cursor: sqlite3.Cursor, fingerprint: ArticleFingerprint) -> None:
    """Add an article to the memory of its site, in the transaction of the cursor."""
    site_id = _get_or_create_site(cursor, fingerprint.site)
    _add_lines(cursor, site_id, fingerprint)
    own_id = fingerprint.id_digests[0]
    own = [(headline, int(is_standfirst), own_id) for headline, is_standfirst in fingerprint.own_headlines]
    teasers = [(headline, 0, b"") for headline in fingerprint.teaser_digests]
    _add_headlines(cursor, site_id, [*own, *teasers])


def record_link_headlines(cursor: sqlite3.Cursor, link_fingerprints: Iterable[LinkFingerprint]) -> None:
    """Add the headlines of links to the memory of their sites, in the transaction of the cursor."""
    for site_name, article_digest, headline in link_fingerprints:
        _add_headlines(cursor, _get_or_create_site(cursor, site_name), [(headline, 0, article_digest)])


def _add_uncommitted(
    stats: SiteLineStats, fingerprint: ArticleFingerprint, others: Sequence[ArticleFingerprint]
) -> SiteLineStats:
    """The counts with those of articles that are not in the file yet."""
    if not others:
        return stats
    line_counts, headline_counts, standfirst_counts = map(
        Counter, (stats.line_counts, stats.headline_counts, stats.standfirst_counts)
    )
    for other in others:
        line_counts.update(fingerprint.line_digests & other.line_digests)
        own = {*other.own_headlines, *((digest, False) for digest in other.teaser_digests)}
        for digest, is_standfirst in own:
            if digest in fingerprint.headline_candidates:
                (standfirst_counts if is_standfirst else headline_counts)[digest] += 1
    return SiteLineStats(
        article_count=stats.article_count + len(others),
        line_counts=line_counts,
        headline_counts=headline_counts,
        standfirst_counts=standfirst_counts,
    )


def _iter_chunks(values: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """The values in parts that every build of SQLite takes in one query."""
    return (values[start : start + _MAX_QUERY_VALUES] for start in range(0, len(values), _MAX_QUERY_VALUES))


def _placeholders(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _get_or_create_site(cursor: sqlite3.Cursor, name: str) -> int:
    """The row number of the site."""
    cursor.execute("INSERT OR IGNORE INTO memory_site (name) VALUES (?)", (name,))
    return int(cursor.execute("SELECT site FROM memory_site WHERE name = ?", (name,)).fetchone()[0])


def _add_lines(cursor: sqlite3.Cursor, site_id: int, fingerprint: ArticleFingerprint) -> None:
    """Add an article to the sample of its site, if it belongs there, in place of one that no longer does."""
    own_id = fingerprint.id_digests[0]
    existing = cursor.execute(
        "SELECT number FROM memory_article WHERE site = ? AND article = ?", (site_id, own_id)
    ).fetchone()
    if existing:
        cursor.execute("DELETE FROM memory_line WHERE article = ?", existing)
        article_row_id = existing[0]
    elif _make_room(cursor, site_id, own_id):
        cursor.execute(
            "INSERT INTO memory_article (site, article, seen) SELECT site, ?, seen FROM memory_site WHERE site = ?",
            (own_id, site_id),
        )
        article_row_id = cursor.lastrowid
    else:
        return
    lines = [(site_id, line, article_row_id) for line in sorted(fingerprint.line_digests)]
    cursor.executemany("INSERT INTO memory_line (site, line, article) VALUES (?, ?, ?)", lines)


def _make_room(cursor: sqlite3.Cursor, site_id: int, own_id: bytes) -> bool:
    """Whether a new article belongs to the sample; articles that no longer belong to it are deleted."""
    cursor.execute("UPDATE memory_site SET seen = seen + 1 WHERE site = ?", (site_id,))
    seen = cursor.execute("SELECT seen FROM memory_site WHERE site = ?", (site_id,)).fetchone()[0]
    max_expired = seen - MAX_NEWER_ARTICLES
    if max_expired > 0:
        expired = cursor.execute(
            "SELECT number FROM memory_article WHERE site = ? AND seen <= ?", (site_id, max_expired)
        )
        _delete_articles(cursor, expired.fetchall())
    if (
        cursor.execute("SELECT count(*) FROM memory_article WHERE site = ?", (site_id,)).fetchone()[0]
        < MAX_ARTICLES_PER_SITE
    ):
        return True
    article_row_id, largest_id = cursor.execute(
        "SELECT number, article FROM memory_article WHERE site = ? ORDER BY article DESC LIMIT 1", (site_id,)
    ).fetchone()
    belongs = bool(own_id < largest_id)
    if belongs:
        _delete_articles(cursor, [(article_row_id,)])
    return belongs


def _delete_articles(cursor: sqlite3.Cursor, row_ids: Sequence[tuple[int]]) -> None:
    cursor.executemany("DELETE FROM memory_line WHERE article = ?", row_ids)
    cursor.executemany("DELETE FROM memory_article WHERE number = ?", row_ids)


def _add_headlines(cursor: sqlite3.Cursor, site_id: int, headlines: Sequence[tuple[bytes, int, bytes]]) -> None:
    """Add headlines and standfirsts; if there are too many, the oldest are deleted.

    :param headlines: for each, its digest, 1 for a standfirst or 0, and the digest of its article's id.
    """
    cursor.executemany(
        "INSERT OR IGNORE INTO memory_head (site, head, second, article) VALUES (?, ?, ?, ?)",
        [(site_id, *headline) for headline in headlines],
    )
    cursor.execute("UPDATE memory_site SET heads = heads + ? WHERE site = ?", (max(cursor.rowcount, 0), site_id))
    count = cursor.execute("SELECT heads FROM memory_site WHERE site = ?", (site_id,)).fetchone()[0]
    if count > MAX_HEADLINES_PER_SITE + _MAX_EXCESS_HEADLINES:
        cursor.execute(
            """DELETE FROM memory_head WHERE site = ? AND number <=
            (SELECT number FROM memory_head WHERE site = ? ORDER BY number DESC LIMIT 1 OFFSET ?)""",
            (site_id, site_id, MAX_HEADLINES_PER_SITE),
        )
        cursor.execute("UPDATE memory_site SET heads = ? WHERE site = ?", (MAX_HEADLINES_PER_SITE, site_id))
