"""Values that loaders stumble over: each, in a table of its own, arrives exactly or is set aside
by name, and no table is stopped by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from support import sampled
from support.databases import new_database
from support.replicas import Make, Replica, planned

ZERO = "no such date, PostgreSQL cannot hold it"


@dataclass(frozen=True)
class Trap:
    """A table's columns and rows there; what is in `v` here, by `id`; what was set aside: column
    and value as it was."""

    columns: str
    rows: str
    kept: list[Any]
    aside: list[tuple[str, str]] = field(default_factory=list)
    key: str = "id int PRIMARY KEY"
    order: str = "id"


TRAPS = {
    "zero_dates": Trap(
        "v date", "(1, '0000-00-00'), (2, '2024-00-15'), (3, '2024-02-31'), (4, '2024-02-29')",
        [None, None, None, "2024-02-29"],
        [("v", "0000-00-00"), ("v", "2024-00-15"), ("v", "2024-02-31")],
    ),
    "zero_dates_never_null": Trap(
        "v date NOT NULL", "(1, '0000-00-00'), (2, '2024-02-31'), (3, '9999-12-31')",
        [None, None, "9999-12-31"], [("v", "2024-02-31")],
    ),
    "zero_datetimes": Trap(
        "v datetime(3)", "(1, '0000-00-00'), (2, '2023-02-29 10:00:00'),"
        " (3, '0001-01-01 00:00:00.5')",
        [None, None, "0001-01-01 00:00:00.5"],
        [("v", "0000-00-00 00:00:00.000"), ("v", "2023-02-29 10:00:00.000")],
    ),
    "instants": Trap(
        "v timestamp(6) NULL", "(1, '2024-07-01 12:00:00.000001'), (2, NULL), (3, '0000-00-00')",
        ["2024-07-01 18:00:00.000001+00", None, None], [("v", "0000-00-00 00:00:00.000000")],
    ),
    "unsigned": Trap(
        "v bigint unsigned", "(1, 18446744073709551615), (2, 9223372036854775808), (3, 0)",
        ["18446744073709551615", "9223372036854775808", "0"],
    ),
    "unsigned_key": Trap(
        "v int", "(18446744073709551615, 1), (9223372036854775807, 2), (3, 3)", ["3", "2", "1"],
        key="id bigint unsigned PRIMARY KEY",
    ),
    "times": Trap(
        "v time(2)", "(1, '30:00:00'), (2, '-00:00:01.50'), (3, '838:59:59'), (4, '-838:59:59')",
        ["30:00:00", "-00:00:01.5", "838:59:59", "-838:59:59"],
    ),
    "bits": Trap("v bit(10)", "(1, b'101'), (2, b'0'), (3, b'1111111111')",
                 ["0000000101", "0000000000", "1111111111"]),
    "years": Trap("v year", "(1, 0), (2, 1901), (3, 2155)", ["0", "1901", "2155"]),
    "enums": Trap("v enum('a', 'b''c')", "(1, 'b''c'), (2, 'none such'), (3, NULL)",
                  ["b'c", "", None]),
    "sets": Trap("v set('x', 'y')", "(1, 'y,x'), (2, '')", ["x,y", ""]),
    "json": Trap("v json", """(1, '{"b":1,  "a":[1.10, "\\\\u00e9"], "b":2}')""",
                 ['{"b":1,  "a":[1.10, "\\u00e9"], "b":2}']),
    "latin1": Trap("v varchar(20) CHARACTER SET latin1", "(1, 'Ñandú €'), (2, 'a\\tb')",
                   ["Ñandú €", "a\tb"]),
    "wide_decimals": Trap(
        "v decimal(65,30)",
        "(1, 12345678901234567890123456789012345.123456789012345678901234567891), (2, -0.1)",
        ["12345678901234567890123456789012345.123456789012345678901234567891",
         "-0.100000000000000000000000000000"],
    ),
    "tinyint_1": Trap("v tinyint(1)", "(1, 0), (2, 1), (3, 2), (4, -128)", ["0", "1", "2", "-128"]),
    "floats": Trap("v float", "(1, 0.1), (2, 16777216), (3, 1.2345678), (4, 3.4e38)",
                   ["0.1", "1.6777216e+07", "1.2345678", "3.4e+38"]),
    "doubles": Trap(
        "v double", "(1, 0.1e0 + 0.2e0), (2, 1.7976931348623157e308), (3, 2.2250738585072014e-308),"
        " (4, 1e15), (5, 1e-7), (6, -1e-5)",
        ["0.30000000000000004", "1.7976931348623157e+308", "2.2250738585072014e-308", "1e+15",
         "1e-07", "-1e-05"],
    ),
    "zerofill": Trap("v int(6) zerofill", "(1, 42), (2, 0)", ["42", "0"]),
    "texts": Trap(
        "v text", "(1, '\\\\N'), (2, ''), (3, NULL), (4, 'a\\tb\\nc\\rd\\\\e'), (5, '\\\\.'),"
        " (6, ' x '), (7, '😀')",
        ["\\N", "", None, "a\tb\nc\rd\\e", "\\.", " x ", "😀"],
    ),
    "nul": Trap("v varchar(20)", "(1, CONCAT('a', CHAR(0), 'b')), (2, 'a')", [None, "a"],
                [("v", "hex 610062")]),
    "blobs": Trap("v blob", "(1, X'00ff5c0a'), (2, ''), (3, NULL)", ["\\x00ff5c0a", "\\x", None]),
    "too_long_a_line": Trap("v longblob, w int", "(1, REPEAT('ab', 600000), 7), (2, 'x', 8)",
                            ["\\x" + "6162" * 600000, "\\x78"]),
    "no_key": Trap("v varchar(9)", "(1, 'a'), (1, 'a'), (2, NULL)", ["a", "a", None], key="id int"),
    "unique_key": Trap("v int, UNIQUE KEY (id)", "(1, 5), (2, 6)", ["5", "6"],
                       key="id int NOT NULL"),
    "text_key": Trap(
        "v int", "('B', 1), ('a', 2), ('Ñ', 3), ('n', 4), ('a b', 5), ('ñandú', 6)",
        ["1", "2", "5", "4", "3", "6"],
        key="id varchar(30) COLLATE utf8mb4_spanish_ci PRIMARY KEY", order='id COLLATE "C"',
    ),
    "two_part_key": Trap(
        "b varchar(5), v int, PRIMARY KEY (id, b)", "(1, 'x', 1), (1, 'X2', 2), (2, 'x', 3)",
        ["2", "1", "3"], key="id int", order='id, b COLLATE "C"',
    ),
    "date_in_key": Trap(
        "d date, v int, PRIMARY KEY (id, d)", "(1, '2024-01-01', 1), (2, '0000-00-00', 2)", ["1"],
        [("", "2\t\\N\t2")], key="id int",
    ),
    "binary_key": Trap("v int", "(X'00ff', 1), (X'0a5c', 2)", ["1", "2"],
                       key="id binary(2) PRIMARY KEY"),
    "reserved_names": Trap("`user` int, `Order By` int, `v` int", "(1, 2, 3, 4)", ["4"]),
    "empty": Trap("v int", "", []),
}  # fmt: skip


@pytest.fixture(scope="module")
def loaded(maria: Any, cluster: Any, migrated_template: Any, tmp_path_factory: Any) -> Any:
    """All traps in one schema, loaded once and then once more."""
    root = maria.connect()
    with root.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS traps")
        cursor.execute("CREATE DATABASE traps DEFAULT CHARSET utf8mb4")
        cursor.execute("USE traps")
        for name, trap in TRAPS.items():
            cursor.execute(f"CREATE TABLE `{name}` ({trap.key}, {trap.columns})")
            if trap.rows:
                cursor.execute(f"INSERT INTO `{name}` VALUES {trap.rows}")
    root.close()
    with new_database(cluster, migrated_template.template_dbname) as url:
        kept = planned(maria, "traps", tmp_path_factory.mktemp("traps"), url)
        first, second = kept.run(), kept.run(compare=True)
        yield kept, first, second, kept.verify()


@pytest.mark.parametrize("name", TRAPS)
def test_each_trap_arrives_exactly_or_is_set_aside_by_name(loaded: Any, name: str) -> None:
    replica: Replica = loaded[0]
    trap = TRAPS[name]
    kept = replica.here(f'SELECT v::text FROM "{name}" ORDER BY {trap.order}')
    assert [value for (value,) in kept] == trap.kept
    aside = replica.here(
        f"SELECT columna, valor FROM etl.replica_rechazos WHERE tabla = '{name}' ORDER BY llave"
    )
    assert aside == trap.aside


@pytest.mark.parametrize("name", sampled({name: (name,) for name in TRAPS}, 6))
def test_each_trap_is_proven_and_a_second_run_writes_nothing(loaded: Any, name: str) -> None:
    _, _, second, verdicts = loaded
    assert verdicts[name].verdict == "igual"
    outcome = next(candidate for candidate in second.outcomes if candidate.table == name)
    assert (outcome.written, outcome.deleted, outcome.error) == (0, 0, None)


def test_what_is_doubtful_is_named_in_the_plan(loaded: Any) -> None:
    tables = loaded[0].plan.tables

    def doubt(table: str, column: str = "v") -> str:
        return tables[table].column(column).doubt or ""

    assert "0000-00-00" in doubt("zero_dates")
    assert "unsigned 64 bit" in doubt("unsigned")
    assert "-838:59:59" in doubt("times")
    assert "not as boolean" in doubt("tinyint_1")
    assert "latin1" in doubt("latin1")
    for table in ("bits", "years", "enums", "sets", "json", "wide_decimals", "floats", "instants"):
        assert doubt(table), table
    assert any("no primary key" in remark for remark in tables["no_key"].doubts)
    seen = {name: " ".join(table.doubts) for name, table in tables.items()}
    assert "v holds zero or impossible dates: 3 of the first" in seen["zero_dates"]
    assert "holds more than 0 and 1: 2 of the first" in seen["tinyint_1"]
    assert "holds times below 0 or beyond 24 h: 4" in seen["times"]
    assert "holds numbers from 2^63 on: 2" in seen["unsigned"]
    assert not tables["zerofill"].doubts


def test_what_postgresql_refuses_in_a_row_stops_no_other(replica: Make) -> None:
    """A type here that is too narrow for one value: found by halving, told in its words."""
    kept = replica("CREATE TABLE t (id int PRIMARY KEY, v bigint)",
                   "INSERT INTO t VALUES (1, 5), (2, 5000000000), (3, 7)")  # fmt: skip
    kept.here("ALTER TABLE t ALTER COLUMN v TYPE integer")
    outcome = kept.outcome("t")
    assert kept.here("SELECT id, v FROM t ORDER BY 1") == [(1, 5), (3, 7)]
    ((key, column, reason),) = kept.here("SELECT llave, columna, motivo FROM etl.replica_rechazos")
    assert (key, column) == (["2"], "")
    assert "out of range" in reason
    assert outcome.aside == 1


def test_a_value_mended_at_the_source_is_no_longer_set_aside(replica: Make) -> None:
    kept = replica("CREATE TABLE t (id int PRIMARY KEY, v date)",
                   "INSERT INTO t VALUES (1, '0000-00-00'), (2, '2024-02-31')",
                   "INSERT INTO t VALUES (3, '0000-00-00')")  # fmt: skip
    assert kept.outcome("t").aside == 3
    kept.there("UPDATE t SET v = '2024-03-02' WHERE id = 1", "UPDATE t SET v = NULL WHERE id = 2",
               "DELETE FROM t WHERE id = 3")  # fmt: skip
    assert kept.outcome("t").aside == 0
    assert kept.here("SELECT id, v::text FROM t ORDER BY 1") == [(1, "2024-03-02"), (2, None)]
    assert kept.equal()


def test_doubles_of_any_size_are_equal_and_mostly_have_the_same_text(replica: Make) -> None:
    """Where the texts differ, the values decide: a false alarm costs a look, not a verdict."""
    kept = replica(
        "CREATE TABLE t (id int PRIMARY KEY, v double, f float)",
        "INSERT INTO t SELECT seq, (RAND(seq) - 0.5) * POW(10, CAST(seq AS SIGNED) % 60 - 30),"
        " RAND(seq) * seq FROM seq_1_to_3000",
    )
    assert kept.outcome("t").written == 3000
    assert kept.equal()
    (figure,) = kept.here("SELECT valor FROM etl.replica_calidad WHERE medida = 'diferian'")
    assert figure[0] < 15
    again = kept.outcome("t", compare=True)
    assert (again.written, again.proof) == (0, "igual")
