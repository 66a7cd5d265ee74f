"""A new source from what a person says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bp010ctl.base import references
from bp010ctl.base.errors import SourceError, UsageError
from bp010ctl.sources import definitions
from bp010ctl.sources.definitions import Mqtt, Request, Spec
from bp010ctl.sources.store import HTTP, MQTT, Source


def source(
    name: str,
    url: str,
    *,
    units: Sequence[int],
    location: int | None,
    every: int,
    limit: int,
    user: str | None,
    password: str | None,
    config: Path | None,
    place: str | None,
    place_name: str | None,
    since: datetime | None = None,
) -> Source:
    """The source, checked as far as it can be without asking it. Raises SourceError, UsageError."""
    address = definitions.address(url)
    by_mqtt = address.startswith("mqtt")
    if config and (user or password):
        raise UsageError(
            "--user and --password are the headers of the old system's API",
            hint="write them into the file: [secrets], and [request] headers",
        )
    made = _mqtt if by_mqtt else _old_system
    spec = definitions.of_file(config) if config else made(user, password)
    if by_mqtt and spec.mqtt is None:
        spec = replace(spec, mqtt=Mqtt())
    for reference in spec.secrets.values():
        references.check(reference)
    if location is not None:
        spec = replace(spec, location=location)
    used = "\n".join(definitions.texts(spec.request))
    if "{unit}" in used and not units and not by_mqtt:
        raise SourceError(
            "no unit to ask for", hint="--unit N, as often as needed; N is the well_id"
        )
    if "/" in (place or ""):
        raise SourceError("a place has no /", on=place)
    return Source(
        name, MQTT if by_mqtt else HTTP, place or name, place_name, address,
        tuple(dict.fromkeys(units)), spec, every, limit, True, None, None,
        since and since.replace(tzinfo=UTC), None,
    )  # fmt: skip


def _old_system(user: str | None, password: str | None) -> Spec:
    """The API of the system that is replaced: two headers, one object a tag."""
    given = {"user": user, "password": password}
    secrets = {name: reference for name, reference in given.items() if reference}
    return Spec(request=Request(headers={name: f"{{{name}}}" for name in secrets}), secrets=secrets)


def _mqtt(user: str | None, password: str | None) -> Spec:
    """A broker: its user and password, and metrics that end in the number of their tag."""
    given = {"user": user, "password": password}
    secrets = {name: reference for name, reference in given.items() if reference}
    names = {name: name for name in secrets}
    return Spec(
        mqtt=Mqtt(user=names.get("user", ""), password=names.get("password", "")), secrets=secrets
    )
