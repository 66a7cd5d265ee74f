"""What row-level security costs: questions of a dashboard with policies, against without.

A field of WELLS wells (10,000 unless given), with the days of half a month; well 77 has those of
the year before, too. One well: a user of that well, as the panel, and a reader whom no policy
limits ask the same question about it. A hundred wells: a user of 100 of them asks for the whole
field, against the reader, who gets all of it. What follows grants: as many wells again in one
statement, and a change of all, with its triggers and without. Medians in turns, of the CPU time of
the session's server process: what else the machine does is not in it.
"""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path
from typing import Any

import psycopg

from bp010ctl.server import target

WELLS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
TURNS = int(sys.argv[2]) if len(sys.argv) > 2 else 30
OTHERS = 500
"""Users besides: so many of one well each, and a tenth of it of a client's."""
ONE, HUNDRED, READER = "bench_uno", "bench_cien", "bench_lector"
WHOLE = (
    "SELECT * FROM reporting.vw_dashboard_main",
    "SELECT * FROM reporting.vw_kpi_daily",
    "SELECT * FROM reporting.vw_well_selector",
    "SELECT * FROM reporting.vw_alerts",
    "SELECT pozo_id, sum(prod_agua_bbl) FROM reporting.fact_operaciones_horarias GROUP BY 1",
)
MONTHS = ", ".join(f"date '{2025 + n // 12}-{n % 12 + 1:02}-01'" for n in range(2, 15))
FIELD = f"""
SELECT setseed(0.5);
INSERT INTO stage.tbl_pozo_maestra (well_id, nombre_pozo, fecha_registro, campo, cliente)
SELECT n, 'Pozo ' || n, '2026-01-01', 'Campo ' || n % 100, 'Cliente ' || n % 7
FROM generate_series(1, {WELLS}) AS n;
INSERT INTO reporting.dim_pozo (pozo_id, nombre_pozo, campo, cliente)
SELECT well_id, nombre_pozo, campo, cliente FROM stage.tbl_pozo_maestra;
INSERT INTO reporting.dataset_current_values (well_id, nombre_pozo, ultima_actualizacion,
    estado_comunicacion, motor_running_flag, mtbf_status_level, kpi_mtbf_hrs_act)
SELECT well_id, nombre_pozo, '2026-03-15 12:00+00', 'ONLINE', TRUE, 1 + well_id % 6, 10
FROM stage.tbl_pozo_maestra;
CALL reporting.sp_cargar_calendario(ARRAY[{MONTHS}]);
INSERT INTO reporting.dim_hora (hora_id) SELECT generate_series(0, 23) ON CONFLICT DO NOTHING;
INSERT INTO reporting.fact_operaciones_horarias
    (pozo_id, fecha_id, hora_id, fecha_hora, prod_agua_bbl)
SELECT well_id, 20260315, h, timestamptz '2026-03-15 00:00+00' + h * interval '1 hour', h
FROM stage.tbl_pozo_maestra, generate_series(0, 23) AS h;
INSERT INTO reporting.fact_operaciones_diarias (pozo_id, fecha_id, periodo_comparacion)
SELECT pozo.pozo_id, tiempo.fecha_id, 'DIARIO'
FROM reporting.dim_pozo AS pozo, reporting.dim_tiempo AS tiempo
WHERE tiempo.fecha BETWEEN '2026-03-01' AND '2026-03-15';
INSERT INTO reporting.dataset_kpi_business (well_id, fecha, nombre_pozo)
SELECT well_id, d, nombre_pozo FROM stage.tbl_pozo_maestra,
    generate_series(date '2026-03-01', date '2026-03-15', '1 day') AS d;
INSERT INTO reporting.fact_operaciones_diarias (pozo_id, fecha_id, periodo_comparacion)
SELECT 77, tiempo.fecha_id, 'DIARIO' FROM reporting.dim_tiempo AS tiempo
WHERE tiempo.fecha < '2026-03-01';
INSERT INTO reporting.dataset_kpi_business (well_id, fecha, nombre_pozo)
SELECT 77, tiempo.fecha, 'Pozo 77' FROM reporting.dim_tiempo AS tiempo
WHERE tiempo.fecha < '2026-03-01';
INSERT INTO reporting.dim_rls_usuario SELECT '{ONE}', 77, 'LECTURA';
INSERT INTO reporting.dim_rls_ambito VALUES ('{HUNDRED}', 'campo', 'Campo 5', 'LECTURA');
INSERT INTO reporting.dim_rls_usuario
SELECT 'otro' || n || '@example.org', n, 'LECTURA' FROM generate_series(1, {OTHERS}) AS n;
INSERT INTO reporting.dim_rls_ambito
SELECT 'jefe' || n || '@example.org', 'cliente', 'Cliente ' || n % 7, 'LECTURA'
FROM generate_series(1, {OTHERS} / 10) AS n;
"""
NEW_WELLS = f"""
INSERT INTO reporting.dim_pozo (pozo_id, nombre_pozo, campo, cliente)
SELECT n, 'Pozo ' || n, 'Campo ' || n % 100, 'Cliente ' || n % 7
FROM generate_series({WELLS} + 1, {WELLS} * 2) AS n
"""
SAME_WELLS = "UPDATE reporting.dim_pozo SET mtbf_target = 1"


