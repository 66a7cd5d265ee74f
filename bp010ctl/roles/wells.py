"""Whose wells a user of the dashboards sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from psycopg import sql

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import RolesError

READS, TAKEN = "LECTURA", "NINGUNO"
"""Levels: the user reads these wells, or does not, however wide another row is."""
COLUMNS = {"well": "pozo_id", "field": "campo", "client": "cliente"}


@dataclass(frozen=True)
class Scope:
    """One row: kind is `well`, `field` or `client`; value names it; level as it is stored."""

    kind: str
    value: str
    level: str | None


def require_all(connection: Connection, user: str | None = None) -> None:
    """Raises RolesError where this login does not see what is written about the user, or about
    everybody (None): a dashboard's login sees its own rows only."""
    everything, own = queries.tuples(connection, "roles/sees")[0]
    if not (everything or (user is not None and user == own)):
        raise RolesError(
            "this login sees what is written about itself only",
            on=f"role {connection.info.user!r}",
            hint="ask as the owner, or as a login in bp010_lectura or bp010_operacion",
        )


def scopes(connection: Connection, user: str) -> list[Scope]:
    """What is written about a user, wells first."""
    return queries.records(connection, Scope, "roles/scopes", {"usuario": user})


def visible(connection: Connection, user: str) -> list[int]:
    """The wells that follow for a user, in order."""
    return [well for (well,) in queries.tuples(connection, "roles/visible", {"usuario": user})]


def users(connection: Connection) -> list[tuple[str, int]]:
    """Everybody about whom something is written, with how many rows."""
    return [(name, count) for name, count in queries.tuples(connection, "roles/users")]


def give(connection: Connection, user: str, wanted: Iterable[Scope]) -> list[Scope]:
    """Write the scopes; those that were news. Raises RolesError for one that names no well."""
    wanted = list(wanted)
    _refuse_unknown(connection, wanted)
    return [scope for scope in wanted if _write(connection, user, scope)]


def take(connection: Connection, user: str, wanted: Iterable[Scope] | None) -> list[Scope]:
    """Delete these scopes, or all (None); those that were there."""
    held = scopes(connection, user)
    names = None if wanted is None else {(scope.kind, scope.value) for scope in wanted}
    gone = [scope for scope in held if names is None or (scope.kind, scope.value) in names]
    for scope in gone:
        values = {"usuario": user, "valor": scope.value, "ambito": COLUMNS[scope.kind]}
        query = "roles/take" if scope.kind == "well" else "roles/take_wide"
        connection.execute(queries.text(query).encode(), values)
    return gone


def _write(connection: Connection, user: str, scope: Scope) -> bool:
    values = {
        "usuario": user,
        "valor": scope.value,
        "ambito": COLUMNS[scope.kind],
        "nivel": scope.level,
    }
    query = "roles/give" if scope.kind == "well" else "roles/give_wide"
    return connection.execute(queries.text(query).encode(), values).rowcount > 0


def _refuse_unknown(connection: Connection, wanted: list[Scope]) -> None:
    """A scope that no well answers to is a slip."""
    for scope in wanted:
        query = sql.SQL(
            "SELECT EXISTS (SELECT FROM reporting.dim_pozo WHERE {}::text = %s),"
            " (SELECT array_agg(DISTINCT {}::text) FROM reporting.dim_pozo)"
        ).format(*[sql.Identifier(COLUMNS[scope.kind])] * 2)
        row = connection.execute(query, [scope.value]).fetchone()
        if row and not row[0]:
            known = sorted(name for name in row[1] or () if name)
            few = f": {', '.join(known[:10])}{', …' if len(known) > 10 else ''}"
            raise RolesError(
                f"no well has the {scope.kind} {scope.value!r}"
                if scope.kind != "well"
                else f"there is no well {scope.value}",
                on="reporting.dim_pozo",
                hint=f"known are{few}" if known else "no well is loaded yet: run `bp010ctl run`",
            )
