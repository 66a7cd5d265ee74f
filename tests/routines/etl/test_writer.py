"""etl.fnc_guardar, the one writer: on tables and sources of the test's own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from support.readings import Connection, set_clock

OBJECTS = """
CREATE SCHEMA pruebas;
CREATE TABLE pruebas.medidas (
    fecha date,
    well_id integer,
    presion double precision,
    nota text,
    ajena integer DEFAULT 7,
    doble double precision GENERATED ALWAYS AS (presion * 2) STORED,
    updated_at timestamptz,
    PRIMARY KEY (fecha, well_id)
) PARTITION BY RANGE (fecha);
CREATE TABLE pruebas.medidas_enero PARTITION OF pruebas.medidas
FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE pruebas.medidas_resto PARTITION OF pruebas.medidas DEFAULT;

CREATE TABLE pruebas.lecturas (well_id integer, fecha date, presion numeric, nota text);
CREATE FUNCTION pruebas.calculadas(p_pozos integer[], p_fechas date[])
RETURNS TABLE (well_id integer, fecha date, presion numeric, nota text) LANGUAGE sql STABLE AS $$
    SELECT lectura.* FROM unnest(p_pozos, p_fechas) AS clave (well_id, fecha)
    INNER JOIN pruebas.lecturas AS lectura USING (well_id, fecha)
    ORDER BY random()
