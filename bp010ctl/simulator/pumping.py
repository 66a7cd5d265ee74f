"""One well pumping minute by minute: inflow, fluid level, lift, power and its stops.

Rates are constant within a minute, so every total is integrated exactly. Random draws come from a
generator of the well's own day: they depend on the seed, the well and the date, never on how the
well is polled.
"""

from __future__ import annotations

from enum import Enum
from math import exp, pi, sin
from random import Random
from typing import NamedTuple

from bp010ctl.simulator import physics
from bp010ctl.simulator.lift import lift, shrinkage
from bp010ctl.simulator.wells import Well

MINUTE = 60
DAY = 86_400
STANDBY_STROKES = 5
"""Strokes with a badly filled pump after which the controller stops it (tag 899)."""

_RELAX = {minutes: 1 - exp(-1 / minutes) for minutes in (30, 40, 120, 600)}
"""Part of the way that a first-order lag goes in a minute, by its time constant in minutes."""


class Totals(NamedTuple):
    """What a well did since the simulation's origin, or per second when they are rates.

    Oil, water and leakage bbl; gas scf; strokes; hours run and lost to unplanned stops; kWh; hours
    run times liquid fill; unplanned stops.
    """

    oil: float = 0.0
    water: float = 0.0
    gas: float = 0.0
    strokes: float = 0.0
    run_hours: float = 0.0
    down_hours: float = 0.0
    kwh: float = 0.0
    leak: float = 0.0
    fill_hours: float = 0.0
    stops: float = 0.0

    def since(self, earlier: Totals) -> Totals:
        """What was added after an earlier moment."""
        return Totals._make([now - then for now, then in zip(self, earlier, strict=True)])

    def after(self, rates: Totals, seconds: float) -> Totals:
        """The totals `seconds` later at these rates."""
        return Totals._make([t + rate * seconds for t, rate in zip(self, rates, strict=True)])


class Mode(Enum):
    """Why a well runs or stands."""

    RUNNING = "running"
    PUMPED_OFF = "pumped off"
    FAILED = "failed"
    PLANNED = "planned stop"


class DayPlan(NamedTuple):
    """What a day will bring: speed (spm), water cut, and stops as (second of the day, seconds)."""

    spm: float
    change: int
    water_cut: float
    planned: tuple[int, int] | None
    failure: tuple[int, int] | None


def day_plan(well: Well, rng: Random) -> DayPlan:
    """A day's plan; each draw is always made, so that days stay comparable."""
    step = rng.choice((-0.2, -0.1, 0.0, 0.0, 0.0, 0.1, 0.2))
    change = rng.randrange(360, 1200) * MINUTE
    water_cut = min(0.95, max(0.05, well.water_cut + rng.uniform(-0.02, 0.02)))
    planned = (rng.randrange(480, 960) * MINUTE, rng.randrange(20, 121) * MINUTE)
    failure = (rng.randrange(0, 1440) * MINUTE, rng.randrange(120, 481) * MINUTE)
    return DayPlan(
        round(well.spm + step, 1),
        change,
        water_cut,
        planned if rng.random() < 0.15 else None,
        failure if rng.random() < 0.08 else None,
    )


