"""`bp010ctl status`: the field's table."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bp010ctl.base.phrases import number_of, span
from bp010ctl.commands import console

OLD = "~"
PRODUCTION = {
    "fluid bbl": "total_fluid_today_bbl",
    "oil bbl": "oil_today_bbl",
    "wc %": "water_cut_pct",
}

KPIS = {
    "MTBF h": ("kpi_mtbf_hrs_act", "mtbf_status_color", 0),
    "uptime %": ("kpi_uptime_pct_act", "kpi_uptime_pct_status_color", 1),
    "kWh/bbl": ("kpi_kwh_bbl_act", "kpi_kwh_bbl_status_color", 2),
    "vol.eff %": ("kpi_vol_eff_pct_act", "vol_eff_status_color", 1),
    "AI acc %": ("ai_accuracy_act", "ai_accuracy_status_color", 0),
}

SPARE = ["AI acc %", "DQ", "kWh/bbl", "wc %", "vol.eff %", "motor"]
"""What a narrow terminal does without, the first ones first."""


def status(
    json: Annotated[bool, typer.Option("--json", help="All columns as JSON.")] = False,
) -> None:
    """Show the field: communication, motor, production, the five KPIs in their colours, alerts.

    Production is today's, in barrels. Troubled wells come first.

    Example: `bp010ctl status`
    """
    from bp010ctl.server import target
    from bp010ctl.wells import snapshot

    with target.connect() as connection:
        rows = snapshot.field(connection)
    if json:
        console.as_json(rows)
        return
    if not rows:
        console.say("no wells yet: load polls with `bp010ctl ingest` or `simulate`, then `run`")
        return
    columns = ["well", "name", "comm", "motor", *PRODUCTION, *KPIS, "DQ", "alerts"]
    numeric = [*KPIS, *PRODUCTION, "well"]
    console.table(columns, [_cells(row) for row in rows], numeric=numeric, spare=SPARE)
    online = sum(row["estado_comunicacion"] == "ONLINE" for row in rows)
    console.say(f"{number_of(len(rows), 'well')}, {online} online; one well: bp010ctl well ID")
    if any(row["medidas_viejas"] for row in rows):
        console.say(f"{OLD} before a value: read longer ago than its kind allows")


def _cells(row: dict[str, Any]) -> list[Any]:
    silent = row["minutos_sin_reportar"]
    comm = row["estado_comunicacion"] or "-"
    if comm != "ONLINE" and silent is not None:
        comm += f" {span(60 * silent)}"
    motor = {True: "on", False: "off", None: "-"}[row["motor_running_flag"]]

    def now(column: str, text: str) -> str:
        return OLD + text if column in (row["medidas_viejas"] or ()) else text

    return [
        row["well_id"],
        row["nombre_pozo"],
        console.coloured(comm, row["color_estado_comunicacion"]),
        now("motor_running_flag", motor),
        *(now(column, console.number(row[column], 0)) for column in PRODUCTION.values()),
        *(
            console.coloured(console.number(row[value], digits), row[colour])
            for value, colour, digits in KPIS.values()
        ),
        row["dq_status"],
        _alerts(row["cuales"]),
    ]


def _alerts(names: str | None) -> str:
    """How many there are, then which: a narrow terminal shortens the end."""
    return f"{names.count(',') + 1}: {names}" if names else ""
