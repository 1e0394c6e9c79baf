"""The ledger's links: `LinkStore` stores discovered ones, `DueUrls` reads those that are due.

The queries for the next URL use indexes, so that their time does not grow with the ledger.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable
from typing import Any

import msgspec

from newscrawl.items import FeedMetadata, Link, Seed
from newscrawl.state.database import StateDatabase
from newscrawl.state.models import AddedLinks, CrawlRun, PageEntry, SeedEntry, Validators
from newscrawl.urls.normalize import build_url_key, registrable_domain

_NO_FEED_METADATA = FeedMetadata()
_UPSERT_SEED = """INSERT INTO ledger_source (job, key, url, site, kind, depth, hops, found_by, found)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (job, key) DO UPDATE SET
    url = excluded.url, kind = excluded.kind, depth = excluded.depth, hops = excluded.hops,
    found_by = excluded.found_by, found = excluded.found WHERE found < excluded.found"""
_SELECT_PAGES = """SELECT u.number, u.key, u.url, u.site, u.first_seen, u.tries, u.revision, u.content_hash,
    u.page_hash, u.etag, u.last_modified, u.published, h.hints, s.url, s.hops FROM ledger_url u
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


class LinkStore:
    """Stores discovered links and seeds in the ledger, for one run.

    :param is_running: whether another process runs the crawl of this name.
    """

    def __init__(self, run: CrawlRun, is_running: Callable[[str], bool]) -> None:
        self._run = run
        self._is_running = is_running
        self._site_ids = _SiteIds()

    def add(
        self, cursor: sqlite3.Cursor, discovered: Iterable[Link | Seed], parent: SeedEntry | None, now: int
    ) -> AddedLinks:
        """Store what was discovered.

        A new link becomes pending. A known one that is to be fetched becomes this crawl's, unless another crawl that is
        running has it. A seed is fetched once in each pass.

        :param parent: the seed that links it; None for what the user gave.
        :param now: in seconds since 1970.
        """
        result = AddedLinks(new=[], site_ids=set())
        for item in discovered:
            if isinstance(item, Seed):
                self._add_seed(cursor, item, parent, result)
            else:
                self._add_link(cursor, item, parent, now, result)
        return result

    def _add_seed(self, cursor: sqlite3.Cursor, seed: Seed, parent: SeedEntry | None, result: AddedLinks) -> None:
        url = _replace_surrogates(seed.url)
        site_id = self._site_ids.get_or_create(cursor, url)
        values = (self._run.crawl_id, build_url_key(url), url, site_id, seed.kind, seed.depth)
        found_by, hops = (parent.row_id, parent.hops + 1) if parent else (None, 0)
        cursor.execute(_UPSERT_SEED, (*values, hops, found_by, self._run.pass_number))
        if cursor.rowcount > 0:
            result.site_ids.add(site_id)

    def _add_link(
        self, cursor: sqlite3.Cursor, link: Link, parent: SeedEntry | None, now: int, result: AddedLinks
    ) -> None:
        url_key = build_url_key(link.url)
        rows = cursor.execute("SELECT number, state, job, run, ask_after FROM ledger_url WHERE key = ?", (url_key,))
        if row := rows.fetchone():
            self._update_known_link(cursor, row, link, result)
        else:
            self._insert_link(cursor, (url_key, parent.row_id if parent else None, now), link, result)

    def _insert_link(
        self, cursor: sqlite3.Cursor, leading_values: tuple[bytes, int | None, int], link: Link, result: AddedLinks
    ) -> None:
        url = _replace_surrogates(link.url)
        site_id = self._site_ids.get_or_create(cursor, url)
        cursor.execute(
            "INSERT INTO ledger_url (key, found_by, first_seen, url, site, job, run) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*leading_values, url, site_id, self._run.crawl_id, self._run.run_id),
        )
        _save_feed_metadata(cursor, cursor.lastrowid, link)
        result.new.append(link)
        result.site_ids.add(site_id)

    def _update_known_link(self, cursor: sqlite3.Cursor, row: tuple[Any, ...], link: Link, result: AddedLinks) -> None:
        """Store a link whose URL is known. Each URL counts once in a run: as one to fetch, or as a known one."""
        row_id, state, crawl_id, run_id, next_fetch_at = row
        needs_fetch = state == "pending" or self._run.is_due(next_fetch_at)
        if run_id == self._run.run_id or (needs_fetch and crawl_id == self._run.crawl_id):  # counted already
            return
        if needs_fetch and not self._is_running(self._get_crawl_name(cursor, crawl_id)):
            cursor.execute("UPDATE ledger_url SET job = ? WHERE number = ?", (self._run.crawl_id, row_id))
            _save_feed_metadata(cursor, row_id, link)
            result.new.append(link)
            result.site_ids.add(self._site_ids.get_or_create(cursor, _replace_surrogates(link.url)))
            return
        cursor.execute("UPDATE ledger_url SET run = ? WHERE number = ?", (self._run.run_id, row_id))
        if state == "failed" and next_fetch_at is not None:
            result.waiting += 1
        else:
            result.known += 1

    def _get_crawl_name(self, cursor: sqlite3.Cursor, crawl_id: int) -> str:
        return str(cursor.execute("SELECT name FROM ledger_job WHERE job = ?", (crawl_id,)).fetchone()[0])


