"""Which sites of the registry a command is for."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from scrapy.settings import Settings

from newscrawl.errors import BadArgument
from newscrawl.rules.registry import SiteConfig, SiteRegistry, load_registry

SITE_FILTERS: Mapping[str, str] = {
    "group": "the sites of a group",
    "country": "of a country, as GB",
    "language": "in a language, as pt or pt-BR",
    "site": "one site, by its host or its publisher's name",
}
"""What `-a` takes where a command is for many sites."""


def add_site_filter_option(parser: argparse.ArgumentParser) -> None:
    """The option `-a`, into `chosen`."""
    help_text = "; ".join(f"{name}: {description}" for name, description in SITE_FILTERS.items())
    parser.add_argument("-a", dest="chosen", action="append", default=[], metavar="NAME=VALUE", help=help_text)


def select_sites(settings: Settings, arguments: Sequence[str]) -> list[SiteConfig]:
    """The sites that `-a NAME=VALUE` chooses, each narrowing the choice; without any, all.

    :raises BadArgument: an argument is unknown, or no site has its value.
    :raises BadRule: the file of a site is broken.
    """
    filters = _parse_filters(arguments)
    registry = registry_from_settings(settings)
    name = filters.pop("site", "")
    named_site = registry.get_site(name) if name else None
    return [site for site in registry.filter_sites(**filters) if named_site in (None, site)]


def registry_from_settings(settings: Settings) -> SiteRegistry:
    """The registry, with the sites of `NEWSCRAWL_SITES`.

    :raises BadRule: the file of a site is broken.
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
