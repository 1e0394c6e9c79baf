"""Which captures of an archive are read as articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from newscrawl.archive.capture import Capture
from newscrawl.archive.notes import read_note
from newscrawl.archive.reading import read_captures
from newscrawl.article import Link
from newscrawl.core.period import Period

_OK = 200
_STRANGERS = 10
"""Captures after which one without a note means that no more notes are to be expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is wanted of an archive."""

    hosts: tuple[str, ...] = ()
    """In lower case; all where there is none."""
    period: Period
    """When it was fetched."""
    largest: int
    """Bytes that a page may have, unpacked."""

    def takes(self, capture: Capture) -> bool:
        """Whether the capture is a page, and wanted."""
        return capture.status == _OK and bool(capture.body) and self._has_time_and_host(capture) and _is_page(capture)

    def _has_time_and_host(self, capture: Capture) -> bool:
        since, until = self.period.since, self.period.until
        if (since and capture.date < since) or (until and capture.date > until):
            return False
        host = _host(capture.url)
        return not self.hosts or any(host == name or host.endswith(f".{name}") for name in self.hosts)


def links_of(path: Path, choice: Choice) -> Iterator[Link]:
    """The pages of an archive, with what their finder knew, and where they lie.

    :raises BadArchive: it is none, or ends too early; what stood before that was given.
    """
    for capture in read_captures(path, largest=choice.largest):
        note = read_note(capture.note)
        if note.kind == "article" and choice.takes(capture):
            yield Link(url=capture.url, hints=replace(note.hints, capture=str(capture.place)))


def further_pages(path: Path, *, largest: int) -> Iterator[Capture]:
    """The captures of further pages of articles, which only a crawl of newscrawl's own knows as such.

    An archive of another's making is not read beyond its first records.

    :raises BadArchive: it is none, or ends too early; what stood before that was given.
    """
    for number, capture in enumerate(read_captures(path, largest=largest)):
        if capture.note is None and number >= _STRANGERS:
            return
        if capture.note is not None and read_note(capture.note).kind == "further page":
            yield capture


def _is_page(capture: Capture) -> bool:
    """Whether the server called it HTML, or did not say what it is."""
    declared = next((value for name, value in capture.headers if name.lower() == "content-type"), "")
    return not declared or "html" in declared.lower()


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
