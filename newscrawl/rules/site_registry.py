"""The sites that newscrawl knows: their names, feeds, sitemaps, sections and schedules, from `sites/<host>.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable

from newscrawl.exceptions import BadArgument, BadRule
from newscrawl.rules.site_errors import iter_site_errors
from newscrawl.rules.site_files import (
    SiteFile,
    find_user_folder,
    host_from_path,
    iter_host_and_parents,
    read_site_toml,
)
from newscrawl.rules.toml_reader import list_toml_files, rules_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfig:
    """One site, and where its articles are found. `SiteFile` explains the fields: they are its keys."""

    host: str
    """The host in the file's name, which `-a site=…` names."""
    name: str
    country: str
    language: str
    domains: tuple[str, ...]
    """All domains of the site, that of the file's name first."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    include: tuple[re.Pattern[str], ...] = ()
    exclude: tuple[re.Pattern[str], ...] = ()
    delay: float | None = None
    schedule: str = "0 * * * *"
    groups: tuple[str, ...] = ()
    checked: bool = False
    found_in: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether `include` and `exclude` allow a link to be requested."""
        if self.include and not any(pattern.search(url) for pattern in self.include):
            return False
        return not any(pattern.search(url) for pattern in self.exclude)


@dataclass(frozen=True, slots=True, eq=False)
class SiteRegistry:
    """All known sites."""

    sites: Mapping[str, SiteConfig]
    """By host."""
    by_domain: Mapping[str, SiteConfig]

    def for_host(self, host: str) -> SiteConfig | None:
        """The site that a host belongs to; the most specific domain wins."""
        host = host.lower().rstrip(".").removeprefix("www.")
        return next(
            (self.by_domain[domain] for domain in iter_host_and_parents(host) if domain in self.by_domain), None
        )

    def get_site(self, name: str) -> SiteConfig:
        """The site with this host or publisher's name.

        :raises BadArgument: there is no such site.
        """
        normalized = name.strip().casefold()
        match = next((site for site in self.sites.values() if site.name.casefold() == normalized), None)
        if match := match or self.for_host(normalized):
            return match
        raise BadArgument(f"no site {name!r}; `scrapy sites` lists those there are")

    def filter_sites(self, *, group: str = "", country: str = "", language: str = "") -> list[SiteConfig]:
        """The sites of a group, country and language; an empty argument does not filter.

        :raises BadArgument: no site has that value.
        """
        sites = [*self.sites.values()]
        for kind, value in (("group", group), ("country", country), ("language", language)):
            available = sorted({site_value for site in sites for site_value in _get_filter_values(site, kind)})
            if value and value.casefold() not in map(str.casefold, available):
                raise BadArgument(f"no site of {kind} {value!r}; there are: {', '.join(available) or 'none'}")
            sites = [
                site
                for site in sites
                if not value or value.casefold() in map(str.casefold, _get_filter_values(site, kind))
            ]
        return sites


def load_registry(user_folder: str | None = None) -> SiteRegistry:
    """All known sites, read once a process.

    :param user_folder: a folder of site files, whose sites replace the packaged sites of the same host. It need not
        exist.
    :raises BadArgument: the folder cannot be read.
    :raises BadRule: a file is broken.
    """
    return _load_registry(str(user_folder) if user_folder else None)


def get_site(name: str, user_folder: str | None = None) -> SiteConfig:
    """The site with this host or publisher's name.

    :raises BadArgument: there is no such site.
    :raises BadRule: a file is broken.
    """
    return load_registry(user_folder).get_site(name)


def read_site_configs(folder: Traversable) -> dict[str, SiteConfig]:
    """The sites of a folder, by host; files that hold only rules are skipped.

    :raises BadRule: one of the files is broken.
    """
    sites: dict[str, SiteConfig] = {}
    for path in list_toml_files(folder):
        file = read_site_toml(path)
        if file.name:
            sites[host_from_path(path)] = _build_site_config(path, file)
    return sites


@cache
def _load_registry(user_folder: str | None) -> SiteRegistry:
    sites = read_site_configs(rules_folder() / "sites")
    if folder := find_user_folder(user_folder):
        sites = dict(sorted((sites | read_site_configs(folder)).items()))
    return SiteRegistry(sites, _index_by_domain(sites.values()))


def _build_site_config(path: Traversable, file: SiteFile) -> SiteConfig:
    host = host_from_path(path)
    for error in iter_site_errors(file, host):
        raise BadRule(f"{path}: {error}")
    return SiteConfig(
        host=host,
        name=file.name or "",
        country=file.country or "",
        language=file.language or "",
        domains=(host, *(domain for domain in file.domains if domain != host)),
        feeds=file.feeds,
        sitemaps=file.sitemaps,
        sections=file.sections,
        include=tuple(map(re.compile, file.include)),
        exclude=tuple(map(re.compile, file.exclude)),
        delay=file.delay,
        schedule=file.schedule,
        groups=file.groups,
        checked=file.checked,
        found_in=file.found_in,
    )


def _get_filter_values(site: SiteConfig, kind: str) -> tuple[str, ...]:
    if kind == "language":
        return (site.language, site.language.partition("-")[0])
    return site.groups if kind == "group" else (site.country,)


def _index_by_domain(sites: Iterable[SiteConfig]) -> dict[str, SiteConfig]:
    sites_by_domain: dict[str, SiteConfig] = {}
    for site in sites:
        for domain in site.domains:
            if domain in sites_by_domain:
                raise BadRule(
                    f"sites/{site.host}.toml: domains: {domain!r} is also that of "
                    f"sites/{sites_by_domain[domain].host}.toml"
                )
            sites_by_domain[domain] = site
    return sites_by_domain
