"""No column of a view or set-returning function is taken for another without the truth seeing it.

The slips are made from the texts in sql/ as they are: `support.truth.slips` says which. The whole
takes some twenty minutes of one processor, a sample of it belongs to every run. What procedures and
functions of one value do with columns, the named slips and the tests by value look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from support import PROJECT
from support.truth import slips
from support.truth.slips import Spot
from support.truth.yard import ROW_KEYS, Refused, Unsound, Yard

SETS = re.compile(r"^RETURNS (TABLE|SETOF)\b", re.MULTILINE)
FILES = [
    *sorted((PROJECT / "sql" / "views").glob("*.sql")),
    *(
        path
        for path in sorted((PROJECT / "sql" / "procedures").glob("*.sql"))
        if SETS.search(path.read_text(encoding="utf-8"))
    ),
]
SAMPLE = 4


class Equal(NamedTuple):
    """Slips that change no value, and why: those of a view or routine that a pattern describes.
    at: a pattern of the line in which they are."""

    name: str
    pattern: str
    why: str
    at: str = ""


EQUAL = (
    Equal(
        "etl.v_gaps_pendientes",
        r"ubicacion_id for hueco_abierto",
        "starts that are missing at a place are a source's gap, those of a cycle have no place",
    ),
    Equal(
        "referencial.fnc_evaluar_variable",
        r"p_direccion",
        "no step judges in a direction other than the configured one",
    ),
    Equal(
        "reporting.fnc_corregir_series",
        r"previo for motor_previo of par|actual for motor_actual of par",
        "the clock is missing where the motor's state is",
        at=r"'NaN'",
    ),
    Equal(
        "reporting.fnc_hechos_diarios",
        r"arguments: .*carrera_suma.* and .*emboladas|stroke_length_in and hora\.emboladas_hora",
        "stroke and strokes are factors of one product",
    ),
    Equal(
        "reporting.fnc_horas_derivadas",
        r"horas\.emboladas.* and horas\.carrera_in",
        "stroke and strokes are factors of one product",
    ),
    Equal(
        "reporting.fnc_incrementar_tramos",
        r"fin for fecha of dias",
        "a day's end tells the days of a well apart as well as its date",
        at=r"PARTITION BY",
    ),
    Equal(
        "reporting.fnc_incrementar_tramos",
        r"well_id for previos of tramos",
        "in a day's first hour the look-up finds nothing of the day either: it is only spared",
        at=r"previos IS NULL",
    ),
    Equal(
        "reporting.fnc_objetivos_pozo",
        r"for min_(critical|warning) of limite",
        "no target is agreed to be a lower limit: tests/routines/reporting/test_targets.py has one",
    ),
    Equal(
        "reporting.fnc_resumir_matriz",
        r"AS primero and .* AS ultimo",
        "both ends are looked at in the same way",
    ),
    Equal(
        "reporting.fnc_resumir_matriz",
        r"primero for ultimo of extremos",
        "where no value is looked at by itself, both ends are there or neither is",
        at=r"p_lecturas = 1 OR",
    ),
    Equal(
        "reporting.fnc_resumir_series",
        r"motor_previo for previo of pares|es_ultimo for previo of pares",
        "only the first value has none before it, and a step from nothing is nothing",
        at=r"IS NULL",
    ),
    Equal(
        "reporting.fnc_tendencias_diarias",
        r"max\(claves\.fecha_id\) AS ultima and",
        "more days than needed are computed again, and come out the same",
    ),
    Equal(
        "reporting.fnc_tendencias_diarias",
        r"pozo_id for fecha_id of claves",
        "more days than needed are computed again, and come out the same",
        at=r"AS primera",
    ),
    Equal(
        "reporting.fnc_tendencias_diarias",
        r"(pozo_id|numero_fallas) for fecha_id of (claves|siguiente)",
        "no change comes more than a week before the next failure: "
        "tests/routines/reporting/test_counter_routines.py has one",
        at=r"AS ultima|min\(siguiente",
    ),
    Equal(
        "reporting.fnc_tendencias_diarias",
        r"periodo_comparacion for fecha_id of dia",
        "it is only asked whether there is one",
    ),
    Equal(
        "reporting.vw_audit_calculos_derivados",
        r"actual\.pump_stroke_length_act and actual\.pump_avg_spm_act",
        "stroke and speed are factors of one product",
    ),
    Equal(
        "reporting.vw_foto_pozos",
        r"minutos for llegada of adelantada",
        "what lies ahead has both: it is asked whether there is any",
        at=r"num_nonnulls",
    ),
    Equal(
        "reporting.vw_foto_pozos",
        r"inclinacion\.alerta and inclinacion\.falla",
        "a tilt below both limits is below either; with one limit there is no other",
    ),
    Equal(
        "reporting.vw_foto_pozos",
        r"cargado_en for timestamp_lectura of lectura",
        "a reading has both: it is asked whether there is one",
        at=r"num_nonnulls",
    ),
    Equal(
        "reporting.vw_foto_pozos",
        r"for well_id of (lectura|reciente)",
        "a reading has both: it is asked whether there is one",
        at=r"lectura\.well_id IS NOT NULL|^        reciente\.well_id",
    ),
    Equal(
        "reporting.vw_foto_pozos",
        r"carga_(minima|maxima)_lb for carga_(maxima|minima)_lb of recorrido",
        "a card has both loads or none",
        at=r"IS NOT NULL THEN carta\.momento",
    ),
    Equal(
        "reporting.vw_foto_pozos",
        r"vigencia\.limites and tiempos\.momentos|tiempos\.momentos and vigencia\.limites"
        r"|names: limite and momento",
        "whether now less the time is more than the limit, or now less the limit than the time",
    ),
    Equal(
        "reporting.vw_foto_pozos",
        r"posicion for limite_min of medidas|limite for ahora of reloj",
        "more wells are looked through for old measures than need be",
        at=r"AS menor|ANY\(tiempos\.momentos\)",
    ),
    Equal(
        "reporting.fnc_ultimas_medidas",
        r"momentos for antes of incompletas",
        "what is not read again counts as gone, and is looked for in all of the well",
        at=r"incompletas\.momentos \|\| incompletas\.antes",
    ),
    Equal(
        "reporting.vw_resumen_status_pozo",
        r"values: actual\.\w+_status_level and actual\.\w+_status_level",
        "the levels are counted, in whatever order they stand",
    ),
    Equal(
        "stage.fnc_dq_veredictos_hora",
        r"fallos and (horas\.)?avisos|avisos and (horas\.)?fallos",
        "their sum is asked for",
    ),
    Equal(
        "stage.fnc_dq_veredictos_hora",
        r"nombre_tecnico for tipo of regla",
        "a number's message tells its bounds whatever its kind, and the pivot lets in no card that "
        "fails: tests/routines/stage/test_card_routines.py has one",
    ),
    Equal(
        "stage.fnc_dq_veredictos_hora",
        r"minimo for valor_min of regla|valor_max for maximo of regla",
        "a bound that is not agreed is violated by nothing, missing or infinite",
    ),
    Equal(
        "stage.fnc_leer_landing",
        r"for (atttypid of atributo|leido of convertidos)",
        "no column that a tag fills is narrower than a double: tests/routines/stage/test_pivot.py "
        "adds one",
        at=r"CASE atributo\.atttypid|convertidos\.maximo",
    ),
    Equal(
        "stage.fnc_leer_landing",
        r"numero for leido of convertidos",
        "no tag that says yes or no has a conversion",
        at=r"NOT IN \(0, 1\)",
    ),
    Equal(
        "stage.fnc_leer_landing",
        r"es_carta for es_simple of limpios",
        "a number in plain digits is read faster, as the same",
        at=r"limpio::double precision",
    ),
    Equal(
        "stage.fnc_leer_landing",
        r"(cargado_en|momento|motivo|moddate|modtime) of |moddate and juzgados\.modtime",
        "the field is read in two zones and has no night in which a clock changes, nor a time of "
        "day that leads over a bound: tests/routines/stage have one of each",
        at=r"fnc_hora_scada|convertidos\.momento (IS NULL|>|<)|LIKE 'hora%'",
    ),
    Equal(
        "stage.fnc_valores_por_lectura",
        r"for detalle of desiguales",
        "it is asked whether there is any",
        at=r"IS NOT NULL",
    ),
    Equal(
        "stage.vw_consistencia_pozos",
        r"values: reglas\.id_\w+ and reglas\.id_\w+",
        "the variables whose values are looked up, in whatever order they stand",
    ),
)


def unseen(planted: Yard, spot: Spot) -> str | None:
    """The first slip at a spot that runs, in words, where nothing gives it away."""
    for slip in spot.candidates:
        try:
            mismatch = planted.seen(spot.name, slip.text)
        except Refused:
            continue
        return None if mismatch else f"{spot.name}:{spot.line} {slip.what}"
    return None


def reason(spot: Spot, words: str) -> Equal | None:
    (path,) = (path for path in FILES if path.stem == spot.name)
    line = path.read_text(encoding="utf-8").split("\n")[spot.line - 1]
    return next(
        (
            equal
            for equal in EQUAL
            if equal.name == spot.name
            and re.search(equal.pattern, words)
            and re.search(equal.at, line)
        ),
        None,
    )


def survivors(planted: Yard, spots: Iterable[Spot]) -> tuple[list[str], set[Equal]]:
    """What was not seen, and the reasons why something need not be."""
    alive, reasons = [], set()
    for spot in spots:
        words = unseen(planted, spot)
        why = reason(spot, words) if words else None
        if why:
            reasons.add(why)
        elif words:
            alive.append(words)
    return alive, reasons


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_slip_stays_unseen(planted: Yard, path: Path) -> None:
    if not planted.in_reach(path.stem):
        columns = planted.gives(path.stem)
        assert path.stem.startswith("etl.") or (columns and columns <= ROW_KEYS), "who uses it?"
        return
    alive, reasons = survivors(planted, slips.spots(path))
    assert alive == []
    assert {equal for equal in EQUAL if equal.name == path.stem} == reasons, "an idle exception"


def test_a_sample_of_slips_is_seen(planted: Yard) -> None:
    """Of a few texts, long ones more often than short ones, one spot each."""
    chance = Random("a sample")
    files = [path for path in FILES if planted.in_reach(path.stem)]
    weights = [path.stat().st_size for path in files]
    spots = []
    for path in chance.choices(files, weights, k=SAMPLE):
        of_path = list(slips.spots(path))
        spots += [chance.choice(of_path)] if of_path else []
    alive, _ = survivors(planted, spots)
    assert alive == []


def test_where_something_is_reported_of_nothing_no_slip_is_tried(planted: Yard) -> None:
    """A way that reports something of nothing would report every slip as seen."""
    other = replace(planted, truth=planted.turned_truth, sound={})
    with pytest.raises(Unsound, match="nothing changed, again: "):
        other.seen("reporting.vw_dim_mes", "SELECT 1")


def test_what_is_excepted_is_there_to_be_seen() -> None:
    """An exception names a text that is looked at and matches a slip of it."""
    for equal in EQUAL:
        (path,) = (path for path in FILES if path.stem == equal.name)
        made = [slip.what for spot in slips.spots(path) for slip in spot.candidates]
        assert any(re.search(equal.pattern, what) for what in made), equal
