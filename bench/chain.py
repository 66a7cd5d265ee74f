"""The reporting chain over 100 wells × 3 days × one reading a minute, against one bare aggregation.

The yardstick is a plain hourly aggregation of the same rows (7 averages and extremes), measured in
the same run, before and after the chain: machines differ, ratios less. Targets: the whole chain
over the whole range at most 12 times it, an incremental run after one more minute of all wells at
most 2 times. Ratios are to the median of its runs; beside them, stricter, to the fastest.
Run on BP010_DATABASE_URL, migrated and seeded: a scratch database, for it makes wells and commits.
A checkpoint divides loading from reading, as it does in production: the first change of a page
after it writes the whole page to the log. It takes BP010_BENCH_SUPERUSER_URL.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg

from bp010ctl import simulator
from bp010ctl.base import database
from bp010ctl.cycles import modes, runner
from bp010ctl.server import target

WELLS = int(sys.argv[1]) if len(sys.argv) > 1 else 100
DAYS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
START = datetime(2026, 1, 5, 12, tzinfo=UTC)  # one more minute falls into the middle of a day
TURNS = 5
BARE = """
    SELECT
        well_id, date_trunc('hour', timestamp_lectura), count(*),
        avg(presion_cabezal), avg(presion_casing), avg(pip), avg(spm_promedio),
        avg(current_amperage), avg(potencia_actual_motor), avg(eficiencia_levantamiento),
        max(maximum_rod_load), min(minimum_rod_load)
    FROM stage.tbl_pozo_produccion
    GROUP BY 1, 2
"""
ONE_MORE_MINUTE = """
    INSERT INTO stage.tbl_pozo_produccion ({columns})
    SELECT {values}
    FROM (
        SELECT DISTINCT ON (well_id) *
        FROM stage.tbl_pozo_produccion
        ORDER BY well_id, timestamp_lectura DESC
    ) AS ultima
"""


def taken(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def stand(connection: database.Connection, moment: datetime) -> None:
    """Stand the clock still: what comes after it lies ahead, and is another case."""
    connection.execute("SELECT set_config('bp010.ahora', %s, false)", [f"{moment}"])
    connection.commit()


def fill(connection: database.Connection) -> int:
    """Wells and their readings; returns how many."""
    options = simulator.Options(
        start=START, wells=WELLS, hours=24.0 * DAYS, first_id=1, cards_every=60
    )
    simulator.write_wells(connection, simulator.wells(options), START.date())
    written = simulator.write_wide(connection, simulator.simulate(options))
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE stage.tbl_pozo_produccion")
    connection.autocommit = False
    with psycopg.connect(os.environ["BP010_BENCH_SUPERUSER_URL"], autocommit=True) as superuser:
        superuser.execute("CHECKPOINT")
    return written.rows


def add_a_minute(connection: database.Connection) -> None:
    """Each well's last reading again, a minute later, a little further on."""
    columns = connection.execute(
        "SELECT attname, atttypid = 'double precision'::regtype FROM pg_attribute"
        " WHERE attrelid = 'stage.tbl_pozo_produccion'::regclass AND attnum > 0"
        " AND attidentity = '' AND attname <> 'cargado_en'"
    ).fetchall()
    values = [f"{name} * 1.0001" if number else name for name, number in columns]
    text = ONE_MORE_MINUTE.format(
        columns=", ".join(name for name, _ in columns), values=", ".join(values)
    ).replace("SELECT well_id, timestamp_lectura,", "SELECT well_id, timestamp_lectura + '1 min',")
    connection.execute(text.encode())
    connection.commit()


def aggregate(connection: database.Connection) -> list[float]:
    """Seconds of each of some runs of the yardstick."""
    runs = [taken(lambda: connection.execute(BARE).fetchall()) for _ in range(TURNS)]
    connection.commit()
    return runs


def seconds(run: runner.RunResult) -> float:
    """Of all of its steps together."""
    return sum(step.seconds or 0 for step in run.steps)


def show(title: str, run: runner.RunResult, bare: list[float], target: float) -> None:
    """The run, as multiples of the yardstick."""
    usual = statistics.median(bare)
    total = seconds(run)
    print(
        f"\n{title}: {run.estado}, {total:.2f} s, {total / usual:.1f} × (target {target} ×),"
        f" {total / min(bare):.1f} × the fastest aggregation"
    )
    for step in run.steps:
        ratio = (step.seconds or 0) / usual
        print(f"  {step.routine:44} {step.seconds:6.2f} s {ratio:6.2f} × {step.rows:7} rows")
        if step.error:
            print(f"    {step.error}")


def main() -> None:
    end = START + timedelta(days=DAYS)
    with target.connect() as connection:
        stand(connection, end)
        print(f"{fill(connection):,} readings of {WELLS} wells")
        before = aggregate(connection)
        scope = modes.Scope(desde=START.date(), hasta=end.date())
        whole = runner.run(connection, "reporting-only", scope)
        bare = before + aggregate(connection)
        print(
            f"bare hourly aggregation {statistics.median(bare):.2f} s,"
            f" {min(bare):.2f} to {max(bare):.2f} s"
        )
        show("whole range", whole, bare, 12)
        runner.run(connection, "reporting-only")
        runs = []
        for minute in range(1, TURNS + 1):
            add_a_minute(connection)
            stand(connection, end + timedelta(minutes=minute))
            runs.append(runner.run(connection, "reporting-only"))
        usual = sorted(runs, key=seconds)[TURNS // 2]
        show(f"one more minute (the median of {TURNS})", usual, bare + aggregate(connection), 2)


if __name__ == "__main__":
    main()
