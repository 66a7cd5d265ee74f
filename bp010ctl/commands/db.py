"""`bp010ctl db …`: the private PostgreSQL cluster."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from bp010ctl.commands import console
from bp010ctl.commands.options import DryRun, Json

app = typer.Typer(
    name="db",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The private PostgreSQL cluster: start, stop, look, connect.",
)


@app.command()
def up(dry_run: DryRun = False, json: Json = False) -> None:
    """Start the private cluster, creating it the first time; a missing database is created too.

    With BP010_DATABASE_URL only the database is created, if the server has none of that name.

    Examples: bp010ctl db up, bp010ctl db up --dry-run
    """
    from bp010ctl.base import database, settings
    from bp010ctl.server import cluster, target

    config = settings.load()
    private = cluster.Cluster.private(config) if config.database_url is None else None
    if dry_run:
        _would_start(private.status().state if private else None, json=json)
        return
    started = private.up(console.note) if private else None
    if private:
        console.note(f"private cluster: {'started' if started else 'already running'}")
    url = target.url(config)
    created = database.create_if_missing(url, console.note)
    if created:
        console.note(f"created {database.describe(url)}")
    shown = url if private else database.describe(url)
    if json:
        console.as_json({"started": started, "created": created, "database": shown})
    else:
        console.say(shown)


def _would_start(state: str | None, *, json: bool) -> None:
    """What `up` would do to the private cluster in this state; None: another server's database."""
    if json:
        console.as_json({"state": state, "dry_run": True})
        return
    steps = {
        "absent": "make a private cluster, start it and create its database",
        "stopped": "start the private cluster, and create its database if there is none",
        "running": "create the private cluster's database if there is none; it runs already",
        None: "create the database of BP010_DATABASE_URL if its server has none of that name",
    }
    console.say(f"would {steps[state]}")
    console.say("dry run: nothing was done")


@app.command()
def down() -> None:
    """Stop the private cluster, and the server for scratch databases beside it; the data stays.

    Example: bp010ctl db down
    """
    from bp010ctl.base import settings
    from bp010ctl.server import cluster

    stopped = cluster.Cluster.private(settings.load()).down()
    console.say("private cluster: stopped" if stopped else "private cluster: was not running")


@app.command()
def status(
    json: Json = False,
) -> None:
    """Show whether the private cluster runs and where it lives; exit code 1 if it does not run.

    scratch is the server for scratch databases beside it, which starts when it is needed.

    Example: bp010ctl db status --json
    """
    import dataclasses

    from bp010ctl.base import settings
    from bp010ctl.server import cluster

    config = settings.load()
    here = cluster.Cluster.private(config)
    private = here.status()
    values = dataclasses.asdict(private) | {"scratch": here.beside().status().state}
    if json:
        console.as_json(values | {"database_url_set": bool(config.database_url)})
    else:
        for field, value in values.items():
            console.say(f"{field:8}{'-' if value is None else value}")
        if config.database_url:
            console.say("BP010_DATABASE_URL is set: the other commands use that server instead")
    raise typer.Exit(0 if private.state == "running" else 1)


@app.command()
def url() -> None:
    """Print the URL of the database in use, as programs take it in a variable of theirs.

    It holds the password, if there is one: on a command line everybody on the machine could read
    it. `bp010ctl db psql` opens psql without showing it.

    Example: BP010_DATABASE_URL="$(bp010ctl db url)" python report.py
    """
    from bp010ctl.server import target

    console.say(target.url())


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context) -> None:
    """Open psql on the database in use; further words go to psql.

    Example: bp010ctl db psql -c "SELECT count(*) FROM stage.tbl_pozo_maestra"
    """
    from bp010ctl.base import database
    from bp010ctl.base.errors import Bp010Error
    from bp010ctl.server import target

    url, secret = database.split_password(target.url())
    try:
        os.execvpe("psql", ["psql", url, *context.args], {**os.environ, **secret})
    except FileNotFoundError:
        raise Bp010Error(
            "psql is not installed", hint="sudo apt-get install postgresql-client-15"
        ) from None


@app.command()
def destroy(
    confirm: Annotated[
        str | None, typer.Option(metavar="DBNAME", help="The database's name, to confirm.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Stop the private cluster and delete it with all its data.

    Examples: bp010ctl db destroy --dry-run, bp010ctl db destroy --confirm bp010
    """
    from bp010ctl.base import settings
    from bp010ctl.server import cluster, names

    private = cluster.Cluster.private(settings.load())
    if dry_run:
        console.say(f"would delete the private cluster in {private.home} and all its data")
        console.say("dry run: nothing was done")
        return
    console.confirm(names.DATABASE, confirm, f"delete the private cluster in {private.home}")
    private.destroy()
    console.say("private cluster: deleted")
