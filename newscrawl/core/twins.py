"""Second addresses of one article: its AMP, mobile and print forms, told by the address alone.

Two addresses are joined by this only where both exist, and differ in nothing but such a mark: `/2026/ferry-is-late`
and `/2026/ferry-is-late/amp`. What could be a name stays where nothing beside it looks like an article.
"""

from __future__ import annotations

import re

_HOSTS = ("amp", "m", "mobile")
_FORMS = ("amp", "print")
_ARTICLE = re.compile(r"\d{4}|[^/-]+-[^/-]+-[^/-]+|\.\w{3,5}$")
"""What the part beside it must have: a number as of a year or an article, a slug of three words, a file's suffix."""
_SUFFIX = re.compile(r"\.amp(?=\.html?$|$)")
_YES = ("", "1", "true", "yes", "on")
_MARKS = frozenset(
    {*((name, value) for name in ("amp", "print", "printable", "printversion") for value in _YES)}
    | {("outputtype", "amp"), ("view", "print"), ("view", "amp"), ("mode", "print"), ("layout", "print")}
    | {("format", "amp"), ("format", "print"), ("output", "amp"), ("output", "print")}
)
"""Parameters that ask for another form of the same page. `?print=2` or `?view=list` do not."""


def plain_host(host: str, site: str | None) -> str:
    """The host without a first label that stands for another form of the site.

    :param site: the registrable domain: that itself stays, as in `m.example`, whose name is one letter.

    >>> plain_host("m.example.com", "example.com"), plain_host("m.example", "m.example")
    ('example.com', 'm.example')
    """
    label, _, rest = host.partition(".")
    while site and host != site and label in _HOSTS:
        host = rest
        label, _, rest = host.partition(".")
    return host


def plain_path(path: str) -> str:
    """The path without a segment or a suffix that stands for another form of the article.

    >>> plain_path("/2026/11/ferry-is-late/amp"), plain_path("/topics/amp"), plain_path("/amp/ferry-is-late.html")
    ('/2026/11/ferry-is-late', '/topics/amp', '/ferry-is-late.html')
    """
    while True:
        shorter = _SUFFIX.sub("", path)
        segments = shorter.split("/")
        if len(segments) > 2 and segments[-1].lower() in _FORMS and _ARTICLE.search(segments[-2]):
            segments.pop()
        elif len(segments) > 2 and segments[1].lower() in _FORMS and _ARTICLE.search(segments[-1]):
            del segments[1]
        shorter = "/".join(segments)
        if shorter == path:
            return path
        path = shorter


def is_mark(name: str, value: str) -> bool:
    """Whether a parameter only asks for another form of the page; both in lower case.

    >>> is_mark("amp", "1"), is_mark("print", "2")
    (True, False)
    """
    return (name, value) in _MARKS