class PumpingWell:
    """A well under way; `step` takes it one minute on, `totals_at` reads its exact totals.

    origin: a midnight UTC, epoch seconds; the well is in balance then.
    """

    def __init__(self, well: Well, seed: int, origin: int) -> None:
        self.well = well
        self.seed = seed
        self.minute = origin - MINUTE
        self.totals = Totals()
        self.rates = Totals()
        self.mode = Mode.RUNNING
        self.until = 0
        self.badly_filled = 0.0
        self.spm = self._day_random(origin - DAY)[1].spm
        self.submergence = well.start_submergence
        self.rise = 0.0
        self.water_cut, self.whp, self.chp = well.water_cut, well.whp, well.chp
        self.tank = 110.0
        self.head_temperature = 100.0
        self.peak = self.low = 0.0
        self.step()

    def _day_random(self, day: int) -> tuple[Random, DayPlan]:
        rng = Random(f"{self.seed}/{self.well.well_id}/{day // DAY}")
        return rng, day_plan(self.well, rng)

    @property
    def running(self) -> bool:
        return self.mode is Mode.RUNNING

    def totals_at(self, second: int) -> Totals:
        """Totals at an epoch second within the present minute."""
        return self.totals.after(self.rates, second - self.minute)

    def step(self) -> None:
        """Go to the next minute."""
        self.totals = self.totals.after(self.rates, MINUTE)
        self.minute += MINUTE
        self.submergence = max(0.0, self.submergence + self.rise * MINUTE)
        if self.minute % DAY == 0:
            self.random, self.plan = self._day_random(self.minute)
        self._follow_plan()
        self._drift()
        self._pump()
        self._heat()

    def _follow_plan(self) -> None:
        """Start and end stops, and change the speed when the plan says so."""
        second, plan = self.minute % DAY, self.plan
        if second == plan.change:
            self.spm = plan.spm
        if not self.running and self.minute >= self.until:
            self.mode, self.badly_filled = Mode.RUNNING, 0.0
        if plan.failure and second == plan.failure[0]:
            self._stop(Mode.FAILED, plan.failure[1])
        elif plan.planned and second == plan.planned[0] and self.running:
            self._stop(Mode.PLANNED, plan.planned[1])
        elif self.badly_filled >= STANDBY_STROKES and self.running:
            self._stop(Mode.PUMPED_OFF, self.well.poc_idle * MINUTE)

    def _stop(self, mode: Mode, seconds: int) -> None:
        self.mode, self.until = mode, self.minute + seconds
        if mode is not Mode.PLANNED:
            self.totals = self.totals._replace(stops=self.totals.stops + 1)

    def _drift(self) -> None:
        """Head and casing pressure and water cut wander slowly around their targets."""
        well, random = self.well, self.random.random
        wave = 1 + 0.05 * sin(2 * pi * (self.minute / DAY + well.well_id / 7))
        target = well.whp * (wave if self.running else 0.6)
        self.whp += (target - self.whp) * _RELAX[30] + (random() - 0.5) * 0.012 * well.whp
        self.chp += (well.chp - self.chp) * _RELAX[120] + (random() - 0.5) * 0.01 * well.chp
        self.water_cut += (self.plan.water_cut - self.water_cut) * _RELAX[600]

    def _pump(self) -> None:
        """Pressures by hydrostatics, inflow by Vogel, fluid level by the annulus' mass balance."""
        well, cut = self.well, self.water_cut
        gradient = well.gradient(cut)
        self.pip = self.chp + gradient * self.submergence
        self.pdp = self.whp + gradient * well.pump_depth
        self.pwf = self.pip + gradient * (well.formation_depth - well.pump_depth)
        inflow = well.qmax * physics.vogel_fraction(self.pwf, well.static_pressure)
        barrels = shrinkage(well, cut)
        speed = self.spm * (1 + 0.004 * (self.random.random() - 0.5)) if self.running else 0.0
        filled = min(1.0, self.submergence / well.full_submergence)
        self.lift = lift(well, self.pip, self.pdp, speed, cut, filled)
        self.rise = (inflow * barrels - self.lift.delivered) / well.annulus / DAY
        self.speed = speed
        self.kw = self._power(speed) if self.running else 0.0
        self.amps = self._amperes()
        self.rates = self._rates(self.lift.delivered / barrels, speed)
        self._watch(filled, speed)

    def _power(self, speed: float) -> float:
        """Electric power, kW: the card's work over the unit's efficiency, and an idling pump."""
        well, pump = self.well, self.lift
        self.peak, self.low = self._rod_loads(speed)
        work = pump.fluid_load * pump.travel * (pump.liquid_fill + 0.5 * pump.gas_fill)
        area = work + 2 * well.friction * well.stroke
        return physics.card_power(area, speed) * physics.HORSEPOWER_KW / well.efficiency + 1.5

    def _amperes(self) -> float:
        rated = self.well.motor_hp * physics.HORSEPOWER_KW
        return physics.motor_current(self.kw, 460, rated) if self.running else 0.0

    @property
    def idle_load(self) -> float:
        """What the pump would carry if its rods were whole, lbf."""
        return (self.pdp - self.pip) * self.well.plunger_area

    def _rod_loads(self, speed: float) -> tuple[float, float]:
        """Peak and least polished-rod load, lbf (Mills: weight, fluid, acceleration, friction)."""
        well = self.well
        weight = self.buoyant_weight * well.rod_fraction
        swing = self.dynamic_load(speed) + well.friction
        return weight + self.lift.fluid_load + swing, weight - swing

    @property
    def buoyant_weight(self) -> float:
        """Weight of the whole string in the produced mixture, lbf."""
        gravity = self.well.gradient(self.water_cut) / physics.WATER_GRADIENT
        return self.well.rods.air_weight * physics.buoyancy(gravity)

    def dynamic_load(self, speed: float) -> float:
        """Inertia of the rods that hang, lbf."""
        well = self.well
        factor = physics.acceleration_factor(well.stroke, speed)
        return factor * well.rods.air_weight * well.rod_fraction

    def _rates(self, delivered: float, speed: float) -> Totals:
        """Everything that grows, per second, from stock-tank bbl/day and strokes a minute."""
        oil = delivered * (1 - self.water_cut) / DAY
        running = 1 / 3600 if self.running else 0.0
        unplanned = self.mode in (Mode.PUMPED_OFF, Mode.FAILED)
        return Totals(
            oil,
            delivered * self.water_cut / DAY,
            oil * self.well.gor,
            speed / 60,
            running,
            1 / 3600 if unplanned else 0.0,
            self.kw / 3600,
            self.lift.lost / DAY,
            self.lift.liquid_fill * running,
            0.0,
        )

    def _watch(self, filled: float, speed: float) -> None:
        """Count strokes with a badly filled pump; a good one starts the count anew."""
        if filled < self.well.poc_fill:
            self.badly_filled += speed
        else:
            self.badly_filled = 0.0

    def _heat(self) -> None:
        """Tank and head temperature: first-order lags towards air plus load, or flow, °F."""
        air = 72 + 14 * sin(2 * pi * (self.minute % DAY / DAY - 0.375))
        self.tank += (air + 0.9 * self.kw - self.tank) * _RELAX[120]
        flowing = self.lift.delivered > 0 and self.running
        warm = air + (0.25 * (self.well.reservoir_temperature - air) if flowing else 0.0)
        self.head_temperature += (warm - self.head_temperature) * _RELAX[40]
