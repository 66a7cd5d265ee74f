"""What tests share: places and types here, the making of databases, wells, files in the modules."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]
FIXTURES = PROJECT / "tests" / "fixtures"


def sampled(cases: Mapping[str, tuple[Any, ...]], every: int) -> list[Any]:
    """Near kin as parameters: every n-th for the fast suite, the others for `make test-slow`."""
    return [
        pytest.param(*values, id=name, marks=[] if place % every == 0 else [pytest.mark.slow])
        for place, (name, values) in enumerate(cases.items())
    ]


Cli = Callable[..., "subprocess.CompletedProcess[str]"]
"""The fixture `cli`: words of a command line -> the finished process."""
