"""`bp010ctl bronze`: a field's CSV archive as Parquet and DuckDB, and on to the readings."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bp010ctl.base.errors import Bp010Error, BronzeError, UsageError
from bp010ctl.commands import console
from bp010ctl.commands.grammar import Command, Groups
from bp010ctl.commands.options import DryRun, Json

if TYPE_CHECKING:
    from bp010ctl.bronze.definitions import Definition
    from bp010ctl.bronze.ingesting import Outcome, Result
    from bp010ctl.bronze.loading import Loaded
    from bp010ctl.ingest.absences import Absences

app = typer.Typer(
    name="bronze",
    cls=Groups,
    no_args_is_help=True,
    help="Keep a field's CSV archive as Parquet and DuckDB, and bring it to the readings. "
    'First steps: bronze ingest --source DIR; bronze query "SELECT …".',
)

Config = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="What is declared of the archive. [default: bronze.toml]"),
]
Source = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder of the CSV files. [default: data/raw]"),
]
Lake = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder of what is made of them. [default: data/lake]"),
]
ACTIONS = ("ingested", "corrected", "seen", "refused", "changing")
SHOWN = 20
"""Remarks of files that are shown one by one."""


@app.command(cls=Command)
def ingest(
    table: Annotated[
        Literal["sensor", "equipos", "eventos"] | None,
        typer.Argument(help="Only this table. [default: all, in that order]", show_default=False),
    ] = None,
    source: Source = None,
    lake: Lake = None,
    config: Config = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Read the CSV files that are new or corrected into the lake.

    sensor: FIELD-N_all.csv, equipos: BEC_FIELD-N_all.csv, eventos: Eventos_FIELD-N_all.csv. A file
    seen before is skipped, a corrected one replaces its own rows. What does not fit is kept out,
    with line and reason, in DIR/rejects. All of a table is swapped in at once; killed at any
    moment, the last good copy stays. Exit code 1 where a file was refused; the others are done.

    Examples: `bp010ctl bronze ingest`, `bp010ctl bronze ingest sensor --source /archive --dry-run`
    """
    definition = _definition(config, source, lake)
    from bp010ctl.bronze import files, ingesting, running, tables

    wanted = tables.IN_ORDER if table is None else (tables.BY_WORD[table],)
    known, _ = files.find(definition.source, wanted)
    size = sum(file.path.stat().st_size for file in known)
    with (
        console.interruptible("the lake is what it was before; give the same command again"),
        console.progress("ingest", size) as advance,
    ):
        if dry_run:
            result = ingesting.ingest(definition, _words(), wanted, dry_run=True, advance=advance)
        else:
            chain = running.Chain(definition, _words(), _ledger(), console.note, advance)
            result = chain.ingest_all(wanted)
    if json:
        console.as_json(asdict(result) | {"good": result.good})
    else:
        _show(result, definition, dry_run)
    raise typer.Exit(0 if result.good else 1)


@app.command(cls=Command)
def query(
    text: Annotated[str, typer.Argument(metavar="SQL", help="A query of DuckDB.")],
    lake: Lake = None,
    config: Config = None,
    json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="CSV with a header row.")] = False,
) -> None:
    """Ask the newest copy, read-only; times are shown in UTC.

    Tables: bronze.sensor_data, bronze.equipos, bronze.eventos, bronze.ingested_files, and those of
    silver. An ingest that runs meanwhile does not disturb it.

    Example: `bp010ctl bronze query "SELECT pozo, count(*) FROM bronze.sensor_data GROUP BY pozo"`
    """
    if json and csv:
        raise UsageError("--json and --csv do not go together")
    definition = _definition(config, None, lake)
    from bp010ctl.bronze import lake as lakes
    from bp010ctl.bronze import warehouse

    answer = warehouse.query(lakes.Lake(definition.lake), text)
    if json:
        console.as_json([dict(zip(answer.columns, row, strict=True)) for row in answer.rows])
    elif csv:
        _as_csv(answer.columns, answer.rows)
    else:
        numeric = [
            name for place, name in enumerate(answer.columns)
            if any(isinstance(row[place], int | float) for row in answer.rows)
        ]  # fmt: skip
        console.table(answer.columns, answer.rows, numeric=dict.fromkeys(numeric))


