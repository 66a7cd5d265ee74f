"""One more poll of 20 wells with 1, 30 and 365 days of history behind it: the reporting cycle.

The history has a reading an hour, the polls come each five minutes, on the 28th of a month, whose
other days share its values; processor time of the server's process, medians of five. The target is
1.1 times the first for the last.
Run on BP010_DATABASE_URL, migrated and seeded: a scratch database, for it makes wells and commits.
"""

from __future__ import annotations

import statistics
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bp010ctl import simulator
from bp010ctl.base import database
from bp010ctl.server import target

WELLS = 20
DAYS = (1, 30, 365)
TURNS = 5
NOW = datetime(2026, 5, 28, 12, tzinfo=UTC)


def stand(connection: database.Connection, moment: datetime) -> None:
    """Stand the clock still."""
    connection.execute("SELECT set_config('bp010.ahora', %s, false)", [f"{moment}"])
    connection.commit()


def columns(connection: database.Connection) -> list[str]:
    """Those of the readings that are written."""
    query = (
        "SELECT attname FROM pg_attribute WHERE attrelid = 'stage.tbl_pozo_produccion'::regclass"
        " AND attnum > 0 AND NOT attisdropped AND attidentity = '' AND attgenerated = ''"
    )
    return [name for (name,) in connection.execute(query)]


def cycle(connection: database.Connection) -> float:
    """Processor seconds of the server's process for the reporting cycle over what changed."""
    calls = connection.execute(
        b"SELECT regexp_replace(llamada, '\\{\\w+\\}', 'NULL', 'g') FROM etl.ciclo_pasos"
        b" WHERE ciclo = 'reporting' AND activo ORDER BY orden"
    ).fetchall()
    before = worked(connection)
    for (call,) in calls:
        connection.execute(call.encode())
        connection.commit()
    return worked(connection) - before


def worked(connection: database.Connection) -> float:
    """Processor seconds of the server's process so far."""
    text = Path(f"/proc/{connection.info.backend_pid}/schedstat").read_text()
    return int(text.split()[0]) / 1e9


def prepare(connection: database.Connection) -> None:
    """Wells, and a reading of each to repeat."""
    options = simulator.Options(start=NOW, wells=WELLS, hours=0.1, first_id=1, cards_every=60)
    stand(connection, NOW + timedelta(hours=1))
    simulator.write_wells(connection, simulator.wells(options), NOW.date() - timedelta(days=400))
    simulator.write_wide(connection, simulator.simulate(options))
    connection.execute(
        "CREATE TABLE public.una AS SELECT DISTINCT ON (well_id) * FROM stage.tbl_pozo_produccion"
        " ORDER BY well_id, timestamp_lectura"
    )
    connection.execute("DELETE FROM stage.tbl_pozo_produccion")
    connection.execute("DELETE FROM etl.claves_sucias")
    connection.commit()


def arrive(connection: database.Connection, since: datetime, until: datetime) -> None:
    """A reading of each well in every hour from one time to before another."""
    names = columns(connection)
    moments = {"timestamp_lectura": "momento", "cargado_en": "momento + interval '5 s'"}
    text = (
        f"INSERT INTO stage.tbl_pozo_produccion ({', '.join(names)})"
        f" SELECT {', '.join(moments.get(name, name) for name in names)} FROM public.una,"
        f" generate_series('{since}'::timestamptz, '{until - timedelta(seconds=1)}', '1 hour')"
        " AS momento"
    )
    connection.execute(text.encode())
    connection.commit()


def polls(connection: database.Connection, start: datetime) -> list[float]:
    """Processor seconds of the cycle after each of some polls; the first one warms up."""
    seconds = []
    for turn in range(TURNS + 1):
        moment = start + timedelta(minutes=5 * turn)
        stand(connection, moment + timedelta(seconds=6))
        arrive(connection, moment, moment + timedelta(seconds=2))
        seconds.append(cycle(connection))
    return seconds[1:]


def main() -> None:
    with target.connect() as connection:
        prepare(connection)
        behind, first = 0, None
        for turn, days in enumerate(DAYS):
            stand(connection, NOW + timedelta(minutes=30 * turn))
            arrive(connection, NOW - timedelta(days=days), NOW - timedelta(days=behind))
            cycle(connection)
            connection.autocommit = True
            connection.execute("VACUUM ANALYZE")
            connection.autocommit = False
            seconds = statistics.median(polls(connection, NOW + timedelta(minutes=30 * turn)))
            first = first or seconds
            print(f"{days:4} days behind it: {1000 * seconds:6.0f} ms {seconds / first:5.2f} ×")
            behind = days


if __name__ == "__main__":
    main()
