"""Whether the text stops before the article does, as far as the page shows it."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.article import Removal
from newscrawl.core.metadata.jsonld import Node
from newscrawl.core.text import words

_OPEN_END = ("…", "...", "[…]", "[...]", "(…)", "(...)", "…»", "…“", "…”")
_MISSING = 0.6
"""A text with less than this share of the words that the page itself counts stops short."""


def paywall_prompts(removed: Sequence[Removal]) -> list[str]:
    """The rules whose words asked for payment or a log-in: not what only a class name hinted at."""
    rules = (cut.rule for cut in removed if cut.reason == "paywall")
    return list(dict.fromkeys(rule for rule in rules if rule.startswith(("phrases/", "sites/"))))


def is_cut_short(paragraphs: Sequence[str], node: Node | None, *, prompted: bool) -> bool:
    """Whether the text visibly stops before the article does.

    An open end (`…`) speaks for it where a prompt asked for payment or nothing but a sentence or two is
    there; a text well short of JSON-LD's `wordCount` does too, but only beside a prompt: sites count
    captions and teasers in.
    """
    if not paragraphs:
        return False
    if paragraphs[-1].endswith(_OPEN_END) and (prompted or len(paragraphs) <= 2):
        return True
    counted = _word_count(node)
    return prompted and counted > 0 and len(words(" ".join(paragraphs))) < _MISSING * counted


def _word_count(node: Node | None) -> int:
    stated = (node or {}).get("wordCount")
    return int(stated) if isinstance(stated, int | str) and str(stated).isdecimal() and len(str(stated)) < 7 else 0
