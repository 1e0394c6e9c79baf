"""What a site's articles hold: which lines stand in how many of them, and whose headline is what."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from newscrawl.core.memory.sitememory import Known
from newscrawl.core.memory.sitetrace import LinkTrace, Trace
from newscrawl.state.database import StateDatabase

ARTICLES_A_SITE = 200
"""A site is known by a sample of its articles, those whose ids have the smallest digests: whatever order they come in,
the sample is the same, and every line is counted in all of it or not at all. Of 200 articles, a share of 30 % is
measured to within 3."""
HEADS_A_SITE = 5_000
"""The headlines and standfirsts met last: teasers lead to what is new."""
SEEN_UNTIL_FORGOTTEN = 10_000
"""An article leaves the sample after so many others of its site, so that a site may change its furniture."""
_SPARE = 500
"""Headlines are forgotten so many at a time."""
_VALUES = 500


class SiteMemory:
    """Learns articles and says what is known of the lines of one; digests only, at most half a megabyte a site.

    An article that is learned again counts once, as it was last.
    """

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def learn(self, traces: Iterable[Trace], links: Iterable[LinkTrace] = ()) -> None:
        """Remember articles, and the headlines of links, in one transaction.

        :raises StateFailed: it could not be written, and nothing of it was.
        """
        with self._database.transaction() as cursor:
            for site, article, head in links:
                _learn_heads(cursor, _site(cursor, site), [(head, 0, article)])
            for trace in traces:
                site_number = _site(cursor, trace.site)
                _learn_lines(cursor, site_number, trace)
                heads = [(head, int(second), trace.ids[0]) for head, second in trace.heads]
                _learn_heads(cursor, site_number, [*heads, *((head, 0, b"") for head in trace.teasers)])

    def recall(self, trace: Trace) -> Known:
        """What other articles of the site say of this one's lines.

        :raises StateFailed: the file could not be read.
        """
        rows = self._database.read("SELECT site FROM memory_site WHERE name = ?", (trace.site,))
        if not rows:
            return Known()
        site, own = rows[0][0], trace.ids[0]
        others = self._database.read("SELECT count(*) FROM memory_article WHERE site = ? AND article != ?", (site, own))
        lines, asked = sorted(trace.remembered), sorted(trace.asked)
        standing = self._database.read(
            f"""SELECT line, count(*) FROM memory_line WHERE site = ? AND line IN ({_marks(lines)}) AND article IS NOT
            (SELECT number FROM memory_article WHERE site = ? AND article = ?) GROUP BY line""",  # noqa: S608 - marks
            (site, *lines, site, own),
        )
        heads = [row for part in _parts(asked) for row in self._heads(site, part, trace.ids)]
        return Known(
            articles=others[0][0],
            standing=dict(standing),
            headlines={head: count for head, second, count in heads if not second},
            standfirsts={head: count for head, second, count in heads if second},
        )

    def _heads(self, site: int, asked: Sequence[bytes], own: Sequence[bytes]) -> list[tuple[bytes, int, int]]:
        return self._database.read(
            f"""SELECT head, second, count(*) FROM memory_head WHERE site = ? AND head IN ({_marks(asked)})
            AND article NOT IN ({_marks(own)}) GROUP BY head, second""",  # noqa: S608 - marks
            (site, *asked, *own),
        )


def _parts(values: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """As many at a time as every SQLite takes in one query."""
    return (values[start : start + _VALUES] for start in range(0, len(values), _VALUES))


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _site(cursor: sqlite3.Cursor, name: str) -> int:
    """The number of a site."""
    cursor.execute("INSERT OR IGNORE INTO memory_site (name) VALUES (?)", (name,))
    return int(cursor.execute("SELECT site FROM memory_site WHERE name = ?", (name,)).fetchone()[0])


def _learn_lines(cursor: sqlite3.Cursor, site: int, trace: Trace) -> None:
    """Take an article into the site's sample, if it belongs there, and out of it what has no place any more."""
    own = trace.ids[0]
    known = cursor.execute("SELECT number FROM memory_article WHERE site = ? AND article = ?", (site, own)).fetchone()
    if known:
        cursor.execute("DELETE FROM memory_line WHERE article = ?", known)
        number = known[0]
    elif _has_room(cursor, site, own):
        cursor.execute(
            "INSERT INTO memory_article (site, article, seen) SELECT site, ?, seen FROM memory_site WHERE site = ?",
            (own, site),
        )
        number = cursor.lastrowid
    else:
        return
    lines = [(site, line, number) for line in sorted(trace.remembered)]
    cursor.executemany("INSERT INTO memory_line (site, line, article) VALUES (?, ?, ?)", lines)


def _has_room(cursor: sqlite3.Cursor, site: int, own: bytes) -> bool:
    """Whether a new article belongs into the sample; what has no place in it any more is forgotten."""
    cursor.execute("UPDATE memory_site SET seen = seen + 1 WHERE site = ?", (site,))
    seen = cursor.execute("SELECT seen FROM memory_site WHERE site = ?", (site,)).fetchone()[0]
    oldest = seen - SEEN_UNTIL_FORGOTTEN
    if oldest > 0:
        old = cursor.execute("SELECT number FROM memory_article WHERE site = ? AND seen <= ?", (site, oldest))
        _forget(cursor, old.fetchall())
    if cursor.execute("SELECT count(*) FROM memory_article WHERE site = ?", (site,)).fetchone()[0] < ARTICLES_A_SITE:
        return True
    number, last = cursor.execute(
        "SELECT number, article FROM memory_article WHERE site = ? ORDER BY article DESC LIMIT 1", (site,)
    ).fetchone()
    fits = bool(own < last)
    if fits:
        _forget(cursor, [(number,)])
    return fits


def _forget(cursor: sqlite3.Cursor, articles: Sequence[tuple[int]]) -> None:
    cursor.executemany("DELETE FROM memory_line WHERE article = ?", articles)
    cursor.executemany("DELETE FROM memory_article WHERE number = ?", articles)


def _learn_heads(cursor: sqlite3.Cursor, site: int, heads: Sequence[tuple[bytes, int, bytes]]) -> None:
    """Remember headlines and standfirsts; the oldest are forgotten where there are too many."""
    cursor.executemany(
        "INSERT OR IGNORE INTO memory_head (site, head, second, article) VALUES (?, ?, ?, ?)",
        [(site, *head) for head in heads],
    )
    cursor.execute("UPDATE memory_site SET heads = heads + ? WHERE site = ?", (max(cursor.rowcount, 0), site))
    count = cursor.execute("SELECT heads FROM memory_site WHERE site = ?", (site,)).fetchone()[0]
    if count > HEADS_A_SITE + _SPARE:
        cursor.execute(
            """DELETE FROM memory_head WHERE site = ? AND number <=
            (SELECT number FROM memory_head WHERE site = ? ORDER BY number DESC LIMIT 1 OFFSET ?)""",
            (site, site, HEADS_A_SITE),
        )
        cursor.execute("UPDATE memory_site SET heads = ? WHERE site = ?", (HEADS_A_SITE, site))
