"""README and docs/ are true: their tables are those of the code, their commands run, their links lead somewhere."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from fixtures.server import FixtureSite, serve
from newscrawl import clean_text
from newscrawl.rules.schema import PhraseFile
from newscrawl.rules.site_files import SiteFile
from tests.crawling import MAX_WAIT_SECONDS
from tests.docs_tables import derived_parts, documented_settings, replace_part

ROOT = Path(__file__).parent.parent
DOCS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
}
README = DOCS["README.md"]


@pytest.mark.parametrize("name", derived_parts())
def test_a_table_is_that_of_the_code(name: str) -> None:
    text = DOCS[name.partition("#")[0]]
    assert text == replace_part(text, *derived_parts()[name]), "run `make docs`"


@pytest.mark.parametrize("name", DOCS)
def test_nothing_is_left_to_fill_in_and_no_point_is_made_twice(name: str) -> None:
    points = re.findall(r"^- \*\*.+?\*\*", DOCS[name], re.MULTILINE)
    assert "<!--" not in DOCS[name]
    assert sorted(points) == sorted(set(points))


@pytest.mark.parametrize("name", DOCS)
def test_a_link_leads_to_a_file_of_the_repository(name: str) -> None:
    targets = [target for target in re.findall(r"\]\(([^)#]+)", DOCS[name]) if not target.startswith("http")]
    assert [target for target in targets if not (ROOT / name).parent.joinpath(target).exists()] == []


@pytest.mark.parametrize("name", DOCS)
def test_a_path_that_is_named_is_there(name: str) -> None:
    paths = re.findall(r"`((?:newscrawl|tests|benchmarks|fixtures|docs)/[\w./-]+)`", DOCS[name])
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_readme_is_read_in_five_minutes() -> None:
    assert len(README.split()) < 1250  # 250 words a minute


TOML = re.findall(r"```toml\n(.*?)```", DOCS["docs/rules.md"] + DOCS["docs/operations.md"], re.DOTALL)


@pytest.mark.parametrize("block", TOML, ids=lambda block: block.splitlines()[0])
def test_an_example_of_a_rule_file_is_one(block: str) -> None:
    example = tomllib.loads(block)
    if "phrase" in example:
        assert msgspec.convert({"language": "en", **example}, PhraseFile)
    else:
        assert msgspec.convert(example, SiteFile)


def test_every_own_setting_of_the_code_is_in_the_settings_file() -> None:
    documented = {name for name, *_ in documented_settings()}
    used = {
        name
        for path in (ROOT / "newscrawl").rglob("*.py")
        for name in re.findall(r"\"(NEWSCRAWL_\w+)\"", path.read_text(encoding="utf-8"))
    }
    assert used - documented == set()


def test_the_python_example_works() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102  # what a reader would paste


def test_the_example_is_what_comes_out() -> None:
    (before,) = re.findall(r"^((?:> .*\n)+)", README, re.MULTILINE)
    lines = [line.removeprefix("> ").removesuffix("<br>") for line in before.splitlines()]
    (after,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    expected = json.loads(after)
    article = json.loads(_encoded("Ferry crews and island councils meet\n" + "\n".join(lines)))
    shown = {name: article[name] for name in expected if name != "removed"}
    assert shown == {name: value for name, value in expected.items() if name != "removed"}
    assert all(removal in article["removed"] for removal in expected["removed"])


def _encoded(text: str) -> bytes:
    from newscrawl.outputs.record import encode_record

    return encode_record(clean_text(text))


def examples() -> Iterator[list[str]]:
    """The `scrapy` commands of each shell example of the README and of docs/operations.md."""
    for block in re.findall(r"```sh\n(.*?)```", README + DOCS["docs/operations.md"], re.DOTALL):
        lines = [line.partition(" #")[0].strip() for line in block.splitlines()]
        if commands := [line for line in lines if line.startswith("scrapy ")]:
            yield commands


@pytest.fixture(scope="module")
def site() -> Iterator[FixtureSite]:
    with serve() as site:
        yield site


@pytest.mark.parametrize("commands", list(examples()), ids=lambda commands: commands[0][:40])
def test_the_commands_of_an_example_run_one_after_the_other(
    commands: list[str], site: FixtureSite, tmp_path: Path
) -> None:
    story = site.at("https://harbourpost.example/islands/swans-return-to-the-quarry")
    (tmp_path / "urls.txt").write_text(f"# one\n{story}\n", encoding="utf-8")
    (tmp_path / "page.html").write_bytes((ROOT / "fixtures" / "cases" / "en-swans" / "page.html").read_bytes())
    (tmp_path / "news.jsonl").write_bytes(
        _encoded("Tide turns\nThe tide turned at six, an hour before it should.") + b"\n"
    )
    if commands[0] == "scrapy ledger":
        run("scrapy crawl feed -a url=https://example.com/feeds/rss.xml", site, tmp_path)
    for command in commands:
        out = run(command, site, tmp_path)
        words = shlex.split(command)
        made = [words[words.index(option) + 1] for option in ("-O", "--html") if option in words]
        if words[1] in ("crawl", "reclean"):
            made = made or [words[-1] if words[1] == "reclean" else "articles.jsonl"]
        assert all((tmp_path / name).stat().st_size for name in made)
        assert out or made or "--failed" in words, "nothing has failed"


_ENVIRONMENT = {"SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": ""}


def run(command: str, site: FixtureSite, folder: Path) -> str:
    """What a command prints that is run on the fixture site instead of on the example's."""
    story = site.at("https://harbourpost.example/islands/swans-return-to-the-quarry")
    told = {
        "https://example.com/2026/11/22/a-story": story,
        "https://example.com/feeds/rss.xml": site.at("https://harbourpost.example/feeds/news.xml"),
        "https://example.com/world": site.at("https://harbourpost.example/islands/"),
        "https://example.com/": f"{site.url}/",
        "since=2d": "since=2000-01-01",  # the site's news is old
    }
    for example, here in told.items():
        command = command.replace(example, here)
    quick: dict[str, object] = {
        "ROBOTSTXT_OBEY": 0,
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": 0,
        "NEWSCRAWL_TDMREP_ENABLED": 0,
    }
    quick |= {"NEWSCRAWL_WORKERS": 0, "NEWSCRAWL_ALLOWED_HOSTS": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(command), *(f"-s{name}={value}" for name, value in quick.items())],
        cwd=folder,
        env={**os.environ, **_ENVIRONMENT},
        capture_output=True,
        text=True,
        timeout=MAX_WAIT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
