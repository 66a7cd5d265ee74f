"""Equinor's Volve field: daily volumes against the published monthly sheet, to the cent.

One reading a day, its volumes as daily counters (regime acumulado), days of Oslo. The sheet is in
Sm³: the numbers are taken as the counters' units (bbl, scf), and the facts' mcf are read back.
"""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import readings

OSLO = ZoneInfo("Europe/Oslo")
VOLUMES = {
    "produccion_petroleo_diaria": "BORE_OIL_VOL",
    "produccion_gas_diaria": "BORE_GAS_VOL",
    "produccion_agua_diaria": "BORE_WAT_VOL",
}
SCF_PER_MCF = 1000


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reading(row: dict[str, str]) -> dict[str, Any]:
    """The day's reading, at half past eleven at night."""
    day = datetime.fromisoformat(row["DATEPRD"]).replace(hour=23, minute=30, tzinfo=OSLO)
    values = {column: float(row[name]) if row[name] else None for column, name in VOLUMES.items()}
    return {"well_id": int(row["NPD_WELL_BORE_CODE"]), "timestamp_lectura": day} | values


def number(text: str) -> float:
    return float(text) if text else 0.0


def test_monthly_facts_equal_the_published_sheet_for_every_well_month(
    seeded: str, real_data: Path
) -> None:
    daily = rows_of(real_data / "volve" / "daily.csv")
    published = {
        (int(float(row["NPDCode"])), f"{float(row['Year']):.0f}-{float(row['Month']):02.0f}"): (
            number(row["Oil"]), number(row["Gas"]), number(row["Water"])
        )
        for row in rows_of(real_data / "volve" / "monthly.csv")
    }  # fmt: skip
    with psycopg.connect(seeded) as db:
        readings.set_config(db, "OPERACION", "zona_horaria", "Europe/Oslo")
        readings.make_wells(db, *sorted({int(row["NPD_WELL_BORE_CODE"]) for row in daily}))
        readings.insert_readings(db, map(reading, daily))
        readings.load_facts(db)
        months = {
            (well, month): (oil or 0, (gas or 0) * SCF_PER_MCF, water or 0)
            for well, month, oil, gas, water in db.execute(
                "SELECT pozo_id, anio_mes, total_petroleo_bbl, total_gas_mcf, total_agua_bbl"
                " FROM reporting.fact_operaciones_mensuales"
            )
        }
        days = readings.row(
            db, "SELECT count(*) AS n, min(lecturas) AS fewest, max(lecturas) AS most"
            " FROM reporting.fact_operaciones_diarias"
        )  # fmt: skip
    assert days == {"n": len(daily), "fewest": 1, "most": 1}
    assert len(published) > 90
    assert set(published) == set(months)
    wrong = {
        key: (sheet, months[key])
        for key, sheet in published.items()
        if any(abs(a - b) >= 0.005 for a, b in zip(sheet, months[key], strict=True))
    }
    assert wrong == {}
