"""How fast a replica is loaded and kept: ratios to connectorx into ADBC, side by side.

A table of 1,000,000 rows and 12 columns (or as many as the first argument says) on a private
MariaDB. The yardstick reads it with connectorx into Arrow and brings that in by ADBC, to a table of
the same definition; its packages are installed into a temporary folder. Three rounds, the median of
each counts. Skipped where there is no MariaDB: `make setup-replica`.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from bp010ctl.replica import planning, proofs, requests, running, tables
from support import mariadb

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
ROUNDS = 3
YARDSTICK = ["connectorx==0.4.6", "pyarrow==26.0.1", "adbc-driver-postgresql==1.13.0"]

CREATE = """
CREATE TABLE ventas (
    id int PRIMARY KEY, producto bigint, cantidad int NOT NULL, sucursal int, precio double,
    total double, margen decimal(15,4), emision date, cambiada datetime, nombre varchar(100),
    letra char(1), codigo varchar(20), KEY (cambiada)
)
"""
FILL = f"""
INSERT INTO ventas
SELECT seq, seq * 7919 % 99991, seq % 37, seq % 22, (seq * 31 % 100000) / 100,
    (seq * 17 % 1000000) / 7, (seq % 100000) / 10000, '2020-01-01' + INTERVAL seq % 2000 DAY,
    '2020-01-01' + INTERVAL seq * 60 SECOND, CONCAT('Producto número ', seq % 5000),
    CHAR(65 + seq % 26), CONCAT('C', seq)
FROM seq_1_to_{ROWS}
"""
CHILD = """
import sys, time
import adbc_driver_postgresql.dbapi as adbc
import connectorx
source, url, schema = sys.argv[1:]
start = time.perf_counter()
rows = connectorx.read_sql(source, "SELECT * FROM ventas", return_type="arrow")
with adbc.connect(url) as connection, connection.cursor() as cursor:
    cursor.adbc_ingest("ventas", rows, mode="append", db_schema_name=schema)
    connection.commit()
print(time.perf_counter() - start)
"""


def main() -> None:
    if reason := mariadb.missing():
        print(f"skipped: {reason}")
        return
    folder = Path(tempfile.mkdtemp(prefix="bp010-bench-"))
    folder.chmod(0o755)
    server = mariadb.Server(folder / "m", port=33_999)
    try:
        server.start()
        measure(server, folder, os.environ["BP010_DATABASE_URL"])
    finally:
        server.destroy()
        shutil.rmtree(folder, ignore_errors=True)


def measure(server: mariadb.Server, folder: Path, url: str) -> None:
    with server.connect().cursor() as cursor:
        for statement in ("CREATE DATABASE tienda CHARSET utf8mb4", "USE tienda", CREATE, FILL,
                          "ANALYZE TABLE ventas"):  # fmt: skip
            cursor.execute(statement)
    plan = planning.plan(folder, server.url("tienda")).plan
    with psycopg.connect(url) as connection:
        for schema in (plan.schema, "vara"):
            text = tables.create_schema(plan) + tables.create(plan, plan.tables["ventas"])
            connection.execute(text.replace(plan.schema, schema).encode())
    python = yardstick(folder)
    figures: dict[str, list[float]] = {}

    def note(name: str, work: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        answer = work()
        figures.setdefault(name, []).append(time.perf_counter() - started)
        return answer

    for number in range(ROUNDS):
        empty(url, plan.schema)
        taken = subprocess.run(
            [python, "-c", CHILD, server.tcp_url("tienda"), url, "vara"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        figures.setdefault("yardstick", []).append(float(taken.stdout))
        result = note("load and proof", lambda: run(plan, url))
        proof = note("proof", lambda: proofs.verify(plan, url, list(plan.tables.values())))
        assert (result.outcomes[0].written, proof[0].verdict) == (ROWS, "igual")
        change(server, number)
        result = note("one per cent", lambda: run(plan, url))
        assert result.outcomes[0].written == ROWS // 100, result
        note("nothing", lambda: run(plan, url))
    report(figures)


def run(plan: Any, url: str) -> requests.Result:
    result = running.run(plan, url, requests.Request())
    assert result.good, result
    return result


def change(server: mariadb.Server, number: int) -> None:
    """A hundredth of the rows, all over the table."""
    with server.connect("tienda").cursor() as cursor:
        cursor.execute(
            f"UPDATE ventas SET total = total + 1, cambiada = NOW() WHERE id % 100 = {number}"
        )


def empty(url: str, schema: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(f"TRUNCATE {schema}.ventas, vara.ventas, etl.replica_tablas".encode())
        connection.execute("TRUNCATE etl.replica_tramos")


def yardstick(folder: Path) -> str:
    """A Python with the yardstick's packages."""
    subprocess.run([sys.executable, "-m", "venv", folder / "vara"], check=True)
    python = str(folder / "vara" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", *YARDSTICK], check=True)
    return python


def report(figures: dict[str, list[float]]) -> None:
    median = {name: statistics.median(values) for name, values in figures.items()}
    load = median["load and proof"] - median["proof"]
    print(f"{ROWS:,} rows × 12 columns, medians of {ROUNDS} rounds")
    print(f"  connectorx into ADBC            {ROWS / median['yardstick']:>10,.0f} rows/s")
    print(f"  load alone                      {ROWS / load:>10,.0f} rows/s, "
          f"{median['yardstick'] / load:.2f} × it (target 0.7)")  # fmt: skip
    print(f"  load with its proof             {ROWS / median['load and proof']:>10,.0f} rows/s, "
          f"{median['yardstick'] / median['load and proof']:.2f} × it")  # fmt: skip
    for name in ("one per cent", "nothing"):
        share = 100 * median[name] / median["load and proof"]
        print(f"  after {name} changed: {median[name]:.2f} s, {share:.1f} % of the load (target 5)")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  memory at most {memory:.0f} MB (target 400)")


if __name__ == "__main__":
    main()
