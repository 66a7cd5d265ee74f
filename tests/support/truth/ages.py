"""When each measure of the snapshot was read, and which of them are old."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from support.truth import phrases
from support.truth.model import Key, Truth
from support.truth.phrases import SNAPSHOT, About, phrase
from support.truth.tables import table, wells

Value = Any
Row = dict[str, Any]

MEASURES = {
    "motor_running_flag": ("estado_motor", None),
    "well_head_pressure_psi_act": ("presion_cabezal", "psi"),
    "casing_head_pressure_psi_act": ("presion_casing", "psi"),
    "pump_intake_pressure_psi_act": ("pip", "psi"),
    "pump_discharge_pressure_psi_act": ("presion_descarga_bomba", "psi"),
    "pump_avg_spm_act": ("spm_promedio", "spm"),
    "spm_actual": ("spm_promedio", "spm"),
    "motor_current_a_act": ("current_amperage", "A"),
    "motor_power_hp_act": ("potencia_actual_motor", "hp"),
    "pump_fill_monitor_pct": ("pump_fill_monitor", "%"),
    "llenado_bomba_pct": ("pump_fill_monitor", "%"),
    "gas_fill_monitor_pct_act": ("monitor_llenado_gas", "%"),
    "lift_efficiency_pct_act": ("eficiencia_levantamiento", "%"),
    "tank_fluid_temperature_f": ("temperatura_tanque_aceite", "°F"),
    "total_fluid_today_bbl": ("produccion_fluido_diaria", "bbl"),
    "oil_today_bbl": ("produccion_petroleo_diaria", "bbl"),
    "water_today_bbl": ("produccion_agua_diaria", "bbl"),
    "gas_today_mcf": ("produccion_gas_diaria", "mcf"),
    "water_cut_pct": ("porcentaje_agua", "%"),
    "produccion_fluido_bpd_act": ("produccion_fluido_diaria", "bpd"),
    "produccion_petroleo_diaria_bpd_act": ("produccion_petroleo_diaria", "bpd"),
    "produccion_agua_diaria_bpd_act": ("produccion_agua_diaria", "bpd"),
    "qf_fluid_flow_monitor_bpd": ("fluid_flow_monitor_bpd", "bpd"),
    "rod_weight_buoyant_lb_act": ("rod_weight_buoyant", "lbf"),
    "max_rod_load_lb_act": ("maximum_rod_load", "lbf"),
    "min_rod_load_lb_act": ("minimum_rod_load", "lbf"),
    "max_pump_load_lb_act": ("monitor_carga_bomba", "lbf"),
    "min_pump_load_lb_act": ("monitor_carga_bomba", "lbf"),
    "pump_stroke_length_act": ("carrera_bomba_api", "in"),
    "current_stroke_length_act_in": ("s_road_stroke", "in"),
    "daily_downtime_act": ("tiempo_parada_poc_diario", "min"),
    "inclinacion_cilindro_x_act": ("inclinacion_cilindro_x", "°"),
    "inclinacion_cilindro_y_act": ("inclinacion_cilindro_y", "°"),
    "road_load_pct_act": ("maximum_rod_load", "%"),
    "hydralift_unit_load_pct": ("maximum_rod_load", "%"),
    "fluid_level_tvd_ft": ("nivel_fluido_dinamico", "ft"),
    "pwf_psi_act": ("pip", "psi"),
}
"""Column of the snapshot: the readings' column whose class it has, and its unit."""
OF_THE_SNAPSHOT = list(MEASURES)[:35]
"""Those whose times are in `momentos`; level and Pwf have columns of their own."""
READ = [
    "presion_cabezal",
    "presion_casing",
    "pip",
    "presion_descarga_bomba",
    "spm_promedio",
    "current_amperage",
    "potencia_actual_motor",
    "pump_fill_monitor",
    "monitor_llenado_gas",
    "eficiencia_levantamiento",
    "temperatura_tanque_aceite",
    "porcentaje_agua",
    "produccion_fluido_diaria",
    "produccion_petroleo_diaria",
    "produccion_agua_diaria",
    "produccion_gas_diaria",
    "fluid_flow_monitor_bpd",
    "medidor_produccion_fluido",
    "produccion_petroleo_acumulada",
    "medidor_produccion_agua",
    "medidor_produccion_gas",
    "rod_weight_buoyant",
    "maximum_rod_load",
    "minimum_rod_load",
    "monitor_carga_bomba",
    "carrera_bomba_api",
    "longitud_carrera_nominal_unidad_in",
    "s_road_stroke",
    "tiempo_parada_poc_diario",
    "inclinacion_cilindro_x",
    "inclinacion_cilindro_y",
    "nivel_fluido_dinamico",
    "alerta_inclinacion_grados",
    "falla_inclinacion_grados",
    "estado_motor",
]
"""Columns of the readings in the order of tbl_ultimas_medidas.momentos."""
COUNTERS = {
    "oil_today_bbl": ("produccion_petroleo_diaria", "produccion_petroleo_acumulada"),
    "water_today_bbl": ("produccion_agua_diaria", "medidor_produccion_agua"),
    "gas_today_mcf": ("produccion_gas_diaria", "medidor_produccion_gas"),
}
"""Column of the snapshot: the counter that it is of under acumulado, and under dia_cerrado."""


