"""A first file for a site that nobody has described."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from newscrawl.rules.site_files import host_from_url

UNKNOWN_COUNTRY, UNKNOWN_LANGUAGE = "ZZ", "und"
"""What stands for them where the site does not tell."""

_COUNTRY_BY_TLD = {"uk": "GB", "su": "RU", "ac": "SH"}
"""Domains of countries that are not their codes."""
_GENERIC_COUNTRY_TLDS = frozenset("ai cc co eu fm gg io la ly me nu pw sh to tv vc ws".split())
"""Domains of two letters that sites of all countries like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteScaffold:
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


def guess_country(host: str, language: str | None) -> str:
    """The country that the host's domain stands for, or else that of the language's tag.

    >>> (guess_country("news.example.co.uk", "en"), guess_country("example.com", "pt-BR"),
    ...  guess_country("example.io", "en"))
    ('GB', 'BR', 'ZZ')
    """
    tld = host.rpartition(".")[2]
    if len(tld) == 2 and tld.isalpha() and tld not in _GENERIC_COUNTRY_TLDS:
        return _COUNTRY_BY_TLD.get(tld, tld.upper())
    region = (language or "").rpartition("-")[2]
    return region if len(region) == 2 and region.isupper() else UNKNOWN_COUNTRY


def render_site_toml(scaffold: SiteScaffold) -> str:
    """The text of the site's file."""
    foreign_hosts = sorted(
        {
            host
            for url in (*scaffold.feeds, *scaffold.sitemaps)
            if not _is_in_domain(host := host_from_url(url), scaffold.host)
        }
    )
    lines = [
        "# Found by `scrapy sites new`. Look at every line; `scrapy sites check` asks the addresses again.",
        "",
        f"name = {_toml_string(scaffold.name)}",
        f"domains = {_toml_list([scaffold.host])}",
        f"country = {_toml_string(scaffold.country)}" + _unknown_comment(scaffold.country == UNKNOWN_COUNTRY),
        f"language = {_toml_string(scaffold.language)}" + _unknown_comment(scaffold.language == UNKNOWN_LANGUAGE),
        "",
        *(
            f"{key} = {_toml_list(urls)}"
            for key in ("feeds", "sitemaps", "sections")
            if (urls := getattr(scaffold, key))
        ),
        *([f"feed_hosts = {_toml_list(foreign_hosts)}"] if foreign_hosts else []),
        "",
        'schedule = "0 * * * *"',
        "groups = []",
        "checked = false",
    ]
    return "\n".join(lines) + "\n"


def _unknown_comment(is_unknown: bool) -> str:
    return "  # unknown: put in the code" if is_unknown else ""


def _toml_list(values: Iterable[str]) -> str:
    quoted = [*map(_toml_string, values)]
    return f"[{quoted[0]}]" if len(quoted) == 1 else "[\n" + "".join(f"    {item},\n" for item in quoted) + "]"


def _toml_string(text: str) -> str:
    """A TOML string: JSON's are such strings, too, but for a delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _is_in_domain(host: str, domain: str) -> bool:
    return f".{host}".endswith(f".{domain}")
