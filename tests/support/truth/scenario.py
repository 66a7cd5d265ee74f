"""A small field in which no two columns have the same value, and the run of the chain over it.

Twelve wells, each for one way in which values come about: both regimes of the daily counters with
every sensor there, then with sensors missing one after the other, so that each substitute is once
the one that counts. Every drawn value is a function of its column, well and reading: nothing here
depends on chance.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from support import PROJECT
from support.readings import insert, rows, set_clock

Connection = psycopg.Connection[Any]
Row = dict[str, Any]

ZONE = ZoneInfo("America/New_York")
"""The operating zone: hours and days differ from those of UTC, and its clocks change: on the first
day with readings the hour from one to two comes twice."""
TODAY = date(2026, 3, 12)
NOW = datetime(2026, 3, 12, 15, 0, tzinfo=ZONE)
FULL, CLOSED, SUBSTITUTES, CLOSED_SUBSTITUTES, BARE, SILENT, ESTIMATES = range(101, 108)
RESTLESS, CLOSED_RESTLESS, PATCHY, CLOSED_STALE, STALE = range(108, 113)
"""acumulado and dia_cerrado with every sensor; both with the first substitutes; dia_cerrado without
own limits, cards or reserves; a well without readings; acumulado where most is estimated; both
where every counter falls within an hour; acumulado where each day lacks another counter; both
where some counters are of yesterday."""
WELLS = (
    FULL, CLOSED, SUBSTITUTES, CLOSED_SUBSTITUTES, BARE, SILENT, ESTIMATES, RESTLESS,
    CLOSED_RESTLESS, PATCHY, CLOSED_STALE, STALE,
)  # fmt: skip
REGIMES = {
    FULL: "acumulado", CLOSED: "dia_cerrado", SUBSTITUTES: "acumulado",
    CLOSED_SUBSTITUTES: "dia_cerrado", BARE: None, SILENT: "acumulado", ESTIMATES: "acumulado",
    RESTLESS: "acumulado", CLOSED_RESTLESS: "dia_cerrado", PATCHY: "acumulado",
    CLOSED_STALE: "dia_cerrado", STALE: "acumulado",
}  # fmt: skip


def local(days_ago: int, hour: int, minute: int, fold: int = 0) -> datetime:
    """A time of the operating zone, some days before today; fold: 1 when it comes again."""
    day = TODAY - timedelta(days=days_ago)
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE, fold=fold)
    return moment.astimezone(UTC)


LIMIT_OF_STROKE = 43210
"""Minutes after which a measured stroke is old."""
TIMES: dict[int, tuple[datetime, ...]] = {
    FULL: (
        local(130, 1, 10), local(130, 1, 20, 1),
        local(40, 10, 10), local(40, 10, 40) + timedelta(seconds=17), local(40, 11, 20),
        local(8, 14, 5), local(8, 14, 35),
        local(1, 9, 15), local(1, 23, 50), local(0, 0, 20), local(0, 13, 10), local(0, 13, 50),
        local(0, 14, 45),
    ),
    CLOSED: (
        local(130, 1, 50), local(130, 1, 5, 1), local(130, 1, 30, 1),
        local(40, 10, 12), local(40, 11, 21), local(8, 14, 6), local(8, 14, 41), local(1, 9, 17),
        local(1, 22, 50), local(0, 0, 22), local(0, 13, 11), local(0, 13, 46), local(0, 14, 15),
        local(0, 17, 12),
    ),
    SUBSTITUTES: (
        local(40, 8, 12), local(40, 8, 25), local(8, 14, 6), local(8, 16, 41), local(1, 9, 17),
        local(1, 22, 50), local(0, 0, 22), local(0, 13, 11), local(0, 13, 51), local(0, 15, 20),
    ),
    CLOSED_SUBSTITUTES: (
        local(40, 9, 14), local(40, 9, 26), local(8, 13, 7), local(8, 16, 44), local(1, 8, 19),
        local(1, 22, 57), local(0, 1, 23), local(0, 12, 14), local(0, 12, 52), local(0, 14, 3),
    ),
    BARE: (
        local(41, 5, 14), local(40, 5, 26), local(8, 3, 8), local(8, 6, 45), local(1, 8, 21),
        local(1, 20, 57), local(0, 2, 24), local(0, 12, 17), local(0, 14, 54),
    ),
    SILENT: (),
    ESTIMATES: (
        local(130, 1, 7), local(130, 1, 21), local(130, 1, 42, 1),
        local(40, 7, 1), local(40, 7, 33), local(9, 4, 31), local(9, 4, 52),
        local(2, 7, 8), local(2, 8, 27), local(1, 15, 29), local(1, 17, 6), local(1, 17, 55),
        local(1, 19, 13), local(1, 22, 30), local(1, 22, 50),
    ),
    RESTLESS: (
        local(4, 22, 10), *(local(3, 5, minute) for minute in range(1, 59, 2)),
        *(local(3, hour, minute) for hour in (8, 10, 11) for minute in (1, 21, 41)),
        local(2, 9, 3), local(2, 9, 41),
    ),
    CLOSED_RESTLESS: (
        local(4, 21, 11), *(local(3, 6, minute) for minute in range(0, 58, 2)),
        local(2, 8, 5), local(2, 8, 44),
    ),
    PATCHY: (
        *(local(days, 4, minute + days) for days in range(9, 2, -1) for minute in (3, 37)),
        local(1, 15, 40), local(0, 12, 2), local(0, 14, 8),
    ),
    CLOSED_STALE: (
        local(2, 3, 5), local(1, 20, 11), local(1, 20, 37), local(0, 12, 21), local(0, 12, 49),
        local(0, 15, 10),
    ),
    STALE: (
        NOW.astimezone(UTC) - timedelta(minutes=LIMIT_OF_STROKE - 45),
        local(2, 10, 7), local(2, 10, 44), local(1, 16, 4), local(1, 16, 31), local(0, 13, 19),
        local(0, 14, 32),
    ),
}  # fmt: skip

ABSENT: dict[int, set[str]] = {
    SUBSTITUTES: {
        "produccion_fluido_diaria", "emboladas_diarias", "tiempo_parada_poc_diario",
        "conteo_poc_diario", "energia_medidor_acumulada", "horas_operacion_acumuladas",
        "carrera_bomba_api", "nivel_fluido_dinamico", "porcentaje_agua",
    },
    CLOSED_SUBSTITUTES: {
        "produccion_fluido_diaria", "produccion_petroleo_acumulada", "medidor_produccion_agua",
        "emboladas_medidor_acumuladas", "energia_medidor_acumulada", "horas_operacion_acumuladas",
        "tiempo_operacion_medidor_acum", "conteo_poc_medidor_acum", "conteo_poc_diario",
        "downhole_pump_position", "downhole_pump_load", "carrera_bomba_api", "emboladas_diarias",
        "porcentaje_agua", "nivel_fluido_dinamico", "inclinacion_cilindro_y",
        "falla_inclinacion_grados",
    },
    BARE: {
        "surface_rod_position", "surface_rod_load", "downhole_pump_position", "downhole_pump_load",
        "porcentaje_agua", "falla_inclinacion_grados", "medidor_produccion_agua",
    },
    ESTIMATES: {
        "produccion_fluido_diaria", "produccion_agua_diaria", "emboladas_diarias",
        "emboladas_medidor_acumuladas", "contador_emboladas", "energia_medidor_acumulada",
        "potencia_medidor_diaria", "conteo_poc_diario", "conteo_poc_medidor_acum",
        "tiempo_parada_poc_diario", "surface_rod_position", "surface_rod_load",
        "downhole_pump_position", "downhole_pump_load", "carrera_bomba_api", "s_road_stroke",
        "longitud_carrera_nominal_unidad_in", "alerta_inclinacion_grados", "nivel_fluido_dinamico",
        "inclinacion_cilindro_x", "inclinacion_cilindro_y",
    },
    RESTLESS: {"alerta_inclinacion_grados"},
    CLOSED_RESTLESS: {"inclinacion_cilindro_x", "inclinacion_cilindro_y"},
}  # fmt: skip
"""Sensors that a well does not have, by the columns of its readings."""
FAILED: dict[int, set[str]] = {
    ESTIMATES: {"spm_promedio"},
    RESTLESS: {
        "energia_medidor_acumulada", "potencia_medidor_diaria", "potencia_actual_motor",
    },
    CLOSED_RESTLESS: {
        "horas_operacion_acumuladas", "tiempo_operacion_medidor_acum", "estado_motor",
    },
}  # fmt: skip
"""Sensors that a well misses on its newest day, so that each daily KPI is once the one that is
missing there."""

CARDS = {
    "surface_rod_position": (0, 160), "surface_rod_load": (9000, 30000),
    "downhole_pump_position": (0, 150), "downhole_pump_load": (-900, 9000),
}  # fmt: skip
WITH_CARD: dict[int, set[int]] = {
    FULL: {1, 3, 5, 7, 11}, CLOSED: {1, 5, 12}, SUBSTITUTES: {0, 3, 5, 8, 9},
    CLOSED_SUBSTITUTES: {1, 3, 6, 8}, CLOSED_STALE: {5}, STALE: {6},
}  # fmt: skip
"""Which readings of a well bring cards."""
UNEQUAL = {(FULL, 3): ("surface_rod_position", "surface_rod_load")}
"""Halves of a card that come with a different number of points: neither can be used."""

GAUGES: dict[str, tuple[float, float]] = {
    "presion_cabezal": (900, 1500), "presion_casing": (70, 130), "temperatura_cabezal": (90, 110),
    "presion_descarga_bomba": (3000, 3500), "pip": (500, 900),
    "temperatura_tanque_aceite": (90, 160), "presion_cilindro_hidraulico": (1500, 2500),
    "porcentaje_agua": (55, 75), "monitor_llenado_gas": (20, 45),
    "monitor_llenado_liquido": (50, 90), "fuga_diaria": (1, 3), "fluid_flow_monitor_bpd": (80, 120),
    "spm_promedio": (2, 4), "spm_solicitado_arriba": (4, 5), "spm_solicitado_abajo": (5, 6),
    "nivel_fluido_flop": (7200, 7400), "pump_fill_monitor": (50, 90),
    "potencia_actual_motor": (20, 60), "current_amperage": (30, 80), "rpm_motor": (800, 1200),
    "tiempo_actual_drive": (100, 200), "longitud_carrera_nominal_unidad_in": (360, 370),
    "carrera_bomba_api": (200, 300), "rod_weight_buoyant": (15000, 20000),
    "monitor_carga_bomba": (4000, 7000), "maximum_rod_load": (25000, 32000),
    "minimum_rod_load": (8000, 12000), "carga_caja_engranajes": (20, 50),
    "kwh_por_barril": (8, 14), "eficiencia_levantamiento": (55, 99),
    "porcentaje_operacion_diario": (80, 99), "anchor_vertical_depth": (8400, 8500),
    "inclinacion_vastago": (6, 9), "inclinacion_cilindro_x": (0.5, 2),
    "inclinacion_cilindro_y": (2, 4), "alerta_inclinacion_grados": (1, 5),
    "falla_inclinacion_grados": (2, 6), "posicion_lineal": (10, 90),
    "llenado_promedio_diario": (50, 90), "emboladas_arranque_poc": (10, 20),
    "emboladas_espera_poc": (20, 40), "spm_promedio_diario_medidor": (1, 2),
    "nivel_fluido_dinamico": (5000, 7000), "s_road_stroke": (150, 190),
}  # fmt: skip
"""Columns that measure, and between what their values lie."""

ABSENT[CLOSED_STALE] = {*GAUGES, *CARDS} - {
    "presion_cabezal", "temperatura_tanque_aceite", "longitud_carrera_nominal_unidad_in",
    "downhole_pump_load",
}  # fmt: skip
ABSENT[STALE] = {"pump_fill_monitor"}
ABSURD = dict.fromkeys(
    (
        "spm_promedio", "presion_cabezal", "presion_casing", "pip", "presion_descarga_bomba",
        "temperatura_tanque_aceite", "potencia_actual_motor", "current_amperage",
        "rod_weight_buoyant", "eficiencia_levantamiento", "fluid_flow_monitor_bpd",
        "pump_fill_monitor", "porcentaje_agua", "nivel_fluido_dinamico", "carrera_bomba_api",
        "maximum_rod_load",
    ),
    1e60,
) | {"minimum_rod_load": -1e60}  # fmt: skip
"""What one reading says of these: no sum can be made with it, and none has it."""

DAILY: dict[str, float] = {
    "produccion_fluido_diaria": 3.9, "produccion_petroleo_diaria": 0.8,
    "produccion_agua_diaria": 2.7, "produccion_gas_diaria": 410, "emboladas_diarias": 119,
    "tiempo_parada_poc_diario": 0.07, "conteo_poc_diario": 0.04, "potencia_medidor_diaria": 41,
}  # fmt: skip
METERS: dict[str, float] = {
    "medidor_produccion_fluido": 3.3, "produccion_petroleo_acumulada": 0.7,
    "medidor_produccion_agua": 2.2, "medidor_produccion_gas": 350,
    "emboladas_medidor_acumuladas": 107, "tiempo_operacion_medidor_acum": 0.7,
    "energia_medidor_acumulada": 33, "conteo_poc_medidor_acum": 0.03,
    "tiempo_parada_poc_medidor_acum": 0.09, "horas_operacion_acumuladas": 0.6,
    "contador_emboladas": 93,
}  # fmt: skip
"""Columns that count, and about how much in an hour: daily counters, then meters and lifetime
counters."""
HHMM = {
    "tiempo_parada_poc_diario", "tiempo_operacion_medidor_acum", "tiempo_parada_poc_medidor_acum",
    "horas_operacion_acumuladas",
}  # fmt: skip
WHOLE = {"conteo_poc_diario", "conteo_poc_medidor_acum"}
STOOD_STILL = {(FULL, "horas_operacion_acumuladas"): {5, 6}}
"""Counters that count nothing for some readings."""
MISSED = {
    (FULL, "produccion_gas_diaria"): {9}, (FULL, "energia_medidor_acumulada"): {10, 11},
    (FULL, "contador_emboladas"): {12}, (FULL, "carrera_bomba_api"): {1},
    (ESTIMATES, "estado_motor"): {11, 12}, (ESTIMATES, "potencia_actual_motor"): {1},
    (ESTIMATES, "horas_operacion_acumuladas"): {9, 10, 11, 12, 13},
    (ESTIMATES, "tiempo_operacion_medidor_acum"): {9, 10, 11, 12, 13},
    (SUBSTITUTES, "potencia_medidor_diaria"): {0, 1},
    (SUBSTITUTES, "emboladas_medidor_acumuladas"): {2, 3},
    (SUBSTITUTES, "contador_emboladas"): {2, 3},
    (BARE, "energia_medidor_acumulada"): {1},
    (RESTLESS, "medidor_produccion_fluido"): {1, 31, 34, 37},
    (CLOSED_RESTLESS, "estado_motor"): {20, 26},
    (CLOSED, "produccion_petroleo_acumulada"): {5, 6}, (CLOSED, "emboladas_diarias"): {5, 6},
    (BARE, "emboladas_diarias"): {2, 3},
    (PATCHY, "produccion_fluido_diaria"): {0, 1}, (PATCHY, "emboladas_diarias"): {2, 3, 10, 11},
    (PATCHY, "tiempo_parada_poc_diario"): {4, 5}, (PATCHY, "conteo_poc_diario"): {6, 7, 12, 13},
    (PATCHY, "energia_medidor_acumulada"): {8, 9},
    (PATCHY, "emboladas_medidor_acumuladas"): {10, 11},
    (PATCHY, "conteo_poc_medidor_acum"): {12, 13},
    (CLOSED_STALE, "produccion_petroleo_acumulada"): {3, 4, 5},
    (CLOSED_STALE, "medidor_produccion_gas"): {3, 4, 5},
    (STALE, "produccion_fluido_diaria"): {5, 6}, (STALE, "produccion_petroleo_diaria"): {5, 6},
    (STALE, "produccion_agua_diaria"): {5, 6},
}  # fmt: skip
"""Readings in which a counter or the motor is missing though it is known before and after."""
STRAGGLERS: dict[int, dict[str, int]] = {
    CLOSED_RESTLESS: {
        "medidor_produccion_agua": 1, "medidor_produccion_gas": 1, "presion_casing": 1,
        "nivel_fluido_dinamico": 1, "s_road_stroke": 1, "pip": 6, "presion_descarga_bomba": 2,
        "produccion_gas_diaria": 3, "temperatura_tanque_aceite": 3,
        "produccion_petroleo_diaria": 4, "rod_weight_buoyant": 5,
    },
    RESTLESS: {
        "inclinacion_cilindro_y": 1, "medidor_produccion_gas": 1, "minimum_rod_load": 1,
        "falla_inclinacion_grados": 2, "monitor_llenado_gas": 3,
        "longitud_carrera_nominal_unidad_in": 4, "nivel_fluido_dinamico": 4,
        "monitor_carga_bomba": 5, "s_road_stroke": 5, "porcentaje_agua": 2,
    },
    CLOSED: {
        "carrera_bomba_api": 10, "produccion_agua_diaria": 4, "alerta_inclinacion_grados": 4,
        "porcentaje_agua": 7,
    },
    BARE: {
        "produccion_petroleo_acumulada": 1, "produccion_fluido_diaria": 2,
        "tiempo_parada_poc_diario": 4, "carrera_bomba_api": 7,
    },
    FULL: {"produccion_gas_diaria": 1, "carrera_bomba_api": 2},
    CLOSED_SUBSTITUTES: {"eficiencia_levantamiento": 1, "rod_weight_buoyant": 4},
    PATCHY: {"presion_casing": 1, "porcentaje_agua": 2},
    STALE: {"porcentaje_agua": 4, "carrera_bomba_api": 6},
}  # fmt: skip
"""How many of a well's newest readings miss a column: some well has both of any two measures, last
read at different times."""
DEAF = {(ESTIMATES, 14)}
"""Readings in which one sensor alone says anything."""
FROZEN = {(BARE, 3): 2}
"""Readings that say of everything what another one said: only their time tells them apart."""
IMPOSSIBLE = {
    (RESTLESS, "medidor_produccion_agua", 20), (RESTLESS, "medidor_produccion_agua", 36),
    (CLOSED_RESTLESS, "medidor_produccion_agua", 18),
}  # fmt: skip
"""Readings in which a counter shows less than nothing: it counts as missing. The last one is
between two that show next to nothing."""
NEXT_TO_NOTHING = {
    (CLOSED_RESTLESS, "medidor_produccion_agua", 17): 0.8,
    (CLOSED_RESTLESS, "medidor_produccion_agua", 19): 0.1,
}  # fmt: skip
SAGGED = {
    (CLOSED, "potencia_medidor_diaria"): {11, 12},
    (CLOSED_SUBSTITUTES, "medidor_produccion_fluido"): {8, 9},
}  # fmt: skip
"""Readings in which a counter of one kind falls within noise and no other does."""
UNMAPPED = ("fluid_flow_monitor_bpd", "rpm_motor", "presion_cilindro_hidraulico")
"""Columns that a wide file brings: no SCADA tag delivers them."""


def draw(low: float, high: float, *name: object) -> float:
    """A number between two others that depends on the names alone, with six digits that count."""
    number = Random("/".join(map(str, name))).uniform(low, high)
    return float(f"{number:.6g}")


@cache
def measured(column: str, well: int, number: int) -> Any:
    """What a well's sensor shows at its n-th reading, in the unit of the column; None if absent."""
    if column in ABSENT.get(well, ()):
        return None
    if (well, number) in DEAF and column != "presion_cabezal":
        return None
    number = FROZEN.get((well, number), number)
    if number in MISSED.get((well, column), ()):
        return None
    if number >= len(TIMES[well]) - STRAGGLERS.get(well, {}).get(column, 0):
        return None
    if column in FAILED.get(well, ()) and _on_newest_day(well, number):
        return None
    if (column, well, number) == ("spm_promedio", CLOSED_RESTLESS, 26):
        return 0.0  # it stands still, as nobody but its speed says
    if column in ABSURD and (well, number) == (RESTLESS, 5):
        return ABSURD[column]
    if column in GAUGES and _silent(column, well, number):
        return None
    if column in GAUGES:
        return draw(*GAUGES[column], column, well, number)
    if column in UNEQUAL.get((well, number), ()):
        return None
    if column in CARDS:
        return _card(column, well, number) if number in WITH_CARD.get(well, ()) else None
    if column == "estado_motor":
        return _motor(well, number)
    return _counter(column, well, number)


