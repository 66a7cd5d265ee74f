"""The SQL that the command line asks, one query per file."""

from functools import cache
from importlib.resources import files


@cache
def text(name: str) -> str:
    """The query in <name>.sql."""
    return files(__package__).joinpath(f"{name}.sql").read_text(encoding="utf-8")
