"""What became of every address: each discovered one ends in exactly one state, and it adds up."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from newscrawl.core.urls import article_id

State = Literal["written", "refused", "failed"]
STATES: tuple[State, ...] = ("written", "refused", "failed")


class Tally:
    """Counts addresses by their final state; two addresses of one article are one.

    It takes some 140 bytes for each address that it was ever told of.
    """

    def __init__(self) -> None:
        self._known: set[bytes] = set()
        self._open: set[bytes] = set()
        self._counts: Counter[tuple[State, str]] = Counter()

    def discover(self, url: str) -> bool:
        """Take note of an address; False if it was known already."""
        key = _key(url)
        if key in self._known:
            return False
        self._known.add(key)
        self._open.add(key)
        return True

    def settle(self, url: str, state: State, reason: str = "") -> bool:
        """Give a discovered address its final state; False if it has one, or was never discovered."""
        key = _key(url)
        if key not in self._open:
            return False
        self._open.remove(key)
        self._counts[state, reason] += 1
        return True

    @property
    def discovered(self) -> int:
        """How many addresses were discovered: those of all states and those still pending."""
        return len(self._known)

    @property
    def pending(self) -> int:
        """How many addresses have no final state yet."""
        return len(self._open)

    def count(self, state: State) -> int:
        """How many addresses ended in this state."""
        return sum(self.reasons(state).values())

    def reasons(self, state: State) -> dict[str, int]:
        """How many addresses ended in this state, by reason, the most frequent first."""
        found = Counter({reason: count for (of, reason), count in self._counts.items() if of == state})
        return dict(found.most_common())

    def table(self) -> str:
        """The counts for a person, one state a line."""
        lines = [f"  {'discovered':<11}{self.discovered:>7}"]
        for state in STATES:
            reasons = ", ".join(f"{reason} {count}" for reason, count in self.reasons(state).items() if reason)
            lines.append(f"  {state:<11}{self.count(state):>7}  {reasons}".rstrip())
        lines.append(f"  {'pending':<11}{self.pending:>7}")
        return "\n".join(lines)


def _key(url: str) -> bytes:
    return bytes.fromhex(article_id(url))
