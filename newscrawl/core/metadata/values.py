"""Stated values made plain: what JSON-LD, meta tags and attributes hold, as text without mark-up."""

from __future__ import annotations

import html
import re
from typing import Any

from newscrawl.core.text import normalize_text

_HTML_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,2000}>")
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|blockquote|section|article|table|tr|figure|figcaption)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_LINE_BREAKS = re.compile(r"[\r\n\u2028\u2029]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_MAX_VALUES = 200


def strip_tags(text: str) -> str:
    """The text without tags and character references, on one line.

    References are undone twice, because content systems escape what was escaped before.

    >>> strip_tags("Caf&amp;eacute; <b>closed</b>")
    'Café closed'
    """
    return normalize_text(_HTML_TAG.sub(" ", unescape_entities(text)) if "<" in text or "&" in text else text)


def strip_tags_to_lines(text: str) -> str:
    r"""The text without tags, each paragraph of it on a line of its own.

    >>> strip_tags_to_lines("<p>One<br>two</p> <p>Three</p>")
    'One\ntwo\nThree'
    """
    text = unescape_entities(text)
    if "<" in text:
        text = _HTML_TAG.sub(" ", _BLOCK_TAG.sub("\n", text))
    return "\n".join(filter(None, map(normalize_text, _LINE_BREAKS.split(text))))


def unescape_entities(text: str) -> str:
    """The text with character references undone, at most twice."""
    for _ in range(2):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def extract_texts(value: Any) -> list[str]:
    """The plain texts in a stated value: a string, a list, or a node with a name; at most 200, in order."""
    collected: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = next((item[key] for key in ("name", "@value", "headline") if isinstance(item.get(key), str)), None)
        if isinstance(item, str) and (text := strip_tags(item)):
            collected.append(text)
        if len(collected) == _MAX_VALUES:
            break
    return collected


def extract_first_text(value: Any) -> str | None:
    """The first plain text in a stated value."""
    return next(iter(extract_texts(value)), None)


def extract_urls(value: Any) -> list[str]:
    """The addresses in a stated value: strings, and the `url`, `contentUrl` or `@id` of nodes."""
    urls: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:_MAX_VALUES]:
        if isinstance(item, dict):
            item = next((item[key] for key in ("url", "contentUrl", "@id") if isinstance(item.get(key), str)), None)
        if isinstance(item, str) and item.strip():
            urls.append(item.strip())
    return urls
