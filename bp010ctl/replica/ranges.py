"""Which rows of a table are meant: a range of its keys, or what has changed since a moment.

Keys are tuples of plain texts. A range is what lies above one key and up to another one, either of
which may be missing. The source compares keys by its own collation; only keys that sort alike on
both sides are cut into ranges for the proof, the others into 256 parts by their MD5.
"""

from __future__ import annotations

from dataclasses import dataclass

from bp010ctl.replica.plans import KeptTable

Key = tuple[str, ...]


@dataclass(frozen=True)
class Range:
    """Keys above `low` and up to `high`; or, with `part`, those whose MD5 begins so."""

    low: Key | None = None
    high: Key | None = None
    part: str | None = None

    def __str__(self) -> str:
        if self.part is not None:
            return f"keys whose MD5 begins with {self.part}"
        if self.low is None and self.high is None:
            return "all keys"
        above = f"above {','.join(self.low)}" if self.low else ""
        below = f"up to {','.join(self.high)}" if self.high else ""
        return "keys " + " ".join(filter(None, (above, below)))


ALL = Range()


@dataclass(frozen=True)
class Window:
    """What has changed since `start`: rows of the first table of the line, by the watermark of the
    last one, which is itself or the parent, or the parent's parent."""

    line: tuple[KeptTable, ...]
    start: str

    @property
    def name(self) -> str:
        return f"p{len(self.line) - 2}" if len(self.line) > 1 else "t"
