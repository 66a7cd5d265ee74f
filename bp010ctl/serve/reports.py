"""The report of a day, of the field or a well, gathered for every format that is made from it.

A report holds what its asker may see: row-level security decides, as on the pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import psycopg

from bp010ctl.base import database, queries
from bp010ctl.base.database import Connection
from bp010ctl.base.errors import ReportError
from bp010ctl.base.queries import Row
from bp010ctl.serve import binding, drawings, shapes, telling, well
from bp010ctl.serve.field import Filter, everything
from bp010ctl.serve.layout import (
    ALERTS,
    DAYS_TABLE,
    MEASURES,
    PRINTED,
    QUALITY,
    REJECTED,
    WELLS,
    Column,
    Figure,
    Report,
    Table,
    column,
)
from bp010ctl.wells.snapshot import UnknownWell

DAYS = 30
"""Days up to the report's that its trends show."""


KPIS = {
    "mtbf": ("kpi_mtbf_hrs", "kpi_mtbf_hrs", "h"),
    "uptime": ("kpi_uptime_pct", "kpi_uptime_pct", "%"),
    "kwh_bbl": ("kpi_kwh_bbl", "kpi_kwh_bbl", "kWh/bbl"),
    "vol_eff": ("kpi_efic_vol_pct", "kpi_vol_eff_pct", "%"),
    "ai_accuracy": ("ai_accuracy_pct", "ai_accuracy", "%"),
}
"""The KPIs of vw_kpi_daily: value, what its verdict's columns start with, unit."""
FACTS = {
    "t_fluido": ("produccion_fluido_bbl", "bbl"),
    "t_petroleo": ("produccion_petroleo_bbl", "bbl"),
    "t_agua": ("produccion_agua_bbl", "bbl"),
    "t_gas": ("produccion_gas_mcf", "mcf"),
    "water_cut": ("water_cut_pct", "%"),
    "run_time": ("tiempo_operacion_hrs", "h"),
    "stop_time": ("tiempo_paro_noprog_hrs", "h"),
    "stops": ("numero_fallas", ""),
    "strokes": ("emboladas_totales", ""),
    "energy": ("consumo_energia_kwh", "kWh"),
    "t_nivel": ("promedio_fluid_level_tvd_ft", "ft"),
    "t_corriente": ("motor_current_a_avg_day", "A"),
    "complete": ("completitud_datos_pct", "%"),
}
"""The other figures of vw_kpi_daily that a well's report tells, with their units."""


@contextmanager
def asking(url: str, user: str | None) -> Iterator[Connection]:
    """A transaction that only reads, as the user, or as the login itself.

    Raises ReportError where that would show other wells than the asker's.
    """
    with database.connect(url, application_name="bp010ctl report") as connection:
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        own = binding.login(connection)
        if user is None and own.speaks_for_others and not own.sees_all:
            raise ReportError(
                "this login speaks for users and sees no well itself",
                on=f"role {connection.info.user!r}",
                hint="name the user whose report it is: --user NAME",
            )
        if user is not None:
            binding.require_pool(connection)
        binding.bind(connection, user, milliseconds=binding.UNLIMITED)
        yield connection


def of_day(given: date | None, now: datetime) -> date:
    """The day that is asked for; yesterday where none is. Raises ReportError for one to come."""
    if given is not None and given > now.date():
        raise ReportError(
            "that day is still to come", on=f"--day {given}", hint=f"today is {now.date()}"
        )
    return given or now.date() - timedelta(days=1)


