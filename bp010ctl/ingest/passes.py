"""Local times in the hour that a zone skips, which never were, and in the one that it repeats.

A time that comes twice waits until its file has been read: the readings of one series (a well, or a
unit's variable) go through that hour in the file's order, and where they step back once they go
through it a second time. Where that tells nothing, they are kept out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bp010ctl.ingest.results import Rejection
from bp010ctl.ingest.values import COPY_NULL, NO_TIME, BadValue, Check, local_time

TWICE = "?"
"""Before a time that comes twice, until it is known which of the two it is."""

CHANGES = "@"
"""Before the midnight of a day whose clock changes, until it is joined with its time of day."""

REMEDY = "give times with their offset from UTC (-05:00)"
NIGHT = timedelta(hours=2)
"""Added to a time before its day is taken, so that one hour around midnight is of one day."""


@dataclass
class Zone:
    """The zone of a file's times that name none.

    rules: None where this machine has none of it, and for UTC. seen: whether a time that comes
    twice has been met, or a day whose clock changes.
    """

    name: str
    rules: ZoneInfo | None
    seen: bool = False

    @classmethod
    def named(cls, name: str) -> Zone:
        """The zone as this machine knows it."""
        try:
            return cls(name, None if name == "UTC" else ZoneInfo(name))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return cls(name, None)

    def check(self, base: Check, *, waits: bool, joins: bool = False) -> Check:
        """A check of times that marks those that come twice, or refuses them where none waits.

        joins: a midnight is a day, whose time of day is in another column: it is marked where its
        clock changes.
        """
        if self.rules is None:
            return base

        def check(value: str) -> str:
            read = base(value)
            local = local_time(read)
            if joins and local is not None and self._changes_on(local):
                self.seen = True
                return CHANGES + read
            return self.read(read, waits=waits)

        return check

    def read(self, text: str, *, waits: bool) -> str:
        """A time that is one, marked where it comes twice; BadValue where that cannot wait, and for
        one that never was."""
        local = local_time(text)
        if local is None or not self._is_odd(local):
            return text
        if not waits or not self._is_twice(local):
            raise self._refusal(local)
        self.seen = True
        return TWICE + text

    def _changes_on(self, local: datetime) -> bool:
        """Whether it is the midnight of a day whose end has another offset from UTC."""
        first, last = (one.replace(tzinfo=self.rules) for one in (local, local + timedelta(days=1)))
        return local.time() == time() and first.utcoffset() != last.utcoffset()

    def _is_odd(self, local: datetime) -> bool:
        first, second = (local.replace(tzinfo=self.rules, fold=fold) for fold in (0, 1))
        return first.utcoffset() != second.utcoffset()

    def _is_twice(self, local: datetime) -> bool:
        there = local.replace(tzinfo=self.rules).astimezone(UTC)
        return there.astimezone(self.rules).replace(tzinfo=None) == local

    def _refusal(self, local: datetime) -> BadValue:
        if self._is_twice(local):
            reason = f"comes twice, {self.name} repeats that hour: {REMEDY}"
            return BadValue(reason, "hora_ambigua")
        return BadValue(f"never was, {self.name} skips that hour: {REMEDY}", "hora_inexistente")

    def instant(self, local: datetime, fold: int) -> str:
        """The time with its offset, first (0) or second time around (1)."""
        return local.replace(tzinfo=self.rules, fold=fold).isoformat(" ")

    def untold(self, waiting: Waiting) -> Rejection:
        """Why a time that comes twice is kept out."""
        reason = (
            f"comes twice, {self.name} repeats that hour and the file's order does not tell "
            f"which it is: {REMEDY}"
        )
        return replace(waiting.told, reason=reason, code="hora_ambigua")


@dataclass(frozen=True)
class Waiting:
    """A row whose time comes twice.

    series: whose readings it is among; order: its place among the file's rows; row: its COPY texts;
    place: where among them the time is; told: line, column and value, for a rejection.
    """

    series: tuple[str, ...]
    order: int
    row: tuple[str, ...]
    place: int
    told: Rejection

    @property
    def local(self) -> datetime:
        read = local_time(self.row[self.place].removeprefix(TWICE))
        assert read is not None, NO_TIME
        return read

    @property
    def well(self) -> str | None:
        """The well that the row is about, the first of its series; None where it names none."""
        return None if self.series[0] == COPY_NULL else self.series[0]

    def at(self, instant: str) -> tuple[str, ...]:
        """The row with this instead of its time."""
        return (*self.row[: self.place], instant, *self.row[self.place + 1 :])


def settle(
    zone: Zone, waiting: Iterable[Waiting], ascending: bool | None
) -> Iterator[tuple[Waiting, str | None]]:
    """Each row with its instant, or None where nothing tells it.

    ascending: whether the file's times go up; None where that is not known.
    """

    def night(row: Waiting) -> tuple[tuple[str, ...], str]:
        return row.series, (row.local + NIGHT).date().isoformat()

    for _, group in groupby(sorted(waiting, key=lambda row: (*night(row), row.order)), night):
        rows = list(group)
        folds: Sequence[int | None] | None = _folds([row.local for row in rows], ascending)
        for row, fold in zip(rows, folds or [None] * len(rows), strict=True):
            yield row, None if fold is None else zone.instant(row.local, fold)


def goes_up(ends: Sequence[str]) -> bool | None:
    """Whether a file's times go up, from its first and its last; None where these tell nothing, as
    two of one night do that come twice."""
    one, other = (end.removeprefix(TWICE) for end in ends)
    same_night = all(end[0] == TWICE for end in ends) and one[:10] == other[:10]
    return None if same_night or one == other else one < other


def _folds(times: Sequence[datetime], ascending: bool | None) -> list[int] | None:
    """First (0) or second time around (1) of one night's times in the file's order."""
    pairs = list(pairwise(times))
    back = [at for at, (one, next_one) in enumerate(pairs, 1) if next_one <= one]
    forth = [at for at, (one, next_one) in enumerate(pairs, 1) if next_one >= one]
    ways = [(0, back)] * (ascending is not False) + [(1, forth)] * (ascending is not True)
    told = [(fold, steps[0]) for fold, steps in ways if len(steps) == 1]
    if len(told) != 1:
        return None
    (fold, at), others = told[0], len(times)
    return [fold] * at + [1 - fold] * (others - at)
