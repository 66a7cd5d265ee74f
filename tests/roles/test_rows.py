"""A user of some wells learns nothing of the others, however he asks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql

from bp010ctl import lineage
from bp010ctl.cycles import runner
from bp010ctl.schema.statements import SCHEMAS
from bp010ctl.server.cluster import Cluster
from support.databases import new_database, settle
from support.readings import insert, make_wells, set_clock

Connection = psycopg.Connection[Any]
NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
FIELDS = {
    9001: ("Campo A", "Cliente 1"),
    9002: ("Campo A", "Cliente 1"),
    9003: ("Campo B", "Cliente 1"),
    9004: ("Campo B", "Cliente 2"),
    9005: ("Campo C", "Cliente 2"),
    9006: ("Campo C", "Cliente 2"),
}
"""The wells, each with its field and client."""
CANARY = "Canario {}"
READER, POOL, STRANGER = "prueba_ana", "prueba_pool", "prueba_extrano"
WELL = ("well_id", "pozo_id")

OF_PAGES = ("fnc_usuario", "fnc_clave_usuario", "fnc_carta_json")

RELATIONS = """
SELECT
    relacion.oid::regclass::text,
    (
        SELECT columna.attname::text FROM pg_attribute AS columna
        WHERE columna.attrelid = relacion.oid AND columna.attname = ANY (%s)
            AND NOT columna.attisdropped
    )
FROM pg_class AS relacion
WHERE relacion.relkind IN ('r', 'p', 'v') AND NOT relacion.relispartition
    AND relacion.relnamespace::regnamespace::text = ANY (%s)
    AND has_table_privilege('bp010_panel', relacion.oid, 'SELECT')
ORDER BY 1
"""


@pytest.fixture(scope="module")
def url(cluster: Cluster, seeded_template: Any) -> Iterator[str]:
    """Six wells of three fields and two clients, with readings, facts, cards and models' rows."""
    groups = {READER: "bp010_panel", POOL: "bp010_panel, bp010_pool", STRANGER: "bp010_panel"}
    with (
        new_database(cluster, seeded_template.template_dbname) as made,
        psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as server,
    ):
        fill(made)
        for login, roles in groups.items():
            server.execute(f"CREATE ROLE {login} LOGIN IN ROLE {roles}".encode())
        yield made
        for login in groups:
            server.execute(f"DROP ROLE {login}".encode())


def fill(made: str) -> None:
    with psycopg.connect(made, autocommit=True) as owner:
        set_clock(owner, NOW)
        for well, (campo, cliente) in FIELDS.items():
            make_wells(owner, well, campo=campo, cliente=cliente)
        owner.execute(
            "UPDATE stage.tbl_pozo_maestra SET nombre_pozo = 'Canario ' || well_id;"
            "INSERT INTO stage.tbl_pozo_reservas (well_id, fecha_registro, reserva_inicial_teorica)"
            " SELECT well_id, '2026-01-01', well_id FROM stage.tbl_pozo_maestra;"
            "INSERT INTO stage.tbl_pozo_produccion (well_id, timestamp_lectura, pip,"
            " current_amperage, surface_rod_position, surface_rod_load)"
            " SELECT well_id, timestamptz '2026-03-15 12:00+00' - n * interval '20 minutes',"
            " well_id, 30, '0,10,20,10', '100,200,300,200'"
            " FROM stage.tbl_pozo_maestra, generate_series(1, 9) AS n"
        )
        result = runner.run(owner, "incremental")
        assert result.estado == "exitoso", [step.error for step in result.steps]
        owner.execute(
            "INSERT INTO universal.stroke (produccion_id, well_id, timestamp_lectura)"
            " SELECT produccion_id, well_id, timestamp_lectura FROM stage.tbl_pozo_produccion;"
            "INSERT INTO universal.diagnostico (stroke_id, patron_id, score)"
            " SELECT stroke_id, (SELECT min(patron_id) FROM universal.patron), 0.5"
            " FROM universal.stroke;"
            "INSERT INTO universal.validacion_experta (stroke_id, patron_id, experto)"
            " SELECT stroke_id, (SELECT min(patron_id) FROM universal.patron), well_id::text"
            " FROM universal.stroke"
        )
        owner.execute("ANALYZE")


