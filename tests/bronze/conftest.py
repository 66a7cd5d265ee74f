"""A field of its own for each test; without the extra `bronze` these tests are skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("polars", reason="the extra `bronze` is not installed: make setup")
pytest.importorskip("duckdb", reason="the extra `bronze` is not installed: make setup")

from bp010ctl.bronze.definitions import Definition
from support.lakes import Field


@pytest.fixture
def field(tmp_path: Path) -> Field:
    return Field(tmp_path, Definition(tmp_path / "raw", tmp_path / "lake"))
