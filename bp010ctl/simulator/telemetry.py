"""What a well's controller shows: the tags of a poll, its registers and the codes it uses.

A register is the difference of two exact totals of the well, rounded down as controllers do, so
meters, strokes and energy agree with the rates. Two regimes: under `acumulado` daily registers
grow from the gauge day's midnight; under `dia_cerrado` they show the day closed before, and meters
run through today.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from math import cos, pi
from struct import Struct
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bp010ctl.simulator import cards, physics
from bp010ctl.simulator.pumping import DAY, MINUTE, STANDBY_STROKES, PumpingWell, Totals
from bp010ctl.simulator.wells import Pattern, Well

ACCUMULATING = "acumulado"
CLOSED_DAY = "dia_cerrado"


class Tag(NamedTuple):
    """One SCADA variable: its number, the readings column it ends in, its code and kind of counter.

    column: None for a tag that nobody maps. code: '', 'hhmm', 'x0.1', 'bool' or 'card'.
    counter: '', 'diario', 'medidor' or 'vida'.
    """

    var_id: int
    column: str | None = None
    code: str = ""
    counter: str = ""


_STATE = (
    Tag(3, "estado_motor", "bool"),
    Tag(727, "spm_promedio"),
    Tag(12058, "spm_solicitado_arriba"),
    Tag(12059, "spm_solicitado_abajo"),
    Tag(137, "presion_cabezal"),
    Tag(131, "presion_casing"),
    Tag(140, "temperatura_cabezal"),
    Tag(740, "pip"),
    Tag(741, "presion_descarga_bomba"),
    Tag(10, "nivel_fluido_dinamico"),
    Tag(11, "nivel_fluido_flop"),
    Tag(772, "porcentaje_agua"),
    Tag(692, "pump_fill_monitor"),
    Tag(866, "monitor_llenado_liquido"),
    Tag(12184, "monitor_llenado_gas"),
    Tag(8, "eficiencia_levantamiento"),
    Tag(717, "potencia_actual_motor"),
    Tag(12295, "current_amperage"),
    Tag(12285, "temperatura_tanque_aceite"),
    Tag(12),  # fluid flow monitor, bpd
)
_MECHANICS = (
    Tag(715, "maximum_rod_load"),
    Tag(716, "minimum_rod_load"),
    Tag(733, "rod_weight_buoyant"),
    Tag(793, "monitor_carga_bomba"),
    Tag(728, "s_road_stroke"),
    Tag(12296, "carrera_bomba_api"),
    Tag(12281, "posicion_lineal"),
    Tag(12279, "inclinacion_cilindro_x"),
    Tag(12280, "inclinacion_cilindro_y"),
    Tag(12283, "inclinacion_vastago"),
)
_DESIGN = (
    Tag(714, "longitud_carrera_nominal_unidad_in"),
    Tag(766, "anchor_vertical_depth"),
    Tag(898, "emboladas_arranque_poc"),
    Tag(899, "emboladas_espera_poc"),
    Tag(1135, "carga_caja_engranajes"),
    Tag(12268, "alerta_inclinacion_grados"),
    Tag(12269, "falla_inclinacion_grados"),
    Tag(713),  # rated load of the unit, lbf
    Tag(773),  # oil gravity, °API
    Tag(774),  # water gravity
    Tag(12291),  # rated voltage, V
)
_DAILY = (
    Tag(284, "produccion_fluido_diaria", "", "diario"),
    Tag(1216, "produccion_petroleo_diaria", "", "diario"),
    Tag(1217, "produccion_agua_diaria", "", "diario"),
    Tag(286, "produccion_gas_diaria", "", "diario"),
    Tag(289, "emboladas_diarias", "", "diario"),
    Tag(283, "potencia_medidor_diaria", "", "diario"),
    Tag(291, "conteo_poc_diario", "", "diario"),
    Tag(292, "tiempo_parada_poc_diario", "hhmm", "diario"),
    Tag(883, "fuga_diaria", "", "diario"),
    Tag(282, "kwh_por_barril"),
    Tag(288, "spm_promedio_diario_medidor"),
    Tag(290, "llenado_promedio_diario"),
    Tag(293, "porcentaje_operacion_diario"),
    Tag(278),  # gauge day shown, YYYYMMDD
)
_METERS = (
    Tag(1218, "produccion_petroleo_acumulada", "", "medidor"),
    Tag(1219, "medidor_produccion_agua", "", "medidor"),
    Tag(298, "medidor_produccion_gas", "", "medidor"),
    Tag(299, "emboladas_medidor_acumuladas", "", "medidor"),
    Tag(294, "tiempo_operacion_medidor_acum", "hhmm", "medidor"),
    Tag(1188, "tiempo_parada_poc_medidor_acum", "hhmm", "medidor"),
    Tag(896, "conteo_poc_medidor_acum", "", "medidor"),
    Tag(934, "energia_medidor_acumulada", "x0.1", "medidor"),
    Tag(321, "tiempo_actual_drive"),
    Tag(13, "medidor_produccion_fluido", "", "medidor"),
    Tag(694, "contador_emboladas", "", "vida"),
    Tag(1206, "horas_operacion_acumuladas", "hhmm", "vida"),
)
_CARDS = (
    Tag(10000, "surface_rod_position", "card"),
    Tag(10001, "surface_rod_load", "card"),
    Tag(10002, "downhole_pump_position", "card"),
    Tag(10003, "downhole_pump_load", "card"),
)

TAGS = (*_STATE, *_MECHANICS, *_DESIGN, *_DAILY, *_METERS, *_CARDS)
"""Every tag, in the order of a poll's values; the last four are the cards."""

