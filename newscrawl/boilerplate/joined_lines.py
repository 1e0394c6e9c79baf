"""Short lines between line breaks are one block, unless one of them is a prompt: then each is judged for itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from newscrawl.boilerplate.lines import BlockState
from newscrawl.boilerplate.phrases import PhraseMatcher
from newscrawl.boilerplate.prompts import PromptScorer
from newscrawl.html.blocks import Block, split_block

_SPLIT_KINDS = frozenset({"paragraph", "item"})
"""Kinds of blocks whose lines may be labels; a quotation, a table or a program stays as it is."""


def split_joined_lines(
    lines: Sequence[BlockState], phrases: PhraseMatcher, scorer: PromptScorer, *, whole: Collection[Block]
) -> list[BlockState]:
    """The lines, with those of a block that has a prompt among them each for itself.

    Verses and addresses stay one block.

    :param whole: blocks that are not split, because they are already known for what they are.
    """
    split: list[BlockState] = []
    for line in lines:
        if not line.block.parts or line.block.kind not in _SPLIT_KINDS or line.block in whole:
            split.append(line)
            continue
        parts = [BlockState(block, line.is_content, line.class_hint) for block in split_block(line.block)]
        split += parts if any(_is_prompt(part, phrases, scorer) for part in parts) else [line]
    return split


def _is_prompt(line: BlockState, phrases: PhraseMatcher, scorer: PromptScorer) -> bool:
    if phrases.match(line.block.text, is_tail=True) is not None:
        return True
    evidence = scorer.get_evidence(line.block, "tail", is_beside_prompt=False, has_own_style=False)
    return scorer.judge(evidence) is not None
