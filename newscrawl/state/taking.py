"""What is to be asked next, read from the ledger: each question takes the same time however much it holds."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from newscrawl.state.database import StateDatabase
from newscrawl.state.entries import PageEntry, SeedEntry, Validators
from newscrawl.state.finding import CrawlRun, decode_feed_metadata

_SELECT_PAGES = """SELECT u.number, u.key, u.url, u.site, u.first_seen, u.tries, u.revision, u.content_hash,
    u.etag, u.last_modified, u.published, h.hints, s.url, s.hops FROM ledger_url u
    LEFT JOIN ledger_hints h USING (number) LEFT JOIN ledger_source s ON s.number = u.found_by"""
SELECT_PENDING_PAGES = (
    f"{_SELECT_PAGES} WHERE u.job = ? AND u.site = ? AND u.state = 'pending' ORDER BY u.number LIMIT ?"
)
_SELECT_DUE_IDS = (
    "SELECT number FROM ledger_url WHERE job = ? AND site = ? AND state != 'pending' AND run != ? AND ask_after"
)
_DUE_IDS = f"SELECT * FROM ({_SELECT_DUE_IDS} <= ? UNION ALL {_SELECT_DUE_IDS} > ?) LIMIT ?"  # noqa: S608
SELECT_DUE_PAGES = f"{_SELECT_PAGES} WHERE u.number IN ({_DUE_IDS})"
_FROM_ALL_DUE = """FROM ledger_url WHERE job = ? AND ask_after IS NOT NULL AND state != 'pending' AND run != ?
    AND (ask_after <= ? OR ask_after > ?)"""
SELECT_SEEDS = """SELECT s.number, s.url, s.site, s.etag, s.last_modified, s.kind, s.depth, s.hops, p.url
    FROM ledger_source s LEFT JOIN ledger_source p ON p.number = s.found_by
    WHERE s.job = ? AND s.site = ? AND s.done < s.found AND s.found = ? ORDER BY s.number LIMIT ?"""


def _build_sites_query(table: str, condition: str) -> str:
    """A query that goes from one site to the next, past all that they hold."""
    min_site = f"SELECT min(site) FROM {table} WHERE job = ?1 AND {condition}"  # noqa: S608 - constants
    return f"""WITH RECURSIVE sites (site) AS ({min_site} UNION ALL
        SELECT ({min_site} AND site > sites.site) FROM sites WHERE sites.site IS NOT NULL)
        SELECT site FROM sites WHERE site IS NOT NULL"""  # noqa: S608 - constants


class DueUrls:
    """Reads what one run is to ask."""

    def __init__(self, database: StateDatabase, run: CrawlRun) -> None:
        self._database = database
        self._run = run

    def count(self) -> int:
        """How many addresses of articles are to be asked, as the run begins."""
        run = self._run
        pending = "SELECT count(*) FROM ledger_url WHERE job = ? AND state = 'pending'"
        due = self._database.fetch_all(
            f"SELECT count(*) {_FROM_ALL_DUE}", (run.crawl_id, run.run_id, run.started_at, run.latest_fetch_at)
        )
        return int(self._database.fetch_all(pending, (run.crawl_id,))[0][0]) + int(due[0][0])

    def site_ids(self) -> set[int]:
        """The sites where something is to be asked, as the run begins."""
        run = self._run
        rows = [
            *self._database.fetch_all(_build_sites_query("ledger_url", "state = 'pending'"), (run.crawl_id,)),
            *self._database.fetch_all(_build_sites_query("ledger_source", "done < found"), (run.crawl_id,)),
            *self._database.fetch_all(
                f"SELECT DISTINCT site {_FROM_ALL_DUE}", (run.crawl_id, run.run_id, run.started_at, run.latest_fetch_at)
            ),
        ]
        return {int(site) for (site,) in rows}

    def next_page_entry(self, site_id: int, in_flight: Collection[int]) -> PageEntry | None:
        """The next address of an article: first those that were never asked, in the order in which they were found."""
        run, limit = self._run, len(in_flight) + 1
        rows = self._database.fetch_all(SELECT_PENDING_PAGES, (run.crawl_id, site_id, limit))
        if next_row := next((row for row in rows if row[0] not in in_flight), None):
            return _build_page_entry(next_row)
        due_values = (run.crawl_id, site_id, run.run_id)
        rows = self._database.fetch_all(
            SELECT_DUE_PAGES, (*due_values, run.started_at, *due_values, run.latest_fetch_at, limit)
        )
        next_row = next((row for row in rows if row[0] not in in_flight), None)
        return _build_page_entry(next_row) if next_row else None

    def next_seed_entry(self, site_id: int, in_flight: Collection[int]) -> SeedEntry | None:
        """The next source, in the order in which they were found."""
        rows = self._database.fetch_all(
            SELECT_SEEDS, (self._run.crawl_id, site_id, self._run.pass_number, len(in_flight) + 1)
        )
        next_row = next((row for row in rows if row[0] not in in_flight), None)
        return _build_seed_entry(next_row) if next_row else None


def _build_page_entry(row: tuple[Any, ...]) -> PageEntry:
    row_id, url_key, url, site_id, first_seen, tries, revision, content_hash, etag, last_modified, published, *rest = (
        row
    )
    feed_metadata, found_on, hops = rest
    return PageEntry(
        row_id=row_id,
        url=url,
        site_id=site_id,
        validators=Validators(etag=etag, last_modified=last_modified),
        found_on=found_on,
        hops=0 if hops is None else hops + 1,
        url_key=url_key,
        first_seen=first_seen,
        tries=tries,
        revision=revision,
        content_hash=content_hash.hex() if content_hash else None,
        published=published,
        feed_metadata=decode_feed_metadata(feed_metadata),
    )


def _build_seed_entry(row: tuple[Any, ...]) -> SeedEntry:
    row_id, url, site_id, etag, last_modified, kind, depth, hops, found_on = row
    return SeedEntry(
        row_id=row_id,
        url=url,
        site_id=site_id,
        validators=Validators(etag=etag, last_modified=last_modified),
        found_on=found_on,
        hops=hops,
        kind=kind,
        depth=depth,
    )
