"""Cards and trends as SVG: text that a test can read, without script and without inline style.

Colours are the style sheet's, by class. Every number of a drawing is told by a <title>, which
browsers show where the pointer rests.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from markupsafe import Markup, escape

Point = tuple[float, float]
Sample = tuple[datetime, float | None]
Number = Callable[[float, int], str]
"""A figure with so many digits, as the page's readers write it."""

WIDE, HIGH = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 12, 34


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Round values from low to high, about so many."""
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return [low]
    rough = span / about
    power = 10 ** math.floor(math.log10(rough))
    step = next((power * m for m in (1, 2, 2.5, 5) if power * m >= rough), power * 10)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def curve(part: dict[str, list[float]] | None) -> list[Point]:
    """A card's points from its JSON; points that are no finite numbers are left out."""
    if not part:
        return []
    pairs = zip(part.get("posicion") or [], part.get("carga") or [], strict=False)
    return [
        (float(x), float(y))
        for x, y in pairs
        if x is not None and y is not None and math.isfinite(x) and math.isfinite(y)
    ]


def card(
    curves: Sequence[tuple[str, str, list[Point]]],
    marks: Sequence[tuple[str, str, float]],
    label: str,
    number: Number,
) -> Markup:
    """Loops of (position in, load lbf) in one frame. curves: class, name, points; marks: horizontal
    lines, class, name, load. No points give nothing."""
    points = [point for _, _, loop in curves for point in loop]
    if not points:
        return Markup("")
    loads = [y for _, y in points] + [load for _, _, load in marks]
    x0, x1 = _ends([x for x, _ in points])
    y0, y1 = _padded(*_ends([0.0, *loads]))
    across = _scale(x0, x1, LEFT, WIDE - RIGHT)
    up = _scale(y0, y1, HIGH - BOTTOM, TOP)
    parts = [_grid(y0, y1, up, "lbf", number), _feet(x0, x1, across, "in", number)]
    for kind, name, load in marks:
        parts.append(
            Markup(
                '<g class="level {}"><line x1="{}" x2="{}" y1="{}" y2="{}"/>'
                '<text x="{}" y="{}">{} {} lbf</text></g>'
            ).format(
                kind, LEFT, WIDE - RIGHT, _n(up(load)), _n(up(load)),
                WIDE - RIGHT - 4, _n(up(load) - 4), name, number(load, 0),
            )
        )  # fmt: skip
    for kind, name, loop in curves:
        if loop:
            path = "M" + "L".join(f"{_n(across(x))} {_n(up(y))}" for x, y in loop) + "Z"
            parts.append(
                Markup('<path class="loop {}" d="{}"><title>{}</title></path>').format(
                    kind, path, name
                )
            )
    for kind, name, loop in curves[:1]:
        for x, y in loop:
            told = f"{name}: {number(x, 1)} in, {number(y, 0)} lbf"
            dot = Markup('<circle class="dot {}" cx="{}" cy="{}" r="5"><title>{}</title></circle>')
            parts.append(dot.format(kind, _n(across(x)), _n(up(y)), told))
    return _drawing("card", WIDE, HIGH, label, parts)


def trend(
    samples: Sequence[Sample],
    start: datetime,
    end: datetime,
    unit: str,
    label: str,
    number: Number,
    *,
    high: int = 130,
    every: timedelta = timedelta(hours=1),
    told: str = "%d %b %H:%M",
) -> Markup:
    """Values over time from start to end; a missing value is a hole, never a zero. `every`: the
    length of time that a value stands for, longer silences are holes too."""
    known = [(at, value) for at, value in samples if value is not None and math.isfinite(value)]
    if not known:
        return Markup("")
    wide, bottom = 420, 22
    y0, y1 = _padded(*_ends([value for _, value in known]))
    total = (end - start).total_seconds() or 1.0
    across = _scale(0.0, total, LEFT - 8, wide - 8)
    up = _scale(y0, y1, high - bottom, 10)

    def place(at: datetime) -> float:
        return across((at - start).total_seconds())

    parts = [_grid(y0, y1, up, unit, number, wide, about=2, left=LEFT - 8)]
    for at in _moments(start, end):
        parts.append(
            Markup('<text class="foot" x="{}" y="{}">{}</text>').format(
                _n(place(at)), high - 6, at.strftime(_foot(start, end))
            )
        )
    for run in _runs(samples, every):
        path = "M" + "L".join(f"{_n(place(at))} {_n(up(value))}" for at, value in run)
        if len(run) == 1:
            path += "h0.01"
        parts.append(Markup('<path class="line" d="{}"/>').format(path))
    width = max(3.0, (wide - LEFT) * every.total_seconds() / total)
    for at, value in known:
        title = f"{at.strftime(told)}: {number(value, 2)} {unit}".rstrip()
        parts.append(
            Markup(
                '<g class="read"><rect x="{}" y="4" width="{}" height="{}"/>'
                '<circle cx="{}" cy="{}" r="3"/><title>{}</title></g>'
            ).format(
                _n(place(at) - width / 2), _n(width), high - bottom, _n(place(at)), _n(up(value)),
                title,
            )
        )  # fmt: skip
    return _drawing("trend", wide, high, label, parts)


