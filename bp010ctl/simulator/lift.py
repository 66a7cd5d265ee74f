"""What a well's pump lifts between two pressures."""

from __future__ import annotations

from typing import NamedTuple

from bp010ctl.simulator import physics
from bp010ctl.simulator.wells import Pattern, Well

GAS_GRAVITY = 0.75


class Lift(NamedTuple):
    """The pump at one moment: load lbf, plunger travel in, fills as fractions, rates bbl/day."""

    fluid_load: float = 0.0
    travel: float = 0.0
    liquid_fill: float = 1.0
    gas_fill: float = 0.0
    swept: float = 0.0
    lost: float = 0.0
    delivered: float = 0.0


def lift(well: Well, pip: float, pdp: float, spm: float, water_cut: float, filled: float) -> Lift:
    """What the pump does between two pressures (psi) while `filled` of it gets fluid.

    Delivered barrels are at pump conditions. Parted rods leave the pump still and flooded.
    """
    if well.pattern is Pattern.PARTED_RODS:
        return Lift(travel=well.stroke)
    load = (pdp - pip) * well.plunger_area
    travel = well.stroke - load * well.compliance
    swept = physics.displacement(well.plunger, travel, spm)
    dissolved = physics.solution_gas(pip, well.reservoir_temperature, well.api, GAS_GRAVITY)
    volume = physics.gas_volume_factor(pip, well.reservoir_temperature)
    free = physics.free_gas_per_liquid(well.gor, dissolved, volume, water_cut)
    drawn = free * (1 - well.gas_separation)
    liquid = filled / (1 + drawn)
    lost = well.slippage * (1 + 0.14 * spm) * (pdp - pip)
    if well.pattern is Pattern.STANDING_LEAK:
        lost += 0.6 * well.severity * swept * liquid
    lost = min(lost, 0.9 * swept * liquid)
    return Lift(load, travel, liquid, filled - liquid, swept, lost, swept * liquid - lost)


def net_lift(well: Well, pip: float) -> float:
    """Stock-tank rate (bbl/day) at the design speed with a full pump."""
    pdp = well.whp + well.gradient(well.water_cut) * well.pump_depth
    delivered = lift(well, pip, pdp, well.spm, well.water_cut, 1.0).delivered
    return delivered / shrinkage(well, well.water_cut)


def shrinkage(well: Well, water_cut: float) -> float:
    """Barrels at pump conditions per stock-tank barrel of mixture."""
    return water_cut + (1 - water_cut) * well.volume_factor
