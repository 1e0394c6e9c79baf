"""HTML that is safe by construction: whatever is not made here is escaped."""

from __future__ import annotations

from html import escape

from newscrawl.core.printable import escape_for_display

_VOID_TAGS = frozenset({"br", "meta"})


class Markup(str):
    """A string that is HTML already."""

    __slots__ = ()


def build_element(tag: str, /, *children: str | None, **attributes: str | None) -> Markup:
    """An element with its children; those that are no `BylineMarkupWords` are text.

    :param attributes: a trailing underscore is dropped (`class_`), None leaves the attribute out.

    >>> build_element("p", "a < b", build_element("br"), class_='"quoted"')
    '<p class="&quot;quoted&quot;">a &lt; b<br></p>'
    """
    rendered_attributes = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(escape_for_display(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _VOID_TAGS:
        return Markup(f"<{tag}{rendered_attributes}>")
    return Markup(f"<{tag}{rendered_attributes}>{join_markup(*children)}</{tag}>")


def join_markup(*children: str | None) -> Markup:
    """The children one after another, text among them escaped."""
    return Markup(
        "".join(
            child if isinstance(child, Markup) else escape(escape_for_display(child)) for child in children if child
        )
    )
