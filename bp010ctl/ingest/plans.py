"""How rows of one header become COPY text: which values, through which converters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bp010ctl.ingest import passes
from bp010ctl.ingest.destinations import Destination
from bp010ctl.ingest.kept import KeptOut
from bp010ctl.ingest.passes import Waiting, Zone
from bp010ctl.ingest.results import Rejection
from bp010ctl.ingest.sources import Batch, Row
from bp010ctl.ingest.values import COPY_NULL, BadValue, Converter

Columns = list[list[str | None]]


@dataclass
class Plan:
    """The way of one header's rows into COPY.

    positions: places of the used values in a row. zone: of times that name none. day:
    fecha_registro given to every row. waiting: rows whose time comes twice.
    """

    destination: Destination
    positions: tuple[int, ...]
    columns: tuple[str, ...]
    converters: list[Converter]
    zone: Zone
    day: str | None = None
    waiting: list[Waiting] = field(default_factory=list)
    _ends: list[str] = field(default_factory=list)

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
        if self._moment is not None and self.zone.rules is not None:
            bad |= self._join_days(columns, batch, first, kept, bad)
            bad |= self._let_wait(columns, batch, first, bad)
        rows: Iterator[tuple[str, ...]] = zip(*columns, strict=True)
        good = (row for at, row in enumerate(rows) if at not in bad) if bad else rows
        return "\n".join([*map("\t".join, good), ""])

    @property
    def _moment(self) -> int | None:
        """The place of a reading's time among the columns."""
        name = self.destination.moment
        return self.columns.index(name) if name in self.columns else None

    def _join_days(
        self, columns: Columns, batch: Batch, first: int, kept: KeptOut, bad: set[int]
    ) -> set[int]:
        """Make one time of a day whose clock changes and its time of day; the rows where that is
        none are kept out."""
        clock = self.destination.clock
        if not self.zone.seen or clock not in self.columns:
            return set()
        place, column = self._moment, self.columns.index(clock)
        assert place is not None
        days, times, never = columns[place], columns[column], set[int]()
        for at, day in enumerate(days):
            if day is None or day[0] != passes.CHANGES or at in bad:
                continue
            given = times[at] != COPY_NULL
            try:
                joined = f"{day[1:11]} {times[at]}" if given else day[1:]
                days[at] = self.zone.read(joined, waits=True)
                times[at] = COPY_NULL
            except BadValue as error:
                never.add(at)
                told = Rejection(batch.lines()[at], str(error), clock, times[at], code=error.code)
                kept.row(self.destination.table, first + at, told, self._well(columns, at))
        return never

    def _let_wait(self, columns: Columns, batch: Batch, first: int, bad: set[int]) -> set[int]:
        """Lay the rows aside whose time comes twice; which they are."""
        place = self._moment
        assert place is not None
        times = columns[place]
        known = [time for time in times if time is not None]
        if known:
            self._ends = (self._ends or known)[:1] + known[-1:]
        if not self.zone.seen:
            return set()
        twice = [at for at, time in enumerate(times) if time and time[0] == passes.TWICE]
        lines = batch.lines() if twice else []
        series = [columns[self.columns.index(name)] for name in self.destination.series]
        for at in twice:
            if at not in bad:
                literal = batch.rows[at][self.positions[place]]
                shown = self.converters[place].shown(literal)
                told = Rejection(lines[at], "", self.columns[place], shown)
                row = tuple(str(column[at]) for column in columns)
                names = tuple(str(column[at]) for column in series)
                self.waiting.append(Waiting(names, first + at, row, place, told))
        return set(twice)

    def settle(self, kept: KeptOut) -> str:
        """The rows that waited as lines of COPY, now that the whole file has been read; those
        whose time stays open are kept out."""
        lines = []
        for waiting, instant in passes.settle(self.zone, self.waiting, passes.goes_up(self._ends)):
            if instant is None:
                told = self.zone.untold(waiting)
                kept.row(self.destination.table, waiting.order, told, waiting.well)
            else:
                lines.append("\t".join(waiting.at(instant)) + "\n")
        self.waiting = []
        return "".join(lines)

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
                well = self._well(columns, at)
                if essential:
                    bad.add(at)
                    kept.row(self.destination.table, first + at, rejection, well)
                else:
                    columns[number][at] = COPY_NULL
                    kept.cell(self.destination.table, first + at, rejection, well)
        return bad

    def _well(self, columns: Columns, at: int) -> str | None:
        """The well of a row; NULL where it has none that can be read."""
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