class DueUrls:
    """Reads what one run has to fetch."""

    def __init__(self, database: StateDatabase, run: CrawlRun) -> None:
        self._database = database
        self._run = run

    def count(self) -> int:
        """How many article URLs are to be fetched, when the run begins."""
        run = self._run
        pending = "SELECT count(*) FROM ledger_url WHERE job = ? AND state = 'pending'"
        due = self._database.fetch_all(
            f"SELECT count(*) {_FROM_ALL_DUE}", (run.crawl_id, run.run_id, run.started_at, run.latest_fetch_at)
        )
        return int(self._database.fetch_all(pending, (run.crawl_id,))[0][0]) + int(due[0][0])

    def site_ids(self) -> set[int]:
        """The sites that have something to fetch, when the run begins."""
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
        """The next article URL of a site: first those that were never fetched, in the order in which they were found.

        :param in_flight: row ids that are being fetched, and are skipped.
        """
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
        """The next seed of a site, in the order in which they were found; `in_flight` as for `next_page_entry`."""
        rows = self._database.fetch_all(
            SELECT_SEEDS, (self._run.crawl_id, site_id, self._run.pass_number, len(in_flight) + 1)
        )
        next_row = next((row for row in rows if row[0] not in in_flight), None)
        return _build_seed_entry(next_row) if next_row else None


def _build_sites_query(table: str, condition: str) -> str:
    """A query for the distinct sites of a table, which jumps from one site to the next instead of reading all rows."""
    min_site = f"SELECT min(site) FROM {table} WHERE job = ?1 AND {condition}"  # noqa: S608 - constants
    return f"""WITH RECURSIVE sites (site) AS ({min_site} UNION ALL
        SELECT ({min_site} AND site > sites.site) FROM sites WHERE sites.site IS NOT NULL)
        SELECT site FROM sites WHERE site IS NOT NULL"""  # noqa: S608 - constants


def _build_page_entry(row: tuple[Any, ...]) -> PageEntry:
    row_id, url_key, url, site_id, first_seen, tries, revision, content_hash, page_hash, *rest = row
    etag, last_modified, published, feed_metadata, found_on, hops = rest
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
        page_hash=page_hash.hex() if page_hash else None,
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


class _SiteIds:
    """The row ids of sites, cached."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}

    def get_or_create(self, cursor: sqlite3.Cursor, url: str) -> int:
        """The id of a URL's site (registrable domain); all strings that are not URLs share one id."""
        name = registrable_domain(url) or ""
        if name not in self._ids:
            cursor.execute("INSERT OR IGNORE INTO ledger_site (name) VALUES (?)", (name,))
            row = cursor.execute("SELECT site FROM ledger_site WHERE name = ?", (name,)).fetchone()
            self._ids[name] = int(row[0])
        return self._ids[name]


def encode_feed_metadata(feed_metadata: FeedMetadata) -> bytes:
    """Encode only the fields that are set: about 50 bytes for the date of a sitemap entry."""
    set_fields = {
        name: value
        for name in FeedMetadata.__slots__
        if (value := getattr(feed_metadata, name)) != getattr(_NO_FEED_METADATA, name)
    }
    return msgspec.msgpack.encode(set_fields)


def decode_feed_metadata(encoded: bytes | None) -> FeedMetadata:
    """Decode feed metadata; None is empty metadata."""
    return msgspec.msgpack.decode(encoded, type=FeedMetadata) if encoded else _NO_FEED_METADATA


def _save_feed_metadata(cursor: sqlite3.Cursor, row_id: int | None, link: Link) -> None:
    """Store what the feed or sitemap said about a link, until the link has an outcome."""
    if link.feed_metadata != _NO_FEED_METADATA:
        cursor.execute(
            "INSERT OR REPLACE INTO ledger_hints VALUES (?, ?)", (row_id, encode_feed_metadata(link.feed_metadata))
        )


def _replace_surrogates(url: str) -> str:
    """The URL without lone surrogates, which UTF-8 cannot encode."""
    return url if url.isascii() else url.encode("utf-8", "replace").decode()
