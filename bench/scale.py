"""The stage cycle of 10,000 wells: a poll of every mapped variable each, four cards among them.

The yardstick is the bare pivot of the same rows: `INSERT … SELECT max(measure) FILTER … GROUP BY`
into a table of the same columns. Each round lands one more minute of the whole field in one COPY
and runs the cycle's two steps. Processor time of the server's process counts, which other
work beside it lengthens less than the clock; both are printed.
Run on BP010_DATABASE_URL, migrated and seeded: a scratch database, for it makes wells and commits.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from bp010ctl.base import database
from bp010ctl.server import target

WELLS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
START = datetime(2026, 6, 1, 12, tzinfo=UTC)
POINTS = 200
STEPS = ("stage.sp_pivot_landing", "reporting.sp_sync_latest_dynacard")
MAP = """
    SELECT mapa.var_id_scada, mapa.columna_stage, mapa.conversion,
        format_type(atributo.atttypid, NULL)
    FROM referencial.tbl_var_scada_map AS mapa
    INNER JOIN pg_attribute AS atributo
        ON atributo.attrelid = 'stage.tbl_pozo_produccion'::regclass
        AND atributo.attname = mapa.columna_stage
    ORDER BY 1
"""
LANDING = """
    COPY stage.landing_scada_data (unit_id, var_id, measure, moddate, modtime, cargado_en)
    FROM STDIN
"""


class Tag(NamedTuple):
    """A mapped variable."""

    number: int
    column: str
    conversion: str | None
    kind: str


class Taken(NamedTuple):
    """Seconds of the server's process and of the clock."""

    processor: float
    clock: float


def processor(connection: database.Connection) -> float:
    """Seconds that the server's process has worked so far."""
    text = Path(f"/proc/{connection.info.backend_pid}/schedstat").read_text()
    return int(text.split()[0]) / 1e9


def taken(connection: database.Connection, query: str, values: list[object] | None = None) -> Taken:
    """What a statement takes, its commit included."""
    worked, start = processor(connection), time.perf_counter()
    connection.execute(query.encode(), values)
    connection.commit()
    return Taken(processor(connection) - worked, time.perf_counter() - start)


def measure(tag: Tag, chance: Random, cards: dict[str, list[str]]) -> str:
    """What a controller sends for it."""
    if tag.kind == "text":
        return chance.choice(cards["load" if tag.column.endswith("load") else "position"])
    if tag.kind == "boolean":
        return "1"
    if tag.conversion == "hhmm":
        return f"{chance.randint(1, 2000)}{chance.randint(0, 59):02}"
    if tag.kind != "double precision":
        return str(chance.randint(0, 500))
    return f"{chance.uniform(1, 900):.2f}"


def rows(tags: list[Tag], now: datetime, chance: Random) -> Iterator[tuple[object, ...]]:
    """One poll of each well."""
    cards = {
        half: [
            "[" + ", ".join(f"{chance.uniform(0, top):.1f}" for _ in range(POINTS)) + "]"
            for _ in range(50)
        ]
        for half, top in (("position", 300), ("load", 20_000))
    }
    arrived = now + timedelta(seconds=5)
    for well in range(1, WELLS + 1):
        for tag in tags:
            text = measure(tag, chance, cards)
            yield well, tag.number, text, now.date(), now.time(), arrived


def land(connection: database.Connection, tags: list[Tag], now: datetime) -> None:
    """One minute of the field, in one COPY."""
    with connection.cursor() as cursor, cursor.copy(LANDING) as copy:
        for row in rows(tags, now, Random(now.minute)):
            copy.write_row(row)
    connection.commit()


def bare(tags: list[Tag]) -> tuple[str, str]:
    """The yardstick: the table and the statement that fills it."""
    kinds = {"boolean": "text"}
    columns = ", ".join(
        f"(max(measure) FILTER (WHERE var_id = {tag.number}))::{kinds.get(tag.kind, tag.kind)}"
        f" AS {tag.column}"
        for tag in tags
    )
    query = f"SELECT unit_id, moddate + modtime AS momento, {columns} FROM stage.landing_scada_data"
    table = f"CREATE TABLE public.bare AS {query} WHERE false GROUP BY 1, 2"
    return table, f"INSERT INTO public.bare {query} WHERE cargado_en = %s GROUP BY 1, 2"


def prepare(connection: database.Connection, tags: list[Tag]) -> None:
    """Wells, and the yardstick's table."""
    connection.execute(
        "INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro)"
        " SELECT n, 'W' || n, '2026-01-01' FROM generate_series(1, %s) AS n",
        [WELLS],
    )
    connection.execute(bare(tags)[0].encode())
    connection.execute("CREATE UNIQUE INDEX ON public.bare (unit_id, momento)")
    connection.execute("ANALYZE stage.tbl_pozo_maestra")
    connection.execute("SET work_mem = '128MB'")
    connection.commit()


def main() -> None:
    with target.connect() as connection:
        tags = [Tag(*row) for row in connection.execute(MAP).fetchall()]
        prepare(connection, tags)
        runs: dict[str, list[Taken]] = {name: [] for name in ("bare pivot", *STEPS)}
        for minute in range(ROUNDS):
            now = START + timedelta(minutes=minute)
            connection.execute("SELECT set_config('bp010.ahora', %s, false)", [f"{now}"])
            land(connection, tags, now)
            arrived: list[object] = [now + timedelta(seconds=5)]
            runs["bare pivot"].append(taken(connection, bare(tags)[1], arrived))
            for step in STEPS:
                runs[step].append(taken(connection, f"CALL {step}()"))
        usual = statistics.median(run.processor for run in runs["bare pivot"])
        print(f"{WELLS:,} wells × {len(tags)} variables, {ROUNDS} rounds; medians, processor time")
        for name, times in runs.items():
            seconds = statistics.median(run.processor for run in times)
            clock = statistics.median(run.clock for run in times)
            print(
                f"  {name:36} {seconds:6.2f} s {seconds / usual:5.2f} ×  ({clock:.2f} s by clock)"
            )
        both = [
            sum(runs[step][turn].processor for step in STEPS) / runs["bare pivot"][turn].processor
            for turn in range(ROUNDS)
        ]
        print(f"  both steps: {statistics.median(both):.2f} × (target 2.5 ×)")


if __name__ == "__main__":
    main()
