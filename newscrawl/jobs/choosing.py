"""Which sites of the registry a command is for."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from scrapy.settings import Settings

from newscrawl.errors import BadArgument
from newscrawl.rules.registry import Registry, Site, load_registry

CHOICES: Mapping[str, str] = {
    "group": "the sites of a group",
    "country": "of a country, as GB",
    "language": "in a language, as pt or pt-BR",
    "site": "one site, by its host or its publisher's name",
}
"""What `-a` takes where a command is for many sites."""


def add_choices(parser: argparse.ArgumentParser) -> None:
    """The option `-a`, into `chosen`."""
    meaning = "; ".join(f"{name}: {words}" for name, words in CHOICES.items())
    parser.add_argument("-a", dest="chosen", action="append", default=[], metavar="NAME=VALUE", help=meaning)


def chosen_sites(settings: Settings, arguments: Sequence[str]) -> list[Site]:
    """The sites that `-a NAME=VALUE` chooses, each narrowing the choice; without any, all.

    :raises BadArgument: an argument is unknown, or no site has its value.
    :raises BadRule: the file of a site is broken.
    """
    wanted = _values(arguments)
    registry = known_sites(settings)
    name = wanted.pop("site", "")
    only = registry.named(name) if name else None
    return [site for site in registry.chosen(**wanted) if only in (None, site)]


def known_sites(settings: Settings) -> Registry:
    """The registry, with the sites of `NEWSCRAWL_SITES`.

    :raises BadRule: the file of a site is broken.
    """
    return load_registry(settings.get("NEWSCRAWL_SITES"))


def _values(arguments: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if not equals or name not in CHOICES:
            raise BadArgument(f"-a {argument!r}: write -a NAME=VALUE with one of: {', '.join(CHOICES)}")
        found[name] = value.strip()
    return found