@app.command(cls=Command)
def silver(
    lake: Lake = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Make the silver tables of the wells that changed since.

    Readings with the equipment in operation; every ten minutes by interpolation, each such value
    marked; events with their equipment; coverage by sensor and equipment; one row a well.

    Example: `bp010ctl bronze silver`
    """
    definition = _definition(config, None, lake)
    from bp010ctl.bronze import lake as lakes
    from bp010ctl.bronze import running
    from bp010ctl.bronze import silver as refining

    known = refining.wells(lakes.Lake(definition.lake).manifest())
    with console.progress("wells", len(known)) as advance:
        chain = running.Chain(definition, _words(), _ledger(), console.note, advance)
        result = chain.silver()
    if json:
        console.as_json(asdict(result))
        return
    for table, rows in result.rows.items():
        console.say(f"silver.{table}: {rows:,} rows made")
    console.say(f"{len(result.made)} wells made, {len(result.same)} as they were")


@app.command(cls=Command)
def load(
    again: Annotated[
        bool, typer.Option("--again", help="All wells, whatever the ledger says of them.")
    ] = False,
    lake: Lake = None,
    config: Config = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Bring the wells that changed since to the readings, as `ingest` does a file of them.

    Sensor columns that bronze.toml maps, or that are called as in stage.tbl_pozo_produccion, become
    readings; events become the state of the motor. A well is one run of the ledger. Exit code 1
    where a well was refused; the others are done.

    Example: `bp010ctl bronze load`
    """
    definition = _definition(config, None, lake)
    from bp010ctl.bronze import lake as lakes
    from bp010ctl.bronze import loading
    from bp010ctl.bronze import silver as refining
    from bp010ctl.server import target

    known = refining.wells(lakes.Lake(definition.lake).manifest())
    with (
        console.interruptible("a well is loaded whole or not at all: give the same command again"),
        console.progress("wells", len(known)) as advance,
    ):
        loads = loading.load(
            definition, target.url(), again=again, dry_run=dry_run, advance=advance
        )
    if json:
        console.as_json([asdict(one) for one in loads])
    else:
        _show_loads(loads, dry_run)
    raise typer.Exit(1 if any(one.error for one in loads) else 0)


@app.command(cls=Command)
def run(
    once: Annotated[bool, typer.Option("--once", help="Now, and end.")] = False,
    source: Source = None,
    lake: Lake = None,
    config: Config = None,
) -> None:
    """Do it all each day at 06:00 of the archive's zone, until Ctrl-C or SIGTERM: the worker.

    sensor, equipos, eventos, silver, readings, in that order. At the start files that are not in
    the lake are made up for at once, whatever runs were missed. Without a database it ends with
    silver.

    Examples: `bp010ctl bronze run`, `bp010ctl bronze run --once`
    """
    import signal

    definition = _definition(config, source, lake)
    from bp010ctl.bronze import running

    chain = running.Chain(definition, _words(), _ledger(), console.say)
    if once:
        wrong = chain.run()
        for line in wrong:
            console.note(f"error: {line}")
        raise typer.Exit(1 if wrong else 0)
    worker = running.Worker(chain)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop.set())
    worker.run()


@app.command(cls=Command)
def dagster(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Of the pages, on 127.0.0.1.")] = 3000,
    config: Config = None,
) -> None:
    """Start Dagster with the same chain as assets: pages and daemon, until Ctrl-C.

    sensor_data, equipos, eventos, silver, lecturas, one after the other, each day at 06:00 and
    where a file is new; missed ones are found by comparing the files with the lake. Its own
    folder is BP010_HOME/dagster unless DAGSTER_HOME says otherwise; it tells nobody anything.

    Example: `bp010ctl bronze dagster`
    """
    import os
    from importlib.util import find_spec

    _definition(config, None, None)
    if find_spec("dagster") is None or find_spec("dagster_webserver") is None:
        raise BronzeError(
            "the package dagster is not installed",
            hint="pip install '.[dagster]' (make setup-dagster does)",
        )
    from bp010ctl.bronze import dagster_home

    words, environment = dagster_home.command(_home(), config, _ledger(), port)
    os.execve(words[0], words, environment)


