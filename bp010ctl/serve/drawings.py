"""What pages and reports draw of a well, in their readers' words: card, inflow curve, trends."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from bp010ctl.base.queries import Row
from bp010ctl.serve import panels, shapes, telling, well

PENDING = "PENDIENTE_ML"
STEPS = {"hora": timedelta(hours=1), "dia": timedelta(days=1), "mes": timedelta(days=31)}
WRITTEN = {"hora": "%Y-%m-%d %H:%M", "dia": "%Y-%m-%d", "mes": "%Y-%m"}


def communication(minutes: int | None) -> str:
    """How a well stands by the minutes since it was heard of."""
    if minutes is None or minutes > 60:
        return "OFFLINE"
    return "ONLINE" if minutes <= 30 else "DELAYED"


def card(
    words: telling.Tongue, row: Row, previous: Row | None, weight: float | None, now: datetime
) -> dict[str, Any] | None:
    """A card with the surface card before it; weight: of the buoyant rods (lbf), drawn as a line.
    None where there is no card."""
    if not row:
        return None
    surface, pump = shapes.curve(row["superficie_json"]), shapes.curve(row["fondo_json"])
    before = shapes.curve(previous["superficie_json"]) if previous else []
    loads = [load for _, load in surface]
    places = [place for place, _ in surface]
    marks = [("weight", words.say("card_weight"), weight)] if weight else []
    age = (now - row["timestamp_carta"]).total_seconds() / 60
    return {
        "drawing": shapes.card(
            [
                ("surface", words.say("card_surface"), surface),
                ("pump", words.say("card_pump"), pump),
                ("before", words.say("card_before"), before),
            ],
            marks,
            words.say("card_of", time=words.moment(row["timestamp_carta"])),
            words.number,
        ),
        "at": row["timestamp_carta"],
        "age": words.age(max(age, 0)),
        "before": previous["timestamp_carta"] if before and previous else None,
        "low": min(loads, default=None),
        "high": max(loads, default=None),
        "stroke": max(places) - min(places) if places else None,
        "diagnosis": row.get("diagnostico_ia"),
        "pending": row.get("diagnostico_ia") == PENDING,
        "score": row.get("diagnostico_score"),
    }


def ipr(row: Row, words: telling.Tongue) -> dict[str, Any] | None:
    """A model's inflow curve and the point that the well works at; None where there is none."""
    if not row:
        return None
    return {
        "drawing": shapes.inflow(
            row["curva_yacimiento"],
            (row["punto_operacion_bpd"], row["pwf_actual"]),
            words.say("ipr"),
            words.number,
        ),
        "at": row["fecha_calculo"],
        "method": row["metodo"],
        "qmax": row["qmax"],
        "rate": row["punto_operacion_bpd"],
        "pwf": row["pwf_actual"],
    }


def charts(
    words: telling.Tongue, trends: Mapping[str, list[shapes.Sample]], wanted: Row
) -> Iterator[dict[str, Any]]:
    """A drawing of each measure over the period's grain, start and end."""
    grain = wanted["grain"]
    columns = well.drawn(grain)
    for name, samples in trends.items():
        column = f"{well.FACTS[grain]}.{columns[name]}"
        measured = unit(grain, columns[name])
        known = [value for _, value in samples if value is not None and math.isfinite(value)]
        yield {
            "name": words.say(f"t_{name}"),
            "column": column,
            "unit": measured,
            "last": known[-1] if known else None,
            "drawing": shapes.trend(
                samples,
                wanted["start"],
                wanted["end"],
                measured,
                f"{words.say(f't_{name}')} ({measured})",
                words.number,
                every=STEPS[grain],
                told=WRITTEN[grain],
            ),
        }


def unit(grain: str, column: str) -> str:
    """The unit of a column of the hours, days or months; nothing where it has none."""
    return panels.meanings().get(f"{well.FACTS[grain]}.{column}", {}).get("unit", "")
