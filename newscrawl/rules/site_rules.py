"""Where the rule of a site is looked up: newscrawl's own files first, then a folder that the user names.

The reader of Full-Text RSS site-config files, as its public repository has them for thousands of hosts.

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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from lxml import etree

from newscrawl.exceptions import BadArgument, BadRule
from newscrawl.rules.schema import RuleWarning, SiteRemoval, SiteRule
from newscrawl.rules.site_files import compile_xpath

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


_GLOBAL_CONFIG = "global.txt"
_MAX_CACHED_HOSTS = 1024


class SiteRuleLookup:
    """The rules of all sites.

    :param own: newscrawl's own rules by host, which stand for all below it; the most specific counts.
    :param folder: a folder of Full-Text RSS site-config files. `example.com.txt` is for that host and `www.`,
        `.example.com.txt` for all below it too, and `global.txt` for all hosts. Thousands may be there: each is read
        when the first page of its site is.
    :raises BadArgument: there is no such folder, or no site-config file in it.
    """

    def __init__(self, rules_by_domain: Mapping[str, SiteRule], site_config_dir: str | None = None) -> None:
        self._rules_by_domain = rules_by_domain
        self._config_paths = _list_config_files(site_config_dir) if site_config_dir else {}
        self._warnings: list[RuleWarning] = []
        self._read_config_cached = cache(self._read_config)
        self._find_rule_cached = lru_cache(maxsize=_MAX_CACHED_HOSTS)(self._find_rule)

    def for_host(self, host: str) -> SiteRule | None:
        """The rule of the site that serves this host, if there is one."""
        return self._find_rule_cached(host.lower().rstrip(".").removeprefix("www."))

    def drain_warnings(self) -> tuple[RuleWarning, ...]:
        """What was not understood in the files that were read since the last call."""
        warnings, self._warnings = tuple(self._warnings), []
        return warnings

    def _find_rule(self, host: str) -> SiteRule | None:
        for domain in iter_host_and_parents(host):
            if rule := self._rules_by_domain.get(domain):
                return rule
        if not self._config_paths:
            return None
        file_names = [f"{host}.txt", *(f".{domain}.txt" for domain in iter_host_and_parents(host))]
        return build_ftr_rule(
            next(filter(None, map(self._read_config_cached, file_names)), None),
            self._read_config_cached(_GLOBAL_CONFIG),
        )

    def _read_config(self, file_name: str) -> FtrConfig | None:
        path = self._config_paths.get(file_name)
        if path is None:
            return None
        try:
            config = read_ftr_config(path)
        except OSError as error:
            self._warnings.append(RuleWarning("not_understood", str(path), f"cannot be read: {error.strerror}"))
            return None
        self._warnings += config.warnings
        return config


def iter_host_and_parents(host: str) -> Iterator[str]:
    """The host and all domains above it, as `a.b.c`, `b.c`, `c`."""
    while host:
        yield host
        host = host.partition(".")[2]


def _list_config_files(site_config_dir: str) -> dict[str, Path]:
    """The files of the folder, by their names in lower case."""
    try:
        config_paths = {
            path.name.lower(): path
            for path in Path(site_config_dir).expanduser().iterdir()
            if path.name.endswith(".txt")
        }
    except OSError as error:
        raise BadArgument(f"NEWSCRAWL_SITE_CONFIG {site_config_dir!r}: {error.strerror}") from None
    if not config_paths:
        raise BadArgument(f"NEWSCRAWL_SITE_CONFIG {site_config_dir!r}: no site-config file in it, as example.com.txt")
    return config_paths
