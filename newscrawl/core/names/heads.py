"""What stands before the names of a byline: "by", roles, titles, or a credit for something else."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.core.names.senses import Senses, keys_of
from newscrawl.core.names.vocabulary import Match

_COLONS = (":", "：")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """Words without what led up to them."""

    words: list[str]
    credited: bool = False
    """Whether a label gives them to somebody who did not write."""
    introduced: bool = False
    """Whether a "by" led up to them."""


def without_head(words: list[str], senses: Senses) -> Headed:
    """The words behind the last "by", and behind roles and titles; a credit keeps its label."""
    introduced = False
    while words:
        keys = keys_of(words)
        if cut := _by_end(words, keys, senses):
            words, introduced = words[cut:], True
            continue
        match = senses.match(words, keys, 0)
        if match is not None and _is_credit(match, words):
            return Headed(words=words, credited=True, introduced=introduced)
        length = _head_length(words, match, senses)
        if not length:
            break
        words = words[length:]
    return Headed(words=words, introduced=introduced)


def _head_length(words: list[str], match: Match | None, senses: Senses) -> int:
    """How many words at the head belong to no name; 0 where a name may begin."""
    if match is None:
        return 1 if len(words) > 1 and senses.is_title(words[0]) else 0
    if match.has("genre") and words[match.words - 1].endswith(_COLONS):
        return match.words
    if match.has("desk") or not match.has("role", "role_part", "furniture", "contributed"):
        return 0
    return 0 if match.words == len(words) and match.has("role") else match.words


def _is_credit(match: Match, words: list[str]) -> bool:
    if match.has("label") and words[match.words - 1].endswith(_COLONS):
        return True
    return match.has("credit") and not (match.has("role", "desk") and match.words == len(words))


def _by_end(words: list[str], keys: list[str], senses: Senses) -> int:
    """How many words lead up to a name by way of a "by"; 0 without one.

    Before "by" may stand what cannot begin a name: "Reported from Paris by", "Updated 3 May by".
    """
    known, at = True, 0
    while at < len(words):
        match = senses.match(words, keys, at)
        if match is not None and match.has("by") and (known or senses.is_known(words, keys, 0)):
            return at + match.words
        if match is not None and match.has("by_soft") and known:
            return at + match.words
        if match is not None and match.has("credit") and at:
            return 0
        known = known and (match is not None or senses.is_known(words, keys, at))
        at += match.words if match is not None else 1
    return 0


def only_introduces(words: list[str], senses: Senses) -> bool:
    """Whether all the words only introduce a name that stands elsewhere: "Von" in an element of its own."""
    found = senses.vocabulary.at(keys_of(words), 0) if words else None
    return found is not None and found.words == len(words) and found.has("by", "by_soft")
