"""An explanation as text: with width and colour for a terminal, without them for a file or a pipe."""

from __future__ import annotations

from collections.abc import Iterator

from newscrawl.extraction.explain import Explanation
from newscrawl.extraction.result import LabelledLine
from newscrawl.outputs.explain_facts import ACCESS_DESCRIPTIONS, detect_direction, iter_facts, pluralize_lines
from newscrawl.outputs.terminal import wrap_text
from newscrawl.text import escape_for_display

_BOLD, _DIM, _RED, _YELLOW = "1", "2", "31", "33"
_LABEL_WIDTH = 15
_MAX_BAR_WIDTH = 24
_MIN_TEXT_WIDTH = 20
"""In columns, also in a terminal that is narrower."""
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_RIGHT_TO_LEFT_MARK = "\u200f"


def render_text(explanation: Explanation, *, width: int | None = None, colour: bool = False) -> str:
    """The record first, then every line of the page; removed lines begin with a dash and have their reason below.

    :param width: the terminal's columns; None does not wrap lines.
    :param colour: whether to use ANSI colours.
    """
    return "\n".join(_TextRenderer(width, colour).render(explanation)) + "\n"


class _TextRenderer:
    def __init__(self, width: int | None, colour: bool) -> None:
        self._width = width
        self._colour = colour

    def render(self, explanation: Explanation) -> Iterator[str]:
        if explanation.problem:
            yield self._style(escape_for_display(explanation.problem), _BOLD, _RED)
            yield ""
        yield from self._render_facts(explanation)
        yield ""
        for line in explanation.lines:
            yield from self._render_kept(line) if line.is_kept else self._render_removed(line)
            yield ""
        yield from self._render_counts(explanation)

    def _render_facts(self, explanation: Explanation) -> Iterator[str]:
        for fact in iter_facts(explanation):
            yield from self._render_fact(fact.name, fact.value, ", ".join(fact.provenance))
        article = explanation.article
        yield from self._render_fact(
            "access", f"{article.access}: {ACCESS_DESCRIPTIONS[article.access]}", ", ".join(article.access_evidence)
        )

    def _render_fact(self, name: str, value: str, provenance: str) -> Iterator[str]:
        label = self._style(f"{name:<{_LABEL_WIDTH}}", _DIM)
        first, *others = self._wrap(value, _LABEL_WIDTH)
        yield label + self._isolate(first)
        for line in others:
            yield " " * _LABEL_WIDTH + self._isolate(line)
        if provenance:
            for line in self._wrap(f"from {provenance}", _LABEL_WIDTH):
                yield " " * _LABEL_WIDTH + self._style(line, _DIM)

    def _render_kept(self, line: LabelledLine) -> Iterator[str]:
        prefix = "• " if line.kind == "item" else "  "
        yield from self._render_paragraph(line.text, prefix, *([_BOLD] if line.kind == "heading" else []))

    def _render_removed(self, line: LabelledLine) -> Iterator[str]:
        yield from self._render_paragraph(line.text, "- ", _RED)
        outside_note = " (beside the article)" if line.location == "outside" else ""
        yield f"    {self._style(f'[{line.reason}]', _YELLOW)} {self._style(line.rule + outside_note, _DIM)}"

    def _render_paragraph(self, text: str, prefix: str, *styles: str) -> Iterator[str]:
        """A paragraph behind a prefix; each line of a right-to-left text begins with a right-to-left mark."""
        is_rtl = self._width is not None and detect_direction(text) == "rtl"
        for text_line in text.split("\n"):
            for line in self._wrap(text_line, len(prefix)):
                yield prefix + self._style(_RIGHT_TO_LEFT_MARK + line if is_rtl else line, *styles)
                prefix = " " * len(prefix)

    def _render_counts(self, explanation: Explanation) -> Iterator[str]:
        total = (
            f"{explanation.kept_count} {pluralize_lines(explanation.kept_count)} kept, {explanation.removed_count} cut"
        )
        yield self._style(total, _BOLD)
        max_count = max(explanation.removed_by_reason.values(), default=1)
        for reason, count in explanation.removed_by_reason.items():
            bar = (
                ""
                if self._width is None
                else "  " + self._style("█" * max(1, _MAX_BAR_WIDTH * count // max_count), _RED)
            )
            yield f"  {reason:<18}{count:>4}{bar}"

    def _wrap(self, text: str, indent: int) -> list[str]:
        text = escape_for_display(text)
        if self._width is None:
            return [text]
        return wrap_text(text, max(_MIN_TEXT_WIDTH, self._width - indent))

    def _isolate(self, text: str) -> str:
        """A right-to-left text in a directional isolate, so that it does not reorder the text next to it."""
        return (
            f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"
            if self._width is not None and detect_direction(text) == "rtl"
            else text
        )

    def _style(self, text: str, *styles: str) -> str:
        return f"\x1b[{';'.join(styles)}m{text}\x1b[0m" if self._colour and styles else text
