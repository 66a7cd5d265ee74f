"""Malformed input of every kind: refused in words or kept out, and never executed.

A sample in the fast suite. `make fuzz N=10000` tries so many inputs, and 200 texts that want to be
executed in every text column, identifier and argument; it prints how many of each.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from bp010ctl import cli as command_line
from bp010ctl import ingest, seeds
from bp010ctl.base.errors import Bp010Error
from bp010ctl.commands import screen
from support import PROJECT, fuzz
from support.fakes import call
from support.readings import Connection, dumps, insert_readings, make_wells

PATIENCE = 30
"""Seconds after which an input is said to hang."""
BROKEN = {None, "XX000", "57014"}
"""No error of a value: a lost session, an internal error, a statement that took too long."""
OURS = ("stage", "referencial", "universal", "reporting", "etl")
LOADED = (
    "stage.landing_scada_data", "stage.tbl_pozo_produccion", "stage.tbl_pozo_maestra",
    "stage.tbl_pozo_reservas",
)  # fmt: skip
TEXTS = [*fuzz.ODD, *fuzz.injections()]

WHOLE = int(os.environ.get("FUZZ", "10000"))
"""Malformed inputs of a whole run."""

sizes = pytest.mark.parametrize
MUCH = pytest.mark.slow


def share(part: float) -> Any:
    """So much of a whole run, in the slow suite only."""
    return pytest.param(round(WHOLE * part), marks=MUCH)


@pytest.fixture(scope="module")
def tally() -> Iterator[Counter[str]]:
    """What was tried, by kind; printed when all is over."""
    tried = Counter[str]()
    yield tried
    inputs = sum(number for kind, number in tried.items() if kind in INPUTS)
    for kind, number in tried.items():
        print(f"\n{kind:40} {number:7}", end="")
    print(f"\n{'malformed inputs in all':40} {inputs:7}")


FILES, SEEDS, VALUES, WORDS = "changed files", "changed seeds", "values", "command lines"
INPUTS = (FILES, SEEDS, VALUES, WORDS)


def seed() -> random.Random:
    number = int(os.environ.get("FUZZ_SEED") or random.randrange(1 << 31))
    print(f"FUZZ_SEED={number}")
    return random.Random(number)


@pytest.fixture
def armed(seeded: str) -> str:
    with psycopg.connect(seeded) as db:
        fuzz.arm(db)
    return seeded


@pytest.fixture
def db(armed: str) -> Iterator[Connection]:
    with psycopg.connect(armed, autocommit=True) as connection:
        yield connection


# -- files ----------------------------------------------------------------------------------------


@sizes("number", [20, share(0.35)])
def test_changed_files_are_loaded_whole_or_not_at_all(
    db: Connection, tmp_path: Path, tally: Counter[str], number: int
) -> None:
    dice, files = seed(), fuzz.whole_files(tmp_path)
    slow = {".xlsx", ".xlsb", ".xls", ".ods"}  # each is read by a process of its own
    weights = [0.2 if file.suffix in slow else 1 for file in files]
    for attempt in range(number):
        (whole,) = dice.choices(files, weights)
        path = tmp_path / f"changed{whole.suffix}"
        path.write_bytes(fuzz.changed(dice, whole.read_bytes(), TEXTS))
        options = ingest.Options(strict=dice.random() < 0.2, pozo=1)
        begun = time.monotonic()
        with db.transaction(force_rollback=True):
            before = dumps(db, LOADED)
            (result,) = ingest.load_all(db, [path], options)
            if result.error:
                assert str(result.error)
                assert dumps(db, LOADED) == before, (attempt, whole.name)
        assert time.monotonic() - begun < PATIENCE, (attempt, whole.name)
        assert not fuzz.executed(db), (attempt, path.read_bytes()[:2000])
        tally[FILES] += 1


@sizes("number", [6, share(0.08)])
def test_changed_seeds_are_applied_whole_or_not_at_all(
    db: Connection, tmp_path: Path, tally: Counter[str], number: int
) -> None:
    dice = seed()
    files = sorted((PROJECT / "seeds").glob("*.csv"))
    folder = tmp_path / "seeds"
    tables = [file.stem for file in files]
    for attempt in range(number):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(PROJECT / "seeds", folder)
        file = folder / dice.choice(files).name
        file.write_bytes(fuzz.changed(dice, file.read_bytes(), TEXTS))
        with db.transaction(force_rollback=True):
            before = dumps(db, tables)
            try:
                with db.transaction():
                    seeds.load(db, folder)
            except Bp010Error:
                assert dumps(db, tables) == before, (attempt, file.name)
        assert not fuzz.executed(db), (attempt, file.name)
        tally[SEEDS] += 1


# -- values that are stored -----------------------------------------------------------------------


@sizes("number", [len(TEXTS), share(0.42)])
def test_no_value_of_landing_stops_the_chain_or_is_executed(
    db: Connection, tally: Counter[str], number: int
) -> None:
    """Each text as value of some tags, and as the name of a well; then changed ones as values."""
    dice = seed()
    for well, text in enumerate(TEXTS, 1):
        make_wells(db, well, nombre_pozo=f"{text[:500]}{well}")
    for place in range(number):
        poll, well = divmod(place, len(TEXTS))
        text = TEXTS[well]
        if poll:
            content = fuzz.changed(dice, text.encode("utf-8", "surrogatepass") or b" ", TEXTS)
            text = content.decode("utf-8", "replace").replace("\0", "")
        db.execute(
            "INSERT INTO stage.landing_scada_data (unit_id, var_id, measure, moddate, modtime)"
            " SELECT %(n)s, id_formato1, %(t)s, '2026-01-07', time '10:00' + %(p)s FROM"
            " (SELECT id_formato1 FROM referencial.tbl_maestra_variables"
            " ORDER BY id_formato1 LIMIT 5 OFFSET %(n)s %% 60) AS v",
            {"n": well + 1, "t": text, "p": timedelta(minutes=poll)},
        )
    for cycle in ("stage", "reporting", "universal", "vigilancia"):
        call(db, cycle)
    states = {state for (state,) in db.execute("SELECT estado FROM etl.etl_ejecuciones")}
    assert states <= {"exitoso", "parcial"}
    errors = "SELECT error_mensaje FROM etl.etl_ejecucion_pasos WHERE error_mensaje IS NOT NULL"
    assert db.execute(errors).fetchall() == []
    assert not fuzz.executed(db)
    tally[VALUES] += number + len(TEXTS)


TEXT_COLUMNS = """
SELECT format('%%I.%%I', nsp.nspname, rel.relname), att.attname
FROM pg_attribute AS att
INNER JOIN pg_class AS rel ON att.attrelid = rel.oid
INNER JOIN pg_namespace AS nsp ON rel.relnamespace = nsp.oid
WHERE nsp.nspname = ANY(%s) AND rel.relkind IN ('r', 'p') AND NOT rel.relispartition
    AND att.attnum > 0 AND NOT att.attisdropped AND att.atttypid = 'text'::regtype
