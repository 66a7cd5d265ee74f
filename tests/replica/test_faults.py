"""A replica under faults: killed, its source restarted, its network cut, other people at work.

Whatever happens, the next run ends with every table equal to its source.
"""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bp010ctl.replica import files, requests, running, source
from support.replicas import Make, Replica

ROWS = 120_000
CHUNK = 3000
CHILD = """
import sys, resource
from pathlib import Path
from bp010ctl.replica import files, requests, running
begun = requests.Listener(begin=lambda name, rows: print(name, flush=True))
result = running.run(files.load(Path(sys.argv[1])), sys.argv[2], requests.Request(), begun)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, result.good)
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def shop(replica: Make) -> Replica:
    """A parent with a watermark and its lines, skewed, in small chunks; nothing is loaded yet."""
    kept = replica(
        "CREATE TABLE sales (id int PRIMARY KEY AUTO_INCREMENT, changed datetime NOT NULL,"
        " total double, note varchar(40), KEY (changed))",
        "CREATE TABLE saleslines (id int, line int, what varchar(20), PRIMARY KEY (id, line),"
        " FOREIGN KEY (id) REFERENCES sales (id))",
        f"INSERT INTO sales SELECT seq, '2026-01-01' + INTERVAL seq SECOND, seq / 3, 'a' FROM"
        f" seq_1_to_{ROWS}",
        f"INSERT INTO saleslines SELECT seq, 1, 'one' FROM seq_1_to_{ROWS // 3}",
        f"INSERT INTO saleslines SELECT 7, seq + 1, 'skewed' FROM seq_1_to_{ROWS // 6}",
    )
    kept.replan(lambda text: text.replace("chunk_rows = 200000", f"chunk_rows = {CHUNK}"))
    return kept


class Work:
    """What people do at the source meanwhile, each time something else."""

    def __init__(self, kept: Replica, seed: int) -> None:
        self._kept = kept
        self._dice = random.Random(seed)
        self._next = ROWS + 1

    def some(self) -> None:
        """New rows with lines, changed ones, deleted ones."""
        first, self._next = self._next, self._next + 40
        old = self._dice.randrange(1, ROWS)
        self._kept.there(
            f"INSERT INTO sales SELECT seq, NOW(), 1, 'new' FROM seq_{first}_to_{first + 39}",
            f"INSERT INTO saleslines SELECT seq, 1, 'new' FROM seq_{first}_to_{first + 39}",
            "UPDATE sales SET total = -total, changed = NOW()"
            f" WHERE id BETWEEN {old} AND {old + 9}",
            f"UPDATE saleslines SET what = 'moved' WHERE id BETWEEN {old} AND {old + 9}",
            f"DELETE FROM saleslines WHERE id % 5000 = {self._dice.randrange(5000)}",
        )


def start(kept: Replica) -> subprocess.Popen[str]:
    """A run in a process of its own."""
    file = files.path(kept.project, kept.plan.name)
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(file), kept.url],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_killed_at_thirty_moments_it_ends_equal(shop: Replica) -> None:
    dice = random.Random(18)
    work = Work(shop, 1)
    killed = 0
    for _ in range(30):
        work.some()
        run = start(shop)
        assert run.stdout is not None
        assert run.stdout.readline() == "caso.sales\n"  # it has begun
        try:
            run.wait(timeout=dice.uniform(0.01, 1.5))
        except subprocess.TimeoutExpired:
            run.kill()
            killed += 1
        run.communicate()
    assert killed >= 15  # the others had come to their end before
    shop.run()
    assert shop.equal()
    running_still = shop.here(
        "SELECT count(*) FROM etl.etl_ejecuciones WHERE estado = 'en_proceso'"
    )
    assert running_still == [(0,)]
    interrupted = shop.here(
        "SELECT count(*) FROM etl.etl_ejecuciones WHERE error_tipo = 'interrumpido'"
    )
    assert interrupted[0][0] > 0


def test_a_source_that_restarts_five_times_is_waited_for(shop: Replica) -> None:
    work = Work(shop, 2)
    for restart in range(5):
        work.some()
        if restart % 2 == 0:  # a load of all rows, else what changed
            shop.here("TRUNCATE etl.replica_tablas, etl.replica_tramos, sales, saleslines")
        done: list[requests.Result] = []
        run = threading.Thread(
            target=lambda done=done: done.append(
                running.run(shop.plan, shop.url, requests.Request())
            )
        )
        run.start()
        time.sleep(0.5 + 0.3 * restart)
        shop.server.kill()
        shop.server.start()
        run.join(timeout=120)
        assert done, "the run did not end"
        if not done[0].good:  # the source was away before the run had begun a cluster
            shop.run()
    assert shop.equal()


class Cable:
    """A socket before the server's, whose connections can be cut."""

    def __init__(self, folder: Path, behind: Path) -> None:
        self.path = folder / "cable"
        self._behind = behind
        self._pairs: list[socket.socket] = []
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen(16)
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> int:
        """Cut what is connected; how many connections that was."""
        pairs, self._pairs = self._pairs, []
        for end in pairs:
            end.close() if end.fileno() < 0 else end.shutdown(socket.SHUT_RDWR)
        return len(pairs) // 2

    def _accept(self) -> None:
        while True:
            near, _ = self._listener.accept()
            far = socket.socket(socket.AF_UNIX)
            far.connect(str(self._behind))
            self._pairs += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=(one, other), daemon=True).start()


