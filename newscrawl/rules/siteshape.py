"""The shape of `sites/<host>.toml`: where a site's articles are found, and what only it has on its pages."""

from __future__ import annotations

import re
from importlib.resources.abc import Traversable

import msgspec

from newscrawl.article import RemovalReason
from newscrawl.errors import BadRule
from newscrawl.rules.load import read_toml
from newscrawl.rules.model import Phrase

_BARE_HOST = re.compile(r"(?!www\.)(?:[a-z0-9_-]+\.)+[a-z0-9-]+")


class SiteRemovalEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that a site puts between its paragraphs."""

    id: str
    """Unique in its file: lower case, words joined by hyphens."""
    select: tuple[str, ...]
    reason: RemovalReason = "site_furniture"


class SiteFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`sites/<host>.toml`; the host is that of the site, without `www.`, and stands for all below it.

    The keys from `name` to `get_links_to_follow` say where the site's articles are found (`rules.registry` reads
    them), the others
    what must be known of its pages (`rules.sitefiles` does). A file has either part, or both.
    """

    name: str | None = None
    """The publisher's name. With it stand `country` and `language`, and at least one feed, sitemap or section."""
    domains: tuple[str, ...] = ()
    """All domains of the site, where it has more than that of the file's name; each stands for all below it."""
    country: str | None = None
    """Where it is published: ISO 3166, two capitals."""
    language: str | None = None
    """What it is written in: BCP 47."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    """Pages that list articles: the home page, sections."""
    feed_hosts: tuple[str, ...] = ()
    """Hosts of others that serve its feeds and sitemaps."""
    include: tuple[str, ...] = ()
    """Regular expressions. Where there are any, a link whose address none of them finds is not asked for."""
    exclude: tuple[str, ...] = ()
    """Regular expressions. A link whose address one of them finds is not asked for."""
    delay: float | None = None
    """Seconds between two requests, where the site wants more of them than `DOWNLOAD_DELAY` has."""
    schedule: str = "0 * * * *"
    """When it is due: minute, hour, day, month, weekday as cron has them, in UTC, weekdays by their names."""
    groups: tuple[str, ...] = ()
    """Names by which several sites are asked for at once."""
    checked: bool = False
    """Whether somebody has seen all its addresses answer."""
    found_in: tuple[str, ...] = ()
    """The public sources that name its addresses."""

    case: tuple[str, ...] = ()
    """Names of folders in `fixtures/cases`: pages that show what the rule is for. A rule needs at least one."""
    cut: tuple[SiteRemovalEntry, ...] = ()
    body: tuple[str, ...] = ()
    """What holds the article's text, and hardly anything else.

    This and every other selector that begins with a path (`/`, `./`), a bracket or a function is XPath, any other is
    CSS. Of several, the first that finds text counts.
    """
    title: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    """When the article was published."""
    agencies: tuple[str, ...] = ()
    """Names of news agencies that nobody else knows, as the site writes them."""
    phrase: tuple[Phrase, ...] = ()
    """As in the files of the languages."""

    @property
    def has_rule(self) -> bool:
        """Whether the file says anything of the site's pages."""
        return any((self.cut, self.body, self.title, self.byline, self.date, self.agencies, self.phrase))


def list_site_files(folder: Traversable) -> list[Traversable]:
    """The site files of a folder, in the order of their names."""
    return sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)


def host_from_path(path: Traversable) -> str:
    """The host that a site file is named after."""
    return path.name.removesuffix(".toml")


def is_bare_host(text: str) -> bool:
    """Whether it is a host as site files name them: in lower case, without `www.`.

    >>> is_bare_host("news.example.com"), is_bare_host("www.example.com"), is_bare_host("https://example.com")
    (True, False, False)
    """
    return bool(_BARE_HOST.fullmatch(text))


def read_site_toml(path: Traversable) -> SiteFile:
    """One site's file.

    :raises BadRule: it is not of its shape, not named after a host, says nothing, or has a rule that no page shows.
    """
    if not is_bare_host(host_from_path(path)):
        raise BadRule(f"{path}: the file's name: {host_from_path(path)!r} is no host in lower case without www.")
    file = read_toml(path, SiteFile)
    if not file.has_rule and not file.name:
        raise BadRule(f"{path}: says nothing: give name, cut, body, title, byline, date, agencies or phrase")
    if file.has_rule and not file.case:
        raise BadRule(f"{path}: case: needs at least one folder of fixtures/cases")
    return file
