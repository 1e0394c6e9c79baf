"""`scrapy sites new` and `sites case`: writes the file of a new site, and cases from pages of articles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scrapy.settings import Settings

from newscrawl.cli.cases import CasePage, build_case_page, extract_case_article, propose_case_name, write_case
from newscrawl.cli.output import print_stderr
from newscrawl.cli.rule_checks import CASES_FOLDER
from newscrawl.cli.site_discovery import discover_site, fetch_case_pages
from newscrawl.cli.site_selection import registry_from_settings
from newscrawl.exceptions import BadArgument, ExtractionFailed, NotAnArticle
from newscrawl.exit_codes import ExitCode
from newscrawl.extensions.setting_values import get_rule_folders
from newscrawl.rules.loader import load_rules
from newscrawl.rules.schema import Rules
from newscrawl.rules.site_files import host_from_url, iter_host_and_parents
from newscrawl.rules.site_scaffold import add_case_to_toml, render_rule_template, render_site_toml
from newscrawl.text import escape_for_log


def write_new_site(settings: Settings, url: str) -> ExitCode:
    """Write the file of the site at a URL, and a first case from an article that the page links.

    :raises BadArgument: the file exists, or cannot be written.
    :raises NewscrawlError: the crawl could not be started.
    """
    folder = _get_sites_folder(settings)
    rules = load_rules(get_rule_folders(settings))
    scaffold, pages, problem = discover_site(settings, url)
    if scaffold is None:
        print_stderr(problem)
        return ExitCode.FAILED
    path = folder / f"{scaffold.host}.toml"
    _write_file(path, render_site_toml(scaffold), must_be_new=True)
    print_stderr(f"{path}: {scaffold.summary}; check every line before the first crawl")
    for page in pages:
        if _write_case(folder, path, page, rules):
            return ExitCode.DONE
    print_stderr(f"no article for a case was found on {url}: `scrapy sites case URL` writes one from an article's URL")
    return ExitCode.DONE


def write_cases(settings: Settings, urls: Sequence[str]) -> ExitCode:
    """Write a case from each article's URL, and name it in the file of its site.

    :raises BadArgument: a file cannot be written.
    :raises NewscrawlError: the crawl could not be started.
    """
    folder = _get_sites_folder(settings)
    rules = load_rules(get_rule_folders(settings))
    fetched = fetch_case_pages(settings, urls)
    for problem in fetched.problems:
        print_stderr(problem)
    code = ExitCode.FAILED if fetched.problems else ExitCode.DONE
    for page in filter(None, fetched.pages.values()):
        path = _find_site_file(settings, folder, host_from_url(page.meta.url))
        if not _write_case(folder, path, page, rules):
            code = ExitCode.FAILED
    return code


def _get_sites_folder(settings: Settings) -> Path:
    folder = settings.get("NEWSCRAWL_SITES")
    if not folder:
        raise BadArgument("NEWSCRAWL_SITES is set to nothing: there is no folder for the file")
    return Path(folder).expanduser()


def _find_site_file(settings: Settings, folder: Path, host: str) -> Path:
    """The user's file for a host, or the one to write: named after the host that the registry knows, or this host."""
    for domain in iter_host_and_parents(host):
        if (path := folder / f"{domain}.toml").exists():
            return path
    site = registry_from_settings(settings).for_host(host)
    return folder / f"{site.host if site else host}.toml"


def _write_case(folder: Path, site_path: Path, page: CasePage, rules: Rules) -> bool:
    """Write a case, name it in its site's file, and print what to do next; False if the page gives no article."""
    host = site_path.name.removesuffix(".toml")
    try:
        article = extract_case_article(build_case_page(page), rules)
    except (NotAnArticle, ExtractionFailed) as error:
        print_stderr(f"{page.meta.url}: no article: {error}")
        return False
    cases_folder = folder / CASES_FOLDER
    taken = {path.name for path in cases_folder.iterdir()} if cases_folder.is_dir() else set()
    name = propose_case_name(host, page.meta.url, taken)
    write_case(cases_folder / name, page, article)
    toml = site_path.read_text(encoding="utf-8") if site_path.exists() else render_rule_template(host)
    changed = add_case_to_toml(toml, name)
    if changed is not None:
        _write_file(site_path, changed)
    else:
        print_stderr(f"{site_path}: add {name!r} to its key `case`")
    print_stderr(
        f"{cases_folder / name}: {page.meta.url}, with what newscrawl reads in it now. Correct expected.json there by "
        f"hand. Then add rules to {site_path} until `scrapy sites check --cases {host}` finds no problem"
    )
    return True


def _write_file(path: Path, text: str, *, must_be_new: bool = False) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x" if must_be_new else "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise BadArgument(f"{escape_for_log(path)} exists already; `scrapy sites case URL` adds a case to it") from None
    except OSError as error:
        raise BadArgument(f"{escape_for_log(path)}: cannot be written: {error.strerror}") from None