def _on_newest_day(well: int, number: int) -> bool:
    days = [TIMES[well][place].astimezone(ZONE).date() for place in (number, -1)]
    return days[0] == days[1]


def _silent(column: str, well: int, number: int) -> bool:
    """Every sensor misses some readings and some days, each others; those of one well alone miss
    the newest reading, half of them."""
    if number == len(TIMES[well]) - 1:
        return well == BARE and draw(0, 1, "newest", column) < 0.5
    if column == "carrera_bomba_api" and (well, number) in {(FULL, 0), (STALE, 0)}:
        return False  # a card does not count beside it
    day = TIMES[well][number].astimezone(ZONE).date()
    misses = draw(0, 1, "silent", column, well, number) < 0.08
    return misses or draw(0, 1, "off", column, well, day) < 0.15


def _card(column: str, well: int, number: int, more: int = 0) -> str:
    points = 3 + number % 3 + more
    return json.dumps(
        [draw(*CARDS[column], column, well, number, point) for point in range(points)]
    )


def _motor(well: int, number: int) -> bool | None:
    """Runs, but stops now and then; the third well stands still at its newest reading."""
    if well == ESTIMATES:
        return number in (0, 1, 2, 3, 10)
    if well in (RESTLESS, CLOSED_RESTLESS):
        return number not in (21, 24, 25, 28, 29)
    if well == CLOSED_SUBSTITUTES and number == 6:
        return True  # no failure on its newest day: nobody knows the hours since the last one
    if well == SUBSTITUTES and number == len(TIMES[well]) - 1:
        return False
    return number % 4 != 2


