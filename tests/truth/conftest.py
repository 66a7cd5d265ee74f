"""The yard in which wrong columns are planted: made once, since everything in it is undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from support.truth import yard
from support.truth.yard import Yard


@pytest.fixture(scope="session")
def planted(cluster: Any, seeded_template: Any) -> Iterator[Yard]:
    """Copies of a seeded database in which the truth's field is computed."""
    with yard.opened(cluster, seeded_template.template_dbname) as opened:
        yield opened
