"""What becomes of each block of the page: structure is asked first, then words, then what is left alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from newscrawl.boilerplate.boxes import remove_captions, remove_prompt_boxes, remove_pull_quotes
from newscrawl.boilerplate.lines import BlockState, MainContent, is_running_text
from newscrawl.boilerplate.phrases import PhraseMatcher, get_phrase_matcher
from newscrawl.boilerplate.position import remove_empty_headings, remove_leading_and_trailing
from newscrawl.boilerplate.site_selectors import remove_by_site_rule
from newscrawl.boilerplate.structure import remove_by_structure
from newscrawl.html.blocks import Block
from newscrawl.metadata.page_metadata import PageMetadata
from newscrawl.rules.schema import Rules, SiteRule
from newscrawl.text import fold

_MIN_PARAGRAPH_CHARS = 200
"""Characters from which a kept line shows that the article goes on: no tail yet."""

_MIN_CONTENT_RATIO = 0.5
"""Where trafilatura took a smaller part of the running text than this, what it left tells nothing."""


def label_blocks(
    main_content: MainContent, meta: PageMetadata, rules: Rules, *, site: str | None, site_rule: SiteRule | None = None
) -> list[BlockState]:
    """Every block of the body in order, kept, or cut with a reason and a rule."""
    lines = [
        BlockState(*args)
        for args in zip(main_content.blocks, main_content.content_mask, main_content.block_hints, strict=True)
    ]
    remaining = remove_by_site_rule(lines, main_content.site_removals)
    _fall_back_to_structure(remaining)
    remove_by_structure(remaining, main_content.container, site=site, captions=main_content.captions)
    remove_leading_and_trailing(remaining, title=meta.title, description=meta.description, site=site)
    remove_by_phrases(remaining, get_phrase_matcher(rules, meta.language, site_rule))
    remove_prompt_boxes(remaining, main_content.container)
    remove_captions(remaining, main_content.container)
    remove_pull_quotes(remaining, main_content.container)
    remove_empty_headings(remaining)
    return lines


def label_outside(
    main_content: MainContent, meta: PageMetadata, rules: Rules, *, site_rule: SiteRule | None = None
) -> list[BlockState]:
    """What stands beside the body container, cut with the reason that its words or its place give."""
    title_and_description = {fold(meta.title or ""), fold(meta.description or "")}
    lines = [
        BlockState(block, False, hint)
        for block, hint in main_content.outside
        if block.element.tag != "h1" and fold(block.text) not in title_and_description
    ]
    remaining = remove_by_site_rule(lines, main_content.site_removals)
    for line in remaining:
        _remove_outside_line(line, main_content.captions)
    remove_by_phrases(remaining, get_phrase_matcher(rules, meta.language, site_rule))
    for heading, next_line in pairwise(remaining):  # a box's heading goes for the reason of what it heads
        if heading.block.kind == "heading" and heading.reason == "site_furniture" and next_line.reason:
            heading.reason = next_line.reason
    return lines


def _remove_outside_line(line: BlockState, captions: Collection[Block]) -> None:
    block, class_hint = line.block, line.class_hint
    if block.kind == "caption" or block in captions:
        line.remove("caption", "structure:figure")
    elif class_hint and (not class_hint.name.startswith("<") or block.link_density < 0.5):
        line.remove(class_hint.reason, f"structure:{class_hint.name}")
    else:
        line.remove("teaser" if block.link_density >= 0.5 else "site_furniture", "structure:beside-body")


def _fall_back_to_structure(lines: Sequence[BlockState]) -> None:
    running_text = [line for line in lines if line.class_hint is None and is_running_text(line.block)]
    content_chars = sum(len(line.block.text) for line in running_text if line.is_content)
    if content_chars < _MIN_CONTENT_RATIO * sum(len(line.block.text) for line in running_text):
        for line in lines:
            line.is_content = line.class_hint is None


def remove_by_phrases(lines: Sequence[BlockState], matcher: PhraseMatcher) -> None:
    """Cut what says that it is furniture; its words give a cut line its reason too."""
    is_tail = True
    for line in reversed(lines):
        block = line.block
        phrase_rule = matcher.match(block.text, is_linked=block.link_density >= 0.6, is_tail=is_tail)
        if phrase_rule:
            line.reason, line.rule = phrase_rule.reason, phrase_rule.rule_name
        elif line.is_kept and len(block.text) > _MIN_PARAGRAPH_CHARS:
            is_tail = False
