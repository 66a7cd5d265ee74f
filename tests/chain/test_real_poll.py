"""One well's measured SCADA poll and wide reading, from dump to facts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import psycopg
import pytest

from support import PROJECT, Cli, exports, readings

CARDS = (
    "surface_rod_position", "surface_rod_load", "downhole_pump_position", "downhole_pump_load",
)  # fmt: skip
HOURS = "hhmm"


def expected(sent: Mapping[int, str]) -> dict[str, object]:
    """Column → value, by the poll's tags and the map alone."""
    values: dict[str, object] = {}
    for row in exports.rows_of(PROJECT / "seeds" / "referencial.tbl_var_scada_map.csv"):
        raw = sent.get(int(row["var_id_scada"]))
        if raw is None:
            continue
        column, conversion = row["columna_stage"], row["conversion"]
        if column in CARDS:
            values[column] = raw
        elif column == "estado_motor":
            values[column] = raw == "1"
        elif conversion == HOURS:
            values[column] = int(raw) // 100 + int(raw) % 100 / 60
        else:
            values[column] = float(raw) / (10 if conversion else 1)
    return values


def test_the_poll_is_one_reading_with_all_its_mapped_values(
    seeded: str, exported: exports.Exports, cli: Cli
) -> None:
    loaded = cli("ingest", str(exported.master), str(exported.poll), url=seeded)
    assert loaded.returncode == 0, loaded.stderr
    with psycopg.connect(seeded) as db:
        db.execute("CALL stage.sp_pivot_landing()")
        reading = readings.row(db, "SELECT * FROM stage.tbl_pozo_produccion")
        assert readings.rows(db, "SELECT * FROM stage.tbl_landing_rechazos") == []
    assert reading["timestamp_lectura"] == datetime(2026, 1, 7, 15, 24, 7, tzinfo=UTC)
    values = expected(exports.poll())
    assert len(values) == 64
    others = {"produccion_id", "well_id", "timestamp_lectura", "cargado_en"}
    got = {c: v for c, v in reading.items() if v is not None and c not in others}
    assert set(got) == set(values)
    for column, value in values.items():
        assert got[column] == (value if column in CARDS else pytest.approx(value, rel=1e-15))
    for column in CARDS:
        assert len(json.loads(str(got[column]))) == exports.POINTS


def test_the_wide_reading_reports_the_day_before(
    seeded: str, exported: exports.Exports, cli: Cli
) -> None:
    loaded = cli("ingest", str(exported.master), str(exported.reading), url=seeded)
    assert loaded.returncode == 0, loaded.stderr
    with psycopg.connect(seeded) as db:
        db.execute("UPDATE stage.tbl_pozo_maestra SET contador_diario = 'dia_cerrado'")
        readings.load_facts(db)
        day = readings.row(
            db, "SELECT * FROM reporting.fact_operaciones_diarias WHERE fecha_id = 20260201"
        )
    displacement = 0.1166 * 2**2 * 249.974975585938 * 3021 / 1440
    assert day["produccion_fluido_bbl"] == 91
    assert day["produccion_petroleo_bbl"] == 18
    assert day["produccion_agua_bbl"] == 73
    assert day["kpi_kwh_bbl"] == pytest.approx(9.9, abs=0.01)
    assert day["volumen_teorico_bbl"] == pytest.approx(displacement)
    assert day["kpi_efic_vol_pct"] == pytest.approx(37.2, abs=0.1)
