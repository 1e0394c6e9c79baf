"""Every packaged site rule: each part of it finds something in one of its cases, and the cases come out right."""

from __future__ import annotations

import pytest

from fixtures.server import CASES
from newscrawl.cli.rule_checks import check_site_file
from newscrawl.rules.loader import load_rules
from newscrawl.rules.site_files import host_from_path, read_site_toml
from newscrawl.rules.toml_reader import list_toml_files, rules_folder

FILES = {host_from_path(path): read_site_toml(path) for path in list_toml_files(rules_folder() / "sites")}
HOSTS_WITH_RULES = [host for host, file in FILES.items() if file.has_rule]


@pytest.mark.parametrize("host", HOSTS_WITH_RULES)
def test_a_rule_and_its_cases_are_right(host: str) -> None:
    checks = check_site_file(host, FILES[host], CASES, load_rules())
    assert {check.subject: list(check.problems) for check in checks if check.problems} == {}


def test_there_is_a_rule_to_learn_from() -> None:
    assert "harbourpost.example" in HOSTS_WITH_RULES
