"""Polls and wells into the database, or into CSV files that `bp010ctl ingest` reads.

Everything goes through COPY and nothing commits: that is the caller's.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from psycopg import sql
from psycopg.errors import InvalidSchemaName, UndefinedFunction, UniqueViolation

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import FieldError
from bp010ctl.simulator.polls import LOCATION, Poll
from bp010ctl.simulator.pumping import DAY
from bp010ctl.simulator.telemetry import TAGS
from bp010ctl.simulator.wells import Well, limits, master_row, reserves_row

LANDING_COLUMNS = (
    "unit_id",
    "location_id",
    "var_id",
    "measure",
    "moddate",
    "modtime",
    "cargado_en",
)
NULL = "\\N"
ROWS_PER_COPY = 150_000
POLLS_PER_WRITE = 16

Advance = Callable[[float], None]
"""Told how many polls were just dealt with."""


@dataclass(slots=True)
class Written:
    """What was written: polls, rows, and the polls by kind."""

    polls: int
    rows: int
    kinds: dict[str, int]


def _ignore(polls: float) -> None:
    """The progress that nobody asked for."""


def write_landing(
    connection: Connection, polls: Iterable[Poll], advance: Advance = _ignore
) -> Written:
    """Append polls to stage.landing_scada_data as they arrived."""
    statement = _copy("landing_scada_data", LANDING_COLUMNS)
    return _write(connection, statement, polls, landing_rows, ROWS_PER_COPY // len(TAGS), advance)


def write_wide(
    connection: Connection, polls: Iterable[Poll], advance: Advance = _ignore
) -> Written:
    """Append polls to stage.tbl_pozo_produccion as the pivot would, skipping landing.

    Hours are decimal, energy kWh; repeated polls and unknown units are left out. Its wells must be
    in the master; FieldError where a reading is there already.
    """
    columns = ("well_id", "timestamp_lectura", "cargado_en", *(t.column for t in TAGS if t.column))
    statement = _copy("tbl_pozo_produccion", columns)
    try:
        return _write(connection, statement, polls, wide_row, ROWS_PER_COPY, advance)
    except UniqueViolation as error:
        raise FieldError(
            f"a reading is there already: {error.diag.message_detail}",
            on="stage.tbl_pozo_produccion",
            hint="simulate other wells (--first-id), another time (--start), or without --wide",
        ) from None


def _copy(table: str, columns: Sequence[str]) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY stage.{} ({}) FROM STDIN").format(sql.Identifier(table), names)


def _write(
    connection: Connection,
    statement: sql.Composed,
    polls: Iterable[Poll],
    text: Callable[[Poll], str],
    size: int,
    advance: Advance,
) -> Written:
    """COPY the text of each poll, `size` polls a statement."""
    done = Written(0, 0, {})
    source = iter(polls)
    with connection.cursor() as cursor:
        while first := next(source, None):
            with cursor.copy(statement) as copy:
                for part in _parts(chain((first,), islice(source, size - 1))):
                    copy.write("".join(map(text, part)))
                    _count(done, part)
                    advance(len(part))
            done.rows += cursor.rowcount
    return done


def _parts(polls: Iterator[Poll]) -> Iterator[list[Poll]]:
    while part := list(islice(polls, POLLS_PER_WRITE)):
        yield part


def _count(done: Written, polls: Iterable[Poll]) -> None:
    for poll in polls:
        done.polls += 1
        done.kinds[poll.kind] = done.kinds.get(poll.kind, 0) + 1


@lru_cache(maxsize=20_000)
def _prefixes(unit_id: int) -> list[str]:
    return [f"{unit_id}\t{LOCATION}\t{tag.var_id}\t" for tag in TAGS]


@lru_cache(maxsize=64)
def _midnight(day: int) -> str:
    return datetime.fromtimestamp(day * DAY, UTC).strftime("%Y-%m-%d 00:00:00+00")


def _moment(second: int) -> str:
    """moddate and modtime of an epoch second: a midnight UTC and the time of day."""
    day, rest = divmod(second, DAY)
    hour, rest = divmod(rest, 3600)
    return f"{_midnight(day)}\t{hour:02d}:{rest // 60:02d}:{rest % 60:02d}"


def landing_rows(poll: Poll) -> str:
    """The poll's landing rows as COPY text, one a tag that came."""
    loaded = poll.loaded.isoformat(sep=" ")
    suffix = f"\t{_moment(poll.second)}\t{loaded}\n"
    prefixes, held = _prefixes(poll.unit_id), poll.held
    rows = [
        prefix + value
        for i, (prefix, value) in enumerate(zip(prefixes, poll.values, strict=True))
        if value is not None and i not in held
    ]
    rows.append("")
    old = "".join(
        f"{prefixes[i]}{poll.values[i]}\t{_moment(second)}\t{loaded}\n"
        for i, second in held.items()
    )
    return suffix.join(rows) + old