def taken(connection: psycopg.Connection[Any], query: str, prepare: bool) -> float:
    """Milliseconds of the server process for one question, its rows fetched."""
    start = _busy(connection)
    connection.execute(query.encode(), prepare=prepare).fetchall()
    return _busy(connection) - start


def _busy(connection: psycopg.Connection[Any]) -> float:
    schedstat = Path(f"/proc/{connection.info.backend_pid}/schedstat")
    return int(schedstat.read_text().split()[0]) / 1e6


def of_well(query: str) -> str:
    """The same question about well 77."""
    column = "pozo_id" if "fact_" in query else "well_id"
    head, group, tail = query.partition(" GROUP BY")
    return f"{head} WHERE {column} = 77{group}{tail}"


def main() -> None:
    admin_url = os.environ["BP010_BENCH_SUPERUSER_URL"]  # by bench/run.py: it becomes each login
    with target.connect(autocommit=True) as owner:
        owner.execute(FIELD.encode())
        owner.execute("VACUUM ANALYZE")
        follow(owner)
    with psycopg.connect(admin_url, autocommit=True) as admin:
        compare(admin_url, admin)


def follow(owner: psycopg.Connection[Any]) -> None:
    """What it costs to keep what users see, when wells come or change; all is rolled back."""
    for statement in (NEW_WELLS, SAME_WELLS):
        times: dict[str, list[float]] = {"ENABLE": [], "DISABLE": []}
        for _ in range(5):
            for state, spent in times.items():
                with owner.transaction(force_rollback=True):
                    owner.execute(f"ALTER TABLE reporting.dim_pozo {state} TRIGGER USER".encode())
                    start = _busy(owner)
                    owner.execute(statement.encode())
                    spent.append(_busy(owner) - start)
        kept, bare = (statistics.median(spent) for spent in times.values())
        print(
            f"{statement.split()[0]} of {WELLS} wells, with {OTHERS * 11 // 10} users:"
            f" {kept:.0f} ms against {bare:.0f} ms: {kept / bare:.2f}"
        )


def compare(url: str, admin: psycopg.Connection[Any]) -> None:
    groups = {ONE: "bp010_panel", HUNDRED: "bp010_panel", READER: "bp010_lectura"}
    for login, group in groups.items():
        admin.execute(f"CREATE ROLE {login} LOGIN IN ROLE {group}".encode())
    try:
        sessions = {}
        for login in groups:
            sessions[login] = psycopg.connect(url, autocommit=True)
            sessions[login].execute(f"SET SESSION AUTHORIZATION {login}".encode())
        print(f"{WELLS} wells, medians of {TURNS} turns")
        for query in WHOLE:
            for label, user, question, prepare in (
                ("one well", ONE, of_well(query), False),  # as dashboards ask
                ("prepared", ONE, of_well(query), True),
                ("100 wells", HUNDRED, query, False),
            ):
                times: dict[str, list[float]] = {user: [], READER: []}
                for _ in range(TURNS):
                    for login, spent in times.items():
                        spent.append(taken(sessions[login], question, prepare))
                own, whole = (statistics.median(spent) for spent in times.values())
                where = query.partition("FROM ")[2].partition(" ")[0]
                print(
                    f"{label:10} {where:38} {own:8.3f} ms against {whole:8.3f} ms:"
                    f" {own / whole:5.2f}"
                )
        for session in sessions.values():
            session.close()
    finally:
        for login in groups:
            admin.execute(f"DROP ROLE {login}".encode())


if __name__ == "__main__":
    main()
