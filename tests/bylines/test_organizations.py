"""News agencies: the packaged list, and which texts name one."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.bylines.organizations import match_agency
from newscrawl.rules.word_lists import load_agency_file


def test_the_list_has_many_agencies_and_each_once() -> None:
    names = [agency.name for agency in load_agency_file().agency]
    assert len(names) >= 80
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("agency", load_agency_file().agency, ids=lambda agency: agency.name)
def test_every_alias_means_its_agency(agency: Any) -> None:
    assert {match_agency(alias) for alias in (agency.name, *agency.aliases)} == {agency.name}


@pytest.mark.parametrize("text", ["Ana", "Ap", "Sana", "Petra", "Hina Khan", "Reuters Marsh", "", "AFPX"])
def test_a_name_of_a_person_is_not_an_agency(text: str) -> None:
    assert match_agency(text) is None
