"""Where a page says who wrote it: all candidates, and the one to believe.

JSON-LD of the page's own article is believed first, then the visible byline, then meta tags, then the feed; but a
candidate that names a person always goes before one that names only a desk, an agency or the publisher.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.article import Hints
from newscrawl.core.bylines import Byline, parse_byline
from newscrawl.core.names.layout import Layout, read_layout
from newscrawl.core.names.lines import dated_names, head_of, plain_bylines, shouted_name, signed_lines
from newscrawl.core.names.stated import Candidate, stated_candidates
from newscrawl.core.names.visible import marked_bylines
from newscrawl.core.names.vocabulary import is_unspaced, vocabulary
from newscrawl.core.pagemeta import PageMeta
from newscrawl.core.text import fold, words

__all__ = ["BylineFound", "Candidate", "find_byline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineFound:
    """The raw byline of a page."""

    raw: str | None = None
    """Names that stand apart are joined by "; "."""
    source: str | None = None
    """Where it stands: `jsonld:author`, `visible`, `meta:author`, `feed`."""
    candidates: tuple[Candidate, ...] = ()
    """All that was found, most believed first."""


def find_byline(root: HtmlElement, meta: PageMeta, hints: Hints) -> BylineFound:
    """The raw byline of the page, and every other candidate; the tree stays as it is."""
    layout = read_layout(root, meta.title)
    head = head_of(layout)
    candidates = [*_strong(root, meta, hints, layout, head)]
    chosen = _people(candidates, meta)
    if not chosen:
        weak = [*shouted_name(layout, head), *dated_names(layout, head), *signed_lines(layout)]
        candidates += weak
        chosen = _people(weak, meta) or _anybody([(one, _read(one, meta)) for one in candidates])
    return BylineFound(
        raw="; ".join(_one_line(one.raw) for one in chosen) or None,
        source=chosen[0].source if chosen else None,
        candidates=tuple(candidates),
    )


def _read(candidate: Candidate, meta: PageMeta) -> Byline:
    return parse_byline(candidate.raw, language=meta.language, publisher=meta.publisher)


def _strong(
    root: HtmlElement, meta: PageMeta, hints: Hints, layout: Layout, head: Sequence[HtmlElement]
) -> Iterator[Candidate]:
    """The candidates that say they are a byline, most believed first."""
    stated = list(stated_candidates(root, meta.article_node, hints))
    yield from (one for one in stated if one.source.startswith("jsonld:"))
    yield from marked_bylines(layout)
    yield from plain_bylines(layout, head, meta.language)
    yield from (one for one in stated if not one.source.startswith("jsonld:"))


def _people(candidates: Sequence[Candidate], meta: PageMeta) -> list[Candidate]:
    """The first candidate that names a person, or the visible one that names more."""
    first: Candidate | None = None
    authors: set[str] = set()
    named: set[str] = set()
    agencies: list[str] = []
    for one in candidates:
        if first is not None and not _beside(one, named):
            continue  # not a word beside the first one's names and "by": nearly always, and it need not be parsed
        byline = _read(one, meta)
        if not _names_people(one, byline):
            continue
        if first is None:
            first, authors, named, agencies = one, set(byline.authors), _words_of(byline), byline.agencies
        elif authors < set(byline.authors) and _is_pure(one, byline):
            return [one]
        elif authors == set(byline.authors) and byline.agencies and not agencies:
            return [one]  # the same people, "with AFP"
    return [] if first is None else [first]


def _words_of(byline: Byline) -> set[str]:
    return {word for author in byline.authors for word in words(fold(author))}


def _one_line(raw: str) -> str:
    """A byline's lines as one: what stands apart stays apart, a lone "by" or bar goes with what follows it."""
    first, *others = raw.split("\n")
    for other in others:
        apart = len(words(first)) > 1 and len(words(other)) > 1 and first[-1:] not in "|,;:" and other[:1] not in "|,;:"
        first += f"; {other}" if apart else f" {other}"
    return first


def _anybody(read: Sequence[tuple[Candidate, Byline]]) -> list[Candidate]:
    """The first that names a desk, else the publisher; and the first that credits an agency, if that does not."""
    read = [(one, byline) for one, byline in read if _names_anybody(one, byline)]
    authors = [(one, byline) for one, byline in read if byline.authors]
    desk = [(one, byline) for one, byline in authors if byline.named == "desk"]
    chosen = (desk or authors)[:1]
    if not any(byline.agencies for _, byline in chosen):
        chosen += [(one, byline) for one, byline in read if byline.agencies][:1]
    return [one for one, _ in chosen]


def _names_people(candidate: Candidate, byline: Byline) -> bool:
    """Whether the candidate names a person; one word that only stands on the page is not believed to be one."""
    return byline.people and (not candidate.source.startswith("visible:") or any(map(_is_full, byline.authors)))


def _is_pure(candidate: Candidate, byline: Byline) -> bool:
    """Whether a visible byline consists of full names, "by" and "and" alone: no box about an author, no tool bar."""
    if candidate.source != "visible:marked" or not all(map(_is_full, byline.authors)):
        return False
    return not _beside(candidate, _words_of(byline))


def _beside(candidate: Candidate, named: set[str]) -> list[str]:
    """The candidate's words that are no names, no "by" and no "and"."""
    known = vocabulary()
    rest = [word for word in words(fold(candidate.raw)) if word not in named and word not in known.also]
    return [word for word in rest if (match := known.at([word], 0)) is None or not match.has("by", "by_soft")]


def _names_anybody(candidate: Candidate, byline: Byline) -> bool:
    """Whether the candidate names a desk, an agency or the publisher, and is no weak line of the page."""
    if not byline.authors and not byline.agencies:
        return False
    if candidate.source == "visible:line":
        return len(byline.authors) < 2
    if not candidate.source.startswith("visible:"):
        return True
    return not byline.people and candidate.source in {"visible:marked", "visible:signed"}


def _is_full(name: str) -> bool:
    """Whether it is more than one word; names in scripts without spaces always are."""
    return " " in name or is_unspaced(name)
