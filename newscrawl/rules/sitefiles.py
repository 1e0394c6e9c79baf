"""The strict reader of the rules in `sites/<host>.toml`: what structure and words cannot know of one site's pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources.abc import Traversable

from cssselect import HTMLTranslator, SelectorError
from lxml import etree, html

from newscrawl.errors import BadRule
from newscrawl.rules.load import check_phrases
from newscrawl.rules.model import SiteCut, SiteRule
from newscrawl.rules.siteshape import SiteFile, file_host, read_site_shape, site_paths

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_XPATH = re.compile(r"\.?/|\(|[a-z-]+\(")
"""How a selector begins that is XPath: with a path, a bracket or a function. Every other is CSS."""

_PAGE = html.document_fromstring("<html><body><p>A page to try selectors on</p></body></html>")


def read_sites(directory: Traversable) -> dict[str, SiteRule]:
    """The rules of a folder, by domain.

    :raises BadRule: one of them is broken.
    """
    rules: dict[str, SiteRule] = {}
    for path in site_paths(directory):
        file = read_site_shape(path)
        if file.has_rule:
            rules |= dict.fromkeys((file_host(path), *file.domains), _site_rule(path, file))
    return rules


def read_site_file(path: Traversable) -> SiteRule:
    """One site's rule, ready to be applied.

    :raises BadRule: it is not of its shape, or a rule in it could never work.
    """
    return _site_rule(path, read_site_shape(path))


def _site_rule(path: Traversable, file: SiteFile) -> SiteRule:
    check_phrases(path, file.phrase)
    name = f"sites/{file_host(path)}"
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
