"""What is kept of the wells that users see follows grants and wells, whoever changes them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from psycopg import IsolationLevel, errors
from psycopg.conninfo import conninfo_to_dict

from bp010ctl.server.cluster import Cluster
from support.databases import new_database, settle
from support.fakes import until, waits

pytestmark = pytest.mark.routine("reporting.fnc_seguir_alcances", "reporting.fnc_seguir_pozos")

Connection = psycopg.Connection[Any]
WELLS = """
INSERT INTO reporting.dim_pozo (pozo_id, nombre_pozo, campo, cliente) VALUES
(1, 'Uno', 'Norte', 'Andes'), (2, 'Dos', 'Norte', 'Caribe'), (3, 'Tres', 'Sur', 'Andes'),
(4, 'Cuatro', NULL, NULL)
"""
TOLD = "SELECT user_email, pozos FROM reporting.dim_rls_visible"
RULE = "SELECT user_email, pozos FROM reporting.fnc_pozos_de_usuarios(NULL)"
FIELD = "INSERT INTO reporting.dim_rls_ambito VALUES ('ana', 'campo', 'Norte', 'LECTURA')"
WRITINGS = """
SELECT n_tup_ins, n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'dim_rls_visible'
"""
MOVE = "UPDATE reporting.dim_pozo SET campo = 'Norte' WHERE pozo_id = 3"


@pytest.fixture(scope="module")
def url(cluster: Cluster, seeded_template: Any) -> Iterator[str]:
    with new_database(cluster, seeded_template.template_dbname) as made:
        yield made


@pytest.fixture
def db(url: str) -> Iterator[Connection]:
    """A session of the owner, four wells, no grants; all is emptied after."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(WELLS.encode())
        yield connection
        connection.execute("TRUNCATE reporting.dim_pozo CASCADE")
        connection.execute("TRUNCATE reporting.dim_rls_usuario, reporting.dim_rls_ambito")
        assert told(connection) == {}


@pytest.fixture
def boss(cluster: Cluster, url: str, db: Connection) -> Iterator[Connection]:
    """A superuser, who can become any group."""
    name = str(conninfo_to_dict(url)["dbname"])
    with psycopg.connect(cluster.url(name, "postgres"), autocommit=True) as connection:
        yield connection
    settle(url)


def told(connection: Connection, query: str = TOLD) -> dict[str, list[int]]:
    return dict(connection.execute(query.encode()).fetchall())


# -- one session --------------------------------------------------------------------------------

GRANTS: list[tuple[str, dict[str, list[int]]]] = [
    ("INSERT INTO reporting.dim_rls_usuario VALUES ('ana', 3, 'LECTURA'), ('ana', 99, NULL),"
     " ('luis', 1, 'ninguno')", {"ana": [3, 99]}),
    (FIELD, {"ana": [1, 2, 3, 99]}),
    ("INSERT INTO reporting.dim_rls_ambito VALUES ('luis', 'cliente', 'Andes', NULL)",
     {"ana": [1, 2, 3, 99], "luis": [3]}),
    ("UPDATE reporting.dim_rls_usuario SET nivel_acceso = 'NINGUNO' WHERE pozo_id = 3",
     {"ana": [1, 2, 99], "luis": [3]}),
    ("UPDATE reporting.dim_rls_ambito SET user_email = 'eva' WHERE user_email = 'ana'",
     {"ana": [99], "eva": [1, 2], "luis": [3]}),
    ("UPDATE reporting.dim_rls_usuario SET user_email = 'eva' WHERE user_email = 'ana'",
     {"eva": [1, 2, 99], "luis": [3]}),
    ("DELETE FROM reporting.dim_rls_usuario WHERE pozo_id = 1",
     {"eva": [1, 2, 99], "luis": [1, 3]}),
    ("TRUNCATE reporting.dim_rls_usuario", {"eva": [1, 2], "luis": [1, 3]}),
    ("MERGE INTO reporting.dim_rls_ambito AS a USING (VALUES ('eva'), ('ada')) AS n (usuario)"
     " ON a.user_email = n.usuario WHEN MATCHED THEN DELETE"
     " WHEN NOT MATCHED THEN INSERT VALUES (n.usuario, 'campo', 'Sur', 'x')",
     {"ada": [3], "luis": [1, 3]}),
    ("TRUNCATE reporting.dim_rls_ambito", {}),
]  # fmt: skip

