"""Where the rule of a site is looked up: newscrawl's own files first, then a folder that the user names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from newscrawl.errors import BadArgument
from newscrawl.rules.ftr import FtrConfig, build_ftr_rule, read_ftr_config
from newscrawl.rules.model import RuleWarning, SiteRule

_GLOBAL_CONFIG = "global.txt"
_MAX_CACHED_HOSTS = 1024


class SiteRuleLookup:
    """The rules of all sites.

    :param own: newscrawl's own rules by host, which stand for all below it; the most specific counts.
    :param folder: a folder of Full-Text RSS site-config files. `example.com.txt` is for that host and `www.`,
        `.example.com.txt` for all below it too, and `global.txt` for all hosts. Thousands may be there: each is read
        when the first page of its site is.
    :raises BadArgument: there is no such folder, or no site-config file in it.
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
        """What was not understood in the files that were read since the last call."""
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


def iter_host_and_parents(host: str) -> Iterator[str]:
    """The host and all domains above it, as `a.b.c`, `b.c`, `c`."""
    while host:
        yield host
        host = host.partition(".")[2]


def _list_config_files(site_config_dir: str) -> dict[str, Path]:
    """The files of the folder, by their names in lower case."""
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
