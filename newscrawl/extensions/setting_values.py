"""Numbers in settings, and those of the machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from newscrawl.exceptions import BadArgument

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def get_number(settings: BaseSettings, name: str, *, default: float, minimum: float) -> float:
    """The setting's number.

    :raises BadArgument: it is none, or less than the least.
    """
    raw_value = settings.get(name)
    try:
        value = default if raw_value is None else float(raw_value)
    except (TypeError, ValueError):
        raise BadArgument(f"{name} is {raw_value!r}: a number is wanted") from None
    if not value >= minimum:  # NaN, too
        raise BadArgument(f"{name} is {raw_value!r}: at least {minimum:g} is wanted")
    return value


def cpu_count() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
