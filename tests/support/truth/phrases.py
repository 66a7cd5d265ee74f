"""What the phrases of columns.csv mean: each a function of the truth, the row's key and the columns
it is about."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from support.truth import physics
from support.truth.model import HOURLY, Key, Moment, Reading, Truth
from support.truth.notation import Phrase, Reference

Value = Any
About = Sequence[Reference]
PHRASES: dict[str, Phrase] = {}

HOURS = HOURLY
DAYS = "reporting.fact_operaciones_diarias"
MONTHS = "reporting.fact_operaciones_mensuales"
SNAPSHOT = "reporting.dataset_current_values"
POINTS = "universal.ipr_puntos_operacion"
CURVES = "universal.ipr_resultados"
MONTH_NAMES = (
    "Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio", "Julio", "Agosto", "Septiembre",
    "Octubre", "Noviembre", "Diciembre",
)  # fmt: skip
WEEKDAY_NAMES = ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo")


def phrase(*texts: str) -> Callable[[Phrase], Phrase]:
    def register(function: Phrase) -> Phrase:
        for text in texts:
            assert text not in PHRASES, text
            PHRASES[text] = function
        return function

    return register


def mean(values: Iterable[Value]) -> float | None:
    there = [float(value) for value in values if value is not None]
    return sum(there) / len(there) if there else None


def total(values: Iterable[Value]) -> float | None:
    there = [float(value) for value in values if value is not None]
    return sum(there) if there else None


def extreme(choose: Callable[[Iterable[Any]], Any], values: Iterable[Value]) -> Value:
    there = [value for value in values if value is not None]
    return choose(there) if there else None


def last_of(values: Iterable[Value]) -> Value:
    """The last value that there is."""
    there = [value for value in values if value is not None]
    return there[-1] if there else None


def first_of(values: Iterable[Value]) -> Value:
    """The first value that there is."""
    return next((value for value in values if value is not None), None)


# -- the row itself and the rows that belong to it


@phrase(
    "as it is",
    "as it is; poblar_kpi_business gives it to new rows",
    "as it was when the hour was last derived",
    "as it was when the row was last computed",
    "newest record by fecha_registro",
)
def as_it_is(truth: Truth, key: Key, about: About) -> Value:
    """Nothing is changed between two runs here, so that "as it was" is "as it is"."""
    return truth.at(about[0], key)


@phrase("today's row only, NULL on the others")
def on_todays_row(truth: Truth, key: Key, about: About) -> Value:
    return truth.at(about[0], key) if truth.is_today(key) else None


@phrase("as it is where not blank")
def not_blank(truth: Truth, key: Key, about: About) -> Value:
    value = truth.at(about[0], key)
    return value if value and value.strip() else None


@phrase("where the well has readings, the value")
def with_readings(truth: Truth, key: Key, about: About) -> Value:
    return truth.at(about[0], key) if truth.newest(key.well) else None


@phrase(
    "when facts or derived values of the row last changed",
    "when any routine last changed the row",
    "when the row was last changed",
    "when the row last changed",
)
def changed(truth: Truth, key: Key, about: About) -> Value:
    """The clock of the run, or the time of its transaction."""
    return Moment(truth.now, datetime.now(UTC) + timedelta(minutes=1))


@phrase("times that the hour comes and has it")
def times_with_oil(truth: Truth, key: Key, about: About) -> Value:
    oil = [truth.value(HOURS, "prod_petroleo_bbl", stretch) for stretch in truth.stretches(key)]
    return sum(value is not None for value in oil) or None


# -- the newest reading, its card


def newest_with(truth: Truth, well: int | None, column: str) -> Reading | None:
    """The newest reading, not ahead of now, that has a usable value of a column."""
    return next(
        (
            reading
            for reading in reversed(truth.readings.get(well or 0, ()))
            if reading.when <= truth.latest and usable(reading.get(column))
        ),
        None,
    )


def usable(value: Value) -> bool:
    return value is not None and not (isinstance(value, float) and not abs(value) <= 1e50)


def newest_of_day(truth: Truth, well: int, column: str) -> Reading | None:
    """The same, where it is of the day of the newest reading."""
    newest, reading = truth.newest(well), newest_with(truth, well, column)
    if not newest or not reading or truth.day_of(reading.when) != truth.day_of(newest.when):
        return None
    return reading


@phrase("newest reading")
def newest_reading(truth: Truth, key: Key, about: About) -> Value:
    column = truth.column_of(about[0])
    reading = newest_with(truth, key.well, column)
    return reading and reading.get(column)


@phrase("newest day's reading")
def newest_days_reading(truth: Truth, key: Key, about: About) -> Value:
    assert key.well is not None
    column = truth.column_of(about[0])
    reading = newest_of_day(truth, key.well, column)
    return reading and reading.get(column)


@phrase("today's newest reading")
def todays_newest_reading(truth: Truth, key: Key, about: About) -> Value:
    reading = truth.newest(key.well)
    if not reading or truth.day_of(reading.when) != truth.today:
        return None
    return newest_days_reading(truth, key, about)


def newest_card(truth: Truth, well: int | None) -> Reading | None:
    """The newest of the two hours up to the newest reading with an array of a card."""
    newest = truth.newest(well)
    arrays = ("surface_rod_position", "downhole_pump_position", "downhole_pump_load")
    for reading in reversed(truth.readings.get(well or 0, ())):
        recent = newest and newest.when - reading.when < timedelta(hours=2)
        if recent and any(reading.get(array) is not None for array in arrays):
            return reading
    return None


@phrase("newest card of the two hours up to the newest reading", "newest card")
def of_newest_card(truth: Truth, key: Key, about: About) -> Value:
    reading = newest_card(truth, key.well)
    return reading and reading.get(truth.column_of(about[0]))


def card_points(text: str | None) -> list[float]:
    return [] if text is None else [float(point) for point in json.loads(text)]


def span(points: Sequence[float]) -> float | None:
    return (max(points) - min(points)) or None if points else None


@phrase("range of the newest card")
def range_of_newest_card(truth: Truth, key: Key, about: About) -> Value:
    return span(card_points(of_newest_card(truth, key, about)))


@phrase("greatest point of the newest card")
def greatest_point(truth: Truth, key: Key, about: About) -> Value:
    return extreme(max, card_points(of_newest_card(truth, key, about)))


@phrase("least point of the newest card")
def least_point(truth: Truth, key: Key, about: About) -> Value:
    return extreme(min, card_points(of_newest_card(truth, key, about)))


@phrase("where no reading of the hour has #121, range of the hour's last card")
def range_without_stroke(truth: Truth, key: Key, about: About) -> Value:
    strokes = [reading.get("carrera_bomba_api") for reading in truth.of_hour(key)]
    missing = all(stroke is None for stroke in strokes)
    return range_of_hours_last_card(truth, key, about) if missing else None


@phrase("range of the hour's last card")
def range_of_hours_last_card(truth: Truth, key: Key, about: About) -> Value:
    column = truth.column_of(about[0])
    cards = [reading.get(column) for reading in truth.of_hour(key)]
    last = last_of(cards)
    return span(card_points(last))


# -- readings of an hour or a day


def _over(readings: Sequence[Reading], truth: Truth, about: About) -> list[Value]:
    """A column of readings, without numbers from 1e50 on: sums would lose all the others."""
    column = truth.column_of(about[0])
    values = [reading.get(column) for reading in readings]
    return [None if isinstance(value, float) and abs(value) >= 1e50 else value for value in values]


def running(reading: Reading) -> bool:
    """The motor's state; where it is unknown, whether the pump strokes."""
    motor, speed = reading.get("estado_motor"), reading.get("spm_promedio")
    return bool(speed and speed > 0) if motor is None else bool(motor)


