"""The people that JSON-LD names as author, creator or contributor, in the many forms that pages use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from newscrawl.text import normalize_text, strip_tags

PERSON_PROPERTIES = frozenset({"author", "creator", "contributor", "editor"})
MAX_PEOPLE = 80
"""People that are read of one property: the longest real lists have about that many."""
_MAX_DEPTH = 5
"""Levels of lists, roles and references below a property: a role in a list in a set has three."""
_MAX_VISITS = 500
"""Values that are visited of one property: references may form circles."""
_LIST_KEYS = ("@list", "@set", "itemListElement")
AUTHOR_PROPERTIES = ("author", "creator", "contributor")
"""The properties that name the authors of a work, the most reliable first."""
_ROLE_TYPES = frozenset({"Role", "OrganizationRole", "PerformanceRole"})
_NAME_PARTS = ("givenName", "additionalName", "familyName")


def resolve_people(value: Any, nodes_by_id: Mapping[str, dict[str, Any]]) -> list[Any]:
    """The strings and nodes of a property that names people, at most 80, without lists, roles and references.

    A reference is a node with an `@id` and at most one other property, or a string that is the `@id` of a node. A role
    has the person in the property that it belongs to, or in any other one of these.

    :param nodes_by_id: the nodes of the page by their `@id`.
    """
    people: list[Any] = []
    stack: list[tuple[Any, int]] = [(value, 0)]
    for _ in range(_MAX_VISITS):
        if not stack or len(people) == MAX_PEOPLE:
            break
        value, depth = stack.pop()
        if isinstance(value, str):
            value = nodes_by_id.get(value, value)
        inner = value if isinstance(value, list) else _find_inner(value, nodes_by_id)
        if inner is None:
            people += [_dereference(value, nodes_by_id)] if isinstance(value, str | dict) else []
        elif depth < _MAX_DEPTH:
            items = inner[:MAX_PEOPLE] if isinstance(inner, list) else [inner]
            stack += [(item, depth + 1) for item in reversed(items)]
    return people


def read_person_name(person: Any) -> str:
    """The name of a string or a node: `name`, else given and family name; "" where it has none."""
    if isinstance(person, dict):
        person = person.get("name") or _join_name_parts(person) or person.get("byline")
        if isinstance(person, dict):
            person = person.get("@value")
    return strip_tags(person) if isinstance(person, str) else ""


def _find_inner(value: Any, nodes_by_id: Mapping[str, dict[str, Any]]) -> Any:
    """What a node holds the people in: its list, its role's property, its value; None where it is a person itself."""
    node = _dereference(value, nodes_by_id)
    if not isinstance(node, dict):
        return None
    inner: Any = next((node[key] for key in _LIST_KEYS if key in node), None)
    if inner is None and (_is_role(node) or not _has_name(node)):
        inner = next((node[key] for key in AUTHOR_PROPERTIES if key in node), None)
    if inner is None and isinstance(names := node.get("name"), list | dict):
        inner = names  # a node with the names of several people
    return node.get("@value") if inner is None else inner


def _dereference(value: Any, nodes_by_id: Mapping[str, dict[str, Any]]) -> Any:
    """The node that the value refers to, if it is a reference."""
    if isinstance(value, dict) and len(value) <= len(("@id", "@type")) and isinstance(node_id := value.get("@id"), str):
        return nodes_by_id.get(node_id, value)
    return value


def _is_role(node: dict[str, Any]) -> bool:
    types = node.get("@type")
    return any(
        isinstance(name, str) and name in _ROLE_TYPES for name in (types if isinstance(types, list) else [types])
    )


def _has_name(node: dict[str, Any]) -> bool:
    return bool(node.get("name") or node.get("familyName") or node.get("givenName"))


def _join_name_parts(person: dict[str, Any]) -> str:
    parts = (part for key in _NAME_PARTS if isinstance(part := person.get(key), str))
    return normalize_text(" ".join(parts))