def _counter(column: str, well: int, number: int) -> float | None:
    if well in (RESTLESS, CLOSED_RESTLESS):
        return _falling(column, well, number)
    if (well, column) in STOOD_STILL and number in STOOD_STILL[well, column]:
        return _counter(column, well, min(STOOD_STILL[well, column]) - 1)
    if number in SAGGED.get((well, column), ()):
        before = _counter(column, well, number - 1)
        return before and float(f"{0.99 * before:.7g}")
    when = TIMES[well][number].astimezone(ZONE)
    rate = (DAILY | METERS)[column] * draw(0.8, 1.25, "rate", column, well)
    if column in DAILY and REGIMES[well] != "acumulado":
        total = 24 * rate * draw(0.8, 1.2, "closed", column, well, when.date())
    elif column in DAILY:
        hours = when.hour + when.minute / 60
        total = rate * hours * draw(0.97, 1.03, "pace", column, well, number)
        if (well, column) == (FULL, "conteo_poc_diario") and when.date() == TODAY:
            total = 0  # its last failure is older than the counter of its hours
    else:
        start = draw(300, 900, "start", column, well)
        hours = (when - TIMES[well][0]).total_seconds() / 3600
        total = start + rate * hours + rate * draw(0, 0.2, "pace", column, well, number)
        if (well, column) == (CLOSED, "medidor_produccion_gas") and number >= 10:
            total -= 0.9 * rate * hours  # it was set back
        if (well, column) == (FULL, "horas_operacion_acumuladas") and number >= 10:
            total -= 0.9 * rate * hours  # another one counts from here on
        if (well, column) == (SUBSTITUTES, "conteo_poc_medidor_acum") and number == 8:
            total -= 60  # noise
    return _shown(column, total)


