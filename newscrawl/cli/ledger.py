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

from newscrawl.cli.run import (
    CommandRunner,
    check_writable,
    exit_usage_error,
    output_error_exit_code,
    print_error,
    write_stdout,
)
from newscrawl.exceptions import BadArgument, CrawlStateFailed, OutputFailed
from newscrawl.exit_codes import ExitCode
from newscrawl.outputs.append_file import build_output_error
from newscrawl.state.database import STATE_FILE_NAME, StateDatabase
from newscrawl.state.ledger_queries import LedgerQueries, UrlStatus
from newscrawl.text import escape_for_display, escape_for_log

_STATES = ("pending", "written", "unchanged", "refused", "failed")
_TARGET_HELP = "a site or an address"


class LedgerRunner(CommandRunner):
    """Shows or changes one thing at a time."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what was asked for."""
        try:
            _check_options(opts)
            with _open_database(self._settings.get("NEWSCRAWL_STATE"), args) as database:
                self._dispatch(LedgerQueries(database), opts)
        except BadArgument as error:
            exit_usage_error(error)
        except OutputFailed as error:
            print_error(error)
            self.exitcode = output_error_exit_code(error)
        except CrawlStateFailed as error:
            print_error(error)
            self.exitcode = ExitCode.FAILED

    def _dispatch(self, queries: LedgerQueries, opts: argparse.Namespace) -> None:
        if opts.retry:
            self._report_change(queries.retry(opts.retry, now=int(time.time())), opts.retry, "will be asked for again")
        elif opts.forget:
            self._report_change(queries.forget(opts.forget), opts.forget, "forgotten")
        elif opts.export:
            _export(queries, opts.export)
        elif opts.failed:
            for url_status in queries.iter_urls("failed"):
                _print_line(
                    "\t".join(
                        [
                            url_status.reason or "",
                            str(url_status.tries),
                            _format_next_fetch(url_status),
                            escape_for_display(url_status.url),
                        ]
                    )
                )
        else:
            for line in _format_counts(queries.count_by_site()):
                _print_line(line)

    def _report_change(self, count: int, target: str, change: str) -> None:
        if count:
            print_error(f"{target}: {count} {change}")
        else:
            print_error(f"{target}: nothing of it in the ledger")
            self.exitcode = ExitCode.FAILED


def _check_options(opts: argparse.Namespace) -> None:
    """Nothing is what a script's empty variable leaves of an argument."""
    for name, expected in (("retry", _TARGET_HELP), ("forget", _TARGET_HELP), ("export", "the path of a file")):
        if getattr(opts, name) == "":
            raise BadArgument(f"--{name}: {expected} is wanted")


def _open_database(state: str | None, args: list[str]) -> StateDatabase:
    if args:
        raise BadArgument(f"nothing is done with {escape_for_log(args[0])!r}: see --help")
    if not state:
        raise BadArgument("NEWSCRAWL_STATE is set to nothing: there is no ledger")
    if not (Path(state) / STATE_FILE_NAME).exists():
        raise BadArgument(
            f"{escape_for_log(Path(state) / STATE_FILE_NAME)}: no such file: no crawl has kept a ledger there"
        )
    return StateDatabase(state)


def _format_counts(counts: dict[str, Counter[str]]) -> Iterator[str]:
    """A line a site, and one for all of them."""
    total: Counter[str] = Counter()
    for state_counts in counts.values():
        total.update(state_counts)
    rows = [*((site or "(no site)", found) for site, found in counts.items()), ("total", total)]
    site_width = max(len(site) for site, _ in rows)
    yield " ".join(["site".ljust(site_width), *(state.rjust(9) for state in _STATES)])
    for site, state_counts in rows:
        yield " ".join(
            [escape_for_log(site).ljust(site_width), *(str(state_counts[state]).rjust(9) for state in _STATES)]
        )


def _export(queries: LedgerQueries, target: str) -> None:
    check_writable("--export", target, make_folder=False)
    try:
        with Path(target).open("wb") as file:
            for url_status in queries.iter_urls():
                times = {name: _format_time(getattr(url_status, name)) for name in ("first_seen", "asked", "ask_after")}
                file.write(msgspec.json.encode(asdict(url_status) | times) + b"\n")
    except OSError as error:
        raise build_output_error(Path(target), "cannot be written", error) from None


def _format_next_fetch(url_status: UrlStatus) -> str:
    return _format_time(url_status.ask_after) or "never"


def _format_time(seconds: int | None) -> str | None:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z") if seconds is not None else None


def _print_line(line: str) -> None:
    write_stdout(line.encode() + b"\n")
