"""The import contract of pyproject.toml: what breaks it is found, wherever in a file it stands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import PROJECT

DOWNWARD = "A room imports only rooms below it"
NO_CIRCLE = "No circle of imports, between rooms or within one"
LAZY = "\n\ndef planted() -> None:\n    from bp010ctl.{} import {}\n"
TYPES = "\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from bp010ctl.{} import {}\n"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package and its contract."""
    code = shutil.ignore_patterns("__pycache__", "queries")
    shutil.copytree(PROJECT / "bp010ctl", tmp_path / "bp010ctl", ignore=code)
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


def contract(folder: Path) -> tuple[int, str]:
    """The exit code of `lint-imports` in this folder, and what it says."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)}, capture_output=True, text=True,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_the_contract_is_kept(copy: Path) -> None:
    code, told = contract(copy)
    assert (code, "2 kept, 0 broken" in told) == (0, True), told


@pytest.mark.parametrize(
    ("importer", "text", "imported", "broken"),
    [
        ("base.database", LAZY, "server.cluster", DOWNWARD),
        ("migrations.engine", LAZY, "revisions.alembic_plugin", DOWNWARD),
        ("drift.comparison", TYPES, "adoption.aliases", DOWNWARD),
        ("lint.style", LAZY, "commands.console", DOWNWARD),
        ("simulator.wells", LAZY, "simulator.design", NO_CIRCLE),
    ],
)
def test_an_import_that_does_not_go_downward_is_found(
    copy: Path, importer: str, text: str, imported: str, broken: str
) -> None:
    with (copy / "bp010ctl" / f"{importer.replace('.', '/')}.py").open("a") as file:
        file.write(text.format(*imported.split(".")))
    code, told = contract(copy)
    assert code == 1
    assert f"{broken} BROKEN" in told


def test_a_room_that_the_contract_does_not_know_is_found(copy: Path) -> None:
    (copy / "bp010ctl" / "attic.py").touch()
    code, told = contract(copy)
    assert code == 1
    assert "attic" in told


def test_each_sql_file_is_asked_for_by_the_room_that_keeps_it() -> None:
    idle = []
    for file in sorted((PROJECT / "bp010ctl").glob("*/queries/*.sql")):
        room, name = file.parts[-3], file.stem
        code = "".join(path.read_text() for path in file.parents[1].rglob("*.py"))
        by_part = f'f"{room}/{{' in code and f'"{name}"' in code
        if not by_part and f'"{room}/{name}"' not in code:
            idle.append(f"{room}/{name}")
    assert idle == []
