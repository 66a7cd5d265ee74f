"""The chain of revisions, and a database's place on it: where it is, what would run, going there.

Every function takes the database's URL and, for tests, the folder of another project.
"""

from __future__ import annotations

import difflib
import io
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from bp010ctl.base import database, settings
from bp010ctl.base.errors import Bp010Error, MigrationError
from bp010ctl.migrations import belongings, failures, frozen, records
from bp010ctl.migrations.engine import Applied, Listener, Options, sentence

_ONE_THREAD = threading.Lock()


@dataclass(frozen=True)
class Revision:
    """A revision of the chain; sentence begins its docstring, script is its file."""

    name: str
    sentence: str
    below: str | None
    script: Path


@dataclass(frozen=True)
class Branch:
    """One of several ways up: its head, the revision from which it went off, and its own ones, the
    lowest first."""

    head: str
    below: str | None
    revisions: list[Revision]


@dataclass(frozen=True)
class Planned:
    """A step that would run: `up` or `down`, with its frozen files in order.

    by_hand: what somebody hung by hand on the objects that it drops or makes anew.
    """

    revision: str
    direction: str
    sentence: str
    files: list[str]
    by_hand: list[str]


@dataclass(frozen=True)
class Outcome:
    """Where the database was and is (None is base), what was committed and noted on the way."""

    was: str | None
    now: str | None
    head: str | None
    applied: list[Applied]
    notes: list[str]


def config(project: Path | None = None) -> Config:
    """Alembic's configuration of the project."""
    folder = project or settings.load().project
    return Config(folder / "alembic.ini", stdout=io.StringIO())


def _revision(script: Script) -> Revision:
    below = script.down_revision
    return Revision(
        script.revision,
        sentence(script.doc),
        below,  # type: ignore[arg-type]
        Path(script.path),
    )


def revisions(project: Path | None = None) -> list[Revision]:
    """All revisions, the first one first. Raises MigrationError where the chain is broken."""
    scripts = ScriptDirectory.from_config(config(project))
    try:
        walked = [_revision(script) for script in scripts.walk_revisions()]
        scripts.get_current_head()
    except (CommandError, SyntaxError) as error:
        if branched := _branched(scripts):
            raise branched from error
        raise MigrationError(
            f"the chain of revisions is broken: {error}",
            on=scripts.dir,
            hint="each revision names the one below it in down_revision; there is one head",
        ) from error
    return walked[::-1]


def branches(project: Path | None = None) -> list[Branch]:
    """The ways from where they part to each head; a chain in order is one, with no revision.

    Raises MigrationError where a script cannot be read.
    """
    scripts = ScriptDirectory.from_config(config(project))
    try:
        return _branches(scripts)
    except (CommandError, SyntaxError) as error:
        raise MigrationError(
            f"the chain of revisions is broken: {error}", on=scripts.dir
        ) from error


def _branches(scripts: ScriptDirectory) -> list[Branch]:
    ways = {
        head: [_revision(script) for script in scripts.iterate_revisions(head, "base")][::-1]
        for head in sorted(scripts.get_heads())
    }
    common = set.intersection(*({revision.name for revision in way} for way in ways.values()))
    return [
        Branch(head, max(shared, key=way.index).name if shared else None, own)
        for head, way in ways.items()
        for shared, own in [
            (
                [revision for revision in way if revision.name in common],
                [revision for revision in way if revision.name not in common],
            )
        ]
    ]


def _branched(scripts: ScriptDirectory) -> MigrationError | None:
    """Two branches that each went on from the same revision: who they are, and what to do."""
    try:
        branches = _branches(scripts)
    except (CommandError, SyntaxError):
        return None
    if len(branches) < 2:
        return None
    lines = [
        f"    {branch.head}: {', '.join(own.name for own in branch.revisions)}, above "
        f"{branch.below or 'base'}"
        for branch in branches
    ]
    return MigrationError(
        "the chain of revisions is broken: it has several heads\n" + "\n".join(lines),
        on=scripts.dir,
        hint="`bp010ctl rebase` puts the younger branch on top of the other one",
    )