PLACES: list[tuple[str, dict[str, list[int]]]] = [
    (MOVE, {"ana": [1, 2, 3], "luis": [1, 3]}),
    ("INSERT INTO reporting.dim_pozo (pozo_id, nombre_pozo, campo, cliente)"
     " VALUES (5, 'Cinco', 'Norte', 'Andes'), (6, 'Seis', NULL, 'Andes')"
     " ON CONFLICT (pozo_id) DO NOTHING", {"ana": [1, 2, 3, 5], "luis": [1, 3, 5, 6]}),
    ("UPDATE reporting.dim_pozo SET cliente = 'Caribe' WHERE pozo_id = 1",
     {"ana": [1, 2, 3, 5], "luis": [3, 5, 6]}),
    ("UPDATE reporting.dim_pozo SET campo = NULL WHERE pozo_id = 2",
     {"ana": [1, 3, 5], "luis": [3, 5, 6]}),
    ("UPDATE reporting.dim_pozo SET pozo_id = 7 WHERE pozo_id = 3",
     {"ana": [1, 5, 7], "luis": [5, 6, 7]}),
    ("DELETE FROM reporting.dim_pozo WHERE pozo_id = 5", {"ana": [1, 7], "luis": [6, 7]}),
    ("INSERT INTO reporting.dim_pozo (pozo_id, nombre_pozo, campo, cliente)"
     " VALUES (4, 'Cuatro', 'Norte', NULL), (8, 'Ocho', NULL, 'Andes')"
     " ON CONFLICT (pozo_id) DO UPDATE SET campo = excluded.campo",
     {"ana": [1, 4, 7], "luis": [6, 7, 8]}),
    ("TRUNCATE reporting.dim_pozo CASCADE", {}),
]  # fmt: skip


def test_what_is_given_renamed_and_taken_away_is_seen_at_once(db: Connection) -> None:
    for statement, wells in GRANTS:
        db.execute(statement.encode())
        assert told(db) == wells, statement


def test_wells_that_come_move_and_go_are_followed(db: Connection) -> None:
    db.execute(FIELD.encode())
    db.execute("INSERT INTO reporting.dim_rls_ambito VALUES ('luis', 'cliente', 'Andes', NULL)")
    for statement, wells in PLACES:
        db.execute(statement.encode())
        assert told(db) == wells, statement


def test_ten_thousand_wells_at_once_are_one_writing(db: Connection) -> None:
    with db.transaction():
        db.execute(FIELD.encode())
        before = db.execute(WRITINGS.encode()).fetchone()
        with db.cursor().copy(
            "COPY reporting.dim_pozo (pozo_id, nombre_pozo, campo) FROM STDIN"
        ) as rows:
            for well in range(100, 10_100):
                rows.write_row((well, f"Pozo {well}", ("Norte", "Sur")[well % 2]))
        after = db.execute(WRITINGS.encode()).fetchone()
    assert before is not None
    assert after == (before[0], before[1] + 1)
    assert told(db) == {"ana": [1, 2, *range(100, 10_100, 2)]}


