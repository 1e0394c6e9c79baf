"""The design, held to: who may import whom, what stays pure, how long things get."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "newscrawl"
MODULES = sorted(ROOT.rglob("*.py"))

BASE = {"items", "exceptions", "version", "text"}
PURE = {"extraction", "html", "boilerplate", "metadata", "bylines", "urls", "discovery"}
"""Rooms of plain functions: no Scrapy, files, clock or network. They are given all that they work on."""
LOWER = {"archive", "outputs", "state", "rules", "rules.schema", "revisit_policy", "cron", "exit_codes"} | PURE | BASE
CRAWL = {"spiders", "pipelines", "middlewares", "extensions", "workers", "downloader"} | LOWER
MAY_IMPORT = {
    "settings": set[str](),
    "commands": {"cli", "spiders"} | BASE,
    "cli": {"cli", "front door"} | CRAWL,
    "spiders": CRAWL,
    "pipelines": {"pipelines", "extensions", "workers"} | LOWER,
    "middlewares": {"middlewares", "extensions", "downloader"} | LOWER,
    "extensions": {"extensions", "downloader"} | LOWER,
    "workers": {"workers", "extensions"} | LOWER,
    "downloader": {"urls"} | BASE,
    "exit_codes": {"extensions"} | BASE,
    "front door": {"extraction", "bylines", "rules", "rules.schema", "urls"} | BASE,
    "archive": {"archive", "outputs", "discovery", "metadata", "html", "urls"} | BASE,
    "outputs": {"outputs", "extraction"} | BASE,
    "state": {"state", "revisit_policy", "boilerplate", "urls"} | BASE,
    "extraction": {"rules.schema"} | PURE | BASE,
    "boilerplate": {"boilerplate", "bylines", "metadata", "html", "urls", "rules.schema"} | BASE,
    "discovery": {"discovery", "metadata", "html", "urls", "rules.schema"} | BASE,
    "bylines": {"bylines", "metadata", "html"} | BASE,
    "metadata": {"metadata", "urls"} | BASE,
    "html": {"html"} | BASE,
    "urls": {"urls"} | BASE,
    "rules": {"rules", "rules.schema", "cron"} | BASE,
    "rules.schema": {"items", "exceptions"},
    "revisit_policy": BASE,
    "cron": BASE,
    "text": BASE,
    "items": set[str](),
    "exceptions": set[str](),
    "version": set[str](),
}
"""A room, and the rooms it may import from."""

CONSTANT_DATA = {
    "bylines/organizations.py",
    "bylines/profiles.py",
    "bylines/visible.py",
    "bylines/vocabulary.py",
    "metadata/date_lines.py",
    "metadata/date_locale.py",
    "metadata/date_text.py",
    "metadata/date_vocabulary.py",
    "metadata/photo_credits.py",
    "metadata/time_of_day.py",
    "metadata/visible_dates.py",
}
"""What may read packaged data through `rules`, once: words and names that no caller has a say in."""

SCRAPY = ("scrapy", "twisted", "itemadapter")
SCRAPY_ROOMS = {"commands", "cli", "spiders", "pipelines", "middlewares", "extensions", "workers", "downloader"}

FILES = ("os", "pathlib", "shutil", "glob", "tempfile", "fileinput", "sqlite3", "importlib", "logging")
NETWORK = ("socket", "ssl", "http", "urllib.request", "urllib3", "requests", "httpx", "aiohttp")
CLOCK = ("time", "random", "secrets")
PROCESSES = ("subprocess", "threading", "multiprocessing", "concurrent", "asyncio", "signal")
IMPURE_CALLS = {"open", "input", "print", "now", "utcnow", "today"}

MAX_FUNCTION_LINES = 40
MAX_MODULE_LINES = 400


def imports(tree: ast.AST) -> Iterator[str]:
    """Every imported name with its module's, wherever in the file it is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_from(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def room_of(name: str) -> str:
    """The room of a module, or of a name in it, such as `newscrawl.text.clean`."""
    parts = [part for part in name.split(".")[1:] if part != "__init__"]
    if parts[:2] == ["rules", "schema"]:
        return "rules.schema"
    return parts[0] if parts and ((ROOT / parts[0]).is_dir() or (ROOT / f"{parts[0]}.py").exists()) else "front door"


