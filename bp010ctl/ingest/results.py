"""What came of a load: per file, per table, and what was kept out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from bp010ctl.base.errors import IngestError

SHOWN = 20
"""Rejections that a result keeps with their reasons; the others are only counted."""


@dataclass(frozen=True)
class Rejection:
    """A row or a value that was kept out: where it is in the file, and what is wrong with it.

    line: line of the file (row of the sheet in a workbook, named in `sheet`).
    column: None where it is the row as a whole. value: what stands there; of a whole row the start
        of it, None where it is empty.
    code: the reason as stage.tbl_landing_rechazos.motivo has it.
    """

    line: int
    reason: str
    column: str | None = None
    value: str | None = None
    sheet: str | None = None
    code: str = ""

    def __str__(self) -> str:
        where = f"sheet {self.sheet!r} row" if self.sheet else "line"
        shown = "" if self.value is None else f" {_shortened(self.value)!r}"
        subject = f"{self.column}{shown} " if self.column else ""
        return f"{where} {self.line}: {subject}{self.reason}"


def _shortened(value: str, longest: int = 60) -> str:
    return value if len(value) <= longest else f"{value[:longest]}… ({len(value)} characters)"


@dataclass
class TableResult:
    """Rows of one table in one file; read = inserted + updated + unchanged + repeated + rejected.

    repeated: rows whose key the file has more than once, merged into one, the later value winning.
    cells: values kept out of rows that were loaded without them, those that lost among them.
    """

    table: str
    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    repeated: int = 0
    rejected: int = 0
    cells: int = 0
    rejections: list[Rejection] = field(default_factory=list)


@dataclass
class FileResult:
    """What one file brought; `error` is set where the whole file was refused.

    form: dump, csv or workbook. details: what else was told of it (separator, decimal mark, …).
    unknown: names of columns (IDs in a workbook) that were not used.
    converted: columns to which the SCADA map's conversions were applied. rejects: the file that
    what was kept out was written to.
    """

    path: Path
    form: str = ""
    details: list[str] = field(default_factory=list)
    tables: dict[str, TableResult] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    converted: list[str] = field(default_factory=list)
    seconds: float = 0.0
    rejects: Path | None = None
    error: IngestError | None = None

    def table(self, name: str) -> TableResult:
        """The result of this table, empty when first asked for."""
        return self.tables.setdefault(name, TableResult(name))

    def warn(self, text: str) -> None:
        """Keep a warning once."""
        if text not in self.warnings:
            self.warnings.append(text)

    @property
    def rejected(self) -> int:
        """Rows kept out, all tables together."""
        return sum(table.rejected for table in self.tables.values())

    @property
    def cells(self) -> int:
        """Values kept out of rows that were loaded, all tables together."""
        return sum(table.cells for table in self.tables.values())

    @property
    def rejections(self) -> list[Rejection]:
        """The first rows and values kept out, in the order of the file."""
        every = [one for table in self.tables.values() for one in table.rejections]
        return sorted(every, key=lambda one: one.line)[:SHOWN]