def of_field(
    connection: Connection, words: telling.Tongue, wanted: date | None, places: Filter
) -> Report:
    """The morning report: every well of the filter's places, and what they made together."""
    clock = queries.dicts(connection, "serve/report_clock")[0]
    day = of_day(wanted, clock["ahora"])
    where = {"dia": day, "dias": DAYS} | {
        name: getattr(places, name) for name in ("cliente", "region", "campo")
    }
    wells = queries.dicts(connection, "serve/report_wells", where)
    days = queries.dicts(connection, "serve/report_days", where)
    remarks = [] if any(row["con_hechos"] for row in wells) else ["no_facts"]
    printed = tuple(one for one in WELLS if one.name in PRINTED)
    tables = [Table("wells_list", printed, wells)]
    if day >= clock["ahora"].date() - timedelta(days=1):
        tables.append(Table("alerts_now", ALERTS, _alerts(connection, words, places), "no_alerts"))
    else:
        remarks.append("past_day")
    return Report(
        "field",
        words.say("field"),
        ", ".join(filter(None, (places.cliente, places.region, places.campo))),
        day,
        clock["ahora"],
        clock["zona"],
        tuple(tables),
        figures=_sums(words, wells, next((row for row in days if row["dia"] == day), {})),
        charts=tuple(_field_charts(words, days, day, clock["ahora"])),
        remarks=tuple(remarks),
        wells=len(wells),
        files=(Table("wells_list", WELLS, wells), Table("days", DAYS_TABLE, days)),
    )


def of_well(
    connection: Connection, words: telling.Tongue, wanted: date | None, pozo: int
) -> Report:
    """A well's day. Raises UnknownWell, for a well that the asker may not see, too."""
    clock = queries.dicts(connection, "serve/report_clock")[0]
    day = of_day(wanted, clock["ahora"])
    where = {"pozo": pozo, "dia": day}
    rows = queries.dicts(connection, "serve/report_well", where)
    if not rows:
        raise UnknownWell(f"there is no well {pozo} that this login or user may see")
    facts = rows[0]
    start = datetime.combine(day, time(), clock["ahora"].tzinfo)
    end = datetime.combine(day + timedelta(days=1), time(), clock["ahora"].tzinfo)
    spans = {
        "hora": (start, end),
        "dia": (end - timedelta(days=DAYS), end - timedelta(seconds=1)),
    }
    trends = {grain: well.trends(connection, pozo, grain, *span) for grain, span in spans.items()}
    charts = [
        chart
        for grain, (since, until) in spans.items()
        for chart in drawings.charts(
            words, trends[grain], {"grain": grain, "start": since, "end": until}
        )
        if chart["drawing"]
    ]
    quality = queries.dicts(connection, "serve/well_quality", where)
    doubtful = [row for row in quality if row["total_fail"] or row["total_warning"]]
    hours = Table("hours", *_over_time("hora", trends["hora"]))
    return Report(
        "well",
        facts["nombre"] or str(pozo),
        " · ".join(filter(None, (facts["del_campo"], facts["de_region"], facts["del_cliente"]))),
        day,
        clock["ahora"],
        clock["zona"],
        (
            Table("day_figures", MEASURES, list(_measures(words, facts))),
            Table("quality", QUALITY, doubtful, "no_bad" if quality else "quality_none"),
            Table("rejected", REJECTED, queries.dicts(connection, "serve/well_rejected", where)),
        ),
        charts=tuple(charts),
        card=_card(connection, words, pozo, end, clock["ahora"]),
        remarks=() if facts["fecha_id"] else ("no_facts",),
        files=(
            hours,
            Table("days", *_over_time("dia", trends["dia"])),
            Table("quality", QUALITY, quality),
        ),
    )


def _alerts(connection: Connection, words: telling.Tongue, places: Filter) -> list[Row]:
    """The wells that are in trouble now, as the field's page lists them."""
    rows = everything(connection, places.changed(estado="alerta"))
    alerts: dict[int, list[str]] = {}
    ids = {"pozos": [row["well_id"] for row in rows]}
    for alert in queries.dicts(connection, "serve/field_alerts", ids):
        told = words.say(f"v_{alert['variable']}")
        if alert["unidad"] and alert["valor"] is not None:
            told += f" {words.figure(alert['valor'], alert['unidad'])} {alert['unidad']}"
        alerts.setdefault(alert["well_id"], []).append(told)
    return [
        row
        | {
            "avisos": "; ".join(alerts.get(row["well_id"], [])),
            "comunicacion": words.say(row["comunicacion"].lower()),
        }
        for row in rows
    ]


