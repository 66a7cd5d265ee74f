"""`bp010ctl replica`: a MySQL or MariaDB schema kept in PostgreSQL, and proven equal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bp010ctl.commands import console
from bp010ctl.commands.grammar import Command, Groups

if TYPE_CHECKING:
    from bp010ctl.replica.plans import KeptTable, Plan
    from bp010ctl.replica.requests import Listener, Outcome, Result

app = typer.Typer(
    name="replica",
    cls=Groups,
    no_args_is_help=True,
    help="Keep a MySQL or MariaDB schema in this database, and prove that it is equal. "
    "First steps: replica plan URL; replica revision NAME; migrate; replica run NAME.",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The replica: replica/NAME.toml.")]
Json = Annotated[bool, typer.Option("--json", help="JSON for machines.")]
Tables = Annotated[
    str | None,
    typer.Option(metavar="A,B", help="Only these tables, each with those that belong to it."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, do nothing.")]


@app.command(cls=Command)
def plan(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="mysql://user:password@host:3306/schema")
    ],
    name: Annotated[
        str | None, typer.Option(help="Name of the replica. [default: the schema's name]")
    ] = None,
    password_env: Annotated[
        str | None,
        typer.Option(metavar="VARIABLE", help="Variable that holds the password from now on."),
    ] = None,
    small: Annotated[
        int, typer.Option(min=0, help="Tables with fewer rows are compared whole at each run.")
    ] = 100_000,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Read the source's schema and write replica/NAME.toml for a person to review.

    Tables with their keys, what belongs together, sizes, a watermark with its reason, PostgreSQL's
    types, and each doubtful column by name. A plan that is there already gets what is new in the
    source added; what a person changed in it stays. The password is not written down.

    Examples: `bp010ctl replica plan mysql://reader@db.example/shop --password-env SHOP_PASSWORD`
    """
    from bp010ctl.base import settings
    from bp010ctl.replica import planning

    made = planning.plan(
        settings.load().project, url, name=name, password_env=password_env, small=small,
        dry_run=dry_run,
    )  # fmt: skip
    if json:
        console.as_json(made.as_dict())
        return
    for remark in made.remarks:
        console.say(remark)
    _show_plan(made.plan)
    _warn(made.plan)
    console.say(f"{'would write' if dry_run else 'wrote'} {made.file}; review it, then: "
                f"bp010ctl replica revision {made.plan.name}")  # fmt: skip


@app.command(cls=Command)
def document(
    name: Name,
    out: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="[default: replica/NAME.md; - for the screen]"),
    ] = None,
) -> None:
    """Write structure and relations as Markdown with a Mermaid diagram.

    Example: `bp010ctl replica document shop`
    """
    from pathlib import Path

    from bp010ctl.replica import documents

    loaded, folder = _plan(name)
    text = documents.markdown(loaded)
    if out == "-":
        console.say(text)
        return
    file = Path(out) if out else folder / "replica" / f"{name}.md"
    file.write_text(text, encoding="utf-8")
    console.say(f"wrote {file}")


