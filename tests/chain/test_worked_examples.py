"""Published worked examples (tests/fixtures/worked_examples.csv) against the database.

COMPUTED maps each formula that the database has to a call of it; a formula that is no function of
its own is read off the facts that it makes. ELSEWHERE lists what the database does not compute.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from typing import Any

import pytest

from support import FIXTURES
from support.derivation import START, days, make_field, reading, run
from support.readings import Connection, insert, row

EXAMPLES = FIXTURES / "worked_examples.csv"
Inputs = dict[str, Any]
# models of ML services, or dynamometer analysis: their results arrive, they are not computed here
ELSEWHERE = {
    "pump_fillage_pct": "measured (ID 64)",
    "pump_fillage_fraction": "measured (ID 64)",
    "pump_fluid_load_lb": "card analysis",
    "pip_from_fluid_load_psi": "measured (ID 61)",
    "prhp_rectangle_card_hp": "card analysis",
    "system_efficiency": "measured as lift efficiency (ID 118)",
    "downhole_efficiency": "measured as lift efficiency (ID 118)",
    "vogel_ratio": "IPR service",
    "vogel_q_stbd": "IPR service",
    "vogel_qmax_stbd": "IPR service",
    "productivity_index": "IPR service",
    "fetkovich_n": "IPR service",
    "fetkovich_aof_stbd": "IPR service",
    "arps_exp_rate": "Arps service",
    "arps_exp_cum": "Arps service",
    "arps_hyp_time_to_rate_days": "Arps service",
    "arps_hyp_cum": "Arps service",
    "arps_harm_time_to_rate_days": "Arps service",
    "arps_harm_cum": "Arps service",
    "nominal_to_secant_effective_pct": "Arps service",
    "arps_hyp_eur_to_limit_bbl": "Arps service",
    "arps_exp_fit_di_per_day": "Arps service",
}
UNIT_STROKE = 1440 / 0.1166  # in: a plunger of 1 in displaces 1 bbl a stroke with it


def call(db: Connection, function: str, *arguments: float) -> float:
    marks = ", ".join(["%s::float8"] * len(arguments))
    result = row(db, f"SELECT stage.{function}({marks}) AS value", *arguments)
    return float(result["value"])


def displacement(db: Connection, given: Inputs) -> float:
    stroke = (
        given.get("stroke_in") or given.get("effective_travel_in") or given["gross_pump_stroke_in"]
    )
    return call(db, "fnc_calc_desplazamiento_bpd", given["plunger_in"], stroke, given["spm"])


def hour(db: Connection, **measured: float) -> dict[str, Any]:
    """The derived hour of a well whose pump displaces 1 bbl a stroke, with these facts."""
    make_field(db, 1, diametro_embolo_bomba=1, longitud_carrera_nominal_unidad_in=UNIT_STROKE)
    run(db, [reading(0)])
    for column, value in measured.items():
        db.execute(
            f"UPDATE reporting.fact_operaciones_horarias SET {column} = %s".encode(), [value]
        )
    db.execute("CALL reporting.sp_calcular_derivados_completos('2026-01-01', '2026-02-01')")
    return row(db, "SELECT * FROM reporting.fact_operaciones_horarias")


def theoretical_volume(db: Connection, given: Inputs) -> float:
    """Capacity of 24 h over the run time: here strokes are speed × run minutes."""
    capacity, minutes = given["lift_capacity_bpd"], given["runtime_h"] * 60
    fact = hour(db, spm_promedio=capacity / 1440, tiempo_operacion_min=minutes)
    return float(fact["volumen_teorico_hora_bbl"])


def volumetric_efficiency(db: Connection, given: Inputs) -> float:
    fluid = given.get("fluid_bpd") or given["oil_bpd"] + given["water_bpd"]
    displaced = given.get("displacement_bpd") or given["theoretical_bpd"]
    fact = hour(db, produccion_fluido_bbl=fluid, emboladas_hora=displaced)
    return float(fact["kpi_efic_vol_pct"])


def water_cut(db: Connection, given: Inputs) -> float:
    make_field(db, 1)
    made = {
        "produccion_petroleo_diaria": given["oil_bpd"],
        "produccion_agua_diaria": given["water_bpd"],
    }
    run(db, [reading(600, **made)])
    return float(days(db)[0]["water_cut_pct"])


def load_ratio(db: Connection, given: Inputs) -> float:
    return call(db, "fnc_calc_road_load_pct", given["stroke_peak_lb"], given["normal_peak_lb"])


def density(db: Connection, given: Inputs) -> float:
    gravity_api = 141.5 / given["oil_density"] - 131.5
    cut = 100 * given["water_cut"]
    return call(db, "fnc_calc_gradiente", gravity_api, cut, given["water_density"]) / 0.433


def fluid_above_pump(db: Connection, given: Inputs) -> float:
    pressures = given["pip_psi"], given["casing_pressure_psi"]
    level = call(db, "fnc_calc_fluid_level_tvd", *pressures, given["gradient_psi_ft"], 6208)
    return 6208 - level


def flowing_pressure(db: Connection, given: Inputs) -> float:
    names = ("pip_psi", "gradient_psi_ft", "pump_depth_ft", "perf_mid_depth_ft")
    return call(db, "fnc_calc_pwf", *(given[name] for name in names))


def remaining_reserves(db: Connection, given: Inputs) -> float:
    make_field(db, 1, np_inicial_bbl=given["cum_stb"])
    analysis = {"well_id": 1, "fecha_analisis": START, "eur_p50": given["eur_stb"]}
    insert(db, "universal.arps_resultados_declinacion", [analysis])
    run(db, [reading(600, produccion_petroleo_diaria=0)])
    db.execute("CALL reporting.sp_sync_arps_to_reporting()")
    query = "SELECT remanent_reserves_bbl AS left FROM reporting.fact_operaciones_mensuales"
    return float(row(db, query)["left"])


def strokes_per_day(db: Connection, given: Inputs) -> float:
    minutes = 60 * given["percent_run"] / 100
    fact = hour(db, spm_promedio=given["spm"], tiempo_operacion_min=minutes)
    return 24 * float(fact["volumen_teorico_hora_bbl"])


def mtbf(db: Connection, given: Inputs) -> float:
    minutes = 60 * given["total_operating_h"]
    fact = hour(db, tiempo_operacion_min=minutes, numero_fallas_hora=given["failures"])
    return float(fact["kpi_mtbf_hrs"])


def uptime(db: Connection, given: Inputs) -> float:
    fact = hour(db, tiempo_operacion_min=given["up_min"], tiempo_paro_noprog_min=given["down_min"])
    return float(fact["kpi_uptime_pct"])


COMPUTED: dict[str, Callable[[Connection, Inputs], float]] = {
    "pump_displacement_bpd": displacement,
    "lift_capacity_bpd_24h": displacement,
    "lift_capacity_bpd_24h_gross_stroke": displacement,
    "theoretical_production_bpd": theoretical_volume,
    "volumetric_efficiency_pct": volumetric_efficiency,
    "water_cut_pct": water_cut,
    "peak_load_ratio_pct": load_ratio,
    "api_to_sg": lambda db, given: call(db, "fnc_calc_sg_petroleo", given["api"]),
    "mixture_density_t_m3": density,
    "fluid_above_pump_ft": fluid_above_pump,
    "fbhp_from_pip_psi": flowing_pressure,
    "remaining_reserves_stb": remaining_reserves,
    "strokes_per_day": strokes_per_day,
    "mtbf_h": mtbf,
    "uptime_pct": uptime,
}


def examples() -> list[dict[str, str]]:
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    return seeded_db


def test_every_example_is_computed_here_or_said_to_be_elsewhere() -> None:
    formulas = {example["formula"] for example in examples()}
    assert formulas == COMPUTED.keys() | ELSEWHERE.keys()
    assert COMPUTED.keys() & ELSEWHERE.keys() == set()


@pytest.mark.parametrize(
    "example",
    [case for case in examples() if case["formula"] in COMPUTED],
    ids=lambda example: f"{example['formula']} {example['expected']}",
)
def test_example(db: Connection, example: dict[str, str]) -> None:
    value = COMPUTED[example["formula"]](db, json.loads(example["inputs"]))
    expected, tolerance = float(example["expected"]), float(example["tolerance"])
    assert value == pytest.approx(expected, abs=tolerance)
