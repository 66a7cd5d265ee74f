"""What was loaded into temporary tables: kept out row by row, then compared with the tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from psycopg import sql

from bp010ctl.base.database import Connection
from bp010ctl.base.errors import IngestError
from bp010ctl.base.queries import statement
from bp010ctl.ingest import statements
from bp010ctl.ingest.destinations import MAESTRA, PRODUCCION, RESERVAS, Destination
from bp010ctl.ingest.results import TableResult

FUTURE = sql.SQL("carga.timestamp_lectura > etl.fnc_ahora() + interval '1 day'")
WITHOUT_WELL = sql.SQL(
    "NOT EXISTS (SELECT FROM stage.tbl_pozo_maestra AS maestra "
    "WHERE maestra.well_id = carga.well_id)"
)
NO_NAME = sql.SQL("carga.nombre_pozo IS NULL AND {}").format(WITHOUT_WELL)
NAME_TAKEN = sql.SQL(
    "EXISTS (SELECT FROM stage.tbl_pozo_maestra AS maestra "
    "WHERE maestra.nombre_pozo = carga.nombre_pozo AND maestra.well_id <> carga.well_id) "
    "OR EXISTS (SELECT FROM {} AS anterior WHERE anterior.nombre_pozo = carga.nombre_pozo "
    "AND anterior.well_id <> carga.well_id AND anterior.orden < carga.orden)"
).format(statements.staging(MAESTRA))
UNCONVERTIBLE = "cannot be converted (minutes of 60 or more)"


@dataclass
class Staged:
    """Rows of one destination waiting in its staging table.

    columns: columns that the file has, without the key. conversions: column → SCADA conversion.
    completes: whether the record before in force fills what this one does not say.
    """

    connection: Connection
    destination: Destination
    result: TableResult
    columns: dict[str, None]
    conversions: dict[str, str]
    fecha: date
    completes: bool = False

    def settle(self) -> None:
        """Keep out what cannot be stored, write the rest, count, and drop the staging table."""
        carga = statements.staging(self.destination)
        self.connection.execute(sql.SQL("ANALYZE {}").format(carga))
        self._keep_out()
        merged = statements.merge(self.destination, list(self.columns))
        (self.result.repeated,) = _one(self.connection, merged)
        self._complete(carga)
        self._write()
        self.connection.execute(sql.SQL("DROP TABLE {}").format(carga))

    def _keep_out(self) -> None:
        destination = self.destination
        key = statements.names(destination.key, "carga")
        without_key = sql.SQL("num_nulls({}) > 0").format(key)
        self._reject(without_key, f"has no {' or no '.join(destination.key)}", "clave_ausente")
        if destination is MAESTRA:
            self._reject(NO_NAME, "is new and has no nombre_pozo", "nombre_ausente", "well_id")
            self._reject(NAME_TAKEN, "is the name of another well", "nombre_ajeno", "nombre_pozo")
        else:
            reason = "has no master row (ingest the master, or the workbook, first)"
            self._reject(WITHOUT_WELL, reason, "sin_maestra", "well_id")
        if destination is PRODUCCION:
            reason = "is more than a day ahead of now"
            self._reject(FUTURE, reason, "fecha_futura", "timestamp_lectura")
        self._keep_out_by_checks()
        if self.conversions:
            self._keep_out_unconvertible()

    def _keep_out_by_checks(self) -> None:
        """The table's own CHECK constraints, row by row instead of all or nothing."""
        table = f"stage.{self.destination.table}"
        for name, expression in self.connection.execute(statement("ingest/checks", tabla=table)):
            condition = sql.SQL("NOT ({})").format(sql.SQL(expression))
            reason = f"is refused by the rule {name}: {expression}"
            self._reject(condition, reason, "regla_de_la_tabla")

    def _keep_out_unconvertible(self) -> None:
        """Values that their conversion cannot read; the rows stay."""
        query = statements.unconvertible(self.destination, self.conversions)
        row = _one(self.connection, query)
        for (column, conversion), some in zip(self.conversions.items(), row, strict=True):
            if some:
                self.connection.execute(
                    statements.reject_cells(self.destination, column, conversion, UNCONVERTIBLE)
                )

    def _reject(
        self, condition: sql.Composable, reason: str, code: str, column: str | None = None
    ) -> None:
        self.connection.execute(
            statements.reject(self.destination, condition, reason, code, column)
        )

    def _complete(self, carga: sql.Identifier) -> None:
        if self.destination is MAESTRA:
            query = statement("ingest/complete_master", carga=carga, fecha=self.fecha)
            self.connection.execute(query)
            self.columns |= dict.fromkeys(("nombre_pozo", "fecha_registro", "fecha_creacion"))
        elif self.destination is RESERVAS and self.completes:
            self.columns |= dict.fromkeys(_values_of(self.connection, RESERVAS))
            whole = statements.each("coalesce(carga.{0}, vigente.{0})", self.columns)
            names = statements.names(self.columns)
            query = statement(
                "ingest/complete_reserves", carga=carga, columnas=names, completas=whole
            )
            self.connection.execute(query)

    def _write(self) -> None:
        columns, result = list(self.columns), self.result
        result.inserted, result.updated, result.unchanged = _one(
            self.connection, statements.upsert(self.destination, columns, self.conversions)
        )


def _one(connection: Connection, query: sql.Composed) -> tuple[int, ...]:
    row: tuple[int, ...] | None = connection.execute(query).fetchone()
    assert row is not None
    return row


def kinds(connection: Connection, destination: Destination) -> dict[str, str]:
    """Column → type of a destination's table; refused where the table does not exist."""
    table = f"stage.{destination.table}"
    types = dict(connection.execute(statement("ingest/columns", tabla=table)).fetchall())
    if not types:
        raise IngestError(
            f"table {table} does not exist in this database",
            hint="`bp010ctl migrate` creates it",
        )
    return types


def _values_of(connection: Connection, destination: Destination) -> Iterable[str]:
    apart = {*destination.key, *destination.own}
    return [column for column in kinds(connection, destination) if column not in apart]


def conversions(connection: Connection) -> dict[str, str]:
    """Column → conversion of the SCADA map; refused where the map is empty (unseeded)."""
    mapped = connection.execute(statement("ingest/conversions")).fetchall()
    if not mapped:
        raise IngestError(
            "the SCADA map is empty: raw readings could not be converted",
            hint="`bp010ctl seed` loads it; --no-conversions takes the values as they are",
        )
    return {column: conversion for column, conversion in mapped if conversion is not None}


def variables(connection: Connection) -> dict[int, str]:
    """id_formato1 → nombre_tecnico; refused where the catalogue is empty (unseeded)."""
    rows = dict(connection.execute(statement("ingest/variables")).fetchall())
    if not rows:
        raise IngestError(
            "the catalogue of variables is empty: a workbook cannot be read by its IDs",
            hint="`bp010ctl seed` loads it",
        )
    return rows


def well_named(connection: Connection, name: str) -> int | None:
    """The well of this name, None where there is none."""
    row = connection.execute(statement("ingest/well_named", nombre=name)).fetchone()
    return None if row is None else int(row[0])
