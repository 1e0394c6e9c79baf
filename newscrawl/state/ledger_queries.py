"""Queries and changes of the ledger by a person, for the command `scrapy ledger`."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from newscrawl.exceptions import CrawlStateFailed
from newscrawl.state.crawl_locks import CrawlLocks
from newscrawl.state.database import StateDatabase
from newscrawl.urls.normalize import build_url_key, registrable_domain

_BATCH_SIZE = 5_000
_COLUMNS = "u.number, u.url, s.name, u.state, u.reason, u.first_seen, u.asked, u.ask_after, u.tries, u.revision"
_SITE_CONDITION = "site = (SELECT site FROM ledger_site WHERE name = ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlStatus:
    """A URL in the ledger. The field names are JSON keys of the command's export; times are seconds since 1970."""

    url: str
    site: str
    state: str
    reason: str | None
    first_seen: int
    asked: int | None
    """When it was last fetched."""
    ask_after: int | None
    """When it is fetched again; None for never, and while it is pending."""
    tries: int
    """How often it has failed in a row."""
    revision: int
    """How many lines were written for it."""


class LedgerQueries:
    """Reads and changes the ledger; a crawl may be running."""

    def __init__(self, database: StateDatabase) -> None:
        self._database = database

    def count_by_site(self) -> dict[str, Counter[str]]:
        """How many URLs each site has in each state, by the name of the site.

        :raises CrawlStateFailed: it cannot be read.
        """
        counts: dict[str, Counter[str]] = {}
        rows = self._database.fetch_all(
            """SELECT s.name, u.state, u.number FROM
            (SELECT site, state, count(*) AS number FROM ledger_url GROUP BY site, state) u
            JOIN ledger_site s USING (site) ORDER BY s.name"""
        )
        for site, state, count in rows:
            counts.setdefault(site, Counter())[state] = count
        return counts

    def iter_urls(self, state: str | None = None) -> Iterator[UrlStatus]:
        """Iterate over all URLs, or those in one state, in the order in which they were found.

        :raises CrawlStateFailed: it cannot be read.
        """
        last_row_id, state_condition = 0, "AND u.state = ?" if state else ""
        while True:
            batch = self._database.fetch_all(
                f"""SELECT {_COLUMNS} FROM ledger_url u JOIN ledger_site s USING (site)
                WHERE u.number > ? {state_condition} ORDER BY u.number LIMIT ?""",  # noqa: S608 - constants
                (last_row_id, *([state] if state else []), _BATCH_SIZE),
            )
            for row_id, url, site, url_state, reason, first_seen, asked, ask_after, tries, revision in batch:
                last_row_id = row_id
                yield UrlStatus(
                    url=url, site=site, state=url_state, reason=reason, first_seen=first_seen, asked=asked,
                    ask_after=ask_after, tries=tries, revision=revision,
                )  # fmt: skip
            if len(batch) < _BATCH_SIZE:
                return

    def retry(self, target: str, *, now: int) -> int:
        """Make a URL due again, or all failed URLs of a site; the number of URLs.

        :param target: a URL, or the name of a host or site.
        :param now: in seconds since 1970.

        :raises CrawlStateFailed: it cannot be written.
        """
        condition, value = _build_condition(target)
        retry_condition = condition if isinstance(value, bytes) else f"{condition} AND state = 'failed'"
        with self._database.transaction() as cursor:
            cursor.execute(
                f"UPDATE ledger_url SET ask_after = ?, tries = 0 WHERE state != 'pending' AND {retry_condition}",  # noqa: S608
                (now, value),
            )
            return cursor.rowcount

    def forget(self, target: str) -> int:
        """Delete a URL, or everything of a site, from the ledger, as if it had never been found; the number of URLs.

        A page that is found again is written again.

        :param target: a URL, or the name of a host or site.

        :raises CrawlStateFailed: it cannot be written, or a crawl is running (`already_running`).
        """
        condition, value = _build_condition(target)
        with self._database.transaction() as cursor:
            self._check_no_crawl_running(cursor)
            row_ids_query = f"SELECT number FROM ledger_url WHERE {condition}"  # noqa: S608 - constants
            for table in ("ledger_hints", "ledger_alias", "ledger_claim"):
                cursor.execute(f"DELETE FROM {table} WHERE number IN ({row_ids_query})", (value,))  # noqa: S608 - constants
            cursor.execute(f"DELETE FROM ledger_url WHERE {condition}", (value,))  # noqa: S608 - constants
            page_count = cursor.rowcount
            cursor.execute(f"DELETE FROM ledger_source WHERE {condition}", (value,))  # noqa: S608 - constants
            return page_count + cursor.rowcount

    def _check_no_crawl_running(self, cursor: sqlite3.Cursor) -> None:
        """A running crawl holds row ids in memory, and SQLite may give the id of a deleted row to a new one."""
        locks = CrawlLocks(self._database.path.parent if self._database.path else None)
        for (crawl_name,) in cursor.execute("SELECT name FROM ledger_job").fetchall():
            if locks.is_locked(crawl_name):
                raise CrawlStateFailed(f"a crawl is running, wait for its end: {crawl_name}", reason="already_running")


def _build_condition(target: str) -> tuple[str, bytes | str]:
    """The SQL condition for a URL, or else for the name of a host or site, and its value."""
    if "/" in target:
        return "key = ?", build_url_key(target)
    return _SITE_CONDITION, registrable_domain(f"https://{target}/") or target
