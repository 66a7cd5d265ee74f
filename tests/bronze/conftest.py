"""A field of its own for each test of the bronze layer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from support.lakes import Field


@pytest.fixture
def field(tmp_path: Path) -> Field:
    """Its packages are an extra: the modules of the tests are skipped where they are missing."""
    from bp010ctl.bronze.definitions import Definition
    from support.lakes import Field

    return Field(tmp_path, Definition(tmp_path / "raw", tmp_path / "lake"))