def _sums(words: telling.Tongue, wells: Sequence[Row], day: Row) -> tuple[Figure, ...]:
    """What the wells made together, and of how many of them that is."""
    with_facts = sum(row["con_hechos"] for row in wells)
    return (
        Figure("wells_with_facts", with_facts, "", words.say("of_all", n=len(wells))),
        Figure("t_fluido", day.get("fluido_bbl"), "bbl",
               words.say("of_wells", n=day.get("pozos_con_fluido", 0))),
        Figure("t_petroleo", day.get("petroleo_bbl"), "bbl",
               words.say("of_wells", n=day.get("pozos_con_petroleo", 0))),
        Figure("stop_time", day.get("paro_h"), "h"),
        Figure("stops", day.get("paradas")),
        Figure("energy", day.get("energia_kwh"), "kWh"),
    )  # fmt: skip


def _field_charts(
    words: telling.Tongue, days: Sequence[Row], day: date, now: datetime
) -> Iterator[dict[str, Any]]:
    start = datetime.combine(day - timedelta(days=DAYS - 1), time(), now.tzinfo)
    end = datetime.combine(day + timedelta(days=1), time(), now.tzinfo)
    for word, name, unit in (
        ("t_fluido", "fluido_bbl", "bbl"),
        ("t_petroleo", "petroleo_bbl", "bbl"),
        ("energy", "energia_kwh", "kWh"),
        ("stop_time", "paro_h", "h"),
    ):
        samples = [(datetime.combine(row["dia"], time(), now.tzinfo), row[name]) for row in days]
        yield {
            "name": words.say(word),
            "unit": unit,
            "last": samples[-1][1] if samples and samples[-1][0].date() == day else None,
            "drawing": shapes.trend(
                samples, start, end, unit, f"{words.say(word)} ({unit})", words.number,
                every=timedelta(days=1), told=drawings.WRITTEN["dia"],
            ),
        }  # fmt: skip


def _measures(words: telling.Tongue, facts: Row) -> Iterator[Row]:
    """The figures of a well's day, one row each: the fluid with its target, KPIs with verdicts."""
    for word, (name, unit) in FACTS.items():
        row = {"medida": words.say(word), "valor": facts[name], "unidad": unit}
        target = facts["produccion_fluido_target"] if word == "t_fluido" else None
        made = facts[name]
        deviation = 100 * (float(made) / float(target) - 1) if target and made is not None else None
        yield row | {
            "objetivo": target, "linea_base": None, "desvio_pct": deviation,
            "estado_color": None, "estado_nivel": None,
        }  # fmt: skip
    for word, (name, verdict, unit) in KPIS.items():
        yield {
            "medida": words.say(f"v_{word}"),
            "valor": facts[name],
            "unidad": unit,
            "objetivo": facts[f"{verdict}_target"],
            "linea_base": facts[f"{verdict}_baseline"],
            "desvio_pct": facts[f"{verdict}_variance_pct"],
            "estado_color": facts[f"{verdict}_status_color"],
            "estado_nivel": facts[f"{verdict}_status_level"],
        }


def _over_time(
    grain: str, trends: dict[str, list[shapes.Sample]]
) -> tuple[tuple[Column, ...], list[Row]]:
    """Hours or days as a table: the time, and a column a measure."""
    columns = [column("momento", "time" if grain == "hora" else "date")]
    rows: dict[datetime, Row] = {}
    for name, place in well.drawn(grain).items():
        columns.append(column(place, f"t_{name}", drawings.unit(grain, place)))
        for at, value in trends[name]:
            rows.setdefault(at, {"momento": at})[place] = value
    return tuple(columns), [rows[at] for at in sorted(rows)]


def _card(
    connection: Connection, words: telling.Tongue, pozo: int, end: datetime, now: datetime
) -> dict[str, Any] | None:
    """The newest card of the day that ends then, drawn with the one before it."""
    cards = queries.dicts(connection, "serve/well_card_before", {"pozo": pozo, "carta": end})
    if not cards:
        return None
    before = {"pozo": pozo, "carta": cards[0]["timestamp_carta"]}
    earlier = queries.dicts(connection, "serve/well_card_before", before)
    return drawings.card(words, cards[0], earlier[0] if earlier else None, None, now)
