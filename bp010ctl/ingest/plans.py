"""How rows of one header become COPY text: which values, through which converters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bp010ctl.ingest.destinations import Destination
from bp010ctl.ingest.results import Rejection, TableResult
from bp010ctl.ingest.sources import Batch, Row
from bp010ctl.ingest.values import Converter


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

    def copy_text(self, batch: Batch, result: TableResult) -> str:
        """The batch as lines of COPY; rows with a bad value go to the result instead."""
        literals = list(zip(*batch.rows, strict=True))
        columns: list[list[str | None]] = [
            list(map(converter.__getitem__, literals[position]))
            for converter, position in zip(self.converters, self.positions, strict=True)
        ]
        bad = {at for column in columns if None in column for at in _missing(column)}
        if bad:
            lines = batch.lines()
            result.reject([self._rejection(batch.rows[at], lines[at]) for at in sorted(bad)])
        if self.destination.key:
            columns += self._staged(batch, result.read)
        result.read += len(batch.rows)
        rows: Iterator[tuple[str, ...]] = zip(*columns, strict=True)
        good = (row for at, row in enumerate(rows) if at not in bad) if bad else rows
        return "\n".join([*map("\t".join, good), ""])

    def _staged(self, batch: Batch, before: int) -> list[list[str | None]]:
        """What every staged row carries besides its values."""
        days: list[list[str | None]] = [[self.day] * len(batch.rows)] if self.day else []
        order = range(before, before + len(batch.rows))
        return [*days, [str(at) for at in order], [str(line) for line in batch.lines()]]

    def _rejection(self, row: Row, line: int) -> Rejection:
        """The first value of a row that its column cannot hold."""
        for position, column, converter in zip(
            self.positions, self.columns, self.converters, strict=True
        ):
            if reason := converter.reason(row[position]):
                return Rejection(line, reason, column, converter.shown(row[position]))
        raise AssertionError("a row without a bad value was kept out")


def _missing(column: list[str | None]) -> Iterator[int]:
    return (at for at, value in enumerate(column) if value is None)