def _falling(column: str, well: int, number: int) -> float | None:
    """A counter that falls once in an hour, each at a reading of its own: every other one starts
    again, the others fall within noise; some are not read before they fall. One meter alone falls
    within noise, starts again and goes on in three hours of the same day, each time after a gap."""
    position = [*DAILY, *METERS].index(column)
    fall, step = 3 + position, draw(1, 3, "step", column, well)
    if number == fall - 1 and position % 3 == 2:
        return None
    if (well, column, number) in IMPOSSIBLE:
        return -5.0
    if (well, column, number) in NEXT_TO_NOTHING:
        return NEXT_TO_NOTHING[well, column, number]
    if (well, column) == (RESTLESS, "medidor_produccion_fluido") and number >= 30:
        return (130.0, 0.0, 110.5, 141.25, 0.0, 6.5, 52.75, 0.0, 61.0, 70.5, 80.25)[number - 30]
    total = draw(60, 90, "start", column, well) + step * number
    if number >= fall:
        restarts = (position + well) % 2
        total = 1 + step * (number - fall) if restarts else total - 2.5 * step
    return _shown(column, total)


def _shown(column: str, total: float) -> float:
    """A count as the controller shows it: in minutes, whole, or with seven digits that count."""
    if column in HHMM:
        return round(total * 60) / 60
    return float(round(total)) if column in WHOLE else float(f"{total:.7g}")


def raw(column: str, conversion: str | None, value: Any, well: int = 0) -> str:
    """A value as the controller sends it: those of odd wells say true and false in words; cards
    have blanks around them, which are not theirs."""
    if isinstance(value, bool):
        return {True: "TRUE", False: "f"}[value] if well % 2 else str(int(value))
    if column in CARDS:
        return f" {value}\n"
    if conversion == "hhmm":
        hours, minutes = divmod(round(value * 60), 60)
        return str(100 * hours + minutes)
    if conversion == "x0.1":
        return f"{value * 10:.7g}"
    return str(value)


# -- what is agreed, what is known of the wells, what the models say -------------------------------

MASTER_NUMBERS: dict[str, tuple[float, float]] = {
    "profundidad_completacion": (10500, 10900), "radio_pozo": (0.2, 0.5),
    "espesor_formacion": (20, 40), "permeabilidad_abosluta": (100, 200),
    "permeabilidad_horizontal": (200, 300), "radio_drenaje": (700, 900),
    "presion_inicial_yacimiento": (3500, 3900), "temperatura_yacimiento": (180, 220),
    "profundidad_vertical_yacimiento": (9700, 10400), "profundidad_vertical_bomba": (8000, 8600),
    "diametro_embolo_bomba": (1.75, 2.75), "longitud_carrera_nominal_unidad_in": (340, 359),
    "potencia_nominal_motor": (60, 90), "corriente_nominal_motor": (90, 120),
    "voltaje_nominal": (440, 480), "frecuencia_nominal_motor": (50, 65),
    "carga_nominal_unidad": (26000, 36000), "carga_minima_nominal_sarta": (26000, 40000),
    "peso_sarta_aire": (21000, 23000), "carga_maxima_fluido_api": (5000, 8000),
    "np_inicial_bbl": (900, 1900),
}  # fmt: skip
MASTER_TEXTS = (
    "cliente", "pais", "region", "campo", "api_number", "coordenadas_pozo", "tipo_pozo",
    "intervalo_disparos", "nombre_yacimiento", "tipo_levantamiento", "num_software",
)  # fmt: skip
RESERVES_NUMBERS: dict[str, tuple[float, float]] = {
    "gravedad_api": (20, 42), "viscosidad_crudo": (10, 20), "viscosidad_superficie": (20, 30),
    "presion_burbujeo": (900, 1100), "presion_estatica_yacimiento": (1100, 2600),
    "factor_volumetrico": (1.05, 1.2), "gravedad_especifica_agua": (1.01, 1.08),
    "permeabilidad_vertical": (10, 20), "radio_equivalente": (50, 90),
    "longitud_horizontal": (1000, 2000), "factor_dano": (1, 5),
    "presion_fondo_fluyente_critico": (300, 500), "wc_critico": (0.8, 0.95),
    "llenado_bomba_minimo": (70, 80), "q_esperado": (100, 300),
    "reserva_inicial_teorica": (150000, 250000), "contenido_finos": (5, 9),
}  # fmt: skip


NO_LIMIT = {(FULL, 90), (CLOSED, 91), (RESTLESS, 90), (CLOSED_SUBSTITUTES, 91)}
"""Tilt limits that are the controller's own, where it has one."""
ODD_RADII: dict[int, Row] = {
    FULL: {"radio_equivalente": 950.25}, CLOSED: {"radio_equivalente": 0.0},
    SUBSTITUTES: {"radio_equivalente": 0.125},
}  # fmt: skip
"""An equivalent radius beyond that of drainage, one that nobody knows, one within the well's."""


def master(well: int) -> Row:
    """The master row of a well: every column another value."""
    row: Row = {
        "well_id": well,
        "nombre_pozo": f"Pozo {well}",
        "fecha_registro": TODAY - timedelta(days=90),
    }
    row |= {column: f"{column} {well}" for column in MASTER_TEXTS}
    row |= {name: draw(*limits, name, well) for name, limits in MASTER_NUMBERS.items()}
    row |= {"contador_diario": REGIMES[well], "fecha_sat": None}
    if well == FULL:
        row["fecha_sat"] = TODAY - timedelta(days=1)
    if well == BARE:
        row |= {"region": "  ", "radio_drenaje": None}
    if well == ESTIMATES:
        row |= {"radio_pozo": None, "tipo_pozo": None}
    return row


def reserves(well: int) -> Iterator[Row]:
    """An older and a newer record of a well's reserves."""
    for number, days in enumerate((70, 30)):
        row: Row = {"well_id": well, "fecha_registro": TODAY - timedelta(days=days)}
        row |= {name: draw(*span, name, well, number) for name, span in RESERVES_NUMBERS.items()}
        if number == 1:
            row |= ODD_RADII.get(well, {})
        yield row | {"otros_pvt": f"otros_pvt {well} {number}"}


LATE: dict[int, set[int]] = {
    FULL: {4, 6}, CLOSED: {4, 8}, SUBSTITUTES: {2}, CLOSED_SUBSTITUTES: {4}, BARE: {2, 3, 6},
    ESTIMATES: {4}, RESTLESS: {10, 40}, CLOSED_RESTLESS: {0}, PATCHY: {16},
}  # fmt: skip
"""Readings that may arrive when everything else is computed, by the well and their number."""


