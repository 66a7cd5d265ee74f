"""`bp010ctl source`: what is polled, how it went, and the worker that polls it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bp010ctl.base.phrases import span
from bp010ctl.commands import console
from bp010ctl.commands.grammar import Command, Groups
from bp010ctl.commands.options import Json

if TYPE_CHECKING:
    from bp010ctl.sources.polling import Outcome, Probe
    from bp010ctl.sources.store import Source

app = typer.Typer(
    name="source",
    cls=Groups,
    no_args_is_help=True,
    help="Poll the SCADA's API and others like it, and make up for what was missed. "
    "First steps: source add NAME URL; source test NAME; source run.",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The source.")]


@app.command(cls=Command)
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is called from now on.")],
    url: Annotated[
        str, typer.Argument(metavar="URL", help="http(s):// or mqtt(s)://, no user in it.")
    ],
    unit: Annotated[
        list[int] | None,
        typer.Option(metavar="N", help="A SCADA unit (well_id) to ask for; as often as needed."),
    ] = None,
    location: Annotated[int | None, typer.Option(help="SCADA location of the units. [1]")] = None,
    every: Annotated[int, typer.Option(metavar="SECONDS", help="How often to poll.")] = 60,
    limit: Annotated[
        int, typer.Option(metavar="SECONDS", help="How long one poll may take, retries included.")
    ] = 30,
    user: Annotated[
        str | None, typer.Option(metavar="REF", help="Reference of the header `user`.")
    ] = None,
    password: Annotated[
        str | None, typer.Option(metavar="REF", help="Reference of the header `password`.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="TOML that says what is asked, where it is another API."),
    ] = None,
    place: Annotated[
        str | None, typer.Option(help="Place in the ledger. [default: the name]")
    ] = None,
    place_name: Annotated[str | None, typer.Option(help="Name of that place.")] = None,
    since: Annotated[
        datetime | None, typer.Option(help="What came since then (UTC) is a gap to be made up for.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check everything, show it, add nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Add a source; without --config it is asked as the API of the old system.

    That is POST URL/get-latest-data-full/UNIT/LOCATION with the headers `user` and `password`. At
    mqtt://HOST:PORT is a broker to which edge nodes publish by Sparkplug B: it is listened to. A
    REF says where a secret is, never what it is: env:BP010_SECRET_NAME, file:NAME, command:NAME.

    Examples: `bp010ctl source add north https://scada.example/api --unit 101 --user
    env:BP010_SECRET_USER --password env:BP010_SECRET_PASSWORD`,
    `bp010ctl source add south https://historian.example --config south.toml --every 30`
    """
    from bp010ctl.server import target
    from bp010ctl.sources import adding, store

    made = adding.source(
        name, url, units=unit or [], location=location, every=every, limit=limit, user=user,
        password=password, config=config, place=place, place_name=place_name, since=since,
    )  # fmt: skip
    if not dry_run:
        with target.connect(autocommit=True) as connection:
            store.add(connection, made)
    if json:
        console.as_json(_document(made))
        return
    console.say(_line(made))
    console.say("dry run: nothing was added" if dry_run else f"next: bp010ctl source test {name}")


@app.command("list", cls=Command)
def list_(json: Json = False) -> None:
    """Show every source, and how its last poll went.

    Example: `bp010ctl source list`
    """
    from bp010ctl.server import target
    from bp010ctl.sources import store

    with target.connect(autocommit=True) as connection:
        rows = store.standing(connection)
    if json:
        console.as_json(rows)
        return
    if not rows:
        console.say("no source yet: bp010ctl source add NAME URL")
        return
    columns = ["source", "address", "units", "every", "state", "last poll", "newest value", "gaps",
               "what went wrong"]  # fmt: skip
    spare = ["what went wrong", "address", "units"]
    console.table(columns, [_standing(row) for row in rows], numeric=["units", "gaps"], spare=spare)


