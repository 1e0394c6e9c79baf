"""How much of an article is served to everyone: signs are collected as words, and judged together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from newscrawl.items import Access, Removal
from newscrawl.metadata.jsonld import JsonLdNode
from newscrawl.metadata.meta_tags import DeclaredMetadata
from newscrawl.text import normalize_text, split_words

PROMPT_EVIDENCE = "prompt"
"""The sign of a cut subscription or log-in prompt: `prompt:<rule>`."""
TRUNCATED_EVIDENCE = "text:truncated"
"""The sign that the text visibly stops before the article does."""

_FREE_VALUES = frozenset({"free", "open", "public"})
_CLOSED_VALUES = frozenset({"locked", "paid", "premium", "subscriber", "subscribers", "subscription", "registered"})
_TRUE_VALUES = frozenset({"true", "yes", "1"})
_FALSE_VALUES = frozenset({"false", "no", "0"})
_FREE_META_NAMES = (
    *("article:content_tier", "content_tier", "article:access", "access_level", "article:accesslevel"),
    *("isaccessibleforfree", "is_free", "article:free"),
)
_PAID_META_NAMES = (
    "cxenseparse:paywall",
    "paywall",
    "ispremium",
    "is_premium",
    "premium",
    "is_paid",
    "article:premium",
)
_MAX_PARTS = 20
_ELLIPSES = ("…", "...", "[…]", "[...]", "(…)", "(...)", "…»", "…“", "…”")
_MIN_WORD_COUNT_RATIO = 0.6
"""A text with less than this share of the words that the page declares is truncated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessResult:
    """How much of an article its publisher serves to everyone, and how much of it is in the text."""

    access: Access
    evidence: list[str]
    """What `access` was concluded from, each as `classify_access` expects it."""
    truncated: bool
    """Whether the text visibly stops before the article does."""


def read_access_evidence(declared: DeclaredMetadata, article_node: JsonLdNode) -> list[str]:
    """What the page states of its access, each as `place=free`, `place=metered` or `place=closed`, once."""
    return list(dict.fromkeys([*_iter_jsonld_evidence(article_node), *_iter_meta_evidence(declared)]))


def assess_access(
    paragraphs: Sequence[str],
    removed: Sequence[Removal],
    *,
    declared_evidence: Sequence[str] = (),
    article_node: JsonLdNode | None = None,
    removed_outside: Sequence[Removal] = (),
) -> AccessResult:
    """The access of an article, from what its page declares, what was removed from its text and how the text ends.

    :param paragraphs: the paragraphs of the text.
    :param removed: what was removed from the text.
    :param declared_evidence: what `read_access_evidence` found.
    :param article_node: the JSON-LD node of the article; its `wordCount` is read.
    :param removed_outside: what was removed outside the container of the text. A prompt there is no evidence of a
        paywall, but it makes it more likely that an open end means a truncated text.
    """
    prompts = find_paywall_prompts(removed)
    has_prompt = bool(prompts or find_paywall_prompts(removed_outside))
    truncated = is_truncated(paragraphs, article_node, has_prompt=has_prompt)
    evidence = [*declared_evidence, *(f"{PROMPT_EVIDENCE}:{rule}" for rule in prompts)]
    if truncated:
        evidence.append(TRUNCATED_EVIDENCE)
    return AccessResult(access=classify_access(evidence), evidence=evidence, truncated=truncated)


def classify_access(evidence: Sequence[str]) -> Access:
    """The access that the evidence speaks for.

    :param evidence: the signs of `read_access_evidence`, and what cleaning found: `prompt:<rule>` for a
        prompt that was cut, `TRUNCATED_EVIDENCE` for a text that stops short.

    One sign alone never makes a page paywalled: publishers mark readable pages as not free, print
    subscription prompts on free ones, and end some texts with dots. Two of the three kinds
    (statement, prompt, truncated text) do, and so do two separate statements. A page that is
    stated not to be free, and is readable all the same, is metered.
    """
    closed_provenances = {_get_provenance(entry) for entry in evidence if entry.endswith("=closed")}
    has_prompt = any(sign == PROMPT_EVIDENCE or sign.startswith(f"{PROMPT_EVIDENCE}:") for sign in evidence)
    is_truncated = TRUNCATED_EVIDENCE in evidence
    is_metered = any(sign.endswith("=metered") for sign in evidence)
    is_free = any(sign.endswith("=free") for sign in evidence)
    if is_truncated and (has_prompt or closed_provenances or is_metered):
        return "paywalled"
    if closed_provenances and not is_free and (has_prompt or len(closed_provenances) > 1):
        return "paywalled"
    if is_metered or closed_provenances:
        return "metered"
    return "open" if is_free and not is_truncated else "unknown"


