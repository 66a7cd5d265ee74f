"""The pages: what a request asks for, asked of the database as its user, and told in HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bp010ctl.base import queries
from bp010ctl.base.database import Connection
from bp010ctl.base.queries import Row
from bp010ctl.serve import (
    binding,
    drawings,
    field,
    origins,
    panels,
    telling,
    templating,
    well,
)

OLD_SNAPSHOT = 15
"""Minutes after which a snapshot is called old: three of the cycle that renews it."""
GREATEST_ID = 2**31 - 1
HEADER = ("cliente", "region", "campo", "nombre_pozo")


def tongue(request: Request) -> telling.Tongue:
    """The language asked for, else the one chosen before, else what the browser prefers."""
    given = request.query_params.get("lang") or request.cookies.get("lang")
    if given not in telling.LANGUAGES:
        preferred = request.headers.get("accept-language", "").lower()
        given = "en" if preferred.startswith("en") else telling.LANGUAGES[0]
    return telling.Tongue(given)


@contextmanager
def asking(request: Request) -> Iterator[Connection]:
    """The request's transaction, as its user."""
    with binding.asking(request.app.state.connections, request.state.user) as connection:
        yield connection


def show(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the request's language."""
    words = tongue(request)
    other = "en" if words.language == "es" else "es"
    query = {key: value for key, value in request.query_params.items() if key != "lang"}
    form = getattr(request.state, "form", None)
    text = templating.templates().get_template(template).render({
        "t": words,
        "section": "",
        "zone": None,
        "user": getattr(request.state, "user", None),
        "form": form,
        "other_language": f"?{urlencode(query | {'lang': other})}",
        **values,
    })  # fmt: skip
    response = HTMLResponse(text, status)
    if request.query_params.get("lang") in telling.LANGUAGES:
        response.set_cookie(
            "lang", words.language, max_age=31_536_000, samesite="lax", httponly=True
        )
    return response


def fault(request: Request, status: int, what: str, why: str, detail: str = "") -> Response:
    """The page that says that there is none, and why; machines get it as JSON."""
    if request.url.path.startswith("/api/"):
        words = telling.Tongue("en")
        return JSONResponse({"error": words.say(why), "detail": detail or None}, status)
    return show(request, "error.html", status, what=what, why=why, detail=detail)


# -- the field ----------------------------------------------------------------------------------


def field_page(request: Request) -> Response:
    """The exception list."""
    wanted = field.Filter.of(request.query_params)
    with asking(request) as connection:
        page = field.page(connection, wanted)
        summary = field.summary(connection)
        places = field.places(connection)
        levels = dict(queries.tuples(connection, "serve/catalogue_status"))
    words, now = tongue(request), summary["ahora"]
    return show(
        request,
        "field.html",
        section="field",
        page=page,
        summary=summary,
        places=places,
        levels=levels,
        states=field.STATES,
        filtered=bool(page.filter.asked()),
        link=lambda to: f"/?{urlencode(to.asked())}" if to.asked() else "/",
        counts=[
            ("online", summary["en_linea"], "#00C851", 0),
            ("delayed", summary["con_retraso"], "#FFBB33", 3),
            ("offline", summary["sin_comunicacion"], "#616161", 4),
            ("parado", summary["parados"], "#FF4444", 5),
        ],
        since=partial(_since, words, now),
        old_snapshot=_old(words, now, summary["foto"]),
        zone=str(now.tzinfo),
    )


# -- a well -------------------------------------------------------------------------------------


def well_page(request: Request) -> Response:
    """One well. A well that others see is none for this user."""
    pozo = well_number(request.path_params["pozo"])
    with asking(request) as connection:
        sight = well.sight(connection, pozo)
        wanted = period(request.query_params, sight.standing["ahora"])
        trends = well.trends(connection, pozo, wanted["grain"], wanted["start"], wanted["end"])
    words, standing = tongue(request), sight.standing
    now = standing["ahora"]
    weight = sight.figure("now.rod_weight_buoyant_lb_act")
    return show(
        request,
        "well.html",
        section="well",
        sight=sight,
        now=sight.rows["now"],
        header={name: panels.cell(f"well.{name}") for name in HEADER}
        | {
            "fecha_id": panels.cell("date.fecha_id"),
            "turno_operativo": panels.cell("hour.turno_operativo"),
            "superficie_json": panels.cell("card.superficie_json"),
            "curva_yacimiento": panels.cell("ipr.curva_yacimiento"),
        },
        panels=[(name, list(panels.sections(name))) for name in panels.PANELS],
        fillage=panels.cell("now.pump_fill_monitor_pct"),
        comm=drawings.communication(standing["minutos"]),
        card=drawings.card(words, sight.rows["card"], sight.before, weight, now),
        ipr=drawings.ipr(sight.rows["ipr"], words),
        charts=list(drawings.charts(words, trends, wanted)),
        period=wanted,
        bad_rules=[row for row in sight.quality if row["total_fail"] or row["total_warning"]],
        since=partial(_since, words, now),
        old_snapshot=_old(words, now, standing["foto"]),
        zone=standing["zona"],
    )


def well_number(text: str) -> int:
    """A well's number; raises HTTPException 404 for what can be none."""
    if not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) > GREATEST_ID:
        raise HTTPException(404, "not_found_well")
    return int(text)


