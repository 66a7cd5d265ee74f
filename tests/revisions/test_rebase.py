"""Two branches of revisions become one chain: nothing is lost, or nothing is done."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bp010ctl.base import settings, sqlfiles
from bp010ctl.base.errors import MigrationError, RevisionError
from bp010ctl.commands import rebase
from bp010ctl.lint import revisions as lint
from bp010ctl.migrations import chain
from bp010ctl.revisions import drafts, planning, rebasing
from bp010ctl.server.cluster import Cluster
from support import chains

FUNCTION = """CREATE OR REPLACE FUNCTION s.{name}()
RETURNS integer
LANGUAGE sql
AS $$
    SELECT {first}
        + {second}
$$;
"""


def function(name: str, first: int = 1, second: int = 1) -> dict[str, str]:
    return {f"procedures/s.{name}": FUNCTION.format(name=name, first=first, second=second)}


@pytest.fixture
def project(tmp_path: Path, fresh_url: str) -> Path:
    """One revision of a schema and one of two functions, in git."""
    folder = chains.project(
        tmp_path / "project",
        {"v01_esquema": ({"010": "CREATE SCHEMA s;\n"}, {"010": "DROP SCHEMA s;\n"})},
    )
    chains.write(folder, function("uno") | function("dos"))
    assert drafts.create("Both of them", fresh_url, folder) is not None
    return folder


def branch(project: Path, url: str, *steps: tuple[str, dict[str, str]]) -> Path:
    """A copy of the project that goes on by itself, one revision for each step."""
    other = project.with_name(f"{project.name}_{steps[0][0].split()[0]}")
    shutil.copytree(project, other)
    for message, texts in steps:
        chains.write(other, texts)
        assert drafts.create(message, url, other) is not None
    return other


def merged(project: Path, other: Path, texts: dict[str, str]) -> None:
    """What git makes of two branches that changed other lines."""
    shutil.copytree(other / "migrations", project / "migrations", dirs_exist_ok=True)
    chains.write(project, texts)


def heads(project: Path) -> list[str]:
    return [way.head for way in chain.branches(project)]


@pytest.mark.slow
def test_revisions_of_other_routines_are_moved_as_they_are(project: Path, fresh_url: str) -> None:
    older = branch(project, fresh_url, ("Ours first", function("uno", 5)))
    younger = branch(
        project, fresh_url, ("Yours next", function("dos", 7)), ("And third", function("tres"))
    )
    merged(older, younger, function("dos", 7) | function("tres"))
    assert heads(older) == ["v14_ours_first", "v15_and_third"]
    with pytest.raises(MigrationError, match="it has several heads") as caught:
        chain.migrate(fresh_url, project=older)
    assert "bp010ctl rebase" in (caught.value.hint or "")
    text = sqlfiles.folder(older / "migrations", "v14_yours_next").glob("*/*.sql")
    before = sorted(path.read_text() for path in text)
    done = rebasing.rebase(fresh_url, older, move="v15_and_third")
    assert done.moved == [
        ("v14_yours_next", "v15_yours_next"), ("v15_and_third", "v16_and_third")
    ]  # fmt: skip
    assert [revision.name for revision in chain.revisions(older)][2:] == [
        "v14_ours_first", "v15_yours_next", "v16_and_third"
    ]  # fmt: skip
    text = sqlfiles.folder(older / "migrations", "v15_yours_next").glob("*/*.sql")
    assert sorted(path.read_text() for path in text) == before
    assert lint.check(older) == []
    assert planning.pending(older) == []
    assert chain.migrate(fresh_url, project=older).now == "v16_and_third"


def test_edits_of_one_routine_are_both_kept(project: Path, fresh_url: str) -> None:
    older = branch(project, fresh_url, ("Ours first", function("uno", 5, 1)))
    younger = branch(project, fresh_url, ("Yours next", function("uno", 1, 7)))
    merged(older, younger, function("uno", 5, 7))
    done = rebasing.rebase(fresh_url, older, move="v14_yours_next")
    assert done.draft is not None
    assert done.draft.revision == "v15_yours_next"
    assert [step.text for step in done.draft.up] == list(function("uno", 5, 7).values())
    assert [step.text for step in done.draft.down] == list(function("uno", 5, 1).values())
    assert [revision.name for revision in chain.revisions(older)][2:] == [
        "v14_ours_first",
        done.draft.revision,
    ]
    assert lint.check(older) == []
    assert planning.pending(older) == []


def everything(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def refused(
    project: Path, url: str, *databases: str, move: str = "v14_yours_next"
) -> RevisionError:
    before = everything(project)
    with pytest.raises(RevisionError) as caught:
        rebasing.rebase(url, project, databases, move=move)
    assert everything(project) == before
    return caught.value


def two(project: Path, url: str) -> Path:
    older = branch(project, url, ("Ours first", function("uno", 5)))
    merged(older, branch(project, url, ("Yours next", function("dos", 7))), function("dos", 7))
    return older


@pytest.mark.slow
def test_a_database_that_has_it_is_not_left_behind(project: Path, fresh_url: str) -> None:
    older = two(project, fresh_url)
    chain.migrate(fresh_url, project=project.with_name("project_Yours"))
    error = refused(older, fresh_url, fresh_url)
    assert error.what.startswith("a database has v14_yours_next already")
    assert rebasing.rebase(fresh_url, older, [fresh_url], move="v14_ours_first").moved == [
        ("v14_ours_first", "v15_ours_first")
    ]
    assert chain.migrate(fresh_url, project=older).now == "v15_ours_first"


@pytest.mark.slow
def test_a_branch_that_does_not_work_on_top_is_left_where_it_is(
    project: Path, fresh_url: str
) -> None:
    older = branch(project, fresh_url, ("Ours first", function("uno", 5)))
    other = project.with_name("project_other")
    shutil.copytree(project, other)
    chains.add_revision(other, "v14_yours_next", "v13_both_of_them",
                        {"010": "CREATE TABLE s.t ();\n"}, {"010": "SELECT 1;\n"})  # fmt: skip
    merged(older, other, {})
    assert "going down does not lead back" in refused(older, fresh_url).what


@pytest.mark.slow
def test_steps_by_hand_beside_a_routine_of_both_are_not_guessed_at(
    project: Path, fresh_url: str
) -> None:
    older = branch(project, fresh_url, ("Ours first", function("uno", 5)))
    younger = branch(project, fresh_url, ("Yours next", function("uno", 1, 7)))
    chains.edit(younger, "v14_yours_next", "up/900_datos.sql", "SELECT 1;\n")
    merged(older, younger, function("uno", 5, 7))
    error = refused(older, fresh_url)
    assert "both branches change s.uno, and v14_yours_next has steps written by hand" in error.what
    assert "900_datos.sql" in error.what


@pytest.mark.slow
def test_a_dry_run_changes_nothing(project: Path, fresh_url: str) -> None:
    older = two(project, fresh_url)
    before = everything(older)
    done = rebasing.rebase(fresh_url, older, move="v14_yours_next", dry_run=True)
    assert done.moved == [("v14_yours_next", "v15_yours_next")]
    assert everything(older) == before


@pytest.mark.slow
def test_the_command_speaks_json(
    project: Path,
    fresh_url: str,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    older = two(project, fresh_url)
    monkeypatch.setattr(settings, "project_folder", lambda: older)
    monkeypatch.setenv("BP010_HOME", str(cluster.home))
    monkeypatch.setenv("BP010_DATABASE_URL", fresh_url)
    rebase.rebase(move="v14_yours_next", dry_run=True, json=True)
    document = json.loads(capsys.readouterr().out)
    ours, yours = sorted(document.pop("branches"), key=lambda way: str(way["head"]))
    assert (ours["head"], ours["below"]) == ("v14_ours_first", "v13_both_of_them")
    assert yours["revisions"] == [
        {"revision": "v14_yours_next", "sentence": "Yours next", "changes": ["s.dos"]}
    ]
    assert document == {
        "stays": "v14_ours_first",
        "moves": "v14_yours_next",
        "moved": [{"old": "v14_yours_next", "new": "v15_yours_next"}],
        "written_again": None,
        "dry_run": True,
    }


def commit(folder: Path, day: int) -> None:
    when = f"2026-01-{day:02d}T00:00:00Z"
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    for words in (["add", "-A"], [*who, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *words], cwd=folder, check=True, env=os.environ
                       | {"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when})  # fmt: skip


@pytest.mark.slow
def test_git_knows_the_younger_one(project: Path, fresh_url: str) -> None:
    older = branch(project, fresh_url, ("Ours first", function("uno", 5)))
    younger = branch(project, fresh_url, ("Yours next", function("dos", 7)))
    subprocess.run(["git", "init", "-q"], cwd=older, check=True)
    commit(older, 1)
    merged(older, younger, function("dos", 7))
    commit(older, 2)
    assert rebasing.rebase(fresh_url, older).moves.head == "v14_yours_next"


@pytest.mark.slow
def test_without_git_the_branch_has_to_be_named(project: Path, fresh_url: str) -> None:
    older = two(project, fresh_url)
    error = refused(older, fresh_url, move="")
    assert error.what == "which branch is younger cannot be told from git"
    assert "no head 'v13'" in refused(older, fresh_url, move="v13").what


def test_one_head_is_no_work(project: Path, fresh_url: str) -> None:
    assert "one head" in refused(project, fresh_url, move="").what
