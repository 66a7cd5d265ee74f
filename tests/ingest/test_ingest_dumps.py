"""The dump parser: what it reads is what PostgreSQL would have read, and nothing else passes."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bp010ctl.base.errors import IngestError
from bp010ctl.ingest.dumps import LITERAL, Dump, decode
from bp010ctl.ingest.sources import CHUNK, UTF_8, Text
from bp010ctl.ingest.values import BadValue, check_for

COLUMNS = ("unit_id", "location_id", "var_id", "measure", "moddate", "modtime")
HEAD = f"INSERT INTO stage.landing_scada_data ({','.join(COLUMNS)}) VALUES"
quick = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "dump.sql"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def parsed(path: Path, chunk: int = CHUNK) -> list[tuple[str | None, ...]]:
    """Every row's values, in the order of the file."""
    dump = Dump(Text(path, UTF_8), chunk=chunk)
    try:
        return [
            tuple(decode(literal) for literal in row[: len(batch.header)])
            for batch in dump.batches()
            for row in batch.rows
        ]
    finally:
        dump.close()


def refusal(path: Path, chunk: int = CHUNK) -> IngestError:
    with pytest.raises(IngestError) as caught:
        parsed(path, chunk)
    return caught.value


# What a dump may hold


def test_rows_of_several_statements_come_in_order(tmp_path: Path) -> None:
    row = "({},1,5,'101','2026-01-07 00:00:00.000','15:23:04')"
    first = f"{HEAD}\n\t {row.format(1)},\n\t {row.format(2)};\n"
    path = write(tmp_path, f"-- a dump\n\n{first}{HEAD} {row.format(3)};")
    assert [row[0] for row in parsed(path)] == ["1", "2", "3"]


def test_literals_of_every_kind_are_read(tmp_path: Path) -> None:
    row = r"""(-1, +2.50, 3e-2, E'a\tb\x41\u00e9''\'', '2026-01-07'::timestamp(3) without time zone,
        nUlL::pg_catalog.time)"""
    path = write(tmp_path, f"{HEAD} {row}, (true,FALSE,'','it''s \\n', null, .5) ;")
    assert parsed(path) == [
        ("-1", "+2.50", "3e-2", "a\tbAé''", "2026-01-07", None),
        ("true", "FALSE", "", "it's \\n", None, ".5"),
    ]


def test_comments_and_semicolons_in_strings_are_text(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEAD} (1,1,1,'a;b--c/*d*/(''),','x','y'); -- '; DROP TABLE x;\n")
    assert parsed(path) == [("1", "1", "1", "a;b--c/*d*/('),", "x", "y")]


def test_names_may_be_quoted_upper_case_or_without_schema(tmp_path: Path) -> None:
    columns = 'UNIT_ID, "var_id" , Measure'
    heads = (
        f'insert into "stage"."landing_scada_data" ({columns}) values',
        "INSERT INTO LANDING_SCADA_DATA(var_id) VALUES",
    )
    path = write(tmp_path, f"{heads[0]}(1,2,'3');{heads[1]}(4);")
    dump = Dump(Text(path, UTF_8))
    assert [batch.header for batch in dump.batches()] == [
        ("unit_id", "var_id", "measure"),
        ("var_id",),
    ]
    dump.close()


def test_a_row_with_a_wrong_number_of_values_is_kept_out_with_its_line(tmp_path: Path) -> None:
    good = "(1,1,1,'a','b','c')"
    path = write(tmp_path, f"{HEAD}\n{good},\n(1,2),\n{good},\n({','.join('1234567')});\n")
    dump = Dump(Text(path, UTF_8))
    (batch,) = dump.batches()
    dump.close()
    assert batch.lines() == [2, 4]
    assert [str(one) for one, _ in batch.uncut] == [
        "line 3: has 2 values for 6 columns",
        "line 5: has 7 values for 6 columns",
    ]


def test_a_former_table_name_is_accepted(tmp_path: Path) -> None:
    path = write(tmp_path, "INSERT INTO stage.tbl_reservas_pozo (well_id) VALUES (1);")
    dump = Dump(Text(path, UTF_8))
    assert [batch.destination.name for batch in dump.batches()] == ["reservas"]
    dump.close()


# What dump programs write around the rows