CARD_TAGS = range(len(TAGS) - len(_CARDS), len(TAGS))

_FLOAT32 = Struct("f")


def real(value: float, digits: int) -> str:
    """A number that the controller keeps in 32 bits: 2.1 is sent as 2.0999999046325684."""
    text = repr(_FLOAT32.unpack(_FLOAT32.pack(round(value, digits)))[0])
    return text.removesuffix(".0")


def whole(value: float) -> str:
    """A register: what is complete counts."""
    return str(int(value + 1e-6))


def near(value: float) -> str:
    """A measure without decimals."""
    return str(round(value))


def hours_minutes(hours: float) -> str:
    """Hours and minutes in one number: 15.3 h is 1518."""
    full, minutes = divmod(int(hours * 60 + 1e-6), 60)
    return str(full * 100 + minutes)


def midnight(zone: ZoneInfo, second: int, days: int = 0) -> int:
    """Epoch second of the midnight that begins the zone's day of `second`, `days` later."""
    day = datetime.fromtimestamp(second, zone).date() + timedelta(days=days)
    return int(datetime.combine(day, time(), zone).timestamp())


def gauge_day(zone: ZoneInfo, second: int) -> date:
    """The zone's date at an epoch second."""
    return datetime.fromtimestamp(second, zone).date()


class Closed(NamedTuple):
    """A gauge day: its date as YYYYMMDD, how long it was (s) and what it totalled."""

    number: str
    seconds: int
    totals: Totals


