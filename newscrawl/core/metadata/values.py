"""Stated values made plain: what JSON-LD, meta tags and attributes hold, as text without mark-up."""

from __future__ import annotations

import html
import re
from typing import Any

from newscrawl.core.text import clean

_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_BREAKING_TAG = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|section|article|table|tr|figure|figcaption)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_LINES = re.compile(r"[\r\n\u2028\u2029]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_MOST_VALUES = 200


def plain(text: str) -> str:
    """The text without tags and character references, on one line.

    References are undone twice, because content systems escape what was escaped before.

    >>> plain("Caf&amp;eacute; <b>closed</b>")
    'Café closed'
    """
    return clean(_TAG.sub(" ", unescaped(text)) if "<" in text or "&" in text else text)


def plain_lines(text: str) -> str:
    r"""The text without tags, each paragraph of it on a line of its own.

    >>> plain_lines("<p>One<br>two</p> <p>Three</p>")
    'One\ntwo\nThree'
    """
    text = unescaped(text)
    if "<" in text:
        text = _TAG.sub(" ", _BREAKING_TAG.sub("\n", text))
    return "\n".join(filter(None, map(clean, _LINES.split(text))))


def unescaped(text: str) -> str:
    """The text with character references undone, at most twice."""
    for _ in range(2):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def texts(value: Any) -> list[str]:
    """The plain texts in a stated value: a string, a list, or a node with a name; at most 200, in order."""
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = next((item[key] for key in ("name", "@value", "headline") if isinstance(item.get(key), str)), None)
        if isinstance(item, str) and (text := plain(item)):
            found.append(text)
        if len(found) == _MOST_VALUES:
            break
    return found


def first_text(value: Any) -> str | None:
    """The first plain text in a stated value."""
    return next(iter(texts(value)), None)


def addresses(value: Any) -> list[str]:
    """The addresses in a stated value: strings, and the `url`, `contentUrl` or `@id` of nodes."""
    found: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:_MOST_VALUES]:
        if isinstance(item, dict):
            item = next((item[key] for key in ("url", "contentUrl", "@id") if isinstance(item.get(key), str)), None)
        if isinstance(item, str) and item.strip():
            found.append(item.strip())
    return found
