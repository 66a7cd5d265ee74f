"""Whether a table equals its source: counts and checksums range by range, then row by row.

Both sides compute the same: the rows of a range, and the sum of a 60-bit hash of each row's plain
texts. A range that differs is read again on both sides, key by key with the hash of each row; what
differs still is fetched and compared value by value. A sum of hashes can hide a difference only by
chance, about once in 10^18.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bp010ctl.base.database import Connection
from bp010ctl.replica.ours import Ours
from bp010ctl.replica.ranges import ALL, Key, Range
from bp010ctl.replica.source import Source
from bp010ctl.replica.theirs import Theirs

Sum = tuple[int, str | None]

FEW_PARTS = 4
"""No index finds a part: each is a look at the whole table, and more of them are one look."""


@dataclass
class Differing:
    """A range that is not the same on both sides, and the keys that are missing here, left over
    here, or whose rows have another hash. Without a key there are only the counts."""

    range: Range
    theirs: int
    ours: int
    missing: list[Key] = field(default_factory=list)
    extra: list[Key] = field(default_factory=list)
    changed: list[Key] = field(default_factory=list)


@dataclass
class Compared:
    """What a comparison found. hashed: every value was compared, not only counts and keys."""

    ranges: int = 0
    theirs: int = 0
    ours: int = 0
    hashed: bool = True
    differing: list[Differing] = field(default_factory=list)


def ranges_of(theirs: Theirs, bounds: Iterable[Key | None]) -> list[Range]:
    """The ranges between bounds in the source's order, the last one open; parts of MD5 for keys
    that do not sort alike on both sides; all at once without a key."""
    if not theirs.table.ordered:
        return [ALL]
    keys = [key for key in bounds if key is not None]
    lows: list[Key | None] = [None, *keys]
    return [Range(low, high) for low, high in zip(lows, [*keys, None], strict=True)]


def compare(
    source: Source,
    connection: Connection,
    theirs: Theirs,
    ours: Ours,
    ranges: list[Range],
    *,
    hashed: bool = True,
    closely: bool = True,
) -> Compared:
    """Compare range by range, both sides at once. closely: tell the keys that differ."""
    compared = Compared(hashed=hashed)
    differing: list[Differing] = []
    with ThreadPoolExecutor(1) as other:
        for part in ranges:
            right = other.submit(_our_sums, connection, ours, part, hashed)
            left = _their_sums(source, theirs, part, hashed)
            for range_, one, two in _paired(part, left, right.result()):
                compared.ranges += 1
                compared.theirs += one[0]
                compared.ours += two[0]
                if one != two:
                    differing.append(Differing(range_, one[0], two[0]))
    if len(differing) > FEW_PARTS and _by_parts(theirs, hashed):
        differing = [Differing(ALL, compared.theirs, compared.ours)]
    if closely:
        differing = [_rows(source, connection, theirs, ours, part, hashed) for part in differing]
    compared.differing = differing
    return compared


def _their_sums(
    source: Source, theirs: Theirs, asked: Range, hashed: bool
) -> dict[str | None, Sum]:
    if _by_parts(theirs, hashed):
        return {
            part: (int(count or 0), total) for part, count, total in source.texts(theirs.parts())
        }
    ((count, total),) = source.texts(theirs.sums(asked, hashed=hashed))
    return {None: (int(count or 0), total)}


def _our_sums(
    connection: Connection, ours: Ours, asked: Range, hashed: bool
) -> dict[str | None, Sum]:
    if ours.table.key and not ours.table.ordered and hashed:
        rows = connection.execute(ours.parts()).fetchall()
        return {part: (count, total) for part, count, total in rows}
    row = connection.execute(ours.sums(asked, hashed=hashed)).fetchone()
    assert row is not None
    return {None: (row[0], row[1])}


def _by_parts(theirs: Theirs, hashed: bool) -> bool:
    return bool(theirs.table.key) and not theirs.table.ordered and hashed


def _paired(
    asked: Range, left: dict[str | None, Sum], right: dict[str | None, Sum]
) -> Iterator[tuple[Range, Sum, Sum]]:
    nothing: Sum = (0, None)
    for part in sorted(left.keys() | right.keys(), key=str):
        range_ = asked if part is None else Range(part=part)
        yield range_, left.get(part, nothing), right.get(part, nothing)


def _rows(
    source: Source,
    connection: Connection,
    theirs: Theirs,
    ours: Ours,
    differing: Differing,
    hashed: bool,
) -> Differing:
    """Read a range again on both sides, key by key."""
    if not theirs.table.key:
        return differing
    left: dict[bytes, bytes] = {}
    for lines, _ in source.lines(theirs.hashes(differing.range, hashed=hashed)):
        left.update(line.rsplit(b"\t", 1) for line in lines)  # type: ignore[misc]
    right = dict(_our_hashes(connection, ours, differing.range, hashed))
    differing.missing = [_key(key) for key in sorted(left.keys() - right.keys())]
    differing.extra = [_key(key) for key in sorted(right.keys() - left.keys())]
    differing.changed = [
        _key(key) for key in sorted(left.keys() & right.keys()) if left[key] != right[key]
    ]
    return differing


def _our_hashes(
    connection: Connection, ours: Ours, asked: Range, hashed: bool
) -> Iterator[tuple[bytes, bytes]]:
    with connection.cursor(name="tramo") as cursor:
        cursor.itersize = 20_000
        cursor.execute(ours.hashes(asked, hashed=hashed))
        for (line,) in cursor:
            key, _, total = line.rpartition("\t")
            yield key.encode(), total.encode()


def _key(text: bytes) -> Key:
    return tuple(text.decode("utf-8", "backslashreplace").split("\x1f"))
