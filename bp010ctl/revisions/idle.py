"""What would not run in a database, although PostgreSQL lets it stand: bodies, calls, strings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bp010ctl import seeds
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import SeedError
from bp010ctl.revisions import mentions, stored, strings
from bp010ctl.revisions.strings import Statement
from bp010ctl.schema import bodies, objects, transactions
from bp010ctl.schema.bodies import Fault


@dataclass(frozen=True)
class Idle:
    """Bodies with errors; calls in rows and seeds and queries of bp010ctl that lead nowhere; seeds
    that the database refuses; indexes that it would refuse.

    strings: statements in bodies, each with what is wrong with it, None for nothing.
    """

    bodies: frozenset[Fault] = frozenset()
    calls: frozenset[str] = frozenset()
    strings: Mapping[Statement, str | None] = field(default_factory=dict)

    @classmethod
    def read(
        cls,
        connection: Connection,
        project: Path,
        names: Collection[str] | None = None,
        *,
        newest: bool = True,
    ) -> Idle:
        """How it is now; the transaction stays as it was.

        names: the routines and views that have changed, where it is those alone: then only queries
        that name them are looked at, and the seeds are not. newest: whether the database is at the
        newest revision or just below; seeds/ and bp010ctl are that one's, and what they say counts
        for no other.
        """
        calls: set[str] = set()
        if newest:
            calls = mentions.dead_calls(connection, project)
            calls |= mentions.dead_queries(connection, project, names)
        if newest and names is None:
            calls |= _refused_seeds(connection, project / "seeds")
        calls |= stored.mutable(connection)
        faults = bodies.errors(connection) | set(transactions.check(connection))
        known = strings.statements(connection, project)
        dead = strings.dead(connection, known)
        made = {statement: dead.get(statement) for statement in known}
        return cls(frozenset(faults), frozenset(calls), made)

    def __bool__(self) -> bool:
        return bool(self.bodies or self.calls or any(self.strings.values()))

    def but(self, other: Idle) -> Idle:
        """What the other state does not have too: the doing of what lies between them. A string
        counts where it was alive there."""
        died = {
            statement: told
            for statement, told in self.strings.items()
            if told and other.strings.get(statement, told) is None
        }
        return Idle(self.bodies - other.bodies, self.calls - other.calls, died)

    def told(
        self, texts: Mapping[str, objects.Source], project: Path, named: Iterable[str] = ()
    ) -> str:
        """All of it for people, each with the file and line where it stands; empty for nothing.

        named: who counts on a name that is gone, as `mentions.of` tells it.
        """
        broken = sorted(
            f"{objects.place(texts, body.name, body.body, body.line, project)}: {body.message}"
            for body in self.bodies
        )
        known = {fault.partition(": ")[0] for fault in broken}
        broken += sorted(self.calls)
        broken += sorted(
            f"{statement.where}: {' '.join(statement.text.split())}: {told}"
            for statement, told in self.strings.items()
            if told
        )
        broken += [mention for mention in named if mention.partition(" names ")[0] not in known]
        if not broken:
            return ""
        return "these would not run any more:\n    " + "\n    ".join(dict.fromkeys(broken))


def _refused_seeds(connection: Connection, folder: Path) -> set[str]:
    """Why the reference data of seeds/ could not be loaded."""
    try:
        if folder.is_dir():
            seeds.check(connection, folder)
    except SeedError as error:
        return {"`bp010ctl seed`: " + str(error).replace("\n", "\n    ")}
    return set()