ORDER BY 1, 2
"""
STEPS = """
SELECT replace(replace(replace(llamada, '{desde}', 'NULL'), '{hasta}', 'NULL'), '{pozo}', 'NULL')
FROM etl.ciclo_pasos WHERE ciclo IN ('stage', 'reporting', 'universal') ORDER BY ciclo DESC, orden
"""
VIEWS = "SELECT format('%%I.%%I', schemaname, viewname) FROM pg_views WHERE schemaname = ANY(%s)"


@sizes("rounds", [1, pytest.param(200, marks=MUCH)])
def test_a_text_in_any_column_is_a_value_and_no_statement(
    db: Connection, tally: Counter[str], rounds: int
) -> None:
    """Every text column of all tables, each with another text in each round, where its rules allow
    it, while the chain runs and all views are read."""
    make_wells(db, 1, 2)
    insert_readings(db, [{"well_id": 1, "timestamp_lectura": "2026-01-07 10:00+00", "pip": 700.0}])
    steps = [step for (step,) in db.execute(STEPS).fetchall()]
    for step in steps:
        db.execute(step.encode())
    columns = db.execute(TEXT_COLUMNS, [list(OURS)]).fetchall()
    views = [view for (view,) in db.execute(VIEWS, [list(OURS)]).fetchall()]
    assert len(columns) > 100
    texts, kept = fuzz.injections(), 0
    for first in range(rounds):
        with db.transaction(force_rollback=True):
            for number, (table, column) in enumerate(columns, first):
                name, text = sql.SQL(table), texts[number % len(texts)]
                statement = sql.SQL(
                    "UPDATE {0} SET {1} = %s WHERE ctid = (SELECT min(ctid) FROM {0})"
                )
                kept += _tried(db, statement.format(name, sql.Identifier(column)), [text])
            for step in steps:
                _tried(db, sql.SQL(step))
            for view in views:
                _tried(db, sql.SQL("SELECT * FROM {}").format(sql.SQL(view)))
        assert not fuzz.executed(db), first
    assert kept > 30 * rounds
    tally["texts in columns"] += rounds * len(columns)


def _tried(db: Connection, statement: sql.Composable, values: Any = None) -> bool:
    """Whether the database took it; else it said why, and no error of its own."""
    try:
        with db.transaction():
            db.execute(statement, values)  # type: ignore[call-overload]
    except psycopg.Error as error:
        if error.sqlstate in BROKEN:
            raise
        return False
    return True


# -- arguments of routines ------------------------------------------------------------------------

ARGUMENTS = """
SELECT
    fn.oid::regprocedure::text AS routine,
    fn.prokind = 'p' AS is_procedure,
    format('%%I.%%I', nsp.nspname, fn.proname) AS name,
    ARRAY(SELECT format_type(own, NULL) FROM unnest(fn.proargtypes::oid[]) AS own) AS types
