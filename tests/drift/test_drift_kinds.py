"""Every kind of thing that the catalog knows, changed by hand in every way that matters: found.

One test a cell of the table that docs/drift.md shows. Each change is made in a transaction of its
own, looked at in it, and undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

import psycopg
import pytest

from bp010ctl.drift import Finding, comparison, expected, seedrows
from bp010ctl.drift.live import Live
from bp010ctl.migrations import chain
from bp010ctl.server.cluster import Cluster
from support import PROJECT, sampled
from support.databases import new_database, settle
from support.fakes import set_clock

OWN = "reporting.vw_propia"
NIGHT = "stage.tbl_pozo_produccion_2031_05"
"""A partition that maintenance made."""

# what somebody does by hand -> kind, name and state of what is found
CHANGES: dict[str, tuple[str, tuple[str, str, str]]] = {
    "a table": ("CREATE TABLE stage.apunte (x integer)", ("table", "stage.apunte", "unexpected")),
    "a table gone": ("DROP TABLE stage.tbl_landing_rechazos",
                     ("table", "stage.tbl_landing_rechazos", "missing")),
    "a column": ("ALTER TABLE stage.tbl_pozo_maestra ADD COLUMN nota text",
                 ("column", "stage.tbl_pozo_maestra.nota", "unexpected")),
    "a column gone": ("ALTER TABLE stage.tbl_landing_rechazos DROP COLUMN motivo",
                      ("column", "stage.tbl_landing_rechazos.motivo", "missing")),
    "a column's name": ("ALTER TABLE stage.tbl_landing_rechazos RENAME COLUMN motivo TO causa",
                        ("column", "stage.tbl_landing_rechazos.causa", "unexpected")),
    "a column's type": ("ALTER TABLE etl.ciclos ALTER COLUMN limite_segundos TYPE bigint",
                        ("column", "etl.ciclos.limite_segundos", "changed")),
    "a default": ("ALTER TABLE etl.ciclos ALTER COLUMN limite_segundos SET DEFAULT 60",
                  ("column", "etl.ciclos.limite_segundos", "changed")),
    "not null": ("ALTER TABLE etl.ciclos ALTER COLUMN limite_segundos DROP NOT NULL",
                 ("column", "etl.ciclos.limite_segundos", "changed")),
    "a constraint": ("ALTER TABLE etl.ciclos ADD CONSTRAINT propia CHECK (ciclo <> '') NOT VALID",
                     ("constraint", "etl.ciclos propia", "unexpected")),
    "a constraint gone": ("ALTER TABLE etl.ciclos DROP CONSTRAINT chk_limite_segundos",
                          ("constraint", "etl.ciclos chk_limite_segundos", "missing")),
    "a constraint's text": (
        "ALTER TABLE etl.ciclos DROP CONSTRAINT chk_limite_segundos, "
        "ADD CONSTRAINT chk_limite_segundos CHECK (limite_segundos > 1)",
        ("constraint", "etl.ciclos chk_limite_segundos", "changed")),
    "an index": ("CREATE INDEX ix_propio ON etl.ciclos (activo)",
                 ("index", "etl.ix_propio", "unexpected")),
    "an index gone": ("DROP INDEX etl.ix_etl_ejecuciones_tipo",
                      ("index", "etl.ix_etl_ejecuciones_tipo", "missing")),
    "an index's option": ("ALTER INDEX etl.ciclos_pkey SET (fillfactor = 50)",
                          ("index", "etl.ciclos_pkey", "changed")),
    "a body": (
        "CREATE OR REPLACE FUNCTION etl.fnc_ahora() RETURNS timestamptz LANGUAGE sql "
        "STABLE PARALLEL SAFE AS 'SELECT now()'",
        ("function", "etl.fnc_ahora()", "changed")),
    "a routine": ("CREATE FUNCTION etl.fnc_propia() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
                  ("function", "etl.fnc_propia()", "unexpected")),
    "an overload": ("CREATE FUNCTION etl.fnc_ahora(x text) RETURNS text LANGUAGE sql AS 'SELECT x'",
                    ("function", "etl.fnc_ahora(x text)", "unexpected")),
    "a routine gone": (
        "DROP PROCEDURE reporting.sp_populate_defaults", 
        ("procedure", "reporting.sp_populate_defaults()", "missing")),
    "volatility": ("ALTER FUNCTION etl.fnc_ahora() VOLATILE",
                   ("function", "etl.fnc_ahora()", "changed")),
    "security": ("ALTER FUNCTION etl.fnc_ahora() SECURITY DEFINER",
                 ("function", "etl.fnc_ahora()", "changed")),
    "an owner": ("ALTER TABLE etl.ciclos OWNER TO bp010_operacion",
                 ("table", "etl.ciclos", "changed")),
    "a view": (f"CREATE VIEW {OWN} AS SELECT 1 AS x", ("view", OWN, "unexpected")),
    "a view gone": ("DROP VIEW reporting.vw_well_selector",
                    ("view", "reporting.vw_well_selector", "missing")),
    "a view's text": (
        "DO $$ BEGIN EXECUTE 'CREATE OR REPLACE VIEW reporting.vw_dim_mes AS ' "
        "|| rtrim(pg_get_viewdef('reporting.vw_dim_mes'::regclass), ';') || ' LIMIT 5'; END $$",
        ("view", "reporting.vw_dim_mes", "changed"),
    ),
    "a grant": ("GRANT DELETE ON stage.tbl_pozo_maestra TO PUBLIC",
                ("table", "stage.tbl_pozo_maestra", "changed")),
    "a grant gone": ("REVOKE SELECT ON etl.ciclos FROM bp010_lectura",
                     ("table", "etl.ciclos", "changed")),
    "a grant on a column": ("GRANT UPDATE (activo) ON etl.ciclos TO bp010_lectura",
                            ("column", "etl.ciclos.activo", "changed")),
    "a comment": ("COMMENT ON COLUMN etl.ciclos.activo IS 'otra cosa'",
                  ("column", "etl.ciclos.activo", "changed")),
    "a comment gone": ("COMMENT ON TABLE etl.ciclos IS NULL", ("table", "etl.ciclos", "changed")),
    "a trigger": ("CREATE TRIGGER propio BEFORE TRUNCATE ON etl.ciclos "
                  "EXECUTE FUNCTION etl.fnc_rechazar_truncate()",
                  ("trigger", "etl.ciclos propio", "unexpected")),
    "a trigger switched off": ("ALTER TABLE universal.stroke DISABLE TRIGGER USER",
                               ("trigger", "universal.stroke *", "changed")),
    "default privileges": ("ALTER DEFAULT PRIVILEGES FOR ROLE bp010 IN SCHEMA stage "
                           "GRANT SELECT ON TABLES TO PUBLIC",
                           ("default privileges", "of its owner in stage on r", "changed")),
    "row security": ("ALTER TABLE etl.ciclos ENABLE ROW LEVEL SECURITY",
                     ("table", "etl.ciclos", "changed")),
    "a table's option": ("ALTER TABLE etl.ciclos SET (autovacuum_enabled = off)",
                         ("table", "etl.ciclos", "changed")),
    "a type": ("CREATE TYPE stage.estado AS ENUM ('a')", ("enum", "stage.estado", "unexpected")),
    "a sequence": ("CREATE SEQUENCE stage.numero", ("sequence", "stage.numero", "unexpected")),
    "a schema's rights": ("GRANT CREATE ON SCHEMA stage TO PUBLIC", ("schema", "stage", "changed")),
    "a seed row's value": (
        "UPDATE referencial.tbl_config_kpi SET descripcion = 'otra' "
        "WHERE (kpi_nombre, parametro) = ('OPERACION', 'zona_horaria')",
        ("row", "referencial.tbl_config_kpi (OPERACION, zona_horaria)", "changed")),
    "a seed row gone": ("DELETE FROM referencial.tbl_unidad_alias WHERE alias = 'psi'",
                        ("row", "referencial.tbl_unidad_alias (psi)", "missing")),
    "a seed row more": ("INSERT INTO referencial.tbl_unidad_alias (alias, unidad_id) "
                        "SELECT 'libras', min(unidad_id) FROM referencial.tbl_ref_unidades",
                        ("row", "referencial.tbl_unidad_alias (libras)", "unexpected")),
    "a seed row's reference": (
        "UPDATE referencial.tbl_unidad_alias SET unidad_id = "
        "(SELECT max(unidad_id) FROM referencial.tbl_ref_unidades) WHERE alias = 'psi'",
        ("row", "referencial.tbl_unidad_alias (psi)", "changed")),
}  # fmt: skip

# on what else the database knows -> kind, name and state
REST: dict[str, tuple[str, tuple[str, str, str]]] = {
    "the database's owner": (
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO bp010_operacion', "
        "current_database()); END $$",
        ("database", "this one", "changed")),
    "a publication": ("CREATE PUBLICATION propia FOR TABLE etl.ciclos",
                      ("publication", "propia", "unexpected")),
    "a publication of a schema": ("CREATE PUBLICATION propia FOR TABLES IN SCHEMA etl",
                                  ("publication", "propia", "unexpected")),
    "a subscription": (
        "CREATE SUBSCRIPTION propia CONNECTION 'dbname=nada' PUBLICATION p "
        "WITH (connect = false, slot_name = NONE)",
        ("subscription", "propia", "unexpected")),
    "a cast": ("CREATE CAST (etl.ciclos AS text) WITH INOUT",
               ("cast", "etl.ciclos to text", "unexpected")),
    "a foreign data wrapper": ("CREATE FOREIGN DATA WRAPPER propio",
                               ("foreign data wrapper", "propio", "unexpected")),
    "a foreign server": (
        "CREATE FOREIGN DATA WRAPPER propio; CREATE SERVER lejano FOREIGN DATA WRAPPER propio",
        ("foreign server", "lejano", "unexpected")),
    "a user mapping": (
        "CREATE FOREIGN DATA WRAPPER propio; CREATE SERVER lejano FOREIGN DATA WRAPPER propio; "
        "CREATE USER MAPPING FOR PUBLIC SERVER lejano",
        ("user mapping", "public on lejano", "unexpected")),
    "a foreign table": (
        "CREATE FOREIGN DATA WRAPPER propio; CREATE SERVER lejano FOREIGN DATA WRAPPER propio; "
        "CREATE FOREIGN TABLE stage.lejana (x integer) SERVER lejano",
        ("foreign table", "stage.lejana", "unexpected")),
    "an operator": (
        "CREATE OPERATOR stage.=%= (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer)",
        ("operator", "stage.=%=(integer, integer)", "unexpected")),
    "an operator class": (
        "CREATE OPERATOR CLASS stage.propia FOR TYPE integer USING btree AS "
        "OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, "
        "FUNCTION 1 btint4cmp(integer, integer)",
        ("operator class", "stage.propia of btree", "unexpected")),
    "an operator family": ("CREATE OPERATOR FAMILY stage.propia USING btree",
                           ("operator family", "stage.propia of btree", "unexpected")),
    "a collation": ("CREATE COLLATION stage.propia (locale = 'C')",
                    ("collation", "stage.propia", "unexpected")),
    "a conversion": (
        "CREATE CONVERSION stage.propia FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
        ("conversion", "stage.propia", "unexpected")),
    "a text search configuration": (
        "CREATE TEXT SEARCH CONFIGURATION stage.propia (COPY = pg_catalog.simple)",
        ("text search configuration", "stage.propia", "unexpected")),
    "a text search dictionary": (
        "CREATE TEXT SEARCH DICTIONARY stage.propio (TEMPLATE = simple)",
        ("text search dictionary", "stage.propio", "unexpected")),
    "a language": ("CREATE LANGUAGE propio HANDLER plpgsql_call_handler",
                   ("language", "propio", "unexpected")),
    "an access method": (
        "CREATE ACCESS METHOD propio TYPE INDEX HANDLER bthandler",
        ("access method", "propio", "unexpected")),
    "a transform": (
        "CREATE FUNCTION stage.transformar(internal) RETURNS internal STABLE LANGUAGE internal "
        "AS 'textout'; CREATE TRANSFORM FOR integer LANGUAGE plpgsql "
        "(FROM SQL WITH FUNCTION stage.transformar(internal))",
        ("transform", "integer for plpgsql", "unexpected")),
    "an event trigger": (
        "CREATE FUNCTION stage.suceso() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; "
        "CREATE EVENT TRIGGER propio ON ddl_command_end EXECUTE FUNCTION stage.suceso()",
        ("event trigger", "propio", "unexpected")),
    "a rule": ("CREATE RULE propia AS ON DELETE TO etl.ciclos DO INSTEAD NOTHING",
               ("rule", "etl.ciclos propia", "unexpected")),
    "foreign keys switched off": (
        "ALTER TABLE universal.stroke DISABLE TRIGGER ALL",
        ("constraint", "universal.stroke fk_stroke_produccion", "changed")),
    "a foreign key's side switched off": (
        "ALTER TABLE universal.patron DISABLE TRIGGER ALL",
        ("constraint", "universal.* *", "changed")),
    "a trigger always": (
        "ALTER TABLE stage.landing_scada_data ENABLE ALWAYS TRIGGER tg_encolar_carga",
        ("trigger", "stage.landing_scada_data tg_encolar_carga", "changed")),
    "a policy": ("CREATE POLICY propia ON etl.ciclos USING (FALSE)",
                 ("policy", "etl.ciclos propia", "unexpected")),
    "extended statistics": ("CREATE STATISTICS etl.propias ON ciclo, activo FROM etl.ciclos",
                            ("statistics", "etl.propias", "unexpected")),
    "a domain": ("CREATE DOMAIN stage.porcentaje AS numeric CHECK (VALUE <= 100)",
                 ("domain", "stage.porcentaje", "unexpected")),
    "a composite type": ("CREATE TYPE stage.par AS (a integer, b integer)",
                         ("composite type", "stage.par", "unexpected")),
    "a range type": ("CREATE TYPE stage.tramo AS RANGE (subtype = integer)",
                     ("type", "stage.tramo", "unexpected")),
    "an aggregate": ("CREATE AGGREGATE stage.suma (integer) (SFUNC = int4pl, STYPE = integer)",
                     ("aggregate", "stage.suma(integer)", "unexpected")),
    "a materialized view": ("CREATE MATERIALIZED VIEW reporting.foto AS SELECT 1 AS x",
                            ("materialized view", "reporting.foto", "unexpected")),
    "a view's option": ("ALTER VIEW reporting.vw_alerts SET (security_invoker = false)",
                        ("view", "reporting.vw_alerts", "changed")),
    "a view's column default": (
        "ALTER VIEW reporting.vw_dim_mes ALTER COLUMN anio SET DEFAULT 1",
        ("column", "reporting.vw_dim_mes.anio", "changed")),
    "a column's statistics": ("ALTER TABLE etl.ciclos ALTER COLUMN ciclo SET STATISTICS 7",
                              ("column", "etl.ciclos.ciclo", "changed")),
    "a column's storage": ("ALTER TABLE etl.ciclos ALTER COLUMN ciclo SET STORAGE EXTERNAL",
                           ("column", "etl.ciclos.ciclo", "changed")),
    "an identity's sort": (
        "ALTER TABLE etl.alertas ALTER COLUMN alerta_id SET GENERATED ALWAYS",
        ("column", "etl.alertas.alerta_id", "changed")),
    "a sequence's step": (
        "DO $$ BEGIN EXECUTE format('ALTER SEQUENCE %s INCREMENT 2', "
        "pg_get_serial_sequence('etl.alertas', 'alerta_id')); END $$",
        ("sequence", "etl.*", "changed")),
    "unlogged": ("ALTER TABLE etl.claves_sucias SET UNLOGGED",
                 ("table", "etl.claves_sucias", "changed")),
    "replica identity": ("ALTER TABLE etl.ciclos REPLICA IDENTITY FULL",
                         ("table", "etl.ciclos", "changed")),
    "another schema": (
        "CREATE TYPE etl.mudado AS ENUM ('x'); ALTER TABLE etl.alertas SET SCHEMA stage",
        ("table", "stage.alertas", "unexpected")),
    "a parent": (
        "CREATE TABLE etl.hijos () INHERITS (etl.ciclos)", ("table", "etl.hijos", "unexpected")),
    "a role's right": ("ALTER ROLE bp010_lectura CREATEDB", ("role", "bp010_lectura", "changed")),
    "a role's membership": ("GRANT pg_monitor TO bp010_lectura",
                            ("role", "bp010_lectura", "changed")),
    "a routine's grant": ("GRANT EXECUTE ON FUNCTION etl.fnc_ahora() TO PUBLIC",
                          ("function", "etl.fnc_ahora()", "changed")),
    "a routine's setting": ("ALTER FUNCTION etl.fnc_ahora() SET timezone = 'UTC'",
                            ("function", "etl.fnc_ahora()", "changed")),
    "a routine's owner": ("ALTER FUNCTION etl.fnc_ahora() OWNER TO bp010_operacion",
                          ("function", "etl.fnc_ahora()", "changed")),
    "a schema's owner": ("ALTER SCHEMA etl OWNER TO bp010_operacion",
                         ("schema", "etl", "changed")),
    "a role that another revision made": ("ALTER ROLE bp010_panel BYPASSRLS",
                                          ("role", "bp010_panel", "changed")),
    "a role's right on PostgreSQL's own": (
        "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO bp010_panel",
        ("role", "bp010_panel", "changed")),
    "a role's right on a parameter": (
        "GRANT SET ON PARAMETER session_replication_role TO bp010_operacion",
        ("role", "bp010_operacion", "changed")),
    "a role's right on a catalog": (
        "GRANT SELECT ON pg_statistic TO bp010_lectura", ("role", "bp010_lectura", "changed")),
    "a role's end": ("ALTER ROLE bp010_pool VALID UNTIL '2020-01-01'",
                     ("role", "bp010_pool", "changed")),
    "a role's setting": ("ALTER ROLE bp010_pool SET row_security = off",
                         ("role", "bp010_pool", "changed")),
    "an option of a role's membership": (
        "GRANT bp010_lectura TO bp010_panel WITH ADMIN OPTION",
        ("role", "bp010_panel", "changed")),
    "an option of a TOAST table": (
        "ALTER TABLE universal.patron SET (toast.autovacuum_enabled = off)",
        ("table", "universal.patron", "changed")),
    "the grants of a row type": ("REVOKE USAGE ON TYPE stage.tbl_pozo_maestra FROM PUBLIC",
                                 ("table", "stage.tbl_pozo_maestra", "changed")),
    "a table of a type": (
        "CREATE TYPE public.fila AS (x integer); "
        "CREATE TABLE stage.apunte OF public.fila", ("table", "stage.apunte", "unexpected")),
    "rows of a table elsewhere": (
        "CREATE TABLE public.hija () INHERITS (referencial.tbl_config_kpi)",
        ("table", "referencial.tbl_config_kpi", "changed")),
    "a partition elsewhere": (
        "CREATE SCHEMA ajeno; "
        "CREATE TABLE ajeno.mes PARTITION OF stage.tbl_pozo_produccion "
        "FOR VALUES FROM ('2099-01-01') TO ('2099-02-01')",
        ("partitioned table", "stage.tbl_pozo_produccion", "changed")),
    "a foreign key of another schema": (
        "CREATE SCHEMA ajeno; "
        "CREATE TABLE ajeno.nota (ciclo text CONSTRAINT fk_propia REFERENCES etl.ciclos)",
        ("constraint", "ajeno.nota fk_propia", "unexpected")),
    "a foreign key of a table in public": (
        "CREATE TABLE public.nota (ciclo text CONSTRAINT fk_propia REFERENCES etl.ciclos)",
        ("constraint", "public.nota fk_propia", "unexpected")),
    "a foreign key of another schema's partitions": (
        "CREATE SCHEMA ajeno; CREATE TABLE ajeno.nota (ciclo text CONSTRAINT fk_propia "
        "REFERENCES etl.ciclos) PARTITION BY LIST (ciclo); "
        "CREATE TABLE ajeno.resto PARTITION OF ajeno.nota DEFAULT",
        ("constraint", "ajeno.nota fk_propia", "unexpected")),
    "a foreign key of another schema to a partitioned table": (
        "CREATE SCHEMA ajeno; CREATE TABLE ajeno.nota (pozo bigint, hora timestamptz, CONSTRAINT "
        "fk_propia FOREIGN KEY (pozo, hora) REFERENCES stage.tbl_pozo_produccion)",
        ("constraint", "ajeno.nota fk_propia", "unexpected")),
    "an index that is not valid": (
        "UPDATE pg_index SET indisvalid = FALSE "
        "WHERE indexrelid = 'etl.ix_etl_ejecuciones_tipo'::regclass",
        ("index", "etl.ix_etl_ejecuciones_tipo", "changed")),
    "an extension among our things": ("CREATE EXTENSION pgcrypto SCHEMA stage",
                                      ("extension", "pgcrypto", "unexpected")),
    "an extension that takes a thing of ours in": (
        "CREATE EXTENSION pgcrypto SCHEMA public; CREATE TABLE etl.escondida (); "
        "ALTER EXTENSION pgcrypto ADD TABLE etl.escondida",
        ("extension", "pgcrypto", "unexpected")),
    "triggers switched off for everything that runs": (
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET session_replication_role = replica', "
        "current_database()); END $$",
        ("setting", "session_replication_role=replica in this database", "unexpected")),
    "strings read otherwise": (
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET standard_conforming_strings = off', "
        "current_database()); END $$",
        ("setting", "standard_conforming_strings=off in this database", "unexpected")),
}  # fmt: skip

# on the partition of a month, which maintenance made -> kind, name and state
PARTITIONS: dict[str, tuple[str, tuple[str, str, str]]] = {
    "a grant": (f"GRANT DELETE ON {NIGHT} TO PUBLIC", ("table", NIGHT, "changed")),
    "a grant gone": (f"REVOKE SELECT ON {NIGHT} FROM bp010_lectura", ("table", NIGHT, "changed")),
    "an owner": (f"ALTER TABLE {NIGHT} OWNER TO bp010_operacion", ("table", NIGHT, "changed")),
    "an option": (f"ALTER TABLE {NIGHT} SET (fillfactor = 50)", ("table", NIGHT, "changed")),
    "row security": (f"ALTER TABLE {NIGHT} ENABLE ROW LEVEL SECURITY", ("table", NIGHT, "changed")),
    "a trigger": (
        f"CREATE TRIGGER propio BEFORE TRUNCATE ON {NIGHT} "
        "EXECUTE FUNCTION etl.fnc_rechazar_truncate()",
        ("trigger", f"{NIGHT} propio", "unexpected")),
    "a rule": (f"CREATE RULE propia AS ON DELETE TO {NIGHT} DO INSTEAD NOTHING",
               ("rule", f"{NIGHT} propia", "unexpected")),
    "a check": (f"ALTER TABLE {NIGHT} ADD CONSTRAINT propia CHECK (pip > 0) NOT VALID",
                ("constraint", f"{NIGHT} propia", "unexpected")),
    "a default": (f"ALTER TABLE {NIGHT} ALTER COLUMN pip SET DEFAULT 0",
                  ("column", f"{NIGHT}.pip", "changed")),
    "not null": (f"ALTER TABLE {NIGHT} ALTER COLUMN pip SET NOT NULL",
                 ("column", f"{NIGHT}.pip", "changed")),
    "a comment": (f"COMMENT ON COLUMN {NIGHT}.pip IS 'x'", ("column", f"{NIGHT}.pip", "changed")),
    "an index": (f"CREATE INDEX propio ON {NIGHT} (pip)", ("index", "stage.propio", "unexpected")),
    "a policy": (f"CREATE POLICY propia ON {NIGHT} USING (FALSE)",
                 ("policy", f"{NIGHT} propia", "unexpected")),
    "an index that is not valid": (
        "UPDATE pg_index SET indisvalid = FALSE WHERE NOT indisprimary "
        f"AND indrelid = '{NIGHT}'::regclass",
        ("index", f"{NIGHT}_*", "changed")),
    "a foreign key's side switched off": (
        "DO $$ DECLARE v_name name; BEGIN FOR v_name IN SELECT trg.tgname FROM pg_trigger AS trg "
        "INNER JOIN pg_constraint AS con ON trg.tgconstraint = con.oid "
        f"WHERE trg.tgrelid = '{NIGHT}'::regclass AND con.confrelid = trg.tgrelid LOOP "
        f"EXECUTE format('ALTER TABLE {NIGHT} DISABLE TRIGGER %I', v_name); END LOOP; END $$",
        ("constraint", "universal.stroke fk_stroke_produccion", "changed")),
}  # fmt: skip

CELLS = {
    f"{title}: {name}": cell
    for title, cells in (("object", CHANGES), ("rest", REST), ("partition", PARTITIONS))
    for name, cell in cells.items()
}


@pytest.fixture(scope="module")
def model(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> expected.Model:
    """What the newest revision makes."""
    names = [revision.name for revision in chain.revisions()]
    cache = tmp_path_factory.mktemp("model")
    make = expected.Maker(PROJECT, names, cache, lambda: cluster.url("postgres"))
    return make.at(len(names))


@pytest.fixture(scope="module")
def night(cluster: Cluster, seeded_template: Any) -> Iterator[psycopg.Connection]:
    """A superuser's connection to a seeded database after a night of maintenance."""
    with new_database(cluster, seeded_template.template_dbname) as url:
        with psycopg.connect(url, autocommit=True) as owner:
            set_clock(owner, "2031-05-10 12:00+00")
            owner.execute("CALL etl.sp_ejecutar_ciclo('mantenimiento')")
        with psycopg.connect(url.replace("bp010@", "postgres@")) as connection:
            yield connection
            connection.rollback()
        settle(url)