@pytest.fixture
def admin(cluster: Cluster, url: str) -> Iterator[Connection]:
    """A superuser, who can become any login; rolled back."""
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(cluster.url(str(name), "postgres")) as connection:
        set_clock(connection, NOW)
        yield connection
        connection.rollback()
    settle(url)


def become(connection: Connection, login: str) -> None:
    connection.execute(f"SET SESSION AUTHORIZATION {login}".encode())


def again(connection: Connection) -> None:
    connection.execute("RESET SESSION AUTHORIZATION")


def relations(connection: Connection) -> dict[str, str | None]:
    """What the panel may read, with the column of its well."""
    return dict(connection.execute(RELATIONS.encode(), [list(WELL), list(SCHEMAS)]).fetchall())


def seen(connection: Connection, read: dict[str, str | None]) -> dict[str, set[int]]:
    """The wells of each relation that has one, as this session sees them."""
    parts: list[sql.Composable] = [
        sql.SQL("SELECT {}, array_agg(DISTINCT {}) FROM {}").format(
            sql.Literal(name), sql.Identifier(column), sql.SQL(name)
        )
        for name, column in read.items()
        if column
    ]
    return {
        name: {well for well in wells or () if well}  # 0: limits that hold for every well
        for name, wells in connection.execute(sql.SQL(" UNION ALL ").join(parts)).fetchall()
    }


# -- what a user may see ------------------------------------------------------------------------


@dataclass
class Scope:
    """A user's rows, and the wells that follow from them by themselves."""

    user: str
    wells: list[tuple[int, str]] = field(default_factory=list)
    wide: list[tuple[str, str, str]] = field(default_factory=list)

    @classmethod
    def at_random(cls, dice: random.Random, user: str) -> Scope:
        def level() -> str:
            return dice.choice(["LECTURA", "lectura", "TOTAL", "NINGUNO", "ninguno"])

        fields = [("campo", name) for name in ("Campo A", "Campo B", "Campo C")]
        wide = [*fields, ("cliente", "Cliente 1"), ("cliente", "Cliente 2"), ("campo", "Otro")]
        return cls(
            user,
            [(well, level()) for well in dice.sample([*FIELDS, 9777], dice.randint(0, 3))],
            [(*name, level()) for name in dice.sample(wide, dice.randint(0, 2))],
        )

    def write(self, connection: Connection) -> None:
        keys = ("user_email", "pozo_id", "nivel_acceso")
        rows = [dict(zip(keys, (self.user, *row), strict=True)) for row in self.wells]
        insert(connection, "reporting.dim_rls_usuario", rows)
        keys_wide = ("user_email", "ambito", "valor", "nivel_acceso")
        wide = [dict(zip(keys_wide, (self.user, *row), strict=True)) for row in self.wide]
        insert(connection, "reporting.dim_rls_ambito", wide)

    @property
    def visible(self) -> set[int]:
        given, taken = set(), set()
        for well, place in FIELDS.items():
            levels = [level for number, level in self.wells if number == well]
            levels += [level for _, name, level in self.wide if name in place]
            given |= {well} if levels else set()
            taken |= {well} if any(level.upper() == "NINGUNO" for level in levels) else set()
        return given - taken


def try_random_grants(admin: Connection, seed: int) -> None:
    """Each relation shows exactly the wells of the grants; another user's grants change nothing."""
    dice = random.Random(seed)
    admin.execute("SAVEPOINT antes")
    login = dice.choice([READER, POOL])
    user = login if login == READER else "luis@example.org"
    scope = Scope.at_random(dice, user)
    scope.write(admin)
    Scope("otra@example.org", [(well, "LECTURA") for well in FIELDS]).write(admin)
    read = relations(admin)
    whole = seen(admin, read)
    assert sum(wells == set(FIELDS) for wells in whole.values()) > 20
    become(admin, login)
    admin.execute("SELECT set_config('bp010.usuario', %s, true)", [
        user if login == POOL else "otra@example.org",  # which means nothing for a login
    ])  # fmt: skip
    mine = seen(admin, read)
    wrong = {
        name: (wells, whole[name] & scope.visible)
        for name, wells in mine.items()
        if name != "reporting.dim_rls_usuario" and wells != whole[name] & scope.visible
    }
    assert not wrong, (seed, scope, wrong)
    own = {well for well, _ in scope.wells}
    assert mine["reporting.dim_rls_usuario"] == own, seed
    kept = admin.execute("SELECT user_email, pozos FROM reporting.dim_rls_visible").fetchall()
    assert [who for who, _ in kept] in ([], [user]), seed
    assert {well for _, wells in kept for well in wells} & set(FIELDS) == scope.visible, seed
    hidden = set(FIELDS) - scope.visible
    for name in dice.sample(sorted(read), 6):
        assert_nothing_of(
            admin, sql.SQL("SELECT t::text FROM {} AS t").format(sql.SQL(name)), hidden
        )
    again(admin)
    admin.execute("ROLLBACK TO antes")


