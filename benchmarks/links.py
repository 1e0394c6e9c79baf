"""How many links to articles are found on the pages of `fixtures/layouts`, and how many found links are none.

python -m benchmarks.links [-v]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from newscrawl.discovery.listing import read_listing
from newscrawl.html.parser import parse_html
from newscrawl.rules.word_lists import load_navigation_words
from newscrawl.urls.normalize import normalize_url, resolve_url

LAYOUTS = Path(__file__).parent.parent / "fixtures" / "layouts"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A page in the manner of many sites, and what was found on it. Addresses are normalised."""

    name: str
    url: str
    articles: frozenset[str]
    """What its maker marked as articles: `data-is="article"`."""
    next: frozenset[str]
    """What its maker marked as the list's next page: `data-is="next"`."""
    found: frozenset[str]
    found_next: frozenset[str]

    @property
    def precision(self) -> float:
        """The share of the found links that are articles."""
        return len(self.found & self.articles) / len(self.found) if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of the articles that were found."""
        return len(self.found & self.articles) / len(self.articles)


def layouts() -> Iterator[Layout]:
    """Every layout, read."""
    for path in sorted(LAYOUTS.glob("*.html")):
        yield read(path.stem, path.read_bytes())


def read(name: str, body: bytes) -> Layout:
    """What is found on one page."""
    root = parse_html(body)
    url = str(root.xpath("string(//link[@rel='canonical']/@href)"))
    listing = read_listing(body, url=url, encoding=None, navigation=load_navigation_words())
    return Layout(
        name=name,
        url=url,
        articles=_marked(root, url, "article"),
        next=_marked(root, url, "next"),
        found=frozenset(normalize_url(link.url) for link in listing.links),
        found_next=frozenset([normalize_url(listing.next_page)] if listing.next_page else []),
    )


def _marked(root: etree._Element, url: str, mark: str) -> frozenset[str]:
    links = (resolve_url(url, link.get("href")) for link in root.iter("a") if link.get("data-is") == mark)
    return frozenset(normalize_url(link) for link in links if link)


def main() -> None:
    """Print a row a layout."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.links", description="Score the links of the layouts.")
    parser.add_argument("-v", action="store_true", help="name the links that are wrong or missing")
    verbose = parser.parse_args().v
    rows = [*layouts()]
    print(f"{'layout':<24}{'articles':>9}{'precision':>11}{'recall':>8}  next page")
    for row in rows:
        right = "right" if row.found_next == row.next else "wrong"
        print(f"{row.name:<24}{len(row.articles):>9}{row.precision:>11.3f}{row.recall:>8.3f}  {right}")
        for mark, links in (("+", row.found - row.articles), ("-", row.articles - row.found)):
            for link in sorted(links) if verbose else ():
                print(f"  {mark} {link}")
    hits, found = sum(len(row.found & row.articles) for row in rows), sum(len(row.found) for row in rows)
    articles = sum(len(row.articles) for row in rows)
    print(f"{'all':<24}{articles:>9}{hits / found:>11.3f}{hits / articles:>8.3f}")


if __name__ == "__main__":
    main()
