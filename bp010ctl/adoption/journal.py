"""The record of an adoption in schema `adopcion`: what is done, what was found, the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from bp010ctl.adoption import legacy
from bp010ctl.adoption.aliases import View
from bp010ctl.adoption.survey import Foreign, Survey
from bp010ctl.adoption.verification import Verdict
from bp010ctl.base import queries
from bp010ctl.base.composing import name_of
from bp010ctl.base.database import Connection


@dataclass(frozen=True)
class State:
    """How far the adoption is; started is a text that PostgreSQL reads back to the microsecond."""

    zone: str
    started: str
    finished: datetime | None
    dropped: datetime | None
    steps: list[str]
    rows_done: int
    rows: int


@dataclass(frozen=True)
class Difference:
    """Reference values that differed from the seeds': how many, an example, which of them stays."""

    table: str
    column: str
    stays: str
    values: int
    example: str


@dataclass(frozen=True)
class Aside:
    """Rows, or values of one column, that have no place in the new tables."""

    table: str
    column: str | None
    reason: str
    count: int
    example: str


@dataclass(frozen=True)
class Report:
    """What came of it."""

    state: State
    tables: list[Verdict]
    differences: list[Difference]
    aside: list[Aside]
    views: list[View]
    foreign: list[Foreign]


def state(connection: Connection) -> State | None:
    """Where the adoption of this database is; None where none was begun."""
    with connection.cursor(row_factory=dict_row) as cursor:
        try:
            row = cursor.execute(queries.text("adoption/state").encode()).fetchone()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            return None
    return State(*row.values()) if row else None


def report(connection: Connection) -> Report:
    """The record as it is now; an adoption must have begun."""
    now = state(connection)
    assert now is not None
    return Report(
        now,
        queries.records(connection, Verdict, "adoption/report_tables"),
        queries.records(connection, Difference, "adoption/report_differences"),
        queries.records(connection, Aside, "adoption/report_aside"),
        queries.records(connection, View, "adoption/report_views"),
        queries.records(connection, Foreign, "adoption/report_foreign"),
    )


def open_(connection: Connection, survey: Survey, schemas: list[str]) -> None:
    """Make the record, in the transaction that is open; row counts are taken again, under locks."""
    with connection.cursor() as cursor:
        cursor.execute(queries.text("adoption/journal").encode())
        cursor.execute("INSERT INTO adopcion.adopcion (zona) VALUES (%s)", [survey.zone])
        for table in survey.tables:
            schema, _, name = table.found.partition(".")
            origin = f"{schema}{legacy.ASIDE}.{name}"
            count = sql.SQL(
                "INSERT INTO adopcion.tablas (tabla, origen, filas_legado)"
                " SELECT {}, {}, count(*) FROM {}"
            )
            cursor.execute(count.format(table.table, origin, name_of(table.found)))
            if table.found != table.table:
                _note_view(cursor, table.found, f"SELECT * FROM {table.table}")
        cursor.executemany(
            "INSERT INTO adopcion.ajenos VALUES (%s, %s, %s)",
            [(item.kind, item.name, item.note) for item in survey.foreign],
        )
        cursor.execute("SET LOCAL search_path = pg_catalog")
        views = cursor.execute(queries.text("adoption/views").encode(), {"esquemas": schemas})
        for name, definition in views.fetchall():
            _note_view(cursor, name, definition)
        cursor.executemany(
            "INSERT INTO adopcion.esquemas VALUES (%s, %s)",
            [(schema, schema + legacy.ASIDE) for schema in schemas],
        )


def _note_view(cursor: psycopg.Cursor[Any], name: str, definition: str) -> None:
    text = "INSERT INTO adopcion.vistas (vista, definicion) VALUES (%s, %s)"
    cursor.execute(text, [name, definition])


def step_done(connection: Connection, step: str, seconds: float) -> None:
    """Note a step, in the transaction that is open."""
    text = "INSERT INTO adopcion.pasos (paso, segundos) VALUES (%s, %s)"
    connection.execute(text, [step, seconds])