$$;
CREATE VIEW pruebas.todas AS SELECT * FROM pruebas.lecturas;
"""
SCOPE = "well_id = clave.pozo AND fecha = clave.periodo"
NOON = "2026-01-10 12:00:00+00"
MANY = 1000
"""Keys from which new rows are inserted apart."""
Changes = set[tuple[Any, ...]]


@pytest.fixture
def db(request: pytest.FixtureRequest, bare: Connection) -> Connection:
    """The objects in a database, committed for a test that `commits`."""
    bare.execute(OBJECTS.encode())
    set_clock(bare, NOON)
    if request.node.get_closest_marker("commits"):
        bare.commit()
    return bare


def read(db: Connection, *rows: tuple[Any, ...]) -> None:
    """These readings and no others: well, day of January, pressure, note."""
    db.execute("DELETE FROM pruebas.lecturas")
    with db.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO pruebas.lecturas VALUES (%s, date '2026-01-01' + %s - 1, %s, %s)", rows
        )


def save(db: Connection, *keys: tuple[int, int], **options: Any) -> Changes:
    """Store what the readings of these wells and days give; which rows changed: well, day, gone.

    `idle`: so many keys more, of a well that has no readings.
    """
    scope = options.pop("scope", SCOPE)
    keys += ((99, 1),) * options.pop("idle", 0)
    names = "".join(f", {name} => %({name})s" for name in options)
    query = f"""
        SELECT pozo, extract(DAY FROM valor::date)::integer, retirada FROM etl.fnc_guardar(
            'pruebas.medidas', 'pruebas.calculadas', %(wells)s::integer[],
            ARRAY(SELECT date '2026-01-01' + d - 1 FROM unnest(%(days)s::integer[]) AS d),
            p_ambito => %(scope)s, p_devuelve => '{{well_id,fecha}}'{names}
        )"""
    values = {"wells": [key[0] for key in keys], "days": [key[1] for key in keys], "scope": scope}
    return set(db.execute(query.encode(), {**values, **options}).fetchall())


def stored(db: Connection, columns: str = "presion, nota") -> dict[tuple[int, int], Any]:
    """The rows by well and day of the year."""
    rows = db.execute(
        f"SELECT well_id, extract(DOY FROM fecha)::integer, {columns} FROM pruebas.medidas".encode()
    )
    return {(row[0], row[1]): row[2:] for row in rows}


def versions(db: Connection) -> list[tuple[Any, ...]]:
    """Which transactions wrote and which locked each row: equal means untouched."""
    return db.execute(
        "SELECT tableoid, ctid::text, xmin::text, xmax::text FROM pruebas.medidas ORDER BY 1, 2"
    ).fetchall()


# --- What it writes


@pytest.mark.parametrize("idle", [0, MANY])
def test_rows_are_inserted_updated_and_deleted(db: Connection, idle: int) -> None:
    read(db, (1, 1, 10, "a"), (1, 2, 20, "b"), (2, 1, 30, None))
    keys = [(1, 1), (1, 2), (2, 1)]
    assert save(db, *keys, idle=idle) == {(1, 1, False), (1, 2, False), (2, 1, False)}
    assert stored(db) == {(1, 1): (10, "a"), (1, 2): (20, "b"), (2, 1): (30, None)}
    read(db, (1, 1, 10, "a"), (1, 2, 21, "b"), (3, 1, 40, "c"))
    assert save(db, *keys, (3, 1), idle=idle) == {(1, 2, False), (2, 1, True), (3, 1, False)}
    assert stored(db) == {(1, 1): (10, "a"), (1, 2): (21, "b"), (3, 1): (40, "c")}


def test_an_empty_source_empties_its_scope_and_nothing_else(db: Connection) -> None:
    read(db, (1, 1, 10, "a"), (2, 1, 20, "b"))
    save(db, (1, 1), (2, 1))
    read(db)
    assert save(db) == set()
    assert save(db, (1, 1)) == {(1, 1, True)}
    assert stored(db) == {(2, 1): (20, "b")}


def test_without_a_scope_nothing_is_deleted(db: Connection) -> None:
    read(db, (1, 1, 10, "a"))
    save(db, (1, 1))
    read(db)
    assert save(db, (1, 1), scope=None) == set()
    assert stored(db) == {(1, 1): (10, "a")}


@pytest.mark.parametrize("idle", [0, MANY])
@pytest.mark.commits
def test_a_second_run_neither_writes_nor_locks(db: Connection, idle: int) -> None:
    nothing, infinite = "NaN", "Infinity"
    read(db, (1, 1, None, None), (1, 2, nothing, "n"), (1, 3, infinite, "i"), (2, 1, "0.1", "c"))
    keys = [(1, 1), (1, 2), (1, 3), (2, 1)]
    assert len(save(db, *keys, idle=idle)) == 4
    db.commit()
    before = versions(db)
    assert save(db, *keys, idle=idle) == set()
    assert save(db, *keys, scope=None, p_solo_actualiza=True) == set()
    db.commit()
    assert versions(db) == before
    assert {xmax for *_, xmax in before} == {"0"}


@pytest.mark.parametrize(("old", "new"), [(1, None), (None, 1), ("NaN", 1), (1, "NaN"),
                                          ("NaN", None), ("Infinity", "-Infinity")])  # fmt: skip
def test_a_value_that_comes_or_goes_is_a_difference(db: Connection, old: Any, new: Any) -> None:
    read(db, (1, 1, old, None))
    save(db, (1, 1))
    read(db, (1, 1, new, None))
    assert save(db, (1, 1)) == {(1, 1, False)}
    assert stored(db, "presion::text") == {(1, 1): (None if new is None else str(new),)}


def test_a_row_that_moves_leaves_its_old_place(db: Connection) -> None:
    """To another key, another partition."""
    january, february = (1, 31), (1, 32)
    read(db, (*january, 10, "a"))
    save(db, january)
    read(db, (*february, 10, "a"))
    assert save(db, january, february) == {(1, 31, True), (1, 1, False)}
    assert stored(db, "tableoid::regclass::text") == {february: ("pruebas.medidas_resto",)}


def test_columns_of_others_stay_as_they_are(db: Connection) -> None:
    read(db, (1, 1, 10, "a"))
    save(db, (1, 1))
    assert stored(db, "ajena, doble") == {(1, 1): (7, 20)}, "defaults and generated columns"
    db.execute("UPDATE pruebas.medidas SET ajena = 8, nota = 'mía'")
    read(db, (1, 1, 11, "z"))
    assert save(db, (1, 1), p_ajenas=["nota"]) == {(1, 1, False)}
    assert stored(db, "presion, nota, ajena") == {(1, 1): (11, "mía", 8)}


def test_the_clock_stamps_what_is_written(db: Connection) -> None:
    read(db, (1, 1, 10, "a"), (1, 2, 20, "b"))
    keys = [(1, 1), (1, 2)]
    save(db, *keys)
    set_clock(db, "2026-01-11 12:00:00+00")
    read(db, (1, 1, 10, "a"), (1, 2, 21, "b"))
    save(db, *keys)
    stamps = stored(db, "(updated_at AT TIME ZONE 'UTC')::date::text")
    assert stamps == {(1, 1): ("2026-01-10",), (1, 2): ("2026-01-11",)}


def test_updating_only_brings_no_row_that_is_not_there(db: Connection) -> None:
    read(db, (1, 1, 10, "a"))
    save(db, (1, 1))
    read(db, (1, 1, 11, "a"), (1, 2, 20, "b"))
    assert save(db, (1, 1), (1, 2), scope=None, p_solo_actualiza=True) == {(1, 1, False)}
    assert stored(db) == {(1, 1): (11, "a")}


def test_a_view_is_a_source_and_a_plain_condition_a_scope(db: Connection) -> None:
    read(db, (1, 1, 10, "a"), (2, 1, 20, "b"))
    call = (
        "SELECT count(*) FROM etl.fnc_guardar('pruebas.medidas', 'pruebas.todas', p_ambito => %s)"
    )
    assert db.execute(call.encode(), ["TRUE"]).fetchone() == (2,)
    read(db)
    assert db.execute(call.encode(), ["well_id = 2"]).fetchone() == (1,)
    assert stored(db) == {(1, 1): (10, "a")}


def test_rows_are_keys_by_their_fields_and_a_table_type_is_a_source(db: Connection) -> None:
    db.execute("""
        CREATE FUNCTION pruebas.tal_cual(p_filas pruebas.medidas[]) RETURNS SETOF pruebas.medidas
        LANGUAGE sql AS 'SELECT * FROM unnest(p_filas) AS f WHERE f.presion > 0'""")
    call = """
        SELECT pozo, retirada FROM etl.fnc_guardar(
            'pruebas.medidas', 'pruebas.tal_cual',
            ARRAY[('2026-01-01', 1, %s, 'a', 5, 99, NULL), ('2026-01-02', 1, 20, 'b', 6, 99, NULL)]
            ::pruebas.medidas[],
            p_ambito => 'fecha = clave.fecha AND well_id = clave.well_id',
            p_devuelve => '{well_id}', p_ajenas => '{updated_at}'
        )"""
    assert db.execute(call.encode(), [10]).fetchall() == [(1, False), (1, False)]
    assert stored(db, "presion, ajena, doble") == {(1, 1): (10, 5, 20), (1, 2): (20, 6, 40)}
    assert db.execute(call.encode(), [0]).fetchall() == [(1, True)]
    assert stored(db, "updated_at IS NOT NULL") == {(1, 2): (True,)}


# --- Among other writers


def test_rows_are_written_in_the_order_of_the_key(db: Connection) -> None:
    """Whatever order the source gives: its rows come shuffled."""
    db.execute("""
        CREATE TABLE pruebas.orden (puesto serial, dia date, pozo integer);
        CREATE FUNCTION pruebas.anotar() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO pruebas.orden (dia, pozo) VALUES (NEW.fecha, NEW.well_id);
            RETURN NEW;
        END $$;
        CREATE TRIGGER anotar BEFORE INSERT OR UPDATE ON pruebas.medidas
        FOR EACH ROW EXECUTE FUNCTION pruebas.anotar()""")
    keys = [(well, day) for well in range(1, 9) for day in range(1, 9)]
    for pressure, only in ((1, False), (2, True), (3, False)):
        db.execute("TRUNCATE pruebas.orden")
        read(db, *((*key, pressure, None) for key in keys))
        save(db, *keys, scope=None, p_solo_actualiza=only)
        # an insertion that meets a row fires for both; each has its place
        written = db.execute("SELECT dia, pozo FROM pruebas.orden ORDER BY puesto").fetchall()
        assert len(set(written)) == len(keys)
        assert written == sorted(written)


@pytest.mark.commits
def test_a_row_that_stays_waits_for_nobody(db: Connection, database: str) -> None:
    read(db, (1, 1, 10, "a"), (1, 2, 20, "b"))
    keys = [(1, 1), (1, 2)]
    save(db, *keys)
    read(db, (1, 1, 10, "a"), (1, 2, 21, "b"))
    db.commit()
    with psycopg.connect(database) as other:
        other.execute("SELECT FROM pruebas.medidas WHERE fecha = '2026-01-01' FOR UPDATE")
        db.execute("SET lock_timeout = '100ms'")
        assert save(db, *keys) == {(1, 2, False)}
        db.commit()
        read(db, (1, 1, 11, "a"), (1, 2, 21, "b"))
        with pytest.raises(psycopg.errors.LockNotAvailable):
            save(db, *keys)


@pytest.mark.parametrize("idle", [0, MANY])
@pytest.mark.commits
def test_writers_at_the_same_time_agree(db: Connection, database: str, idle: int) -> None:
    """Each row is inserted once, nobody stands in a deadlock, and the last one's values stay."""
    keys = [(well, day) for well in range(1, 21) for day in range(1, 11)]
    read(db, *((*key, 1, "igual") for key in keys))
    db.commit()

    def work(number: int) -> int:
        with psycopg.connect(database) as connection:
            mine = keys if number % 2 else keys[::-1]
            return sum(len(save(connection, *mine, idle=idle)) for _ in range(3))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == len(keys)
    assert set(stored(db).values()) == {(1, "igual")}
    assert len(stored(db)) == len(keys)


