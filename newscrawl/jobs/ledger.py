"""What the ledger knows of addresses: shown, changed, exported."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from newscrawl.core.ending import ExitCode
from newscrawl.core.printable import printable, shown
from newscrawl.errors import BadArgument, OutputFailed, StateFailed
from newscrawl.jobs.job import Job
from newscrawl.jobs.paths import check_writable
from newscrawl.jobs.printing import write_out
from newscrawl.jobs.running import output_failed, refuse, say
from newscrawl.outputs.appendfile import failure
from newscrawl.state.database import FILE, StateDatabase
from newscrawl.state.ledgerviews import LedgerViews, Row

_STATES = ("pending", "written", "unchanged", "refused", "failed")
_TARGET = "a site or an address"


class LedgerJob(Job):
    """Shows or changes one thing at a time."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what was asked for."""
        try:
            _check(opts)
            with _opened(self._settings.get("NEWSCRAWL_STATE"), args) as database:
                self._do(LedgerViews(database), opts)
        except BadArgument as error:
            refuse(error)
        except OutputFailed as error:
            say(error)
            self.exitcode = output_failed(error)
        except StateFailed as error:
            say(error)
            self.exitcode = ExitCode.FAILED

    def _do(self, views: LedgerViews, opts: argparse.Namespace) -> None:
        if opts.retry:
            self._changed(views.retry(opts.retry, now=int(time.time())), opts.retry, "will be asked for again")
        elif opts.forget:
            self._changed(views.forget(opts.forget), opts.forget, "forgotten")
        elif opts.export:
            _export(views, opts.export)
        elif opts.failed:
            for row in views.rows("failed"):
                _print("\t".join([row.reason or "", str(row.tries), _when(row), shown(row.url)]))
        else:
            for line in _table(views.counts()):
                _print(line)

    def _changed(self, count: int, target: str, what: str) -> None:
        if count:
            say(f"{target}: {count} {what}")
        else:
            say(f"{target}: nothing of it in the ledger")
            self.exitcode = ExitCode.FAILED


def _check(opts: argparse.Namespace) -> None:
    """Nothing is what a script's empty variable leaves of an argument."""
    for name, wanted in (("retry", _TARGET), ("forget", _TARGET), ("export", "the path of a file")):
        if getattr(opts, name) == "":
            raise BadArgument(f"--{name}: {wanted} is wanted")


def _opened(state: str | None, args: list[str]) -> StateDatabase:
    if args:
        raise BadArgument(f"nothing is done with {printable(args[0])!r}: see --help")
    if not state:
        raise BadArgument("NEWSCRAWL_STATE is set to nothing: there is no ledger")
    if not (Path(state) / FILE).exists():
        raise BadArgument(f"{printable(Path(state) / FILE)}: no such file: no crawl has kept a ledger there")
    return StateDatabase(state)


def _table(counts: dict[str, Counter[str]]) -> Iterator[str]:
    """A line a site, and one for all of them."""
    total: Counter[str] = Counter()
    for found in counts.values():
        total.update(found)
    rows = [*((site or "(no site)", found) for site, found in counts.items()), ("total", total)]
    wide = max(len(site) for site, _ in rows)
    yield " ".join(["site".ljust(wide), *(state.rjust(9) for state in _STATES)])
    for site, found in rows:
        yield " ".join([printable(site).ljust(wide), *(str(found[state]).rjust(9) for state in _STATES)])


def _export(views: LedgerViews, target: str) -> None:
    check_writable("--export", target, make_folder=False)
    try:
        with Path(target).open("wb") as file:
            for row in views.rows():
                times = {name: _iso(getattr(row, name)) for name in ("first_seen", "asked", "ask_after")}
                file.write(msgspec.json.encode(asdict(row) | times) + b"\n")
    except OSError as error:
        raise failure(Path(target), "cannot be written", error) from None


def _when(row: Row) -> str:
    return _iso(row.ask_after) or "never"


def _iso(seconds: int | None) -> str | None:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z") if seconds is not None else None


def _print(line: str) -> None:
    write_out(line.encode() + b"\n")
