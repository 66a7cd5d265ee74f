"""How a file is read: as the user says, and as its bytes turn out to be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bp010ctl.ingest import delimited, destinations, dumps, sources
from bp010ctl.ingest.decimals import Redo


@dataclass(frozen=True)
class Options:
    """How files are read.

    forced: name of the destination where the content does not tell it (`--as`).
    strict: refuse a file for one bad row or unknown column.
    fecha: day of registration of master and reserves; default the file's modification day.
    zona: time zone of times that name none.
    conversiones: whether the SCADA map's conversions are applied to wide readings; None means to
        SQL dumps of the old system only.
    pozo: the well of a workbook that does not name one.
    decimal: the decimal mark of the files' numbers, "." or ","; None means that they tell it.
    """

    forced: str | None = None
    strict: bool = False
    fecha: date | None = None
    zona: str = "UTC"
    conversiones: bool | None = None
    pozo: int | None = None
    decimal: str | None = None


@dataclass(frozen=True)
class Reading:
    """How a file's bytes become values, as far as it is known: a wrong guess is made good.

    mark: decimal mark, see `decimals.DecimalMark`.
    """

    form: str
    encoding: sources.Encoding = sources.UTF_8
    mark: str | None = None
    notes: tuple[str, ...] = ()

    def instead(self, why: UnicodeDecodeError | Redo, path: Path) -> Reading:
        """The way that the file itself has shown to be right."""
        if isinstance(why, Redo):
            return replace(self, mark=why.mark)
        encoding = sources.told_encoding(path)
        what = "read as Windows-1252" if encoding is sources.WINDOWS else "values with such are out"
        note = f"byte 0x{why.object[why.start]:02x} is not UTF-8: {what}"
        return replace(self, encoding=encoding, notes=(*self.notes, note))


BATCH = 5000
"""Rows of a batch of those that are in memory."""


def lines_of(lines: range) -> Callable[[], list[int]]:
    """What gives the numbers of a batch's rows."""
    return lambda: [*lines]


class Given:
    """Landing rows that are in memory already; `lines` counts them from 1."""

    position = 0
    likely_point = True
    details: tuple[str, ...] = ()

    def __init__(self, header: tuple[str, ...], rows: Sequence[sources.Row]) -> None:
        self.header = header
        self._rows = rows

    def batches(self) -> Iterator[sources.Batch]:
        """All of them, some thousands at a time."""
        for first in range(0, len(self._rows), BATCH):
            rows = self._rows[first : first + BATCH]
            lines = range(first + 1, first + len(rows) + 1)
            yield sources.Batch(destinations.LANDING, self.header, list(rows), lines_of(lines))

    def close(self) -> None:
        """Nothing is open."""


FileReader = dumps.Dump | delimited.Delimited
Reader = FileReader | Given


def reader(path: Path, reading: Reading, options: Options) -> FileReader:
    if reading.form == "dump":
        return dumps.Dump(sources.Text(path, reading.encoding), zone=options.zona)
    forced = destinations.BY_NAME[options.forced] if options.forced else None
    return delimited.Delimited(path, reading.encoding, forced)
