"""The rules for the pages of single sites: built from `sites/<host>.toml`, and looked up by host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path

from lxml import etree

from newscrawl.exceptions import BadArgument, BadRule
from newscrawl.rules.full_text_rss import FtrConfig, build_ftr_rule, read_ftr_config
from newscrawl.rules.schema import RuleWarning, SiteRemoval, SiteRule
from newscrawl.rules.selectors import compile_selector
from newscrawl.rules.site_files import SiteFile, host_from_path, iter_host_and_parents, read_site_toml
from newscrawl.rules.toml_reader import is_hyphenated_id, list_toml_files, validate_phrases

_GLOBAL_CONFIG = "global.txt"
_MAX_CACHED_HOSTS = 1024


class SiteRuleLookup:
    """Finds the rule of a host: first among the rules of site files, then in a folder of Full-Text RSS files.

    :param rules_by_domain: the rules of site files. A rule applies to its domain and all domains below it; the most
        specific domain wins.
    :param site_config_dir: a folder of Full-Text RSS site-config files. `example.com.txt` applies to that host and to
        `www.example.com`, `.example.com.txt` also to all domains below it, and `global.txt` to all hosts. There may be
        thousands of files: each is read when the first page of its site is extracted.
    :raises BadArgument: there is no such folder, or it holds no site-config file.
    """

    def __init__(self, rules_by_domain: Mapping[str, SiteRule], site_config_dir: str | None = None) -> None:
        self._rules_by_domain = rules_by_domain
        self._config_paths = _list_config_files(site_config_dir) if site_config_dir else {}
        self._warnings: list[RuleWarning] = []
        self._read_config_cached = cache(self._read_config)
        self._find_rule_cached = lru_cache(maxsize=_MAX_CACHED_HOSTS)(self._find_rule)

    def for_host(self, host: str) -> SiteRule | None:
        """The rule of the site that serves this host, if there is one."""
        return self._find_rule_cached(host.lower().rstrip(".").removeprefix("www."))

    def drain_warnings(self) -> tuple[RuleWarning, ...]:
        """The warnings about the files that were read since the last call."""
        warnings, self._warnings = tuple(self._warnings), []
        return warnings

    def _find_rule(self, host: str) -> SiteRule | None:
        for domain in iter_host_and_parents(host):
            if rule := self._rules_by_domain.get(domain):
                return rule
        if not self._config_paths:
            return None
        file_names = [f"{host}.txt", *(f".{domain}.txt" for domain in iter_host_and_parents(host))]
        return build_ftr_rule(
            next(filter(None, map(self._read_config_cached, file_names)), None),
            self._read_config_cached(_GLOBAL_CONFIG),
        )

    def _read_config(self, file_name: str) -> FtrConfig | None:
        path = self._config_paths.get(file_name)
        if path is None:
            return None
        try:
            config = read_ftr_config(path)
        except OSError as error:
            self._warnings.append(RuleWarning("not_understood", str(path), f"cannot be read: {error.strerror}"))
            return None
        self._warnings += config.warnings
        return config


def read_site_rules(folder: Traversable) -> dict[str, SiteRule]:
    """The rules of a folder of site files, by domain.

    :raises BadRule: one of the files is broken, or two of them have the same domain.
    """
    rules: dict[str, SiteRule] = {}
    for path in list_toml_files(folder):
        file = read_site_toml(path)
        if file.has_rule:
            rule = build_site_rule(path, file)
            for domain in {host_from_path(path), *file.domains}:
                if domain in rules:
                    raise BadRule(f"{path}: domains: {domain!r} also belongs to {rules[domain].name}.toml")
                rules[domain] = rule
    return rules


def build_site_rule(path: Traversable, file: SiteFile) -> SiteRule:
    """Compile the rule that a site file holds.

    :raises BadRule: a part of the rule could never work.
    """
    validate_phrases(path, file.phrase)
    name = f"sites/{host_from_path(path)}"
    return SiteRule(
        name=name,
        removals=_build_removals(path, file, name),
        phrases=file.phrase,
        agencies=file.agencies,
        body=_compile_selectors(file.body, f"{path}: body"),
        title=_compile_selectors(file.title, f"{path}: title"),
        byline=_compile_selectors(file.byline, f"{path}: byline"),
        date=_compile_selectors(file.date, f"{path}: date"),
    )


def _build_removals(path: Traversable, file: SiteFile, name: str) -> tuple[SiteRemoval, ...]:
    removals: list[SiteRemoval] = []
    for entry in file.cut:
        location, rule = f"{path}: cut {entry.id!r}", f"{name}:{entry.id}"
        if not is_hyphenated_id(entry.id):
            raise BadRule(f"{location}: id: must consist of lower-case words joined by hyphens, as read-more")
        if rule in {other.rule for other in removals} or any(entry.id == phrase.id for phrase in file.phrase):
            raise BadRule(f"{location}: id: appears twice in this file")
        if not entry.select:
            raise BadRule(f"{location}: select: needs at least one selector")
        removals += [
            SiteRemoval(selector, entry.reason, rule)
            for selector in _compile_selectors(entry.select, f"{location}: select")
        ]
    return tuple(removals)


def _compile_selectors(selectors: Iterable[str], location: str) -> tuple[etree.XPath, ...]:
    return tuple(compile_selector(selector, location) for selector in selectors)


def _list_config_files(site_config_dir: str) -> dict[str, Path]:
    """The site-config files of the folder, by their names in lower case."""
    try:
        config_paths = {
            path.name.lower(): path
            for path in Path(site_config_dir).expanduser().iterdir()
            if path.name.endswith(".txt")
        }
    except OSError as error:
        raise BadArgument(f"NEWSCRAWL_SITE_CONFIG {site_config_dir!r}: {error.strerror}") from None
    if not config_paths:
        raise BadArgument(f"NEWSCRAWL_SITE_CONFIG {site_config_dir!r}: no site-config file in it, as example.com.txt")
    return config_paths
