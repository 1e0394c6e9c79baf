"""A first file for a site that nobody has described."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

UNKNOWN_COUNTRY, UNKNOWN_LANGUAGE = "ZZ", "und"
"""What stands for them where the site does not tell."""

_COUNTRIES = {"uk": "GB", "su": "RU", "ac": "SH"}
"""Domains of countries that are not their codes."""
_FOR_ANYBODY = frozenset("ai cc co eu fm gg io la ly me nu pw sh to tv vc ws".split())
"""Domains of two letters that sites of all countries like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDraft:
    """What was found of a site."""

    host: str
    name: str
    country: str
    language: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """How much was found, for a person."""
        return f"{len(self.feeds)} feeds, {len(self.sitemaps)} sitemaps, {len(self.sections)} sections"


def country_of(host: str, language: str | None) -> str:
    """The country that the host's domain stands for, or else that of the language's tag.

    >>> country_of("news.example.co.uk", "en"), country_of("example.com", "pt-BR"), country_of("example.io", "en")
    ('GB', 'BR', 'ZZ')
    """
    last = host.rpartition(".")[2]
    if len(last) == 2 and last.isalpha() and last not in _FOR_ANYBODY:
        return _COUNTRIES.get(last, last.upper())
    region = (language or "").rpartition("-")[2]
    return region if len(region) == 2 and region.isupper() else UNKNOWN_COUNTRY


def site_toml(draft: SiteDraft) -> str:
    """The text of the site's file."""
    elsewhere = sorted({host for url in (*draft.feeds, *draft.sitemaps) if not _below(host := _host(url), draft.host)})
    lines = [
        "# Found by `scrapy sites new`. Look at every line; `scrapy sites check` asks the addresses again.",
        "",
        f"name = {_quoted(draft.name)}",
        f"domains = {_list([draft.host])}",
        f"country = {_quoted(draft.country)}" + _doubt(draft.country == UNKNOWN_COUNTRY),
        f"language = {_quoted(draft.language)}" + _doubt(draft.language == UNKNOWN_LANGUAGE),
        "",
        *(f"{key} = {_list(urls)}" for key in ("feeds", "sitemaps", "sections") if (urls := getattr(draft, key))),
        *([f"feed_hosts = {_list(elsewhere)}"] if elsewhere else []),
        "",
        'schedule = "0 * * * *"',
        "groups = []",
        "checked = false",
    ]
    return "\n".join(lines) + "\n"


def _doubt(unknown: bool) -> str:
    return "  # unknown: put in the code" if unknown else ""


def _list(values: Iterable[str]) -> str:
    quoted = [*map(_quoted, values)]
    return f"[{quoted[0]}]" if len(quoted) == 1 else "[\n" + "".join(f"    {one},\n" for one in quoted) + "]"


def _quoted(text: str) -> str:
    """A TOML string: JSON's are such strings, too, but for a delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _below(host: str, domain: str) -> bool:
    return f".{host}".endswith(f".{domain}")
