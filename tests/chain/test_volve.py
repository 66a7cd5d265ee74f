"""Equinor's Volve field: daily volumes against the published monthly sheet, to the cent.

An extract of nine well-months runs everywhere; the whole field, where its data lie beside the
project. One reading a day, its volumes as daily counters (regime acumulado), days of Oslo. The
sheet is in Sm³: the numbers are taken as the counters' units (bbl, scf), and the facts' mcf are
read back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from support import exports, readings

OSLO = ZoneInfo("Europe/Oslo")
COUNTERS = ("produccion_petroleo_diaria", "produccion_gas_diaria", "produccion_agua_diaria")
SCF_PER_MCF = 1000

Volumes = tuple[float, ...]
"""Oil, gas, water."""
Daily = list[tuple[int, str, Volumes]]
Monthly = dict[tuple[int, str], Volumes]


def volumes(row: dict[str, str], *names: str) -> Volumes:
    return tuple(float(row[name] or 0) for name in names)


def extract() -> tuple[Daily, Monthly]:
    """Nine well-months: a month of 19 days, days missing, both nights when the clock changes."""
    daily = exports.rows_of(exports.FIELD / "volve_daily.csv")
    monthly = exports.rows_of(exports.FIELD / "volve_monthly.csv")
    names = ("oil", "gas", "water")
    return (
        [(int(row["well"]), row["day"], volumes(row, *names)) for row in daily],
        {(int(row["well"]), row["month"]): volumes(row, *names) for row in monthly},
    )


def whole_field(folder: Path) -> tuple[Daily, Monthly]:
    daily = exports.rows_of(folder / "daily.csv")
    monthly = exports.rows_of(folder / "monthly.csv")
    columns = ("BORE_OIL_VOL", "BORE_GAS_VOL", "BORE_WAT_VOL")
    return (
        [(int(d["NPD_WELL_BORE_CODE"]), d["DATEPRD"], volumes(d, *columns)) for d in daily],
        {
            (int(float(m["NPDCode"])), f"{float(m['Year']):.0f}-{float(m['Month']):02.0f}"):
            volumes(m, "Oil", "Gas", "Water")
            for m in monthly
        },
    )  # fmt: skip


def reading(well: int, day: str, volumes: Volumes) -> dict[str, Any]:
    """The day's reading, at half past eleven at night."""
    night = datetime.fromisoformat(day).replace(hour=23, minute=30, tzinfo=OSLO)
    return {"well_id": well, "timestamp_lectura": night} | dict(zip(COUNTERS, volumes, strict=True))


def load(db: readings.Connection, daily: Daily) -> None:
    readings.set_config(db, "OPERACION", "zona_horaria", "Europe/Oslo")
    readings.make_wells(db, *sorted({well for well, _, _ in daily}))
    readings.insert_readings(db, (reading(*day) for day in daily))
    readings.load_facts(db)


def months(db: readings.Connection) -> Monthly:
    """Oil, gas and water of the monthly facts in the sheet's numbers."""
    return {
        (well, month): (oil or 0, (gas or 0) * SCF_PER_MCF, water or 0)
        for well, month, oil, gas, water in db.execute(
            "SELECT pozo_id, anio_mes, total_petroleo_bbl, total_gas_mcf, total_agua_bbl"
            " FROM reporting.fact_operaciones_mensuales"
        )
    }


def differences(sheet: Monthly, found: Monthly) -> Iterable[tuple[int, str]]:
    assert set(sheet) == set(found)
    for key, published in sheet.items():
        if any(abs(a - b) >= 0.005 for a, b in zip(published, found[key], strict=True)):
            yield key


def test_monthly_facts_equal_the_published_sheet(seeded: str) -> None:
    daily, sheet = extract()
    assert (len(daily), len(sheet)) == (241, 9)
    with psycopg.connect(seeded) as db:
        load(db, daily)
        facts = months(db)
        days = readings.row(
            db, "SELECT count(*) AS n, min(lecturas) AS fewest, max(lecturas) AS most"
            " FROM reporting.fact_operaciones_diarias"
        )  # fmt: skip
    assert days == {"n": 241, "fewest": 1, "most": 1}
    assert list(differences(sheet, facts)) == []


def test_the_whole_field_equals_the_published_sheet_in_every_well_month(
    seeded: str, real_data: Path
) -> None:
    daily, sheet = whole_field(real_data / "volve")
    assert (len(daily), len(sheet)) == (2889, 97)
    with psycopg.connect(seeded) as db:
        load(db, daily)
        facts = months(db)
    assert list(differences(sheet, facts)) == []
