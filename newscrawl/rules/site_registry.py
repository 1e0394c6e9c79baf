"""The sites that newscrawl knows: what is said of them in `sites/<host>.toml`, read strictly and looked up.

What can be wrong with what a site file says of its site, each as `key: cause`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import urlsplit

from w3lib.url import safe_url_string

from newscrawl.exceptions import BadArgument, BadRule
from newscrawl.rules.loader import rules_folder
from newscrawl.rules.site_files import SiteFile, host_from_path, is_bare_host, list_site_files, read_site_toml
from newscrawl.rules.site_rules import iter_host_and_parents
from newscrawl.scheduling import validate_cron

_COUNTRY_CODE = re.compile(r"[A-Z]{2}")
_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")
_GROUP_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAX_DELAY_SECONDS = 3600.0
"""Beyond an hour between two requests, somebody has mistaken the unit."""
_SEED_KEYS = ("feeds", "sitemaps", "sections")


def iter_site_errors(file: SiteFile, host: str) -> Iterator[str]:
    """Every fault of a file, in the order of its keys."""
    if not (file.name or "").strip():
        yield "name: is empty"
    if not _COUNTRY_CODE.fullmatch(file.country or ""):
        yield f"country: {file.country!r} is no ISO 3166 code in two capitals, as GB"
    if not _LANGUAGE_TAG.fullmatch(file.language or ""):
        yield f"language: {file.language!r} is no BCP 47 tag, as en or pt-BR"
    yield from _iter_domain_errors(file, host)
    yield from _iter_seed_errors(file, host)
    for key in ("include", "exclude"):
        yield from (
            f"{key}: {pattern_error}"
            for pattern in getattr(file, key)
            if (pattern_error := _url_pattern_error(pattern))
        )
    if file.delay is not None and not 0 < file.delay <= _MAX_DELAY_SECONDS:
        yield f"delay: {file.delay:g} is not between 0 and {_MAX_DELAY_SECONDS:g} seconds"
    try:
        validate_cron(file.schedule)
    except BadArgument as error:
        yield f"schedule: {file.schedule!r}: {error}"
    for group in file.groups:
        if not _GROUP_NAME.fullmatch(group):
            yield f"groups: {group!r} is not in lower-case words joined by hyphens"


def _iter_domain_errors(file: SiteFile, host: str) -> Iterator[str]:
    for key in ("domains", "feed_hosts"):
        names: tuple[str, ...] = getattr(file, key)
        for name in names:
            if not is_bare_host(name):
                yield f"{key}: {name!r} is no host in lower case without www."
            if names.count(name) > 1:
                yield f"{key}: {name!r} stands twice"
    if file.domains and host not in file.domains:
        yield f"domains: {host!r}, which the file is named after, is missing"


def _iter_seed_errors(file: SiteFile, host: str) -> Iterator[str]:
    """What is wrong with the addresses: one somewhere else than on the site is more often a mistake than not."""
    own_domains, seen = {host, *file.domains}, set[str]()
    for key in _SEED_KEYS:
        allowed_domains = own_domains | set(file.feed_hosts) if key != "sections" else own_domains
        for url in getattr(file, key):
            if not _is_valid_url(url):
                yield f"{key}: {url!r} is no web address, written as it is sent"
            elif url in seen:
                yield f"{key}: {url} stands twice"
            elif allowed_domains.isdisjoint(iter_host_and_parents(_host_without_www(url))):
                advice = ": name it in domains" + ("" if key == "sections" else " or feed_hosts")
                yield f"{key}: {url} is on another host{advice}"
            seen.add(url)
    if not seen:
        yield f"says no place to look: give {', '.join(_SEED_KEYS[:-1])} or {_SEED_KEYS[-1]}"


def _is_valid_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and safe_url_string(url) == url
    except ValueError:
        return False


def _host_without_www(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _url_pattern_error(pattern: str) -> str | None:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        return f"{pattern!r} is no regular expression: {error}"
    return f"{pattern!r} matches every address" if compiled.search("") else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfig:
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

    def allows(self, url: str) -> bool:
        """Whether `include` and `exclude` let a link be asked for."""
        if self.include and not any(pattern.search(url) for pattern in self.include):
            return False
        return not any(pattern.search(url) for pattern in self.exclude)


@dataclass(frozen=True, slots=True, eq=False)
class SiteRegistry:
    """All sites, by host."""

    sites: Mapping[str, SiteConfig]
    by_domain: Mapping[str, SiteConfig]

    def for_host(self, host: str) -> SiteConfig | None:
        """The site that a host belongs to; the most specific domain has the word."""
        host = host.lower().rstrip(".").removeprefix("www.")
        return next(
            (self.by_domain[domain] for domain in iter_host_and_parents(host) if domain in self.by_domain), None
        )

    def get_site(self, name: str) -> SiteConfig:
        """The site with this host or publisher's name.

        :raises BadArgument: there is none.
        """
        normalized = name.strip().casefold()
        match = next((site for site in self.sites.values() if site.name.casefold() == normalized), None)
        if match := match or self.for_host(normalized):
            return match
        raise BadArgument(f"no site {name!r}; `scrapy sites` lists those there are")

    def filter_sites(self, *, group: str = "", country: str = "", language: str = "") -> list[SiteConfig]:
        """The sites of a group, country and language; an empty one is any.

        :raises BadArgument: no site has it.
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
    """Every site, read once a process.

    :param own: a folder of site files, which go before those of newscrawl with the same name; it need not be there.
    :raises BadRule: a file is broken.
    """
    return _load_registry(str(user_folder) if user_folder else None)


def get_site(name: str, user_folder: str | None = None) -> SiteConfig:
    """The site with this host or publisher's name.

    :raises BadArgument: there is none.
    :raises BadRule: a file is broken.
    """
    return load_registry(user_folder).get_site(name)


@cache
def _load_registry(user_folder: str | None) -> SiteRegistry:
    sites = read_site_configs(rules_folder() / "sites")
    if user_folder and Path(user_folder).expanduser().is_dir():
        sites = dict(sorted((sites | read_site_configs(Path(user_folder).expanduser(), allow_rules=False)).items()))
    return SiteRegistry(sites, _index_by_domain(sites.values()))


def read_site_configs(folder: Traversable, *, allow_rules: bool = True) -> dict[str, SiteConfig]:
    """The sites of a folder, by host.

    :param rules_too: whether files may hold rules for pages, too.
    :raises BadRule: one of them is broken.
    """
    sites: dict[str, SiteConfig] = {}
    for path in list_site_files(folder):
        file = read_site_toml(path)
        if file.has_rule and not allow_rules:
            raise BadRule(f"{path}: rules for pages must stand in newscrawl/rules/sites, where cases show them")
        if file.name:
            sites[host_from_path(path)] = build_site_config(path, file)
    return sites


def build_site_config(path: Traversable, file: SiteFile) -> SiteConfig:
    """The site that a file describes.

    :raises BadRule: a value in it cannot be used.
    """
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
