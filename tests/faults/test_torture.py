"""Faults of every kind, at moments and in places that a seed draws: nothing lost, nothing doubled.

`make torture N=200` tries so many of them and prints each seed; SEED=n tries that one again.
"""

from __future__ import annotations

import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bp010ctl.server.cluster import Cluster
from support import torture
from support.torture import Case, Yard


@pytest.fixture(scope="module")
def yard() -> Iterator[Yard]:
    """In folders that the server's user can enter, which pytest's are not."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="bp010-torture-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        home = memory / f"bp010-suite-{os.geteuid()}-t-{os.getpid()}"
        if not os.access(memory, os.W_OK):
            home = folder / "home"
        with torture.yard(folder, home) as made:
            yield made


QUICK = [
    Case(1, "cycles", "terminate", 0.0, ("reporting", 4)),
    Case(2, "seed", "terminate", 0.5),
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


@pytest.mark.parametrize("case", QUICK, ids=lambda case: f"{case.fault} {case.work}")
def test_disturbed_work_ends_as_if_nothing_had_happened(quick: Yard, case: Case) -> None:
    quick.try_case(case)


@pytest.mark.slow
def test_faults_drawn_by_a_seed_lose_nothing(yard: Yard, request: pytest.FixtureRequest) -> None:
    number = request.config.getoption("torture") or 20
    first = request.config.getoption("torture_seed")
    seeds = [int(first)] if first else [random.randrange(1 << 31) for _ in range(number)]
    tried, lost = Counter[tuple[str, str, str]](), []
    for seed in seeds:
        case = torture.draw(seed, yard.works)
        try:
            outcome = yard.try_case(case)
        except Exception as error:  # every seed is tried; all that failed are told
            outcome = "LOST"
            lost.append(f"{case}: {type(error).__name__}: {error}")
        tried[case.work, case.fault, outcome.partition(":")[0]] += 1
        print(lost[-1] if outcome == "LOST" else f"{case}: {outcome}", flush=True)
    for (work, fault, outcome), times in sorted(tried.items()):
        print(f"{work:8} {fault:24} {outcome:10} {times:4}")
    outcomes = Counter[str]()
    for (_, _, outcome), times in tried.items():
        outcomes[outcome] += times
    print(dict(outcomes))
    assert lost == []
