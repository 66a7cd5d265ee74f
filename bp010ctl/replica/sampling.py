"""What the first rows of each table hold that a person should know before trusting a type."""

from __future__ import annotations

from dataclasses import replace

from bp010ctl.replica import types
from bp010ctl.replica.plans import Kept, KeptTable, Plan
from bp010ctl.replica.source import Source

ROWS = 100_000


def sampled(plan: Plan, there: Source) -> Plan:
    """The plan with what its tables' first rows show among their doubts."""
    tables = {
        name: replace(table, doubts=(*table.doubts, *_seen(table, there)))
        for name, table in plan.tables.items()
    }
    return replace(plan, tables=tables)


def _seen(table: KeptTable, there: Source) -> list[str]:
    looks = [look for column in table.columns if (look := _look(column))]
    if not looks:
        return []
    sums = ", ".join(f"CAST(SUM({condition}) AS CHAR)" for condition, _ in looks)
    names = ", ".join(column.quoted for column in table.columns)
    ((*counts,),) = there.texts(
        f"SELECT {sums} FROM (SELECT {names} FROM {table.quoted} LIMIT {ROWS}) AS t"
    )
    return [
        f"{remark}: {int(float(count)):,} of the first {ROWS:,} rows"
        for (_, remark), count in zip(looks, counts, strict=True)
        if count and float(count)
    ]


def _look(column: Kept) -> tuple[str, str] | None:
    """A condition for values worth a word, and the word."""
    name = f"t.{column.quoted}"
    if column.mapping.bad:
        return column.mapping.bad.replace(
            "{c}", name
        ), f"{column.name} holds zero or impossible dates"
    if column.source.startswith("tinyint(1)"):
        return f"{name} NOT IN (0, 1)", f"{column.name} is TINYINT(1) and holds more than 0 and 1"
    if column.source.startswith("time"):
        return (
            f"{name} < '00:00:00' OR {name} >= '24:00:00'",
            f"{column.name} holds times below 0 or beyond 24 h",
        )
    if column.mapping.type == types.INTEGERS["bigint"][1]:
        return f"{name} > 9223372036854775807", f"{column.name} holds numbers from 2^63 on"
    return None