@app.command("test", cls=Command)
def probe(name: Name, json: Json = False) -> None:
    """Ask a source now, say what would arrive, and keep nothing.

    Tags that the map knows and does not, the newest time and its age, values that could not be
    used. Exit code 1 where nothing could be landed.

    Example: `bp010ctl source test north`
    """
    from bp010ctl.server import target
    from bp010ctl.sources import polling, store

    async def asked() -> Probe:
        asker = polling.Asker()
        try:
            source = store.one(connection, name)
            store.refuse_publishing(source)
            return await polling.probe(connection, source, asker)
        finally:
            await asker.close()

    with target.connect(autocommit=True) as connection:
        found = asyncio.run(asked())
    if json:
        import dataclasses

        console.as_json(dataclasses.asdict(found))
    else:
        _show(found)


@app.command(cls=Command)
def poll(
    name: Name,
    recover: Annotated[
        bool, typer.Option("--recover", help="Then make up for up to five gaps, if it can.")
    ] = False,
    json: Json = False,
) -> None:
    """Poll a source once and land what it gives; exit code 1 where it gave nothing.

    Refused while a worker polls it.

    Example: `bp010ctl source poll north`
    """
    outcomes = _polled(name, poll=True, recover=recover)
    _tell(outcomes, json)


@app.command(cls=Command)
def recover(name: Name, json: Json = False) -> None:
    """Make up for the newest gaps of a source at once, five polls at most.

    Only a source that gives ranges of time can; `source list` and `gaps` say what is left.

    Example: `bp010ctl source recover south`
    """
    outcomes = _polled(name, poll=False, recover=True)
    if not outcomes and not json:
        console.say("nothing to make up for")
        return
    _tell(outcomes, json)


@app.command(cls=Command)
def run(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]…", help="Only these sources.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One line of JSON a poll.")] = False,
) -> None:
    """Poll every source at its cadence until Ctrl-C or SIGTERM: the worker.

    Several workers share the sources: each is polled by one. A source that is added, paused or
    changed is seen within seconds.

    Example: `bp010ctl source run`
    """
    from bp010ctl.server import target
    from bp010ctl.sources.worker import Worker

    def told(outcome: Outcome) -> None:
        console.as_json_line(_outcome(outcome)) if json else console.say(_said(outcome))

    worker = Worker(target.url(), tuple(names or ()), told, console.note)
    asyncio.run(worker.run())


@app.command(cls=Command)
def pause(name: Name) -> None:
    """Stop polling a source; what it is not asked meanwhile is no gap.

    Example: `bp010ctl source pause north`
    """
    _switch(name, on=False)


@app.command(cls=Command)
def resume(name: Name) -> None:
    """Poll a source again that was paused, or that refused our credentials.

    Example: `bp010ctl source resume north`
    """
    _switch(name, on=True)


@app.command(cls=Command)
def remove(
    name: Name,
    confirm: Annotated[
        str | None, typer.Option(metavar="NAME", help="Confirms it by the source's name.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go, remove nothing.")
    ] = False,
) -> None:
    """Remove a source; what it brought and its runs stay, its gaps can be made up for no more.

    Example: `bp010ctl source remove north --confirm north`
    """
    from bp010ctl.server import target
    from bp010ctl.sources import store

    with target.connect(autocommit=True) as connection:
        store.one(connection, name)
        if dry_run:
            console.say(f"would remove {name}; its runs and what it brought would stay")
            return
        console.confirm(name, confirm, f"remove the source {name}", "source")
        store.remove(connection, name)
    console.say(f"{name}: removed")


@app.command(cls=Command)
def unit(
    user: Annotated[str, typer.Option(help="User that the worker runs as.")] = "bp010",
) -> None:
    """Write a systemd service for the worker to standard output; no secret is in it.

    Example: `bp010ctl source unit > /etc/systemd/system/bp010-sources.service`
    """
    from bp010ctl.base import services, settings

    does = "polls the sources and lands what they give"
    folder = settings.load().project
    print(services.unit("bp010-sources", "source", does, user, folder), end="")


def _switch(name: str, *, on: bool) -> None:
    from bp010ctl.server import target
    from bp010ctl.sources import store

    with target.connect(autocommit=True) as connection:
        store.switch(connection, name, on=on)
    console.say(f"{name}: {'polled again' if on else 'paused'}")