def landing(late: bool) -> Iterator[Row]:
    """Readings as polls of their tags, those that may be late or the others; the second well's
    times come in two halves."""
    tags = [
        (int(row["var_id_scada"]), row["columna_stage"], row["conversion"] or None)
        for row in scada_map()
    ]
    for well, times in TIMES.items():
        for number, when in enumerate(times):
            if (number in LATE.get(well, ())) is not late:
                continue
            arrived = arrival(well, number)
            moddate, modtime = _halves(when) if well == CLOSED else (when, None)
            for tag, column, conversion in tags:
                for value in sent(column, well, number):
                    yield {
                        "unit_id": well, "location_id": 900 + well, "var_id": tag,
                        "measure": raw(column, conversion, value, well), "moddate": moddate,
                        "modtime": modtime, "cargado_en": arrived,
                    }  # fmt: skip


WITHDRAWN = local(1, 22, 45)
"""When a reading of the well of estimates is dated that is only there until late ones arrive."""
CORRECTED = {(BARE, 1)}
"""Readings that say everything wrong first, in the same load: the later value counts."""


def sent(column: str, well: int, number: int) -> Iterator[Any]:
    """What a reading says of a sensor, in the order in which it says it."""
    if column in UNEQUAL.get((well, number), ()):
        yield _card(column, well, number, more=UNEQUAL[well, number].index(column))
    value = measured(column, well, number)
    if (well, number) in CORRECTED and isinstance(value, float):
        yield value + 1
    if value is not None:
        yield value


def _halves(when: datetime) -> tuple[datetime, time]:
    """Date and time of day as a controller sends them: of UTC where the zone's comes twice."""
    zone = UTC if when < local(100, 0, 0) else ZONE
    moment = when.astimezone(zone)
    return moment.replace(hour=0, minute=0, second=0), moment.time()


TOGETHER = {(BARE, 0): 1, (BARE, 2): 3}
"""Readings that came in with another one: loads of history, in which every tag comes twice."""


AHEAD = {
    (CLOSED, 13): local(0, 14, 31), (CLOSED_STALE, 5): local(0, 13, 50),
    (ESTIMATES, 14): local(0, 0, 30), (RESTLESS, 40): local(0, 3, 3),
}  # fmt: skip
"""When readings came in: those dated ahead of now, far or a little, and newest ones that came late.
Another one, a little ahead, comes in by a clock that is ahead as well."""


def arrival(well: int, number: int) -> datetime:
    """When a reading came in: some within the rules' latency, some later."""
    if (well, number) in AHEAD:
        return AHEAD[well, number]
    number = TOGETHER.get((well, number), number)
    seconds = draw(0.2, 9, "arrival", well, number)
    return TIMES[well][number] + timedelta(seconds=seconds)


UNUSABLE: tuple[tuple[int | None, int | None, str, int, str, str | None], ...] = (
    (FULL, 137, "abc", 2, "no_numerico", None),
    (FULL, 131, "NaN", 1, "no_finito", None),
    (CLOSED, 1206, "1299", 1, "fuera_de_rango", "no es hhmm"),
    (CLOSED, 3, "quizá", 3, "booleano_ilegible", None),
    (SUBSTITUTES, 10000, "[1, 2", 1, "carta_ilegible", None),
    (BARE, 740, " ", 1, "valor_ausente", None),
    (BARE, 741, "NULL", 2, "valor_ausente", None),
    (CLOSED, 137, "bad", 1, "sin_valor", None),
    (SUBSTITUTES, 131, "-999.25", 1, "centinela", None),
    (999, 741, "5.5", 2, "unidad_desconocida", "espera a que la unidad tenga fila maestra"),
    (None, 772, "6.5", 2, "unidad_ausente", None),
    (999, 740, "8.5", 3, "unidad_desconocida", "espera a que la unidad tenga fila maestra"),
    (FULL, 137, "1e999", 1, "fuera_de_rango", None),
    (CLOSED, 934, "-999.25", 1, "centinela", None),
    (CLOSED, None, "7.5", 1, "variable_ausente", None),
)  # fmt: skip
"""Values of polls that cannot be used: unit, tag, value, how often it comes; reason and remark."""
MISDATED: tuple[tuple[int, datetime | None, str], ...] = (
    (137, None, "fecha_ausente"),
    (131, NOW.astimezone(UTC) + timedelta(days=2), "fecha_futura"),
    (740, datetime(1949, 12, 31, 12, 0, tzinfo=UTC), "fecha_invalida"),
)
"""Values of the first well that cannot be used for their time: tag, time, and reason."""


def unusable(late: bool) -> Iterator[Row]:
    """Polls of one value each, that give no reading: what comes first, or what comes again."""
    for number, (unit, tag, measure, times, _, _) in enumerate(UNUSABLE):
        for again in range(1, times) if late else (0,):
            yield {
                "unit_id": unit, "location_id": 800 + number, "var_id": tag, "measure": measure,
                "moddate": local(3, 9, number), "modtime": None,
                "cargado_en": local(3, 10 + again, number),
            }  # fmt: skip
    for tag, when, _ in () if late else MISDATED:
        yield {
            "unit_id": FULL, "location_id": 700, "var_id": tag, "measure": "33.5", "moddate": when,
            "modtime": None, "cargado_en": local(2, 16, 0),
        }  # fmt: skip


def rejected() -> list[Row]:
    """What has to be kept of the values that cannot be used."""
    return [
        {
            "unit_id": unit, "var_id": tag, "motivo": reason, "valor_crudo": measure,
            "detalle": remark, "veces": times, "primera_vez": local(3, 10, number),
            "ultima_vez": local(3, 9 + times, number),
        }
        for number, (unit, tag, measure, times, reason, remark) in enumerate(UNUSABLE)
    ] + [
        {
            "unit_id": FULL, "var_id": tag, "motivo": reason, "valor_crudo": "33.5",
            "detalle": when and f"{when:%Y-%m-%d %H:%M:%S}+00", "veces": 1,
            "primera_vez": local(2, 16, 0), "ultima_vez": local(2, 16, 0),
        }
        for tag, when, reason in MISDATED
    ] + list(_unequal_halves())  # fmt: skip


def _unequal_halves() -> Iterator[Row]:
    for (well, number), columns in UNEQUAL.items():
        halves = {column: next(sent(column, well, number)) for column in columns}
        points = [str(len(json.loads(half))) for half in halves.values()]
        for column, half in halves.items():
            (tag,) = (
                int(row["var_id_scada"]) for row in scada_map() if row["columna_stage"] == column
            )
            yield {
                "unit_id": well, "var_id": tag, "motivo": "carta_desigual",
                "valor_crudo": raw(column, None, half), "detalle": f"{' y '.join(points)} puntos",
                "veces": 1, "primera_vez": arrival(well, number),
                "ultima_vez": arrival(well, number),
            }  # fmt: skip


@cache
def scada_map() -> tuple[Row, ...]:
    """The SCADA map, from its seed."""
    path = PROJECT / "seeds" / "referencial.tbl_var_scada_map.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def stored(well: int, number: int) -> Row:
    """A reading as it has to be stored: columns that the well's sensors deliver."""
    columns = (*GAUGES, *CARDS, *DAILY, *METERS, "estado_motor")
    return {column: measured(column, well, number) for column in columns}


OWN_LIMITS: dict[int, float] = {
    54: 1210, 55: 101, 61: 690, 64: 72, 67: 55, 71: 11, 80: 88, 81: 84, 90: 3.1, 91: 4.2, 94: 121,
    96: 31, 106: 66, 107: 93, 114: 3.2, 118: 81, 122: 255, 127: 2.9,
}  # fmt: skip
"""About where the limits of a well's own lie, by their variable: near what is measured, so that
verdicts differ."""
STROKE_SHARES = {RESTLESS: 0.91, CLOSED_RESTLESS: 0.98}
"""Targets of the stroke that its newest measure misses by some, and by next to nothing."""
TILTED_SHARES = {(FULL, 91): 0.82}
"""Limits that a well is tilted beyond, as no other one is: it is also beyond the one before."""
LIMIT_SHARES = {
    "target_value": 1.0, "baseline_value": 0.97, "min_critical": 0.5, "min_warning": 0.7,
    "max_warning": 1.1, "max_critical": 1.3,
}  # fmt: skip


