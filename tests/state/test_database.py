"""The state database: created, migrated, shared by processes, and consistent after a kill."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from pathlib import Path

import pytest

from newscrawl.exceptions import CrawlStateFailed
from newscrawl.state.database import STATE_FILE_NAME, StateDatabase
from newscrawl.state.schema import MIGRATIONS

FIRST = ("CREATE TABLE harbour (name TEXT)", "INSERT INTO harbour VALUES ('old')")
SECOND = ("ALTER TABLE harbour ADD COLUMN berths INTEGER NOT NULL DEFAULT 7",)


def table_names(database: StateDatabase) -> set[str]:
    return {row[0] for row in database.fetch_all("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_it_is_created_with_its_folder_and_opened_again(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "state"
    for _ in range(2):
        with StateDatabase(folder) as database:
            assert database.schema_version == len(MIGRATIONS)
            assert {"memory_site", "memory_article", "memory_line", "memory_head"} <= table_names(database)
            assert database.fetch_all("PRAGMA journal_mode") == [("wal",)]
    assert (folder / STATE_FILE_NAME).exists()


def test_an_older_file_is_migrated_and_keeps_its_rows(tmp_path: Path) -> None:
    with StateDatabase(tmp_path, migrations=[FIRST]) as database:
        assert database.schema_version == 1
    with StateDatabase(tmp_path, migrations=[FIRST, SECOND]) as database:
        assert database.schema_version == 2
        assert database.fetch_all("SELECT * FROM harbour") == [("old", 7)]


def test_a_file_without_a_version_gets_all_tables(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / STATE_FILE_NAME) as connection:
        connection.execute("CREATE TABLE other (name TEXT)")
    connection.close()
    with StateDatabase(tmp_path) as database:
        assert database.schema_version == len(MIGRATIONS)
        assert {"other", "memory_line"} <= table_names(database)


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    StateDatabase(tmp_path, migrations=[FIRST]).close()
    with pytest.raises(CrawlStateFailed, match="cannot be written"):
        StateDatabase(tmp_path, migrations=[FIRST, (*SECOND, "CREATE TABLE harbour (name TEXT)")])
    with StateDatabase(tmp_path, migrations=[FIRST]) as database:
        assert database.fetch_all("SELECT * FROM harbour") == [("old",)]


def test_a_file_of_a_newer_newscrawl_is_not_opened(tmp_path: Path) -> None:
    StateDatabase(tmp_path, migrations=[FIRST, SECOND]).close()
    with pytest.raises(CrawlStateFailed, match=r"state\.sqlite: written by a newer newscrawl \(version 2\)"):
        StateDatabase(tmp_path, migrations=[FIRST])


@pytest.mark.parametrize("content", [b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_not_a_database_is_named_in_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / STATE_FILE_NAME).write_bytes(content)
    with pytest.raises(CrawlStateFailed, match=r"state\.sqlite: cannot be ") as error:
        StateDatabase(tmp_path)
    assert "\n" not in str(error.value)
    assert (tmp_path / STATE_FILE_NAME).read_bytes() == content


def test_a_folder_that_cannot_be_created_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CrawlStateFailed, match=r"file/state/state\.sqlite: cannot be opened"):
        StateDatabase(tmp_path / "file" / "state")


@pytest.mark.parametrize(("statement", "error"), [("INSERT INTO nowhere VALUES (1)", CrawlStateFailed), ("", KeyError)])
def test_a_transaction_is_committed_completely_or_not_at_all(
    tmp_path: Path, statement: str, error: type[Exception]
) -> None:
    def try_to_write() -> None:
        with database.transaction() as cursor:
            cursor.execute("INSERT INTO harbour VALUES ('new')")
            cursor.execute(statement)
            raise KeyError

    with StateDatabase(tmp_path, migrations=[FIRST]) as database:
        with pytest.raises(error):
            try_to_write()
        assert database.fetch_all("SELECT name FROM harbour") == [("old",)]


def test_a_query_that_fails_raises_crawl_state_failed(tmp_path: Path) -> None:
    with StateDatabase(tmp_path) as database, pytest.raises(CrawlStateFailed, match="cannot be read: no such table"):
        database.fetch_all("SELECT * FROM nowhere")


def test_a_copy_has_all_rows_and_does_not_change_the_original(tmp_path: Path) -> None:
    with StateDatabase(tmp_path / "a", migrations=[FIRST]) as database:
        database.copy_to(tmp_path / "b")
        with StateDatabase(tmp_path / "b", migrations=[FIRST]) as copy, copy.transaction() as cursor:
            cursor.execute("INSERT INTO harbour VALUES ('new')")
        assert database.fetch_all("SELECT name FROM harbour") == [("old",)]


def add_sites(folder: Path, number: int) -> None:
    """Open the file, perhaps as the first process, and write to it."""
    with StateDatabase(folder) as database:
        for index in range(50):
            with database.transaction() as cursor:
                cursor.execute("INSERT INTO memory_site (name) VALUES (?)", (f"{number}-{index}.example",))


def test_several_processes_create_it_and_write_to_it_at_once(tmp_path: Path) -> None:
    processes = [multiprocessing.get_context("spawn").Process(target=add_sites, args=(tmp_path, n)) for n in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    with StateDatabase(tmp_path) as database:
        assert database.fetch_all("SELECT count(*) FROM memory_site") == [(200,)]


def die_in_a_transaction(folder: Path) -> None:
    """Commit one transaction, and be killed in the middle of the next."""
    database = StateDatabase(folder)
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO memory_site (name) VALUES ('whole.example')")
    with database.transaction() as cursor:
        cursor.execute("INSERT INTO memory_site (name) VALUES ('half.example')")
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_process_leaves_its_commits_and_no_lock(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=die_in_a_transaction, args=(tmp_path,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    with StateDatabase(tmp_path) as database:
        assert database.fetch_all("SELECT name FROM memory_site") == [("whole.example",)]
        assert database.fetch_all("PRAGMA integrity_check") == [("ok",)]
        with database.transaction() as cursor:
            cursor.execute("INSERT INTO memory_site (name) VALUES ('next.example')")
