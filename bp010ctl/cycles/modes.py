"""The modes of a run: which cycles each of them runs, and what a run can be limited to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import UsageError

ALL_CYCLES = ("stage", "universal", "reporting")
MODES: dict[str, tuple[str, ...]] = {
    "full-reset": ("reinicio", "stage", "reporting", "universal", "reporting"),
    "incremental": ALL_CYCLES,
    "stage-only": ("stage",),
    "universal-only": ("universal",),
    "reporting-only": ("reporting",),
}
"""A full reset brings the models' results to rows that are there, and evaluates these once more."""
PIVOTS_AGAIN = "stage-only"
"""The mode whose days are days of arrival: others compute again from readings that are there."""
WHAT_CHANGED: dict[str, Any] = {"desde": None, "hasta": None, "pozo": None}


@dataclass(frozen=True)
class Scope:
    """What a run is limited to: days (both included, in the operating zone) and one well.

    No days means "what changed since the last run".
    """

    desde: date | None = None
    hasta: date | None = None
    lookback_days: int | None = None
    pozo: int | None = None

    @property
    def ranged(self) -> bool:
        return self.desde is not None or self.lookback_days is not None


def mode_named(word: str) -> str:
    """The mode in the spelling of MODES; `INCREMENTAL`, `full_reset` and `stage` are understood."""
    mode = word.lower().replace("_", "-")
    if mode in ALL_CYCLES:
        mode += "-only"
    if mode not in MODES:
        raise UsageError(f"unknown mode {word!r}", hint=f"one of: {', '.join(MODES)}")
    return mode


def limits_for(mode: str, cycle: str, values: dict[str, Any]) -> dict[str, Any]:
    """A mode's limits as one of its cycles gets them: landing is pivoted again only if asked."""
    return WHAT_CHANGED if cycle == "stage" and mode != PIVOTS_AGAIN else values


def limits_of(connection: Connection, mode: str, scope: Scope) -> dict[str, Any]:
    """What the days and the well of the calls become. Raises UsageError."""
    if mode == "full-reset":
        if scope != Scope():
            raise UsageError("a full reset covers all days and wells", hint="leave the limits out")
        return {"desde": "-infinity", "hasta": "infinity", "pozo": None}
    desde: datetime | None = None
    hasta: datetime | None = None
    if scope.pozo is not None:
        _require_well(connection, scope.pozo)
    if scope.ranged:
        days = {"desde": scope.desde, "hasta": scope.hasta, "dias": scope.lookback_days}
        row = connection.execute(queries.text("cycles/modes_range"), days).fetchone()
        connection.rollback()
        assert row is not None
        desde, hasta = row
        if desde >= hasta:
            last = scope.hasta or "today"
            raise UsageError(f"no day lies from {scope.desde} to {last}", hint="--from, then --to")
    elif scope.hasta is not None:
        raise UsageError("--to needs --from or --lookback-days")
    return {"desde": desde, "hasta": hasta, "pozo": scope.pozo}


def _require_well(connection: Connection, pozo: int) -> None:
    ((known,),) = queries.tuples(connection, "cycles/modes_well", {"pozo": pozo})
    connection.rollback()
    if not known:
        raise UsageError(f"there is no well {pozo}", hint="`bp010ctl status` lists the wells")
