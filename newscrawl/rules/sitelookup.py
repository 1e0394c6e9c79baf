"""Where the rule of a site is looked up: newscrawl's own files first, then a folder that the user names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from newscrawl.errors import BadArgument
from newscrawl.rules.ftr import SiteConfig, read_site_config, site_rule
from newscrawl.rules.model import RuleNote, SiteRule

_GLOBAL = "global.txt"
_HOSTS = 1024


class Sites:
    """The rules of all sites.

    :param own: newscrawl's own rules by host, which stand for all below it; the most specific counts.
    :param folder: a folder of Full-Text RSS site-config files. `example.com.txt` is for that host and `www.`,
        `.example.com.txt` for all below it too, and `global.txt` for all hosts. Thousands may be there: each is read
        when the first page of its site is.
    :raises BadArgument: there is no such folder, or no site-config file in it.
    """

    def __init__(self, own: Mapping[str, SiteRule], folder: str | None = None) -> None:
        self._own = own
        self._files = _site_config_files(folder) if folder else {}
        self._notes: list[RuleNote] = []
        self._read = cache(self._read_file)
        self._found = lru_cache(maxsize=_HOSTS)(self._find)

    def for_host(self, host: str) -> SiteRule | None:
        """The rule of the site that serves this host, if there is one."""
        return self._found(host.lower().rstrip(".").removeprefix("www."))

    def take_notes(self) -> tuple[RuleNote, ...]:
        """What was not understood in the files that were read since the last call."""
        notes, self._notes = tuple(self._notes), []
        return notes

    def _find(self, host: str) -> SiteRule | None:
        for domain in domains_of(host):
            if rule := self._own.get(domain):
                return rule
        if not self._files:
            return None
        names = [f"{host}.txt", *(f".{domain}.txt" for domain in domains_of(host))]
        return site_rule(next(filter(None, map(self._read, names)), None), self._read(_GLOBAL))

    def _read_file(self, name: str) -> SiteConfig | None:
        path = self._files.get(name)
        if path is None:
            return None
        try:
            config = read_site_config(path)
        except OSError as error:
            self._notes.append(RuleNote("not_understood", str(path), f"cannot be read: {error.strerror}"))
            return None
        self._notes += config.notes
        return config


def domains_of(host: str) -> Iterator[str]:
    """The host and all domains above it, as `a.b.c`, `b.c`, `c`."""
    while host:
        yield host
        host = host.partition(".")[2]


def _site_config_files(folder: str) -> dict[str, Path]:
    """The files of the folder, by their names in lower case."""
    try:
        files = {path.name.lower(): path for path in Path(folder).expanduser().iterdir() if path.name.endswith(".txt")}
    except OSError as error:
        raise BadArgument(f"NEWSCRAWL_SITE_CONFIG {folder!r}: {error.strerror}") from None
    if not files:
        raise BadArgument(f"NEWSCRAWL_SITE_CONFIG {folder!r}: no site-config file in it, as example.com.txt")
    return files
