"""Teasers that a label introduces: `LISTEN: What the fog knew`, `Lesen Sie auch – …`, `延伸阅读：…`.

The label consists of words of reading, watching or listening on, whatever the language, and a sign separates it from a
headline. A sentence with the same words and a full stop is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawl.boilerplate.concepts import Lexicon, get_mask
from newscrawl.boilerplate.lines import FULL_STOPS, BlockState
from newscrawl.text import display_width

_LABEL = re.compile(r"(?P<label>[^:：|→⟶►▶»›>–—]{2,30}?)\s*(?:[:：|→⟶►▶»›>]| [–—-] )\s*(?P<rest>\S.*)")
"""A label of at most 30 characters, a separator and the rest. A bare hyphen does not separate: it joins words."""
_MIN_HEADLINE_WIDTH = 10
"""Characters of the rest, wide ones counted twice: shorter rests are values (`Video: 4K`)."""
_MAX_TEASER_WIDTH = 220
"""Characters of a label with its headline; a longer line is a paragraph."""
_TEASERS = get_mask(("read", "watch", "listen"))
_NEIGHBOUR = re.compile(r"[^:：]{2,40}[:：]\s*\S")


def remove_labelled_teasers(lines: Sequence[BlockState], lexicon: Lexicon) -> None:
    """Remove the lines that are a label and a headline.

    A line beside another one with a colon stays: it is an entry of a list (`Audio: …`, `Weight: …`).
    """
    kept = [line for line in lines if line.is_kept]
    for index, line in enumerate(kept):
        if is_labelled_teaser(line.block.text, lexicon) and line.block.kind in ("paragraph", "heading"):
            neighbours = [*kept[max(0, index - 1) : index], *kept[index + 1 : index + 2]]
            if not any(_is_entry(neighbour, lexicon) for neighbour in neighbours):
                line.remove("teaser", "prompts:labelled-teaser")


def is_labelled_teaser(text: str, lexicon: Lexicon) -> bool:
    """Whether the text is a label of such words, a separator and a headline."""
    if text.endswith(FULL_STOPS) or display_width(text, _MAX_TEASER_WIDTH + 1) > _MAX_TEASER_WIDTH:
        return False
    match = _LABEL.match(text.lstrip("[(【（"))
    if match is None or display_width(match["rest"], _MIN_HEADLINE_WIDTH) < _MIN_HEADLINE_WIDTH:
        return False
    words = lexicon.read(match["label"])
    return words.union & _TEASERS != 0 and all(words.masks)


def _is_entry(line: BlockState, lexicon: Lexicon) -> bool:
    text = line.block.text
    return (
        len(text) <= _MAX_TEASER_WIDTH
        and _NEIGHBOUR.match(text) is not None
        and not text.endswith(FULL_STOPS)
        and not is_labelled_teaser(text, lexicon)
    )
