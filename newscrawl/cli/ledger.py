"""`scrapy ledger`: prints, changes or exports what the ledger holds about URLs."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from scrapy.settings import Settings

from newscrawl.cli.output import print_stderr, write_stdout
from newscrawl.cli.paths import check_writable
from newscrawl.cli.run import exit_usage_error, output_error_exit_code
from newscrawl.exceptions import BadArgument, CrawlStateFailed, OutputFailed
from newscrawl.exit_codes import ExitCode
from newscrawl.outputs.append_file import build_output_error
from newscrawl.state.database import STATE_FILE_NAME, StateDatabase
from newscrawl.state.ledger_queries import LedgerQueries, UrlStatus
from newscrawl.text import escape_for_display, escape_for_log

_STATES = ("pending", "written", "unchanged", "refused", "failed")
_TARGET_HELP = "a site or a URL"
_TIME_FIELDS = ("first_seen", "asked", "ask_after")


def run_ledger(settings: Settings, args: Sequence[str], opts: argparse.Namespace) -> ExitCode:
    """Do the one thing that the options name; without an option, print the counts."""
    try:
        _check_options(opts)
        with _open_database(settings.get("NEWSCRAWL_STATE"), args) as database:
            return _dispatch(LedgerQueries(database), opts)
    except BadArgument as error:
        exit_usage_error(error)
    except OutputFailed as error:
        print_stderr(error)
        return output_error_exit_code(error)
    except CrawlStateFailed as error:
        print_stderr(error)
        return ExitCode.FAILED


def _check_options(opts: argparse.Namespace) -> None:
    """Refuse empty values: they come from a script's empty variable."""
    for name, expected in (("retry", _TARGET_HELP), ("forget", _TARGET_HELP), ("export", "the path of a file")):
        if getattr(opts, name) == "":
            raise BadArgument(f"--{name}: {expected} is wanted")


def _open_database(state: str | None, args: Sequence[str]) -> StateDatabase:
    if args:
        raise BadArgument(f"unknown argument {escape_for_log(args[0])!r}: see --help")
    if not state:
        raise BadArgument("NEWSCRAWL_STATE is set to nothing: there is no ledger")
    path = Path(state) / STATE_FILE_NAME
    if not path.exists():
        raise BadArgument(f"{escape_for_log(path)}: no such file: no crawl has kept a ledger there")
    return StateDatabase(state)


def _dispatch(queries: LedgerQueries, opts: argparse.Namespace) -> ExitCode:
    if opts.retry:
        return _report_change(queries.retry(opts.retry, now=int(time.time())), opts.retry, "will be requested again")
    if opts.forget:
        return _report_change(queries.forget(opts.forget), opts.forget, "forgotten")
    if opts.export:
        _export(queries, opts.export)
    else:
        lines = _format_failed(queries) if opts.failed else _format_counts(queries.count_by_site())
        for line in lines:
            write_stdout(line.encode() + b"\n")
    return ExitCode.DONE


def _report_change(count: int, target: str, change: str) -> ExitCode:
    if not count:
        print_stderr(f"{target}: not in the ledger")
        return ExitCode.FAILED
    print_stderr(f"{target}: {count} {change}")
    return ExitCode.DONE


def _format_failed(queries: LedgerQueries) -> Iterator[str]:
    """One failed URL per line: its reason, its failures in a row, when it is fetched again, and the URL itself."""
    for status in queries.iter_urls("failed"):
        next_fetch = _format_time(status.ask_after) or "never"
        yield "\t".join([status.reason or "", str(status.tries), next_fetch, escape_for_display(status.url)])


def _format_counts(counts: dict[str, Counter[str]]) -> Iterator[str]:
    """The counts of each state: one line per site, and one for the total."""
    total: Counter[str] = Counter()
    for state_counts in counts.values():
        total.update(state_counts)
    rows = [*((site or "(no site)", state_counts) for site, state_counts in counts.items()), ("total", total)]
    site_width = max(len(site) for site, _ in rows)
    yield " ".join(["site".ljust(site_width), *(state.rjust(9) for state in _STATES)])
    for site, state_counts in rows:
        cells = (str(state_counts[state]).rjust(9) for state in _STATES)
        yield " ".join([escape_for_log(site).ljust(site_width), *cells])


def _export(queries: LedgerQueries, target: str) -> None:
    """Write all URLs as JSON Lines."""
    check_writable("--export", target, make_folder=False)
    try:
        with Path(target).open("wb") as file:
            file.writelines(msgspec.json.encode(_format_record(status)) + b"\n" for status in queries.iter_urls())
    except OSError as error:
        raise build_output_error(Path(target), "cannot be written", error) from None


def _format_record(status: UrlStatus) -> dict[str, object]:
    return asdict(status) | {name: _format_time(getattr(status, name)) for name in _TIME_FIELDS}


def _format_time(seconds: int | None) -> str | None:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z") if seconds is not None else None
