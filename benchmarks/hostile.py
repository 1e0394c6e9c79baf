"""What answers made to hurt cost: each is crawled on its own, and its reason, time and peak memory are noted.

python -m benchmarks.hostile [NAME …] [--out FILE.json]

The light versions of all of them are in tests/spiders/test_hostile_servers.py and tests/core/test_robustness.py.
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, count, repeat
from pathlib import Path
from threading import Event, Thread
from typing import Any

import brotli  # type: ignore[import-untyped]
import psutil
from backports import zstd

from benchmarks.measure import report, table
from fixtures.hostileserver import OK, HostileServer, Route, answer

ROOT = Path(__file__).parent.parent
MEGABYTE = 2**20
GIGABYTE = 1024
HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
WORDS = "The harbour office said on Monday that the ferry and the tram will share one ticket from the first of May. "
SETTINGS = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": 0,
    "DOWNLOAD_TIMEOUT": 10,
    "RETRY_ENABLED": 0,
    "NEWSCRAWL_ALLOWED_HOSTS": "127.0.0.1",
    "NEWSCRAWL_TDMREP_ENABLED": 0,
    "NEWSCRAWL_WORKERS": 1,
    "NEWSCRAWL_OUTPUT": "out.jsonl",
    "NEWSCRAWL_STATE": "",
}


def bomb(add: Callable[[bytes], bytes], finish: Callable[[], bytes]) -> bytes:
    """A gigabyte of zeros, packed."""
    return b"".join(add(bytes(MEGABYTE)) for _ in range(GIGABYTE)) + finish()


def bombs() -> Iterator[tuple[str, bytes]]:
    """Of every packing that newscrawl accepts, with the header that names it."""
    for coding, packer in (("gzip", zlib.compressobj(wbits=31)), ("deflate", zlib.compressobj())):
        yield coding, bomb(packer.compress, packer.flush)
    in_brotli, in_zstd = brotli.Compressor(quality=4), zstd.ZstdCompressor()
    yield "br", bomb(in_brotli.process, in_brotli.finish)
    yield "zstd", bomb(in_zstd.compress, in_zstd.flush)


def page(inside: str) -> Route:
    """A page with an article, and this in it."""
    text = "".join(f"<p>Paragraph {number}. {WORDS * 2}</p>" for number in range(12))
    body = f"<!DOCTYPE html><html lang=en><title>Ferry</title><article><h1>Ferry</h1>{text}{inside}</article>".encode()
    return lambda path: [answer(body)]


def feed(entries: int) -> Route:
    """A feed that links so many articles, none of which can be had."""
    head, tail = b'<rss version="2.0"><channel><title>Harbour</title>', b"</channel></rss>"
    item = b"<item><link>http://127.0.0.1:9/%d</link></item>"
    return lambda path: chain(
        [HEAD + b"Content-Type: application/rss+xml\r\n\r\n" + head], (item % at for at in range(entries)), [tail]
    )


def cases() -> Iterator[tuple[str, str, Route]]:
    """Name, spider and what the server answers."""
    for coding, packed in bombs():
        yield f"{coding} bomb, page", "article", _sends(answer(packed, Content_Encoding=coding))
        yield f"{coding} bomb, feed", "feed", _sends(answer(packed, Content_Encoding=coding))
        if coding == "gzip":
            twice = answer(gzip.compress(packed), Content_Encoding="gzip, gzip")
            yield "gzip in gzip bomb, page", "article", _sends(twice)
            yield "gzip bomb, sitemap.xml.gz", "sitemap", _sends(answer(packed, Content_Type="application/gzip"))
    yield "body without end", "article", _sends(OK, repeat(bytes(2**16)))
    yield "headers without end", "article", _sends(HEAD, (b"X-%d: %s\r\n" % (at, b"a" * 999) for at in count()))
    yield "body that drips", "article", _sends(OK, _dripping())
    yield "100,000 nested elements", "article", page("<div>" * 100_000)
    yield "100,000 attributes", "article", page("<p " + " ".join(f"a{at}=1" for at in range(100_000)) + ">")
    yield "290,000 <br> in a paragraph", "article", page("<p>" + "x<br>" * 290_000)
    yield "7.5 MB on one line", "article", page(f"<p>{WORDS * 70_000}</p>")
    yield "50 MB on one line", "article", _sends(answer(b"<p>" + b"word " * 10 * MEGABYTE))
    yield "60,000 paragraphs", "article", page(f"<p>{WORDS}</p>" * 60_000)
    yield "100,000 NUL", "article", page("\0" * 100_000)
    yield "feed of 50,000", "feed", feed(50_000)
    yield "feed of a million", "feed", feed(1_000_000)


def _sends(*pieces: bytes | Iterable[bytes]) -> Route:
    return lambda path: chain.from_iterable([piece] if isinstance(piece, bytes) else piece for piece in pieces)


def _dripping() -> Iterator[bytes]:
    while True:
        time.sleep(0.5)
        yield b" "


def measure(spider: str, route: Route) -> dict[str, Any]:
    """Crawl what the route answers; how it ended, seconds, and the megabytes that were held at most."""
    with tempfile.TemporaryDirectory() as folder, HostileServer({"/x": route}) as server:
        command = [sys.executable, "-m", "scrapy", "crawl", spider, "-a", f"url={server.url('/x')}"]
        command += [f"-s{name}={value}" for name, value in SETTINGS.items()] + ["-sCLOSESPIDER_TIMEOUT=45"]
        environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "PYTHONPATH": str(ROOT)}
        began, done, peaks = time.perf_counter(), Event(), {"crawler": 0, "worker": 0}
        with (
            (Path(folder) / "log").open("wb") as log,
            subprocess.Popen(command, cwd=folder, env=environment, stderr=log, stdout=log) as process,
        ):
            watcher = Thread(target=_watch, args=(process.pid, peaks, done), daemon=True)
            watcher.start()
            process.wait()
            done.set()
            watcher.join()
        text = (Path(folder) / "log").read_text(encoding="utf-8", errors="replace")
    ends = re.findall(r"(?:failed|refused|unusable) \((\w+)\)", text)
    discovered = re.search(r"discovered +(\d+)", text)
    return {
        "end": ends[0] if ends and int(discovered[1] if discovered else 0) < 2 else _counted(text),
        "seconds": round(time.perf_counter() - began, 1),
        **{name: round(size / MEGABYTE) for name, size in peaks.items()},
    }


def _counted(log: str) -> str:
    counts = dict(re.findall(r"(discovered|written) +(\d+)", log))
    return ", ".join(f"{count} {state}" for state, count in counts.items()) or "no report"


def _watch(process_id: int, peaks: dict[str, int], done: Event) -> None:
    """Note the resident memory of the crawling process and of its largest worker, fifty times a second."""
    while not done.wait(0.02):
        try:
            process = psutil.Process(process_id)
            held = {"crawler": process.memory_info().rss}
            held["worker"] = max((child.memory_info().rss for child in process.children(recursive=True)), default=0)
        except psutil.Error:  # it has ended, or a worker has
            continue
        for name, size in held.items():
            peaks[name] = max(peaks[name], size)


def main() -> None:
    """Measure, and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("names", nargs="*", help="parts of names of what is to be measured; default: everything")
    arguments.add_argument("--out", type=Path)
    options = arguments.parse_args()
    results = {
        name: measure(spider, route)
        for name, spider, route in cases()
        if not options.names or any(part in name for part in options.names)
    }
    rows = [(name, *result.values()) for name, result in results.items()]
    text = table(("answer", "end", "seconds", "crawling process, MB", "largest worker, MB"), rows)
    report("hostile", results, text=text, out=options.out)


if __name__ == "__main__":
    main()