@phrase("average over the hour's readings")
def hour_average(truth: Truth, key: Key, about: About) -> Value:
    return mean(_over(truth.of_hour(key), truth, about))


@phrase("average over the hour's readings with the motor on")
def hour_running_average(truth: Truth, key: Key, about: About) -> Value:
    return mean(
        _over([reading for reading in truth.of_hour(key) if running(reading)], truth, about)
    )


@phrase("sum over the hour's readings")
def hour_sum(truth: Truth, key: Key, about: About) -> Value:
    return total(_over(truth.of_hour(key), truth, about))


@phrase("sum over the hour's readings with the motor on")
def hour_running_sum(truth: Truth, key: Key, about: About) -> Value:
    return total(
        _over([reading for reading in truth.of_hour(key) if running(reading)], truth, about)
    )


@phrase("count over the hour's readings")
def hour_count(truth: Truth, key: Key, about: About) -> Value:
    return sum(value is not None for value in _over(truth.of_hour(key), truth, about))


@phrase("count over the hour's readings with the motor on")
def hour_running_count(truth: Truth, key: Key, about: About) -> Value:
    there = [reading for reading in truth.of_hour(key) if running(reading)]
    return sum(value is not None for value in _over(there, truth, about))


@phrase("maximum over the hour's readings")
def hour_maximum(truth: Truth, key: Key, about: About) -> Value:
    return extreme(max, _over(truth.of_hour(key), truth, about))


@phrase("minimum over the hour's readings")
def hour_minimum(truth: Truth, key: Key, about: About) -> Value:
    return extreme(min, _over(truth.of_hour(key), truth, about))


@phrase("value of the hour's last reading that has one")
def hour_last(truth: Truth, key: Key, about: About) -> Value:
    return last_of(_over(truth.of_hour(key), truth, about))


@phrase("average over the day's readings")
def day_average(truth: Truth, key: Key, about: About) -> Value:
    return mean(_over(truth.of_day(key), truth, about))


@phrase("maximum over the day's readings")
def day_maximum(truth: Truth, key: Key, about: About) -> Value:
    return extreme(max, _over(truth.of_day(key), truth, about))


@phrase("minimum over the day's readings")
def day_minimum(truth: Truth, key: Key, about: About) -> Value:
    return extreme(min, _over(truth.of_day(key), truth, about))


@phrase("value of the day's last reading that has one")
def day_last(truth: Truth, key: Key, about: About) -> Value:
    return last_of(_over(truth.of_day(key), truth, about))


@phrase("number of readings of the hour")
def readings_of_hour(truth: Truth, key: Key, about: About) -> Value:
    return len(truth.of_hour(key))


@phrase("number of readings of the day; 0 on a day that only the next one reported")
def readings_of_day(truth: Truth, key: Key, about: About) -> Value:
    return len(truth.of_day(key))


# -- counters


def shown(reading: Reading, column: str) -> float | None:
    """What a counter shows; nothing where that is impossible: below 0, above 1e15, or all but 0."""
    value = reading.get(column)
    possible = value is None or value == 0 or 1e-30 <= value <= 1e15
    return value if possible else None


