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

from newscrawl.core.urls import resolve_url

TDMREP_PATH = "/.well-known/tdmrep.json"
"""Where a site keeps the file."""

_MAX_TDM_RULES = 1000
_MAX_LOCATION_CHARS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class TdmRule:
    """One rule: the paths it is for, and what it says of them."""

    location: str
    """The beginning of a path; `*` stands for anything, `$` for the end of the address."""
    is_reserved: bool
    policy_url: str | None = None
    """The address of the conditions."""


def parse_tdmrep(body: bytes) -> tuple[TdmRule, ...]:
    """The rules of the file; none where it is not what it should be."""
    try:
        entries = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ()
    rules = (_parse_tdm_rule(entry) for entry in entries[:_MAX_TDM_RULES]) if isinstance(entries, list) else ()
    return tuple(rule for rule in rules if rule)


def find_tdm_rule(rules: Sequence[TdmRule], url: str) -> TdmRule | None:
    """The first rule that is for the address.

    >>> rule = TdmRule(location="/news/*/video", is_reserved=True)
    >>> find_tdm_rule([rule], "https://example.com/news/2026/video/1") is rule
    True
    """
    parts = urlsplit(url)
    path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return next((rule for rule in rules if _location_matches(rule.location, path)), None)


def _parse_tdm_rule(entry: Any) -> TdmRule | None:
    if not isinstance(entry, dict):
        return None
    location, reserved, policy = entry.get("location"), entry.get("tdm-reservation"), entry.get("tdm-policy")
    if not isinstance(location, str) or len(location) > _MAX_LOCATION_CHARS or str(reserved) not in {"0", "1"}:
        return None
    policy_url = resolve_url(None, policy) if isinstance(policy, str) else None
    return TdmRule(location=location.strip(), is_reserved=str(reserved) == "1", policy_url=policy_url)


def _location_matches(location: str, path: str) -> bool:
    """Whether the pattern is for the path, found piece by piece: a regular expression could take for ever."""
    is_anchored = location.endswith("$")
    first, *rest = (unquote(piece) for piece in location.removesuffix("$").split("*"))
    if not path.startswith(first):
        return False
    if not rest:
        return not is_anchored or path == first
    position = len(first)
    for piece in rest[:-1]:
        if (index := path.find(piece, position)) < 0:
            return False
        position = index + len(piece)
    return (
        path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= position
        if is_anchored
        else path.find(rest[-1], position) >= 0
    )