def variable_of(truth: Truth, column: str) -> Row | None:
    """The variable of a column of the readings, NULL where no tag fills it."""
    numbers = [
        row["id_formato1"]
        for row in truth.inputs["referencial.tbl_var_scada_map"]
        if row["columna_stage"] == column
    ]
    variables = truth.inputs["referencial.tbl_maestra_variables"]
    return next((row for row in variables if row["id_formato1"] in numbers[:1]), None)


def volatility(truth: Truth, measure: str) -> str:
    variable = variable_of(truth, MEASURES[measure][0])
    return str(variable["volatilidad"]) if variable else "ALTA"


def limit(truth: Truth, measure: str) -> int:
    """Minutes after which a value of the measure is old."""
    minutes: float = truth.setting("VIGENCIA", f"{volatility(truth, measure).lower()}_min")
    return round(minutes)


def read(truth: Truth, well: int, column: str) -> datetime | None:
    """When the newest value of a column was read."""
    reading = phrases.newest_with(truth, well, column)
    return reading.when if reading else None


def counter(truth: Truth, key: Key, columns: tuple[str, str]) -> datetime | None:
    """When a counter was read that is of the day of the newest reading."""
    assert key.well is not None
    reading = phrases.newest_of_day(truth, key.well, columns[truth.regime(key) == "dia_cerrado"])
    return reading.when if reading else None


def fluid(truth: Truth, key: Key) -> datetime | None:
    """When the counter, or the older of the counters, was read that the day's fluid is of."""
    own = counter(truth, key, ("produccion_fluido_diaria", "medidor_produccion_fluido"))
    parts = [counter(truth, key, COUNTERS[name]) for name in ("oil_today_bbl", "water_today_bbl")]
    of_parts = min((part for part in parts if part), default=None)
    closed = truth.regime(key) == "dia_cerrado"
    return (of_parts or own) if closed else (own or of_parts)


def of_card(column: str) -> Callable[[Truth, Key], datetime | None]:
    """When the newest card was read, where its array has points."""

    def time(truth: Truth, key: Key) -> datetime | None:
        card = phrases.newest_card(truth, key.well)
        points = phrases.card_points(card.get(column)) if card else []
        wanted = bool(points) if column == "downhole_pump_load" else phrases.span(points)
        return card.when if card and wanted else None

    return time


def old(truth: Truth, when: datetime, measure: str) -> bool:
    return truth.now - when > timedelta(minutes=limit(truth, measure))


def counts(
    truth: Truth, key: Key, measure: str, column: str, other: datetime | None
) -> datetime | None:
    """When the measured value was read, unless it is old and what else tells it is newer."""
    assert key.well is not None
    when = read(truth, key.well, column)
    return when if when and not (old(truth, when, measure) and other and other > when) else None


def card_of_stroke(truth: Truth, key: Key) -> datetime | None:
    return of_card("downhole_pump_position")(truth, key) or of_card("surface_rod_position")(
        truth, key
    )