def steps(truth: Truth, well: int, column: str) -> list[tuple[Reading, float | None, bool]]:
    """What a counter counted up to each reading that has it, and whether it fell within noise.

    A fall below half is a restart: the new value counts. A smaller fall counts nothing. A daily
    counter starts each day at 0; meters and lifetime counters run across midnight, their first
    value is no step.
    """
    daily = any(
        row["columna_stage"] == column and row["contador"] == "diario"
        for row in truth.inputs["referencial.tbl_var_scada_map"]
    )
    counted_steps: list[tuple[Reading, float | None, bool]] = []
    before: Reading | None = None
    for reading in truth.readings.get(well, ()):
        value = shown(reading, column)
        if value is None:
            continue
        if daily and (not before or truth.day_of(before.when) != truth.day_of(reading.when)):
            counted_steps.append((reading, value, False))
        elif before is None:
            counted_steps.append((reading, None, False))
        else:
            previous = before.get(column)
            fall = previous - value
            counted = -fall if fall <= 0 else value if fall > value else 0.0
            counted_steps.append((reading, counted, 0 < fall <= value))
        before = reading
    return counted_steps


@phrase("increments")
def increments(truth: Truth, key: Key, about: About) -> Value:
    assert key.well is not None
    column = truth.column_of(about[0])
    return total(
        counted
        for reading, counted, _ in steps(truth, key.well, column)
        if truth.in_hour(reading.when, key)
    )


def _motor_pairs(truth: Truth, key: Key) -> list[tuple[Reading, Reading]]:
    """Neighbouring readings that know the motor's state, the later one in this hour."""
    known = [
        reading
        for reading in truth.readings.get(key.well or 0, ())
        if reading.get("estado_motor") is not None
    ]
    return [(before, after) for before, after in pairwise(known) if truth.in_hour(after.when, key)]


@phrase("minutes with the motor on between readings")
def minutes_on(truth: Truth, key: Key, about: About) -> Value:
    return total(
        (after.when - before.when).total_seconds() / 60 if before.get("estado_motor") else 0.0
        for before, after in _motor_pairs(truth, key)
    )


@phrase("stops of the motor between readings")
def motor_stops(truth: Truth, key: Key, about: About) -> Value:
    return total(
        float(bool(before.get("estado_motor")) and not after.get("estado_motor"))
        for before, after in _motor_pairs(truth, key)
    )


@phrase("whether a counter that counts under the regime fell by less than half")
def noise(truth: Truth, key: Key, about: About) -> Value:
    assert key.well is not None
    kinds = {"medidor", "vida"} | ({"diario"} if truth.regime(key) == "acumulado" else set())
    counters = {
        row["columna_stage"]
        for row in truth.inputs["referencial.tbl_var_scada_map"]
        if row["contador"] in kinds
    }
    return any(
        fell
        for column in counters & {reference.column for reference in about}
        for reading, _, fell in steps(truth, key.well, column)
        if truth.in_hour(reading.when, key)
    )


@phrase("closed day's value")
def closed_value(truth: Truth, key: Key, about: About) -> Value:
    """A daily counter at the last reading of the next day that has it: that day's gauge day is this
    one."""
    assert key.day is not None
    return day_last(truth, key._replace(day=key.day + timedelta(days=1)), about)


def lifetime_at(truth: Truth, well: int | None, until: datetime) -> Value:
    """Lifetime run hours at the last reading before a moment that has them."""
    return last_of(
        [
            reading.get("horas_operacion_acumuladas")
            for reading in truth.readings.get(well or 0, ())
            if reading.when < until
        ],
    )


# -- hours of a day, days of a month


def hours_of(truth: Truth, key: Key) -> list[Key]:
    return [
        other
        for other in truth.keys[HOURS](truth)
        if other.well == key.well and other.hour and truth.day_of(other.hour) == key.day
    ]


def days_of(truth: Truth, key: Key, first: int | None = None) -> list[Key]:
    """The well's days in order: of the month, or from `first` days before this day up to it."""
    days = [other for other in truth.keys[DAYS](truth) if other.well == key.well]
    if first is None:
        return [other for other in days if other.day and f"{other.day:%Y-%m}" == key.month]
    assert key.day is not None
    start = key.day - timedelta(days=first)
    return [other for other in days if other.day and start <= other.day <= key.day]


def _of(truth: Truth, keys: Iterable[Key], about: About) -> list[Value]:
    return [truth.at(about[0], key) for key in keys]


@phrase("sum of the hours")
def sum_of_hours(truth: Truth, key: Key, about: About) -> Value:
    return total(_of(truth, hours_of(truth, key), about))


@phrase("plain average over the hours that have one: one card an hour counts")
def average_of_hours(truth: Truth, key: Key, about: About) -> Value:
    return mean(_of(truth, hours_of(truth, key), about))


@phrase("whether any hour has it")
def any_hour(truth: Truth, key: Key, about: About) -> Value:
    marks = _of(truth, hours_of(truth, key), about)
    return any(marks) if marks else None


@phrase("sum from the day's first hour to this one")
def running_sum(truth: Truth, key: Key, about: About) -> Value:
    assert key.hour is not None
    day = Key(key.well, day=truth.day_of(key.hour))
    upto = [other for other in hours_of(truth, day) if other.hour and other.hour <= key.hour]
    return total(_of(truth, upto, about))


@phrase("sum of the days")
def sum_of_days(truth: Truth, key: Key, about: About) -> Value:
    return total(_of(truth, days_of(truth, key), about))


@phrase("average of the days that have a value")
def average_of_days(truth: Truth, key: Key, about: About) -> Value:
    return mean(_of(truth, days_of(truth, key), about))


@phrase("average of the month's days that have one")
def average_of_months_days(truth: Truth, key: Key, about: About) -> Value:
    return mean(_of(truth, days_of(truth, _month(key)), about))


