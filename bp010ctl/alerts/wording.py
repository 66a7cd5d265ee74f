"""What a message says: alerts by place and kind, in the language and the zone of its channel."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

OPEN, STILL, OVER, PASSED = "abierta", "sigue", "resuelta", "pasada"
SEVERITIES = ("INFO", "WARNING", "CRITICAL")
SHOWN_WELLS = 12
"""Wells that a line names."""
SHOWN_LINES = 40
"""Lines of one message."""


@dataclass(frozen=True)
class Matter:
    """An alert of which a message tells. says: OPEN, STILL, OVER or PASSED. place: what it is
    grouped by. details: the figures behind it; of a well what reporting.vw_alerts says."""

    alert: int
    says: str
    place: str
    kind: str
    severity: str
    cycle: str | None
    location: str | None
    message: str
    details: Mapping[str, Any]
    began: datetime
    ended: datetime | None

    @property
    def of_well(self) -> bool:
        """Whether it is about a well."""
        return self.cycle == "pozo"


@dataclass(frozen=True)
class Wording:
    """How a channel is told: language es or en, times in a zone."""

    language: str
    zone: str

    def title(self, matters: Sequence[Matter]) -> str:
        """The worst of what is open, and how much begins, goes on and is over."""
        matters = _without_reopened(matters)
        counts = [
            self._word(f"count_{section}", len(members))
            for section, members in _sections(matters).items()
        ]
        worst = severity(matters)
        state = f"[{self._word(worst)}] " if worst != SEVERITIES[0] else ""
        return f"BP010 {state}{', '.join(counts)}"

    def text(self, matters: Sequence[Matter], number: int, channel: str, now: datetime) -> str:
        """A line for each place and kind, the worst first, and the message's number at the end."""
        lines = [
            line
            for section, members in _sections(_without_reopened(matters)).items()
            for line in self._section(section, members)
        ]
        if len(lines) > SHOWN_LINES:
            lines[SHOWN_LINES:] = [self._word("more_lines", len(lines) - SHOWN_LINES)]
        ending = self._word("message", number, self.moment(now), channel)
        return "\n".join([*lines, "", ending])

    def test(self, number: int, channel: str, now: datetime) -> tuple[str, str]:
        """Title and text of a message that a person asked for."""
        ending = self._word("message", number, self.moment(now), channel)
        title = self._word("test_title", channel)
        return f"BP010 {title}", f"{self._word('test_text')}\n\n{ending}"

    def moment(self, moment: datetime | str) -> str:
        """A time in the channel's zone."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
        return f"{moment.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M}"

    def _section(self, section: str, members: Sequence[Matter]) -> Iterable[str]:
        groups: dict[tuple[str, str], list[Matter]] = defaultdict(list)
        for matter in members:
            groups[matter.place, matter.kind].append(matter)
        ordered = sorted(groups.values(), key=lambda group: (-_rank(group), group[0].began))
        for group in ordered:
            yield f"{self._word(section)} {self._group(group)}"

    def _group(self, group: Sequence[Matter]) -> str:
        first = group[0]
        place = first.place or self._word("no_field")
        worst = SEVERITIES[_rank(group)]
        head = f"[{self._word(worst)}] {place} · {self._word(f'kind_{first.kind}')}"
        what = self._wells(group) if first.of_well else "; ".join(self._run(one) for one in group)
        return f"{head}: {what} ({self._when(group)})"

    def _wells(self, group: Sequence[Matter]) -> str:
        named = [self._well(one) for one in group[:SHOWN_WELLS]]
        if len(group) > SHOWN_WELLS:
            named.append(self._word("and_more", len(group) - SHOWN_WELLS))
        listed = ", ".join(named)
        return f"{self._word('wells_of', len(group))}: {listed}" if len(group) > 1 else listed

    def _well(self, matter: Matter) -> str:
        details = matter.details
        name = " ".join(str(one) for one in (details.get("pozo"), details.get("nombre")) if one)
        value = details.get("valor")
        if value is None or not details.get("unidad"):
            return name
        return f"{name} {value:g} {details['unidad']}"

    def _run(self, matter: Matter) -> str:
        details = {name: self._value(name, value) for name, value in matter.details.items()}
        kind = "silencio_dato" if "ultimo" in details else matter.kind
        template = words().get(f"text_{kind}")
        if template is None:
            return matter.message
        try:
            return template[self.language].format(**details)
        except KeyError:  # raised before alerts had figures
            return matter.message

    def _value(self, name: str, value: Any) -> str:
        if name in ("desde", "ultimo") and isinstance(value, str):
            return self.moment(value)
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def _when(self, group: Sequence[Matter]) -> str:
        began = min(one.began for one in group)
        ends = [one.ended for one in group if one.ended is not None]
        if len(ends) < len(group):
            return self._word("since", self.moment(began))
        return self._word("from_to", self.moment(began), self.moment(max(ends)))

    def _word(self, key: str, *values: Any) -> str:
        row = words().get(key)
        return row[self.language].format(*values) if row else key.removeprefix("kind_")


def severity(matters: Iterable[Matter]) -> str:
    """The worst severity of those that are open; INFO where all of them are over."""
    opened = [one for one in matters if one.says in (OPEN, STILL)]
    return SEVERITIES[_rank(opened)] if opened else SEVERITIES[0]


@cache
def words() -> dict[str, dict[str, str]]:
    """words.csv: what messages say, by key and language."""
    text = (files("bp010ctl.alerts") / "words.csv").read_text(encoding="utf-8")
    return {row["key"]: row for row in csv.DictReader(StringIO(text))}


def _rank(matters: Iterable[Matter]) -> int:
    return max(SEVERITIES.index(one.severity) for one in matters)


def _sections(matters: Iterable[Matter]) -> dict[str, list[Matter]]:
    names = {OPEN: "begins", STILL: "again", OVER: "over", PASSED: "over"}
    sections: dict[str, list[Matter]] = {"begins": [], "again": [], "over": []}
    for matter in matters:
        sections[names[matter.says]].append(matter)
    return {name: members for name, members in sections.items() if members}


def _without_reopened(matters: Sequence[Matter]) -> list[Matter]:
    """What is over and began again meanwhile is not over; of what passed twice, the newest."""
    newest: dict[tuple[str, str | None, str | None], Matter] = {}
    for matter in sorted(matters, key=lambda one: one.alert):
        newest[matter.kind, matter.cycle, matter.location] = matter
    return list(newest.values())