def decode(code: str, text: str) -> str:
    """A controller's text as the readings have it: decimal hours, whole kWh, t or f."""
    if code == "hhmm":
        full, minutes = divmod(int(text), 100)
        return repr(full + minutes / 60)
    if code == "x0.1":
        return repr(float(text) / 10)
    if code == "bool":
        return "t" if text == "1" else "f"
    return text


_MAPPED = [(i, tag.code) for i, tag in enumerate(TAGS) if tag.column]


def wide_row(poll: Poll) -> str:
    """The poll's reading as COPY text; empty for a repeated poll and an unknown unit."""
    if poll.kind in ("repeated", "unknown"):
        return ""
    values, spoiled = poll.values, poll.spoiled
    fields = [str(poll.unit_id), poll.time.isoformat(sep=" "), poll.loaded.isoformat(sep=" ")]
    for i, code in _MAPPED:
        value = values[i]
        if value is None or i in spoiled:
            fields.append(NULL)
        else:
            fields.append(decode(code, value) if code else value)
    return "\t".join(fields) + "\n"


def clock_and_zone(connection: Connection) -> tuple[datetime, str]:
    """The database's time and operating zone; FieldError where it is not migrated."""
    try:
        rows: list[tuple[datetime, str]] = connection.execute(
            queries.text("simulator/clock")
        ).fetchall()
    except (InvalidSchemaName, UndefinedFunction):
        raise FieldError(
            "the database has no BP010 schema yet", hint="run `bp010ctl migrate` first"
        ) from None
    return rows[0]


def write_wells(connection: Connection, wells: Sequence[Well], registered: date) -> None:
    """Write the wells' master rows, reserves and limits, replacing an earlier simulation's.

    Raises FieldError, having written nothing, where an id or a name belongs to another well.
    """
    _refuse_others(connection, wells)
    masters = [master_row(well, registered) for well in wells]
    reserves = [reserves_row(well, registered) for well in wells]
    _upsert(connection, "tbl_pozo_maestra", ("well_id",), masters)
    _upsert(connection, "tbl_pozo_reservas", ("well_id", "fecha_registro"), reserves)
    for well in wells:
        _write_limits(connection, well)


def _write_limits(connection: Connection, well: Well) -> None:
    own = limits(well)
    values = {
        "pozo": well.well_id,
        "ids": list(own),
        "objetivos": [target for target, _ in own.values()],
        "bases": [baseline for _, baseline in own.values()],
    }
    connection.execute(queries.text("simulator/limits"), values)


def _refuse_others(connection: Connection, wells: Sequence[Well]) -> None:
    ids, names = [well.well_id for well in wells], [well.name for well in wells]
    taken = connection.execute(
        queries.text("simulator/taken"), {"ids": ids, "names": names}
    ).fetchone()
    if taken:
        raise FieldError(
            f"well {taken[0]} is already there as {taken[1]!r}",
            on="stage.tbl_pozo_maestra",
            hint="choose other ids with --first-id",
        )


def _upsert(
    connection: Connection, table: str, key: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows, or update them where their key is there with other values."""
    columns = list(rows[0])
    others = [column for column in columns if column not in key]
    old, new = sql.Identifier("old"), sql.Identifier("excluded")
    names, excluded, existing = (
        sql.SQL(", ").join(sql.SQL("{}.{}").format(owner, sql.Identifier(c)) for c in others)
        for owner in (new, new, old)
    )
    statement = sql.SQL(
        "INSERT INTO stage.{table} AS old ({columns}) VALUES ({values}) "
        "ON CONFLICT ({key}) DO UPDATE SET ({others}) = ROW ({names}) "
        "WHERE ({existing}) IS DISTINCT FROM ({excluded})"
    ).format(
        table=sql.Identifier(table),
        columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(map(sql.Placeholder, columns)),
        key=sql.SQL(", ").join(map(sql.Identifier, key)),
        others=sql.SQL(", ").join(map(sql.Identifier, others)),
        names=names,
        excluded=excluded,
        existing=existing,
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def write_csv(path: Path, polls: Iterable[Poll], advance: Advance = _ignore) -> Written:
    """Write the landing rows of polls to a CSV file."""
    done = Written(0, 0, {})
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(LANDING_COLUMNS)
        for poll in polls:
            rows = [line.split("\t") for line in landing_rows(poll).splitlines()]
            writer.writerows(rows)
            done.rows += len(rows)
            _count(done, (poll,))
            advance(1)
    return done


def write_wells_csv(path: Path, wells: Sequence[Well], registered: date) -> list[Path]:
    """Write the wells' master and reserves rows to CSV files beside `path`; gives their paths."""
    written = []
    for name, row in (("maestra", master_row), ("reservas", reserves_row)):
        beside = path.with_name(f"{path.stem}.{name}.csv")
        rows = [row(well, registered) for well in wells]
        with beside.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        written.append(beside)
    return written


def count(polls: Iterable[Poll], advance: Advance = _ignore) -> Written:
    """Make the landing rows of polls and throw them away: what a dry run does."""
    done = Written(0, 0, {})
    for poll in polls:
        done.rows += landing_rows(poll).count("\n")
        _count(done, (poll,))
        advance(1)
    return done
