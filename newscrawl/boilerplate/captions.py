"""Removal of captions outside `figure`: by the picture beside them, and by the source that they name.

A caption with its credit is known in plain text, too: by a label (`Photo: Ana Lima`), by the same line without the
credit before it, or by an agency at its end before the first paragraph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import takewhile

from lxml.html import HtmlElement

from newscrawl.boilerplate.line_shapes import ends_sentence, get_shape, is_body_paragraph
from newscrawl.boilerplate.lines import FULL_STOPS, BlockState, LineRanges
from newscrawl.boilerplate.structure import count_line_chars, iter_enclosing_boxes
from newscrawl.html.blocks import Block
from newscrawl.items import Image, RemovalReason
from newscrawl.metadata.photo_credits import has_credit_label, split_credit
from newscrawl.text import display_width, fold

_MAX_CAPTION_CHARS = 300
_MAX_CAPTIONS_RATIO = 0.25
"""If more of the kept text than this is beside pictures, it is a list of products or people, and not captions."""

_MAX_HEADER_LINES = 15
"""Lines before the first paragraph that are searched for a caption."""
_MAX_PAIR_DISTANCE = 2
"""Lines from a caption to its repetition with a credit."""
_MIN_REPEATED_WIDTH = 20
"""Characters of a caption that is repeated: fewer may begin two lines of a text."""
_MAX_GLUED_CREDIT_CHARS = 80
_MIN_LABELLED_CHARS, _MAX_LABELLED_WIDTH = 8, 250
"""Characters of a caption whose credit has a label, without the credit and with it: a label with little before it is a
source, and longer paragraphs may name a source as well."""
_MIN_AGENCY_WIDTH = 100
"""Characters of a line with an agency in brackets at its end that is a paragraph, and not a caption."""
_CREDITED_RULE = "edges:credited-caption"

_EMPHASIS_TAGS = frozenset({"em", "i", "small"})
_IMAGE_TAGS = ("img", "picture")
_CAPTION_BOX_REASONS: frozenset[RemovalReason | None] = frozenset({"caption", "credit", "site_furniture"})
"""Reasons of removed lines that a box with a picture may hold besides the caption."""


def remove_captions(lines: Sequence[BlockState], container: HtmlElement) -> None:
    """Remove captions outside `figure`: paragraphs that are alone with a picture in a box.

    A caption is not a sentence, unless class names around it hint at a picture, and its style is that of no other
    line. Headings and list items beside a picture stay: they name what the picture shows. A paragraph that is all in
    italics right behind one that holds only a picture is a caption, too.
    """
    kept = [line for line in lines if line.is_kept]
    caption_like = [line for line in kept if _is_caption_like(line)]
    emphasized = [line for line in kept if _is_all_emphasized(line.block)]
    if not (caption_like or emphasized) or next(container.iter(*_IMAGE_TAGS), None) is None:
        return
    other_counts = LineRanges(lines, container).sum_by_element(
        line.reason not in _CAPTION_BOX_REASONS for line in lines
    )
    candidates = [line for line in caption_like if _is_alone_with_image(line, other_counts, container)]
    style_counts = Counter(line.block.style_signature for line in kept)
    style_counts.subtract(line.block.style_signature for line in candidates)
    captions = [line for line in candidates if not style_counts[line.block.style_signature]]
    captions += [line for line in emphasized if line not in captions and _follows_picture(line)]
    if count_line_chars(captions) <= _MAX_CAPTIONS_RATIO * count_line_chars(kept):
        for line in captions:
            line.remove("caption", "boxes:beside-picture")


def _is_caption_like(line: BlockState) -> bool:
    block = line.block
    if block.kind != "paragraph" or len(block.text) > _MAX_CAPTION_CHARS:
        return False
    return not block.text.endswith(FULL_STOPS) or (line.class_hint is not None and line.class_hint.reason == "caption")


def _is_alone_with_image(line: BlockState, other_counts: Mapping[HtmlElement, int], container: HtmlElement) -> bool:
    """Whether a box holds a picture and no other line than this one, credits and labels aside.

    The card of a product holds more lines, so it does not match. Neither does a sentence beside a `figure`: that would
    hold its caption itself.

    :param other_counts: for each element, how many of its lines are neither credits nor labels; this line is counted.
    """
    boxes = [*takewhile(lambda box: other_counts[box] == 1, iter_enclosing_boxes(line, container))]
    picture = next(boxes[-1].iter(*_IMAGE_TAGS), None) if boxes else None
    if picture is None or not line.block.text.endswith(FULL_STOPS):
        return picture is not None
    figure = next(picture.iterancestors("figure"), None)
    return figure is None or figure in line.block.element.iterancestors()


def _is_all_emphasized(block: Block) -> bool:
    """Whether the block is a paragraph whose only element is italic or small, and holds all of the text."""
    element = block.element
    if block.kind != "paragraph" or len(element) != 1 or get_shape(block.text) == "paragraph":
        return False
    return element[0].tag in _EMPHASIS_TAGS and not (element.text or "").strip() and not (element[0].tail or "").strip()


def _follows_picture(line: BlockState) -> bool:
    """Whether the element right before the line holds a picture and no text; a `figure` has its caption inside."""
    previous = line.block.element.getprevious()
    if previous is None or previous.tag == "figure" or next(previous.iter(*_IMAGE_TAGS), None) is None:
        return False
    return not any(text.strip() for text in previous.itertext() if text)


def remove_credited_captions(lines: Sequence[BlockState]) -> None:
    """Remove lines that name the source of a picture, and the lines that repeat them without it.

    A long paragraph that ends with an agency in brackets is not a caption: "… the clerk said. (Reuters)".
    """
    _remove_repeated_captions([line for line in lines if line.is_kept or line.reason in _CAPTION_BOX_REASONS])
    kept = [line for line in lines if line.is_kept]
    for line in kept:
        if line.is_kept and _has_labelled_credit(line.block):
            line.remove("caption", _CREDITED_RULE)
    _remove_header_caption([line for line in kept if line.is_kept])


def find_caption(lines: Sequence[BlockState]) -> Image | None:
    """The first caption with a credit that `remove_credited_captions` has removed."""
    for line in lines:
        if line.rule == _CREDITED_RULE:
            caption, credit = split_credit(line.block.text)
            if caption and credit:
                return Image(caption=caption, credit=credit)
    return None


def _remove_repeated_captions(lines: Sequence[BlockState]) -> None:
    """Remove each line that one of the next two repeats with a credit behind it, and that line."""
    for distance in range(1, _MAX_PAIR_DISTANCE + 1):
        for line, later in zip(lines, lines[distance:], strict=False):
            short, long = sorted((line, later), key=lambda one: len(one.block.text))
            if long.block.text.startswith(short.block.text[:_MIN_REPEATED_WIDTH]) and _repeats_with_credit(short, long):
                short.remove("caption", _CREDITED_RULE)
                long.remove("caption", _CREDITED_RULE)


def _repeats_with_credit(short: BlockState, long: BlockState) -> bool:
    """Whether one line is the other and a credit behind it; a caption in a figure may repeat a whole sentence."""
    text, other = short.block.text, long.block.text
    rest = other.removeprefix(text)
    if len(rest) > _MAX_GLUED_CREDIT_CHARS or len(rest) == len(other) or not _is_caption_text(short.block):
        return False
    if "caption" in (short.reason, long.reason):
        return rest != "" or ends_sentence(text)
    caption, credit = split_credit(other)
    if credit is not None and fold(caption or "") == fold(text):
        return True
    return ends_sentence(text) and rest != "" and not rest.lstrip()[0].islower() and not ends_sentence(rest)


def _is_caption_text(block: Block) -> bool:
    return block.kind != "heading" and (
        display_width(block.text, _MIN_REPEATED_WIDTH) >= _MIN_REPEATED_WIDTH and len(block.text) <= _MAX_CAPTION_CHARS
    )


def _has_labelled_credit(block: Block) -> bool:
    """Whether the block is a caption of some words and a credit with a label: "The old quay. Photo: Ana Lima"."""
    text = block.text
    if block.kind in ("heading", "table") or display_width(text, _MAX_LABELLED_WIDTH + 1) > _MAX_LABELLED_WIDTH:
        return False
    if not has_credit_label(text):
        return False
    caption, credit = split_credit(text)
    return credit is not None and len(caption or "") >= _MIN_LABELLED_CHARS


def _remove_header_caption(lines: Sequence[BlockState]) -> None:
    """Remove a caption whose credit has no label, if it stands before the first paragraph, and what repeats it."""
    header = lines[:_MAX_HEADER_LINES]
    for index, line in enumerate(header):
        caption, credit = split_credit(line.block.text)
        if not caption or not credit or line.block.kind in ("heading", "table") or _ends_with_agency(line.block.text):
            continue
        forms = {fold(caption), fold(line.block.text)}
        preceding = (other for other in lines[1:index] if fold(other.block.text) not in forms)
        following = (other for other in lines[index + 1 :] if fold(other.block.text) not in forms)
        if not any(is_body_paragraph(other.block) for other in preceding) and any(
            is_body_paragraph(other.block) for other in following
        ):
            for other in header:
                if fold(other.block.text) in forms:
                    other.remove("caption", _CREDITED_RULE)
        return


def _ends_with_agency(text: str) -> bool:
    """Whether the line is a paragraph that ends with an agency in brackets: "… the clerk said. (Reuters)"."""
    return text.endswith((")", "]", "）")) and display_width(text, _MIN_AGENCY_WIDTH) >= _MIN_AGENCY_WIDTH
