"""What a publisher says may be done with a page: robots directives and the reservation of text and data mining."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from newscrawl.article import Rights
from newscrawl.core.tdmrep import TdmRule
from newscrawl.core.urls import absolute

RIGHTS_HEADERS = ("x-robots-tag", "tdm-reservation", "tdm-policy")
"""The response headers that say something of rights."""

_DIRECTIVES = ("noindex", "noarchive", "nosnippet", "noai", "noimageai", "notrain")
_ALSO = {"none": "noindex", "no-ai": "noai", "no-train": "notrain"}
"""Other words for the same; `none` is short for `noindex, nofollow`."""
_WITH_VALUE = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
"""Directives with a colon of their own, which are no names of agents."""
_AGENTS = ("", "*", "robots", "newscrawl")
_METAS = ("robots", "newscrawl", "x-robots-tag")
_AGAINST_AI = ("noai", "notrain")


def read_rights(metas: Mapping[str, Sequence[str]], *, url: str | None = None) -> Rights:
    """What the page's meta tags state.

    :param metas: contents by lower-case name.
    """
    stated = (word for name in _METAS for content in metas.get(name, ()) for word in _words(content))
    return _rights(stated, metas.get("tdm-reservation", ()), metas.get("tdm-policy", ()), url)


def with_header_rights(rights: Rights, headers: Sequence[tuple[str, str]], *, url: str | None = None) -> Rights:
    """The rights with what the headers of the response add; of a reservation the page has the last word.

    :param headers: names in lower case, and values.
    """
    if not any(header in RIGHTS_HEADERS for header, _ in headers):
        return rights
    stated = (word for value in _values(headers, "x-robots-tag") for word in _header_directives(value))
    said = _rights(stated, _values(headers, "tdm-reservation"), _values(headers, "tdm-policy"), url)
    return replace(
        rights,
        robots=[directive for directive in _DIRECTIVES if directive in {*rights.robots, *said.robots}],
        tdm_reservation=said.tdm_reservation if rights.tdm_reservation is None else rights.tdm_reservation,
        tdm_policy=rights.tdm_policy or said.tdm_policy,
    )


def with_site_rights(rights: Rights, *, tdm: TdmRule | None, ai_agents: Sequence[str]) -> Rights:
    """The rights with what the site's own files say; of a reservation the page has the last word.

    :param tdm: the rule of the site's `tdmrep.json` for the page.
    :param ai_agents: the known AI agents that robots.txt names and keeps from the page.
    """
    if tdm is not None and rights.tdm_reservation is None:
        rights = replace(rights, tdm_reservation=tdm.reserved, tdm_policy=rights.tdm_policy or tdm.policy)
    return replace(rights, ai_agents=[*ai_agents])


def opted_out(rights: Rights) -> str | None:
    """How the publisher keeps the page from AI or from text and data mining, in a few words; None if in no way.

    Words on search engines (`noindex`, `noarchive`, `nosnippet`) and on images alone are no such thing.
    """
    said = [directive for directive in rights.robots if directive in _AGAINST_AI]
    if rights.tdm_reservation:
        said.append("tdm-reservation")
    if rights.ai_agents:
        said.append(f"robots.txt against {rights.ai_agents[0]}")
    return ", ".join(said) or None


def _rights(stated: Iterable[str], reserved: Iterable[str], policies: Iterable[str], url: str | None) -> Rights:
    words = {_ALSO.get(word, word) for word in stated}
    mark = next((value for value in map(str.strip, reserved) if value in ("0", "1")), None)
    addresses = (absolute(url, policy) for policy in policies)
    return Rights(
        robots=[directive for directive in _DIRECTIVES if directive in words],
        tdm_reservation=None if mark is None else mark == "1",
        tdm_policy=next((address for address in addresses if address), None),
    )


def _header_directives(value: str) -> Iterator[str]:
    """The words of one `X-Robots-Tag` that are for every agent or for us: a name holds for all that follows it."""
    agent = ""
    for part in value.lower().split(","):
        name, colon, rest = part.partition(":")
        if colon and name.strip() not in _WITH_VALUE:
            agent, part = name.strip(), rest
        if agent in _AGENTS:
            yield part.strip()


def _words(content: str) -> Iterator[str]:
    for part in content.lower().split(","):
        yield from part.split()


def _values(headers: Sequence[tuple[str, str]], name: str) -> list[str]:
    return [value for header, value in headers if header == name]