def inflow(
    curve: object, point: tuple[float | None, float | None], label: str, number: Number
) -> Markup:
    """An inflow curve of (rate bpd, pressure psi), and the point that the well works at."""
    pairs = _pairs(curve)
    if len(pairs) < 2:
        return Markup("")
    rate, pressure = point
    x1 = max([x for x, _ in pairs] + [rate or 0.0])
    y1 = max([y for _, y in pairs] + [pressure or 0.0])
    across = _scale(0.0, x1 * 1.05 or 1.0, LEFT, WIDE - RIGHT)
    up = _scale(0.0, y1 * 1.08 or 1.0, HIGH - BOTTOM, TOP)
    path = "M" + "L".join(f"{_n(across(x))} {_n(up(y))}" for x, y in pairs)
    parts = [
        _grid(0.0, y1, up, "psi", number),
        _feet(0.0, x1, across, "bpd", number),
        Markup('<path class="line" d="{}"/>').format(path),
    ]
    if rate is not None and pressure is not None:
        parts.append(
            Markup('<circle class="point" cx="{}" cy="{}" r="5"><title>{}</title></circle>').format(
                _n(across(rate)),
                _n(up(pressure)),
                f"{number(rate, 1)} bpd, {number(pressure, 0)} psi",
            )
        )
    return _drawing("card", WIDE, HIGH, label, parts)


def _pairs(curve: object) -> list[Point]:
    """(rate, pressure) of a curve as models write it: a list of pairs, of objects, or two lists."""
    if isinstance(curve, dict):
        lists = [value for value in curve.values() if isinstance(value, list)]
        rates = curve.get("q", lists[0] if lists else [])
        pressures = curve.get("pwf", lists[1] if len(lists) > 1 else [])
        raw: list[object] = [list(pair) for pair in zip(rates, pressures, strict=False)]
    else:
        raw = list(curve) if isinstance(curve, list) else []
    pairs = []
    for item in raw:
        values = list(item.values()) if isinstance(item, dict) else item
        if isinstance(item, dict) and {"q", "pwf"} <= set(item):
            values = [item["q"], item["pwf"]]
        if isinstance(values, list) and len(values) >= 2:
            x, y = values[:2]
            if isinstance(x, (int, float)) and isinstance(y, (int, float)):
                pairs.append((float(x), float(y)))
    return pairs


def _runs(samples: Sequence[Sample], every: timedelta) -> list[list[tuple[datetime, float]]]:
    """Stretches without a hole."""
    runs: list[list[tuple[datetime, float]]] = []
    before: datetime | None = None
    for at, value in samples:
        if value is None or not math.isfinite(value):
            before = None
            continue
        if before is None or at - before > every * 1.6:
            runs.append([])
        runs[-1].append((at, value))
        before = at
    return runs


def _drawing(kind: str, wide: int, high: int, label: str, parts: Iterable[Markup]) -> Markup:
    return Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        kind, wide, high, escape(label), Markup("").join(parts)
    )


def _grid(
    low: float,
    high: float,
    up: _Scale,
    unit: str,
    number: Number,
    wide: int = WIDE,
    *,
    about: int = 4,
    left: int = LEFT,
) -> Markup:
    lines = [
        Markup(
            '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>'
            '<text class="side" x="{}" y="{}">{}</text>'
        ).format(
            left, wide - RIGHT + 4, _n(up(value)), _n(up(value)), left - 6, _n(up(value) + 4),
            _short(value, number),
        )
        for value in ticks(low, high, about)
    ]  # fmt: skip
    lines.append(Markup('<text class="unit" x="{}" y="10">{}</text>').format(2, unit))
    return Markup("").join(lines)


def _feet(low: float, high: float, across: _Scale, unit: str, number: Number) -> Markup:
    feet = [
        Markup('<text class="foot" x="{}" y="{}">{}</text>').format(
            _n(across(value)), HIGH - 14, _short(value, number)
        )
        for value in ticks(low, high, 6)
    ]
    feet.append(
        Markup('<text class="foot" x="{}" y="{}">{}</text>').format(
            _n((LEFT + WIDE) / 2), HIGH - 1, unit
        )
    )
    return Markup("").join(feet)


def _moments(start: datetime, end: datetime) -> list[datetime]:
    """Three times to write under a trend."""
    return [start + (end - start) * part for part in (0.12, 0.5, 0.88)]


def _foot(start: datetime, end: datetime) -> str:
    span = end - start
    if span > timedelta(days=200):
        return "%b %Y"
    return "%d %b" if span > timedelta(days=5) else "%d %b %H:%M"


class _Scale:
    """From values to places on the drawing."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.rate, self.start = low, (end - start) / ((high - low) or 1.0), start

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) * self.rate


_scale = _Scale


def _ends(values: Sequence[float]) -> tuple[float, float]:
    return min(values), max(values)


def _padded(low: float, high: float) -> tuple[float, float]:
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return (low if low == 0 else low - room, high + room)


def _short(value: float, number: Number) -> str:
    """A round value beside an axis, no digit more than it has."""
    if abs(value) >= 10_000:
        return f"{_short(value / 1000, number)} k"
    return number(value, len(f"{round(value, 6):.10g}".partition(".")[2]))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
