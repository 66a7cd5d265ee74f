"""The reporting cycle of 10,000 wells: an hour of readings, then three times five minutes more.

Beside it, in the same run, the yardstick: one bare hourly aggregation of all these readings (seven
averages and two extremes). Processor time of the server's processes counts, parallel workers
included, which other work beside it lengthens less than the clock. Each step is named with its
own; memory is the most that the server's process held of its own and of the shared buffers.
With another worktree in PYTHONPATH, and called there, it measures that build.
Run on BP010_DATABASE_URL, migrated and seeded: a scratch database, for it makes wells and commits.
"""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bp010ctl import simulator
from bp010ctl.base import database
from bp010ctl.server import target

WELLS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
LIKE = 100  # wells that are simulated; the others are like them
ROUNDS = 3
START = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = START + timedelta(hours=1)
TICK = os.sysconf("SC_CLK_TCK")
BARE = """
    SELECT
        well_id, date_trunc('hour', timestamp_lectura), count(*),
        avg(presion_cabezal), avg(presion_casing), avg(pip), avg(spm_promedio),
        avg(current_amperage), avg(potencia_actual_motor), avg(eficiencia_levantamiento),
        max(maximum_rod_load), min(minimum_rod_load)
    FROM stage.tbl_pozo_produccion
    GROUP BY 1, 2
"""


def worked(pid: int) -> float:
    """Processor seconds of the process, and of those of its server that have ended."""
    server = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    ended = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()[13:15]
    own = int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return own + sum(map(int, ended)) / TICK


def spent(connection: database.Connection, statements: Iterable[str]) -> dict[str, float]:
    """Processor seconds of each statement, its commit included."""
    seconds = {}
    for statement in statements:
        before = worked(connection.info.backend_pid)
        connection.execute(statement.encode())
        connection.commit()
        seconds[statement] = worked(connection.info.backend_pid) - before
    return seconds


def columns(connection: database.Connection, table: str) -> list[str]:
    """Those that are written, in their order."""
    query = (
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attidentity = '' AND attgenerated = '' ORDER BY attnum"
    )
    return [name for (name,) in connection.execute(query, [table])]


def multiply(connection: database.Connection, table: str, source: str, first: int) -> None:
    """Rows of the wells that are simulated, for those like them: copies from the first one on."""
    names = columns(connection, table)
    others = {"well_id": f"well_id + {LIKE} * copia", "nombre_pozo": "nombre_pozo || '/' || copia"}
    values = ", ".join(others.get(name, name) for name in names)
    order = "ORDER BY timestamp_lectura, 1" if "timestamp_lectura" in names else ""
    text = (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {source},"
        f" generate_series({first}, {WELLS // LIKE - 1}) AS copia {order}"
    )
    connection.execute(text.encode())
    connection.commit()


def prepare(connection: database.Connection) -> None:
    """Wells, an hour of their readings, and what is still to come in tables of its own."""
    options = simulator.Options(
        start=START, wells=LIKE, hours=1 + ROUNDS * 5 / 60, first_id=1, cards_every=60
    )
    stand(connection, START + timedelta(hours=2))
    simulator.write_wells(connection, simulator.wells(options), START.date())
    simulator.write_wide(connection, simulator.simulate(options))
    for table in ("stage.tbl_pozo_maestra", "stage.tbl_pozo_reservas"):
        multiply(connection, table, table, 1)
    connection.execute("CREATE TABLE public.simuladas AS TABLE stage.tbl_pozo_produccion")
    connection.execute("DELETE FROM stage.tbl_pozo_produccion")
    connection.execute("DELETE FROM etl.claves_sucias")
    arrive(connection, START, HOUR)
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")
    connection.autocommit = False


def arrive(connection: database.Connection, since: datetime, until: datetime) -> None:
    """The readings of these minutes, of all wells."""
    part = f"timestamp_lectura >= '{since}' AND timestamp_lectura < '{until}'"
    source = f"(SELECT * FROM public.simuladas WHERE {part}) AS simuladas"
    multiply(connection, "stage.tbl_pozo_produccion", source, 0)


def stand(connection: database.Connection, moment: datetime) -> None:
    """Stand the clock still."""
    connection.execute("SELECT set_config('bp010.ahora', %s, false)", [f"{moment}"])
    connection.commit()


def steps(connection: database.Connection) -> list[str]:
    """The calls of the reporting cycle, over what changed."""
    query = (
        "SELECT regexp_replace(llamada, '\\{\\w+\\}', 'NULL', 'g') FROM etl.ciclo_pasos"
        " WHERE ciclo = 'reporting' AND activo ORDER BY orden"
    )
    return [call for (call,) in connection.execute(query.encode())]


def show(title: str, runs: list[dict[str, float]], bare: float) -> None:
    """The medians of some runs, in seconds and as multiples of the yardstick."""
    totals = [sum(run.values()) for run in runs]
    usual = statistics.median(totals)
    print(f"{title}: {usual:.1f} s, {min(totals):.1f} to {max(totals):.1f} s, {usual / bare:.1f} ×")
    for call in runs[0]:
        seconds = statistics.median(run[call] for run in runs)
        print(f"  {call.partition('(')[0][5:]:44} {seconds:6.2f} s {seconds / bare:5.2f} ×")


def memory(connection: database.Connection) -> str:
    """The most that the server's process held, shared buffers included."""
    status = Path(f"/proc/{connection.info.backend_pid}/status").read_text()
    return next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]


def main() -> None:
    with target.connect() as connection:
        prepare(connection)
        calls = steps(connection)
        connection.execute("SET max_parallel_workers_per_gather = 0")
        bare = statistics.median(spent(connection, [BARE])[BARE] for _ in range(ROUNDS))
        connection.execute("RESET max_parallel_workers_per_gather")
        stand(connection, HOUR)
        first = spent(connection, calls)
        runs = []
        for turn in range(ROUNDS):
            since = HOUR + timedelta(minutes=5 * turn)
            stand(connection, since + timedelta(minutes=5))
            arrive(connection, since, since + timedelta(minutes=5))
            runs.append(spent(connection, calls))
        print(f"{WELLS:,} wells; bare hourly aggregation {bare:.2f} s; processor time")
        show("first hour", [first], bare)
        show(f"five more minutes (medians of {ROUNDS})", runs, bare)
        print(f"memory of the server's process: {int(memory(connection)) // 1024} MB")


if __name__ == "__main__":
    main()
