"""An explanation for a terminal, or, without width and colour, for a file or the next command."""

from __future__ import annotations

from collections.abc import Iterator

from newscrawl.core.explain import Explanation
from newscrawl.core.markup.direction import direction
from newscrawl.core.printable import shown
from newscrawl.core.reading import JudgedLine
from newscrawl.outputs.columns import wrapped
from newscrawl.outputs.explain_facts import ACCESS, facts, plural

_BOLD, _DIM, _RED, _YELLOW = "1", "2", "31", "33"
_LABEL = 15
_BAR = 24
_NARROWEST = 20
_ISOLATE, _END = "\u2068", "\u2069"
_RIGHT_TO_LEFT_MARK = "\u200f"


def explain_text(explanation: Explanation, *, width: int | None = None, colour: bool = False) -> str:
    """The record on top, then every line of the page: cut ones begin with a dash, and say why below.

    :param width: the terminal's columns; None leaves every line as long as it is.
    """
    return "\n".join(_View(width, colour).lines(explanation)) + "\n"


class _View:
    def __init__(self, width: int | None, colour: bool) -> None:
        self._width = width
        self._colour = colour

    def lines(self, explanation: Explanation) -> Iterator[str]:
        if explanation.problem:
            yield self._styled(shown(explanation.problem), _BOLD, _RED)
            yield ""
        yield from self._facts(explanation)
        yield ""
        for line in explanation.lines:
            yield from self._kept(line) if line.kept else self._cut(line)
            yield ""
        yield from self._counts(explanation)

    def _facts(self, explanation: Explanation) -> Iterator[str]:
        for fact in facts(explanation):
            yield from self._fact(fact.name, fact.value, ", ".join(fact.sources))
        article = explanation.article
        yield from self._fact(
            "access", f"{article.access}: {ACCESS[article.access]}", ", ".join(article.access_evidence)
        )

    def _fact(self, name: str, value: str, sources: str) -> Iterator[str]:
        label = self._styled(f"{name:<{_LABEL}}", _DIM)
        first, *others = self._fitted(value, _LABEL)
        yield label + self._isolated(first)
        for line in others:
            yield " " * _LABEL + self._isolated(line)
        if sources:
            for line in self._fitted(f"from {sources}", _LABEL):
                yield " " * _LABEL + self._styled(line, _DIM)

    def _kept(self, line: JudgedLine) -> Iterator[str]:
        mark = "• " if line.kind == "item" else "  "
        yield from self._block(line.text, mark, *([_BOLD] if line.kind == "heading" else []))

    def _cut(self, line: JudgedLine) -> Iterator[str]:
        yield from self._block(line.text, "- ", _RED)
        beside = " (beside the article)" if line.place == "beside" else ""
        yield f"    {self._styled(f'[{line.reason}]', _YELLOW)} {self._styled(line.rule + beside, _DIM)}"

    def _block(self, text: str, mark: str, *styles: str) -> Iterator[str]:
        """The text with a mark ahead of it; each line of a text that runs from right to left says so."""
        turned = self._width is not None and direction(text) == "rtl"
        for part in text.split("\n"):
            for line in self._fitted(part, len(mark)):
                yield mark + self._styled(_RIGHT_TO_LEFT_MARK + line if turned else line, *styles)
                mark = " " * len(mark)

    def _counts(self, explanation: Explanation) -> Iterator[str]:
        total = f"{explanation.kept} {plural(explanation.kept)} kept, {explanation.cut} cut"
        yield self._styled(total, _BOLD)
        most = max(explanation.counts.values(), default=1)
        for reason, count in explanation.counts.items():
            bar = "" if self._width is None else "  " + self._styled("█" * max(1, _BAR * count // most), _RED)
            yield f"  {reason:<18}{count:>4}{bar}"

    def _fitted(self, text: str, indent: int) -> list[str]:
        text = shown(text)
        if self._width is None:
            return [text]
        return wrapped(text, max(_NARROWEST, self._width - indent))

    def _isolated(self, text: str) -> str:
        """The text so that its direction does not turn what stands beside it."""
        return f"{_ISOLATE}{text}{_END}" if self._width is not None and direction(text) == "rtl" else text

    def _styled(self, text: str, *styles: str) -> str:
        return f"\x1b[{';'.join(styles)}m{text}\x1b[0m" if self._colour and styles else text
