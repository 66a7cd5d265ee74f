"""Seed files in S3: published with a manifest, fetched and held against it.

The manifest is written last: between its files and it, whoever loads them finds files that do not
match, is refused, and tries again.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bp010ctl.base.amazon import Folder
from bp010ctl.base.errors import AmazonError, SeedError
from bp010ctl.seeds import files, manifest
from bp010ctl.seeds.manifest import Manifest

SCHEME = "s3://"


@dataclass(frozen=True)
class Published:
    """What publishing did, or would do. sent: files that differ from what is there. kept: those
    that do not. left: those that the manifest does not name any more; they stay, and are ignored.
    """

    address: str
    commit: str
    sent: list[str]
    kept: list[str]
    left: list[str]


@contextmanager
def fetched(address: str) -> Iterator[tuple[Path, Manifest]]:
    """A folder with the files of s3://BUCKET/PREFIX/, each as the manifest has it; it is removed.

    Raises SeedError where one does not match, before anything is loaded; AmazonError.
    """
    place = Folder.of(address)
    listed = Manifest.parse(place.read(manifest.NAME), f"{place}{manifest.NAME}")
    with tempfile.TemporaryDirectory(prefix="bp010-seeds-") as name:
        for wanted in listed.files:
            content = place.read(wanted.name)
            if manifest.entry(wanted.name, content) != wanted:
                raise SeedError(
                    f"{wanted.name} is not what the manifest says (SHA-256), nothing was loaded",
                    on=f"{place}{wanted.name}, commit {listed.commit}",
                    hint="somebody changed it by hand, or is publishing now: "
                    "`bp010ctl aws publish` makes both right",
                )
            Path(name, wanted.name).write_bytes(content)
        yield Path(name), listed


def publish(folder: Path, address: str, commit: str, *, dry_run: bool = False) -> Published:
    """Bring a folder's seed files and their manifest to S3; twice is once.

    dry_run: look at what is there, send nothing. Raises SeedError, AmazonError.
    """
    place = Folder.of(address)
    contents = {path.name: path.read_bytes() for path in files.find(folder).values()}
    made, there = Manifest.of(commit, contents), _there(place)
    standing = set(there.files) if there else set()
    sent = [one.name for one in made.files if one not in standing]
    if not dry_run and made != there:
        for name in sent:
            place.write(name, contents[name])
        place.write(manifest.NAME, made.document())
    kept = [name for name in contents if name not in sent]
    left = sorted({one.name for one in standing} - contents.keys())
    return Published(str(place), commit, sent, kept, left)


def commit_of(folder: Path) -> str:
    """The commit that a folder's files are of. Raises SeedError where they are of none."""
    asked = ["git", "-C", str(folder), "status", "--porcelain", "--", "."]
    changed = subprocess.run(asked, capture_output=True, text=True)
    if changed.returncode or changed.stdout:
        raise SeedError(
            "the seed files are not those of a commit",
            on=str(folder),
            hint="commit them, or say --commit NAME",
        )
    asked = ["git", "-C", str(folder), "rev-parse", "HEAD"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def _there(place: Folder) -> Manifest | None:
    """What is published now; None where nothing is, or nothing that could be read."""
    try:
        return Manifest.parse(place.read(manifest.NAME), str(place))
    except SeedError:
        return None
    except AmazonError as error:
        if "NoSuchKey" in error.what:
            return None
        raise