@app.command(cls=Command)
def revision(
    name: Name,
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not ask the source what is new in it.")
    ] = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Write the migration that makes the tables of schema replica_NAME what the plan says.

    A column or table that the source got is added to the plan first, and said by name. Nothing is
    altered here: that is what `bp010ctl migrate` does with the revision, and undoes.

    Example: `bp010ctl replica revision shop`
    """
    from bp010ctl.replica import planning, revisions

    loaded, folder = _plan(name)
    remarks: list[str] = []
    if not offline:
        loaded, remarks = planning.refreshed(folder, loaded, dry_run=dry_run)
    made = revisions.create(loaded, folder, dry_run=dry_run)
    draft, changes = made or (None, [])
    if json:
        console.as_json({"revision": draft and draft.revision, "source": remarks,
                         "changes": changes,
                         "files": draft.files if draft else []})  # fmt: skip
        return
    for line in remarks:
        console.say(f"source: {line}")
    if draft is None:
        console.say(f"the tables of replica {name} are what its plan says: no revision needed")
        return
    for line in changes:
        console.say(f"  {line}")
    verb = "would write" if dry_run else "wrote"
    console.say(f"{verb} {draft.revision} with {len(draft.files)} files; next: bp010ctl migrate")


@app.command(cls=Command)
def run(
    name: Name,
    lookback_days: Annotated[
        int | None, typer.Option(min=0, help="Read what changed in the last N days again.")
    ] = None,
    tables: Tables = None,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Read all rows again, whatever is here.")
    ] = False,
    compare: Annotated[
        bool, typer.Option("--compare", help="Compare every value, not only what changed.")
    ] = False,
    due: Annotated[
        bool, typer.Option("--due", help="Only what its class says is due; for a scheduler.")
    ] = False,
    confirm: Annotated[
        str | None, typer.Option(metavar="NAME", help="Confirms a full refresh.")
    ] = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Bring the replica up to its source, and compare it before ending.

    The first run reads all rows, later ones what changed since; an interrupted run goes on where it
    was. Changed rows are compared by value and all rows by count and key; every value as often as
    the plan's class says, or now with --compare. Exit code 1 where a table failed; the others are
    done all the same.

    Examples: `bp010ctl replica run shop`, `bp010ctl replica run shop --lookback-days 3`,
    `bp010ctl replica run shop --tables orders --full-refresh --confirm shop`
    """
    from bp010ctl.replica import requests, running
    from bp010ctl.server import target

    loaded, _ = _plan(name)
    request = requests.Request(_names(tables), lookback_days, full_refresh, due, compare)
    url = target.url()
    if dry_run:
        _show_intents(running.intents(loaded, url, request), json)
        return
    if full_refresh:
        rows = sum(t.rows for c in running.chosen(loaded, request.tables) for t in c)
        console.confirm(name, confirm, f"read about {rows:,} rows of {name} again", "replica")
    with _listening(json) as listener:
        result = running.run(loaded, url, request, listener)
    _show_result(result, json)
    raise typer.Exit(0 if result.good else 1)


@app.command(cls=Command)
def verify(name: Name, tables: Tables = None, json: Json = False) -> None:
    """Compare every value with the source, range by range, and show the rows that differ.

    Writes nothing to the tables. Both sides are read in one snapshot each; what the source got
    since the last run shows as a difference. Exit code 1 unless every table is equal.

    Examples: `bp010ctl replica verify shop`, `bp010ctl replica verify shop --tables orders`
    """
    from dataclasses import asdict

    from bp010ctl.replica import proofs, running
    from bp010ctl.server import target

    loaded, _ = _plan(name)
    wanted = [table for cluster in running.chosen(loaded, _names(tables)) for table in cluster]
    with console.progress("comparing", sum(max(1, table.rows) for table in wanted)) as advance:
        verdicts = proofs.verify(
            loaded, target.url(), wanted,
            lambda verdict: advance(max(1, loaded.tables[verdict.table].rows)),
        )  # fmt: skip
    if json:
        console.as_json([asdict(verdict) for verdict in verdicts])
    else:
        _show_verdicts(verdicts)
    raise typer.Exit(0 if all(verdict.verdict == "igual" for verdict in verdicts) else 1)


@app.command(cls=Command)
def status(name: Name, json: Json = False) -> None:
    """Show how far each table is, when it was proven equal, and what was set aside.

    Example: `bp010ctl replica status shop`
    """
    from bp010ctl.replica.state import State
    from bp010ctl.server import target

    loaded, _ = _plan(name)
    with target.connect(autocommit=True) as connection:
        known = State(connection, loaded).known()
    rows = [
        _status_row(table, known.get(table.name))
        for cluster in loaded.clusters()
        for table in cluster
    ]
    if json:
        console.as_json(rows)
        return
    console.table(list(rows[0]), [list(row.values()) for row in rows], numeric=["set aside"])


def _plan(name: str) -> tuple[Plan, Any]:
    from bp010ctl.base import settings
    from bp010ctl.replica import files

    folder = settings.load().project
    return files.load(files.path(folder, name)), folder


def _names(tables: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (tables or "").split(",") if word.strip())


@contextmanager
def _listening(quiet: bool) -> Iterator[Listener]:
    """Progress by rows of the plan; with --json only notes."""
    from bp010ctl.replica.requests import Listener

    if quiet:
        yield Listener(note=console.note)
        return
    with console.progress("rows", None) as advance:
        yield Listener(note=console.note, advance=advance)


