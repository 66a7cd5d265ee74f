"""stage.sp_execute_consistency_validation: six rules on every well, verdicts stored."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from support.readings import Connection, insert, make_wells, rows, xmins

RESULTS = ("stage.tbl_consistencia_resultados",)
SNAPSHOT = {
    "max_rod_load_lb_act": 28000,
    "min_rod_load_lb_act": 14000,
    "rod_weight_buoyant_lb_act": 16000,
    "well_head_pressure_psi_act": 450,
    "pwf_psi_act": 1473,
}
MASTER = {
    "profundidad_vertical_bomba": 8491,
    "profundidad_vertical_yacimiento": 10200,
    "radio_pozo": 0.3,
    "radio_drenaje": 700,
}
RESERVES = {"presion_estatica_yacimiento": 4010, "radio_equivalente": 50}
ALL_PASS = {f"RC-00{number}": "PASS" for number in range(1, 7)}


@pytest.fixture
def db(seeded_db: Connection) -> Connection:
    return seeded_db


def make_well(connection: Connection, well: int = 1, **changes: float | None) -> None:
    """A consistent well but for the columns given, wherever they are."""

    def values(columns: dict[str, Any]) -> dict[str, Any]:
        return {name: changes.get(name, value) for name, value in columns.items()}

    make_wells(connection, well, **values(MASTER))
    reserves = {"well_id": well, "fecha_registro": "2026-01-01"} | values(RESERVES)
    insert(connection, "stage.tbl_pozo_reservas", [reserves])
    insert(connection, "reporting.dataset_current_values", [{"well_id": well} | values(SNAPSHOT)])


def validate(connection: Connection) -> list[str]:
    """Run it; the notices that it raised."""
    notices: list[str] = []

    def keep(notice: psycopg.errors.Diagnostic) -> None:
        notices.append(notice.message_primary or "")

    connection.add_notice_handler(keep)
    connection.execute("CALL stage.sp_execute_consistency_validation()")
    connection.remove_notice_handler(keep)
    return notices


def verdicts(connection: Connection, well: int = 1) -> dict[str, str]:
    results = rows(
        connection,
        "SELECT r.codigo_regla, c.resultado FROM stage.tbl_consistencia_resultados AS c "
        "INNER JOIN referencial.tbl_reglas_consistencia AS r USING (regla_id) WHERE well_id = %s",
        well,
    )
    return {line["codigo_regla"]: line["resultado"] for line in results}


def test_a_consistent_well_passes_all_six(db: Connection) -> None:
    make_well(db)
    assert validate(db) == []
    assert verdicts(db) == ALL_PASS


@pytest.mark.parametrize(
    ("column", "value", "violated"),
    [
        ("min_rod_load_lb_act", 28000, "RC-001"),
        ("rod_weight_buoyant_lb_act", 28000, "RC-002"),
        ("well_head_pressure_psi_act", 1473, "RC-003"),
        ("presion_estatica_yacimiento", 1473, "RC-004"),
        ("profundidad_vertical_bomba", 10200, "RC-005"),
        ("radio_drenaje", 0.2, "RC-006"),
        ("radio_equivalente", 0.3, "RC-006"),
        ("radio_equivalente", 700, "RC-006"),
    ],
)
def test_each_rule_fails_by_itself_and_says_so(
    db: Connection, column: str, value: float, violated: str
) -> None:
    make_well(db, 1, **{column: value})
    make_well(db, 2)
    notices = validate(db)
    assert verdicts(db) == ALL_PASS | {violated: "FAIL"}
    assert verdicts(db, 2) == ALL_PASS
    assert len(notices) == 1
    assert notices[0].startswith(violated)
    assert notices[0].endswith("1 wells: 1")


@pytest.mark.parametrize("between", [None, 0, -1, float("nan")])
def test_the_equivalent_radius_counts_only_where_known_and_above_0(
    db: Connection, between: float | None
) -> None:
    make_well(db, radio_equivalente=between)
    validate(db)
    assert verdicts(db) == ALL_PASS


@pytest.mark.parametrize(
    ("column", "without"),
    [
        ("max_rod_load_lb_act", {"RC-001", "RC-002"}),
        ("pwf_psi_act", {"RC-003", "RC-004"}),
        ("presion_estatica_yacimiento", {"RC-004"}),
        ("profundidad_vertical_bomba", {"RC-005"}),
        ("radio_pozo", {"RC-006"}),
    ],
)
@pytest.mark.parametrize("value", [None, float("nan")])
def test_a_missing_side_is_no_verdict(
    db: Connection, column: str, without: set[str], value: float | None
) -> None:
    given: dict[str, Any] = {column: value}
    make_well(db, **given)
    assert validate(db) == []
    assert verdicts(db) == ALL_PASS | dict.fromkeys(without, "SIN_DATOS")


def test_a_well_that_only_has_a_master_row_has_six_rows(db: Connection) -> None:
    make_wells(db, 1)
    validate(db)
    assert verdicts(db) == dict.fromkeys(ALL_PASS, "SIN_DATOS")


def test_both_values_and_the_reason_are_stored(db: Connection) -> None:
    make_well(db, radio_equivalente=800)
    validate(db)
    failures = rows(
        db,
        "SELECT valor_medido, valor_referencia, mensaje "
        "FROM stage.tbl_consistencia_resultados WHERE resultado = 'FAIL'",
    )
    reason = "radio_pozo (0.3) < radio_equivalente (800) < radio_drenaje (700): no se cumple"
    assert failures == [{"valor_medido": 0.3, "valor_referencia": 700, "mensaje": reason}]


def test_the_newest_reserves_are_in_force(db: Connection) -> None:
    make_well(db)
    older = {"well_id": 1, "fecha_registro": "2020-01-01", "presion_estatica_yacimiento": 10}
    insert(db, "stage.tbl_pozo_reservas", [older])
    validate(db)
    assert verdicts(db)["RC-004"] == "PASS"
    newer = {"well_id": 1, "fecha_registro": "2026-02-01", "presion_estatica_yacimiento": 10}
    insert(db, "stage.tbl_pozo_reservas", [newer])
    validate(db)
    assert verdicts(db)["RC-004"] == "FAIL"


def test_a_corrected_value_turns_the_verdict(db: Connection) -> None:
    make_well(db, pwf_psi_act=5000)
    assert len(validate(db)) == 1
    db.execute("UPDATE reporting.dataset_current_values SET pwf_psi_act = 1473")
    assert validate(db) == []
    assert verdicts(db) == ALL_PASS


def test_a_rule_switched_off_leaves_no_verdict(db: Connection) -> None:
    make_well(db)
    validate(db)
    db.execute(
        "UPDATE referencial.tbl_reglas_consistencia SET activo = false "
        "WHERE codigo_regla = 'RC-005'"
    )
    validate(db)
    assert set(verdicts(db)) == set(ALL_PASS) - {"RC-005"}


@pytest.mark.parametrize(
    ("operator", "expected"),
    [(">", "PASS"), (">=", "PASS"), ("!=", "PASS"), ("<", "FAIL"), ("<=", "FAIL"), ("=", "FAIL")],
)
def test_every_operator_is_understood(db: Connection, operator: str, expected: str) -> None:
    make_well(db)
    db.execute(
        "UPDATE referencial.tbl_reglas_consistencia SET operador_comparacion = %s "
        "WHERE codigo_regla = 'RC-001'",
        [operator],
    )
    validate(db)
    assert verdicts(db)["RC-001"] == expected


@pytest.mark.parametrize("value", [1e308, float("inf")])
def test_absurd_values_raise_nothing(db: Connection, value: float) -> None:
    make_well(db, max_rod_load_lb_act=value, radio_pozo=value)
    validate(db)
    assert verdicts(db) == ALL_PASS | {"RC-006": "FAIL"}


@pytest.mark.commits
def test_second_run_changes_nothing(db: Connection) -> None:
    make_well(db, pwf_psi_act=5000)
    make_well(db, 2, radio_pozo=None)
    validate(db)
    db.commit()
    before = xmins(db, RESULTS)
    assert len(validate(db)) == 1
    assert xmins(db, RESULTS) == before


def test_no_wells_is_no_error(db: Connection) -> None:
    assert validate(db) == []
    assert rows(db, "SELECT FROM stage.tbl_consistencia_resultados") == []
