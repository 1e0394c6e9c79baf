"""The known AI agents, as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.exceptions import BadRule
from newscrawl.rules.word_lists import load_ai_agent_tokens, read_ai_agent_tokens


@pytest.mark.parametrize(
    "token",
    """
    Amazonbot anthropic-ai Applebot-Extended Bytespider CCBot ClaudeBot cohere-ai Diffbot Google-Extended GPTBot
    Meta-ExternalAgent omgili PerplexityBot
    """.split(),
)
def test_an_agent_is_known(token: str) -> None:
    assert token in load_ai_agent_tokens()


@pytest.mark.parametrize("token", ["Googlebot", "Bingbot", "newscrawl", "*", "Scrapy", "Applebot"])
def test_what_is_no_agent_of_that_kind(token: str) -> None:
    assert token.lower() not in map(str.lower, load_ai_agent_tokens())


@pytest.mark.parametrize(
    ("tokens", "fault"),
    [
        ('["Two Words"]', "'Two Words' is no product token"),
        ('["GPTBot/1.0"]', "'GPTBot/1.0' is no product token"),
        ('["GPTBot", "gptbot"]', "'gptbot' appears twice"),
        ("3", "tokens: must be a list, not a whole number"),
    ],
)
def test_a_broken_file_says_what_is_wrong(tmp_path: Path, tokens: str, fault: str) -> None:
    path = tmp_path / "ai_agents.toml"
    path.write_text(f'[[agent]]\noperator = "Harbour"\ntokens = {tokens}\n')
    with pytest.raises(BadRule, match=fault) as raised:
        read_ai_agent_tokens(path)
    assert str(path) in str(raised.value)
