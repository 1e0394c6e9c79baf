"""The shape of `sites/<host>.toml`: where a site's articles are found, and what only it has on its pages.

The strict reader of the rules in `sites/<host>.toml`: what structure and words cannot know of one site's pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources.abc import Traversable

import msgspec
from cssselect import HTMLTranslator, SelectorError
from lxml import etree, html

from newscrawl.exceptions import BadRule
from newscrawl.items import RemovalReason
from newscrawl.rules.loader import read_toml, validate_phrases
from newscrawl.rules.schema import Phrase, SiteRemoval, SiteRule

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
    """When it is due: minute, hour, day, month, weekday as cron has them, in UTC."""
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


_REMOVAL_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_XPATH_START = re.compile(r"\.?/|\(|[a-z-]+\(")
"""How a selector begins that is XPath: with a path, a bracket or a function. Every other is CSS."""

_SAMPLE_PAGE = html.document_fromstring("<html><body><p>A page to try selectors on</p></body></html>")


def read_site_rules(folder: Traversable) -> dict[str, SiteRule]:
    """The rules of a folder, by domain.

    :raises BadRule: one of them is broken.
    """
    rules: dict[str, SiteRule] = {}
    for path in list_site_files(folder):
        file = read_site_toml(path)
        if file.has_rule:
            rules |= dict.fromkeys((host_from_path(path), *file.domains), _build_site_rule(path, file))
    return rules


def read_site_rule(path: Traversable) -> SiteRule:
    """One site's rule, ready to be applied.

    :raises BadRule: it is not of its shape, or a rule in it could never work.
    """
    return _build_site_rule(path, read_site_toml(path))


def _build_site_rule(path: Traversable, file: SiteFile) -> SiteRule:
    validate_phrases(path, file.phrase)
    name = f"sites/{host_from_path(path)}"
    return SiteRule(
        name=name,
        removals=_build_removals(path, file, name),
        phrases=file.phrase,
        agencies=file.agencies,
        body=_compile_selectors(file.body, f"{path}: body"),
        title=_compile_selectors(file.title, f"{path}: title"),
        byline=_compile_selectors(file.byline, f"{path}: byline"),
        date=_compile_selectors(file.date, f"{path}: date"),
    )


def compile_selector(selector: str, location: str) -> etree.XPath:
    """The selector, XPath or CSS, ready to be asked.

    :param where: file and key, for the message.
    :raises BadRule: it is none.
    """
    if _XPATH_START.match(selector):
        return compile_xpath(selector, location)
    try:
        return compile_xpath(HTMLTranslator().css_to_xpath(selector), location)
    except SelectorError as error:
        raise BadRule(f"{location}: {selector!r} is no CSS selector: {_single_line(error)}") from None


def compile_xpath(expression: str, location: str) -> etree.XPath:
    """The XPath expression, ready to be asked.

    :param where: file and key, for the message.
    :raises BadRule: it is none.
    """
    try:
        xpath = etree.XPath(expression, smart_strings=False)
        xpath(_SAMPLE_PAGE)  # functions and prefixes are looked up only as they are called
    except (etree.XPathError, ValueError) as error:
        raise BadRule(f"{location}: {expression!r} is no XPath: {_single_line(error)}") from None
    return xpath


def _single_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _compile_selectors(selectors: Iterable[str], location: str) -> tuple[etree.XPath, ...]:
    return tuple(compile_selector(selector, location) for selector in selectors)


def _build_removals(path: Traversable, file: SiteFile, name: str) -> tuple[SiteRemoval, ...]:
    removals: list[SiteRemoval] = []
    for entry in file.cut:
        location, rule = f"{path}: cut {entry.id!r}", f"{name}:{entry.id}"
        if not _REMOVAL_ID.fullmatch(entry.id):
            raise BadRule(f"{location}: id: must be lower-case words joined by hyphens")
        if rule in {other.rule for other in removals} or any(entry.id == phrase.id for phrase in file.phrase):
            raise BadRule(f"{location}: id: stands twice in this file")
        if not entry.select:
            raise BadRule(f"{location}: select: needs at least one selector")
        removals += [
            SiteRemoval(selector, entry.reason, rule)
            for selector in _compile_selectors(entry.select, f"{location}: select")
        ]
    return tuple(removals)
