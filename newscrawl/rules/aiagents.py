"""The agents that collect pages for AI, as robots.txt names them."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources.abc import Traversable

import msgspec

from newscrawl.errors import BadRule
from newscrawl.rules.load import read_toml, rules_folder

_PRODUCT_TOKEN = re.compile(r"[A-Za-z0-9_-]+")


class AiAgent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One operator and the product tokens of its agents."""

    operator: str
    tokens: tuple[str, ...]


class AiAgentFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`load_ai_agent_tokens.toml`."""

    agent: tuple[AiAgent, ...]


@cache
def load_ai_agent_tokens() -> tuple[str, ...]:
    """The product tokens of all known agents, as `load_ai_agent_tokens.toml` lists them."""
    return read_ai_agent_tokens(rules_folder() / "ai_agents.toml")


def read_ai_agent_tokens(path: Traversable) -> tuple[str, ...]:
    """The product tokens of a file.

    :raises BadRule: it is not of its shape, or a token in it could never be named or stands there twice.
    """
    tokens = [token for agent in read_toml(path, AiAgentFile).agent for token in agent.tokens]
    for index, token in enumerate(tokens):
        if not _PRODUCT_TOKEN.fullmatch(token):
            raise BadRule(f"{path}: tokens: {token!r} is no product token: letters, digits, - and _ only")
        if token.lower() in map(str.lower, tokens[:index]):
            raise BadRule(f"{path}: tokens: {token!r} stands twice in this file")
    return tuple(tokens)
