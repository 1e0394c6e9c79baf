"""A site's `/.well-known/tdmrep.json`: for which addresses text and data mining is reserved.

The file is a list of rules, of which the first whose `location` matches counts:
https://www.w3.org/2022/tdmrep/
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from newscrawl.core.urls import absolute

TDMREP_PATH = "/.well-known/tdmrep.json"
"""Where a site keeps the file."""

_MOST_RULES = 1000
_LONGEST_LOCATION = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class TdmRule:
    """One rule: the paths it is for, and what it says of them."""

    location: str
    """The beginning of a path; `*` stands for anything, `$` for the end of the address."""
    reserved: bool
    policy: str | None = None
    """The address of the conditions."""


def read_tdmrep(body: bytes) -> tuple[TdmRule, ...]:
    """The rules of the file; none where it is not what it should be."""
    try:
        found = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ()
    rules = (_rule(entry) for entry in found[:_MOST_RULES]) if isinstance(found, list) else ()
    return tuple(rule for rule in rules if rule)


def tdm_rule(rules: Sequence[TdmRule], url: str) -> TdmRule | None:
    """The first rule that is for the address.

    >>> rule = TdmRule(location="/news/*/video", reserved=True)
    >>> tdm_rule([rule], "https://example.com/news/2026/video/1") is rule
    True
    """
    parts = urlsplit(url)
    path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return next((rule for rule in rules if _matches(rule.location, path)), None)


def _rule(entry: Any) -> TdmRule | None:
    if not isinstance(entry, dict):
        return None
    location, reserved, policy = entry.get("location"), entry.get("tdm-reservation"), entry.get("tdm-policy")
    if not isinstance(location, str) or len(location) > _LONGEST_LOCATION or str(reserved) not in {"0", "1"}:
        return None
    address = absolute(None, policy) if isinstance(policy, str) else None
    return TdmRule(location=location.strip(), reserved=str(reserved) == "1", policy=address)


def _matches(location: str, path: str) -> bool:
    """Whether the pattern is for the path, found piece by piece: a regular expression could take for ever."""
    ended = location.endswith("$")
    first, *rest = (unquote(piece) for piece in location.removesuffix("$").split("*"))
    if not path.startswith(first):
        return False
    if not rest:
        return not ended or path == first
    at = len(first)
    for piece in rest[:-1]:
        if (found := path.find(piece, at)) < 0:
            return False
        at = found + len(piece)
    return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at if ended else path.find(rest[-1], at) >= 0
