"""`scrapy sites`: lists and checks the known sites, and writes files and cases for new ones."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from scrapy.settings import Settings
from wcwidth import ljust, width

from newscrawl.cli.new_site import write_cases, write_new_site
from newscrawl.cli.output import print_stderr, write_stdout
from newscrawl.cli.rule_checks import RuleCheck, check_user_rules
from newscrawl.cli.run import exit_usage_error, output_error_exit_code, report_start_failure
from newscrawl.cli.site_checks import SeedCheck, check_sites
from newscrawl.cli.site_selection import registry_from_settings, select_sites
from newscrawl.exceptions import BadArgument, BadRule, NewscrawlError, OutputFailed
from newscrawl.exit_codes import ExitCode
from newscrawl.extensions.setting_values import get_rule_folders
from newscrawl.rules.loader import load_rules
from newscrawl.rules.site_files import find_user_folder
from newscrawl.rules.site_registry import SiteConfig
from newscrawl.spiders.arguments import parse_url_argument
from newscrawl.text import escape_for_log

_SITE_COLUMNS = ("SITE", "NAME", "COUNTRY", "LANGUAGE", "FEEDS", "SITEMAPS", "SECTIONS", "SCHEDULE", "GROUPS")
_USAGE = (
    "write `scrapy sites`, `scrapy sites check [NAME…]`, `scrapy sites check --cases [HOST…]`, `scrapy sites new URL` "
    "or `scrapy sites case URL…`"
)


def run_sites_command(settings: Settings, args: Sequence[str], opts: argparse.Namespace) -> ExitCode:
    """Run the action that the arguments name. Requests are made by a crawl, by all its rules."""
    try:
        return _dispatch(settings, args, opts)
    except (BadArgument, BadRule) as error:
        exit_usage_error(error)
    except OutputFailed as error:
        print_stderr(error)
        return output_error_exit_code(error)
    except NewscrawlError as error:
        return report_start_failure(error)


def format_sites_table(sites: Sequence[SiteConfig]) -> str:
    """One site per line, with the numbers of its seeds."""
    rows: list[tuple[str, ...]] = [_SITE_COLUMNS]
    for site in sites:
        seed_counts = (str(len(seeds)) for seeds in (site.feeds, site.sitemaps, site.sections))
        rows.append(
            (site.host, site.name, site.country, site.language, *seed_counts, site.schedule, " ".join(site.groups))
        )
    return format_table(rows)


def format_checks_table(checks: Sequence[SeedCheck]) -> str:
    """One seed per line: its state, the number of articles that it links, and the date of the newest."""
    rows = [("SITE", "SOURCE", "STATE", "ARTICLES", "NEWEST", "URL")]
    for check in checks:
        newest = check.newest.date().isoformat() if check.newest else "-"
        url_text = f"{check.url}: {check.note}" if check.note else check.url
        rows.append((check.host, check.kind, check.state, str(check.articles), newest, url_text))
    return format_table(rows)


def format_rule_checks_table(checks: Sequence[RuleCheck]) -> str:
    """One problem per line; a case or rule without problems has one line as well."""
    rows = [("SITE", "CASE", "RESULT")]
    for check in checks:
        rows += [(check.host, check.subject, escape_for_log(problem)) for problem in check.problems or ["ok"]]
    return format_table(rows)


def format_table(rows: Sequence[Sequence[str]]) -> str:
    """The rows in columns. A column is as wide as its widest cell; spaces at the end of a line are removed.

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


def _dispatch(settings: Settings, args: Sequence[str], opts: argparse.Namespace) -> ExitCode:
    action, *names = args or ["list"]
    if action == "check" and opts.cases:
        return _check_cases(settings, names)
    if opts.cases:
        raise BadArgument(_USAGE)
    if action == "list" and not names:
        write_stdout(format_sites_table(select_sites(settings, opts.chosen)).encode())
        return ExitCode.DONE
    if action == "check":
        return _check_seeds(settings, _get_sites(settings, names) if names else select_sites(settings, opts.chosen))
    if action == "new" and len(names) == 1:
        return write_new_site(settings, parse_url_argument(names[0]))
    if action == "case" and names:
        return write_cases(settings, [parse_url_argument(name) for name in names])
    raise BadArgument(_USAGE)


def _get_sites(settings: Settings, names: Sequence[str]) -> list[SiteConfig]:
    registry = registry_from_settings(settings)
    return [registry.get_site(name) for name in names]


def _check_seeds(settings: Settings, sites: Sequence[SiteConfig]) -> ExitCode:
    checks = check_sites(settings, sites)
    write_stdout(format_checks_table(checks).encode())
    failed_count = sum(not check.is_usable for check in checks)
    print_stderr(
        f"{len(checks)} sources of {len(sites)} sites: {len(checks) - failed_count} with new articles, "
        f"{failed_count} without"
    )
    return ExitCode.FAILED if failed_count else ExitCode.DONE


def _check_cases(settings: Settings, hosts: Sequence[str]) -> ExitCode:
    folder = find_user_folder(settings.get("NEWSCRAWL_SITES"))
    if folder is None:
        raise BadArgument(f"NEWSCRAWL_SITES {settings.get('NEWSCRAWL_SITES')!r}: no such folder")
    checks = check_user_rules(folder, load_rules(get_rule_folders(settings)), hosts)
    write_stdout(format_rule_checks_table(checks).encode())
    problem_count = sum(len(check.problems) for check in checks)
    rule_count = sum(check.subject == "rule" for check in checks)
    print_stderr(f"{rule_count} rules and {len(checks) - rule_count} cases checked: {problem_count} problems")
    return ExitCode.FAILED if problem_count else ExitCode.DONE
