"""The names of output files: placeholders in a template, file numbers, and file names that are safe."""

from __future__ import annotations

import glob
import re
from datetime import date
from hashlib import blake2b
from pathlib import Path

from newscrawl.exceptions import BadArgument
from newscrawl.text import escape_for_log

MANIFEST_SUFFIX = ".manifest.json"

_PLACEHOLDER = re.compile(r"%\((\w*)\)s")
_PLACEHOLDER_NAMES = ("spider", "site", "date")
_DATE_GLOB = "[0-9]" * 4 + "-[0-9][0-9]-[0-9][0-9]"
_UNSUPPORTED_SUFFIXES = (".bz2", ".xz", ".zip", ".lz4", ".7z")
"""Suffixes of compression formats that newscrawl does not write."""
_UNSAFE_CHARS = re.compile(r"[^\w.-]+")
_MAX_PART_BYTES = 120
"""The longest value of a placeholder, in bytes: file systems allow 255 for a whole file name."""
_STEM_AND_SUFFIX = re.compile(r"(.+?)((?:\.jsonl|\.ndjson|\.json|\.jl)?(?:\.gz|\.zst)?)", re.DOTALL)


class OutputTemplate:
    """A path with the placeholders `%(spider)s`, `%(site)s` and `%(date)s`; all other text is used as it is.

    :param spider: the spider's name.
    :raises BadArgument: an unknown placeholder, or the suffix of an unknown compression format.
    """

    def __init__(self, template: str, *, spider: str) -> None:
        for name in _PLACEHOLDER.findall(template):
            if name not in _PLACEHOLDER_NAMES:
                allowed = ", ".join(f"%({placeholder})s" for placeholder in _PLACEHOLDER_NAMES)
                raise BadArgument(
                    f"NEWSCRAWL_OUTPUT {escape_for_log(template)}: no %({name})s is known; there are: {allowed}"
                )
        if template.lower().endswith(_UNSUPPORTED_SUFFIXES):
            raise BadArgument(f"NEWSCRAWL_OUTPUT {escape_for_log(template)}: compressed files end in .gz or .zst")
        self._template = template
        self._spider = spider
        self.has_site = "%(site)s" in template
        self.has_date = "%(date)s" in template

    def path(self, *, site: str, day: date) -> Path:
        """The path for the articles of a site on a day."""
        return Path(self._fill(self._template, site=site, day=day.isoformat()))

    def earlier_paths(self, *, site: str, day: date) -> list[Path]:
        """The paths of earlier days that have a manifest, the oldest first."""
        if not self.has_date:
            return []
        before, *between, after = (self._fill(part, site=site) for part in self._template.split("%(date)s"))
        pattern = _DATE_GLOB.join(map(glob.escape, [before, *between, after]))
        today_path, suffix = self.path(site=site, day=day), MANIFEST_SUFFIX
        paths = (Path(name.removesuffix(suffix)) for name in glob.glob(pattern + glob.escape(suffix)))  # noqa: PTH207 - the pattern may be absolute
        return sorted(path for path in paths if str(path) < str(today_path))

    def _fill(self, template: str, *, site: str, day: str = "") -> str:
        values = {"spider": sanitize_file_name(self._spider), "site": sanitize_file_name(site), "date": day}
        return _PLACEHOLDER.sub(lambda match: values[match[1]], template)


def build_manifest_path(path: Path) -> Path:
    """The path of an output's manifest, in the same folder."""
    return path.with_name(path.name + MANIFEST_SUFFIX)


def build_numbered_path(path: Path, number: int) -> Path:
    """The path of one file of an output that has several; the names sort in the order of writing.

    >>> str(build_numbered_path(Path("news/all.jsonl.gz"), 7))
    'news/all-00007.jsonl.gz'
    """
    stem, suffix = _split_suffix(path)
    return path.with_name(f"{stem}-{number:05}{suffix}")


def parse_file_number(path: Path, name: str) -> int | None:
    """The number in a file name of the output at `path`; None if the file does not belong to it."""
    stem, suffix = _split_suffix(path)
    match = re.fullmatch(rf"{re.escape(stem)}-(\d{{5,}}){re.escape(suffix)}", name)
    return int(match[1]) if match else None


def sanitize_file_name(text: str) -> str:
    """Turn text from outside, such as a host name, into a safe part of a file name.

    The result has no path separator, no `..` and no control character, and does not begin with a dot or a hyphen. If
    the text had to be changed, a digest is added, so that two different texts never get the same name.

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
