"""The page of what is agreed: variables with their units, tags, rules and limits."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from bp010ctl.base import queries
from bp010ctl.serve import field, pages, panels

READINGS = "stage.tbl_pozo_produccion"


def catalogue_page(request: Request) -> Response:
    """Variables and consistency rules; `?busca=` looks in the variables' names."""
    wanted = field.Filter.of(request.query_params).busca
    with pages.asking(request) as connection:
        variables = queries.dicts(connection, "serve/catalogue_variables", {"busca": wanted})
        rules = queries.dicts(connection, "serve/catalogue_rules")
    known = panels.meanings()
    for variable in variables:
        column = f"{READINGS}.{variable['columna']}"
        variable["origen"] = column if column in known else None
    return pages.show(
        request,
        "catalogue.html",
        section="catalogue",
        variables=variables,
        rules=rules,
        wanted=wanted or "",
    )
