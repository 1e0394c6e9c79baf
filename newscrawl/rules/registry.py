"""The sites that newscrawl knows: what is said of them in `sites/<host>.toml`, read strictly and looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from newscrawl.errors import BadArgument, BadRule
from newscrawl.rules.load import folder
from newscrawl.rules.sitefaults import site_faults
from newscrawl.rules.sitelookup import domains_of
from newscrawl.rules.siteshape import SiteFile, file_host, read_site_shape, site_paths


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site, and where its articles are found. The keys of the file are explained in `rules.siteshape`."""

    host: str
    """What the file is named after, and `-a site=…` asks for."""
    name: str
    country: str
    language: str
    domains: tuple[str, ...]
    """All of them, that of the file's name first."""
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

    def wants(self, url: str) -> bool:
        """Whether `include` and `exclude` let a link be asked for."""
        if self.include and not any(pattern.search(url) for pattern in self.include):
            return False
        return not any(pattern.search(url) for pattern in self.exclude)


@dataclass(frozen=True, slots=True, eq=False)
class Registry:
    """All sites, by host."""

    sites: Mapping[str, Site]
    by_domain: Mapping[str, Site]

    def for_host(self, host: str) -> Site | None:
        """The site that a host belongs to; the most specific domain has the word."""
        host = host.lower().rstrip(".").removeprefix("www.")
        return next((self.by_domain[domain] for domain in domains_of(host) if domain in self.by_domain), None)

    def named(self, name: str) -> Site:
        """The site with this host or publisher's name.

        :raises BadArgument: there is none.
        """
        wanted = name.strip().casefold()
        found = next((site for site in self.sites.values() if site.name.casefold() == wanted), None)
        if found := found or self.for_host(wanted):
            return found
        raise BadArgument(f"no site {name!r}; `scrapy sites` lists those there are")

    def chosen(self, *, group: str = "", country: str = "", language: str = "") -> list[Site]:
        """The sites of a group, country and language; an empty one is any.

        :raises BadArgument: no site has it.
        """
        sites = [*self.sites.values()]
        for kind, value in (("group", group), ("country", country), ("language", language)):
            known = sorted({one for site in sites for one in _values(site, kind)})
            if value and value.casefold() not in map(str.casefold, known):
                raise BadArgument(f"no site of {kind} {value!r}; there are: {', '.join(known) or 'none'}")
            sites = [site for site in sites if not value or value.casefold() in map(str.casefold, _values(site, kind))]
        return sites


def load_registry(own: str | None = None) -> Registry:
    """Every site, read once a process.

    :param own: a folder of site files, which go before those of newscrawl with the same name; it need not be there.
    :raises BadRule: a file is broken.
    """
    return _load(str(own) if own else None)


def find_site(name: str, own: str | None = None) -> Site:
    """The site with this host or publisher's name.

    :raises BadArgument: there is none.
    :raises BadRule: a file is broken.
    """
    return load_registry(own).named(name)


@cache
def _load(own: str | None) -> Registry:
    sites = read_registry(folder() / "sites")
    if own and Path(own).expanduser().is_dir():
        sites = dict(sorted((sites | read_registry(Path(own).expanduser(), rules_too=False)).items()))
    return Registry(sites, _by_domain(sites.values()))


def read_registry(directory: Traversable, *, rules_too: bool = True) -> dict[str, Site]:
    """The sites of a folder, by host.

    :param rules_too: whether files may hold rules for pages, too.
    :raises BadRule: one of them is broken.
    """
    sites: dict[str, Site] = {}
    for path in site_paths(directory):
        file = read_site_shape(path)
        if file.has_rule and not rules_too:
            raise BadRule(f"{path}: rules for pages must stand in newscrawl/rules/sites, where cases show them")
        if file.name:
            sites[file_host(path)] = site_of(path, file)
    return sites


def site_of(path: Traversable, file: SiteFile) -> Site:
    """The site that a file describes.

    :raises BadRule: a value in it cannot be used.
    """
    host = file_host(path)
    for fault in site_faults(file, host):
        raise BadRule(f"{path}: {fault}")
    return Site(
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


def _values(site: Site, kind: str) -> tuple[str, ...]:
    if kind == "language":
        return (site.language, site.language.partition("-")[0])
    return site.groups if kind == "group" else (site.country,)


def _by_domain(sites: Iterable[Site]) -> dict[str, Site]:
    found: dict[str, Site] = {}
    for site in sites:
        for domain in site.domains:
            if domain in found:
                raise BadRule(
                    f"sites/{site.host}.toml: domains: {domain!r} is also that of sites/{found[domain].host}.toml"
                )
            found[domain] = site
    return found