def assert_nothing_of(connection: Connection, query: sql.Composed, hidden: set[int]) -> None:
    text = str(connection.execute(query).fetchall())
    named = {well for well in hidden if CANARY.format(well) in text}
    assert not named, (query.as_string(connection), named)


def test_each_relation_shows_the_wells_of_its_user_and_no_other(admin: Connection) -> None:
    for seed in range(12):
        try_random_grants(admin, seed)


@pytest.mark.slow
def test_a_thousand_random_grants_leak_nothing(admin: Connection) -> None:
    for seed in range(1000, 2000):
        try_random_grants(admin, seed)


def test_the_wells_without_a_column_follow_their_stroke(admin: Connection) -> None:
    Scope(READER, [(9001, "LECTURA"), (9005, "LECTURA")]).write(admin)
    become(admin, READER)
    rows = admin.execute(
        "SELECT (SELECT count(*) FROM universal.diagnostico), count(*),"
        " array_agg(DISTINCT experto ORDER BY experto) FROM universal.validacion_experta"
    ).fetchone()
    assert rows == (18, 18, ["9001", "9005"])


def test_a_new_well_of_a_field_follows(admin: Connection) -> None:
    Scope(READER, wide=[("campo", "Campo A", "LECTURA")]).write(admin)
    admin.execute("UPDATE reporting.dim_pozo SET campo = 'Campo A' WHERE pozo_id = 9005")
    become(admin, READER)
    wells = admin.execute("SELECT array_agg(pozo_id ORDER BY 1) FROM reporting.dim_pozo").fetchone()
    assert wells == ([9001, 9002, 9005],)


# -- who the user is ----------------------------------------------------------------------------


def test_a_login_says_nothing_by_the_setting_and_a_pool_everything(admin: Connection) -> None:
    Scope("luis@example.org", [(9002, "LECTURA")]).write(admin)
    Scope(READER, [(9001, "LECTURA")]).write(admin)
    sees = "SELECT coalesce(array_agg(pozo_id), '{}') FROM reporting.dim_pozo"
    for login, setting, user, wells in [
        (READER, "luis@example.org", READER, [9001]),
        (READER, POOL, READER, [9001]),
        (POOL, "luis@example.org", "luis@example.org", [9002]),
        (POOL, READER, READER, [9001]),
        (POOL, "", None, []),
        (STRANGER, "luis@example.org", STRANGER, []),
    ]:
        become(admin, login)
        admin.execute("SELECT set_config('bp010.usuario', %s, true)", [setting])
        assert admin.execute("SELECT reporting.fnc_usuario()").fetchone() == (user,)
        assert admin.execute(sees.encode()).fetchone() == (wells,), (login, setting)
        again(admin)


def test_a_login_of_its_own_connection_sees_its_wells(url: str) -> None:
    """Not only a superuser who plays one; a changed role does not change who it is."""
    with psycopg.connect(url) as owner:
        Scope(READER, [(9003, "LECTURA")]).write(owner)
    try:
        with psycopg.connect(url, user=READER, options="-c bp010.usuario=otra") as reader:
            for statement in ("SELECT 1", "SET ROLE bp010_panel"):
                reader.execute(statement.encode())
                wells = reader.execute("SELECT well_id FROM reporting.vw_dashboard_main").fetchall()
                assert wells == [(9003,)]
    finally:
        with psycopg.connect(url) as owner:
            owner.execute("DELETE FROM reporting.dim_rls_usuario")


