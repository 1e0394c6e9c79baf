"""What each rule brings on publishers that were not looked at while it was made.

    python -m benchmarks.transfer GOLD [GOLD …]
    python -m benchmarks.transfer GOLD --seed 7 --top 40
    python -m benchmarks.transfer GOLD --only structure: --lines 5

GOLD is a folder of sets, as `benchmarks.quality` reads it. The publishers (registrable domains) are split in two
halves by a bit of their CRC-32; another `--seed` gives another split. The first half, "seen", is the one to look at
while a rule is made; the other, "unseen", judges it. For every rule that an entry of `removed` names, which includes
each class-name word of `newscrawl/rules/hints.toml` (`structure:related`), the table has the foreign lines that it
removed (+) and the lines of the article that it cost (-) on either half, and on how many publishers it pays, that is,
removes more than it costs. A rule that pays on one publisher only, or costs more than it removes on one half, is
marked: it does not transfer.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from zlib import crc32

from benchmarks.quality import Case, iter_cases
from benchmarks.scoring import Expected, Extracted, Scores, missing_lines, normalize
from newscrawl import Article, ExtractionFailed, NotAnArticle, extract
from newscrawl.urls.normalize import registrable_domain

Half = Literal["seen", "unseen"]
HALVES: tuple[Half, ...] = ("seen", "unseen")

_MIN_PAYING_PUBLISHERS = 2
_MIN_HELD_WORDS = 4
"""A removed line of fewer words is the article's only if it is a whole line there: "Share" may be in any sentence."""


@dataclass(slots=True)
class Effect:
    """What one rule did, by half and publisher."""

    removed: dict[Half, Counter[str]] = field(default_factory=lambda: {half: Counter() for half in HALVES})
    """For each publisher the foreign lines that the rule removed."""
    cost: dict[Half, Counter[str]] = field(default_factory=lambda: {half: Counter() for half in HALVES})
    """For each publisher the lines of the article that the rule removed."""
    cost_lines: list[str] = field(default_factory=list)
    """The lines of the article that it removed on the seen half."""

    def paying_publishers(self, half: Half) -> int:
        """The number of publishers where it removed more than it cost."""
        return sum(count > self.cost[half][publisher] for publisher, count in self.removed[half].items())

    def total(self, counts: dict[Half, Counter[str]]) -> int:
        """The sum over both halves."""
        return sum(counts[half].total() for half in HALVES)

    def transfers(self) -> bool:
        """Whether it pays on at least two publishers and removes, on either half, more than it costs."""
        pays = sum(map(self.paying_publishers, HALVES)) >= _MIN_PAYING_PUBLISHERS
        return pays and all(self.cost[half].total() <= self.removed[half].total() for half in HALVES)


def split_publisher(publisher: str, *, seed: int = 0) -> Half:
    """The half of a publisher: with seed 0, those with an even CRC-32 are seen.

    :param seed: the bit of the CRC-32 that counts, 0 to 31. (Another start value would not do: names of the same length
        would all change their half together.)

    >>> split_publisher("quayside.example"), split_publisher("mill.example")
    ('seen', 'unseen')
    """
    return "unseen" if crc32(publisher.encode()) >> seed & 1 else "seen"


def classify_removed(
    removed: Iterable[tuple[str, str]], expected: Expected, *, kept: str
) -> Iterator[tuple[str, str, bool]]:
    """The rule and the text of each removed line, and whether the line is the article's.

    Left out are lines that the output still has elsewhere, the headline, and lines that some readings of the article
    have and others do not: nothing is lost by their removal, and nothing is won.

    :param removed: the text and the rule of each line.
    :param kept: the text that came out.
    """
    readings = ["\n".join(paragraphs) for paragraphs in expected.texts]
    shortest, everything = min(readings, key=len), "\n".join([*readings, expected.title or ""])
    for text, rule in removed:
        line = text.replace("\n", " ")
        if not _is_in(line, everything):
            yield rule, line, False
        elif _is_in(line, shortest) and missing_lines(line, kept):
            yield rule, line, True


