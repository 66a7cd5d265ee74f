"""The templates of pages and reports, and what every one of them knows."""

from __future__ import annotations

import hashlib
from ctypes.util import find_library
from functools import cache
from importlib.resources import files
from importlib.util import find_spec

from jinja2 import Environment, PackageLoader, StrictUndefined

from bp010ctl.serve import panels, telling

COMM_COLOURS = {"ONLINE": "#00C851", "DELAYED": "#FFBB33", "OFFLINE": "#616161"}
COMM_LEVELS = {"ONLINE": 0, "DELAYED": 3, "OFFLINE": 4}
LEVEL_COLOURS = {3: "#FFBB33", 4: "#FF4444", 5: "#FF4444", 6: "#FF4444"}


@cache
def templates() -> Environment:
    """The pages' templates: every value is escaped, and one that is missing is a fault."""
    made = Environment(
        loader=PackageLoader("bp010ctl.serve"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "mark": telling.mark,
        "meant": telling.meant,
        "headings": panels.headings(),
        "stamp": stamp(),
        "report_kinds": report_kinds(),
        "comm_colours": COMM_COLOURS,
        "comm_levels": COMM_LEVELS,
        "level_colours": LEVEL_COLOURS,
    }
    return made


def report_kinds() -> tuple[str, ...]:
    """What a report can be had as here: PDF only where its package and its library are."""
    prints = find_spec("weasyprint") is not None and find_library("pango-1.0") is not None
    return ("pdf", "xlsx") if prints else ("xlsx",)


@cache
def stamp() -> str:
    """A word that changes with the static files, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for file in sorted((files("bp010ctl.serve") / "static").iterdir(), key=lambda one: one.name):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
