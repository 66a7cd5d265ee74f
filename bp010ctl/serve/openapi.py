"""The OpenAPI document of /api/v1: what may be asked, and what is answered."""

from __future__ import annotations

from typing import Any

from bp010ctl import __version__
from bp010ctl.serve import field, well

JSON = "application/json"
POZO = {
    "name": "pozo",
    "in": "path",
    "required": True,
    "description": "The well's number.",
    "schema": {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
}
COLUMN = {
    "name": "column",
    "in": "path",
    "required": True,
    "description": "schema.table.column",
    "schema": {"type": "string"},
}


def document() -> dict[str, Any]:
    """The whole document; figures without a value are null, times are ISO 8601."""
    orders = [sign + order for order in field.ORDERS for sign in ("", "-")]
    moment = {"type": "string", "description": "ISO 8601, of the operating zone where none is told"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "BP010",
            "version": __version__,
            "description": "The field as its pages show it. Every answer has an ETag.",
        },
        "paths": {
            "/api/v1/wells": _get(
                "The exception list, one page of it",
                [
                    _query("cliente", {"type": "string"}),
                    _query("region", {"type": "string"}),
                    _query("campo", {"type": "string"}),
                    _query("busca", {"type": "string", "maxLength": field.LONGEST}),
                    _query("estado", {"type": "string", "enum": list(field.STATES)}),
                    _query("orden", {"type": "string", "enum": orders, "default": "problema"}),
                    _query("pagina", {"type": "integer", "minimum": 1, "maximum": 1_000_000}),
                    _query(
                        "cuantos",
                        {"type": "integer", "minimum": 1, "maximum": max(field.SIZES)},
                    ),
                ],
                ("400",),
                {
                    "total": {"type": "integer"},
                    "pagina": {"type": "integer"},
                    "paginas": {"type": "integer"},
                    "cuantos": {"type": "integer"},
                    "pozos": {"type": "array", "items": {"type": "object"}},
                },
            ),
            "/api/v1/wells/{pozo}": _get(
                "One well: all 114 elements, alerts, card, verdicts",
                [POZO],
                ("404",),
                {
                    "well_id": {"type": "integer"},
                    "situacion": {"type": "object"},
                    "elementos": {"type": "array", "items": {"type": "object"}},
                    "avisos": {"type": "array", "items": {"type": "object"}},
                    "carta": {"type": ["object", "null"]},
                },
            ),
            "/api/v1/wells/{pozo}/trends": _get(
                "A well's hours, days or months",
                [
                    POZO,
                    _query("grano", {"type": "string", "enum": list(well.GRAINS)}),
                    _query("desde", moment),
                    _query("hasta", moment),
                ],
                ("400", "404"),
                {
                    "well_id": {"type": "integer"},
                    "grano": {"type": "string"},
                    "series": {"type": "object"},
                },
            ),
            "/api/v1/origins/{column}": _get(
                "Where a column's values come from",
                [COLUMN],
                ("404",),
                {"columna": {"type": "string"}, "fuentes": {"type": "array"}},
            ),
        },
    }


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _get(
    what: str, parameters: list[Any], refusals: tuple[str, ...], properties: dict[str, Any]
) -> dict[str, Any]:
    shape = {"type": "object", "required": list(properties), "properties": properties}
    error = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
    answers: dict[str, Any] = {
        "200": {"description": what, "content": {JSON: {"schema": shape}}},
        "304": {"description": "What the asker has is still so"},
        "503": {
            "description": "The database does not answer",
            "content": {JSON: {"schema": error}},
        },
    }
    for code in refusals:
        answers[code] = {"description": "Refused", "content": {JSON: {"schema": error}}}
    return {"get": {"summary": what, "parameters": parameters, "responses": answers}}
