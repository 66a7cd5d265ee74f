"""The field's page against the bare view, with 1,000 and with 10,000 wells.

CPU seconds of the backend, so that others on the machine count little. The wells are ten simulated
ones, a thousand times over: what the list costs depends on their number only.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from starlette.testclient import TestClient

from bp010ctl.base import database
from bp010ctl.cycles import runner
from bp010ctl.serve import binding, field, web

URL = os.environ["BP010_DATABASE_URL"]
ROUNDS = 5


def main() -> None:
    simulate = [sys.executable, "-m", "bp010ctl", "simulate", "--wells", "10", "--hours", "2"]
    subprocess.run(simulate, check=True, stdout=subprocess.DEVNULL)
    with database.connect(URL, autocommit=True) as connection:
        runner.run(connection, "incremental")
        for wells in (1_000, 10_000):
            multiply(connection, wells)
            measure(connection, wells)


def multiply(connection: psycopg.Connection[Any], wells: int) -> None:
    """As many wells as that, copies of the simulated ones."""
    for table, key in (("dataset_current_values", "well_id"), ("dim_pozo", "pozo_id")):
        row = connection.execute(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attname <> %s",
            [f"reporting.{table}", key],
        ).fetchone()
        assert row
        connection.execute(f"DELETE FROM reporting.{table} WHERE {key} > 100000".encode())
        connection.execute(
            f"INSERT INTO reporting.{table} ({key}, {row[0]}) SELECT 100000 + n, {row[0]}"
            f" FROM reporting.{table}, generate_series(1, {wells - 10}) AS n"
            f" WHERE {key} = 101 + n % 10".encode()
        )
        connection.execute(f"ANALYZE reporting.{table}".encode())


def measure(connection: psycopg.Connection[Any], wells: int) -> None:
    view = "SELECT * FROM reporting.vw_dashboard_main ORDER BY nombre_pozo"
    bare = spent(connection, lambda: connection.execute(view.encode()).fetchall())
    first = spent(connection, lambda: connection.execute(f"{view} LIMIT 50".encode()).fetchall())
    print(
        f"{wells:,} wells, CPU: bare view {1000 * bare:.0f} ms, its first 50 {1000 * first:.0f} ms"
    )
    wanted = field.Filter()
    parts = 0.0
    for name, ask in (
        ("list, worst first", lambda: field.page(connection, wanted)),
        ("list, last page", lambda: field.page(connection, wanted.changed(pagina=wells // 50))),
        ("figures and filters", lambda: (field.summary(connection), field.places(connection))),
    ):
        took = spent(connection, ask)
        print(f"    {name:<20} {1000 * took:6.1f} ms   {took / bare:.2f} x the bare view")
        parts += took if "last" not in name else 0
    made = drawn()
    whole = parts + made
    print(
        f"    page in Python       {1000 * made:6.1f} ms; whole page {1000 * whole:.0f} ms,"
        f" {whole / bare:.2f} x the bare view, {whole / first:.2f} x its first 50"
    )


def drawn() -> float:
    """The CPU seconds of this process for the field's page, the asking browser's among them."""
    app = web.application(binding.pool(URL), web.Options(watch=URL, hosts=None))
    with TestClient(app) as client:
        first = client.get("/", headers={"accept-encoding": "gzip"})
        rounds = []
        for _ in range(ROUNDS):
            begun = time.process_time()
            client.get("/")
            rounds.append(time.process_time() - begun)
    print(f"    first page: {int(first.headers['content-length']):,} bytes on the wire")
    return min(rounds)


def spent(connection: psycopg.Connection[Any], ask: Callable[[], object]) -> float:
    """The backend's CPU seconds, the least of some rounds."""
    file = Path(f"/proc/{connection.info.backend_pid}/schedstat")
    ask()
    rounds = []
    for _ in range(ROUNDS):
        begun = int(file.read_text().split()[0])
        ask()
        rounds.append((int(file.read_text().split()[0]) - begun) / 1e9)
    return min(rounds)


if __name__ == "__main__":
    main()
