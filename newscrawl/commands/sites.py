"""`scrapy sites`: the sites that newscrawl knows, whether their sources still answer, and a file for a new one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from scrapy.commands import ScrapyCommand

from newscrawl.commands.choosing import add_choices, chosen_sites, known_sites
from newscrawl.commands.printing import write_out
from newscrawl.commands.running import output_failed, refuse, say, start_failed
from newscrawl.commands.sitechecks import check_sites
from newscrawl.commands.sitedrafts import draft_site
from newscrawl.commands.sitetables import checks_table, sites_table
from newscrawl.core.ending import ExitCode
from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument, BadRule, NewscrawlError, OutputFailed
from newscrawl.rules.registry import Site
from newscrawl.rules.sitedraft import site_toml
from newscrawl.spiders.arguments import web_address


class Command(ScrapyCommand):
    """Lists, checks and drafts; what it asks for goes through a crawl, with all that a crawl heeds."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        """What stands after the command's name."""
        return "[options] [check [NAME…] | new URL]"

    def short_desc(self) -> str:
        """One line in the list of commands."""
        return "List the sites that newscrawl knows, check them, or write the file of a new one"

    def long_desc(self) -> str:
        """What each form does, and what the exit codes mean."""
        return (
            "List the sites that newscrawl knows, or those that -a chooses. `check` asks each source of the sites (a "
            "NAME is a host or a publisher's name), politely, whether it still answers and has new articles; the exit "
            "code is 1 if one does not. `new` looks at a site that nobody has described, and writes a first file of it "
            "into the folder NEWSCRAWL_SITES. The exit code is 2 if the arguments are wrong."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command alone."""
        super().add_options(parser)
        add_choices(parser)

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
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        what, *names = args or ["list"]
        if what == "list" and not names:
            write_out(sites_table(chosen_sites(self.settings, opts.chosen)).encode())
        elif what == "check":
            self._check(self._named(names) if names else chosen_sites(self.settings, opts.chosen))
        elif what == "new" and len(names) == 1:
            self._new(web_address(names[0]))
        else:
            raise BadArgument("write `scrapy sites`, `scrapy sites check [NAME…]` or `scrapy sites new URL`")

    def _named(self, names: Sequence[str]) -> list[Site]:
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        registry = known_sites(self.settings)
        return [registry.named(name) for name in names]

    def _check(self, sites: Sequence[Site]) -> None:
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        checks = check_sites(self.settings, sites)
        write_out(checks_table(checks).encode())
        bad = sum(not check.usable for check in checks)
        say(f"{len(checks)} sources of {len(sites)} sites: {len(checks) - bad} with new articles, {bad} without")
        self.exitcode = ExitCode.FAILED if bad else ExitCode.DONE

    def _new(self, url: str) -> None:
        assert self.settings is not None  # noqa: S101 - Scrapy sets it
        folder = self.settings.get("NEWSCRAWL_SITES")
        if not folder:
            raise BadArgument("NEWSCRAWL_SITES is set to nothing: the file has no place to go")
        draft, problem = draft_site(self.settings, url)
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
