"""The names of output files: what may stand in a template for them, and what comes of it."""

from __future__ import annotations

import glob
import re
from datetime import date
from hashlib import blake2b
from pathlib import Path

from newscrawl.core.printable import printable
from newscrawl.errors import BadArgument

_PLACE = re.compile(r"%\((\w*)\)s")
_PLACES = ("spider", "site", "date")
_ANY_DAY = "[0-9]" * 4 + "-[0-9][0-9]-[0-9][0-9]"
_NOT_WRITTEN = (".bz2", ".xz", ".zip", ".lz4", ".7z")
"""Suffixes that promise a packing which the file would not have."""
_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 120
"""Bytes of one part of a name: file systems take 255 for all of it."""
_SUFFIX = re.compile(r"(.+?)((?:\.jsonl|\.ndjson|\.json|\.jl)?(?:\.gz|\.zst)?)", re.DOTALL)


class OutputTemplate:
    """A path in which `%(spider)s`, `%(site)s` and `%(date)s` may stand; any other text is taken as it is.

    :param spider: the spider's name.
    :raises BadArgument: another name stands between `%(` and `)s`, or the suffix is of a packing that is not known.
    """

    def __init__(self, template: str, *, spider: str) -> None:
        for name in _PLACE.findall(template):
            if name not in _PLACES:
                known = ", ".join(f"%({place})s" for place in _PLACES)
                raise BadArgument(f"NEWSCRAWL_OUTPUT {printable(template)}: no %({name})s is known; there are: {known}")
        if template.lower().endswith(_NOT_WRITTEN):
            raise BadArgument(f"NEWSCRAWL_OUTPUT {printable(template)}: packed files end in .gz or .zst")
        self._template = template
        self._spider = spider
        self.by_site = "%(site)s" in template
        self.by_day = "%(date)s" in template

    def path(self, *, site: str, day: date) -> Path:
        """Where the lines of a site go on a day."""
        return Path(self._filled(self._template, site=site, day=day.isoformat()))

    def earlier(self, *, site: str, day: date) -> list[Path]:
        """The paths of earlier days, those of them that a manifest stands beside, the oldest first."""
        if not self.by_day:
            return []
        before, *between, after = (self._filled(part, site=site) for part in self._template.split("%(date)s"))
        pattern = _ANY_DAY.join(map(glob.escape, [before, *between, after]))
        today, end = self.path(site=site, day=day), MANIFEST
        found = (Path(name.removesuffix(end)) for name in glob.glob(pattern + glob.escape(end)))  # noqa: PTH207 - absolute, too
        return sorted(path for path in found if str(path) < str(today))

    def _filled(self, text: str, *, site: str, day: str = "") -> str:
        values = {"spider": file_part(self._spider), "site": file_part(site), "date": day}
        return _PLACE.sub(lambda place: values[place[1]], text)


MANIFEST = ".manifest.json"


def manifest_of(path: Path) -> Path:
    """The manifest that stands beside an output file."""
    return path.with_name(path.name + MANIFEST)


def numbered(path: Path, number: int) -> Path:
    """A file of an output that is kept in several; they sort as they were written.

    >>> str(numbered(Path("news/all.jsonl.gz"), 7))
    'news/all-00007.jsonl.gz'
    """
    stem, suffix = _parts(path)
    return path.with_name(f"{stem}-{number:05}{suffix}")


def number_of(path: Path, name: str) -> int | None:
    """The number of a file of the output at `path`; None if it is none of its."""
    stem, suffix = _parts(path)
    found = re.fullmatch(rf"{re.escape(stem)}-(\d{{5,}}){re.escape(suffix)}", name)
    return int(found[1]) if found else None


def file_part(text: str) -> str:
    r"""Text from outside as a part of a file's name: it names no other folder, hides no file and controls no terminal.

    What had to be changed ends in a digest, so that two names do not become one.

    >>> file_part("example.com"), file_part("")
    ('example.com', 'unknown')
    >>> file_part("../etc/passwd").startswith("__etc_passwd-")
    True
    """
    if not text:
        return "unknown"
    safe = _UNSAFE.sub("_", text.replace("..", "_")).lstrip(".-")
    safe = safe.encode("utf-8", "ignore")[:_LONGEST].decode("utf-8", "ignore") or "_"
    return (
        safe if safe == text else f"{safe}-{blake2b(text.encode('utf-8', 'surrogatepass'), digest_size=6).hexdigest()}"
    )


def _parts(path: Path) -> tuple[str, str]:
    found = _SUFFIX.fullmatch(path.name)
    return (found[1], found[2]) if found else (path.name, "")