ROW = "(1,1,1,'a','b','c')"
HARMLESS = {
    "settings": "SET statement_timeout = 0;\nSET row_security TO off;",
    "the encoding": "SET client_encoding = 'UTF8';",
    "the search path": "SELECT pg_catalog.set_config('search_path', '', false);",
    "restrictions": "\\restrict aB3xyz\n",
    "a transaction": "BEGIN;",
    "a longer one": "START TRANSACTION;",
    "sequences": "SELECT pg_catalog.setval('stage.landing_scada_data_idn_seq', 5, true);",
    "triggers": "ALTER TABLE stage.landing_scada_data DISABLE TRIGGER ALL;",
    "the zone that is meant": "SET TIME ZONE 'UTC'; SET timezone = 'utc';",
    "an empty statement": ";;",
    "what SQLite writes": "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;",
    "what SQL Developer writes": "REM INSERTING into LANDING\nSET DEFINE OFF;",
}


@pytest.mark.parametrize("what", HARMLESS)
@pytest.mark.parametrize("chunk", [7, CHUNK])
def test_what_changes_no_value_is_passed_over(tmp_path: Path, what: str, chunk: int) -> None:
    path = write(tmp_path, f"-- a dump\n{HARMLESS[what]}\n{HEAD} {ROW};\n{HARMLESS[what]}\n")
    assert len(parsed(path, chunk)) == 1


def test_a_dump_may_end_after_a_command_of_psql(tmp_path: Path) -> None:
    assert len(parsed(write(tmp_path, f"{HEAD} {ROW};\nCOMMIT;\n\\unrestrict aB3"))) == 1


@pytest.mark.parametrize(
    "end",
    [
        "ON CONFLICT DO NOTHING",
        "on conflict (idn) do nothing",
        "ON CONFLICT ON CONSTRAINT x DO NOTHING",
    ],
)
@pytest.mark.parametrize("chunk", [7, CHUNK])
def test_rows_that_may_be_there_already_are_rows(tmp_path: Path, end: str, chunk: int) -> None:
    path = write(tmp_path, f"{HEAD} {ROW}\n{end};\n{HEAD} {ROW},{ROW} /* x */ {end} ;")
    assert len(parsed(path, chunk)) == 3


@pytest.mark.parametrize("who", ["SYSTEM", "user"])
def test_values_over_the_databases_own_are_values(tmp_path: Path, who: str) -> None:
    head = HEAD.replace("VALUES", f"OVERRIDING {who} VALUE VALUES")
    assert len(parsed(write(tmp_path, f"{head} {ROW};"))) == 1


@pytest.mark.parametrize(
    ("table", "destination"),
    [
        ("tbl_pozo_produccion_2026_01", "produccion"),
        ("tbl_pozo_produccion_default", "produccion"),
        ("landing_scada_data_2026_01_07", "landing"),
        ("landing_scada_data_p20260107", "landing"),
    ],
)
def test_a_partition_is_its_table(tmp_path: Path, table: str, destination: str) -> None:
    path = write(tmp_path, f"INSERT INTO stage.{table} (well_id) VALUES (1);")
    dump = Dump(Text(path, UTF_8))
    assert [batch.destination.name for batch in dump.batches()] == [destination]
    dump.close()


# What is refused, with its line

