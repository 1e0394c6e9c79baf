"""Records made anew from the pages that an archive holds of them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessFuture

from newscrawl.archive.capture import Place
from newscrawl.archive.pages import page_of
from newscrawl.archive.places import Places, key_of
from newscrawl.archive.reading import read_capture
from newscrawl.article import Article
from newscrawl.core.finish import finished
from newscrawl.core.reading import with_text
from newscrawl.errors import BadArchive, ExtractionFailed, NewscrawlError
from newscrawl.extensions import worker
from newscrawl.extensions.numbers import cpus, number
from newscrawl.extensions.worker_processes import start_workers
from newscrawl.jobs.records import byte_progress, read_records
from newscrawl.jobs.running import say
from newscrawl.outputs.record import encode

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_COMPARED = ("title", "text", "authors", "agencies", "published", "modified", "description", "language", "access")
"""The fields whose changes are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one page may cost, as in a crawl."""

    workers: int
    seconds: float
    memory_mb: int
    max_pages: int
    largest: int
    site_config: str | None = None


def limits_of(settings: BaseSettings) -> Limits:
    """The limits that the settings name for a crawl.

    :raises BadArgument: a setting cannot be used.
    """
    return Limits(
        workers=int(number(settings, "NEWSCRAWL_WORKERS", default=cpus(), least=0)) or 1,
        seconds=number(settings, "NEWSCRAWL_PAGE_TIMEOUT", default=20, least=0.1),
        memory_mb=int(number(settings, "NEWSCRAWL_WORKER_MEMORY_MB", default=3072, least=0)),
        max_pages=int(number(settings, "NEWSCRAWL_WORKER_MAX_PAGES", default=2000, least=1)),
        largest=settings.getint("DOWNLOAD_MAXSIZE"),
        site_config=settings.get("NEWSCRAWL_SITE_CONFIG") or None,
    )


def read_again(old: Article, place: Place, largest: int, site_config: str | None) -> Article:
    """The record that this version makes of an archived page.

    :raises NewscrawlError: it makes none, or the page is one of several of its article.
    """
    page = page_of(read_capture(place, largest=largest))
    article, _, others = worker.extract(page, site_config)
    if others is not None:
        raise ExtractionFailed("one of several pages", reason="extraction_error")
    new = finished(with_text(article))
    if not new.text or not new.title:
        raise ExtractionFailed("nothing is left of it", reason="extraction_error")
    rights = replace(new.rights, ai_agents=old.rights.ai_agents)
    return replace(new, crawled_at=old.crawled_at, revision=old.revision, rights=rights)


class Rereader:
    """Makes records anew in worker processes, in their order; where that fails, the old one stays.

    :raises ExtractionFailed: no worker can be started.
    """

    def __init__(self, places: Places, limits: Limits) -> None:
        self._places = places
        self._limits = limits
        memory, pages, rules = limits.memory_mb, limits.max_pages, limits.site_config
        try:
            self._pool = start_workers(limits.workers, max_pages=pages, memory_mb=memory, site_config=rules)
        except (OSError, RuntimeError) as error:
            raise ExtractionFailed(f"no worker process can be started ({error})", reason="worker_died") from None

    def read(self, records: Iterable[Article], counts: Counter[str]) -> Iterator[Article]:
        """Each record, as this version makes it; some are under way at once, all others are not read yet."""
        waiting: deque[tuple[Article, ProcessFuture[Article] | None]] = deque()
        for old in records:
            waiting.append((old, self._scheduled(old)))
            if len(waiting) > 4 * self._limits.workers:
                yield self._outcome(*waiting.popleft(), counts)
        while waiting:
            yield self._outcome(*waiting.popleft(), counts)

    def close(self) -> None:
        """End the workers."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def _scheduled(self, old: Article) -> ProcessFuture[Article] | None:
        place = self._places.of(old)
        if place is None:
            return None
        arguments = (old, place, self._limits.largest, self._limits.site_config)
        return self._pool.schedule(worker.call, args=(read_again, arguments), timeout=self._limits.seconds)

    def _outcome(self, old: Article, future: ProcessFuture[Article] | None, counts: Counter[str]) -> Article:
        if future is None:
            counts["not archived"] += 1
            return old
        try:
            new = future.result()
        except (NewscrawlError, ProcessExpired, TimeoutError, CancelledError, BadArchive):
            counts["kept as they were"] += 1
            return old
        counts["read again"] += 1
        changed = [name for name in _COMPARED if getattr(old, name) != getattr(new, name)]
        counts.update([*changed, *(["changed"] if changed else [])])
        return new


def reread(source: Path, target: Path, archives: Sequence[Path], limits: Limits) -> Path:
    """Make the records of a file anew from their pages, as far as they were kept, into another; say what changed.

    :raises BadArgument: a line of the file is no record.
    :raises ExtractionFailed: no worker can be started.
    """
    counts = Counter[str]()
    with byte_progress("looking for pages", source.stat().st_size) as progress:
        wanted = {key_of(article.url) for _, article in read_records(source, progress) if article.url}
    places = Places()
    for path in archives:
        try:
            places.add(path, wanted, largest=limits.largest)
        except BadArchive as error:
            say(error)
    with byte_progress("reading again", source.stat().st_size) as progress, target.open("xb") as file:
        rereader = Rereader(places, limits)
        try:
            for article in rereader.read((article for _, article in read_records(source, progress)), counts):
                file.write(encode(article) + b"\n")
        finally:
            rereader.close()
    for what, count in counts.most_common():
        say(f"  {what} {count}")
    return target
