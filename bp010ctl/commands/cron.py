"""`bp010ctl cron …`: the schedule of the cycles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bp010ctl.base.phrases import span
from bp010ctl.commands import console
from bp010ctl.commands.options import DryRun, Json

if TYPE_CHECKING:
    from bp010ctl.base.database import Connection

UNCHANGED = "dry run: nothing was changed"
SPARE = ["overlaps", "schedule", "by"]
"""What a narrow terminal does without, the first ones first."""

app = typer.Typer(
    name="cron",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The schedule of the cycles: pg_cron's jobs, or a scheduler in the foreground.",
)

Cycles = Annotated[list[str] | None, typer.Argument(help="Cycles; all if none is named.")]


@app.command()
def apply(dry_run: DryRun = False, json: Json = False) -> None:
    """Make pg_cron's jobs what etl.ciclos says; twice is once, jobs of others stay untouched.

    The first time it also runs the cycle mantenimiento, which makes the partitions ahead.

    Example: bp010ctl cron apply
    """
    from bp010ctl.cycles import cron
    from bp010ctl.server import target

    with target.connect() as connection, cron.connect(connection) as scheduler:
        changes = cron.apply(connection, scheduler, dry_run=dry_run)
        if json:
            console.as_json([{"cycle": cycle, "done": done} for cycle, done in changes])
        for cycle, done in () if json else changes:
            console.say(f"{cycle:<14} {done}")
        if not dry_run and cron.first_maintenance(connection):
            console.note("mantenimiento: run for the first time")
    console.note(UNCHANGED if dry_run else "see them run: bp010ctl runs --follow")


@app.command()
def status(json: Json = False) -> None:
    """Show each cycle: next start, newest run, time since the last success, overlaps.

    `job` is what pg_cron really has: ok, or what is wrong with it. Overlaps are runs of the last
    24 hours that met the next start, or one another.

    Example: bp010ctl cron status
    """
    from bp010ctl.cycles import cron, ledger
    from bp010ctl.server import target

    with target.connect() as connection:
        rows = ledger.cycles(connection)
        jobs = _jobs(connection)
    for row in rows:
        scheduled = cron.SCHEDULER in (row["programadores"] or [])
        row["trabajo"] = jobs.get(row["ciclo"], "ok") if scheduled and jobs is not None else None
    if json:
        console.as_json(rows)
        return
    columns = [
        "cycle", "schedule", "by", "job", "next", "last", "state", "took s", "lag", "overlaps"
    ]  # fmt: skip
    numeric = ["took s", "lag", "overlaps"]
    console.table(columns, [_cells(row) for row in rows], numeric=numeric, spare=SPARE)
    if not any(row["programadores"] for row in rows):
        console.say("nothing starts the cycles: bp010ctl cron apply")


@app.command()
def pause(cycles: Cycles = None, dry_run: DryRun = False, json: Json = False) -> None:
    """Pause cycles, until `resume`; a paused cycle misses nothing.

    Whoever pauses, the owner or a login in bp010_operacion, either may resume: pg_cron's jobs go on
    starting, and do nothing.

    Example: bp010ctl cron pause reporting universal
    """
    _switch(cycles, active=False, dry_run=dry_run, json=json)


@app.command()
def resume(cycles: Cycles = None, dry_run: DryRun = False, json: Json = False) -> None:
    """Let paused cycles run again.

    Example: bp010ctl cron resume
    """
    _switch(cycles, active=True, dry_run=dry_run, json=json)


@app.command()
def remove(dry_run: DryRun = False, json: Json = False) -> None:
    """Take all jobs of this database out of pg_cron.

    Example: bp010ctl cron remove
    """
    from bp010ctl.cycles import cron
    from bp010ctl.server import target

    with target.connect() as connection, cron.connect(connection) as scheduler:
        gone = cron.remove(connection, scheduler, dry_run=dry_run)
    _tell("removed", gone, "there were no jobs", dry_run, json)


@app.command()
def run() -> None:
    """Start the cycles from this terminal, where the server has no pg_cron; Ctrl-C stops.

    The first Ctrl-C waits for the runs that go on, the second cancels them.

    Example: bp010ctl cron run
    """
    import signal
    from datetime import datetime

    from bp010ctl.cycles.scheduler import Scheduler
    from bp010ctl.server import target

    scheduler = Scheduler(
        target.url(), lambda line: console.say(f"{datetime.now():%H:%M:%S} {line}")
    )

    def stop(*_: Any) -> None:
        if scheduler.stop.is_set():
            scheduler.cancel()
        elif scheduler.running:
            console.note(f"waiting for {', '.join(scheduler.running)}; Ctrl-C again cancels")
        scheduler.stop.set()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    scheduler.run()
    console.say("stopped; nothing is scheduled by this terminal any more")


def _switch(cycles: list[str] | None, *, active: bool, dry_run: bool, json: bool) -> None:
    from contextlib import ExitStack, suppress

    from bp010ctl.cycles import cron
    from bp010ctl.server import target

    with ExitStack() as stack:
        connection = stack.enter_context(target.connect())
        scheduler = None
        if cron.owns_jobs(connection):
            with suppress(cron.CronMissing):
                scheduler = stack.enter_context(cron.connect(connection))
        changed = cron.switch(connection, scheduler, cycles or [], active=active, dry_run=dry_run)
    word = "resumed" if active else "paused"
    _tell(word, changed, f"already {word}", dry_run, json)


def _tell(word: str, cycles: list[str], none: str, dry_run: bool, json: bool) -> None:
    """Which cycles were, or would be, `word`."""
    if json:
        console.as_json({word: cycles})
    else:
        console.say(f"{word}: {', '.join(cycles)}" if cycles else none)
    if dry_run:
        console.note(UNCHANGED)


def _jobs(connection: Connection) -> dict[str, str] | None:
    """What is wrong with pg_cron's jobs, by cycle; None where they cannot be seen: that is said."""
    from bp010ctl.cycles import cron

    if not cron.scheduled(connection):
        return {}
    try:
        with cron.connect(connection) as scheduler:
            if cron.owns_jobs(connection):
                return cron.faults(connection, scheduler)
        console.note("job: pg_cron shows jobs to their owner only")
    except cron.CronMissing as missing:
        console.note(f"job: {missing.what}")
    return None


def _cells(row: dict[str, Any]) -> list[Any]:
    by = ", ".join(row["programadores"] or []) or "-"
    return [
        row["ciclo"],
        row["expresion_cron"],
        by if row["activo"] else "paused",
        row["trabajo"] or "-",
        f"{row['proxima']:%m-%d %H:%M}" if row["programadores"] else "-",
        f"{row['ultima']:%m-%d %H:%M}" if row["ultima"] else "-",
        row["estado"] or "-",
        console.number(row["duracion_segundos"], 2),
        span(row["atraso_segundos"]),
        row["solapes"],
    ]
