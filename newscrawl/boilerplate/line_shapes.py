"""What the text of a line looks like, in any script: a sentence, a paragraph, a label, the same label twice.

Nothing here reads mark-up, so a page of `div`s and plain text are judged alike.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import islice
from typing import Literal

from newscrawl.boilerplate.lines import FULL_STOPS
from newscrawl.html.blocks import Block
from newscrawl.text import display_width

LineShape = Literal["paragraph", "sentence", "label"]
"""A paragraph of running text; a shorter line that ends as a sentence does; any other line."""

_SENTENCE_ENDS = (*FULL_STOPS, *"!?！？՞՜;；។៕၊།॥።፧⸮")
"""FULL_STOPS, exclamation and question marks, and the signs of scripts that have their own."""
_CLOSING_MARKS = "\"'”’»«“」』）)]】 "
_OPEN_ENDS = tuple(":：")
"""A line with such an end introduces what follows it: "Ana Lima:", "Ingredients:"."""

MIN_PARAGRAPH_WIDTH = 120
"""Characters (wide ones count three times: the same text is so much shorter in Chinese and Japanese): a line of so many
is a paragraph, unless it has no end of a sentence and is shorter than `_MIN_OPEN_PARAGRAPH_WIDTH`, as headlines and
standfirsts are."""
_MIN_OPEN_PARAGRAPH_WIDTH = 200
_MIN_SENTENCE_WIDTH = 60
"""Characters: a shorter sentence may be a caption or a teaser's summary as well."""
_MIN_UNSTOPPED_CHARS = 100
"""Thai and Lao have no sign for the end of a sentence: a line of so many characters has one."""
_MIN_DOUBLED_CHARS = 3
_SCRIPT_SAMPLE_LETTERS = 100
_EAST_ASIAN_SCRIPTS = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence of any script does, perhaps inside quotation marks or brackets.

    >>> [ends_sentence(text) for text in ("It rang.", "“It rang!”", "鐘が鳴った。", "Bell rings")]
    [True, True, True, False]
    """
    return (
        text.endswith(_SENTENCE_ENDS)
        or text.rstrip(_CLOSING_MARKS).endswith(_SENTENCE_ENDS)
        or (len(text) >= _MIN_UNSTOPPED_CHARS and "\u0e00" <= text[-1] <= "\u0eff")
    )


def get_shape(text: str) -> LineShape:
    """The shape of a line.

    >>> get_shape("The Village That Sold Its Shadow"), get_shape("The council meets on Friday.")
    ('label', 'sentence')
    """
    ends = ends_sentence(text)
    width = 2 * display_width(text, _MIN_OPEN_PARAGRAPH_WIDTH) - len(text)
    if width >= (MIN_PARAGRAPH_WIDTH if ends else _MIN_OPEN_PARAGRAPH_WIDTH):
        return "paragraph"
    return "sentence" if ends or text.endswith(_OPEN_ENDS) else "label"


def is_body_paragraph(block: Block) -> bool:
    """Whether the article's text may begin with this block: it is a paragraph, or a sentence of some length."""
    if block.kind in ("heading", "caption") or len(block.text) * 2 < _MIN_SENTENCE_WIDTH:
        return False
    shape = get_shape(block.text)
    return shape == "paragraph" or (
        shape == "sentence" and display_width(block.text, _MIN_SENTENCE_WIDTH) >= _MIN_SENTENCE_WIDTH
    )


def get_doubled_half(text: str) -> str:
    """The half of a line that is the same text twice without a space between, else "".

    >>> get_doubled_half("Send by e-mailSend by e-mail"), get_doubled_half("Bye bye")
    ('Send by e-mail', '')
    """
    half, odd = divmod(len(text), 2)
    is_doubled = not odd and half >= _MIN_DOUBLED_CHARS and text[:half] == text[half:]
    return text[:half] if is_doubled and not text.isdigit() else ""


def get_script(text: str) -> str:
    """The script of most letters, as Unicode names it ("LATIN", "ARABIC"; "CJK" for all of East Asia); "" without any.

    >>> get_script("Skyscrapers"), get_script("עדי שטרן"), get_script("3:1")
    ('LATIN', 'HEBREW', '')
    """
    if text.isascii():
        return "LATIN" if any(map(str.isalpha, text)) else ""
    letters = islice(filter(str.isalpha, text), _SCRIPT_SAMPLE_LETTERS)
    counts = Counter(unicodedata.name(letter, "").partition(" ")[0] for letter in letters)
    script = counts.most_common(1)[0][0] if counts else ""
    return "CJK" if script in _EAST_ASIAN_SCRIPTS else script
