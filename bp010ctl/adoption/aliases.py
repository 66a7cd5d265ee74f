"""The old system's views: their names live on over the new tables where the columns allow it."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg import sql

from bp010ctl.base.composing import name_of, trusted
from bp010ctl.base.database import Connection
from bp010ctl.schema.catalog import KEPT_NAME

RELATIONS = (
    "SELECT espacio.nspname || '.' || relacion.relname FROM pg_class AS relacion"
    " INNER JOIN pg_namespace AS espacio ON relacion.relnamespace = espacio.oid"
)


@dataclass(frozen=True)
class View:
    """An old view: state is `alias`, `del modelo` (a new view has the name) or `imposible`."""

    name: str
    state: str
    note: str | None


def make(connection: Connection) -> list[View]:
    """Make what can be made; views over views come after those that they read."""
    with connection.transaction():
        connection.execute("SET LOCAL search_path = pg_catalog")
        _mark(connection, "del modelo", None, f"vista IN ({RELATIONS})")
        pending = dict(
            connection.execute(
                "SELECT vista, definicion FROM adopcion.vistas WHERE estado <> 'del modelo'"
            ).fetchall()
        )
        errors: dict[str, str] = {}
        while pending:
            before = len(pending)
            for name in list(pending):
                error = _create(connection, name, pending[name])
                if error is None:
                    del pending[name]
                    errors.pop(name, None)
                    _mark(connection, "alias", None, "vista = %s", name)
                else:
                    errors[name] = error
            if len(pending) == before:
                break
        for name, error in errors.items():
            _mark(connection, "imposible", error, "vista = %s", name)
    rows = connection.execute("SELECT vista, estado, nota FROM adopcion.vistas ORDER BY 1")
    return [View(*row) for row in rows.fetchall()]


def _mark(connection: Connection, state: str, note: str | None, where: str, *values: str) -> None:
    text = f"UPDATE adopcion.vistas SET estado = %s, nota = %s WHERE {where}"
    connection.execute(text.encode(), [state, note, *values])


def _create(connection: Connection, name: str, definition: str) -> str | None:
    """Why the view cannot be made; None where it was."""
    view = name_of(name)
    try:
        with connection.transaction():
            create = sql.SQL("CREATE VIEW {} AS {}").format(view, trusted(definition))
            connection.execute(create)
            connection.execute(sql.SQL("COMMENT ON VIEW {} IS {}").format(view, KEPT_NAME))
    except psycopg.Error as error:
        return str(error.diag.message_primary or error)
    return None
