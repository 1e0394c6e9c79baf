"""Scrapyd: `scrapyd-deploy` from the repository, and a crawl that runs from the egg and leaves its items."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from subprocess import STDOUT
from urllib.parse import urlencode
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from tests.crawling import ROOT, TEST_SETTINGS
from tests.mockserver import MockServer
from tests.pages import rss, story

SECONDS = 60
REPOSITORY = ("newscrawl", "pyproject.toml", "scrapy.cfg", "README.md", "LICENSE")
"""What the egg is built of: a copy is, so that building leaves nothing in the repository."""


def missing() -> str | None:
    """Why this cannot be tried here."""
    try:
        version("scrapyd"), version("scrapyd-client")
        major = int(version("setuptools").partition(".")[0])
    except PackageNotFoundError as error:
        return f"{error.name} is not installed"
    return None if 77 <= major < 81 else f"setuptools {major} is installed: 77 to 80 build eggs of this project"


pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")


@dataclass(frozen=True)
class Daemon:
    """A running Scrapyd."""

    url: str
    folder: Path

    def ask(self, name: str, *fields: tuple[str, str]) -> dict[str, object]:
        """Call its API: with fields by POST."""
        body = urlencode(fields).encode() if fields else None
        with urlopen(f"{self.url}{name}", body, timeout=SECONDS) as answer:  # noqa: S310  # on loopback
            found: dict[str, object] = json.load(answer)
        assert found["status"] == "ok", found
        return found


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("scrapyd")
    process, url = started(folder)
    try:
        yield Daemon(url, folder)
    finally:
        process.terminate()
        process.wait(SECONDS)


def started(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Scrapyd on a port that was free a moment ago: it takes none that the system chooses."""
    log = folder / "scrapyd.log"
    for _ in range(3):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        settings = {"http_port": port, "poll_interval": 0.2, "max_proc": 1}
        settings |= {f"{name}_dir": folder / name for name in ("eggs", "logs", "items", "dbs")}
        (folder / "scrapyd.conf").write_text(
            "\n".join(["[scrapyd]", *(f"{key} = {settings[key]}" for key in settings)])
        )
        with log.open("wb") as out:
            process = subprocess.Popen([sys.executable, "-m", "scrapyd"], cwd=folder, stdout=out, stderr=STDOUT)
        wait_for(partial(settled, process, log))
        if process.poll() is None:
            return process, f"http://127.0.0.1:{port}/"
    pytest.fail(log.read_text())


def settled(process: subprocess.Popen[bytes], log: Path) -> bool:
    """Whether it answers, or has given up."""
    return process.poll() is not None or "Site starting" in log.read_text()


def wait_for(look: Callable[[], object]) -> object:
    """What it finds, as soon as it finds something."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.1)
    pytest.fail("it took too long")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory, daemon: Daemon) -> Path:
    """The repository, its target on the port of this daemon."""
    folder = tmp_path_factory.mktemp("repository")
    for name in REPOSITORY:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    config = (folder / "scrapy.cfg").read_text()
    assert "http://localhost:6800/" in config
    (folder / "scrapy.cfg").write_text(config.replace("http://localhost:6800/", daemon.url))
    return folder


@pytest.fixture(scope="module")
def deployed(daemon: Daemon, copy: Path) -> Daemon:
    command = [sys.executable, "-m", "scrapyd_client.deploy"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "ok"
    return daemon


def test_the_egg_holds_all_data_of_the_package_and_nothing_else(deployed: Daemon) -> None:
    (stored,) = (deployed.folder / "eggs" / "newscrawl").iterdir()
    with ZipFile(stored) as egg:
        names = {name for name in egg.namelist() if not name.startswith("EGG-INFO/")}
        points = egg.read("EGG-INFO/entry_points.txt").decode()
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "newscrawl").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert {name for name in names if not name.endswith(".pyc")} == package
    assert "[scrapy]\nsettings = newscrawl.settings" in points


def test_every_spider_is_listed(deployed: Daemon) -> None:
    found = deployed.ask("listspiders.json?project=newscrawl")
    assert {"article", "feed"} <= set(found["spiders"])  # type: ignore[call-overload]


def test_a_scheduled_crawl_runs_from_the_egg_and_leaves_its_items(deployed: Daemon, server: MockServer) -> None:
    server.routes |= {"/feed": rss("/a", "/b"), "/a": story("Ferry is late – spät"), "/b": story("Tram is early")}
    settings = {**TEST_SETTINGS, "NEWSCRAWL_WORKERS": 1}  # whose process has to find the egg, too
    fields = [("project", "newscrawl"), ("spider", "feed"), ("url", server.url("/feed"))]
    fields += [("setting", f"{name}={value}") for name, value in settings.items()]
    job = deployed.ask("schedule.json", *fields)["jobid"]
    wait_for(lambda: deployed.ask("listjobs.json?project=newscrawl")["finished"])
    log = (deployed.folder / "logs" / "newscrawl" / "feed" / f"{job}.log").read_text()
    items = deployed.folder / "items" / "newscrawl" / "feed" / f"{job}.jl"
    titles = {json.loads(line)["title"] for line in items.read_text().splitlines()}
    assert titles == {"Ferry is late – spät", "Tram is early"}, log
    assert "Traceback" not in log
    assert not (deployed.folder / "articles.jsonl").exists()
