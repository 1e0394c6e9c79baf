"""Reads Full-Text RSS site-config files; a public repository has them for thousands of hosts.

A file consists of lines `key: value`; `#` begins a comment. The public files are not checked strictly. So a line that
cannot be used becomes a warning and is skipped; it never stops a crawl. newscrawl uses these keys:

- `body`, `title`, `author`, `date`: XPath. If a key has several lines, the first one that finds text counts.
- `strip` (XPath), `strip_id_or_class` (part of an id or class), `strip_image_src` (part of an image's URL).
- `find_string` and `replace_string` in pairs, and `replace_string(find): replace`: replacements in the HTML source.
- `prune: no`: everything in the body is text. Without it, the body's blocks are labelled as on every other page.
- `autodetect_on_failure: no`: the rules for all sites (`global.txt`) are not applied.

The other keys concern fetching, or how the text is displayed. They are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from newscrawl.exceptions import BadRule
from newscrawl.rules.schema import RuleWarning, SiteRemoval, SiteRule
from newscrawl.rules.selectors import compile_xpath

_KEY_VALUE_LINE = re.compile(r"([a-z_-]+)\s*(?:\((.*?)\))?\s*:\s*(.*)", re.IGNORECASE)
_DELETE_QUOTES = str.maketrans("", "", "'\"")
_SELECTOR_KEYS = ("body", "title", "author", "date")
_TRUE_VALUES = ("yes", "true")
_IGNORED_KEYS = frozenset(
    "autodetect_next_page convert_double_br_tags dissolve footnotes http_header if_page_contains insert_detected_image "
    "login_extra_fields login_password_field login_uri login_username_field move_into native_ad_clue next_page_link "
    "not_logged_in_xpath parser post_strip_attr requires_login single_page_link single_page_link_in_feed "
    "skip_id_or_class skip_json_ld src_lazy_load_attr strip_attr strip_comments test_contains test_url test_urls tidy "
    "wrap_in".split()
)


@dataclass(slots=True)
class FtrConfig:
    """One site-config file."""

    name: str
    selectors: dict[str, list[etree.XPath]] = field(default_factory=lambda: {key: [] for key in _SELECTOR_KEYS})
    removals: list[SiteRemoval] = field(default_factory=list)
    excluded_image_srcs: list[str] = field(default_factory=list)
    find_strings: list[str] = field(default_factory=list)
    replace_strings: list[str] = field(default_factory=list)
    prune: bool = True
    autodetect_on_failure: bool = True
    valid_line_count: int = 0
    """How many lines could be used, or need not be heeded."""
    warnings: list[RuleWarning] = field(default_factory=list)
    """What could not."""


def read_ftr_config(path: Path) -> FtrConfig:
    """The file, whatever is in it.

    :raises OSError: it cannot be read.
    """
    config = FtrConfig(f"site_config/{path.name}")
    for line_number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            _apply_line(config, text, f"{config.name}:{line_number}")
            config.valid_line_count += 1
        except BadRule as error:
            config.warnings.append(RuleWarning("not_understood", f"{path}:{line_number}", str(error)))
    if len(config.find_strings) != len(config.replace_strings):
        counts = f"{len(config.find_strings)} find_string, but {len(config.replace_strings)} replace_string"
        message = f"{counts}: none of them is used"
        config.warnings.append(RuleWarning("not_understood", str(path), message))
        config.find_strings, config.replace_strings = [], []
    return config


def build_ftr_rule(host_config: FtrConfig | None, global_config: FtrConfig | None) -> SiteRule | None:
    """The rule that a host's file makes, together with the one for all hosts.

    Of that one, only what it strips and replaces is taken: text, title, author and date are newscrawl's own work
    where no rule is made for the site.
    """
    if global_config is not None and host_config is not None and not host_config.autodetect_on_failure:
        global_config = None
    configs = [config for config in (host_config, global_config) if config is not None]
    if not configs:
        return None
    selectors = host_config.selectors if host_config else {}
    return SiteRule(
        name=configs[0].name,
        body=tuple(selectors.get("body", ())),
        title=tuple(selectors.get("title", ())),
        byline=tuple(selectors.get("author", ())),
        date=tuple(selectors.get("date", ())),
        removals=tuple(removal for one in configs for removal in one.removals),
        replacements=tuple(pair for one in configs for pair in zip(one.find_strings, one.replace_strings, strict=True)),
        excluded_image_srcs=tuple(image_src for one in configs for image_src in one.excluded_image_srcs),
        prune=configs[0].prune,
    )


def _apply_line(config: FtrConfig, text: str, rule_name: str) -> None:
    """Take one line into the file.

    :raises BadRule: it cannot be used.
    """
    match = _KEY_VALUE_LINE.fullmatch(text)
    if match is None:
        raise BadRule("no key and value")
    key, argument, value = match[1].lower().replace("-", "_"), match[2], match[3]
    if key == "replace_string":
        config.find_strings += [] if argument is None else [argument]
        config.replace_strings.append(value)
    elif key in _IGNORED_KEYS:
        return
    elif not value:
        raise BadRule(f"{key}: no value")
    elif key in config.selectors:
        config.selectors[key].append(compile_xpath(value, key))
    elif handler := _KEY_HANDLERS.get(key):
        handler(config, value, rule_name)
    else:
        raise BadRule(f"{key}: no such key")


def _strip(config: FtrConfig, value: str, rule_name: str) -> None:
    config.removals.append(SiteRemoval(compile_xpath(value, "strip"), "site_furniture", rule_name))


def _strip_id_or_class(config: FtrConfig, value: str, rule_name: str) -> None:
    name_part = value.translate(_DELETE_QUOTES)
    _strip(config, f"//*[contains(@class, '{name_part}') or contains(@id, '{name_part}')]", rule_name)


def _strip_image_src(config: FtrConfig, value: str, rule_name: str) -> None:
    config.excluded_image_srcs.append(value)


def _find_string(config: FtrConfig, value: str, rule_name: str) -> None:
    config.find_strings.append(value)


def _prune(config: FtrConfig, value: str, rule_name: str) -> None:
    config.prune = value.lower() in _TRUE_VALUES


def _autodetect_on_failure(config: FtrConfig, value: str, rule_name: str) -> None:
    config.autodetect_on_failure = value.lower() in _TRUE_VALUES


_KEY_HANDLERS: dict[str, Callable[[FtrConfig, str, str], None]] = {
    "strip": _strip,
    "strip_id_or_class": _strip_id_or_class,
    "strip_image_src": _strip_image_src,
    "find_string": _find_string,
    "prune": _prune,
    "autodetect_on_failure": _autodetect_on_failure,
}
