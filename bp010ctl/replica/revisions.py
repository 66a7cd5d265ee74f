"""The revision that makes a replica's tables what its plan says: written from what has changed.

The plan as of each revision is frozen beside its SQL (`frozen/<revision>/replica_<name>.toml`), so
that the next one knows what is there without asking a database.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from bp010ctl.base import sqlfiles
from bp010ctl.migrations import chain
from bp010ctl.replica import files, tables
from bp010ctl.replica.plans import Kept, KeptTable, Plan
from bp010ctl.revisions import drafts
from bp010ctl.revisions.changes import Step


@dataclass
class Proposal:
    """What a revision would change: in words, and as files up and down in their order."""

    remarks: list[str] = field(default_factory=list)
    up: list[Step] = field(default_factory=list)
    down: list[Step] = field(default_factory=list)


def create(
    plan: Plan, project: Path, *, dry_run: bool = False
) -> tuple[drafts.Draft, list[str]] | None:
    """Write the revision from the plan's newest frozen state to the plan; None where they agree.

    What comes back is the revision with its files, and what it changes in words.
    """
    names = [revision.name for revision in chain.revisions(project)]
    before = frozen_plan(plan, project, names)
    proposal = Proposal()
    if before is None:
        _all(proposal, plan)
    else:
        _changes(proposal, before, plan)
    if not proposal.up:
        return None
    draft = drafts.Draft(
        revision=drafts.next_name(
            names, f"replica {plan.name} {'tablas' if before is None else 'cambios'}"
        ),
        place=len(names) + 1,
        below=names[-1] if names else None,
        sentence=f"{'Tables' if before is None else 'Changes'} of the replica {plan.name}",
        changes=[],
        up=proposal.up,
        down=proposal.down[::-1],
    )
    if not dry_run:
        _write(draft, plan, project)
    return draft, proposal.remarks


def frozen_plan(plan: Plan, project: Path, names: list[str]) -> Plan | None:
    """The plan as the newest revision about it left it."""
    for name in reversed(names):
        frozen = sqlfiles.folder(project / "migrations", name)
        file = frozen / f"replica_{plan.name}.toml"
        if file.is_file():
            return files.load(file)
    return None


def _all(proposal: Proposal, plan: Plan) -> None:
    proposal.up.append(Step(plan.schema, tables.create_schema(plan)))
    proposal.down.append(Step(plan.schema, f"DROP SCHEMA {plan.schema};\n"))
    for table in plan.tables.values():
        _new_table(proposal, plan, table)


def _new_table(proposal: Proposal, plan: Plan, table: KeptTable) -> None:
    proposal.remarks.append(f"new table {table.name}, {len(table.columns)} columns")
    proposal.up.append(Step(_file(table), tables.create(plan, table)))
    proposal.down.append(Step(_file(table), tables.drop(plan, table)))


def _changes(proposal: Proposal, before: Plan, plan: Plan) -> None:
    for name, table in plan.tables.items():
        if name not in before.tables:
            _new_table(proposal, plan, table)
        else:
            _table_changes(proposal, plan, before.tables[name], table)
    for name, table in before.tables.items():
        if name not in plan.tables:
            proposal.remarks.append(f"table {name} is no longer kept")
            proposal.up.append(Step(_file(table), tables.drop(plan, table)))
            proposal.down.append(Step(_file(table), tables.create(before, table)))


def _table_changes(proposal: Proposal, plan: Plan, old: KeptTable, new: KeptTable) -> None:
    had = {column.target: column for column in old.columns}
    have = {column.target: column for column in new.columns}
    added = [column for column in new.columns if column.target not in had]
    gone = [column for column in old.columns if column.target not in have]
    _added(proposal, plan, new, added)
    if gone:
        proposal.remarks += [
            f"column {new.name}.{column.name} is no longer kept" for column in gone
        ]
        proposal.up.append(Step(_file(new), tables.drop_columns(plan, new, gone)))
        proposal.down.append(Step(_file(new), tables.add_columns(plan, new, gone)))
    for target in had.keys() & have.keys():
        if had[target].type != have[target].type:
            was, now = had[target], have[target]
            proposal.remarks.append(f"column {new.name}.{now.name}: {was.type} becomes {now.type}")
            proposal.up.append(Step(_file(new), tables.change_type(plan, new, now)))
            proposal.down.append(Step(_file(new), tables.change_type(plan, new, was)))


def _added(proposal: Proposal, plan: Plan, table: KeptTable, columns: list[Kept]) -> None:
    if not columns:
        return
    proposal.remarks += [
        f"new column {table.name}.{column.name} ({column.source}) as {column.type}"
        for column in columns
    ]
    proposal.up.append(Step(_file(table), tables.add_columns(plan, table, columns)))
    proposal.down.append(Step(_file(table), tables.drop_columns(plan, table, columns)))


def _file(table: KeptTable) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in table.target)


def _write(draft: drafts.Draft, plan: Plan, project: Path) -> None:
    """All files, or none."""
    frozen = project / "migrations" / "frozen" / draft.name
    try:
        drafts.write(draft, project)
        shutil.copy(files.path(project, plan.name), frozen / f"replica_{plan.name}.toml")
    except BaseException:
        shutil.rmtree(frozen, ignore_errors=True)
        (project / "migrations" / "versions" / f"{draft.name}.py").unlink(missing_ok=True)
        raise
