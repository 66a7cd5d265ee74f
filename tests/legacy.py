"""A database of the old system for the tests: its tables, synthetic rows, and strangers in it."""

from __future__ import annotations

from pathlib import Path

import psycopg

from bp010ctl import adoption

FIXTURES = Path(__file__).parent / "fixtures"


def build(url: str, wells: int = 4, readings: int = 300) -> None:
    """The old tables with so many wells and readings of each, five minutes apart."""
    with psycopg.connect(url) as connection:
        connection.execute(f"SET legacy.wells = {wells}".encode())
        connection.execute(f"SET legacy.readings = {readings}".encode())
        for name in ("legacy_schema", "legacy_rows"):
            connection.execute((FIXTURES / f"{name}.sql").read_bytes())


def add_strangers(url: str) -> None:
    """Objects that no adoption knows, and views and routines of the old system."""
    with psycopg.connect(url) as connection:
        connection.execute((FIXTURES / "legacy_strangers.sql").read_bytes())


def build_adopted(url: str) -> None:
    """A database of the old system, full, taken over and then emptied; the old tables are there."""
    build(url)
    adoption.adopt(url, None, FIXTURES.parents[1])
    with psycopg.connect(url) as connection:
        connection.execute((FIXTURES / "emptied.sql").read_bytes())
