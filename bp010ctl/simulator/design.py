"""Wells that never existed: each one's design, sampled from a seed."""

from __future__ import annotations

from dataclasses import replace
from math import pi
from random import Random
from typing import Any

from bp010ctl.simulator import physics
from bp010ctl.simulator.lift import net_lift
from bp010ctl.simulator.wells import Pattern, Well

FIRST_ID = 101
"""Where the ids of simulated wells start by default."""

_DECK = (*([Pattern.NORMAL] * 5), *(p for p in Pattern if p is not Pattern.NORMAL))
"""Twelve neighbouring wells show every pattern, five of them the normal one."""

_TAPERS = (
    {1.0: 0.45, 0.875: 0.35, 0.75: 0.20},
    {1.0: 0.60, 0.875: 0.40},
    {1.0: 0.35, 0.875: 0.35, 0.75: 0.30},
)


def design(seed: int, well_id: int, regime: str) -> Well:
    """The well that this seed gives this id, whatever other wells are simulated beside it."""
    rng = Random(f"{seed}/{well_id}/design")
    pattern = _pattern(seed, well_id)
    pump_depth = float(rng.randrange(5200, 8801))
    gassy = pattern is Pattern.GAS_LOCK
    choice = _equipment(rng, pump_depth) | _fluids(rng, gassy) | _controller(rng)
    severity = rng.uniform(0.35, 0.65)
    starved = pattern is Pattern.FLUID_POUND
    draft = Well(
        well_id=well_id,
        regime=regime,
        pattern=pattern,
        severity=severity,
        pump_depth=pump_depth,
        formation_depth=pump_depth + rng.randrange(250, 1401),
        rod_fraction=rng.uniform(0.3, 0.7) if pattern is Pattern.PARTED_RODS else 1.0,
        friction=rng.uniform(350, 750) * (3.5 if pattern is Pattern.FRICTION else 1.0),
        start_submergence=150.0 if starved else float(rng.randrange(350, 1100)),
        full_submergence=280.0 if starved else 110.0,
        poc_fill=0.0 if gassy else 0.45,
        poc_idle=rng.randrange(25, 50),
        static_pressure=0.0,
        qmax=0.0,
        **choice,
    )
    return _with_reservoir(draft, rng)


def _pattern(seed: int, well_id: int) -> Pattern:
    deck = list(_DECK)
    hand, card = divmod(well_id - FIRST_ID, len(deck))
    Random(f"{seed}/{hand}/deck").shuffle(deck)
    return deck[card]


def _equipment(rng: Random, depth: float) -> dict[str, Any]:
    """Pump, rods and long-stroke hydraulic unit; strokes in inches, loads lbf, annulus bbl/ft."""
    rated = rng.choice((288.0, 306.0, 336.0, 360.0))
    annulus_area = pi / 4 * (4.892**2 - 2.875**2)
    return {
        "plunger": rng.choice((1.5, 1.75, 2.0)),
        "rated_stroke": rated,
        "stroke": float(round(rated * rng.uniform(0.82, 0.94))),
        "spm": round(rng.uniform(1.6, 3.6), 1),
        "clearance": rng.uniform(0.003, 0.005),
        "rods": physics.rod_string(depth, rng.choice(_TAPERS)),
        "annulus": annulus_area / 144 / physics.CUBIC_FEET_PER_BARREL,
        "efficiency": rng.uniform(0.38, 0.5),
        "motor_hp": rng.choice((100.0, 125.0, 150.0)),
        "unit_load": 40000.0,
        "string_load": float(rng.randrange(46000, 86000, 1000)),
    }


def _fluids(rng: Random, gassy: bool) -> dict[str, Any]:
    """Oil, water and gas; GOR scf/stb, separation as fraction, viscosity cP, pressures psi."""
    return {
        "api": round(rng.uniform(28, 42), 1),
        "water_gravity": round(rng.uniform(1.02, 1.10), 2),
        "water_cut": rng.uniform(0.15, 0.35) if gassy else rng.uniform(0.35, 0.85),
        "gor": rng.uniform(900, 1500) if gassy else rng.uniform(150, 450),
        "gas_separation": rng.uniform(0.55, 0.7) if gassy else rng.uniform(0.86, 0.95),
        "viscosity": rng.uniform(0.8, 2.5),
        "volume_factor": round(rng.uniform(1.08, 1.22), 4),
        "reservoir_temperature": float(rng.randrange(150, 226)),
        "whp": rng.uniform(120, 420),
        "chp": rng.uniform(60, 140),
    }


def _controller(rng: Random) -> dict[str, Any]:
    """What the lifetime counters stood at before the simulation: hours, barrels."""
    return {
        "lifetime_hours": rng.uniform(400, 9000),
        "np_initial": float(rng.randrange(20_000, 400_000, 100)),
        "fluid_meter": rng.uniform(1000, 9000),
    }


def _with_reservoir(well: Well, rng: Random) -> Well:
    """Give the well the reservoir that keeps it in balance at its starting submergence.

    A starved pump gets 45 to 65 % of what it could lift.
    """
    gradient = well.gradient(well.water_cut)
    pip = well.chp + gradient * well.start_submergence
    pwf = pip + gradient * (well.formation_depth - well.pump_depth)
    highest = 0.72 * gradient * well.formation_depth
    static = rng.uniform(min(1.6 * pwf, highest), highest)
    sound = replace(well, pattern=Pattern.NORMAL, rod_fraction=1.0)
    lifted = net_lift(sound if well.pattern is Pattern.PARTED_RODS else well, pip)
    pounding, parted = (well.pattern is p for p in (Pattern.FLUID_POUND, Pattern.PARTED_RODS))
    starved = rng.uniform(0.45, 0.65) if pounding else 1.0
    qmax = starved * lifted / physics.vogel_fraction(pwf, static)
    at_rest = (static - well.chp) / gradient - (well.formation_depth - well.pump_depth)
    return replace(
        well,
        static_pressure=float(round(static)),
        qmax=qmax,
        poc_fill=starved + rng.uniform(0.04, 0.1) if pounding else well.poc_fill,
        start_submergence=at_rest if parted else well.start_submergence,
    )
