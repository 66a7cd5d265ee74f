"""What tests share: places and types here, the making of databases, wells, files in the modules."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).parents[2]
FIXTURES = PROJECT / "tests" / "fixtures"

Cli = Callable[..., "subprocess.CompletedProcess[str]"]
"""The fixture `cli`: words of a command line -> the finished process."""
