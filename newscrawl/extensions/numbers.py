"""Numbers in settings, and those of the machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from newscrawl.errors import BadArgument

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def number(settings: BaseSettings, name: str, *, default: float, least: float) -> float:
    """The setting's number.

    :raises BadArgument: it is none, or less than the least.
    """
    given = settings.get(name)
    try:
        value = default if given is None else float(given)
    except (TypeError, ValueError):
        raise BadArgument(f"{name} is {given!r}: a number is wanted") from None
    if not value >= least:  # NaN, too
        raise BadArgument(f"{name} is {given!r}: at least {least:g} is wanted")
    return value


def cpus() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
