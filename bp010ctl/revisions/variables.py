"""A new SCADA variable: the part of it that needs no thought.

A revision that adds its column to the readings, its rows in two seeds, and its column's meaning.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bp010ctl.base import settings
from bp010ctl.base.errors import UsageError
from bp010ctl.migrations import chain
from bp010ctl.revisions import drafts
from bp010ctl.revisions.changes import Step
from bp010ctl.revisions.drafts import Draft

READINGS = ("stage", "tbl_pozo_produccion")
VARIABLES = Path("seeds/referencial.tbl_maestra_variables.csv")
MAP = Path("seeds/referencial.tbl_var_scada_map.csv")
UNITS = Path("seeds/referencial.tbl_ref_unidades.csv")
MEANINGS = Path("model/columns.csv")
TYPES = {"double precision", "boolean", "text"}
"""What a column of the readings may be."""
Row = Mapping[str, str]


@dataclass(frozen=True)
class Variable:
    """A variable that a controller sends.

    name: its nombre_tecnico, and its column of the readings. tag: its number in SCADA. unit: a
    symbol of referencial.tbl_ref_unidades, empty for none. sentence: what it is, in English, for
    the column's comment. kind: clasificacion_logica. conversion, counter: as the SCADA map has
    them, empty for none.
    """

    name: str
    tag: int
    unit: str
    sentence: str
    kind: str = "SENSOR"
    type: str = "double precision"
    conversion: str = ""
    counter: str = ""


@dataclass(frozen=True)
class Addition:
    """What `add` writes: the revision, and the files that get a line, with the line."""

    draft: Draft
    lines: dict[Path, str]


def add(variable: Variable, project: Path | None = None, *, dry_run: bool = False) -> Addition:
    """Write the variable's revision, seeds and meaning, and say what was written.

    Raises UsageError for a name, tag or unit that cannot be; then nothing has been written.
    """
    folder = project or settings.load().project
    _refuse(variable, folder)
    number = 1 + max(int(row["id_formato1"]) for row in _rows(folder / VARIABLES))
    addition = Addition(_draft(variable, folder), _lines(variable, number, folder))
    if not dry_run:
        for path, line in addition.lines.items():
            _insert(folder / path, line, _ORDERS[path])
        drafts.write(addition.draft, folder)
    return addition


def _refuse(variable: Variable, folder: Path) -> None:
    """What the database, or a person, would stumble over later."""
    name = variable.name
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name):
        raise UsageError(f"{name!r} is no name of a column", hint="like presion_descarga_bomba")
    columns = {row["column"] for row in _rows(folder / MEANINGS) if _of_readings(row)}
    taken = {row["nombre_tecnico"]: row["id_formato1"] for row in _rows(folder / VARIABLES)}
    if name in columns or name in taken:
        raise UsageError(
            f"there is a variable {name!r} already", hint=f"`bp010ctl where {name}` shows it"
        )
    tags = {row["var_id_scada"]: row["columna_stage"] for row in _rows(folder / MAP)}
    if (tag := str(variable.tag)) in tags:
        raise UsageError(f"tag {tag} fills {tags[tag]} already", hint=f"its row is in {MAP}")
    units = [row["simbolo"] for row in _rows(folder / UNITS)]
    if variable.unit and variable.unit not in units:
        raise UsageError(
            f"{variable.unit!r} is no unit of {UNITS}", hint=f"these are: {', '.join(units)}"
        )
    if variable.type not in TYPES:
        raise UsageError(f"{variable.type!r} is no type of a reading", hint=", ".join(TYPES))


def _of_readings(row: Row) -> bool:
    return (row["schema"], row["table"]) == READINGS


def _draft(variable: Variable, folder: Path) -> Draft:
    names = [revision.name for revision in chain.revisions(folder)]
    table, name = ".".join(READINGS), variable.name
    unit = f" ({variable.unit})" if variable.unit else ""
    comment = f"{variable.sentence.rstrip('.')}{unit}.".replace("'", "''")
    up = (
        f"ALTER TABLE {table} ADD COLUMN {name} {variable.type};\n\n"
        f"COMMENT ON COLUMN {table}.{name}\nIS '{comment}';\n"
    )
    down = f"ALTER TABLE {table} DROP COLUMN {name};\n"
    return Draft(
        drafts.next_name(names, f"variable {name}"),
        len(names) + 1,
        names[-1] if names else None,
        f"Variable {name}: {variable.sentence}"[:90],
        [],
        [Step(name, up)],
        [Step(name, down)],
    )


def _lines(variable: Variable, number: int, folder: Path) -> dict[Path, str]:
    values: dict[Path, dict[str, str]] = {
        VARIABLES: {
            "id_formato1": str(number),
            "nombre_tecnico": variable.name,
            "clasificacion_logica": variable.kind,
            "simbolo": variable.unit,
        },
        MAP: {
            "var_id_scada": str(variable.tag),
            "id_formato1": str(number),
            "columna_stage": variable.name,
            "conversion": variable.conversion,
            "contador": variable.counter,
            "comentario": variable.sentence,
        },
        MEANINGS: {
            "schema": READINGS[0],
            "table": READINGS[1],
            "column": variable.name,
            "unit": variable.unit,
            "source": f"SCADA tag {variable.tag}",
            "formula": "as it is",
            "owner": "stage.sp_pivot_landing",
        },
    }
    return {path: _line(folder / path, row) for path, row in values.items()}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _line(path: Path, row: Row) -> str:
    """A row as a line of this file, without its end."""
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([row.get(name, "") for name in header])
    return text.getvalue()


Order = Callable[[Sequence[str]], tuple[str | int, ...]]
_ORDERS: dict[Path, Order] = {
    VARIABLES: lambda row: (int(row[0]),),
    MAP: lambda row: (int(row[0]),),
    MEANINGS: lambda row: (row[0], row[1], row[2]),
}
"""What the rows of each file are in order of."""


def _insert(path: Path, line: str, order: Order) -> None:
    """Put a line in its place; the other lines stay as they are."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    new = order(next(csv.reader([line])))
    place = next(
        (at for at, row in enumerate(csv.reader(lines)) if at and order(row) > new), len(lines)
    )
    lines.insert(place, f"{line}\n")
    path.write_text("".join(lines), encoding="utf-8")
