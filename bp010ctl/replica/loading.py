"""Rows from the source into a table: all of them chunk by chunk, what changed, what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bp010ctl.base.database import Connection
from bp010ctl.replica import comparison, lines
from bp010ctl.replica.comparison import Compared, Differing
from bp010ctl.replica.lines import TooLong, Writer
from bp010ctl.replica.ours import Ours
from bp010ctl.replica.plans import KeptTable, Plan
from bp010ctl.replica.ranges import ALL, Key, Range, Window
from bp010ctl.replica.source import Source
from bp010ctl.replica.state import LOADING, State
from bp010ctl.replica.theirs import Theirs

CHUNK_BYTES = 16 << 20
"""Bytes of a chunk by the source's own estimate of a row's size; the class limits its rows too."""

KEYS_AT_ONCE = 200
MOST_REJECTS = 5000
MANY = 0.3
"""Share of a range's rows above which all of it is read again instead of its keys."""

Advance = Callable[[float], None]


@dataclass
class Work:
    """What was done to a table: rows read and written, deleted, set aside by now, chunks."""

    read: int = 0
    written: int = 0
    deleted: int = 0
    aside: int = 0
    chunks: int = 0
    compared: Compared | None = None
    notes: list[str] = field(default_factory=list)


class Loader:
    """One table, within one snapshot of the source. advance: told the rows read."""

    def __init__(
        self, source: Source, state: State, table: KeptTable, advance: Advance = lambda rows: None
    ) -> None:
        self._source = source
        self._connection: Connection = state.connection
        self._state = state
        self._plan: Plan = state.plan
        self.table = table
        self.theirs = Theirs(table, source)
        self.ours = Ours(table, state.plan.schema)
        self.work = Work()
        self._advance = advance

    @property
    def chunk_rows(self) -> int:
        """Rows of a chunk: as many as CHUNK_BYTES hold, and the class allows."""
        size = max(20, self.table.size // max(1, self.table.rows))
        most = self._plan.classes[self.table.klass].chunk_rows
        return max(1000, min(most, CHUNK_BYTES // size))

    def all_rows(self, *, anew: bool, known: dict[str, Any] | None) -> None:
        """Load all rows, going on after the last chunk that an interrupted load committed.

        anew: forget what was done. Rows that are here already are compared, not written twice.
        """
        going_on = known is not None and known["estado"] == LOADING and not anew
        if not going_on:
            with self._connection.transaction():
                self._state.begin_load(self.table)
                self._state.mark(self.table, state=LOADING)
        if not self.table.key:
            self._whole()
            return
        done = self._state.chunks(self.table) if going_on else []
        fresh = self._empty() or (bool(done) and known is not None and known["foto_en"] is None)
        last, number, more = done[-1] if done else None, len(done), True
        while more:
            number += 1
            taken = self._chunk(number, last, fresh=fresh)
            last, more = taken.last or last, taken.read == self.chunk_rows
        self._connection.execute(self.ours.vacuum())

    def _empty(self) -> bool:
        with self._connection.transaction():
            return self._connection.execute(self.ours.any_row()).fetchone() is None

    def _chunk(self, number: int, low: Key | None, *, fresh: bool) -> lines.Taken:
        with self._connection.transaction():
            taken = self._taken(self.theirs.within(Range(low)), limit=self.chunk_rows, direct=fresh)
            self._state.chunk_done(self.table, number, taken.last, taken.read, len(taken.rejected))
        self.work.chunks += 1
        self._advance(taken.read)
        return taken

    def _whole(self) -> None:
        """A table without a key: all of it in one transaction."""
        with self._connection.transaction():
            self.work.deleted += self._connection.execute(self.ours.delete_all()).rowcount
            self._state.begin_load(self.table)
            taken = self._taken("TRUE", direct=True)
            self._state.chunk_done(self.table, 1, None, taken.read, len(taken.rejected))
        self.work.chunks += 1
        self._advance(taken.read)

    def changed(self, window: Window) -> str | None:
        """Read what has changed; the newest watermark among it. Rows that are the same already are
        not written."""
        with self._connection.transaction():
            joins = self.theirs.joins(window)
            taken = self._taken(self.theirs.since(window), joins=joins)
            self._advance(taken.read)
            if not self.table.watermark:
                return None
            stage, _ = self.ours.stage()
            newest: str | None = self._one(self.ours.newest(stage))
            return newest

    def newest(self) -> str | None:
        """The newest watermark that is here."""
        if not self.table.watermark:
            return None
        value: str | None = self._one(self.ours.newest())
        return value

    def window_equal(self, window: Window) -> bool:
        """Whether the window's rows, read just now, are the same on both sides by their values."""
        ((count, total),) = self._source.texts(self.theirs.window_sums(window))
        stage, _ = self.ours.stage()
        row = self._connection.execute(self.ours.staged_sums(stage)).fetchone()
        return row == (int(count or 0), total)

    def _one(self, query: Any) -> Any:
        row = self._connection.execute(query).fetchone()
        return row[0] if row else None

    def _taken(
        self, where: str, *, limit: int | None = None, joins: str = "", direct: bool = False
    ) -> lines.Taken:
        """Read rows and bring them in; what cannot be kept is set aside. Needs a transaction."""
        into = None
        if not direct:
            into, make = self.ours.stage()
            self._connection.execute(make)
        writer = Writer(self._connection, self.table, self.ours.copy(into))
        try:
            taken = writer.write(
                self._source.lines(self.theirs.rows(where, limit=limit, joins=joins))
            )
        except TooLong:
            text = self.theirs.rows(where, limit=limit, joins=joins, by_value=True)
            taken = writer.write(lines.by_value(self._source, text, self.table))
        if into is not None:
            taken.written = self._connection.execute(self.ours.upsert(into)).rowcount
            self._forget_rejects(into)
        self._state.reject(self.table, taken.rejected)
        self.work.read += taken.read
        self.work.written += taken.written
        return taken

    def _forget_rejects(self, stage: Any) -> None:
        """What was set aside of the staged rows before: they are judged anew."""
        if not self.table.key or not self._state.rejects(self.table):
            return
        keys = self._connection.execute(self.ours.staged_rejects(stage), {
            "replica": self._plan.name, "tabla": self.table.name,
        }).fetchall()  # fmt: skip
        self._state.forget_rejects(self.table, [key for (key,) in keys])

    def compare(self, *, hashed: bool, repair: bool) -> Compared:
        """Compare range by range; with `repair` bring what differs, and say what that was."""
        with self._connection.transaction():
            compared = None if hashed else self._compared([ALL], hashed, closely=False)
            if compared is None or compared.differing:
                bounds = self._state.chunks(self.table)
                if repair and hashed:
                    bounds = self._longer(bounds)
                ranges = comparison.ranges_of(self.theirs, _sparse(bounds, hashed))
                compared = self._compared(ranges, hashed)
        for differing in compared.differing if repair else ():
            self._repair(differing)
        self.work.compared = compared
        return compared

    def _compared(self, ranges: list[Range], hashed: bool, closely: bool = True) -> Compared:
        return comparison.compare(
            self._source, self._connection, self.theirs, self.ours, ranges,
            hashed=hashed, closely=closely,
        )  # fmt: skip

    def _longer(self, bounds: list[Key | None]) -> list[Key | None]:
        """Bounds for what has come after the last one: no range may grow for ever."""
        if not self.table.ordered or not bounds or bounds[-1] is None:
            return bounds
        low, size = bounds[-1], self.chunk_rows
        while self._source.texts(self.theirs.key_after(low, 2 * size)):
            ((*key,),) = self._source.texts(self.theirs.key_after(low, size))
            low = tuple(part or "" for part in key)
            bounds.append(low)
            self._state.chunk_done(self.table, len(bounds), low, size, 0)
        return bounds

    def judge_rejects_again(self) -> None:
        """What was set aside is asked for again: it may have been mended or deleted since."""
        keys = {tuple(row["llave"]) for row in self._state.rejects(self.table)}
        if self.table.key and 0 < len(keys) <= MOST_REJECTS:
            with self._connection.transaction():
                self._state.forget_rejects(self.table, keys)
                self._fetch(keys)

    def _repair(self, differing: Differing) -> None:
        if not self.table.key:
            self._whole()
            return
        wanted = differing.missing + differing.changed
        with self._connection.transaction():
            self._delete(differing.extra)
            if len(wanted) > max(KEYS_AT_ONCE, MANY * differing.theirs):
                self._taken(self.theirs.within(differing.range))
            else:
                self._fetch(wanted)

    def _delete(self, keys: Sequence[Key]) -> None:
        if not keys:
            return
        columns = [list(values) for values in zip(*keys, strict=True)]
        self.work.deleted += self._connection.execute(self.ours.delete(), columns).rowcount
        self._state.forget_rejects(self.table, keys)

    def _fetch(self, keys: Iterable[Key]) -> None:
        for some in _batches(keys, KEYS_AT_ONCE):
            self._taken(self.theirs.among(some))

    def unequal(self, differing: Differing, most: int = 20) -> list[dict[str, Any]]:
        """The rows of a range that differ in value, at most so many: each with its key, the row
        there (None where it is gone) and here (None where it is missing).

        Rows with another hash but equal values (a number written otherwise) are no difference, nor
        are rows and values that were set aside by name. Writes nothing.
        """
        if not self.table.key:
            aside = self._state.rejects(self.table)
            whole = sum(not row["columna"] for row in aside)
            if aside and differing.theirs == differing.ours + whole:
                return []
            return [{"key": [], "source": {"rows": differing.theirs},
                     "replica": {"rows": differing.ours}}]  # fmt: skip
        rejects = self._state.rejects(self.table)
        gone_whole = {tuple(row["llave"]) for row in rejects if not row["columna"]}
        wanted = [key for key in differing.missing + differing.changed if key not in gone_whole]
        differences: list[dict[str, Any]] = []
        with self._connection.transaction(force_rollback=True):
            for some in _batches(wanted, KEYS_AT_ONCE):
                if len(differences) < most:
                    differences += self._staged_differences(some, most)
        gone: list[dict[str, Any]] = [
            {"key": list(key), "source": None, "replica": {}} for key in differing.extra
        ]
        return (differences + gone)[:most]

    def _staged_differences(self, keys: Sequence[Key], most: int) -> list[dict[str, Any]]:
        stage, make = self.ours.stage()
        self._connection.execute(make)
        writer = Writer(self._connection, self.table, self.ours.copy(stage))
        text = self.theirs.rows(self.theirs.among(keys), by_value=True)
        writer.write(lines.by_value(self._source, text, self.table))
        rows = self._connection.execute(self.ours.differing(stage)).fetchmany(most)
        names = [column.target for column in self.table.key_columns]
        return [
            {"key": [str(there[name]) for name in names], "source": there, "replica": here}
            for there, here in rows
        ]


def _batches(keys: Iterable[Key], size: int) -> Iterable[list[Key]]:
    listed = list(keys)
    return (listed[start : start + size] for start in range(0, len(listed), size))


def _sparse(bounds: list[Key | None], hashed: bool) -> list[Key | None]:
    """Counting is cheap: every tenth bound will do."""
    return bounds if hashed else bounds[9::10]


def window_start(mark: str | None, foto: datetime, overlap: timedelta, lookback: int | None) -> str:
    """From when on rows are read again: the overlap before the mark, or some days before now.

    The mark counts at most as the source's own clock: a row dated in the future moves nothing.
    """
    newest = min(_moment(mark) or foto, foto) if mark else foto
    start = newest - overlap
    if lookback is not None:
        start = min(start, foto - timedelta(days=lookback))
    return start.isoformat(sep=" ", timespec="microseconds")


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