def current(url: str) -> str | None:
    """The revision that the database is at; None is base (or an empty database)."""
    with database.connect(url, autocommit=True) as connection:
        try:
            rows = connection.execute("SELECT version_num FROM public.alembic_version").fetchall()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            return None
        except psycopg.Error as error:
            raise MigrationError(
                f"the database's revision cannot be read: {str(error).splitlines()[0]}",
                on=database.describe(url),
                hint="migrate as the owner of the database, look at it as a login in bp010_lectura",
            ) from error
    if len(rows) > 1:
        raise MigrationError(
            "the database is at several revisions at once",
            on=", ".join(row[0] for row in rows),
            hint="public.alembic_version must have one row",
        )
    return rows[0][0] if rows else None


def standing(url: str, project: Path | None = None) -> tuple[int, list[Revision]]:
    """How many of the chain's revisions the database has, and the chain.

    Raises MigrationError where the database is at a revision that the chain does not have.
    """
    known = revisions(project)
    return _place(known, current(url)), known


def plan(url: str, target: str = "head", project: Path | None = None) -> list[Planned]:
    """What `migrate` would run, in order; nothing is touched.

    Raises what `migrate` would before it runs anything, FrozenTextChanged for one.
    """
    known = revisions(project)
    place = _place(known, current(url))
    goal = resolve(known, target, place)
    folder = Path(config(project).get_main_option("script_location") or "")
    frozen.refuse_unfit(folder, [revision.name for revision in known])
    with database.connect(url, autocommit=True) as connection:
        return [
            _planned(connection if place else None, folder, revision, direction)
            for revision, direction in _steps(known, place, goal)
        ]


def _planned(
    connection: database.Connection | None, folder: Path, revision: Revision, direction: str
) -> Planned:
    """connection: None where nobody can have hung anything on our objects."""
    files = frozen.files(folder, revision.name, direction)
    texts = belongings.Texts.of(folder, revision.name, up=direction == "up")
    return Planned(
        revision.name,
        direction,
        revision.sentence,
        [str(path.relative_to(folder.parent)) for path in files],
        belongings.told(connection, texts) if connection else [],
    )


def migrate(
    url: str,
    target: str = "head",
    options: Options | None = None,
    listener: Listener | None = None,
    project: Path | None = None,
) -> Outcome:
    """Bring the database to `target`: a revision (or its unambiguous start), head, base, +n, -n.

    Raises LockNotObtained, DataLossRefused, MigrationError; revisions already committed stay.
    """
    known = revisions(project)
    was = current(url)
    place = _place(known, was)
    _refuse_displaced(url, [revision.name for revision in known], place)
    goal = resolve(known, target, place)
    applied: list[Applied] = []
    notes: list[str] = []
    noting = _noting(applied, notes, listener or Listener())
    setup = config(project)
    setup.attributes.update(url=url, options=options or Options(), listener=noting)
    go = command.downgrade if goal < place else command.upgrade
    try:
        _run(go, setup, _name(known, goal))
    except MigrationError as error:
        path = [revision.name for revision, _ in _steps(known, place, goal)]
        raise failures.told(error, url, path, len(applied)) from error
    head = known[-1].name if known else None
    return Outcome(was, current(url), head, applied, notes)


def sql(
    target: str = "head",
    start: str = "base",
    project: Path | None = None,
    options: Options | None = None,
) -> str:
    """The SQL from one revision to another, with BEGIN and COMMIT per revision, as psql runs it.

    options: how long it waits for locks, and how long a statement may take.
    """
    known = revisions(project)
    place = resolve(known, start, 0)
    goal = resolve(known, target, place)
    if place == goal:
        return ""
    setup = config(project)
    setup.attributes["options"] = options or Options()
    setup.output_buffer = text = io.StringIO()
    go = command.downgrade if goal < place else command.upgrade
    _run(go, setup, f"{_name(known, place)}:{_name(known, goal)}", sql=True)
    return text.getvalue()


