"""Sites and the checks of their sources as tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.jobs.sitechecks import SeedCheck
from newscrawl.outputs.columns import display_width
from newscrawl.rules.registry import SiteConfig

_SITE_COLUMNS = ("SITE", "NAME", "COUNTRY", "LANGUAGE", "FEEDS", "SITEMAPS", "SECTIONS", "SCHEDULE", "GROUPS")


def format_sites_table(sites: Sequence[SiteConfig]) -> str:
    """One site a line, with how many sources of each kind it has."""
    rows: list[tuple[str, ...]] = [_SITE_COLUMNS]
    for site in sites:
        seed_counts = (str(len(seeds)) for seeds in (site.feeds, site.sitemaps, site.sections))
        rows.append(
            (site.host, site.name, site.country, site.language, *seed_counts, site.schedule, " ".join(site.groups))
        )
    return format_table(rows)


def format_checks_table(checks: Sequence[SeedCheck]) -> str:
    """One source a line: what it came to, how much it links, and when its newest article was published."""
    rows = [("SITE", "SOURCE", "STATE", "ARTICLES", "NEWEST", "ADDRESS")]
    for check in checks:
        newest = check.newest.date().isoformat() if check.newest else "-"
        url_text = f"{check.url}: {check.note}" if check.note else check.url
        rows.append((check.host, check.kind, check.state, str(check.articles), newest, url_text))
    return format_table(rows)


def format_table(rows: Sequence[Sequence[str]]) -> str:
    """The rows in columns as wide as their widest cell, but for the last.

    >>> print(format_table([("SITE", "NAME"), ("harbour.example", "港町")]), end="")
    SITE             NAME
    harbour.example  港町
    """
    column_widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(_pad_cell(cell, column_width) for cell, column_width in zip(row, column_widths, strict=True))
        for row in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _pad_cell(cell: str, column_width: int) -> str:
    return cell + " " * (column_width - display_width(cell))
