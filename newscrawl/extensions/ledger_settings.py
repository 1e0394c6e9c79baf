"""The settings of the ledger, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.core.schedule import RevisitPolicy
from newscrawl.errors import BadArgument
from newscrawl.extensions.numbers import cpu_count, get_number
from newscrawl.state.database import StateDatabase
from newscrawl.state.frontier import Frontier
from newscrawl.state.ledger import Ledger

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

MAX_UNCOMMITTED_PAGES = 16
"""Pages of one site that a crawl may have to fetch again when it was killed: those without an answer, and those whose
end is not recorded."""


def get_output_template(settings: BaseSettings) -> str | None:
    """Where articles go, as `NEWSCRAWL_OUTPUT` says it; None where there is to be no file of newscrawl's own."""
    if settings.getpriority("NEWSCRAWL_OUTPUT") is not None:
        return str(settings.get("NEWSCRAWL_OUTPUT") or "") or None
    return None if settings.getdict("FEEDS") else "articles.jsonl"


def open_ledger(settings: BaseSettings, *, crawl_name: str) -> Ledger:
    """The ledger of a job: in the folder, or, where nothing that is written outlives the crawl, for this run alone.

    :param crawl_name: "" for a spider that is not newscrawl's, and asks the ledger nothing.
    :raises BadArgument: a setting is no list of seconds.
    :raises StateFailed: it cannot be opened, or the same crawl is running already.
    """
    defaults = RevisitPolicy()
    schedule = RevisitPolicy(
        revisit_ages=_get_seconds_list(settings, "NEWSCRAWL_REVISIT", defaults.revisit_ages),
        retry_pauses=_get_seconds_list(settings, "NEWSCRAWL_RETRY_PAUSES", defaults.retry_pauses),
    )
    state_dir = settings.get("NEWSCRAWL_STATE") if crawl_name and get_output_template(settings) else None
    return Ledger(StateDatabase(state_dir or None), crawl_name=crawl_name, schedule=schedule)


def build_frontier(ledger: Ledger, settings: BaseSettings) -> Frontier:
    """What may be under way at once.

    Two more of a site are taken than are asked at a time: the next is there when its turn comes, also where the one
    before it has to be asked again. As many sites as there may be requests can be slow, and leave room for others.
    Large machines need more pages in hand than `MAX_UNCOMMITTED_PAGES` to keep all their workers busy.
    """
    per_site = max(1, settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
    workers = int(get_number(settings, "NEWSCRAWL_WORKERS", default=cpu_count(), minimum=0))
    return Frontier(
        ledger,
        max_requested=max(1, settings.getint("CONCURRENT_REQUESTS")) * (per_site + 2),
        max_requested_per_site=per_site + 2,
        max_uncommitted=max(MAX_UNCOMMITTED_PAGES - per_site, 2 * workers, 1),
    )


def _get_seconds_list(settings: BaseSettings, name: str, default: tuple[int, ...]) -> tuple[int, ...]:
    if settings.get(name) is None:
        return default
    raw_values = settings.getlist(name)
    try:
        seconds = tuple(int(value) for value in raw_values)
    except (TypeError, ValueError):
        seconds = (0,)
    if any(value < 1 for value in seconds):
        raise BadArgument(f"{name} is {settings.get(name)!r}: a list of seconds is wanted, such as 3600,86400")
    return seconds
