"""Checks site rules against their cases: each part of a rule must find something, and each case must come out right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from newscrawl.boilerplate.phrases import PhraseMatcher, PhraseRule
from newscrawl.cli.cases import CaseResult, check_case, extract_case_article, read_case
from newscrawl.exceptions import BadArgument, ExtractionFailed, NotAnArticle
from newscrawl.html.parser import parse_html
from newscrawl.rules.schema import Phrase, Rules
from newscrawl.rules.selectors import compile_selector
from newscrawl.rules.site_files import SiteFile, host_from_path, host_from_url, read_site_toml
from newscrawl.rules.toml_reader import list_toml_files

CASES_FOLDER = "cases"
"""The folder of cases in a user's folder of site files."""

_SELECTOR_KEYS = ("body", "title", "byline", "date")
_RULE_FIELDS = ("text", "title", "authors", "agencies", "published")
"""The fields of the record that a site rule can change."""


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """The result of one case, or of one rule."""

    host: str
    subject: str
    """The case's name, or `rule`."""
    problems: Sequence[str]


def check_user_rules(folder: Path, rules: Rules, hosts: Sequence[str] = ()) -> list[RuleCheck]:
    """Check the rules in a user's folder against its cases.

    :param rules: all rules, with those of the folder.
    :param hosts: the hosts whose files are checked; all files, if there are none.
    :raises BadArgument: a host has no file in the folder, or there is nothing to check.
    :raises BadRule: a file of a rule or of a case is broken.
    """
    files = {host_from_path(path): read_site_toml(path) for path in list_toml_files(folder)}
    for host in hosts:
        if host not in files:
            raise BadArgument(f"no file {host}.toml in {folder}; there are: {', '.join(files) or 'none'}")
    checks: list[RuleCheck] = []
    for host in hosts or files:
        checks += check_site_file(host, files[host], folder / CASES_FOLDER, rules)
    if not hosts:
        checks += [RuleCheck("-", name, ["no site file names this case"]) for name in _find_unused(folder, files)]
    if not checks:
        raise BadArgument(f"no file in {folder} has a rule or a case: `scrapy sites new URL` writes a first one")
    return checks


def check_site_file(host: str, file: SiteFile, cases_folder: Path, rules: Rules) -> list[RuleCheck]:
    """Check the cases of a site file, then its rule.

    :param host: the host in the file's name.
    :raises BadRule: a case is missing or broken.
    """
    results = {name: check_case(read_case(cases_folder / name), rules) for name in file.case}
    checks = [RuleCheck(host, name, result.differences) for name, result in results.items()]
    if file.has_rule:
        checks.append(RuleCheck(host, "rule", [*_find_rule_problems(host, file, [*results.values()], rules)]))
    return checks


def _find_unused(folder: Path, files: Mapping[str, SiteFile]) -> list[str]:
    cases_folder = folder / CASES_FOLDER
    names = {path.name for path in cases_folder.iterdir() if path.is_dir()} if cases_folder.is_dir() else set()
    return sorted(names.difference(*(file.case for file in files.values())))


def _find_rule_problems(host: str, file: SiteFile, results: Sequence[CaseResult], rules: Rules) -> Iterator[str]:
    if not results:
        yield "case: names no page that shows what the rule is for; `scrapy sites case URL` writes one"
        return
    for result in results:
        yield from _find_case_problems(host, result, rules)
    yield from _find_selector_problems(file, results)
    removal_rules = {removal.rule for result in results if result.article for removal in result.article.removed}
    for phrase in file.phrase:
        if f"sites/{host}:{phrase.id}" not in removal_rules:
            yield f"phrase {phrase.id!r}: removes nothing in any case: change it or delete it"
        yield from _find_phrase_problems(phrase)
    for agency in file.agencies:
        if not any(result.article and agency in result.article.agencies for result in results):
            yield f"agencies: {agency!r} is credited in no case: change it or delete it"


def _find_case_problems(host: str, result: CaseResult, rules: Rules) -> Iterator[str]:
    """Whether the rule applies to the page, and whether the page needs it."""
    name, url = result.case.name, result.case.page.url or ""
    rule = rules.site_rules.for_host(host_from_url(url)) if rules.site_rules else None
    if rule is None or rule.name != f"sites/{host}":
        yield f"case {name!r}: its page {url} is not of this site"
        return
    if result.article is None:
        return
    try:
        generic = extract_case_article(result.case.page, _without_site_rules(rules))
    except (NotAnArticle, ExtractionFailed):
        return
    if all(getattr(generic, field) == getattr(result.article, field) for field in _RULE_FIELDS):
        yield f"case {name!r}: comes out the same without the rule"


@lru_cache(maxsize=1)
def _without_site_rules(rules: Rules) -> Rules:
    """The rules for all sites; cached, because phrases are compiled for each new object."""
    return replace(rules, site_rules=None)


def _find_selector_problems(file: SiteFile, results: Sequence[CaseResult]) -> Iterator[str]:
    pages = [parse_html(result.case.page.body, encoding=result.case.page.encoding) for result in results]
    selectors = [(key, selector) for key in _SELECTOR_KEYS for selector in getattr(file, key)]
    selectors += [(f"cut {entry.id!r}", selector) for entry in file.cut for selector in entry.select]
    for key, selector in selectors:
        compiled = compile_selector(selector, key)
        if not any(compiled(page) for page in pages):
            yield f"{key}: {selector!r} finds nothing in any case: change it or delete it"


def _find_phrase_problems(phrase: Phrase) -> Iterator[str]:
    """Whether the phrase removes its `go` lines and keeps its `stay` lines."""
    matcher = PhraseMatcher([PhraseRule(phrase, "en", "phrase")])
    for line in phrase.go:
        if not matcher.match(line, is_linked=phrase.linked, is_tail=phrase.tail):
            yield f"phrase {phrase.id!r}: go: {line!r} is not removed"
    for line in phrase.stay:
        if matcher.match(line, is_linked=phrase.linked, is_tail=True):
            yield f"phrase {phrase.id!r}: stay: {line!r} is removed"
