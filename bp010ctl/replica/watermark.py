"""Which column tells what has changed: a candidate for each table, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bp010ctl.replica.structure import Column, Table

MOMENTS = ("datetime", "timestamp", "date")
CHANGED = re.compile(r"modif|updat|actuali|chang|cambi|estado", re.IGNORECASE)
CREATED = re.compile(
    r"alta|creat|inser|fechahora|emision|registro|^fecha$|^date$|^ts$", re.IGNORECASE
)
OTHER = re.compile(
    r"nacim|birth|venc|expir|baja|bloq|puntaje|desde|hasta|inicio|fin", re.IGNORECASE
)


@dataclass(frozen=True)
class Candidate:
    """Columns whose newest value says how far a table has been read, why, and what is doubtful."""

    columns: tuple[str, ...]
    why: str
    doubts: tuple[str, ...]


def candidate(table: Table) -> Candidate | None:
    """The best columns of a table, None where it has no moment that says so by its name."""
    moments = [column for column in table.columns if column.kind in MOMENTS]
    ranked = sorted(moments, key=lambda column: -_score(table, column))
    if not ranked or _score(table, ranked[0]) <= 0:
        return None
    best = ranked[0]
    chosen = [best]
    if CHANGED.search(best.name) and best.nullable:
        chosen += [column for column in ranked[1:] if _completes(table, best, column)][:1]
    return Candidate(
        tuple(column.name for column in chosen), _why(table, chosen), tuple(_doubts(table, chosen))
    )


def _completes(table: Table, best: Column, other: Column) -> bool:
    """Whether a row's creation helps where the column for changes is NULL until the first one;
    not at the price of reading the whole table instead of an index."""
    created = bool(CREATED.search(other.name)) and _score(table, other) > 0
    return created and (table.indexed(other.name) or not table.indexed(best.name))


def _score(table: Table, column: Column) -> int:
    """Higher is better; 0 or less is no candidate."""
    if "on update current_timestamp" in column.extra:
        return 100
    if OTHER.search(column.name):
        return 0
    changed, created = CHANGED.search(column.name), CREATED.search(column.name)
    if not changed and not created:
        return 0
    score = 40 if changed else 20
    score += 8 if table.indexed(column.name) else 0
    score += 4 if column.kind != "date" else 0
    return score + (2 if not column.nullable else 0)


def _why(table: Table, chosen: list[Column]) -> str:
    reasons = []
    for column in chosen:
        if "on update current_timestamp" in column.extra:
            reason = "the server sets it at every change"
        elif CHANGED.search(column.name):
            reason = "named for changes"
        else:
            reason = "named for the row's creation"
        index = "indexed" if table.indexed(column.name) else "no index"
        reasons.append(f"{column.name}: {reason}, {column.kind}, {index}")
    return "; ".join(reasons)


def _doubts(table: Table, chosen: list[Column]) -> list[str]:
    doubts = []
    for column in chosen:
        if not table.indexed(column.name):
            doubts.append(
                f"no index on the watermark {column.name}: each run reads the whole table"
            )
        if column.nullable:
            doubts.append(
                f"the watermark {column.name} may be NULL: only the comparison finds such rows"
            )
        if column.kind == "date":
            doubts.append(
                f"the watermark {column.name} is a day: the last days are read again each run"
            )
    if not any(CHANGED.search(mark.name) or "on update" in mark.extra for mark in chosen):
        doubts.append(
            "the watermark does not move when a row changes: only the comparison finds that"
        )
    return doubts
