"""The decimal mark of a file: one for all of its numbers, given or told by all of them."""

from __future__ import annotations

import re

from bp010ctl.ingest.values import NUMBER, BadValue

SPACES = " \u00a0\u202f'’"
"""What may divide thousands whatever the decimal mark is."""
POINT, COMMA, BOTH = ".", ",", "both"


def _shape(decimal: str, thousands: str) -> re.Pattern[str]:
    """Numbers with this decimal mark, their thousands undivided or divided."""
    divided = "|".join(rf"[1-9][0-9]{{0,2}}(?:{mark}[0-9]{{3}})++" for mark in (thousands, SPACE))
    whole = rf"(?:{divided}|[0-9]++)"
    exponent = r"(?:[eE][-+]?[0-9]++)?"
    return re.compile(rf"[-+]?(?:{whole}(?:{decimal}[0-9]++)?|{decimal}[0-9]++){exponent}")


SPACE = f"[{SPACES}]"
LONGEST_DOUBTFUL = len("-123.456")
"""A longer number is no three digits with three more after the mark."""
_SHAPES = {POINT: _shape(r"\.", ","), COMMA: _shape(",", r"\.")}
_UNDIVIDED = {
    POINT: str.maketrans("", "", "," + SPACES),
    COMMA: str.maketrans(",", ".", "." + SPACES),
}


class Redo(Exception):
    """The file's decimal mark is another than its numbers were read by: read it again."""

    def __init__(self, mark: str) -> None:
        super().__init__(mark)
        self.mark = mark


class DecimalMark:
    """How the numbers of one file are read.

    mark: "." or ","; "both" where the file has both, so that only numbers that tell their mark
    themselves are read; None while nothing has told it: a point, as long as nothing speaks
    against it. given: the user said it; the file's numbers do not change it.
    point: numbers with a point are taken as they are.
    """

    def __init__(self, mark: str | None = None, *, given: bool = False) -> None:
        self.mark = mark
        self.given = given
        self.point = mark == POINT
        self._either = False
        self._either_comma = False

    def sure_point(self, value: str) -> bool:
        """Whether a number with a point in it can be taken as it is, soon told."""
        if self.mark is None and (len(value) > LONGEST_DOUBTFUL or value[-4:-3] != "."):
            self.point = True
        return self.point

    def plain(self, value: str) -> str:
        """A number with a decimal point and undivided thousands; anything else as it is.

        Raises BadValue where its mark may be either; Redo where it shows that the file's mark is
        another.
        """
        if NUMBER.fullmatch(value) and "." not in value:
            return value
        fits = [mark for mark, shape in _SHAPES.items() if shape.fullmatch(value)]
        if not fits:
            return value
        if "." not in value and "," not in value:
            return value.translate(_UNDIVIDED[POINT])
        return self._sure(value, fits[0]) if len(fits) == 1 else self._doubtful(value)

    def _sure(self, value: str, mark: str) -> str:
        if self.mark not in (None, BOTH, mark):
            if self.given:
                names = {POINT: "a decimal point", COMMA: "a decimal comma"}
                raise BadValue(f"has {names[mark]}, the file {names[self.mark or mark]}")
            raise Redo(BOTH)
        if self.mark is None and mark == COMMA:
            raise Redo(BOTH if self.point else COMMA)
        self.point = self.point or (self.mark is None and mark == POINT)
        return value.translate(_UNDIVIDED[mark])

    def _doubtful(self, value: str) -> str:
        """One mark with three digits after it: decimals or thousands."""
        comma = "," in value
        if self.mark in (POINT, COMMA):
            return value.translate(_UNDIVIDED[self.mark])
        self._either, self._either_comma = True, self._either_comma or comma
        if self.mark == BOTH or comma:
            raise BadValue(
                f"is ambiguous: its {'comma' if comma else 'point'} may divide thousands or "
                "decimals (--decimal says which)",
                "decimal_ambiguo",
            )
        return value

    def settle(self, *, likely_point: bool) -> None:
        """At the file's end: Redo where what was taken for granted turned out otherwise.

        likely_point: files of this form have a decimal point unless they show another.
        """
        if self.mark is not None or not self._either:
            return
        if self.point and self._either_comma:
            raise Redo(POINT)
        if not self.point and not likely_point:
            raise Redo(BOTH)


def measure(value: str, mark: DecimalMark) -> str:
    """A landing value: a number's decimal comma becomes a point, anything else stays as it is.

    Landing holds texts and cards as well: a comma is what tells a file of decimal commas.
    """
    if mark.mark in (None, POINT) and "," not in value:
        return value
    if value[:1] == "[" or not any(shape.fullmatch(value) for shape in _SHAPES.values()):
        return value
    return mark.plain(value)
