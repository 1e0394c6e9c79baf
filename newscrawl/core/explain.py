"""What became of every line of a page, and why: the view behind `scrapy explain`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from newscrawl.article import Article, Removal, RemovalReason
from newscrawl.core.reading import ExtractionResult, LabelledLine
from newscrawl.rules.model import RuleWarning


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A finished article, and how it came about."""

    article: Article
    lines: tuple[LabelledLine, ...] = ()
    """All lines of the page's main part in page order: the kept ones are the article's text."""
    provenance: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For fields of the record, the places of the page that state what the record says."""
    rule_warnings: tuple[RuleWarning, ...] = ()
    """What the rule of the site no longer finds."""
    problem: str | None = None
    """Why the page gives no record, if it gives none."""

    @property
    def kept_count(self) -> int:
        """How many lines are the article's."""
        return sum(line.is_kept for line in self.lines)

    @property
    def removed_count(self) -> int:
        """How many lines were cut."""
        return len(self.lines) - self.kept_count

    @property
    def removed_by_reason(self) -> dict[RemovalReason, int]:
        """How many lines were cut for each reason, the most frequent first."""
        return dict(Counter(line.reason for line in self.lines if line.reason is not None).most_common())


def build_explanation(
    result: ExtractionResult,
    article: Article,
    *,
    provenance: Mapping[str, tuple[str, ...]] | None = None,
    problem: str | None = None,
) -> Explanation:
    """The explanation of an article that was read so, and finished since.

    :param article: what became of `result.article`: lines that a later step cut are cut here, too.
    """
    return Explanation(
        article=article,
        lines=tuple(_apply_removals(result.lines, _find_later_removals(result.article.removed, article.removed))),
        provenance={**(provenance or {}), "text": (result.text_provenance,)},
        rule_warnings=result.rule_warnings,
        problem=problem,
    )


def _find_later_removals(before: Sequence[Removal], after: Sequence[Removal]) -> list[Removal]:
    """What was removed after the page was read, in order."""
    remaining = Counter(before)
    later = []
    for removal in after:
        remaining[removal] -= 1
        if remaining[removal] < 0:
            later.append(removal)
    return later


def _apply_removals(lines: Sequence[LabelledLine], removals: Sequence[Removal]) -> Iterator[LabelledLine]:
    pending: dict[str, list[Removal]] = defaultdict(list)
    for removal in reversed(removals):
        pending[removal.text].append(removal)
    for line in lines:
        if line.is_kept and pending[line.text]:
            removal = pending[line.text].pop()
            yield replace(line, reason=removal.reason, rule=removal.rule)
        else:
            yield line
