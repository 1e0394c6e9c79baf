"""The tables of `state.sqlite`, as the steps that lead from each version to the next.

A step that was released is never changed: whoever needs another table or column appends a step. The version of a
file (`PRAGMA user_version`) is the number of steps that it has seen.
"""

from __future__ import annotations

_SITE_MEMORY = (
    """CREATE TABLE memory_site (
        site INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        seen INTEGER NOT NULL DEFAULT 0,  -- articles offered so far: the age of the others
        heads INTEGER NOT NULL DEFAULT 0  -- rows of memory_head
    )""",
    """CREATE TABLE memory_article (
        number INTEGER PRIMARY KEY,
        site INTEGER NOT NULL,
        article BLOB NOT NULL,
        seen INTEGER NOT NULL,  -- memory_site.seen when it was learned
        UNIQUE (site, article)
    )""",
    """CREATE TABLE memory_line (
        site INTEGER NOT NULL,
        line BLOB NOT NULL,
        article INTEGER NOT NULL,  -- memory_article.number
        PRIMARY KEY (site, line, article)
    ) WITHOUT ROWID""",
    "CREATE INDEX memory_line_article ON memory_line (article)",
    """CREATE TABLE memory_head (
        number INTEGER PRIMARY KEY,  -- the order in which they were met
        site INTEGER NOT NULL,
        head BLOB NOT NULL,
        second INTEGER NOT NULL,  -- 0 a headline, 1 a standfirst
        article BLOB NOT NULL,  -- empty where the address is not known
        UNIQUE (site, head, second, article)
    )""",
    "CREATE INDEX memory_head_order ON memory_head (site, number)",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_SITE_MEMORY,)
"""One tuple of statements a version, from 1."""