@pytest.mark.parametrize("idle", [0, MANY])
@pytest.mark.commits
def test_a_row_that_another_writer_brings_meanwhile_is_updated(
    db: Connection, database: str, idle: int
) -> None:
    """It was not there when this one looked."""
    read(db, (1, 1, 10, "primera"))
    db.commit()
    with psycopg.connect(database) as other, ThreadPoolExecutor(1) as pool:
        assert save(other, (1, 1), idle=idle) == {(1, 1, False)}
        read(db, (1, 1, 10, "segunda"), (1, 2, 20, "otra"))
        second = pool.submit(save, db, (1, 1), (1, 2), idle=idle)
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
        with psycopg.connect(database, autocommit=True) as watch:
            while watch.execute(waiting).fetchone() == (0,):
                assert not second.done()
        other.commit()
        assert second.result() == {(1, 1, False), (1, 2, False)}
    assert stored(db) == {(1, 1): (10, "segunda"), (1, 2): (20, "otra")}


def test_new_rows_are_inserted_in_the_order_of_the_key_beside_stored_ones(db: Connection) -> None:
    """Two writers of many rows, of which some are stored, take their locks in one order."""
    db.execute("""
        CREATE TABLE pruebas.orden (puesto serial, dia date);
        CREATE FUNCTION pruebas.anotar() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO pruebas.orden (dia) VALUES (NEW.fecha);
            RETURN NEW;
        END $$;
        CREATE TRIGGER anotar BEFORE INSERT OR UPDATE ON pruebas.medidas
        FOR EACH ROW EXECUTE FUNCTION pruebas.anotar()""")
    read(db, *((1, day, 1, None) for day in (2, 4, 6)))
    save(db, *((1, day) for day in (2, 4, 6)))
    db.execute("TRUNCATE pruebas.orden")
    read(db, *((1, day, 2, None) for day in range(1, 8)))
    assert len(save(db, *((1, day) for day in range(1, 8)), idle=MANY)) == 7
    days = [row[0].day for row in db.execute("SELECT dia FROM pruebas.orden ORDER BY puesto")]
    assert days == sorted(days)


