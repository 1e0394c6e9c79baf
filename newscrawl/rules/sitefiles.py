"""The strict reader of the rules in `sites/<host>.toml`: what structure and words cannot know of one site's pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources.abc import Traversable

from cssselect import HTMLTranslator, SelectorError
from lxml import etree, html

from newscrawl.errors import BadRule
from newscrawl.rules.load import validate_phrases
from newscrawl.rules.model import SiteRemoval, SiteRule
from newscrawl.rules.siteshape import SiteFile, host_from_path, list_site_files, read_site_toml

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
