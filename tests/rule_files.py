"""Rule files that tests write, change and read."""

from __future__ import annotations

from pathlib import Path

PHRASE_FILE = """
language = "en"

[[phrase]]
id = "read-more"
reason = "teaser"
labels = ["read more"]
go = ["Read more: The dry well"]
stay = ["Read more books."]
"""

SITE_RULE = """
case = ["ferry"]
agencies = ["Skerry Wire"]

[[cut]]
id = "tides"
select = ["p.tide"]

[[phrase]]
id = "ring-twice"
reason = "site_furniture"
starts = ["ring twice"]
go = ["Ring twice at the lock, please."]
stay = ["Rings were found twice."]
"""


def write_site_rule(folder: Path, old: str = "", new: str = "", *, name: str = "harbour.example.toml") -> None:
    """Write `SITE_RULE` into a folder, with `new` in place of `old`."""
    assert old in SITE_RULE
    (folder / name).write_text(SITE_RULE.replace(old, new) if old else SITE_RULE, encoding="utf-8")