@app.command(cls=Command)
def unit(
    user: Annotated[str, typer.Option(help="User that the worker runs as.")] = "bp010",
) -> None:
    """Write a systemd service for the worker to standard output; no secret is in it.

    It is of the project's bronze.toml; the folder of its lake has to be there, and that user's.

    Example: `bp010ctl bronze unit > /etc/systemd/system/bp010-bronze.service`
    """
    from bp010ctl.base import services

    does = "reads the CSV archive each day"
    lake = _definition(None, None, None).lake.absolute()
    print(services.unit("bp010-bronze", "bronze", does, user, _project(), writes=lake), end="")


def _home() -> Path:
    from bp010ctl.base import settings

    return settings.load().home


def _project() -> Path:
    from bp010ctl.base import settings

    return settings.load().project


def _definition(config: Path | None, source: Path | None, lake: Path | None) -> Definition:
    """What is declared, with the folders that the command line names."""
    from dataclasses import replace
    from importlib.util import find_spec

    if missing := [name for name in ("polars", "duckdb") if find_spec(name) is None]:
        raise BronzeError(
            f"the package {missing[0]} is not installed", hint="pip install '.[bronze]'"
        )
    from bp010ctl.bronze import definitions

    made = definitions.load(_project(), config)
    return replace(made, source=source or made.source, lake=lake or made.lake)


def _words() -> Absences:
    from bp010ctl.bronze import casting

    return casting.words(_project())


def _ledger() -> str | None:
    """The database in use; None where none is, which is said."""
    from bp010ctl.server import target

    try:
        return target.url()
    except Bp010Error as error:
        console.note(f"not in the ledger: {error.what}")
        return None


def _show_loads(loads: list[Loaded], dry_run: bool) -> None:
    names = ["well", "well_id", "", "read", "written", "rows out", "values out"]
    rows = [
        (one.well, one.well_id, one.action, f"{one.read:,}", f"{one.written:,}",
         f"{one.rejected:,}", f"{one.cells:,}")
        for one in loads
    ]  # fmt: skip
    if rows:
        console.table(names, rows, numeric=[*names[1:2], *names[3:]])
    for one in loads:
        for remark in one.remarks[:SHOWN]:
            console.note(f"{one.well}: {remark}")
        if one.error:
            console.note(f"error: {one.well}: {one.error}")
    console.say(f"{sum(one.written for one in loads):,} readings written")
    if dry_run:
        console.note("dry run: nothing was kept")


def _as_csv(columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    import csv
    import sys

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)


def _show(result: Result, definition: Definition, dry_run: bool) -> None:
    rows = [
        (outcome.file, outcome.table, outcome.action, f"{outcome.rows:,}",
         f"{outcome.rejected:,}", f"{outcome.cells:,}", f"{outcome.seconds:.2f}")
        for outcome in result.outcomes
        if outcome.action != "seen"
    ]  # fmt: skip
    names = ["file", "table", "", "rows", "rows out", "values out", "s"]
    if rows:
        console.table(names, rows, numeric=names[3:])
    notes = [note for outcome in result.outcomes for note in _notes(outcome)]
    for note in notes[:SHOWN]:
        console.note(note)
    if len(notes) > SHOWN:
        console.note(f"… {len(notes):,} remarks in all (--json has them)")
    for name in result.ignored:
        console.note(f"{name}: its name says neither table nor well; not read")
    counts = [
        f"{count} {action}" for action in ACTIONS
        if (count := sum(outcome.action == action for outcome in result.outcomes))
    ]  # fmt: skip
    console.say(", ".join(counts) or f"no file of an archive in {definition.source}")
    if dry_run:
        console.note("dry run: nothing was kept")
    elif any(outcome.rejects for outcome in result.outcomes):
        console.say(f"what was kept out, with line and reason: {definition.lake}/rejects")


def _notes(outcome: Outcome) -> list[str]:
    remarks = [f"{outcome.file}: {remark}" for remark in outcome.remarks]
    return remarks + ([f"error: {outcome.file}: {outcome.error}"] if outcome.error else [])
