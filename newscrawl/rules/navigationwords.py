"""The words of navigation, read once a process."""

from __future__ import annotations

from functools import cache

from newscrawl.rules.load import folder, read
from newscrawl.rules.model import NavigationWords


@cache
def navigation_words() -> NavigationWords:
    """What `navigation.toml` says.

    :raises BadRule: the file is broken.
    """
    return read(folder() / "navigation.toml", NavigationWords)
