"""Text without mark-up: what another scraper took from a page, cleaned by its lines alone."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.article import Article, Removal
from newscrawl.core.cleaning.phrases import PhraseMatcher, get_phrase_matcher
from newscrawl.core.cleaning.plainhead import MIN_PARAGRAPH_CHARS, SENTENCE_ENDINGS, LineState, read_header
from newscrawl.core.cleaning.truncation import find_paywall_prompts, is_truncated
from newscrawl.core.metadata.access import PROMPT_EVIDENCE, TRUNCATED_EVIDENCE, classify_access
from newscrawl.core.metadata.languages import detect_language
from newscrawl.core.text import fold, normalize_text
from newscrawl.core.urls import article_id, registrable_domain
from newscrawl.errors import NotAnArticle
from newscrawl.rules.model import Rules
from newscrawl.version import __version__

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
    prompts = find_paywall_prompts(removed)
    truncated = is_truncated(paragraphs, None, has_prompt=bool(prompts))
    evidence = [*(f"{PROMPT_EVIDENCE}:{rule}" for rule in prompts), *([TRUNCATED_EVIDENCE] * truncated)]
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
        access=classify_access(evidence),
        access_evidence=evidence,
        truncated=truncated,
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
