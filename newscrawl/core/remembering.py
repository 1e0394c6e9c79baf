"""Functions of short texts that answer at once what they were asked before."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

Others = ParamSpec("Others")
Result = TypeVar("Result")

_MAX_CACHED_CHARS = 1_000
"""Characters. What is longer is no name, label, byline or date, and seldom asked twice; a hostile page has megabytes of
it, and a thousand such pages would fill the memory."""


def lru_cache_short(
    maxsize: int,
) -> Callable[[Callable[Concatenate[str, Others], Result]], Callable[Concatenate[str, Others], Result]]:
    """Python's `lru_cache` for functions whose first argument is a text of any length: long ones are not kept.

    :param most: how many answers are kept.
    """

    def decorate(function: Callable[Concatenate[str, Others], Result]) -> Callable[Concatenate[str, Others], Result]:
        cached = lru_cache(maxsize=maxsize)(function)

        @wraps(function)
        def wrapper(text: str, /, *others: Others.args, **named: Others.kwargs) -> Result:
            if len(text) > _MAX_CACHED_CHARS:
                return function(text, *others, **named)
            return cached(text, *others, **named)  # type: ignore[arg-type]

        return wrapper

    return decorate