@phrase("newest of the month's days that has one")
def newest_of_months_days(truth: Truth, key: Key, about: About) -> Value:
    values = _of(truth, days_of(truth, _month(key)), about)
    return last_of(values)


def _month(key: Key) -> Key:
    return Key(key.well, month=f"{key.day:%Y-%m}")


@phrase("average of the seven days up to this one that have a value")
def average_of_week(truth: Truth, key: Key, about: About) -> Value:
    return mean(_of(truth, days_of(truth, key, 6), about))


@phrase("newest day that has it, of the last 31 with facts")
def newest_day(truth: Truth, key: Key, about: About) -> Value:
    days = [other for other in truth.keys[DAYS](truth) if other.well == key.well][-31:]
    return last_of(_of(truth, days, about))


@phrase("sum of the months up to this one")
def sum_of_months(truth: Truth, key: Key, about: About) -> Value:
    return total(
        truth.at(about[0], other)
        for other in truth.keys[MONTHS](truth)
        if other.well == key.well and (other.month or "") <= (key.month or "")
    )


def _weighted(truth: Truth, keys: Sequence[Key], about: About, weight: Reference) -> Value:
    """Σ value · readings / Σ readings of the rows that have a value."""
    pairs = [(truth.at(about[0], key), truth.at(weight, key)) for key in keys]
    there = [(value, count) for value, count in pairs if value is not None]
    readings = sum(count for _, count in there)
    return sum(value * count for value, count in there) / readings if readings else None


@phrase(
    "hours weighted by their readings: Σ level · lecturas / Σ lecturas; equals the average over"
    " readings"
    " where each has a level"
)
def weighted_hours(truth: Truth, key: Key, about: About) -> Value:
    return _weighted(truth, hours_of(truth, key), about, Reference(HOURS, "lecturas"))


@phrase("days weighted by their readings")
def weighted_days(truth: Truth, key: Key, about: About) -> Value:
    return _weighted(truth, days_of(truth, key), about, Reference(DAYS, "lecturas"))


# -- keys and calendar


@phrase("every well of the master, with or without readings", "well of the row")
def well(truth: Truth, key: Key, about: About) -> Value:
    return key.well


@phrase("hour of the operating zone")
def hour_number(truth: Truth, key: Key, about: About) -> Value:
    return key.hour.astimezone(truth.zone).hour if key.hour else key.item


@phrase("earliest start of an hour of this name", "start of its hour of the operating zone")
def hour_start(truth: Truth, key: Key, about: About) -> Value:
    return key.hour


@phrase("day of the operating zone as YYYYMMDD", "YYYYMMDD")
def day_number(truth: Truth, key: Key, about: About) -> Value:
    day = key.day or (truth.day_of(key.hour) if key.hour else None)
    return int(f"{day:%Y%m%d}")


@phrase("as a date", "every day of a month that has facts")
def day(truth: Truth, key: Key, about: About) -> Value:
    return key.day


@phrase("YYYY-MM")
def month(truth: Truth, key: Key, about: About) -> Value:
    return key.month or f"{key.day:%Y-%m}"


@phrase("0 to 23")
def hour_of_dimension(truth: Truth, key: Key, about: About) -> Value:
    return key.item


@phrase("HH:00")
def hour_label(truth: Truth, key: Key, about: About) -> Value:
    return f"{key.item:02d}:00"


def shift(hour: int) -> str:
    return "Día" if 6 <= hour < 18 else "Noche"


@phrase("Día from 06 to before 18, else Noche")
def shift_of_hour(truth: Truth, key: Key, about: About) -> Value:
    return shift(key.item)


@phrase("shift of the newest reading's hour in the operating zone")
def shift_of_newest(truth: Truth, key: Key, about: About) -> Value:
    reading = truth.newest(key.well)
    return reading and shift(reading.when.astimezone(truth.zone).hour)


def _calendar(text: str, of: Callable[[Any], Value]) -> None:
    phrase(text)(lambda truth, key, about: of(key.day))


