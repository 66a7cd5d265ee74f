"""Rows that left their file: deactivated where the table can, else deleted.

A row that is still referred to is not deleted: the load is refused and says by whom. A table that
would lose more than half of its rows is a matter of asking: the folder may be the wrong one.
"""

from __future__ import annotations

from collections.abc import Callable

from psycopg import sql

from bp010ctl.base.composing import columns, listed, name_of
from bp010ctl.base.errors import SeedError
from bp010ctl.seeds.tables import Constraint, Cursor
from bp010ctl.seeds.upsert import Load


def remove(cursor: Cursor, loads: list[Load], approve: Callable[[str], None]) -> dict[str, int]:
    """Remove what the files no longer have; rows removed by table.

    loads: in the order of removal, each table before those that it refers to. approve: asked
    before a table loses more than half of its rows; it raises to refuse.
    """
    counts = {load.table.name: _count(cursor, load) for load in loads}
    emptied = [
        f"{going} of {present} rows of {name}"
        for name, (going, present) in counts.items()
        if 2 * going > present
    ]
    if emptied:
        approve(f"this would remove {', '.join(emptied)}")
    for load in loads:
        if counts[load.table.name][0]:
            _refuse_used(cursor, load)
            cursor.execute(statement(load))
    return {name: going for name, (going, _) in counts.items()}


def _count(cursor: Cursor, load: Load) -> tuple[int, int]:
    """Rows that go, and rows that were there before this load."""
    text = sql.SQL("SELECT count(*) FILTER (WHERE {}), count(*) FROM {} AS d WHERE {}")
    cursor.execute(text.format(_left(load), load.destination, _in_force(load)))
    going, present = cursor.fetchone() or (0, 0)
    return going, present - load.inserted


def _left(load: Load) -> sql.Composed:
    text = sql.SQL("NOT EXISTS (SELECT FROM {} AS f WHERE {})")
    return text.format(load.rows, load.same_key)


def _in_force(load: Load) -> sql.Composed:
    """Rows that the file speaks about and that are not deactivated already."""
    scope = load.table.spec.scope.items()
    conditions: list[sql.Composable] = [
        sql.SQL("d.{} = {}").format(sql.Identifier(name), sql.Literal(value))
        for name, value in scope
    ]
    conditions.append(sql.SQL("d.activo" if load.table.deactivates else "TRUE"))
    return listed(conditions, " AND ")


def _going(load: Load) -> sql.Composed:
    return listed([_in_force(load), _left(load)], " AND ")


def statement(load: Load) -> sql.Composed:
    """What deactivates the rows that left their file, or deletes them."""
    if load.table.deactivates:
        changes = listed([sql.SQL("activo = FALSE"), *load.touch])
        text = sql.SQL("UPDATE {} AS d SET {} WHERE {}")
        return text.format(load.destination, changes, _going(load))
    return sql.SQL("DELETE FROM {} AS d WHERE {}").format(load.destination, _going(load))


def _refuse_used(cursor: Cursor, load: Load) -> None:
    """Rows that go for good are referred to by nobody."""
    if load.table.deactivates:
        return
    in_use = [use for reference in load.table.used_by for use in _uses(cursor, load, reference)]
    if in_use:
        raise SeedError(
            f"rows that {load.content.file} no longer has are still in use, nothing was written",
            on="\n      ".join(in_use),
            hint=f"put them back into {load.content.file}, or remove first what refers to them",
        )


def _uses(cursor: Cursor, load: Load, constraint: Constraint) -> list[str]:
    """Who refers to rows that go: one line for each row and table."""
    key = load.table.key_columns
    pairs = zip(constraint.target_columns, constraint.columns, strict=True)
    joined = listed(
        (
            sql.SQL("d.{} = o.{}").format(sql.Identifier(mine), sql.Identifier(theirs))
            for mine, theirs in pairs
        ),
        " AND ",
    )
    text = sql.SQL("SELECT count(*), {key} FROM {} AS d JOIN {} AS o ON {} WHERE {} GROUP BY {key}")
    rows = cursor.execute(
        text.format(
            load.destination,
            name_of(constraint.table),
            joined,
            _going(load),
            key=columns(key, "d"),
        )
    )
    named = ", ".join(key)
    return [
        f"{named} {', '.join(map(repr, values))}: {count} rows of {constraint.table}"
        for count, *values in rows
    ]
