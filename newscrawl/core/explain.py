"""What became of every line of a page, and why: the view behind `scrapy explain`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from newscrawl.article import Article, Reason, Removal
from newscrawl.core.reading import JudgedLine, Reading
from newscrawl.rules.model import RuleNote


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A finished article, and how it came about."""

    article: Article
    lines: tuple[JudgedLine, ...] = ()
    """All lines of the page's main part in page order: the kept ones are the article's text."""
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For fields of the record, the places of the page that state what the record says."""
    notes: tuple[RuleNote, ...] = ()
    """What the rule of the site no longer finds."""
    problem: str | None = None
    """Why the page gives no record, if it gives none."""

    @property
    def kept(self) -> int:
        """How many lines are the article's."""
        return sum(line.kept for line in self.lines)

    @property
    def cut(self) -> int:
        """How many lines were cut."""
        return len(self.lines) - self.kept

    @property
    def counts(self) -> dict[Reason, int]:
        """How many lines were cut for each reason, the most frequent first."""
        return dict(Counter(line.reason for line in self.lines if line.reason is not None).most_common())


def explain(
    reading: Reading,
    article: Article,
    *,
    sources: Mapping[str, tuple[str, ...]] | None = None,
    problem: str | None = None,
) -> Explanation:
    """The explanation of an article that was read so, and finished since.

    :param article: what became of `reading.article`: lines that a later step cut are cut here, too.
    """
    return Explanation(
        article=article,
        lines=tuple(_as_finished(reading.lines, _later(reading.article.removed, article.removed))),
        sources={**(sources or {}), "text": (reading.text_source,)},
        notes=reading.notes,
        problem=problem,
    )


def _later(before: Sequence[Removal], after: Sequence[Removal]) -> list[Removal]:
    """What was removed after the page was read, in order."""
    known = Counter(before)
    found = []
    for removal in after:
        known[removal] -= 1
        if known[removal] < 0:
            found.append(removal)
    return found


def _as_finished(lines: Sequence[JudgedLine], later: Sequence[Removal]) -> Iterator[JudgedLine]:
    waiting: dict[str, list[Removal]] = defaultdict(list)
    for removal in reversed(later):
        waiting[removal.text].append(removal)
    for line in lines:
        if line.kept and waiting[line.text]:
            removal = waiting[line.text].pop()
            yield replace(line, reason=removal.reason, rule=removal.rule)
        else:
            yield line