def _show_plan(made: Plan) -> None:
    rows = [
        ["" if place else str(number), table.name, f"{table.rows:,}", table.klass, table.strategy,
         ", ".join(table.watermark) if table.strategy == "watermark" else table.parent or "",
         str(sum(column.doubt is not None for column in table.columns) + len(table.doubts))]
        for number, cluster in enumerate(made.clusters(), start=1)
        for place, table in enumerate(cluster)
    ]  # fmt: skip
    names = ["cluster", "table", "rows", "class", "read", "watermark or parent", "doubts"]
    console.table(names, rows, numeric=["cluster", "rows", "doubts"])


def _warn(made: Plan) -> None:
    for table in made.tables.values():
        for doubt in table.doubts:
            console.say(f"  {table.name}: {doubt}")


def _show_intents(intents: list[dict[str, Any]], json: bool) -> None:
    if json:
        console.as_json(intents)
        return
    for intent in intents:
        console.say(f"{intent['table']:<32} would be {intent['how']}")
    console.say(f"{len(intents)} tables; nothing was done")


def _show_result(result: Result, json: bool) -> None:
    from dataclasses import asdict

    if json:
        console.as_json(asdict(result) | {"good": result.good})
        return
    for outcome in result.outcomes:
        console.say(_outcome(outcome))
    read, written = (
        sum(getattr(outcome, name) for outcome in result.outcomes) for name in ("read", "written")
    )
    failed = sum(outcome.error is not None for outcome in result.outcomes)
    if result.stopped:
        console.note(f"error: {result.stopped}")
    console.say(
        f"{len(result.outcomes)} tables, {read:,} rows read, {written:,} written"
        + (f", {failed} tables failed" if failed else "")
        + ("" if result.outcomes or result.stopped else ": nothing is due")
    )


def _outcome(outcome: Outcome) -> str:
    proof = {"igual": "equal", "conteo": "changes equal, counts equal"}.get(outcome.proof, "")
    aside = f", {outcome.aside:,} set aside" if outcome.aside else ""
    gone = f", {outcome.deleted:,} deleted" if outcome.deleted else ""
    end = f"failed: {outcome.error}" if outcome.error else f"{proof}{gone}{aside}"
    return (
        f"{outcome.table:<28} {outcome.how:<24} {outcome.read:>11,} read"
        f" {outcome.written:>11,} written {outcome.seconds:7.2f} s  {end}"
    )


def _show_verdicts(verdicts: list[Any]) -> None:
    for verdict in verdicts:
        meaning = {"igual": "equal", "diferente": "DIFFERENT"}.get(verdict.verdict, verdict.verdict)
        aside = f", {verdict.aside:,} values set aside by name" if verdict.aside else ""
        console.say(
            f"{verdict.table:<28} {meaning:<10} {verdict.theirs:>11,} rows there"
            f" {verdict.ours:>11,} here, {verdict.ranges} ranges compared{aside}"
        )
        for row in verdict.differing:
            console.say(f"    key {','.join(row['key'])}: {_difference(row)}")
    bad = [verdict for verdict in verdicts if verdict.verdict != "igual"]
    console.say(
        f"{len(bad)} of {len(verdicts)} tables are not proven equal"
        if bad
        else f"all {len(verdicts)} tables are equal to their source, value by value"
    )


def _difference(row: dict[str, Any]) -> str:
    there, here = row["source"], row["replica"]
    if there is None:
        return "is here, but gone at the source"
    if not here:
        return "is missing here"
    return "; ".join(
        f"{name}: there {value!r}, here {here.get(name)!r}"
        for name, value in there.items()
        if here.get(name) != value
    )


def _status_row(table: KeptTable, known: dict[str, Any] | None) -> dict[str, Any]:
    known = known or {}
    state = {"al_dia": "current", "cargando": "loading", None: "not loaded"}
    proof = {"igual": "equal", "diferente": "DIFFERENT", None: ""}[known.get("prueba")]
    return {
        "table": table.name,
        "class": table.klass,
        "state": state[known.get("estado")],
        "up to": f"{known['foto_en']:%Y-%m-%d %H:%M}" if known.get("foto_en") else "",
        "watermark": known.get("marca") or "",
        "compared": f"{proof} {known['probada_en']:%Y-%m-%d %H:%M}" if proof else "",
        "set aside": known.get("apartadas", 0),
    }
