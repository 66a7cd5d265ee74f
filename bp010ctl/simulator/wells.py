"""What there is to know of a simulated well, and what the master tables say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from bp010ctl.simulator import physics


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
