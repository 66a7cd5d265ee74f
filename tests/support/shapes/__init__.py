"""Shapes of files as people have them: the same rows, written in every way, for each destination.

A shape writes a `Made`: the bytes of a file, and of each cell what it means. It is made here by
hand, cell by cell, and knows nothing of the code that loads it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

EMPTY = None
"""What a cell means that says nothing."""


class Fate:
    """What becomes of a cell whose value is not to be stored."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


OUT = Fate("kept out alone")
ROW = Fate("kept out with its row")
NAMED = Fate("of a column that is named as not used")
Meaning = str | Fate | None


@dataclass(frozen=True)
class Cell:
    """One cell of a file.

    text: as a CSV has it before quoting. means: the value in plain writing, EMPTY, or a fate.
    """

    text: str
    means: Meaning


@dataclass
class Row:
    """A row of a file; line: its line there."""

    cells: list[Cell]
    line: int = 0

    def out(self) -> None:
        """All of it goes."""
        self.cells = [replace(cell, means=ROW) for cell in self.cells]


@dataclass(frozen=True)
class Destination:
    """One of the four tables, and the rows that the shapes of its files begin with.

    key: how many of the first columns name a row. value: the place of the column that shapes
    spoil. time: the place of the column that holds a time, None where there is none.
    texts: whether that column keeps what it is given, whatever that is.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    key: int
    value: int
    time: int | None = None
    texts: bool = False


READINGS = Destination(
    "produccion",
    "tbl_pozo_produccion",
    ("well_id", "timestamp_lectura", "presion_cabezal", "presion_casing"),
    (
        ("7", "2026-01-07 10:00:00", "731.5", "120.25"),
        ("7", "2026-01-07 11:00:00", "740.75", "121.5"),
        ("7", "2026-01-07 12:00:00", "729.25", "119.75"),
    ),
    key=2,
    value=2,
    time=1,
)
LANDING = Destination(
    "landing",
    "landing_scada_data",
    ("unit_id", "var_id", "moddate", "measure"),
    (
        ("7", "137", "2026-01-07 10:00:00", "731.5"),
        ("7", "137", "2026-01-07 11:00:00", "740.75"),
        ("7", "131", "2026-01-07 12:00:00", "729.25"),
    ),
    key=3,
    value=3,
    time=2,
    texts=True,
)
MASTER = Destination(
    "maestra",
    "tbl_pozo_maestra",
    ("well_id", "nombre_pozo", "profundidad_completacion", "radio_pozo"),
    (
        ("7", "Norte-7", "14000.5", "4.75"),
        ("8", "Norte-8", "13950.25", "4.5"),
        ("9", "Norte-9", "14020.75", "4.25"),
    ),
    key=1,
    value=2,
)
RESERVES = Destination(
    "reservas",
    "tbl_pozo_reservas",
    ("well_id", "fecha_registro", "gravedad_api", "viscosidad_crudo"),
    (
        ("7", "2026-01-05", "42.5", "1.75"),
        ("7", "2026-01-06", "41.75", "1.5"),
        ("7", "2026-01-07", "43.25", "1.25"),
    ),
    key=2,
    value=2,
    time=1,
)
DESTINATIONS = (READINGS, LANDING, MASTER, RESERVES)


@dataclass
class Grid:
    """The rows that a shape writes, as it has changed them.

    options: how the file is to be loaded.
    """

    destination: Destination
    header: list[str]
    rows: list[Row]
    options: dict[str, Any] = field(default_factory=dict)

    def say(self, row: int, column: int, text: str, means: Meaning) -> None:
        """Another text in one cell, and what it means."""
        self.rows[row].cells[column] = Cell(text, means)


@dataclass(frozen=True)
class Placed:
    """A cell in its file; record: which row of the table it belongs to; line: where it stands."""

    record: int
    column: str
    line: int
    text: str
    means: Meaning


@dataclass
class Made:
    """A file: its bytes, its cells with their places, and why it is refused, where it is.

    refused: part of the words that refuse it; None where it is loaded.
    """

    name: str
    content: bytes
    cells: Sequence[Placed]
    refused: str | None = None
    options: dict[str, Any] = field(default_factory=dict)


Shape = Callable[[Grid], Made]


def grid(destination: Destination) -> Grid:
    """The rows as they are before any shape changes them."""
    rows = [Row([Cell(text, text) for text in texts]) for texts in destination.rows]
    return Grid(destination, list(destination.columns), rows)
