"""Wells that never existed: a design sampled from a seed, and what the master tables say of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from math import pi
from random import Random
from typing import Any

from bp010ctl.field import physics


class Pattern(StrEnum):
    """What a dynamometer card shows, by the names of universal.patron."""

    NORMAL = "Operación Normal"
    FLUID_POUND = "Golpe de Fluido"
    GAS_LOCK = "Gas Lock"
    TRAVELING_LEAK = "Fuga Válvula Viajera"
    STANDING_LEAK = "Fuga Válvula Fija"
    LOOSE_ANCHOR = "Anclaje Deficiente"
    PARTED_RODS = "Varilla Partida"
    FRICTION = "Fricción Excesiva"


FIRST_ID = 101
"""Where the ids of simulated wells start by default."""

_DECK = (*([Pattern.NORMAL] * 5), *(p for p in Pattern if p is not Pattern.NORMAL))
"""Twelve neighbouring wells show every pattern, five of them the normal one."""

_TAPERS = (
    {1.0: 0.45, 0.875: 0.35, 0.75: 0.20},
    {1.0: 0.60, 0.875: 0.40},
    {1.0: 0.35, 0.875: 0.35, 0.75: 0.30},
)


@dataclass(frozen=True)
class Well:
    """The design of one well: geometry, fluids, reservoir, equipment and what ails it.

    Depths ft (true vertical), pressures psi, diameters and strokes in, loads lbf, rates bbl/day.
    """

    well_id: int
    regime: str
    pattern: Pattern
    severity: float
    pump_depth: float
    formation_depth: float
    plunger: float
    stroke: float
    rated_stroke: float
    spm: float
    clearance: float
    rods: physics.RodString
    rod_fraction: float
    friction: float
    annulus: float
    api: float
    water_gravity: float
    water_cut: float
    gor: float
    gas_separation: float
    viscosity: float
    volume_factor: float
    reservoir_temperature: float
    static_pressure: float
    qmax: float
    start_submergence: float
    full_submergence: float
    whp: float
    chp: float
    efficiency: float
    motor_hp: float
    unit_load: float
    string_load: float
    poc_fill: float
    poc_idle: int
    lifetime_hours: float
    np_initial: float
    fluid_meter: float

    @property
    def name(self) -> str:
        return f"SIM-{self.well_id:03d}"

    @cached_property
    def oil_gravity(self) -> float:
        return physics.oil_gravity(self.api)

    def gradient(self, water_cut: float) -> float:
        """Gradient of the produced mixture, psi/ft."""
        return physics.mixture_gradient(water_cut, self.water_gravity, self.oil_gravity)

    @cached_property
    def plunger_area(self) -> float:
        return physics.plunger_area(self.plunger)

    @cached_property
    def slippage(self) -> float:
        """Plunger slippage, bbl/day per psi and (1 + 0.14·SPM); a leaking valve adds to it."""
        leak = 1 + 9 * self.severity if self.pattern is Pattern.TRAVELING_LEAK else 1.0
        return leak * physics.slippage_factor(self.plunger, self.clearance, 48, self.viscosity)

    @cached_property
    def compliance(self) -> float:
        """Surface stroke lost to fluid load, in/lbf: by rods, and by tubing where it is loose."""
        loose = self.pattern is Pattern.LOOSE_ANCHOR
        return self.rods.stretch + (physics.tubing_stretch(self.pump_depth) if loose else 0.0)


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
    from bp010ctl.field.pumping import net_lift

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


def master_row(well: Well, registered: date) -> dict[str, Any]:
    """The well's row of stage.tbl_pozo_maestra, by column."""
    top = round(well.formation_depth)
    return {
        "well_id": well.well_id,
        "nombre_pozo": well.name,
        "cliente": "SIMULADO",
        "pais": "SIMULADO",
        "region": f"REGIÓN {well.well_id % 2 + 1}",
        "campo": f"CAMPO {well.well_id % 3 + 1}",
        "api_number": f"00-000-{well.well_id:05d}",
        "coordenadas_pozo": f"Latitud: {well.well_id / 1000:.5f} & Longitud: 0.00000",
        "tipo_pozo": "HORIZONTAL",
        "profundidad_completacion": top + 200,
        "intervalo_disparos": f"{top - 60}' - {top + 60}'",
        "radio_pozo": 0.354,
        "espesor_formacion": 120,
        "nombre_yacimiento": "SIMULADO",
        "permeabilidad_abosluta": 50,
        "permeabilidad_horizontal": 50,
        "radio_drenaje": 700,
        "presion_inicial_yacimiento": round(well.static_pressure * 1.4),
        "temperatura_yacimiento": well.reservoir_temperature,
        "tipo_levantamiento": "Hidráulico de carrera larga",
        "profundidad_vertical_yacimiento": well.formation_depth,
        "profundidad_vertical_bomba": well.pump_depth,
        "diametro_embolo_bomba": well.plunger,
        "longitud_carrera_nominal_unidad_in": well.rated_stroke,
        "potencia_nominal_motor": well.motor_hp,
        "corriente_nominal_motor": round(well.motor_hp * 1.2),
        "voltaje_nominal": 460,
        "frecuencia_nominal_motor": 60,
        "carga_nominal_unidad": well.unit_load,
        "carga_minima_nominal_sarta": well.string_load,
        "num_software": "simulate",
        "peso_sarta_aire": round(well.rods.air_weight),
        "carga_maxima_fluido_api": round(well.plunger_area * 0.433 * well.pump_depth),
        "fecha_registro": registered,
        "np_inicial_bbl": well.np_initial,
        "contador_diario": well.regime,
    }


def reserves_row(well: Well, registered: date) -> dict[str, Any]:
    """The well's row of stage.tbl_pozo_reservas, by column."""
    return {
        "well_id": well.well_id,
        "fecha_registro": registered,
        "gravedad_api": well.api,
        "viscosidad_crudo": round(well.viscosity, 2),
        "viscosidad_superficie": round(well.viscosity * 2.4, 2),
        "presion_burbujeo": round(well.static_pressure * 0.8),
        "presion_estatica_yacimiento": well.static_pressure,
        "factor_volumetrico": well.volume_factor,
        "gravedad_especifica_agua": well.water_gravity,
        "permeabilidad_vertical": 5,
        "radio_equivalente": 25,
        "longitud_horizontal": 4000,
        "factor_dano": 2,
        "presion_fondo_fluyente_critico": round(well.static_pressure * 0.2),
        "wc_critico": 0.9,
        "llenado_bomba_minimo": 80,
        "q_esperado": round(well.qmax * 0.8, 1),
        "reserva_inicial_teorica": well.np_initial * 4,
        "contenido_finos": 0,
    }


def limits(well: Well) -> dict[int, tuple[float | None, float]]:
    """The well's own target (None: the template's) and baseline by id_formato1: its design."""
    return {
        54: (None, float(round(well.whp))),
        122: (well.stroke, well.stroke),
        127: (round(well.spm, 2), round(well.spm, 2)),
    }
