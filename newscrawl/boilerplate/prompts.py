"""Whether a line asks the reader for something: evidence that adds up, and no wording.

A prompt speaks to the reader (you, we, a call to act) of a concept such as a subscription, a newsletter or a comment,
in few words, often without a full stop and with a link to a service page. At the edges of the text little evidence is
enough; between paragraphs much is needed, so that a sentence about subscriptions stays in an article about them. The
weights are in `rules/prompts.toml`, and the rules are named `prompts:<concept>`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from newscrawl.boilerplate.concepts import SUBJECTS, Lexicon, LineWords, get_lexicon, get_mask, list_concepts
from newscrawl.boilerplate.lines import COLONS, FULL_STOPS, BlockState, is_running_text
from newscrawl.boilerplate.structure import APART_RULE
from newscrawl.bylines.organizations import find_agencies
from newscrawl.bylines.parser import parse_byline
from newscrawl.bylines.text_credits import has_byline_word
from newscrawl.html.blocks import Block
from newscrawl.items import RemovalReason
from newscrawl.rules.schema import PromptWeights, Rules
from newscrawl.text import display_width

Place = Literal["head", "between", "tail"]
"""Whether a line is before the first paragraph, between paragraphs or behind the last."""

_MIN_PARAGRAPH_WIDTH = 160
"""Characters of a paragraph: the lines before the first and behind the last are the edges of the text. Wide
characters count twice."""
_MAX_PROMPT_WIDTH = 420
"""A longer line is a paragraph of the article or a text for itself; prompts of three sentences are shorter."""
_MAX_SENTENCE_CHARS = 100
"""Characters of a sentence between paragraphs that may be a prompt: no evidence outweighs place, stop and length."""
_MIN_SHARE_BETWEEN = 0.25
"""The share of words with a concept from which a line between paragraphs may be a prompt."""
_USUAL_WORDS = 8
"""Words of a usual prompt: each doubling of them counts against a line, each halving for it."""
_SHORT_WORDS = 3
"""Up to so many words a line is a label."""
_SHOWN_EVIDENCE = 3
"""How many pieces of evidence explain a removal."""

_ASKING = get_mask(("you", "we", "act"))
_OBJECTS = get_mask(("we", "page"))
_OFFERS = get_mask(("period", "trial"))
_MEASURES = get_mask(("price", "period"))
_WEAK = get_mask(("price", "period", "trial", "member", "moderation", "photo", "author"))
"""What alone says nothing if nobody is asked: `Artist of the Year`, `The first members`."""
_PRICE, _READ = get_mask(("price",)), get_mask(("read",))
_OPENING_QUOTES = frozenset("\"“”„‟«»「『'‘‚")
_QUOTES = re.compile('["“”„«»「」『』]')
_SENTENCE_ENDS = (*FULL_STOPS, "…")
_AMOUNT = re.compile(
    r"(?:[$£€₹¥₩₪₽₴₺฿₫]|\b(?:us|a|c|nz|r|rp|rs|kr|chf|zł|kč|ft|lei|rm)\.?) ?\d|\d[\d.,\s]{0,9}(?:[$£€₹¥₩₪₽₴₺฿₫%]|,-)",
    re.IGNORECASE,
)
"""An amount of money with a currency sign or code, or a percentage off."""
_ENTRY = re.compile(r"[^:：]{2,30}[:：]\s*\S")
_MAX_ENTRY_WORDS = 5
"""A label, a colon and a few words are an entry of a list: `Account: @millstream`."""
_NUMBER = re.compile(r"\d")

_PROMPT_REASONS: frozenset[RemovalReason | None] = frozenset(
    {"paywall", "subscribe", "newsletter", "share", "follow_topics", "comments", "app_prompt", "consent", "teaser"}
)


_REASONS_WITH_AGENCIES: frozenset[RemovalReason] = frozenset({"site_furniture", "follow_topics", "share", "app_prompt"})
"""Reasons of prompts that may name a news agency, such as a copyright or its channel."""
_MAX_BYLINE_CHARS = 80


@dataclass(frozen=True, slots=True)
class Prompt:
    """A line that asks for something."""

    concept: str
    reason: RemovalReason
    evidence: tuple[str, ...]
    """The names of its strongest evidence, the strongest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptScorer:
    """Scores the lines of a page.

    `service_words` are path segments of links to log-in, shop and similar pages.
    """

    lexicon: Lexicon
    weights: PromptWeights
    service_words: Set[str]

    def judge(self, evidence: Mapping[str, float]) -> Prompt | None:
        """The prompt that a line with this evidence is, or None; without evidence it is none."""
        contributions = {name: self.weights.of(name) * size for name, size in evidence.items()}
        if sum(contributions.values()) <= 0:
            return None
        concept = next(concept for concept in self.weights.concept if f"concept.{concept}" in evidence)
        strongest = sorted(
            (name for name, value in contributions.items() if value > 0), key=contributions.__getitem__, reverse=True
        )
        return Prompt(concept, self.weights.concept[concept].reason, tuple(strongest[:_SHOWN_EVIDENCE]))

    def get_evidence(
        self, block: Block, place: Place, *, is_beside_prompt: bool, has_own_style: bool
    ) -> Mapping[str, float]:
        """All evidence of a line by its name, each with its size; empty if the line is about no concept.

        :param is_beside_prompt: whether the line before or after it was removed as a prompt or a teaser.
        :param has_own_style: whether no paragraph of the article has its style.
        """
        text = block.text
        if text[0] in _OPENING_QUOTES or _is_too_long(block, place):
            return {}
        words = self.lexicon.read(_get_repeated_half(text))
        sizes = _measure_words(words)
        if place == "between" and sizes["share"] < _MIN_SHARE_BETWEEN:
            return {}
        has_number = _NUMBER.search(text) is not None
        has_amount = has_number and (words.has("price") or _AMOUNT.search(text) is not None)
        has_offer = has_amount and words.union & _OFFERS != 0
        subjects = _find_subjects(words, has_amount=has_amount, has_offer=has_offer)
        if not subjects:
            return {}
        flags = {
            **_describe_words(words, subjects),
            **_describe_form(text, place),
            "offer": has_offer,
            "number": has_number and not has_amount,
            "entry": len(words.masks) <= _MAX_ENTRY_WORDS and _ENTRY.match(text) is not None,
            "numbered": text[0].isdecimal() and not has_amount,
            **self._describe_block(block),
            "beside_prompt": is_beside_prompt,
            "own_style": has_own_style,
        }
        return {
            f"place.{place}": 1.0,
            **{f"concept.{concept}": 1.0 for concept in list_concepts(subjects)},
            **{name: 1.0 for name, is_true in flags.items() if is_true},
            **sizes,
        }

    def _describe_block(self, block: Block) -> dict[str, bool]:
        return {
            "heading": block.kind == "heading",
            "item": block.kind in ("item", "table"),
            "service_link": any(map(self._is_service_link, block.links)),
        }

    def _is_service_link(self, link: str) -> bool:
        """Whether the link leads to a log-in, a shop or the like, to a social network or to a mailbox."""
        scheme, _, rest = link.lower().partition(":")
        host, *path = rest.lstrip("/").replace("?", "/").replace("#", "/").split("/")
        if scheme == "mailto" or ".".join(host.split(".")[-2:]) in self.weights.link_hosts:
            return True
        return not self.service_words.isdisjoint(path)


