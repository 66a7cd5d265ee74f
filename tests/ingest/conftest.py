"""A database whose only well is 7; what a test loads into it is undone."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest


@pytest.fixture
def db(seeded_db: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    seeded_db.execute(
        "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
        " VALUES (7, 'Norte-7', '2026-01-01')"
    )
    return seeded_db
