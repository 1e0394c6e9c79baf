"""What is to be asked next, read from the ledger: each question takes the same time however much it holds."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from newscrawl.state.database import StateDatabase
from newscrawl.state.entries import PageEntry, SourceEntry, Validators
from newscrawl.state.finding import Run, unpack_hints

_PAGE = """SELECT u.number, u.key, u.url, u.site, u.first_seen, u.tries, u.revision, u.content_hash,
    u.etag, u.last_modified, u.published, h.hints, s.url, s.hops FROM ledger_url u
    LEFT JOIN ledger_hints h USING (number) LEFT JOIN ledger_source s ON s.number = u.found_by"""
PENDING = f"{_PAGE} WHERE u.job = ? AND u.site = ? AND u.state = 'pending' ORDER BY u.number LIMIT ?"
_DUE = "SELECT number FROM ledger_url WHERE job = ? AND site = ? AND state != 'pending' AND run != ? AND ask_after"
DUE_PAGES = f"{_PAGE} WHERE u.number IN (SELECT * FROM ({_DUE} <= ? UNION ALL {_DUE} > ?) LIMIT ?)"  # noqa: S608
_ALL_DUE = """FROM ledger_url WHERE job = ? AND ask_after IS NOT NULL AND state != 'pending' AND run != ?
    AND (ask_after <= ? OR ask_after > ?)"""
SOURCE = """SELECT s.number, s.url, s.site, s.etag, s.last_modified, s.kind, s.depth, s.hops, p.url
    FROM ledger_source s LEFT JOIN ledger_source p ON p.number = s.found_by
    WHERE s.job = ? AND s.site = ? AND s.done < s.found AND s.found = ? ORDER BY s.number LIMIT ?"""


def _sites_of(table: str, condition: str) -> str:
    """A query that goes from one site to the next, past all that they hold."""
    least = f"SELECT min(site) FROM {table} WHERE job = ?1 AND {condition}"  # noqa: S608 - constants
    return f"""WITH RECURSIVE sites (site) AS ({least} UNION ALL
        SELECT ({least} AND site > sites.site) FROM sites WHERE sites.site IS NOT NULL)
        SELECT site FROM sites WHERE site IS NOT NULL"""  # noqa: S608 - constants


class Taker:
    """Reads what one run is to ask."""

    def __init__(self, database: StateDatabase, run: Run) -> None:
        self._database = database
        self._run = run

    def count(self) -> int:
        """How many addresses of articles are to be asked, as the run begins."""
        run = self._run
        pending = "SELECT count(*) FROM ledger_url WHERE job = ? AND state = 'pending'"
        due = self._database.read(f"SELECT count(*) {_ALL_DUE}", (run.job, run.number, run.began, run.too_far))
        return int(self._database.read(pending, (run.job,))[0][0]) + int(due[0][0])

    def sites(self) -> set[int]:
        """The sites where something is to be asked, as the run begins."""
        run = self._run
        rows = [
            *self._database.read(_sites_of("ledger_url", "state = 'pending'"), (run.job,)),
            *self._database.read(_sites_of("ledger_source", "done < found"), (run.job,)),
            *self._database.read(f"SELECT DISTINCT site {_ALL_DUE}", (run.job, run.number, run.began, run.too_far)),
        ]
        return {int(site) for (site,) in rows}

    def page(self, site: int, busy: Collection[int]) -> PageEntry | None:
        """The next address of an article: first those that were never asked, in the order in which they were found."""
        run, most = self._run, len(busy) + 1
        rows = self._database.read(PENDING, (run.job, site, most))
        if found := next((row for row in rows if row[0] not in busy), None):
            return _page(found)
        due = (run.job, site, run.number)
        rows = self._database.read(DUE_PAGES, (*due, run.began, *due, run.too_far, most))
        found = next((row for row in rows if row[0] not in busy), None)
        return _page(found) if found else None

    def source(self, site: int, busy: Collection[int]) -> SourceEntry | None:
        """The next source, in the order in which they were found."""
        rows = self._database.read(SOURCE, (self._run.job, site, self._run.round, len(busy) + 1))
        found = next((row for row in rows if row[0] not in busy), None)
        return _source(found) if found else None


def _page(row: tuple[Any, ...]) -> PageEntry:
    number, key, url, site, first_seen, tries, revision, content_hash, etag, last_modified, published, *found = row
    hints, found_on, hops = found
    return PageEntry(
        number=number,
        url=url,
        site=site,
        validators=Validators(etag=etag, last_modified=last_modified),
        found_on=found_on,
        hops=0 if hops is None else hops + 1,
        key=key,
        first_seen=first_seen,
        tries=tries,
        revision=revision,
        content_hash=content_hash.hex() if content_hash else None,
        published=published,
        hints=unpack_hints(hints),
    )


def _source(row: tuple[Any, ...]) -> SourceEntry:
    number, url, site, etag, last_modified, kind, depth, hops, found_on = row
    return SourceEntry(
        number=number,
        url=url,
        site=site,
        validators=Validators(etag=etag, last_modified=last_modified),
        found_on=found_on,
        hops=hops,
        kind=kind,
        depth=depth,
    )
