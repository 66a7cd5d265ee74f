"""What the pages show is what the database holds; what it does not hold is not shown."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from starlette.testclient import TestClient

from bp010ctl.serve import exports, panels, telling, web

WORDS = telling.Tongue("en")
ODD = [
    "", "0", "-1", "99999999999999999999", "1e3", "1'--", "%00", "%ff", "..%2f", "٣", "nan",
    "{}", "1;DROP TABLE reporting.dim_pozo", "2026-13-45", "9999-12-31T23:59", "<script>",
    "%0d%0aSet-Cookie:a=b",
]  # fmt: skip


class Page(HTMLParser):
    """A page's elements of the dashboard with their text, its links, and what would be script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.cells: dict[str, list[str]] = {}
        self.elements: set[int] = set()
        self.colours: dict[str, str] = {}
        self.links: list[str] = []
        self.tags: list[str] = []
        self.inline: list[str] = []
        self._open: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        numbers = given.get("data-elements") or ""
        self.elements |= {int(number) for number in numbers.split()}
        inside = next((name for _, name in reversed(self._open) if name), None)
        if given.get("data-colour") and inside:
            self.colours[inside] = str(given["data-colour"])
        if tag not in ("meta", "link", "input", "br", "path", "circle", "line", "rect"):
            self._open.append((tag, given.get("data-column")))
            if given.get("data-column"):
                self.cells.setdefault(str(given["data-column"]), []).append("")

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        for _, column in self._open:
            if column:
                self.cells[column][-1] += data


@pytest.fixture
def page(client: TestClient) -> Callable[[str], Page]:
    def get(path: str) -> Page:
        answer = client.get(path, headers={"accept-language": "en"})
        assert answer.status_code == 200, answer.text
        return Page(answer.text)

    return get


def test_all_114_elements_stand_on_a_wells_page(page: Callable[[str], Page]) -> None:
    assert page("/well/2").elements == {element.number for element in panels.elements()}
    assert len(panels.elements()) == 114


@pytest.mark.parametrize("well", [1, 2, 3])
def test_each_element_shows_the_databases_value(
    well: int, page: Callable[[str], Page], rows: Callable[..., Any]
) -> None:
    tables = {
        "reporting.dataset_current_values": "well_id = %s",
        "reporting.dim_pozo": "pozo_id = %s",
        "reporting.fact_operaciones_diarias": "pozo_id = %s ORDER BY fecha_id DESC",
        "reporting.fact_operaciones_mensuales": "pozo_id = %s ORDER BY anio_mes DESC",
    }
    shown = page(f"/well/{well}")
    compared, values = 0, 0
    for table, where in tables.items():
        row = rows(f"SELECT * FROM {table} WHERE {where} LIMIT 1", well) or {}
        for element in panels.elements():
            column = element.column or ""
            if column.rpartition(".")[0] != table or column.endswith("fecha_id"):
                continue
            value, unit = row.get(column.rpartition(".")[2]), panels.meanings()[column]["unit"]
            compared += 1
            values += value is not None
            texts = shown.cells[column]
            if column.endswith("_color"):
                assert shown.colours.get(column) == value, column
                continue
            figures = {WORDS.figure(value, unit)} | (
                {WORDS.signed(value, unit)} if isinstance(value, float) else set()
            )
            for text in texts:
                told = " ".join(text.split(" ")).strip()
                wanted = {f"{figure} {WORDS.unit(unit)}".strip() for figure in figures}
                assert told in (wanted if value is not None else {telling.NOTHING}), column
    assert compared == 105  # nine are headings, the clock, a drawing
    assert values > (20 if well == 3 else 50)


def test_a_value_that_is_missing_is_no_zero_and_a_zero_is_one(page: Callable[[str], Page]) -> None:
    cells = page("/well/2").cells
    assert cells["reporting.dataset_current_values.produccion_petroleo_diaria_bpd_act"] == ["—"]
    assert cells["reporting.dataset_current_values.produccion_fluido_bpd_act"] == ["0.0 bpd"]


def test_a_diagnosis_that_nobody_made_is_said_to_be_pending(client: TestClient) -> None:
    text = client.get("/well/2?lang=es").text
    assert "PENDIENTE_ML: ningún modelo ha mirado" in text
    assert "No model has written an IPR curve" in client.get("/well/2?lang=en").text


def test_a_well_that_never_reported_says_so(client: TestClient) -> None:
    text = client.get("/well/3?lang=en").text
    assert "This well has never sent a reading." in text
    assert "There is no card of this well yet." in text


def test_the_card_is_drawn_with_its_points_and_the_one_before(client: TestClient) -> None:
    text = client.get("/well/2?lang=en").text
    assert len(re.findall(r'<path class="loop (surface|pump|before)"', text)) == 3
    assert "surface: 100.0 in, 20\u202f000 lbf" in text


def test_the_troubled_well_comes_first_and_says_why(client: TestClient) -> None:
    text = client.get("/?lang=en").text
    assert re.findall(r'data-well="(\d+)"', text) == ["1", "2", "3"]
    first = text.partition('data-well="1"')[2].partition("</tr>")[0]
    assert "Motor stopped" in first
    assert "stopped<small>no change seen" in first