def _is_too_long(block: Block, place: Place) -> bool:
    """Whether the line is a paragraph by its length alone; between paragraphs, also a sentence without a link."""
    text = block.text
    if place == "between" and not block.links and len(text) > _MAX_SENTENCE_CHARS and text.endswith(FULL_STOPS):
        return True
    return display_width(text, _MAX_PROMPT_WIDTH + 1) > _MAX_PROMPT_WIDTH


def _find_subjects(words: LineWords, *, has_amount: bool, has_offer: bool) -> int:
    """The mask of what a line is about; 0 if that is nothing that prompts are about.

    A call to act with an object of the publisher ("our site", "this article") asks to read on.
    """
    subjects = words.subjects | (_PRICE if has_amount else 0)
    if not subjects:
        return _READ if words.has("act") and words.union & _OBJECTS else 0
    is_weak = subjects & ~_WEAK == 0 and not words.union & _ASKING
    return 0 if is_weak and not has_offer else subjects


def _measure_words(words: LineWords) -> dict[str, float]:
    """How many words a line has, and the shares of those with a concept and with one of what it is about."""
    count = max(1, len(words.masks))
    return {
        "share": sum(map(bool, words.masks)) / count,
        "subject_share": sum(mask & SUBJECTS != 0 for mask in words.masks) / count,
        "words": math.log2(count / _USUAL_WORDS),
    }


