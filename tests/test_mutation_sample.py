"""Which small changes the mutation sampler makes, and whether it sees that a test fails."""

from __future__ import annotations

from pathlib import Path

from benchmarks.mutation_sample import Mutation, is_noticed, iter_mutations

SOURCE = 'LIMIT = 3\n"""Größe 7."""\n\n\ndef is_long(n: int) -> bool:\n    return LIMIT <= n != 0.5 or True\n'
MODULE = Path("newscrawl/texts/sizes.py")


def test_numbers_are_doubled_and_halved_and_comparisons_replaced() -> None:
    assert [(mutation.line, mutation.old, mutation.new) for mutation in iter_mutations(MODULE, SOURCE)] == [
        (1, "3", "6"),
        (1, "3", "1"),
        (6, "<=", "<"),
        (6, "!=", "=="),
        (6, "0.5", "1.0"),
        (6, "0.5", "0.25"),
    ]


def test_a_mutation_changes_one_place() -> None:
    changed = [mutation.apply(SOURCE) for mutation in iter_mutations(MODULE, SOURCE)]
    assert changed[2] == SOURCE.replace("<=", "<")
    assert changed[5] == SOURCE.replace("0.5", "0.25")


def test_a_change_is_noticed_if_a_test_fails(tmp_path: Path) -> None:
    (tmp_path / MODULE).parent.mkdir(parents=True)
    (tmp_path / MODULE).write_text("LIMIT = 3\nUNUSED = 3\n", encoding="utf-8")
    tests = tmp_path / "tests" / "texts"
    tests.mkdir(parents=True)
    (tests / "test_sizes.py").write_text(
        "from newscrawl.texts.sizes import LIMIT\n\ndef test_limit(): assert LIMIT == 3\n", encoding="utf-8"
    )
    assert is_noticed(Mutation(MODULE, 1, 8, "3", "6"), tmp_path)
    assert not is_noticed(Mutation(MODULE, 2, 19, "3", "6"), tmp_path)
    assert (tmp_path / MODULE).read_text(encoding="utf-8") == "LIMIT = 3\nUNUSED = 3\n"