FROM pg_proc AS fn
INNER JOIN pg_namespace AS nsp ON fn.pronamespace = nsp.oid
WHERE nsp.nspname = ANY(%s) AND fn.prorettype <> 'trigger'::regtype
    AND fn.prokind IN ('f', 'p')
    AND fn.proargtypes::oid[] && ARRAY['text', 'regclass', 'name', 'text[]']::regtype[]::oid[]
ORDER BY 1
"""
SQL_BY_DESIGN = {
    "etl.fnc_guardar": "its scope is a condition that the routine's author writes",
    "etl.fnc_sentencia_guardar": "it only builds that statement",
}


@sizes("number", [4, pytest.param(200, marks=MUCH)])
def test_a_text_in_any_argument_is_a_value_and_no_statement(
    db: Connection, tally: Counter[str], number: int
) -> None:
    make_wells(db, 1)
    routines = db.execute(ARGUMENTS, [list(OURS)]).fetchall()
    assert len(routines) > 30
    for routine, is_procedure, name, types in routines:
        if name in SQL_BY_DESIGN:
            continue
        for text in fuzz.injections(number):
            for place, kind in enumerate(types):
                if kind not in {"text", "regclass", "name", "text[]"}:
                    continue
                given: list[Any] = [None] * len(types)
                given[place] = [text] if kind == "text[]" else text
                marks = ", ".join(f"%s::{kind}" for kind in types)
                verb = "CALL" if is_procedure else "SELECT"
                db.execute("SET statement_timeout = '20s'")
                try:
                    db.execute(f"{verb} {name}({marks})".encode(), given)
                except psycopg.Error as error:
                    if error.sqlstate in BROKEN:
                        raise
                assert not fuzz.executed(db), (routine, place, text)
                tally["texts in arguments"] += 1


# -- words of the command line --------------------------------------------------------------------

COMMANDS: list[list[str]] = [
    [], ["status", "--field"], ["well"], ["runs", "--cycle"], ["runs", "--limit"],
    ["gaps", "--cycle"], ["health", "--json"], ["metrics", "--cycle"], ["recover"], ["run"],
    ["run", "reporting-only", "--from"], ["run", "reporting-only", "--from", "2026-01-01", "--to"],
    ["run", "reporting-only", "--well"], ["seed", "--only"], ["seed", "--dry-run", "--from"],
    ["ingest"], ["ingest", "--dry-run", "--table"], ["ingest", "--date"], ["where"], ["impact"],
    ["cron", "pause"], ["cron", "resume"], ["backup"], ["restore"], ["restore", "--into"],
    ["migrate", "--plan"], ["simulate", "--dry-run", "--wells"],
    ["simulate", "--dry-run", "--from"],
]  # fmt: skip
SLOW = {"impact": 0.02, "backup": 0.1, "where": 0.3}
"""Commands that take seconds, as it is: drawn seldom."""
CODES = {0, 1, 2, 3}


@sizes("number", [15, share(0.15)])
def test_any_word_on_the_command_line_ends_in_an_answer_or_an_error(
    armed: str,
    db: Connection,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tally: Counter[str],
    number: int,
) -> None:
    """What escapes `main` would be a traceback."""
    dice = seed()
    weights = [SLOW.get(words[0] if words else "", 1.0) for words in COMMANDS]
    monkeypatch.setenv("BP010_DATABASE_URL", armed)
    monkeypatch.setenv("BP010_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(screen, "prepare", lambda: None)
    make_wells(db, 1)
    for _ in range(number):
        (opening,) = dice.choices(COMMANDS, weights)
        words = [*opening, dice.choice(TEXTS).replace("\0", "")]
        if dice.random() < 0.2:
            words.append("--json")
        if "backup" in words[:1]:
            words[1] = words[1].replace("/", "_")[:60] or "x"  # stays in this folder
        monkeypatch.setattr(sys, "argv", ["bp010ctl", *words])
        begun = time.monotonic()
        with pytest.raises(SystemExit) as ended:
            command_line.main()
        assert ended.value.code in CODES, words
        assert time.monotonic() - begun < PATIENCE, words
        assert "Traceback" not in capsys.readouterr().err, words
        assert not fuzz.executed(db), words
        tally[WORDS] += 1
