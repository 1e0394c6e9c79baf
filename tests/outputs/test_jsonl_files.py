"""The output files: complete up to the last commit, at whatever moment the process was killed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import pytest

from newscrawl.exceptions import BadArgument, OutputFailed
from newscrawl.outputs import jsonl_files
from newscrawl.outputs.append_file import AppendFile
from newscrawl.outputs.jsonl_files import OutputFiles
from tests import output_helpers
from tests.crawling import running_process
from tests.output_helpers import LEDGER_ID, check_files, make_line, read_ids, read_ledger, read_manifests, write_lines

every_compression = pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
FILE_CALLS = ("open", "write", "ftruncate", "fdatasync", "fsync", "replace", "mkdir")
"""The functions of `os` that change files."""


def die_at(call: int) -> None:
    """End this process at its n-th call that changes a file; a write is then half done."""
    remaining = call

    def die_in(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call_or_die(*args: Any, **kwargs: Any) -> Any:
            nonlocal remaining
            remaining -= 1
            if remaining == 0:
                if name == "write":
                    function(args[0], args[1][: len(args[1]) // 2])
                os._exit(1)
            return function(*args, **kwargs)

        return call_or_die

    for name in FILE_CALLS:
        setattr(os, name, die_in(name, getattr(os, name)))


def dies(call: int, work: Callable[[], None]) -> bool:
    """Do the work in another process that dies at that call; whether it died before the end."""
    child = os.fork()
    if child == 0:
        try:
            die_at(call)
            work()
            os._exit(0)
        finally:
            os._exit(2)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in {0, 1}
    return code == 1


@every_compression
@pytest.mark.parametrize("max_bytes", [0, 100], ids=["one file", "several files"])
def test_the_next_process_recovers_the_files_of_one_that_died_at_any_call(
    tmp_path: Path, suffix: str, max_bytes: int
) -> None:
    def work() -> None:
        write_lines(folder / f"all{suffix}", tmp_path / "ledger", until=9, max_bytes=max_bytes)

    folder, call = tmp_path / "out", 1
    while dies(call, work):
        work()
        check_files(folder, lines=9)
        shutil.rmtree(folder)
        (tmp_path / "ledger").unlink()
        call += 1
    assert call > 20


@every_compression
def test_a_process_that_is_killed_repeatedly_loses_and_repeats_no_line(tmp_path: Path, suffix: str) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(Path(output_helpers.__file__).parent)!r}); import pathlib; "
        f"import output_helpers; print(flush=True); output_helpers.write_lines(pathlib.Path('all{suffix}'), "
        "pathlib.Path('ledger'), until=100_000, max_bytes=20_000)"
    )
    moments = random.Random(5)  # noqa: S311 - no cryptography
    for _ in range(4):
        with running_process([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moments.uniform(0.02, 0.2))
            process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
    lines = read_ledger(tmp_path / "ledger")["lines"]
    assert lines > 0
    write_lines(tmp_path / f"all{suffix}", tmp_path / "ledger", until=lines, max_bytes=20_000)
    check_files(tmp_path, lines=lines)


@every_compression
def test_lines_that_were_not_committed_are_removed(
    tmp_path: Path, suffix: str, caplog: pytest.LogCaptureFixture
) -> None:
    path, ledger = tmp_path / f"all{suffix}", tmp_path / "ledger"
    write_lines(path, ledger, until=3)
    before = ledger.read_bytes()
    write_lines(path, ledger, until=6)
    ledger.write_bytes(before)
    write_lines(path, ledger, until=3)
    assert read_ids(path) == [0, 1, 2]
    assert "truncated by" in caplog.text
    check_files(tmp_path, lines=3)


@every_compression
@pytest.mark.parametrize("other", ["another ledger", ""], ids=["another ledger", "no ledger"])
def test_lines_of_another_ledger_are_kept(tmp_path: Path, suffix: str, other: str) -> None:
    path = tmp_path / f"all{suffix}"
    write_lines(path, tmp_path / "ledger", until=3)
    with OutputFiles(str(path), spider="feed", ledger_id=other) as files:
        files.append(make_line(3))
    write_lines(path, tmp_path / "ledger", until=3)
    assert read_ids(path) == [0, 1, 2, 3]


def test_lines_that_a_person_added_after_the_crawl_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    write_lines(path, tmp_path / "ledger", until=3)
    with path.open("ab") as file:
        file.write(make_line(3) + b"\n")
    write_lines(path, tmp_path / "ledger", until=3)
    check_files(tmp_path, lines=4)


@every_compression
@pytest.mark.parametrize("thirds_left", [0, 1], ids=["deleted", "shortened"])
def test_a_deleted_or_shortened_file_is_truncated_to_its_new_committed_length(
    tmp_path: Path, suffix: str, thirds_left: int
) -> None:
    path, ledger = tmp_path / f"all{suffix}", tmp_path / "ledger"
    write_lines(path, ledger, until=3, lines_per_commit=1)
    remaining = path.read_bytes()[: thirds_left * len(path.read_bytes()) // 3]
    path.write_bytes(remaining)
    lengths = read_ledger(ledger)["lengths"]
    with OutputFiles(str(path), spider="feed", ledger_id=LEDGER_ID, committed_lengths=lengths) as files:
        for number in range(3, 9):
            files.append(make_line(number))  # and the process is killed before the commit
        files.sync()
    with OutputFiles(str(path), spider="feed", ledger_id=LEDGER_ID, committed_lengths=lengths):
        assert path.read_bytes() == remaining


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b""),
        (b"one\n", b"one\n"),
        (b"one\ntw", b"one\n"),
        (b"on", b""),
        (b"one\n" + b"x" * 200_000, b"one\n"),
        (b"x" * 200_000 + b"\ntw", b"x" * 200_000 + b"\n"),
    ],
    ids=["empty", "complete", "incomplete", "incomplete first line", "incomplete long line", "long line before"],
)
def test_of_a_file_without_a_manifest_only_an_incomplete_line_is_removed(
    tmp_path: Path, before: bytes, after: bytes
) -> None:
    path = tmp_path / "all.jsonl"
    path.write_bytes(before)
    with OutputFiles(str(path), spider="feed"):
        assert path.read_bytes() == after
    assert read_manifests(tmp_path)[0]["open"]["lines"] == after.count(b"\n")


@pytest.mark.parametrize("suffix", [".jsonl.gz", ".jsonl.zst"])
def test_of_a_compressed_file_without_a_manifest_only_an_incomplete_member_is_removed(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"all{suffix}"
    write_lines(path, tmp_path / "ledger", until=6)
    complete = path.read_bytes()
    (tmp_path / f"all{suffix}.manifest.json").unlink()
    for incomplete in (complete[:9], complete[: len(complete) // 2 - 1]):
        path.write_bytes(complete + incomplete)
        with OutputFiles(str(path), spider="feed"):
            assert path.read_bytes() == complete
    check_files(tmp_path, lines=6)


@pytest.mark.parametrize("suffix", [".jsonl.gz", ".jsonl.zst"])
def test_a_file_that_is_not_compressed_as_its_name_says_is_not_changed(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"all{suffix}"
    path.write_bytes(make_line(0) + b"\n")
    with pytest.raises(OutputFailed, match=r"damaged at byte 0; move it away$"):
        OutputFiles(str(path), spider="feed")
    assert path.read_bytes() == make_line(0) + b"\n"


def test_a_manifest_that_cannot_be_read_is_named_in_the_error(tmp_path: Path) -> None:
    (tmp_path / "all.jsonl.manifest.json").write_text("[]")
    with pytest.raises(
        OutputFailed, match=r"all\.jsonl\.manifest\.json: not a manifest: .*; repair it or move it away$"
    ):
        OutputFiles(str(tmp_path / "all.jsonl"), spider="feed")


def test_full_files_are_numbered_and_sealed(tmp_path: Path) -> None:
    write_lines(tmp_path / "all.jsonl", tmp_path / "ledger", until=9, max_bytes=100)
    (manifest,) = read_manifests(tmp_path)
    assert [part["file"] for part in manifest["sealed"]] == ["all-00001.jsonl", "all-00002.jsonl"]
    assert manifest["open"]["file"] == "all-00003.jsonl"
    assert read_ids(tmp_path / "all-00002.jsonl") == [3, 4, 5]
    check_files(tmp_path, lines=9)


def test_a_number_is_not_used_again_when_its_file_was_deleted(tmp_path: Path) -> None:
    for until in (3, 6):
        write_lines(tmp_path / "all.jsonl", tmp_path / "ledger", until=until, max_bytes=1)
    for name in ("all-00001.jsonl", "all-00002.jsonl"):
        (tmp_path / name).unlink()
    write_lines(tmp_path / "all.jsonl", tmp_path / "ledger", until=12, max_bytes=1)
    assert sorted(path.name for path in tmp_path.glob("*.jsonl")) == ["all-00003.jsonl", "all-00004.jsonl"]


def test_a_file_that_another_crawl_began_meanwhile_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_too_late(path: Path) -> AppendFile:
        monkeypatch.undo()
        write_lines(tmp_path / "all.jsonl", tmp_path / "ledger", until=6, max_bytes=1)
        return AppendFile(path)

    write_lines(tmp_path / "all.jsonl", tmp_path / "ledger", until=3, max_bytes=1)
    monkeypatch.setattr(jsonl_files, "AppendFile", open_too_late)
    with pytest.raises(OutputFailed, match="another crawl is writing to it"):
        OutputFiles(str(tmp_path / "all.jsonl"), spider="feed", ledger_id=LEDGER_ID, max_bytes=1)
    check_files(tmp_path, lines=6)


def test_the_size_limit_may_change_from_run_to_run(tmp_path: Path) -> None:
    for until, max_bytes in ((3, 0), (6, 1), (9, 0), (12, 1)):
        write_lines(tmp_path / "all.jsonl", tmp_path / "ledger", until=until, max_bytes=max_bytes)
        check_files(tmp_path, lines=until)


def test_a_new_day_begins_a_new_file_and_seals_the_last(tmp_path: Path) -> None:
    days = iter([date(2026, 3, 1)] * 4 + [date(2026, 3, 2)] * 6)
    template = tmp_path / "%(date)s" / "%(spider)s.jsonl"
    write_lines(template, tmp_path / "ledger", until=9, clock=lambda: next(days))
    first, second = read_manifests(tmp_path)
    assert first["open"] is None
    assert [part["lines"] for part in first["sealed"]] == [3]
    assert second["open"]["lines"] == 6
    check_files(tmp_path, lines=9)


@pytest.mark.parametrize("name", ["%(date)s.jsonl", "%(site)s/%(date)s.jsonl.gz"], ids=["one file", "by site"])
def test_the_file_of_an_earlier_day_is_sealed_by_the_next_crawl(tmp_path: Path, name: str) -> None:
    for day in (1, 2):
        moment = date(2026, 3, day)
        write_lines(tmp_path / name, tmp_path / "ledger", until=6 * day, clock=lambda: moment)  # noqa: B023 - called in this turn
    assert [bool(manifest["open"]) for manifest in read_manifests(tmp_path)] == [False, True] * (
        2 if "site" in name else 1
    )
    check_files(tmp_path, lines=12)


def test_a_clock_that_is_set_back_opens_no_file_of_the_past(tmp_path: Path) -> None:
    days = iter([date(2026, 3, 2)] * 4 + [date(2026, 3, 1)] * 6)
    write_lines(tmp_path / "%(date)s.jsonl", tmp_path / "ledger", until=9, clock=lambda: next(days))
    assert [path.name for path in tmp_path.glob("*.jsonl")] == ["2026-03-02.jsonl"]


def test_each_site_has_a_file_of_its_own(tmp_path: Path) -> None:
    write_lines(tmp_path / "%(site)s.jsonl", tmp_path / "ledger", until=6)
    assert read_ids(tmp_path / "site-0.example.jsonl") == [0, 2, 4]
    check_files(tmp_path, lines=6)


def test_the_number_of_open_files_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl_files, "MAX_OPEN_FILES", 4)
    lengths: dict[str, int] = {}
    with OutputFiles(str(tmp_path / "%(site)s.jsonl"), spider="feed", ledger_id=LEDGER_ID) as files:
        for number in range(60):
            files.append(make_line(number), site=f"{number % 20}.example")
            if number % 5 == 0:
                lengths |= files.sync()
                assert len(list(Path("/proc/self/fd").iterdir())) < 60
                assert sum(path.suffix == ".jsonl" for path in open_files()) <= 4 + 2 * 5
        lengths |= files.sync()
    check_files(tmp_path, lines=60)
    with OutputFiles(
        str(tmp_path / "%(site)s.jsonl"), spider="feed", ledger_id=LEDGER_ID, committed_lengths=lengths
    ) as files:
        for number in range(20):
            files.append(make_line(60 + number), site=f"{number}.example")
        lengths |= files.sync()
    check_files(tmp_path, lines=80)


def open_files() -> list[Path]:
    found = []
    for link in Path("/proc/self/fd").iterdir():
        try:
            found.append(link.readlink())
        except OSError:
            continue
    return found


def test_an_unknown_placeholder_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(BadArgument, match=r"no %\(time\)s is known; there are: %\(spider\)s, %\(site\)s, %\(date\)s$"):
        OutputFiles(str(tmp_path / "%(time)s.jsonl"), spider="feed")


@pytest.mark.parametrize("spelling", ["all.jsonl", "./x/../all.jsonl", "link.jsonl", "x/../link.jsonl"])
def test_a_second_writer_is_rejected_for_every_spelling_of_the_path(tmp_path: Path, spelling: str) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "link.jsonl").symlink_to("all.jsonl")
    refused = pytest.raises(OutputFailed, match=r"all\.jsonl: another crawl is writing to it$")
    with OutputFiles(str(tmp_path / "all.jsonl"), spider="feed"), refused:
        OutputFiles(str(tmp_path / spelling), spider="feed")
    OutputFiles(str(tmp_path / spelling), spider="feed").close()


@pytest.mark.parametrize("max_bytes", [0, 50], ids=["one file", "several files"])
def test_the_lock_ends_with_its_process(tmp_path: Path, max_bytes: int) -> None:
    code = (
        "import time; from newscrawl.outputs.jsonl_files import OutputFiles; "
        f"files = OutputFiles('all.jsonl', spider='x', max_bytes={max_bytes}); "
        "[(files.append(b'x' * 50), files.sync()) for _ in range(3)]; print(flush=True); time.sleep(600)"
    )
    with running_process([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(OutputFailed, match="another crawl"):
            OutputFiles(str(tmp_path / "all.jsonl"), spider="feed", max_bytes=max_bytes)
        other.kill()
    OutputFiles(str(tmp_path / "all.jsonl"), spider="feed", max_bytes=max_bytes).close()


@every_compression
@pytest.mark.parametrize("loss", ["folder", "file", "replaced"])
def test_a_sync_fails_if_the_file_was_deleted_or_replaced(tmp_path: Path, suffix: str, loss: str) -> None:
    folder = tmp_path / "out"
    files = OutputFiles(str(folder / f"all{suffix}"), spider="feed")
    files.append(make_line(0))
    files.sync()
    if loss == "folder":
        shutil.rmtree(folder)
    else:
        (folder / f"all{suffix}").unlink()
    if loss == "replaced":
        (folder / f"all{suffix}").touch()
    files.append(make_line(1))
    for method in (files.sync, files.sync, files.close):  # a second sync fails, too
        with pytest.raises(OutputFailed, match=r"No such file or directory|another file was put in its place"):
            method()


def fail_with(number: int) -> Callable[..., NoReturn]:
    def fail(*_: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    ("number", "reason"), [(28, "disk_full"), (122, "disk_full"), (5, "write_error"), (13, "write_error")]
)
def test_the_reason_tells_a_full_disk_from_other_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    files = OutputFiles(str(tmp_path / "all.jsonl"), spider="feed")
    files.append(make_line(0))
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", fail_with(number))
        with pytest.raises(OutputFailed, match=r"all\.jsonl: cannot be written: ") as failed:
            files.append(make_line(1))
    assert failed.value.reason == reason
    assert files.sync()
    files.close()
    check_files(tmp_path, lines=1)


def test_lengths_that_a_failed_sync_did_not_return_are_returned_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = OutputFiles(str(tmp_path / "%(site)s.jsonl.gz"), spider="feed")
    files.append(make_line(0), site="a.example")
    files.append(make_line(1), site="b.example")
    write, calls = os.write, []

    def full_at_second(*args: Any) -> int:
        calls.append(1)
        return write(*args) if len(calls) != 2 else fail_with(28)()

    monkeypatch.setattr(os, "write", full_at_second)
    with pytest.raises(OutputFailed):
        files.sync()
    assert [key.split()[0] for key in files.sync()] == ["a.example.jsonl.gz", "b.example.jsonl.gz"]
    files.close()
    check_files(tmp_path, lines=2)


def test_the_manifest_is_updated_while_lines_are_appended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl_files, "MANIFEST_INTERVAL_SECONDS", 0)
    with OutputFiles(str(tmp_path / "all.jsonl"), spider="feed") as files:
        for number in range(3):
            files.append(make_line(number))
            files.sync()
            check_files(tmp_path, lines=number + 1)


def test_a_manifest_that_finds_the_disk_full_loses_no_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = OutputFiles(str(tmp_path / "all.jsonl"), spider="feed")
    files.append(make_line(0))
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail_with(28))
        patch.setattr(jsonl_files, "MANIFEST_INTERVAL_SECONDS", 0)
        assert [*files.sync().values()] == [len(make_line(0)) + 1]
        files.close()
    OutputFiles(str(tmp_path / "all.jsonl"), spider="feed").close()
    check_files(tmp_path, lines=1)


def test_no_file_stays_open_when_opening_fails(tmp_path: Path) -> None:
    with OutputFiles(str(tmp_path / "all.jsonl"), spider="feed"):
        before = len(open_files())
        with pytest.raises(OutputFailed):
            OutputFiles(str(tmp_path / "all.jsonl"), spider="feed")
        assert len(open_files()) == before


def test_a_manifest_is_indented_json(tmp_path: Path) -> None:
    write_lines(tmp_path / "all.jsonl", tmp_path / "ledger", until=1)
    text = (tmp_path / "all.jsonl.manifest.json").read_text()
    assert len(text.splitlines()) > 10
    assert json.loads(text)["open"]["last"] == "2026-03-01T00:00:00Z"
