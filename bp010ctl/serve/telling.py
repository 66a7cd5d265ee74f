"""How values are told: words in two languages, figures with their digits, ages, colours.

No value is told as no value, never as 0.
"""

from __future__ import annotations

import csv
import math
import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from bp010ctl.base.phrases import span

LANGUAGES = ("es", "en")
NOTHING = "—"
DIGITS = {
    "psi": 0, "ft": 0, "lbf": 0, "min": 0, "bbl": 1, "bpd": 1, "%": 1, "in": 1, "hp": 1, "A": 1,
    "°F": 1, "h": 1, "spm": 2, "kWh/bbl": 2, "klbf": 1, "kWh": 0, "mcf": 1, "°": 2,
    "percentage points": 1,
}  # fmt: skip
UNITS = {"percentage points": "pp"}
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
SHAPES = {3: "triangle", 4: "diamond", 5: "square", 6: "square", 2: "ring", 7: "ring"}
"""What stands beside a colour, by status level: 0 and 1 are round."""
LEVELS = {"#00C851": 0, "#FFBB33": 3, "#FF4444": 5, "#616161": 4, "#33B5E5": 7}
"""The level that a colour stands for where none is told beside it."""
DRAWN = {
    "round": '<circle cx="6" cy="6" r="4.5"/>',
    "ring": '<circle cx="6" cy="6" r="3.6" class="hollow"/>',
    "triangle": '<path d="M6 1L11.4 11H.6Z"/>',
    "diamond": '<path d="M6 .4L11.6 6L6 11.6L.4 6Z"/>',
    "square": '<path d="M1 1H11V11H1Z"/>',
}


@cache
def words() -> dict[str, dict[str, str]]:
    """words.csv: what the pages say, by key and language."""
    text = (files("bp010ctl.serve") / "words.csv").read_text(encoding="utf-8")
    return {row["key"]: row for row in csv.DictReader(text.splitlines())}


class Tongue:
    """One language: `say("field")`, figures and times as its readers write them."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]

    def say(self, key: str, **values: Any) -> str:
        """The words for a key, with values in their places; a key without words says itself."""
        row = words().get(key)
        text = row[self.language] if row else key
        return text.format(**values) if values else text

    def figure(self, value: Any, unit: str = "") -> str:
        """A value without its unit."""
        if value is None or value == "":
            return NOTHING
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, (int, float, Decimal)):
            return self.number(float(value), self.digits(value, unit))
        if isinstance(value, (datetime, date)):
            return self.moment(value)
        return str(value)

    def number(self, value: float, digits: int) -> str:
        """A number with a thin space between thousands, and the language's decimal sign."""
        if not math.isfinite(value):
            return NOTHING
        text = f"{value:,.{digits}f}".replace(",", "\u202f")
        text = text.replace("-", "−" if float(text.replace("\u202f", "")) else "")
        return text.replace(".", ",") if self.language == "es" else text

    def range(self, low: Decimal | None, high: Decimal | None) -> str:
        """What is allowed, from low to high, to the last digit."""
        if low is None and high is None:
            return NOTHING
        if high is None or low is None:
            return f"≥ {self.exact(low)}" if high is None else f"≤ {self.exact(high)}"
        return f"{self.exact(low)} … {self.exact(high)}"

    def exact(self, value: Any) -> str:
        """A limit as it was agreed, no digit more or less."""
        if value is None:
            return NOTHING
        text = f"{Decimal(str(value)).normalize():,f}".replace(",", "\u202f").replace("-", "−")
        return text.replace(".", ",") if self.language == "es" else text

    def signed(self, value: Any, unit: str = "%") -> str:
        """A deviation: its sign is always told."""
        if value is None or not math.isfinite(float(value)):
            return NOTHING
        text = self.number(abs(float(value)), DIGITS.get(unit, 1))
        sign = "+" if value > 0 else "−" if value < 0 else "±"
        return f"{sign}{text}"

    @staticmethod
    def digits(value: Any, unit: str) -> int:
        if unit in DIGITS:
            return DIGITS[unit]
        return 0 if isinstance(value, int) or float(value).is_integer() else 2

    @staticmethod
    def unit(unit: str) -> str:
        return UNITS.get(unit, unit)

    @staticmethod
    def moment(value: Any) -> str:
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d %H:%M}"
        return f"{value:%Y-%m-%d}" if isinstance(value, date) else NOTHING

    def age(self, minutes: float | None) -> str:
        """How long ago: in the two largest units."""
        if minutes is None:
            return self.say("never")
        return self.say("ago", span=self.span(minutes))

    def span(self, minutes: float) -> str:
        return span(round(minutes) * 60) if minutes >= 1 else "<1 min"


def colour(value: str | None) -> str | None:
    """A colour of the database where it is one, #RRGGBB."""
    return value if value and COLOUR.fullmatch(value) else None


def meant(value: str | None, level: int | None = None) -> int:
    """The level that a colour stands for: the one told beside it, else the catalogue's."""
    return level if level is not None else LEVELS.get((value or "").upper(), 0)


def mark(value: str | None, level: int | None = None) -> Markup:
    """A coloured sign whose shape tells the level, too; nothing without a colour."""
    shown = colour(value)
    if shown is None:
        return Markup("")
    shape = DRAWN[SHAPES.get(meant(value, level), "round")]
    return Markup(
        f'<svg class="mark" viewBox="0 0 12 12" aria-hidden="true" fill="{shown}" stroke="{shown}"'
        f' data-colour="{shown}">{shape}</svg>'
    )
