"""Lines of COPY: values into lines and back, and what PostgreSQL refuses of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from bp010ctl.base.database import Connection
from bp010ctl.replica import types
from bp010ctl.replica.plans import Kept, KeptTable
from bp010ctl.replica.ranges import Key
from bp010ctl.replica.source import Source

WHOLE_ROW = ""
"""Instead of a column's name: the row as a whole is set aside."""

Rejected = tuple[list[str], str, str, str]
"""Key, column or WHOLE_ROW, the value as it was, the reason."""

Blocks = Iterator[tuple[list[bytes], list[tuple[int, bytes]]]]

_UNESCAPED = {b"t": b"\t", b"n": b"\n", b"r": b"\r", b"b": b"\b", b"f": b"\f", b"v": b"\v"}


class TooLong(Exception):
    """The source could not put a row into one line: read it value by value."""


@dataclass
class Taken:
    """What has come of some rows: how many were read, the last one's key, what was set aside."""

    read: int = 0
    written: int = 0
    size: int = 0
    last: Key | None = None
    rejected: list[Rejected] = field(default_factory=list)
    too_long: bool = False


def escaped(value: bytes | None) -> bytes:
    """A text as COPY takes it."""
    if value is None:
        return b"\\N"
    for plain, escape in ((b"\\", b"\\\\"), (b"\t", b"\\t"), (b"\n", b"\\n"), (b"\r", b"\\r")):
        value = value.replace(plain, escape)
    return value


def unescaped(value: bytes) -> bytes | None:
    """The text behind COPY's escapes; None for NULL."""
    if b"\\" not in value:
        return value
    if value == b"\\N":
        return None
    parts = value.split(b"\\\\")
    for number, part in enumerate(parts):
        for letter, plain in _UNESCAPED.items():
            part = part.replace(b"\\" + letter, plain)
        parts[number] = part
    return b"\\".join(parts)


def text_of(value: bytes, column: Kept) -> str | None:
    """The plain text of a value of a line."""
    plain = unescaped(value)
    if plain is None:
        return None
    text = plain.decode("utf-8", "backslashreplace")
    return text.removeprefix("\\x") if column.mapping.nature == types.BINARY else text


def by_value(source: Source, text: str, table: KeptTable) -> Blocks:
    """The rows of a query value by value, as `Source.lines` gives them."""
    binary = [column.mapping.nature == types.BINARY for column in table.columns]
    for block in source.blocks(text):
        lines: list[bytes] = []
        remarks: list[tuple[int, bytes]] = []
        for *values, remark in block:
            if remark is not None:
                remarks.append((len(lines), remark))
            lines.append(
                b"\t".join(
                    escaped(
                        b"\\x" + value.hex().encode() if is_binary and value is not None else value
                    )
                    for value, is_binary in zip(values, binary, strict=True)
                )
            )
        yield lines, remarks