def home_of(path: Path) -> str:
    """The room that a file stands in."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return room_of(".".join(("newscrawl", *parts)))


def breaches(room: str, source: str, *, constant_data: bool = False) -> list[str]:
    """The imports in a source that a module of this room must not have."""
    allowed = MAY_IMPORT[room] | ({"rules"} if constant_data else set())
    names = [*imports(ast.parse(source))]
    wrong = [name for name in names if is_from(name, ("newscrawl",)) and room_of(name) not in allowed]
    if room not in SCRAPY_ROOMS:
        wrong += [name for name in names if is_from(name, SCRAPY)]
    if room in PURE:
        wrong += [name for name in names if is_from(name, FILES + NETWORK + CLOCK + PROCESSES)]
    return wrong


def impurities(source: str) -> list[str]:
    """What a pure module must not do, though no import shows it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Global):
            found.append(f"line {node.lineno}: global")
        elif isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called in IMPURE_CALLS:
                found.append(f"line {node.lineno}: {called}()")
    return found


def long_functions(source: str) -> list[str]:
    return [
        f"{node.name} has {length} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_FUNCTION_LINES
    ]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


every_module = pytest.mark.parametrize("path", MODULES, ids=name_of)


@every_module
def test_a_module_imports_only_from_rooms_it_may_know(path: Path) -> None:
    found = breaches(home_of(path), path.read_text(), constant_data=name_of(path) in CONSTANT_DATA)
    assert not found


@pytest.mark.parametrize("path", [path for path in MODULES if home_of(path) in PURE], ids=name_of)
def test_a_pure_room_is_pure(path: Path) -> None:
    found = impurities(path.read_text())
    assert not found


def test_only_one_module_knows_trafilatura() -> None:
    users = [path for path in MODULES if any(is_from(name, ("trafilatura",)) for name in imports(parse(path)))]
    assert [name_of(path) for path in users] == ["extraction/trafilatura_bridge.py"]


def parse(path: Path) -> ast.AST:
    return ast.parse(path.read_text())


@pytest.mark.parametrize("path", sorted((ROOT / "pipelines").glob("*.py")), ids=name_of)
def test_a_pipeline_is_one_class_named_after_its_file(path: Path) -> None:
    classes = [node.name for node in ast.walk(parse(path)) if isinstance(node, ast.ClassDef)]
    noun = "".join(word.capitalize() for word in path.stem.split("_"))
    several = {"__init__": [], "dropped": ["ArticleDropped", "ArticleUnchanged"]}
    assert classes == several.get(path.stem, [f"{noun}Pipeline"])


@every_module
def test_a_module_can_be_read_at_one_sitting(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_MODULE_LINES


@every_module
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    found = long_functions(path.read_text())
    assert not found


def test_every_module_is_in_a_room_of_the_design() -> None:
    assert len(MODULES) > 50
    assert {home_of(path) for path in MODULES} <= MAY_IMPORT.keys()


def test_the_list_of_exceptions_names_only_files_that_need_it() -> None:
    assert {name for name in CONSTANT_DATA if breaches(name.split("/")[0], (ROOT / name).read_text())} == CONSTANT_DATA


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("extraction", "from newscrawl.rules.loader import load_rules"),
        ("boilerplate", "from newscrawl.rules import loader"),
        ("metadata", "def f():\n    from newscrawl.outputs import record"),
        ("discovery", "from newscrawl import extract"),
        ("html", "from newscrawl.extraction import extractor"),
        ("boilerplate", "from newscrawl.extraction import extractor"),
        ("urls", "from newscrawl.metadata import date_parser"),
        ("bylines", "import scrapy.http"),
        ("discovery", "from urllib import request"),
        ("urls", "import os.path"),
        ("extraction", "if TYPE_CHECKING:\n    from pathlib import Path"),
        ("state", "from twisted.internet import defer"),
        ("outputs", "from newscrawl.pipelines import dropped"),
        ("pipelines", "from newscrawl.spiders.base import NewsSpider"),
        ("rules.schema", "from newscrawl.rules import loader"),
        ("items", "from newscrawl.exceptions import BadRule"),
        ("settings", "import newscrawl.text"),
    ],
)
def test_a_breach_is_found(room: str, source: str) -> None:
    assert breaches(room, source)


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("discovery", "from io import BytesIO"),
        ("boilerplate", "from newscrawl.rules.schema import Rules"),
        ("urls", "from urllib.parse import urlsplit"),
        ("metadata", "import timeit"),
        ("cli", "from newscrawl import extract"),
        ("pipelines", "import scrapy"),
        ("workers", "from newscrawl.rules.loader import load_rules"),
    ],
)
def test_what_is_allowed_is_no_breach(room: str, source: str) -> None:
    assert not breaches(room, source)


@pytest.mark.parametrize(
    "source", ["datetime.now(UTC)", "date.today()", "open('a')", "def f():\n    global a", "io.open(1)"]
)
def test_an_impurity_is_found(source: str) -> None:
    assert impurities(source)


def test_a_long_function_is_found() -> None:
    body = "    a = 1\n" * MAX_FUNCTION_LINES
    assert long_functions(f"class C:\n  def f(self):\n{body}") == [f"f has {MAX_FUNCTION_LINES + 1} lines"]
