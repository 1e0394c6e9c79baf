"""The shape of `sites/<host>.toml`: where a site's articles are found, and rules for its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from newscrawl.exceptions import BadArgument, BadRule
from newscrawl.items import RemovalReason
from newscrawl.rules.schema import Phrase
from newscrawl.rules.toml_reader import read_toml

_BARE_HOST = re.compile(r"(?!www\.)(?:[a-z0-9_-]+\.)+[a-z0-9-]+")


class SiteRemovalEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A `[[cut]]` of a site file: elements of the site's pages that are not part of the article."""

    id: str
    """Unique in its file: lower-case words joined by hyphens."""
    select: tuple[str, ...]
    """Selectors of the elements, as described at `SiteFile.body`."""
    reason: RemovalReason = "site_furniture"


class SiteFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`sites/<host>.toml`; the host is written without `www.`, and the file applies to all domains below it.

    The keys from `name` to `found_in` say where the site's articles are found (`rules.site_registry` reads them). The
    keys from `case` on are rules for the site's pages (`rules.site_rules` reads them). A file has one part or both.
    """

    name: str | None = None
    """The publisher's name. A file with a name also needs `country`, `language` and a feed, sitemap or section."""
    domains: tuple[str, ...] = ()
    """All domains of the site, if it has more than the one in the file's name; each includes all domains below it."""
    country: str | None = None
    """Where it is published: an ISO 3166 code of two capitals."""
    language: str | None = None
    """The language of its articles: a BCP 47 tag."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    """Pages that list articles: the home page, sections."""
    feed_hosts: tuple[str, ...] = ()
    """Hosts outside `domains` that serve its feeds and sitemaps."""
    include: tuple[str, ...] = ()
    """Regular expressions. If there are any, only links whose URL matches one of them are requested."""
    exclude: tuple[str, ...] = ()
    """Regular expressions. Links whose URL matches one of them are not requested."""
    delay: float | None = None
    """Seconds between two requests, where the site wants more than `DOWNLOAD_DELAY`."""
    schedule: str = "0 * * * *"
    """When the site is crawled: minute, hour, day, month and weekday as in cron, in UTC."""
    groups: tuple[str, ...] = ()
    """Names by which several sites are chosen at once."""
    checked: bool = False
    """Whether a person has seen all its URLs answer."""
    found_in: tuple[str, ...] = ()
    """The public sources that name its URLs."""

    case: tuple[str, ...] = ()
    """Names of case folders: pages that show what the rule is for."""
    cut: tuple[SiteRemovalEntry, ...] = ()
    body: tuple[str, ...] = ()
    """Selectors of the element that holds the article's text and hardly anything else.

    Here and in every other selector: a selector that begins with a path (`/`, `./`), a bracket or a function is XPath,
    every other one is CSS. If a key has several selectors, the first one that finds text counts.
    """
    title: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    """When the article was published."""
    agencies: tuple[str, ...] = ()
    """News agencies that only this site credits, as the site writes them."""
    phrase: tuple[Phrase, ...] = ()
    """Phrases as in `phrases/<language>.toml`."""

    @property
    def has_rule(self) -> bool:
        """Whether the file holds a rule for the site's pages."""
        return any((self.cut, self.body, self.title, self.byline, self.date, self.agencies, self.phrase))


def read_site_toml(path: Traversable) -> SiteFile:
    """Read one site file.

    :raises BadRule: the file does not have its shape, is not named after a host, or says nothing.
    """
    if not is_bare_host(host_from_path(path)):
        raise BadRule(f"{path}: the file's name: {host_from_path(path)!r} is no host in lower case without www.")
    file = read_toml(path, SiteFile)
    if not file.has_rule and not file.name and not file.case:
        raise BadRule(f"{path}: says nothing: give name, case, cut, body, title, byline, date, agencies or phrase")
    return file


def find_user_folder(folder: str | None) -> Path | None:
    """A user's own folder of site files; None if it does not exist.

    :raises BadArgument: it cannot be read.
    """
    path = Path(folder).expanduser() if folder else None
    if path is None or not path.exists():
        return None
    try:
        next(path.iterdir(), None)
    except OSError as error:
        raise BadArgument(f"NEWSCRAWL_SITES {folder!r}: {error.strerror}") from None
    return path


def host_from_path(path: Traversable) -> str:
    """The host that a site file is named after."""
    return path.name.removesuffix(".toml")


def is_bare_host(text: str) -> bool:
    """Whether a text is a host as site files name them: in lower case, without `www.`.

    >>> is_bare_host("news.example.com"), is_bare_host("www.example.com"), is_bare_host("https://example.com")
    (True, False, False)
    """
    return bool(_BARE_HOST.fullmatch(text))


def host_from_url(url: str) -> str:
    """The host of a URL, without `www.`; the empty string if it has none."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def iter_host_and_parents(host: str) -> Iterator[str]:
    """The host and all domains above it.

    >>> [*iter_host_and_parents("a.b.c")]
    ['a.b.c', 'b.c', 'c']
    """
    while host:
        yield host
        host = host.partition(".")[2]
