"""The field's list as a file for a spreadsheet: the same wells, filter and order as the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bp010ctl.serve import field, pages

COLUMNS = {
    "well_id": "well_id",
    "nombre_pozo": "nombre_pozo",
    "cliente": "cliente",
    "region": "region",
    "campo": "campo",
    "nivel": "nivel",
    "avisos": "avisos",
    "comunicacion": "comunicacion",
    "minutos": "sin_reportar_min",
    "ultima_actualizacion": "ultima_lectura",
    "motor_running_flag": "motor_en_marcha",
    "total_fluid_today_bbl": "fluido_hoy_bbl",
    "produccion_fluido_target": "objetivo_fluido_bpd",
    "avance_pct": "avance_pct",
    "kpi_mtbf_hrs_act": "mtbf_h",
    "kpi_uptime_pct_act": "uptime_pct",
    "kpi_kwh_bbl_act": "energia_kwh_bbl",
    "kpi_vol_eff_pct_act": "ef_volumetrica_pct",
    "ai_accuracy_act": "acierto_ia_pct",
    "dq_status": "calidad",
}
"""Columns of the list, and what they are called in the file: with their units."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def field_csv(request: Request) -> Response:
    """Every well that the filter lets through; a missing value is an empty cell."""
    wanted = field.Filter.of(request.query_params)
    with pages.asking(request) as connection:
        rows = field.everything(connection, wanted)
    return Response(
        csv_text(COLUMNS.values(), ([row[column] for column in COLUMNS] for row in rows)),
        media_type="text/csv",
        headers={"content-disposition": 'attachment; filename="bp010-field.csv"'},
    )


def csv_text(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Rows under their heads, with the mark by which spreadsheets know UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "\ufeff" + text.getvalue()


def _cell(value: Any) -> Any:
    """A value as a spreadsheet reads it; a text that would be a formula stays a text."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value
