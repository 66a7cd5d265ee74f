"""What a user declares of a field's archive in `bronze.toml`; nothing of it is guessed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from bp010ctl.base.errors import BronzeError
from bp010ctl.bronze.tables import Kind

NAME = "bronze.toml"
ZONE = "America/Mexico_City"


@dataclass(frozen=True)
class Mapped:
    """Where a sensor column's values go: column · factor + offset."""

    column: str
    factor: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True)
class Definition:
    """How an archive is read and where it goes.

    source: folder of the CSV files; lake: folder of what is made of them. zone: of times without
    offset. decimal: the files' mark, where they do not tell it. formats: of times beside ISO;
    serial: the year in which Excel's day numbers begin (1900, 1904), None where there are none.
    kinds: of sensor columns that are no numbers. wells: name → well_id. readings: sensor column →
    what it is in stage.tbl_pozo_produccion. states: type of event → whether the motor runs in it.
    every: minutes of the series in silver; longest_gap: minutes that are interpolated at most.
    """

    source: Path
    lake: Path
    zone: str = ZONE
    decimal: str | None = None
    formats: tuple[str, ...] = ()
    serial: int | None = None
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    wells: Mapping[str, int] = field(default_factory=dict)
    readings: Mapping[str, Mapped] = field(default_factory=dict)
    states: Mapping[str, bool] = field(default_factory=dict)
    longest_gap: int = 60

    @property
    def reading(self) -> str:
        """What decides how files are read: with another one they are read again."""
        kinds = sorted(self.kinds.items())
        return repr((self.zone, self.decimal, self.formats, self.serial, kinds))

    @property
    def loading(self) -> str:
        """What decides which readings are made: with another one they are made again."""
        mapped = sorted((name, repr(to)) for name, to in self.readings.items())
        return repr((sorted(self.wells.items()), mapped, sorted(self.states.items())))


def load(project: Path, file: Path | None = None) -> Definition:
    """The definition in a file, `bronze.toml` of the project by default; without one, the defaults.

    Its folders are relative to it. Raises BronzeError, saying where it is wrong.
    """
    chosen = file or project / NAME
    if not chosen.is_file():
        if file is not None:
            raise BronzeError("there is no such file", on=str(file))
        return Definition(project / "data" / "raw", project / "data" / "lake")
    try:
        return _from(tomllib.loads(chosen.read_text(encoding="utf-8")), chosen.parent)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BronzeError(
            f"the definition cannot be read: {error}", on=str(chosen), hint="docs/bronze.md"
        ) from None


def _from(document: dict[str, Any], folder: Path) -> Definition:
    _refuse_unknown(document, {"source", "lake", "zone", "decimal", "times", "kinds", "wells",
                               "readings", "states", "silver"})  # fmt: skip
    times, silver = document.get("times", {}), document.get("silver", {})
    _refuse_unknown(times, {"formats", "serial"})
    _refuse_unknown(silver, {"longest_gap"})
    made = Definition(
        source=folder / document.get("source", "data/raw"),
        lake=folder / document.get("lake", "data/lake"),
        zone=document.get("zone", ZONE),
        decimal=document.get("decimal"),
        formats=tuple(times.get("formats", ())),
        serial=times.get("serial"),
        kinds=dict(document.get("kinds", {})),
        wells={name: int(number) for name, number in document.get("wells", {}).items()},
        readings={name: _mapped(value) for name, value in document.get("readings", {}).items()},
        states={name: bool(value) for name, value in document.get("states", {}).items()},
        longest_gap=int(silver.get("longest_gap", 60)),
    )
    _check(made)
    return made


def _mapped(value: str | dict[str, Any]) -> Mapped:
    return Mapped(value) if isinstance(value, str) else Mapped(**value)


def _refuse_unknown(document: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(document) - known):
        raise ValueError(f"{unknown[0]!r} is none of {', '.join(sorted(known))}")


def _check(made: Definition) -> None:
    try:
        ZoneInfo(made.zone)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"time zone {made.zone!r} is not known") from None
    if made.decimal not in (None, ".", ","):
        raise ValueError("decimal is '.' or ','")
    if made.serial not in (None, 1900, 1904):
        raise ValueError("serial is 1900 or 1904")
    for name, kind in made.kinds.items():
        if kind not in get_args(Kind):
            raise ValueError(f"{name} is of kind {kind!r}, none of {', '.join(get_args(Kind))}")
