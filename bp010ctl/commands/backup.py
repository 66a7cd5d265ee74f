"""`bp010ctl backup` and `bp010ctl restore`: a database in a folder, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bp010ctl.commands import console
from bp010ctl.commands.options import JsonResult

if TYPE_CHECKING:
    from bp010ctl.backups.planning import Plan
    from bp010ctl.backups.restoring import Restored

Jobs = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Parallel connections.")]


def backup(
    folder: Annotated[Path, typer.Argument(help="Where to; it must not exist yet.")],
    jobs: Jobs = 2,
    json: JsonResult = False,
) -> None:
    """Write the database into a folder, as it is at one moment, while cycles and loaders go on.

    pg_dump in its directory format, and a manifest of the same moment: rows and checksum of every
    table, all objects, roles, settings, grants and cron jobs. `restore` compares with it.

    Example: bp010ctl backup /backups/2026-11-30
    """
    from bp010ctl.backups import dumping, manifest
    from bp010ctl.server import target

    url = target.url()
    dumping.check_folder(folder)
    with target.connect() as connection:
        tables = len(manifest.table_names(connection))
    hint = "nothing is left of it; run it again"
    with console.interruptible(hint), console.progress("backup", 2 * tables) as advance:
        done = dumping.dump(url, folder, jobs, lambda name: advance(1))
    content = done.manifest
    if json:
        console.as_json(
            {
                "folder": str(done.folder), "bytes": done.bytes, "database": content.database,
                "revision": content.revision, "taken": content.taken,
                "tables": {name: list(sums) for name, sums in content.tables.items()},
            }
        )  # fmt: skip
        return
    console.say(
        f"{content.database} at {content.revision or 'no revision'}, as of {content.taken}:"
        f" {len(content.tables)} tables, {content.rows:,} rows, {done.bytes / 2**20:,.1f} MB"
        f" in {done.folder}"
    )
    console.say(f"next: bp010ctl restore {done.folder} --into {content.database}_copy --dry-run")


def restore(
    folder: Annotated[Path, typer.Argument(help="What `bp010ctl backup` wrote.")],
    into: Annotated[
        str | None,
        typer.Option(metavar="DBNAME", help="The new database's name. [default: the URL's]"),
    ] = None,
    jobs: Jobs = 2,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of a database of that name.")
    ] = False,
    confirm: Annotated[
        str | None, typer.Option(metavar="DBNAME", help="The name of what goes, to confirm.")
    ] = None,
    cycles: Annotated[
        bool, typer.Option("--cycles/--no-cycles", help="Schedule the cycles again, or nobody.")
    ] = True,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, do nothing.")
    ] = False,
    json: JsonResult = False,
) -> None:
    """Make a database from a backup, and compare it with what was backed up.

    On the server in use, or on another one by BP010_DATABASE_URL. The new database takes its name
    only when it is whole. What this role cannot bring back, and all else that differs, is listed
    with what to do; exit code 1 then. Logins that are new to the server get no password.

    Examples: `bp010ctl restore /backups/2026-11-30 --into bp010_copy`,
    `bp010ctl restore /backups/2026-11-30 --replace --confirm bp010`
    """
    from bp010ctl.backups import planning, restoring
    from bp010ctl.base import database
    from bp010ctl.server import target

    url = target.url()
    url = database.with_name(url, into) if into else url
    plan = planning.plan(url, folder, replacing=replace)
    if dry_run:
        _show_plan(plan, json=json)
        return
    if plan.replaces:
        console.confirm(plan.name, confirm, f"replace database {plan.name} by the backup")
    total = 2 * len(plan.entries) + len(plan.content.tables)
    hint = "what was there is untouched; run it again"
    with console.interruptible(hint), console.progress("restore", total) as advance:
        done = restoring.restore(
            url, folder, plan, jobs, cycles=cycles, step=lambda name: advance(1)
        )
    _show(done, json=json)
    if done.differences:
        raise typer.Exit(1)


def _show_plan(plan: Plan, *, json: bool) -> None:
    from dataclasses import asdict

    from bp010ctl.backups import planning

    if json:
        console.as_json(
            {
                "database": plan.name, "replaces": plan.replaces, "fills": plan.fills,
                "roles": plan.roles, "left_out": [asdict(left) for left in plan.left_out],
                "tables": len(plan.content.tables), "rows": plan.content.rows,
                "revision": plan.content.revision, "taken": plan.content.taken,
            }
        )  # fmt: skip
        return
    for line in planning.steps(plan):
        console.say(line)
    console.say("nothing was done")


def _show(done: Restored, *, json: bool) -> None:
    from dataclasses import asdict

    if json:
        console.as_json(asdict(done))
        return
    console.say(f"restored {done.name}: {done.tables} tables, {done.rows:,} rows")
    if done.cycles:
        console.say(f"scheduled: {', '.join(done.cycles)}")
    for difference in done.differences:
        console.say(f"{difference.kind} {difference.name}: {difference.what}")
        if difference.mend:
            console.say(f"    {difference.mend}")
    if not done.differences:
        console.say(f"equal to the backup: {', '.join(done.compared)}")
    for part in done.uncompared:
        console.say(f"not compared: {part}")
    console.say("next: bp010ctl drift; bp010ctl health")
