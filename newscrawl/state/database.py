"""The one SQLite file that outlives a run: opened, kept whole, brought up to date."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from newscrawl.errors import CrawlStateFailed
from newscrawl.state.schema import MIGRATIONS

STATE_FILE_NAME = "state.sqlite"
_BUSY_TIMEOUT_SECONDS = 10.0
"""How long a statement waits for another process, whose transactions take milliseconds."""


class StateDatabase:
    """A connection to `state.sqlite` in a folder; several processes may have one each.

    Transactions are short and whole: a process that dies leaves the file as it was before or after one of them. The
    last ones may be missing after a crash of the machine, none is ever there in part.

    :param folder: made where it is missing; None keeps everything for this connection: in memory, and what is beyond a
        few megabytes in a temporary file that the system forgets with it.
    :param migrations: what brings a file from one version of the schema to the next, for tests.
    :raises StateFailed: the file cannot be opened, is none of ours, or is from a newer newscrawl.
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
        """The file, for messages."""
        return str(self.path or "state in memory")

    @property
    def schema_version(self) -> int:
        """The version of the schema in the file."""
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Cursor]:
        """Write all that is executed in the block, or nothing of it.

        :raises StateFailed: it could not be written.
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
        """The rows that a query gives.

        :raises StateFailed: the file could not be read.
        """
        try:
            return self._connection.execute(query, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._build_error("cannot be read", error) from None

    def copy_to(self, folder: str | Path) -> None:
        """Copy all that is known to a file in another folder, which is made anew.

        :raises StateFailed: it could not be copied.
        """
        with StateDatabase(folder) as copy:
            try:
                self._connection.backup(copy._connection)
            except sqlite3.Error as error:
                raise self._build_error("cannot be copied", error) from None

    def close(self) -> None:
        """Give the file back; what was written stays."""
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
        """Switch to write-ahead logging; SQLite does not wait by itself where another process is just at it."""
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
        """Bring the schema up to date; another process may be at it, so the version is read again inside."""
        with self.transaction() as cursor:
            version = cursor.execute("PRAGMA user_version").fetchone()[0]
            for statements in migrations[version:]:
                for statement in statements:
                    cursor.execute(statement)
            cursor.execute(f"PRAGMA user_version = {max(version, len(migrations))}")

    def _build_error(self, problem: str, error: sqlite3.Error) -> CrawlStateFailed:
        is_full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        return CrawlStateFailed(f"{self.name}: {problem}: {error}", reason="disk_full" if is_full else "state_error")
