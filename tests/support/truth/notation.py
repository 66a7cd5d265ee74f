"""The notation of columns.csv: formulas that people read and the truth test computes.

    formula   = choice | "acumulado: " choice "; dia_cerrado: " choice
              | "by " name ": " case " = " choice {"; " case " = " choice}
    choice    = bounded {", else " bounded | ", on days without " tags ", " bounded}
    bounded   = sum [", at most " sum | ", rounded to " number " decimals"]
    sum       = product {("+" | "−" | "plus") product}
    product   = factor {("·" | "/") factor}
    factor    = number | 'text' | "nothing" | "true" | "false" | KPI/parameter | reference | call
              | phrase [" of " reference] | "(" choice ")"
              | "on today's row " sum ", on others " sum | "each time that it comes, " sum
    reference = column | table.column | "#" variable | "#" variable.number_of_its_limit
    call      = function "(" choice {"," choice} ")" ["." field]

A bare column is one of the row itself; table.column is taken from the row of that table which
belongs to the same well, hour, day or month; #61 is the column of the readings that holds variable
61. NULL stands for itself in arithmetic and for "no" in `else`; `plus` adds what is there. A phrase
without `of` is about the source. An hour that comes twice, when clocks are set back, is one row;
"each time that it comes" is about its two stretches of 60 minutes. What a phrase means is written
in `phrases`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from support.truth.model import Key, Truth

Value = Any


class Reference(NamedTuple):
    """A column of a table; the table is empty for the readings' column of a variable (#61)."""

    table: str
    column: str


Node = Callable[["Truth", "Key"], Value]
Phrase = Callable[["Truth", "Key", Sequence[Reference]], Value]

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<tag>#\d+(?:\.[a-z_]+)?)|'(?P<text>[^']*)'"
    r"|(?P<setting>[A-Z][A-Z_0-9]*/\w+)"
    r"|(?P<word>, else |, on days without |, at most |, rounded to |, on others |on today's row "
    r"|each time that it comes, |(?:plus|nothing|and|true|false)\b)"
    r"|(?P<name>[a-z_]\w*(?:\.[a-z_]\w*)?)|(?P<symbol>[-+−·/(),.]))"
)
VERDICTS = {"fnc_evaluar_variable", "fnc_evaluar_carga"}
"""Functions that give a whole verdict, of which a field is taken."""


class FormulaError(ValueError):
    """A formula that is not written in this notation."""


