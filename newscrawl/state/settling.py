"""Ends into the ledger, and whose an article is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from newscrawl.core.schedule import RevisitPolicy
from newscrawl.state.entries import NO_VALIDATORS, Outcome, PageEntry, Validators
from newscrawl.state.finding import CrawlRun

_UPDATE_OUTCOME = """UPDATE ledger_url SET run = ?, state = ?, reason = ?, asked = ?, ask_after = ?, tries = ?,
    revision = revision + ?, content_hash = coalesce(?, content_hash), published = ?, etag = ?, last_modified = ?
    WHERE number = ?"""


class OutcomeStore:
    """Records what became of addresses, for one run."""

    def __init__(self, run: CrawlRun, schedule: RevisitPolicy) -> None:
        self._run = run
        self._schedule = schedule

    def record(self, cursor: sqlite3.Cursor, outcomes: Iterable[tuple[PageEntry, Outcome]], now: int) -> None:
        """Give addresses their ends; what they will be asked for again with is kept as long as they will."""
        for entry, outcome in outcomes:
            next_fetch_at, tries = self._next_fetch(entry, outcome, now)
            is_written = outcome.state == "written"
            validators = self._select_validators(entry, outcome) if next_fetch_at is not None else NO_VALIDATORS
            published = (outcome.published or entry.published) if next_fetch_at is not None else None
            values = (
                self._run.run_id,
                outcome.state,
                outcome.reason or None,
                now,
                next_fetch_at,
                tries,
                int(is_written),
            )
            hash_bytes = bytes.fromhex(outcome.content_hash) if is_written and outcome.content_hash else None
            cursor.execute(
                _UPDATE_OUTCOME,
                (*values, hash_bytes, published, validators.etag, validators.last_modified, entry.row_id),
            )
            cursor.execute("DELETE FROM ledger_claim WHERE number = ?", (entry.row_id,))
            if next_fetch_at is None:
                cursor.execute("DELETE FROM ledger_hints WHERE number = ?", (entry.row_id,))
            if is_written and outcome.article_key and outcome.article_key != entry.url_key:
                cursor.execute("INSERT OR IGNORE INTO ledger_alias VALUES (?, ?)", (outcome.article_key, entry.row_id))

    def _next_fetch(self, entry: PageEntry, outcome: Outcome, now: int) -> tuple[int | None, int]:
        """When to ask again, and the failures in a row until then."""
        first_seen, published = entry.first_seen, outcome.published or entry.published
        if outcome.state == "failed":
            return self._schedule.next_retry(
                now, first_seen=first_seen, tries=entry.tries, reason=outcome.reason, status=outcome.http_status
            )
        if outcome.state == "refused":
            return self._schedule.next_retry_of_refused(now, first_seen=first_seen, reason=outcome.reason), 0
        return self._schedule.next_revisit(now, first_seen=first_seen, published=published), 0

    def _select_validators(self, entry: PageEntry, outcome: Outcome) -> Validators:
        """Those of the answer; a 304 need not repeat them."""
        return outcome.validators or (entry.validators if outcome.state == "unchanged" else NO_VALIDATORS)


def claim_article(
    cursor: sqlite3.Cursor, run: CrawlRun, entry: PageEntry, article_key: bytes, is_running: Callable[[str], bool]
) -> bool:
    """Whether an article is to be written by this run, as what was found at this address; it is its own from then on.

    It is not where another address has given it before, or another process is about to write it.
    """
    rival = cursor.execute(
        """SELECT c.number, c.job, j.name FROM ledger_claim c JOIN ledger_job j USING (job) WHERE article = ?""",
        (article_key,),
    ).fetchone()
    if rival and rival[0] != entry.row_id and (rival[1] == run.crawl_id or is_running(rival[2])):
        return False
    owner = cursor.execute("SELECT number FROM ledger_alias WHERE article = ?", (article_key,)).fetchone()
    if owner is None:
        owner = cursor.execute(
            "SELECT number FROM ledger_url WHERE key = ? AND revision > 0", (article_key,)
        ).fetchone()
    if owner and owner[0] != entry.row_id:
        return False
    cursor.execute("INSERT OR REPLACE INTO ledger_claim VALUES (?, ?, ?)", (article_key, entry.row_id, run.crawl_id))
    return True
