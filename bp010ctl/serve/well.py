"""One well as its page shows it: panels, card, trends, alerts, verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import sql
from psycopg.rows import dict_row

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.queries import Row
from bp010ctl.wells import snapshot

GRAINS = ("hora", "dia", "mes")
TRENDS: dict[str, tuple[str | None, str | None, str | None]] = {
    "fluido": ("produccion_fluido_bbl", "produccion_fluido_bbl", "total_fluido_bbl"),
    "petroleo": ("prod_petroleo_bbl", "produccion_petroleo_bbl", "total_petroleo_bbl"),
    "agua": ("prod_agua_bbl", "produccion_agua_bbl", "total_agua_bbl"),
    "spm": ("spm_promedio", "spm_promedio", "promedio_spm"),
    "pip": ("pip_psi", "pip_psi", None),
    "whp": ("presion_cabezal_psi", "presion_cabezal_psi", "promedio_whp_psi"),
    "corriente": ("amperaje_motor_a", "motor_current_a_avg_day", None),
    "nivel": (
        "fluid_level_tvd_ft", "promedio_fluid_level_tvd_ft", "promedio_fluid_level_tvd_ft"
    ),
    "paradas": ("numero_fallas_hora", "numero_fallas", "total_fallas_mes"),
    "uptime": ("kpi_uptime_pct", "kpi_uptime_pct", "eficiencia_uptime_pct"),
    "vol": ("kpi_efic_vol_pct", "kpi_efic_vol_pct", "promedio_efic_vol_pct"),
    "kwh": ("kpi_kwh_bbl", "kpi_kwh_bbl", "kpi_kwh_bbl_mes"),
    "mtbf": (None, "kpi_mtbf_hrs", None),
    "ia": ("kpi_ai_accuracy_pct", "ai_accuracy_pct", None),
}  # fmt: skip
"""What is drawn over time: its column in the hours, days and months."""
FACTS = {
    "hora": "reporting.fact_operaciones_horarias",
    "dia": "reporting.fact_operaciones_diarias",
    "mes": "reporting.fact_operaciones_mensuales",
}
QUERIES = {"hora": "serve/trend_hora", "dia": "serve/trend_dia", "mes": "serve/trend_mes"}
NEWEST = {"day": "serve/well_day", "month": "serve/well_month", "ipr": "serve/well_ipr"}
SPANS = {"hora": 72, "dia": 60 * 24, "mes": 24 * 31 * 24}
"""Hours that a trend shows unless others are asked for."""


@dataclass(frozen=True)
class Sight:
    """Everything on a well's page; rows holds the row of each table by its short name."""

    rows: dict[str, Row]
    ages: dict[str, Row]
    standing: Row
    before: Row | None
    alerts: list[Row]
    quality: list[Row]
    rejected: list[Row]
    consistency: list[Row]
    motor_since: datetime | None

    def figure(self, place: str) -> Any:
        """The value of a column by its place, `now.pip`; None where there is none."""
        table, _, name = place.partition(".")
        return self.rows.get(table, {}).get(name)

    def old(self, place: str) -> int | None:
        """How many minutes ago a value of the snapshot was read, where that is old for its kind."""
        table, _, name = place.partition(".")
        age = self.ages.get(name) if table == "now" else None
        return age["edad_min"] if age and age["es_vieja"] else None


def sight(connection: Connection, pozo: int) -> Sight:
    """What the user may see of a well. Raises UnknownWell, for a well of others too."""
    known = snapshot.well(connection, pozo, 0)
    where = {"pozo": pozo, "pozos": [pozo], "dia": None}
    rows = {"now": known.snapshot, "well": known.targets, "card": known.card or {}}
    for table, query in NEWEST.items():
        rows[table] = _first(connection, query, where) or {}
    standing = _first(connection, "serve/well_standing", where) or {}
    rows["date"] = {"fecha_id": standing.get("fecha")}
    rows["hour"] = {"turno_operativo": standing.get("turno_operativo")}
    before = None
    if known.card:
        card = where | {"carta": known.card["timestamp_carta"]}
        before = _first(connection, "serve/well_card_before", card)
    since = queries.tuples(connection, "serve/field_since", where)
    return Sight(
        rows,
        known.ages,
        standing,
        before,
        queries.dicts(connection, "serve/field_alerts", where),
        queries.dicts(connection, "serve/well_quality", where),
        queries.dicts(connection, "serve/well_rejected", where),
        queries.dicts(connection, "serve/well_consistency", where),
        since[0][1] if since else None,
    )


def standing(connection: Connection, pozo: int) -> Row:
    """How old what is known of a well is. Raises UnknownWell, for a well of others too."""
    row = _first(connection, "serve/well_standing", {"pozo": pozo})
    if row is None:
        raise snapshot.UnknownWell(f"there is no well {pozo} in the snapshot")
    return row


def trends(
    connection: Connection, pozo: int, grain: str, start: datetime, end: datetime
) -> dict[str, list[tuple[datetime, float | None]]]:
    """The well's hours, days or months from start to before end: by measure, time and value."""
    columns = drawn(grain)
    listed = sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(sql.Identifier("hecho", column), sql.Identifier(name))
        for name, column in columns.items()
    )
    statement = queries.statement(QUERIES[grain], columnas=listed)
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(statement, {"pozo": pozo, "desde": start, "hasta": end}).fetchall()
    return {name: [(row["momento"], row[name]) for row in rows] for name in columns}


def drawn(grain: str) -> dict[str, str]:
    """The column of each measure that is drawn by this grain."""
    place = GRAINS.index(grain)
    return {name: column for name, by in TRENDS.items() if (column := by[place])}


def _first(connection: Connection, query: str, where: Row) -> Row | None:
    rows = queries.dicts(connection, query, where)
    return rows[0] if rows else None
