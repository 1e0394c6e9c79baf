"""How much of an article is served to everyone: signs are collected as words, and judged together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from newscrawl.article import Access
from newscrawl.core.metadata.jsonld import Node
from newscrawl.core.metadata.statements import Statements
from newscrawl.core.text import clean

PROMPT = "prompt"
"""The sign of a cut subscription or log-in prompt: `prompt:<rule>`."""
TRUNCATED = "text:truncated"
"""The sign that the text visibly stops before the article does."""

_FREE = frozenset({"free", "open", "public"})
_CLOSED = frozenset({"locked", "paid", "premium", "subscriber", "subscribers", "subscription", "registered"})
_YES = frozenset({"true", "yes", "1"})
_NO = frozenset({"false", "no", "0"})
_OF_FREEDOM = (
    *("article:content_tier", "content_tier", "article:access", "access_level", "article:accesslevel"),
    *("isaccessibleforfree", "is_free", "article:free"),
)
_OF_PAYMENT = ("cxenseparse:paywall", "paywall", "ispremium", "is_premium", "premium", "is_paid", "article:premium")
_MOST_PARTS = 20


def access_signs(article: Node | None, said: Statements) -> list[str]:
    """What the page states of its access, each as `place=free`, `place=metered` or `place=closed`, once."""
    return list(dict.fromkeys([*_jsonld_signs(article or {}), *_meta_signs(said)]))


def judge_access(evidence: Sequence[str]) -> Access:
    """The access that the evidence speaks for.

    :param evidence: the signs of `access_signs`, and what cleaning found: `prompt:<rule>` for a
        prompt that was cut, `TRUNCATED` for a text that stops short.

    One sign alone never makes a page paywalled: publishers mark readable pages as not free, print
    subscription prompts on free ones, and end some texts with dots. Two of the three kinds
    (statement, prompt, truncated text) do, and so do two separate statements. A page that is
    stated not to be free, and is readable all the same, is metered.
    """
    closed = {_place(sign) for sign in evidence if sign.endswith("=closed")}
    prompted = any(sign == PROMPT or sign.startswith(f"{PROMPT}:") for sign in evidence)
    truncated = TRUNCATED in evidence
    metered = any(sign.endswith("=metered") for sign in evidence)
    free = any(sign.endswith("=free") for sign in evidence)
    if truncated and (prompted or closed or metered):
        return "paywalled"
    if closed and not free and (prompted or len(closed) > 1):
        return "paywalled"
    if metered or closed:
        return "metered"
    return "open" if free and not truncated else "unknown"


def _place(sign: str) -> str:
    """Where a sign was read; JSON-LD's two properties for one thing are one place."""
    return sign.partition(":")[0] if sign.startswith("jsonld:") else sign.partition("=")[0]


def _jsonld_signs(article: Node) -> Iterator[str]:
    if state := _state(article.get("isAccessibleForFree")):
        yield f"jsonld:isAccessibleForFree={state}"
    parts = article.get("hasPart")
    for part in (parts if isinstance(parts, list) else [parts])[:_MOST_PARTS]:
        if isinstance(part, dict) and _state(part.get("isAccessibleForFree")) == "closed":
            selector = part.get("cssSelector")
            shown = f"({clean(selector)[:60]})" if isinstance(selector, str) and selector.strip() else ""
            yield f"jsonld:hasPart{shown}=closed"


def _meta_signs(said: Statements) -> Iterator[str]:
    for names, paid in ((_OF_FREEDOM, False), (_OF_PAYMENT, True)):
        for name in names:
            if name in said.metas and (state := _state(said.meta(name), paid=paid)):
                yield f"meta:{name}={state}"
    if state := _state(next(iter(said.microdata.get("isAccessibleForFree", ())), None)):
        yield f"microdata:isAccessibleForFree={state}"


def _state(value: Any, *, paid: bool = False) -> str | None:
    """What a stated value says, `paid` where the question was whether one must pay."""
    word = str(value).strip().lower().rpartition("/")[2]
    if word == "metered":
        return word
    if word in _FREE or word in (_NO if paid else _YES):
        return "free"
    return "closed" if word in _CLOSED or word in (_YES if paid else _NO) else None
