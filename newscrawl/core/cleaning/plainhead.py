"""The head of a text without mark-up: headline, standfirst, byline and caption, ahead of the first paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.article import Image, RemovalReason
from newscrawl.core.bylines import parse_byline
from newscrawl.core.cleaning.phrases import PhraseMatcher
from newscrawl.core.metadata.credits import split_credit
from newscrawl.core.text import fold, split_words

MIN_PARAGRAPH_CHARS = 120
"""Characters from which a line is taken for a paragraph of running text."""

SENTENCE_ENDINGS = tuple('.!?…。！？।؟”"»')
_MIN_SENTENCE_CHARS = 60
_MAX_TITLE_CHARS = 250
_MAX_HEADER_LINES = 12
_MAX_BYLINE_WORDS = 8


@dataclass(slots=True)
class LineState:
    """A line of the text, and why it is cut."""

    text: str
    reason: RemovalReason | None = None
    rule: str = ""

    def remove(self, reason: RemovalReason, rule: str) -> None:
        """Cut the line, unless something has cut it already."""
        if self.reason is None:
            self.reason, self.rule = reason, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class TextHeader:
    """What the first lines say, and the lines from which the body is read."""

    title: str | None = None
    description: str | None = None
    byline: str | None = None
    image: Image | None = None
    body_lines: list[LineState]


def read_header(lines: list[LineState], phrases: PhraseMatcher, language: str | None) -> TextHeader:
    """What the first lines are: the first of them the headline, those up to the first paragraph labels.

    Captions and bylines are cut; other labels are left to the phrases.
    """
    if len(lines[0].text) > _MAX_TITLE_CHARS or len(lines) == 1:
        return TextHeader(body_lines=lines)
    title, rest = lines[0].text, lines[1:]
    image = _remove_captions(rest)
    header = rest[: next((index for index, line in enumerate(rest) if index > 0 and _is_paragraph(line)), 0)]
    if not any(line.reason or _is_label(line) for line in header[:2]):
        return TextHeader(title=title, image=image, body_lines=rest)
    byline = _find_byline(header, phrases, language)
    for line in header:
        if byline and fold(line.text) == fold(byline):
            line.remove("repeated_byline", "plaintext:byline")
    description = header[0].text if header[0].reason is None and _is_standfirst(header) else None
    body_lines = rest[1:] if description else rest
    return TextHeader(title=title, description=description, byline=byline, image=image, body_lines=body_lines)


def _find_byline(header: Sequence[LineState], phrases: PhraseMatcher, language: str | None) -> str | None:
    """The first line in the head that is all names.

    Behind a whole sentence, which may well be the first paragraph, a name alone may be a sub-heading (`Low Sound`):
    there it needs a word like `By`, or another label beside it.
    """
    bylines = [line.text for line in header if _is_byline(line.text, language) and not phrases.match(line.text)]
    if not bylines:
        return None
    if len(header) == 2 and _is_paragraph(header[0]) and header[0].text.endswith(SENTENCE_ENDINGS):
        authors = parse_byline(bylines[0], language=language).authors
        return None if fold(bylines[0]) in map(fold, authors) else bylines[0]
    return bylines[0]


def _is_paragraph(line: LineState) -> bool:
    """Whether the body may begin here: a long line, or a sentence that is no caption."""
    text = line.text
    return line.reason is None and (
        len(text) >= MIN_PARAGRAPH_CHARS or (len(text) >= _MIN_SENTENCE_CHARS and text.endswith(SENTENCE_ENDINGS))
    )


def _is_label(line: LineState) -> bool:
    return len(line.text) < MIN_PARAGRAPH_CHARS and not line.text.endswith(SENTENCE_ENDINGS)


def _is_standfirst(header: Sequence[LineState]) -> bool:
    """Whether the line below the headline is a sentence that labels, captions or a byline follow."""
    return len(split_words(header[0].text)) > _MAX_BYLINE_WORDS and any(line.reason for line in header[1:])


def _is_byline(line: str, language: str | None) -> bool:
    """Whether all of a short line is names, with or without the words round them."""
    if len(split_words(line)) > _MAX_BYLINE_WORDS or line.endswith(SENTENCE_ENDINGS):
        return False
    return parse_byline(line, language=language).has_people


def _remove_captions(lines: Sequence[LineState]) -> Image | None:
    """Cut the captions ahead of the text: a line that names its picture's source, and lines that repeat it."""
    for index, line in enumerate(lines[:_MAX_HEADER_LINES]):
        caption, credit = split_credit(line.text)
        if caption and credit and not _ends_with_agency(line):
            caption_forms = (fold(caption), fold(line.text))
            preceding, following = lines[1:index], lines[index + 1 :]
            if any(_is_paragraph(other) for other in preceding if fold(other.text) not in caption_forms):
                return None
            if not any(_is_paragraph(other) for other in following if fold(other.text) not in caption_forms):
                return None
            for other in lines[:_MAX_HEADER_LINES]:
                if fold(other.text) in caption_forms:
                    other.remove("caption", "plaintext:caption")
            return Image(caption=caption, credit=credit)
    return None


def _ends_with_agency(line: LineState) -> bool:
    """Whether the line is a paragraph with an agency in brackets behind it: "… the clerk said. (Reuters)"."""
    return len(line.text) >= MIN_PARAGRAPH_CHARS and line.text.endswith((")", "]", "）"))
