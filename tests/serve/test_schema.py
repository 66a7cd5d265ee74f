"""schemathesis asks the pages' JSON whatever its OpenAPI document allows, and what it does not.

Needs `scripts/setup --browser`; skipped elsewhere, saying so.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import Server

schemathesis = pytest.importorskip(
    "schemathesis", reason="no schemathesis here: scripts/setup --browser"
)
pytestmark = pytest.mark.slow
NOT_ASKED = [schemathesis.checks.positive_data_acceptance]
"""A text that is a time, and a number that is a well's, are more than a schema says."""
PATHS = (
    "/api/v1/wells", "/api/v1/wells/{pozo}", "/api/v1/wells/{pozo}/trends",
    "/api/v1/origins/{column}",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_question_is_answered_otherwise_than_written(path: str, site: Server) -> None:
    schema = schemathesis.openapi.from_url(f"{site.address}/api/v1/openapi.json")
    assert sorted(schema.keys()) == sorted(PATHS)
    operation = schema[path]["GET"]
    modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))
    asked = 0

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def trial(case: schemathesis.Case) -> None:  # type: ignore[name-defined]
        nonlocal asked
        asked += 1
        case.call_and_validate(excluded_checks=NOT_ASKED)

    trial()
    assert asked >= 100
