"""Functions of short texts that answer at once what they were asked before."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

Others = ParamSpec("Others")
Result = TypeVar("Result")

_LONGEST = 1_000
"""Characters. What is longer is no name, label, byline or date, and seldom asked twice; a hostile page has megabytes of
it, and a thousand such pages would fill the memory."""


def remembered(
    most: int,
) -> Callable[[Callable[Concatenate[str, Others], Result]], Callable[Concatenate[str, Others], Result]]:
    """Python's `lru_cache` for functions whose first argument is a text of any length: long ones are not kept.

    :param most: how many answers are kept.
    """

    def decorate(function: Callable[Concatenate[str, Others], Result]) -> Callable[Concatenate[str, Others], Result]:
        kept = lru_cache(maxsize=most)(function)

        @wraps(function)
        def ask(text: str, /, *others: Others.args, **named: Others.kwargs) -> Result:
            if len(text) > _LONGEST:
                return function(text, *others, **named)
            return kept(text, *others, **named)  # type: ignore[arg-type]

        return ask

    return decorate
