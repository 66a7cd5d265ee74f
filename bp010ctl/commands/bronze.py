"""`bp010ctl bronze`: a field's CSV archive as Parquet and DuckDB, and on to the readings."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bp010ctl.base.errors import BronzeError, UsageError
from bp010ctl.commands import console
from bp010ctl.commands.grammar import Command, Groups
from bp010ctl.commands.options import DryRun, Json

if TYPE_CHECKING:
    from bp010ctl.bronze.definitions import Definition
    from bp010ctl.bronze.ingesting import Outcome, Result

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
    from bp010ctl.bronze import casting, files, ingesting, tables

    wanted = tables.IN_ORDER if table is None else (tables.BY_WORD[table],)
    known, _ = files.find(definition.source, wanted)
    size = sum(file.path.stat().st_size for file in known)
    with (
        console.interruptible("the lake is what it was before; give the same command again"),
        console.progress("ingest", size) as advance,
    ):
        result = ingesting.ingest(
            definition, casting.words(_project()), wanted, dry_run=dry_run, advance=advance
        )
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
