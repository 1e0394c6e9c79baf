"""Which lines are paragraphs of their own where mark-up does not say it: between line breaks, in tables, in `pre`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from newscrawl.items import BlockKind
from newscrawl.text import display_width, normalize_text

SENTENCE_ENDINGS = tuple('.!?…:。！？：।؟۔"”»」』')
"""The last characters of a sentence, also within quotation marks."""

CELL_MARK, BREAK_MARK = "\x01", "\x00"
"""Marks of a new cell and of a line break in the text of an unfinished block. They are never part of the text: the
parser removes control characters."""
_MARK = re.compile(f"[{CELL_MARK}{BREAK_MARK}]")

_MIN_PARAGRAPH_WIDTH, _MIN_SENTENCE_WIDTH = 120, 70
"""Characters: a line that is as long, or as a sentence as long, is a paragraph, and so are the lines that line breaks
separate from it. Verses and addresses are shorter. Wide characters count twice."""
_MIN_SENTENCES_RATIO = 0.5
"""The share of the longer lines that are sentences. Lines that were broken by hand end anywhere."""

_MAX_CELL_CHARS = 300
"""A table cell with more characters has text in it: the table is used for the layout of the page."""

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_MIN_BLANK_LINED_PARTS = 2
"""Blank lines in a text count if they come after sentences, and so many of the parts are as long as a sentence: a style
outside the page shows them, or the writer took them for paragraphs."""


class Line(NamedTuple):
    """A line of an unfinished block."""

    text: str
    link_chars: int
    """The number of characters in links."""
    links: tuple[str, ...]
    """The URLs of the links."""
    parts: tuple[Line, ...] = ()
    """The lines that are joined in this one, if there are several."""


def is_long(text: str) -> bool:
    """Whether a line is so long that it is a paragraph."""
    return display_width(text, _MIN_PARAGRAPH_WIDTH) >= _MIN_PARAGRAPH_WIDTH


def has_paragraphs(texts: Sequence[str], kind: BlockKind = "paragraph") -> bool:
    """Whether lines are paragraphs or the labels beside them; programs in `pre` have long lines, too."""
    longer = [text for text in texts if _is_sentence_long(text)]
    sentences = [text for text in longer if text.endswith(SENTENCE_ENDINGS)]
    if len(sentences) < _MIN_SENTENCES_RATIO * len(longer):
        return kind != "pre" and any(map(is_long, longer))
    return bool(longer)


def split_at_blank_lines(text: str) -> list[str]:
    """The paragraphs in one text without mark-up; none unless blank lines separate sentences."""
    parts = _BLANK_LINES.split(text.strip())
    if len(parts) == 1 or not all(part.endswith(SENTENCE_ENDINGS) for part in parts[:-1]):
        return []
    return parts if sum(map(_is_sentence_long, parts)) >= _MIN_BLANK_LINED_PARTS else []


def split_lines(
    raw: str, link_marks: Sequence[tuple[int, int]], links: Sequence[str], *, kind: BlockKind, is_layout: bool
) -> Iterator[tuple[Line, BlockKind]]:
    """The blocks in a text with marks, each with its kind.

    Lines are one block if all of them are short, the cells of a table row are one line. If a cell has a whole text in
    it, the table is used for the layout of the page, and each cell is a block.

    :param link_marks: for each mark, and for the end of the text, the characters in links and the links before it.
    :param is_layout: whether the table is known to be one for the layout.
    """
    pieces = [*_iter_pieces(raw, link_marks, links)]
    is_layout = is_layout or any(len(cell) > _MAX_CELL_CHARS for cell in raw.split(CELL_MARK))
    if kind == "table" and is_layout:
        for cell in _group(pieces, CELL_MARK):
            yield from _join_lines([piece for _, piece in cell], "paragraph")
    else:
        rows = [[piece for _, piece in cells] for cells in _group(pieces, BREAK_MARK)]
        yield from _join_lines([_join(cells, " | ") for cells in rows], kind)


def _iter_pieces(raw: str, link_marks: Sequence[tuple[int, int]], links: Sequence[str]) -> Iterator[tuple[str, Line]]:
    """Each piece of text with the mark before it."""
    chars_before, links_before = 0, 0
    marks = ["", *_MARK.findall(raw)]
    for mark, text, (chars, count) in zip(marks, _MARK.split(raw), link_marks, strict=True):
        # A link may go on behind the mark: the builder counts its URL once.
        own_links = links[links_before:count] or (links[count - 1 : count] if chars > chars_before else ())
        yield mark, Line(normalize_text(text), chars - chars_before, tuple(own_links))
        chars_before, links_before = chars, count


def _group(pieces: Sequence[tuple[str, Line]], mark: str) -> Iterator[list[tuple[str, Line]]]:
    """The pieces between two marks of this kind."""
    group: list[tuple[str, Line]] = []
    for piece in pieces:
        if piece[0] == mark and group:
            yield group
            group = []
        group.append(piece)
    yield group


def _join_lines(lines: Sequence[Line], kind: BlockKind) -> Iterator[tuple[Line, BlockKind]]:
    """Each line as a block if one of them is a paragraph, else all of them as one block."""
    lines = [line for line in lines if line.text]
    if kind != "table" and len(lines) > 1 and has_paragraphs([line.text for line in lines], kind):
        yield from ((line, kind) for line in lines)
    elif lines:
        yield _join(lines, "\n"), kind


def _is_sentence_long(text: str) -> bool:
    return display_width(text, _MIN_SENTENCE_WIDTH) >= _MIN_SENTENCE_WIDTH


def _join(lines: Sequence[Line], separator: str) -> Line:
    if len(lines) == 1:
        return lines[0]
    return Line(
        separator.join(line.text for line in lines if line.text),
        sum(line.link_chars for line in lines),
        tuple(url for line in lines for url in line.links),
        tuple(lines) if separator == "\n" else (),
    )
