"""Writes a first site file for a new site, and the lines for rules and cases in it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

from newscrawl.rules.site_files import host_from_url

UNKNOWN_COUNTRY, UNKNOWN_LANGUAGE = "ZZ", "und"
"""The codes that the standards have for an unknown country and language."""

_COUNTRY_BY_TLD = {"uk": "GB", "su": "RU", "ac": "SH"}
"""Top-level domains of countries that differ from the country's code."""
_GENERIC_COUNTRY_TLDS = frozenset("ai cc co eu fm gg io la ly me nu pw sh to tv vc ws".split())
"""Top-level domains of countries that sites of other countries use as well."""
_CASE_KEY = re.compile(r"^case\s*=\s*\[", re.MULTILINE)
_RULE_TEMPLATE = """\
# Rules for the site's pages: remove the "# " before the keys that you need.
# `scrapy sites check --cases {host}` tries them on the pages of `case`.
# body = ["div.article-body"]
# title = ["h1.headline"]
# byline = ["span.author"]
# date = ["time.published"]
# agencies = ["Example Wire"]
#
# [[cut]]
# id = "related-box"
# select = ["aside.related"]
# reason = "teaser"
"""


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
        """How many seeds were found."""
        return f"{len(self.feeds)} feeds, {len(self.sitemaps)} sitemaps, {len(self.sections)} sections"


def guess_country(host: str, language: str | None) -> str:
    """The country of the host's top-level domain; if that is generic, the country in the language's tag.

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
    domain = f".{scaffold.host}"
    seed_hosts = {host_from_url(url) for url in (*scaffold.feeds, *scaffold.sitemaps)}
    foreign_hosts = sorted(host for host in seed_hosts if not f".{host}".endswith(domain))
    lines = [
        "# Found by `scrapy sites new`. Check every line; `scrapy sites check` requests the URLs again.",
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
        "",
        render_rule_template(scaffold.host),
    ]
    return "\n".join(lines)


def render_rule_template(host: str) -> str:
    """The keys of rules, as comments."""
    return _RULE_TEMPLATE.format(host=host)


def add_case_to_toml(toml: str, name: str) -> str | None:
    r"""The text of a site file with one more name in its `case`; None if the text has a form that cannot be changed.

    >>> print(add_case_to_toml('case = ["a"]\nbody = ["main"]\n', "b"), end="")
    case = ["b", "a"]
    body = ["main"]
    """
    case = _toml_string(name)
    if match := _CASE_KEY.search(toml):
        separator = "" if toml[match.end() :].lstrip().startswith("]") else ", "
        changed = f"{toml[: match.end()]}{case}{separator}{toml[match.end() :]}"
    else:
        changed = _insert_before_tables(toml, f"case = [{case}]\n")
    before, after = tomllib.loads(toml), tomllib.loads(changed)
    return changed if after == before | {"case": [name, *before.get("case", ())]} else None


def _insert_before_tables(toml: str, line: str) -> str:
    """Insert a line before the comments of rules or the first table: after a table's head, a key would belong to it."""
    at = min((found for text in ("# Rules for", "\n[") if (found := toml.find(text)) >= 0), default=len(toml))
    head, tail = toml[:at], toml[at:]
    return f"{head}{'' if not head or head.endswith(chr(10)) else chr(10)}{line}{tail}"


def _unknown_comment(is_unknown: bool) -> str:
    return "  # unknown: fill in the code" if is_unknown else ""


def _toml_list(values: Iterable[str]) -> str:
    quoted = [*map(_toml_string, values)]
    return f"[{quoted[0]}]" if len(quoted) == 1 else "[\n" + "".join(f"    {item},\n" for item in quoted) + "]"


def _toml_string(text: str) -> str:
    """A TOML string. Strings of JSON are valid in TOML, except that TOML forbids the character U+007F."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
