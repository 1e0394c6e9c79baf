"""Classify how much of an article its publisher serves to everyone, from evidence that is collected as short texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from newscrawl.items import Access, Removal
from newscrawl.metadata.jsonld import JsonLdNode
from newscrawl.metadata.meta_tags import DeclaredMetadata
from newscrawl.text import normalize_text, split_words

PROMPT_EVIDENCE = "prompt"
"""Evidence of a removed subscription or log-in prompt, written as `prompt:<rule>`."""
TRUNCATED_EVIDENCE = "text:truncated"
"""Evidence that the text visibly stops before the article does."""

_FREE_VALUES = frozenset({"free", "open", "public"})
_CLOSED_VALUES = frozenset({"locked", "paid", "premium", "subscriber", "subscribers", "subscription", "registered"})
_TRUE_VALUES = frozenset({"true", "yes", "1"})
_FALSE_VALUES = frozenset({"false", "no", "0"})
_FREE_META_NAMES = (
    *("article:content_tier", "content_tier", "article:access", "access_level", "article:accesslevel"),
    *("isaccessibleforfree", "is_free", "article:free"),
)
"""Meta tags in which `true` means free."""
_PAID_META_NAMES = (
    *("cxenseparse:paywall", "paywall", "ispremium", "is_premium", "premium", "is_paid", "article:premium"),
)
"""Meta tags in which `true` means paid."""
_MAX_PARTS = 20
_MAX_SELECTOR_CHARS = 60
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


def assess_access(
    paragraphs: Sequence[str],
    removed: Sequence[Removal],
    *,
    declared_evidence: Sequence[str] = (),
    article_node: JsonLdNode | None = None,
    removed_outside: Sequence[Removal] = (),
) -> AccessResult:
    """Assess the access of an article from what its page declares, what was removed, and how the text ends.

    :param paragraphs: the paragraphs of the cleaned text.
    :param removed: what was removed from the text.
    :param declared_evidence: what `read_access_evidence` returned for the page.
    :param article_node: the JSON-LD node of the article; only its `wordCount` is read.
    :param removed_outside: what was removed outside the main content. A prompt there is not evidence of a paywall, but
        it makes it more likely that an open end means a truncated text.
    """
    prompts = find_paywall_prompts(removed)
    has_prompt = bool(prompts or find_paywall_prompts(removed_outside))
    truncated = is_truncated(paragraphs, article_node, has_prompt=has_prompt)
    evidence = [*declared_evidence, *(f"{PROMPT_EVIDENCE}:{rule}" for rule in prompts)]
    if truncated:
        evidence.append(TRUNCATED_EVIDENCE)
    return AccessResult(access=classify_access(evidence), evidence=evidence, truncated=truncated)


def read_access_evidence(declared: DeclaredMetadata, article_node: JsonLdNode) -> list[str]:
    """What the page declares about its access: `<provenance>=free`, `=metered` or `=closed`, each once.

    :param article_node: the JSON-LD node of the page's own article; empty if the page has none.
    """
    return list(dict.fromkeys([*_iter_jsonld_evidence(article_node), *_iter_meta_evidence(declared)]))


def classify_access(evidence: Sequence[str]) -> Access:
    """Classify the access of an article.

    One piece of evidence alone never makes a page paywalled: publishers declare readable pages as not free, put
    subscription prompts on free pages, and end some texts with dots. Two of the three kinds (declaration, prompt,
    truncated text) make it paywalled, and so do two declarations in different places. A page that is declared as not
    free but is readable is metered.

    :param evidence: what `read_access_evidence` returns, and what the removal found: `prompt:<rule>` for a removed
        prompt, `TRUNCATED_EVIDENCE` for a truncated text.
    """
    closed_provenances = {_get_provenance(entry) for entry in evidence if entry.endswith("=closed")}
    has_prompt = any(entry == PROMPT_EVIDENCE or entry.startswith(f"{PROMPT_EVIDENCE}:") for entry in evidence)
    truncated = TRUNCATED_EVIDENCE in evidence
    is_metered = any(entry.endswith("=metered") for entry in evidence)
    is_free = any(entry.endswith("=free") for entry in evidence)
    if truncated and (has_prompt or closed_provenances or is_metered):
        return "paywalled"
    if closed_provenances and not is_free and (has_prompt or len(closed_provenances) > 1):
        return "paywalled"
    if is_metered or closed_provenances:
        return "metered"
    return "open" if is_free and not truncated else "unknown"


def find_paywall_prompts(removed: Sequence[Removal]) -> list[str]:
    """The rules that matched the words of a removed paywall prompt, each once; rules for class names do not count."""
    rules = (removal.rule for removal in removed if removal.reason == "paywall")
    return list(dict.fromkeys(rule for rule in rules if rule.startswith(("phrases/", "sites/"))))


def is_truncated(paragraphs: Sequence[str], article_node: JsonLdNode | None, *, has_prompt: bool) -> bool:
    """Whether the text visibly stops before the article does.

    A final ellipsis counts only if a paywall prompt was removed or the text has at most two paragraphs. Far fewer words
    than the `wordCount` of JSON-LD count only if a paywall prompt was removed: some sites include captions and teasers
    in the `wordCount`.
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
    """The place where a declaration was read. All of JSON-LD is one place: its properties repeat each other."""
    return entry.partition(":")[0] if entry.startswith("jsonld:") else entry.partition("=")[0]


def _iter_jsonld_evidence(article_node: JsonLdNode) -> Iterator[str]:
    if state := _parse_access_value(article_node.get("isAccessibleForFree")):
        yield f"jsonld:isAccessibleForFree={state}"
    parts = article_node.get("hasPart")
    for part in (parts if isinstance(parts, list) else [parts])[:_MAX_PARTS]:
        if isinstance(part, dict) and _parse_access_value(part.get("isAccessibleForFree")) == "closed":
            selector = part.get("cssSelector")
            selector_suffix = (
                f"({normalize_text(selector)[:_MAX_SELECTOR_CHARS]})"
                if isinstance(selector, str) and selector.strip()
                else ""
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
    """`free`, `metered`, `closed` or None. With `is_paid_flag`, a true value means closed."""
    word = str(value).strip().lower().rpartition("/")[2]
    if word == "metered":
        return word
    if word in _FREE_VALUES or word in (_FALSE_VALUES if is_paid_flag else _TRUE_VALUES):
        return "free"
    return "closed" if word in _CLOSED_VALUES or word in (_TRUE_VALUES if is_paid_flag else _FALSE_VALUES) else None