def test_many_new_rows_whose_key_the_scope_does_not_cover_are_written_too(db: Connection) -> None:
    read(db, (1, 1, 10, "a"), (2, 1, 20, "b"))
    db.execute("INSERT INTO pruebas.medidas (fecha, well_id, presion) VALUES ('2026-01-01', 2, 5)")
    narrow = f"{SCOPE} AND well_id = 1"
    assert save(db, (1, 1), (2, 1), scope=narrow, idle=MANY) == {(1, 1, False), (2, 1, False)}
    assert stored(db) == {(1, 1): (10, "a"), (2, 1): (20, "b")}


def test_another_unique_constraint_is_not_taken_for_another_writer(db: Connection) -> None:
    db.execute("CREATE UNIQUE INDEX una_nota ON pruebas.medidas_enero (nota)")
    read(db, (1, 1, 10, "a"), (1, 2, 20, "a"))
    with pytest.raises(psycopg.errors.UniqueViolation, match="una_nota"):
        save(db, (1, 1), (1, 2), idle=MANY)


# --- What it refuses

NO_COLUMNS = "gives no columns"
NO_KEY = "does not give a unique key of table"
REFUSED = [
    ("medidas", "ninguna", "UndefinedObject", NO_COLUMNS),
    ("medidas", "dos_veces", "UndefinedObject", NO_COLUMNS),
    ("medidas", "escalar", "UndefinedObject", NO_COLUMNS),
    ("medidas", "tres", "UndefinedObject", NO_COLUMNS),
    ("medidas", "con_otra", "UndefinedColumn", "pruebas.medidas has not: color, peso"),
    ("medidas", "sin_clave", "InvalidTableDefinition", f"{NO_KEY} pruebas.medidas"),
    ("medidas", "solo_clave", "InvalidTableDefinition", f"{NO_KEY} pruebas.medidas"),
    ("lecturas", "todas", "InvalidTableDefinition", f"{NO_KEY} pruebas.lecturas"),
    ("no_hay", "todas", "UndefinedTable", "pruebas.no_hay"),
]


