"""Articles from text without mark-up, as another scraper took it from a page: it has lines, and no structure.

The text begins with a header: the headline, then in any order a standfirst, bylines, share labels and captions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.boilerplate.lines import RemovableLine
from newscrawl.boilerplate.phrases import PhraseMatcher, get_phrase_matcher
from newscrawl.bylines.parser import parse_byline
from newscrawl.exceptions import NotAnArticle
from newscrawl.extraction.result import LabelledLine, list_removals
from newscrawl.items import Article, Image
from newscrawl.metadata.language import detect_language
from newscrawl.metadata.paywall import assess_access
from newscrawl.metadata.photo_credits import split_credit
from newscrawl.rules.schema import Rules
from newscrawl.text import fold, normalize_text, split_words
from newscrawl.urls.normalize import article_id, registrable_domain
from newscrawl.version import __version__

_MIN_PARAGRAPH_CHARS = 120
"""A line of at least this many characters is a paragraph of running text."""

_MIN_SENTENCE_CHARS = 60
_SENTENCE_ENDINGS = tuple('.!?…。！？।؟”"»')
"""Unlike `boilerplate.lines.FULL_STOPS` they include exclamation and question marks: a line has no mark-up here that
says whether it is a headline, and a paragraph may end in one."""

_MAX_TITLE_CHARS = 250
"""A longer first line is a paragraph, and the text has no header."""
_MAX_HEADER_LINES = 12
"""The lines that are searched for a caption."""
_MAX_BYLINE_WORDS = 8
"""A line of more words is not a byline; a standfirst has more."""
_PROMPT_REASONS = frozenset({"follow_topics", "comments", "paywall", "subscribe", "newsletter", "app_prompt", "teaser"})
"""The reasons of lines that follow an article."""
_MIN_HEADLINE_SHARE = 0.6
"""The share of headlines among the lines after a prompt from which all of them are teasers."""


@dataclass(slots=True, eq=False)
class LineState(RemovableLine):
    """A line of the text, and why it was removed if it was."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextHeader:
    """What the first lines say, and the lines that follow them."""

    title: str | None = None
    description: str | None = None
    byline: str | None = None
    image: Image | None = None
    body_lines: list[LineState]


def extract_article_from_text(
    text: str, rules: Rules, *, url: str | None = None, crawled_at: str | None = None
) -> Article:
    """The article in a text that another scraper took from a page; its byline is raw.

    :param text: one paragraph, heading or label per line; blank lines do not matter.
    :param crawled_at: the time for the record, in ISO 8601.
    :raises NotAnArticle: the text is empty, or no paragraph is left of it.
    """
    lines = [LineState(cleaned) for line in text.splitlines() if (cleaned := normalize_text(line))]
    if not lines:
        raise NotAnArticle("the text is empty", reason="empty_page")
    language = detect_language(" ".join(line.text for line in lines if len(line.text) >= _MIN_PARAGRAPH_CHARS) or text)
    phrases = get_phrase_matcher(rules, language)
    header = _read_header(lines, phrases, language)
    _remove_by_phrases(header.body_lines, phrases)
    paragraphs = [line.text for line in header.body_lines if line.is_kept]
    if not paragraphs:
        raise NotAnArticle("no paragraph of an article in the text", reason="no_text")
    removed = list_removals(_to_labelled_lines(lines))
    access = assess_access(paragraphs, removed)
    return Article(
        id=article_id(url or "\n".join(paragraphs)),
        url=url,
        site=registrable_domain(url) if url else None,
        title=header.title,
        description=header.description,
        byline=header.byline,
        language=language,
        images=[header.image] if header.image else [],
        text="\n\n".join(paragraphs),
        access=access.access,
        access_evidence=access.evidence,
        truncated=access.truncated,
        removed=removed,
        crawled_at=crawled_at,
        newscrawl_version=__version__,
    )


def label_lines(texts: Sequence[str], rules: Rules, *, language: str | None, title: str | None) -> list[LabelledLine]:
    """The lines of a text without header, in order, each kept or removed.

    :param language: the BCP 47 tag of the text's language, for the phrases.
    :param title: the headline; lines that repeat it are removed.
    """
    lines = [LineState(cleaned) for text in texts if (cleaned := normalize_text(text))]
    for line in lines:
        if title and fold(line.text) == fold(title):
            line.remove("site_furniture", "plaintext:headline")
    _remove_by_phrases(lines, get_phrase_matcher(rules, language))
    return _to_labelled_lines(lines)


