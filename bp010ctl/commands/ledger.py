"""`bp010ctl runs | gaps | recover | metrics | health`: the ledger of the cycles."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bp010ctl.base.phrases import number_of, span
from bp010ctl.commands import console
from bp010ctl.commands.options import DryRun

if TYPE_CHECKING:
    from bp010ctl.base.database import Connection

GAPS_SPARE = ["tries", "failed", "run", "place"]
"""What a narrow terminal does without, the first ones first."""

Json = Annotated[bool, typer.Option("--json", help="JSON for machines.")]


def runs(
    failed: Annotated[
        bool, typer.Option("--failed", help="Only failed runs, with errors.")
    ] = False,
    follow: Annotated[
        bool, typer.Option("--follow", help="Go on showing runs as they end.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many of the newest runs.")] = 20,
    json: Json = False,
) -> None:
    """Show the newest runs of the cycles and loads; --follow keeps showing, Ctrl-C ends it.

    With --follow and --json each run is one line of JSON.

    Examples: `bp010ctl runs --failed`, `bp010ctl runs --follow`
    """
    from bp010ctl.cycles import ledger
    from bp010ctl.server import target

    with target.connect(autocommit=True) as connection:
        if follow:
            with suppress(KeyboardInterrupt):  # the way to end it
                for row in ledger.follow(connection, limit, failed=failed):
                    console.as_json_line(row) if json else console.say(_line(row), one_line=True)
            return
        rows = ledger.runs(connection, limit, failed=failed)[::-1]
        steps = ledger.steps(connection, [row["id"] for row in rows], failed=True)
    if json:
        console.as_json([row | {"pasos_fallidos": _of(row, steps)} for row in rows])
        return
    for row in rows:
        console.say(_line(row), one_line=not failed, indent=8)
        for step in _of(row, steps) if failed else []:
            error = (step["error_sqlstate"], step["error_mensaje"])
            console.say(f"        {step['paso']}: {' '.join(filter(None, error))}", indent=10)
    if not rows:
        console.say("no failed runs" if failed else "nothing has run yet")


def gaps(json: Json = False) -> None:
    """Show failed, interrupted and missing runs of 7 days that no later success has made up for.

    Below them those that cannot be made up for: what a source of newest values showed meanwhile.

    Example: `bp010ctl gaps`
    """
    from bp010ctl.cycles import ledger
    from bp010ctl.server import target

    with target.connect() as connection:
        rows, lost = ledger.gaps(connection), ledger.lost(connection)
    if json:
        console.as_json([*rows, *lost])
        return
    columns = ["run", "what", "place", "from", "to", "failed", "ago", "tries", "error"]
    if rows:
        numeric = ["run", "ago", "tries"]
        console.table(columns, [_gap(row) for row in rows], numeric=numeric, spare=GAPS_SPARE)
    outside = sum(not row["de_ciclo"] and row["fuente"] is None for row in rows)
    loaders = f", {outside} of them by their own loaders" if outside else ""
    many = number_of(len(rows), "gap")
    console.say(f"{many} to make up for{loaders}" if rows else "no gaps")
    for row in lost:
        console.say(f"run {row['id']}: {row['irrecuperable']}")


def recover(
    most: Annotated[int, typer.Option("--max", min=1, help="Gaps to try at most.")] = 5,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Run the oldest gaps of the cycles again, each over its own range; exit code 1 if one fails.

    A gap that failed again waits 15 minutes, then 30, and so on. Then the newest gaps of sources
    that give ranges of time, as far as no worker polls them: it does so by itself.

    Examples: `bp010ctl recover --max 5`, `bp010ctl recover --dry-run`
    """
    from bp010ctl.cycles import ledger
    from bp010ctl.server import target

    if dry_run:
        with target.connect() as connection:
            _due(ledger.due(connection, most), json)
        return
    with target.connect(autocommit=True, application_name="bp010ctl recover") as connection:
        rows = ledger.recover(connection, most)
        rows += _of_sources(connection, most - len(rows))
    if json:
        console.as_json(rows)
    else:
        for row in rows:
            console.say(f"{_line(row)}  recovers run {row['recupera_id']}")
        console.say(f"{len(rows)} recovered" if rows else "nothing to recover now")
    raise typer.Exit(1 if any(row["estado"] == "fallido" for row in rows) else 0)


def _due(rows: list[dict[str, Any]], json: bool) -> None:
    """What a recovery would run."""
    if json:
        console.as_json(rows)
        return
    for row in rows:
        place = f" {row['ubicacion_id']}" if row["ubicacion_id"] else ""
        ends = [f"{row[end]:%Y-%m-%d %H:%M}" for end in ("desde", "hasta") if row[end]]
        console.say(
            f"{row['id']:>6} {row['etl_tipo']}{place}: {' to '.join(ends) or 'what changed'}"
        )
    many = number_of(len(rows), "gap")
    console.say(f"dry run: {many} would be run again" if rows else "nothing to recover now")


