"""What a published set of seed files consists of: each file's digest, and the commit it is of."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bp010ctl.base.errors import SeedError

NAME = "manifest.json"
FORM = 1
FILE = re.compile(r"[a-z_]+\.[a-z0-9_]+\.csv")
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Entry:
    """A file: its name, the SHA-256 of its content, its size in bytes."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Manifest:
    """commit: what the files are of; files by name."""

    commit: str
    files: tuple[Entry, ...]

    @classmethod
    def of(cls, commit: str, contents: Mapping[str, bytes]) -> Manifest:
        """The manifest of these files."""
        return cls(commit, tuple(entry(name, contents[name]) for name in sorted(contents)))

    @classmethod
    def parse(cls, text: bytes, on: str) -> Manifest:
        """The manifest in a document. Raises SeedError, which says what is wrong with it."""
        try:
            document = json.loads(text)
            made = cls(str(document["commit"]), tuple(Entry(**one) for one in document["files"]))
            form, right = document["form"], all(_is_right(one) for one in made.files)
        except (ValueError, KeyError, TypeError) as error:
            raise SeedError(f"not a manifest: {type(error).__name__}: {error}", on=on) from None
        if form != FORM:
            raise SeedError(f"the manifest has form {form}, known is {FORM}", on=on)
        if not right or len({one.name for one in made.files}) != len(made.files):
            raise SeedError("the manifest names a file twice, or none that seeds could be", on=on)
        return made

    def document(self) -> bytes:
        """It as JSON, the same for the same files."""
        table = {"form": FORM, "commit": self.commit, "files": [asdict(one) for one in self.files]}
        return (json.dumps(table, indent=2) + "\n").encode()


def entry(name: str, content: bytes) -> Entry:
    """What a manifest says of a file."""
    return Entry(name, hashlib.sha256(content).hexdigest(), len(content))


def _is_right(one: Any) -> bool:
    """Whether a name leads into no other folder, and a digest is one."""
    return bool(FILE.fullmatch(one.name) and DIGEST.fullmatch(one.sha256))