def _to_labelled_lines(lines: Sequence[LineState]) -> list[LabelledLine]:
    return [LabelledLine(text=line.text, reason=line.reason, rule=line.rule) for line in lines]


def _read_header(lines: list[LineState], phrases: PhraseMatcher, language: str | None) -> TextHeader:
    """Read the header: its first line is the headline, the lines up to the first paragraph are labels.

    Captions and bylines are removed here; other labels are left to the phrases.
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
    description = header[0].text if header[0].is_kept and _is_standfirst(header) else None
    body_lines = rest[1:] if description else rest
    return TextHeader(title=title, description=description, byline=byline, image=image, body_lines=body_lines)


def _remove_captions(lines: Sequence[LineState]) -> Image | None:
    """Remove the caption before the text: a line that names the source of its picture, and the lines that repeat it."""
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


def _find_byline(header: Sequence[LineState], phrases: PhraseMatcher, language: str | None) -> str | None:
    """The first line of the header that consists of names.

    After a whole sentence, which may be the first paragraph, a name alone may be a sub-heading (`Low Sound`). There the
    line needs a word such as `By`, or a second label in the header.
    """
    bylines = [line.text for line in header if _is_byline(line.text, language) and not phrases.match(line.text)]
    if not bylines:
        return None
    if len(header) == 2 and _is_paragraph(header[0]) and header[0].text.endswith(_SENTENCE_ENDINGS):
        authors = parse_byline(bylines[0], language=language).authors
        return None if fold(bylines[0]) in map(fold, authors) else bylines[0]
    return bylines[0]


def _is_byline(text: str, language: str | None) -> bool:
    """Whether a short line consists of names, with or without words such as `By` around them."""
    if len(split_words(text)) > _MAX_BYLINE_WORDS or text.endswith(_SENTENCE_ENDINGS):
        return False
    return parse_byline(text, language=language).has_people


def _is_standfirst(header: Sequence[LineState]) -> bool:
    """Whether the line after the headline is a sentence, and a caption or a byline follows it."""
    return len(split_words(header[0].text)) > _MAX_BYLINE_WORDS and any(line.reason for line in header[1:])


def _is_paragraph(line: LineState) -> bool:
    """Whether the body may begin with this line: it is long, or it is a sentence and not a caption."""
    text = line.text
    return line.is_kept and (
        len(text) >= _MIN_PARAGRAPH_CHARS or (len(text) >= _MIN_SENTENCE_CHARS and text.endswith(_SENTENCE_ENDINGS))
    )


def _is_label(line: LineState) -> bool:
    return len(line.text) < _MIN_PARAGRAPH_CHARS and not line.text.endswith(_SENTENCE_ENDINGS)


def _ends_with_agency(line: LineState) -> bool:
    """Whether the line is a paragraph that ends with an agency in brackets: "… the clerk said. (Reuters)"."""
    return len(line.text) >= _MIN_PARAGRAPH_CHARS and line.text.endswith((")", "]", "）"))


def _remove_by_phrases(lines: Sequence[LineState], phrases: PhraseMatcher) -> None:
    """Remove the lines that a phrase matches, then the teasers at the end."""
    in_tail = True
    trailing: list[LineState] = []
    for line in reversed(lines):
        hit = phrases.match(line.text, is_tail=in_tail)
        if hit:
            line.remove(hit.reason, hit.rule_name)
        if in_tail:
            trailing.append(line)
        in_tail = in_tail and (len(line.text) < _MIN_PARAGRAPH_CHARS or not line.is_kept)
    _remove_trailing_teasers(trailing[::-1])


def _remove_trailing_teasers(trailing: Sequence[LineState]) -> None:
    """Remove all lines after the first prompt that follows the last paragraph, if most of them are headlines.

    Prompts follow an article, and the headlines and captions of other articles follow the prompts. No prompt comes
    before the real last paragraph, which ends with a full stop.

    :param trailing: the last paragraph and all lines after it.
    """
    last_paragraph = next((index for index, line in enumerate(trailing) if line.is_kept), 0)
    first_prompt = next(
        (index for index, line in enumerate(trailing) if index > last_paragraph and line.reason in _PROMPT_REASONS),
        len(trailing),
    )
    following = [line for line in trailing[first_prompt:] if line.is_kept]
    if sum(not line.text.endswith(_SENTENCE_ENDINGS) for line in following) >= _MIN_HEADLINE_SHARE * len(following):
        for line in following:
            line.remove("teaser", "plaintext:behind-prompts")
