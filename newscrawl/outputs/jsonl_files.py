"""The output files of a crawl: JSON Lines, one file or several, in which every committed line is complete.

`OutputFiles` sends each line to the file of its site and day; `RotatingFile` begins a new file when one is full.
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
from newscrawl.outputs.manifest import Manifest, OpenFileStats, build_sealed_stats, read_manifest, write_manifest
from newscrawl.outputs.recovery import recover_file
from newscrawl.text import escape_for_log

logger = logging.getLogger(__name__)

MANIFEST_INTERVAL_SECONDS = 10.0
"""How old the counts of the open file in the manifest may be. Not 0: to replace a manifest takes milliseconds."""

MAX_OPEN_FILES = 64
"""If more files are open, `sync` closes those that did not grow."""


def _utc_today() -> date:
    """The current day in UTC."""
    return datetime.now(UTC).date()


@contextmanager
def _translate_errors() -> Iterator[None]:
    """Turn errors that no other code expects into `OutputFailed`: a lost network disk can raise them in any call."""
    try:
        yield
    except (OSError, MemoryError) as error:
        raise OutputFailed(f"the output cannot be written: {error}", reason="write_error") from None


class OutputFiles:
    """Appends lines to the files that a template names, and truncates each to its committed length when it opens it.

    A line is part of the output when the length of its file is committed: `sync` brings all lines to the disk and
    returns the length of each file. The ledger must record these lengths, together with the outcomes of the URLs,
    before the next `append`. If that fails, they must be recorded with the next ones, or the crawl must end.

    What a killed run wrote beyond the committed length is removed when the file is opened again with the same ledger.
    Lines from elsewhere (another ledger, no ledger, a person) are kept, except an incomplete line at the end.

    :param template: a path with the placeholders `%(spider)s`, `%(site)s` (of the article) and `%(date)s` (today in
        UTC); its suffix names the compression (`.gz`, `.zst`, or else none).
    :param spider: the spider's name.
    :param ledger_id: the id of the ledger; empty without a ledger.
    :param committed_lengths: the lengths that `sync` returned, as the ledger last recorded them: all files, by key.
    :param max_bytes: a file that has this size at a commit is sealed, and a new one is begun; 0 for no limit.
    :param clock: returns the current day.
    :raises BadArgument: the template cannot be used.
    :raises OutputFailed: the file cannot be opened, or another process writes to it. Files whose names contain the site
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
        clock: Callable[[], date] = _utc_today,
    ) -> None:
        self._template = OutputTemplate(template, spider=spider)
        self._ledger_id = ledger_id
        self._committed_lengths = dict(committed_lengths or {})
        self._max_bytes = max_bytes
        self._clock = clock
        self._today = clock()
        self._open_files: dict[Path, RotatingFile] = {}  # in order of use: the last used is the last
        self._file_days: dict[Path, date] = {}
        self._unreported_lengths: dict[str, int] = {}
        if not self._template.has_site:
            self._get_file("")

    @_translate_errors()
    def append(self, line: bytes, *, site: str = "") -> None:
        """Append one line, given without its line end; it is on the disk after the next `sync`.

        :raises OutputFailed: it could not be written, and no part of it is in the file; earlier lines stay.
        """
        self._today = max(self._today, self._clock())  # a clock that is set back opens no file of the past
        self._get_file(site).append(line)

    @_translate_errors()
    def sync(self) -> dict[str, int]:
        """Bring every line to the disk, and return the length of each file that grew since the last call, by its key.

        Files that did not grow are closed if too many are open, and sealed if their day is over.

        :raises OutputFailed: a line is not on the disk, or a file is no longer at its path. Then nothing that was
            appended since the last `sync` may be recorded.
        """
        idle = [path for path, file in self._open_files.items() if not file.is_dirty]
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
        """Sync and close all files; lines that were not committed are removed when their file is opened again.

        :raises OutputFailed: the last lines are not on the disk.
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
        """Open the file of a path; the files of earlier days are sealed first."""
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


class RotatingFile:
    """The files of one path. The last one is open and locked; opening truncates it to its committed length.

    Without a size limit there is one file, the path itself. With a limit the files are numbered, and a number is never
    used again.

    :param ledger_id: the id of the ledger; empty without a ledger.
    :param committed_lengths: the committed `length` of each file, by its `key`.
    :param max_bytes: the size at which a file is full; 0 for no limit.
    :raises OutputFailed: the file cannot be opened, or another process writes to it.
    """

    def __init__(self, path: Path, *, ledger_id: str, committed_lengths: Mapping[str, int], max_bytes: int) -> None:
        self.path = Path(os.path.realpath(path)) if path.is_symlink() else path
        self._ledger_id = ledger_id
        self._committed_lengths = committed_lengths
        self._max_bytes = max_bytes
        self._compress = get_compression(path).compress
        self._buffered_lines: list[bytes] = []  # the lines of the next member or frame
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
        """Whether lines were appended since the last sync."""
        return self._unsynced_count > 0

    @property
    def key(self) -> str:
        """The key under which the ledger records the length of the open file."""
        return self._open_stats.key

    @property
    def length(self) -> int:
        """The length of the open file at the last sync."""
        return self._open_stats.length

    def append(self, line: bytes) -> None:
        """Append a line, given without its line end.

        :raises OutputFailed: it could not be written, and no part of it is in the file.
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
        """Bring every line to the disk, and update the manifest if its counts are old.

        :raises OutputFailed: a line is not on the disk.
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
        """Sync, and close the file.

        :raises OutputFailed: the last lines are not on the disk.
        """
        try:
            self.sync()
            self._open_stats.closed = True
            self._update_manifest()
        finally:
            self._file.close()

    def seal(self) -> None:
        """Close the file for ever, and write its digest to the manifest. All lines must have been synced.

        :raises OutputFailed: the manifest could not be written.
        """
        try:
            self._manifest.sealed.append(build_sealed_stats(self._open_stats, self._file))
            self._manifest.open = None
            write_manifest(self.path, self._manifest)
        finally:
            self._file.close()

    def _current_path(self, manifest: Manifest) -> Path:
        """The file to which the next line is appended."""
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
        """Recover the files of the last crawl, and update the manifest before the first line is appended."""
        manifest, current_name = self._manifest, self._file.path.name
        if self._file.path != self._current_path(manifest):  # another crawl has begun a new file meanwhile
            raise OutputFailed(f"{escape_for_log(self.path)}: another crawl is writing to it")
        unfinished = {manifest.open.file} if manifest.open else set()
        if self._max_bytes:
            unfinished.update([self.path.name], _list_numbered_files(self.path))
        for name in sorted(unfinished - {sealed_stats.file for sealed_stats in manifest.sealed} - {current_name}):
            if (path := self.path.with_name(name)).exists():
                self._seal_leftover(path)
        manifest.sealed = [sealed_stats for sealed_stats in manifest.sealed if sealed_stats.file != current_name]
        manifest.open = self._recover_file(self._file)
        write_manifest(self.path, manifest)
        return manifest.open

    def _seal_leftover(self, path: Path) -> None:
        """Seal an unfinished file of the last crawl that gets no more lines."""
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
        """Begin a new file, which is locked before the full one is released."""
        full_file, file_number = self._file, parse_file_number(self.path, self._file.path.name) or 0
        self._file = AppendFile(build_numbered_path(self.path, file_number + 1))
        try:
            self._manifest.sealed.append(build_sealed_stats(self._open_stats, full_file))
        finally:
            full_file.close()
        self._manifest.open = self._open_stats = self._recover_file(self._file)
        write_manifest(self.path, self._manifest)

    def _update_manifest(self) -> None:
        """Update the manifest.

        A full disk is no error here: what the manifest lacks is counted when the file is opened again.
        """
        self._manifest_written_at = time.monotonic()
        try:
            write_manifest(self.path, self._manifest)
        except OutputFailed as error:
            if error.reason != "disk_full":
                raise
            logger.warning("%s", error)


def _list_numbered_files(path: Path) -> list[str]:
    """The names of the numbered files of an output."""
    if not path.parent.is_dir():
        return []
    return [file.name for file in path.parent.iterdir() if parse_file_number(path, file.name) is not None]
