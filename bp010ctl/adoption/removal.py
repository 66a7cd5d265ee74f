"""The old tables, once the adoption is verified: what is known goes, what is not stays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from bp010ctl.adoption import journal, legacy, survey
from bp010ctl.base import database, queries
from bp010ctl.base.composing import listed, name_of, trusted
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import AdoptionError


@dataclass(frozen=True)
class Removal:
    """Old objects dropped, and old tables and schemas that stay because of something unknown."""

    dropped: list[str]
    stays: list[str]


def drop_legacy(url: str, project: Path) -> Removal:
    """Drop what was copied and nothing else, in one transaction.

    Raises AdoptionError where the adoption is not finished.
    """
    with database.connect(url, application_name="bp010ctl adopt") as connection:
        state = journal.state(connection)
        if state is None or state.finished is None:
            raise AdoptionError(
                "the adoption of this database is not finished",
                hint="`bp010ctl adopt` shows where it is",
            )
        with connection.transaction():
            removal = _drop(connection, project)
            connection.execute("UPDATE adopcion.adopcion SET legado_eliminado_en = now()")
        return removal


def _drop(connection: Connection, project: Path) -> Removal:
    schemas = [schema + legacy.ASIDE for schema in legacy.SCHEMAS]
    own = survey.own_names(project)
    for (order,) in queries.tuples(
        connection, "adoption/known_routines", {"esquemas": schemas, "modelo": own}
    ):
        connection.execute(trusted(order))
    known = _known_tables(connection)
    views = [name.replace(".", f"{legacy.ASIDE}.", 1) for name in own]
    rows = queries.tuples(connection, "adoption/droppable", {"tablas": known, "vistas": views})
    for kind, is_view in (("VIEW", True), ("TABLE", False)):
        names = [name for name, view, stays in rows if view == is_view and not stays]
        if names:
            drop = sql.SQL("DROP {} {}").format(trusted(kind), listed(map(name_of, names)))
            connection.execute(drop)
    for (schema,) in queries.tuples(connection, "adoption/empty_schemas", {"esquemas": schemas}):
        connection.execute(sql.SQL("DROP SCHEMA {}").format(sql.Identifier(schema)))
    left = queries.tuples(connection, "adoption/tables", {"esquemas": schemas})
    dropped = [name for name, _, stays in rows if not stays]
    return Removal(sorted(dropped), [name for name, *_ in left])


def _known_tables(connection: Connection) -> list[str]:
    """Old tables that were copied and have no column that was not."""
    with connection.cursor() as cursor:
        copied = cursor.execute("SELECT tabla, origen FROM adopcion.tablas").fetchall()
    schemas = [schema + legacy.ASIDE for schema in legacy.SCHEMAS]
    columns = {
        name: set(shape)
        for name, _, shape in queries.tuples(connection, "adoption/tables", {"esquemas": schemas})
    }
    return [
        origin
        for table, origin in copied
        if {legacy.FORMER_COLUMNS.get(name, name) for name in columns.get(origin, ())}
        <= legacy.tables()[table].keys()
    ]
