"""Learns the weights of `newscrawl/rules/prompts.toml`: logistic regression over the evidence of lines.

    python -m benchmarks.prompt_weights GOLD              # learn on seen publishers, judge on the unseen ones
    python -m benchmarks.prompt_weights GOLD --write      # and write the numbers into prompts.toml

GOLD is a folder of sets, as `benchmarks.quality` reads it; publishers are split as in `benchmarks.transfer`. To the
lines of the pages come the `go` and `stay` lines of the concept and phrase files, at every place: pages are mostly
English, and the examples are not. A line of the article that is removed costs more than a prompt that is kept, so real
lines and `stay` lines have more weight, and the sums of the places are lowered by a margin after learning.
"""

from __future__ import annotations

import argparse
import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args
from unittest.mock import patch

from lxml.html import HtmlElement

from benchmarks.quality import Case, iter_cases
from benchmarks.scoring import missing_lines
from benchmarks.transfer import split_publisher
from newscrawl import ExtractionFailed, NotAnArticle, extract
from newscrawl.boilerplate import remover
from newscrawl.boilerplate.lines import BlockState
from newscrawl.boilerplate.prompts import Place, PromptScorer, get_prompt_scorer, iter_evidence
from newscrawl.html.blocks import Block
from newscrawl.rules.loader import load_rules
from newscrawl.rules.toml_reader import rules_folder
from newscrawl.urls.normalize import registrable_domain

SET_BY_HAND = frozenset(
    {"bracketed", "entry", "numbered", "heading", "item", "own_style", "beside_prompt", "service_link"}
)
"""Evidence that too few lines have, or that the examples cannot have: its weights are read from the file."""
MARGINS = {"place.head": 0.3, "place.between": 2.0, "place.tail": 0.3}
_REAL_WEIGHT, _FOREIGN_WEIGHT, _GO_WEIGHT, _STAY_WEIGHT = 2.0, 0.3, 0.7, 2.5
_CONCEPT_GO_WEIGHT = 4.0
"""A foreign line of a page may be no prompt at all, such as another article's headline: it counts least. The examples
of the concepts count most: there are few, and each stands for a kind of prompt in its language."""
_OTHER_REASONS = frozenset({"credit", "caption", "navigation"})
"""Reasons of phrases that are no prompts."""
_NUMBER = re.compile(r"= -?\d+\.\d+")
_EPOCHS, _RATE, _DECAY = 40, 0.3, 0.0002


@dataclass(frozen=True, slots=True)
class Sample:
    """A line, its evidence, and whether it should be removed."""

    evidence: Mapping[str, float]
    place: Place
    is_prompt: bool
    weight: float
    is_seen: bool
    is_example: bool


