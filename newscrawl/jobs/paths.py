"""Whether a file can be written, known before the work for it is done."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from w3lib.url import file_uri_to_path

from newscrawl.core.printable import escape_for_log
from newscrawl.errors import BadArgument


def check_writable(name: str, target: str, *, make_folder: bool = True) -> None:
    """See that a file can be written at `target`.

    Nothing is left behind, and a file that is there is not touched. What follows the first `%(` of a path is
    not known yet: only the folder before it is looked at.

    :param name: the option or setting that names the file, for the message.
    :param make_folder: whether a folder that is missing will be made.
    :raises BadArgument: it cannot.
    """
    fixed_part, placeholder, _ = target.partition("%(")
    path = Path(fixed_part)
    if not placeholder and path.is_dir():
        raise BadArgument(f"{name} {escape_for_log(target)}: it is a folder")
    folder = path if placeholder and fixed_part.endswith("/") else path.parent
    try:
        if not placeholder and path.exists():
            path.open("ab").close()
        else:
            _check_folder_writable(folder, make=make_folder)
    except OSError as error:
        raise BadArgument(f"{name} {escape_for_log(target)}: cannot be written: {error.strerror}") from None


def local_path_from_uri(uri: str | Path) -> str | None:
    """The path that a feed's URI means, None where it means no file here (`stdout:`, `s3://…`)."""
    text = str(uri)
    scheme = urlsplit(text).scheme
    if scheme == "file":
        return file_uri_to_path(text)
    return text if len(scheme) < 2 and text != "-" else None  # one letter is a drive


def _check_folder_writable(folder: Path, *, make: bool) -> None:
    """Write a nameless file in the folder, or in the nearest one above it: permission bits do not say it all."""
    while make and not folder.exists() and folder != folder.parent:
        folder = folder.parent
    with tempfile.TemporaryFile(dir=folder):
        pass
