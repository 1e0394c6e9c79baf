"""The objects of an application state: which is the article with a headline, and which are other articles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import msgspec

from newscrawl.text import fold, matches_folded

_MAX_VALUES = 400_000
"""Values of a state that are visited, all searches together: measured states have some thousands."""
_MAX_OUTER_OBJECTS = 3
"""The object with the headline and those around it in which its text is searched for."""
_MAX_HEADLINE_MEMBERS = 8
"""An object with more members is not a headline in parts, such as `{"basic": "Tide turns"}`."""
_MAX_HEADLINE_CHARS = 400
_MAX_REFERENCE_MEMBERS = 4
_MAX_STORE_DEPTH = 4
"""Levels of a state in which an Apollo store is searched for."""

_HEADLINE_KEYS = ("headline", "headlines")
_TITLE_KEYS = ("title", "name")
_URL_KEYS = frozenset("url href link slug path uri canonical_url canonicalUrl website_url permalink".split())
_OTHER_KEYS = re.compile(
    r"relat|recommend|trending|popular|latest|teaser|comment|most_?(?:read|viewed)|read_?next|see_?also|more_?from",
    re.IGNORECASE,
)
"""Members that hold other articles or readers' comments."""

_ARTICLE_KEY = re.compile(r"(?:\w{0,20}_?)(?:article|story|post)(?:_?(?:data|content|body|page))?", re.IGNORECASE)


class StateObjects:
    """The objects of one state, seen from the headline of the page's article."""

    def __init__(self, state: Any, title: str) -> None:
        self._state = state
        self._folded_title = fold(title)
        self._store = _find_apollo_store(state)
        self._remaining_values = _MAX_VALUES
        self._decoded: dict[int, Any] = {}
        """The values of JSON in strings, by the identity of the string."""

    def find_articles(self) -> Iterator[list[Mapping[str, Any]]]:
        """Each object that has the headline, with the objects around it, the nearest first."""
        stack: list[tuple[Any, tuple[Mapping[str, Any], ...]]] = [(self._state, ())]
        while stack and self._has_budget():
            value, path = stack.pop()
            if isinstance(value, dict):
                path = (value, *path[: _MAX_OUTER_OBJECTS - 1])
                if self._is_article(value):
                    yield [*path]
                value = value.values()
            stack += reversed([(child, path) for child in value if isinstance(child, dict | list)])

    def find_named_articles(self) -> Iterator[list[Mapping[str, Any]]]:
        """Each object whose key says that it is an article, and no other one."""
        stack: list[Any] = [self._state]
        while stack and self._has_budget():
            for key, value in self.iter_members(stack.pop()):
                if isinstance(value, dict) and _ARTICLE_KEY.fullmatch(key):
                    yield [value]
                if isinstance(value, dict | list):
                    stack.append(value)

    def iter_values(self, article: Any = None) -> Iterator[Any]:
        """All lists and strings in an object, outer ones first, without those of other articles.

        :param article: the object; the whole state without one.
        """
        seen: set[int] = set()
        stack: list[Any] = [self._state if article is None else article]
        while stack and self._has_budget():
            value = stack.pop()
            if isinstance(value, dict | list):
                if id(value) in seen:  # objects may refer to each other
                    continue
                seen.add(id(value))
                stack += reversed([child for _, child in self.iter_members(value)])
            if isinstance(value, list | str):
                yield value

    def iter_strings(self, item: Any) -> Iterator[tuple[str, str]]:
        """Every string in an item of a list, in order, with the key of the member that it is.

        A part of the article may refer to the article again: objects with the headline are left out.
        """
        seen: set[int] = set()
        stack: list[tuple[str, Any]] = [("", item)]
        while stack and self._has_budget():
            key, value = stack.pop()
            if isinstance(value, str):
                yield key, value
            elif id(value) not in seen and not self._is_article(value):
                seen.add(id(value))
                stack += reversed([(name or key, child) for name, child in self.iter_members(value)])

    def iter_members(self, value: Any) -> Iterator[tuple[str, Any]]:
        """The strings, objects and lists in an object or list with their keys; other articles are left out."""
        for key, member in value.items() if isinstance(value, dict) else (("", item) for item in value):
            child = self._decode(member) if isinstance(member, str) else self._dereference(member)
            if isinstance(child, str) or (isinstance(child, dict | list) and not self._is_other(key, child)):
                yield key, child

    def _decode(self, text: str) -> Any:
        """The value of JSON in a string, as some states have it; else the string."""
        if not (text.startswith(('[{"', '{"')) and text.endswith(("]", "}"))):
            return text
        if id(text) not in self._decoded:
            self._decoded[id(text)] = text
            with suppress(ValueError, RecursionError):
                self._decoded[id(text)] = msgspec.json.decode(text)
        return self._decoded[id(text)]

    def _dereference(self, value: Any) -> Any:
        """The object that a reference of an Apollo store is to."""
        if self._store is not None and isinstance(value, dict) and len(value) <= _MAX_REFERENCE_MEMBERS:
            reference = value.get("__ref") or (value.get("id") if value.get("type") == "id" else None)
            if isinstance(reference, str):
                return self._store.get(reference)
        return value

    def _is_other(self, key: str, value: Any) -> bool:
        """Whether an object has another headline, or the title and URL of something else, or a key for such objects."""
        if _OTHER_KEYS.search(key) or isinstance(value, list):
            return _OTHER_KEYS.search(key) is not None
        headlines = [value[key] for key in _HEADLINE_KEYS if value.get(key)]
        if headlines:
            return not any(map(self._is_headline, headlines))
        titles = [value[key] for key in _TITLE_KEYS if isinstance(value.get(key), str) and value[key]]
        return bool(titles) and not any(map(self._is_headline, titles)) and not _URL_KEYS.isdisjoint(value)

    def _is_article(self, value: Any) -> bool:
        return isinstance(value, dict) and any(map(self._is_headline, value.values()))

    def _is_headline(self, value: Any) -> bool:
        if isinstance(value, str):
            return len(value) <= _MAX_HEADLINE_CHARS and matches_folded(value, self._folded_title)
        return (
            isinstance(value, dict)
            and len(value) <= _MAX_HEADLINE_MEMBERS
            and any(isinstance(part, str) and self._is_headline(part) for part in value.values())
        )

    def _has_budget(self) -> bool:
        self._remaining_values -= 1
        return self._remaining_values >= 0


def _find_apollo_store(state: Any) -> Mapping[str, Any] | None:
    """The objects of an Apollo store by their references, if the state is one or has one as a near member."""
    level = [state]
    for _ in range(_MAX_STORE_DEPTH):
        for value in level:
            if isinstance(value, dict) and "ROOT_QUERY" in value:
                return value
        level = [child for value in level if isinstance(value, dict) for child in value.values()]
    return None
