"""Malformed input by a seed: files that were changed, and texts that want to be executed.

What is executed where it should only be kept advances the sequence `prueba.ejecutado`, which no
rollback takes back.
"""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Any

import psycopg

from bp010ctl import simulator
from support import exports
from support.interruptions import START, options

Connection = psycopg.Connection[Any]
DEED = "nextval('prueba.ejecutado')"
STATEMENTS = (
    f"SELECT {DEED}",
    f"DO $x$ BEGIN PERFORM {DEED}; END $x$",
    "CALL prueba.ejecutar()",
)
OPENINGS = (
    "",
    "'",
    "''",
    '"',
    '""',
    "\\'",
    "$$",
    "$x$",
    "')",
    "'))",
    '")',
    "E'\\\\'",
    "1",
    "*/",
    "\n",
)
CLOSINGS = ("", " --", " /*", "; --", "'", '"', "$$", " #")
EXPRESSIONS = (
    f"{DEED}",
    f"(SELECT {DEED})",
    f"' || {DEED} || '",
    f"'||(SELECT {DEED})||'",
    f"{{desde}}'||{DEED}||'",
    f"%s' || {DEED} || '%I",
    f"%(x)s' || {DEED} || ':x",
    f"x\\' OR {DEED} > 0 --",
    f"\"' OR {DEED} > 0 OR '\"",
    f"NULL, {DEED}",
)
ODD = (
    "", " ", "\t", "\r\n", "'", '"', "`", "\\", "%", "%s", "%I", "{}", "{desde}", ":x", "$1", "$$",
    "NULL", "null", "NaN", "Infinity", "-Infinity", "1e400", "-0", "9" * 400, "0x1F", "1_000",
    "1,5", "1.234,5", "infinity", "now", "2026-13-45", "0000-00-00", "294277-01-01",
    "4714-01-01 BC", "á" * 300, "x" * 70_000, "\u202egnp.exe", "\u2028", "🛢️", "\x1b[31mred",
    "[/b]", "[link=x]", "<script>alert(1)</script>", "../../etc/passwd", "/dev/null", "-", "--",
    "-1", "--help", "a=b", "=cmd()", "@x", "+1", "true", "[]", '{"a": 1}', "stage.tbl_pozo_maestra",
)  # fmt: skip


def injections(number: int = 200) -> list[str]:
    """Texts that execute the deed where somebody pastes them into SQL, the same ones each time."""
    statements = (
        f"{opening}; {statement}; {closing}"
        for statement, closing, opening in itertools.product(STATEMENTS, CLOSINGS, OPENINGS)
    )
    mixed = [text for pair in zip(statements, itertools.cycle(EXPRESSIONS)) for text in pair]
    return list(dict.fromkeys([*EXPRESSIONS, *mixed]))[:number]


def arm(db: Connection) -> None:
    """Make what an executed text would reach, for every role."""
    db.execute(
        "CREATE SCHEMA IF NOT EXISTS prueba;"
        "CREATE SEQUENCE prueba.ejecutado;"
        "CREATE PROCEDURE prueba.ejecutar() LANGUAGE plpgsql AS"
        f" $$ BEGIN PERFORM {DEED}; END $$"
    )


def executed(db: Connection) -> bool:
    """Whether anything was executed so far."""
    row = db.execute("SELECT is_called FROM prueba.ejecutado").fetchone()
    return bool(row and row[0])


def whole_files(folder: Path) -> list[Path]:
    """Valid files of every kind that `ingest` takes."""
    made = exports.write(folder)
    given = options(wells=1, hours=0.5)
    simulator.write_csv(folder / "polls.csv", simulator.simulate(given))
    wells = simulator.write_wells_csv(folder / "polls.csv", simulator.wells(given), START.date())
    known = [value for value in vars(made).values() if isinstance(value, Path) and value.is_file()]
    return [*known, folder / "polls.csv", *wells]


def changed(dice: random.Random, content: bytes, texts: list[str]) -> bytes:
    """Bytes changed, cut off, zeroed, put in, lines shuffled or doubled, a field made a text."""
    new, place = bytearray(content), dice.randrange(len(content) or 1)
    match dice.randrange(7):
        case 0:
            for _ in range(dice.randrange(1, 8)):
                new[dice.randrange(len(new))] = dice.randrange(256)
        case 1:
            del new[place:]
        case 2:
            end = min(len(new), place + dice.randrange(1, 200))
            new[place:end] = bytes(end - place)
        case 3:
            new[place:place] = dice.randbytes(dice.randrange(1, 50))
        case 4:
            lines = content.split(b"\n")
            dice.shuffle(lines)
            return b"\n".join(lines)
        case 5:
            lines = content.split(b"\n")
            return b"\n".join(line for line in lines for _ in range(dice.randrange(3)))
        case _:
            fields = content.split(b",")
            for _ in range(dice.randrange(1, 4)):
                text = dice.choice(texts).encode("utf-8", "surrogatepass")
                fields[dice.randrange(len(fields))] = text
            return b",".join(fields)
    return bytes(new)
