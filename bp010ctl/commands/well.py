"""`bp010ctl well`: one well on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bp010ctl.base.phrases import span
from bp010ctl.commands import console
from bp010ctl.commands.options import JsonOfAll

if TYPE_CHECKING:
    from bp010ctl.wells.snapshot import Well

# label: (snapshot column, unit, digits, target column of dim_pozo)
FIGURES = {
    "WHP": ("well_head_pressure_psi_act", "psi", 0, "well_head_pressure_baseline"),
    "CHP": ("casing_head_pressure_psi_act", "psi", 0, None),
    "PIP": ("pump_intake_pressure_psi_act", "psi", 0, None),
    "PDP": ("pump_discharge_pressure_psi_act", "psi", 0, None),
    "Pwf": ("pwf_psi_act", "psi", 0, None),
    "fluid level": ("fluid_level_tvd_ft", "ft", 0, "pump_depth_ft"),
    "SPM": ("pump_avg_spm_act", "spm", 2, "pump_spm_target"),
    "pump stroke": ("pump_stroke_length_act", "in", 1, "pump_stroke_length_target"),
    "pump fill": ("pump_fill_monitor_pct", "%", 0, "pump_fill_monitor_target"),
    "motor power": ("motor_power_hp_act", "hp", 1, "potencia_nominal_motor_hp"),
    "motor current": ("motor_current_a_act", "A", 1, "motor_current_a_rate"),
    "road load": ("road_load_pct_act", "%", 1, "road_load_status_eff_high"),
    "unit load": ("hydralift_unit_load_pct", "%", 1, "hydraulic_load_status_eff_high"),
    "water cut": ("water_cut_pct", "%", 0, None),
    "MTBF": ("kpi_mtbf_hrs_act", "h", 1, "mtbf_target"),
    "uptime": ("kpi_uptime_pct_act", "%", 1, "kpi_uptime_pct_target"),
    "energy": ("kpi_kwh_bbl_act", "kWh/bbl", 2, "kpi_kwh_bbl_target"),
    "vol. efficiency": ("kpi_vol_eff_pct_act", "%", 1, "vol_eff_target"),
    "lift efficiency": ("lift_efficiency_pct_act", "%", 1, "lift_efficiency_target"),
    "Qmax (IPR)": ("ipr_qmax_bpd", "bpd", 0, None),
    "AI accuracy": ("ai_accuracy_act", "%", 0, "ai_accuracy_target"),
}


def well(
    pozo: Annotated[int, typer.Argument(metavar="ID", help="The well's number.")],
    hours: Annotated[int, typer.Option(min=0, help="How many of the last hours.")] = 12,
    json: JsonOfAll = False,
) -> None:
    """Show one well: snapshot against targets, the newest card drawn, the last hours.

    A measure that the newest reading lacks is the newest one there is; where that is old, it says
    how old.

    Example: `bp010ctl well 101`
    """
    from dataclasses import asdict

    from bp010ctl.server import target
    from bp010ctl.wells import snapshot

    with target.connect() as connection:
        details = snapshot.well(connection, pozo, hours)
    if json:
        console.as_json(asdict(details))
        return
    _show_snapshot(details)
    _show_card(details)
    _show_hours(details.hours)


def _show_snapshot(details: Well) -> None:
    now = details.snapshot
    motor = {True: "motor on", False: "motor off", None: "motor unknown"}[now["motor_running_flag"]]
    read = now["ultima_actualizacion"]
    console.say(
        f"{now['nombre_pozo']} (well {now['well_id']}): {now['estado_comunicacion']}, {motor}, "
        f"last reading {read:%Y-%m-%d %H:%M:%S} UTC"
        if read
        else f"{now['nombre_pozo']}: no readings"
    )
    rows = [
        (
            label,
            console.number(now[column], digits),
            unit,
            _target(details, target, digits),
            _age(details, column),
        )
        for label, (column, unit, digits, target) in FIGURES.items()
    ]
    console.table(
        ["", "now", "unit", "target or rating", "old"], rows, numeric=["now", "target or rating"]
    )


def _age(details: Well, column: str) -> str:
    """How long ago a measure was read, where that is old."""
    age = details.ages.get(column)
    return f"read {span(60 * age['edad_min'])} ago" if age and age["es_vieja"] else ""


def _target(details: Well, column: str | None, digits: int) -> str:
    return console.number(details.targets.get(column), digits) if column else ""


def _show_card(details: Well) -> None:
    from bp010ctl.wells import drawing

    card = details.card
    if card is None:
        console.say("no card yet")
        return
    curves = [
        list(zip(part["posicion"], part["carga"], strict=True))
        for part in (card["superficie_json"], card["fondo_json"])
        if part
    ]
    console.say(
        f"card of {card['timestamp_carta']:%Y-%m-%d %H:%M:%S} UTC, {card['diagnostico_ia']} "
        "(upper loop surface, lower loop pump; in and lbf)"
    )
    loads = [load for curve in curves for _, load in curve]
    lines = drawing.card(curves)
    edges = {0: f"{max(loads):,.0f}", len(lines) - 1: f"{min(loads):,.0f}"} if loads else {}
    for number, line in enumerate(lines):
        console.say(f"{edges.get(number, ''):>9} {line}")


def _show_hours(hours: list[dict[str, Any]]) -> None:
    if not hours:
        console.say("no hours yet")
        return
    columns = [
        "hour (UTC)",
        "fluid bbl",
        "oil bbl",
        "SPM",
        "PIP psi",
        "run min",
        "stops",
        "vol.eff %",
    ]
    rows = [
        (
            f"{hour['fecha_hora']:%m-%d %H:%M}",
            console.number(hour["produccion_fluido_bbl"], 1),
            console.number(hour["petroleo_bbl"], 1),
            console.number(hour["spm_promedio"], 2),
            console.number(hour["pip_psi"], 0),
            console.number(hour["tiempo_operacion_min"], 0),
            console.number(hour["numero_fallas_hora"], 0),
            console.number(hour["kpi_efic_vol_pct"], 0),
        )
        for hour in hours
    ]
    console.table(columns, rows, numeric=columns[1:])
