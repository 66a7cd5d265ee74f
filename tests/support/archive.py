"""A made archive of a field with electric submersible pumps: three CSV files a well, no real row.

`python tests/support/archive.py FOLDER [WELLS] [DAYS]` writes one for the demo. Each well is read
every ten minutes (well 3 every fifteen) but for a gap of three hours; well 2 has a column that the
others lack; a pump is replaced half way; the motor stops for two hours a day, which is an event.
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

FIELD = "NORTE"
ZONE = timezone(timedelta(hours=-6))
FIRST = datetime(2026, 10, 1, tzinfo=ZONE)
EVERY = timedelta(minutes=10)
SENSOR = ["timestamp", "presion_succion", "presion_descarga", "amperaje", "frecuencia"]
EQUIPOS = ["modelo_bomba", "marca_bomba", "modelo_motor", "numero_equipo",
           "fecha_entrada_operacion", "fecha_salida_operacion"]  # fmt: skip
EVENTOS = ["categoria_principal", "categoria_secundaria", "fecha_paro", "fecha_reinicio",
           "comentario"]  # fmt: skip


def write(folder: Path, wells: int = 3, days: int = 4) -> None:
    """The archive of so many wells over so many days."""
    folder.mkdir(parents=True, exist_ok=True)
    for well in range(1, wells + 1):
        header = [*SENSOR, "vibracion"] if well == 2 else SENSOR
        table(folder / f"{FIELD}-{well}_all.csv", header, readings(well, days))
        table(folder / f"BEC_{FIELD}-{well}_all.csv", EQUIPOS, equipment(well, days))
        table(folder / f"Eventos_{FIELD}-{well}_all.csv", EVENTOS, events(well, days))


def readings(well: int, days: int) -> Iterable[Sequence[str]]:
    """Every ten minutes; 03:00 to 06:00 of the second day is missing."""
    every = EVERY if well != 3 else EVERY * 1.5
    for number in range(int(timedelta(days=days) / every)):
        moment = FIRST + number * every
        if timedelta(hours=27) <= moment - FIRST < timedelta(hours=30):
            continue
        runs = not 12 <= moment.hour < 14
        wave = math.sin(number / 20 + well)
        values = [900 + 100 * wave, 2500 + 50 * wave + 10 * well,
                  55.5 + wave if runs else 0.0, 60.0 if runs else 0.0]  # fmt: skip
        extra = [f"{0.2 + 0.01 * wave:.3f}"] if well == 2 else []
        yield [text(moment), *(f"{value:.2f}" for value in values), *extra]


def equipment(well: int, days: int) -> Iterable[Sequence[str]]:
    """One pump until half way, another since."""
    change = FIRST + timedelta(days=days) / 2
    first = ["D1150N", "MARCA A", "562", f"E-{well}-1", text(FIRST), text(change)]
    return [first, ["P2200", "MARCA B", "738", f"E-{well}-2", text(change).replace(" ", "T"), ""]]


def events(well: int, days: int) -> Iterable[Sequence[str]]:
    """Two hours of standstill at noon, day after day."""
    for day in range(days):
        stop = FIRST + timedelta(days=day, hours=12)
        kind = "Falla eléctrica" if day % 2 else "Paro programado"
        yield [
            kind,
            "Variador",
            text(stop),
            text(stop + timedelta(hours=2)),
            f'pozo {well}, "día" {day}',
        ]


def text(moment: datetime) -> str:
    """A time as the archive writes it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S%z")


def table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]), *map(int, sys.argv[2:]))
