"""The DuckDB file: views of the lake's Parquet, written with each version and never held open."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from bp010ctl.base.errors import BronzeError
from bp010ctl.bronze.lake import WAREHOUSE, Ingested, Lake, Manifest
from bp010ctl.bronze.tables import IN_ORDER, Kind, Table

TYPES: dict[Kind, str] = {
    "time": "TIMESTAMPTZ", "number": "DOUBLE", "hours": "DOUBLE", "text": "VARCHAR",
}  # fmt: skip
OWN_TYPES = {
    "pozo": "VARCHAR", "id_ingestion": "BIGINT", "source_file": "VARCHAR",
    "ingestion_timestamp": "TIMESTAMPTZ",
}  # fmt: skip
INGESTED = (
    "id_ingestion BIGINT, tabla VARCHAR, source_file VARCHAR, pozo VARCHAR, sha256 VARCHAR,"
    " bytes BIGINT, ingestion_timestamp TIMESTAMPTZ, filas BIGINT, filas_rechazadas BIGINT,"
    " valores_rechazados BIGINT, vigente BOOLEAN, reemplazado_por BIGINT"
)


def columns(table: Table, files: Collection[Ingested]) -> dict[str, str]:
    """Column → what a view selects for it: of all files of a table that have rows, those that are
    declared, and those that every row gets."""
    kinds: dict[str, Any] = dict(table.declared)
    there = set(OWN_TYPES) if files else set()
    for file in files:
        kinds |= {name: kind for name, kind in file.columns.items() if name not in kinds}
        there |= set(file.columns)
    types = {"pozo": "VARCHAR"} | {name: TYPES[kind] for name, kind in kinds.items()} | OWN_TYPES
    return {
        name: _quoted(name) if name in there else f"NULL::{kind} AS {_quoted(name)}"
        for name, kind in types.items()
    }


def write(folder: Path, manifest: Manifest) -> None:
    """Write the DuckDB file of a version whose Parquet is complete."""
    path = folder / WAREHOUSE
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA bronze")
        for table in IN_ORDER:
            files = [file for file in manifest.of(table.name) if file.rows]
            connection.execute(_view(folder, table, files))
        connection.execute(f"CREATE TABLE bronze.ingested_files ({INGESTED})")
        if manifest.files:
            places = ", ".join("?" * 12)
            connection.executemany(
                f"INSERT INTO bronze.ingested_files VALUES ({places})",
                [_ingested(file) for file in manifest.files],
            )
        _silver(connection, folder)


def _view(folder: Path, table: Table, files: list[Ingested]) -> str:
    """A table's view: every column by name and type, whichever files have it."""
    listed = ", ".join(columns(table, files).values())
    view = f"CREATE VIEW bronze.{_quoted(table.name)} AS SELECT {listed}"
    if not files:
        return f"{view} WHERE FALSE"
    place = _text(f"{folder.resolve()}/bronze/{table.name}/*/*/*.parquet")
    source = f"read_parquet({place}, union_by_name = TRUE, hive_partitioning = FALSE)"
    return f"{view} FROM {source}"


def _silver(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    connection.execute("CREATE SCHEMA silver")
    for table in sorted((folder / "silver").glob("*")):
        place = _text(f"{table.resolve()}/*.parquet")
        connection.execute(
            f"CREATE VIEW silver.{_quoted(table.name)} AS"
            f" SELECT * FROM read_parquet({place}, union_by_name = TRUE)"
        )


def _ingested(file: Ingested) -> list[Any]:
    return [file.id, file.table, file.source_file, file.pozo, file.sha256, file.size, file.at,
            file.rows, file.rejected, file.cells, file.replaced is None, file.replaced]  # fmt: skip


@contextmanager
def reading(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    """The newest version's DuckDB file, read-only, times in UTC; it stays while it is read."""
    path = lake.require() / WAREHOUSE
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


@dataclass(frozen=True)
class Answer:
    """Columns and rows of a query."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


def query(lake: Lake, text: str) -> Answer:
    """What the newest version says. Raises BronzeError where DuckDB refuses the query."""
    with reading(lake) as connection:
        try:
            made = connection.execute(text)
            names = [column[0] for column in made.description or []]
            return Answer(names, made.fetchall())
        except duckdb.Error as error:
            raise BronzeError(
                f"DuckDB refused the query: {str(error).strip()}",
                on=str(lake.folder),
                hint='`bp010ctl bronze query "SHOW ALL TABLES"` lists what there is',
            ) from None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
