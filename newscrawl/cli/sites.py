"""The sites that newscrawl knows: listed, checked, and a file drafted for a new one.

Sites and the checks of their sources as tables for a terminal.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from wcwidth import ljust, width

from newscrawl.cli.multi_site import registry_from_settings, select_sites
from newscrawl.cli.run import (
    CommandRunner,
    exit_usage_error,
    output_error_exit_code,
    print_error,
    report_start_failure,
    write_stdout,
)
from newscrawl.cli.site_checks import SeedCheck, check_sites, scaffold_site
from newscrawl.exceptions import BadArgument, BadRule, NewscrawlError, OutputFailed
from newscrawl.exit_codes import ExitCode
from newscrawl.rules.site_registry import SiteConfig
from newscrawl.rules.site_scaffold import render_site_toml
from newscrawl.spiders.arguments import parse_url_argument
from newscrawl.text import escape_for_log

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
    column_widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(ljust(cell, column_width) for cell, column_width in zip(row, column_widths, strict=True))
        for row in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


class SitesRunner(CommandRunner):
    """Lists, checks and drafts; what it asks for goes through a crawl, with all that a crawl heeds."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what was asked for."""
        try:
            self._dispatch(args, opts)
        except (BadArgument, BadRule) as error:
            exit_usage_error(error)
        except OutputFailed as error:
            print_error(error)
            self.exitcode = output_error_exit_code(error)
        except NewscrawlError as error:
            self.exitcode = report_start_failure(error)

    def _dispatch(self, args: list[str], opts: argparse.Namespace) -> None:
        action, *names = args or ["list"]
        if action == "list" and not names:
            write_stdout(format_sites_table(select_sites(self._settings, opts.chosen)).encode())
        elif action == "check":
            self._check(self._get_sites(names) if names else select_sites(self._settings, opts.chosen))
        elif action == "new" and len(names) == 1:
            self._write_new_site_file(parse_url_argument(names[0]))
        else:
            raise BadArgument("write `scrapy sites`, `scrapy sites check [NAME…]` or `scrapy sites new URL`")

    def _get_sites(self, names: Sequence[str]) -> list[SiteConfig]:
        registry = registry_from_settings(self._settings)
        return [registry.get_site(name) for name in names]

    def _check(self, sites: Sequence[SiteConfig]) -> None:
        checks = check_sites(self._settings, sites)
        write_stdout(format_checks_table(checks).encode())
        failed_count = sum(not check.is_usable for check in checks)
        print_error(
            f"{len(checks)} sources of {len(sites)} sites: {len(checks) - failed_count} with new articles, "
            f"{failed_count} without"
        )
        self.exitcode = ExitCode.FAILED if failed_count else ExitCode.DONE

    def _write_new_site_file(self, url: str) -> None:
        folder = self._settings.get("NEWSCRAWL_SITES")
        if not folder:
            raise BadArgument("NEWSCRAWL_SITES is set to nothing: the file has no place to go")
        scaffold, problem = scaffold_site(self._settings, url)
        if scaffold is None:
            print_error(problem)
            self.exitcode = ExitCode.FAILED
            return
        path = Path(folder, f"{scaffold.host}.toml")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(render_site_toml(scaffold))
        except FileExistsError:
            raise BadArgument(f"{escape_for_log(path)} is there already") from None
        except OSError as error:
            raise BadArgument(f"{escape_for_log(path)}: cannot be written: {error.strerror}") from None
        print_error(f"{path}: {scaffold.summary}; look at it before the first crawl")
