"""Files into their tables, each after those that it refers to; nothing is removed yet."""

from __future__ import annotations

from pathlib import Path
from typing import LiteralString

from bp010ctl.seeds import tables, upsert, validation
from bp010ctl.seeds.files import InvalidSeeds, Problem

DEFAULTS: LiteralString = "CALL referencial.sp_seed_defaults()"
"""What has to be run when all rows are there."""


def write(cursor: tables.Cursor, paths: dict[str, Path]) -> list[upsert.Load]:
    """Write the rows that differ and those that are new; the loads in their order.

    paths: the file of each table. Raises InvalidSeeds with every problem of every file.
    """
    known = tables.read(cursor, paths)
    order = tables.in_order(known, paths)
    contents = validation.check(cursor, known, {name: paths[name] for name in order})
    loads = [upsert.Load(known[name], contents[name]) for name in order]
    problems: list[Problem] = []
    for load in loads:
        load.stage(cursor)
        load.resolve(cursor)
        problems += validation.violations(cursor, load)
        if not problems:
            load.write(cursor)
    if problems:
        raise InvalidSeeds(problems)
    return loads
