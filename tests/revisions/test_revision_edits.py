"""Sixty edits of sql/ and what `revision` makes of each: up, down and up again, and no more to do.

Each is held against an independent answer: a database in which the edited texts were made at once.
Every twelfth is in the fast suite, all of them in `make test-slow`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bp010ctl.base.errors import RevisionError
from bp010ctl.migrations import chain
from bp010ctl.revisions import changes, drafts
from bp010ctl.schema import catalog, objects
from bp010ctl.server.cluster import Cluster
from support import chains
from support.databases import new_database

TABLES = """CREATE SCHEMA s;
CREATE TABLE s.pozo (pozo_id integer PRIMARY KEY, nombre text);
"""
TRIGGER = """CREATE TRIGGER antes BEFORE INSERT ON s.pozo
FOR EACH ROW EXECUTE FUNCTION s.fnc_disparo();
"""
DOBLE = """CREATE OR REPLACE FUNCTION s.doble(p_x integer)
RETURNS integer
LANGUAGE sql
AS $$
    -- doubles; really
    SELECT 2 * p_x
$$;

COMMENT ON FUNCTION s.doble(integer) IS 'Twice the value.';
"""
HOJA = DOBLE.replace("doble", "hoja")
SALUDA = """CREATE OR REPLACE FUNCTION s.saluda(p_a text DEFAULT 'uno, dos', p_b integer DEFAULT 1)
RETURNS text
LANGUAGE plpgsql
AS $body$
BEGIN
    /* a comment; with $$ in it */
    RETURN p_a || ' :x 100 % %(y)s' || p_b::text;
END;
$body$;
"""
HACE = """CREATE OR REPLACE PROCEDURE s.hace(p_n integer, INOUT p_total integer DEFAULT 0)
LANGUAGE plpgsql
AS $$
BEGIN
    p_total := p_total + p_n + s.hoja(p_n);
END;
$$;

COMMENT ON PROCEDURE s.hace(integer, integer) IS 'Adds.';
GRANT EXECUTE ON PROCEDURE s.hace(integer, integer) TO pg_monitor;
"""
VARIOS = """CREATE OR REPLACE FUNCTION s.varios(p_x integer)
RETURNS text
LANGUAGE sql AS 'SELECT ''entero''';

CREATE OR REPLACE FUNCTION s.varios(p_x text)
RETURNS text
LANGUAGE sql AS 'SELECT ''texto''';
"""
SALIDA = """CREATE OR REPLACE FUNCTION s.salida(IN p_x integer, OUT uno integer, OUT dos text)
LANGUAGE sql AS 'SELECT p_x, p_x::text';
"""
LISTA = """CREATE OR REPLACE FUNCTION s.lista()
RETURNS SETOF integer
LANGUAGE sql AS 'SELECT pozo_id FROM s.pozo';
"""
TABLA = """CREATE OR REPLACE FUNCTION s.tabla()
RETURNS TABLE (pozo integer, texto text)
LANGUAGE sql AS 'SELECT pozo_id, nombre FROM s.pozo';
"""
DISPARO = """CREATE OR REPLACE FUNCTION s.fnc_disparo()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.nombre := coalesce(NEW.nombre, 'sin nombre');
    RETURN NEW;
END;
$$;
"""
RARA = """CREATE OR REPLACE FUNCTION s."Rara Cosa"("El Valor" integer)
RETURNS integer
LANGUAGE sql AS 'SELECT "El Valor"';
"""
VISTA = """CREATE OR REPLACE VIEW s.vista AS
SELECT
    pozo.pozo_id,
    s.doble(pozo.pozo_id) AS doble
FROM s.pozo;

COMMENT ON VIEW s.vista IS 'Wells and their doubles.';
COMMENT ON COLUMN s.vista.doble IS 'Twice; the id.';
GRANT SELECT ON s.vista TO pg_monitor;
"""
RESUMEN = """CREATE OR REPLACE VIEW s.resumen AS
SELECT sum(vista.doble) AS total
FROM s.vista;

