"""Whether the text stops before the article does, as far as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.items import Removal
from newscrawl.metadata.jsonld import JsonLdNode
from newscrawl.text import split_words

_ELLIPSES = ("…", "...", "[…]", "[...]", "(…)", "(...)", "…»", "…“", "…”")
_MIN_WORD_COUNT_RATIO = 0.6
"""A text with less than this share of the words that the page itself counts stops short."""


def find_paywall_prompts(removed: Sequence[Removal]) -> list[str]:
    """The rules whose words asked for payment or a log-in: not what only a class name hinted at."""
    rules = (removal.rule for removal in removed if removal.reason == "paywall")
    return list(dict.fromkeys(rule for rule in rules if rule.startswith(("phrases/", "sites/"))))


def is_truncated(paragraphs: Sequence[str], article_node: JsonLdNode | None, *, has_prompt: bool) -> bool:
    """Whether the text visibly stops before the article does.

    An open end (`…`) speaks for it where a prompt asked for payment or nothing but a sentence or two is
    there; a text well short of JSON-LD's `wordCount` does too, but only beside a prompt: sites count
    captions and teasers in.
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
    declared = (article_node or {}).get("wordCount")
    return (
        int(declared) if isinstance(declared, int | str) and str(declared).isdecimal() and len(str(declared)) < 7 else 0
    )
