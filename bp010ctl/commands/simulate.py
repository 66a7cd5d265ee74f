"""`bp010ctl simulate`: a field of wells that never existed, to try everything on."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bp010ctl.commands import console
from bp010ctl.commands.options import Json

if TYPE_CHECKING:
    from bp010ctl.base.database import Connection
    from bp010ctl.simulator import Options, Written


def simulate(
    wells: Annotated[int, typer.Option(help="How many wells.")] = 10,
    hours: Annotated[
        float | None, typer.Option(help="Hours of history; 24, or 0 with --live.")
    ] = None,
    every: Annotated[int, typer.Option(help="Seconds between polls of a well.")] = 60,
    seed: Annotated[int, typer.Option(help="The same seed gives the same wells and values.")] = 1,
    start: Annotated[
        datetime | None, typer.Option(help="Start of the history, UTC; default: it ends now.")
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Then go on, poll by poll, until Ctrl-C.")
    ] = False,
    regime: Annotated[
        str, typer.Option(help="Daily counters: acumulado, dia_cerrado or mixto.")
    ] = "acumulado",
    zone: Annotated[
        str | None,
        typer.Option(help="Zone whose midnight resets counters; default: the database's."),
    ] = None,
    first_id: Annotated[int, typer.Option(help="Id of the first well.")] = 101,
    cards_every: Annotated[int, typer.Option(help="Minutes between cards, 0 for none.")] = 10,
    clean: Annotated[
        bool, typer.Option("--clean", help="No gaps, late polls, noise or stale tags.")
    ] = False,
    dirty: Annotated[
        bool, typer.Option("--dirty", help="Garbage values and an unknown unit too.")
    ] = False,
    wide: Annotated[
        bool, typer.Option("--wide", help="Write readings directly, without landing and pivot.")
    ] = False,
    csv: Annotated[
        Path | None, typer.Option(help="Write CSV files for `ingest` instead of the database.")
    ] = None,
    serve: Annotated[
        int | None,
        typer.Option(
            metavar="PORT",
            help="Answer as the SCADA's API on 127.0.0.1 until Ctrl-C; nothing is written. 0: any.",
        ),
    ] = None,
    mqtt: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Publish as a Sparkplug B edge node to mqtt://HOST:PORT until Ctrl-C; nothing is "
            "written.",
        ),
    ] = None,
    faults: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="What goes wrong with --serve: 401, 404, 429, 500, 503, timeout, truncated, html, "
            "empty, redirect; with --mqtt: lost, twice.",
        ),
    ] = None,
    fault_rate: Annotated[
        float, typer.Option(min=0, max=1, help="Chance of a fault for each request or message.")
    ] = 0.2,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Make everything, write nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Simulate wells whose telemetry obeys physics, and write it as SCADA polls.

    With --serve nothing is written: a source asks for it over HTTP (docs/sources.md), its newest
    values or those of a range of time. With --mqtt it publishes what changed.

    Examples: `bp010ctl simulate --wells 10 --hours 24 --seed 7 --regime mixto`,
    `bp010ctl simulate --serve 8010 --faults 429,truncated`
    """
    served = serve is not None or mqtt is not None
    _refuse_together({"--serve": serve is not None, "--mqtt": mqtt is not None})
    _refuse_together(
        {
            "--live": live,
            "--csv": csv is not None,
            "--dry-run": dry_run,
            "--mqtt" if mqtt else "--serve": served,
        }
    )
    if faults and not served:
        _refuse_together({"--faults": True, "neither --serve nor --mqtt": True})
    _refuse_together({"--wide": wide, "--csv": csv is not None})
    _refuse_together({"--clean": clean, "--dirty": dirty})
    from bp010ctl import simulator
    from bp010ctl.base import database
    from bp010ctl.server import target

    history = (0.0 if live or mqtt else 24.0) if hours is None else hours
    offline = dry_run or csv is not None or (served and zone is not None)
    with _connection(offline=offline) as connection:
        now, home = (
            simulator.clock_and_zone(connection) if connection else (datetime.now(UTC), "UTC")
        )
        begun = start.replace(tzinfo=UTC) if start else now - timedelta(hours=history)
        options = simulator.Options(
            begun.replace(second=0, microsecond=0), wells, history, every, seed, first_id, regime,
            zone or home, cards_every,
            simulator.CLEAN if clean else simulator.DIRTY if dirty else simulator.Imperfections(),
        )  # fmt: skip
        if mqtt is not None:
            _publish(mqtt, replace(options, hours=None), faults, fault_rate)
            return
        if serve is not None:
            _serve(serve, options, faults, fault_rate)
            return
        began = time.perf_counter()
        with console.interruptible("nothing of the history was kept in the database"):
            written = _write(connection, options, csv, wide)
        _report(options, written, time.perf_counter() - began, as_json=json)
        if live and connection:
            console.note(f"live on {database.describe(target.url())}; Ctrl-C stops it")
            _go_on(connection, replace(options, hours=None), wide)


