"""Readings that Hypothesis makes up, and how often it tries: what the tests of properties share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

START = datetime(2026, 3, 28, 20, tzinfo=UTC)  # Oslo loses an hour in the following night
WELLS = {1: "acumulado", 2: "dia_cerrado", 3: None}
COUNTERS = (
    "produccion_fluido_diaria", "produccion_petroleo_diaria", "produccion_agua_diaria",
    "produccion_gas_diaria", "emboladas_diarias", "tiempo_parada_poc_diario", "conteo_poc_diario",
    "potencia_medidor_diaria", "medidor_produccion_fluido", "produccion_petroleo_acumulada",
    "medidor_produccion_agua", "medidor_produccion_gas", "emboladas_medidor_acumuladas",
    "tiempo_operacion_medidor_acum", "energia_medidor_acumulada", "conteo_poc_medidor_acum",
    "tiempo_parada_poc_medidor_acum", "horas_operacion_acumuladas", "contador_emboladas",
)  # fmt: skip


def tries(number: int) -> settings:
    """So many examples a property; a failing one is shown as it was found."""
    return settings(
        max_examples=number,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


counter = st.one_of(
    st.none(), st.sampled_from([0.0, 0.1, 0.2, 5.5, 10.0, 10.3, 91.0, 4000.7, 1e15, -1.0, 1e300])
)
measure = st.one_of(st.none(), st.sampled_from([0.0, 0.1, 0.3, 2.1, 450.7, -3.0, 1e308, 1e-320]))
columns: dict[str, st.SearchStrategy[Any]] = {
    "estado_motor": st.sampled_from([True, False, None]),
    "spm_promedio": measure, "presion_cabezal": measure, "potencia_actual_motor": measure,
    "current_amperage": measure, "maximum_rod_load": measure, "porcentaje_agua": measure,
} | dict.fromkeys(COUNTERS, counter)  # fmt: skip
"""What the facts are made of."""
minute = st.integers(0, 40).map(lambda n: n * 47 + n % 5)
"""Minutes after START: 31 hours, at most two readings an hour."""


def distinct(reading: st.SearchStrategy[Any], *, at_least: int = 1, at_most: int = 40) -> Any:
    """Lists of readings, no two of a well and minute."""
    return st.lists(
        reading,
        min_size=at_least,
        max_size=at_most,
        unique_by=lambda r: (r["well_id"], r["minute"]),
    )


def rows(readings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Readings for the table, with their time."""
    return [
        {"timestamp_lectura": START + timedelta(minutes=one["minute"])}
        | {name: value for name, value in one.items() if name != "minute"}
        for one in readings
    ]
