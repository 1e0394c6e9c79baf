"""What becomes of each block of the page: structure is asked first, then words, then what is left alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from newscrawl.core.body import Body
from newscrawl.core.cleaning.boxes import cut_beside_prompts, cut_captions, cut_pull_quotes
from newscrawl.core.cleaning.edges import cut_edges, cut_lone_headings
from newscrawl.core.cleaning.lines import Line, is_running_text
from newscrawl.core.cleaning.phrases import Phrases, phrases_for
from newscrawl.core.cleaning.sitecuts import cut_by_site
from newscrawl.core.cleaning.structure import cut_by_structure
from newscrawl.core.markup.blocks import Block
from newscrawl.core.pagemeta import PageMeta
from newscrawl.core.text import fold
from newscrawl.rules.model import Rules, SiteRule

_PARAGRAPH = 200
"""Characters from which a kept line shows that the article goes on: no tail yet."""

_TRUSTED = 0.5
"""Where trafilatura took a smaller part of the running text than this, what it left tells nothing."""


def judge(
    body: Body, meta: PageMeta, rules: Rules, *, site: str | None, site_rule: SiteRule | None = None
) -> list[Line]:
    """Every block of the body in order, kept, or cut with a reason and a rule."""
    lines = [Line(*known) for known in zip(body.blocks, body.heard, body.hints, strict=True)]
    open_lines = cut_by_site(lines, body.cuts)
    _trust_structure(open_lines)
    cut_by_structure(open_lines, body.container, site=site, captions=body.captions)
    cut_edges(open_lines, title=meta.title, description=meta.description, site=site)
    cut_by_words(open_lines, phrases_for(rules, meta.language, site_rule))
    cut_beside_prompts(open_lines, body.container)
    cut_captions(open_lines, body.container)
    cut_pull_quotes(open_lines, body.container)
    cut_lone_headings(open_lines)
    return lines


def judge_beside(body: Body, meta: PageMeta, rules: Rules, *, site_rule: SiteRule | None = None) -> list[Line]:
    """What stands beside the body container, cut with the reason that its words or its place give."""
    head = {fold(meta.title or ""), fold(meta.description or "")}
    lines = [
        Line(block, False, hint)
        for block, hint in body.beside
        if block.element.tag != "h1" and fold(block.text) not in head
    ]
    open_lines = cut_by_site(lines, body.cuts)
    for line in open_lines:
        _cut_beside(line, body.captions)
    cut_by_words(open_lines, phrases_for(rules, meta.language, site_rule))
    for heading, headed in pairwise(open_lines):  # a box's heading goes for the reason of what it heads
        if heading.block.kind == "heading" and heading.reason == "site_furniture" and headed.reason:
            heading.reason = headed.reason
    return lines


def _cut_beside(line: Line, captions: Collection[Block]) -> None:
    block, hint = line.block, line.hint
    if block.kind == "caption" or block in captions:
        line.cut("caption", "structure:figure")
    elif hint and (not hint.name.startswith("<") or block.link_share < 0.5):
        line.cut(hint.reason, f"structure:{hint.name}")
    else:
        line.cut("teaser" if block.link_share >= 0.5 else "site_furniture", "structure:beside-body")


def _trust_structure(lines: Sequence[Line]) -> None:
    running = [line for line in lines if line.hint is None and is_running_text(line.block)]
    taken = sum(len(line.block.text) for line in running if line.voted)
    if taken < _TRUSTED * sum(len(line.block.text) for line in running):
        for line in lines:
            line.voted = line.hint is None


def cut_by_words(lines: Sequence[Line], phrases: Phrases) -> None:
    """Cut what says that it is furniture; its words give a cut line its reason too."""
    tail = True
    for line in reversed(lines):
        block = line.block
        hit = phrases.match(block.text, linked=block.link_share >= 0.6, tail=tail)
        if hit:
            line.reason, line.rule = hit.reason, hit.rule_name
        elif line.kept and len(block.text) > _PARAGRAPH:
            tail = False