@dataclass
class Parser:
    """One formula of a table's column."""

    text: str
    table: str
    sources: Sequence[Reference]
    phrases: dict[str, Phrase]
    functions: dict[str, Callable[..., Value]]
    place: int = 0
    named: list[Reference] = field(default_factory=list)
    """The columns that the formula names, as far as it was read."""

    def __post_init__(self) -> None:
        longest = sorted(self.phrases, key=len, reverse=True)
        self.phrase = re.compile(rf"\s*({'|'.join(map(re.escape, longest))})(?!\w)")

    def formula(self) -> Node:
        if lead := re.match(r"by \w+: ", self.text):
            return self._by_case(self.text[lead.end() :].split("; "))
        if self.text.startswith("acumulado: "):
            self.place = len("acumulado: ")
            growing = self.choice()
            self._expect("; dia_cerrado: ")
            closed = self.choice()
            node: Node = lambda truth, key: (  # noqa: E731
                growing if truth.regime(key) == "acumulado" else closed
            )(truth, key)
        else:
            node = self.choice()
        if self.text[self.place :].strip():
            raise FormulaError(f"{self.text!r}: cannot read {self.text[self.place :]!r}")
        return node

    def _by_case(self, cases: Sequence[str]) -> Node:
        nodes = {}
        for case in cases:
            name, _, text = case.partition(" = ")
            nodes[name] = replace(self, text=text, place=0).formula()
        return lambda truth, key: nodes[key.item](truth, key)

    def choice(self) -> Node:
        node = self.bounded()
        while word := self._word(", else ", ", on days without "):
            tags = self._tags() if word == ", on days without " else []
            node = _without(node, tags, self.bounded()) if tags else _else(node, self.bounded())
        return node

    def _tags(self) -> list[str]:
        tags = [self._take("tag")]
        while self._word("and"):
            tags.append(self._take("tag"))
        self._expect(", ")
        return tags

    def bounded(self) -> Node:
        node = self.sum()
        while word := self._word(", at most ", ", rounded to "):
            if word == ", rounded to ":
                digits = int(self._take("number"))
                self._expect(" decimals")
                node = _rounded(node, digits)
            else:
                node = _at_most(node, self.sum())
        return node

    def sum(self) -> Node:
        node = self.product()
        while True:
            if self._symbol("+"):
                node = _both(node, self.product(), lambda one, other: one + other)
            elif self._symbol("−"):
                node = _both(node, self.product(), lambda one, other: one - other)
            elif self._word("plus"):
                node = _plus(node, self.product())
            else:
                return node

    def product(self) -> Node:
        node = self.factor()
        while True:
            if self._symbol("·"):
                node = _both(node, self.factor(), lambda one, other: one * other)
            elif self._symbol("/"):
                node = _both(node, self.factor(), lambda one, other: one / other if other else None)
            else:
                return node

    def factor(self) -> Node:
        if phrase := self.phrase.match(self.text, self.place):
            self.place = phrase.end()
            return self._phrase(self.phrases[phrase[1]])
        if self._word("on today's row "):
            today = self.sum()
            self._expect(", on others ")
            return _today(today, self.sum())
        if self._word("each time that it comes, "):
            return _each_time(self.sum())
        if word := self._word("nothing", "true", "false"):
            return _constant({"nothing": None, "true": True, "false": False}[word])
        if self._symbol("("):
            node = self.choice()
            self._expect(")")
            return node
        token = self._match()
        if token and token["number"]:
            return _constant(float(token["number"]))
        if token and token["text"] is not None:
            return _constant(token["text"])
        if token and token["setting"]:
            kpi, _, parameter = token["setting"].partition("/")
            return lambda truth, key: truth.setting(kpi, parameter)
        if token and token["name"] and self._symbol("("):
            return self._call(token["name"])
        if token and (token["name"] or token["tag"]):
            reference = self._reference(token)
            return lambda truth, key: truth.at(reference, key)
        raise FormulaError(f"{self.text!r}: cannot read {self.text[self.place :]!r}")

    def _phrase(self, phrase: Phrase) -> Node:
        about = self.sources
        if self.text.startswith(" of ", self.place):
            self.place += len(" of ")
            token = self._match()
            if not token or not (token["name"] or token["tag"]):
                raise FormulaError(f"{self.text!r}: of what?")
            about = [self._reference(token)]
        return lambda truth, key: phrase(truth, key, about)

    def _call(self, name: str) -> Node:
        if name not in self.functions:
            raise FormulaError(f"{self.text!r}: no function {name!r}")
        arguments = [self.choice()]
        while self._symbol(","):
            arguments.append(self.choice())
        self._expect(")")
        function, field = self.functions[name], None
        if name in VERDICTS:
            self._expect(".")
            field = self._take("name")
        return _call(function, arguments, field, name in VERDICTS)

    def _reference(self, token: re.Match[str]) -> Reference:
        if token["tag"]:
            reference = Reference("", token["tag"][1:])
        else:
            table, _, column = token["name"].rpartition(".")
            reference = Reference(table or self.table, column)
        self.named.append(reference)
        return reference

    # -- tokens

    def _match(self) -> re.Match[str] | None:
        token = TOKEN.match(self.text, self.place)
        if token:
            self.place = token.end()
        return token

    def _peek(self, kind: str, wanted: Sequence[str]) -> str | None:
        token = TOKEN.match(self.text, self.place)
        if token and token[kind] in wanted:
            self.place = token.end()
            return token[kind]
        return None

    def _word(self, *wanted: str) -> str | None:
        return self._peek("word", wanted)

    def _symbol(self, wanted: str) -> str | None:
        return self._peek("symbol", [wanted])

    def _take(self, kind: str) -> str:
        token = self._match()
        if not token or token[kind] is None:
            raise FormulaError(f"{self.text!r}: a {kind} before {self.text[self.place :]!r}")
        return token[kind]

    def _expect(self, text: str) -> None:
        if not self.text.startswith(text, self.place):
            raise FormulaError(f"{self.text!r}: {text!r} before {self.text[self.place :]!r}")
        self.place += len(text)


def _constant(value: Value) -> Node:
    return lambda truth, key: value


def _else(first: Node, second: Node) -> Node:
    def node(truth: Truth, key: Key) -> Value:
        value = first(truth, key)
        return second(truth, key) if value is None else value

    return node


def _without(first: Node, tags: Sequence[str], second: Node) -> Node:
    """The second on days on which no reading has any of these variables."""

    def node(truth: Truth, key: Key) -> Value:
        there = any(truth.day_has(key, tag[1:]) for tag in tags)
        return (first if there else second)(truth, key)

    return node


def _both(one: Node, other: Node, combine: Callable[[Value, Value], Value]) -> Node:
    def node(truth: Truth, key: Key) -> Value:
        left, right = one(truth, key), other(truth, key)
        return None if left is None or right is None else combine(float(left), float(right))

    return node


def _plus(one: Node, other: Node) -> Node:
    def node(truth: Truth, key: Key) -> Value:
        return _total([one(truth, key), other(truth, key)])

    return node


def _at_most(node: Node, limit: Node) -> Node:
    def bounded(truth: Truth, key: Key) -> Value:
        value, most = node(truth, key), limit(truth, key)
        return None if value is None else min(value, float(most))

    return bounded


def _rounded(node: Node, digits: int) -> Node:
    from support.truth.model import rounded

    return lambda truth, key: rounded(node(truth, key), digits)


def _today(today: Node, other: Node) -> Node:
    return lambda truth, key: (today if truth.is_today(key) else other)(truth, key)


def _each_time(node: Node) -> Node:
    """The sum over both stretches of an hour that comes twice; of any other, that of the hour."""
    return lambda truth, key: _total([node(truth, stretch) for stretch in truth.stretches(key)])


def _total(values: Sequence[Value]) -> Value:
    there = [float(value) for value in values if value is not None]
    return sum(there) if there else None


def _call(
    function: Callable[..., Value], arguments: Sequence[Node], field: str | None, judges: bool
) -> Node:
    def node(truth: Truth, key: Key) -> Value:
        values = [argument(truth, key) for argument in arguments]
        if judges:
            return function(truth, *values)[field]
        return function(*values)

    return node