def _publish(address: str, options: Options, faults: str | None, rate: float) -> None:
    """Publish each poll when it arrives, until Ctrl-C or SIGTERM."""
    import signal

    from bp010ctl import simulator
    from bp010ctl.simulator import publishing

    kinds = tuple(word.strip() for word in (faults or "").split(",") if word.strip())

    def end(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    node, sent = publishing.EdgeNode(address, publishing.Faults(kinds, rate, options.seed)), 0
    console.say(f"{options.wells} wells publish to {address}; Ctrl-C stops")
    try:
        for poll in simulator.due(simulator.simulate(options), time.time, time.sleep):
            sent += node.publish([poll])
    except KeyboardInterrupt:
        console.note(f"stopped after {sent} messages")
    finally:
        node.close()


def _serve(port: int, options: Options, faults: str | None, rate: float) -> None:
    """Answer for the field until Ctrl-C or SIGTERM."""
    import os
    import signal

    from bp010ctl.simulator import serving

    kinds = tuple(word.strip() for word in (faults or "").split(",") if word.strip())
    given = [os.environ.get(f"BP010_SIMULATED_{name}") for name in ("USER", "PASSWORD")]
    credentials = (given[0], given[1]) if given[0] and given[1] else None
    field = serving.Field(options)
    try:
        server = serving.server(port, field, serving.Faults(kinds, rate, options.seed), credentials)
    except OSError as error:
        from bp010ctl.base.errors import FieldError

        raise FieldError(
            f"cannot listen: {error.strerror}", on=f"127.0.0.1:{port}", hint="another --serve PORT"
        ) from None

    def end(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    console.say(f"http://127.0.0.1:{server.server_address[1]}  {options.wells} wells; Ctrl-C stops")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


def _refuse_together(given: dict[str, bool]) -> None:
    from bp010ctl.base.errors import UsageError

    names = [word for word, present in given.items() if present]
    if len(names) > 1:
        raise UsageError(f"{' and '.join(names)} do not go together", hint="choose one of them")


def _connection(*, offline: bool) -> AbstractContextManager[Connection | None]:
    from bp010ctl.server import target

    return nullcontext() if offline else target.connect()


def _write(
    connection: Connection | None, options: Options, csv: Path | None, wide: bool
) -> Written:
    """Write the history where it was asked for: database, CSV files, or nowhere."""
    from bp010ctl import simulator
    from bp010ctl.ingest import partitions

    polls, registered = simulator.simulate(options), options.start.date()
    with console.progress("simulating", options.expected_polls) as advance:
        if csv:
            simulator.write_wells_csv(csv, simulator.wells(options), registered)
            return simulator.write_csv(csv, polls, advance)
        if connection is None:
            return simulator.count(polls, advance)
        end = options.start + timedelta(hours=options.hours or 0)
        partitions.for_history(connection, options.start, end)
        simulator.write_wells(connection, simulator.wells(options), registered)
        write = simulator.write_wide if wide else simulator.write_landing
        written = write(connection, polls, advance)
        connection.commit()
        return written


def _go_on(connection: Connection, options: Options, wide: bool) -> None:
    """Write each poll when it arrives, until interrupted."""
    from bp010ctl import simulator

    write, polls = simulator.write_wide if wide else simulator.write_landing, 0
    try:
        for poll in simulator.due(simulator.simulate(options), time.time, time.sleep):
            polls += write(connection, [poll]).polls
            connection.commit()
    except KeyboardInterrupt:
        console.note(f"stopped after {polls} live polls; nothing is half-written")


def _report(options: Options, written: Written, seconds: float, *, as_json: bool) -> None:
    result: dict[str, Any] = {
        "wells": options.wells,
        "from": options.start.isoformat(),
        "hours": options.hours,
        "polls": written.polls,
        "rows": written.rows,
        "seconds": round(seconds, 2),
        "rows_per_second": round(written.rows / seconds) if seconds else None,
        "kinds": written.kinds,
    }
    if as_json:
        console.as_json(result)
        return
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(written.kinds.items()))
    console.say(
        f"{options.wells} wells from {options.start:%Y-%m-%d %H:%M} UTC, {options.hours:g} h: "
        f"{written.polls} polls ({kinds or 'none'}), {written.rows} rows in {seconds:.1f} s"
    )
