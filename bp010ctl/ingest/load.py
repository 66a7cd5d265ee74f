"""Loading files into the stage tables: one file is one load is one transaction."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing, nullcontext
from pathlib import Path

import psycopg
from psycopg.pq import TransactionStatus

from bp010ctl.base.database import Connection
from bp010ctl.base.errors import Bp010Error, IngestError
from bp010ctl.ingest import decimals, mending, partitions, sources
from bp010ctl.ingest.decimals import Redo
from bp010ctl.ingest.destinations import IN_LOAD_ORDER, LANDING, RESERVAS
from bp010ctl.ingest.loading import Advance, Loading
from bp010ctl.ingest.reading import Given, Options, Reading, reader
from bp010ctl.ingest.results import FileResult
from bp010ctl.ingest.sources import Row


def load_all(
    connection: Connection,
    paths: Sequence[Path],
    options: Options | None = None,
    *,
    dry_run: bool = False,
    rejects: Path | None = None,
    advance: Advance = lambda _: None,
) -> list[FileResult]:
    """Load files, masters first, each in its own transaction; a refused file has its `error`.

    With `dry_run` nothing stays. `rejects`: where what was kept out goes, a file, or a folder for
    the rejects of several files. `advance` is told the bytes read.
    """
    options = options or Options()
    places = mending.places(paths, rejects)
    results: dict[Path, FileResult] = {}
    with connection.transaction(force_rollback=True) if dry_run else nullcontext():
        for path in sorted(dict.fromkeys(paths), key=lambda path: _rank(path, options)):
            try:
                results[path] = load(connection, path, options, places.get(path), advance=advance)
            except IngestError as error:
                results[path] = FileResult(path, error=error)
    return [results[path] for path in dict.fromkeys(paths)]


def _rank(path: Path, options: Options) -> int:
    """Masters, then workbooks and reserves, then readings, then landing; unreadable files last."""
    try:
        form = sources.recognise(path)
        if form == "workbook":
            return IN_LOAD_ORDER.index(RESERVAS)
        with closing(reader(path, Reading(form, sources.WINDOWS), options)) as source:
            first = next((batch.destination for batch in source.batches()), LANDING)
        return IN_LOAD_ORDER.index(first)
    except Bp010Error:
        return len(IN_LOAD_ORDER)


def load(
    connection: Connection,
    path: Path,
    options: Options | None = None,
    rejects: Path | None = None,
    *,
    advance: Advance = lambda _: None,
) -> FileResult:
    """Load one file in one transaction. IngestError means that nothing of it was loaded.

    rejects: the file that what was kept out is written to, where anything was.
    """
    options, started = options or Options(), time.monotonic()
    form = sources.recognise(path)
    alone = connection.info.transaction_status is TransactionStatus.IDLE
    large = alone and path.stat().st_size >= partitions.LARGE
    reading = Reading(form, mark=options.decimal)
    while True:
        result = FileResult(path, form)
        loading = Loading(connection, result, options, advance, large, reading, rejects)
        try:
            with connection.transaction():
                loading.run()
            break
        except (UnicodeDecodeError, Redo) as other:
            loading.restart()
            reading = reading.instead(other, path)
        except psycopg.Error as error:
            raise _refusal(error, path) from error
        except IngestError as error:
            error.on = error.on or str(path)
            raise
    for note in reading.notes:
        result.warn(note)
    result.seconds = time.monotonic() - started
    return result


def land(
    connection: Connection, name: str, header: tuple[str, ...], rows: Sequence[Row], zone: str
) -> FileResult:
    """Land rows that a program has in memory as those of a landing file of that name are, within
    the transaction of the connection. zone: of times that name none.

    Raises psycopg.Error where the database refuses them.
    """
    result = FileResult(Path(name), "rows")
    options = Options(zona=zone, decimal=decimals.POINT)
    reading = Reading("rows", mark=decimals.POINT)
    given = Given(header, rows)
    with connection.transaction():
        Loading(connection, result, options, lambda _: None, False, reading, given=given).run()
    return result


def _refusal(error: psycopg.Error, path: Path) -> IngestError:
    """The server's own words where it refused the rows."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    hint = error.diag.message_hint or error.diag.message_detail
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        hint = "load as a login in bp010_escritura: bp010ctl roles grant USER escritura"
    return IngestError(f"the database refused the load: {lines[0]}", on=str(path), hint=hint)
