"""Questions to a ledger of 100,000 runs, against reading the whole ledger once.

The yardstick is one pass over all runs and their messages. A question about what is late or
failed has to cost a fraction of it, however long the ledger; metrics read each run of a month once.
Medians of a few turns, taken in turns with the yardstick.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from bp010ctl.base import database, settings
from bp010ctl.cycles import health, ledger
from bp010ctl.server import target

TURNS = int(sys.argv[1]) if len(sys.argv) > 1 else 15
YARDSTICK = "SELECT count(*), max(fecha_fin), max(length(error_mensaje)) FROM etl.etl_ejecuciones"
Question = Callable[[database.Connection], Any]
QUESTIONS: dict[str, Question] = {
    "gaps": ledger.gaps,
    "cron status": ledger.cycles,
    "runs --failed": lambda connection: ledger.runs(connection, 20, failed=True),
    "health": health.checks,
    "vigilancia": lambda connection: connection.execute("CALL etl.sp_vigilancia()"),
    "metrics": lambda connection: ledger.metrics(connection, 30),
}


def taken(connection: database.Connection, ask: Question) -> float:
    """Seconds of one question."""
    start = time.perf_counter()
    ask(connection)
    return time.perf_counter() - start


def main() -> None:
    rows = settings.load().project / "tests" / "fixtures" / "ledger_100k.sql"
    with target.connect(autocommit=True) as connection:
        connection.execute("DELETE FROM etl.ciclos")  # the file brings cycles of its own
        connection.execute(rows.read_bytes())
        connection.execute("VACUUM ANALYZE etl.etl_ejecuciones")
        questions = {"whole ledger": lambda c: c.execute(YARDSTICK)} | QUESTIONS
        turns = {name: list[float]() for name in questions}
        for _ in range(TURNS):
            for name, ask in questions.items():
                turns[name].append(taken(connection, ask))
    medians = {name: statistics.median(seconds) for name, seconds in turns.items()}
    print(f"median of {TURNS} turns; the whole ledger takes {medians['whole ledger']:.4f} s")
    for name in QUESTIONS:
        ratio = medians[name] / medians["whole ledger"]
        print(f"{name:14} {medians[name]:.4f} s  {ratio:6.2f} of the whole ledger")


if __name__ == "__main__":
    main()
