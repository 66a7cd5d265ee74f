"""Workbooks that are broken, or made to break their reader: they end in words, within bounds."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from bp010ctl.base.errors import IngestError
from bp010ctl.ingest import apart, sheets
from support import sampled, workbooks

ROWS = [(1, "General", "Pozo", 7), (49, "General", "Nombre", "P 7"), (33, "Diseño", "SPM", 2.5)]
MAKERS: dict[str, Callable[[Path], Path]] = {
    "xlsx": lambda path: workbooks.xlsx(path, {"Datos": ROWS, "Otra": ROWS}),
    "xlsb": lambda path: workbooks.xlsb(path, ROWS),
    "xls": lambda path: workbooks.xls(path, ROWS),
    "ods": lambda path: workbooks.ods(path, ROWS),
}


def mutant(chance: random.Random, content: bytes) -> bytes:
    """The file with a few bytes changed, cut off, overwritten, or put in."""
    changed, place = bytearray(content), chance.randrange(len(content))
    match chance.randrange(4):
        case 0:
            for _ in range(chance.randrange(1, 8)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
        case 1:
            del changed[place:]
        case 2:
            end = min(len(changed), place + chance.randrange(1, 200))
            changed[place:end] = bytes(end - place)
        case _:
            changed[place:place] = chance.randbytes(chance.randrange(1, 50))
    return bytes(changed)


def read_or_refused(path: Path, content: bytes) -> str:
    """What is said of such a file; nothing where it can be read."""
    path.write_bytes(content)
    try:
        sheets.read(path)
    except IngestError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("kind", sampled({kind: (kind,) for kind in MAKERS}, 2))
def test_mutants_are_read_or_refused_in_words(tmp_path: Path, kind: str) -> None:
    """Some of these panic, and some would take all memory, in the process that reads them."""
    path = MAKERS[kind](tmp_path / f"libro.{kind}")
    whole, chance = path.read_bytes(), random.Random(2026)
    assert sheets.read(path)[0].rows[1][3] == "7"
    refused = [read_or_refused(path, mutant(chance, whole)) for _ in range(20)]
    assert any(refused)
    assert all(str(path) in message for message in refused if message)


def test_a_cell_far_away_takes_no_memory_in_any_kind(tmp_path: Path) -> None:
    """A dense sheet of these would be 137 GB (.xlsb), and 137 MB of numbers alone (.xls)."""
    before = psutil.Process().memory_info().rss
    with pytest.raises(IngestError, match=r"1 GB of memory"):
        sheets.read(workbooks.xlsb(tmp_path / "lejos.xlsb", ROWS, far=(1_048_575, 16_383)))
    with pytest.raises(IngestError, match=r"reaches to row 65,536, column 256|1 GB of memory"):
        sheets.read(workbooks.xls(tmp_path / "lejos.xls", ROWS, far=(65_535, 255)))
    assert psutil.Process().memory_info().rss - before < 50 << 20


def endless_memory(path: Path) -> int:
    return len(b" " * (64 << 30))


def panic(path: Path) -> None:
    raise BaseException("assertion failed: left == right\nin a library")


def crash(path: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hang(path: Path) -> None:
    time.sleep(600)


@pytest.mark.parametrize(
    ("work", "why"),
    [
        (endless_memory, "more than 1 GB of memory"),
        (panic, "assertion failed: left == right"),
        (crash, "broke its reader"),
        (hang, "longer than 0.5 seconds"),
    ],
)
def test_what_goes_wrong_apart_is_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: Callable[[Path], None], why: str
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.5)
    before = psutil.Process().children()
    with pytest.raises(IngestError, match=why) as caught:
        apart.run(work, tmp_path / "x.xls")
    assert "x.xls" in str(caught.value)
    assert psutil.Process().children() == before


def test_the_result_and_the_error_of_the_work_come_back_whole(tmp_path: Path) -> None:
    def refuse(path: Path) -> None:
        raise IngestError("no", on=str(path), hint="do that")

    assert apart.run(lambda path: {path: ["á", 1.5]}, tmp_path) == {tmp_path: ["á", 1.5]}
    with pytest.raises(IngestError) as caught:
        apart.run(refuse, tmp_path)
    assert (caught.value.what, caught.value.hint) == ("no", "do that")