def _is_in(line: str, text: str) -> bool:
    """Whether the text holds the line; a short one must be a whole line there."""
    normalized = normalize(line)
    if len(normalized.split()) < _MIN_HELD_WORDS:
        return normalized in map(normalize, text.split("\n"))
    return not missing_lines(line, text)


class Transfer:
    """The effects of all rules and the scores of both halves."""

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed
        self.effects: defaultdict[str, Effect] = defaultdict(Effect)
        self.scores: dict[Half, Scores] = {half: Scores() for half in HALVES}
        self.publishers: dict[Half, set[str]] = {half: set() for half in HALVES}

    def add(self, case: Case) -> None:
        """Count one page; pages whose text is not known are left out."""
        name, body, url, expected = case
        if not any(expected.texts):
            return
        publisher = (url and registrable_domain(url)) or name
        half = split_publisher(publisher, seed=self.seed)
        article = _extract(body, url)
        self.publishers[half].add(publisher)
        self.scores[half].add(Expected(texts=expected.texts), Extracted(text=article.text if article else ""))
        if article is None:
            return
        removed = ((removal.text, removal.rule) for removal in article.removed)
        for rule, line, is_wanted in classify_removed(removed, expected, kept=article.text):
            effect = self.effects[rule]
            (effect.cost if is_wanted else effect.removed)[half][publisher] += 1
            if is_wanted and half == "seen":
                effect.cost_lines.append(f"{publisher}: {line}")

    def rows(self) -> list[tuple[str, Effect]]:
        """The rules, those that cost most first."""
        return sorted(
            self.effects.items(), key=lambda row: (-row[1].total(row[1].cost), -row[1].total(row[1].removed), row[0])
        )


def main() -> int:
    """Print the scores of both halves and a row a rule; the exit code is 2 where there is nothing to score."""
    args = _parse_arguments()
    transfer = Transfer(seed=args.seed)
    for folder in (path for gold in args.gold for path in sorted(gold.glob("*/"))):
        for case in iter_cases(folder):
            transfer.add(case)
    if not any(transfer.publishers.values()):
        print("benchmarks.transfer: no folder there holds cases, or gold.json and html.tar.xz", file=sys.stderr)
        return 2
    for half, scores in transfer.scores.items():
        shown = "  ".join(f"{name} {value:g}" for name, value in scores.summary().items())
        print(f"{half:7} {scores.pages:5} pages of {len(transfer.publishers[half]):4} publishers  {shown}")
    print(f"\n{'rule':44} {'seen':>13} {'unseen':>13}   publishers it pays on")
    rows = [(rule, effect) for rule, effect in transfer.rows() if rule.startswith(args.only)]
    for rule, effect in rows[: args.top or None]:
        _print_row(rule, effect, show_lines=args.lines)
    return 0


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path, help="a folder of sets")
    parser.add_argument("--seed", type=int, default=0, choices=range(32), metavar="0…31", help="another split")
    parser.add_argument("--only", default="", metavar="PREFIX", help="only rules whose names begin like this")
    parser.add_argument("--top", type=int, default=0, metavar="N", help="only the N rules that cost most")
    parser.add_argument("--lines", type=int, default=0, metavar="N", help="show N seen lines that each rule cost")
    return parser.parse_args()


def _print_row(rule: str, effect: Effect, *, show_lines: int) -> None:
    sums = "  ".join(f"+{effect.removed[half].total():6} -{effect.cost[half].total():4}" for half in HALVES)
    pays = " ".join(f"{effect.paying_publishers(half):4}" for half in HALVES)
    print(f"{rule[:44]:44} {sums}   {pays}  {'' if effect.transfers() else 'does not transfer'}".rstrip())
    for line in effect.cost_lines[:show_lines]:
        print(f"    - {line[:150]}")


def _extract(body: bytes, url: str | None) -> Article | None:
    try:
        return extract(body, url=url)
    except (NotAnArticle, ExtractionFailed):
        return None


if __name__ == "__main__":
    sys.exit(main())
