"""Short lines between line breaks: verses stay one block, prompts are judged each for itself."""

from __future__ import annotations

from newscrawl.boilerplate.joined_lines import split_joined_lines
from newscrawl.boilerplate.lines import BlockState
from newscrawl.boilerplate.phrases import get_phrase_matcher
from newscrawl.boilerplate.prompts import get_prompt_scorer
from newscrawl.rules.loader import load_rules
from tests.block_helpers import P1, lines_of


def split_texts(lines: list[BlockState], *, is_known: bool = False) -> list[str]:
    rules = load_rules()
    whole = {line.block for line in lines} if is_known else set()
    split = split_joined_lines(lines, get_phrase_matcher(rules, "en"), get_prompt_scorer(rules, "en"), whole=whole)
    return [line.block.text for line in split]


LOG_IN = 'Already a member? <a href="/login">Log in</a>'
PROMPTS = f"<div container>The boats lie still.<br>{LOG_IN}<br>The fog took nine men</div>"
SPLIT = ["The boats lie still.", "Already a member? Log in", "The fog took nine men"]


def test_lines_with_a_prompt_among_them_are_split() -> None:
    lines, _ = lines_of(PROMPTS)
    assert split_texts(lines) == SPLIT
    assert split_texts(lines, is_known=True) == ["\n".join(SPLIT)]


def test_each_line_has_its_links() -> None:
    lines, _ = lines_of(PROMPTS)
    rules = load_rules()
    split = split_joined_lines(lines, get_phrase_matcher(rules, "en"), get_prompt_scorer(rules, "en"), whole=())
    assert [line.block.links for line in split] == [(), ("/login",), ()]
    assert [line.block.parts for line in split] == [()] * 3


def test_verses_and_addresses_stay_one_block() -> None:
    for text in ("The boats lie still,<br>the fog is thick,<br>the bell is ill.", "Harbour Office<br>4 Weir Lane"):
        lines, _ = lines_of(f"<div container><p>{text}</p><p>{P1}</p></div>")
        assert split_texts(lines) == [text.replace("<br>", "\n"), P1]


def test_a_quotation_and_a_program_stay_one_block() -> None:
    lines, _ = lines_of(
        "<div container><blockquote>Sail on.<br>Log in to read on</blockquote><pre>a\nLog in</pre></div>"
    )
    assert len(split_texts(lines)) == 2
