"""Which rows each computed table has to have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import wraps

from support.truth import phrases
from support.truth.model import STRETCH, Key, Truth

Rows = Callable[[Truth], list[Key]]
KEYS: dict[str, Rows] = {}


def table(*names: str) -> Callable[[Callable[[Truth], Iterable[Key]]], Rows]:
    def register(function: Callable[[Truth], Iterable[Key]]) -> Rows:
        @wraps(function)
        def once(truth: Truth) -> list[Key]:
            if names[0] not in truth.keysets:
                truth.keysets[names[0]] = list(function(truth))
            return truth.keysets[names[0]]

        for name in names:
            KEYS[name] = once
        return once

    return register


@table("reporting.dim_pozo", "reporting.dataset_current_values")
def wells(truth: Truth) -> Iterable[Key]:
    """Every well of the master."""
    return [Key(row["well_id"]) for row in truth.inputs["stage.tbl_pozo_maestra"]]


@table("reporting.tbl_ultimas_medidas", "reporting.vw_ultimas_medidas")
def wells_with_readings(truth: Truth) -> Iterable[Key]:
    """Wells with a reading that does not lie ahead."""
    return [Key(well) for well in truth.readings if truth.newest(well)]


@table("reporting.dim_hora")
def hours_of_dimension(truth: Truth) -> Iterable[Key]:
    return [Key(item=hour) for hour in range(24)]


@table("reporting.tbl_resumen_horario")
def stretches(truth: Truth) -> Iterable[Key]:
    """Hours with readings, each of an hour that comes twice for itself."""
    keys = {
        Key(well, truth.stretch_of(reading.when), item=STRETCH)
        for well, readings in truth.readings.items()
        for reading in readings
    }
    return sorted(keys, key=lambda key: (key.well, key.hour))


@table("reporting.fact_operaciones_horarias")
def hours(truth: Truth) -> Iterable[Key]:
    """Hours with readings; an hour that comes twice is one."""
    keys = {
        Key(well, truth.hour_of(reading.when))
        for well, readings in truth.readings.items()
        for reading in readings
    }
    return sorted(keys, key=lambda key: (key.well, key.hour))


@table("reporting.fact_operaciones_diarias", "reporting.dataset_kpi_business")
def days(truth: Truth) -> Iterable[Key]:
    """Days with readings, and under dia_cerrado the day before one whose daily counters report it.
    Days with readings, and under dia_cerrado the day before one whose daily counters report it."""
    keys = set()
    daily = [
        row["columna_stage"]
        for row in truth.inputs["referencial.tbl_var_scada_map"]
        if row["contador"] == "diario"
    ]
    for well, readings in truth.readings.items():
        closes = truth.regime(Key(well)) == "dia_cerrado"
        for reading in readings:
            day = truth.day_of(reading.when)
            keys.add(Key(well, day=day))
            if closes and any(reading.get(column) is not None for column in daily):
                keys.add(Key(well, day=day - timedelta(days=1)))
    return sorted(keys, key=lambda key: (key.well, key.day))


@table("reporting.fact_operaciones_mensuales")
def months(truth: Truth) -> Iterable[Key]:
    """Months of the daily facts."""
    keys = {Key(key.well, month=f"{key.day:%Y-%m}") for key in days(truth)}
    return sorted(keys, key=lambda key: (key.well, key.month))


@table("reporting.dim_tiempo")
def calendar(truth: Truth) -> Iterable[Key]:
    """Whole months of the days with facts."""
    keys = set()
    for first in {key.day.replace(day=1) for key in days(truth) if key.day}:
        day = first
        while day.month == first.month:
            keys.add(Key(day=day))
            day += timedelta(days=1)
    return sorted(keys, key=lambda key: key.day or date.min)


@table("reporting.dataset_latest_dynacard")
def cards(truth: Truth) -> Iterable[Key]:
    """Wells with a card that parses."""
    return [Key(well) for well in truth.readings if phrases.published(truth, Key(well))]


@table("stage.tbl_pozo_produccion")
def readings(truth: Truth) -> Iterable[Key]:
    """One reading for each poll."""
    return [Key(well, item=reading.when) for well, own in truth.readings.items() for reading in own]


@table("universal.stroke")
def strokes(truth: Truth) -> Iterable[Key]:
    """Strokes as the ML service gave them."""
    return [Key(item=number) for number in range(len(truth.strokes))]


@table("reporting.tbl_cierre_contador")
def closings(truth: Truth) -> Iterable[Key]:
    """Series of a day that have a value."""
    source = truth.columns["reporting.tbl_cierre_contador"]["valor"].sources
    return [
        key
        for day in days(truth)
        for key in (day._replace(item=position + 1) for position in range(len(source)))
        if phrases.series_close(truth, key, source) is not None
    ]


@table("stage.tbl_landing_rechazos")
def rejections(truth: Truth) -> Iterable[Key]:
    """Values that cannot be used, each once."""
    return [Key(item=number) for number in range(len(truth.rejected))]
