"""The names of output files: what may stand in a template for them, and what comes of it."""

from __future__ import annotations

import glob
import re
from datetime import date
from hashlib import blake2b
from pathlib import Path

from newscrawl.exceptions import BadArgument
from newscrawl.text import escape_for_log

_PLACEHOLDER = re.compile(r"%\((\w*)\)s")
_PLACEHOLDER_NAMES = ("spider", "site", "date")
_DATE_GLOB = "[0-9]" * 4 + "-[0-9][0-9]-[0-9][0-9]"
_UNSUPPORTED_SUFFIXES = (".bz2", ".xz", ".zip", ".lz4", ".7z")
"""Suffixes that promise a packing which the file would not have."""
_UNSAFE_CHARS = re.compile(r"[^\w.-]+")
_MAX_PART_BYTES = 120
"""Bytes of one part of a name: file systems take 255 for all of it."""
_STEM_AND_SUFFIX = re.compile(r"(.+?)((?:\.jsonl|\.ndjson|\.json|\.jl)?(?:\.gz|\.zst)?)", re.DOTALL)


class OutputTemplate:
    """A path in which `%(spider)s`, `%(site)s` and `%(date)s` may stand; any other text is taken as it is.

    :param spider: the spider's name.
    :raises BadArgument: another name stands between `%(` and `)s`, or the suffix is of a packing that is not known.
    """

    def __init__(self, template: str, *, spider: str) -> None:
        for name in _PLACEHOLDER.findall(template):
            if name not in _PLACEHOLDER_NAMES:
                allowed = ", ".join(f"%({placeholder})s" for placeholder in _PLACEHOLDER_NAMES)
                raise BadArgument(
                    f"NEWSCRAWL_OUTPUT {escape_for_log(template)}: no %({name})s is known; there are: {allowed}"
                )
        if template.lower().endswith(_UNSUPPORTED_SUFFIXES):
            raise BadArgument(f"NEWSCRAWL_OUTPUT {escape_for_log(template)}: packed files end in .gz or .zst")
        self._template = template
        self._spider = spider
        self.has_site = "%(site)s" in template
        self.has_date = "%(date)s" in template

    def path(self, *, site: str, day: date) -> Path:
        """Where the lines of a site go on a day."""
        return Path(self._fill(self._template, site=site, day=day.isoformat()))

    def earlier_paths(self, *, site: str, day: date) -> list[Path]:
        """The paths of earlier days, those of them that a manifest stands beside, the oldest first."""
        if not self.has_date:
            return []
        before, *between, after = (self._fill(part, site=site) for part in self._template.split("%(date)s"))
        pattern = _DATE_GLOB.join(map(glob.escape, [before, *between, after]))
        today_path, suffix = self.path(site=site, day=day), MANIFEST_SUFFIX
        paths = (Path(name.removesuffix(suffix)) for name in glob.glob(pattern + glob.escape(suffix)))  # noqa: PTH207 - absolute, too
        return sorted(path for path in paths if str(path) < str(today_path))

    def _fill(self, template: str, *, site: str, day: str = "") -> str:
        values = {"spider": sanitize_file_name(self._spider), "site": sanitize_file_name(site), "date": day}
        return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


MANIFEST_SUFFIX = ".manifest.json"


def build_manifest_path(path: Path) -> Path:
    """The manifest that stands beside an output file."""
    return path.with_name(path.name + MANIFEST_SUFFIX)


def build_numbered_path(path: Path, number: int) -> Path:
    """A file of an output that is kept in several; they sort as they were written.

    >>> str(build_numbered_path(Path("news/all.jsonl.gz"), 7))
    'news/all-00007.jsonl.gz'
    """
    stem, suffix = _split_suffix(path)
    return path.with_name(f"{stem}-{number:05}{suffix}")


def parse_file_number(path: Path, name: str) -> int | None:
    """The number of a file of the output at `path`; None if it is none of its."""
    stem, suffix = _split_suffix(path)
    match = re.fullmatch(rf"{re.escape(stem)}-(\d{{5,}}){re.escape(suffix)}", name)
    return int(match[1]) if match else None


def sanitize_file_name(text: str) -> str:
    r"""Text from outside as a part of a file's name: it names no other folder, hides no file and controls no terminal.

    What had to be changed ends in a digest, so that two names do not become one.

    >>> sanitize_file_name("example.com"), sanitize_file_name("")
    ('example.com', 'unknown')
    >>> sanitize_file_name("../etc/passwd").startswith("__etc_passwd-")
    True
    """
    if not text:
        return "unknown"
    safe = _UNSAFE_CHARS.sub("_", text.replace("..", "_")).lstrip(".-")
    safe = safe.encode("utf-8", "ignore")[:_MAX_PART_BYTES].decode("utf-8", "ignore") or "_"
    return (
        safe if safe == text else f"{safe}-{blake2b(text.encode('utf-8', 'surrogatepass'), digest_size=6).hexdigest()}"
    )


def _split_suffix(path: Path) -> tuple[str, str]:
    match = _STEM_AND_SUFFIX.fullmatch(path.name)
    return (match[1], match[2]) if match else (path.name, "")
