"""How rows of one header become COPY text: which values, through which converters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bp010ctl.ingest.destinations import Destination
from bp010ctl.ingest.kept import KeptOut
from bp010ctl.ingest.results import Rejection
from bp010ctl.ingest.sources import Batch, Row
from bp010ctl.ingest.values import COPY_NULL, Converter

Columns = list[list[str | None]]


@dataclass
class Plan:
    """The way of one header's rows into COPY.

    positions: places of the used values in a row. day: fecha_registro given to every row.
    """

    destination: Destination
    positions: tuple[int, ...]
    columns: tuple[str, ...]
    converters: list[Converter]
    day: str | None = None

    @property
    def copied(self) -> tuple[str, ...]:
        """The columns of the COPY; staged rows carry their order and line in the file."""
        if not self.destination.key:
            return self.columns
        given = ("fecha_registro",) if self.day else ()
        return (*self.columns, *given, "orden", "linea")

    def copy_text(self, batch: Batch, first: int, kept: KeptOut) -> str:
        """The batch as lines of COPY; first: the place of its first row among the file's.

        A bad value of a column that the row cannot do without keeps out the row, any other only
        itself.
        """
        literals = list(zip(*batch.rows, strict=True))
        columns: Columns = [
            list(map(converter.__getitem__, literals[position]))
            for converter, position in zip(self.converters, self.positions, strict=True)
        ]
        bad = self._keep_out(columns, batch, first, kept)
        if self.destination.key:
            columns += self._staged(batch, first)
        rows: Iterator[tuple[str, ...]] = zip(*columns, strict=True)
        good = (row for at, row in enumerate(rows) if at not in bad) if bad else rows
        return "\n".join([*map("\t".join, good), ""])

    def _staged(self, batch: Batch, first: int) -> Columns:
        """What every staged row carries besides its values."""
        days: Columns = [[self.day] * len(batch.rows)] if self.day else []
        order = range(first, first + len(batch.rows))
        return [*days, [str(at) for at in order], [str(line) for line in batch.lines()]]

    def _keep_out(self, columns: Columns, batch: Batch, first: int, kept: KeptOut) -> set[int]:
        """Note the batch's bad values and empty their cells; the rows that go with theirs."""
        faulty = [number for number, column in enumerate(columns) if None in column]
        if not faulty:
            return set()
        lines, bad = batch.lines(), set[int]()
        faulty.sort(key=lambda number: self.columns[number] not in self.destination.essential)
        for number in faulty:
            essential = self.columns[number] in self.destination.essential
            for at in _missing(columns[number]):
                if at in bad:
                    continue
                rejection = self._rejection(number, batch.rows[at], lines[at])
                if essential:
                    bad.add(at)
                    kept.row(self.destination.table, first + at, rejection)
                else:
                    columns[number][at] = COPY_NULL
                    well = self._well(columns, at)
                    kept.cell(self.destination.table, first + at, rejection, well)
        return bad

    def _well(self, columns: Columns, at: int) -> str | None:
        """The well of a row that is loaded; NULL where it has none."""
        name = self.destination.well
        well = columns[self.columns.index(name)][at] if name in self.columns else None
        return None if well == COPY_NULL else well

    def _rejection(self, number: int, row: Row, line: int) -> Rejection:
        literal, converter = row[self.positions[number]], self.converters[number]
        bad = converter.bad(literal)
        assert bad is not None, "a value that its column can hold was kept out"
        column, shown = self.columns[number], converter.shown(literal)
        return Rejection(line, str(bad), column, shown, code=bad.code)


def _missing(column: list[str | None]) -> list[int]:
    return [at for at, value in enumerate(column) if value is None]