@pytest.mark.parametrize(("table", "source", "error", "words"), REFUSED)
def test_a_wrong_table_or_source_is_refused(
    db: Connection, table: str, source: str, error: str, words: str
) -> None:
    db.execute("""
        CREATE FUNCTION pruebas.dos_veces(a integer[]) RETURNS TABLE (x integer)
        LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION pruebas.dos_veces(a text[]) RETURNS TABLE (x integer)
        LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION pruebas.escalar() RETURNS integer LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION pruebas.tres(a integer[], b integer[], c integer[])
        RETURNS SETOF pruebas.medidas LANGUAGE sql AS 'SELECT * FROM pruebas.medidas';
        CREATE VIEW pruebas.con_otra AS SELECT *, 'rojo' AS color, 5 AS peso FROM pruebas.lecturas;
        CREATE VIEW pruebas.sin_clave AS SELECT well_id, presion FROM pruebas.lecturas;
        CREATE VIEW pruebas.solo_clave AS SELECT well_id, fecha FROM pruebas.lecturas""")
    with pytest.raises(getattr(psycopg.errors, error), match=words):
        db.execute("SELECT etl.fnc_guardar(%s, %s)", [f"pruebas.{table}", f"pruebas.{source}"])


def test_what_is_only_updated_cannot_be_deleted(db: Connection) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match='none of scope "TRUE" can go'):
        save(db, (1, 1), scope="TRUE", p_solo_actualiza=True)


@pytest.mark.parametrize("idle", [0, MANY])
def test_keys_may_come_twice(db: Connection, idle: int) -> None:
    read(db, (1, 1, 10, "a"))
    keys = [(1, 1), (1, 2), (1, 1), (1, 2)]
    db.execute("INSERT INTO pruebas.medidas VALUES ('2026-01-01', 1, 9), ('2026-01-02', 1, 20)")
    db.execute("""
        CREATE OR REPLACE FUNCTION pruebas.calculadas(p_pozos integer[], p_fechas date[])
        RETURNS TABLE (well_id integer, fecha date, presion numeric, nota text)
        LANGUAGE sql STABLE AS 'SELECT lectura.* FROM pruebas.lecturas AS lectura'""")
    assert save(db, *keys, idle=idle) == {(1, 1, False), (1, 2, True)}
    assert stored(db) == {(1, 1): (10, "a")}


def test_what_the_scope_does_not_cover_is_compared_too(db: Connection) -> None:
    """A row that the source gives outside of its scope is written where it differs."""
    read(db, (1, 1, 10, "a"), (2, 1, 20, "b"))
    call = """SELECT pozo, retirada FROM etl.fnc_guardar(
        'pruebas.medidas', 'pruebas.todas', p_ambito => 'well_id = 1', p_devuelve => '{well_id}')"""
    assert set(db.execute(call).fetchall()) == {(1, False), (2, False)}
    assert db.execute(call).fetchall() == []
    read(db, (2, 1, 21, "b"))
    assert set(db.execute(call).fetchall()) == {(1, True), (2, False)}
    assert stored(db) == {(2, 1): (21, "b")}


def test_a_column_to_return_has_to_be_there(db: Connection) -> None:
    with pytest.raises(psycopg.errors.UndefinedColumn, match=r"guardada\.nadie"):
        db.execute(
            "SELECT etl.fnc_guardar('pruebas.medidas', 'pruebas.todas', p_devuelve => '{nadie}')"
        )
