"""Text without mark-up: what another scraper took from a page, cleaned by its lines alone."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.article import Article, Removal
from newscrawl.core.cleaning.phrases import Phrases, phrases_for
from newscrawl.core.cleaning.plainhead import PARAGRAPH, SENTENCE_END, PlainLine, read_head
from newscrawl.core.cleaning.truncation import is_cut_short, paywall_prompts
from newscrawl.core.metadata.access import PROMPT, TRUNCATED, judge_access
from newscrawl.core.metadata.languages import detect_language
from newscrawl.core.text import clean, fold
from newscrawl.core.urls import article_id, registrable_domain
from newscrawl.errors import NotAnArticle
from newscrawl.rules.model import Rules
from newscrawl.version import __version__

_ASK = frozenset({"follow_topics", "comments", "paywall", "subscribe", "newsletter", "app_prompt", "teaser"})
_MOSTLY = 0.6


def article_from_text(text: str, rules: Rules, *, url: str | None = None, crawled_at: str | None = None) -> Article:
    """The article in a text that some scraper took from a page, its byline still raw.

    The first line is taken for the headline; between it and the first paragraph stand, in any order, a
    standfirst, bylines, share labels and captions.

    :param text: one paragraph, heading or label a line; blank lines do not matter.
    :raises NotAnArticle: no paragraph is left of it.
    """
    lines = [PlainLine(cleaned) for line in text.splitlines() if (cleaned := clean(line))]
    if not lines:
        raise NotAnArticle("the text is empty", reason="empty_page")
    language = detect_language(" ".join(line.text for line in lines if len(line.text) >= PARAGRAPH) or text)
    phrases = phrases_for(rules, language)
    head = read_head(lines, phrases, language)
    _cut_lines(head.body, phrases)
    paragraphs = [line.text for line in head.body if line.reason is None]
    if not paragraphs:
        raise NotAnArticle("no paragraph of an article in the text", reason="no_text")
    removed = _removals(lines)
    prompts = paywall_prompts(removed)
    truncated = is_cut_short(paragraphs, None, prompted=bool(prompts))
    evidence = [*(f"{PROMPT}:{rule}" for rule in prompts), *([TRUNCATED] * truncated)]
    return Article(
        id=article_id(url or "\n".join(paragraphs)),
        url=url,
        site=registrable_domain(url) if url else None,
        title=head.title,
        description=head.description,
        byline=head.byline,
        language=language,
        images=[head.image] if head.image else [],
        text="\n\n".join(paragraphs),
        access=judge_access(evidence),
        access_evidence=evidence,
        truncated=truncated,
        removed=removed,
        crawled_at=crawled_at,
        newscrawl_version=__version__,
    )


def judge_plain_lines(
    texts: Sequence[str], rules: Rules, *, language: str | None, title: str | None
) -> list[PlainLine]:
    """The lines of plain text in order, kept or cut.

    :param title: the headline, cut where a line repeats it.
    """
    lines = [PlainLine(cleaned) for text in texts if (cleaned := clean(text))]
    for line in lines:
        if title and fold(line.text) == fold(title):
            line.cut("site_furniture", "plaintext:headline")
    _cut_lines(lines, phrases_for(rules, language))
    return lines


def _removals(lines: Sequence[PlainLine]) -> list[Removal]:
    return [Removal(text=line.text, reason=line.reason, rule=line.rule) for line in lines if line.reason is not None]


def _cut_lines(lines: Sequence[PlainLine], phrases: Phrases) -> None:
    tail = True
    ending: list[PlainLine] = []
    for line in reversed(lines):
        hit = phrases.match(line.text, tail=tail)
        if hit:
            line.cut(hit.reason, hit.rule_name)
        if tail:
            ending.append(line)
        tail = tail and (len(line.text) < PARAGRAPH or line.reason is not None)
    _cut_ending(ending[::-1])


def _cut_ending(ending: Sequence[PlainLine]) -> None:
    """Cut all that follows the first prompt behind the last paragraph, if most of it are headlines.

    Behind an article stand prompts, and behind them other articles' headlines and captions. A real
    last paragraph has no prompt before it, and ends in a full stop.

    :param ending: the last paragraph and what follows it.
    """
    text = next((index for index, line in enumerate(ending) if line.reason is None), 0)
    first = next((index for index, line in enumerate(ending) if index > text and line.reason in _ASK), len(ending))
    behind = [line for line in ending[first:] if line.reason is None]
    if sum(not line.text.endswith(SENTENCE_END) for line in behind) >= _MOSTLY * len(behind):
        for line in behind:
            line.cut("teaser", "plaintext:behind-prompts")