def stroke(truth: Truth, key: Key) -> datetime | None:
    assert key.well is not None
    card, column = phrases.newest_card(truth, key.well), "carrera_bomba_api"
    return (
        counts(truth, key, "pump_stroke_length_act", column, card.when if card else None)
        or card_of_stroke(truth, key)
        or read(truth, key.well, column)
    )


def counted_cut(truth: Truth, key: Key) -> datetime | None:
    """When the older of the counters was read that a water cut can be computed from."""
    parts = (counter(truth, key, COUNTERS["water_today_bbl"]), fluid(truth, key))
    return min(part for part in parts if part) if all(parts) else None


def water_cut(truth: Truth, key: Key) -> datetime | None:
    assert key.well is not None
    counted, column = counted_cut(truth, key), "porcentaje_agua"
    return (
        counts(truth, key, "water_cut_pct", column, counted)
        or counted
        or read(truth, key.well, column)
    )


def pressures(truth: Truth, key: Key) -> datetime | None:
    """When the older of the pressures was read that a level can be computed from."""
    assert key.well is not None
    parts = [read(truth, key.well, column) for column in ("pip", "presion_casing")]
    return min((part for part in parts if part), default=None)


def level(truth: Truth, key: Key) -> datetime | None:
    return counts(truth, key, "fluid_level_tvd_ft", "nivel_fluido_dinamico", pressures(truth, key))


def _measured(text: str, column: str, time: Callable[[Truth, Key], datetime | None]) -> None:
    """The measured value, where it counts before what is computed."""

    def function(truth: Truth, key: Key, about: About) -> Value:
        reading = phrases.newest_with(truth, key.well, column)
        return reading.get(column) if reading and time(truth, key) == reading.when else None

    phrase(text)(function)


_measured(
    "measured water cut, unless it is old and the counters are newer",
    "porcentaje_agua",
    lambda truth, key: counts(
        truth, key, "water_cut_pct", "porcentaje_agua", counted_cut(truth, key)
    ),
)
_measured(
    "measured stroke, unless it is old and the card is newer",
    "carrera_bomba_api",
    lambda truth, key: counts(
        truth, key, "pump_stroke_length_act", "carrera_bomba_api",
        card.when if (card := phrases.newest_card(truth, key.well)) else None,
    ),
)  # fmt: skip
_measured(
    "measured level, unless it is old and the pressures are newer", "nivel_fluido_dinamico", level
)


@phrase("when the level was measured, else the older time of the pressures")
def time_of_level(truth: Truth, key: Key, about: About) -> Value:
    value, column = truth.value(SNAPSHOT, "fluid_level_tvd_ft", key), "nivel_fluido_dinamico"
    if value is None:
        return None
    reading = phrases.newest_with(truth, key.well, column)
    measured = reading and reading.get(column) == value
    return reading.when if reading and measured else pressures(truth, key)


@phrase("when the operating point was computed, else when PIP was read")
def time_of_pwf(truth: Truth, key: Key, about: About) -> Value:
    assert key.well is not None
    if truth.value(SNAPSHOT, "pwf_psi_act", key) is None:
        return None
    return phrases.fresh_point(truth, key, about) or read(truth, key.well, "pip")


def time_of(truth: Truth, key: Key, measure: str) -> datetime | None:
    """When the value of a measure was read; of today's, where the newest reading is of today."""
    assert key.well is not None
    newest = truth.newest(key.well)
    today = newest is not None and truth.day_of(newest.when) == truth.today
    if measure in COUNTERS:
        return counter(truth, key, COUNTERS[measure]) if today else None
    if measure == "total_fluid_today_bbl":
        return fluid(truth, key) if today else None
    if measure == "water_cut_pct":
        return water_cut(truth, key)
    if measure == "pump_stroke_length_act":
        return stroke(truth, key)
    column = MEASURES[measure][0]
    card = {
        "max_pump_load_lb_act": "downhole_pump_load",
        "min_pump_load_lb_act": "downhole_pump_load",
        "current_stroke_length_act_in": "surface_rod_position",
    }.get(measure)
    return (of_card(card)(truth, key) if card else None) or read(truth, key.well, column)


