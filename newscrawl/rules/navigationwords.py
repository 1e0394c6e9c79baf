"""The words of navigation, read once a process."""

from __future__ import annotations

from functools import cache

from newscrawl.rules.load import read_toml, rules_folder
from newscrawl.rules.model import NavigationWords


@cache
def load_navigation_words() -> NavigationWords:
    """What `navigation.toml` says.

    :raises BadRule: the file is broken.
    """
    return read_toml(rules_folder() / "navigation.toml", NavigationWords)
