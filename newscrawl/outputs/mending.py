"""A file that an earlier crawl left, however it ended: cut back to what counts, and counted."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from newscrawl.core.printable import printable
from newscrawl.errors import OutputFailed
from newscrawl.outputs.appendfile import AppendFile
from newscrawl.outputs.manifest import Counts, Open, Sealed
from newscrawl.outputs.packing import Damaged, packing_of

logger = logging.getLogger(__name__)

_SHORTER = "%s: lacks %d bytes that were written; what they held is not fetched again unless `scrapy ledger --forget`"


def mended(file: AppendFile, left: Open | None, *, ledger: str, committed: Mapping[str, int]) -> Open:
    """What the file holds, once it is cut back to what the ledger knows, or else to what is whole.

    Only lines that this ledger's last crawl wrote, and did not commit, are cut: those of another ledger, of none, or
    added by a person after a crawl that ended well, stay. The file keeps its key only if it is as long as the ledger
    says: a file that was put in its place is another.

    :param left: what the manifest says of the file.
    :raises OutputFailed: it is not packed as its suffix says, and may be anything.
    """
    size, known = file.size, None
    if left and ledger and left.ledger == ledger:
        known = committed.get(left.key, left.start)
        is_ours = known <= size and packing_of(file.path).may_end(*file.around(known))
        if size < known:
            logger.warning(_SHORTER, printable(file.path), known - size)
        if is_ours and not (left.closed and left.length == known):
            file.cut(known)
    counts = _counted(file, left)
    if counts.length < file.size:
        file.cut(counts.length)
    if file.size < size:
        logger.warning("%s: cut back by %d bytes, which were not committed", printable(file.path), size - file.size)
    key, start = f"{file.path.name} {secrets.token_hex(8)}", counts.length
    if left and counts.length == known:
        key, start = left.key, left.start
    return Open(**_of(counts), file=file.path.name, ledger=ledger, key=key, start=start)


def sealed(part: Open, file: AppendFile) -> Sealed:
    """The file for good, with its digest.

    :raises OutputFailed: it cannot be read.
    """
    return Sealed(**_of(part), file=part.file, sha256=file.sha256())


def _counted(file: AppendFile, left: Open | None) -> Counts:
    """What a file holds up to the last whole line, member or frame; read from where the manifest leaves off."""
    packing, counts = packing_of(file.path), Counts()
    if left and 0 <= left.length <= file.size and packing.may_end(*file.around(left.length)):
        counts = Counts(**_of(left))
    try:
        counts.add_units(packing.units(file.chunks(counts.length), counts.length))
    except Damaged as damage:
        raise OutputFailed(f"{printable(file.path)}: damaged at byte {damage.at}; move it away") from None
    return counts


def _of(counts: Counts) -> dict[str, Any]:
    return {name: getattr(counts, name) for name in Counts.__struct_fields__}
