"""Faults of every kind, at moments and in places that a seed draws: nothing lost, nothing doubled.

`make torture N=200` tries so many of them and prints each seed; SEED=n tries that one again.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bp010ctl.server.cluster import Cluster
from support import sampled, torture
from support.torture import Case, Yard


@pytest.fixture(scope="module")
def yard() -> Iterator[Yard]:
    """In folders that the server's user can enter, which pytest's are not."""
    memory = Path("/dev/shm")
    folder = torture.folder(Path(tempfile.gettempdir()))
    home = memory / f"bp010-suite-{os.geteuid()}-t-{os.getpid()}"
    if not os.access(memory, os.W_OK):
        home = folder / "home"
    try:
        with torture.yard(folder, home) as made:
            yield made
    finally:
        shutil.rmtree(folder)


QUICK = [
    Case(1, "cycles", "terminate", 0.0, ("reporting", 4)),
    Case(2, "seed", "terminate", 0.5),
    Case(4, "cycles", "deadlock", 0.0, ("stage", 1)),
    Case(3, "cycles", "locked", 0.0, ("reporting", 2)),
]


@pytest.fixture(scope="module")
def quick(
    cluster: Cluster,
    migrated_template: Any,
    seeded_template: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Yard]:
    """On the suite's own server, which must not crash."""
    folder = tmp_path_factory.mktemp("quick")
    given = {
        "migrated": migrated_template.template_dbname,
        "seeded": seeded_template.template_dbname,
    }
    made = Yard(cluster, folder, torture.works(folder), None, "not here", given)
    yield made
    with made.admin() as server:
        server.execute("DROP DATABASE IF EXISTS landed (FORCE)")


@pytest.mark.parametrize(
    "case", sampled({f"{case.fault} {case.work}": (case,) for case in QUICK}, 4)
)
def test_disturbed_work_ends_as_if_nothing_had_happened(quick: Yard, case: Case) -> None:
    quick.try_case(case)


@pytest.mark.slow
def test_faults_drawn_by_a_seed_lose_nothing(yard: Yard, request: pytest.FixtureRequest) -> None:
    number = request.config.getoption("torture") or 20
    first = request.config.getoption("torture_seed")
    seeds = [int(first)] if first else [random.randrange(1 << 31) for _ in range(number)]
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    lost, begun = [], time.monotonic()
    for seed in seeds:
        case = torture.draw(seed, yard.works)
        try:
            outcome = yard.try_case(case)
        except Exception as error:  # every seed is tried; all that failed are told
            outcome = "lost"
            lost.append(f"{case}: {type(error).__name__}: {error}")
        outcomes[case.fault].update(["tried", outcome.partition(":")[0]])
        print(lost[-1] if outcome == "lost" else f"{case}: {outcome}", flush=True)
    outcomes["all"] = sum(outcomes.values(), Counter[str]())
    columns = ("tried", "struck", "missed", "not tried", "lost")
    print(f"{'':24}", *(f"{column:>9}" for column in columns))
    for fault, counts in outcomes.items():
        print(f"{fault:24}", *(f"{counts[column]:9}" for column in columns))
    print(f"{time.monotonic() - begun:.0f} s")
    assert lost == []
