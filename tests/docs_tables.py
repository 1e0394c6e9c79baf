"""Tables in docs/ that repeat what the code declares. `make docs` writes them; `tests/test_docs.py` compares them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

from newscrawl.items import RemovalReason
from newscrawl.outputs.record import build_json_schema

ROOT = Path(__file__).parent.parent
SETTINGS = (ROOT / "newscrawl" / "settings.py").read_text(encoding="utf-8")

_SETTING = re.compile(r'^(?:# )?(NEWSCRAWL_\w+)(?:: [^\n=]+)? = ([^\n]+)\n"""(.+?)"""', re.MULTILINE | re.DOTALL)
_PIPELINE = re.compile(r'^    "newscrawl\.pipelines\.(\w+)\.\w+": (\d+),  # (.+)$', re.MULTILINE)


def derived_parts() -> dict[str, tuple[str, str]]:
    """By file: the lines before the derived part, and the part, which ends at the next empty line."""
    return {
        "docs/record.md": ("| field | type | meaning |\n|---|---|---|\n", record_table()),
        "docs/settings.md": ("| setting | default | meaning |\n|---|---|---|\n", settings_table()),
        "docs/architecture.md": ("| pipeline | order | does |\n|---|---|---|\n", pipelines_table()),
        "docs/record.md#reasons": ("`reason` is one of these:\n", reasons_line()),
    }


def record_table() -> str:
    """The fields of the record, in order."""
    return "\n".join(
        f"| `{name}` | {_type_name(shape)} | {shape['description']} |"
        for name, shape in build_json_schema()["properties"].items()
    )


def settings_table() -> str:
    """Our own settings, with their defaults and docstrings."""
    return "\n".join(
        f"| `{name}` | `{default}` | {' '.join(text.split())} |" for name, default, text in documented_settings()
    )


def documented_settings() -> list[tuple[str, str, str]]:
    """The name, default and docstring of each of our own settings."""
    return _SETTING.findall(SETTINGS)


def pipelines_table() -> str:
    """The item pipelines in order, with the comments of `ITEM_PIPELINES`."""
    return "\n".join(f"| `{name}` | {order} | {words} |" for name, order, words in _PIPELINE.findall(SETTINGS))


def reasons_line() -> str:
    """All reasons of a removal."""
    return ", ".join(f"`{reason}`" for reason in get_args(RemovalReason))


def replace_part(text: str, start: str, part: str) -> str:
    """A document with the derived part after `start` replaced."""
    head, _, tail = text.partition(start)
    end = tail.find("\n\n")
    return f"{head}{start}{part}\n" if end < 0 else f"{head}{start}{part}{tail[end:]}"


def main() -> None:
    """Write all derived parts."""
    for name, (start, part) in derived_parts().items():
        path = ROOT / name.partition("#")[0]
        path.write_text(replace_part(path.read_text(encoding="utf-8"), start, part), encoding="utf-8")


def _type_name(shape: dict[str, Any]) -> str:
    """A field's type in words."""
    if "anyOf" in shape:
        return " or ".join(_type_name(one) for one in shape["anyOf"])
    if "items" in shape:
        return f"list of {_type_name(shape['items'])}"
    if "enum" in shape:
        return "string"
    return str(shape.get("type", "object"))


if __name__ == "__main__":
    main()