def _polled(name: str, *, poll: bool, recover: bool) -> list[Outcome]:
    """What came of a poll, of polls that make up for gaps, or both; by this session alone."""
    from bp010ctl.server import target
    from bp010ctl.sources import gaps, polling, store

    async def asked() -> list[Outcome]:
        asker, outcomes = polling.Asker(), []
        try:
            if poll:
                outcomes.append(await polling.poll(connection, source, asker))
            if recover and not (outcomes and outcomes[0].state == polling.FAILED):
                found = gaps.recover(connection, source, asker, now=not poll)
                outcomes += [outcome async for outcome in found]
        finally:
            await asker.close()
        return outcomes

    with (
        console.interruptible("nothing of the poll was kept"),
        target.connect(autocommit=True, application_name="bp010ctl source") as connection,
    ):
        source = store.one(connection, name)
        store.refuse_publishing(source)
        if recover and not poll and not source.gives_ranges:
            from bp010ctl.base.errors import SourceError

            raise SourceError(
                "this source shows its newest values only: nothing can be made up for",
                on=name,
                hint="bp010ctl gaps says what is known of what was missed",
            )
        store.take_or_refuse(connection, name)
        return asyncio.run(asked())


def _tell(outcomes: list[Outcome], json: bool) -> None:
    if json:
        console.as_json([_outcome(outcome) for outcome in outcomes])
    else:
        for outcome in outcomes:
            console.say(_said(outcome))
    raise typer.Exit(1 if any(outcome.state == "fallido" for outcome in outcomes) else 0)


def _outcome(outcome: Outcome) -> dict[str, Any]:
    import dataclasses

    return dataclasses.asdict(outcome)


def _said(outcome: Outcome) -> str:
    window = outcome.window
    span_of = f"{window[0]:%H:%M:%S}–{window[1]:%H:%M:%S}" if window else ""
    error = f"  {outcome.kind + ': ' if outcome.kind else ''}{outcome.message}"
    return (
        f"{outcome.source:<16} {span_of} {outcome.state:<8} {outcome.landed:>7,} rows"
        f"{error if outcome.message else ''}"
    )


def _document(source: Source) -> dict[str, Any]:
    import dataclasses

    document = dataclasses.asdict(source)
    return {name: document[name] for name in ("name", "kind", "place", "address", "units", "spec",
                                              "every", "limit")}  # fmt: skip


def _line(source: Source) -> str:
    if source.spec.mqtt is not None:
        return f"{source.name}: {source.address}, listened to, landed every {source.every} s"
    what = "a range of time" if source.gives_ranges else "its newest values"
    units = f"{len(source.units)} units" if source.units else "no unit named"
    return (
        f"{source.name}: {source.address}, {units}, asked for {what} every {source.every} s,"
        f" {source.limit} s at most"
    )


def _standing(row: dict[str, Any]) -> list[Any]:
    state = "paused" if not row["activa"] else row["estado"] or "not polled yet"
    ago = "" if row["segundos"] is None else f"{span(row['segundos'])} ago"
    newest = "" if row["ultimo_dato"] is None else f"{row['ultimo_dato']:%Y-%m-%d %H:%M:%S}"
    wrong = row["motivo_pausa"] or row["error_mensaje"]
    return [row["fuente"], row["direccion"], len(row["unidades"]), span(row["cadencia_segundos"]),
            state, ago, newest, row["huecos"], wrong]  # fmt: skip


def _show(probe: Probe) -> None:
    console.say(f"{probe.source}: {probe.rows:,} values in {probe.seconds:.2f} s; nothing was kept")
    rows = [
        (row["unit_id"], row["nombre_pozo"] or "not in the master", row["mapeadas"],
         row["sin_mapa"], f"{row['ultimo']:%Y-%m-%d %H:%M:%S}" if row["ultimo"] else "none",
         _age(row["edad_segundos"]))
        for row in probe.units
    ]  # fmt: skip
    names = ["unit", "well", "mapped tags", "unmapped tags", "newest value", "age"]
    if rows:
        console.table(names, rows, numeric=["unit", "mapped tags", "unmapped tags"])
    for row in probe.rejected:
        console.say(
            f"unit {row['unit_id']}: {row['cuantos']} values cannot be used ({row['motivo']}),"
            f" such as {row['valor']!r} of tag {row['variable']}"
        )
    for unit, why in probe.silent.items():
        console.say(f"unit {unit}: {why}")
    if probe.message and not probe.silent:
        console.say(probe.message)


def _age(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{span(-seconds)} ahead of now" if seconds < 0 else span(seconds)
