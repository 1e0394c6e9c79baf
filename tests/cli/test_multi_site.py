"""What the commands that crawl many sites are told: which sites, how many at once, and what is wrong with that."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import pytest
from scrapy.settings import Settings

from newscrawl.cli.multi_site import add_multi_site_options, run_sites
from newscrawl.cli.site_processes import SiteCrawlPool
from newscrawl.exit_codes import ExitCode
from newscrawl.rules.site_registry import SiteConfig


def run(folder: Path, *arguments: str, **settings: str | None) -> tuple[ExitCode, list[SiteConfig], SiteCrawlPool]:
    """The command's end, and what its work was given."""
    parser = argparse.ArgumentParser()
    add_multi_site_options(parser)
    parser.add_argument("-s", dest="set", action="append", default=[])
    parser.add_argument("-L", dest="loglevel")
    opts, others = parser.parse_known_args(arguments)
    given: list[tuple[list[SiteConfig], SiteCrawlPool]] = []

    async def work(sites: Sequence[SiteConfig], crawls: SiteCrawlPool) -> ExitCode:
        given.append(([*sites], crawls))
        return ExitCode.DONE

    used = Settings({"NEWSCRAWL_STATE": str(folder / "state"), "NEWSCRAWL_SITES": str(folder / "sites"), **settings})
    return run_sites(used, others, opts, work), *given[0]


@pytest.mark.parametrize(
    ("arguments", "hosts"),
    [
        (["-a", "site=ORF"], ["orf.at"]),
        (["-a", "country=AT"], ["diepresse.com", "orf.at"]),
        (["-a", "country=AT", "-a", "group=newspaper"], ["diepresse.com"]),
        (["-a", "country=AT", "-a", "site=bbc.com"], []),
    ],
)
def test_each_choice_narrows_the_one_before(tmp_path: Path, arguments: list[str], hosts: list[str]) -> None:
    code, sites, _ = run(tmp_path, *arguments)
    assert (code, [site.host for site in sites]) == (ExitCode.DONE, hosts)


def test_without_a_choice_all_sites_are_meant(tmp_path: Path) -> None:
    assert len(run(tmp_path)[1]) >= 90


@pytest.mark.parametrize(
    ("arguments", "settings", "line"),
    [
        (["-a", "group=gazettes"], {}, "no site of group 'gazettes'; there are: africa, agency, "),
        (["-a", "site=gazette.example"], {}, "no site 'gazette.example'; `scrapy sites` lists those there are"),
        (["-a", "gazettes"], {}, "-a 'gazettes': write -a NAME=VALUE with one of: group, country, language, site"),
        (["gazettes"], {}, "'gazettes': sites are chosen by -a NAME=VALUE with one of: "),
        (["--jobs", "0"], {}, "--jobs 0: at least one crawl must run"),
        ([], {"NEWSCRAWL_STATE": ""}, "NEWSCRAWL_STATE is set to nothing: it keeps when each site was crawled"),
        ([], {"NEWSCRAWL_SITES": "broken"}, "broken/a.example.toml: schedule: 'daily': Wrong number of fields"),
    ],
    ids=["group", "site", "no value", "name", "jobs", "state", "cron expression"],
)
def test_a_wrong_argument_is_one_line_and_exit_code_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    settings: dict[str, str],
    line: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("broken").mkdir()
    described = 'name = "A"\ncountry = "GB"\nlanguage = "en"\nsections = ["https://a.example/"]\nschedule = "daily"\n'
    Path("broken", "a.example.toml").write_text(described)
    with pytest.raises(SystemExit) as ended:
        run(tmp_path, *arguments, **settings)
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith(f"newscrawl: {line}")
    assert said.count("\n") == 1


def test_a_state_that_cannot_be_kept_is_one_line_and_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state").write_text("")
    parser = argparse.ArgumentParser()
    add_multi_site_options(parser)
    settings = Settings({"NEWSCRAWL_STATE": str(tmp_path / "state")})

    async def work(sites: Sequence[SiteConfig], crawls: SiteCrawlPool) -> ExitCode:
        return ExitCode.DONE

    assert run_sites(settings, [], parser.parse_args([]), work) == ExitCode.FAILED
    assert capsys.readouterr().err == f"newscrawl: {tmp_path}/state/sites: cannot be made: Not a directory\n"