def period(given: Mapping[str, str], now: datetime) -> Row:
    """The grain, start and end that trends are asked for; what cannot be read is not asked for."""
    grain = given.get("grano", "")
    grain = grain if grain in well.SPANS else "hora"
    zone = now.tzinfo
    end = moment(given.get("hasta", ""), zone) or now
    usual = end - timedelta(hours=well.SPANS[grain]) if end.year > 10 else end
    start = moment(given.get("desde", ""), zone) or usual
    if start >= end:
        start = usual
    return {"grain": grain, "start": start, "end": end}


def moment(text: str, zone: Any) -> datetime | None:
    """A time from 1970 to 2200 as a query string has it, of a zone where it tells none."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not 1970 <= told.year <= 2200:
        return None
    return told.astimezone(zone) if told.tzinfo else told.replace(tzinfo=zone)


def _since(words: telling.Tongue, now: datetime, moment: datetime | None) -> str:
    if moment is None:
        return ""
    return words.span(max((now - moment).total_seconds() / 60, 0))


def _old(words: telling.Tongue, now: datetime | None, made: datetime | None) -> str:
    """How old the snapshot is, where that is to be told."""
    if now is None or made is None:
        return ""
    minutes = (now - made).total_seconds() / 60
    return words.span(minutes) if minutes > OLD_SNAPSHOT else ""


# -- origins ------------------------------------------------------------------------------------


def origin_page(request: Request) -> Response:
    """Where a column's values come from; with `?pozo=`, its value at that well, too."""
    origin = origins.origin(request.path_params["column"])
    if origin is None:
        raise HTTPException(404, "not_found_page")
    given = request.query_params.get("pozo")
    pozo = well_number(given) if given else None
    shown, taken, age, verdicts, zone = None, None, "", [], None
    with asking(request) as connection:
        meaning = origins.meaning(connection, origin.column)
        if pozo is not None:
            standing = well.standing(connection, pozo)
            shown, taken = origins.value(connection, origin.column, pozo)
            verdicts = origins.verdicts(connection, origin.column, pozo)
            zone = standing["zona"]
            if taken is not None:
                since = (standing["ahora"] - taken).total_seconds() / 60
                age = tongue(request).age(max(since, 0))
    return show(
        request,
        "origin.html",
        origin=origin,
        meaning=meaning,
        pozo=pozo,
        value=shown,
        taken=taken,
        taken_age=age,
        verdicts=verdicts,
        zone=zone,
    )
