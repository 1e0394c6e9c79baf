"""The pool, with real worker processes and the faults of real pages."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.test import get_crawler

from newscrawl.exceptions import BadArgument, ExtractionFailed, NotAnArticle
from newscrawl.items import Page
from newscrawl.workers import pool as pool_module
from newscrawl.workers.pool import ExtractionPool, LargePipeContext
from tests import worker_faults
from tests.crawling import MAX_WAIT_SECONDS, run_scrapy, running_process, wait_until, wait_until_async
from tests.mockserver import MockServer
from tests.pages import story

TIMEOUT_SECONDS = 5
"""The time limit in tests with pages that hang: other pages take milliseconds, on a busy machine some more."""

PAGE = """<html lang="en"><head><title>Ferry sails again</title></head><body><article><h1>Ferry sails again</h1>
<p>The ferry to the outer islands sailed again on Monday after eleven days in the dock, the harbour office said.</p>
<p>Its crew had replaced both engines, a job that the yard had planned for the autumn and could not put off.</p>
</article></body></html>"""


def build_pool(**settings: Any) -> ExtractionPool:
    return build_from_crawler(ExtractionPool, get_crawler(settings_dict=settings))


@asynccontextmanager
async def running(**settings: Any) -> AsyncIterator[ExtractionPool]:
    pool = build_pool(**{"NEWSCRAWL_WORKERS": 1, **settings})
    try:
        yield pool
    finally:
        await pool.stop()


async def reason_of(pool: ExtractionPool, function: Callable[..., Any]) -> str:
    with pytest.raises(ExtractionFailed) as failure:
        await pool.run(function)
    assert len(str(failure.value).splitlines()) == 1
    return failure.value.reason


def is_running(process_id: int) -> bool:
    try:
        status = Path(f"/proc/{process_id}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.asyncio
@pytest.mark.parametrize("workers", [0, 1])
async def test_an_article_is_extracted(workers: int) -> None:
    async with running(NEWSCRAWL_WORKERS=workers) as pool:
        article = await pool.extract(Page(body=PAGE.encode(), url="https://harbourpost.example/ferry"))
    assert article.title == "Ferry sails again"
    assert "replaced both engines" in article.text


@pytest.mark.asyncio
@pytest.mark.parametrize("workers", [0, 1])
async def test_a_page_that_is_not_an_article_has_a_reason(workers: int) -> None:
    async with running(NEWSCRAWL_WORKERS=workers) as pool:
        with pytest.raises(NotAnArticle) as refusal:
            await pool.extract(Page(body=b"   "))
    assert refusal.value.reason == "empty_page"


@pytest.mark.asyncio
@pytest.mark.parametrize("workers", [0, 1])
async def test_an_unexpected_exception_is_one_line_and_its_traceback_is_in_the_debug_log(
    workers: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger=pool_module.__name__)
    async with running(NEWSCRAWL_WORKERS=workers) as pool:
        with pytest.raises(ExtractionFailed, match=r"^Unreadable: first line second line$") as failure:
            await pool.run(worker_faults.fail_badly)
    assert failure.value.reason == "extraction_error"
    assert "in fail_badly" in caplog.text


@pytest.mark.asyncio
@pytest.mark.parametrize("workers", [0, 1])
async def test_a_library_cannot_end_the_crawl(workers: int) -> None:
    async with running(NEWSCRAWL_WORKERS=workers) as pool:
        assert await reason_of(pool, worker_faults.exit_with_code) == "extraction_error"


HANGS = {"NEWSCRAWL_PAGE_TIMEOUT": TIMEOUT_SECONDS}
LITTLE_MEMORY = {"NEWSCRAWL_WORKER_MEMORY_MB": 512}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("function", "reason", "settings"),
    [
        pytest.param(worker_faults.abort, "worker_died", {}, id="aborts"),
        pytest.param(worker_faults.hang, "extraction_timeout", HANGS, id="hangs"),
        pytest.param(worker_faults.hang_in_c, "extraction_timeout", HANGS, id="hangs in C"),
        pytest.param(
            worker_faults.use_too_much_memory,
            "out_of_memory",
            {"NEWSCRAWL_WORKER_MEMORY_MB": 512},
            id="uses too much memory",
        ),
        pytest.param(worker_faults.fail_badly, "extraction_error", {}, id="raises what cannot be unpickled"),
    ],
)
async def test_pages_beside_a_guilty_one_are_extracted(
    function: Callable[[], Any], reason: str, settings: dict[str, Any]
) -> None:
    async with running(NEWSCRAWL_WORKERS=2, **settings) as pool:
        before = [asyncio.ensure_future(pool.run(worker_faults.double, number)) for number in range(10)]
        guilty = asyncio.ensure_future(reason_of(pool, function))
        after = [asyncio.ensure_future(pool.run(worker_faults.double, number)) for number in range(10, 20)]
        assert await asyncio.gather(*before, *after) == [2 * number for number in range(20)]
        assert await guilty == reason


@pytest.mark.asyncio
async def test_every_innocent_page_of_sixty_is_extracted_and_the_guilty_ones_are_named() -> None:
    guilty: dict[int, tuple[Callable[..., Any], str]] = {
        7: (worker_faults.abort, "worker_died"),
        19: (worker_faults.hang, "extraction_timeout"),
        20: (worker_faults.hang_in_c, "extraction_timeout"),
        41: (worker_faults.abort, "worker_died"),
        52: (worker_faults.use_too_much_memory, "out_of_memory"),
    }
    settings = {"NEWSCRAWL_WORKERS": 2, **HANGS, **LITTLE_MEMORY}
    async with running(**settings) as pool:

        async def outcome(number: int) -> int | str:
            if number in guilty:
                return await reason_of(pool, guilty[number][0])
            return await pool.run(worker_faults.double, number)

        found = await asyncio.gather(*map(outcome, range(60)))
    assert found == [guilty[number][1] if number in guilty else 2 * number for number in range(60)]


@pytest.mark.asyncio
@pytest.mark.parametrize("jump", [10 * 365 * 86_400, -86_400], ids=["on ten years", "back a day"])
async def test_a_wall_clock_that_is_set_has_no_effect(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, jump: float
) -> None:
    started, allowed, hangs = (tmp_path / name for name in ("started", "allowed", "hangs"))
    async with running(NEWSCRAWL_WORKERS=2, **HANGS) as pool:
        hung = asyncio.ensure_future(pool.run(worker_faults.hang_in_c, hangs))
        await wait_until_async(hangs.exists)
        slow = asyncio.ensure_future(pool.run(worker_faults.double_when_allowed, 21, started, allowed))
        await wait_until_async(started.exists)
        wall_clock = time.time
        monkeypatch.setattr(time, "time", lambda: wall_clock() + jump)
        await asyncio.sleep(0.5)  # pebble checks its time limits five times a second
        allowed.touch()
        assert await slow == 42
        with pytest.raises(ExtractionFailed) as failure:
            await asyncio.wait_for(hung, MAX_WAIT_SECONDS)
        assert failure.value.reason == "extraction_timeout"
        assert await pool.run(worker_faults.double, 4) == 8


@pytest.mark.asyncio
async def test_sigterm_ends_a_worker_even_while_c_code_runs() -> None:
    async with running() as pool:
        assert await pool.run(worker_faults.terminates_at_once)


@pytest.mark.asyncio
async def test_a_worker_that_exits_with_code_0_does_not_stop_the_crawl() -> None:
    async with running(**HANGS) as pool:
        assert await reason_of(pool, worker_faults.exit_silently) == "extraction_timeout"
        assert await pool.run(worker_faults.double, 2) == 4


@pytest.mark.asyncio
async def test_a_page_that_no_worker_takes_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(**HANGS) as pool:
        os.kill(await pool.run(worker_faults.process_id), signal.SIGSTOP)
        monkeypatch.setattr(pool_module, "_GRACE_SECONDS", 0.2)
        assert await reason_of(pool, worker_faults.process_id) == "worker_died"
        monkeypatch.undo()
        assert await pool.run(worker_faults.double, 2) == 4


@pytest.mark.asyncio
async def test_a_worker_killed_while_idle_is_replaced() -> None:
    async with running() as pool:
        worker = await pool.run(worker_faults.process_id)
        os.kill(worker, signal.SIGKILL)
        await wait_until_async(lambda: not is_running(worker))
        assert await pool.run(worker_faults.double, 21) == 42


@pytest.mark.asyncio
async def test_a_page_whose_worker_was_terminated_is_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running() as pool:
        assert await pool.run(worker_faults.terminate_itself_once, str(tmp_path / "marker")) == "second try"
    assert "ended from outside" in caplog.text


@pytest.mark.asyncio
async def test_a_worker_is_replaced_after_its_number_of_pages() -> None:
    async with running(NEWSCRAWL_WORKER_MAX_PAGES=2) as pool:
        ids = [await pool.run(worker_faults.process_id) for _ in range(6)]
    assert [ids.count(number) for number in dict.fromkeys(ids)] == [2, 2, 2]


@pytest.mark.asyncio
async def test_the_crawling_process_continues_while_a_page_is_extracted(tmp_path: Path) -> None:
    started, allowed = tmp_path / "started", tmp_path / "allowed"
    async with running() as pool:
        page = asyncio.ensure_future(pool.run(worker_faults.double_when_allowed, 21, started, allowed))
        await wait_until_async(started.exists)
        assert not page.done()
        allowed.touch()
        assert await page == 42


@pytest.mark.asyncio
async def test_no_worker_is_left_after_the_end() -> None:
    async with running(NEWSCRAWL_WORKERS=2) as pool:
        await pool.run(worker_faults.double, 1)
        assert multiprocessing.active_children()
    assert not multiprocessing.active_children()


@pytest.mark.asyncio
async def test_nothing_is_started_after_the_end_or_without_a_page() -> None:
    async with running() as pool:
        assert not multiprocessing.active_children()
    with pytest.raises(ExtractionFailed, match="the crawl ended"):
        await pool.run(worker_faults.double, 1)
    assert not multiprocessing.active_children()


@pytest.mark.asyncio
async def test_the_end_of_the_crawl_does_not_wait_for_a_page_that_hangs(tmp_path: Path) -> None:
    pool = build_pool(NEWSCRAWL_WORKERS=1, NEWSCRAWL_PAGE_TIMEOUT=86_400)
    page = asyncio.ensure_future(pool.run(worker_faults.hang_in_c, tmp_path / "hangs"))
    await wait_until_async((tmp_path / "hangs").exists)
    await asyncio.wait_for(pool.stop(), MAX_WAIT_SECONDS)
    with pytest.raises(ExtractionFailed, match="the crawl ended"):
        await page


ORPHANS = """
import asyncio, os, time
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.test import get_crawler
from newscrawl.workers.pool import ExtractionPool