def _pump(one: socket.socket, other: socket.socket) -> None:
    try:
        while data := one.recv(65536):
            other.sendall(data)
    except OSError:
        pass
    for end in (one, other):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue


def test_a_network_that_is_cut_five_times_costs_no_row(
    shop: Replica, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="c") as folder:
        cable = Cable(Path(folder), shop.server.socket)
        where = replace(shop.plan.source, socket=str(cable.path))
        plan = replace(shop.plan, source=where)
        work, cuts = Work(shop, 3), 0
        for cut in range(5):
            work.some()
            done: list[requests.Result] = []
            notes: list[str] = []
            run = threading.Thread(
                target=lambda done=done, notes=notes: done.append(
                    running.run(plan, shop.url, requests.Request(), requests.Listener(notes.append))
                )
            )
            run.start()
            while run.is_alive():
                time.sleep(0.6 + 0.2 * cut)
                if cuts < cut + 1:
                    cuts += bool(cable.cut())
            if not done:
                shop.run()  # it was cut before the first cluster: said, not tried again
        assert cuts == 5
    shop.run()
    assert shop.equal()


def test_rows_committed_late_while_runs_go_on_all_arrive(shop: Replica) -> None:
    """Writers hold their transactions open across runs; each ends at or before the watermark."""
    shop.run()
    stop = threading.Event()
    written: list[int] = []

    def write(number: int) -> None:
        dice = random.Random(number)
        connection = shop.source()
        key = 1_000_000 * (number + 1)
        while not stop.is_set():
            key += 1
            connection.begin()
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO sales VALUES (%s, NOW(), 1, 'late')", [key])
                time.sleep(dice.uniform(0, 0.3))
            connection.commit()
            written.append(key)
        connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for writer in writers:
        writer.start()
    for _ in range(8):
        shop.run()
    stop.set()
    for writer in writers:
        writer.join()
    outcome = shop.outcome("sales")
    arrived = {key for (key,) in shop.here("SELECT id FROM sales WHERE note = 'late'")}
    assert arrived == set(written)
    assert outcome.proof == "conteo"
    assert shop.equal()


def test_a_thousand_deletes_all_over_are_found(shop: Replica) -> None:
    shop.run()
    step = ROWS // 1000
    shop.there(
        f"DELETE FROM saleslines WHERE id % {step} = 0", f"DELETE FROM sales WHERE id % {step} = 0"
    )
    outcome = shop.outcome("sales")
    assert (outcome.deleted, outcome.written) == (1000, 0)
    assert shop.equal()


def test_a_million_rows_need_little_memory(replica: Make) -> None:
    kept = replica(
        "CREATE TABLE ventas (id int PRIMARY KEY, a bigint, b double, c decimal(15,4), d datetime,"
        " e varchar(100), f varchar(100))",
        "INSERT INTO ventas SELECT seq, seq * 7, seq / 7, seq / 8,"
        " '2020-01-01' + INTERVAL seq MINUTE, CONCAT('Producto ', seq), REPEAT('x', seq % 90)"
        " FROM seq_1_to_1000000",
    )
    run = start(kept)
    out, err = run.communicate(timeout=600)
    assert run.returncode == 0, err
    memory, good = out.split()[-2:]
    assert good == "True"
    assert int(memory) < 400 * 1024
    assert kept.equal()
    assert kept.here("SELECT count(*) FROM ventas") == [(1_000_000,)]


def test_a_source_that_answers_nothing_is_given_up(shop: Replica, tmp_path: Path) -> None:
    """A host that takes the connection and says nothing must not hold a run for ever."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="c") as folder:
        silent = socket.socket(socket.AF_UNIX)
        silent.bind(f"{folder}/s")
        silent.listen(1)
        where = replace(shop.plan.source, socket=f"{folder}/s")
        started: Any = time.monotonic()
        with pytest.raises(source.SourceLost):
            source.connect(where, timeout=1)
        assert time.monotonic() - started < 60
        silent.close()
