"""Where articles go: one JSON Lines file, or several, whole and safe at every commit.

One output: the file that lines are added to, and those that are full.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

from newscrawl.exceptions import OutputFailed
from newscrawl.outputs.append_file import AppendFile
from newscrawl.outputs.compression import get_compression
from newscrawl.outputs.file_names import OutputTemplate, build_numbered_path, parse_file_number
from newscrawl.outputs.recovery import (
    Manifest,
    OpenFileStats,
    build_sealed_stats,
    read_manifest,
    recover_file,
    write_manifest,
)
from newscrawl.text import escape_for_log

logger = logging.getLogger(__name__)

MANIFEST_INTERVAL_SECONDS = 10.0
"""How old the counts of the open file may be in the manifest: it takes milliseconds to replace one for good."""


class RotatingFile:
    """The files of one path, of which the last is open, locked, and no longer than the ledger knows it to be.

    Without a limit that is the path itself. With one, the files are numbered; a number is never used again.

    :param ledger: what tells the ledger from all others; empty where there is none.
    :param committed: what the ledger recorded of `key` and `length`.
    :param max_bytes: the size at which a file is full, 0 for none.
    :raises OutputFailed: it cannot be opened, or another process writes to it.
    """

    def __init__(self, path: Path, *, ledger_id: str, committed_lengths: Mapping[str, int], max_bytes: int) -> None:
        self.path = Path(os.path.realpath(path)) if path.is_symlink() else path
        self._ledger_id = ledger_id
        self._committed_lengths = committed_lengths
        self._max_bytes = max_bytes
        self._compress = get_compression(path).compress
        self._buffered_lines: list[bytes] = []  # lines for the next member or frame
        self._unsynced_count, self._first_unsynced, self._last_unsynced = 0, b"", b""  # lines since the last sync
        self._manifest_written_at = time.monotonic()
        self._file = AppendFile(self._current_path(read_manifest(self.path)))
        try:
            self._manifest = read_manifest(self.path)
            self._open_stats = self._recover()
        except BaseException:
            self._file.close()
            raise

    @property
    def is_dirty(self) -> bool:
        """Whether lines were added since the last sync."""
        return self._unsynced_count > 0

    @property
    def key(self) -> str:
        """What the ledger calls the open file."""
        return self._open_stats.key

    @property
    def length(self) -> int:
        """The length of the open file at the last sync."""
        return self._open_stats.length

    def append(self, line: bytes) -> None:
        """Add a line, and its end.

        :raises OutputFailed: it could not be written, and no part of it stays.
        """
        if 0 < self._max_bytes <= self.length:
            self._rotate()
        if self._compress is None:
            self._file.write(line + b"\n")
        else:
            self._buffered_lines.append(line + b"\n")
        self._first_unsynced, self._last_unsynced = (self._first_unsynced if self.is_dirty else line), line
        self._unsynced_count += 1

    def sync(self) -> None:
        """Bring every line to the disk, and the counts to the manifest where it is old.

        :raises OutputFailed: the disk does not take them.
        """
        if not self.is_dirty:
            return
        if self._compress is not None and self._buffered_lines:
            self._file.write(self._compress(b"".join(self._buffered_lines)))
            self._buffered_lines.clear()
        self._file.sync()
        self._open_stats.add(
            self._unsynced_count, first=self._first_unsynced, last=self._last_unsynced, end=self._file.size
        )
        self._unsynced_count = 0
        if time.monotonic() - self._manifest_written_at > MANIFEST_INTERVAL_SECONDS:
            self._update_manifest()

    def close(self) -> None:
        """Sync, and let others write.

        :raises OutputFailed: the disk does not take the last lines.
        """
        try:
            self.sync()
            self._open_stats.closed = True
            self._update_manifest()
        finally:
            self._file.close()

    def seal(self) -> None:
        """Close for good, with a digest in the manifest; every line was synced.

        :raises OutputFailed: that could not be written.
        """
        try:
            self._manifest.sealed.append(build_sealed_stats(self._open_stats, self._file))
            self._manifest.open = None
            write_manifest(self.path, self._manifest)
        finally:
            self._file.close()

    def _current_path(self, manifest: Manifest) -> Path:
        """The file that lines are added to next."""
        if not self._max_bytes:
            return self.path
        full_names = {sealed_stats.file for sealed_stats in manifest.sealed}
        names = {*full_names, *_list_numbered_files(self.path), *([manifest.open.file] if manifest.open else [])}
        newest = build_numbered_path(
            self.path, newest_number := max((parse_file_number(self.path, name) or 0 for name in names), default=0)
        )
        return (
            newest
            if newest.name not in full_names and newest.exists()
            else build_numbered_path(self.path, newest_number + 1)
        )

    def _recover(self) -> OpenFileStats:
        """Mend what the last crawl left, and say so in the manifest before the first line comes."""
        manifest, current_name = self._manifest, self._file.path.name
        if self._file.path != self._current_path(manifest):  # it has begun a new file since we looked
            raise OutputFailed(f"{escape_for_log(self.path)}: another crawl is writing to it")
        unfinished = {manifest.open.file} if manifest.open else set()
        if self._max_bytes:
            unfinished.update([self.path.name], _list_numbered_files(self.path))
        for name in sorted(unfinished - {part.file for part in manifest.sealed} - {current_name}):
            if (path := self.path.with_name(name)).exists():
                self._seal_leftover(path)
        manifest.sealed = [part for part in manifest.sealed if part.file != current_name]
        manifest.open = self._recover_file(self._file)
        write_manifest(self.path, manifest)
        return manifest.open

    def _seal_leftover(self, path: Path) -> None:
        """Seal a file that was full, or is not the one to go on with."""
        file = AppendFile(path)
        try:
            self._manifest.sealed.append(build_sealed_stats(self._recover_file(file), file))
        finally:
            file.close()

    def _recover_file(self, file: AppendFile) -> OpenFileStats:
        open_stats = self._manifest.open
        previous = open_stats if open_stats and open_stats.file == file.path.name else None
        return recover_file(file, previous, ledger_id=self._ledger_id, committed_lengths=self._committed_lengths)

    def _rotate(self) -> None:
        """Go on in a new file, which is locked before the full one is let go."""
        full_file, file_number = self._file, parse_file_number(self.path, self._file.path.name) or 0
        self._file = AppendFile(build_numbered_path(self.path, file_number + 1))
        try:
            self._manifest.sealed.append(build_sealed_stats(self._open_stats, full_file))
        finally:
            full_file.close()
        self._manifest.open = self._open_stats = self._recover_file(self._file)
        write_manifest(self.path, self._manifest)

    def _update_manifest(self) -> None:
        """Bring the manifest up to date; what it lacks for want of room is counted when the file is opened again."""
        self._manifest_written_at = time.monotonic()
        try:
            write_manifest(self.path, self._manifest)
        except OutputFailed as error:
            if error.reason != "disk_full":
                raise
            logger.warning("%s", error)


def _list_numbered_files(path: Path) -> list[str]:
    """The numbered files of an output."""
    if not path.parent.is_dir():
        return []
    return [file.name for file in path.parent.iterdir() if parse_file_number(path, file.name) is not None]


MAX_OPEN_FILES = 64
"""Files that stay open at once, beside those with lines that are not yet committed."""


def utc_today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()


@contextmanager
def _translate_errors() -> Iterator[None]:
    """Tell of refusals where nobody looks for one: a disk in a network that went away gives them anywhere."""
    try:
        yield
    except (OSError, MemoryError) as error:
        raise OutputFailed(f"the output cannot be written: {error}", reason="write_error") from None


class OutputFiles:
    """Appends lines to the files that a template names; each is cut back to its committed length when it is opened.

    A line belongs to the output once its length is committed: `sync` brings all lines so far to the disk and says how
    long each file is; whoever keeps the ledger records that together with the addresses done, before the next
    `append`. A length whose recording failed is recorded with the next, or nothing more is.

    What a killed run wrote beyond that is cut away when the file is opened again, by this ledger. Lines that came from
    elsewhere (another ledger, none, a person) are kept, but for a half line at the end.

    :param template: a path, in which `%(spider)s`, `%(site)s` and `%(date)s` stand for the spider's name, the
        article's site and the day (UTC); its suffix (`.gz`, `.zst`, or none of them) says how it is packed.
    :param ledger: what tells the ledger from all others; empty where there is none.
    :param committed: what `sync` returned, as the ledger last recorded it: all keys of all files.
    :param max_bytes: a file that has reached this size at a commit is sealed, and a new one begun; 0 is no limit.
    :raises BadArgument: the template cannot be used.
    :raises OutputFailed: the file cannot be opened, or another process writes to it. Files whose names hold a site
        are opened at their first line.
    """

    def __init__(
        self,
        template: str,
        *,
        spider: str,
        ledger_id: str = "",
        committed_lengths: Mapping[str, int] | None = None,
        max_bytes: int = 0,
        clock: Callable[[], date] = utc_today,
    ) -> None:
        self._template = OutputTemplate(template, spider=spider)
        self._ledger_id = ledger_id
        self._committed_lengths = dict(committed_lengths or {})
        self._max_bytes = max_bytes
        self._clock = clock
        self._today = clock()
        self._open_files: dict[Path, RotatingFile] = {}  # the one that was used last is the last
        self._file_days: dict[Path, date] = {}
        self._unreported_lengths: dict[str, int] = {}
        if not self._template.has_site:
            self._get_file("")

    @_translate_errors()
    def append(self, line: bytes, *, site: str = "") -> None:
        """Add one line, whose end is added; it is on the disk after `sync`.

        :raises OutputFailed: it could not be written, and no part of it stays; what was written before does.
        """
        self._today = max(self._today, self._clock())  # a clock that is set back opens no file of the past
        self._get_file(site).append(line)

    @_translate_errors()
    def sync(self) -> dict[str, int]:
        """Bring every line so far to the disk: the length of each file that grew since the last time, by its key.

        Files that have not grown are let go where there are many, and sealed where their day is over.

        :raises OutputFailed: the disk does not take them, or a file is no longer where it was; nothing of what was
            appended since the last `sync` may be recorded.
        """
        idle = [path for path, series in self._open_files.items() if not series.is_dirty]
        for file in self._open_files.values():
            if file.is_dirty:
                file.sync()
                self._unreported_lengths[file.key] = file.length
        lengths, self._unreported_lengths = self._unreported_lengths, {}
        for path in idle:
            if self._file_days[path] < self._today:
                self._pop_file(path).seal()
            elif len(self._open_files) > MAX_OPEN_FILES:
                self._pop_file(path).close()
        self._committed_lengths |= lengths
        return lengths

    def close(self) -> None:
        """Sync what was not, and let others write; what was not recorded is cut away when the file is opened again.

        :raises OutputFailed: the disk does not take the last lines.
        """
        with ExitStack() as stack:
            for path in [*self._open_files]:
                stack.callback(self._pop_file(path).close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _get_file(self, site: str) -> RotatingFile:
        path = self._template.path(site=site, day=self._today)
        file = self._open_files.pop(path, None) or self._open_file(path, site)
        self._open_files[path] = file
        self._file_days[path] = self._today
        return file

    def _open_file(self, path: Path, site: str) -> RotatingFile:
        """The files of a path; those of days before are sealed first."""
        for earlier_path in self._template.earlier_paths(site=site, day=self._today):
            if earlier_path not in self._open_files and read_manifest(earlier_path).open:
                self._new_rotating_file(earlier_path).seal()
        return self._new_rotating_file(path)

    def _new_rotating_file(self, path: Path) -> RotatingFile:
        return RotatingFile(
            path, ledger_id=self._ledger_id, committed_lengths=self._committed_lengths, max_bytes=self._max_bytes
        )

    def _pop_file(self, path: Path) -> RotatingFile:
        del self._file_days[path]
        return self._open_files.pop(path)
