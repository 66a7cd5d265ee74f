"""The command line: it only wires commands to names, and prints errors once."""

from __future__ import annotations

import sys

import typer

from bp010ctl.commands import (
    adopt,
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
    revision,
    run,
    seed,
    simulate,
    status,
    well,
)
from bp010ctl.errors import Bp010Error

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="First steps: bp010ctl db up; bp010ctl migrate; bp010ctl seed. "
    "Settings: BP010_DATABASE_URL (any libpq URL), BP010_HOME (private cluster).",
)


@app.callback()
def bp010ctl() -> None:
    """Versions, seeds, loads and runs the BP010 oil-well reporting database.

    Every command works on BP010_DATABASE_URL where it is set, else on the private cluster.
    """


app.add_typer(db.app, name="db")
app.command()(migrate.migrate)
app.command()(revision.revision)
app.command()(prove.prove)
app.command()(drift.drift)
app.command()(lint.lint)
app.command()(graph.graph)
app.command()(impact.impact)
app.command()(docs.docs)
app.command()(seed.seed)
app.command()(ingest.ingest)
app.command()(simulate.simulate)
app.command()(run.run)
app.add_typer(cron.app, name="cron")
app.command()(ledger.runs)
app.command()(ledger.gaps)
app.command()(ledger.recover)
app.command()(ledger.metrics)
app.command()(ledger.health)
app.command()(status.status)
app.command()(well.well)
app.command()(adopt.adopt)


def main() -> None:
    """Run the command; a user's mistake is a message with a hint, never a traceback."""
    try:
        app()
    except Bp010Error as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except Exception as error:
        if not type(error).__module__.startswith("psycopg"):
            raise
        print(f"error: the database refused: {str(error).strip()}", file=sys.stderr)
        print(
            "  hint: `bp010ctl db url` says which database; is it migrated and seeded?",
            file=sys.stderr,
        )
        sys.exit(1)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(130)
