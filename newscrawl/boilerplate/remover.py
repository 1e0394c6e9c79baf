"""The removal passes in their order, and a label for each block: kept, or removed with a reason and a rule.

Structure is tested first, then phrases and other prompts, then the lines beside what was removed before. The first
removal of a line gives its reason, except that a phrase names the reason of any line that it matches.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from newscrawl.boilerplate.captions import remove_captions, remove_credited_captions
from newscrawl.boilerplate.header import remove_header_lines
from newscrawl.boilerplate.joined_lines import split_joined_lines
from newscrawl.boilerplate.labelled_teasers import remove_labelled_teasers
from newscrawl.boilerplate.lines import BlockState, MainContent, is_running_text
from newscrawl.boilerplate.other_stories import remove_other_stories
from newscrawl.boilerplate.phrases import PhraseMatcher, get_phrase_matcher
from newscrawl.boilerplate.position import remove_empty_headings, remove_leading_and_trailing
from newscrawl.boilerplate.prompts import get_prompt_scorer, remove_prompts
from newscrawl.boilerplate.site_selectors import remove_by_site_rule
from newscrawl.boilerplate.structure import remove_by_structure, remove_prompt_boxes, remove_pull_quotes
from newscrawl.boilerplate.tail import remove_lines_behind_prompts
from newscrawl.html.blocks import Block
from newscrawl.metadata.page_metadata import PageMetadata
from newscrawl.rules.schema import Rules, SiteRule
from newscrawl.text import fold

_MIN_PARAGRAPH_CHARS = 200
"""A kept line longer than this is a paragraph: the lines above it are not the tail of the text."""

_MIN_CONTENT_RATIO = 0.5
"""A content mask that covers a smaller part of the running text than this says nothing about the rest."""

_MIN_LINKED_DENSITY = 0.6
"""From this share of its characters inside links, a line is "linked" in the sense of the phrase rules."""

_MIN_TEASER_DENSITY = 0.5
"""From this share of its characters inside links, a line outside the container is a teaser."""


def label_blocks(
    main_content: MainContent,
    page_metadata: PageMetadata,
    rules: Rules,
    *,
    site: str | None,
    site_rule: SiteRule | None = None,
    byline_names: Sequence[str] = (),
) -> list[BlockState]:
    """Every block of the container in page order, kept or removed.

    :param byline_names: the folded names of the page's byline, longest first.
    :param site: the registrable domain of the page.
    """
    phrases = get_phrase_matcher(rules, page_metadata.language, site_rule)
    scorer = get_prompt_scorer(rules, page_metadata.language)
    rows = zip(main_content.blocks, main_content.content_mask, main_content.block_hints, strict=True)
    lines = split_joined_lines(
        [BlockState(*row) for row in rows], phrases, scorer, whole={*main_content.captions, *main_content.site_removals}
    )
    remaining = remove_by_site_rule(lines, main_content.site_removals)
    _fall_back_to_structure(remaining)
    remove_by_structure(remaining, main_content.container, site=site, captions=main_content.captions)
    remove_other_stories(remaining, main_content.container, title=page_metadata.title)
    remove_leading_and_trailing(remaining, title=page_metadata.title, description=page_metadata.description, site=site)
    remove_by_phrases(remaining, phrases)
    remove_labelled_teasers(remaining, scorer.lexicon)
    remove_prompts(remaining, scorer)
    remove_prompt_boxes(remaining, main_content.container)
    remove_captions(remaining, main_content.container)
    remove_credited_captions(remaining)
    language = page_metadata.language
    remove_header_lines(remaining, description=page_metadata.description, language=language, names=byline_names)
    remove_lines_behind_prompts(remaining)
    remove_pull_quotes(remaining, main_content.container)
    remove_empty_headings(remaining)
    return lines


def label_outside(
    main_content: MainContent, page_metadata: PageMetadata, rules: Rules, *, site_rule: SiteRule | None = None
) -> list[BlockState]:
    """The blocks outside the container, all removed, with the reason that their words or their place give.

    The headline and the standfirst are left out: they are no boilerplate.
    """
    title_and_description = {fold(page_metadata.title or ""), fold(page_metadata.description or "")}
    lines = [
        BlockState(block, False, class_hint)
        for block, class_hint in main_content.outside
        if block.element.tag != "h1" and fold(block.text) not in title_and_description
    ]
    remaining = remove_by_site_rule(lines, main_content.site_removals)
    for line in remaining:
        _remove_outside_line(line, main_content.captions)
    remove_by_phrases(remaining, get_phrase_matcher(rules, page_metadata.language, site_rule))
    for heading, next_line in pairwise(remaining):  # the heading of a box takes the reason of the line below it
        if heading.block.kind == "heading" and heading.reason == "site_furniture" and next_line.reason:
            heading.reason = next_line.reason
    return lines


def remove_by_phrases(lines: Sequence[BlockState], matcher: PhraseMatcher) -> None:
    """Remove the lines that a phrase rule matches; a line removed before takes the reason of the phrase rule, too."""
    is_tail = True
    for line in reversed(lines):
        block = line.block
        phrase_rule = matcher.match(block.text, is_linked=block.link_density >= _MIN_LINKED_DENSITY, is_tail=is_tail)
        if phrase_rule:
            line.reason, line.rule = phrase_rule.reason, phrase_rule.rule_name
        elif line.is_kept and len(block.text) > _MIN_PARAGRAPH_CHARS:
            is_tail = False


def _fall_back_to_structure(lines: Sequence[BlockState]) -> None:
    """Take every line without a class hint for content if the content mask covers too little of the running text."""
    running_text = [line for line in lines if line.class_hint is None and is_running_text(line.block)]
    content_chars = sum(len(line.block.text) for line in running_text if line.is_content)
    if content_chars < _MIN_CONTENT_RATIO * sum(len(line.block.text) for line in running_text):
        for line in lines:
            line.is_content = line.class_hint is None


def _remove_outside_line(line: BlockState, captions: Collection[Block]) -> None:
    block, class_hint = line.block, line.class_hint
    is_linked = block.link_density >= _MIN_TEASER_DENSITY
    if block.kind == "caption" or block in captions:
        line.remove("caption", "structure:figure")
    elif class_hint and not (class_hint.name.startswith("<") and is_linked):  # a tag such as <aside> holds teasers too
        line.remove(class_hint.reason, f"structure:{class_hint.name}")
    else:
        line.remove("teaser" if is_linked else "site_furniture", "structure:beside-body")
