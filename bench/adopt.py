"""How fast `adopt` takes over a legacy database: seconds for each step, and readings a second.

It makes a synthetic database of the old system (default 1,000,000 readings of 70 columns, with
quality results, strokes and facts) on the server of BP010_DATABASE_URL, or the private one, and
drops it afterwards. The target is a couple of minutes for a million readings on two cores.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import psycopg
from psycopg import sql

from bp010ctl import adoption
from bp010ctl.base import database, settings
from bp010ctl.server import target

READINGS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
WELLS = 100
FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"
NAME = "bp010_bench_adopt"


def build(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(f"SET legacy.wells = {WELLS}".encode())
        connection.execute(f"SET legacy.readings = {READINGS // WELLS}".encode())
        for name in ("legacy_schema", "legacy_rows"):
            connection.execute((FIXTURES / f"{name}.sql").read_bytes())


def main() -> None:
    here = target.url()
    url = database.with_name(here, NAME)
    name = sql.Identifier(NAME)
    with database.connect(database.with_name(here, "postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            build(url)
            started = time.perf_counter()
            listener = adoption.Listener(
                step=lambda step, took: print(f"  {step:<12} {took:7.2f} s")
            )
            report = adoption.adopt(url, None, settings.load().project, listener)
            took = time.perf_counter() - started
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
    rows = sum(table.old for table in report.tables)
    print(f"  {READINGS:,} readings, {rows:,} rows in all: {took:.1f} s, {rows / took:,.0f} rows/s")


if __name__ == "__main__":
    main()