COMMENT ON VIEW s.resumen IS 'One row.';
GRANT SELECT ON s.resumen TO PUBLIC;
"""
OTRA = """CREATE OR REPLACE VIEW s.otra AS
SELECT max(vista.doble) AS mayor
FROM s.vista;
"""
CITADA = """CREATE OR REPLACE VIEW s."Vista Citada" AS
SELECT 'a  b' AS "Un Texto";
"""

BEFORE = {
    "procedures/s.doble": DOBLE,
    "procedures/s.hoja": HOJA,
    "procedures/s.saluda": SALUDA,
    "procedures/s.hace": HACE,
    "procedures/s.varios": VARIOS,
    "procedures/s.salida": SALIDA,
    "procedures/s.lista": LISTA,
    "procedures/s.tabla": TABLA,
    "procedures/s.fnc_disparo": DISPARO,
    "procedures/s.Rara Cosa": RARA,
    "views/s.vista": VISTA,
    "views/s.resumen": RESUMEN,
    "views/s.otra": OTRA,
    "views/s.Vista Citada": CITADA,
}

Edits = dict[str, str | None]


def new(name: str, text: str) -> Edits:
    return {name: text}


def gone(*names: str) -> Edits:
    return dict.fromkeys(names)


def put(name: str, *pairs: str) -> Edits:
    """The file with words replaced: old, new, old, new …; each must be there."""
    text = BEFORE[name]
    for old, replacement in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, replacement)
    return {name: text}


def add(name: str, text: str) -> Edits:
    return {name: BEFORE[name] + text}


DOBLE_ = "procedures/s.doble"
HOJA_ = "procedures/s.hoja"
SALUDA_ = "procedures/s.saluda"
HACE_ = "procedures/s.hace"
VARIOS_ = "procedures/s.varios"
VISTA_ = "views/s.vista"
FUNCTION = HACE.replace("PROCEDURE", "FUNCTION").replace("LANGUAGE", "RETURNS integer\nLANGUAGE")
BIGGER = (
    put(DOBLE_, "RETURNS integer", "RETURNS bigint"),
    put(VISTA_, "doble\nFROM", "el_doble\nFROM", "vista.doble", "vista.el_doble"),
    put("views/s.resumen", "vista.doble", "vista.el_doble"),
    put("views/s.otra", "vista.doble", "vista.el_doble"),
)

CASES: dict[str, Edits] = {
    # arguments
    "an argument's type": put(HOJA_, "p_x integer", "p_x numeric", "s.hoja(integer)",
                              "s.hoja(numeric)", "RETURNS integer", "RETURNS numeric"),
    "an argument's name": put(HOJA_, "p_x", "p_valor"),
    "an argument more": put(HOJA_, "p_x integer", "p_x integer, p_y text DEFAULT NULL",
                            "s.hoja(integer)", "s.hoja(integer, text)"),
    "arguments in another order": put(SALUDA_, "p_a text DEFAULT 'uno, dos', p_b integer DEFAULT 1",
                                      "p_b integer DEFAULT 1, p_a text DEFAULT 'uno, dos'"),
    "a default added": put(HOJA_, "p_x integer", "p_x integer DEFAULT 4"),
    "a default changed": put(SALUDA_, "p_b integer DEFAULT 1", "p_b integer DEFAULT 2"),
    "a default removed": put(SALUDA_, " DEFAULT 'uno, dos'", "", " DEFAULT 1", ""),
    "a comma in a text default": put(SALUDA_, "'uno, dos'", "'uno, dos, tres'"),
    "a blank in a text default": put(SALUDA_, "'uno, dos'", "'uno,  dos'"),
    "a quote in a text default": put(SALUDA_, "'uno, dos'", "'it''s; \"so\"'"),
    "an argument becomes variadic": put(HOJA_, "p_x integer", "VARIADIC p_x integer []",
                                        "2 * p_x", "2 * p_x[1]", "s.hoja(integer)",
                                        "s.hoja(integer [])")
    | put(HACE_, " + s.hoja(p_n)", ""),
    "an inout argument becomes in": put(HACE_, "INOUT p_total", "p_total", "p_total :=",
                                        "p_n := p_total; p_total :="),
    # overloads
    "an overload added": add(HOJA_, HOJA.replace("integer", "text").replace("2 *", "2 ||")),
    "an overload removed": {VARIOS_: VARIOS.split("\n\n")[0] + "\n"},
    "an overload changed": put(VARIOS_, "''texto''", "''un texto''"),
    "an overload's type changed": put(VARIOS_, "p_x text", "p_x date"),
    "overloads change places": {VARIOS_: "\n\n".join(VARIOS.strip().split("\n\n")[::-1]) + "\n"},
    # results
    "another result type": put(HOJA_, "RETURNS integer", "RETURNS bigint"),
    "another result type under views": BIGGER[0],
    "a result becomes a set": put(HOJA_, "RETURNS integer", "RETURNS SETOF integer")
    | put(HACE_, " + s.hoja(p_n)", ""),
    "a set becomes one": put("procedures/s.lista", "SETOF integer", "integer"),
    "a table's column renamed": put("procedures/s.tabla", "pozo integer", "el_pozo integer"),
    "a table's column added": put("procedures/s.tabla", "texto text)", "texto text, n integer)",
                                  "nombre FROM", "nombre, 1 FROM"),
    "an out parameter added": put("procedures/s.salida", "OUT dos text", "OUT dos text, OUT n date",
                                  "p_x::text", "p_x::text, current_date"),
    "an out parameter renamed": put("procedures/s.salida", "OUT dos", "OUT segundo"),
    "an out parameter's type": put("procedures/s.salida", "OUT dos text", "OUT dos integer",
                                   "p_x::text", "p_x"),
    "an out parameter removed": put("procedures/s.salida", ", OUT dos text", "", ", p_x::text", ""),
    # kinds
    "a procedure becomes a function": {HACE_: FUNCTION},
    "a function becomes a procedure": put(HOJA_, "FUNCTION", "PROCEDURE", "RETURNS integer\n", "")
    | put(HACE_, " + s.hoja(p_n)", ""),
    "a function becomes a view": gone(HOJA_) | put(HACE_, " + s.hoja(p_n)", "")
    | new("views/s.hoja", "CREATE VIEW s.hoja AS\nSELECT 1 AS x;\n"),
    "a view becomes a function": gone("views/s.otra")
    | new("procedures/s.otra", LISTA.replace("s.lista", "s.otra")),
    # properties
    "volatility": put(HOJA_, "LANGUAGE sql", "LANGUAGE sql\nIMMUTABLE"),
    "security and its path": put(HACE_, "LANGUAGE plpgsql", "LANGUAGE plpgsql\nSECURITY DEFINER\n"
                                 "SET search_path = pg_catalog, pg_temp"),
    "strict, parallel, cost": put(HOJA_, "LANGUAGE sql",
                                  "LANGUAGE sql\nSTRICT\nPARALLEL SAFE\nCOST 7"),
    "another language": put(HOJA_, "LANGUAGE sql", "LANGUAGE plpgsql", "    SELECT 2 * p_x",
                            "BEGIN\n    RETURN 2 * p_x;\nEND;"),
    "a body as sql standard": put(HOJA_, "AS $$\n    -- doubles; really\n    SELECT 2 * p_x\n$$",
                                  "RETURN 2 * p_x"),
    # bodies
    "a comment in a body": put(HOJA_, "doubles; really", "dobla; de veras: año $1"),
    "a blank in a body": put(HOJA_, "2 * p_x", "2  * p_x"),
    "a blank in a string": put(SALUDA_, "' :x 100", "'  :x 100"),
    "percent and colons": put(SALUDA_, ":x 100 % %(y)s", ":y %% %s {0} \\n :z"),
    "another tag": put(SALUDA_, "$body$", "$cuerpo$"),
    "a tag inside a tag": put(SALUDA_, "RETURN p_a", "p_b := length($$a;$$);\n    RETURN p_a"),
    "a trigger's function": put("procedures/s.fnc_disparo", "'sin nombre'", "'?'"),
    "only blanks around": {HOJA_: "\n" + HOJA + "\n\n"},
    "two edits in one file": put(HOJA_, "2 * p_x", "3 * p_x", "Twice the value.", "Thrice."),
    # names
    "a quoted function": put("procedures/s.Rara Cosa", "'SELECT \"El", "'SELECT 1 + \"El"),
    "a quoted argument": put("procedures/s.Rara Cosa", "El Valor", "Otro \"\"Valor"),
    "a quoted view's column": put("views/s.Vista Citada", "Un Texto", "Otro, \"\"Texto"),
    "a blank in a view's string": put("views/s.Vista Citada", "a  b", "a b"),
    "a new quoted view": new("views/s.Tres; ñ", 'CREATE VIEW s."Tres; ñ" AS\nSELECT 1 AS x;\n'),
    "a file renamed": gone("procedures/s.lista")
    | new("procedures/s.listado", LISTA.replace("s.lista", "s.listado")),
    "a renamed function under views": gone(DOBLE_)
    | new("procedures/s.dos", DOBLE.replace("s.doble", "s.dos"))
    | put(VISTA_, "s.doble(", "s.dos("),
    # views
    "a view's column renamed under two views": BIGGER[1] | BIGGER[2] | BIGGER[3],
    "a view's column at the end": put(VISTA_, "AS doble\n", "AS doble,\n    1 AS uno\n"),
    "a view's columns in another order": put(
        VISTA_, "    pozo.pozo_id,\n    s.doble(pozo.pozo_id) AS doble\n",
        "    s.doble(pozo.pozo_id) AS doble,\n    pozo.pozo_id\n"),
    "a view's column's type": put(VISTA_, "s.doble(pozo.pozo_id)", "s.doble(pozo.pozo_id)::bigint"),
    "a view's option": put(VISTA_, "s.vista AS", "s.vista WITH (security_barrier) AS"),
    "a view without its comment, made anew": put(
        VISTA_, "COMMENT ON VIEW s.vista IS 'Wells and their doubles.';\n", "",
        "doble\nFROM", "el_doble\nFROM", "vista.doble", "vista.el_doble")
    | BIGGER[2] | BIGGER[3],
    "everything at once": BIGGER[0] | BIGGER[1] | BIGGER[2] | BIGGER[3],
    # removed
    "a leaf removed": gone("procedures/s.tabla"),
    "a view removed": gone("views/s.otra"),
    "a view removed with what reads it": gone(VISTA_, "views/s.resumen", "views/s.otra"),
    "a function removed, its reader changed": gone(HOJA_) | put(HACE_, " + s.hoja(p_n)", ""),
    "all overloads removed": gone(VARIOS_),
    # comments and grants
    "a comment changed": put(HOJA_, "Twice the value.", "Twice; 'ñ' :x % $$."
                             .replace("'", "''")),
    "a comment removed": {HOJA_: HOJA.partition("\nCOMMENT")[0]},
    "a comment added": add("procedures/s.lista", "COMMENT ON FUNCTION s.lista() IS 'Ids; all.';\n"),
    "a column's comment removed": put(VISTA_, "COMMENT ON COLUMN s.vista.doble IS 'Twice; the id.';"
                                      "\n", ""),
    "a grant added": add("views/s.otra", "GRANT SELECT ON s.otra TO PUBLIC;\n"),
    "a grant removed": put(HACE_, "GRANT EXECUTE ON PROCEDURE s.hace(integer, integer) TO "
                           "pg_monitor;\n", ""),
    "a view's grant removed": put("views/s.resumen", "GRANT SELECT ON s.resumen TO PUBLIC;\n", ""),
    "a right to grant added": put(VISTA_, "TO pg_monitor", "TO pg_monitor WITH GRANT OPTION"),
    "a right taken from all": add(
        HOJA_, "REVOKE EXECUTE ON FUNCTION s.hoja(integer) FROM PUBLIC;\n"),
    "a grant on a column": put(VISTA_, "SELECT ON s.vista", "SELECT (pozo_id) ON s.vista"),
    "a grant and another result": put(
        HACE_, "PROCEDURE s.hace(p_n integer, ", "PROCEDURE s.hace(p_n bigint, ",
        "s.hace(integer, integer)", "s.hace(bigint, integer)",
        "s.hoja(p_n)", "s.hoja(p_n::integer)"),
}  # fmt: skip


def edited(edits: Edits) -> dict[str, str]:
    texts = {**BEFORE, **edits}
    return {name: text for name, text in texts.items() if text is not None}


@pytest.fixture(scope="module")
def began(tmp_path_factory: pytest.TempPathFactory, server_url: str) -> Path:
    """A project whose second revision was written by `revision` from the texts before."""
    folder = chains.project(
        tmp_path_factory.mktemp("edits") / "project",
        {"v01_tablas": ({"010_s": TABLES}, {"010_s": "DROP TABLE s.pozo;\nDROP SCHEMA s;\n"})},
    )
    chains.write(folder, BEFORE)
    draft = drafts.create("All of it", server_url.replace("postgres@", "bp010@"), folder)
    assert draft is not None
    chains.add_revision(
        folder,
        "v14_disparo",
        draft.revision,
        {"010_disparo": TRIGGER},
        {"010_disparo": "DROP TRIGGER antes ON s.pozo;\n"},
    )
    return folder


@pytest.fixture(scope="module")
def template(cluster: Cluster, began: Path) -> Iterator[str]:
    with new_database(cluster) as url:
        chain.migrate(url, project=began)
        yield url.rpartition("/")[2].partition("?")[0]


def fingerprint(url: str) -> list[catalog.Row]:
    with psycopg.connect(url) as connection:
        return catalog.fingerprint(connection)


def made_at_once(url: str, project: Path) -> list[catalog.Row]:
    """The catalog of a database in which the texts of sql/ were made with nothing before them."""
    chain.migrate(url, "v01", project=project)
    with psycopg.connect(url) as connection:
        changes.plan(connection, {}, objects.current(project))
        connection.execute(TRIGGER.encode())
    return fingerprint(url)


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param(edits, id=name, marks=[] if place % 90 == 0 else [pytest.mark.slow])
        for place, (name, edits) in enumerate(CASES.items())
    ],
)
def test_an_edit_becomes_a_revision(
    edits: Edits, began: Path, template: str, tmp_path: Path, cluster: Cluster
) -> None:
    project = tmp_path / "project"
    shutil.copytree(began, project)
    shutil.rmtree(project / "sql")
    chains.write(project, edited(edits))
    with new_database(cluster, template) as url, new_database(cluster) as other:
        draft = drafts.create("An edit", other, project)
        assert draft is not None
        assert [change.name for change in draft.changes] == sorted(
            {name.partition("/")[2] for name in edits}
        )
        before = fingerprint(url)
        chain.migrate(url, project=project)
        first = fingerprint(url)
        assert catalog.difference(made_at_once(other, project), first) == ""
        chain.migrate(url, "-1", project=project)
        assert catalog.difference(before, fingerprint(url)) == ""
        chain.migrate(url, project=project)
        assert catalog.difference(first, fingerprint(url)) == ""
        assert drafts.create("Once more", other, project) is None


def test_there_are_sixty_cases_at_least() -> None:
    assert len(CASES) >= 60


BROKEN: dict[str, tuple[Edits, str]] = {
    "two objects in one file": (add(HOJA_, TABLA), "the file makes function s.tabla"),
    "a file that is no SQL": (new(HOJA_, "CREATE OR REPLACE FUNCTION s.hoja( RETURNS"), "line 1"),
    "a missing function in a view": (put(VISTA_, "s.doble(", "s.triple("), "s.triple(integer)"),
    "a missing table in a body": (
        put(SALUDA_, "RETURN p_a", "DELETE FROM s.no_hay;\n    RETURN p_a"),
        'relation "s.no_hay" does not exist',
    ),
    "a function that another body calls": (gone(HOJA_), "s.hace.sql:5: function s.hoja(integer)"),
    "a view that another one reads": (gone(VISTA_), 'relation "s.vista" does not exist'),
    "a trigger's function": (gone("procedures/s.fnc_disparo"), "trigger antes on table s.pozo"),
    "a column that others read": (BIGGER[1], "vista.doble does not exist"),
    "a grant to nobody": (add(HOJA_, "GRANT EXECUTE ON FUNCTION s.hoja(integer) TO nadie;\n"),
                          'role "nadie" does not exist'),
}  # fmt: skip


IN_A_BODY = {"a missing table in a body", "a function that another body calls"}
"""What plpgsql_check alone sees."""


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        pytest.param(
            *case,
            id=name,
            marks=[pytest.mark.needs_library("plpgsql_check")] if name in IN_A_BODY else [],
        )
        for name, case in BROKEN.items()
    ],
)
def test_a_broken_edit_is_refused_and_nothing_written(
    edits: Edits, message: str, began: Path, tmp_path: Path, fresh_url: str
) -> None:
    project = tmp_path / "project"
    shutil.copytree(began, project)
    shutil.rmtree(project / "sql")
    chains.write(project, edited(edits))
    before = written(project)
    with pytest.raises(RevisionError) as caught:
        drafts.create("An edit", fresh_url, project)
    assert message in str(caught.value)
    assert written(project) == before


def written(project: Path) -> list[Path]:
    """Every file and folder but those of Python's own."""
    return sorted(path for path in project.rglob("*") if "__pycache__" not in path.parts)
