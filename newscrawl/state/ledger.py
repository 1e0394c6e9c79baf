"""The ledger: every address that was ever found, and what became of it.

Ends into the ledger, and whose an article is.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Mapping

from newscrawl.items import Link, Seed
from newscrawl.scheduling import DAY, RevisitPolicy
from newscrawl.state.crawl_locks import CrawlLocks, begin_pass
from newscrawl.state.database import StateDatabase
from newscrawl.state.link_store import CrawlRun, DueUrls, LinkStore
from newscrawl.state.models import NO_VALIDATORS, AddedLinks, Outcome, PageEntry, SeedEntry, Validators

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


MAX_SEED_AGE_SECONDS = 3600
"""Seconds for which a crawl that was broken off trusts what it had read of its sources: then they may list more."""


class Ledger:
    """One run of a job, in the ledger that all runs share.

    An address is *pending* before its request leaves. It has an end only with the transaction that also records how
    long the output is with its line in it: a run that is killed leaves no more behind than addresses that are pending,
    and lines beyond the recorded length.

    A job's runs form *rounds*: a round that came to its end is followed by another, one that did not is gone on with.
    Within a round each source is asked once.

    :param job: from `newscrawl.state.crawl_locks.job_name`.
    :param clock: seconds since 1970.
    :raises StateFailed: it cannot be read or written, or another process is at the same job (`already_running`).
    """

    def __init__(
        self,
        database: StateDatabase,
        *,
        crawl_name: str,
        schedule: RevisitPolicy,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._clock = clock
        self._locks = CrawlLocks(database.path.parent if database.path else None)
        try:
            self.run = self._start_run(crawl_name, schedule)
        except BaseException:
            self._locks.release()
            raise
        self._due_urls = DueUrls(database, self.run)
        self._link_store = LinkStore(self.run, self._locks.is_locked)
        self._outcome_store = OutcomeStore(self.run, schedule)

    def _start_run(self, crawl_name: str, schedule: RevisitPolicy) -> CrawlRun:
        now = self._now()
        with self._database.transaction() as cursor:
            self._locks.acquire(crawl_name)
            crawl_id, pass_number, is_resumed = begin_pass(cursor, crawl_name)
            cursor.execute("INSERT INTO ledger_run (job, began) VALUES (?, ?)", (crawl_id, now))
            run_id = int(cursor.lastrowid or 0)
            cursor.execute("DELETE FROM ledger_claim WHERE job = ?", (crawl_id,))
            if is_resumed:
                cursor.execute(
                    "UPDATE ledger_source SET done = found - 1 WHERE job = ? AND found = ? AND abs(? - asked) > ?",
                    (crawl_id, pass_number, now, MAX_SEED_AGE_SECONDS),
                )
        latest_fetch_at = now + schedule.max_delay + DAY
        return CrawlRun(
            run_id=run_id,
            crawl_id=crawl_id,
            pass_number=pass_number,
            started_at=now,
            latest_fetch_at=latest_fetch_at,
            is_resumed=is_resumed,
        )

    @property
    def ledger_id(self) -> str:
        """What tells this ledger from all others."""
        return str(self._database.fetch_all("SELECT name FROM ledger_name")[0][0])

    @property
    def output_lengths(self) -> dict[str, int]:
        """How long each file of the output was when all its lines were known here."""
        return {str(file): int(length) for file, length in self._database.fetch_all("SELECT * FROM ledger_output")}

    def count_due(self) -> int:
        """How many addresses of articles earlier runs left to ask: those pending, and those due again."""
        return self._due_urls.count()

    def due_site_ids(self) -> set[int]:
        """The sites where earlier runs left something to ask."""
        return self._due_urls.site_ids()

    def next_page_entry(self, site_id: int, in_flight: Collection[int]) -> PageEntry | None:
        """The next address of an article on a site, but for those that are being asked."""
        return self._due_urls.next_page_entry(site_id, in_flight)

    def next_seed_entry(self, site_id: int, in_flight: Collection[int]) -> SeedEntry | None:
        """The next source on a site, but for those that are being asked."""
        return self._due_urls.next_seed_entry(site_id, in_flight)

    def add(self, discovered: Iterable[Link | Seed], *, parent: SeedEntry | None = None) -> AddedLinks:
        """Take note of what was found, by a source or in what the job was told.

        :raises StateFailed: it could not be written, and nothing of it was.
        """
        with self._database.transaction() as cursor:
            return self._link_store.add(cursor, discovered, parent, self._now())

    def complete_seed(
        self, seed: SeedEntry, discovered: Iterable[Link | Seed] = (), *, validators: Validators = NO_VALIDATORS
    ) -> AddedLinks:
        """Take note of the last that a source links, and of that: it will not be asked again in this round.

        :raises StateFailed: it could not be written, and nothing of it was.
        """
        now = self._now()
        seed_values = (self.run.pass_number, now, validators.etag, validators.last_modified, seed.row_id)
        with self._database.transaction() as cursor:
            added = self._link_store.add(cursor, discovered, seed, now)
            cursor.execute(
                "UPDATE ledger_source SET done = ?, asked = ?, etag = ?, last_modified = ? WHERE number = ?",
                seed_values,
            )
        return added

    def claim(self, entry: PageEntry, article_key: bytes) -> bool:
        """Whether an article is this address's to write: it is not where another has given it.

        :raises StateFailed: it could not be written.
        """
        with self._database.transaction() as cursor:
            return claim_article(cursor, self.run, entry, article_key, self._locks.is_locked)

    def commit(self, outcomes: Iterable[tuple[PageEntry, Outcome]], output_lengths: Mapping[str, int]) -> None:
        """Record ends, and how long the output is with their lines in it.

        :raises StateFailed: it could not be written, and nothing of it was.
        """
        with self._database.transaction() as cursor:
            self._outcome_store.record(cursor, outcomes, self._now())
            cursor.executemany("INSERT OR REPLACE INTO ledger_output VALUES (?, ?)", [*output_lengths.items()])

    def close(self, reason: str, *, is_finished: bool) -> None:
        """End the run, and its round where all of it was asked; let others have the job.

        :raises StateFailed: that could not be written; the next run goes on with this round.
        """
        try:
            with self._database.transaction() as cursor:
                cursor.execute(
                    "UPDATE ledger_run SET ended = ?, reason = ? WHERE run = ?", (self._now(), reason, self.run.run_id)
                )
                if is_finished:
                    cursor.execute("UPDATE ledger_job SET open = 0 WHERE job = ?", (self.run.crawl_id,))
        finally:
            self._locks.release()
            self._database.close()

    def _now(self) -> int:
        return int(self._clock())
