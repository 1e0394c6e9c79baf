"""HTML that is safe by construction: whatever is not made here is escaped."""

from __future__ import annotations

from html import escape

from newscrawl.core.printable import shown

_VOID = frozenset({"br", "meta"})


class Markup(str):
    """A string that is HTML already."""

    __slots__ = ()


def element(tag: str, /, *children: str | None, **attributes: str | None) -> Markup:
    """An element with its children; those that are no `Markup` are text.

    :param attributes: a trailing underscore is dropped (`class_`), None leaves the attribute out.

    >>> element("p", "a < b", element("br"), class_='"quoted"')
    '<p class="&quot;quoted&quot;">a &lt; b<br></p>'
    """
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(shown(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _VOID:
        return Markup(f"<{tag}{given}>")
    return Markup(f"<{tag}{given}>{joined(*children)}</{tag}>")


def joined(*children: str | None) -> Markup:
    """The children one after another, text among them escaped."""
    return Markup("".join(child if isinstance(child, Markup) else escape(shown(child)) for child in children if child))
