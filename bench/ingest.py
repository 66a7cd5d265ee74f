"""How fast `ingest` loads landing dumps: rows a second, and as a ratio to a bare COPY of the rows.

Measured end to end (reading, parsing, checking, COPY, triggers, commit), in two shapes of dump:
ten rows a statement, as DBeaver writes them, and a thousand. The target is 100,000 rows a second on
two cores. Run on BP010_DATABASE_URL, migrated; everything is rolled back.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bp010ctl import ingest
from bp010ctl.base import database
from bp010ctl.server import target

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
COLUMNS = "unit_id,location_id,var_id,measure,moddate,modtime"
COPY = f"COPY stage.landing_scada_data ({COLUMNS}) FROM STDIN"
INSERT = f"INSERT INTO stage.landing_scada_data ({COLUMNS}) VALUES\n\t "


def values() -> Iterator[tuple[int, int, str, str, str]]:
    """Rows of 65 variables a poll, one poll of 100 wells a minute."""
    for number in range(ROWS):
        minute = number // 6500
        when = f"{minute // 60 % 24:02}:{minute % 60:02}:{number % 60:02}"
        yield (
            number // 65 % 100,
            number % 65,
            f"{number * 7919 % 99991 / 7:.6f}",
            "2026-01-07",
            when,
        )


def write_dump(path: Path, a_statement: int) -> None:
    with path.open("w") as file:
        for number, (unit, variable, measure, day, when) in enumerate(values()):
            before = INSERT if number % a_statement == 0 else ",\n\t "
            end = ";\n" if (number + 1) % a_statement == 0 or number + 1 == ROWS else ""
            file.write(
                f"{before}({unit},1,{variable},'{measure}','{day} 00:00:00.000','{when}'){end}"
            )


def bare_copy(connection: database.Connection) -> Callable[[], None]:
    text = "".join(
        f"{unit}\t1\t{variable}\t{measure}\t{day} 00:00:00.000\t{when}\n"
        for unit, variable, measure, day, when in values()
    ).encode()

    def copy() -> None:
        with connection.cursor() as cursor, cursor.copy(COPY) as writing:
            for start in range(0, len(text), 1 << 20):
                writing.write(text[start : start + (1 << 20)])

    return copy


def seconds(connection: database.Connection, work: Callable[[], object]) -> float:
    """Wall time of the best of three, each rolled back."""
    best = float("inf")
    for _ in range(3):
        with connection.transaction(force_rollback=True):
            started = time.perf_counter()
            work()
            best = min(best, time.perf_counter() - started)
    return best


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, target.connect(autocommit=True) as connection:
        bare = seconds(connection, bare_copy(connection))
        print(f"landing, {ROWS:,} rows")
        print(f"  bare COPY             {ROWS / bare:>10,.0f} rows/s")
        for a_statement in (10, 1000):
            path = Path(folder) / f"{a_statement}.sql"
            write_dump(path, a_statement)
            took = seconds(connection, partial(ingest.load, connection, path))
            rate = f"{ROWS / took:>10,.0f} rows/s, {took / bare:.1f} × bare COPY"
            print(f"  dump, {a_statement:>4} a statement {rate}")


if __name__ == "__main__":
    main()
