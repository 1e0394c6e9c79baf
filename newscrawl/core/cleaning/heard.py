"""Which blocks a text holds that somebody else read from the same page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newscrawl.core.markup.blocks import Block
from newscrawl.core.text import words

_GRAM = 4
_SHORTEST = _GRAM + 2
"""Words: a line of fewer has too few shingles, and must be a line of the text as it stands."""

_HEARD = 0.7
"""The share of a block's word shingles that the text must hold: whoever read it may join and drop inline pieces."""


def heard_in(text: str, blocks: Iterable[Block]) -> list[bool]:
    """Which of the blocks the text holds, whatever became of their white space, case and punctuation."""
    as_it_stands = {*text.split("\n")}
    lines = [words(line) for line in text.casefold().split("\n")]
    whole = {" ".join(line) for line in lines}
    known: set[tuple[str, ...]] = set()
    heard: list[bool] = []
    for block in blocks:
        if block.text in as_it_stands:  # most of what is heard is
            heard.append(True)
            continue
        said = words(block.text.casefold())
        if " ".join(said) in whole:
            heard.append(True)
        elif len(said) < _SHORTEST:
            heard.append(False)
        else:
            known = known or {*_shingles([word for line in lines for word in line])}
            shingles = _shingles(said)
            heard.append(sum(map(known.__contains__, shingles)) >= _HEARD * len(shingles))
    return heard


def _shingles(said: Sequence[str]) -> list[tuple[str, ...]]:
    return [*zip(*(said[start:] for start in range(_GRAM)), strict=False)]
