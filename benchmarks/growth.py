"""How the cost of a page grows with its size, for pages of the worst shapes.

    python -m benchmarks.growth [--peer] [--only NAME] [--json OUT.json]

Each shape is doubled several times; what counts is what the last doubling costs (2 is linear) and the longest time.
With `--peer` trafilatura reads the same pages, a shape until it needs more than `LONGEST` seconds for one.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.measure import cpu_time, quiet_memory, report, table
from newscrawl import extract
from newscrawl.exceptions import NewscrawlError

LONGEST = 20.0
STEPS = 4
SENTENCE = "The ferrymen of Low Sound voted on Monday to strike, and by noon not one boat had left the stairs. "
URL = "https://www.quayside.example/news/ferry-strike"


def page(body: str, head: str = "") -> bytes:
    """A whole page with a headline."""
    headline = "Ferrymen strike for wages"
    return (
        f'<html lang="en"><head><title>{headline}</title>{head}</head><body><h1>{headline}</h1>{body}</body></html>'
    ).encode()


def article(inner: str, head: str = "") -> bytes:
    """A page with an article of three paragraphs and something in it."""
    return page(f"<main><article>{''.join(f'<p>{SENTENCE * 2}</p>' for _ in range(3))}{inner}</article></main>", head)


def jsonld(authors: str) -> str:
    """A script with these authors."""
    stated = '{"@context":"https://schema.org","@type":"NewsArticle","headline":"Ferrymen strike for wages","author":['
    return f'<script type="application/ld+json">{stated}{authors}]}}</script>'


def _each(count: int, form: Callable[[int], str]) -> str:
    return "".join(map(form, range(count)))


def _person(number: int) -> str:
    return json.dumps({"@type": "Person", "name": f"Ana {_name(number)} Lima"})


def _name(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number)).capitalize()


def _sentence(number: int) -> str:
    return f"{number} {SENTENCE}"


SHAPES: dict[str, tuple[int, Callable[[int], bytes]]] = {
    "paragraphs in an article": (64_000, lambda n: article(_each(n, lambda i: f"<p>{_sentence(i)}</p>"))),
    "short paragraphs": (100_000, lambda n: article(_each(n, lambda i: f"<p>{i} boats have left the stairs.</p>"))),
    "paragraphs without a container": (64_000, lambda n: page(_each(n, lambda i: f"<p>{_sentence(i)}</p>"))),
    "paragraphs in parts": (40_000, lambda n: article(_each(n, lambda i: f"<div><p>{_sentence(i)}</p></div>"))),
    "links in a menu": (64_000, lambda n: article("", "") + _each(n, _menu_link).encode()),
    "links in paragraphs": (40_000, lambda n: article(_each(n, lambda i: f"<p>{SENTENCE}{_link(i)} it says.</p>"))),
    "headlines of links": (40_000, lambda n: page(_each(n, lambda i: f"<div><h3>{_link(i)}</h3></div>"))),
    "inline children of one paragraph": (100_000, lambda n: article(f"<p>{_each(n, lambda i: f'<b>b{i}</b> word ')}")),
    "links in one paragraph": (100_000, lambda n: article(f"<p>{_each(n, lambda i: f'{_link(i)} and ')}</p>")),
    "lines between <br>": (100_000, lambda n: article(f"<p>{_each(n, lambda i: f'{i} down by the quay,<br>')}</p>")),
    "pairs of <br>": (32_000, lambda n: article(f"<div>{_each(n, lambda i: f'{_sentence(i)}<br><br>')}</div>")),
    "paragraphs between <br>": (32_000, lambda n: article(f"<div>{_each(n, lambda i: f'{_sentence(i)}<br>')}</div>")),
    "spans that a style makes lines": (32_000, lambda n: article(f"<div>{_each(n, _styled_span)}</div>", STYLE)),
    "rules of a style sheet": (40_000, lambda n: article(f"<div>{_each(9, _styled_span)}</div>", _style_rules(n))),
    "line feeds that a style keeps": (32_000, lambda n: article(f"<div class='pre'>{_each(n, _line)}</div>", STYLE)),
    "rows of a layout table": (32_000, lambda n: page(f"<table>{_each(n, lambda i: f'<tr><td>{_line(i)}')}</table>")),
    "shadow roots": (20_000, lambda n: page(_each(n, _shadow_root))),
    "unknown elements in one paragraph": (64_000, lambda n: article(f"<p>{_each(n, lambda i: f'<x-n>{i}</x-n>')}</p>")),
    "paragraphs of a state": (16_000, lambda n: page("", _state([_sentence(i) for i in range(n)]))),
    "lists in each other in a state": (60, lambda n: page("", _state(_nest([SENTENCE] * 2_000, n)))),
    "headlines in a state": (16_000, lambda n: page("", _state([{"title": "Ferrymen strike for wages"}] * n))),
    "values that a script assigns": (16_000, lambda n: page("", f"<script>{_each(n, lambda i: f'a={{{i}')}</script>")),
    "list items": (100_000, lambda n: article(f"<ul>{_each(n, lambda i: f'<li>Rope and oars, {i}</li>')}</ul>")),
    "table rows": (50_000, lambda n: article(f"<table>{_each(n, lambda i: f'<tr><td>{i}<td>Quay</tr>')}</table>")),
    "nested elements": (1_600, lambda n: article("<div>" * n + SENTENCE + "</div>" * n)),
    "nested elements with text": (1_600, lambda n: article("<div><p>A boat.</p>" * n + SENTENCE + "</div>" * n)),
    "inline elements in each other": (1_600, lambda n: article("<p>" + "<b>a " * n + "</b>" * n)),
    "class names": (40_000, lambda n: article(_each(n, lambda i: f'<div class="box-{i} teaser{i}">Oar {i}</div>'))),
    "figures": (20_000, lambda n: article(_each(n, _figure))),
    "captions outside figures": (20_000, lambda n: article(_each(n, lambda i: f'<div class="caption">Boat {i}</div>'))),
    "bylines": (20_000, lambda n: article(_each(n, lambda i: f'<p class="byline">By Ana {_name(i)}</p>'))),
    "times": (20_000, lambda n: article(_each(n, lambda i: f'<time datetime="2026-05-03T10:0{i % 10}">May</time>'))),
    "microdata": (20_000, lambda n: article(_each(n, lambda i: f'<span itemprop="author">Ana {_name(i)}</span>'))),
    "meta tags": (40_000, lambda n: article("", _each(n, lambda i: f'<meta name="author" content="Ana {i}">'))),
    "authors in JSON-LD": (16_000, lambda n: article("", jsonld(",".join(map(_person, range(n)))))),
    "authors in broken JSON-LD": (16_000, lambda n: article("", jsonld(",,".join(map(_person, range(n))) + ' "x'))),
    # Of these, so many that the page is refused, or the script left alone: that must cost little, too.
    "far too many nested elements": (100_000, lambda n: article("<div>" * n + SENTENCE + "</div>" * n)),
    "far too many links in a menu": (200_000, lambda n: article("", "") + _each(n, _menu_link).encode()),
    "far too many authors in JSON-LD": (100_000, lambda n: article("", jsonld(",".join(map(_person, range(n)))))),
    "one text": (70_000, lambda n: article(f"<p>{SENTENCE * n}</p>")),
    "one script": (70_000, lambda n: article("", f"<script>{'var a = 1; ' * n}</script>")),
    "one comment": (70_000, lambda n: article(f"<!-- {SENTENCE * n} -->")),
    "one attribute": (70_000, lambda n: article(f'<p title="{SENTENCE * n}">{SENTENCE}</p>')),
    "open tags": (30_000, lambda n: article("<p><b><i>" * (n // 30) + SENTENCE * n)),
}
"""By name: the greatest number of things on a page, and the page with so many."""


def _link(number: int) -> str:
    return f'<a href="/news/{number}">boat number {number}</a>'


def _menu_link(number: int) -> str:
    return f"<div>{_link(number)}</div>"


STYLE = "<style>.line { display: block } .pre { white-space: pre-line }</style>"


def _line(number: int) -> str:
    return f"{_sentence(number)}\n"


def _styled_span(number: int) -> str:
    return f'<span class="line">{_sentence(number)}</span>'


def _style_rules(count: int) -> str:
    return f"<style>{_each(count, lambda number: f'.r{number} .line, b {{ display: block }}')}</style>"


def _shadow_root(number: int) -> str:
    return f'<x-a><template shadowrootmode="open"><p>{_sentence(number)}</p></template></x-a>'


def _state(value: object) -> str:
    story = {"headline": "Ferrymen strike for wages", "body": value}
    return f'<script type="application/json">{json.dumps(story)}</script>'


def _nest(value: object, depth: int) -> object:
    for _ in range(depth):
        value = [value, {"items": value}] if depth < 8 else [value]
    return value


def _figure(number: int) -> str:
    return f'<figure><img src="/{number}.jpg"><figcaption>Boat {number}. Photo: Ana Lima/AFP</figcaption></figure>'


def ours(body: bytes) -> None:
    """Read the page with newscrawl; a page that it refuses has cost what it cost."""
    try:
        extract(body, url=URL)
    except NewscrawlError:
        return


def theirs(body: bytes) -> None:
    """Read the page with trafilatura as it comes."""
    from trafilatura import bare_extraction

    bare_extraction(body, with_metadata=True, include_comments=False)


def grow(make: Callable[[int], bytes], most: int, read: Callable[[bytes], None]) -> list[float]:
    """Seconds for the page at its greatest size and at some halves of it, the smallest first."""
    seconds: list[float] = []
    for step in reversed(range(STEPS)):
        body = make(most >> step)
        quiet_memory()
        seconds.append(min(cpu_time(lambda body=body: read(body)) for _ in range(2)))  # type: ignore[misc]
        if seconds[-1] > LONGEST:
            break
    return seconds


def row(name: str, seconds: list[float]) -> tuple[object, ...]:
    """The row of the table: the times, the last doubling, and what is over the limits of issue and design."""
    doubling = seconds[-1] / max(seconds[-2], 1e-3) if len(seconds) > 1 else float("nan")
    return name, " ".join(f"{1000 * one:.0f}" for one in seconds), f"{doubling:.1f}"


def main() -> None:
    """Run all shapes, or those whose name holds a word."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", default="", help="shapes whose name holds this")
    parser.add_argument("--peer", action="store_true", help="trafilatura beside it")
    parser.add_argument("--json", type=Path, default=None, help="write the figures here, too")
    wanted = parser.parse_args()
    ours(article(""))  # loads what is loaded once
    rows: list[tuple[object, ...]] = []
    results: dict[str, Any] = {}
    for name, (most, make) in SHAPES.items():
        if wanted.only not in name:
            continue
        seconds = {"newscrawl": grow(make, most, ours)}
        if wanted.peer:
            seconds["trafilatura"] = grow(make, most, theirs)
        results[name] = {"most": most, "bytes": len(make(most)), "seconds": seconds}
        rows += [
            (*row(name if reader == "newscrawl" else f"  {reader}", times), most) for reader, times in seconds.items()
        ]
        print("…", *rows[-1 if not wanted.peer else -2], flush=True)
    text = table(("shape", "milliseconds, doubling", "last doubling", "most"), rows)
    report("growth", results, text=text, out=wanted.json)


if __name__ == "__main__":
    main()
