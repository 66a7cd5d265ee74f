"""What the seeds leave open is filled in one place: limits, variables, panels."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from support.readings import row, scalar

Connection = psycopg.Connection[Any]


def filled(db: Connection, table: str, function: str, **columns: Any) -> dict[str, Any]:
    """The function's answer to a row of the table with these columns, the others NULL."""
    from psycopg.types.json import Jsonb

    query = (
        f"SELECT filled.* FROM jsonb_populate_record(NULL::referencial.{table}, %s) AS fila"
        f" CROSS JOIN LATERAL referencial.{function}(fila) AS filled"
    )
    return row(db, query, Jsonb(columns))


def limits(db: Connection, **columns: Any) -> list[Any]:
    limit = filled(db, "tbl_limites_pozo", "fnc_completar_limite", **columns)
    names = ("baseline_value", "min_critical", "max_critical")
    return [None if limit[name] is None else float(limit[name]) for name in names]


@pytest.mark.routine("referencial.fnc_completar_limite")
def test_limits_get_a_baseline_and_critical_limits_where_they_say_nothing(bare: Connection) -> None:
    assert limits(bare, target_value=90, min_warning=80, max_warning=100) == [90, 40, 150]
    assert limits(
        bare, target_value=90, min_warning=80, max_warning=100,
        baseline_value=85, min_critical=70, max_critical=0,
    ) == [85, 70, 0]  # fmt: skip
    assert limits(bare) == [None, None, None]


@pytest.mark.routine("referencial.fnc_completar_variable")
@pytest.mark.parametrize(
    ("kind", "volatility", "origin"),
    [
        ("SENSOR", "ALTA", "stage.tbl_pozo_produccion"),
        ("DISEÑO", "BAJA", "stage.tbl_pozo_maestra"),
        ("YACIMIENTO", "BAJA", "stage.tbl_pozo_reservas"),
        ("KPI", "MEDIA", "stage.tbl_pozo_produccion"),
        (None, "MEDIA", "stage.tbl_pozo_produccion"),
    ],
)
def test_a_variable_has_volatility_and_origin_by_its_class(
    bare: Connection, kind: str | None, volatility: str, origin: str
) -> None:
    table, function = "tbl_maestra_variables", "fnc_completar_variable"
    variable = filled(bare, table, function, clasificacion_logica=kind)
    assert (variable["volatilidad"], variable["tabla_origen"]) == (volatility, origin)
    own = {"volatilidad": "PROPIA", "tabla_origen": "otra.tabla"}
    variable = filled(bare, table, function, clasificacion_logica=kind, **own)
    assert {name: variable[name] for name in own} == own


@pytest.mark.routine("referencial.fnc_completar_panel")
@pytest.mark.parametrize(
    ("name", "described", "description"),
    [
        (
            "Business KPIs",
            None,
            "Indicadores de negocio: MTBF, disponibilidad, kWh por barril, eficiencia volumétrica,"
            " acierto de la IA",
        ),
        ("Transversal", None, "Filtros comunes: fecha, cliente, región, campo, pozo, turno"),
        ("Otro", None, "Panel Otro"),
        ("Business KPIs", "propia", "propia"),
        (None, None, None),
    ],
)
def test_a_panel_is_described_by_its_name(
    bare: Connection, name: str | None, described: str | None, description: str | None
) -> None:
    panel = filled(
        bare, "tbl_ref_paneles_bi", "fnc_completar_panel", nombre_panel=name, descripcion=described
    )
    assert panel["descripcion"] == description


@pytest.mark.parametrize(
    ("zone", "known"),
    [
        ("UTC", True),
        ("America/Bogota", True),
        ("-05", True),  # POSIX
        ("America/Macondo", False),
        ("", False),
        (None, False),
    ],
)
def test_a_zone_is_known_to_the_server_or_not(
    bare: Connection, zone: str | None, known: bool
) -> None:
    assert scalar(bare, "SELECT referencial.fnc_es_zona_horaria(%s)", zone) is known
