"""Checks before the work starts that the files which a command will write can be written."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from w3lib.url import file_uri_to_path

from newscrawl.exceptions import BadArgument
from newscrawl.text import escape_for_log


def check_writable(name: str, target: str, *, make_folder: bool = True) -> None:
    """Check that a file can be written at `target`.

    The check leaves nothing behind, and does not touch a file that exists. If the path has a placeholder (`%(site)s`),
    the part from the first one on is not known yet: only the folder before it is checked.

    :param name: the option or setting that names the file, for the error message.
    :param make_folder: whether a missing folder will be made.
    :raises BadArgument: the file cannot be written.
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
    """The path of a feed's URI; None if it is not a local file (`stdout:`, `s3://…`)."""
    text = str(uri)
    scheme = urlsplit(text).scheme
    if scheme == "file":
        return file_uri_to_path(text)
    return text if len(scheme) < 2 and text != "-" else None  # one letter is a drive of Windows


def _check_folder_writable(folder: Path, *, make: bool) -> None:
    """Create a nameless file in the folder, or in its nearest existing parent. Permission bits alone do not tell."""
    while make and not folder.exists() and folder != folder.parent:
        folder = folder.parent
    with tempfile.TemporaryFile(dir=folder):
        pass