@pytest.mark.parametrize(
    ("query", "wells"),
    [
        ("busca=pozo 2", ["2"]),
        ("busca=3", ["3"]),
        ("cliente=Cliente B&orden=pozo", ["2", "3"]),
        ("estado=parado", ["1"]),
        ("estado=offline", ["3"]),
        ("orden=-problema", ["3", "2", "1"]),
        ("orden=pozo&cuantos=1&pagina=2", ["2"]),
        ("orden=pozo&cuantos=2&pagina=77", ["3"]),
        ("campo=nowhere", []),
    ],
)
def test_the_list_is_filtered_sorted_and_paged(
    query: str, wells: list[str], client: TestClient
) -> None:
    text = client.get(f"/?{query}").text
    assert re.findall(r'data-well="(\d+)"', text) == wells


def test_the_list_is_a_file_with_every_well_and_no_formula(
    client: TestClient, field_url: str, rows: Callable[..., Any]
) -> None:
    answer = client.get("/field.csv?orden=pozo&cuantos=1")
    lines = list(csv.DictReader(answer.text.removeprefix("\ufeff").splitlines()))
    assert answer.headers["content-type"].startswith("text/csv")
    assert [line["well_id"] for line in lines] == ["1", "2", "3"]
    known = rows("SELECT * FROM reporting.dataset_current_values WHERE well_id = 2")
    assert float(lines[1]["fluido_hoy_bbl"]) == known["total_fluid_today_bbl"]
    assert lines[2]["fluido_hoy_bbl"] == ""
    assert exports._cell("=1+1") == "'=1+1"
    assert exports._cell(-5.5) == -5.5


def test_every_order_holds_both_ways(client: TestClient) -> None:
    from bp010ctl.serve import field

    for order in field.ORDERS:
        for sign in ("", "-"):
            text = client.get("/", params={"orden": sign + order}).text
            assert len(re.findall("data-well", text)) == 3, order


def test_texts_of_the_database_stay_texts(client: TestClient) -> None:
    for path in ("/", "/well/1", "/origin/reporting.dim_pozo.nombre_pozo?pozo=1"):
        text = client.get(path).text
        assert "&lt;script&gt;" in text
        assert "<script>" not in text


def test_nothing_on_a_page_is_inline_and_the_policy_forbids_it(client: TestClient) -> None:
    for path in ("/", "/well/1", "/origin/reporting.dim_pozo.campo", "/nowhere"):
        answer = client.get(path)
        page = Page(answer.text)
        assert page.inline == []
        assert "style" not in page.tags
        assert answer.headers["content-security-policy"] == web.POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in web.POLICY


def test_every_link_of_the_pages_leads_somewhere(client: TestClient) -> None:
    links = {
        link
        for path in ("/", "/well/2")
        for link in Page(client.get(path).text).links
        if not link.startswith("#")
    }
    origins = {link for link in links if link.startswith("/origin/")}
    assert len(origins) > 100
    for link in sorted(links):
        assert client.get(link).status_code == 200, link


def test_an_origin_tells_source_formula_owner_time_and_verdict(
    client: TestClient, rows: Callable[..., Any]
) -> None:
    column = "reporting.dataset_current_values.pump_intake_pressure_psi_act"
    text = client.get(f"/origin/{column}?pozo=2&lang=en").text
    assert "stage.tbl_pozo_produccion.pip" in text
    assert "reporting.actualizar_current_values_v4" in text
    assert "newest reading" in text
    assert re.search(r"Value at well 2: <b>501|<b>500", text)
    judged = rows(
        "SELECT sum(total_evaluadas) AS cuantos FROM stage.tbl_dq_resumen AS r"
        " JOIN stage.vw_dq_reglas AS q USING (regla_id) WHERE r.well_id = 2 AND q.columna = 'pip'"
    )
    assert (f"{judged['cuantos']} values judged" in text) == bool(judged["cuantos"])


@pytest.mark.parametrize("odd", ODD)
def test_odd_parameters_are_answered_or_refused(odd: str, client: TestClient) -> None:
    names = ("busca", "cliente", "estado", "orden", "pagina", "cuantos", "lang")
    query = "&".join(f"{name}={odd}" for name in names)
    times = "&".join(f"{name}={odd}" for name in ("desde", "hasta", "grano"))
    for path in (
        f"/?{query}", f"/well/{odd or 'x'}", f"/well/2?{times}", f"/origin/{odd or 'x'}",
        f"/origin/reporting.dim_pozo.campo?pozo={odd}",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code in (200, 404), (path, answer.status_code)
        assert "set-cookie" not in answer.headers


def test_a_name_that_is_not_this_machines_is_refused(client: TestClient) -> None:
    """A page elsewhere cannot read this one by a name that it lets point here."""
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_trends_have_holes_where_no_value_is(client: TestClient) -> None:
    text = client.get("/well/3?lang=en").text
    assert text.count("no value in this period") == 13
    assert '<path class="line"' not in text
