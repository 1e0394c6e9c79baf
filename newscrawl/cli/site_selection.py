"""Which sites of the registry a command is for: the option `-a NAME=VALUE` of `sites`, `crawlall` and `schedule`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from scrapy.settings import BaseSettings

from newscrawl.exceptions import BadArgument
from newscrawl.rules.site_registry import SiteConfig, SiteRegistry, load_registry

SITE_FILTERS: Mapping[str, str] = {
    "group": "the sites of a group",
    "country": "of a country, as GB",
    "language": "in a language, as pt or pt-BR",
    "site": "one site, by its host or its publisher's name",
}
"""The names that `-a` takes, each with its help text."""


def add_site_filter_option(parser: argparse.ArgumentParser) -> None:
    """Add the option `-a`; its values go into `chosen`."""
    help_text = "; ".join(f"{name}: {description}" for name, description in SITE_FILTERS.items())
    parser.add_argument("-a", dest="chosen", action="append", default=[], metavar="NAME=VALUE", help=help_text)


def select_sites(settings: BaseSettings, arguments: Sequence[str]) -> list[SiteConfig]:
    """The sites that all values of `-a` allow; without values, all sites.

    :raises BadArgument: a name is unknown, or no site has the value.
    :raises BadRule: a site file is broken.
    """
    filters = _parse_filters(arguments)
    registry = registry_from_settings(settings)
    name = filters.pop("site", "")
    named_site = registry.get_site(name) if name else None
    return [site for site in registry.filter_sites(**filters) if named_site in (None, site)]


def registry_from_settings(settings: BaseSettings) -> SiteRegistry:
    """The registry with the user's own sites (`NEWSCRAWL_SITES`).

    :raises BadArgument: the user's folder cannot be read.
    :raises BadRule: a site file is broken.
    """
    return load_registry(settings.get("NEWSCRAWL_SITES"))


def _parse_filters(arguments: Sequence[str]) -> dict[str, str]:
    filters: dict[str, str] = {}
    for argument in arguments:
        name, separator, value = argument.partition("=")
        if not separator or name not in SITE_FILTERS:
            raise BadArgument(f"-a {argument!r}: write -a NAME=VALUE with one of: {', '.join(SITE_FILTERS)}")
        filters[name] = value.strip()
    return filters