class Controller:
    """A well's controller from the gauge day before `start` on, epoch seconds."""

    def __init__(self, well: Well, seed: int, start: int, zone: str) -> None:
        self.well = well
        self.zone = ZoneInfo(zone)
        yesterday = midnight(self.zone, start, -1)
        self.pumping = PumpingWell(well, seed, yesterday - yesterday % DAY)
        self.day_base = self.meter_base = Totals()
        self.day_start, self.day_number = self.pumping.minute, ""
        self.next_day = yesterday
        while self.pumping.minute < yesterday:
            self.pumping.step()
        self._close_day()
        self.stored = [
            near(well.rated_stroke),
            near(well.pump_depth),
            "3",
            str(STANDBY_STROKES),
            "0",
        ]
        self.stored += ["15", "25", near(well.unit_load), real(well.api, 1)]
        self.stored += [real(well.water_gravity, 2), "460"]
        self.advance(start)

    def advance(self, second: int) -> None:
        """Let the well work until this epoch second."""
        pumping = self.pumping
        while pumping.minute + MINUTE <= second:
            pumping.step()
            if pumping.minute >= self.next_day:
                self._close_day()
        self.second = second
        self.totals = pumping.totals_at(second)

    def _close_day(self) -> None:
        """The gauge's midnight: today becomes the closed day, and begins anew."""
        totals, now = self.pumping.totals, self.pumping.minute
        day = totals.since(self.day_base)
        self.closed = Closed(self.day_number, max(1, now - self.day_start), day)
        self.day_base = self.meter_base = totals
        self.day_start, self.next_day = now, midnight(self.zone, now, 1)
        self.day_number = gauge_day(self.zone, now).strftime("%Y%m%d")

    def restart(self) -> None:
        """The controller loses its registers of the day, as after a power cut."""
        self.day_base = self.meter_base = self.totals

    def values(self) -> list[str]:
        """The texts of every tag but the cards, in the order of TAGS."""
        return [*self._state(), *self._mechanics(), *self.stored, *self._daily(), *self._meters()]

    def _state(self) -> list[str]:
        """Measures of _STATE: spm, psi, °F, ft, %, hp, A."""
        well, now = self.well, self.pumping
        pump, on = now.lift, now.running
        lifted = pump.swept * pump.liquid_fill
        level = now.submergence if now.submergence < well.pump_depth else well.pump_depth
        flow = (now.rates.oil + now.rates.water) * DAY
        requested = real(now.spm, 1)
        return [
            "1" if on else "0",
            real(now.speed, 1),
            requested,
            requested,
            near(now.whp),
            near(now.chp),
            near(now.head_temperature),
            near(now.pip),
            near(now.pdp),
            near(well.pump_depth - level),
            near(level),
            near(now.water_cut * 100),
            near((pump.liquid_fill + pump.gas_fill * now.pip / now.pdp) * 100) if on else "0",
            near(pump.liquid_fill * 100) if on else "0",
            near(pump.gas_fill * 100) if on else "0",
            near(100 * pump.delivered / lifted) if lifted else "0",
            real(now.kw / physics.HORSEPOWER_KW, 2),
            real(now.amps, 2),
            near(now.tank),
            near(flow),
        ]

    def _mechanics(self) -> list[str]:
        """Measures of _MECHANICS: lbf, in, °; loads stay those of the last stroke."""
        well, now = self.well, self.pumping
        place = (1 - cos(2 * pi * self.totals.strokes)) / 2
        sway = 0.2 * cos(self.second / 7000)
        lean = well.well_id % 5 * 0.3
        return [
            near(now.peak),
            near(now.low),
            near(now.buoyant_weight),
            near(now.lift.fluid_load),
            near(well.stroke),
            real(now.lift.travel, 4),
            real(place * well.stroke, 4),
            real(lean + sway, 1),
            real(lean / 2 - sway, 1),
            real(abs(sway), 1),
        ]

    def _daily(self) -> list[str]:
        """Registers of _DAILY: bbl, scf, strokes, kWh, hhmm; their means by spm, % and kWh/bbl."""
        if self.well.regime == CLOSED_DAY:
            number, seconds, day = self.closed
        else:
            number, seconds = self.day_number, max(1, self.second - self.day_start)
            day = self.totals.since(self.day_base)
        fluid, run = day.oil + day.water, day.run_hours
        return [
            whole(fluid),
            whole(day.oil),
            whole(day.water),
            whole(day.gas),
            whole(day.strokes),
            real(day.kwh, 1),
            whole(day.stops),
            hours_minutes(day.down_hours),
            whole(day.leak),
            real(day.kwh / fluid, 1) if fluid >= 1 else "0",
            real(day.strokes / run / 60, 1) if run else "0",
            near(100 * day.fill_hours / run) if run else "0",
            real(min(100.0, run * 360_000 / seconds), 2),
            number,
        ]

    def _meters(self) -> list[str]:
        """Registers of _METERS: bbl, scf, strokes, hhmm, tenths of kWh; three never restart."""
        well, total = self.well, self.totals
        meter = total.since(self.meter_base)
        minutes = int(meter.run_hours * 60 + 1e-6)
        return [
            whole(meter.oil),
            whole(meter.water),
            whole(meter.gas),
            whole(meter.strokes),
            hours_minutes(meter.run_hours),
            hours_minutes(meter.down_hours),
            whole(meter.stops),
            whole(meter.kwh * 10),
            real(minutes // 60 + minutes % 60 / 100, 2),
            whole(well.fluid_meter + total.oil + total.water),
            whole(well.lifetime_hours * 60 * well.spm + total.strokes),
            hours_minutes(well.lifetime_hours + total.run_hours),
        ]

    def cards(self) -> list[str]:
        """The texts of the four cards of the present stroke, in the order of TAGS."""
        well, now = self.well, self.pumping
        parted = well.pattern is Pattern.PARTED_RODS
        pump = cards.pump_card(
            cards.Downhole(
                well.pattern,
                now.lift.travel,
                now.idle_load if parted else now.lift.fluid_load,
                now.lift.liquid_fill,
                now.lift.gas_fill,
                well.severity,
                now.pdp / now.pip,
            )
        )
        weight = now.buoyant_weight * well.rod_fraction
        inertia = now.dynamic_load(now.speed)
        rod = cards.Surface(weight, inertia, well.friction, well.rods.stretch, now.low, now.peak)
        surface = cards.surface_card(pump, rod)
        texts = []
        for card in (surface, pump):
            texts += [cards.positions_text(card.position), cards.loads_text(card.load)]
        return texts


def utc(second: float) -> datetime:
    """An epoch second as a moment."""
    return datetime.fromtimestamp(second, UTC)
