"""What a rule brings on publishers that were not looked at: the split, and what counts as removed and as cost."""

from __future__ import annotations

import pytest

from benchmarks.scoring import Expected
from benchmarks.transfer import Effect, Transfer, classify_removed, split_publisher

FERRY = "The ferry to the islands left an hour late on Monday, because the fog over the sound did not lift."
TEA = "Nobody complained, the harbour master said: those on board had tea, and those ashore had waited before."
PAGE = (
    "<html lang='en'><body><article><h1>Ferry leaves late</h1>"
    f"<p>{FERRY}</p>"
    "<div class='related'><p>Ferries and fog: a short history</p></div>"
    f"<p>{TEA}</p></article></body></html>"
).encode()


def test_a_publisher_is_on_one_half_and_another_seed_gives_another_split() -> None:
    publishers = [f"paper{number}.example" for number in range(60)]
    by_seed = [[split_publisher(publisher, seed=seed) for publisher in publishers] for seed in (0, 0, 1)]
    assert by_seed[0] == by_seed[1] != by_seed[2]
    assert 15 < by_seed[0].count("seen") < 45


@pytest.mark.parametrize(
    ("line", "kept", "counted"),
    [
        pytest.param(TEA, FERRY, [True], id="a-paragraph-of-the-article"),
        pytest.param("Subscribe to our letter from the quay", FERRY, [False], id="foreign"),
        pytest.param(TEA, f"{FERRY}\n{TEA}", [], id="still-in-the-output"),
        pytest.param("Ferry leaves late", FERRY, [], id="the-headline"),
        pytest.param("Fog over the sound, and tea on board", FERRY, [], id="optional"),
        pytest.param("Monday", FERRY, [False], id="a-word-that-the-article-has-too"),
        pytest.param("Tea", FERRY, [True], id="a-short-line-of-the-article"),
    ],
)
def test_what_a_removed_line_counts_as(line: str, kept: str, counted: list[bool]) -> None:
    text = [FERRY, "Tea", TEA]
    expected = Expected(texts=[text, ["Fog over the sound, and tea on board", *text]], title="Ferry leaves late")
    found = [*classify_removed([(line, "structure:apart")], expected, kept=kept)]
    assert [is_wanted for _, _, is_wanted in found] == counted


def test_a_page_is_counted_on_the_half_of_its_publisher() -> None:
    transfer = Transfer()
    expected = Expected(texts=[[FERRY, TEA]], title="Ferry leaves late")
    transfer.add(("ferry", PAGE, "https://news.quayside.example/ferry", expected))
    transfer.add(("fog", PAGE, "https://quayside.example/fog", expected))
    transfer.add(("refused", b"", "https://mill.example/empty", expected))
    assert transfer.publishers == {"seen": {"quayside.example"}, "unseen": {"mill.example"}}
    assert (transfer.scores["seen"].pages, transfer.scores["unseen"].pages) == (2, 1)
    effect = transfer.effects["structure:related"]
    assert effect.removed["seen"] == {"quayside.example": 2}
    assert (effect.paying_publishers("seen"), effect.total(effect.cost), effect.transfers()) == (1, 0, False)


def test_a_rule_transfers_if_it_pays_on_two_publishers_and_costs_less_than_it_removes() -> None:
    effect = Effect()
    effect.removed["seen"]["quayside.example"] += 2
    effect.removed["unseen"]["mill.example"] += 2
    assert effect.transfers()
    effect.cost["unseen"]["dunes.example"] += 3
    assert not effect.transfers()
