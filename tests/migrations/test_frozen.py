"""Frozen is frozen: no byte of an old revision changes unnoticed, here or in a database."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bp010ctl import drift, lint
from bp010ctl.base import sqlfiles
from bp010ctl.base.errors import Bp010Error, FrozenTextChanged, MigrationError
from bp010ctl.drift.findings import BY_HAND, REWRITTEN
from bp010ctl.migrations import chain, digests, records
from bp010ctl.migrations.engine import Options
from bp010ctl.revisions import drafts, proof
from bp010ctl.server.cluster import Cluster
from support import PROJECT, Cli, chains

CHAIN = [revision.name for revision in chain.revisions()]
FOLDER = PROJECT / "migrations"

VALUE = "CREATE OR REPLACE FUNCTION a.f() RETURNS integer LANGUAGE sql AS 'SELECT {}';\n"
TABLE = """
CREATE SCHEMA etl;
CREATE TABLE etl.revisiones (
    revision text PRIMARY KEY, huella text, archivos text, aplicada_en timestamptz
);
INSERT INTO etl.revisiones (revision) VALUES ('v01_a'), ('v02_b');
"""
REVISIONS: dict[str, tuple[chains.Files, chains.Files]] = {
    "v01_a": (
        {"010_a": "CREATE SCHEMA a;\nCREATE TABLE a.t (x integer);\n", "020_a.f": VALUE.format(1)},
        {"010_a": "DROP FUNCTION a.f();\nDROP TABLE a.t;\nDROP SCHEMA a;\n"},
    ),
    "v02_b": ({"010_a.f": VALUE.format(2)}, {"010_a.f": VALUE.format(1)}),
    records.FIRST: ({"010_etl": TABLE}, {"010_etl": "DROP SCHEMA etl CASCADE;\n"}),
    "v23_otro_valor": ({"010_a.f": VALUE.format(3)}, {"010_a.f": VALUE.format(2)}),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return chains.project(tmp_path / "project", REVISIONS)


def change(project: Path, revision: str, file: str, old: str, new: str) -> Path:
    """Edit frozen text as nobody should: the digest stays."""
    path = sqlfiles.folder(project / "migrations", revision) / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    return path


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def found(project: Path) -> list[str]:
    """What lint says of the revisions, as `file: rule`."""
    return [f"{finding.path}: {finding.rule}" for finding in lint.revisions.check(project)]


# In the project


def test_every_revision_of_the_project_is_as_it_was_frozen() -> None:
    assert digests.slips(FOLDER, CHAIN) == []


def test_files_sort_in_chain_order() -> None:
    wanted = [sqlfiles.name_at(place, name) for place, name in enumerate(CHAIN, start=1)]
    assert sorted(path.stem for path in (FOLDER / "versions").glob("*.py")) == wanted
    assert sorted(path.name for path in (FOLDER / "frozen").iterdir()) == wanted


def test_sha256sum_reads_the_digests(project: Path) -> None:
    folder = sqlfiles.folder(project / "migrations", "v01_a")
    command = ["sha256sum", "-c", "--quiet", digests.NAME]
    assert subprocess.run(command, cwd=folder, check=False).returncode == 0
    change(project, "v01_a", "up/010_a.sql", "integer", "bigint")
    assert subprocess.run(command, cwd=folder, check=False, capture_output=True).returncode == 1


@pytest.mark.parametrize(
    ("revision", "file", "old", "new"),
    [
        ("v01_a", "up/010_a.sql", "integer", "bigint"),
        ("v01_a", "down/010_a.sql", "\n", "\n\n"),
        ("v23_otro_valor", "up/010_a.f.sql", "SELECT 3", "SELECT  3"),
    ],
)
def test_an_edited_byte_is_refused_by_name(
    project: Path, fresh_url: str, revision: str, file: str, old: str, new: str
) -> None:
    chain.migrate(fresh_url, "v02", project=project)
    path = change(project, revision, file, old, new)
    name = str(path.relative_to(project))
    with pytest.raises(FrozenTextChanged) as caught:
        chain.migrate(fresh_url, project=project)
    assert f"{name} is not as it was frozen" in caught.value.what
    assert "bp010ctl revision" in (caught.value.hint or "")
    assert chain.current(fresh_url) == "v02_b"
    with pytest.raises(FrozenTextChanged, match=re.escape(name)):
        chain.plan(fresh_url, project=project)
    with pytest.raises(FrozenTextChanged):
        chain.sql(project=project)
    with pytest.raises(FrozenTextChanged):
        drafts.create("A new one", fresh_url, project)
    assert found(project) == [f"{name}: frozen"]


def test_a_database_at_head_is_no_excuse(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, project=project)
    change(project, "v01_a", "up/010_a.sql", "integer", "bigint")
    with pytest.raises(FrozenTextChanged, match="nothing was run"):
        chain.migrate(fresh_url, project=project)


def test_a_file_more_and_a_file_less_are_refused(project: Path, fresh_url: str) -> None:
    folder = sqlfiles.folder(project / "migrations", "v02_b")
    (folder / "up/020_more.sql").write_text("SELECT 1;\n")
    (folder / "down/010_a.f.sql").unlink()
    with pytest.raises(FrozenTextChanged) as caught:
        chain.migrate(fresh_url, project=project)
    assert "002_v02_b/up/020_more.sql was added after its revision was frozen" in caught.value.what
    assert "002_v02_b/down/010_a.f.sql is gone" in caught.value.what


def test_a_revision_written_back_by_hand_is_told(project: Path, fresh_url: str) -> None:
    """What ran already would run again: half of it fails, the other half passes unseen."""
    chain.migrate(fresh_url, project=project)
    for place in (records.FIRST, "v02_b"):
        with psycopg.connect(fresh_url) as connection:
            connection.execute("UPDATE public.alembic_version SET version_num = %s", [place])
        with pytest.raises(MigrationError, match=r"above its own: .*v23_otro_valor") as caught:
            chain.migrate(fresh_url, project=project)
        assert f"at {place}" in (caught.value.on or "")
        assert "alembic_version by hand" in (caught.value.hint or "")


def test_crlf_is_no_edit(project: Path, fresh_url: str) -> None:
    for path in (project / "migrations/frozen").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    chain.migrate(fresh_url, project=project)
    assert digests.slips(project / "migrations", REVISIONS) == []
    assert rows(fresh_url, "SELECT prosrc FROM pg_proc WHERE prosrc LIKE '%\r%'") == []
    assert drift.verdict(fresh_url, lambda: fresh_url, project).clean


def test_a_byte_order_mark_is_no_edit(project: Path, fresh_url: str) -> None:
    for path in (project / "migrations/frozen").rglob("*"):
        if path.is_file():
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    chain.migrate(fresh_url, project=project)
    assert digests.slips(project / "migrations", REVISIONS) == []
    assert drift.verdict(fresh_url, lambda: fresh_url, project).clean


def test_a_file_in_another_encoding_is_named_with_its_line(project: Path, fresh_url: str) -> None:
    path = chains.edit(project, "v02_b", "up/010_a.f.sql", "-- One.\n-- ñandú\nSELECT 1;\n")
    path.write_bytes(path.read_text().encode("latin-1"))
    chains.freeze(project, "v02_b")
    with pytest.raises(Bp010Error, match=r"not UTF-8: .* 0xf1") as caught:
        chain.migrate(fresh_url, project=project)
    assert "010_a.f.sql, line 2" in (caught.value.on or "")


def test_the_project_checked_out_with_crlf_is_the_same(tmp_path: Path) -> None:
    if not (PROJECT / ".git").exists():
        pytest.skip("no clone of a repository: there is nothing to check out")
    command = ["git", "-c", "core.autocrlf=true", "clone", "-q", str(PROJECT), "clone"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    texts = [*(tmp_path / "clone/migrations").rglob("*.sql"), *(tmp_path / "clone/sql").rglob("*")]
    assert len(texts) > 500
    assert [path for path in texts if path.is_file() and b"\r" in path.read_bytes()] == []


def test_a_revision_by_hand_is_proven_first_and_migrated_when_frozen(
    project: Path, fresh_url: str
) -> None:
    chains.add_revision(
        project, "v24_a_mano", "v23_otro_valor", {"010": "SELECT 1;\n"}, {"010": "SELECT 1;\n"}
    )
    folder = sqlfiles.folder(project / "migrations", "v24_a_mano")
    (folder / digests.NAME).unlink()
    with pytest.raises(FrozenTextChanged, match="005_v24_a_mano/SHA256SUMS is missing") as caught:
        chain.migrate(fresh_url, project=project)
    assert "revision --freeze" in (caught.value.hint or "")
    chain.migrate(fresh_url, options=Options(as_they_are=True), project=project)
    assert drafts.freeze(project, dry_run=True) == [folder / digests.NAME]
    assert drafts.freeze(project) == [folder / digests.NAME]
    assert drafts.freeze(project) == []
    assert chain.migrate(fresh_url, project=project).now == "v24_a_mano"


def test_a_revision_begun_empty_runs_when_it_is_written_both_ways(
    project: Path, fresh_url: str
) -> None:
    draft = drafts.empty("Wells have a zone", project)
    assert draft.revision == "v24_wells_have_a_zone"
    assert draft.files[:-1] == [
        "migrations/versions/005_v24_wells_have_a_zone.py",
        "migrations/frozen/005_v24_wells_have_a_zone/up/010_tablas.sql",
        "migrations/frozen/005_v24_wells_have_a_zone/down/010_tablas.sql",
    ]
    with pytest.raises(FrozenTextChanged, match="SHA256SUMS is missing"):
        chain.migrate(fresh_url, project=project)
    up, down = (project / name for name in draft.files[1:3])
    assert "NNN_schema.name.sql" in up.read_text()
    (proven,) = proof.prove(fresh_url, [draft.revision], project)
    assert "has no SQL to go up" in proven.faults[0]
    up.write_text("CREATE SCHEMA zonas;\n")
    with pytest.raises(MigrationError, match="has no SQL to go down"):
        drafts.freeze(project)
    down.write_text("DROP SCHEMA zonas;\n")
    (proven,) = proof.prove(fresh_url, [draft.revision], project)
    assert proven.faults == []
    drafts.freeze(project)
    assert chain.migrate(fresh_url, project=project).now == draft.revision


def test_what_revision_writes_is_frozen(project: Path, fresh_url: str) -> None:
    chains.write(project, {"procedures/a.f": VALUE.format(4)})
    draft = drafts.create("Four is more", fresh_url, project)
    assert draft is not None
    assert draft.files[0] == "migrations/versions/005_v24_four_is_more.py"
    folder = project / "migrations/frozen/005_v24_four_is_more"
    assert digests.kept(folder) == digests.sums(folder)
    assert "migrations/frozen/005_v24_four_is_more:" in (project / draft.files[0]).read_text()


def test_lint_wants_names_that_say_their_change_and_numbers_in_order(project: Path) -> None:
    frozen = project / "migrations/frozen"
    chains.add_revision(
        project, "v24_d", "v23_otro_valor", {"010": "SELECT 1;\n"}, {"010": "SELECT 1;\n"}
    )
    (frozen / "004_v23_otro_valor").rename(frozen / "007_v23_otro_valor")
    (frozen / "009_v30_left_over/up").mkdir(parents=True)
    assert sorted(found(project)) == [
        "migrations/frozen/007_v23_otro_valor: revision-place",
        "migrations/frozen/009_v30_left_over: revision-stray",
        "migrations/versions/005_v24_d.py: revision-name",
    ]


@pytest.mark.parametrize("name", ["v20", "v20_x", "v20_Two_words", "twenty_two_words"])
def test_a_name_says_its_change_in_two_words(name: str) -> None:
    assert not drafts.says_its_change(name)
    assert drafts.says_its_change("v22_huellas_de_revisiones")


def test_freeze_and_a_message_are_two_things(cli: Cli) -> None:
    done = cli("revision")
    assert done.returncode == 2
    assert "say what the revision brings" in done.stderr


# In a database

RECORDED = "SELECT revision, huella FROM etl.revisiones WHERE huella IS NOT NULL ORDER BY revision"


def expected(project: Path, names: list[str]) -> list[tuple[str, str]]:
    folder = project / "migrations"
    return sorted((name, digests.of(digests.sums(sqlfiles.folder(folder, name)))) for name in names)


def test_a_database_knows_the_text_of_what_one_run_applied(
    migrated_url: str,
) -> None:
    assert rows(migrated_url, RECORDED) == expected(PROJECT, CHAIN)
    kept = rows(migrated_url, "SELECT revision, archivos, aplicada_en <= now() FROM etl.revisiones")
    texts = {name: digests.kept(sqlfiles.folder(FOLDER, name)) for name in CHAIN}
    assert {name: text for name, text, _ in kept} == texts
    assert all(past for *_, past in kept)


@pytest.mark.slow
def test_what_was_applied_before_digests_were_kept_is_unknown(fresh_url: str) -> None:
    below = CHAIN[CHAIN.index(records.FIRST) - 1]
    chain.migrate(fresh_url, below)
    chain.migrate(fresh_url)
    above = CHAIN[CHAIN.index(records.FIRST) :]
    assert rows(fresh_url, RECORDED) == expected(PROJECT, above)
    unknown = rows(fresh_url, "SELECT revision FROM etl.revisiones WHERE huella IS NULL")
    assert {name for (name,) in unknown} == set(CHAIN) - set(above)
    told = drift.verdict(fresh_url, lambda: fresh_url)
    assert told.findings == []
    assert told.unknown == CHAIN[: -len(above)]


def test_an_undone_revision_has_no_record(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, project=project)
    assert rows(fresh_url, RECORDED) == expected(project, list(REVISIONS))
    chain.migrate(fresh_url, "-1", project=project)
    assert rows(fresh_url, RECORDED) == expected(project, list(REVISIONS)[:-1])
    chain.migrate(fresh_url, project=project)
    assert rows(fresh_url, RECORDED) == expected(project, list(REVISIONS))
    assert chain.migrate(fresh_url, "v02", project=project).now == "v02_b"


def test_a_revision_inserted_below_is_not_taken_for_run(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, project=project)
    names = [revision.name for revision in chain.revisions(project)]
    chains.add_revision(project, "v23_en_medio", names[-2], {"010": "SELECT 1;\n"},
                        {"010": "SELECT 1;\n"})  # fmt: skip
    script = chain.config(project).get_main_option("script_location")
    top = next(Path(str(script), "versions").glob(f"*_{names[-1]}.py"))
    top.write_text(top.read_text().replace(repr(names[-2]), "'v23_en_medio'"))
    with pytest.raises(MigrationError, match="never run: v23_en_medio"):
        chain.migrate(fresh_url, project=project)


def test_a_printed_script_records_too(project: Path, fresh_url: str) -> None:
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute(chain.sql("v22", project=project).encode())
        connection.execute(chain.sql("head", "v22", project=project).encode())
    assert rows(fresh_url, RECORDED) == expected(project, list(REVISIONS))
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute(chain.sql("v22", "head", project=project).encode())
    assert rows(fresh_url, RECORDED) == expected(project, list(REVISIONS)[:-1])


def test_the_project_s_own_script_records(fresh_url: str) -> None:
    with psycopg.connect(fresh_url, autocommit=True) as connection:
        connection.execute(chain.sql().encode())
    assert rows(fresh_url, RECORDED) == expected(PROJECT, CHAIN)


def test_a_text_that_changed_later_is_told_from_an_edit_by_hand(
    project: Path, fresh_url: str
) -> None:
    chain.migrate(fresh_url, project=project)
    change(project, "v23_otro_valor", "up/010_a.f.sql", "SELECT 3", "SELECT 30")
    with psycopg.connect(fresh_url) as connection:
        connection.execute("ALTER TABLE a.t ADD COLUMN y text")
    told = drift.verdict(fresh_url, lambda: fresh_url, project)
    assert [(rewritten.revision, rewritten.files) for rewritten in told.rewritten] == [
        ("v23_otro_valor", ["up/010_a.f.sql"])
    ]
    assert {finding.name: (finding.cause, finding.since) for finding in told.findings} == {
        "a.f()": (REWRITTEN, "v23_otro_valor"),
        "a.t.y": (BY_HAND, None),
    }
    assert not told.clean
    assert told.unknown == []


def test_a_text_changed_without_effect_is_told_as_well(project: Path, fresh_url: str) -> None:
    chain.migrate(fresh_url, project=project)
    change(project, "v01_a", "up/010_a.sql", "CREATE TABLE", "CREATE  TABLE")
    told = drift.verdict(fresh_url, lambda: fresh_url, project)
    assert told.findings == []
    assert [rewritten.revision for rewritten in told.rewritten] == ["v01_a"]
    assert not told.clean


@pytest.mark.slow
def test_the_command_accuses_nobody(cluster: Cluster, database: str, cli: Cli) -> None:
    """The digest of a text that the project does not have: as if it had been edited since."""
    revision = CHAIN[-1]
    with psycopg.connect(database) as connection:
        connection.execute(
            "UPDATE etl.revisiones SET archivos = regexp_replace(archivos, '^.', 'x') "
            "WHERE revision = %s",
            [revision],
        )
    done = cli("drift", url=database, home=cluster.home)
    assert done.returncode == 1, done.stderr
    assert f"frozen text changed after this database was migrated: {revision}: " in done.stdout
    assert "by hand" not in done.stdout


def test_an_error_without_a_place_is_told_by_its_line(tmp_path: Path, fresh_url: str) -> None:
    """PostgreSQL names no place for what only the rows show; the statement's line is looked for."""
    text = (
        "-- twice the same\nCREATE TABLE public.z (x text); -- año\n"
        "INSERT INTO public.z VALUES ('ñ'), ('ñ');\n\nALTER TABLE public.z ADD PRIMARY KEY (x);\n"
    )
    project = chains.project(
        tmp_path / "project", {"v01_a": ({"010": text}, {"010": "DROP TABLE public.z;\n"})}
    )
    with pytest.raises(MigrationError, match="could not create unique index") as raised:
        chain.migrate(fresh_url, project=project)
    assert "010.sql, line 5" in str(raised.value.on)
    with psycopg.connect(fresh_url) as connection:
        assert connection.execute("SELECT to_regclass('public.z')").fetchone() == (None,)