def test_nobody_but_its_triggers_writes_it(boss: Connection) -> None:
    for group in ("bp010_operacion", "bp010_panel", "bp010_lectura", "bp010_escritura"):
        for statement in (
            "INSERT INTO reporting.dim_rls_visible VALUES ('ana', '{1}')",
            "UPDATE reporting.dim_rls_visible SET pozos = '{}'",
            "DELETE FROM reporting.dim_rls_visible",
            "TRUNCATE reporting.dim_rls_visible",
            "SELECT reporting.fnc_rehacer_visibles(NULL)",
            "SELECT reporting.fnc_turno_visibles()",
        ):
            boss.execute(f"SET ROLE {group}".encode())
            with pytest.raises(errors.InsufficientPrivilege):
                boss.execute(statement.encode())
            boss.execute("RESET ROLE")


def test_an_operator_gives_wells_without_a_right_on_what_follows(boss: Connection) -> None:
    boss.execute("SET ROLE bp010_operacion")
    boss.execute(FIELD.encode())
    boss.execute(MOVE.encode())
    boss.execute("RESET ROLE")
    assert told(boss) == {"ana": [1, 2, 3]}


# -- several sessions ---------------------------------------------------------------------------

SOUTH = "INSERT INTO reporting.dim_rls_ambito VALUES ('eva', 'campo', 'Sur', 'LECTURA')"
PAIRS = {
    "a field is given, a well moves into it": (FIELD, MOVE, {"ana": [1, 2, 3]}),
    "a field is given, a well is new in it": (
        FIELD,
        "INSERT INTO reporting.dim_pozo (pozo_id, nombre_pozo, campo) VALUES (9, 'Nueve', 'Norte')",
        {"ana": [1, 2, 9], "eva": [3]},
    ),
    "a field is denied, a well moves into it": (
        "INSERT INTO reporting.dim_rls_ambito VALUES ('eva', 'campo', 'Norte', 'NINGUNO')",
        "UPDATE reporting.dim_pozo SET campo = 'Norte', cliente = 'Sur' WHERE pozo_id = 3",
        {},
    ),
    "a field is changed, a well moves into it": (
        "UPDATE reporting.dim_rls_ambito SET valor = 'Norte'",
        MOVE,
        {"eva": [1, 2, 3]},
    ),
    "two grants of one user": (
        FIELD,
        "INSERT INTO reporting.dim_rls_usuario VALUES ('ana', 3, 'LECTURA')",
        {"ana": [1, 2, 3], "eva": [3]},
    ),
    "all is taken away, a well is new": (
        "DELETE FROM reporting.dim_rls_ambito",
        "INSERT INTO reporting.dim_pozo (pozo_id, nombre_pozo, campo) VALUES (9, 'Nueve', 'Sur')",
        {},
    ),
}


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "turned round"])
@pytest.mark.parametrize("pair", PAIRS)
def test_two_at_once_leave_what_both_have_done(
    db: Connection, url: str, pair: str, turned: bool
) -> None:
    """The second waits until the first commits, and then sees it: else one would be lost."""
    one, other, wells = PAIRS[pair]
    db.execute(SOUTH.encode())
    first, second = (other, one) if turned else (one, other)
    with (
        psycopg.connect(url) as early,
        psycopg.connect(url) as late,
        ThreadPoolExecutor(1) as pool,
    ):
        early.execute(first.encode())
        waiting = pool.submit(late.execute, second.encode())
        until(lambda: waits(db, late.info.backend_pid))
        early.commit()
        waiting.result()
        late.commit()
    assert told(db) == told(db, RULE)
    assert told(db) == wells


def test_who_goes_on_with_an_older_picture_fails_instead_of_missing_a_grant(
    db: Connection, url: str
) -> None:
    with psycopg.connect(url) as late:
        late.isolation_level = IsolationLevel.REPEATABLE_READ
        late.execute("SELECT FROM reporting.dim_pozo")
        db.execute(FIELD.encode())
        with pytest.raises(errors.SerializationFailure):
            late.execute(MOVE.encode())
    assert told(db) == {"ana": [1, 2]}


