"""Dynamometer cards: the pump's card by what ails it, the surface card from it.

The pump card is built from how the plunger's load depends on its place in each half stroke; the
surface card adds, to the same moments, the stretch of the rods (Hooke), their buoyant weight,
their inertia and friction (Gibbs' wave equation in its quasi-static limit, fair for the 2 to 4
strokes a minute of long-stroke units). Positions in, loads lbf.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, exp, pi, sin
from typing import NamedTuple

from bp010ctl.simulator.wells import Pattern

POINTS = 199
_TURN = 14
"""Points spent on each reversal, where the load changes hands between tubing and rods."""

_UP = (POINTS - 2 * _TURN) // 2
_DOWN = POINTS - 2 * _TURN - _UP


class Card(NamedTuple):
    """Points of one stroke in order of time: positions from the lowest (in), loads (lbf)."""

    position: list[float]
    load: list[float]


class Downhole(NamedTuple):
    """What shapes a pump card: travel in, fluid load lbf, fills as fractions, severity 0 to 1.

    pressure_ratio: discharge over intake pressure, which rules how gas is squeezed.
    """

    pattern: Pattern
    travel: float
    fluid_load: float
    liquid_fill: float
    gas_fill: float
    severity: float
    pressure_ratio: float


Half = Callable[[float], float]
"""Plunger load over fluid load at a place in the travel, 0 at the bottom, 1 at the top."""


def pump_card(pump: Downhole) -> Card:
    """The card at the plunger: 199 points, upstroke first."""
    up, down = _halves(pump)
    loads = _blend(down(0.0), up(0.0)) + [up(place) for place in _RISING]
    loads += _blend(up(1.0), down(1.0)) + [down(place) for place in _FALLING]
    travel, scale = pump.travel, pump.fluid_load
    return Card([place * travel for place in _PLACES], [load * scale for load in loads])


def _ramp(count: int) -> list[float]:
    """Places of a plunger that speeds up, runs evenly and slows down, from 0 to 1."""
    steps = [i / (count - 1) for i in range(count)]
    return [s - 0.06 * sin(4 * pi * s) / pi - 0.1 * sin(2 * pi * s) / pi for s in steps]


_RISING = _ramp(_UP)
_FALLING = _ramp(_DOWN)[::-1]
_PLACES = [0.0] * _TURN + _RISING + [1.0] * _TURN + _FALLING


def _blend(start: float, end: float) -> list[float]:
    """Loads of a reversal: half a cosine between the two half strokes."""
    return [start + (end - start) * (1 - cos(pi * (i + 1) / (_TURN + 1))) / 2 for i in range(_TURN)]


def _halves(pump: Downhole) -> tuple[Half, Half]:
    """Load of the upstroke and of the downstroke."""
    total = min(1.0, pump.liquid_fill + pump.gas_fill)
    full = _release(max(total, 0.05), 0.05)
    match pump.pattern:
        case Pattern.NORMAL:
            return _flat, full
        case Pattern.FLUID_POUND:
            return _flat, _release(pump.liquid_fill, 0.06)
        case Pattern.GAS_LOCK:
            return _gas(pump)
        case Pattern.TRAVELING_LEAK:
            return _dome(pump.severity), full
        case Pattern.STANDING_LEAK:
            return _flat, _bowl(pump.severity)
        case Pattern.LOOSE_ANCHOR:
            return _slant(0.15 + 0.35 * pump.severity)
        case Pattern.PARTED_RODS:
            return _constant(0.02), _constant(-0.02)
        case Pattern.FRICTION:
            return _bulge(0.35 * pump.severity)


def _flat(place: float) -> float:
    """The standing valve holds: the whole fluid load all the way up."""
    return 1.0


def _constant(load: float) -> Half:
    return lambda place: load


def _release(fill: float, width: float) -> Half:
    """Going down, the load stays until the plunger meets liquid at `fill`; then it drops."""

    def half(place: float) -> float:
        depth = (fill - place) / width
        return 1.0 if depth <= 0 else 0.0 if depth >= 1 else (1 + cos(pi * depth)) / 2

    return half


def _gas(pump: Downhole) -> tuple[Half, Half]:
    """Gas under the plunger expands and is squeezed polytropically (p·Vⁿ constant, n = 1.2)."""
    ratio, liquid = pump.pressure_ratio, pump.liquid_fill
    gas, dead = max(0.02, 1 - liquid), 0.10

    def carried(pressure: float) -> float:
        return min(1.0, max(0.0, (ratio - pressure) / (ratio - 1)))

    def up(place: float) -> float:
        return carried(ratio * (dead / (dead + place)) ** 1.2)

    def down(place: float) -> float:
        return carried((gas / max(place - liquid, 1e-3)) ** 1.2)

    return up, down


def _dome(severity: float) -> Half:
    """A leaking travelling valve: fluid slips past where the plunger is slow, at both ends."""
    return lambda place: 1 - (0.5 + severity) * (2 * place - 1) ** 2


def _bowl(severity: float) -> Half:
    """A leaking standing valve: the barrel loses its pressure where the plunger is slow."""
    return lambda place: (0.5 + severity) * (2 * place - 1) ** 2


def _slant(width: float) -> tuple[Half, Half]:
    """Loose tubing moves with the plunger while the load changes hands over `width`."""
    return (
        lambda place: min(1.0, place / width),
        lambda place: max(0.0, 1 - (1 - place) / width),
    )


def _bulge(drag: float) -> tuple[Half, Half]:
    """Drag widens the card beyond the fluid load, unevenly along the hole."""
    return (
        lambda place: 1 + drag * (1 + 0.4 * sin(5 * pi * place)),
        lambda place: -drag * (1 + 0.4 * sin(5 * pi * place + 1)),
    )


class Surface(NamedTuple):
    """What the polished rod adds: weight, inertia, friction, extremes lbf; stretch in/lbf."""

    weight: float
    inertia: float
    friction: float
    stretch: float
    low: float
    peak: float


def surface_card(pump: Card, rod: Surface) -> Card:
    """The card at the polished rod, at the same moments, between the measured extremes."""
    stretched = [x + rod.stretch * f for x, f in zip(pump.position, pump.load, strict=True)]
    bottom = min(stretched)
    loads = [rod.weight + load + swing for load, swing in zip(pump.load, _swings(rod), strict=True)]
    least, most = min(loads), max(loads)
    scale = (rod.peak - rod.low) / (most - least)
    return Card(
        [place - bottom for place in stretched],
        [rod.low + (load - least) * scale for load in loads],
    )


def _swings(rod: Surface) -> list[float]:
    """Friction against the motion, and the rods' first mode dying away after each reversal, lbf."""
    half = _TURN + _UP
    swings = []
    for i in range(POINTS):
        rising = i < half
        since = (i if rising else i - half) / half
        wave = exp(-3 * since) * sin(2 * pi * 3 * since)
        swing = rod.friction + rod.inertia * wave
        swings.append(swing * min(1.0, since * half / _TURN) * (1 if rising else -1))
    return swings


_TENTHS = [f"{tenths // 10}.{tenths % 10}".removesuffix(".0") for tenths in range(5000)]


def positions_text(places: list[float]) -> str:
    """A JSON array of positions to a tenth of an inch, as controllers send it: [1.9,4.6,30]."""
    return "[" + ",".join([_TENTHS[int(place * 10 + 0.5)] for place in places]) + "]"


def loads_text(loads: list[float]) -> str:
    """A JSON array of whole pounds."""
    return "[" + ",".join([str(round(load)) for load in loads]) + "]"