def resolve(revisions: list[Revision], target: str, place: int) -> int:
    """How many revisions are applied at `target`, a database with `place` of them being meant.

    Raises MigrationError for an unknown or ambiguous name, with the names that are near.
    """
    if target in {"head", "heads"}:
        return len(revisions)
    if target == "base":
        return 0
    if target[:1] in {"+", "-"} and target[1:].isdigit():
        return _relative(revisions, target, place)
    names = [revision.name for revision in revisions]
    meant = [name for name in names if name == target] or [
        name for name in names if target and name.startswith(target)
    ]
    if len(meant) == 1:
        return names.index(meant[0]) + 1
    if meant:
        raise MigrationError(f"revision {target!r} could be several", hint=", ".join(meant))
    near = difflib.get_close_matches(target, names, n=3, cutoff=0.4)
    near += [name for name in names if target and target in name and name not in near]
    raise MigrationError(
        f"no revision {target!r}",
        hint=f"near names: {', '.join(near)}" if near else "`bp010ctl migrate --plan` lists them",
    )


def _relative(revisions: list[Revision], target: str, place: int) -> int:
    goal = place + int(target)
    if 0 <= goal <= len(revisions):
        return goal
    raise MigrationError(
        f"{target} leads off the chain",
        on=_name(revisions, place),
        hint=f"{place} revisions are below, {len(revisions) - place} above",
    )


def _place(revisions: list[Revision], name: str | None) -> int:
    names = [revision.name for revision in revisions]
    if name is None:
        return 0
    if name in names:
        return names.index(name) + 1
    raise MigrationError(
        f"the database is at revision {name!r}, which this copy of the project does not have",
        hint="bring the project up to date (git pull), or use the copy that migrated it",
    )


def _refuse_displaced(url: str, names: list[str], place: int) -> None:
    """Raise MigrationError where the database did not run what is below its own revision, or ran
    what is above it."""
    with database.connect(url, autocommit=True) as connection:
        ran = records.read(connection)
    if ran is None:
        return
    applied, above = names[:place], names[place:]
    where = f"{database.describe(url)} at {applied[-1] if applied else 'base'}"
    if beyond := [name for name in above if name in ran]:
        raise MigrationError(
            f"the database has run revisions above its own: {', '.join(beyond)}",
            on=where,
            hint="somebody wrote public.alembic_version by hand: `bp010ctl drift` says what the"
            f" database is; if it is at {beyond[-1]}, write that there",
        )
    if missing := [name for name in applied if records.FIRST in applied and name not in ran]:
        raise MigrationError(
            f"inserted below the database's own revision, and never run: {', '.join(missing)}",
            on=where,
            hint="a revision comes on top of the newest one: give it that place in the chain "
            "(down_revision, and its number), or use the copy that migrated this database",
        )


def _name(revisions: list[Revision], place: int) -> str:
    return revisions[place - 1].name if place else "base"


def _steps(revisions: list[Revision], place: int, goal: int) -> list[tuple[Revision, str]]:
    if goal >= place:
        return [(revision, "up") for revision in revisions[place:goal]]
    return [(revision, "down") for revision in reversed(revisions[goal:place])]


def _noting(applied: list[Applied], notes: list[str], listener: Listener) -> Listener:
    def add(revision: Applied) -> None:
        applied.append(revision)
        listener.applied(revision)

    def note(text: str) -> None:
        notes.append(text)
        listener.note(text)

    return replace(listener, applied=add, note=note)


def _run(go: Any, setup: Config, revision: str, **options: Any) -> None:
    """An Alembic command, its own errors and the driver's as ours.

    Alembic keeps the running environment in module variables: one thread at a time.
    """
    try:
        with _ONE_THREAD:
            go(setup, revision, **options)
    except Bp010Error:
        raise
    except (CommandError, DBAPIError, psycopg.Error) as error:
        if first := _hidden(error):
            raise first from None
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        raise MigrationError(str(cause).strip().splitlines()[0], on=revision) from cause


def _hidden(error: BaseException) -> Bp010Error | None:
    """Our own error behind that of a clean-up which failed too: the connection was lost."""
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, Bp010Error):
        seen = seen.__cause__ or seen.__context__
    return seen
