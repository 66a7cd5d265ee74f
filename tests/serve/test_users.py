"""A user of some wells sees these on every route, whoever named the user and whatever is asked."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from bp010ctl.base.errors import ReportError, ServeError
from bp010ctl.roles import wells
from bp010ctl.serve import binding, reports, telling, users, web
from bp010ctl.serve.field import Filter
from bp010ctl.wells.snapshot import UnknownWell

from .conftest import ANA, PASSWORD

NOBODY = "nadie@example.org"
DOORS = users.Doors(b"k" * 32, "x-user", ("proxy",))
ALL = {1, 2, 3}


@contextmanager
def browser(url: str, address: str = "somewhere", **options: Any) -> Iterator[TestClient]:
    """A browser at an address, which follows no redirect."""
    app = web.application(
        binding.pool(url, 2), web.Options(watch=url, doors=DOORS, hosts=("pages",), **options)
    )
    with TestClient(
        app, base_url="http://pages", client=(address, 5000), follow_redirects=False
    ) as made:
        yield made


@pytest.fixture(scope="module")
def proxied(web_url: str) -> Iterator[TestClient]:
    with browser(web_url, "proxy") as made:
        yield made


@pytest.fixture
def visitor(web_url: str) -> Iterator[TestClient]:
    with browser(web_url) as made:
        yield made


def log_in(client: TestClient, user: str, password: str, **more: str) -> Any:
    page = client.get("/login").text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    form = {"user": user, "password": password, "token": token[1]} | more
    return client.post("/login", data=form)


def seen(client: TestClient, user: str) -> dict[str, set[int]]:
    """The wells that each route shows to a user whom the proxy names."""
    as_user = {"x-user": user}
    listed = client.get("/api/v1/wells", headers=as_user).json()
    page = client.get("/?lang=en", headers=as_user).text
    return {
        "list": {well["well_id"] for well in listed["pozos"]},
        "csv": {
            int(line.partition(",")[0])
            for line in client.get("/field.csv", headers=as_user).text.splitlines()[1:]
        },
        "report": {
            int(line.partition(",")[0])
            for line in client.get("/report/field.csv", headers=as_user).text.splitlines()[1:]
        },
        "page": {int(number) for number in re.findall(r'data-well="(\d+)"', page)},
        **{
            path: {
                well
                for well in ALL
                if client.get(path.format(well), headers=as_user).status_code == 200
            }
            for path in (
                "/well/{}",
                "/api/v1/wells/{}",
                "/report/well/{}.csv",
                "/api/v1/wells/{}/trends",
                "/origin/reporting.dim_pozo.nombre_pozo?pozo={}",
            )
        },
    }


def test_every_route_shows_a_users_wells_and_no_others(proxied: TestClient) -> None:
    assert set(map(frozenset, seen(proxied, ANA).values())) == {frozenset({2})}
    assert set(map(frozenset, seen(proxied, NOBODY).values())) == {frozenset()}
    total = proxied.get("/api/v1/wells", headers={"x-user": ANA}).json()["total"]
    assert total == 1
    text = proxied.get("/?lang=en", headers={"x-user": ANA}).text
    assert "<b>1</b><span>wells</span>" in text
    assert "&lt;script&gt;" not in text  # the name of a field of others, offered as a filter
    assert "There are no wells that you may see." in (
        proxied.get("/?lang=en", headers={"x-user": NOBODY}).text
    )


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 40))]
)
def test_random_grants_show_exactly_their_wells(
    seed: int, proxied: TestClient, field_url: str
) -> None:
    dice = random.Random(seed)
    user = f"u{seed}@example.org"
    given = set(dice.sample(sorted(ALL), dice.randint(0, 3)))
    taken = set(dice.sample(sorted(ALL), dice.randint(0, 1)))
    with psycopg.connect(field_url) as owner:
        wells.give(owner, user, [wells.Scope("well", str(n), wells.READS) for n in given - taken])
        wells.give(owner, user, [wells.Scope("well", str(n), wells.TAKEN) for n in taken])
        if dice.random() < 0.5:
            wells.give(owner, user, [wells.Scope("field", "Campo B", wells.READS)])
            given |= {2, 3}
    for path, shown in seen(proxied, user).items():
        assert shown == given - taken, path


def test_a_report_holds_its_users_wells_only(web_url: str, field_url: str) -> None:
    words, day = telling.Tongue("en"), date(2020, 1, 1)
    with reports.asking(web_url, ANA) as connection:
        report = reports.of_field(connection, words, day, Filter())
        assert [row["well_id"] for row in report.files[0].rows] == [2]
        with pytest.raises(UnknownWell):
            reports.of_well(connection, words, day, 1)
        assert reports.of_well(connection, words, day, 2).wells == 1
    with pytest.raises(ReportError, match="sees no well itself"), reports.asking(web_url, None):
        pass
    with pytest.raises(ServeError, match="sees every well"), reports.asking(field_url, ANA):
        pass


def test_nobody_is_sent_to_log_in_and_machines_are_told(visitor: TestClient) -> None:
    answer = visitor.get("/well/2?grano=dia")
    assert (answer.status_code, answer.headers["location"]) == (
        303, "/login?next=%2Fwell%2F2%3Fgrano%3Ddia",
    )  # fmt: skip
    assert visitor.get("/api/v1/wells").status_code == 401
    assert visitor.get("/health").status_code in (200, 503)
    assert visitor.get("/metrics").status_code == 403


def test_a_header_counts_only_from_the_proxy(visitor: TestClient, proxied: TestClient) -> None:
    assert visitor.get("/", headers={"x-user": ANA}).status_code == 303
    assert proxied.get("/", headers=[("x-user", ANA), ("x-user", "root")]).status_code == 303
    assert proxied.get("/", headers={"x-user": " "}).status_code == 303


def test_a_user_logs_in_and_out(visitor: TestClient) -> None:
    answer = log_in(visitor, ANA, PASSWORD, next="/well/2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/well/2")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    page = visitor.get("/").text
    assert re.findall(r'data-well="(\d+)"', page) == ["2"]
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    assert visitor.post("/logout", data={"token": token[1]}).headers["location"] == "/login"
    assert visitor.get("/").status_code == 303


@pytest.mark.parametrize("away", ["//evil.example", "https://evil.example", "/\\evil", "/a\r\nb"])
def test_after_the_login_one_stays_here(away: str, visitor: TestClient) -> None:
    assert log_in(visitor, ANA, PASSWORD, next=away).headers["location"] == "/"


def test_a_wrong_password_is_refused_and_soon_slowly(visitor: TestClient) -> None:
    codes = [log_in(visitor, ANA, "otra").status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]
    assert int(log_in(visitor, ANA, PASSWORD).headers["retry-after"]) > 200
    assert "set-cookie" in visitor.get("/login").headers


def test_a_name_without_a_password_is_refused(visitor: TestClient) -> None:
    assert log_in(visitor, NOBODY, "").status_code == 401
    assert log_in(visitor, "", "x").status_code == 401


def test_a_form_of_elsewhere_is_refused(visitor: TestClient) -> None:
    form = {"user": ANA, "password": PASSWORD}
    assert visitor.post("/login", data=form).status_code == 403
    token = re.search(r'name="token" value="([^"]+)"', visitor.get("/login").text)
    assert token
    form["token"] = token[1]
    assert visitor.post("/login", data=form, headers={"origin": "http://evil"}).status_code == 403
    site = {"sec-fetch-site": "cross-site"}
    assert visitor.post("/login", data=form, headers=site).status_code == 403
    assert visitor.post("/login", json=form).status_code == 403
    visitor.cookies.clear()
    assert visitor.post("/login", data=form).status_code == 403


def test_a_session_that_was_not_signed_here_is_none(visitor: TestClient) -> None:
    forged = users.Doors(b"x" * 32).signer("session").dumps({"user": ANA})
    other = DOORS.signer("form").dumps({"user": ANA})
    for cookie in (forged, other, "x", ANA):
        visitor.cookies.set(users.SESSION, cookie)
        assert visitor.get("/").status_code == 303


def test_pages_for_users_start_only_with_a_login_that_is_limited(
    web_url: str, field_url: str
) -> None:
    with psycopg.connect(web_url) as limited:
        binding.require_pool(limited)
    with (
        psycopg.connect(field_url) as owner,
        pytest.raises(ServeError, match="sees every well"),
    ):
        binding.require_pool(owner)


def test_only_the_pages_login_reads_a_hash(web_url: str, field_url: str) -> None:
    with psycopg.connect(web_url, autocommit=True) as limited:
        row = limited.execute("SELECT reporting.fnc_clave_usuario(%s)", [ANA]).fetchone()
        assert row
        assert row[0].startswith("$argon2id$")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            limited.execute("SELECT * FROM reporting.dim_rls_clave")
    with psycopg.connect(field_url) as owner:
        asked = owner.execute("SELECT reporting.fnc_clave_usuario(%s)", [ANA]).fetchone()
        assert asked == (None,)  # no pool's login, owner or not


def test_the_key_is_this_users_alone_and_stays(tmp_path: Path) -> None:
    key = users.signing_key(tmp_path / "home")
    assert users.signing_key(tmp_path / "home") == key
    assert len(key) == 32
    assert (tmp_path / "home" / "web.key").stat().st_mode & 0o777 == 0o600


def test_attempts_are_forgotten_in_time() -> None:
    now = [0.0]
    attempts = users.Attempts(most=2, seconds=10, clock=lambda: now[0])
    key = ("user", "ana")
    attempts.failed(key)
    now[0] = 4
    attempts.failed(key)
    assert attempts.wait(key) == 6
    now[0] = 10
    assert attempts.wait(key) == 0