@phrase("when each measure was read, in the order of vw_medidas; NULL without readings")
def times(truth: Truth, key: Key, about: About) -> Value:
    if not truth.newest(key.well):
        return None
    return [time_of(truth, key, measure) for measure in OF_THE_SNAPSHOT]


@phrase("measures read longer ago than vw_medidas allows; NULL without readings")
def old_ones(truth: Truth, key: Key, about: About) -> Value:
    read_at = times(truth, key, about)
    return read_at and [
        measure
        for measure, when in zip(OF_THE_SNAPSHOT, read_at, strict=True)
        if when and truth.now - when > timedelta(minutes=limit(truth, measure))
    ]


@phrase("time of the newest reading that has it")
def time_of_newest(truth: Truth, key: Key, about: About) -> Value:
    assert key.well is not None
    return read(truth, key.well, truth.column_of(about[0]))


@phrase("times of the newest readings that have each measure")
def times_of_newest(truth: Truth, key: Key, about: About) -> Value:
    assert key.well is not None
    return [read(truth, key.well, column) for column in READ]


# -- the views of measures


@table("reporting.vw_medidas")
def measures(truth: Truth) -> Iterable[Key]:
    return [Key(item=measure) for measure in MEASURES]


@table("reporting.vw_medidas_actuales")
def current_measures(truth: Truth) -> Iterable[Key]:
    """The measures of the wells that have a value which was read."""
    return [
        own
        for key in wells(truth)
        for own in (key._replace(item=measure) for measure in MEASURES)
        if truth.value(SNAPSHOT, own.item, key) is not None and time_of_measure(truth, own, ())
    ]


@phrase("position of the measure, 1 to 37")
def position(truth: Truth, key: Key, about: About) -> Value:
    return list(MEASURES).index(key.item) + 1


@phrase("column of the readings that the measure is of")
def column_of_measure(truth: Truth, key: Key, about: About) -> Value:
    return MEASURES[key.item][0]


@phrase("unit of the measure")
def unit_of_measure(truth: Truth, key: Key, about: About) -> Value:
    return MEASURES[key.item][1]


@phrase("class of that column's variable, ALTA where it has none")
def class_of_measure(truth: Truth, key: Key, about: About) -> Value:
    return volatility(truth, key.item)


@phrase("VIGENCIA/alta_min, media_min or baja_min by the class")
def limit_of_measure(truth: Truth, key: Key, about: About) -> Value:
    return limit(truth, key.item)


@phrase("that column of the snapshot")
def value_of_measure(truth: Truth, key: Key, about: About) -> Value:
    value = truth.value(SNAPSHOT, key.item, key._replace(item=None))
    return float(value) if value is not None else None


@phrase("when the measure was read")
def time_of_measure(truth: Truth, key: Key, about: About) -> Value:
    own = key._replace(item=None)
    column = {"fluid_level_tvd_ft": "fluid_level_tvd_en", "pwf_psi_act": "pwf_psi_en"}.get(key.item)
    if column:
        return truth.value(SNAPSHOT, column, own)
    return time_of(truth, own, key.item)


@phrase("whole minutes since then")
def age_of_measure(truth: Truth, key: Key, about: About) -> Value:
    when = time_of_measure(truth, key, about)
    return when and int((truth.now - when).total_seconds() // 60)


@phrase("whether that is longer ago than the limit")
def measure_is_old(truth: Truth, key: Key, about: About) -> Value:
    when = time_of_measure(truth, key, about)
    return when and truth.now - when > timedelta(minutes=limit(truth, key.item))


@phrase("whether the measure of the alert is among the old ones")
def alert_is_old(truth: Truth, key: Key, about: About) -> Value:
    own = {
        "lift_efficiency": "lift_efficiency_pct_act",
        "pump_fill": "pump_fill_monitor_pct",
        "gas_fill": "gas_fill_monitor_pct_act",
        "tank_temperature": "tank_fluid_temperature_f",
        "daily_downtime": "daily_downtime_act",
        "whp": "well_head_pressure_psi_act",
        "spm": "pump_avg_spm_act",
        "road_load": "road_load_pct_act",
        "hydraulic_load": "hydralift_unit_load_pct",
        "motor": "motor_running_flag",
    }
    old = old_ones(truth, key._replace(item=None), about) or []
    return own.get(key.item) in old
