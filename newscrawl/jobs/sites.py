"""The sites that newscrawl knows: listed, checked, and a file drafted for a new one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from newscrawl.core.ending import ExitCode
from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument, BadRule, NewscrawlError, OutputFailed
from newscrawl.jobs.choosing import chosen_sites, known_sites
from newscrawl.jobs.job import Job
from newscrawl.jobs.printing import write_out
from newscrawl.jobs.running import output_failed, refuse, say, start_failed
from newscrawl.jobs.sitechecks import check_sites
from newscrawl.jobs.sitedrafts import draft_site
from newscrawl.jobs.sitetables import checks_table, sites_table
from newscrawl.rules.registry import Site
from newscrawl.rules.sitedraft import site_toml
from newscrawl.spiders.arguments import web_address


class SitesJob(Job):
    """Lists, checks and drafts; what it asks for goes through a crawl, with all that a crawl heeds."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what was asked for."""
        try:
            self._run(args, opts)
        except (BadArgument, BadRule) as error:
            refuse(error)
        except OutputFailed as error:
            say(error)
            self.exitcode = output_failed(error)
        except NewscrawlError as error:
            self.exitcode = start_failed(error)

    def _run(self, args: list[str], opts: argparse.Namespace) -> None:
        what, *names = args or ["list"]
        if what == "list" and not names:
            write_out(sites_table(chosen_sites(self._settings, opts.chosen)).encode())
        elif what == "check":
            self._check(self._named(names) if names else chosen_sites(self._settings, opts.chosen))
        elif what == "new" and len(names) == 1:
            self._new(web_address(names[0]))
        else:
            raise BadArgument("write `scrapy sites`, `scrapy sites check [NAME…]` or `scrapy sites new URL`")

    def _named(self, names: Sequence[str]) -> list[Site]:
        registry = known_sites(self._settings)
        return [registry.named(name) for name in names]

    def _check(self, sites: Sequence[Site]) -> None:
        checks = check_sites(self._settings, sites)
        write_out(checks_table(checks).encode())
        bad = sum(not check.usable for check in checks)
        say(f"{len(checks)} sources of {len(sites)} sites: {len(checks) - bad} with new articles, {bad} without")
        self.exitcode = ExitCode.FAILED if bad else ExitCode.DONE

    def _new(self, url: str) -> None:
        folder = self._settings.get("NEWSCRAWL_SITES")
        if not folder:
            raise BadArgument("NEWSCRAWL_SITES is set to nothing: the file has no place to go")
        draft, problem = draft_site(self._settings, url)
        if draft is None:
            say(problem)
            self.exitcode = ExitCode.FAILED
            return
        path = Path(folder, f"{draft.host}.toml")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(site_toml(draft))
        except FileExistsError:
            raise BadArgument(f"{printable(path)} is there already") from None
        except OSError as error:
            raise BadArgument(f"{printable(path)}: cannot be written: {error.strerror}") from None
        say(f"{path}: {draft.summary}; look at it before the first crawl")
