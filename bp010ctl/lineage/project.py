"""What the project's files say about data: seeds, chains, SCADA map, dashboard elements."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAP = "referencial.tbl_var_scada_map"
READINGS = "stage.tbl_pozo_produccion"
COLUMN_NAMES = {
    (MAP, "columna_stage"): READINGS,
    ("referencial.tbl_mapa_objetivos", "columna_dim_pozo"): "reporting.dim_pozo",
    ("referencial.tbl_mapa_objetivos", "campo_limite"): "referencial.tbl_limites_pozo",
}
"""Columns of seed files that hold names of columns, and whose."""

VARIABLE_ID = {"id_formato1", "variable_medida", "variable_referencia", "variable_intermedia"}
"""Columns of seed files that hold the number of a variable."""


@dataclass(frozen=True)
class Row:
    """A line of a seed file: its table, line number and values."""

    table: str
    line: int
    values: dict[str, str]


@dataclass(frozen=True)
class Tag:
    """A SCADA tag: the variable that it is, the column of the readings that it fills."""

    number: str
    variable: str
    column: str
    counter: str
    name: str


@dataclass(frozen=True)
class Step:
    """A step of a cycle: the routine that it calls."""

    cycle: str
    order: int
    routine: str


@dataclass(frozen=True)
class Element:
    """Something on a dashboard panel, and the column, `schema.table.column`, that it shows."""

    number: str
    panel: str
    name: str
    column: str

    @property
    def title(self) -> str:
        return f"{self.number} {self.name} ({self.panel})"


@dataclass(frozen=True)
class Project:
    """Everything that the project's CSV files say."""

    rows: tuple[Row, ...]
    columns: dict[str, tuple[str, ...]]
    tags: tuple[Tag, ...]
    steps: tuple[Step, ...]
    elements: tuple[Element, ...]

    def variables(self, column: str) -> set[str]:
        """The numbers of the variables that are stored in a column, `schema.table.column`."""
        table, _, name = column.rpartition(".")
        if table == READINGS:
            return {tag.variable for tag in self.tags if tag.column == name}
        if table in {"stage.tbl_pozo_maestra", "stage.tbl_pozo_reservas"}:
            return {
                row.values["id_formato1"]
                for row in self.rows
                if row.values.get("nombre_tecnico") == name
            }
        return set()

    def mentions(self, column: str) -> Iterator[Row]:
        """The seed lines that name a column or the variable that it holds."""
        table, _, name = column.rpartition(".")
        variables = self.variables(column)
        for row in self.rows:
            named = any(
                row.values.get(field) == name and row.table == seed and table == owner
                for (seed, field), owner in COLUMN_NAMES.items()
            )
            if named or any(row.values.get(field) in variables for field in VARIABLE_ID):
                yield row


def read(folder: Path) -> Project:
    """Read seeds/*.csv and model/dashboard.csv of the project in `folder`."""
    rows: list[Row] = []
    columns = {}
    for path in sorted((folder / "seeds").glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            rows += (Row(path.stem, reader.line_num, values) for values in reader)
            columns[path.stem] = tuple(reader.fieldnames or ())
    return Project(
        tuple(rows),
        columns,
        tuple(_tags(rows)),
        tuple(_steps(rows)),
        tuple(_elements(folder / "model" / "dashboard.csv")),
    )


def _tags(rows: list[Row]) -> Iterator[Tag]:
    for row in rows:
        if row.table == MAP:
            values = row.values
            yield Tag(
                values["var_id_scada"], values["id_formato1"], values["columna_stage"],
                values["contador"], values["comentario"],
            )  # fmt: skip


def _steps(rows: list[Row]) -> Iterator[Step]:
    for row in rows:
        if row.table == "etl.ciclo_pasos":
            routine = row.values["llamada"].removeprefix("CALL ").partition("(")[0].strip()
            yield Step(row.values["ciclo"], int(row.values["orden"]), routine)


def _elements(path: Path) -> Iterator[Element]:
    if not path.is_file():
        return
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if "." in row["tabla"]:
                column = f"{row['tabla']}.{row['columna']}"
                yield Element(row["elemento"], row["panel"], row["visual"], column)
