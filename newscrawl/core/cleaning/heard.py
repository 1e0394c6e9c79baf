"""Which blocks a text holds that somebody else read from the same page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newscrawl.core.markup.blocks import Block
from newscrawl.core.text import split_words

_SHINGLE_WORDS = 4
_MIN_SHINGLED_WORDS = _SHINGLE_WORDS + 2
"""Words: a line of fewer has too few shingles, and must be a line of the text as it stands."""

_MIN_SHINGLE_SHARE = 0.7
"""The share of a block's word shingles that the text must hold: whoever read it may join and drop inline pieces."""


def match_blocks(text: str, blocks: Iterable[Block]) -> list[bool]:
    """Which of the blocks the text holds, whatever became of their white space, case and punctuation."""
    raw_lines = {*text.split("\n")}
    word_lines = [split_words(line) for line in text.casefold().split("\n")]
    normalized_lines = {" ".join(line) for line in word_lines}
    text_shingles: set[tuple[str, ...]] = set()
    content_mask: list[bool] = []
    for block in blocks:
        if block.text in raw_lines:  # most of what is heard is
            content_mask.append(True)
            continue
        block_words = split_words(block.text.casefold())
        if " ".join(block_words) in normalized_lines:
            content_mask.append(True)
        elif len(block_words) < _MIN_SHINGLED_WORDS:
            content_mask.append(False)
        else:
            text_shingles = text_shingles or {*_shingles([word for line in word_lines for word in line])}
            shingles = _shingles(block_words)
            content_mask.append(sum(map(text_shingles.__contains__, shingles)) >= _MIN_SHINGLE_SHARE * len(shingles))
    return content_mask


def _shingles(block_words: Sequence[str]) -> list[tuple[str, ...]]:
    return [*zip(*(block_words[start:] for start in range(_SHINGLE_WORDS)), strict=False)]