def found(connection: psycopg.Connection, model: expected.Model) -> list[Finding]:
    live = Live.read(connection, model, PROJECT / "seeds")
    return comparison.compare(model, live)[0] + seedrows.compare(model.seeds, live.seeds)[0]


def skip_without_extension(cluster: Cluster, statement: str) -> None:
    if "EXTENSION pgcrypto" in statement and not cluster.has_library("pgcrypto"):
        pytest.skip("this PostgreSQL comes without pgcrypto")


def test_a_night_of_maintenance_is_no_drift(
    night: psycopg.Connection, model: expected.Model
) -> None:
    assert found(night, model) == []
    night.rollback()


NEEDS = "is not ours and needs {}: it is in the way of a revision that makes that anew"
NOTES = {
    "a setting": (
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''UTC-5''', "
        "current_database()); END $$",
        "setting TimeZone=UTC-5 in this database"),
    "an extension": (
        "CREATE EXTENSION pgcrypto SCHEMA public", "extension pgcrypto is not ours: left alone"),
    "a function beside PostgreSQL's own": (
        "CREATE FUNCTION pg_catalog.round(double precision, integer) RETURNS numeric LANGUAGE sql "
        "AS 'SELECT 1.0'",
        "function pg_catalog.round(double precision, integer) is not ours: left alone"),
    "an operator beside PostgreSQL's own": (
        "CREATE OPERATOR pg_catalog.=%= "
        "(FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer)",
        "operator pg_catalog.=%=(integer, integer) is not ours: left alone"),
    "a view elsewhere": (
        "CREATE SCHEMA ajeno; CREATE VIEW ajeno.v AS "
        "SELECT d.*, etl.fnc_ahora() AS ahora FROM reporting.vw_dim_mes AS d",
        f"view ajeno.v {NEEDS.format('etl.fnc_ahora(), reporting.vw_dim_mes')}"),
    "a materialized view in public": (
        "CREATE MATERIALIZED VIEW public.foto AS SELECT ciclo FROM etl.ciclos",
        f"materialized view public.foto {NEEDS.format('etl.ciclos')}"),
    "a rule elsewhere": (
        "CREATE SCHEMA ajeno; CREATE TABLE ajeno.t (x text); CREATE RULE propia AS ON INSERT TO "
        "ajeno.t DO ALSO DELETE FROM etl.ciclos WHERE ciclo = NEW.x",
        f"rule propia on ajeno.t {NEEDS.format('etl.ciclos')}"),
    "a trigger elsewhere": (
        "CREATE SCHEMA ajeno; CREATE TABLE ajeno.t (x text); CREATE TRIGGER propio BEFORE TRUNCATE "
        "ON ajeno.t EXECUTE FUNCTION etl.fnc_rechazar_truncate()",
        f"trigger propio on ajeno.t {NEEDS.format('etl.fnc_rechazar_truncate()')}"),
    "a policy elsewhere": (
        "CREATE SCHEMA ajeno; CREATE TABLE ajeno.t (x text); CREATE POLICY propia ON ajeno.t "
        "USING (x IN (SELECT ciclo FROM etl.ciclos))",
        f"policy propia on ajeno.t {NEEDS.format('etl.ciclos')}"),
    "a function elsewhere": (
        "CREATE SCHEMA ajeno; CREATE FUNCTION ajeno.f() RETURNS timestamptz RETURN etl.fnc_ahora()",
        f"function ajeno.f() {NEEDS.format('etl.fnc_ahora()')}"),
    "a default elsewhere": (
        "CREATE SCHEMA ajeno; CREATE TABLE ajeno.t (x timestamptz DEFAULT etl.fnc_ahora())",
        f"table ajeno.t {NEEDS.format('etl.fnc_ahora()')}"),
    "a check elsewhere": (
        "CREATE SCHEMA ajeno; CREATE TABLE ajeno.t (x timestamptz "
        "CONSTRAINT propia CHECK (x < etl.fnc_ahora()))",
        f"table constraint propia on ajeno.t {NEEDS.format('etl.fnc_ahora()')}"),
    "a column of a row type of ours": (
        "CREATE SCHEMA ajeno; CREATE TABLE ajeno.t (x etl.ciclos)",
        f"table ajeno.t {NEEDS.format('etl.ciclos')}"),
    "a foreign key beside ours": (
        "CREATE TABLE public.a (x integer PRIMARY KEY); CREATE TABLE public.b (x integer "
        "REFERENCES public.a)",
        "table public.b is not ours: left alone"),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "note"), sampled(NOTES, 4))
def test_what_is_the_operator_s_own_is_noted(
    night: psycopg.Connection, model: expected.Model, cluster: Cluster, statement: str, note: str
) -> None:
    skip_without_extension(cluster, statement)
    try:
        night.execute(statement.encode())
        findings, notes = comparison.compare(model, Live.read(night, model, PROJECT / "seeds"))
    finally:
        night.rollback()
    assert findings == []
    assert note in notes


@pytest.mark.parametrize(("statement", "cell"), sampled(CELLS, 18))
def test_a_change_by_hand_is_found_and_named(
    night: psycopg.Connection,
    model: expected.Model,
    cluster: Cluster,
    statement: str,
    cell: tuple[str, str, str],
) -> None:
    skip_without_extension(cluster, statement)
    try:
        night.execute(statement.encode())
        named = [(finding.kind, finding.name, finding.state) for finding in found(night, model)]
    finally:
        night.rollback()
    assert [words for words in named if fnmatch(" ".join(words), " ".join(cell))], named
    assert len(named) <= 7, named


def test_the_document_shows_every_kind_of_the_table() -> None:
    text = (PROJECT / "docs/drift.md").read_text()
    kinds = {cell[0] for _, cell in CELLS.values()}
    assert [kind for kind in sorted(kinds) if f"| {kind} |" not in text] == []
