"""Dynamometer cards drawn with Braille dots, two by four to a character."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Point = tuple[float, float]

# Bit of the Braille pattern for the dot in column 0 or 1, row 0 (top) to 3.
DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))


def card(curves: Sequence[Sequence[Point]], width: int = 64, height: int = 14) -> list[str]:
    """Closed curves of (position, load) in one frame, as `height` lines of `width` characters.

    All curves share the scale, which runs from the smallest to the largest value on each axis.
    No points give no lines.
    """
    points = [point for curve in curves for point in curve]
    if not points:
        return []
    left, right = _ends(x for x, _ in points)
    bottom, top = _ends(y for _, y in points)
    cells = [[0] * width for _ in range(height)]
    for curve in curves:
        for start, end in zip(curve, [*curve[1:], curve[0]], strict=True):
            for x, y in _between(start, end, (right - left) / width, (top - bottom) / height):
                column = round((x - left) / (right - left) * (2 * width - 1))
                row = round((top - y) / (top - bottom) * (4 * height - 1))
                cells[row // 4][column // 2] |= DOTS[column % 2][row % 4]
    return ["".join(chr(0x2800 + cell) for cell in line) for line in cells]


def _ends(values: Iterable[float]) -> tuple[float, float]:
    ends = list(values)
    low, high = min(ends), max(ends)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _between(start: Point, end: Point, step_x: float, step_y: float) -> Iterable[Point]:
    """Points close enough together for the line from start to end to have no holes."""
    (x0, y0), (x1, y1) = start, end
    count = 1 + int(4 * max(abs(x1 - x0) / step_x, abs(y1 - y0) / step_y))
    return (
        (x0 + (x1 - x0) * step / count, y0 + (y1 - y0) * step / count) for step in range(count + 1)
    )
