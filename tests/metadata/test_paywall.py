"""Signs of access, and what they add up to."""

from __future__ import annotations

from typing import Any

import pytest

from newscrawl.items import Access
from newscrawl.metadata.meta_tags import DeclaredMetadata
from newscrawl.metadata.paywall import PROMPT_EVIDENCE, TRUNCATED_EVIDENCE, classify_access, read_access_evidence

NOT_FREE = "jsonld:isAccessibleForFree=closed"
PART_NOT_FREE = "jsonld:hasPart(.wall)=closed"
FREE = "jsonld:isAccessibleForFree=free"
LOCKED = "meta:article:content_tier=closed"
METERED = "meta:article:content_tier=metered"
ASKED = f"{PROMPT_EVIDENCE}:phrases/en.toml:subscribe"


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        pytest.param([], "unknown", id="nothing-said"),
        pytest.param([FREE], "open", id="said-free"),
        pytest.param([FREE, ASKED], "open", id="free-with-an-advertisement-for-itself"),
        pytest.param([NOT_FREE], "metered", id="one-statement-and-readable"),
        pytest.param([NOT_FREE, PART_NOT_FREE], "metered", id="one-place-says-it-twice"),
        pytest.param([METERED], "metered", id="said-metered"),
        pytest.param([ASKED], "unknown", id="one-prompt"),
        pytest.param([TRUNCATED_EVIDENCE], "unknown", id="only-cut-short"),
        pytest.param([FREE, TRUNCATED_EVIDENCE], "unknown", id="said-free-but-cut-short"),
        pytest.param([NOT_FREE, LOCKED], "paywalled", id="two-statements"),
        pytest.param([NOT_FREE, ASKED], "paywalled", id="statement-and-prompt"),
        pytest.param([NOT_FREE, TRUNCATED_EVIDENCE], "paywalled", id="statement-and-cut-short"),
        pytest.param([ASKED, TRUNCATED_EVIDENCE], "paywalled", id="prompt-and-cut-short"),
        pytest.param([METERED, TRUNCATED_EVIDENCE, ASKED], "paywalled", id="metered-and-used-up"),
        pytest.param([FREE, LOCKED, ASKED], "metered", id="statements-disagree"),
    ],
)
def test_one_sign_alone_is_no_paywall(evidence: list[str], expected: Access) -> None:
    assert classify_access(evidence) == expected


@pytest.mark.parametrize(
    ("article", "metas", "expected"),
    [
        ({"isAccessibleForFree": True}, {}, [FREE]),
        ({"isAccessibleForFree": "False"}, {}, [NOT_FREE]),
        ({"isAccessibleForFree": "http://schema.org/False"}, {}, [NOT_FREE]),
        ({"isAccessibleForFree": "perhaps"}, {}, []),
        ({"hasPart": {"isAccessibleForFree": False, "cssSelector": ".wall"}}, {}, [PART_NOT_FREE]),
        ({"hasPart": [{"isAccessibleForFree": "false"}, 5]}, {}, ["jsonld:hasPart=closed"]),
        ({"hasPart": [{"isAccessibleForFree": True}]}, {}, []),
        ({}, {"article:content_tier": ["locked"]}, [LOCKED]),
        ({}, {"article:content_tier": ["Metered"]}, [METERED]),
        ({}, {"article:content_tier": ["free"]}, ["meta:article:content_tier=free"]),
        ({}, {"ispremium": ["true"]}, ["meta:ispremium=closed"]),
        ({}, {"ispremium": ["no"]}, ["meta:ispremium=free"]),
        ({}, {"paywall": ["maybe"]}, []),
        ({}, {}, []),
    ],
)
def test_statements_of_access_become_signs(
    article: dict[str, Any], metas: dict[str, list[str]], expected: list[str]
) -> None:
    assert read_access_evidence(DeclaredMetadata(meta_tags=metas), article) == expected


def test_microdata_states_access_too() -> None:
    said = DeclaredMetadata(microdata={"isAccessibleForFree": ["False"]})
    assert read_access_evidence(said, {}) == ["microdata:isAccessibleForFree=closed"]
