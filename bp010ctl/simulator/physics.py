"""Physics of a rod-pumped well, from first principles, in field units.

Own formulas with their sources; nothing here is taken from, or shared with, the database, so that
a comparison of the two means something. Pressures psi, depths ft, rates bbl/day, loads lbf,
strokes in, temperatures °F.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, pi, sqrt

WATER_GRADIENT = 0.433
"""Hydrostatic gradient of fresh water, psi/ft (62.4 lb/ft³ / 144 in²/ft²)."""

CUBIC_FEET_PER_BARREL = 5.614583
STEEL_MODULUS = 30.5e6
"""Young's modulus of sucker rods, psi (API TL 11L)."""

HORSEPOWER_KW = 0.745699872


def oil_gravity(api: float) -> float:
    """Specific gravity of oil from its API gravity (API: water has 10 °API)."""
    return 141.5 / (131.5 + api)


def mixture_gradient(water_cut: float, water_gravity: float, oil_gravity_: float) -> float:
    """Gradient of an oil-water column, psi/ft, water cut as fraction (volume-weighted density)."""
    return WATER_GRADIENT * (water_cut * water_gravity + (1 - water_cut) * oil_gravity_)


def vogel_fraction(pwf: float, static: float) -> float:
    """Rate over its maximum at a flowing pressure, psi (Vogel 1968, JPT 20(1) 83-92)."""
    ratio = pwf / static
    return max(0.0, 1 - 0.2 * ratio - 0.8 * ratio * ratio)


def solution_gas(pressure: float, temperature: float, api: float, gas_gravity: float) -> float:
    """Gas dissolved in oil, scf/stb (Standing 1947, Drill. and Prod. Prac., API, 275)."""
    exponent = 0.0125 * api - 0.00091 * temperature
    return float(gas_gravity * ((pressure / 18.2 + 1.4) * 10**exponent) ** 1.2048)


def gas_volume_factor(pressure: float, temperature: float, z: float = 0.92) -> float:
    """Reservoir barrels taken by one scf (real gas law: 0.00504·z·T/p, T in °R)."""
    return 0.00504 * z * (temperature + 459.67) / pressure


def free_gas_per_liquid(
    gor: float, dissolved: float, volume_factor: float, water_cut: float
) -> float:
    """Barrels of free gas per barrel of stock-tank liquid at intake conditions."""
    return (1 - water_cut) * max(0.0, gor - dissolved) * volume_factor


def plunger_area(diameter: float) -> float:
    """Area of the plunger, in²."""
    return pi * diameter * diameter / 4


def displacement(diameter: float, stroke: float, spm: float) -> float:
    """Volume swept by the plunger, bbl/day: cubic inches a day over 9702 in³/bbl."""
    return plunger_area(diameter) * stroke * spm * 1440 / 9702.0


def slippage_factor(diameter: float, clearance: float, length: float, viscosity: float) -> float:
    """Constant part of plunger slippage, bbl/day per psi (Patterson et al., SWPSC 2007).

    Slippage = 453·(1 + 0.14·SPM)·d·Δp·clearance^1.52 / (length·viscosity); d, clearance and
    length in inches, viscosity in cP. Multiply by (1 + 0.14·SPM)·Δp.
    """
    return float(453 * diameter * clearance**1.52 / (length * viscosity))


@dataclass(frozen=True, slots=True)
class RodString:
    """A tapered sucker-rod string: weight in air (lbf) and stretch under load (in/lbf)."""

    air_weight: float
    stretch: float


_ROD_WEIGHTS = {1.0: 2.904, 0.875: 2.224, 0.75: 1.634}
"""Weight in air with couplings, lbf/ft, by diameter in inches (API TL 11L, table 4.1)."""


def rod_string(depth: float, taper: dict[float, float]) -> RodString:
    """The string of `depth` ft whose sections are fractions of it, by rod diameter (in)."""
    weight = sum(depth * part * _ROD_WEIGHTS[size] for size, part in taper.items())
    stretch = sum(
        depth * part * 12 / (pi * size**2 / 4 * STEEL_MODULUS) for size, part in taper.items()
    )
    return RodString(weight, stretch)


def tubing_stretch(depth: float, steel_area: float = 1.812) -> float:
    """Stretch of unanchored tubing, in/lbf (Hooke; 2 7/8 in tubing has 1.812 in² of steel)."""
    return depth * 12 / (steel_area * STEEL_MODULUS)


def buoyancy(gravity: float) -> float:
    """Part of its weight that steel keeps in a fluid (Archimedes; 490 and 62.4 lb/ft³)."""
    return 1 - 62.4 / 490.0 * gravity


def acceleration_factor(stroke: float, spm: float) -> float:
    """Mills' factor: peak acceleration of the rods over gravity, S·N²/70471 (harmonic motion)."""
    return stroke * spm * spm / 70471.0


def card_power(area: float, spm: float) -> float:
    """Polished-rod power, hp, of a card's area in in·lbf (396,000 in·lbf/min is 1 hp)."""
    return area * spm / 396000.0


def motor_current(kw: float, volts: float, rated_kw: float) -> float:
    """Line current of a three-phase motor, A; its power factor falls from 0.88 with the load."""
    load = min(1.2, kw / rated_kw)
    power_factor = 0.88 - 0.5 * exp(-4 * load)
    return kw * 1000 / (sqrt(3) * volts * power_factor)


def approach(value: float, target: float, minutes: float, time_constant: float) -> float:
    """First-order lag: where `value` is after `minutes` on its way to `target`."""
    return target + (value - target) * exp(-minutes / time_constant)