OK = "(1,1,1,'a','b','c')"
REFUSED = {
    "another statement": ("\nDELETE FROM stage.tbl_pozo_maestra;", 2),
    "a query": ("SELECT 1;", 1),
    "a setting of the zone": ("-- made by pg_dump\nSET TIME ZONE 'America/Lima';", 2),
    "strings of old": ("\nSET standard_conforming_strings = off;", 2),
    "an encoding": ("SET client_encoding = 'WIN1252';", 1),
    "an unknown setting": ("SET role = admin;", 1),
    "a rollback": ("BEGIN;\nROLLBACK;", 2),
    "a call": ("SELECT pg_catalog.setval('a_seq', (SELECT 1), true);", 1),
    "rows for psql": ("COPY stage.landing_scada_data (unit_id) FROM stdin;\n1\n\\.\n", 1),
    "no names of its schema": (
        f"SET search_path = public, pg_catalog;\n{HEAD.replace('stage.', '')} (1);", 2
    ),
    "a table that looks like a partition": (
        "INSERT INTO stage.tbl_pozo_maestra_2026_01 (well_id) VALUES (1);", 1
    ),
    "a psql command": ("\\copy x from y", 1),
    "another table": ("INSERT INTO stage.tbl_config (a) VALUES (1);", 1),
    "another schema": ("INSERT INTO reporting.tbl_pozo_maestra (a) VALUES (1);", 1),
    "three-part name": ("INSERT INTO db.stage.tbl_pozo_maestra (a) VALUES (1);", 1),
    "no column list": ("INSERT INTO stage.tbl_pozo_maestra VALUES (1);", 1),
    "a query's rows": ("INSERT INTO stage.tbl_pozo_maestra (well_id) SELECT 1;", 1),
    "default values": ("INSERT INTO stage.tbl_pozo_maestra DEFAULT VALUES;", 1),
    "a function call": (f"{HEAD}\n{OK},\n(1,1,now(),'a','b','c');", 3),
    "a bare function": (f"{HEAD}\n(1,1,1,current_user,'b','c');", 2),
    "an expression": (f"{HEAD}\n(1+1,1,1,'a','b','c');", 2),
    "a test": (f"{HEAD}\n('a'::text is null,1,1,'a','b','c');", 2),
    "a concatenation": (f"{HEAD}\n(1,1,1,'a'||'b','b','c');", 2),
    "a subquery": (f"{HEAD}\n(1,1,1,(SELECT 'a'),'b','c');", 2),
    "dollar quotes": (f"{HEAD}\n(1,1,1,$$a$$,'b','c');", 2),
    "a dollar tag": (f"{HEAD}\n(1,1,1,$x$a$x$,'b','c');", 2),
    "a bit string": (f"{HEAD}\n(1,1,1,B'01','b','c');", 2),
    "a Unicode string": (f"{HEAD}\n(1,1,1,U&'\\0041','b','c');", 2),
    "an array": (f"{HEAD}\n(1,1,1,ARRAY[1],'b','c');", 2),
    "a default": (f"{HEAD}\n(DEFAULT,1,1,'a','b','c');", 2),
    "a bare NaN": (f"{HEAD}\n(NaN,1,1,'a','b','c');", 2),
    "a hexadecimal": (f"{HEAD}\n(0x10,1,1,'a','b','c');", 2),
    "on conflict": (f"{HEAD}\n{OK}\nON CONFLICT (idn) DO UPDATE SET measure = '';", 3),
    "nothing after a conflict": (f"{HEAD}\n{OK}\nON CONFLICT;", 3),
    "returning": (f"{HEAD} {OK} RETURNING idn;", 1),
    "a second statement after the rows": (f"{HEAD} {OK};\n{HEAD} {OK};\nDROP TABLE x;", 3),
    "two rows without a comma": (f"{HEAD}\n{OK}\n{OK};", 3),
    "a comma before the end": (f"{HEAD}\n{OK},\n;", 3),
    "an empty row": (f"{HEAD}\n();", 2),
    "no rows": (f"{HEAD} ;", 1),
    "a comment in a comment": (f"/* /* */ {HEAD} {OK}; */", 1),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("chunk", [7, CHUNK])
def test_anything_else_is_refused_with_its_line(tmp_path: Path, what: str, chunk: int) -> None:
    text, line = REFUSED[what]
    path = write(tmp_path, text)
    assert refusal(path, chunk).on == f"{path}:{line}"


CUT = f"\n{HEAD}\n(1,1,1,'a','b','c'),\n(2,2,2,'d','e','f');"


@pytest.mark.parametrize("end", range(3, len(CUT)))
def test_a_dump_cut_off_anywhere_names_the_line_where_its_statement_began(
    tmp_path: Path, end: int
) -> None:
    error = refusal(write(tmp_path, CUT[:end]), chunk=5)
    assert "the file ends inside the statement that began at line 2" in str(error)


def test_an_open_quote_is_not_read_into_memory_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bp010ctl.ingest.dumps.LONGEST_ROW", 1 << 20)
    path = write(tmp_path, f"{HEAD}\n(1,1,1,'{'x' * (4 << 20)}")
    assert "this row is too long" in str(refusal(path, 1 << 16))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    row = "(5,1,278,'20260106','2026-01-07 00:00:00.000','15:23:04')"
    statement = f"{HEAD} {row},{row};\n"

    def peak(statements: int) -> int:
        path = write(tmp_path, statement * statements)
        tracemalloc.start()
        dump = Dump(Text(path, UTF_8), chunk=1 << 18)
        rows = sum(len(batch.rows) for batch in dump.batches())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        dump.close()
        assert rows == 2 * statements
        return peak

    assert peak(20_000) < 1.2 * peak(4_000)


# Fuzzing

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
TRICKY = st.text("'\\;-/*(),eE \n\tné", max_size=10)
VALUES = st.lists(
    st.lists(st.none() | TEXT | TRICKY, min_size=6, max_size=6), min_size=1, max_size=6
)
BLANKS = st.sampled_from(["", " ", "\n", "\r\n\t ", "/* ; ' ( */", "-- it's ;\n", "/*-*/ "])
CASTS = st.sampled_from(["", "", "::text", " :: varchar(20)", "::character varying"])


def escaped(text: str) -> str:
    """An E string with an escape wherever there is one."""
    special = {"'": "\\'", "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
    out = (
        special.get(letter)
        or (letter if letter.isascii() else f"\\U{ord(letter):08x}" if ord(letter) > 0xFFFF
            else f"\\u{ord(letter):04X}")
        for letter in text
    )  # fmt: skip
    return f"E'{''.join(out)}'"


def octets(text: str) -> str:
    return "e'" + "".join(f"\\{octet:03o}" for octet in text.encode()) + "'"


def plain(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@st.composite
def dumps(draw: st.DrawFn) -> tuple[str, list[tuple[str | None, ...]]]:
    """A dump in odd layout and quoting, and the rows that it says."""
    rows = draw(VALUES)

    def literal(value: str | None) -> str:
        style = draw(st.sampled_from([plain, plain, escaped, octets]))
        return ("NULL" if value is None else style(value)) + draw(CASTS)

    def blank() -> str:
        return draw(BLANKS)

    text, ends = blank(), True
    for number, row in enumerate(rows):
        text += f"{HEAD}{blank()}" if ends else ""
        text += "(" + ",".join(f"{blank()}{literal(value)}{blank()}" for value in row) + ")"
        ends = number + 1 == len(rows) or draw(st.booleans())
        text += f"{blank()}{';' if ends else ','}" + ("" if ends else blank())
    return text + blank(), [tuple(row) for row in rows]


@quick
@given(dumps(), st.integers(1, 60))
def test_whatever_the_quoting_layout_and_chunk_the_values_come_out(
    tmp_path: Path, dump: tuple[str, list[tuple[str | None, ...]]], chunk: int
) -> None:
    text, rows = dump
    path = write(tmp_path, text)
    assert parsed(path, chunk) == rows
    assert parsed(path) == rows


@quick
@given(dumps(), st.data())
def test_a_damaged_dump_has_one_outcome_whatever_the_chunk(
    tmp_path: Path, dump: tuple[str, list[tuple[str | None, ...]]], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(dump[0])))
    damaged = dump[0][:at] + data.draw(TRICKY) + dump[0][at + data.draw(st.integers(0, 3)) :]
    path = write(tmp_path, damaged)

    def outcome(chunk: int) -> object:
        try:
            return parsed(path, chunk)
        except (IngestError, BadValue) as error:
            return str(error)

    assert outcome(data.draw(st.integers(1, 40))) == outcome(CHUNK)


@pytest.fixture(scope="module")
def oracle(migrated_url: str) -> Iterator[psycopg.Connection[tuple[str | None]]]:
    with psycopg.connect(migrated_url, autocommit=True) as connection:
        yield connection


BODY = st.lists(
    st.sampled_from(["'", "''", "\\", "\\'", "\\101", "\\x4", "\\xc3\\xa9", "\\u00e9", "\\u12",
                     "\\ud83d\\ude00", "\\ud83d", "\\U0001F600", "\\U00110000", "\\n", "\\377",
                     "\\0", "a", "é", "\n", ";", "--", "/*"]),
    max_size=6,
).map("".join)  # fmt: skip


@pytest.mark.slow
@quick
@given(st.sampled_from(["'", "E'", "e'"]), BODY)
def test_a_string_is_what_postgresql_says_it_is(
    oracle: psycopg.Connection[tuple[str | None]], opening: str, body: str
) -> None:
    literal = f"{opening}{body}'"
    if not re.fullmatch(LITERAL, literal, re.DOTALL | re.ASCII):
        return
    try:
        row = oracle.execute(f"SELECT {literal}::text".encode()).fetchone()
        expected = row[0] if row else None
    except psycopg.Error:
        expected = None
    try:
        ours = decode(literal)
        check_for("text")(ours or "")
    except BadValue:
        ours = None
    assert ours == expected
