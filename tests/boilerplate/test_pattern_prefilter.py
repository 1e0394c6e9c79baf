"""On which lines a pattern is tried: at least on all that it matches."""

from __future__ import annotations

import re

import pytest

from newscrawl.boilerplate.pattern_prefilter import ANY_DIGIT, get_prefilter
from newscrawl.boilerplate.phrases import normalize_line
from newscrawl.rules.loader import load_rules
from newscrawl.text import strip_accents

PATTERNS = sorted(
    {
        (strip_accents(pattern), normalize_line(line))
        for file in load_rules().phrase_files.values()
        for phrase in file.phrase
        for pattern in phrase.patterns
        for line in phrase.go
        if re.fullmatch(strip_accents(pattern), normalize_line(line))
    }
)


@pytest.mark.parametrize(
    ("pattern", "prefixes"),
    [
        pytest.param(r"\d+ boats", {ANY_DIGIT}, id="a digit"),
        pytest.param(r"7 boats", {ANY_DIGIT}, id="one digit stands for all"),
        pytest.param(r"(?:the )?(?:oar|bo(?:at|w)s?)", {"the ", "oar", "boat", "bow", "bows"}, id="groups in groups"),
        pytest.param(r"[£$] ?\d", {"£", "$", "£ ", "$ "}, id="a class of few"),
        pytest.param(r"a{2,3}b", {"a"}, id="a repetition may go on"),
        pytest.param(r"no+ne", {"no"}, id="a repeated letter"),
        pytest.param(r"by \S+", {"by "}, id="anything after it"),
        pytest.param(r"(?:ab)*cd", {"ab", "cd"}, id="a group that may be left out"),
        pytest.param(r"\(oar\)", {"(oar"}, id="escaped signs"),
        pytest.param(r"(?:ab){0,2}cd", {"ab", "cd"}, id="a group that may be missing"),
        pytest.param(r"(?:ab){,2}cd", {"ab", "cd"}, id="a group without a minimum"),
        pytest.param(r"(?:ab){1,2}cd", {"ab"}, id="a group that may be repeated"),
        pytest.param(r"ab?cd", {"abcd", "acd"}, id="a letter that may be missing"),
        pytest.param(r"x\d+", {"x"}, id="a digit after a letter"),
    ],
)
def test_prefixes_of_the_lines_that_a_pattern_matches(pattern: str, prefixes: set[str]) -> None:
    assert get_prefilter(pattern) == (frozenset(prefixes), frozenset())


@pytest.mark.parametrize(
    ("pattern", "substrings"),
    [
        pytest.param(r"[a-z]+ rows the boat", {" rows the boat"}, id="plain text"),
        pytest.param(r".{2,9}(?:oars?|boats) .+", {"oar", "boats"}, id="one of several"),
        pytest.param(r".+ (?:boat|\w+) .+", {""}, id="nothing in particular"),
        pytest.param(r".+ in the boat at \S+@\S+", {"@"}, id="an e-mail address"),
        pytest.param(r"(?=boat)\w+", {""}, id="lookahead is not parsed"),
        pytest.param(r".*row+er", {"row"}, id="a repeated letter ends what is known"),
        pytest.param(r"[a-z]+\x2dmail us", {"mail us"}, id="a character by its number"),
        pytest.param(r"[a-z]+ \u0447\u0447 .+ us", {" us"}, id="letters by their numbers"),
        pytest.param(r"[a-z]+\N{HYPHEN-MINUS}mail", {"mail"}, id="a character by its name"),
    ],
)
def test_substrings_of_lines_that_may_begin_with_anything(pattern: str, substrings: set[str]) -> None:
    assert get_prefilter(pattern) == (frozenset(), frozenset(substrings))


@pytest.mark.parametrize(("pattern", "line"), PATTERNS)
def test_the_prefilter_lets_the_examples_of_all_rules_pass(pattern: str, line: str) -> None:
    prefixes, substrings = get_prefilter(pattern)
    begin = (ANY_DIGIT, line) if line[0].isdecimal() else (line,)
    assert any(start.startswith(prefix) for prefix in prefixes for start in begin) or any(
        substring in line for substring in substrings
    )
