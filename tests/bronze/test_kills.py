"""A run that is killed leaves the last good copy, whole, and the next run makes up for it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("polars", reason="the extra `bronze` is not installed: make setup")
pytest.importorskip("duckdb", reason="the extra `bronze` is not installed: make setup")

from bp010ctl.bronze import casting, ingesting, warehouse
from bp010ctl.bronze.definitions import Definition
from bp010ctl.bronze.lake import Lake
from support import PROJECT, archive

pytestmark = pytest.mark.slow
KILLS = 40
SUMS = (
    "SELECT (SELECT sum(round(presion_succion * 100)::BIGINT) FROM bronze.sensor_data),"
    " (SELECT count(*) FROM bronze.eventos)"
)
PROGRAM = """
import os, sys
from pathlib import Path
from bp010ctl.bronze import casting, ingesting, warehouse
from bp010ctl.bronze.definitions import Definition
words = casting.words(Path(sys.argv[3]))
print("ready", flush=True)
sys.stdin.readline()
ingesting.ingest(Definition(Path(sys.argv[1]), Path(sys.argv[2])), words)
"""


def sums(lake: Path) -> tuple[Any, ...]:
    return warehouse.query(Lake(lake), SUMS).rows[0]


def test_a_kill_at_any_moment_leaves_a_whole_copy(tmp_path: Path) -> None:
    source, lake = tmp_path / "raw", tmp_path / "lake"
    definition, words = Definition(source, lake), casting.words(PROJECT)
    archive.write(source, wells=3, days=20)
    ingesting.ingest(definition, words)
    before, died, took = sums(lake), 0, _time_of_a_run(source, tmp_path)
    draw = random.Random(7)
    for number in range(KILLS):
        _correct(source, number)
        after = _expected(source, tmp_path)
        process = _started(source, lake)
        time.sleep(draw.uniform(0, 1.2 * took))
        os.kill(process.pid, signal.SIGKILL)
        died += process.wait() == -signal.SIGKILL
        now = sums(lake)
        for there, old, new in zip(now, before, after, strict=True):
            assert there in (old, new), f"kill {number}: neither the old copy nor the new one"
        assert all(
            outcome.error is None for outcome in ingesting.ingest(definition, words).outcomes
        )
        before = sums(lake)
        assert before == after
    assert died > KILLS // 2
    remains = {path.name for path in (lake / "versions").iterdir()}
    assert len(remains) <= 5
    assert not list(lake.rglob(".pozo=*"))


def _correct(source: Path, number: int) -> None:
    """Somebody corrects the readings of one well and adds an event to another."""
    readings = source / f"{archive.FIELD}-{1 + number % 3}_all.csv"
    lines = readings.read_text().splitlines(keepends=True)
    lines[1] = f"{lines[1].split(',', 1)[0]},{number}.5,1,1,1" + ("" if number % 3 != 1 else ",1")
    readings.write_text("".join([lines[0], lines[1] + "\n", *lines[2:]]))
    with (source / f"Eventos_{archive.FIELD}-1_all.csv").open("a") as events:
        events.write(f"Otro,x,{archive.text(archive.FIRST)},,{number}\n")


def _expected(source: Path, folder: Path) -> tuple[Any, ...]:
    """What a run in a lake of its own, that nobody disturbs, comes to."""
    lake = folder / "other"
    shutil.rmtree(lake, ignore_errors=True)
    ingesting.ingest(Definition(source, lake), casting.words(PROJECT))
    return sums(lake)


def _started(source: Path, lake: Path) -> subprocess.Popen[str]:
    """A process that has begun to ingest."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, source, lake, PROJECT],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()
    process.stdin.write("\n")
    process.stdin.flush()
    return process


def _time_of_a_run(source: Path, folder: Path) -> float:
    process = _started(source, folder / "first")
    began = time.monotonic()
    process.communicate()
    return time.monotonic() - began
