"""Sites and the checks of their sources as tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.jobs.sitechecks import SourceCheck
from newscrawl.outputs.columns import width
from newscrawl.rules.registry import Site

_SITE_COLUMNS = ("SITE", "NAME", "COUNTRY", "LANGUAGE", "FEEDS", "SITEMAPS", "SECTIONS", "SCHEDULE", "GROUPS")


def sites_table(sites: Sequence[Site]) -> str:
    """One site a line, with how many sources of each kind it has."""
    rows: list[tuple[str, ...]] = [_SITE_COLUMNS]
    for site in sites:
        counts = (str(len(sources)) for sources in (site.feeds, site.sitemaps, site.sections))
        rows.append((site.host, site.name, site.country, site.language, *counts, site.schedule, " ".join(site.groups)))
    return table(rows)


def checks_table(checks: Sequence[SourceCheck]) -> str:
    """One source a line: what it came to, how much it links, and when its newest article was published."""
    rows = [("SITE", "SOURCE", "STATE", "ARTICLES", "NEWEST", "ADDRESS")]
    for check in checks:
        newest = check.newest.date().isoformat() if check.newest else "-"
        said = f"{check.url}: {check.note}" if check.note else check.url
        rows.append((check.host, check.kind, check.state, str(check.articles), newest, said))
    return table(rows)


def table(rows: Sequence[Sequence[str]]) -> str:
    """The rows in columns as wide as their widest cell, but for the last.

    >>> print(table([("SITE", "NAME"), ("harbour.example", "港町")]), end="")
    SITE             NAME
    harbour.example  港町
    """
    widest = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(_padded(cell, columns) for cell, columns in zip(row, widest, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _padded(cell: str, columns: int) -> str:
    return cell + " " * (columns - width(cell))
