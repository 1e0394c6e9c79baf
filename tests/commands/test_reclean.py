"""`scrapy reclean` as a user runs it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from newscrawl.boilerplate.fingerprint import fingerprint_article
from newscrawl.extraction.result import add_content_hash
from newscrawl.items import Article
from newscrawl.outputs.record import encode_record
from newscrawl.state.cross_page import CrossPageStore
from newscrawl.state.database import STATE_FILE_NAME, StateDatabase
from tests.crawling import run_scrapy, scrapy_command, scrapy_environment
from tests.terminal import run_on_terminal

PROMPT = "Join the harbour forum to have your say"
OUT = "out.jsonl"


def article(number: int, *lines: str) -> Article:
    text = [f"Berth {number} stays closed for reason number {n}, the harbour office said." for n in range(9)]
    site = "harbourpost.example"
    made = Article(id=str(number), url=f"https://{site}/{number}", site=site, text="\n\n".join([*text, *lines]))
    return add_content_hash(made)


def write(path: Path, *articles: Article) -> bytes:
    content = b"".join(encode_record(one) + b"\n" for one in articles)
    path.write_bytes(content)
    return content


def read(path: Path) -> list[Article]:
    return [msgspec.json.decode(line, type=Article) for line in path.read_bytes().splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "in.jsonl", *(article(n, PROMPT) for n in range(4)), article(4))
    return tmp_path


def test_early_articles_lose_lines_that_later_ones_repeat(folder: Path) -> None:
    before = (folder / "in.jsonl").read_bytes()
    run = run_scrapy("reclean", "in.jsonl", OUT, cwd=folder)
    assert (run.code, run.out) == (0, "")
    assert run.err.splitlines() == [
        "newscrawl: out.jsonl: 5 articles, 4 lines removed from 4 of them",
        "newscrawl:   site_furniture 4",
    ]
    after = read(folder / OUT)
    assert [one.id for one in after] == ["0", "1", "2", "3", "4"]
    assert [one.text for one in after] == [article(n).text for n in range(5)]
    assert [(cut.text, cut.rule) for cut in after[0].removed] == [(PROMPT, "memory:repeated-line")]
    assert [one.content_hash for one in after] == [article(n).content_hash for n in range(5)]
    assert (folder / OUT).read_bytes().splitlines()[4] == before.splitlines()[4]
    assert (folder / "in.jsonl").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["in.jsonl", OUT]


def test_a_second_time_nothing_is_left_to_cut(folder: Path) -> None:
    run_scrapy("reclean", "in.jsonl", OUT, cwd=folder)
    run = run_scrapy("reclean", OUT, "again.jsonl", cwd=folder)
    assert run.err == "newscrawl: again.jsonl: 5 articles, 0 lines removed from 0 of them\n"
    assert (folder / "again.jsonl").read_bytes() == (folder / OUT).read_bytes()


def test_what_earlier_crawls_have_learned_is_used_and_stays_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", article(9, PROMPT))
    with StateDatabase(tmp_path / "state") as database:
        CrossPageStore(database).add([trace for n in range(3) if (trace := fingerprint_article(article(n, PROMPT)))])
    settings = {"NEWSCRAWL_STATE": "state"}
    assert run_scrapy("reclean", "in.jsonl", OUT, cwd=tmp_path, settings=settings).code == 0
    assert PROMPT not in read(tmp_path / OUT)[0].text
    with StateDatabase(tmp_path / "state") as database:
        assert database.fetch_all("SELECT count(*) FROM memory_article") == [(3,)]


def test_an_empty_file_and_empty_lines_are_no_problem(folder: Path) -> None:
    (folder / "in.jsonl").write_bytes(b"\n" + encode_record(article(1)) + b"\n\n" + encode_record(article(2)))
    run = run_scrapy("reclean", "in.jsonl", OUT, cwd=folder)
    assert (run.code, [one.id for one in read(folder / OUT)]) == (0, ["1", "2"])
    (folder / "in.jsonl").write_bytes(b"")
    assert run_scrapy("reclean", "in.jsonl", OUT, cwd=folder).code == 0
    assert (folder / OUT).read_bytes() == b""


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        pytest.param(["in.jsonl"], "name two files: IN.jsonl OUT.jsonl", id="one file"),
        pytest.param(["gone.jsonl", OUT], "gone.jsonl: no such file", id="no such file"),
        pytest.param([".", OUT], ".: not a file", id="a folder"),
        pytest.param(["in.jsonl", "in.jsonl"], "output in.jsonl: it is IN.jsonl", id="itself"),
        pytest.param(["in.jsonl", "link.jsonl"], "output link.jsonl: it is IN.jsonl", id="itself by another name"),
        pytest.param(["in.jsonl", "."], "output .: it is a folder", id="output is a folder"),
    ],
)
def test_a_wrong_argument_is_one_line_and_exit_code_2(folder: Path, arguments: list[str], line: str) -> None:
    (folder / "link.jsonl").symlink_to("in.jsonl")
    before = (folder / "in.jsonl").read_bytes()
    run = run_scrapy("reclean", *arguments, cwd=folder)
    assert (run.code, run.out, run.err) == (2, "", f"newscrawl: {line}\n")
    assert (folder / "in.jsonl").read_bytes() == before
    assert not (folder / OUT).exists()


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        pytest.param(encode_record(article(1))[:300], "", id="cut in half"),
        pytest.param(b"[1, 2]", "", id="no object"),
        pytest.param(b'{"id": 7}', "", id="wrong type"),
        pytest.param(b'{"id": "7", "text": "x"}', "it lacks url", id="fields missing"),
        pytest.param(encode_record(article(1))[:-1] + b',"price":1}', "it has 'price'", id="another field"),
        pytest.param(b"\xff\xfe", "", id="no text"),
        pytest.param(b"[" * 100_000, "", id="deep"),
    ],
)
def test_a_line_that_is_no_record_is_named_and_the_output_stays_as_it_was(folder: Path, bad: bytes, why: str) -> None:
    with (folder / "in.jsonl").open("ab") as file:
        file.write(bad + b"\n")
    (folder / OUT).write_text("before")
    run = run_scrapy("reclean", "in.jsonl", OUT, cwd=folder)
    assert run.code == 2
    assert run.err.startswith("newscrawl: in.jsonl: line 6: not a newscrawl record: ")
    assert why in run.err
    assert len(run.err.splitlines()) == 1
    assert (folder / OUT).read_text() == "before"
    assert sorted(path.name for path in folder.iterdir()) == ["in.jsonl", OUT]


def test_a_state_that_cannot_be_read_is_one_line_and_exit_code_1(folder: Path) -> None:
    (folder / STATE_FILE_NAME).write_bytes(b"no database" * 100)
    run = run_scrapy("reclean", "in.jsonl", OUT, cwd=folder, settings={"NEWSCRAWL_STATE": "."})
    assert run.code == 1
    assert run.err.startswith("newscrawl: state.sqlite: cannot be opened: ")
    assert not (folder / OUT).exists()


def test_a_missing_state_and_a_file_without_articles_are_reported(folder: Path) -> None:
    (folder / "empty.jsonl").touch()
    run = run_scrapy("reclean", "empty.jsonl", OUT, cwd=folder, settings={"NEWSCRAWL_STATE": "gone"})
    assert run.code == 0
    assert run.err.splitlines() == [
        "newscrawl: gone/state.sqlite: no such file; only IN.jsonl tells what is boilerplate",
        "newscrawl: IN.jsonl holds no article",
        "newscrawl: out.jsonl: 0 articles, 0 lines removed from 0 of them",
    ]
    assert (folder / OUT).read_bytes() == b""


def test_a_terminal_shows_the_progress(folder: Path) -> None:
    write(folder / "in.jsonl", *(article(n, PROMPT) for n in range(1200)))
    command = scrapy_command("reclean", "in.jsonl", OUT)
    code, printed = run_on_terminal(command, cwd=folder, environment=scrapy_environment(), stream="stderr")
    assert code == 0
    assert b"\rrecleaning: " in printed
    assert b" \rnewscrawl: out.jsonl: 1200 articles, 1200 lines removed from 1200" in printed
