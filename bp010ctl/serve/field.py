"""The field as an exception list: one row a well, the troubled first, filtered and paged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from psycopg import sql
from psycopg.rows import dict_row

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.queries import Row

ORDERS = {
    "problema": ("nivel DESC NULLS LAST, avisos DESC", "nivel ASC NULLS FIRST, avisos ASC"),
    "pozo": ("nombre_pozo ASC", "nombre_pozo DESC"),
    "lectura": ("minutos DESC NULLS FIRST", "minutos ASC NULLS LAST"),
    "motor": ("motor_running_flag ASC NULLS FIRST", "motor_running_flag DESC NULLS LAST"),
    "fluido": ("total_fluid_today_bbl ASC NULLS LAST", "total_fluid_today_bbl DESC NULLS LAST"),
    "avance": ("avance_pct ASC NULLS LAST", "avance_pct DESC NULLS LAST"),
    "mtbf": ("kpi_mtbf_hrs_act ASC NULLS LAST", "kpi_mtbf_hrs_act DESC NULLS LAST"),
    "uptime": ("kpi_uptime_pct_act ASC NULLS LAST", "kpi_uptime_pct_act DESC NULLS LAST"),
    "kwh": ("kpi_kwh_bbl_act DESC NULLS LAST", "kpi_kwh_bbl_act ASC NULLS LAST"),
    "vol": ("kpi_vol_eff_pct_act ASC NULLS LAST", "kpi_vol_eff_pct_act DESC NULLS LAST"),
    "ia": ("ai_accuracy_act ASC NULLS LAST", "ai_accuracy_act DESC NULLS LAST"),
}
"""What the list can be in the order of: the worse end first, and the other way round."""
STATES = ("alerta", "online", "delayed", "offline", "parado")
SIZES = (50, 25, 100, 200)
MOST = 1_000_000
LONGEST = 100
"""Characters of a text that is searched for."""


@dataclass(frozen=True)
class Filter:
    """Which wells, in which order, which page (from 1); a leading `-` turns the order round."""

    cliente: str | None = None
    region: str | None = None
    campo: str | None = None
    estado: str | None = None
    busca: str | None = None
    orden: str = "problema"
    pagina: int = 1
    cuantos: int = SIZES[0]

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Filter:
        """What a query string asks for; what is no answer to its question counts as not asked."""
        texts = {
            name: _clean(given.get(name, "")) or None
            for name in ("cliente", "region", "campo", "busca")
        }
        state, order = given.get("estado", ""), given.get("orden", "")
        return cls(
            **texts,
            estado=state if state in STATES else None,
            orden=order if order.removeprefix("-") in ORDERS else cls.orden,
            pagina=_number(given.get("pagina", ""), 1, 1_000_000, 1),
            cuantos=_number(given.get("cuantos", ""), 1, max(SIZES), SIZES[0]),
        )

    def changed(self, **other: Any) -> Filter:
        """The filter with something else, from its first page on unless another is named."""
        return replace(self, **({"pagina": 1} | other))

    def asked(self) -> dict[str, str]:
        """The query string's words for this filter, without what is so anyway."""
        usual = Filter()
        return {
            name: str(value)
            for name, value in vars(self).items()
            if value != getattr(usual, name) and value is not None
        }


@dataclass(frozen=True)
class Page:
    """The wells of one page with what is wrong with each, of how many."""

    filter: Filter
    wells: list[Row]
    total: int
    alerts: dict[int, list[Row]] = field(default_factory=dict)
    since: dict[int, Any] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // self.filter.cuantos))


def page(connection: Connection, wanted: Filter) -> Page:
    """One page of the list; a page after the last one is the last one."""
    shown = _rows(connection, wanted)
    if not shown and wanted.pagina > 1:
        first = _rows(connection, replace(wanted, pagina=1, cuantos=1))
        last = -(-first[0]["de_cuantos"] // wanted.cuantos) if first else 1
        wanted = replace(wanted, pagina=last)
        shown = _rows(connection, wanted)
    ids = {"pozos": [well["well_id"] for well in shown]}
    alerts: dict[int, list[Row]] = {}
    for alert in queries.dicts(connection, "serve/field_alerts", ids):
        alerts.setdefault(alert["well_id"], []).append(alert)
    since = dict(queries.tuples(connection, "serve/field_since", ids))
    return Page(wanted, shown, shown[0]["de_cuantos"] if shown else 0, alerts, since)


def everything(connection: Connection, wanted: Filter) -> list[Row]:
    """All wells that the filter lets through, in its order."""
    return _rows(connection, replace(wanted, pagina=1, cuantos=MOST))


def summary(connection: Connection) -> Row:
    """All the user's wells in figures."""
    return queries.dicts(connection, "serve/field_summary")[0]


def places(connection: Connection) -> dict[str, list[str]]:
    """What the wells can be filtered by: clients, regions and fields, in order."""
    rows = queries.dicts(connection, "serve/field_places")
    return {
        name: sorted({row[name] for row in rows if row[name]})
        for name in ("cliente", "region", "campo")
    }


def _rows(connection: Connection, wanted: Filter) -> list[Row]:
    straight, reverse = ORDERS[wanted.orden.removeprefix("-")]
    order = sql.SQL(reverse if wanted.orden.startswith("-") else straight)
    values = vars(wanted) | {"desde": (wanted.pagina - 1) * wanted.cuantos}
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(queries.statement("serve/field", orden=order), values).fetchall()


def _clean(text: str) -> str:
    return "".join(character for character in text if character.isprintable())[:LONGEST].strip()


def _number(text: str, least: int, most: int, usual: int) -> int:
    if not (text.isascii() and text.isdigit()):
        return usual
    return min(max(int(text[:9]), least), most)
