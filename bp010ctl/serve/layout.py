"""What a report is made of: tables of columns, figures, drawings; and the columns of each table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bp010ctl.base.queries import Row


@dataclass(frozen=True)
class Column:
    """A column of a table: its key in the rows, the word over it, its unit, the keys of the colour
    and level of its verdict, and the key of a unit that is told in each row."""

    name: str
    word: str
    unit: str = ""
    colour: str = ""
    level: str = ""
    unit_of: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under a heading. none: the word that stands where there are none."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    none: str = "none_of_these"

    @property
    def numeric(self) -> set[str]:
        """The columns of figures."""
        return {
            one.name
            for one in self.columns
            if any(isinstance(row.get(one.name), (int, float, Decimal)) for row in self.rows)
        }


@dataclass(frozen=True)
class Figure:
    """One number in large: the word for it, its value and unit, and what of."""

    word: str
    value: Any
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Report:
    """A day of the field or of a well. Times are those of the zone.

    tables: what is printed. files: what a spreadsheet has besides, or more of by the same name; the
    first is the one that CSV has.
    """

    kind: str
    title: str
    subtitle: str
    day: date
    made: datetime
    zone: str
    tables: tuple[Table, ...]
    figures: tuple[Figure, ...] = ()
    charts: tuple[dict[str, Any], ...] = ()
    card: dict[str, Any] | None = None
    remarks: tuple[str, ...] = ()
    wells: int = 1
    files: tuple[Table, ...] = ()

    @property
    def goes_on(self) -> bool:
        """Whether the day was not over when the report was made."""
        return self.day >= self.made.date()


def column(name: str, word: str, unit: str = "", verdict: str = "", *, unit_of: str = "") -> Column:
    """A column; verdict: what the keys of its colour and level start with."""
    colour, level = (f"{verdict}_color", f"{verdict}_nivel") if verdict else ("", "")
    return Column(name, word, unit, colour, level, unit_of)


WELLS = (
    column("well_id", "#"),
    column("nombre_pozo", "well"),
    column("campo", "campo"),
    column("cliente", "customer"),
    column("region", "region"),
    column("fluido_bbl", "t_fluido", "bbl"),
    column("petroleo_bbl", "t_petroleo", "bbl"),
    column("agua_bbl", "t_agua", "bbl"),
    column("gas_mcf", "t_gas", "mcf"),
    column("objetivo_bpd", "target", "bpd"),
    column("avance_pct", "of_target", "%"),
    column("marcha_h", "run_time", "h"),
    column("paro_h", "stop_time", "h"),
    column("paradas", "stops"),
    column("energia_kwh", "energy", "kWh"),
    column("mtbf_h", "v_mtbf", "h", "mtbf"),
    column("uptime_pct", "v_uptime", "%", "uptime"),
    column("kwh_bbl", "v_kwh_bbl", "kWh/bbl", "kwh"),
    column("vol_pct", "v_vol_eff", "%", "vol"),
    column("ia_pct", "v_ai_accuracy", "%", "ia"),
    column("completo_pct", "complete", "%"),
    column("calidad", "quality"),
)
PRINTED = {
    "well_id", "nombre_pozo", "campo", "fluido_bbl", "petroleo_bbl", "objetivo_bpd", "avance_pct",
    "paro_h", "paradas", "mtbf_h", "uptime_pct", "kwh_bbl", "vol_pct", "ia_pct", "completo_pct",
}  # fmt: skip
"""Columns of WELLS that fit a sheet of paper."""
ALERTS = (
    column("well_id", "#"),
    column("nombre_pozo", "well"),
    column("avisos", "why"),
    column("comunicacion", "comm"),
    column("ultima_actualizacion", "reading"),
)
DAYS_TABLE = (
    column("dia", "date"),
    column("fluido_bbl", "t_fluido", "bbl"),
    column("pozos_con_fluido", "wells_with_fluid"),
    column("petroleo_bbl", "t_petroleo", "bbl"),
    column("pozos_con_petroleo", "wells_with_oil"),
    column("agua_bbl", "t_agua", "bbl"),
    column("energia_kwh", "energy", "kWh"),
    column("paro_h", "stop_time", "h"),
    column("paradas", "stops"),
)
MEASURES = (
    column("medida", "measure"),
    column("valor", "value", "", "estado", unit_of="unidad"),
    column("unidad", "unit"),
    column("objetivo", "target", unit_of="unidad"),
    column("linea_base", "baseline", unit_of="unidad"),
    column("desvio_pct", "deviation", "%"),
)
QUALITY = (
    column("variable", "rule"),
    column("total_evaluadas", "judged"),
    column("total_fail", "bad"),
    column("total_warning", "doubtful"),
    column("total_tardias", "late"),
)
REJECTED = (
    column("timestamp_lectura", "time"),
    column("variable", "rule"),
    column("valor_observado", "observed"),
    column("valor_esperado_min", "at_least_value"),
    column("valor_esperado_max", "at_most_value"),
    column("mensaje_error", "message"),
)
