"""Figures as people say them: spans of time, and numbers of things."""

from __future__ import annotations

UNITS = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))


def span(seconds: float | None) -> str:
    """A length of time in its two largest units: `6 d 13 h`, `13 h 5 min`, `45 s`; `-` for None."""
    if seconds is None:
        return "-"
    left = round(abs(seconds))
    figures = []
    for unit, size in UNITS:
        count, left = divmod(left, size)
        figures.append((count, unit))
    first = next((place for place, (count, _) in enumerate(figures) if count), len(UNITS) - 1)
    rest = [(count, unit) for count, unit in figures[first + 1 : first + 2] if count]
    sign = "-" if seconds < 0 and figures[first][0] else ""
    return sign + " ".join(f"{count} {unit}" for count, unit in [figures[first], *rest])


def number_of(count: int, one: str, many: str | None = None) -> str:
    """`1 well`, `2 wells`, `10,000 wells`; many: where the plural is more than an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