def own_limits(well: int) -> Iterator[tuple[int, Row]]:
    """Limits of a well's own, by the number of their variable."""
    for variable, middle in OWN_LIMITS.items():
        if (well, variable) in NO_LIMIT:
            continue
        if variable == 122 and well in STROKE_SHARES:
            middle = STROKE_SHARES[well] * measured("carrera_bomba_api", well, len(TIMES[well]) - 1)
            yield variable, dict.fromkeys(LIMIT_SHARES, float(f"{middle:.5g}"))
            continue
        scale = middle * draw(0.8, 1.2, "limit", well, variable)
        scale *= TILTED_SHARES.get((well, variable), 1)
        yield (
            variable,
            {
                name: float(f"{scale * share * draw(0.99, 1.01, name, well, variable):.5g}")
                for name, share in LIMIT_SHARES.items()
            },
        )


STROKES: tuple[Row, ...] = (
    {"well_id": FULL, "number": 7, "estado": "COMPLETADO"},
    {"well_id": FULL, "number": 11, "estado": "COMPLETADO"},
    {"well_id": FULL, "number": 12, "estado": "PENDIENTE"},
    {"well_id": CLOSED, "number": 8, "estado": "COMPLETADO"},
    {"well_id": CLOSED, "number": 12, "estado": "COMPLETADO"},
    {"well_id": SUBSTITUTES, "number": 4, "estado": "COMPLETADO"},
    {"well_id": SUBSTITUTES, "number": 8, "estado": "COMPLETADO"},
    {"well_id": CLOSED_SUBSTITUTES, "number": 5, "estado": "COMPLETADO"},
    {"well_id": ESTIMATES, "number": 11, "estado": "COMPLETADO"},
)
"""Strokes by the reading that brought them."""
DIAGNOSES: tuple[tuple[int, int, float, int], ...] = (
    (0, 3, 0.77, 30), (0, 4, 0.31, 31), (1, 1, 0.91, 40), (1, 2, 0.95, 35), (1, 2, 0.42, 41),
    (2, 5, 0.99, 42), (3, 6, 0.66, 43), (4, 1, 0.83, 44),
    (4, 7, 0.83, 44), (5, 2, 0.58, 45), (6, 4, 0.88, 46),
    (7, 8, 0.71, 47), (8, 1, 0.64, 48),
)  # fmt: skip
"""Stroke, pattern, score, and minutes after the first diagnosis."""
VALIDATIONS: tuple[tuple[int, int, int], ...] = ((1, 2, 50), (1, 1, 51), (4, 3, 52))
"""Stroke, pattern that the expert saw, and when."""


def curves() -> Iterator[Row]:
    """IPR curves: several of the first well, the newest of all without a result."""
    arrays = ("curva_yacimiento", "curva_bomba", "alertas")
    for number, (well, when, qmax) in enumerate((
        (FULL, local(9, 12, 0), 611.3), (FULL, local(0, 13, 30), 655.7),
        (FULL, local(0, 14, 0), None), (CLOSED, local(2, 12, 0), 512.9),
        (SUBSTITUTES, local(45, 3, 0), 488.4), (CLOSED_SUBSTITUTES, local(20, 3, 0), 402.6),
        (ESTIMATES, local(1, 16, 30), 377.2),
    )):  # fmt: skip
        yield {
            "well_id": well, "fecha_calculo": when, "metodo": f"Vogel {number}", "qmax": qmax,
            "ip": 0.5 + number, "pwf_actual": 901.5 + number, "pip_actual": 511.5 + number,
            "punto_operacion_bpd": 251.5 + number,
        } | {name: json.dumps([name]) for name in arrays}  # fmt: skip


def points() -> Iterator[Row]:
    """Operating points: of the last two hours, older, and one without an efficiency."""
    for number, (well, when, share) in enumerate((
        (FULL, local(0, 13, 20), 41.7), (FULL, local(0, 13, 40), 44.9),
        (CLOSED, local(0, 10, 0), 38.3), (CLOSED_SUBSTITUTES, local(0, 14, 20), None),
    )):  # fmt: skip
        yield {
            "well_id": well, "fecha_calculo": when, "q_actual": 230.25 + number,
            "pwf_calculado": 1033.5 + 7 * number, "ip_actual": 0.25 + number, "eficiencia": share,
            "alertas": json.dumps([number]),
        }  # fmt: skip


def declines() -> Iterator[Row]:
    """Arps analyses: with and without P50, two of one moment, and of different times."""
    for number, (well, when, p50, fit) in enumerate((
        (FULL, local(20, 6, 0), 91234.5, 0.91), (FULL, local(0, 6, 0), 92345.5, 0.93),
        (FULL, local(0, 6, 0), 93456.5, 0.92), (CLOSED, local(30, 6, 0), None, 0.88),
        (SUBSTITUTES, local(60, 6, 0), 81357.5, 0.87), (ESTIMATES, local(1, 6, 0), 71579.5, 0.8),
    )):  # fmt: skip
        yield {
            "well_id": well, "fecha_analisis": when, "tipo_curva": f"curve {number}",
            "qi": 200.5 + number, "di": 0.3 + number / 100, "b": 0.5 + number / 100,
            "r_squared": fit, "eur_total": 99876.5 + 11 * number, "eur_p10": 88765.5 + number,
            "eur_p50": p50, "eur_p90": 111222.5 + number,
        }  # fmt: skip


GRANTED: tuple[tuple[str, int, str | None], ...] = (
    ("una", FULL, None), ("una", CLOSED, "LECTURA"), ("otra", CLOSED, "LECTURA"),
    ("otra", BARE, "ninguno"), ("nadie", FULL, "NINGUNO"),
)  # fmt: skip
GRANTED_BY_PLACE: tuple[tuple[str, str, int, str | None], ...] = (
    ("una", "campo", SUBSTITUTES, None), ("una", "cliente", CLOSED, "NINGUNO"),
    ("otra", "cliente", BARE, None), ("otra", "campo", CLOSED_SUBSTITUTES, "LECTURA"),
    ("otra", "cliente", SILENT, "LECTURA"), ("nadie", "campo", FULL, "LECTURA"),
    ("otra", "campo", SILENT, "NINGUNO"),
)  # fmt: skip
"""Who may see which well, by its number; and by the field or client of a well. The level takes
some away again."""


