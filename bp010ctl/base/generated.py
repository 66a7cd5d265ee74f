"""Files that are generated, held against what the project's folder has at their place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path


def stale(texts: Mapping[str, str], project: Path) -> dict[str, str]:
    """Those of the texts, by path in the project's folder, that differ from what is there."""
    return {name: text for name, text in texts.items() if _text(project / name) != text}


def gone(texts: Collection[str], project: Path, patterns: Iterable[str]) -> list[str]:
    """Files of the project's folder that match the patterns and are generated no more."""
    present = {
        path.relative_to(project).as_posix()
        for pattern in patterns
        for path in project.glob(pattern)
    }
    return sorted(present - set(texts))


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
