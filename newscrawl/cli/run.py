"""How a command runs a crawl, and what it says at the end.

What all jobs of commands share.

Records on standard output.

Whether a file can be written, known before the work for it is done.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import msgspec
from scrapy.settings import Settings
from w3lib.url import file_uri_to_path

from newscrawl.exceptions import BadArgument, BadRule, NewscrawlError, OutputFailed
from newscrawl.exit_codes import ExitCode
from newscrawl.items import Article
from newscrawl.outputs.append_file import build_output_error
from newscrawl.outputs.record import encode_record, format_record
from newscrawl.text import escape_for_log

if TYPE_CHECKING:
    from scrapy.crawler import Crawler, CrawlerProcessBase

logger = logging.getLogger(__name__)


def print_error(message: object) -> None:
    """One line on standard error."""
    print(f"newscrawl: {escape_for_log(message)}", file=sys.stderr)


def exit_usage_error(error: BadArgument | BadRule) -> NoReturn:
    """End the command: what it was asked for cannot be tried."""
    print_error(error)
    raise SystemExit(ExitCode.BAD_ARGUMENTS)


def run_crawl(process: CrawlerProcessBase, crawler: Crawler, arguments: dict[str, str]) -> BaseException | None:
    """Run one crawl to its end; the exception that kept it from starting, if one did."""
    task = process.crawl(crawler, **arguments)
    process.start()
    if isinstance(task, asyncio.Task) and task.done() and not task.cancelled():
        return task.exception()
    return None


def report_result(crawler: Crawler, error: BaseException | None) -> ExitCode:
    """How the crawl ended; where that is not as it should be, or something is left to do, say so in one line."""
    from newscrawl.exit_codes import get_exit_status, get_finish_reason
    from newscrawl.extensions.crawl_report import ReportWriter
    from newscrawl.extensions.crawl_stats import (
        CrawlStatsExtension,
        build_crawl_stats,  # these load only where there was a crawl
    )

    if error is not None:
        return report_start_failure(error)
    stats_extension = crawler.get_extension(CrawlStatsExtension)
    if stats_extension is None:
        print_error("the spider could not start, see the log")
        return ExitCode.FAILED
    stats = crawler.stats.get_stats()
    if report_writer := crawler.get_extension(ReportWriter):
        report_writer.write(get_finish_reason(stats))  # after a second signal, nothing else has
    code, message = get_exit_status(
        build_crawl_stats(stats), reason=get_finish_reason(stats), problems=stats_extension.problems
    )
    if message:
        print_error(message)
    return code


def report_start_failure(error: BaseException) -> ExitCode:
    """Say why a crawl did not start; a bug leaves its traceback in the log, too."""
    if isinstance(error, NewscrawlError):
        print_error(error)
    else:
        logger.critical("The crawl could not be started", exc_info=error)
        print_error(f"the crawl could not be started: {type(error).__name__}: {error}")
    if isinstance(error, BadArgument | BadRule):
        return ExitCode.BAD_ARGUMENTS
    return output_error_exit_code(error) if isinstance(error, OutputFailed) else ExitCode.FAILED


def output_error_exit_code(error: OutputFailed) -> ExitCode:
    """The code for something that could not be written."""
    return ExitCode.DISK_FULL if error.reason == "disk_full" else ExitCode.FAILED


class CommandRunner:
    """A command's work.

    :param settings: of the project.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.exitcode: int = ExitCode.DONE


RECORD_FIELDS = tuple(field.name for field in dataclasses.fields(Article))


def write_stdout(data: bytes) -> None:
    """Write to standard output at once; whoever reads it may stop at any line.

    :raises OutputFailed: it cannot be written.
    """
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries again when it ends
        if not isinstance(error, BrokenPipeError):
            raise build_output_error(Path("standard output"), "cannot be written", error) from None


class RecordPrinter:
    """Prints articles as UTF-8, whatever the terminal's or cron's locale; once that has failed, no more of them.

    :param field: print only this field's value: a text as it is, a list with one value a line.
    :param readable: indent the record, where it is the only one; otherwise it is one line of JSON.
    :raises BadArgument: a record has no such field.
    """

    def __init__(self, *, field: str | None, indented: bool) -> None:
        if field is not None and field not in RECORD_FIELDS:
            raise BadArgument(f"no field {escape_for_log(field)!r} in a record; there are: {', '.join(RECORD_FIELDS)}")
        self._field = field
        self._indented = indented
        self.error: OutputFailed | None = None
        """Why the last record could not be printed, if it could not."""

    def print_article(self, item: Article) -> None:
        """Print one article, at once; this is also what Scrapy's signal `item_scraped` calls."""
        if self._field:
            lines = _encode_field(getattr(item, self._field))
        else:
            lines = [format_record(item) if self._indented else encode_record(item)]
        try:
            if not self.error:
                write_stdout(b"".join(line + b"\n" for line in lines))
        except OutputFailed as error:
            self.error = error


def _encode_field(value: Any) -> list[bytes]:
    values = value if isinstance(value, list) else [value]
    return [_encode_value(element) for element in values]


def _encode_value(value: Any) -> bytes:
    if value is None:
        return b""
    return value.encode() if isinstance(value, str) else msgspec.json.encode(value)


def check_writable(name: str, target: str, *, make_folder: bool = True) -> None:
    """See that a file can be written at `target`.

    Nothing is left behind, and a file that is there is not touched. What follows the first `%(` of a path is
    not known yet: only the folder before it is looked at.

    :param name: the option or setting that names the file, for the message.
    :param make_folder: whether a folder that is missing will be made.
    :raises BadArgument: it cannot.
    """
    fixed_part, placeholder, _ = target.partition("%(")
    path = Path(fixed_part)
    if not placeholder and path.is_dir():
        raise BadArgument(f"{name} {escape_for_log(target)}: it is a folder")
    folder = path if placeholder and fixed_part.endswith("/") else path.parent
    try:
        if not placeholder and path.exists():
            path.open("ab").close()
        else:
            _check_folder_writable(folder, make=make_folder)
    except OSError as error:
        raise BadArgument(f"{name} {escape_for_log(target)}: cannot be written: {error.strerror}") from None


def local_path_from_uri(uri: str | Path) -> str | None:
    """The path that a feed's URI means, None where it means no file here (`stdout:`, `s3://…`)."""
    text = str(uri)
    scheme = urlsplit(text).scheme
    if scheme == "file":
        return file_uri_to_path(text)
    return text if len(scheme) < 2 and text != "-" else None  # one letter is a drive


def _check_folder_writable(folder: Path, *, make: bool) -> None:
    """Write a nameless file in the folder, or in the nearest one above it: permission bits do not say it all."""
    while make and not folder.exists() and folder != folder.parent:
        folder = folder.parent
    with tempfile.TemporaryFile(dir=folder):
        pass
