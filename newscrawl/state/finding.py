"""Addresses into the ledger: what is new, what is known, and whose it is to ask."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from newscrawl.article import Hints, Link, Source
from newscrawl.core.urls import article_id, registrable_domain
from newscrawl.state.entries import Found, SourceEntry

_NO_HINTS = Hints()
_SOURCE = """INSERT INTO ledger_source (job, key, url, site, kind, depth, hops, found_by, found)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (job, key) DO UPDATE SET
    url = excluded.url, kind = excluded.kind, depth = excluded.depth, hops = excluded.hops,
    found_by = excluded.found_by, found = excluded.found WHERE found < excluded.found"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Which run of which job this is."""

    number: int
    job: int
    round: int
    began: int
    too_far: int
    """A time that no schedule reaches: what was to be asked after it was written by a clock that was wrong."""
    resumed: bool
    """Whether it goes on with what another run left."""

    def is_due(self, ask_after: int | None) -> bool:
        """Whether an address with an end is to be asked again in this run."""
        return ask_after is not None and not self.began < ask_after <= self.too_far


def pack_hints(hints: Hints) -> bytes:
    """What the hints say, and nothing of what they do not: some 50 bytes for the date of a sitemap."""
    said = {name: value for name in Hints.__slots__ if (value := getattr(hints, name)) != getattr(_NO_HINTS, name)}
    return msgspec.msgpack.encode(said)


def unpack_hints(packed: bytes | None) -> Hints:
    """The hints again; none where nothing was said."""
    return msgspec.msgpack.decode(packed, type=Hints) if packed else _NO_HINTS


class Sites:
    """The numbers of sites."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, cursor: sqlite3.Cursor, url: str) -> int:
        """The number of an address's site; what is no address has one in common."""
        name = registrable_domain(url) or ""
        if name not in self._numbers:
            cursor.execute("INSERT OR IGNORE INTO ledger_site (name) VALUES (?)", (name,))
            row = cursor.execute("SELECT site FROM ledger_site WHERE name = ?", (name,)).fetchone()
            self._numbers[name] = int(row[0])
        return self._numbers[name]


class LinkBook:
    """Takes links and sources into the ledger, for one run.

    :param is_live: whether another process is at the job with this name.
    """

    def __init__(self, run: Run, is_live: Callable[[str], bool]) -> None:
        self._run = run
        self._is_live = is_live
        self._sites = Sites()

    def add(self, cursor: sqlite3.Cursor, found: Iterable[Link | Source], by: SourceEntry | None, now: int) -> Found:
        """Take note of what was found.

        A link that nobody has asked yet, and nobody is about to, becomes pending; a source is to be asked once a round.

        :param by: the source that links it; None for what the job was told.
        """
        out = Found(new=[], sites=set())
        for one in found:
            if isinstance(one, Source):
                self._add_source(cursor, one, by, out)
            else:
                self._add_link(cursor, one, by, now, out)
        return out

    def _add_source(self, cursor: sqlite3.Cursor, source: Source, by: SourceEntry | None, out: Found) -> None:
        url = _storable(source.url)
        site = self._sites.number(cursor, url)
        values = (self._run.job, bytes.fromhex(article_id(url)), url, site, source.kind, source.depth)
        found_by, hops = (by.number, by.hops + 1) if by else (None, 0)
        cursor.execute(_SOURCE, (*values, hops, found_by, self._run.round))
        if cursor.rowcount > 0:
            out.sites.add(site)

    def _add_link(self, cursor: sqlite3.Cursor, link: Link, by: SourceEntry | None, now: int, out: Found) -> None:
        key = bytes.fromhex(article_id(link.url))
        rows = cursor.execute("SELECT number, state, job, run, ask_after FROM ledger_url WHERE key = ?", (key,))
        if known := rows.fetchone():
            self._again(cursor, known, link, out)
        else:
            self._insert(cursor, (key, by.number if by else None, now), link, out)

    def _insert(self, cursor: sqlite3.Cursor, about: tuple[bytes, int | None, int], link: Link, found: Found) -> None:
        url = _storable(link.url)
        site = self._sites.number(cursor, url)
        cursor.execute(
            "INSERT INTO ledger_url (key, found_by, first_seen, url, site, job, run) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*about, url, site, self._run.job, self._run.number),
        )
        _keep_hints(cursor, cursor.lastrowid, link)
        found.new.append(link)
        found.sites.add(site)

    def _again(self, cursor: sqlite3.Cursor, row: tuple[Any, ...], link: Link, out: Found) -> None:
        """A link to what the ledger has: each address counts once a run, as what is asked or as what is known."""
        number, state, job, run, ask_after = row
        to_ask = state == "pending" or self._run.is_due(ask_after)
        if run == self._run.number or (to_ask and job == self._run.job):  # has been counted
            return
        if to_ask and not self._is_live(self._name_of(cursor, job)):
            cursor.execute("UPDATE ledger_url SET job = ? WHERE number = ?", (self._run.job, number))
            _keep_hints(cursor, number, link)
            out.new.append(link)
            out.sites.add(self._sites.number(cursor, _storable(link.url)))
            return
        cursor.execute("UPDATE ledger_url SET run = ? WHERE number = ?", (self._run.number, number))
        if state == "failed" and ask_after is not None:
            out.waiting += 1
        else:
            out.known += 1

    def _name_of(self, cursor: sqlite3.Cursor, job: int) -> str:
        return str(cursor.execute("SELECT name FROM ledger_job WHERE job = ?", (job,)).fetchone()[0])


def _keep_hints(cursor: sqlite3.Cursor, number: int | None, link: Link) -> None:
    """Remember what was known of a link where it was found, until it is done."""
    if link.hints != _NO_HINTS:
        cursor.execute("INSERT OR REPLACE INTO ledger_hints VALUES (?, ?)", (number, pack_hints(link.hints)))


def _storable(url: str) -> str:
    """The address without lone surrogates, which no file can hold."""
    return url if url.isascii() else url.encode("utf-8", "replace").decode()
