"""The worker of sources: what polling 100 wells of 69 tags costs, and landing beside `ingest`.

A served field and a worker in processes of their own; CPU time is the worker's alone, from /proc.
The same rows are landed by both ways in turns, several times, in one process.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bp010ctl import ingest, simulator
from bp010ctl.base import database
from bp010ctl.server import target
from bp010ctl.simulator import serving
from bp010ctl.sources import answers, definitions

WELLS = 100
EVERY = 10
ROUNDS = 6
LANDINGS = 7


def main() -> None:
    """Print both ratios."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    options = simulator.Options(now - timedelta(minutes=3), WELLS, None, 60, 1)
    with database.connect(target.url(), autocommit=True) as connection:
        simulator.write_wells(connection, simulator.wells(options), now.date())
        landing(connection, options)
    worker(options)


def landing(connection: database.Connection, options: simulator.Options) -> None:
    """Answers of the wells' API and the same rows in a file, landed in turns."""
    field = serving.Field(options)
    shown = [
        row
        for _ in range(10)
        for unit in range(101, 101 + WELLS)
        if (poll := field.newest(unit)) is not None
        for row in serving.objects(poll)
    ]
    body = json.dumps(shown).encode()
    spec = definitions.Answer()
    took: dict[str, list[float]] = {"file": [], "http": [], "landed": []}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "landing.csv"
        made = answers.rows(answers.objects(answers.document(body), spec), spec, None, 1)
        lines = [",".join(answers.HEADER), *(",".join(map(_quoted, row)) for row in made)]
        path.write_text("\n".join(lines) + "\n")
        for _ in range(LANDINGS):
            began = time.perf_counter()
            ingest.load(connection, path)
            took["file"].append(time.perf_counter() - began)
            began = time.perf_counter()
            found = answers.objects(answers.document(body), spec)
            rows = answers.rows(found, spec, None, 1)
            read = time.perf_counter()
            ingest.land(connection, "bench", answers.HEADER, rows, "UTC")
            took["http"].append(time.perf_counter() - began)
            took["landed"].append(time.perf_counter() - read)
    file, http, landed = (statistics.median(took[way]) for way in ("file", "http", "landed"))
    many = len(made)
    print(f"{many:,} rows: ingest of a file {many / file:,.0f} rows/s")
    print(f"an answer of the same rows, its JSON read too: {many / http:,.0f} rows/s")
    print(f"ratio {file / http:.2f}; of the landing alone {file / landed:.2f}")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text


def worker(options: simulator.Options) -> None:
    """CPU seconds of the worker per poll of all wells, and what that is at a poll a minute."""
    bp = [sys.executable, "-m", "bp010ctl"]
    words = ["--serve", "0", "--wells", str(WELLS), "--seed", "1", "--zone", "UTC",
             "--start", f"{options.start:%Y-%m-%dT%H:%M:%S}"]  # fmt: skip
    field = subprocess.Popen([*bp, "simulate", *words], stdout=subprocess.PIPE, text=True)
    assert field.stdout is not None
    url = field.stdout.readline().split()[0]
    units = [word for unit in range(101, 101 + WELLS) for word in ("--unit", str(unit))]
    add = [*bp, "source", "add", "bench", url, *units, "--every", str(EVERY), "--limit", "30"]
    subprocess.run(add, check=True, stdout=subprocess.DEVNULL)
    polling = subprocess.Popen([*bp, "source", "run"], stdout=subprocess.PIPE, text=True)
    assert polling.stdout is not None
    try:
        rows = [_rows(polling.stdout.readline())]  # the first one pays for the start
        before = _cpu(polling.pid)
        rows += [_rows(polling.stdout.readline()) for _ in range(ROUNDS)]
        spent = (_cpu(polling.pid) - before) / ROUNDS
    finally:
        polling.terminate()
        field.terminate()
        polling.wait()
        field.wait()
    assert min(rows) > 50 * WELLS, rows
    print(f"{WELLS} wells, {rows[-1]:,} rows a poll: {spent:.3f} s of CPU in the worker,"
          f" {100 * spent / 60:.2f} % of a core at a poll a minute")  # fmt: skip


def _rows(line: str) -> int:
    words = line.split()
    return int(words[words.index("rows") - 1].replace(",", ""))


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
