"""The settings of the ledger, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.core.schedule import Schedule
from newscrawl.errors import BadArgument
from newscrawl.extensions.numbers import cpus, number
from newscrawl.state.database import StateDatabase
from newscrawl.state.frontier import Frontier
from newscrawl.state.ledger import Ledger

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

MOST_FETCHED_TWICE = 16
"""Pages of one site that a crawl may have to fetch again when it was killed: those without an answer, and those whose
end is not recorded."""


def output_of(settings: BaseSettings) -> str | None:
    """Where articles go, as `NEWSCRAWL_OUTPUT` says it; None where there is to be no file of newscrawl's own."""
    if settings.getpriority("NEWSCRAWL_OUTPUT") is not None:
        return str(settings.get("NEWSCRAWL_OUTPUT") or "") or None
    return None if settings.getdict("FEEDS") else "articles.jsonl"


def ledger_of(settings: BaseSettings, *, job: str) -> Ledger:
    """The ledger of a job: in the folder, or, where nothing that is written outlives the crawl, for this run alone.

    :param job: "" for a spider that is not newscrawl's, and asks the ledger nothing.
    :raises BadArgument: a setting is no list of seconds.
    :raises StateFailed: it cannot be opened, or the same crawl is running already.
    """
    usual = Schedule()
    schedule = Schedule(
        visits=_seconds(settings, "NEWSCRAWL_REVISIT", usual.visits),
        pauses=_seconds(settings, "NEWSCRAWL_RETRY_PAUSES", usual.pauses),
    )
    folder = settings.get("NEWSCRAWL_STATE") if job and output_of(settings) else None
    return Ledger(StateDatabase(folder or None), job=job, schedule=schedule)


def frontier_of(ledger: Ledger, settings: BaseSettings) -> Frontier:
    """What may be under way at once.

    Two more of a site are taken than are asked at a time: the next is there when its turn comes, also where the one
    before it has to be asked again. As many sites as there may be requests can be slow, and leave room for others.
    Large machines need more pages in hand than `MOST_FETCHED_TWICE` to keep all their workers busy.
    """
    of_site = max(1, settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
    workers = int(number(settings, "NEWSCRAWL_WORKERS", default=cpus(), least=0))
    return Frontier(
        ledger,
        most_asked=max(1, settings.getint("CONCURRENT_REQUESTS")) * (of_site + 2),
        most_asked_of_site=of_site + 2,
        most_answered=max(MOST_FETCHED_TWICE - of_site, 2 * workers, 1),
    )


def _seconds(settings: BaseSettings, name: str, usual: tuple[int, ...]) -> tuple[int, ...]:
    if settings.get(name) is None:
        return usual
    given = settings.getlist(name)
    try:
        found = tuple(int(value) for value in given)
    except (TypeError, ValueError):
        found = (0,)
    if any(value < 1 for value in found):
        raise BadArgument(f"{name} is {settings.get(name)!r}: a list of seconds is wanted, such as 3600,86400")
    return found
