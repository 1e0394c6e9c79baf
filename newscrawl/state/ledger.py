"""The ledger: every address that was ever found, and what became of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping

from newscrawl.article import Link, Source
from newscrawl.core.schedule import DAY, Schedule
from newscrawl.state.database import StateDatabase
from newscrawl.state.entries import NONE, End, Found, PageEntry, SourceEntry, Validators
from newscrawl.state.finding import LinkBook, Run
from newscrawl.state.jobs import JobLocks, open_job
from newscrawl.state.settling import EndBook, claim
from newscrawl.state.taking import Taker

SOURCES_HOLD_FOR = 3600
"""Seconds for which a crawl that was broken off trusts what it had read of its sources: then they may list more."""


class Ledger:
    """One run of a job, in the ledger that all runs share.

    An address is *pending* before its request leaves. It has an end only with the transaction that also records how
    long the output is with its line in it: a run that is killed leaves no more behind than addresses that are pending,
    and lines beyond the recorded length.

    A job's runs form *rounds*: a round that came to its end is followed by another, one that did not is gone on with.
    Within a round each source is asked once.

    :param job: from `newscrawl.state.jobs.job_name`.
    :param clock: seconds since 1970.
    :raises StateFailed: it cannot be read or written, or another process is at the same job (`already_running`).
    """

    def __init__(
        self, database: StateDatabase, *, job: str, schedule: Schedule, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._clock = clock
        self._locks = JobLocks(database.path.parent if database.path else None)
        try:
            self.run = self._begin(job, schedule)
        except BaseException:
            self._locks.release()
            raise
        self._taker = Taker(database, self.run)
        self._links = LinkBook(self.run, self._locks.is_held)
        self._ends = EndBook(self.run, schedule)

    def _begin(self, name: str, schedule: Schedule) -> Run:
        now = self._now()
        with self._database.transaction() as cursor:
            self._locks.hold(name)
            job, number, resumed = open_job(cursor, name)
            cursor.execute("INSERT INTO ledger_run (job, began) VALUES (?, ?)", (job, now))
            run = int(cursor.lastrowid or 0)
            cursor.execute("DELETE FROM ledger_claim WHERE job = ?", (job,))
            if resumed:
                cursor.execute(
                    "UPDATE ledger_source SET done = found - 1 WHERE job = ? AND found = ? AND abs(? - asked) > ?",
                    (job, number, now, SOURCES_HOLD_FOR),
                )
        too_far = now + schedule.longest + DAY
        return Run(number=run, job=job, round=number, began=now, too_far=too_far, resumed=resumed)

    @property
    def name(self) -> str:
        """What tells this ledger from all others."""
        return str(self._database.read("SELECT name FROM ledger_name")[0][0])

    @property
    def outputs(self) -> dict[str, int]:
        """How long each file of the output was when all its lines were known here."""
        return {str(file): int(length) for file, length in self._database.read("SELECT * FROM ledger_output")}

    def count_to_ask(self) -> int:
        """How many addresses of articles earlier runs left to ask: those pending, and those due again."""
        return self._taker.count()

    def sites(self) -> set[int]:
        """The sites where earlier runs left something to ask."""
        return self._taker.sites()

    def page(self, site: int, busy: Collection[int]) -> PageEntry | None:
        """The next address of an article on a site, but for those that are being asked."""
        return self._taker.page(site, busy)

    def source(self, site: int, busy: Collection[int]) -> SourceEntry | None:
        """The next source on a site, but for those that are being asked."""
        return self._taker.source(site, busy)

    def add(self, found: Iterable[Link | Source], *, by: SourceEntry | None = None) -> Found:
        """Take note of what was found, by a source or in what the job was told.

        :raises StateFailed: it could not be written, and nothing of it was.
        """
        with self._database.transaction() as cursor:
            return self._links.add(cursor, found, by, self._now())

    def source_done(
        self, source: SourceEntry, found: Iterable[Link | Source] = (), *, validators: Validators = NONE
    ) -> Found:
        """Take note of the last that a source links, and of that: it will not be asked again in this round.

        :raises StateFailed: it could not be written, and nothing of it was.
        """
        now = self._now()
        done = (self.run.round, now, validators.etag, validators.last_modified, source.number)
        with self._database.transaction() as cursor:
            what = self._links.add(cursor, found, source, now)
            cursor.execute(
                "UPDATE ledger_source SET done = ?, asked = ?, etag = ?, last_modified = ? WHERE number = ?", done
            )
        return what

    def claim(self, entry: PageEntry, article: bytes) -> bool:
        """Whether an article is this address's to write: it is not where another has given it.

        :raises StateFailed: it could not be written.
        """
        with self._database.transaction() as cursor:
            return claim(cursor, self.run, entry, article, self._locks.is_held)

    def commit(self, ends: Iterable[tuple[PageEntry, End]], outputs: Mapping[str, int]) -> None:
        """Record ends, and how long the output is with their lines in it.

        :raises StateFailed: it could not be written, and nothing of it was.
        """
        with self._database.transaction() as cursor:
            self._ends.settle(cursor, ends, self._now())
            cursor.executemany("INSERT OR REPLACE INTO ledger_output VALUES (?, ?)", [*outputs.items()])

    def close(self, reason: str, *, finished: bool) -> None:
        """End the run, and its round where all of it was asked; let others have the job.

        :raises StateFailed: that could not be written; the next run goes on with this round.
        """
        try:
            with self._database.transaction() as cursor:
                cursor.execute(
                    "UPDATE ledger_run SET ended = ?, reason = ? WHERE run = ?", (self._now(), reason, self.run.number)
                )
                if finished:
                    cursor.execute("UPDATE ledger_job SET open = 0 WHERE job = ?", (self.run.job,))
        finally:
            self._locks.release()
            self._database.close()

    def _now(self) -> int:
        return int(self._clock())
