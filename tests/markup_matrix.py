"""The same articles in every mark-up: what is read must not depend on what the page is built of.

    python -m tests.markup_matrix                                    # the table by mark-up and article
    python -m tests.markup_matrix --articles en,de --lines           # each line that is lost or kept wrongly
    python -m tests.markup_matrix --markups div_soup,plain_text

A cell is right if the text is exactly the article's paragraphs, in order, each one paragraph. The articles are in
`markup_matrix_articles`: one line of the page a line, each with its kind; `p` is a paragraph. Their words, names and
places are invented.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from newscrawl import ExtractionFailed, NotAnArticle, clean_text, extract
from tests.markups import MARKUPS, SITE, Line, MatrixArticle

FOLDER = Path(__file__).parent / "markup_matrix_articles"
_PLAIN_TEXT = "plain_text"
_LEGEND = "A cell has the number of lost paragraphs / the number of foreign lines; `.` is right."


@dataclass(frozen=True, slots=True)
class Cell:
    """What went wrong with one article in one mark-up."""

    lost: tuple[str, ...]
    """Paragraphs of the article that are no paragraph of the text."""
    kept: tuple[str, ...]
    """Paragraphs of the text that are none of the article."""
    is_right: bool


@cache
def load_articles() -> dict[str, MatrixArticle]:
    """All articles, by the name of their file."""
    return {path.stem: read_article(path) for path in sorted(FOLDER.glob("*.toml"))}


def read_article(path: Path) -> MatrixArticle:
    """The article in a file."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = [line.split(" | ", 1) for line in data["lines"].splitlines() if line]
    lines = tuple(Line(kind.strip(), text) for kind, text in rows)
    return MatrixArticle(path.stem, data["language"], data.get("direction", "ltr"), lines)


def judge(article: MatrixArticle, markup: str) -> Cell:
    """Read the article in this mark-up, and compare its text with the paragraphs."""
    page = MARKUPS[markup](article)
    url = f"{SITE}/story/{article.name}"
    try:
        read = clean_text(page.decode(), url=url) if markup.startswith(_PLAIN_TEXT) else extract(page, url=url)
    except (NotAnArticle, ExtractionFailed):
        return Cell(tuple(article.paragraphs), (), False)
    wanted, got = article.paragraphs, read.text.split("\n\n")
    return Cell(
        lost=tuple(text for text in wanted if text not in got),
        kept=tuple(text for text in got if text not in wanted),
        is_right=got == wanted,
    )


def judge_all(articles: Iterable[str], markups: Iterable[str]) -> dict[tuple[str, str], Cell]:
    """All cells, by mark-up and article."""
    known, names = load_articles(), [*articles]
    return {(markup, name): judge(known[name], markup) for markup in markups for name in names}


def share_right(cells: Mapping[tuple[str, str], Cell]) -> float:
    """The share of the cells that are right, 0 to 1."""
    return sum(cell.is_right for cell in cells.values()) / len(cells)


def format_table(cells: Mapping[tuple[str, str], Cell]) -> str:
    """A row for each mark-up, a column for each article: `.` is right, else the numbers of lost and kept lines."""
    markups = [*dict.fromkeys(markup for markup, _ in cells)]
    names = [*dict.fromkeys(name for _, name in cells)]
    width = max(map(len, markups))
    rows = [f"{'':{width}}  {''.join(f'{name:>6}' for name in names)}  right"]
    for markup in markups:
        row = [cells[markup, name] for name in names]
        marks = ("." if cell.is_right else f"{len(cell.lost)}/{len(cell.kept)}" for cell in row)
        share = sum(cell.is_right for cell in row) / len(row)
        rows.append(f"{markup:{width}}  {''.join(f'{mark:>6}' for mark in marks)}  {share:5.2f}")
    shares = (sum(cells[markup, name].is_right for markup in markups) / len(markups) for name in names)
    rows.append(f"{'all':{width}}  {''.join(f'{share:6.2f}' for share in shares)}  {share_right(cells):5.2f}")
    return "\n".join(rows)


def format_faults(cells: Mapping[tuple[str, str], Cell]) -> str:
    """Every line that is lost or wrongly kept."""
    rows = []
    for (markup, name), cell in cells.items():
        if not cell.is_right:
            rows.append(f"{markup} {name}")
            rows += [f"  lost {text[:110]!r}" for text in cell.lost]
            rows += [f"  kept {text[:110]!r}" for text in cell.kept]
    return "\n".join(rows)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", help="names with commas between them; all if left out")
    parser.add_argument("--markups", help="names with commas between them; all if left out")
    parser.add_argument("--lines", action="store_true", help="print each line that is lost or kept wrongly")
    args = parser.parse_args()
    articles = args.articles.split(",") if args.articles else [*load_articles()]
    markups = args.markups.split(",") if args.markups else [*MARKUPS]
    cells = judge_all(articles, markups)
    faults = f"{format_faults(cells)}\n" if args.lines else ""
    sys.stdout.write(f"{faults}{format_table(cells)}\n{_LEGEND}\n")


if __name__ == "__main__":
    main()
