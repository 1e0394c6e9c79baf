"""The head of a text without mark-up: headline, standfirst, byline and caption, ahead of the first paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.article import Image, Reason
from newscrawl.core.bylines import parse_byline
from newscrawl.core.cleaning.phrases import Phrases
from newscrawl.core.metadata.credits import split_credit
from newscrawl.core.text import fold, words

PARAGRAPH = 120
"""Characters from which a line is taken for a paragraph of running text."""

SENTENCE_END = tuple('.!?…。！？।؟”"»')
_SENTENCE = 60
_LONGEST_TITLE = 250
_LONGEST_HEAD = 12
_NAME_WORDS = 8


@dataclass(slots=True)
class PlainLine:
    """A line of the text, and why it is cut."""

    text: str
    reason: Reason | None = None
    rule: str = ""

    def cut(self, reason: Reason, rule: str) -> None:
        """Cut the line, unless something has cut it already."""
        if self.reason is None:
            self.reason, self.rule = reason, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the first lines say, and the lines from which the body is read."""

    title: str | None = None
    description: str | None = None
    byline: str | None = None
    image: Image | None = None
    body: list[PlainLine]


def read_head(lines: list[PlainLine], phrases: Phrases, language: str | None) -> Head:
    """What the first lines are: the first of them the headline, those up to the first paragraph labels.

    Captions and bylines are cut; other labels are left to the phrases.
    """
    if len(lines[0].text) > _LONGEST_TITLE or len(lines) == 1:
        return Head(body=lines)
    title, rest = lines[0].text, lines[1:]
    image = _cut_captions(rest)
    head = rest[: next((index for index, line in enumerate(rest) if index > 0 and _is_paragraph(line)), 0)]
    if not any(line.reason or _is_label(line) for line in head[:2]):
        return Head(title=title, image=image, body=rest)
    byline = _find_byline(head, phrases, language)
    for line in head:
        if byline and fold(line.text) == fold(byline):
            line.cut("repeated_byline", "plaintext:byline")
    description = head[0].text if head[0].reason is None and _is_standfirst(head) else None
    body = rest[1:] if description else rest
    return Head(title=title, description=description, byline=byline, image=image, body=body)


def _find_byline(head: Sequence[PlainLine], phrases: Phrases, language: str | None) -> str | None:
    """The first line in the head that is all names.

    Behind a whole sentence, which may well be the first paragraph, a name alone may be a sub-heading (`Low Sound`):
    there it needs a word like `By`, or another label beside it.
    """
    named = [line.text for line in head if _is_byline(line.text, language) and not phrases.match(line.text)]
    if not named:
        return None
    if len(head) == 2 and _is_paragraph(head[0]) and head[0].text.endswith(SENTENCE_END):
        names = parse_byline(named[0], language=language).authors
        return None if fold(named[0]) in map(fold, names) else named[0]
    return named[0]


def _is_paragraph(line: PlainLine) -> bool:
    """Whether the body may begin here: a long line, or a sentence that is no caption."""
    text = line.text
    return line.reason is None and (len(text) >= PARAGRAPH or (len(text) >= _SENTENCE and text.endswith(SENTENCE_END)))


def _is_label(line: PlainLine) -> bool:
    return len(line.text) < PARAGRAPH and not line.text.endswith(SENTENCE_END)


def _is_standfirst(head: Sequence[PlainLine]) -> bool:
    """Whether the line below the headline is a sentence that labels, captions or a byline follow."""
    return len(words(head[0].text)) > _NAME_WORDS and any(line.reason for line in head[1:])


def _is_byline(line: str, language: str | None) -> bool:
    """Whether all of a short line is names, with or without the words round them."""
    if len(words(line)) > _NAME_WORDS or line.endswith(SENTENCE_END):
        return False
    return parse_byline(line, language=language).people


def _cut_captions(lines: Sequence[PlainLine]) -> Image | None:
    """Cut the captions ahead of the text: a line that names its picture's source, and lines that repeat it."""
    for index, line in enumerate(lines[:_LONGEST_HEAD]):
        caption, credit = split_credit(line.text)
        if caption and credit and not _is_signed(line):
            same = (fold(caption), fold(line.text))
            before, behind = lines[1:index], lines[index + 1 :]
            if any(_is_paragraph(other) for other in before if fold(other.text) not in same):
                return None
            if not any(_is_paragraph(other) for other in behind if fold(other.text) not in same):
                return None
            for other in lines[:_LONGEST_HEAD]:
                if fold(other.text) in same:
                    other.cut("caption", "plaintext:caption")
            return Image(caption=caption, credit=credit)
    return None


def _is_signed(line: PlainLine) -> bool:
    """Whether the line is a paragraph with an agency in brackets behind it: "… the clerk said. (Reuters)"."""
    return len(line.text) >= PARAGRAPH and line.text.endswith((")", "]", "）"))
