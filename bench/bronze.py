"""What a million sensor rows cost on their way into the lake: ratios to bare Polars, side by side.

A CSV of 1,000,000 rows and 12 columns (or as many rows as the first argument says). The yardstick
is scan_csv(…).sink_parquet(…) of it with the same schema: eleven doubles, and the time as an
instant. Five rounds, the median of each counts, in CPU seconds of this process: other programs do
not matter. `bronze ingest` hashes, looks for quotes and encodings, casts with rejects, cuts into
months, writes the DuckDB file and swaps it all in.
"""

from __future__ import annotations

import random
import resource
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from bp010ctl.base import settings
from bp010ctl.bronze import casting, ingesting, running, silver
from bp010ctl.bronze.definitions import Definition

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
ROUNDS = 5
SENSORS = [f"sensor_{number}" for number in range(11)]


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="bp010-bench-"))
    try:
        measure(folder)
    finally:
        shutil.rmtree(folder)


def measure(folder: Path) -> None:
    file = write(folder / "raw" / "NORTE-1_all.csv")
    words = casting.words(settings.load().project)
    definition = Definition(folder / "raw", folder / "lake")
    figures: dict[str, list[float]] = {}

    def note(name: str, work: Callable[[], Any]) -> Any:
        began = cpu()
        answer = work()
        figures.setdefault(name, []).append(cpu() - began)
        return answer

    bare(file, folder)  # the first query starts Polars' threads
    for _ in range(ROUNDS):
        shutil.rmtree(definition.lake, ignore_errors=True)
        note("bare", lambda: bare(file, folder))
        result = note("ingest", lambda: ingesting.ingest(definition, words))
        assert [outcome.rows for outcome in result.outcomes] == [ROWS]
        note("nothing new", lambda: ingesting.ingest(definition, words))
        note("pending", lambda: running.pending(definition))
        note("silver", lambda: silver.refine(definition))
    report(figures, folder)


def bare(file: Path, folder: Path) -> None:
    schema: dict[str, Any] = {"timestamp": pl.String} | dict.fromkeys(SENSORS, pl.Float64)
    moment = pl.col("timestamp").str.to_datetime("%Y-%m-%d %H:%M:%S%z")
    pl.scan_csv(file, schema=schema).with_columns(moment).sink_parquet(folder / "bare.parquet")


def write(file: Path) -> Path:
    """Readings every 30 s."""
    draw, first = random.Random(1), datetime(2025, 1, 1)
    file.parent.mkdir(parents=True)
    with file.open("w") as text:
        text.write(",".join(["timestamp", *SENSORS]) + "\n")
        for number in range(ROWS):
            moment = first + number * timedelta(seconds=30)
            values = ",".join(f"{draw.uniform(0, 5000):.3f}" for _ in SENSORS)
            text.write(f"{moment:%Y-%m-%d %H:%M:%S}-0600,{values}\n")
    return file


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def report(figures: dict[str, list[float]], folder: Path) -> None:
    median = {name: statistics.median(values) for name, values in figures.items()}
    size = sum(path.stat().st_size for path in folder.glob("lake/bronze/*/*/*/*.parquet"))
    print(f"bare Polars: {median['bare']:.2f} s of CPU for {ROWS:,} rows")
    for name in ("ingest", "nothing new", "pending", "silver"):
        print(f"{name}: {median[name] / median['bare']:.2f} × bare ({median[name]:.2f} s)")
    print(f"Parquet: {size / (folder / 'bare.parquet').stat().st_size:.2f} × bare's bytes")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory: {peak:,.0f} MB")


if __name__ == "__main__":
    main()
