"""Planning as a whole: the source is read, the plan written or merged, and what is new said."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bp010ctl.replica import files, plans, sampling, source, structure
from bp010ctl.replica.plans import Plan


@dataclass
class Made:
    """A plan and its file; said: what is new in the source against the plan that was there."""

    plan: Plan
    file: Path
    remarks: list[str]

    def as_dict(self) -> dict[str, Any]:
        return {"file": str(self.file), "differences": self.remarks,
                "tables": [asdict(table) for table in self.plan.tables.values()]}  # fmt: skip


def plan(
    project: Path,
    url: str,
    *,
    name: str | None = None,
    password_env: str | None = None,
    small: int = plans.SMALL,
    dry_run: bool = False,
) -> Made:
    """Read the source and write its plan, or add to the one that is there."""
    where, password = source.address(url, password_env)
    chosen = name or plans.identifier(where.database)
    there = source.connect(where, password)
    try:
        tables = structure.read(there)
        drafted = plans.draft(chosen, where, there.version, tables, small)
        file = files.path(project, chosen)
        if file.exists():
            old = files.load(file)
            if not dry_run:
                files.merge(old, drafted, file)
            merged = files.load(file) if not dry_run else old
            return Made(merged, file, plans.differences(old, tables).remarks)
        drafted = sampling.sampled(drafted, there)
    finally:
        there.close()
    if not dry_run:
        files.write(drafted, file)
    return Made(drafted, file, [])


def refreshed(project: Path, known: Plan, *, dry_run: bool = False) -> tuple[Plan, list[str]]:
    """The plan with what its source got since, and that by name."""
    there = source.connect(known.source)
    try:
        tables = structure.read(there)
        remarks = plans.differences(known, tables).remarks
        if not remarks:
            return known, remarks
        drafted = plans.draft(known.name, known.source, there.version, tables)
    finally:
        there.close()
    file = files.path(project, known.name)
    if dry_run:
        return _added(known, drafted), remarks
    files.merge(known, drafted, file)
    return files.load(file), remarks


def _added(known: Plan, drafted: Plan) -> Plan:
    """What the merged file would say."""
    tables = dict(known.tables)
    for name, fresh in drafted.tables.items():
        if name not in tables:
            tables[name] = fresh
            continue
        have = {column.name.lower() for column in tables[name].columns}
        new = tuple(column for column in fresh.columns if column.name.lower() not in have)
        tables[name] = replace(tables[name], columns=(*tables[name].columns, *new))
    return replace(known, tables=tables)
