"""A seeded database: what SQL made at run time does stands in its reference rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from support.databases import new_database


@pytest.fixture(scope="session")
def seeded_url(cluster: Any, seeded_template: Any) -> Iterator[str]:
    """One seeded database for all; read only."""
    with new_database(cluster, seeded_template.template_dbname) as url:
        yield url
