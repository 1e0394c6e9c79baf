"""Settings that need a check or a default: numbers, lists of seconds, the path of the output."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from newscrawl.exceptions import BadArgument
from newscrawl.rules.schema import RuleFolders

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def get_number(settings: BaseSettings, name: str, *, default: float, minimum: float) -> float:
    """The number that a setting contains.

    :raises BadArgument: the setting is not a number, or is less than `minimum`.
    """
    raw_value = settings.get(name)
    try:
        value = default if raw_value is None else float(raw_value)
    except (TypeError, ValueError):
        raise BadArgument(f"{name} is {raw_value!r}: a number is wanted") from None
    if not value >= minimum:  # true for NaN, too
        raise BadArgument(f"{name} is {raw_value!r}: at least {minimum:g} is wanted")
    return value


def get_integer(settings: BaseSettings, name: str, *, default: int, minimum: int) -> int:
    """The number that a setting contains, rounded down.

    :raises BadArgument: the setting is not a number, or is less than `minimum`.
    """
    return int(get_number(settings, name, default=default, minimum=minimum))


def get_seconds_list(settings: BaseSettings, name: str, *, default: tuple[int, ...]) -> tuple[int, ...]:
    """The seconds that a setting lists; a string such as `3600,86400` is a list.

    :raises BadArgument: an item is not a whole number, or is less than 1.
    """
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


def get_output_template(settings: BaseSettings) -> str | None:
    """The path of the output file, as `NEWSCRAWL_OUTPUT` names it; None if newscrawl writes no file of its own.

    If the setting is not set, the file is `articles.jsonl`, or no file if Scrapy's own feeds are in use.
    """
    if settings.getpriority("NEWSCRAWL_OUTPUT") is not None:
        return str(settings.get("NEWSCRAWL_OUTPUT") or "") or None
    return None if settings.getdict("FEEDS") else "articles.jsonl"


def get_rule_folders(settings: BaseSettings) -> RuleFolders:
    """The user's own folders of rules."""
    return RuleFolders(
        sites=settings.get("NEWSCRAWL_SITES") or None, site_config=settings.get("NEWSCRAWL_SITE_CONFIG") or None
    )


def cpu_count() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
