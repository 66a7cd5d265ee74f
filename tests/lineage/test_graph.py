"""Who reads and writes what: as PostgreSQL, plpgsql_check and the routines' headers say it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import psycopg
import pytest

from bp010ctl import lineage
from bp010ctl.base import generated
from bp010ctl.base.errors import LineageError
from bp010ctl.lineage import Edge, Graph, Lineage, Node, documents, drawing, impact
from bp010ctl.lineage.sources import CONTROL, VALUE, Flow
from bp010ctl.schema import catalog
from bp010ctl.server.cluster import Cluster
from support import PROJECT, Cli

Flows = set[tuple[str, str]]

TABLES = """
CREATE SCHEMA stage;
CREATE SCHEMA reporting;
CREATE TABLE stage.lecturas (pozo integer, hora timestamptz, pip float8, chp float8, nota text);
CREATE TABLE stage.pozos (pozo integer, profundidad float8);
CREATE TABLE reporting.niveles (
    pozo integer PRIMARY KEY, nivel float8, peor float8, cuando timestamptz
);
CREATE FUNCTION stage.nivel(p_pip float8, p_chp float8) RETURNS float8
LANGUAGE sql AS 'SELECT p_pip - p_chp';
"""


@pytest.fixture(scope="module")
def whole(seeded_url: str) -> Lineage:
    """The lineage of what the migrations make and the seeds say."""
    return lineage.load(seeded_url)


def of(url: str, *statements: str) -> Lineage:
    """The lineage of a small database: TABLES and what a test adds."""
    with psycopg.connect(url) as connection:
        connection.execute(TABLES.encode())
        for statement in statements:
            connection.execute(statement.encode())
    return lineage.load(url)


def flows(found: Lineage, name: str) -> Flows:
    """Where the values go that a routine or view moves, functions left out."""
    return _ends(found, name, VALUE)


def choices(found: Lineage, name: str) -> Flows:
    """What chooses rows in a routine or view, where no value comes from it."""
    return _ends(found, name, CONTROL) - _ends(found, name, VALUE)


def _ends(found: Lineage, name: str, kind: str) -> Flows:
    return {
        (flow.source, flow.target)
        for flow in found.uses[name].flows
        if flow.kind == kind and not flow.source.endswith("()") and not flow.target.endswith(".+")
    }


def procedure(body: str, language: str = "plpgsql") -> str:
    return f"CREATE PROCEDURE reporting.p() LANGUAGE {language} AS $body$ {body} $body$"


def tables(pairs: set[tuple[str, str]]) -> set[str]:
    return {table for table, _ in pairs}


# --- Held to what others find


@pytest.mark.needs_library("plpgsql_check")
def test_a_routine_uses_what_plpgsql_check_finds(whole: Lineage) -> None:
    """Nothing may be missed, and no table added; plpgsql_check looks through views as well."""
    assert whole.schema.checked, "plpgsql_check is not installed"
    for key, checked in whole.schema.checked.items():
        use = whole.uses[key]
        names = tables(use.reads) | tables(use.writes) | use.calls
        planned = tables({pair for pair in use.reads | use.writes if pair[1]})
        assert planned - _given(whole, key) <= checked, key
        assert checked <= names.union(*map(whole.beneath, names)), key


def _given(whole: Lineage, key: str) -> set[str]:
    """What a routine only names, in texts that it gives to one with SQL made at run time, and what
    such a text of its own says."""
    texts = [whole.schema.routines[key].body]
    named = set(re.findall(r"'((?:stage|reporting|etl)\.\w+)'", texts[0]))
    if whole.uses[key].dynamic:
        texts = list(whole.schema.sentences.values())
        named |= {table for text in texts for table in re.findall(r"FROM (\w+\.\w+)", text)}
    return named


def test_a_view_reads_the_columns_that_the_catalog_says(whole: Lineage) -> None:
    views = [relation for relation in whole.schema.relations.values() if relation.definition]
    assert views
    for view in views:
        use = whole.uses[view.name]
        by_catalog = whole.schema.view_reads.get(view.name, set())
        columns = {pair for pair in use.reads | by_catalog if pair[1]}
        read = {pair for pair in columns if pair[0] not in _rows_of(whole, use.calls)}
        assert read <= use.reads, view.name
        assert read <= by_catalog, view.name


def _rows_of(whole: Lineage, called: set[str]) -> set[str]:
    """Tables whose row type a routine returns: to the catalog, taking a field reads the table."""
    texts = (whole.schema.routines[key].definition for key in called)
    return {table for text in texts for table in re.findall(r"RETURNS SETOF (\S+)", text)}


def test_headers_name_only_what_exists(whole: Lineage) -> None:
    assert {key: header.unknown for key, header in whole.headers.items() if header.unknown} == {}


def test_headers_name_every_table_that_a_routine_writes(whole: Lineage) -> None:
    silent = {}
    for key, header in whole.headers.items():
        if not whole.schema.routines[key].is_trigger:
            silent[key] = tables(whole.uses[key].writes) - header.writes
    assert {key: names for key, names in silent.items() if names} == {}


def test_headers_name_every_table_that_a_routine_reads(whole: Lineage) -> None:
    silent = {}
    for key, header in whole.headers.items():
        fired = {trigger.relation for trigger in whole.schema.triggers if trigger.routine == key}
        silent[key] = tables(whole.uses[key].reads) - header.reads - header.writes - fired
    assert {key: names for key, names in silent.items() if names} == {}


def test_a_routine_with_sql_made_at_run_time_declares_what_it_touches(whole: Lineage) -> None:
    dynamic = [key for key in whole.schema.routines if whole.uses[key].dynamic]
    assert dynamic
    for key in dynamic:
        assert re.search(r"-- .*\b(Reads|Writes)\b", whole.schema.routines[key].body), key


def test_chains_seeds_and_panels_are_tied_to_the_schema(whole: Lineage) -> None:
    names = {node.name for node in whole.graph.nodes}
    missing = [step for step in whole.project.steps if step.routine not in names]
    assert not missing
    columns = {
        f"{relation.name}.{column}"
        for relation in whole.schema.relations.values()
        for column in relation.column_names
    }
    assert {element.column for element in whole.project.elements} <= columns
    kinds = {(edge.source.split("/")[0].split(" ")[0], edge.kind) for edge in whole.graph.edges}
    assert {("cycle", "runs"), ("seeds", "fills")} <= kinds
    assert any(edge.kind == "shows" for edge in whole.graph.edges)


# --- Following values


def test_values_are_followed_through_ctes_joins_and_functions(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        """
        CREATE PROCEDURE reporting.p() LANGUAGE sql AS $$
            WITH niveles AS (
                SELECT l.pozo, max(stage.nivel(l.pip, z.profundidad)) AS n
                FROM stage.lecturas AS l JOIN stage.pozos AS z USING (pozo)
                WHERE l.nota IS NULL GROUP BY l.pozo
            )
            INSERT INTO reporting.niveles AS t (pozo, nivel) SELECT * FROM niveles
            ON CONFLICT (pozo) DO UPDATE SET nivel = excluded.nivel, peor = t.nivel;
        $$""",
    )
    assert flows(lineage, "reporting.p") == {
        ("stage.lecturas.pozo", "reporting.niveles.pozo"),
        ("stage.lecturas.pip", "reporting.niveles.nivel"),
        ("stage.pozos.profundidad", "reporting.niveles.nivel"),
        ("reporting.niveles.nivel", "reporting.niveles.peor"),
    }
    assert Flow("stage.nivel()", "reporting.niveles.nivel") in lineage.uses["reporting.p"].flows
    assert ("stage.lecturas", "nota") in lineage.uses["reporting.p"].reads
    assert ("stage.pozos", "pozo") in lineage.uses["reporting.p"].reads
    assert ("stage.lecturas", "chp") not in lineage.uses["reporting.p"].reads


def test_values_are_followed_through_variables_loops_and_out_parameters(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        """
        CREATE FUNCTION stage.extremos(OUT o_menor float8, OUT o_hora timestamptz)
        LANGUAGE plpgsql AS $$
        BEGIN
            SELECT min(chp) INTO o_menor FROM stage.lecturas;
            o_hora := (SELECT max(hora) FROM stage.lecturas);
        END $$""",
        procedure("""
        DECLARE
            v_fila record;
            v_entera stage.pozos;
            v_menor float8;
        BEGIN
            SELECT o_menor INTO v_menor FROM stage.extremos();
            FOR v_fila IN SELECT pozo, pip AS x FROM stage.lecturas LOOP
                UPDATE reporting.niveles SET (nivel, cuando) = (
                    SELECT v_fila.x, e.o_hora FROM stage.extremos() AS e
                ) WHERE pozo = v_fila.pozo;
            END LOOP;
            SELECT * INTO v_entera FROM stage.pozos;
            UPDATE reporting.niveles SET peor = v_menor + v_entera.profundidad;
        END"""),
    )
    assert flows(lineage, "reporting.p") == {
        ("stage.lecturas.pip", "reporting.niveles.nivel"),
        ("stage.lecturas.hora", "reporting.niveles.cuando"),
        ("stage.lecturas.chp", "reporting.niveles.peor"),
        ("stage.pozos.profundidad", "reporting.niveles.peor"),
    }


def test_what_a_called_procedure_does_with_its_arguments_is_the_callers(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        """
        CREATE PROCEDURE reporting.guardar(p_pozo integer, p_nivel float8) LANGUAGE sql AS
        'UPDATE reporting.niveles SET nivel = p_nivel WHERE pozo = p_pozo'""",
        procedure("""
        DECLARE v float8 := (SELECT max(pip) FROM stage.lecturas);
        BEGIN CALL reporting.guardar(1, v); END"""),
    )
    assert flows(lineage, "reporting.p") == {("stage.lecturas.pip", "reporting.niveles.nivel")}
    assert lineage.uses["reporting.p"].calls == {"reporting.guardar"}


def test_triggers_read_their_table_and_write_the_new_row(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        """
        CREATE FUNCTION stage.antes() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.nota := NEW.pip::text; RETURN NEW; END $$""",
        """
        CREATE FUNCTION stage.despues() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO reporting.niveles (pozo, nivel) SELECT n.pozo, n.chp FROM nuevas AS n;
            RETURN NULL;
        END $$""",
        "CREATE TRIGGER a BEFORE INSERT ON stage.lecturas FOR EACH ROW "
        "EXECUTE FUNCTION stage.antes()",
        "CREATE TRIGGER b AFTER INSERT ON stage.lecturas REFERENCING NEW TABLE AS nuevas "
        "EXECUTE FUNCTION stage.despues()",
    )
    assert flows(lineage, "stage.antes") == {("stage.lecturas.pip", "stage.lecturas.nota")}
    assert flows(lineage, "stage.despues") == {
        ("stage.lecturas.pozo", "reporting.niveles.pozo"),
        ("stage.lecturas.chp", "reporting.niveles.nivel"),
    }
    assert Edge("stage.lecturas", "stage.despues", "fires") in lineage.graph.edges


def test_keys_of_values_positions_and_look_ups_are_told_apart(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        "CREATE TABLE stage.colores (nivel integer PRIMARY KEY, color text)",
        "CREATE TYPE stage.juicio AS (nivel float8, color text)",
        "ALTER TABLE reporting.niveles ADD COLUMN color text, ADD COLUMN serie float8[]",
        procedure("""
        BEGIN
            UPDATE reporting.niveles AS t
            SET (nivel, color) = ROW((j.uno).*), peor = j.dos, serie = ARRAY[j.pozo, j.tercero]
            FROM (
                SELECT
                    l.pozo,
                    max(l.chp) AS tercero,
                    (
                        array_agg(ROW(v.valor, c.color)::stage.juicio)
                        FILTER (WHERE v.cual = 'pip')
                    )[1] AS uno,
                    max(v.valor) FILTER (WHERE v.cual = 'chp') AS dos
                FROM stage.lecturas AS l
                CROSS JOIN LATERAL (VALUES ('pip', l.pip), ('chp', l.chp)) AS v (cual, valor)
                LEFT JOIN stage.colores AS c ON c.nivel = round(v.valor)
                GROUP BY l.pozo
            ) AS j
            WHERE t.pozo = j.pozo;
            UPDATE reporting.niveles SET cuando = to_timestamp(serie[2]);
        END"""),
    )
    pip, color = "stage.lecturas.pip", "stage.colores.color"
    assert flows(lineage, "reporting.p") == {
        (pip, "reporting.niveles.nivel"), (color, "reporting.niveles.nivel"),
        (pip, "reporting.niveles.color"), (color, "reporting.niveles.color"),
        ("stage.lecturas.chp", "reporting.niveles.peor"),
        ("stage.lecturas.pozo", "reporting.niveles.serie#1"),
        ("stage.lecturas.chp", "reporting.niveles.serie#2"),
        ("reporting.niveles.serie#2", "reporting.niveles.cuando"),
    }  # fmt: skip


def test_views_say_where_each_column_comes_from(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        """
        CREATE VIEW reporting.vista AS
        SELECT n.pozo, coalesce(n.nivel, z.profundidad) AS nivel, count(*) OVER (ORDER BY peor) AS n
        FROM reporting.niveles AS n LEFT JOIN stage.pozos AS z ON z.pozo = n.pozo
        UNION ALL SELECT pozo, pip, 1 FROM stage.lecturas""",
    )
    assert flows(lineage, "reporting.vista") == {
        ("reporting.niveles.pozo", "reporting.vista.pozo"),
        ("stage.lecturas.pozo", "reporting.vista.pozo"),
        ("reporting.niveles.nivel", "reporting.vista.nivel"),
        ("stage.pozos.profundidad", "reporting.vista.nivel"),
        ("stage.lecturas.pip", "reporting.vista.nivel"),
    }


def test_overloads_are_told_apart_by_their_arguments(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        "CREATE FUNCTION stage.nivel(p_pip float8) RETURNS float8 LANGUAGE sql AS 'SELECT p_pip'",
        procedure("BEGIN UPDATE reporting.niveles SET nivel = stage.nivel(nivel); END"),
    )
    assert lineage.uses["reporting.p"].calls == {"stage.nivel(double precision)"}


@pytest.mark.parametrize(
    ("label", "reads", "writes"),
    [("Reads", {"stage.lecturas", "stage.pozos"}, {"reporting.niveles"}),
     ("Reads (dynamic)", {"stage.lecturas", "stage.pozos"}, set())],
)  # fmt: skip
def test_sql_made_at_run_time_is_what_the_header_says(
    fresh_url: str, label: str, reads: set[str], writes: set[str]
) -> None:
    lineage = of(
        fresh_url,
        procedure(f"""
        -- Purpose: fills levels from columns that a table names.
        -- {label}: stage.lecturas,
        --   pozos. Writes: reporting.niveles.
        BEGIN EXECUTE (SELECT string_agg(nota, '') FROM stage.lecturas); END"""),
    )
    assert lineage.declared("reporting.p") == (frozenset(reads), frozenset(writes))
    declared = {edge for edge in lineage.graph.edges if edge.declared}
    assert Edge("stage.pozos", "reporting.p", "reads", (), True) in declared
    assert (Edge("reporting.p", "reporting.niveles", "writes", (), True) in declared) == bool(
        writes
    )


def test_values_are_followed_through_a_routine_that_is_given_names(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        """
        CREATE FUNCTION stage.calculados(p_pozos integer[])
        RETURNS TABLE (pozo integer, nivel float8)
        LANGUAGE sql AS 'SELECT pozo, pip FROM stage.lecturas WHERE pozo = ANY(p_pozos)'""",
        """
        CREATE PROCEDURE stage.guardar(p_tabla regclass, p_fuente text) LANGUAGE plpgsql AS $$
        -- Reads: p_fuente. Writes: p_tabla.
        BEGIN EXECUTE format('INSERT INTO %s SELECT * FROM %s($1)', p_tabla, p_fuente); END $$""",
        procedure("""
        BEGIN CALL stage.guardar('reporting.niveles', p_fuente => 'stage.calculados'); END"""),
    )
    assert flows(lineage, "reporting.p") == {
        ("stage.lecturas.pozo", "reporting.niveles.pozo"),
        ("stage.lecturas.pip", "reporting.niveles.nivel"),
    }
    assert lineage.uses["reporting.p"].calls == {"stage.guardar", "stage.calculados"}


def test_a_storing_routine_is_followed_as_its_header_says(fresh_url: str) -> None:
    """What the source is called with, what is left to others, stamped and given back."""
    lineage = of(
        fresh_url,
        "CREATE TABLE reporting.avisos (pozo integer, cuando timestamptz)",
        "CREATE FUNCTION stage.ahora() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
        """
        CREATE FUNCTION stage.calculados(p_pozos integer[])
        RETURNS TABLE (pozo integer, nivel float8, peor float8)
        LANGUAGE sql AS 'SELECT p, pip, chp FROM unnest(p_pozos) AS p, stage.lecturas'""",
        """
        CREATE FUNCTION stage.guardar(
            p_tabla regclass, p_fuente text, p_claves integer[], p_ajenas text[], p_devuelve text[]
        ) RETURNS TABLE (clave integer, valor timestamptz) LANGUAGE plpgsql AS $$
        -- Reads (dynamic): p_fuente(p_claves). Writes: p_tabla. Leaves: p_ajenas.
        -- Gives: p_devuelve. Stamps: cuando by stage.ahora().
        BEGIN
            RETURN QUERY EXECUTE format('INSERT INTO %s SELECT * FROM %s($1)', p_tabla, p_fuente);
        END $$""",
        procedure("""
        DECLARE v_pozos integer[] := ARRAY(SELECT z.pozo FROM stage.pozos AS z);
        BEGIN
            INSERT INTO reporting.avisos
            SELECT c.clave, c.valor FROM stage.guardar(
                'reporting.niveles', 'stage.calculados', v_pozos,
                p_ajenas => '{peor}', p_devuelve => '{pozo,cuando}'
            ) AS c;
        END"""),
    )
    assert flows(lineage, "reporting.p") == {
        ("stage.pozos.pozo", "reporting.niveles.pozo"),
        ("stage.lecturas.pip", "reporting.niveles.nivel"),
        ("reporting.niveles.pozo", "reporting.avisos.pozo"),
        ("reporting.niveles.cuando", "reporting.avisos.cuando"),
    }
    use = lineage.uses["reporting.p"]
    assert Flow("stage.ahora()", "reporting.niveles.cuando") in use.flows
    assert use.calls == {"stage.guardar", "stage.calculados", "stage.ahora"}
    compared = {column for table, column in use.reads if table == "reporting.niveles"}
    assert compared == {"pozo", "nivel", "cuando"}


def test_rows_in_an_array_keep_their_fields(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        "CREATE TYPE stage.par AS (pozo integer, valor float8)",
        """
        CREATE FUNCTION stage.pares() RETURNS TABLE (pozo integer, valor float8, otro float8)
        LANGUAGE sql AS 'SELECT pozo, pip, chp FROM stage.lecturas'""",
        """
        CREATE FUNCTION stage.de(p_pares stage.par[]) RETURNS TABLE (clave integer, nivel float8)
        LANGUAGE sql AS 'SELECT x.pozo, x.valor FROM unnest(p_pares) AS x'""",
        """
        CREATE FUNCTION stage.todos(p_pares stage.par[]) RETURNS SETOF stage.par
        LANGUAGE sql AS 'SELECT x.* FROM unnest(p_pares) AS x'""",
        procedure("""
        DECLARE v_pares stage.par[];
        BEGIN
            SELECT array_agg(f) INTO v_pares FROM stage.pares() AS f;
            INSERT INTO reporting.niveles (pozo, nivel)
            SELECT d.clave, d.nivel FROM stage.de(v_pares) AS d;
            UPDATE reporting.niveles SET peor = t.valor FROM stage.todos(v_pares) AS t;
        END"""),
    )
    assert flows(lineage, "reporting.p") == {
        ("stage.lecturas.pozo", "reporting.niveles.pozo"),
        ("stage.lecturas.pip", "reporting.niveles.nivel"),
        ("stage.lecturas.pip", "reporting.niveles.peor"),
    }


def test_a_field_of_a_composite_column_is_told_apart(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        "CREATE TYPE stage.juicio AS (nivel float8, peor float8)",
        """
        CREATE VIEW reporting.juzgadas AS
        WITH filas AS (
            SELECT pozo, (array_agg(ROW(q.nivel, q.peor)::stage.juicio))[1] AS juicio
            FROM (SELECT pozo, pip AS nivel, chp AS peor FROM stage.lecturas) AS q GROUP BY pozo
        )
        SELECT f.pozo, (f.juicio).nivel, (f.juicio).peor FROM filas AS f""",
    )
    assert flows(lineage, "reporting.juzgadas") == {
        ("stage.lecturas.pozo", "reporting.juzgadas.pozo"),
        ("stage.lecturas.pip", "reporting.juzgadas.nivel"),
        ("stage.lecturas.chp", "reporting.juzgadas.peor"),
    }


def test_a_field_of_a_row_that_a_query_gives_is_told_apart(fresh_url: str) -> None:
    """And what an array gives at a computed place depends on what the place is computed from."""
    lineage = of(
        fresh_url,
        "ALTER TABLE reporting.niveles ADD COLUMN color text",
        """
        CREATE VIEW reporting.vista AS
        SELECT
            (j.foto).pip AS nivel,
            (SELECT z FROM stage.pozos AS z WHERE z.pozo = 1).profundidad AS peor,
            (ARRAY(SELECT n.color FROM reporting.niveles AS n ORDER BY n.pozo))[
                round(j.chp)::integer
            ] AS color
        FROM (
            SELECT o.chp, (SELECT l FROM stage.lecturas AS l WHERE l.pozo = o.pozo) AS foto
            FROM stage.lecturas AS o
        ) AS j""",
    )
    assert flows(lineage, "reporting.vista") == {
        ("stage.lecturas.pip", "reporting.vista.nivel"),
        ("stage.pozos.profundidad", "reporting.vista.peor"),
        ("reporting.niveles.color", "reporting.vista.color"),
        ("stage.lecturas.chp", "reporting.vista.color"),
    }


def test_a_position_may_have_a_name_and_be_taken_by_a_function(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        "ALTER TABLE reporting.niveles ADD COLUMN serie float8[]",
        """
        CREATE FUNCTION stage.lugar(p_nombre text) RETURNS integer LANGUAGE sql IMMUTABLE
        AS 'SELECT array_position(ARRAY[''alta'', ''baja''], p_nombre)'""",
        """
        CREATE FUNCTION stage.nombrada(p_serie float8[]) RETURNS TABLE (alta float8, baja float8)
        LANGUAGE sql AS
        'SELECT p_serie[stage.lugar(''alta'')], p_serie[stage.lugar(''baja'')]'""",
        procedure("""
        BEGIN
            UPDATE reporting.niveles SET serie = ARRAY[l.pip, l.chp] FROM stage.lecturas AS l;
            UPDATE reporting.niveles SET peor = serie[stage.lugar('baja')];
            UPDATE reporting.niveles AS t SET nivel = s.alta
            FROM reporting.niveles AS n CROSS JOIN LATERAL stage.nombrada(n.serie) AS s;
        END"""),
    )
    assert flows(lineage, "reporting.p") == {
        ("stage.lecturas.pip", "reporting.niveles.serie#1"),
        ("stage.lecturas.chp", "reporting.niveles.serie#2"),
        ("reporting.niveles.serie#2", "reporting.niveles.peor"),
        ("reporting.niveles.serie#1", "reporting.niveles.nivel"),
    }


def test_a_row_given_to_a_function_is_told_apart_by_its_fields(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        """
        CREATE FUNCTION stage.de(p_lectura stage.lecturas) RETURNS float8
        LANGUAGE sql AS 'SELECT p_lectura.chp'""",
        procedure("""
        BEGIN UPDATE reporting.niveles SET nivel = stage.de(l) FROM stage.lecturas AS l; END"""),
    )
    assert flows(lineage, "reporting.p") == {("stage.lecturas.chp", "reporting.niveles.nivel")}
    assert {column for _, column in lineage.uses["reporting.p"].reads} == {"", "chp"}


def test_a_condition_chooses_what_runs_under_it(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        procedure("""
        DECLARE v_nivel float8;
        BEGIN
            v_nivel := (SELECT max(p.profundidad) FROM stage.pozos AS p);
            IF (SELECT min(l.chp) FROM stage.lecturas AS l) > 0 THEN
                UPDATE reporting.niveles SET nivel = v_nivel;
            ELSE
                v_nivel := 0;
            END IF;
            UPDATE reporting.niveles SET peor = v_nivel;
        END"""),
    )
    assert flows(lineage, "reporting.p") == {
        ("stage.pozos.profundidad", "reporting.niveles.nivel"),
        ("stage.pozos.profundidad", "reporting.niveles.peor"),
    }
    assert choices(lineage, "reporting.p") == {
        ("stage.lecturas.chp", "reporting.niveles.nivel"),
        ("stage.lecturas.chp", "reporting.niveles.peor"),
    }


def test_bodies_that_are_no_text_are_followed(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        """
        CREATE FUNCTION stage.altas(p_minimo float8) RETURNS TABLE (pozo integer, valor float8)
        BEGIN ATOMIC SELECT l.pozo, l.pip FROM stage.lecturas AS l WHERE l.chp > p_minimo; END""",
        "CREATE FUNCTION stage.doble(p_valor float8) RETURNS float8 RETURN 2 * p_valor",
        procedure(
            "INSERT INTO reporting.niveles (pozo, nivel)"
            " SELECT a.pozo, stage.doble(a.valor) FROM stage.altas(3) AS a",
            "sql",
        ),
    )
    assert flows(lineage, "reporting.p") == {
        ("stage.lecturas.pozo", "reporting.niveles.pozo"),
        ("stage.lecturas.pip", "reporting.niveles.nivel"),
    }
    assert ("stage.lecturas.chp", "reporting.niveles.nivel") in choices(lineage, "reporting.p")
    assert Edge("reporting.p", "stage.doble", "calls") in lineage.graph.edges
    assert (
        Edge("stage.lecturas", "stage.altas", "reads", ("chp", "pip", "pozo"))
        in lineage.graph.edges
    )


def test_generated_columns_policies_and_rules_are_in_the_graph(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        "ALTER TABLE stage.lecturas ADD COLUMN delta float8 GENERATED ALWAYS AS (pip - chp) STORED",
        "CREATE POLICY propios ON reporting.niveles USING (EXISTS ("
        "SELECT FROM stage.pozos AS p WHERE p.pozo = niveles.pozo AND p.profundidad > 0))",
        "CREATE RULE copia AS ON INSERT TO stage.lecturas WHERE new.chp > 0"
        " DO ALSO INSERT INTO reporting.niveles (pozo, nivel) VALUES (new.pozo, new.pip)",
        "CREATE VIEW reporting.deltas AS SELECT pozo, delta FROM stage.lecturas",
    )
    generated = "generated stage.lecturas.delta"
    assert flows(lineage, generated) == {
        ("stage.lecturas.pip", "stage.lecturas.delta"),
        ("stage.lecturas.chp", "stage.lecturas.delta"),
    }
    assert flows(lineage, "rule copia on stage.lecturas") == {
        ("stage.lecturas.pozo", "reporting.niveles.pozo"),
        ("stage.lecturas.pip", "reporting.niveles.nivel"),
    }
    policy = "policy propios on reporting.niveles"
    assert {
        Node(generated, "generated"), Node(policy, "policy"),
        Node("rule copia on stage.lecturas", "rule"),
    } <= set(lineage.graph.nodes)  # fmt: skip
    assert Edge("stage.pozos", policy, "reads", ("pozo", "profundidad")) in lineage.graph.edges
    touched = impact.of(lineage, "stage.lecturas.pip")
    assert {column.name for column in touched.columns} == {
        "stage.lecturas.delta", "reporting.niveles.nivel", "reporting.deltas.delta",
    }  # fmt: skip
    limited = impact.of(lineage, "stage.pozos.profundidad")
    assert [(chosen.relation, chosen.exists) for chosen in limited.chosen] == [
        ("reporting.niveles", True)
    ]


@pytest.mark.needs_library("plpgsql_check")
def test_what_cannot_be_parsed_is_known_by_its_header_and_plpgsql_check(fresh_url: str) -> None:
    lineage = of(
        fresh_url,
        "CREATE SCHEMA otra",
        "CREATE TYPE otra.par AS (a integer, b integer)",
        procedure("""
        -- Writes: reporting.niveles.
        DECLARE v otra.par[];
        BEGIN
            v := ARRAY(SELECT ROW(l.pozo, 1)::otra.par FROM stage.lecturas AS l);
            EXECUTE 'DELETE FROM reporting.niveles';
        END"""),
    )
    assert lineage.uses["reporting.p"].dynamic
    assert Edge("stage.lecturas", "reporting.p", "reads") in lineage.graph.edges
    assert Edge("reporting.p", "reporting.niveles", "writes", (), True) in lineage.graph.edges


# --- The graph and its pictures


def small() -> Graph:
    return Graph(
        (Node("a.t", "table"), Node("b.p", "procedure"), Node("c.v", "view")),
        (Edge("a.t", "b.p", "reads"), Edge("b.p", "c.v", "calls"),
         Edge("b.p", "a.t", "writes", (), True)),
    )  # fmt: skip


def test_depth_limits_what_is_near(whole: Lineage) -> None:
    name = "stage.tbl_var_scada_map"
    with pytest.raises(LineageError, match="no object"):
        lineage.resolve(name, [node.name for node in whole.graph.nodes])
    name = "referencial.tbl_var_scada_map"
    near = [{node.name for node in whole.graph.around(name, depth).nodes} for depth in range(3)]
    assert near[0] == {name}
    assert {
        "seeds/referencial.tbl_var_scada_map.csv",
        "referencial.vw_variables_scada_stage",
    } <= near[1]
    assert near[1] < near[2]


def test_pictures_have_every_node_and_edge() -> None:
    assert drawing.mermaid(small()).splitlines() == [
        "flowchart LR",
        '    n0[("a.t")]',
        '    n1("b.p")',
        '    n2[/"c.v"/]',
        "    n0 --> n1",
        "    n1 -.->|calls| n2",
        "    n1 ==>|writes?| n0",
    ]
    assert '    "a.t" -> "b.p" [style=solid];' in drawing.dot(small())
    assert '    "b.p" -> "a.t" [style=bold, label="writes?"];' in drawing.dot(small())


@pytest.mark.skipif(not shutil.which("dot"), reason="Graphviz (`dot`) is not installed")
def test_an_svg_has_every_node_and_edge() -> None:
    parts = ElementTree.fromstring(drawing.svg(small())).iter("{http://www.w3.org/2000/svg}g")
    titles = {(part.get("class"), part.findtext("{*}title")) for part in parts}
    assert titles == {
        ("graph", "lineage"), ("node", "a.t"), ("node", "b.p"), ("node", "c.v"),
        ("edge", "a.t->b.p"), ("edge", "b.p->c.v"), ("edge", "b.p->a.t"),
    }  # fmt: skip


def test_without_graphviz_an_svg_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(LineageError, match="not installed") as raised:
        drawing.svg(small())
    assert "mermaid" in str(raised.value.hint)


@pytest.mark.slow
def test_json_names_columns(cli: Cli, migrated_url: str) -> None:
    name = "referencial.vw_variables_scada_stage"
    done = cli("graph", name, "--format", "json", url=migrated_url)
    assert done.returncode == 0, done.stderr
    graph = json.loads(done.stdout)
    edge = next(
        link
        for link in graph["edges"]
        if link["source"] == "referencial.tbl_var_scada_map" and link["target"] == name
    )
    assert edge["kind"] == "reads"
    assert {"columna_stage", "id_formato1"} <= set(edge["columns"])


@pytest.mark.slow
def test_an_unknown_object_gets_near_names(cli: Cli, migrated_url: str) -> None:
    done = cli("graph", "reporting.dim_poso", url=migrated_url)
    assert done.returncode == 1
    assert "reporting.dim_pozo" in done.stderr


@pytest.mark.slow
def test_the_database_is_only_read(migrated_url: str) -> None:
    with psycopg.connect(migrated_url) as connection:
        before = catalog.digest(catalog.fingerprint(connection))
        connection.execute("SET default_transaction_read_only = on")
        assert lineage.read(connection, PROJECT).graph.nodes
        assert catalog.digest(catalog.fingerprint(connection)) == before


# --- The documents


def test_generated_documents_are_up_to_date(whole: Lineage) -> None:
    stale = list(generated.stale(documents.texts(whole, PROJECT), PROJECT))
    assert not stale, f"run `make docs`: {stale}"


@pytest.mark.slow
def test_the_command_looks_without_writing(cli: Cli, cluster: Cluster) -> None:
    before = (PROJECT / documents.DICTIONARY).read_text()
    done = cli("docs", "--check", "--json", home=cluster.home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == {"stale": [], "gone": [], "written": False}
    assert (PROJECT / documents.DICTIONARY).read_text() == before


@pytest.mark.slow
def test_an_empty_database_shows_what_the_revisions_make(
    cli: Cli, cluster: Cluster, fresh_url: str, whole: Lineage
) -> None:
    done = cli("graph", "--format", "json", url=fresh_url, home=cluster.home)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["nodes"]) == len(whole.graph.nodes)


@pytest.mark.slow
def test_documents_are_the_same_each_time(whole: Lineage, seeded_url: str, tmp_path: Path) -> None:
    assert documents.texts(whole, tmp_path) == documents.texts(lineage.load(seeded_url), tmp_path)


@pytest.mark.slow
def test_a_changed_comment_makes_the_dictionary_stale(database: str, tmp_path: Path) -> None:
    for name, text in documents.texts(lineage.load(database), tmp_path).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    with psycopg.connect(database) as connection:
        connection.execute("COMMENT ON COLUMN reporting.dim_pozo.campo IS 'Field (nobody knows).'")
    texts = documents.texts(lineage.load(database), tmp_path)
    assert list(generated.stale(texts, tmp_path)) == [documents.DICTIONARY]


@pytest.mark.parametrize(
    ("remark", "unit"),
    [
        ("Pump intake pressure, PIP (psi).", "psi"),
        ("Load of the unit (% of rated).", "%"),
        ("Energy per barrel (kWh/bbl).", "kWh/bbl"),
        ("Limit of water cut (fraction, as delivered).", "fraction"),
        ("Gravity (°API), measured.", "°API"),
        ("Where the value is from (snapshot).", ""),
        ("Name of the well.", ""),
        (None, ""),
    ],
)
def test_units_are_read_from_comments(remark: str | None, unit: str) -> None:
    assert documents.unit_of(remark) == unit
