"""Ends into the ledger, and whose an article is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from newscrawl.core.schedule import Schedule
from newscrawl.state.entries import NONE, End, PageEntry, Validators
from newscrawl.state.finding import Run

_END = """UPDATE ledger_url SET run = ?, state = ?, reason = ?, asked = ?, ask_after = ?, tries = ?,
    revision = revision + ?, content_hash = coalesce(?, content_hash), published = ?, etag = ?, last_modified = ?
    WHERE number = ?"""


class EndBook:
    """Records what became of addresses, for one run."""

    def __init__(self, run: Run, schedule: Schedule) -> None:
        self._run = run
        self._schedule = schedule

    def settle(self, cursor: sqlite3.Cursor, ends: Iterable[tuple[PageEntry, End]], now: int) -> None:
        """Give addresses their ends; what they will be asked for again with is kept as long as they will."""
        for entry, end in ends:
            ask_after, tries = self._next(entry, end, now)
            written = end.state == "written"
            kept = self._validators(entry, end) if ask_after is not None else NONE
            published = (end.published or entry.published) if ask_after is not None else None
            values = (self._run.number, end.state, end.reason or None, now, ask_after, tries, int(written))
            content = bytes.fromhex(end.content_hash) if written and end.content_hash else None
            cursor.execute(_END, (*values, content, published, kept.etag, kept.last_modified, entry.number))
            cursor.execute("DELETE FROM ledger_claim WHERE number = ?", (entry.number,))
            if ask_after is None:
                cursor.execute("DELETE FROM ledger_hints WHERE number = ?", (entry.number,))
            if written and end.article and end.article != entry.key:
                cursor.execute("INSERT OR IGNORE INTO ledger_alias VALUES (?, ?)", (end.article, entry.number))

    def _next(self, entry: PageEntry, end: End, now: int) -> tuple[int | None, int]:
        """When to ask again, and the failures in a row until then."""
        first_seen, published = entry.first_seen, end.published or entry.published
        if end.state == "failed":
            return self._schedule.next_try(
                now, first_seen=first_seen, tries=entry.tries, reason=end.reason, status=end.status
            )
        if end.state == "refused":
            return self._schedule.next_look(now, first_seen=first_seen, reason=end.reason), 0
        return self._schedule.next_visit(now, first_seen=first_seen, published=published), 0

    def _validators(self, entry: PageEntry, end: End) -> Validators:
        """Those of the answer; a 304 need not repeat them."""
        return end.validators or (entry.validators if end.state == "unchanged" else NONE)


def claim(cursor: sqlite3.Cursor, run: Run, entry: PageEntry, article: bytes, is_live: Callable[[str], bool]) -> bool:
    """Whether an article is to be written by this run, as what was found at this address; it is its own from then on.

    It is not where another address has given it before, or another process is about to write it.
    """
    rival = cursor.execute(
        """SELECT c.number, c.job, j.name FROM ledger_claim c JOIN ledger_job j USING (job) WHERE article = ?""",
        (article,),
    ).fetchone()
    if rival and rival[0] != entry.number and (rival[1] == run.job or is_live(rival[2])):
        return False
    owner = cursor.execute("SELECT number FROM ledger_alias WHERE article = ?", (article,)).fetchone()
    if owner is None:
        owner = cursor.execute("SELECT number FROM ledger_url WHERE key = ? AND revision > 0", (article,)).fetchone()
    if owner and owner[0] != entry.number:
        return False
    cursor.execute("INSERT OR REPLACE INTO ledger_claim VALUES (?, ?, ?)", (article, entry.number, run.job))
    return True
