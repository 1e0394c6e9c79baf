"""Second addresses of one article: its AMP, mobile and print forms, told by the address alone.

Two addresses are joined by this only where both exist, and differ in nothing but such a mark: `/2026/ferry-is-late`
and `/2026/ferry-is-late/amp`. What could be a name stays where nothing beside it looks like an article.
"""

from __future__ import annotations

import re

_VARIANT_HOST_LABELS = ("amp", "m", "mobile")
_VARIANT_SEGMENTS = ("amp", "print")
_ARTICLE_SEGMENT = re.compile(r"\d{4}|[^/-]+-[^/-]+-[^/-]+|\.\w{3,5}$")
"""What the part beside it must have: a number as of a year or an article, a slug of three words, a file's suffix."""
_AMP_SUFFIX = re.compile(r"\.amp(?=\.html?$|$)")
_TRUE_VALUES = ("", "1", "true", "yes", "on")
_VARIANT_PARAMS = frozenset(
    {*((name, value) for name in ("amp", "print", "printable", "printversion") for value in _TRUE_VALUES)}
    | {("outputtype", "amp"), ("view", "print"), ("view", "amp"), ("mode", "print"), ("layout", "print")}
    | {("format", "amp"), ("format", "print"), ("output", "amp"), ("output", "print")}
)
"""Parameters that ask for another form of the same page. `?print=2` or `?view=list` do not."""


def _strip_variant_labels(host: str, site: str | None) -> str:
    """The host without a first label that stands for another form of the site.

    :param site: the registrable domain: that itself stays, as in `m.example`, whose name is one letter.

    >>> _strip_variant_labels("m.example.com", "example.com"), _strip_variant_labels("m.example", "m.example")
    ('example.com', 'm.example')
    """
    label, _, rest = host.partition(".")
    while site and host != site and label in _VARIANT_HOST_LABELS:
        host = rest
        label, _, rest = host.partition(".")
    return host


def _strip_variant_segments(path: str) -> str:
    """The path without a segment or a suffix that stands for another form of the article.

    >>> (_strip_variant_segments("/2026/11/ferry-is-late/amp"), _strip_variant_segments("/topics/amp"),
    ...  _strip_variant_segments("/amp/ferry-is-late.html"))
    ('/2026/11/ferry-is-late', '/topics/amp', '/ferry-is-late.html')
    """
    while True:
        stripped = _AMP_SUFFIX.sub("", path)
        segments = stripped.split("/")
        if len(segments) > 2 and segments[-1].lower() in _VARIANT_SEGMENTS and _ARTICLE_SEGMENT.search(segments[-2]):
            segments.pop()
        elif len(segments) > 2 and segments[1].lower() in _VARIANT_SEGMENTS and _ARTICLE_SEGMENT.search(segments[-1]):
            del segments[1]
        stripped = "/".join(segments)
        if stripped == path:
            return path
        path = stripped


def _is_variant_param(name: str, value: str) -> bool:
    """Whether a parameter only asks for another form of the page; both in lower case.

    >>> _is_variant_param("amp", "1"), _is_variant_param("print", "2")
    (True, False)
    """
    return (name, value) in _VARIANT_PARAMS