def main() -> None:
    """Learn, print the share of lines that are removed on both halves, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    samples = [*iter_example_samples()]
    for folder in (path for gold in args.gold for path in sorted(gold.glob("*/"))):
        for case in iter_cases(folder):
            samples += list_page_samples(case)
    weights = learn([sample for sample in samples if sample.is_seen])
    print_shares(samples, weights)
    if args.write:
        write_weights(weights)


def iter_example_samples() -> Iterator[Sample]:
    """The examples of the concept files and of the phrase files, at every place where they must go or stay."""
    rules = load_rules()
    places: tuple[Place, ...] = get_args(Place)
    for language, file in rules.concept_files.items():
        scorer = get_prompt_scorer(rules, language)
        yield from _to_samples(scorer, file.go, ("tail",), is_prompt=True, name=language, go_weight=_CONCEPT_GO_WEIGHT)
        yield from _to_samples(scorer, file.stay, places, is_prompt=False, name=language)
    for language, phrase_file in rules.phrase_files.items():
        scorer = get_prompt_scorer(rules, language)
        for phrase in phrase_file.phrase:
            if phrase.reason not in _OTHER_REASONS and not phrase.linked:
                name = f"{language}{phrase.id}"
                yield from _to_samples(scorer, phrase.go, places, is_prompt=True, name=name)
                yield from _to_samples(scorer, phrase.stay, places, is_prompt=False, name=name)


def _to_samples(
    scorer: PromptScorer,
    texts: Iterable[str],
    places: Iterable[Place],
    *,
    is_prompt: bool,
    name: str,
    go_weight: float = _GO_WEIGHT,
) -> Iterator[Sample]:
    is_seen = split_publisher(name) == "seen"
    for text in texts:
        block = Block(text, "paragraph", HtmlElement(), 0, (), 0.0)
        for place in places:
            evidence = scorer.get_evidence(block, place, is_beside_prompt=False, has_own_style=False)
            if evidence:
                weight = go_weight if is_prompt else _STAY_WEIGHT
                yield Sample(evidence, place, is_prompt, weight, is_seen, is_example=True)


def list_page_samples(case: Case) -> list[Sample]:
    """The lines of a page that structure has kept; those whose text is in no reading of the article are foreign."""
    name, body, url, expected = case
    if not any(expected.texts):
        return []
    article = "\n".join(["\n".join(paragraphs) for paragraphs in expected.texts] + [expected.title or ""])
    is_seen = split_publisher((url and registrable_domain(url)) or name) == "seen"
    samples: list[Sample] = []
    texts: Counter[str] = Counter()

    def collect(lines: Sequence[BlockState], scorer: PromptScorer) -> None:
        for line, place, evidence in iter_evidence(lines, scorer):
            if evidence and not texts[line.block.text]:
                is_foreign = bool(missing_lines(line.block.text.replace("\n", " "), article))
                weight = _FOREIGN_WEIGHT if is_foreign else _REAL_WEIGHT
                samples.append(Sample(evidence, place, is_foreign, weight, is_seen, is_example=False))
            texts[line.block.text] += 1

    with patch.object(remover, "remove_prompts", collect):
        try:
            extract(body, url=url)
        except (NotAnArticle, ExtractionFailed):
            return samples
    return samples


def learn(samples: Sequence[Sample]) -> dict[str, float]:
    """Weights by the name of the evidence: stochastic gradient descent with AdaGrad, the same on every run."""
    known = load_rules().prompt_weights
    weights = {name: known.of(name) for name in SET_BY_HAND}
    squares: Counter[str] = Counter()
    shuffled = [*samples]
    order = random.Random(1)  # noqa: S311 - the order of the samples is no secret
    for _ in range(_EPOCHS):
        order.shuffle(shuffled)
        for sample in shuffled:
            error = sample.weight * (_to_probability(_sum(sample, weights)) - sample.is_prompt)
            for name, size in sample.evidence.items():
                if name not in SET_BY_HAND:
                    gradient = error * size + _DECAY * weights.get(name, 0.0)
                    squares[name] += gradient * gradient  # type: ignore[assignment]
                    weights[name] = weights.get(name, 0.0) - _RATE * gradient / (math.sqrt(squares[name]) + 1e-9)
    return {name: weight - MARGINS.get(name, 0.0) for name, weight in weights.items()}


def _sum(sample: Sample, weights: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * size for name, size in sample.evidence.items())


def _to_probability(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def print_shares(samples: Sequence[Sample], weights: Mapping[str, float]) -> None:
    """For each half, kind of line and place: how many lines are removed, and of how many."""
    totals: Counter[tuple[str, str, str]] = Counter()
    removed: Counter[tuple[str, str, str]] = Counter()
    for sample in samples:
        kinds = ("stay", "go") if sample.is_example else ("real", "foreign")
        key = ("seen" if sample.is_seen else "unseen", kinds[sample.is_prompt], str(sample.place))
        totals[key] += 1
        removed[key] += _sum(sample, weights) > 0
    for row in sorted(totals):
        print(f"{' '.join(row):24} {removed[row]:6} of {totals[row]:6}")


def write_weights(weights: Mapping[str, float]) -> None:
    """Put the numbers into `prompts.toml`; everything else in the file stays as it is."""
    path = Path(str(rules_folder() / "prompts.toml"))
    group, lines = "", []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            group = line.strip("[]")
        key = line.partition(" = ")[0]
        name = key if group == "evidence" else f"{group}.{key}"
        lines.append(_NUMBER.sub(f"= {weights[name]:.2f}", line) if name in weights else line)
    path.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
