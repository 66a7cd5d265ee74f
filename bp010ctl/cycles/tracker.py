"""The ledger for programs outside the database: loaders, ML services.

    with ETLTracker(url) as tracker:
        window = ETLEjecucion("scada", "campo_1", "Campo 1", day, day, time(12), time(12, 30),
                              modo="incremental_30min")
        with tracker.ejecucion(window) as run:
            run.registros_extraidos, run.registros_cargados = load(window)

A run whose program dies is closed as `interrumpido` by the cycle vigilancia, because the tracker's
connection is gone; what a later success does not cover stays in `obtener_gaps_por_recuperar`.
"""

from __future__ import annotations

import json
import socket
import time as clock
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from types import TracebackType
from typing import Any, TypeVar

import psycopg

from bp010ctl import __version__
from bp010ctl.base import database, queries
from bp010ctl.base.errors import Bp010Error, ConnectionFailed
from bp010ctl.server import target

ERROR_TYPES = ("timeout", "conexion", "api_error", "db_error", "interrumpido", "unknown")
PAUSES = (0.5, 2.0, 5.0)
"""Seconds before the ledger is tried again after its connection was lost."""

BY_WISH = ("user request", "petición del usuario")
"""What PostgreSQL says of a cancelled statement; a time limit has the same SQLSTATE."""

Result = TypeVar("Result")


class TrackerError(Bp010Error):
    """the ledger could not be written"""


@dataclass
class ETLEjecucion:
    """A run: what is loaded, from which place, over which window (dates and times of the operating
    zone; days count whole where no times are given; without days it is what has changed). The
    counts are for the run to fill in."""

    etl_tipo: str
    ubicacion_id: str | None
    ubicacion_nombre: str | None
    fecha_desde: date | None
    fecha_hasta: date | None
    hora_desde: time | None = None
    hora_hasta: time | None = None
    modo: str = "completo"
    version_etl: str | None = None
    host: str | None = None
    id: int | None = None
    registros_extraidos: int = 0
    registros_cargados: int = 0
    parcial: bool = False


@dataclass(frozen=True)
class Gap:
    """A row of etl.v_gaps_por_recuperar."""

    etl_tipo: str
    ubicacion_id: str | None
    ubicacion_nombre: str | None
    fecha_desde: date | None
    fecha_hasta: date | None
    hora_desde: time | None
    hora_hasta: time | None
    fecha_fallo: datetime
    error_tipo: str | None
    error_mensaje: str | None
    horas_desde_fallo: float


