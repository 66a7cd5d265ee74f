"""`bp010ctl adopt`: take over a database of the old system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bp010ctl.commands import console
from bp010ctl.commands.options import JsonResult

if TYPE_CHECKING:
    from bp010ctl.adoption import Removal, Report, State, Survey


def adopt(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Report only; so does leaving --confirm out.")
    ] = False,
    confirm: Annotated[
        str | None, typer.Option(metavar="DBNAME", help="Begin, or go on where it stopped.")
    ] = None,
    zone: Annotated[
        str | None, typer.Option(help="Time zone of times that name none. [default: UTC]")
    ] = None,
    drop_legacy: Annotated[
        bool, typer.Option("--drop-legacy", help="Drop the old tables of a finished adoption.")
    ] = False,
    json: JsonResult = False,
) -> None:
    """Take over a database made by the old system's INIT: report first, then convert.

    Every row is copied into new tables and verified; the old schemas stay aside as *_legado.
    It can be interrupted anywhere: the same command goes on. Exit code 1 where it cannot begin.

    Examples: `bp010ctl adopt`, `bp010ctl adopt --confirm etl_data --zone America/Bogota`,
    `bp010ctl adopt --drop-legacy --confirm etl_data`
    """
    from bp010ctl import adoption
    from bp010ctl.base import database, settings
    from bp010ctl.server import target

    url, project = target.url(), settings.load().project
    name = database.name(url)
    if drop_legacy:
        console.confirm(name, confirm, f"dropping the old tables of {name}")
        _show_removal(adoption.drop_legacy(url, project), json)
        return
    with database.connect(url, autocommit=True, application_name="bp010ctl adopt") as connection:
        state = adoption.state(connection)
        if state is None and (dry_run or confirm is None):
            survey = adoption.look(connection, zone or "UTC", project)
            _show_survey(survey, json)
            raise typer.Exit(0 if survey.ready else 1)
        if state is not None and (state.finished or dry_run or confirm is None):
            _show_state(state, adoption.report(connection), name, json)
            return
    console.confirm(name, confirm, f"taking over {name}")
    with console.interruptible(
        f"what is done stays done: `bp010ctl adopt --confirm {name}` goes on from there"
    ):
        report = _run(url, zone, quiet=json)
    _show_report(report, name, json)


def _run(url: str, zone: str | None, *, quiet: bool) -> Report:
    from bp010ctl import adoption
    from bp010ctl.base import database, settings

    project = settings.load().project
    with database.connect(url, autocommit=True) as connection:
        state = adoption.state(connection)
        survey = None if state else adoption.look(connection, zone or "UTC", project)
    rows = state.rows if state else sum(table.rows for table in survey.tables) if survey else 0
    with console.progress("adopt", 2 * rows) as advance:
        if state:
            advance(state.rows_done)
        listener = adoption.Listener(
            step=lambda name, seconds: (
                None if quiet else console.note(f"{name:<12} {seconds:7.2f} s")
            ),
            advance=advance,
            note=console.note,
        )
        return adoption.adopt(url, zone, project, listener)


def _show_survey(survey: Survey, json: bool) -> None:
    if json:
        from dataclasses import asdict

        console.as_json(asdict(survey) | {"ready": survey.ready})
        return
    console.table(
        ("table", "rows", "MB", "types that change"),
        [
            (
                table.found,
                f"{table.rows:,}",
                f"{table.bytes / 1e6:,.1f}",
                "; ".join(table.conversions),
            )
            for table in survey.tables
        ],
        numeric=("rows", "MB"),
    )
    _show_foreign(survey)
    for warning in survey.warnings:
        console.say(f"note: {warning}")
    _show_rights(survey.rights)
    for stop in survey.stops:
        console.say(f"in the way: {stop}")
    for violation in survey.violations:
        rows = f"{violation.rows:,} rows" if violation.rows else "the whole table"
        console.say(
            f"in the way: {violation.table}: {violation.rule}: {rows}, such as {violation.example}"
        )
    if not survey.ready:
        console.say("the adoption cannot begin; nothing was touched")
        return
    console.say(
        f"naive times are read in {survey.zone}; about {survey.seconds:,.0f} s and "
        f"{survey.bytes / 1e6:,.0f} MB; nothing was touched"
    )
    zone = "" if survey.zone == "UTC" else f" --zone {survey.zone}"
    console.say(f"to begin: bp010ctl adopt --confirm {survey.database}{zone}")


def _show_foreign(survey: Survey) -> None:
    """What is not known and what is not there."""
    unknown = [
        ("column", f"{table.found}.{name}", "stays in the old table, is not copied")
        for table in survey.tables
        for name in table.unknown
    ]
    unknown += [(item.kind, item.name, item.note) for item in survey.foreign]
    if unknown:
        console.say("not known, left as it is:")
        console.table(("kind", "name", "what becomes of it"), unknown)
    if survey.missing and survey.tables:
        console.say(f"not in this database: {', '.join(survey.missing)}")


def _show_rights(rights: dict[str, str]) -> None:
    for role, group in rights.items():
        if role == "PUBLIC":
            console.say(f"note: everybody could read the old tables; grant {group} to who needs it")
        else:
            console.say(f'note: the same rights on the new tables: GRANT {group} TO "{role}"')


def _show_state(state: State, report: Report, name: str, json: bool) -> None:
    if json:
        _show_report(report, name, json)
    elif state.finished:
        console.say(f"adopted at {state.finished:%Y-%m-%d %H:%M:%S%z}, nothing to do")
    else:
        console.say(
            f"begun, steps done: {', '.join(state.steps)}; "
            f"{state.rows_done:,} of {state.rows:,} rows"
        )
        console.say(f"to go on: bp010ctl adopt --confirm {name}")


def _show_report(report: Report, name: str, json: bool) -> None:
    if json:
        from dataclasses import asdict

        console.as_json(asdict(report))
        return
    numbers = ("rows before", "now", "set aside", "values set aside")
    console.table(
        ("table", *numbers, "checksum"),
        [
            (
                table.table, f"{table.old:,}", f"{table.copied:,}", f"{table.aside:,}",
                f"{table.values:,}", _agreement(table.old_sum, table.new_sum),
            )
            for table in report.tables
        ],
        numeric=numbers,
    )  # fmt: skip
    for entry in report.aside:
        where = f"{entry.table}.{entry.column}" if entry.column else entry.table
        console.say(f"set aside: {where}: {entry.reason}: {entry.count:,}, such as {entry.example}")
    for view in report.views:
        console.say(f"old view {view.name}: {view.state}{f', {view.note}' if view.note else ''}")
    _show_differences(report)
    console.say(f"adopted; next: bp010ctl run, then bp010ctl adopt --drop-legacy --confirm {name}")


def _agreement(old: Any, new: Any) -> str:
    if old is None:
        return "merged by key"
    return "equal" if old == new else "DIFFERENT"


def _show_differences(report: Report) -> None:
    if not report.differences:
        return
    console.say("values that differ from seeds/ (old / seed), and which of them stays:")
    console.table(
        ("table", "column", "stays", "values", "such as"),
        [
            (
                difference.table,
                difference.column,
                "old" if difference.stays == "legado" else "seed",
                difference.values,
                difference.example,
            )
            for difference in report.differences
        ],
        numeric=("values",),
    )
    console.say("the next `bp010ctl seed` brings the seeds' values: put yours into seeds/ first")


def _show_removal(removal: Removal, json: bool) -> None:
    if json:
        from dataclasses import asdict

        console.as_json(asdict(removal))
        return
    console.say(f"dropped: {len(removal.dropped)} old tables and views")
    for name in removal.stays:
        console.say(f"stays, something unknown is in it or hangs on it: {name}")
