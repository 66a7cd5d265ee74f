"""The formulas of the field, written from their published source and not from the project's SQL.

Units: psi, ft, in, lbf, bpd, spm, °API, %. None in, None out; nothing is divided by zero.
"""

from __future__ import annotations


def oil_gravity(api: float) -> float:
    """Specific gravity (water = 1) of an oil of °API: API's definition, 141.5 / (131.5 + °API)."""
    return 141.5 / (131.5 + api)


def fnc_calc_gradiente(
    api: float | None, water_cut: float | None, water_gravity: float | None
) -> float | None:
    """psi/ft of a column of oil and water: 0.433 psi/ft is that of fresh water (hydrostatics)."""
    if api is None or water_cut is None or water_gravity is None or not 0 <= water_cut <= 100:
        return None
    share = water_cut / 100
    return 0.433 * (share * water_gravity + (1 - share) * oil_gravity(api))


def fnc_calc_fluid_level_tvd(
    intake: float | None, casing: float | None, gradient: float | None, pump_depth: float | None
) -> float | None:
    """ft from surface: the column above the pump weighs what the intake has over the casing."""
    if intake is None or casing is None or not gradient or pump_depth is None:
        return None
    return max(0.0, min(pump_depth, pump_depth - (intake - casing) / gradient))


def fnc_calc_pwf(
    intake: float | None,
    gradient: float | None,
    pump_depth: float | None,
    formation_depth: float | None,
) -> float | None:
    """psi at the formation: intake pressure and the column between formation and pump."""
    if intake is None or gradient is None or pump_depth is None or formation_depth is None:
        return None
    return intake + gradient * max(formation_depth - pump_depth, 0)


def _share(load: float | None, rated: float | None) -> float | None:
    return None if load is None or not rated else 100 * load / rated


fnc_calc_hydralift_load_pct = fnc_calc_road_load_pct = _share
"""% of the rated load, of the hydraulic unit and of the rod string."""


def fnc_calc_desplazamiento_bpd(
    plunger: float | None, stroke: float | None, speed: float | None
) -> float | None:
    """bpd that a pump displaces: 0.1166 · d² · S · N (API RP 11L)."""
    if plunger is None or stroke is None or speed is None:
        return None
    return 0.1166 * plunger**2 * stroke * speed


def deviation(value: float | None, reference: float | None) -> float | None:
    """% that a value is above its reference."""
    return None if value is None or not reference else 100 * (value - reference) / reference


def power_kw(horsepower: float) -> float:
    """kW of mechanical horsepower."""
    return 0.7457 * horsepower


PUBLISHED: dict[str, tuple[object, float, float]] = {
    # tr.scribd.com/doc/316136925, "The Rod Pumping System Design": 0.1166 · 40 · 30 · 2² = 559 bpd
    "displacement": (fnc_calc_desplazamiento_bpd(2, 40, 30), 559.0, 1.0),
    # sciencing.com/convert-api-density-8443808.html
    "gravity of 50 °API": (oil_gravity(50), 0.7796, 5e-5),
    "gravity of water": (oil_gravity(10), 1.0, 1e-9),
    # hydrostatics: 370 psi at the pump, 130 psi in the casing, 0.43591 psi/ft
    "fluid above the pump": (
        6208 - (fnc_calc_fluid_level_tvd(370, 130, 0.43591, 6208) or 0), 550.57, 0.1,
    ),
    "pressure at the formation": (fnc_calc_pwf(370, 0.43591, 6208, 6500), 497.29, 0.05),
    # a controller's own figures of one well: level 6991 ft, 9.9 kWh/bbl
    "level of a controller": (
        fnc_calc_fluid_level_tvd(731, 80, fnc_calc_gradiente(42, 80, 1.05), 8491), 6991.0, 2.0,
    ),
}  # fmt: skip
"""What is computed here, what was published, and how far they may differ."""
