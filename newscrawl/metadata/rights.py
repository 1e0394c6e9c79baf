"""Read what a publisher allows others to do with a page: robots directives and the reservation of text and data mining.

A reservation is declared in the page, in its response headers, or in the site's `/.well-known/tdmrep.json`:
https://www.w3.org/2022/tdmrep/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urlsplit

from newscrawl.items import Rights
from newscrawl.urls.normalize import resolve_url

RIGHTS_HEADERS = ("x-robots-tag", "tdm-reservation", "tdm-policy")
"""The response headers that declare rights."""
TDMREP_PATH = "/.well-known/tdmrep.json"
"""Where a site declares for which of its paths text and data mining is reserved."""

_ROBOTS_DIRECTIVES = ("noindex", "noarchive", "nosnippet", "noai", "noimageai", "notrain")
"""The directives of the record, in its order."""
_DIRECTIVE_ALIASES = {"none": "noindex", "no-ai": "noai", "no-train": "notrain"}
"""`none` means `noindex, nofollow`."""
_DIRECTIVES_WITH_VALUE = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
"""In `X-Robots-Tag`, a colon follows the name of a user agent or one of these directives."""
_MATCHING_AGENTS = ("", "*", "robots", "newscrawl")
_ROBOTS_META_NAMES = ("robots", "newscrawl", "x-robots-tag")
_AI_DIRECTIVES = ("noai", "notrain")
_MAX_TDM_RULES = 1000
_MAX_LOCATION_CHARS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class TdmRule:
    """One rule of a site's `tdmrep.json`."""

    location: str
    """The start of the paths that the rule applies to; `*` matches any text, `$` the end of the URL."""
    is_reserved: bool
    policy_url: str | None = None
    """The URL of the conditions under which mining is allowed."""


def read_rights(meta_tags: Mapping[str, Sequence[str]], *, url: str | None = None) -> Rights:
    """Read the rights that the meta tags of a page declare.

    :param meta_tags: contents by lower-case name.
    :param url: the URL that a relative URL of a policy refers to.
    """
    directives = (
        directive
        for name in _ROBOTS_META_NAMES
        for content in meta_tags.get(name, ())
        for directive in content.lower().replace(",", " ").split()
    )
    return _build_rights(directives, meta_tags.get("tdm-reservation", ()), meta_tags.get("tdm-policy", ()), url)


def add_header_rights(rights: Rights, headers: Sequence[tuple[str, str]], *, url: str | None = None) -> Rights:
    """Add the rights that the response headers declare. A reservation in the page overrides one in the headers.

    :param headers: pairs of a lower-case name and a value.
    """
    if not any(header in RIGHTS_HEADERS for header, _ in headers):
        return rights
    directives = (word for value in _get_header_values(headers, "x-robots-tag") for word in _parse_robots_header(value))
    header_rights = _build_rights(
        directives, _get_header_values(headers, "tdm-reservation"), _get_header_values(headers, "tdm-policy"), url
    )
    return replace(
        rights,
        robots=[directive for directive in _ROBOTS_DIRECTIVES if directive in {*rights.robots, *header_rights.robots}],
        tdm_reservation=header_rights.tdm_reservation if rights.tdm_reservation is None else rights.tdm_reservation,
        tdm_policy=rights.tdm_policy or header_rights.tdm_policy,
    )


def add_site_rights(rights: Rights, *, tdm_rule: TdmRule | None, ai_agents: Sequence[str]) -> Rights:
    """Add the rights that files of the site declare. A reservation in the page or its headers overrides `tdmrep.json`.

    :param tdm_rule: the rule of the site's `tdmrep.json` that applies to the page.
    :param ai_agents: the known AI user agents that robots.txt names and does not allow to fetch the page.
    """
    if tdm_rule is not None and rights.tdm_reservation is None:
        rights = replace(
            rights, tdm_reservation=tdm_rule.is_reserved, tdm_policy=rights.tdm_policy or tdm_rule.policy_url
        )
    return replace(rights, ai_agents=[*ai_agents])


def get_opt_out_reason(rights: Rights) -> str | None:
    """How the publisher forbids AI or text and data mining, in a few words; None if the publisher does not.

    Directives for search engines (`noindex`, `noarchive`, `nosnippet`) do not count, and neither does `noimageai`.
    """
    signals = [directive for directive in rights.robots if directive in _AI_DIRECTIVES]
    if rights.tdm_reservation:
        signals.append("tdm-reservation")
    if rights.ai_agents:
        signals.append(f"robots.txt against {rights.ai_agents[0]}")
    return ", ".join(signals) or None


def parse_tdmrep(body: bytes) -> tuple[TdmRule, ...]:
    """Parse a `tdmrep.json` file; rules that are not valid are left out, so any other file has no rules."""
    try:
        entries = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return ()
    rules = (_parse_tdm_rule(entry) for entry in entries[:_MAX_TDM_RULES]) if isinstance(entries, list) else ()
    return tuple(rule for rule in rules if rule)


def find_tdm_rule(rules: Sequence[TdmRule], url: str) -> TdmRule | None:
    """The first rule whose location matches the URL: the others do not apply.

    >>> rule = TdmRule(location="/news/*/video", is_reserved=True)
    >>> find_tdm_rule([rule], "https://example.com/news/2026/video/1") is rule
    True
    """
    parts = urlsplit(url)
    path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return next((rule for rule in rules if _location_matches(rule.location, path)), None)


def _build_rights(
    directives: Iterable[str], reservations: Iterable[str], policies: Iterable[str], url: str | None
) -> Rights:
    normalized_directives = {_DIRECTIVE_ALIASES.get(directive, directive) for directive in directives}
    reservation = next((value for value in map(str.strip, reservations) if value in ("0", "1")), None)
    policy_urls = (resolve_url(url, policy) for policy in policies)
    return Rights(
        robots=[directive for directive in _ROBOTS_DIRECTIVES if directive in normalized_directives],
        tdm_reservation=None if reservation is None else reservation == "1",
        tdm_policy=next((policy_url for policy_url in policy_urls if policy_url), None),
    )


def _parse_robots_header(value: str) -> Iterator[str]:
    """The directives of one `X-Robots-Tag` that apply to newscrawl.

    The name of a user agent applies to all directives after it, up to the next name.
    """
    agent = ""
    for part in value.lower().split(","):
        name, colon, rest = part.partition(":")
        if colon and name.strip() not in _DIRECTIVES_WITH_VALUE:
            agent, part = name.strip(), rest
        if agent in _MATCHING_AGENTS:
            yield part.strip()


def _get_header_values(headers: Sequence[tuple[str, str]], name: str) -> list[str]:
    return [value for header, value in headers if header == name]


def _parse_tdm_rule(entry: Any) -> TdmRule | None:
    if not isinstance(entry, dict):
        return None
    location, reserved, policy = entry.get("location"), entry.get("tdm-reservation"), entry.get("tdm-policy")
    if not isinstance(location, str) or len(location) > _MAX_LOCATION_CHARS or str(reserved) not in {"0", "1"}:
        return None
    policy_url = resolve_url(None, policy) if isinstance(policy, str) else None
    return TdmRule(location=location.strip(), is_reserved=str(reserved) == "1", policy_url=policy_url)


def _location_matches(location: str, path: str) -> bool:
    """Whether the pattern matches the path. A regular expression could take very long on a hostile pattern."""
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
    if is_anchored:
        return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= position
    return path.find(rest[-1], position) >= 0
