"""Drawings, as text: what is known is drawn, what is not leaves a hole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bp010ctl.serve import shapes, telling

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
number = telling.Tongue("en").number


def drawn(values: list[float | None]) -> str:
    samples = [(NOW + place * HOUR, value) for place, value in enumerate(values)]
    return str(shapes.trend(samples, NOW, NOW + len(values) * HOUR, "psi", "PIP", number))


def test_a_missing_value_parts_the_line() -> None:
    assert drawn([1.0, 2.0, None, 3.0, 4.0]).count('<path class="line"') == 2
    assert drawn([1.0, 2.0, float("nan"), 3.0]).count('<path class="line"') == 2
    assert "nan" not in drawn([1.0, 2.0, float("inf"), 3.0])


def test_no_value_draws_nothing() -> None:
    assert drawn([None, None]) == ""
    assert drawn([]) == ""
    assert shapes.card([("surface", "s", [])], [], "card", number) == ""
    assert shapes.inflow(None, (None, None), "ipr", number) == ""


def test_every_value_can_be_read() -> None:
    assert "01 Mar 01:00: 1\u202f234.50 psi" in drawn([1.0, 1234.5])


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0, 100, [0, 25, 50, 75, 100]), (0, 0.3, [0, 0.1, 0.2, 0.3]), (5, 5, [5])],
)
def test_ticks_are_round(low: float, high: float, ticks: list[float]) -> None:
    assert shapes.ticks(low, high) == pytest.approx(ticks)


@pytest.mark.parametrize(
    "curve",
    [
        [{"q": 0, "pwf": 1000}, {"q": 50, "pwf": 600}],
        [[0, 1000], [50, 600]],
        {"q": [0, 50], "pwf": [1000, 600]},
    ],
)
def test_an_inflow_curve_is_drawn_as_models_write_it(curve: object) -> None:
    text = shapes.inflow(curve, (20.0, 800.0), "ipr", number)
    assert 'class="line"' in text
    assert "20.0 bpd, 800 psi" in text


def test_figures_tell_no_value_from_zero_and_keep_signs() -> None:
    words = telling.Tongue("es")
    assert words.figure(None, "psi") == "—"
    assert words.figure(float("nan"), "psi") == "—"
    assert words.figure(0.0, "bpd") == "0,0"
    assert words.figure(-0.001, "°") == "0,00"
    assert words.signed(-12.34) == "−12,3"
    assert words.signed(12.34) == "+12,3"
    assert words.range(Decimal("0.0001"), None) == "≥ 0,0001"
    assert words.range(Decimal("-5.00"), Decimal("1500.50")) == "−5 … 1\u202f500,5"
    assert words.range(None, None) == "—"
    assert words.figure(1234567.0, "bbl") == "1\u202f234\u202f567,0"


def test_only_a_colour_is_drawn_as_one() -> None:
    assert telling.mark('#00C851" onload="x') == ""
    assert telling.mark(None) == ""
    assert 'fill="#FF4444"' in telling.mark("#FF4444", 5)
    assert telling.mark("#FF4444", 5) != telling.mark("#FF4444", 3)


def test_every_word_is_said_in_both_languages() -> None:
    empty = [key for key, row in telling.words().items() if not (row["es"] and row["en"])]
    assert empty == []
