"""The article's paragraphs in the application state of a page, for pages that show less of them or none.

The state holds the article beside menus, prompts and other articles. The object with the page's headline is searched
for, and in it the longest list of texts, or the longest text with paragraphs. Objects with the headline of another
article are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from newscrawl.exceptions import ExtractionFailed, NotAnArticle
from newscrawl.extraction.state_objects import StateObjects
from newscrawl.html.blocks import extract_blocks
from newscrawl.html.paragraphs import SENTENCE_ENDINGS
from newscrawl.html.parser import parse_html
from newscrawl.metadata.app_state import read_states
from newscrawl.text import display_width, strip_tags, strip_tags_to_lines

_MAX_ARTICLES = 10
"""Objects with the headline that are searched; a state repeats the article in menus and metadata."""
_MIN_WIDTH = 200
"""Characters: a shorter text is a summary. Wide characters count twice."""
_MIN_PROSE_WIDTH = 40
"""A shorter string does not decide which member of the parts of a text is the text."""
_MIN_SHOWN_WIDTH, _MAX_SHOWN_CHARS = 60, 80
"""Characters of a line that the page shows of the article, and those of them that its text must have."""
_MIN_SENTENCES_SHARE = 0.5
"""The share of a text that is sentences: style sheets, data and lists of names have few."""
_CODE_BEGINNINGS = ("{", "[", "<", "/*", "//")
_MIN_PART_SHARE = 0.9
"""A list in a list is preferred if it has this share of the text in more parts: each part is a paragraph."""

_BLOCK_TAG = re.compile(r"<(?:p|br|h[1-6]|div|li|blockquote)\b", re.IGNORECASE)
_ESCAPED_TAG = re.compile(r"&lt;(?:p|br|div)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text in the state, in the parts in which it is there."""

    parts: Sequence[str]
    """With or without mark-up."""
    line_count: int
    width: int


def find_state_paragraphs(root: HtmlElement, title: str, shown: Sequence[str]) -> list[str]:
    """The paragraphs of the article in the state of the page, in order; empty if there are none.

    They are in an object with the headline, or in a text that begins with what the page shows. If it shows nothing and
    the state has no headline, they are in an object that is called an article.

    :param shown: the lines of the article that the page shows.
    """
    beginning = next((line for line in shown if _width(line) >= _MIN_SHOWN_WIDTH), "")[:_MAX_SHOWN_CHARS]
    longest: _Text | None = None
    for state in read_states(root, texts=[title, beginning]):
        objects = StateObjects(state, title)
        for nested in islice(objects.find_articles(), _MAX_ARTICLES):
            # The text may also be beside the object with the headline, in the object around it.
            text = next(filter(None, (_find_longest_text(objects, article) for article in nested)), None)
            longest = _choose(text, longest)
        if longest is None and beginning:
            longest = _find_longest_text(objects, beginning=beginning)
    if longest is None and not shown:
        for state in read_states(root):
            objects = StateObjects(state, title)
            for (article,) in islice(objects.find_named_articles(), _MAX_ARTICLES):
                longest = _choose(_find_longest_text(objects, article), longest)
    return _to_paragraphs(longest.parts) if longest else []


def _find_longest_text(objects: StateObjects, article: Any = None, *, beginning: str = "") -> _Text | None:
    """The longest text in an object, or in the whole state; None if all are too short.

    :param beginning: what the text has in it.
    """
    longest: _Text | None = None
    for value in objects.iter_values(article):
        text = _read_list(value, objects) if isinstance(value, list) else _read_string(value)
        if text is None or text.width < _MIN_WIDTH or (longest is not None and not _is_better(text, longest)):
            continue
        if not beginning or any(beginning in strip_tags(part) for part in text.parts):
            longest = text
    return longest


def _choose(text: _Text | None, longest: _Text | None) -> _Text | None:
    return text if text is not None and (longest is None or text.width > longest.width) else longest


def _is_better(text: _Text, other: _Text) -> bool:
    return text.width > other.width or (
        text.line_count > other.line_count and text.width >= _MIN_PART_SHARE * other.width
    )


def _read_string(value: str) -> _Text | None:
    if "<" not in value and _ESCAPED_TAG.search(value):
        value = unescape(value)
    return _read_parts([value]) if _width(value) >= _MIN_WIDTH else None


def _read_list(items: Sequence[Any], objects: StateObjects) -> _Text | None:
    """The text of a list of strings, or of objects with a string each."""
    members = (item for _, item in objects.iter_members(items) if not isinstance(item, list))
    strings = [[*objects.iter_strings(item)] for item in members]
    chars_by_key: Counter[str] = Counter()
    for key, text in (pair for pairs in strings for pair in pairs):
        if _width(text) >= _MIN_PROSE_WIDTH and not text.startswith(("http:", "https:", "data:")):
            chars_by_key[key] += len(text)
    if not chars_by_key:
        return None
    (text_key, _), *_ = chars_by_key.most_common(1)
    parts = (_join([text for key, text in pairs if key == text_key]) for pairs in strings)
    return _read_parts([part for part in parts if part])


def _read_parts(parts: Sequence[str]) -> _Text | None:
    """The text in these parts; None if most of it is not sentences."""
    lines = [line for part in parts for line in strip_tags_to_lines(part).split("\n")]
    widths = [*map(_width, lines)]
    rows = zip(lines, widths, strict=True)
    sentences = sum(
        width
        for line, width in rows
        if width >= _MIN_PROSE_WIDTH and line.endswith(SENTENCE_ENDINGS) and not line.startswith(_CODE_BEGINNINGS)
    )
    return _Text(parts, len(lines), sum(widths)) if sentences > _MIN_SENTENCES_SHARE * sum(widths) else None


def _width(text: str) -> int:
    return display_width(text, _MIN_WIDTH)


def _join(texts: Sequence[str]) -> str:
    """The text of one part: sentences that no space connects are lines of their own, others pieces of a line."""
    joined = ""
    for text in texts:
        is_new_line = joined.endswith(SENTENCE_ENDINGS) and not text[:1].isspace() and _width(text) >= _MIN_PROSE_WIDTH
        joined += f"\n{text}" if is_new_line else text
    return joined


def _to_paragraphs(parts: Sequence[str]) -> list[str]:
    """The lines of the parts, as a page would show them."""
    markup = "".join(map(_to_markup, parts))
    try:
        root = parse_html(f"<html><body>{markup}</body></html>")
    except (NotAnArticle, ExtractionFailed):
        return []
    return [line for block in extract_blocks(root) for line in block.text.split("\n")]


def _to_markup(part: str) -> str:
    if "<" in part and _BLOCK_TAG.search(part):
        return f"<div>{part}</div>"
    # Inline tags and character references count; without any, `&` and `<` are characters.
    lines = part.split("\n")
    return "".join(f"<p>{line if '</' in line or '&' in line else escape(line, quote=False)}</p>" for line in lines)
