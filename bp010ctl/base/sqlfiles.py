"""Files of SQL: their text, however it was checked out, and the folder of a revision's own."""

from __future__ import annotations

from pathlib import Path


def text(path: Path) -> str:
    """A file's text as it counts: a checkout that ends lines with CRLF has the same.

    Raises UnicodeDecodeError where it is not UTF-8.
    """
    return path.read_bytes().decode().replace("\r\n", "\n")


def name_at(place: int, revision: str) -> str:
    """How the script and the folder of a revision are called; the first one's place is 1."""
    return f"{place:03d}_{revision}"


def folder(migrations: Path, revision: str) -> Path:
    """The folder of a revision's frozen files, whatever number it has.

    Where there is none: the one that it would have without a number.
    """
    frozen = migrations / "frozen"
    folders = [
        path
        for path in frozen.glob(f"*_{revision}")
        if path.name.removesuffix(f"_{revision}").isdigit()
    ]
    return folders[0] if folders else frozen / revision
