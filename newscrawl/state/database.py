"""A connection to the SQLite database `state.sqlite`, which keeps the crawl state from one run to the next."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from newscrawl.exceptions import CrawlStateFailed
from newscrawl.state.schema import MIGRATIONS

STATE_FILE_NAME = "state.sqlite"
_BUSY_TIMEOUT_SECONDS = 10.0
"""How long a statement waits for the transaction of another process; a transaction takes milliseconds."""


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
