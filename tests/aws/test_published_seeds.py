"""Seed files in S3: published with their manifest, refused where they do not match it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import psycopg
import pytest

from bp010ctl import cli as command_line
from bp010ctl.base import amazon
from bp010ctl.base.errors import AmazonError, SeedError
from bp010ctl.commands import screen
from bp010ctl.seeds import manifest, published
from bp010ctl.seeds.manifest import Manifest
from support import PROJECT

SEEDS = PROJECT / "seeds"
UNITS = "referencial.tbl_ref_unidades.csv"
COUNTS = {
    "referencial.tbl_maestra_variables": 130,
    "referencial.tbl_var_scada_map": 65,
    "referencial.tbl_dq_rules": 35,
    "referencial.tbl_ref_unidades": 38,
}
"""What the document checks after a deployment."""


def write(address: str, name: str, content: bytes) -> None:
    amazon.Folder.of(address).write(name, content)


def counts(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()[0]  # type: ignore[index]
            for table in COUNTS
        }


def test_publishing_twice_is_once(bucket: str) -> None:
    first = published.publish(SEEDS, bucket, "c0ffee")
    again = published.publish(SEEDS, bucket, "c0ffee")
    assert (len(first.sent), first.kept) == (len(list(SEEDS.glob("*.csv"))), [])
    assert (again.sent, len(again.kept)) == ([], len(first.sent))


def test_a_changed_file_is_sent_alone_and_a_removed_one_is_told(
    bucket: str, tmp_path: Path
) -> None:
    folder = tmp_path / "seeds"
    shutil.copytree(SEEDS, folder)
    published.publish(folder, bucket, "one")
    (folder / UNITS).write_bytes((folder / UNITS).read_bytes() + b"\n")
    (folder / "universal.patron.csv").unlink()
    result = published.publish(folder, bucket, "two")
    assert (result.sent, result.left) == ([UNITS], ["universal.patron.csv"])
    with published.fetched(bucket) as (place, listed):
        assert listed.commit == "two"
        assert sorted(path.name for path in place.iterdir()) == sorted(
            p.name for p in folder.iterdir()
        )


def test_a_dry_run_sends_nothing(bucket: str) -> None:
    assert UNITS in published.publish(SEEDS, bucket, "c0ffee", dry_run=True).sent
    with pytest.raises(AmazonError, match="NoSuchKey"), published.fetched(bucket):
        pass


def test_a_file_that_does_not_match_is_refused_and_loads_nothing(
    bucket: str, database: str
) -> None:
    published.publish(SEEDS, bucket, "c0ffee")
    content = (SEEDS / UNITS).read_bytes()
    write(bucket, UNITS, content.replace(b"psi", b"bar", 1))
    with (
        pytest.raises(SeedError, match="not what the manifest says") as refused,
        published.fetched(bucket),
    ):
        pass
    assert UNITS in str(refused.value.on)
    assert "c0ffee" in str(refused.value.on)
    assert not any(counts(database).values())


def test_a_missing_bucket_and_a_missing_file_are_named(bucket: str) -> None:
    with (
        pytest.raises(AmazonError, match="NoSuchBucket"),
        published.fetched("s3://elsewhere/config/"),
    ):
        pass
    write(bucket, manifest.NAME, Manifest.of("x", {UNITS: b""}).document())
    with pytest.raises(AmazonError, match="NoSuchKey") as refused, published.fetched(bucket):
        pass
    assert refused.value.on == bucket + UNITS


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"<html>", "JSONDecodeError"),
        (b'{"form": 1, "files": []}', "KeyError"),
        (b'{"form": 2, "commit": "x", "files": []}', "form 2"),
        (b'{"form": 1, "commit": "x", "files": [{"name": "a.b.csv"}]}', "TypeError"),
        (Manifest("x", (manifest.Entry("../../etc/passwd", "0" * 64, 1),)).document(), "none that"),
        (Manifest("x", (manifest.Entry(UNITS, "short", 1),)).document(), "none that"),
        (Manifest("x", (manifest.entry(UNITS, b""),) * 2).document(), "twice"),
    ],
)
def test_a_manifest_of_another_form_is_refused(document: bytes, reason: str) -> None:
    with pytest.raises(SeedError, match=reason):
        Manifest.parse(document, "s3://x/")


def test_a_manifest_is_read_as_it_was_written() -> None:
    made = Manifest.of("c0ffee", {UNITS: b"abc", "etl.ciclos.csv": b""})
    assert Manifest.parse(made.document(), "") == made
    assert made.files[1].sha256.startswith("ba7816bf8f01cfea")  # of "abc", FIPS 180-4


def test_the_commands_publish_and_seed_to_the_documents_counts(
    bucket: str, database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BP010_DATABASE_URL", database)
    monkeypatch.setattr(screen, "prepare", lambda: None)

    def run(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["bp010ctl", *words])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
        assert ended.value.code == 0, capsys.readouterr().err
        return capsys.readouterr().out

    run("aws", "publish", bucket, "--commit", "c0ffee")
    assert "nothing to change" not in run("seed", "--from", bucket)
    assert counts(database) == COUNTS
    assert "nothing to change" in run("seed", "--from", bucket)


def test_a_folder_of_no_commit_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="not those of a commit"):
        published.commit_of(tmp_path)
