"""`bp010ctl seed`: load the reference data."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bp010ctl.base.phrases import number_of
from bp010ctl.commands import console
from bp010ctl.commands.options import JsonResult


def seed(
    only: Annotated[
        list[str] | None, typer.Option(metavar="TABLE", help="Load this table only; repeatable.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", help="Folder of the CSV files, or s3://…. [default: seeds/]"),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, change nothing.")
    ] = False,
    sql: Annotated[
        bool, typer.Option("--sql", help="Print a script for psql, touch nothing.")
    ] = False,
    confirm: Annotated[
        str | None,
        typer.Option(metavar="DBNAME", help="Lets a table lose more than half of its rows."),
    ] = None,
    json: JsonResult = False,
) -> None:
    """Load the reference data of seeds/*.csv: check every file, then apply all or nothing.

    Files of s3:// are those that `bp010ctl aws publish` put there: one that is not as the manifest
    says is refused.

    Examples: `bp010ctl seed`, `bp010ctl seed --dry-run`, `bp010ctl seed --only tbl_dq_rules`,
    `bp010ctl seed --sql > reference.sql`, `bp010ctl seed --from s3://field-config/config/`
    """
    from bp010ctl import seeds
    from bp010ctl.server import target

    if sql:
        with _folder(source) as folder:
            print(_script(folder, only or ()), end="")
        return
    with _folder(source) as folder, target.connect() as connection:
        name = connection.info.dbname
        results = seeds.load(
            connection,
            folder,
            only or (),
            dry_run,
            lambda deed: None if dry_run else console.confirm(name, confirm, deed),
        )
    if json:
        console.as_json([asdict(result) for result in results])
        return
    columns = ("table", "inserted", "updated", "unchanged", "removed")
    console.table(columns, [tuple(asdict(r).values()) for r in results], numeric=columns[1:])
    written = sum(r.inserted + r.updated + r.removed for r in results)
    summary = (
        f"rows to write: {written}, nothing was written" if dry_run else f"rows written: {written}"
    )
    console.say(summary if written else "nothing to change")


@contextmanager
def _folder(source: str | None) -> Iterator[Path]:
    """The folder with the files: the project's, the one given, or what was fetched from S3."""
    from bp010ctl.base import settings
    from bp010ctl.seeds import published

    if source is not None and source.startswith(published.SCHEME):
        with published.fetched(source) as (folder, listed):
            console.note(f"{number_of(len(listed.files), 'file')} of commit {listed.commit[:12]}")
            yield folder
        return
    yield Path(source) if source else settings.load().project / "seeds"


def _script(folder: Path, only: Collection[str]) -> str:
    """The script, made beside a scratch database: nobody's rows matter."""
    from bp010ctl import seeds
    from bp010ctl.base import database
    from bp010ctl.migrations import prepared
    from bp010ctl.server import scratch

    with (
        prepared.database(scratch.server_url(console.note)) as url,
        database.connect(url) as connection,
    ):
        return seeds.script.of(connection, folder, only)
