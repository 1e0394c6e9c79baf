"""The quality gate: what its scores count, and when it says that something has fallen."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from benchmarks.scoring import Expected, Extracted, Scores, find_regressions

ROOT = Path(__file__).parent.parent
FERRY = "The ferry to the islands left an hour late on Monday, because the fog over the sound did not lift."
TEA = "Nobody complained, the harbour master said: those on board had tea, and those ashore had waited before."
PAGE = f"<html lang='en'><body><article><h1>Ferry leaves late</h1><p>{FERRY}</p><p>{TEA}</p></article></body></html>"


def summary(expected: Expected, extracted: Extracted) -> dict[str, float]:
    scores = Scores()
    scores.add(expected, extracted)
    return scores.summary()


def test_the_right_text_has_full_marks() -> None:
    found = summary(Expected(texts=[[FERRY, TEA]]), Extracted(text=f"{FERRY}\n\n{TEA}"))
    assert found == {"f1": 1.0, "clean": 1.0, "extra": 0.0, "lost": 0.0}


def test_a_prompt_in_the_text_is_extra_and_a_missing_paragraph_is_lost() -> None:
    found = summary(Expected(texts=[[FERRY, TEA]]), Extracted(text=f"{FERRY}\n\nSubscribe now for the whole story"))
    assert (found["clean"], found["extra"], found["lost"]) == (0.0, 100.0, 100.0)
    assert 0.3 < found["f1"] < 0.7


def test_a_refused_page_has_lost_its_lines() -> None:
    found = summary(Expected(texts=[[FERRY, TEA]], title="Ferry leaves late", authors=[]), Extracted())
    assert found == {"f1": 0.0, "clean": 1.0, "extra": 0.0, "lost": 200.0, "title": 0.0, "authors": 1.0}


@pytest.mark.parametrize("text", [FERRY, f"{TEA}\n\n{FERRY}"])
def test_every_reading_of_the_answer_is_right(text: str) -> None:
    found = summary(Expected(texts=[[FERRY], [TEA, FERRY]]), Extracted(text=text))
    assert (found["f1"], found["clean"], found["lost"]) == (1.0, 1.0, 0.0)


def test_fields_are_compared_without_case_and_a_day_in_either_zone() -> None:
    expected = Expected(title="Ferry leaves late", authors=["Ines Holloway"], date="2026-11-22T23:30:00-05:00")
    right = Extracted(title="FERRY LEAVES LATE!", authors=["ines holloway"], published="2026-11-23T04:30:00+00:00")
    assert summary(expected, right) == {"title": 1.0, "authors": 1.0, "date": 1.0}
    wrong = Extracted(title="Ferry leaves", authors=["Ines Holloway", "Harbour Post"], published="2026-11-21")
    assert summary(expected, wrong) == {"title": 0.0, "authors": 0.0, "date": 0.0}


def test_an_agency_counts_where_the_answer_names_it_as_an_author() -> None:
    extracted = Extracted(authors=["Ines Holloway"], agencies=["Reuters"])
    assert summary(Expected(authors=["Ines Holloway", "Reuters"]), extracted) == {"authors": 1.0}
    assert summary(Expected(authors=["Ines Holloway"]), extracted) == {"authors": 1.0}


def test_a_score_that_is_missing_or_lower_is_worse() -> None:
    assert find_regressions({"f1": 0.9, "lost": 1.0, "date": 1.0}, {"f1": 0.9, "lost": 2.0}) == [
        "lost 1 -> 2",
        "date 1 -> missing",
    ]


def gold(folder: Path, paragraphs: list[str]) -> None:
    folder.mkdir(parents=True)
    answers = {"ferry": {"url": "https://quayside.example/ferry", "text": paragraphs, "title": "Ferry leaves late"}}
    (folder / "gold.json").write_text(json.dumps(answers))
    with tarfile.open(folder / "html.tar.xz", "w:xz") as archive:
        member = tarfile.TarInfo("ferry.html")
        member.size = len(PAGE.encode())
        archive.addfile(member, io.BytesIO(PAGE.encode()))


def quality(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.quality", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_cases_of_the_fixtures_have_not_fallen() -> None:
    run = quality()
    assert (run.returncode, run.stderr) == (0, "")
    assert "WORSE" not in run.stdout


def test_a_fall_below_the_baseline_is_printed_and_ends_with_1(tmp_path: Path) -> None:
    gold(tmp_path / "gold" / "quayside", [FERRY, TEA])
    baseline = tmp_path / "scores.json"
    assert quality(tmp_path / "gold", "--baseline", baseline, "--write").returncode == 0
    assert quality(tmp_path / "gold", "--baseline", baseline).returncode == 0

    gold(tmp_path / "worse" / "quayside", [FERRY, TEA, "A third paragraph that the page does not hold at all."])
    run = quality(tmp_path / "worse", "--baseline", baseline)
    assert run.returncode == 1
    assert "quayside     WORSE: lost 0 -> 100" in run.stdout


def test_a_folder_without_gold_is_one_line_and_code_2(tmp_path: Path) -> None:
    run = quality(tmp_path)
    assert run.returncode == 2
    assert run.stderr == f"benchmarks.quality: {tmp_path}: no folder there holds cases, or gold.json and html.tar.xz\n"
