"""What can be wrong with the site part of `sites/<host>.toml`: one line for each error, as `key: cause`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from w3lib.url import safe_url_string

from newscrawl.cron import validate_cron
from newscrawl.exceptions import BadArgument
from newscrawl.rules.site_files import SiteFile, host_from_url, is_bare_host, iter_host_and_parents
from newscrawl.rules.toml_reader import is_hyphenated_id

_COUNTRY_CODE = re.compile(r"[A-Z]{2}")
_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")
_MAX_DELAY_SECONDS = 3600.0
"""More than an hour between two requests is more likely a mistaken unit than a wish."""
_SEED_KEYS = ("feeds", "sitemaps", "sections")


def iter_site_errors(file: SiteFile, host: str) -> Iterator[str]:
    """All errors of a site file, in the order of its keys.

    :param host: the host in the file's name.
    """
    if not (file.name or "").strip():
        yield "name: is empty"
    if not _COUNTRY_CODE.fullmatch(file.country or ""):
        yield f"country: {file.country!r} is no ISO 3166 code in two capitals, as GB"
    if not _LANGUAGE_TAG.fullmatch(file.language or ""):
        yield f"language: {file.language!r} is no BCP 47 tag, as en or pt-BR"
    yield from _iter_domain_errors(file, host)
    yield from _iter_seed_errors(file, host)
    yield from _iter_pattern_errors(file)
    if file.delay is not None and not 0 < file.delay <= _MAX_DELAY_SECONDS:
        yield f"delay: {file.delay:g} is not between 0 and {_MAX_DELAY_SECONDS:g} seconds"
    try:
        validate_cron(file.schedule)
    except BadArgument as error:
        yield f"schedule: {file.schedule!r}: {error}"
    for group in file.groups:
        if not is_hyphenated_id(group):
            yield f"groups: {group!r} is not in lower-case words joined by hyphens"


def _iter_domain_errors(file: SiteFile, host: str) -> Iterator[str]:
    for key in ("domains", "feed_hosts"):
        names: tuple[str, ...] = getattr(file, key)
        for name in names:
            if not is_bare_host(name):
                yield f"{key}: {name!r} is no host in lower case without www."
            if names.count(name) > 1:
                yield f"{key}: {name!r} appears twice"
    if file.domains and host not in file.domains:
        yield f"domains: {host!r}, which the file is named after, is missing"


def _iter_seed_errors(file: SiteFile, host: str) -> Iterator[str]:
    """The errors of feeds, sitemaps and sections. A URL on another host is an error: it is more often a mistake."""
    own_domains, seen = {host, *file.domains}, set[str]()
    for key in _SEED_KEYS:
        allowed_domains = own_domains | set(file.feed_hosts) if key != "sections" else own_domains
        for url in getattr(file, key):
            if not _is_valid_url(url):
                yield f"{key}: {url!r} is not a web URL as it is sent"
            elif url in seen:
                yield f"{key}: {url} appears twice"
            elif allowed_domains.isdisjoint(iter_host_and_parents(host_from_url(url))):
                advice = ": name it in domains" + ("" if key == "sections" else " or feed_hosts")
                yield f"{key}: {url} is on another host{advice}"
            seen.add(url)
    if not seen:
        yield f"says no place to look: give {', '.join(_SEED_KEYS[:-1])} or {_SEED_KEYS[-1]}"


def _iter_pattern_errors(file: SiteFile) -> Iterator[str]:
    for key in ("include", "exclude"):
        for pattern in getattr(file, key):
            try:
                compiled = re.compile(pattern)
            except re.error as error:
                yield f"{key}: {pattern!r} is no regular expression: {error}"
            else:
                if compiled.search(""):
                    yield f"{key}: {pattern!r} matches every URL"


def _is_valid_url(url: str) -> bool:
    """Whether a text is an http(s) URL in the form in which it is sent: escaped, without a trailing space."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and safe_url_string(url) == url
    except ValueError:
        return False
