"""`bp010ctl migrate`: bring the database to a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bp010ctl.commands import console
from bp010ctl.commands.options import JsonResult

if TYPE_CHECKING:
    from bp010ctl.migrations.chain import Outcome
    from bp010ctl.migrations.engine import Options


def migrate(
    to: Annotated[
        str, typer.Option(help="A revision, head, base, or a step such as +1 and -1.")
    ] = "head",
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL, touch nothing.")] = False,
    start: Annotated[
        str,
        typer.Option("--from", help="With --sql: the revision to start from.", show_default="base"),
    ] = "",
    plan: Annotated[
        bool, typer.Option("--plan", "--dry-run", help="List what would run, touch nothing.")
    ] = False,
    allow_data_loss: Annotated[
        bool, typer.Option("--allow-data-loss", help="Let a downgrade lose rows.")
    ] = False,
    confirm: Annotated[
        str | None, typer.Option(metavar="DBNAME", help="Confirms --allow-data-loss.")
    ] = None,
    lock_timeout: Annotated[str, typer.Option(help="Longest wait for one lock.")] = "3s",
    statement_timeout: Annotated[str, typer.Option(help="Longest statement; 0: no limit.")] = "0",
    retries: Annotated[int, typer.Option(min=0, help="Tries after a lock timeout.")] = 5,
    wait: Annotated[
        str | None, typer.Option(help="Longest wait for another migration. [default: no limit]")
    ] = None,
    json: JsonResult = False,
) -> None:
    """Bring the database to a revision: the newest one, unless told otherwise.

    Examples: `bp010ctl migrate`, `bp010ctl migrate --plan`, `bp010ctl migrate --to -1`,
    `bp010ctl migrate --sql | psql ...`
    """
    _refuse_together(sql=sql, plan=plan, json=json, start=start)
    if plan:
        _show_plan(to, json)
        return
    from bp010ctl.migrations import chain
    from bp010ctl.migrations.engine import options_from

    given = {
        "lock_timeout": lock_timeout,
        "statement_timeout": statement_timeout,
        "retries": str(retries),
        **({"wait": wait} if wait else {}),
    }
    if sql:
        console.say(chain.sql(to, start or "base", options=options_from(given)).rstrip("\n"))
        return
    with console.interruptible(
        "each revision shown is committed, the one that ran is rolled back;"
        " `bp010ctl migrate` goes on from there"
    ):
        outcome = _run(to, options_from(given), allow_data_loss, confirm, quiet=json)
    if json:
        _show_json(outcome)
    else:
        console.say(_closing(outcome))


def _refuse_together(*, sql: bool, plan: bool, json: bool, start: str) -> None:
    from bp010ctl.base.errors import UsageError

    if start and not sql:
        raise UsageError(
            "--from goes with --sql alone", hint="a database is migrated from where it is"
        )
    if sql and (plan or json):
        other = "--plan" if plan else "--json"
        raise UsageError(f"--sql and {other} do not go together", hint="give one of them")


def _run(
    to: str, options: Options, allow_data_loss: bool, confirm: str | None, *, quiet: bool
) -> Outcome:
    """Without permission first: what would be lost must be known to be confirmed."""
    from dataclasses import replace

    from bp010ctl.base import database
    from bp010ctl.base.errors import DataLossRefused
    from bp010ctl.migrations import chain
    from bp010ctl.migrations.engine import Applied, Listener
    from bp010ctl.server import target

    def show(done: Applied) -> None:
        arrow = "↑" if done.direction == "up" else "↓"
        console.say(f"{arrow} {done.revision:<24} {done.seconds:6.2f} s  {done.sentence}")

    url = target.url()
    listener = Listener(note=console.note) if quiet else Listener(show, console.note)
    try:
        return chain.migrate(url, to, options, listener)
    except DataLossRefused as refusal:
        if not allow_data_loss:
            raise
        lost = refusal.what.partition("\n")[2]
        console.confirm(database.name(url), confirm, f"going to {to} loses\n{lost}")
    return chain.migrate(url, to, replace(options, allow_data_loss=True), listener)


def _show_plan(to: str, json: bool) -> None:
    from dataclasses import asdict

    from bp010ctl.migrations import chain
    from bp010ctl.server import target

    steps = chain.plan(target.url(), to)
    if json:
        console.as_json([asdict(step) for step in steps])
        return
    for step in steps:
        console.say(f"{'↑' if step.direction == 'up' else '↓'} {step.revision}: {step.sentence}")
        for path in step.files:
            console.say(f"    {path}")
        for hung in step.by_hand:
            console.say(f"    drops or makes anew, made by hand: {hung}")
    console.say(f"{len(steps)} revisions would run" if steps else "nothing would run")


def _show_json(outcome: Outcome) -> None:
    from dataclasses import asdict

    console.as_json(asdict(outcome))


def _closing(outcome: Outcome) -> str:
    now = outcome.now or "base"
    place = f"{now} (head)" if now == outcome.head else now
    if not outcome.applied:
        return f"already at {place}, nothing to do"
    count = len(outcome.applied)
    seconds = sum(step.seconds for step in outcome.applied)
    return f"at {place}: {count} revision{'s' if count > 1 else ''} in {seconds:.2f} s"
