"""The reader of Full-Text RSS site-config files, as its public repository has them for thousands of hosts.

Their format is lines of `key: value`; `#` begins a comment. Nobody checks them strictly, so a line that cannot be used
is noted and passed over, and never stops a crawl. What newscrawl heeds of them:

- `body`, `title`, `author`, `date`: XPath; of several lines the first that finds text counts.
- `strip` (XPath), `strip_id_or_class` (part of an id or class), `strip_image_src` (part of a picture's address).
- `find_string` and `replace_string`, in pairs, and `replace_string(find): replace`: done to the mark-up.
- `prune: no`: all in the body is text. Without it, what does not look like text is judged as anywhere else.
- `autodetect_on_failure: no`: the rules for all sites (`global.txt`) stay out of it.

All else is about fetching, or about how the text is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from newscrawl.errors import BadRule
from newscrawl.rules.model import RuleNote, SiteCut, SiteRule
from newscrawl.rules.sitefiles import compiled_xpath

_LINE = re.compile(r"([a-z_-]+)\s*(?:\((.*?)\))?\s*:\s*(.*)", re.IGNORECASE)
_QUOTES = str.maketrans("", "", "'\"")
_SELECTORS = ("body", "title", "author", "date")
_YES = ("yes", "true")
_NOT_HEEDED = frozenset(
    "autodetect_next_page convert_double_br_tags dissolve footnotes http_header if_page_contains insert_detected_image "
    "login_extra_fields login_password_field login_uri login_username_field move_into native_ad_clue next_page_link "
    "not_logged_in_xpath parser post_strip_attr requires_login single_page_link single_page_link_in_feed "
    "skip_id_or_class skip_json_ld src_lazy_load_attr strip_attr strip_comments test_contains test_url test_urls tidy "
    "wrap_in".split()
)


@dataclass(slots=True)
class SiteConfig:
    """One site-config file."""

    name: str
    selectors: dict[str, list[etree.XPath]] = field(default_factory=lambda: {key: [] for key in _SELECTORS})
    cuts: list[SiteCut] = field(default_factory=list)
    not_pictures: list[str] = field(default_factory=list)
    find: list[str] = field(default_factory=list)
    replace: list[str] = field(default_factory=list)
    prune: bool = True
    autodetect: bool = True
    understood: int = 0
    """How many lines could be used, or need not be heeded."""
    notes: list[RuleNote] = field(default_factory=list)
    """What could not."""


def read_site_config(path: Path) -> SiteConfig:
    """The file, whatever is in it.

    :raises OSError: it cannot be read.
    """
    config = SiteConfig(f"site_config/{path.name}")
    for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            _take(config, text, f"{config.name}:{number}")
            config.understood += 1
        except BadRule as error:
            config.notes.append(RuleNote("not_understood", f"{path}:{number}", str(error)))
    if len(config.find) != len(config.replace):
        fault = f"{len(config.find)} find_string, but {len(config.replace)} replace_string: none of them is used"
        config.notes.append(RuleNote("not_understood", str(path), fault))
        config.find, config.replace = [], []
    return config


def site_rule(own: SiteConfig | None, everywhere: SiteConfig | None) -> SiteRule | None:
    """The rule that a host's file makes, together with the one for all hosts.

    Of that one, only what it strips and replaces is taken: text, title, author and date are newscrawl's own work
    where no rule is made for the site.
    """
    if everywhere is not None and own is not None and not own.autodetect:
        everywhere = None
    parts = [one for one in (own, everywhere) if one is not None]
    if not parts:
        return None
    selectors = own.selectors if own else {}
    return SiteRule(
        name=parts[0].name,
        body=tuple(selectors.get("body", ())),
        title=tuple(selectors.get("title", ())),
        byline=tuple(selectors.get("author", ())),
        date=tuple(selectors.get("date", ())),
        cuts=tuple(cut for one in parts for cut in one.cuts),
        replacements=tuple(pair for one in parts for pair in zip(one.find, one.replace, strict=True)),
        not_pictures=tuple(piece for one in parts for piece in one.not_pictures),
        prune=parts[0].prune,
    )


def _take(config: SiteConfig, text: str, where: str) -> None:
    """Take one line into the file.

    :raises BadRule: it cannot be used.
    """
    found = _LINE.fullmatch(text)
    if found is None:
        raise BadRule("no key and value")
    key, argument, value = found[1].lower().replace("-", "_"), found[2], found[3]
    if key == "replace_string":
        config.find += [] if argument is None else [argument]
        config.replace.append(value)
    elif key in _NOT_HEEDED:
        return
    elif not value:
        raise BadRule(f"{key}: no value")
    elif key in config.selectors:
        config.selectors[key].append(compiled_xpath(value, key))
    elif take := _KEYS.get(key):
        take(config, value, where)
    else:
        raise BadRule(f"{key}: no such key")


def _strip(config: SiteConfig, value: str, where: str) -> None:
    config.cuts.append(SiteCut(compiled_xpath(value, "strip"), "site_furniture", where))


def _strip_id_or_class(config: SiteConfig, value: str, where: str) -> None:
    piece = value.translate(_QUOTES)
    _strip(config, f"//*[contains(@class, '{piece}') or contains(@id, '{piece}')]", where)


def _strip_image_src(config: SiteConfig, value: str, where: str) -> None:
    config.not_pictures.append(value)


def _find_string(config: SiteConfig, value: str, where: str) -> None:
    config.find.append(value)


def _prune(config: SiteConfig, value: str, where: str) -> None:
    config.prune = value.lower() in _YES


def _autodetect_on_failure(config: SiteConfig, value: str, where: str) -> None:
    config.autodetect = value.lower() in _YES


_KEYS: dict[str, Callable[[SiteConfig, str, str], None]] = {
    "strip": _strip,
    "strip_id_or_class": _strip_id_or_class,
    "strip_image_src": _strip_image_src,
    "find_string": _find_string,
    "prune": _prune,
    "autodetect_on_failure": _autodetect_on_failure,
}
