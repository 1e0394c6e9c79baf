"""Which late lines credit news agencies."""

from __future__ import annotations

from newscrawl.core.names.signoffs import credited_agencies


def test_a_list_of_agencies_is_a_credit_and_an_endless_one_is_not() -> None:
    assert credited_agencies(["dpa, AFP, Reuters"]) == ["dpa", "AFP", "Reuters"]
    assert credited_agencies([", ".join(["AFP"] * 30)]) == []
