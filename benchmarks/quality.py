"""The quality gate: scores of the extraction on pages with known answers, and whether any has fallen.

    python -m benchmarks.quality                      # the cases of fixtures/, beside benchmarks/quality.json
    python -m benchmarks.quality GOLD                 # a folder of yours
    python -m benchmarks.quality GOLD --baseline FILE # ends with code 1 where a score is below FILE's
    python -m benchmarks.quality GOLD --baseline FILE --write

GOLD is a folder of sets. A set is a folder of cases as in fixtures/cases, or a folder with `gold.json` and the pages as
`html.tar.xz`: `gold.json` maps the name of a page, without `.html`, to `url`, `text` (a list of paragraphs), and, where
they are known, `title`, `authors` and `date`. A paragraph written as `[…]` and those in `optional`, which precede the
text, may be missing.
"""

from __future__ import annotations

import argparse
import json
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.scoring import Expected, Extracted, Scores, find_regressions
from newscrawl import ExtractionFailed, NotAnArticle, extract

FIXTURES = Path(__file__).parent.parent / "fixtures"
BASELINE = Path(__file__).with_name("quality.json")

Case = tuple[str, bytes, str | None, Expected]
"""A page's name, its bytes, its URL, and what must come out of it."""


def main() -> int:
    """Print a row a set; the exit code is 1 where a score has fallen, 2 where there is nothing to score."""
    args = _parse_arguments()
    sets = [FIXTURES / "cases"] if args.gold is None else sorted(path for path in args.gold.glob("*/"))
    baseline_path = args.baseline or (BASELINE if args.gold is None else None)
    baseline = json.loads(baseline_path.read_text("utf-8")) if baseline_path and baseline_path.exists() else {}
    summaries, has_fallen = {}, False
    for folder in sets:
        scores = _score(folder, show_lines=args.lines)
        if not scores.pages:
            continue
        summaries[folder.name] = summary = scores.summary()
        print(
            f"{folder.name:12} {scores.pages:5} pages  "
            + "  ".join(f"{name} {value:g}" for name, value in summary.items())
        )
        for line in find_regressions(baseline.get(folder.name, {}), summary):
            has_fallen = True
            print(f"{folder.name:12} WORSE: {line}")
    if not summaries:
        print(
            f"benchmarks.quality: {args.gold}: no folder there holds cases, or gold.json and html.tar.xz",
            file=sys.stderr,
        )
        return 2
    if args.write and baseline_path:
        baseline_path.write_text(json.dumps(baseline | summaries, indent=2) + "\n", "utf-8")
        return 0
    return int(has_fallen)


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "gold", nargs="?", type=Path, help="a folder of sets; the cases of fixtures/ where none is given"
    )
    parser.add_argument("--baseline", type=Path, help="scores that must not fall")
    parser.add_argument("--write", action="store_true", help="write the scores to the baseline instead")
    parser.add_argument("--lines", type=int, default=0, metavar="N", help="show N extra and N lost lines a set")
    return parser.parse_args()


def _score(folder: Path, *, show_lines: int) -> Scores:
    scores = Scores()
    for _, body, url, expected in iter_cases(folder):
        scores.add(expected, _extract(body, url))
    for sign, lines in (("+", scores.extra_lines), ("-", scores.lost_lines)):
        for line in lines[:: max(1, len(lines) // show_lines)][:show_lines] if show_lines else ():
            print(f"  {sign} {line[:150]}")
    return scores


def _extract(body: bytes, url: str | None) -> Extracted:
    try:
        article = extract(body, url=url)
    except (NotAnArticle, ExtractionFailed):
        return Extracted()
    return Extracted(
        text=article.text,
        title=article.title,
        authors=article.authors,
        agencies=article.agencies,
        published=article.published,
    )


def iter_cases(folder: Path) -> Iterator[Case]:
    """The pages of a set with their answers; those that must be refused are left out."""
    if (folder / "gold.json").exists():
        yield from _iter_gold(folder)
        return
    for page in sorted(folder.glob("*/page.html")):
        answers = json.loads(page.with_name("expected.json").read_bytes())
        if "refused" not in answers:
            yield page.parent.name, page.read_bytes(), _read_url(page.with_name("meta.json")), _parse_expected(answers)


def _iter_gold(folder: Path) -> Iterator[Case]:
    gold = json.loads((folder / "gold.json").read_text("utf-8"))
    with tarfile.open(folder / "html.tar.xz") as pages:
        for member in pages:
            answers, page = gold.get(Path(member.name).stem), pages.extractfile(member)
            if answers is not None and page is not None:
                yield Path(member.name).stem, page.read(), answers.get("url"), _parse_expected(answers)


def _read_url(path: Path) -> str | None:
    return dict(json.loads(path.read_bytes())).get("url")


def _parse_expected(answers: dict[str, Any]) -> Expected:
    return Expected(
        texts=_parse_readings(answers.get("text"), answers.get("optional") or []),
        title=answers.get("title"),
        authors=answers.get("authors"),
        date=answers.get("date") or answers.get("published"),
    )


def _parse_readings(text: list[str] | None, optional: list[str]) -> list[list[str]]:
    """The text with and without what may be missing; nothing where no text is known."""
    if text is None:
        return []
    is_bracketed = [paragraph.startswith("[") and paragraph.endswith("]") for paragraph in text]
    shortest = [paragraph for paragraph, bracketed in zip(text, is_bracketed, strict=True) if not bracketed]
    longest = [
        paragraph[1:-1] if bracketed else paragraph for paragraph, bracketed in zip(text, is_bracketed, strict=True)
    ]
    return [shortest, [*optional, *longest]] if optional or shortest != longest else [shortest]


if __name__ == "__main__":
    sys.exit(main())
