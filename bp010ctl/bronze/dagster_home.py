"""Dagster's own folder, and the command that starts it there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bp010ctl.bronze.dagster_names import CONFIG, DATABASE

SETTINGS = """\
# Written by `bp010ctl bronze dagster` where there was none; yours to change.
telemetry:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
"""
MODULE = "bp010ctl.bronze.dagster_definitions"


def command(
    home: Path, config: Path | None, database: str | None, port: int
) -> tuple[list[str], dict[str, str]]:
    """The words and the environment that start Dagster: in DAGSTER_HOME, else in a folder of home,
    made where it is not there. One run at a time; no telemetry."""
    folder = Path(os.environ.get("DAGSTER_HOME") or home / "dagster").absolute()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "dagster.yaml").exists():
        (folder / "dagster.yaml").write_text(SETTINGS, encoding="utf-8")
    environment = dict(os.environ) | {"DAGSTER_HOME": str(folder)}
    if config is not None:
        environment[CONFIG] = str(config.absolute())
    if database is not None:
        environment[DATABASE] = database
    program = str(Path(sys.executable).with_name("dagster"))
    return [program, "dev", "-m", MODULE, "-h", "127.0.0.1", "-p", str(port)], environment
