"""Bodies that end the transaction where PostgreSQL refuses it: found before they run."""

from __future__ import annotations

import psycopg
import pytest

from bp010ctl.schema import transactions
from bp010ctl.schema.transactions import Ending, endings

MAKE = "CREATE PROCEDURE etl.{name}()\nLANGUAGE plpgsql{settings}\nAS $$\n{body}\n$$"
CALLING = "BEGIN\n    CALL etl.acaba();\nEND"
GUARDED = CALLING.replace("END", "EXCEPTION\n    WHEN division_by_zero THEN\n        NULL;\nEND")

BODIES = {
    "begin commit; end": [Ending(1, "", False)],
    "BEGIN\n    IF TRUE THEN ROLLBACK; END IF;\nEND": [Ending(2, "", False)],
    "BEGIN\n    -- COMMIT;\n    PERFORM '; COMMIT;';\nEND": [],
    "BEGIN\n    CREATE TEMP TABLE t (x integer) ON COMMIT DROP;\nEND": [],
    "BEGIN\n    CALL s.otra();\nEND": [Ending(2, "s.otra", False)],
    "BEGIN\n    BEGIN\n        CALL s.otra();\n    EXCEPTION WHEN OTHERS THEN\n"
    "        CALL s.una();\n    END;\n    CALL s.dos();\nEND": [
        Ending(3, "s.otra", True), Ending(5, "s.una", False), Ending(7, "s.dos", False)],
    "BEGIN\n    x := CASE WHEN y THEN 1 ELSE 2 END;\n    CASE x WHEN 1 THEN\n        COMMIT;\n"
    "    END CASE;\nEXCEPTION WHEN OTHERS THEN\n    RAISE EXCEPTION 'x';\nEND": [
        Ending(4, "", True)],
    "BEGIN\n    FOR x IN SELECT 1 LOOP\n        COMMIT;\n    END LOOP;\n    BEGIN\n"
    "        NULL;\n    EXCEPTION WHEN OTHERS THEN NULL;\n    END;\nEND": [Ending(3, "", False)],
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
def test_what_ends_a_transaction_and_what_guards_it(body: str) -> None:
    assert endings(body) == BODIES[body]


@pytest.mark.parametrize(
    ("settings", "body", "where"),
    [
        ("", CALLING, None),
        ("\nSET work_mem = '1MB'", CALLING, "in a procedure with SET"),
        ("\nSECURITY DEFINER", CALLING, "in a procedure with SECURITY DEFINER"),
        ("", GUARDED, "between BEGIN and EXCEPTION"),
    ],
)
def test_it_is_a_fault_just_where_postgresql_refuses_it(
    database: str, settings: str, body: str, where: str | None
) -> None:
    """By way of another procedure; what is called no fault runs, what is called one does not."""
    ends = MAKE.format(name="acaba", settings="", body="BEGIN\n    COMMIT;\nEND")
    calls = MAKE.format(name="llama", settings=settings, body=body)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(ends.encode())
        connection.execute(calls.encode())
        faults = transactions.check(connection)
        assert {"etl.acaba", "etl.llama"} <= transactions.procedures(connection)
        if where is None:
            connection.execute("CALL etl.llama()")
            assert faults == []
            return
        with pytest.raises(psycopg.errors.InvalidTransactionTermination):
            connection.execute("CALL etl.llama()")
    assert [(fault.name, fault.line, fault.message) for fault in faults] == [
        ("etl.llama", 3, "CALL etl.acaba ends the transaction, which PostgreSQL refuses " + where)
    ]


def test_a_function_cannot_by_way_of_a_procedure(bare: psycopg.Connection) -> None:
    ends = MAKE.format(name="acaba", settings="", body="BEGIN\n    COMMIT;\nEND")
    bare.execute(ends.encode())
    bare.execute(
        f"CREATE FUNCTION etl.llama() RETURNS void LANGUAGE plpgsql AS $${CALLING}$$".encode()
    )
    (fault,) = transactions.check(bare)
    assert fault.message.endswith("refuses in a function")
