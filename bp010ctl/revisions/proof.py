"""Proof of a revision: up, down and up again in a scratch database with rows in its tables.

Going down must lead back to the very catalog that was there before, and leave the rows of all
tables that were there before; going up again must lead to the same catalog as the first time. What
ran before must run afterwards.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bp010ctl.base import database, settings, sqlfiles
from bp010ctl.base.errors import Bp010Error
from bp010ctl.migrations import chain, prepared
from bp010ctl.migrations.engine import Options
from bp010ctl.revisions import mentions, samples, stars, stored
from bp010ctl.revisions.idle import Idle
from bp010ctl.schema import bodies, catalog, objects, places
from bp010ctl.schema.places import Places

CODE = ("sql/procedures/", "sql/views/")
SCRATCH = Options(allow_data_loss=True, as_they_are=True)


@dataclass(frozen=True)
class Proof:
    """What came of one revision: proven where there is no fault.

    rows: how many stood in its tables and those below when it went down. unchecked: what nobody
    looked at, in words; with that it is not proven either.
    """

    revision: str
    faults: list[str]
    rows: int
    seconds: float
    unchecked: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _State:
    """A database at one moment: its catalog, its tables' columns and their rows, what cannot run
    in it, its code and what is stored by its answers, and what was not looked at."""

    catalog: list[catalog.Row]
    columns: dict[str, list[str]]
    rows: samples.Contents
    idle: Idle = field(default_factory=Idle)
    codes: stored.Bodies = field(default_factory=dict)
    stored: list[stored.Stored] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """Its routines and views, as their files are called."""
        paths = (places.path_of(row.kind, row.identity) for row in self.catalog)
        return {Path(path).stem for path in paths if path.startswith(CODE)}


def prove(
    server: str,
    revisions: Sequence[str] = (),
    project: Path | None = None,
    listener: Callable[[Proof], None] = lambda proof: None,
) -> list[Proof]:
    """Prove these revisions, or all of them; each is told to `listener` when it is done.

    server: any database's URL on a server for scratch databases. Raises MigrationError for an
    unknown revision.
    """
    known = chain.revisions(project)
    names = [revision.name for revision in known]
    wanted = {names[chain.resolve(known, name, 0) - 1] for name in revisions} or set(names)
    left = [name for name in names if name in wanted]
    proofs: list[Proof] = []
    while left:
        below = names[: names.index(left[0])]
        with prepared.on_the_way(server, (below or ["base"])[-1], project) as url:
            walk = Walk(url, project)
            while left:
                proof = walk.prove(left.pop(0))
                listener(proof)
                proofs.append(proof)
                if proof.faults:
                    break  # what is left behind would blame the next one
    return proofs


class Walk:
    """A scratch database on its way up the chain.

    with_rows: put sample rows into its tables; a revision of routines and views needs none.
    """

    def __init__(self, url: str, project: Path | None = None, *, with_rows: bool = True) -> None:
        self.url = url
        self.project = project or settings.load().project
        self.with_rows = with_rows
        self.names = [revision.name for revision in chain.revisions(project)]

    def prove(self, revision: str) -> Proof:
        """Go there, down and there again; the database ends at `revision`."""
        start = time.monotonic()
        faults: list[str] = []
        unchecked: list[str] = []
        rows = 0
        place = self.names.index(revision)
        below = self.names[place - 1] if place else "base"
        newest = revision == self.names[-1]
        try:
            self._go(below)
            before = self._look(fill=True, newest=newest)
            self._go(revision)
            first = self._look(fill=True, newest=newest, spare=before)
            faults += self._not_running(before, first, newest=newest)
            unchecked += first.unchecked + self._untried(revision, before, first)
            rows = sum(count for count, _ in first.rows.values())
            self._go(below)
            faults += self._not_restored(before, self._look(like=before))
            self._go(revision)
            faults += self._not_again(first, self._look())
        except Bp010Error as error:
            faults.append(str(error))
        return Proof(revision, faults, rows, time.monotonic() - start, unchecked)

    def _go(self, revision: str) -> None:
        chain.migrate(self.url, revision, SCRATCH, project=self.project)

    def _look(
        self,
        *,
        fill: bool = False,
        newest: bool = False,
        spare: _State | None = None,
        like: _State | None = None,
    ) -> _State:
        """The database's state; first with rows in the tables that are empty, but for `spare`'s.

        like: look at that state's columns, whatever there is now.
        """
        with database.connect(self.url) as connection:
            seen = catalog.fingerprint(connection)
            if not self.with_rows:
                return _State(seen, {}, {})
            if fill:
                folder = self.project / "seeds"
                samples.fill(connection, folder, spare.columns if spare else ())
            tables = samples.tables(connection)
            columns = (
                like.columns
                if like
                else {name: [row.name for row in own] for name, own in tables.items()}
            )
            rows = samples.contents(connection, columns.items())
            if not fill:
                return _State(seen, columns, rows)
            unchecked = [] if bodies.can_check(connection) else [bodies.UNCHECKED]
            idle = Idle.read(connection, self.project, newest=newest)
            codes = stored.codes(connection)
            kept = stored.kept(connection)
            return _State(seen, columns, rows, idle, codes, kept, unchecked)

    def _not_running(self, before: _State, after: _State, *, newest: bool) -> list[str]:
        """What ran before and would not run now. sql/, seeds/ and bp010ctl are those of the newest
        revision: what they say of an older one counts for nothing."""
        idle, gone = after.idle.but(before.idle), before.names - after.names
        named: list[str] = []
        aged: list[str] = []
        if newest:
            texts = objects.frozen(self.project / "migrations", self.names)
            with database.connect(self.url) as connection:
                named = mentions.of(connection, self.project, gone)
                if left := stars.stale(connection, texts):
                    aged = [f"{stars.told(left, texts)}\n  hint: {stars.HINT}"]
        told = idle.told(objects.current(self.project), self.project, named)
        return [*filter(None, [told]), *aged, *self._not_stored_anew(before, after)]

    def _untried(self, revision: str, before: _State, after: _State) -> list[str]:
        """Tables of which it speaks, and that no row could be put into: what becomes of rows there
        nobody has seen."""
        folder = sqlfiles.folder(self.project / "migrations", revision)
        text = "".join(map(sqlfiles.text, sorted(folder.glob("*/*.sql"))))
        empty = [
            name
            for name in before.rows
            if not before.rows[name][0] and not after.rows.get(name, (0, ""))[0]
        ]
        named = [
            name for name in empty if re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", text)
        ]
        return [f"{revision} with rows: none could be put into {name}" for name in named]

    def _not_stored_anew(self, before: _State, after: _State) -> list[str]:
        with database.connect(self.url) as connection:
            old = stored.outdated(connection, before.codes)
        left = [stored for stored in old if stored in before.stored and stored in after.stored]
        files = Places(self.project, after.catalog)
        return [stored.told(left, files)] if left else []

    def _not_restored(self, before: _State, after: _State) -> list[str]:
        faults = []
        files = Places(self.project, [*before.catalog, *after.catalog])
        if difference := catalog.difference(before.catalog, after.catalog, self.project):
            faults.append(f"going down does not lead back to what was below:\n{difference}")
        for name, (count, digest) in before.rows.items():
            left, now = after.rows[name]
            if left != count:
                faults.append(
                    f"going up and down changes the rows of {name}: {count} before, {left} after"
                    f"{files.told('table', name)}"
                )
            elif digest != now:
                faults.append(
                    f"going up and down changes values in {name}{files.told('table', name)}"
                )
        return faults

    def _not_again(self, first: _State, second: _State) -> list[str]:
        difference = catalog.difference(first.catalog, second.catalog, self.project)
        return [f"going up again does not lead to the same:\n{difference}"] if difference else []