class Writer:
    """Writes lines into a table, or a stage of its shape, and sets aside what cannot be kept."""

    def __init__(self, connection: Connection, table: KeptTable, copy: sql.Composed) -> None:
        self._connection = connection
        self._table = table
        self._copy = copy
        names = [column.name for column in table.columns]
        self._key = [names.index(column.name) for column in table.key_columns]

    def write(self, blocks: Blocks) -> Taken:
        """Write all of it in the connection's transaction. Raises TooLong, with nothing written."""
        taken = Taken()
        kept: list[bytes] = []
        try:
            with self._connection.transaction(), self._connection.cursor() as cursor:
                with cursor.copy(self._copy) as copy:
                    for lines, remarks in blocks:
                        good = self._judged(lines, remarks, taken)
                        if good:
                            kept += good
                            copy.write(b"\n".join(good) + b"\n")
                taken.written = cursor.rowcount
        except (psycopg.DataError, psycopg.IntegrityError):
            for lines, remarks in blocks:
                kept += self._judged(lines, remarks, taken)
            taken.written = self._halves(kept, taken)
        if taken.too_long:
            raise TooLong
        return taken

    def _judged(
        self, lines: list[bytes], remarks: list[tuple[int, bytes]], taken: Taken
    ) -> list[bytes]:
        """The lines that can be written; the rest is noted."""
        if not lines:
            return lines
        taken.read += len(lines)
        dropped = set()
        for place, remark in remarks:
            if not remark:
                taken.too_long = True
                dropped.add(place)
            elif self._set_aside(lines[place], remark, taken):
                dropped.add(place)
        taken.last = self._last(lines[-1], dict(remarks).get(len(lines) - 1))
        if dropped:
            lines = [line for place, line in enumerate(lines) if place not in dropped]
        joined = b"".join(lines)
        taken.size += len(joined)
        return self._without_nul(lines, taken) if b"\0" in joined else lines

    def _set_aside(self, line: bytes, remark: bytes, taken: Taken) -> bool:
        """Note the values of a remark; True where one is part of the key, so that the row goes."""
        bad = _remarked(remark)
        key = self._key_of(line, bad)
        reason = "no such date, PostgreSQL cannot hold it"
        if self._key and not bad.keys().isdisjoint(self._key):
            taken.rejected.append((key, WHOLE_ROW, _shown(line), f"in the key: {reason}"))
            return True
        for place, value in bad.items():
            taken.rejected.append((key, self._table.columns[place].name, value, reason))
        return False

    def _without_nul(self, lines: list[bytes], taken: Taken) -> list[bytes]:
        """PostgreSQL's texts hold no NUL character: such values are set aside as hexadecimal."""
        kept = []
        for line in lines:
            values = line.split(b"\t")
            bad = [place for place, value in enumerate(values) if b"\0" in value]
            reason = "a NUL character, PostgreSQL's texts hold none"
            if not set(bad).isdisjoint(self._key):
                key = self._key_of(line.replace(b"\0", b"\\0"), {})
                taken.rejected.append((key, WHOLE_ROW, _shown(line), f"in the key: {reason}"))
                continue
            for place in bad:
                name = self._table.columns[place].name
                shown = "hex " + (unescaped(values[place]) or b"").hex()
                taken.rejected.append((self._key_of(line, {}), name, shown, reason))
                values[place] = b"\\N"
            kept.append(b"\t".join(values))
        return kept

    def _halves(self, lines: list[bytes], taken: Taken) -> int:
        """Write the lines that PostgreSQL takes, the others are set aside with its own reason."""
        if not lines:
            return 0
        try:
            with self._connection.transaction(), self._connection.cursor() as cursor:
                with cursor.copy(self._copy) as copy:
                    copy.write(b"\n".join(lines) + b"\n")
                return cursor.rowcount
        except (psycopg.DataError, psycopg.IntegrityError) as error:
            if len(lines) == 1:
                reason = (error.diag.message_primary or str(error)).strip()
                taken.rejected.append(
                    (self._key_of(lines[0], {}), WHOLE_ROW, _shown(lines[0]), reason)
                )
                return 0
        middle = len(lines) // 2
        return self._halves(lines[:middle], taken) + self._halves(lines[middle:], taken)

    def _last(self, line: bytes, remark: bytes | None) -> Key | None:
        return tuple(self._key_of(line, _remarked(remark or b""))) if self._key and line else None

    def _key_of(self, line: bytes, bad: dict[int, str]) -> list[str]:
        """The key of a line as plain texts; a row without a key is known by its line's start."""
        values = line.split(b"\t")
        if not self._key:
            return [_shown(line)[:200]]
        return [
            bad.get(place) or text_of(values[place], self._table.columns[place]) or ""
            for place in self._key
        ]


def _remarked(remark: bytes) -> dict[int, str]:
    pairs = (mark.partition("=") for mark in remark.decode().split("|") if mark)
    return {int(place): value for place, _, value in pairs}


def _shown(line: bytes) -> str:
    """A line as text that PostgreSQL takes, whatever bytes it holds."""
    return line.replace(b"\0", b"\\0").decode("utf-8", "backslashreplace")
