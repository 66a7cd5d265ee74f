"""Cards in the terminal."""

from __future__ import annotations

import pytest

from bp010ctl.wells import drawing

SQUARE = [(0.0, 0.0), (0.0, 100.0), (10.0, 100.0), (10.0, 0.0)]


def dots(lines: list[str]) -> int:
    return sum(bin(ord(cell) - 0x2800).count("1") for line in lines for cell in line)


def test_a_square_card_touches_all_four_edges_and_is_hollow() -> None:
    lines = drawing.card([SQUARE], width=20, height=6)
    assert [len(line) for line in lines] == [20] * 6
    assert all(cell != "⠀" for line in (lines[0], lines[-1]) for cell in line)
    assert all(line[0] != "⠀" and line[-1] != "⠀" for line in lines)
    assert set(lines[2][1:-1]) == {"⠀"}
    assert dots(lines) == 2 * 40 + 2 * 24 - 4


def test_two_cards_share_one_scale() -> None:
    low = [(x, y - 300) for x, y in SQUARE]
    lines = drawing.card([SQUARE, low], width=20, height=8)
    assert set(lines[3][1:-1]) == {"⠀"}
    assert "⠀" not in lines[0] + lines[-1]


@pytest.mark.parametrize("curve", [[(1.0, 5.0)], [(1.0, 5.0)] * 3, [(0.0, 5.0), (9.0, 5.0)]])
def test_flat_cards_are_drawn_too(curve: list[tuple[float, float]]) -> None:
    assert dots(drawing.card([curve], width=10, height=4)) >= 1


def test_no_card_no_lines() -> None:
    assert drawing.card([]) == []
    assert drawing.card([[]]) == []
