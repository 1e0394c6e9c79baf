"""Which late lines credit news agencies."""

from __future__ import annotations

from newscrawl.bylines.signoffs import find_credited_agencies


def test_a_list_of_agencies_is_a_credit_and_an_endless_one_is_not() -> None:
    assert find_credited_agencies(["dpa, AFP, Reuters"]) == ["dpa", "AFP", "Reuters"]
    assert find_credited_agencies([", ".join(["AFP"] * 30)]) == []
