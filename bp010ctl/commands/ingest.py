"""`bp010ctl ingest`: files into the stage tables."""

from __future__ import annotations

import enum
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bp010ctl.commands import console
from bp010ctl.commands.options import Json

if TYPE_CHECKING:
    from bp010ctl.ingest import FileResult


class Table(enum.StrEnum):
    """What a file holds, for `--as`."""

    MAESTRA = "maestra"
    PRODUCCION = "produccion"
    LANDING = "landing"
    RESERVAS = "reservas"


COUNTS = {
    "read": "read",
    "inserted": "inserted",
    "updated": "updated",
    "unchanged": "unchanged",
    "repeated": "repeated",
    "rows out": "rejected",
    "values out": "cells",
}
"""Heads of the columns of a load's table, and the counts of a TableResult under them."""
FORMS = {"csv": "CSV", "dump": "SQL dump", "workbook": "workbook"}


class DecimalMark(enum.StrEnum):
    """What divides whole numbers from decimals, for `--decimal`."""

    POINT = "."
    COMMA = ","


def ingest(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="SQL dumps, CSVs, workbooks (.xlsx).")
    ],
    table: Annotated[
        Table | None,
        typer.Option("--as", help="What the files hold, where a CSV's header row does not tell."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse a file for one bad row or unknown column.")
    ] = False,
    date: Annotated[
        datetime | None,
        typer.Option(
            metavar="DAY",
            formats=["%Y-%m-%d"],
            help="fecha_registro of reserves and new wells; else the file's modification day.",
        ),
    ] = None,
    zone: Annotated[str, typer.Option(help="Time zone of times that name none.")] = "UTC",
    conversions: Annotated[
        bool | None,
        typer.Option(
            "--conversions/--no-conversions",
            help="Apply the SCADA map's conversions (hhmm, tenths) to wide readings, or do not. "
            "By default they are applied to SQL dumps of the old system (those without "
            "cargado_en), never to CSV.",
        ),
    ] = None,
    decimal: Annotated[
        DecimalMark | None,
        typer.Option(
            help="Decimal mark of the files' numbers; without it all numbers of a file tell it "
            "together, and what stays ambiguous (1.251) is kept out.",
        ),
    ] = None,
    well: Annotated[
        int | None, typer.Option(metavar="N", help="The well of a workbook that names none.")
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write what was kept out there, in the file's own form and with the reasons, to "
            "be mended and loaded again; a folder for several files.",
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Read and check everything, say what each file is, what would become of its rows "
            "and which are kept out, and keep nothing.",
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Load files into the stage tables; what they are is told by their content.

    SQL dumps of INSERTs are parsed, never executed. Masters are loaded first, whatever the order.
    A bad row is reported and kept out; each file is one transaction. Loading a file twice adds
    nothing to the readings (landing appends; the pivot makes no second reading of it).

    Example: bp010ctl ingest maestra.sql lecturas.sql landing.sql reservas.xlsx
    """
    from bp010ctl import ingest as library
    from bp010ctl.server import target

    day = date.date() if date else None
    options = library.Options(table, strict, day, zone, conversions, well, decimal)
    size = sum(path.stat().st_size for path in files if path.is_file())
    with (
        console.interruptible(
            "a file is loaded whole or not at all, and twice is once: give the same files again"
        ),
        target.connect(autocommit=True) as connection,
        console.progress("ingest", size) as advance,
    ):
        results = library.load_all(
            connection, files, options, dry_run=dry_run, rejects=rejects, advance=advance
        )
    if json:
        console.as_json([_document(result) for result in results])
    else:
        _show(results, dry_run)
    raise typer.Exit(1 if any(result.error for result in results) else 0)


def _show(results: list[FileResult], dry_run: bool) -> None:
    loaded = [result for result in results if not result.error]
    rows = [
        (
            result.path.name,
            table.table,
            *(f"{getattr(table, count):,}" for count in COUNTS.values()),
        )
        for result in loaded
        for table in result.tables.values()
    ]
    for result in loaded:
        console.say(f"{result.path.name}: {', '.join([FORMS[result.form], *result.details])}")
    if rows:
        spare = ("repeated", "unchanged")
        console.table(("file", "table", *COUNTS), rows, numeric=COUNTS, spare=spare)
    for result in results:
        _notes(result)
    if dry_run:
        console.note("dry run: nothing was kept")


def _notes(result: FileResult) -> None:
    """What a person should know about one file beside its counts."""
    if result.error:
        console.note(f"error: {result.error}")
        return
    if result.converted:
        console.note(f"{result.path}: converted from raw SCADA: {', '.join(result.converted)}")
    for warning in result.warnings:
        console.note(f"{result.path}: warning: {warning}")
    for rejection in result.rejections:
        console.note(f"{result.path}: kept out: {rejection}")
    if result.rejected + result.cells > len(result.rejections):
        console.note(
            f"{result.path}: … {result.rejected:,} rows and {result.cells:,} values kept out in "
            "all (--rejects FILE writes them)"
        )
    if result.rejects:
        console.note(f"{result.path}: what was kept out is in {result.rejects}")


def _document(result: FileResult) -> dict[str, Any]:
    import dataclasses

    document = dataclasses.asdict(dataclasses.replace(result, error=None))
    return document | {"error": str(result.error) if result.error else None}
