"""The command line: it only wires commands to names, and prints errors once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from bp010ctl import __version__
from bp010ctl.base.errors import Bp010Error, Interrupted
from bp010ctl.commands import (
    adopt,
    alerts,
    aws,
    backup,
    bronze,
    console,
    cron,
    db,
    docs,
    drift,
    graph,
    impact,
    ingest,
    ledger,
    lint,
    migrate,
    prove,
    rebase,
    replica,
    report,
    revision,
    roles,
    run,
    screen,
    seed,
    serve,
    simulate,
    source,
    status,
    variable,
    well,
    where,
)
from bp010ctl.commands.grammar import Command, Groups

app = typer.Typer(
    cls=Groups,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="First steps: bp010ctl db up; bp010ctl migrate; bp010ctl seed. "
    "Settings: BP010_DATABASE_URL (any libpq URL), BP010_HOME (private server).",
)

GROUPS: dict[str, list[typer.Typer | Callable[..., None]]] = {
    "Set up": [db.app, migrate.migrate, seed.seed, roles.app],
    "Change": [
        where.where,
        variable.app,
        revision.revision,
        rebase.rebase,
        prove.prove,
        lint.lint,
        drift.drift,
        impact.impact,
        graph.graph,
        docs.docs,
    ],
    "Load": [ingest.ingest, source.app, simulate.simulate],
    "Run": [run.run, cron.app, ledger.recover],
    "Watch": [
        ledger.health,
        ledger.runs,
        ledger.gaps,
        ledger.metrics,
        alerts.app,
        status.status,
        well.well,
        serve.serve,
        report.app,
    ],
    "Keep": [backup.backup, backup.restore],
    "Take over": [adopt.adopt],
    "Neighbours": [replica.app, bronze.app, aws.app],
}


def _version(asked: bool) -> None:
    if asked:
        print(f"bp010ctl {__version__}")
        raise typer.Exit


@app.callback()
def bp010ctl(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Versions, seeds, loads and runs the BP010 oil-well reporting database.

    Every command works on BP010_DATABASE_URL where it is set, else on the private server.
    """


for _title, _members in GROUPS.items():
    for _member in _members:
        if isinstance(_member, typer.Typer):
            app.add_typer(_member, cls=Groups, rich_help_panel=_title)
        else:
            app.command(cls=Command, rich_help_panel=_title)(_member)


def main() -> None:
    """Run the command; a user's mistake is a message with a hint, never a traceback.

    With --json the message is a JSON document on standard output, too.
    """
    screen.prepare()
    try:
        code = app(standalone_mode=False) or 0
    except (KeyboardInterrupt, typer.Abort):
        code = Interrupted.exit_code
    except Bp010Error as error:
        console.failed(error)
        sys.exit(error.exit_code)
    except Exception as error:
        code = _of_others(error)
    if code == Interrupted.exit_code:
        console.failed(Interrupted())
    sys.exit(code)


def _of_others(error: Exception) -> int:
    """Tell what typer or the database refused, and give the exit code; the rest is our mistake."""
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):
        console.refused(error)
        return int(error.exit_code)
    if isinstance(error, OSError) and error.filename is not None:
        console.failed(_of_files(error))
        return 1
    if not type(error).__module__.startswith("psycopg"):
        raise error
    from bp010ctl.migrations import standing
    from bp010ctl.server import target

    try:
        explained = standing.explained(target.url(), error)
    except Bp010Error as other:
        explained = other
    console.failed(explained)
    return explained.exit_code


def _of_files(error: OSError) -> Bp010Error:
    """A name that no file can have, a folder that may not be entered: the words of the system."""
    name = str(error.filename)
    return Bp010Error(
        f"the operating system refused: {error.strerror}",
        on=name if len(name) < 200 else f"{name[:200]}…",
        hint="name a file or folder that is there and that this user may use",
    )
