"""Words and numbers that stand for "no value" in files: referencial.tbl_valores_ausentes."""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections.abc import Iterable

from bp010ctl.base.database import Connection
from bp010ctl.base.queries import statement
from bp010ctl.ingest.values import BadValue

EMPTY, WORD, SENTINEL = "vacio", "palabra", "centinela"
"""Kinds: another way to write an empty cell; a device that has no value; a number that is none."""
CLOSE = 1e-7
"""How far a sentinel may be off, relative to itself: devices send single precision."""


class Absences:
    """What means "no value" in one source's files; says why a value is none.

    Without entries every value is one. low, high: no number between them is a mark.
    longest: no longer text is a word.
    """

    def __init__(self, entries: Iterable[tuple[str, str]] = ()) -> None:
        entries = list(entries)
        self._words = {folded(text): kind for text, kind in entries if kind != SENTINEL}
        self._numbers = sorted(float(text) for text, kind in entries if kind == SENTINEL)
        near = 1 - CLOSE
        self.low = near * max((n for n in self._numbers if n < 0), default=float("-inf"))
        self.high = near * min((n for n in self._numbers if n > 0), default=float("inf"))
        self.longest = max((len(text) for text, _ in entries), default=0) + 8

    def word(self, value: str) -> bool:
        """Whether a text is another way to write an empty cell.

        Raises BadValue where it is a device's word for no value.
        """
        kind = self._words.get(folded(value)) if len(value) <= self.longest else None
        if kind == WORD:
            raise BadValue("means no value", "sin_valor")
        return kind == EMPTY

    def number(self, value: float) -> None:
        """Raise BadValue where a number is a logger's mark for no value."""
        if self.low < value < self.high:
            return
        at = bisect(self._numbers, value)
        for sentinel in self._numbers[max(at - 1, 0) : at + 1]:
            if abs(value / sentinel - 1) <= CLOSE:
                raise BadValue("is a logger's mark for no value", SENTINEL)


def folded(text: str) -> str:
    """Lower case without accents, one space between words."""
    decomposed = unicodedata.normalize("NFKD", " ".join(text.casefold().split()))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def known(connection: Connection, source: str) -> Absences:
    """What means "no value" everywhere and in this source (`scada`, `lecturas`, `libro`, …)."""
    return Absences(connection.execute(statement("ingest/absences", fuente=source)).fetchall())
