"""The sites that newscrawl knows: listed, checked, and a file drafted for a new one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from newscrawl.core.ending import ExitCode
from newscrawl.core.printable import escape_for_log
from newscrawl.errors import BadArgument, BadRule, NewscrawlError, OutputFailed
from newscrawl.jobs.choosing import registry_from_settings, select_sites
from newscrawl.jobs.job import CommandRunner
from newscrawl.jobs.printing import write_stdout
from newscrawl.jobs.running import exit_usage_error, output_error_exit_code, print_error, report_start_failure
from newscrawl.jobs.sitechecks import check_sites
from newscrawl.jobs.sitedrafts import scaffold_site
from newscrawl.jobs.sitetables import format_checks_table, format_sites_table
from newscrawl.rules.registry import SiteConfig
from newscrawl.rules.sitedraft import render_site_toml
from newscrawl.spiders.arguments import parse_url_argument


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
