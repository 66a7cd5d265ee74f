"""What the next revision has to do: the difference between sql/ and the newest revision, as steps
up and down that leave nothing behind which does not run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bp010ctl.base import database
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import RevisionError
from bp010ctl.migrations import chain
from bp010ctl.revisions import changes, mentions, stars
from bp010ctl.revisions.changes import Step
from bp010ctl.revisions.idle import Idle
from bp010ctl.schema import attachments, bodies, objects


@dataclass(frozen=True)
class Change:
    """What happened to an object of sql/ since head: `new`, `changed` or `removed`."""

    kind: str
    name: str


@dataclass(frozen=True)
class Plan:
    """The changes of sql/, the steps up and down, and what nobody looked at, in words."""

    changes: list[Change]
    up: list[Step]
    down: list[Step]
    unchecked: list[str]


def pending(project: Path) -> list[Change]:
    """What has changed in sql/ since the newest revision; no database is asked.

    Raises RevisionError for a file that does not make what it is called for.
    """
    have, want = _texts(project)
    changed = compare(have, want)
    for change in changed:
        if change.name in want:
            objects.signatures(want[change.name])
    return changed


def compare(have: changes.Texts, want: changes.Texts) -> list[Change]:
    """What differs, byte by byte, in the order of names."""
    differing = []
    for name in sorted(have.keys() | want.keys()):
        if name not in have:
            differing.append(Change("new", name))
        elif name not in want:
            differing.append(Change("removed", name))
        elif have[name].text != want[name].text:
            differing.append(Change("changed", name))
    return differing


def plan(url: str, project: Path) -> Plan:
    """What the next revision has to do. The database is at head, and stays as it is: all of it is
    tried in a transaction that is rolled back. Raises RevisionError where it cannot be done."""
    have, want = _texts(project)
    changed = compare(have, want)
    with database.connect(url) as connection:
        _refuse_unknown(connection, changed)
        have = _as_it_is(connection, have, want, project)
        goal = attachments.read(connection)
        up = changes.plan(connection, have, want)
        if left := stars.stale(connection, want):
            raise RevisionError(stars.told(left, want), hint=stars.HINT)
        made = {".".join(step.name.split(".")[:2]) for step in up}
        touched = sorted(made.union(change.name for change in changed))
        after = Idle.read(connection, project, touched)
        gone = [change.name for change in changed if change.kind == "removed"]
        named = mentions.of(connection, project, gone)
        down = changes.plan(connection, want, have, goal)
        idle = after.but(Idle.read(connection, project, touched)) if after else after
        unchecked = [] if bodies.can_check(connection) else [bodies.UNCHECKED]
        connection.rollback()
    if told := idle.told(want, project, named):
        raise RevisionError(told, hint="change them too, in the same revision")
    return Plan(changed, up, down, unchecked)


def _refuse_unknown(connection: Connection, changed: list[Change]) -> None:
    """What is new in sql/ must not be there yet, and what is not must be."""
    present = changes.names(connection)
    for change in changed:
        if (change.kind == "new") == (change.name in present):
            raise RevisionError(
                f"{change.name} is {change.kind} in sql/, but the migrations "
                f"{'make it already' if change.kind == 'new' else 'do not make it any more'}",
                hint="a revision written by hand freezes it as up/NNN_schema.name.sql and its "
                "removal as up/NNN_schema.name.drop.sql",
            )


def _as_it_is(
    connection: Connection, have: changes.Texts, want: changes.Texts, project: Path
) -> changes.Texts:
    """The frozen texts, which the database must be; where a star has aged, the text that makes what
    there is."""
    aged = stars.stale(connection, have)
    if left := [name for name in aged if name in want and want[name].text == have[name].text]:
        raise RevisionError(stars.told(left, want), hint=stars.HINT)
    have = {**have, **{name: stars.as_made(connection, have[name]) for name in aged}}
    if drifted := changes.drift(connection, have, project):
        raise RevisionError(
            f"the migrations do not lead to their own frozen texts:\n{drifted}",
            hint="a revision written by hand changed these: freeze their whole new text as "
            "up/NNN_schema.name.sql, and keep sql/ equal to it",
        )
    return have


def _texts(project: Path) -> tuple[changes.Texts, changes.Texts]:
    """The newest frozen texts, and the current ones."""
    names = [revision.name for revision in chain.revisions(project)]
    return objects.frozen(project / "migrations", names), objects.current(project)
