"""Health, metrics and JSON hold what the database holds, and refuse in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from bp010ctl.cycles import health
from bp010ctl.serve import binding, machines, panels, web

GONE = "postgresql://bp010@/bp010?host=/nonexistent"


def test_health_judges_as_the_command_does_and_names_no_well(field_url: str) -> None:
    app = web.application(binding.pool(field_url, 1), web.Options(watch=field_url))
    with TestClient(app, base_url="http://localhost") as client:
        answer = client.get("/health")
    judged = machines.checks(field_url)
    told = {check["name"]: check["level"] for check in answer.json()["checks"]}
    assert told == {check.name: health.LEVELS[check.level] for check in judged}
    assert answer.json()["level"] == health.LEVELS[health.worst(judged)]
    assert answer.status_code == (503 if health.worst(judged) == health.CRITICAL else 200)
    kept = [check for check in answer.json()["checks"] if "message" in check]
    assert all(check["name"].startswith(machines.TOLD) for check in kept)


def test_a_database_that_is_gone_is_critical_and_its_pages_say_so() -> None:
    app = web.application(
        binding.pool(GONE, 1, 0.2), web.Options(watch=GONE, machines=("testclient",))
    )
    with TestClient(app, base_url="http://localhost") as client:
        answer = client.get("/health")
        assert answer.status_code == 503
        assert answer.json()["checks"] == [
            {"name": "database", "level": "critical", "message": "no answer"}
        ]
        assert "bp010_up 0.0" in client.get("/metrics").text
        page = client.get("/?lang=en")
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        assert "The database does not answer" in page.text
        assert client.get("/api/v1/wells").json()["error"].startswith("The database does not")


def test_metrics_are_the_ledgers_and_the_fields_figures(
    field_url: str, rows: Callable[..., Any]
) -> None:
    """Asked of pages of its own: others keep for a while what they have read."""
    options = web.Options(watch=field_url, machines=("testclient",))
    pages = web.application(binding.pool(field_url, 1), options)
    with TestClient(pages, base_url="http://localhost") as fresh:
        text = fresh.get("/metrics").text
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["bp010_up",] == 1
    runs = rows(
        "SELECT count(*) AS n FROM etl.etl_ejecuciones"
        " WHERE etl_tipo = 'reporting' AND estado = 'exitoso'"
    )
    assert samples["bp010_runs", "reporting", "exitoso"] == runs["n"]
    assert runs["n"] >= 1
    wells = {state: samples["bp010_wells", state] for state in ("online", "delayed", "offline")}
    assert wells == {"online": 2, "delayed": 0, "offline": 1}
    assert samples["bp010_wells_stopped",] == 1
    assert samples["bp010_database_size_bytes",] > 1_000_000
    assert samples["bp010_cycle_period_seconds", "stage"] == 60
    queue = rows("SELECT count(*) AS n FROM etl.claves_sucias")
    assert samples["bp010_queue_keys",] == queue["n"]


def test_metrics_are_for_the_addresses_named(client: TestClient, field_url: str) -> None:
    app = web.application(binding.pool(field_url, 1), web.Options(watch=field_url))
    with TestClient(app, base_url="http://localhost") as other:
        assert other.get("/metrics").status_code == 403


def test_metrics_are_read_once_for_many_askers() -> None:
    answers = iter([1, 2])
    kept = machines.Kept(60, lambda: next(answers))
    assert [kept.get(), kept.get()] == [1, 1]


def test_a_wells_json_has_every_element_as_the_database_has_it(
    client: TestClient, rows: Callable[..., Any]
) -> None:
    elements = client.get("/api/v1/wells/2").json()["elementos"]
    assert [element["numero"] for element in elements] == list(range(1, 115))
    row = rows("SELECT * FROM reporting.dataset_current_values WHERE well_id = 2")
    compared = 0
    for element in elements:
        table, _, name = (element["columna"] or "").rpartition(".")
        if table == panels.TABLES["now"]:
            value = row[name]
            assert element["valor"] == (
                pytest.approx(float(value)) if isinstance(value, (int, float)) else value
            )
            compared += value is not None
    assert compared > 25


def test_the_list_is_paged_and_an_answer_that_is_known_is_not_sent_again(
    client: TestClient,
) -> None:
    first = client.get("/api/v1/wells?orden=pozo&cuantos=2")
    told = first.json()
    assert (told["total"], told["pagina"], told["paginas"]) == (3, 1, 2)
    assert [well["well_id"] for well in told["pozos"]] == [1, 2]
    again = client.get(
        "/api/v1/origins/reporting.dim_pozo.campo",
        headers={
            "if-none-match": client.get("/api/v1/origins/reporting.dim_pozo.campo").headers["etag"]
        },
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("wells?pagina=x", 400), ("wells?pagina=0", 400), ("wells?cuantos=1000", 400),
        ("wells?orden=nombre", 400), ("wells?estado=x", 400), ("wells/999", 404),
        ("wells/x", 404), ("wells/2/trends?grano=x", 400), ("wells/2/trends?desde=x", 400),
        ("wells/999/trends", 404), ("origins/nothing", 404), ("nothing", 404),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_in_json(
    path: str, code: int, client: TestClient
) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == code
    assert answer.json()["error"]


def test_the_document_names_the_routes_and_their_answers(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    for path, methods in document["paths"].items():
        asked = path.replace("{pozo}", "2").replace("{column}", "reporting.dim_pozo.campo")
        answer = client.get(asked)
        schema = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert answer.status_code == 200
        assert set(schema["required"]) <= set(answer.json())


def test_trends_are_the_facts(client: TestClient, rows: Callable[..., Any]) -> None:
    series = client.get("/api/v1/wells/2/trends?grano=hora").json()["series"]
    fact = rows(
        "SELECT sum(pip_psi) AS suma, count(pip_psi) AS cuantos"
        " FROM reporting.fact_operaciones_horarias WHERE pozo_id = 2"
    )
    values = [value for _, value in series["pip"]["puntos"] if value is not None]
    assert (sum(values), len(values)) == (pytest.approx(fact["suma"]), fact["cuantos"])
    assert series["pip"]["unidad"] == "psi"