def test_the_groups_that_see_every_well_go_on_doing_so(admin: Connection) -> None:
    for group in ("bp010_lectura", "bp010_operacion"):
        admin.execute(f"SET ROLE {group}".encode())
        rows = admin.execute("SELECT count(*) FROM reporting.vw_dashboard_main").fetchone()
        assert rows == (len(FIELDS),)
        admin.execute("RESET ROLE")


@pytest.mark.parametrize("group", ["escritura", "modelos", "lectura", "operacion"])
def test_a_login_of_the_panel_and_another_group_reads_on(admin: Connection, group: str) -> None:
    """Where the other group sees every well so does he, elsewhere his own: never an error."""
    Scope(READER, [(9001, "LECTURA")]).write(admin)
    Scope("otra@example.org", [(9002, "LECTURA")]).write(admin)
    read = relations(admin)
    admin.execute(f"GRANT bp010_{group} TO {READER}".encode())
    become(admin, READER)
    mine = seen(admin, read)
    whole = group in {"lectura", "operacion"}
    assert mine["reporting.dim_pozo"] == (set(FIELDS) if whole else {9001})
    assert mine["stage.tbl_pozo_maestra"] == set(FIELDS)


# -- other ways to ask --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT FROM stage.tbl_pozo_produccion_default",
        "SELECT FROM reporting.fact_operaciones_diarias_default",
        "COPY reporting.fact_operaciones_horarias_default TO STDOUT",
        "SELECT FROM stage.landing_scada_data",
        "SELECT FROM stage.tbl_landing_rechazos",
        "SELECT FROM etl.claves_sucias",
        "SELECT FROM etl.alertas",
        "SELECT FROM pg_catalog.pg_statistic",
        "SELECT FROM pg_catalog.pg_authid",
        "INSERT INTO reporting.dim_rls_usuario VALUES ('prueba_ana', 9002)",
        "INSERT INTO universal.diagnostico (stroke_id, patron_id, score) VALUES (1, 1, 1)",
        "SELECT stage.fnc_retirar_veredictos()",
        "CREATE TEMPORARY TABLE propia ()",
        "CREATE FUNCTION public.propia() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "SET ROLE bp010_lectura",
        "SET ROLE bp010",
        "SET SESSION AUTHORIZATION bp010",
        "SET row_security = off; SELECT FROM reporting.dim_pozo",
    ],
)
def test_what_the_panel_may_not_do_at_all(admin: Connection, statement: str) -> None:
    again(admin)
    with (
        psycopg.connect(admin.info.dsn, user=READER) as reader,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        reader.execute(statement.encode())


def test_errors_tell_nothing_of_rows_that_are_not_seen(admin: Connection) -> None:
    """What could fail is asked of the user's own rows only, though it is cheap."""
    Scope(READER, [(9001, "LECTURA")]).write(admin)
    become(admin, READER)
    for table, column in relations(admin).items():
        if not column:
            continue
        for hidden in (9002, 9777):
            query = sql.SQL("SELECT count(*) FROM {} WHERE 1 / ({} - {}) >= -1").format(
                sql.SQL(table), sql.Identifier(column), sql.Literal(hidden)
            )
            admin.execute(query)
    with pytest.raises(errors.InvalidTextRepresentation, match="Canario 9001"):
        admin.execute("SELECT nombre_pozo::integer FROM reporting.dim_pozo ORDER BY 1 DESC")


def test_statistics_and_copies_tell_the_users_own_only(admin: Connection) -> None:
    Scope(READER, [(9001, "LECTURA")]).write(admin)
    become(admin, READER)
    told = admin.execute(
        "SELECT tablename, attname FROM pg_stats WHERE schemaname = ANY (%s)"
        " AND (attname IN ('well_id', 'pozo_id', 'nombre_pozo')"
        " OR concat(most_common_vals::text, histogram_bounds::text) LIKE '%%Canario%%')",
        [list(SCHEMAS)],
    ).fetchall()
    assert told == []
    assert admin.execute("SELECT count(*) FROM pg_stats_ext").fetchone() == (0,)
    with admin.cursor().copy("COPY reporting.dim_pozo TO STDOUT") as rows:
        text = b"".join(bytes(row) for row in rows).decode()
    assert CANARY.format(9001) in text
    assert [well for well in FIELDS if CANARY.format(well) in text] == [9001]


def test_counts_of_a_plan_are_those_of_the_users_rows(admin: Connection) -> None:
    Scope(READER, [(9001, "LECTURA")]).write(admin)
    become(admin, READER)
    for table, column in relations(admin).items():
        if column:
            query = sql.SQL("EXPLAIN (ANALYZE, TIMING off, FORMAT json) SELECT {} FROM {}")
            explained = admin.execute(query.format(sql.Identifier(column), sql.SQL(table)))
            (plan,) = explained.fetchall()[0]
            counted = admin.execute(
                sql.SQL("SELECT count(*) FROM {}").format(sql.SQL(table))
            ).fetchone()
            assert (plan[0]["Plan"]["Actual Rows"],) == counted, table


def test_without_the_other_wells_a_user_sees_the_same(admin: Connection) -> None:
    """No sum, rank, count or average of theirs is in what he sees, nor in what functions say."""
    Scope(READER, [(9001, "LECTURA")], [("campo", "Campo A", "NINGUNO")]).write(admin)
    Scope(READER, [(9003, "LECTURA")]).write(admin)
    Scope("otra@example.org", wide=[("cliente", "Cliente 2", "LECTURA")]).write(admin)
    before = whole_world(admin)
    assert sum(CANARY.format(9003) in rows for rows in before.values()) > 5
    forget_all_but(admin, 9003)
    after = whole_world(admin)
    assert {name for name, rows in before.items() if rows != after[name]} == set()


def whole_world(connection: Connection) -> dict[str, str]:
    """Every row of every relation as the reader sees it, and what functions say of well 9003."""
    calls = connection.execute(CALLS.replace("%I", "%%I").encode(), [list(SCHEMAS)]).fetchall()
    become(connection, READER)
    world = {}
    for name in relations(connection):
        rows = connection.execute(
            sql.SQL("SELECT t::text FROM {} AS t ORDER BY 1").format(sql.SQL(name))
        )
        world[name] = "\n".join(row for (row,) in rows)
    for name, kinds, names in calls:
        values = ", ".join(argument(*pair, 9003) for pair in zip(kinds, names, strict=True))
        world[name] = answer(connection, f"SELECT {name}({values})::text ORDER BY 1")
    again(connection)
    return world


def forget_all_but(connection: Connection, well: int) -> None:
    """Nothing of other wells is left in any table but that of grants, nor of runs and alerts."""
    connection.execute("SET LOCAL session_replication_role = replica")
    tables = connection.execute(
        "SELECT t.oid::regclass::text, attname::text FROM pg_class AS t, pg_attribute"
        " WHERE relkind IN ('r', 'p') AND NOT relispartition AND attrelid = t.oid"
        " AND relnamespace::regnamespace::text = ANY (%s) AND attname = ANY (%s)"
        " AND NOT attisdropped AND t.oid <> 'reporting.dim_rls_usuario'::regclass",
        [list(SCHEMAS), list(WELL)],
    ).fetchall()
    assert len(tables) > 20
    for table, column in tables:
        connection.execute(
            sql.SQL("DELETE FROM {} WHERE {} NOT IN (0, {})").format(
                sql.SQL(table), sql.Identifier(column), well
            )
        )
    for table in ("universal.diagnostico", "universal.validacion_experta"):
        connection.execute(
            sql.SQL(
                "DELETE FROM {} WHERE stroke_id NOT IN (SELECT stroke_id FROM universal.stroke)"
            ).format(sql.SQL(table))
        )
    connection.execute("DELETE FROM etl.alertas; DELETE FROM etl.etl_ejecuciones")
    connection.execute("SET LOCAL session_replication_role = origin")


CALLS = """
SELECT
    format('%I.%I', rutina.pronamespace::regnamespace::text, rutina.proname),
    array(
        SELECT tipo::regtype::text
        FROM unnest(rutina.proargtypes) WITH ORDINALITY AS argumento (tipo, puesto) ORDER BY puesto
    ),
    coalesce(rutina.proargnames[1:rutina.pronargs], '{}')
FROM pg_proc AS rutina
WHERE has_function_privilege('bp010_panel', rutina.oid, 'EXECUTE')
    AND rutina.pronamespace::regnamespace::text = ANY (%s)
    AND rutina.prokind = 'f' AND rutina.prorettype <> 'trigger'::regtype
    AND rutina.provolatile = 's'
ORDER BY 1
"""


def argument(kind: str, name: str, well: int) -> str:
    """A value that makes a function speak of the well, where it speaks of any."""
    if kind == "integer":
        return str(well) if "pozo" in name or "well" in name else "1"
    if kind == "integer[]":
        return f"ARRAY[{well}]"
    if kind.startswith("timestamp"):
        return f"'2026-03-15 {'00' if 'desde' in name else '12'}:00+00'::{kind}"
    if kind == "date":
        return "date '2026-03-15'"
    if kind == "date[]":
        return "ARRAY[date '2026-03-15']"
    return f"NULL::{kind}" if not kind.startswith("any") else "NULL::integer[]"


def test_functions_tell_a_stranger_of_a_well_what_they_tell_of_none(admin: Connection) -> None:
    calls = admin.execute(CALLS.replace("%I", "%%I").encode(), [list(SCHEMAS)]).fetchall()
    assert len(calls) > 10
    assert dict(seen(admin, relations(admin)))["reporting.vw_dashboard_main"] == set(FIELDS)
    Scope(READER, [(9001, "LECTURA")]).write(admin)
    become(admin, READER)
    for name, kinds, names in calls:
        told = []
        for well in (9002, 9777):
            values = [argument(*pair, well) for pair in zip(kinds, names, strict=True)]
            told.append(
                answer(admin, f"SELECT {name}({', '.join(values)})::text").replace(str(well), "W")
            )
        assert told[0] == told[1], name


def answer(connection: Connection, query: str) -> str:
    """The rows, or the error, as text."""
    try:
        with connection.transaction():
            return str(connection.execute(query.encode()).fetchall())
    except psycopg.Error as error:
        return f"{error.sqlstate}: {error.diag.message_primary}"


@pytest.mark.slow
def test_the_panel_calls_what_its_views_call_and_no_more(admin: Connection, url: str) -> None:
    """And what policies and pages ask: who the user is, a card's numbers."""
    called = {"reporting." + name for name in OF_PAGES}
    waiting = [*relations(admin), *called]
    uses = lineage.load(url).uses
    while waiting:
        use = uses.get(waiting.pop())
        more = {name.partition("(")[0] for name in use.calls} - called if use else set()
        called |= more
        waiting += more
    every = CALLS.replace("%I", "%%I").replace("rutina.provolatile = 's'", "TRUE")
    rows = admin.execute(every.encode(), [list(SCHEMAS)]).fetchall()
    assert {name for name, *_ in rows} - called == set()


# -- what holds the promise ---------------------------------------------------------------------


def test_every_table_with_a_well_has_its_policy(admin: Connection) -> None:
    """Of what the panel may read; what it may not is closed to it altogether."""
    tables = admin.execute(
        "SELECT oid::regclass::text, relrowsecurity, relforcerowsecurity FROM pg_class AS t"
        " WHERE relkind IN ('r', 'p') AND NOT relispartition"
        " AND relnamespace::regnamespace::text = ANY ('{stage,reporting,universal,referencial}')"
        " AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = t.oid"
        " AND attname IN ('well_id', 'pozo_id', 'stroke_id', 'user_email') AND NOT attisdropped)"
        " AND has_table_privilege('bp010_panel', oid, 'SELECT')"
    ).fetchall()
    assert len(tables) > 20
    assert [name for name, enabled, forced in tables if not enabled or forced] == []


def test_every_view_has_the_rights_of_who_reads_it(admin: Connection) -> None:
    views = admin.execute(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'v'"
        " AND relnamespace::regnamespace::text = ANY (%s)"
        " AND NOT coalesce('security_invoker=true' = ANY (reloptions), FALSE)",
        [list(SCHEMAS)],
    ).fetchall()
    assert views == []


def test_the_panel_reads_no_partition(admin: Connection) -> None:
    open_ = admin.execute(
        "SELECT oid::regclass::text FROM pg_class WHERE relispartition AND relkind IN ('r', 'p')"
        " AND has_table_privilege('bp010_panel', oid, 'SELECT')"
    ).fetchall()
    assert open_ == []
