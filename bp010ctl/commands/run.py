"""`bp010ctl run`: a procedure chain, step by step."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bp010ctl.commands import console
from bp010ctl.commands.options import JsonResult

if TYPE_CHECKING:
    from bp010ctl.cycles.runner import PlannedStep, RunResult, StepAtWork, StepResult

DAY = ["%Y-%m-%d"]


def run(
    mode: Annotated[
        str, typer.Argument(help="incremental, stage, reporting, universal or full-reset.")
    ] = "incremental",
    first: Annotated[
        datetime | None,
        typer.Option("--from", metavar="DAY", formats=DAY, help="First day to compute again."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option(
            "--to", metavar="DAY", formats=DAY, help="Last day, included. [default: today]"
        ),
    ] = None,
    well: Annotated[int | None, typer.Option(help="Only this well.")] = None,
    lookback_days: Annotated[
        int | None, typer.Option(min=0, help="The last N days and today.")
    ] = None,
    from_scratch: Annotated[
        bool,
        typer.Option("--from-scratch", help="With full-reset: drop and migrate everything anew."),
    ] = False,
    confirm: Annotated[
        str | None, typer.Option(metavar="DBNAME", help="Confirms a full-reset.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the calls that would be made, make none.")
    ] = False,
    json: JsonResult = False,
) -> None:
    """Run the procedure chain: what changed since the last run, or the days given.

    incremental takes new polls to the dashboards; full-reset empties everything computed and
    rebuilds it from the readings. stage, reporting and universal (or reporting-only, ...) run
    that cycle alone; with days, stage pivots once more what arrived on them, as it takes after the
    SCADA map was mended. Exit code 1 where a step failed.

    Examples: `bp010ctl run`, `bp010ctl run reporting --from 2026-01-01 --to 2026-01-31`,
    `bp010ctl run stage --from 2026-01-07`, `bp010ctl run full-reset --confirm bp010`
    """
    from bp010ctl.base import database
    from bp010ctl.base.errors import UsageError
    from bp010ctl.cycles import modes, runner
    from bp010ctl.server import target

    mode = modes.mode_named(mode)
    if from_scratch and mode != "full-reset":
        raise UsageError("--from-scratch goes with full-reset")
    scope = modes.Scope(
        first.date() if first else None, last.date() if last else None, lookback_days, well
    )
    url = target.url()
    name = database.name(url)
    with database.connect(url, application_name="bp010ctl run") as connection:
        if dry_run:
            _show_plan(runner.plan(connection, mode, scope), json)
            return
        if mode == "full-reset":
            runner.refuse_protected(connection)
            deed = "delete all rows and migrate anew" if from_scratch else "empty all computed rows"
            console.confirm(name, confirm, deed)
        with console.interruptible(_on_ctrl_c(mode, name, from_scratch=from_scratch)):
            if from_scratch:
                _from_scratch(url)
            show = _silent if json else _show
            result = runner.run(connection, mode, scope, show, _waiting, _at_work)
    _close(result, json)


def _show_plan(steps: list[PlannedStep], json: bool) -> None:
    from dataclasses import asdict

    if json:
        console.as_json([asdict(step) for step in steps])
        return
    rows = [(step.ciclo, step.llamada, _limits(step)) for step in steps]
    console.table(["cycle", "call", "of"], rows)
    console.note("dry run: nothing was called")


def _at_work(step: StepAtWork) -> None:
    if step.seconds >= 1:
        console.passing(f"{step.ciclo:<12} {step.routine}: at work for {step.seconds:.0f} s")


def _limits(step: PlannedStep) -> str:
    if "{desde}" not in step.llamada:
        return "what is due"
    if step.desde is None:
        days = "what changed"
    elif isinstance(step.desde, str):
        days = "all days"
    else:
        days = f"{step.desde:%Y-%m-%d %H:%M} to {step.hasta:%Y-%m-%d %H:%M %Z}"
    return days if step.pozo is None else f"{days}, well {step.pozo}"


def _on_ctrl_c(mode: str, name: str, *, from_scratch: bool) -> str:
    if mode != "full-reset":
        return "what the steps shown did is kept; the next run does the rest"
    lost = "the database may be empty" if from_scratch else "computed tables are incomplete"
    anew = " --from-scratch" if from_scratch else ""
    return f"{lost} until `bp010ctl run full-reset{anew} --confirm {name}` has ended"


def _from_scratch(url: str) -> None:
    from bp010ctl import seeds
    from bp010ctl.base import database, settings
    from bp010ctl.migrations import chain
    from bp010ctl.migrations.engine import Options

    chain.migrate(url, "base", Options(allow_data_loss=True))
    chain.migrate(url)
    with database.connect(url) as connection:
        seeds.load(connection, settings.load().project / "seeds")


def _show(step: StepResult) -> None:
    mark = "failed" if step.error else f"{step.rows or 0:,} rows"
    again = f" (try {step.attempt})" if step.attempt > 1 else ""
    routine = step.routine + again
    console.say(f"{step.ciclo:<12} {routine:<46} {step.seconds or 0:7.2f} s  {mark:>15}")
    if step.error:
        console.note(f"  {step.sqlstate}: {step.error}")
        if step.context:
            console.note(f"  in {step.context.splitlines()[0]}")


def _silent(step: StepResult) -> None:
    """JSON comes once, at the end."""


def _waiting(cycle: str) -> None:
    console.note(f"waiting for the cycle {cycle}, which somebody else is running")


def _close(result: RunResult, json: bool) -> None:
    from dataclasses import asdict

    if json:
        console.as_json({**asdict(result), "estado": result.estado})
    else:
        seconds = sum(run.seconds or 0 for run in result.runs)
        console.say(f"{result.mode}: {result.estado}, {len(result.steps)} steps, {seconds:.2f} s")
    raise typer.Exit(1 if any(run.error for run in result.runs if run.recupera_id is None) else 0)
