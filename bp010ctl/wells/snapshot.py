"""The wells as the reporting schema shows them now: the field's table, one well's picture."""

from __future__ import annotations

from dataclasses import dataclass

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import Bp010Error
from bp010ctl.base.queries import Row


class UnknownWell(Bp010Error):
    """there is no such well"""


@dataclass(frozen=True)
class Well:
    """One well: snapshot and targets by column, its newest card, its last hours (newest first).

    `ages` has, by the snapshot's column, when a measure was read (`medida_en`), how long ago
    (`edad_min`, minutes) and whether that is old (`es_vieja`).
    """

    snapshot: Row
    ages: dict[str, Row]
    targets: Row
    card: Row | None
    hours: list[Row]


def field(connection: Connection) -> list[Row]:
    """One row per well, the troubled ones first; empty before the first run."""
    return queries.dicts(connection, "wells/field")


def well(connection: Connection, pozo: int, hours: int = 12) -> Well:
    """Everything that one screen shows of a well. Raises UnknownWell."""
    where = {"pozo": pozo, "horas": hours}
    snapshot = queries.dicts(connection, "wells/snapshot", where)
    if not snapshot:
        known = [str(row["well_id"]) for row in field(connection)]
        raise UnknownWell(
            f"there is no well {pozo} in the snapshot",
            hint=f"wells: {', '.join(known[:20])}" if known else "run `bp010ctl run` first",
        )
    targets = queries.dicts(connection, "wells/targets", where)
    cards = queries.dicts(connection, "wells/card", where)
    return Well(
        snapshot[0],
        {row.pop("medida"): row for row in queries.dicts(connection, "wells/ages", where)},
        targets[0] if targets else {},
        cards[0] if cards else None,
        queries.dicts(connection, "wells/hours", where),
    )