def find_paywall_prompts(removed: Sequence[Removal]) -> list[str]:
    """The rules whose words asked for payment or a log-in, each once: not those that only match a class name."""
    rules = (removal.rule for removal in removed if removal.reason == "paywall")
    return list(dict.fromkeys(rule for rule in rules if rule.startswith(("phrases/", "sites/"))))


def is_truncated(paragraphs: Sequence[str], article_node: JsonLdNode | None, *, has_prompt: bool) -> bool:
    """Whether the text visibly stops before the article does.

    An open end (`…`) counts only beside a removed paywall prompt, or where the text has at most two paragraphs. Far
    fewer words than the `wordCount` of JSON-LD count only beside a prompt: sites include captions and teasers in it.
    """
    if not paragraphs:
        return False
    if paragraphs[-1].endswith(_ELLIPSES) and (has_prompt or len(paragraphs) <= 2):
        return True
    declared_count = _get_declared_word_count(article_node)
    return (
        has_prompt
        and declared_count > 0
        and len(split_words(" ".join(paragraphs))) < _MIN_WORD_COUNT_RATIO * declared_count
    )


def _get_declared_word_count(article_node: JsonLdNode | None) -> int:
    """The word count that the page declares; 0 without a plausible one."""
    declared = (article_node or {}).get("wordCount")
    if isinstance(declared, int | str) and str(declared).isdecimal() and len(str(declared)) < 7:
        return int(declared)
    return 0


def _get_provenance(entry: str) -> str:
    """Where a sign was read; JSON-LD's two properties for one thing are one place."""
    return entry.partition(":")[0] if entry.startswith("jsonld:") else entry.partition("=")[0]


def _iter_jsonld_evidence(article_node: JsonLdNode) -> Iterator[str]:
    if state := _parse_access_value(article_node.get("isAccessibleForFree")):
        yield f"jsonld:isAccessibleForFree={state}"
    parts = article_node.get("hasPart")
    for part in (parts if isinstance(parts, list) else [parts])[:_MAX_PARTS]:
        if isinstance(part, dict) and _parse_access_value(part.get("isAccessibleForFree")) == "closed":
            selector = part.get("cssSelector")
            selector_suffix = (
                f"({normalize_text(selector)[:60]})" if isinstance(selector, str) and selector.strip() else ""
            )
            yield f"jsonld:hasPart{selector_suffix}=closed"


def _iter_meta_evidence(declared: DeclaredMetadata) -> Iterator[str]:
    for names, is_paid_flag in ((_FREE_META_NAMES, False), (_PAID_META_NAMES, True)):
        for name in names:
            if name in declared.meta_tags and (
                state := _parse_access_value(declared.get_meta(name), is_paid_flag=is_paid_flag)
            ):
                yield f"meta:{name}={state}"
    if state := _parse_access_value(next(iter(declared.microdata.get("isAccessibleForFree", ())), None)):
        yield f"microdata:isAccessibleForFree={state}"


def _parse_access_value(value: Any, *, is_paid_flag: bool = False) -> str | None:
    """What a stated value says, `is_paid_flag` where the question was whether one must pay."""
    word = str(value).strip().lower().rpartition("/")[2]
    if word == "metered":
        return word
    if word in _FREE_VALUES or word in (_FALSE_VALUES if is_paid_flag else _TRUE_VALUES):
        return "free"
    return "closed" if word in _CLOSED_VALUES or word in (_TRUE_VALUES if is_paid_flag else _FALSE_VALUES) else None
