"""The strict reader of `sites/<host>.toml`: what structure and words cannot know of one site's pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources.abc import Traversable

import msgspec
from cssselect import HTMLTranslator, SelectorError
from lxml import etree, html

from newscrawl.article import Reason
from newscrawl.errors import BadRule
from newscrawl.rules.load import check_phrases, read
from newscrawl.rules.model import Phrase, SiteCut, SiteRule

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HOST = re.compile(r"(?!www\.)(?:[a-z0-9_-]+\.)+[a-z0-9-]+")
_XPATH = re.compile(r"\.?/|\(|[a-z-]+\(")
"""How a selector begins that is XPath: with a path, a bracket or a function. Every other is CSS."""

_PAGE = html.document_fromstring("<html><body><p>A page to try selectors on</p></body></html>")


class CutFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that a site puts between its paragraphs."""

    id: str
    """Unique in its file: lower case, words joined by hyphens."""
    select: tuple[str, ...]
    reason: Reason = "site_furniture"


class SiteFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`sites/<host>.toml`; the host is that of the site, without `www.`, and stands for all below it.

    A selector that begins with a path (`/`, `./`), a bracket or a function is XPath, any other is CSS. Of several, the
    first that finds text counts.
    """

    case: tuple[str, ...]
    """Names of folders in `fixtures/cases`: pages that show what the rule is for."""
    cut: tuple[CutFile, ...] = ()
    body: tuple[str, ...] = ()
    """What holds the article's text, and hardly anything else."""
    title: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    """When the article was published."""
    agencies: tuple[str, ...] = ()
    """Names of news agencies that nobody else knows, as the site writes them."""
    phrase: tuple[Phrase, ...] = ()
    """As in the files of the languages."""


def read_sites(directory: Traversable) -> dict[str, SiteRule]:
    """The rules of a folder, by host.

    :raises BadRule: one of them is broken.
    """
    paths = sorted((path for path in directory.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)
    return {path.name.removesuffix(".toml"): read_site_file(path) for path in paths}


def read_site_file(path: Traversable) -> SiteRule:
    """One site's rule, ready to be applied.

    :raises BadRule: it is not of its shape, or a rule in it could never work.
    """
    host = path.name.removesuffix(".toml")
    if not _HOST.fullmatch(host):
        raise BadRule(f"{path}: the file's name: {host!r} is no host in lower case without www.")
    file = read(path, SiteFile)
    if not file.case:
        raise BadRule(f"{path}: case: needs at least one folder of fixtures/cases")
    if not any((file.cut, file.body, file.title, file.byline, file.date, file.agencies, file.phrase)):
        raise BadRule(f"{path}: says nothing: give cut, body, title, byline, date, agencies or phrase")
    check_phrases(path, file.phrase)
    name = f"sites/{host}"
    return SiteRule(
        name=name,
        cuts=_cuts(path, file, name),
        phrases=file.phrase,
        agencies=file.agencies,
        body=_compiled_all(file.body, f"{path}: body"),
        title=_compiled_all(file.title, f"{path}: title"),
        byline=_compiled_all(file.byline, f"{path}: byline"),
        date=_compiled_all(file.date, f"{path}: date"),
    )


def compiled(selector: str, where: str) -> etree.XPath:
    """The selector, XPath or CSS, ready to be asked.

    :param where: file and key, for the message.
    :raises BadRule: it is none.
    """
    if _XPATH.match(selector):
        return compiled_xpath(selector, where)
    try:
        return compiled_xpath(HTMLTranslator().css_to_xpath(selector), where)
    except SelectorError as error:
        raise BadRule(f"{where}: {selector!r} is no CSS selector: {_line(error)}") from None


def compiled_xpath(expression: str, where: str) -> etree.XPath:
    """The XPath expression, ready to be asked.

    :param where: file and key, for the message.
    :raises BadRule: it is none.
    """
    try:
        select = etree.XPath(expression, smart_strings=False)
        select(_PAGE)  # functions and prefixes are looked up only as they are called
    except (etree.XPathError, ValueError) as error:
        raise BadRule(f"{where}: {expression!r} is no XPath: {_line(error)}") from None
    return select


def _line(error: Exception) -> str:
    return " ".join(str(error).split())


def _compiled_all(selectors: Iterable[str], where: str) -> tuple[etree.XPath, ...]:
    return tuple(compiled(selector, where) for selector in selectors)


def _cuts(path: Traversable, file: SiteFile, name: str) -> tuple[SiteCut, ...]:
    found: list[SiteCut] = []
    for cut in file.cut:
        where, rule = f"{path}: cut {cut.id!r}", f"{name}:{cut.id}"
        if not _ID.fullmatch(cut.id):
            raise BadRule(f"{where}: id: must be lower-case words joined by hyphens")
        if rule in {other.rule for other in found} or any(cut.id == phrase.id for phrase in file.phrase):
            raise BadRule(f"{where}: id: stands twice in this file")
        if not cut.select:
            raise BadRule(f"{where}: select: needs at least one selector")
        found += [SiteCut(select, cut.reason, rule) for select in _compiled_all(cut.select, f"{where}: select")]
    return tuple(found)
