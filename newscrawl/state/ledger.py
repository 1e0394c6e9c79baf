"""The ledger: every URL that a crawl has found, and its outcome.

`Ledger` is one run of a crawl; `OutcomeStore` writes the outcomes of URLs and schedules their next fetch.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Mapping

from newscrawl.boilerplate.fingerprint import fingerprint_link
from newscrawl.items import Link, Seed
from newscrawl.revisit_policy import DAY, RevisitPolicy
from newscrawl.state.crawl_locks import CrawlLocks
from newscrawl.state.cross_page import record_article, record_link_headlines
from newscrawl.state.database import StateDatabase
from newscrawl.state.link_store import DueUrls, LinkStore
from newscrawl.state.models import NO_VALIDATORS, AddedLinks, CrawlRun, Outcome, PageEntry, SeedEntry, Validators

MAX_SEED_AGE_SECONDS = 3600
"""A run that continues an unfinished pass reads a seed again if it was read longer ago: by then it may list more."""
_UPDATE_OUTCOME = """UPDATE ledger_url SET run = ?, state = ?, reason = ?, asked = ?, ask_after = ?, tries = ?,
    revision = revision + ?, content_hash = coalesce(?, content_hash), page_hash = coalesce(?, page_hash),
    published = ?, etag = ?, last_modified = ? WHERE number = ?"""


class Ledger:
    """One run of a crawl, in the ledger that all runs share.

    A URL is *pending* until its outcome is committed, in the transaction that also records the length of the output
    with its line in it. So a run that is killed leaves only pending URLs, and lines beyond the recorded length.

    The runs of a crawl form *passes*: a run continues the pass of one that was not finished, and begins a new pass
    after one that was. In one pass each seed is fetched once.

    :param crawl_name: from `newscrawl.state.crawl_locks.build_crawl_name`.
    :param revisit_policy: when URLs are fetched again.
    :param has_memory: whether the headlines of new links, and what outcomes tell of articles, go to the cross-page
        memory, in the transactions that record the links and the outcomes.
    :param clock: returns seconds since 1970.
    :raises CrawlStateFailed: the ledger cannot be read or written, or another process runs this crawl
        (`already_running`).
    """

    def __init__(
        self,
        database: StateDatabase,
        *,
        crawl_name: str,
        revisit_policy: RevisitPolicy,
        has_memory: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self.has_memory = has_memory
        self._clock = clock
        self._locks = CrawlLocks(database.path.parent if database.path else None)
        try:
            self.run = self._start_run(crawl_name, revisit_policy)
        except BaseException:
            self._locks.release()
            raise
        self._due_urls = DueUrls(database, self.run)
        self._link_store = LinkStore(self.run, self._locks.is_locked)
        self._outcome_store = OutcomeStore(self.run, revisit_policy)

    def _start_run(self, crawl_name: str, revisit_policy: RevisitPolicy) -> CrawlRun:
        now = self._now()
        with self._database.transaction() as cursor:
            self._locks.acquire(crawl_name)
            crawl_id, pass_number, is_resumed = _begin_pass(cursor, crawl_name)
            cursor.execute("INSERT INTO ledger_run (job, began) VALUES (?, ?)", (crawl_id, now))
            run_id = int(cursor.lastrowid or 0)
            cursor.execute("DELETE FROM ledger_claim WHERE job = ?", (crawl_id,))
            if is_resumed:
                cursor.execute(
                    "UPDATE ledger_source SET done = found - 1 WHERE job = ? AND found = ? AND abs(? - asked) > ?",
                    (crawl_id, pass_number, now, MAX_SEED_AGE_SECONDS),
                )
        latest_fetch_at = now + revisit_policy.max_delay + DAY
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
        """A random id, which no other ledger has."""
        return str(self._database.fetch_all("SELECT name FROM ledger_name")[0][0])

    @property
    def output_lengths(self) -> dict[str, int]:
        """The committed length of each output file, by the file's key."""
        return {str(file): int(length) for file, length in self._database.fetch_all("SELECT * FROM ledger_output")}

    def count_due(self) -> int:
        """How many article URLs earlier runs have left to fetch: pending ones, and known ones that are due again."""
        return self._due_urls.count()

    def due_site_ids(self) -> set[int]:
        """The sites for which earlier runs have left something to fetch."""
        return self._due_urls.site_ids()

    def next_page_entry(self, site_id: int, in_flight: Collection[int]) -> PageEntry | None:
        """The next article URL of a site, except those whose row ids are in `in_flight`."""
        return self._due_urls.next_page_entry(site_id, in_flight)

    def next_seed_entry(self, site_id: int, in_flight: Collection[int]) -> SeedEntry | None:
        """The next seed of a site, except those whose row ids are in `in_flight`."""
        return self._due_urls.next_seed_entry(site_id, in_flight)

    def add(self, discovered: Iterable[Link | Seed], *, parent: SeedEntry | None = None) -> AddedLinks:
        """Store discovered links and seeds.

        :param parent: the seed that links them; None for those that the user gave.
        :raises CrawlStateFailed: they could not be written, and none of them was.
        """
        with self._database.transaction() as cursor:
            return self._add_links(cursor, discovered, parent, self._now())

    def complete_seed(
        self, seed: SeedEntry, discovered: Iterable[Link | Seed] = (), *, validators: Validators = NO_VALIDATORS
    ) -> AddedLinks:
        """Store the last links of a seed, and mark the seed as done for this pass.

        :raises CrawlStateFailed: nothing of this could be written.
        """
        now = self._now()
        seed_values = (self.run.pass_number, now, validators.etag, validators.last_modified, seed.row_id)
        with self._database.transaction() as cursor:
            added = self._add_links(cursor, discovered, seed, now)
            cursor.execute(
                "UPDATE ledger_source SET done = ?, asked = ?, etag = ?, last_modified = ? WHERE number = ?",
                seed_values,
            )
        return added

    def _add_links(
        self, cursor: sqlite3.Cursor, discovered: Iterable[Link | Seed], parent: SeedEntry | None, now: int
    ) -> AddedLinks:
        added = self._link_store.add(cursor, discovered, parent, now)
        if self.has_memory:
            record_link_headlines(cursor, filter(None, map(fingerprint_link, added.new)))
        return added

    def claim(self, entry: PageEntry, article_key: bytes) -> bool:
        """Reserve an article for a URL; False if it belongs to another URL.

        :raises CrawlStateFailed: that could not be written.
        """
        with self._database.transaction() as cursor:
            return _claim_article(cursor, self.run, entry, article_key, self._locks.is_locked)

    def commit(self, outcomes: Iterable[tuple[PageEntry, Outcome]], output_lengths: Mapping[str, int]) -> None:
        """Record outcomes, and the lengths of the output files that contain their lines.

        :raises CrawlStateFailed: nothing of this could be written.
        """
        with self._database.transaction() as cursor:
            self._outcome_store.record(cursor, outcomes, self._now())
            cursor.executemany("INSERT OR REPLACE INTO ledger_output VALUES (?, ?)", [*output_lengths.items()])

    def close(self, reason: str, *, is_finished: bool) -> None:
        """End the run, and release the lock of the crawl.

        :param reason: why the run ends, as Scrapy names it.
        :param is_finished: whether everything was fetched, so that the pass ends, too.
        :raises CrawlStateFailed: it could not be written; the next run continues this pass.
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


class OutcomeStore:
    """Writes the outcomes of URLs, for one run."""

    def __init__(self, run: CrawlRun, revisit_policy: RevisitPolicy) -> None:
        self._run = run
        self._revisit_policy = revisit_policy

    def record(self, cursor: sqlite3.Cursor, outcomes: Iterable[tuple[PageEntry, Outcome]], now: int) -> None:
        """Write outcomes.

        Validators, publication time and feed metadata are kept only if the URL is to be fetched again.
        """
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
            content_hash = bytes.fromhex(outcome.content_hash) if is_written and outcome.content_hash else None
            page_hash = bytes.fromhex(outcome.page_hash) if outcome.page_hash else None
            cursor.execute(
                _UPDATE_OUTCOME,
                (*values, content_hash, page_hash, published, validators.etag, validators.last_modified, entry.row_id),
            )
            cursor.execute("DELETE FROM ledger_claim WHERE number = ?", (entry.row_id,))
            if outcome.fingerprint:
                record_article(cursor, outcome.fingerprint)
            if next_fetch_at is None:
                cursor.execute("DELETE FROM ledger_hints WHERE number = ?", (entry.row_id,))
            if is_written and outcome.article_key and outcome.article_key != entry.url_key:
                cursor.execute("INSERT OR IGNORE INTO ledger_alias VALUES (?, ?)", (outcome.article_key, entry.row_id))

    def _next_fetch(self, entry: PageEntry, outcome: Outcome, now: int) -> tuple[int | None, int]:
        """When to fetch the URL again (None for never), and how often it has failed in a row."""
        first_seen, published = entry.first_seen, outcome.published or entry.published
        if outcome.state == "failed":
            return self._revisit_policy.next_retry(
                now, first_seen=first_seen, tries=entry.tries, reason=outcome.reason, status=outcome.http_status
            )
        if outcome.state == "refused":
            return self._revisit_policy.next_retry_of_refused(now, first_seen=first_seen, reason=outcome.reason), 0
        return self._revisit_policy.next_revisit(now, first_seen=first_seen, published=published), 0

    def _select_validators(self, entry: PageEntry, outcome: Outcome) -> Validators:
        """The validators of the response, or the known ones if it was a 304 that did not repeat them."""
        return outcome.validators or (entry.validators if outcome.state == "unchanged" else NO_VALIDATORS)


def _claim_article(
    cursor: sqlite3.Cursor, run: CrawlRun, entry: PageEntry, article_key: bytes, is_running: Callable[[str], bool]
) -> bool:
    """Reserve an article for one URL of this run; whether that succeeded.

    It fails if the article was written for another URL before, or another process is about to write it.
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


def _begin_pass(cursor: sqlite3.Cursor, crawl_name: str) -> tuple[int, int, bool]:
    """Begin a new pass of a crawl, or continue its last one if that was not finished.

    :returns: the crawl's id, the number of the pass, and whether the pass is continued.
    """
    cursor.execute("INSERT OR IGNORE INTO ledger_job (name) VALUES (?)", (crawl_name,))
    row = cursor.execute("SELECT job, round, open FROM ledger_job WHERE name = ?", (crawl_name,)).fetchone()
    crawl_id, pass_number, is_resumed = int(row[0]), int(row[1]), bool(row[2])
    if not is_resumed:
        pass_number += 1
        cursor.execute("UPDATE ledger_job SET round = ?, open = 1 WHERE job = ?", (pass_number, crawl_id))
    return crawl_id, pass_number, is_resumed