def ledger() -> Iterator[Row]:
    """Runs of the cycles: successes, failures, a recovery, a busy attempt, missed starts. The
    first kind's first place comes after every kind."""

    def run(number: int, kind: str, place: str | None, start: datetime, **more: Any) -> Row:
        seconds = 31.5 + number
        return {
            "id": 500 + number, "etl_tipo": kind, "ubicacion_id": place,
            "ubicacion_nombre": place and f"Lugar {place}", "fecha_inicio": start,
            "fecha_fin": start + timedelta(seconds=seconds), "duracion_segundos": seconds,
            "fecha_desde": None, "fecha_hasta": None, "hora_desde": None, "hora_hasta": None,
            "estado": "exitoso", "registros_extraidos": 1000 + number,
            "registros_cargados": 2000 + 3 * number, "error_mensaje": None, "error_tipo": None,
            "modo": f"modo {number}", "version_etl": f"version {number}", "host": f"host {number}",
            "origen": f"origen {number}", "recupera_id": None, "ocupado_por": None,
            "ticks_perdidos": None,
        } | more  # fmt: skip

    def failed(number: int, kind: str, place: str | None, start: datetime, **more: Any) -> Row:
        failure = {
            "estado": "fallido",
            "error_tipo": "db_error",
            "error_mensaje": f"error {number}",
        }
        return run(number, kind, place, start, **(failure | more))

    days = {"fecha_desde": TODAY - timedelta(days=4), "fecha_hasta": TODAY - timedelta(days=3)}
    hours = {"hora_desde": time(6, 30), "hora_hasta": time(18, 45)}
    yield run(1, "stage", None, local(2, 8, 0))
    yield failed(2, "stage", None, local(0, 9, 0))
    yield run(3, "stage", None, local(0, 10, 0))
    yield run(4, "reporting", None, local(1, 7, 0), estado="parcial")
    yield run(5, "reporting", None, local(1, 8, 0), estado="parcial", error_tipo="unknown")
    yield failed(6, "reporting", None, local(0, 11, 0))
    yield failed(7, "reporting", "101", local(0, 12, 0), **days)
    yield failed(8, "universal", None, local(3, 5, 0), **days, **hours, error_tipo="timeout")
    yield failed(9, "universal", None, local(2, 5, 0), recupera_id=508)
    yield failed(10, "universal", None, local(1, 6, 0), recupera_id=508)
    yield failed(11, "vigilancia", None, local(0, 13, 0), **days, ticks_perdidos=7)
    yield failed(12, "vigilancia", None, local(0, 13, 30), ocupado_por=4321)
    yield run(13, "carga", "pozo 102", local(29, 4, 0), **days)
    yield run(
        14, "carga", "pozo 102", local(0, 14, 0), estado="en_proceso", fecha_fin=None,
        duracion_segundos=None,
    )  # fmt: skip
    yield failed(15, "carga", "pozo 103", local(4, 4, 0), **days)
    yield run(16, "carga", "pozo 103", local(2, 4, 0), **days)
    yield failed(17, "carga", "pozo 104", local(9, 4, 0))
    yield failed(18, "horas", "pozo 105", local(3, 9, 0), **days, **hours)
    yield run(
        19, "horas", "pozo 105", local(2, 9, 0), **days, hora_desde=time(6),
        hora_hasta=time(18, 30),
    )  # fmt: skip
    yield failed(20, "horas", "pozo 106", local(3, 10, 0), **days, **hours)
    yield run(
        21, "horas", None, local(2, 10, 0), **days, hora_desde=time(6), hora_hasta=time(19),
    )  # fmt: skip
    yield failed(22, "horas", "pozo 107", local(3, 11, 0), **days, **hours)
    yield run(23, "horas", "pozo 107", local(4, 9, 0), **days)
    yield failed(24, "carga", "pozo 108", local(3, 5, 0))
    yield run(25, "carga", "pozo 108", local(2, 5, 0))


# -- putting it all into a database, and the run -------------------------------------------------


def load(connection: Connection, late: bool = False) -> None:
    """Everything that is there before the chain runs, with the clock at NOW; late: all but the
    readings that may be."""
    set_clock(connection, NOW)
    _agree(connection)
    for well in WELLS:
        insert(connection, "stage.tbl_pozo_maestra", [master(well)])
        if well not in {BARE, SILENT}:
            insert(connection, "stage.tbl_pozo_reservas", reserves(well))
        if well not in {BARE, ESTIMATES}:
            _limit(connection, well)
    insert(connection, "stage.landing_scada_data", landing(late=False))
    if late:
        insert(connection, "stage.tbl_pozo_produccion", [withdrawn()])
    else:
        arrive(connection)
    insert(connection, "stage.landing_scada_data", unusable(late=False))
    insert(connection, "reporting.dim_tiempo", [OLD_DAY])
    insert(connection, "etl.etl_ejecuciones", ledger())
    insert(
        connection,
        "reporting.dim_rls_usuario",
        [
            {"user_email": user, "pozo_id": well, "nivel_acceso": level}
            for user, well, level in GRANTED
        ],
    )
    insert(connection, "reporting.dim_rls_ambito", [
        {"user_email": user, "ambito": kind, "valor": f"{kind} {well}", "nivel_acceso": level}
        for user, kind, well, level in GRANTED_BY_PLACE
    ])  # fmt: skip


def withdrawn() -> Row:
    """A reading, of sensors that the well's newest one misses, that is taken back later on."""
    values = {name: draw(*span, "withdrawn", name) for name, span in GAUGES.items()}
    return {"well_id": ESTIMATES, "timestamp_lectura": WITHDRAWN} | values


def arrive(connection: Connection) -> None:
    """The readings that may be late, and what cannot be used once more; one is taken back."""
    connection.execute(
        "DELETE FROM stage.tbl_pozo_produccion WHERE (well_id, timestamp_lectura) = (%s, %s)",
        [ESTIMATES, WITHDRAWN],
    )
    insert(connection, "stage.landing_scada_data", landing(late=True))
    insert(connection, "stage.landing_scada_data", unusable(late=True))


OLD_DAY: Row = {
    "fecha_id": int(f"{TODAY:%Y%m%d}"), "fecha": TODAY, "anio": TODAY.year, "mes": TODAY.month,
    "dia": TODAY.day, "mes_nombre": "Mar", "dia_semana": "Jue", "anio_mes": "2026/3",
    "trimestre": 2, "semestre": 2,
}  # fmt: skip
"""A day of the calendar with other names, as another version has left it."""


SETTINGS = {
    ("DATA_QUALITY", "ok_threshold_pct"): 0.1, ("KPI_VOL_EFF", "cap_pct"): 93.5,
    ("KPI_MTBF", "target_default_hrs"): 2.25, ("KPI_UPTIME", "target_default_pct"): 60.5,
    ("KPI_VOL_EFF", "target_default_pct"): 41.5, ("OPERACION", "adelanto_minutos"): 95,
    ("VIGENCIA", "baja_min"): LIMIT_OF_STROKE,
}  # fmt: skip
"""Near what is measured, so that verdicts differ; and up to a time of another day, in one zone."""


def _agree(connection: Connection) -> None:
    """Reference data in which no two numbers, labels or colours are the same."""
    number = iter(range(1, 1000))
    texts = {"zona_horaria": ZONE.key, "contador_diario": "dia_cerrado", "region": "Sin región"}
    for row in rows(connection, "SELECT * FROM referencial.tbl_config_kpi ORDER BY config_id"):
        value = row["valor"]
        if value and row["parametro"] != "displacement_constant":
            value = round(float(value) * (1 + next(number) / 2000), 5)
        value = SETTINGS.get((row["kpi_nombre"], row["parametro"]), value)
        connection.execute(
            "UPDATE referencial.tbl_config_kpi SET valor = %s, valor_texto = %s"
            " WHERE config_id = %s",
            [value, texts.get(row["parametro"], row["valor_texto"]), row["config_id"]],
        )
    connection.execute(
        "UPDATE referencial.tbl_config_kpi SET activo = false"
        " WHERE (kpi_nombre, parametro) = ('GAS_FILL_MONITOR', 'target_default_pct')"
    )  # so that some wells have a value and nothing to compare it with
    colours = [
        "color_optimo", "color_normal", "color_warning", "color_critical", "color_failure",
        "color_no_data", "color_maintenance",
    ]  # fmt: skip
    for row in rows(connection, "SELECT * FROM referencial.tbl_config_evaluacion ORDER BY 1"):
        for colour in colours:
            connection.execute(
                f"UPDATE referencial.tbl_config_evaluacion SET {colour} = %s"
                " WHERE config_id = %s".encode(),
                [f"#{next(number):06X}", row["config_id"]],
            )
    connection.execute(
        "UPDATE referencial.tbl_maestra_variables AS variable SET volatilidad = clases.clase"
        " FROM (VALUES ('rod_weight_buoyant', 'BAJA'), ('carrera_bomba_api', 'BAJA'))"
        " AS clases (columna, clase)"
        " INNER JOIN referencial.tbl_var_scada_map AS mapa ON mapa.columna_stage = clases.columna"
        " WHERE variable.id_formato1 = mapa.id_formato1"
    )  # so that measures have each class, and the stroke another one than most
    connection.execute(
        "UPDATE referencial.tbl_catalogo_status SET status_label = 'Estado ' || status_level,"
        " severity_label = 'Severidad ' || status_level, prioridad_atencion = 30 - status_level"
    )
    for row in rows(connection, "SELECT * FROM referencial.tbl_limites_pozo ORDER BY limite_id"):
        share = 1 + next(number) / 3000
        connection.execute(
            "UPDATE referencial.tbl_limites_pozo SET target_value = target_value * %s,"
            " baseline_value = baseline_value * %s, min_warning = min_warning + %s,"
            " max_warning = max_warning * %s WHERE limite_id = %s",
            [share, share * 1.01, share / 10, share * 1.02, row["limite_id"]],
        )
    _rules(connection)