def metrics(
    days: Annotated[int, typer.Option(min=1, max=30, help="Days back.")] = 7,
    json: Json = False,
) -> None:
    """Show how reliable the runs were, by kind, place and day.

    Example: `bp010ctl metrics --days 30`
    """
    from bp010ctl.cycles import ledger
    from bp010ctl.server import target

    with target.connect() as connection:
        rows = ledger.metrics(connection, days)
    if json:
        console.as_json(rows)
        return
    names = {
        "day": "fecha", "what": "etl_tipo", "place": "ubicacion_id", "runs": "total_ejecuciones",
        "good": "ejecuciones_exitosas", "failed": "ejecuciones_fallidas",
        "good %": "tasa_exito_pct", "avg s": "duracion_promedio_seg",
        "rows": "total_registros_cargados",
    }  # fmt: skip
    digits = {"good %": 1, "avg s": 2, "rows": 0}
    cells = [
        [
            console.number(row[key], digits[name]) if name in digits else row[key]
            for name, key in names.items()
        ]
        for row in rows
    ]
    if rows:
        spare = ["good", "avg s", "place"]
        console.table(list(names), cells, numeric=list(names)[3:], spare=spare)
    else:
        console.say("nothing has run yet")


def health(
    aws: Annotated[
        bool, typer.Option("--aws", help="What a database of RDS needs, too: what is missing.")
    ] = False,
    json: Json = False,
) -> None:
    """Check everything a monitor should know; exit code 0 well, 1 warning, 2 critical.

    Lag of each cycle, alerts, gaps, waiting work, default partitions, disk, pg_cron.

    Examples: `bp010ctl health --json`, `bp010ctl health --aws`
    """
    import dataclasses

    import psycopg

    from bp010ctl.aws import rds
    from bp010ctl.base.errors import Bp010Error
    from bp010ctl.cycles import health as checking
    from bp010ctl.server import target

    checks: list[checking.Check] = []
    try:
        with target.connect(autocommit=True) as connection:
            if aws:
                checks += rds.checks(connection)
            checks += checking.checks(connection)
    except psycopg.Error as error:
        from bp010ctl.migrations import standing

        what = standing.explained(target.url(), error).what
        checks.append(checking.Check("database", checking.CRITICAL, what))
    except Bp010Error as error:
        checks.append(checking.Check("database", checking.CRITICAL, error.what))
    if json:
        console.as_json([dataclasses.asdict(check) for check in checks])
    else:
        for check in checks:
            level = checking.LEVELS[check.level]
            console.say(f"{level:<9} {check.name:<20} {check.message}", indent=31)
    raise typer.Exit(checking.worst(checks))


def _of_sources(connection: Connection, most: int) -> list[dict[str, Any]]:
    """The runs that made up for gaps of sources."""
    from bp010ctl.cycles import ledger

    if most < 1 or not any(row["fuente"] for row in ledger.gaps(connection)):
        return []
    from bp010ctl.sources import gaps as filling

    numbers = [outcome.run for outcome in filling.recover_all(connection, most) if outcome.run]
    made = ledger.runs(connection, 1000, since=min(numbers)) if numbers else []
    return [
        row | {"recupera_id": row["recupera_id"] or row["hueco_id"]}
        for row in reversed(made)
        if row["id"] in numbers
    ]


def _of(row: dict[str, Any], steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [step for step in steps if step["ejecucion_id"] == row["id"]]


def _line(row: dict[str, Any]) -> str:
    """A run in one line."""
    skipped = row["ocupado_por"] is not None
    state = "busy" if skipped else "missing" if row["ticks_perdidos"] else row["estado"]
    place = f" {row['ubicacion_id']}" if row["ubicacion_id"] else ""
    error = f"  {row['error_tipo']}: {row['error_mensaje']}" if row["error_mensaje"] else ""
    seconds, rows = row["duracion_segundos"] or 0, row["registros_cargados"] or 0
    return (
        f"{row['id']:>6} {row['fecha_inicio']:%Y-%m-%d %H:%M:%S} {row['etl_tipo'] + place:<13}"
        f" {state:<9} {seconds:8.2f} s {rows:>9,} rows  {row['origen'] or '':<18}{error}"
    ).rstrip()


def _gap(row: dict[str, Any]) -> list[Any]:
    return [
        row["id"],
        row["etl_tipo"],
        row["ubicacion_nombre"] or row["ubicacion_id"],
        _moment(row["fecha_desde"], row["hora_desde"]),
        _moment(row["fecha_hasta"], row["hora_hasta"]),
        f"{row['fecha_fallo']:%Y-%m-%d %H:%M}",
        span(3600 * float(row["horas_desde_fallo"])),
        row["intentos"],
        f"{row['error_tipo']}: {row['error_mensaje']}",
    ]


def _moment(day: Any, hour: Any) -> str:
    return "what changed" if day is None else f"{day} {hour or ''}".strip()
