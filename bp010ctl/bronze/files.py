"""The files of an archive: which table and which well they are of, told by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bp010ctl.base.errors import BronzeError
from bp010ctl.bronze.tables import IN_ORDER, Table

NAME = re.compile(r"(BEC_|EVENTOS_)?([\w.-]*\w)-([0-9]+)_ALL\.CSV", re.IGNORECASE)
"""`<FIELD>-<n>_all.csv`, `BEC_<FIELD>-<n>_all.csv`, `Eventos_<FIELD>-<n>_all.csv`."""


@dataclass(frozen=True)
class SourceFile:
    """A file of the archive. well: field and number, as in `NORTE-7`."""

    path: Path
    table: Table
    well: str

    @property
    def key(self) -> str:
        """What it is known by in the lake."""
        return f"{self.table.name}/{self.path.name}"


def named(path: Path) -> SourceFile | None:
    """The file as its name says; None where the name is none of an archive."""
    match = NAME.fullmatch(path.name)
    if match is None:
        return None
    prefix = (match[1] or "").lower()
    table = next(table for table in IN_ORDER if table.prefix == prefix)
    return SourceFile(path, table, f"{match[2]}-{int(match[3])}")


def number(well: str) -> int:
    """The number in a well's name."""
    return int(well.rsplit("-", 1)[1])


def find(folder: Path, tables: Iterable[Table]) -> tuple[list[SourceFile], list[str]]:
    """The files of these tables by table and well, and CSV files whose names say nothing.

    Raises BronzeError where the folder is not there.
    """
    if not folder.is_dir():
        raise BronzeError(
            "there is no such folder of CSV files",
            on=str(folder),
            hint="--source DIR, or `source` in bronze.toml",
        )
    wanted = list(tables)
    files, ignored = [], []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() != ".csv" or not path.is_file():
            continue
        file = named(path)
        if file is None:
            ignored.append(path.name)
        elif file.table in wanted:
            files.append(file)
    files.sort(key=lambda file: (wanted.index(file.table), file.well, file.path.name))
    return files, ignored