class ETLTracker:
    """Writes runs into the ledger on a connection of its own, which it makes anew when it is lost.

    url: any libpq URL; default is the database in use (BP010_DATABASE_URL or the private one).
    """

    def __init__(self, url: str | None = None) -> None:
        self._url = url
        self._connection: database.Connection | None = None

    def __enter__(self) -> ETLTracker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; runs that are not finished will count as interrupted."""
        if self._connection is not None:
            self._connection.close()

    def iniciar_ejecucion(self, ejecucion: ETLEjecucion) -> int:
        """Open a run, committed at once; its number, which also goes to `ejecucion.id`."""
        defaults = {"version_etl": __version__, "host": socket.gethostname()}
        values = defaults | {name: value for name, value in vars(ejecucion).items() if value}
        values = dict.fromkeys(vars(ejecucion)) | values
        number: int = self._write(lambda c: queries.dicts(c, "cycles/tracker_start", values))[0][
            "id"
        ]
        ejecucion.id = number
        return number

    def finalizar_ejecucion_exitosa(
        self,
        ejecucion_id: int,
        registros_extraidos: int = 0,
        registros_cargados: int = 0,
        *,
        parcial: bool = False,
    ) -> None:
        """Close a run as `exitoso`, or `parcial` where values had to be left out."""
        self._finish(
            ejecucion_id,
            estado="parcial" if parcial else "exitoso",
            extraidos=registros_extraidos,
            cargados=registros_cargados,
        )

    def finalizar_ejecucion_fallida(
        self,
        ejecucion_id: int,
        error_mensaje: str,
        error_tipo: str = "unknown",
        registros_extraidos: int = 0,
    ) -> None:
        """Close a run as `fallido`; error_tipo is one of ERROR_TYPES."""
        self._finish(
            ejecucion_id,
            estado="fallido",
            extraidos=registros_extraidos,
            mensaje=error_mensaje,
            tipo=error_tipo if error_tipo in ERROR_TYPES else "unknown",
        )

    @contextmanager
    def ejecucion(self, ejecucion: ETLEjecucion) -> Iterator[ETLEjecucion]:
        """A run around a block: successful when the block ends, failed with the exception's kind
        when it raises; the exception goes on."""
        number = self.iniciar_ejecucion(ejecucion)
        try:
            yield ejecucion
        except BaseException as error:
            message = f"{type(error).__name__}: {error}".rstrip(": ")
            self.finalizar_ejecucion_fallida(
                number, message, clasificar_excepcion(error), ejecucion.registros_extraidos
            )
            raise
        self.finalizar_ejecucion_exitosa(
            number,
            ejecucion.registros_extraidos,
            ejecucion.registros_cargados,
            parcial=ejecucion.parcial,
        )

    def obtener_gaps_por_recuperar(
        self,
        etl_tipo: str | None = None,
        ubicacion_id: str | None = None,
        max_horas: float = 168,
    ) -> list[Gap]:
        """What failed or is missing and not made up for, the oldest first; at most 7 days old."""
        limits = {"tipo": etl_tipo, "ubicacion": ubicacion_id, "horas": max_horas}
        return [
            Gap(**row)
            for row in self._write(lambda c: queries.dicts(c, "cycles/tracker_gaps", limits))
        ]

    def obtener_metricas_confiabilidad(
        self, dias: int = 7, etl_tipo: str | None = None, ubicacion_id: str | None = None
    ) -> list[dict[str, Any]]:
        """Rows of etl.v_metricas_confiabilidad of the last days (at most 30), the newest first."""
        limits = {"dias": dias, "tipo": etl_tipo, "ubicacion": ubicacion_id}
        return self._write(lambda c: queries.dicts(c, "cycles/tracker_metrics", limits))

    def _finish(self, ejecucion_id: int, **values: Any) -> None:
        blank = dict.fromkeys(("extraidos", "cargados", "mensaje", "tipo"))
        (row,) = self._write(
            lambda c: queries.dicts(
                c, "cycles/tracker_finish", blank | values | {"id": ejecucion_id}
            )
        )
        if row["id"] is None:
            raise TrackerError(
                f"there is no run {ejecucion_id} of a loader in the ledger",
                hint="iniciar_ejecucion gives the number; cycles close their own runs",
            )

    def _write(self, work: Callable[[database.Connection], Result]) -> Result:
        """Do it, on a new connection where the old one is lost, after growing pauses."""
        for pause in (*PAUSES, None):
            try:
                return work(self._connected())
            except (psycopg.OperationalError, ConnectionFailed):
                lost = self._connection is None or self._connection.closed
                if pause is None or not lost:
                    raise
                clock.sleep(pause)
        raise AssertionError

    def _connected(self) -> database.Connection:
        if self._connection is None or self._connection.closed:
            self._connection = database.connect(
                self._url or target.url(), autocommit=True, application_name="ETLTracker"
            )
        return self._connection


EtlTracker = ETLTracker
"""The same, spelt as Python has it."""


def clasificar_excepcion(error: BaseException) -> str:
    """The ledger's kind of an exception: by its class, else by what caused it.

    HTTP libraries are recognised by the names of their classes, none of them is needed here.
    """
    causes: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    kinds = (_kind(link) for link in causes)
    return next((kind for kind in kinds if kind != "unknown"), "unknown")


def _kind(error: BaseException) -> str:
    names = " ".join(ancestor.__name__.lower() for ancestor in type(error).__mro__)
    if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
        return "interrumpido"
    if isinstance(error, psycopg.errors.QueryCanceled):
        return "interrumpido" if any(wish in str(error) for wish in BY_WISH) else "timeout"
    if "timeout" in names:
        return "timeout"
    if isinstance(error, psycopg.Error):
        lost = isinstance(error, psycopg.OperationalError) and (error.sqlstate or "08")[:2] in (
            "08", "57",
        )  # fmt: skip
        return "conexion" if lost else "db_error"
    if isinstance(error, json.JSONDecodeError) or any(
        name in names for name in ("httperror", "httpstatuserror", "apierror")
    ):
        return "api_error"
    connection = isinstance(error, ConnectionError | ConnectionFailed | socket.gaierror)
    return "conexion" if connection or "urlerror" in names or "connecterror" in names else "unknown"