_calendar("year", lambda day: day.year)
_calendar("number of the month", lambda day: day.month)
_calendar("day of the month", lambda day: day.day)
_calendar("name of the month in Spanish", lambda day: MONTH_NAMES[day.month - 1])
_calendar("name of the weekday in Spanish", lambda day: WEEKDAY_NAMES[day.weekday()])
_calendar("quarter, 1 to 4", lambda day: (day.month + 2) // 3)
_calendar("half of the year, 1 or 2", lambda day: 1 if day.month <= 6 else 2)


@phrase("DIARIO")
def daily(truth: Truth, key: Key, about: About) -> Value:
    return "DIARIO"


@phrase("whether it is this day")
def is_this_day(truth: Truth, key: Key, about: About) -> Value:
    return truth.at(about[0], key) == key.day


# -- limits


@phrase("own limit")
def own_limit(truth: Truth, key: Key, about: About) -> Value:
    variable, _, name = about[0].column.partition(".")
    assert key.well
    return truth.limit(key.well, int(variable), name)


@phrase("template's limit")
def template_limit(truth: Truth, key: Key, about: About) -> Value:
    variable, _, name = about[0].column.partition(".")
    return truth.limit(0, int(variable), name)


# -- snapshot


def _silent(truth: Truth, key: Key) -> timedelta | None:
    """Since the last sign of life: what is dated after it arrived counts from when it arrived."""
    newest = truth.newest(key.well)
    signs = [reading.arrived for reading in truth.ahead(key.well)]
    signs += [min(newest.when, newest.arrived)] if newest else []
    return truth.now - max(signs) if signs else None


@phrase(
    "whole minutes since the newest reading, since it arrived where it is dated later; NULL"
    " without readings"
)
def minutes_silent(truth: Truth, key: Key, about: About) -> Value:
    silent = _silent(truth, key)
    return None if silent is None else max(0, math.floor(silent.total_seconds() / 60))


@phrase(
    "whole minutes that the newest reading lies ahead by, beyond OPERACION/adelanto_minutos; NULL"
    " where none does"
)
def minutes_ahead(truth: Truth, key: Key, about: About) -> Value:
    ahead = [reading.when - truth.now for reading in truth.ahead(key.well)]
    return math.ceil(max(ahead).total_seconds() / 60) if ahead else None


def communication(truth: Truth, key: Key) -> str:
    silent = _silent(truth, key)
    if silent is not None and silent <= timedelta(minutes=30):
        return "ONLINE"
    return "DELAYED" if silent is not None and silent <= timedelta(minutes=60) else "OFFLINE"


@phrase("ONLINE up to 30 min, DELAYED up to 60, else OFFLINE (also without readings)")
def communication_state(truth: Truth, key: Key, about: About) -> Value:
    return communication(truth, key)


@phrase("of NORMAL where ONLINE, of WARNING where DELAYED, else of OFFLINE")
def communication_colour(truth: Truth, key: Key, about: About) -> Value:
    state = {"ONLINE": "NORMAL", "DELAYED": "WARNING"}.get(communication(truth, key), "OFFLINE")
    return state_colour(truth, state)


def state_colour(truth: Truth, state: str) -> Value:
    for row in truth.inputs["referencial.tbl_ref_estados_operativos"]:
        if row["codigo_estado"] == state:
            return row["color_hex"]
    return None


@phrase(
    "√(x² + y²) against the limits of dim_pozo: CRITICAL from falla on, WARNING from alerta on,"
    " else NORMAL"
)
def tilt(truth: Truth, key: Key, about: About) -> Value:
    reading = truth.newest(key.well)
    x, y = (reading and reading.get(f"inclinacion_cilindro_{axis}") for axis in "xy")
    if x is None and y is None:
        return None
    degrees = math.hypot(x or 0, y or 0)
    fault, warning = (
        _number(truth.value("reporting.dim_pozo", f"{limit}_inclinacion_grados", Key(key.well)))
        for limit in ("falla", "alerta")
    )
    if fault is not None and degrees >= fault:
        return "CRITICAL"
    if warning is not None and degrees >= warning:
        return "WARNING"
    return "NORMAL" if fault is not None or warning is not None else None


def _number(value: Value) -> float | None:
    return None if value is None else float(value)


@phrase(
    "|pump_stroke_length_var_pct| from PUMP_STROKE/variance_critical_pct on color_critical, from"
    " variance_warning_pct on color_warning, else color_optimo; color_no_data without it; of"
    " pump_spm"
)
def stroke_colour(truth: Truth, key: Key, about: About) -> Value:
    row = truth.evaluation("pump_spm")
    variance = truth.value(SNAPSHOT, "pump_stroke_length_var_pct", key)
    if variance is None:
        return row["color_no_data"]
    if abs(variance) >= truth.setting("PUMP_STROKE", "variance_critical_pct"):
        return row["color_critical"]
    warning = truth.setting("PUMP_STROKE", "variance_warning_pct")
    return row["color_warning"] if abs(variance) >= warning else row["color_optimo"]


# -- what the models say


def diagnosis(truth: Truth, stroke: dict[str, Any]) -> dict[str, Any] | None:
    """The pattern of the highest score of a stroke, each pattern by its newest diagnosis; of equal
    scores the newest one's."""
    newest: dict[int, dict[str, Any]] = {}
    for row in sorted(truth.inputs["universal.diagnostico"], key=lambda row: row["created_at"]):
        if row["stroke_id"] == stroke["stroke_id"]:
            newest[row["patron_id"]] = row
    order = ("score", "created_at", "diagnostico_id")
    return max(newest.values(), key=lambda row: [row[name] for name in order], default=None)


def accuracy(truth: Truth, stroke: dict[str, Any]) -> float | None:
    pattern = diagnosis(truth, stroke)
    if pattern is None:
        return None
    seen = [
        row
        for row in truth.inputs["universal.validacion_experta"]
        if row["stroke_id"] == stroke["stroke_id"]
    ]
    if not seen:
        return float(100 * pattern["score"])
    newest = max(seen, key=lambda row: row["updated_at"])
    return 100.0 if newest["patron_id"] == pattern["patron_id"] else 0.0


def completed(truth: Truth, well: int | None) -> list[dict[str, Any]]:
    """Completed strokes of a well that have a diagnosis, in order of time."""
    strokes = [
        stroke
        for stroke in truth.inputs["universal.stroke"]
        if stroke["well_id"] == well
        and stroke["estado"] == "COMPLETADO"
        and diagnosis(truth, stroke)
    ]
    return sorted(strokes, key=lambda stroke: stroke["timestamp_lectura"])


@phrase("newest completed stroke: 100 or 0 against the newest validation, else 100 · score")
def newest_accuracy(truth: Truth, key: Key, about: About) -> Value:
    strokes = completed(truth, key.well)
    return accuracy(truth, strokes[-1]) if strokes else None


@phrase(
    "newest completed stroke of the hour: 100 or 0 against the newest validation, else 100 · score"
)
def hours_accuracy(truth: Truth, key: Key, about: About) -> Value:
    strokes = [
        stroke
        for stroke in completed(truth, key.well)
        if truth.hour_of(stroke["timestamp_lectura"]) == key.hour
    ]
    return accuracy(truth, strokes[-1]) if strokes else None


def _newest(truth: Truth, table: str, well: int | None, time: str) -> list[dict[str, Any]]:
    records = [row for row in truth.inputs[table] if row["well_id"] == well]
    return sorted(records, key=lambda row: row[time], reverse=True)


@phrase("newest curve with a qmax")
def newest_curve(truth: Truth, key: Key, about: About) -> Value:
    curves = _newest(truth, CURVES, key.well, "fecha_calculo")
    return next((row["qmax"] for row in curves if row["qmax"] is not None), None)


@phrase("newest curve calculated before the hour's end")
def curve_in_force(truth: Truth, key: Key, about: About) -> Value:
    assert key.hour is not None
    end = key.hour + timedelta(hours=1)
    return next(
        (
            row["qmax"]
            for row in _newest(truth, CURVES, key.well, "fecha_calculo")
            if row["qmax"] is not None and row["fecha_calculo"] < end
        ),
        None,
    )


@phrase("newest operating point")
def newest_point(truth: Truth, key: Key, about: About) -> Value:
    points = _newest(truth, POINTS, key.well, "fecha_calculo")
    return points[0][about[0].column] if points else None


@phrase("newest operating point of the last two hours")
def fresh_point(truth: Truth, key: Key, about: About) -> Value:
    return next(
        (
            row[about[0].column]
            for row in _newest(truth, POINTS, key.well, "fecha_calculo")
            if truth.now - timedelta(hours=2) < row["fecha_calculo"] <= truth.now
        ),
        None,
    )


def eur(truth: Truth, well: int | None, before: datetime | None) -> Value:
    """P50, else total, of the newest Arps analysis before a moment; of one moment the best fit."""
    analyses = [
        row
        for row in truth.inputs["universal.arps_resultados_declinacion"]
        if row["well_id"] == well and (before is None or row["fecha_analisis"] < before)
    ]
    if not analyses:
        return None
    newest = max(analyses, key=lambda row: (row["fecha_analisis"], row["r_squared"]))
    return newest["eur_total"] if newest["eur_p50"] is None else newest["eur_p50"]


@phrase(
    "eur_p50, else eur_total, of the analysis in force at the end of the day (newest day: newest"
    " analysis)"
)
def eur_of_day(truth: Truth, key: Key, about: About) -> Value:
    assert key.day is not None
    newest = [other for other in truth.keys[DAYS](truth) if other.well == key.well][-1]
    before = None if newest.day == key.day else truth.midnight(key.day + timedelta(days=1))
    return eur(truth, key.well, before)


@phrase("EUR in force at the month's end (newest month: newest analysis)")
def eur_of_month(truth: Truth, key: Key, about: About) -> Value:
    assert key.month is not None
    months = [other.month for other in truth.keys[MONTHS](truth) if other.well == key.well]
    if key.month == months[-1]:
        return eur(truth, key.well, None)
    year, month = map(int, key.month.split("-"))
    end = datetime(year + month // 12, month % 12 + 1, 1).date()
    return eur(truth, key.well, truth.midnight(end))


@phrase("Np of that day")
def np_of_day(truth: Truth, key: Key, about: About) -> Value:
    """What was produced before the first reading, and the oil of all days up to this one."""
    start = truth.value("reporting.dim_pozo", "np_inicial_bbl", Key(key.well)) or 0
    oil = total(
        truth.value(DAYS, "produccion_petroleo_bbl", other)
        for other in truth.keys[DAYS](truth)
        if other.well == key.well and other.day and key.day and other.day <= key.day
    )
    return start + (oil or 0)


@phrase("mean daily oil of the last 30 days")
def mean_oil(truth: Truth, key: Key, about: About) -> Value:
    days = days_of(truth, key, 29)
    return mean(truth.value(DAYS, "produccion_petroleo_bbl", other) for other in days)


@phrase("mean daily oil of the 30 days before these")
def mean_oil_before(truth: Truth, key: Key, about: About) -> Value:
    assert key.day is not None
    before = key._replace(day=key.day - timedelta(days=30))
    days = days_of(truth, before, 29)
    return mean(truth.value(DAYS, "produccion_petroleo_bbl", other) for other in days)


@phrase("eur_remanente_bbl, at least 0")
def remaining(truth: Truth, key: Key, about: About) -> Value:
    value = truth.value("reporting.dataset_kpi_business", "eur_remanente_bbl", key)
    return None if value is None else max(value, 0.0)


# -- mean time between failures, days


@phrase(
    "run hours / failures; without failure lifetime hours at the hour's end less those of the"
    " last hour with"
    " one (none, or counter reset: lifetime hours)"
)
def mtbf_of_hour(truth: Truth, key: Key, about: About) -> Value:
    failures = truth.value(HOURS, "numero_fallas_hora", key)
    if failures:
        minutes = truth.value(HOURS, "tiempo_operacion_min", key)
        return None if minutes is None else minutes / 60 / failures
    life = hour_last(truth, key, [Reference("", "102")])
    earlier = [
        other
        for other in truth.keys[HOURS](truth)
        if other.well == key.well and other.hour and key.hour and other.hour < key.hour
        and truth.value(HOURS, "numero_fallas_hora", other)
    ]  # fmt: skip
    if not earlier:
        return life
    then = hour_last(truth, earlier[-1], [Reference("", "102")])
    return _since(life, then)


def _since(life: Value, then: Value) -> Value:
    if life is None or then is None:
        return None
    return life if life < then else life - then


@phrase("102 at the end of the day's last hour with a failure, else at the day's end")
def life_at_failure(truth: Truth, key: Key, about: About) -> Value:
    if not truth.value(DAYS, "numero_fallas", key):
        return None
    failed = [
        hour for hour in hours_of(truth, key) if truth.value(HOURS, "numero_fallas_hora", hour)
    ]
    end = failed[-1].hour + timedelta(hours=1) if failed and failed[-1].hour else None
    column = "horas_operacion_acumuladas"
    upto = [
        reading.get(column)
        for reading in truth.of_day(key)
        if end and reading.when < end and reading.get(column) is not None
    ]
    return upto[-1] if upto else day_last(truth, key, [Reference("", "102")])


@phrase(
    "run hours / failures; without failure 102 at the day's end less horas_vida_ultima_falla of"
    " the last day"
    " with one (none, or counter reset: 102)"
)
def mtbf_of_day(truth: Truth, key: Key, about: About) -> Value:
    failures = truth.value(DAYS, "numero_fallas", key)
    if failures:
        hours = truth.value(DAYS, "tiempo_operacion_hrs", key)
        return None if hours is None else hours / failures
    assert key.day is not None
    life = lifetime_at(truth, key.well, truth.midnight(key.day + timedelta(days=1)))
    earlier = [
        other
        for other in truth.keys[DAYS](truth)
        if other.well == key.well and other.day and other.day < key.day
        and truth.value(DAYS, "numero_fallas", other)
    ]  # fmt: skip
    if not earlier:
        return life
    return _since(life, truth.value(DAYS, "horas_vida_ultima_falla", earlier[-1]))


@phrase("hours with readings / hours of the day (23, 24 or 25)")
def completeness(truth: Truth, key: Key, about: About) -> Value:
    assert key.day is not None
    stretches = {truth.stretch_of(reading.when) for reading in truth.of_day(key)}
    return len(stretches) / truth.hours_of(key.day)


@phrase("hours of the day (23, 24 or 25)")
def day_length(truth: Truth, key: Key, about: About) -> Value:
    assert key.day is not None
    return truth.hours_of(key.day)


@phrase("COMPLETO from DATA_QUALITY/ok_threshold_pct on, INCOMPLETO, or SIN_DATOS without readings")
def quality_state(truth: Truth, key: Key, about: About) -> Value:
    if not truth.of_day(key):
        return "SIN_DATOS"
    least = truth.setting("DATA_QUALITY", "ok_threshold_pct")
    return "COMPLETO" if completeness(truth, key, about) >= least else "INCOMPLETO"


@phrase("whether it is above 0")
def above_zero(truth: Truth, key: Key, about: About) -> Value:
    value = truth.at(about[0], key)
    return None if value is None else value > 0


@phrase(
    "sum of the hours of fnc_calc_desplazamiento_bpd(dim_pozo.diametro_embolo_bomba_in,"
    " current_stroke_length_in, emboladas_hora / 1440)"
)
def displaced(truth: Truth, key: Key, about: About) -> Value:
    plunger = truth.value("reporting.dim_pozo", "diametro_embolo_bomba_in", Key(key.well))
    volumes = []
    for hour in hours_of(truth, key):
        strokes = truth.value(HOURS, "emboladas_hora", hour)
        stroke = truth.value(HOURS, "current_stroke_length_in", hour)
        per_minute = None if strokes is None else strokes / 1440
        volumes.append(physics.fnc_calc_desplazamiento_bpd(plunger, stroke, per_minute))
    return total(volumes)


@phrase("last stroke of this day's hours, else of the next day's")
def last_stroke(truth: Truth, key: Key, about: About) -> Value:
    assert key.day is not None
    for day in (key.day, key.day + timedelta(days=1)):
        hours = hours_of(truth, key._replace(day=day))
        lengths = [truth.value(HOURS, "current_stroke_length_in", hour) for hour in hours]
        if any(value is not None for value in lengths):
            return last_of(lengths)
    return None


@phrase("days with run time above 0, or with fluid where run time is unknown")
def days_operating(truth: Truth, key: Key, about: About) -> Value:
    days = 0
    for other in days_of(truth, key):
        hours = truth.value(DAYS, "tiempo_operacion_hrs", other)
        fluid = truth.value(DAYS, "produccion_fluido_bbl", other)
        days += ((fluid if hours is None else hours) or 0) > 0
    return days


# -- the newest card


def published(truth: Truth, key: Key) -> Reading | None:
    """The newest reading with a card: equal lengths, over two points."""
    for reading in reversed(truth.readings.get(key.well or 0, ())):
        if any(card_of(reading, *halves) for halves in CARD_HALVES.values()):
            return reading
    return None


CARD_HALVES = {
    "superficie": ("surface_rod_position", "surface_rod_load"),
    "fondo": ("downhole_pump_position", "downhole_pump_load"),
}


def card_of(reading: Reading, position: str, load: str) -> dict[str, list[float]] | None:
    halves = [card_points(reading.get(position)), card_points(reading.get(load))]
    if len(halves[0]) != len(halves[1]) or len(halves[0]) <= 2:
        return None
    return {"posicion": halves[0], "carga": halves[1]}


@phrase("newest reading with a card that parses: equal lengths, over two points")
def card_time(truth: Truth, key: Key, about: About) -> Value:
    reading = published(truth, key)
    return reading and reading.when


@phrase("as they came: posicion, carga")
def card_json(truth: Truth, key: Key, about: About) -> Value:
    reading = published(truth, key)
    return reading and card_of(reading, about[0].column, about[1].column)


def _card_loads(truth: Truth, key: Key, about: About) -> list[float]:
    reading = published(truth, key)
    return card_points(reading.get(about[0].column)) if reading else []


@phrase("greatest point of the published card")
def greatest_load(truth: Truth, key: Key, about: About) -> Value:
    return extreme(max, _card_loads(truth, key, about))


@phrase("least point of the published card")
def least_load(truth: Truth, key: Key, about: About) -> Value:
    return extreme(min, _card_loads(truth, key, about))


def _card_diagnosis(truth: Truth, key: Key) -> dict[str, Any] | None:
    reading = published(truth, key)
    for stroke in completed(truth, key.well):
        if reading and stroke["timestamp_lectura"] == reading.when:
            return diagnosis(truth, stroke)
    return None


@phrase(
    "PENDIENTE_ML when published; pattern of the highest score (each pattern by its newest) once"
    " the stroke of"
    " that reading is COMPLETADO"
)
def card_pattern(truth: Truth, key: Key, about: About) -> Value:
    pattern = _card_diagnosis(truth, key)
    if pattern is None:
        return "PENDIENTE_ML"
    patterns = {row["patron_id"]: row["nombre"] for row in truth.inputs["universal.patron"]}
    return patterns[pattern["patron_id"]]


@phrase("score of that pattern")
def card_score(truth: Truth, key: Key, about: About) -> Value:
    pattern = _card_diagnosis(truth, key)
    return pattern and pattern["score"]


@phrase("time of that diagnosis")
def card_diagnosed(truth: Truth, key: Key, about: About) -> Value:
    pattern = _card_diagnosis(truth, key)
    return pattern and pattern["created_at"]


# -- summaries of hours: series


def _series(truth: Truth, reading: Reading, reference: Reference) -> float | None:
    """A reading's value of a series: a counter, the motor as 1 or 0, or when its state was seen
    (s)."""
    if reference.column == "timestamp_lectura":
        known = reading.get("estado_motor") is not None
        return reading.when.timestamp() if known else None
    value = shown(reading, reference.column)
    return None if value is None else float(value)


def _ends(
    truth: Truth, key: Key, about: About, choose: Callable[[Iterable[Value]], Value]
) -> list[Value]:
    readings = truth.of_hour(key)
    return [choose(_series(truth, reading, series) for reading in readings) for series in about]


@phrase("first value of each of the 21 series")
def first_values(truth: Truth, key: Key, about: About) -> Value:
    return _ends(truth, key, about, first_of)


@phrase("last value of each of the 21 series")
def last_values(truth: Truth, key: Key, about: About) -> Value:
    return _ends(truth, key, about, last_of)


def _within(truth: Truth, key: Key) -> Truth:
    """As if there were only the readings of this hour."""
    readings = {key.well or 0: truth.of_hour(key)}
    return replace(truth, readings=readings, memo={}, made={}, keysets={})


@phrase("increments between the hour's readings; 20: stops of the motor, 21: seconds running")
def inner_increments(truth: Truth, key: Key, about: About) -> Value:
    alone = _within(truth, key)
    increments_inside: list[Value] = []
    for series in about[:-2]:
        counted = steps(alone, key.well or 0, series.column)[1:]
        increments_inside.append(total(step for _, step, _ in counted))
    minutes = minutes_on(alone, key, ())
    return [
        *increments_inside,
        motor_stops(alone, key, ()),
        None if minutes is None else minutes * 60,
    ]


def _inner_noise(text: str, first: int, last: int) -> None:
    def function(truth: Truth, key: Key, about: About) -> Value:
        alone = _within(truth, key)
        return any(
            fell
            for series in about[first:last]
            for _, _, fell in steps(alone, key.well or 0, series.column)
        )

    phrase(text)(function)


_inner_noise("whether a daily counter fell by less than half", 0, 8)
_inner_noise("whether a meter or lifetime counter fell by less than half", 8, 19)


@phrase("position of the series, 1 to 21")
def series_position(truth: Truth, key: Key, about: About) -> Value:
    return key.item


@phrase("last value of the day")
def series_close(truth: Truth, key: Key, about: About) -> Value:
    reference = about[key.item - 1]
    values = [_series(truth, reading, reference) for reading in truth.of_day(key)]
    return last_of(values)


@phrase("day of the operating zone")
def day_of_row(truth: Truth, key: Key, about: About) -> Value:
    return key.day


# -- what could not be used


def _rejected(text: str, name: str) -> None:
    phrase(text)(lambda truth, key, about: truth.rejected[key.item][name])


_rejected("unit as it was sent", "unit_id")
_rejected("variable as it was sent", "var_id")
_rejected("reason code", "motivo")
_rejected("what is wrong, for people", "detalle")
_rejected("first 200 characters of the value", "valor_crudo")
_rejected("how often it came", "veces")
_rejected("when it came first", "primera_vez")
_rejected("when it came last", "ultima_vez")


# -- readings out of the landing


@phrase("hours and minutes in one number, as decimal hours")
def decimal_hours(truth: Truth, key: Key, about: About) -> Value:
    value = truth.at(about[0], key)
    return None if value is None else value // 100 + value % 100 / 60


@phrase("tenths, divided by 10")
def tenths(truth: Truth, key: Key, about: About) -> Value:
    value = truth.at(about[0], key)
    return None if value is None else value / 10


@phrase(
    "moddate's day plus modtime where moddate is a midnight, else moddate; the newest of a poll"
)
def poll_time(truth: Truth, key: Key, about: About) -> Value:
    return key.item


@phrase("as the ML service gives it; the trigger completes the other half of the reference")
def of_stroke(truth: Truth, key: Key, about: About) -> Value:
    """well, time and number of the reading that the stroke is about, whichever was given."""
    return truth.stroke_reading(key.item).get(about[0].column)