def test_a_change_of_other_columns_waits_for_nobody(db: Connection, url: str) -> None:
    """The cycles write targets, thousands a run, while somebody gives wells and takes his time."""
    with psycopg.connect(url) as other:
        other.execute(FIELD.encode())
        db.execute("SET lock_timeout = '200ms'")
        changed = db.execute(
            "UPDATE reporting.dim_pozo SET nombre_pozo = 'X', campo = campo, mtbf_target = 1"
        )
        assert changed.rowcount == 4
        with pytest.raises(errors.LockNotAvailable):
            db.execute(MOVE.encode())


def change(dice: random.Random) -> str:
    """A change of grants or wells."""
    user, well = dice.choice(["ana", "eva", "luis"]), dice.randrange(1, 30)
    name = dice.choice(["'Norte'", "'Sur'", "'Este'", "NULL"])
    value, kind = dice.choice(["Norte", "Sur", "Este"]), dice.choice(["campo", "cliente"])
    level = dice.choice(["LECTURA", "NINGUNO"])
    return dice.choice([
        f"INSERT INTO reporting.dim_rls_ambito VALUES ('{user}', '{kind}', '{value}', '{level}')"
        " ON CONFLICT (user_email, ambito, valor) DO UPDATE"
        " SET nivel_acceso = excluded.nivel_acceso",
        f"DELETE FROM reporting.dim_rls_ambito WHERE user_email = '{user}' AND valor = '{value}'",
        f"INSERT INTO reporting.dim_rls_usuario VALUES ('{user}', {well}, '{level}')"
        " ON CONFLICT (user_email, pozo_id) DO UPDATE SET nivel_acceso = excluded.nivel_acceso",
        f"DELETE FROM reporting.dim_rls_usuario WHERE pozo_id BETWEEN {well} AND {well + 5}",
        "INSERT INTO reporting.dim_pozo (pozo_id, nombre_pozo, campo, cliente)"
        f" VALUES ({well}, 'Pozo', {name}, {name}) ON CONFLICT DO NOTHING",
        f"UPDATE reporting.dim_pozo SET {kind} = {name} WHERE pozo_id > {well}",
        f"DELETE FROM reporting.dim_pozo WHERE pozo_id = {well}",
        "TRUNCATE reporting.dim_rls_usuario" if well == 1 else "SELECT 1",
    ])  # fmt: skip


def quarrel(url: str, seed: int, turns: int) -> tuple[int, int]:
    """Transactions of one to three changes, one after another: how many were kept, how many not."""
    dice, kept, refused = random.Random(seed), 0, 0
    with psycopg.connect(url) as connection:
        for _ in range(turns):
            connection.isolation_level = dice.choice([None, *IsolationLevel])
            try:
                for _ in range(dice.randint(1, 3)):
                    connection.execute(change(dice).encode())
                if dice.random() < 0.1:
                    connection.rollback()
                else:
                    connection.commit()
                    kept += 1
            except (errors.DeadlockDetected, errors.SerializationFailure):
                connection.rollback()
                refused += 1
    return kept, refused


def quarrels(db: Connection, url: str, seed: int, turns: int, sessions: int = 4) -> tuple[int, int]:
    with ThreadPoolExecutor(sessions) as pool:
        done = list(pool.map(lambda n: quarrel(url, 10 * seed + n, turns), range(sessions)))
    assert told(db) == told(db, RULE), seed
    return sum(kept for kept, _ in done), sum(refused for _, refused in done)


def test_sessions_at_odds_leave_what_the_grants_say(db: Connection, url: str) -> None:
    kept, _ = quarrels(db, url, 1, 8)
    assert kept > 8


@pytest.mark.slow
def test_sessions_at_odds_for_long_leave_what_the_grants_say(db: Connection, url: str) -> None:
    db.execute("SET statement_timeout = 0")
    kept = refused = 0
    for seed in range(2, 42):
        more, less = quarrels(db, url, seed, 40)
        kept, refused = kept + more, refused + less
    print(f"{kept} transactions kept, {refused} refused")
    assert kept > 2000
    assert refused > 100