def _describe_words(words: LineWords, subjects: int) -> dict[str, bool]:
    """What the words of a line are and how they follow each other."""
    masks = words.masks
    return {
        "second_concept": subjects.bit_count() > 1,
        "third_concept": subjects.bit_count() > 2,
        "you": words.has("you"),
        "we": words.has("we"),
        "act": words.has("act"),
        "page": words.has("page"),
        "asks": bool(words.subjects) and words.union & _ASKING != 0,
        "comment_rule": words.has("comment") and words.has("moderation"),
        "first": bool(masks and masks[0] & ~_MEASURES),
        "last": bool(masks and masks[-1] & ~_MEASURES),
        "whole": bool(masks) and all(masks),
        "short": len(masks) <= _SHORT_WORDS,
    }


def _describe_form(text: str, place: Place) -> dict[str, bool]:
    """The signs in a line. A colon at its end introduces a list, unless it is behind the text."""
    has_colon = place != "tail" and text.endswith(COLONS)
    return {
        "no_stop": not has_colon and not text.endswith(_SENTENCE_ENDS),
        "colon": has_colon,
        "exclaims": text.endswith(("!", "！")),
        "question": "? " in text or text.endswith(("?", "？", "؟")),
        "bracketed": text[0] in "(（" and text[-1] in ")）",
        "quoted": _QUOTES.search(text) is not None,
    }


def _get_repeated_half(text: str) -> str:
    """The first half of a label that is twice in the line, with or without a space; otherwise the text."""
    half = len(text) // 2
    if text[:half] == text[-half:] and (len(text) % 2 == 0 or text[half].isspace()):
        return text[:half]
    return text


@lru_cache(maxsize=64)
def get_prompt_scorer(rules: Rules, language: str | None) -> PromptScorer:
    """The scorer for pages of a language.

    :param language: a BCP 47 tag.
    """
    return PromptScorer(
        lexicon=get_lexicon(rules, language),
        weights=rules.prompt_weights,
        service_words=rules.navigation_words.service if rules.navigation_words else frozenset(),
    )


def remove_prompts(lines: Sequence[BlockState], scorer: PromptScorer) -> None:
    """Remove the lines that ask the reader for something.

    The tail grows upwards: a long prompt behind the last paragraph is judged before the lines above it. There, a line
    that was removed because it stands apart takes the reason of the prompt, which tells of the lines beside it.
    """
    for line, _, evidence in iter_evidence(lines, scorer):
        prompt = scorer.judge(evidence)
        if prompt and not _names_agency(line.block.text, prompt) and not _is_byline(line.block.text):
            line.reason, line.rule = prompt.reason, f"prompts:{prompt.concept}"


def _names_agency(text: str, prompt: Prompt) -> bool:
    """Whether a line says where the report is from ("Reuters contributed to this report"), and reserves no rights."""
    return prompt.reason not in _REASONS_WITH_AGENCIES and bool(find_agencies(text))


def _is_byline(text: str) -> bool:
    """Whether a short line begins with a word such as "by" and names people: `Mira`, "watch" in Spanish, is a name."""
    first_word, _, rest = text.partition(" ")
    if not rest or len(text) > _MAX_BYLINE_CHARS or not has_byline_word(first_word):
        return False
    return parse_byline(text).has_people


def iter_evidence(
    lines: Sequence[BlockState], scorer: PromptScorer
) -> Iterator[tuple[BlockState, Place, Mapping[str, float]]]:
    """Each kept line, and in the tail each that stands apart, with its place and its evidence.

    What was removed meanwhile is evidence for the lines beside it.
    """
    style_counts = Counter(line.block.style_signature for line in lines if line.is_kept and is_running_text(line.block))
    for index, place in iter_places(lines):
        line = lines[index]
        if line.is_kept or (place == "tail" and line.rule == APART_RULE):
            neighbours = (*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2])
            yield (
                line,
                place,
                scorer.get_evidence(
                    line.block,
                    place,
                    is_beside_prompt=any(neighbour.reason in _PROMPT_REASONS for neighbour in neighbours),
                    has_own_style=style_counts[line.block.style_signature] <= 1,
                ),
            )


def iter_places(lines: Sequence[BlockState]) -> Iterator[tuple[int, Place]]:
    """The index of each line and its place: the tail from its end, then the head, then what is between them.

    Whether a line of the tail is kept is read after it was yielded: the tail ends with a paragraph that is kept.
    """
    end = len(lines)
    while end > 0 and not _is_paragraph(lines[end - 1]):
        end -= 1
        yield end, "tail"
        if end == 0:
            return
    start = 0
    while start < end and not _is_paragraph(lines[start]):
        yield start, "head"
        start += 1
    for index in range(start, end):
        yield index, "between"


def _is_paragraph(line: BlockState) -> bool:
    return line.is_kept and display_width(line.block.text, _MIN_PARAGRAPH_WIDTH) >= _MIN_PARAGRAPH_WIDTH
