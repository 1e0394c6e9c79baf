"""Text without mark-up: what another scraper took from a page, cleaned by its lines alone.

The head of a text without mark-up: headline, standfirst, byline and caption, ahead of the first paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.boilerplate.phrases import PhraseMatcher, get_phrase_matcher
from newscrawl.bylines.parser import parse_byline
from newscrawl.exceptions import NotAnArticle
from newscrawl.items import Article, Image, Removal, RemovalReason
from newscrawl.metadata.language import detect_language
from newscrawl.metadata.paywall import assess_access
from newscrawl.metadata.photo_credits import split_credit
from newscrawl.rules.schema import Rules
from newscrawl.text import fold, normalize_text, split_words
from newscrawl.urls.normalize import article_id, registrable_domain
from newscrawl.version import __version__

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


_PROMPT_REASONS = frozenset({"follow_topics", "comments", "paywall", "subscribe", "newsletter", "app_prompt", "teaser"})
_MIN_HEADLINE_SHARE = 0.6


def extract_article_from_text(
    text: str, rules: Rules, *, url: str | None = None, crawled_at: str | None = None
) -> Article:
    """The article in a text that some scraper took from a page, its byline still raw.

    The first line is taken for the headline; between it and the first paragraph stand, in any order, a
    standfirst, bylines, share labels and captions.

    :param text: one paragraph, heading or label a line; blank lines do not matter.
    :raises NotAnArticle: no paragraph is left of it.
    """
    lines = [LineState(cleaned) for line in text.splitlines() if (cleaned := normalize_text(line))]
    if not lines:
        raise NotAnArticle("the text is empty", reason="empty_page")
    language = detect_language(" ".join(line.text for line in lines if len(line.text) >= MIN_PARAGRAPH_CHARS) or text)
    phrases = get_phrase_matcher(rules, language)
    header = read_header(lines, phrases, language)
    _remove_by_phrases(header.body_lines, phrases)
    paragraphs = [line.text for line in header.body_lines if line.reason is None]
    if not paragraphs:
        raise NotAnArticle("no paragraph of an article in the text", reason="no_text")
    removed = _build_removals(lines)
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


def label_lines(texts: Sequence[str], rules: Rules, *, language: str | None, title: str | None) -> list[LineState]:
    """The lines of plain text in order, kept or cut.

    :param title: the headline, cut where a line repeats it.
    """
    lines = [LineState(cleaned) for text in texts if (cleaned := normalize_text(text))]
    for line in lines:
        if title and fold(line.text) == fold(title):
            line.remove("site_furniture", "plaintext:headline")
    _remove_by_phrases(lines, get_phrase_matcher(rules, language))
    return lines


def _build_removals(lines: Sequence[LineState]) -> list[Removal]:
    return [Removal(text=line.text, reason=line.reason, rule=line.rule) for line in lines if line.reason is not None]


def _remove_by_phrases(lines: Sequence[LineState], phrases: PhraseMatcher) -> None:
    in_tail = True
    trailing: list[LineState] = []
    for line in reversed(lines):
        hit = phrases.match(line.text, is_tail=in_tail)
        if hit:
            line.remove(hit.reason, hit.rule_name)
        if in_tail:
            trailing.append(line)
        in_tail = in_tail and (len(line.text) < MIN_PARAGRAPH_CHARS or line.reason is not None)
    _remove_trailing_teasers(trailing[::-1])


def _remove_trailing_teasers(trailing: Sequence[LineState]) -> None:
    """Cut all that follows the first prompt behind the last paragraph, if most of it are headlines.

    Behind an article stand prompts, and behind them other articles' headlines and captions. A real
    last paragraph has no prompt before it, and ends in a full stop.

    :param ending: the last paragraph and what follows it.
    """
    last_paragraph = next((index for index, line in enumerate(trailing) if line.reason is None), 0)
    first_prompt = next(
        (index for index, line in enumerate(trailing) if index > last_paragraph and line.reason in _PROMPT_REASONS),
        len(trailing),
    )
    following = [line for line in trailing[first_prompt:] if line.reason is None]
    if sum(not line.text.endswith(SENTENCE_ENDINGS) for line in following) >= _MIN_HEADLINE_SHARE * len(following):
        for line in following:
            line.remove("teaser", "plaintext:behind-prompts")