async def main():
    pool = build_from_crawler(ExtractionPool, get_crawler(settings_dict={"NEWSCRAWL_WORKERS": 1}))
    print(await pool.run(os.getpid), flush=True)
    time.sleep(600)

asyncio.run(main())
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
def test_workers_do_not_outlive_a_killed_crawl() -> None:
    with running_process([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE) as crawl:
        assert crawl.stdout is not None
        worker = int(crawl.stdout.readline())
        assert is_running(worker)
        crawl.kill()
    wait_until(lambda: not is_running(worker))


def test_a_crawl_ends_with_all_its_processes(server: MockServer, tmp_path: Path) -> None:
    server.routes |= {f"/{number}": story(f"Story {number}") for number in range(4)}
    urls = ",".join(server.url(path) for path in server.routes if path != "/robots.txt")
    # It returns when the last process that has its standard output has ended.
    run = run_scrapy(
        *("crawl", "article", "-a", f"url={urls}", "-O", tmp_path / "out.jsonl"), settings={"NEWSCRAWL_WORKERS": 2}
    )
    assert run.code == 0
    assert len((tmp_path / "out.jsonl").read_bytes().splitlines()) == 4


@pytest.mark.asyncio
async def test_workers_that_cannot_start_give_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_processes(**options: object) -> None:
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(pool_module, "ProcessPool", no_processes)
    async with running() as pool:
        with pytest.raises(ExtractionFailed, match=r"no worker process can be started .*NEWSCRAWL_WORKERS=0"):
            await pool.run(worker_faults.double, 1)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"NEWSCRAWL_WORKERS": "many"}, "NEWSCRAWL_WORKERS is 'many': a number is wanted"),
        ({"NEWSCRAWL_WORKERS": -1}, "NEWSCRAWL_WORKERS is -1: at least 0 is wanted"),
        ({"NEWSCRAWL_PAGE_TIMEOUT": 0}, "NEWSCRAWL_PAGE_TIMEOUT is 0: at least 0.1 is wanted"),
        ({"NEWSCRAWL_PAGE_TIMEOUT": "nan"}, "NEWSCRAWL_PAGE_TIMEOUT is 'nan': at least 0.1 is wanted"),
        ({"NEWSCRAWL_WORKER_MAX_PAGES": 0}, "NEWSCRAWL_WORKER_MAX_PAGES is 0: at least 1 is wanted"),
    ],
)
def test_an_invalid_setting_is_named(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(BadArgument, match=f"^{message}$"):
        build_pool(**settings)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has pipes of another size")
def test_a_pipe_takes_a_page_before_anyone_reads() -> None:
    reader, writer = LargePipeContext().Pipe(duplex=False)
    with reader, writer:
        os.set_blocking(writer.fileno(), False)
        assert os.write(writer.fileno(), b"x" * 300_000) == 300_000


def test_a_pipe_in_two_directions_works_too() -> None:
    one, other = LargePipeContext().Pipe()
    with one, other:
        one.send("page")
        assert other.recv() == "page"