LIMITS_OF_RULES = {
    54: (950, 1450), 55: (75, 125), 57: (57, 73), 59: (5100, None), 64: (55, 85), 73: (15500, None),
    76: (25500, 31500), 108: (0.9, None), 17: (120, 180), 25: (1300, 2400), 151: (700, 1200),
    63: (None, 1.05),
}  # fmt: skip


def _rules(connection: Connection) -> None:
    """Quality rules that some readings break, of both severities and with different latencies."""
    quality_rules = rows(
        connection,
        "SELECT r.*, v.id_formato1 FROM referencial.tbl_dq_rules AS r"
        " JOIN referencial.tbl_maestra_variables AS v USING (variable_id) ORDER BY v.id_formato1",
    )
    for number, rule in enumerate(quality_rules):
        low, high = LIMITS_OF_RULES.get(rule["id_formato1"], (rule["valor_min"], rule["valor_max"]))
        connection.execute(
            "UPDATE referencial.tbl_dq_rules SET valor_min = %s, valor_max = %s, severidad = %s,"
            " latencia_max_segundos = %s WHERE regla_id = %s",
            [
                low,
                high,
                "INFO" if number % 3 else "WARNING",
                2 + number % 5 if number % 7 else None,
                rule["regla_id"],
            ],
        )


def _limit(connection: Connection, well: int) -> None:
    for variable, values in own_limits(well):
        names = ", ".join(values)
        marks = ", ".join(["%s"] * len(values))
        connection.execute(
            f"INSERT INTO referencial.tbl_limites_pozo (pozo_id, variable_id, {names})"
            f" SELECT %s, variable_id, {marks} FROM referencial.tbl_maestra_variables"
            " WHERE id_formato1 = %s".encode(),
            [well, *values.values(), variable],
        )


def widen(connection: Connection) -> None:
    """Columns that no tag delivers, as a wide file brings them, once."""
    columns = ", ".join(UNMAPPED)
    marks = ", ".join(["%s"] * len(UNMAPPED))
    for well, times in TIMES.items():
        for number, when in enumerate(times):
            values = [measured(column, well, number) for column in UNMAPPED]
            if not any(values):
                continue  # a reading that is written again is one that has changed
            connection.execute(
                f"UPDATE stage.tbl_pozo_produccion SET ({columns}) = ({marks})"
                " WHERE well_id = %s AND timestamp_lectura = %s"
                f" AND num_nonnulls({columns}) = 0".encode(),
                [*values, well, when],
            )


def models(connection: Connection) -> None:
    """What the ML services and the experts write about the readings."""
    strokes = []
    for number, stroke in enumerate(STROKES):
        reading = stroke["well_id"], TIMES[stroke["well_id"]][stroke["number"]]
        columns = "well_id, timestamp_lectura" if number % 2 else "produccion_id"
        stored_stroke = connection.execute(
            f"INSERT INTO universal.stroke ({columns}, estado) SELECT {columns}, %s"
            " FROM stage.tbl_pozo_produccion WHERE (well_id, timestamp_lectura) = (%s, %s)"
            " RETURNING stroke_id".encode(),
            [stroke["estado"], *reading],
        ).fetchone()
        assert stored_stroke, stroke
        strokes.append(stored_stroke[0])
    diagnosed = local(0, 13, 55)
    patterns = [
        row["patron_id"] for row in rows(connection, "SELECT * FROM universal.patron ORDER BY 1")
    ]
    insert(connection, "universal.diagnostico", [
        {
            "stroke_id": strokes[stroke], "patron_id": patterns[pattern - 1], "score": score,
            "created_at": diagnosed + timedelta(seconds=minutes),
        }
        for stroke, pattern, score, minutes in DIAGNOSES
    ])  # fmt: skip
    insert(connection, "universal.validacion_experta", [
        {
            "stroke_id": strokes[stroke], "patron_id": patterns[pattern - 1],
            "experto": f"experto {stroke}", "comentario": f"comentario {minutes}",
            "updated_at": diagnosed + timedelta(seconds=minutes),
        }
        for stroke, pattern, minutes in VALIDATIONS
    ])  # fmt: skip
    insert(connection, "universal.ipr_resultados", curves())
    insert(connection, "universal.ipr_puntos_operacion", points())
    insert(connection, "universal.arps_resultados_declinacion", declines())


CYCLES = ("reporting", "universal", "reporting")
"""What runs once the readings are there: facts, what the models said, and what follows of it."""


def calls(connection: Connection, cycle: str, over_all: bool = False) -> list[str]:
    """The calls of a cycle's steps, over what changed or over all time."""
    steps = rows(
        connection, "SELECT llamada FROM etl.ciclo_pasos WHERE ciclo = %s ORDER BY orden", cycle
    )
    first, last = ("'2025-01-01'", "'2027-01-01'") if over_all else ("NULL", "NULL")
    return [step["llamada"].format(desde=first, hasta=last, pozo="NULL") for step in steps]


def read(connection: Connection) -> None:
    """From the landing to the readings, and what the models write about these."""
    pivot(connection)
    models(connection)


def pivot(connection: Connection) -> None:
    """From the landing to the readings."""
    for call in calls(connection, "stage"):
        connection.execute(call.encode())
    widen(connection)


TURNED_ZONE = "Asia/Tehran"
"""East of UTC, with hours that start at half past."""


def turn(connection: Connection) -> None:
    """Another field of the same readings: each measure is compared with the other of target and
    baseline, days are those of another zone, what passes is kept, places have numbers, and stroke
    and rod load lack what is agreed."""
    connection.execute(
        "UPDATE etl.etl_ejecuciones SET ubicacion_id = replace(ubicacion_id, 'pozo ', '')"
    )
    connection.execute(
        "UPDATE referencial.tbl_config_kpi SET valor = 1"
        " WHERE (kpi_nombre, parametro) = ('DQ', 'guardar_pass')"
    )
    connection.execute(
        "UPDATE referencial.tbl_config_kpi SET valor_texto = %s"
        " WHERE (kpi_nombre, parametro) = ('OPERACION', 'zona_horaria')",
        [TURNED_ZONE],
    )
    connection.execute(
        "UPDATE referencial.tbl_config_kpi SET activo = false"
        " WHERE (kpi_nombre, parametro) = ('ROAD_LOAD', 'eff_low_pct')"
    )
    connection.execute(
        "UPDATE referencial.tbl_limites_pozo SET target_value = NULL WHERE pozo_id = 0"
        " AND variable_id = (SELECT variable_id FROM referencial.tbl_maestra_variables"
        " WHERE id_formato1 = 122)"
    )
    connection.execute(
        "UPDATE referencial.tbl_config_evaluacion SET comparar_contra ="
        " CASE comparar_contra WHEN 'TARGET' THEN 'BASELINE' ELSE 'TARGET' END"
    )


def report(connection: Connection) -> None:
    """The cycles that follow, in one transaction of the caller's."""
    for cycle in CYCLES:
        for call in calls(connection, cycle):
            connection.execute(call.encode())
