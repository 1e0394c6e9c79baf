"""The SQLite database `state.sqlite`, which keeps the crawl state from one run to the next: its tables and connection.

The schema is a list of migrations. A released migration is never changed: a new table or column needs a new migration.
The version of a file (`PRAGMA user_version`) is the number of migrations that it has had.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from newscrawl.exceptions import CrawlStateFailed

STATE_FILE_NAME = "state.sqlite"
_BUSY_TIMEOUT_SECONDS = 10.0
"""How long a statement waits for the transaction of another process; a transaction takes milliseconds."""

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

MIGRATIONS: tuple[tuple[str, ...], ...] = (_CROSS_PAGE_TABLES, _LEDGER_TABLES)
"""The statements of each version, from version 1 on."""


class StateDatabase:
    """A connection to `state.sqlite` in a folder; several processes may have one each.

    Transactions are short and atomic: a process that is killed leaves the file as it was before or after one of them.
    After a crash of the machine the last transactions may be missing, but none is there in part.

    :param folder: created if it does not exist. None keeps the database for this connection only: in memory, and if it
        is larger than a few megabytes in a temporary file that is deleted with it.
    :param migrations: the statements of each version of the schema; tests give others.
    :raises CrawlStateFailed: the file cannot be opened, is not a newscrawl database, or is from a newer newscrawl.
    """

    def __init__(self, folder: str | Path | None, *, migrations: Sequence[Sequence[str]] = MIGRATIONS) -> None:
        self.path = Path(folder) / STATE_FILE_NAME if folder is not None else None
        try:
            if self.path is not None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(
                self.path or "", timeout=_BUSY_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False
            )
        except OSError as error:
            raise CrawlStateFailed(f"{self.name}: cannot be opened: {error.strerror}") from None
        except sqlite3.Error as error:
            raise self._build_error("cannot be opened", error) from None
        try:
            self._prepare(migrations)
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def name(self) -> str:
        """The path of the file, for messages."""
        return str(self.path or "state in memory")

    @property
    def schema_version(self) -> int:
        """The version of the schema in the file."""
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Cursor]:
        """Commit everything that the block executes, or nothing if it raises.

        :raises CrawlStateFailed: it could not be written.
        """
        cursor = self._connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE")
            yield cursor
            cursor.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._build_error("cannot be written", error) from None
        finally:
            if self._connection.in_transaction:
                self._connection.rollback()

    def fetch_all(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query.

        :raises CrawlStateFailed: the file could not be read.
        """
        try:
            return self._connection.execute(query, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._build_error("cannot be read", error) from None

    def copy_to(self, folder: str | Path) -> None:
        """Copy the database to `state.sqlite` in another folder, replacing one that is there.

        :raises CrawlStateFailed: it could not be copied.
        """
        with StateDatabase(folder) as copy:
            try:
                self._connection.backup(copy._connection)
            except sqlite3.Error as error:
                raise self._build_error("cannot be copied", error) from None

    def close(self) -> None:
        """Close the connection; everything that was committed stays."""
        self._connection.close()

    def _prepare(self, migrations: Sequence[Sequence[str]]) -> None:
        try:
            self._enable_wal()
            self._connection.execute("PRAGMA synchronous = NORMAL")
            version = self.schema_version
        except sqlite3.Error as error:
            raise self._build_error("cannot be opened", error) from None
        if version > len(migrations):
            raise CrawlStateFailed(
                f"{self.name}: written by a newer newscrawl (version {version}); use that, or move it away"
            )
        if version < len(migrations):
            self._migrate(migrations)

    def _enable_wal(self) -> None:
        """Switch to write-ahead logging. SQLite itself does not wait here while another process does the same."""
        deadline = time.monotonic() + _BUSY_TIMEOUT_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def _migrate(self, migrations: Sequence[Sequence[str]]) -> None:
        """Run the missing migrations.

        The version is read again in the transaction, because another process may run them at the same time.
        """
        with self.transaction() as cursor:
            version = cursor.execute("PRAGMA user_version").fetchone()[0]
            for statements in migrations[version:]:
                for statement in statements:
                    cursor.execute(statement)
            cursor.execute(f"PRAGMA user_version = {max(version, len(migrations))}")

    def _build_error(self, problem: str, error: sqlite3.Error) -> CrawlStateFailed:
        is_full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        return CrawlStateFailed(f"{self.name}: {problem}: {error}", reason="disk_full" if is_full else "state_error")
