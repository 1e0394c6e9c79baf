"""The tables of `state.sqlite`, as a list of migrations.

A released migration is never changed: a new table or column needs a new migration. The version of a file
(`PRAGMA user_version`) is the number of migrations that it has had.
"""

from __future__ import annotations

# The comments inside the SQL are stored in every database: leave them as they are. Some names in it are older than
# those in the code: a job is a crawl, a round is a pass, a source is a seed, hints are feed metadata, a head is a
# headline, `second` is 1 for a standfirst.
_CROSS_PAGE_TABLES = (
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

_LEDGER_TABLES = (
    # The id of this ledger.
    "CREATE TABLE ledger_name (name TEXT NOT NULL)",
    "INSERT INTO ledger_name VALUES (lower(hex(randomblob(8))))",
    "CREATE TABLE ledger_site (site INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """CREATE TABLE ledger_job (
        job INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,  -- spider and arguments
        round INTEGER NOT NULL DEFAULT 0,
        open INTEGER NOT NULL DEFAULT 0  -- whether the round has not come to its end
    )""",
    """CREATE TABLE ledger_run (
        run INTEGER PRIMARY KEY AUTOINCREMENT,
        job INTEGER NOT NULL,
        began INTEGER NOT NULL,  -- all times are seconds since 1970
        ended INTEGER,
        reason TEXT  -- why it ended
    )""",
    """CREATE TABLE ledger_url (
        number INTEGER PRIMARY KEY,  -- the order in which they were found
        key BLOB NOT NULL UNIQUE,  -- newscrawl.urls.normalize.article_id, 16 bytes
        url TEXT NOT NULL,
        site INTEGER NOT NULL,
        job INTEGER NOT NULL,  -- whose it is to ask
        run INTEGER NOT NULL,  -- the last one that found or asked it
        found_by INTEGER,  -- ledger_source.number
        state TEXT NOT NULL DEFAULT 'pending',  -- pending, written, unchanged, refused, failed
        reason TEXT,
        first_seen INTEGER NOT NULL,
        asked INTEGER,
        ask_after INTEGER,  -- when to ask again; null for never, and while it is pending
        tries INTEGER NOT NULL DEFAULT 0,  -- failures in a row
        revision INTEGER NOT NULL DEFAULT 0,  -- lines written
        content_hash BLOB,  -- of the last line
        published INTEGER,  -- this and the next two only where it will be asked again
        etag TEXT,
        last_modified TEXT
    )""",
    "CREATE INDEX ledger_url_pending ON ledger_url (job, site) WHERE state = 'pending'",
    "CREATE INDEX ledger_url_due ON ledger_url (job, site, ask_after) WHERE ask_after IS NOT NULL",
    # Feed metadata of links, as `link_store` encodes it.
    "CREATE TABLE ledger_hints (number INTEGER PRIMARY KEY, hints BLOB NOT NULL)",
    # Articles whose key is not the key of the URL that they were read from.
    "CREATE TABLE ledger_alias (article BLOB PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID",
    # Articles that a run is about to write, so that no other run writes them, too.
    """CREATE TABLE ledger_claim (
        article BLOB PRIMARY KEY,
        number INTEGER NOT NULL UNIQUE,
        job INTEGER NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE ledger_source (
        number INTEGER PRIMARY KEY,
        job INTEGER NOT NULL,
        key BLOB NOT NULL,
        url TEXT NOT NULL,
        site INTEGER NOT NULL,
        kind TEXT NOT NULL,
        depth INTEGER NOT NULL,
        hops INTEGER NOT NULL,  -- sources that led to it
        found_by INTEGER,  -- the last of them
        found INTEGER NOT NULL,  -- the last round that found it
        done INTEGER NOT NULL DEFAULT 0,  -- the last round that has all its links in the ledger, or gave it up
        asked INTEGER,
        etag TEXT,
        last_modified TEXT,
        UNIQUE (job, key)
    )""",
    "CREATE INDEX ledger_source_open ON ledger_source (job, site) WHERE done < found",
    # The committed length of each output file.
    "CREATE TABLE ledger_output (file TEXT PRIMARY KEY, length INTEGER NOT NULL) WITHOUT ROWID",
)

_PAGE_HASH = ("ALTER TABLE ledger_url ADD COLUMN page_hash BLOB",)  # of title and text before the cross-page memory

MIGRATIONS: tuple[tuple[str, ...], ...] = (_CROSS_PAGE_TABLES, _LEDGER_TABLES, _PAGE_HASH)
"""The statements of each version, from version 1 on."""
