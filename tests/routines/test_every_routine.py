"""Every routine and view has a test that uses it by name, so that `git grep NAME tests` finds it.

A test uses a routine where a string of its own, or of a fixture, helper or constant of its module
that it uses, calls it (`CALL etl.sp_x`, `etl.fnc_x(…)`) or reads from it (`FROM etl.v_x`). What is
called by something else, a trigger's function for one, is named by `@pytest.mark.routine`.
Comments, docstrings, strings that no test uses and mere lists of names count for nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from support import PROJECT

NAME = r"\b(?:etl|referencial|reporting|stage|universal)\.[a-z_0-9]+\b"
USE = re.compile(
    rf"\b(?:CALL|FROM|JOIN)\s+({NAME})|({NAME})(?=\()|\bfnc_guardar\(\s*'[^']+',\s*'({NAME})'"
)


def used_by_tests(source: str) -> set[str]:
    """Routines and views that the tests of a module call, read from or are marked with."""
    module = ast.parse(source)
    definitions = dict(_definitions(module))
    reached: set[str] = set()
    waiting = {name for name in definitions if name.startswith("test_") or name == "pytestmark"}
    while waiting:
        reached |= waiting
        used = {name for caller in waiting for name in _names(definitions[caller])}
        waiting = (used & set(definitions)) - reached
    nodes = [definitions[name] for name in reached]
    texts = (text for node in nodes for text in _strings(node))
    called = {name for text in texts for names in USE.findall(text) for name in names if name}
    return called | {name for node in nodes for name in _marked(node)}


def _definitions(module: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """What a module defines at its top level: functions, classes, constants."""
    for node in module.body:
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                yield node.name, node
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    for part in ast.walk(target):
                        if isinstance(part, ast.Name):
                            yield part.id, node


def _names(node: ast.AST) -> Iterator[str]:
    """The names that a definition uses; an argument is the name of a fixture."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.arg):
            yield part.arg


def _strings(node: ast.AST) -> Iterator[str]:
    """The strings in a definition, without those that are statements by themselves."""
    prose = {id(part.value) for part in ast.walk(node) if isinstance(part, ast.Expr)}
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and id(part) not in prose:
            value = part.value
            yield value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _marked(node: ast.AST) -> Iterator[str]:
    """The names in `pytest.mark.routine(…)`."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and ast.unparse(part.func) == "pytest.mark.routine":
            yield from (str(ast.literal_eval(argument)) for argument in part.args)


def current_texts() -> set[str]:
    """Names of all routines and views."""
    folders = (PROJECT / "sql" / "procedures", PROJECT / "sql" / "views")
    return {path.stem for folder in folders for path in folder.glob("*.sql")}


def modules_of_tests() -> Iterator[str]:
    """The sources of all test modules."""
    for path in (PROJECT / "tests").rglob("test_*.py"):
        yield path.read_text(encoding="utf-8")


def test_every_routine_and_view_is_used_by_a_test() -> None:
    used = {name for source in modules_of_tests() for name in used_by_tests(source)}
    names = current_texts()
    assert len(names) > 150
    assert sorted(names - used) == []


def test_a_marker_names_a_routine_that_is_there() -> None:
    modules = [ast.parse(source) for source in modules_of_tests()]
    marked = {name for module in modules for name in _marked(module)}
    assert len(marked) > 10
    assert sorted(marked - current_texts()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def test_a(): run('CALL etl.sp_x()')", {"etl.sp_x"}),
        ("def test_a(): run(b'SELECT 1 + stage.fnc_y(1)')", {"stage.fnc_y"}),
        ("def test_a(): run(f'SELECT * FROM reporting.vw_z WHERE {1}')", {"reporting.vw_z"}),
        ("def test_a(): run('FROM a JOIN\\n etl.v_x AS x')", {"etl.v_x"}),
        ("@pytest.mark.routine('etl.fnc_x')\ndef test_a(): pass", {"etl.fnc_x"}),
        ("pytestmark = pytest.mark.routine('etl.fnc_x', 'etl.fnc_y')", {"etl.fnc_x", "etl.fnc_y"}),
        ("Q = 'etl.fnc_x()'\ndef test_a(): run(Q)", {"etl.fnc_x"}),
        ("Q = 'etl.fnc_x()'\nR = Q\ndef go(): run(R)\ndef test_a(): go()", {"etl.fnc_x"}),
        ("@fixture\ndef db(): run('etl.fnc_x()')\ndef test_a(db): pass", {"etl.fnc_x"}),
        ("class It:\n  q = 'etl.fnc_x()'\ndef test_a(): It()", {"etl.fnc_x"}),
        # none of these is a test of it
        ("# etl.fnc_x()\ndef test_a(): pass", set()),
        ("def test_a():\n  'etl.fnc_x()'\n  run('q')", set()),
        ("'''etl.fnc_x()'''\ndef test_a(): pass", set()),
        ("Q = 'etl.fnc_x()'\ndef test_a(): pass", set()),
        ("def go(): run('etl.fnc_x()')\ndef test_a(): pass", set()),
        ("NAMES = ['etl.fnc_x', 'reporting.vw_z']\ndef test_a(): run(NAMES)", set()),
        ("def test_a(): run('fnc_x()', 'xetl.fnc_x()', 'etl.fnc_xy()')", {"etl.fnc_xy"}),
        ("@pytest.mark.other('etl.fnc_x')\ndef test_a(): pass", set()),
    ],
)  # fmt: skip
def test_only_what_a_test_uses_counts(source: str, found: set[str]) -> None:
    assert used_by_tests(source) == found
