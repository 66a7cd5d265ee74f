"""Sparkplug B: what its payloads and topics say. The layout is the specification's, its field
numbers are facts; no text of others is used."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bp010ctl.base.errors import SourceError

try:
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    from google.protobuf.message import DecodeError
except ImportError as missing:
    raise SourceError(
        f"the package {missing.name} is not installed",
        hint="pip install '.[mqtt]' (make setup does)",
    ) from None

NAMESPACE = "spBv1.0"
REBIRTH = "Node Control/Rebirth"
SEQUENCES = 256
"""seq goes from 0 to 255, and begins with a node's birth."""

_Field = descriptor_pb2.FieldDescriptorProto
_METRIC = (
    ("name", 1, _Field.TYPE_STRING), ("alias", 2, _Field.TYPE_UINT64),
    ("timestamp", 3, _Field.TYPE_UINT64), ("datatype", 4, _Field.TYPE_UINT32),
    ("is_historical", 5, _Field.TYPE_BOOL), ("is_transient", 6, _Field.TYPE_BOOL),
    ("is_null", 7, _Field.TYPE_BOOL),
)  # fmt: skip
_VALUES = (
    ("int_value", 10, _Field.TYPE_UINT32), ("long_value", 11, _Field.TYPE_UINT64),
    ("float_value", 12, _Field.TYPE_FLOAT), ("double_value", 13, _Field.TYPE_DOUBLE),
    ("boolean_value", 14, _Field.TYPE_BOOL), ("string_value", 15, _Field.TYPE_STRING),
    ("bytes_value", 16, _Field.TYPE_BYTES),
)  # fmt: skip
SIGNED = {1: 8, 2: 16, 3: 32, 4: 64}
"""Bits of the signed types; their values are written as the unsigned of the same bits."""
DOUBLE, BOOLEAN, STRING = 10, 11, 12


def _payload_class() -> Any:
    file = descriptor_pb2.FileDescriptorProto(
        name="bp010_sparkplug.proto", package="bp010", syntax="proto2"
    )
    metric = file.message_type.add(name="Metric")
    for name, number, kind in _METRIC:
        metric.field.add(name=name, number=number, type=kind, label=_Field.LABEL_OPTIONAL)
    metric.oneof_decl.add(name="value")
    for name, number, kind in _VALUES:
        metric.field.add(
            name=name, number=number, type=kind, label=_Field.LABEL_OPTIONAL, oneof_index=0
        )
    payload = file.message_type.add(name="Payload")
    payload.field.add(name="timestamp", number=1, type=_Field.TYPE_UINT64, label=1)
    payload.field.add(
        name="metrics", number=2, type=_Field.TYPE_MESSAGE, type_name=".bp010.Metric", label=3
    )
    payload.field.add(name="seq", number=3, type=_Field.TYPE_UINT64, label=1)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("bp010.Payload"))


_Payload = _payload_class()


@dataclass(frozen=True)
class Metric:
    """A value. name or alias says which; when: ms since 1970, None for that of the payload.
    text: the value as a landing file has it; None where it is null."""

    name: str
    alias: int | None
    datatype: int
    when: int | None
    historical: bool
    text: str | None


@dataclass(frozen=True)
class Payload:
    """A message. when: ms since 1970. seq: its number, None where it has none."""

    when: int | None
    seq: int | None
    metrics: list[Metric]


@dataclass(frozen=True)
class Topic:
    """kind: NBIRTH, NDATA, NDEATH, DBIRTH, DDATA, DDEATH and others. device: empty for a node."""

    group: str
    kind: str
    node: str
    device: str


def topic(text: str) -> Topic | None:
    """What a topic says; None where it is none of Sparkplug's."""
    parts = text.split("/")
    if parts[0] != NAMESPACE or len(parts) not in (4, 5):
        return None
    return Topic(parts[1], parts[2], parts[3], parts[4] if len(parts) == 5 else "")


def decode(body: bytes) -> Payload:
    """The payload of a message. Raises ValueError where it is none."""
    try:
        payload = _Payload.FromString(body)
    except DecodeError as error:
        raise ValueError(f"not a Sparkplug B payload: {error}") from None
    return Payload(
        payload.timestamp if payload.HasField("timestamp") else None,
        payload.seq if payload.HasField("seq") else None,
        [_metric(one) for one in payload.metrics],
    )


def encode(
    seq: int | None, when: int, metrics: Iterable[tuple[str | int, Any, int | None, bool]]
) -> bytes:
    """A message of (name or alias, value, ms or None, historical): what an edge node publishes.

    Numbers become doubles, True and False booleans, the rest strings; None is null.
    """
    payload = _Payload(timestamp=when)
    if seq is not None:
        payload.seq = seq
    for name, value, moment, historical in metrics:
        metric = payload.metrics.add()
        if isinstance(name, int):
            metric.alias = name
        else:
            metric.name = name
        _set(metric, value)
        if moment is not None:
            metric.timestamp = moment
        if historical:
            metric.is_historical = True
    body: bytes = payload.SerializeToString()
    return body


def birth(
    seq: int | None, when: int, metrics: Iterable[tuple[str, int, Any]], **others: Any
) -> bytes:
    """A birth of (name, alias, value), and `others` by name (bdSeq): which alias is whose."""
    payload = _Payload(timestamp=when)
    if seq is not None:
        payload.seq = seq
    for name, alias, value in metrics:
        metric = payload.metrics.add(name=name, alias=alias)
        _set(metric, value)
    for name, value in others.items():
        _set(payload.metrics.add(name=name), value)
    body: bytes = payload.SerializeToString()
    return body


def rebirth(when: int) -> bytes:
    """The command by which a node is asked to be born again."""
    return encode(None, when, [(REBIRTH, True, None, False)])


def moment(milliseconds: int) -> str:
    """A time as a landing file has it, in UTC. Raises ValueError beyond what a time can be."""
    try:
        at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        raise ValueError(f"{milliseconds} ms is no time") from None
    return at.isoformat(sep=" ", timespec="milliseconds")


def _set(metric: Any, value: Any) -> None:
    if value is None:
        metric.is_null = True
    elif isinstance(value, bool):
        metric.datatype, metric.boolean_value = BOOLEAN, value
    elif isinstance(value, int | float):
        metric.datatype, metric.double_value = DOUBLE, float(value)
    else:
        metric.datatype, metric.string_value = STRING, str(value)


def _metric(one: Any) -> Metric:
    return Metric(
        one.name,
        one.alias if one.HasField("alias") else None,
        one.datatype,
        one.timestamp if one.HasField("timestamp") else None,
        one.is_historical,
        None if one.is_null else _text(one),
    )


def _text(one: Any) -> str | None:
    field = one.WhichOneof("value")
    if field is None or field == "bytes_value":
        return None
    value = getattr(one, field)
    if field == "boolean_value":
        return "1" if value else "0"
    if field == "float_value":
        return _shortest(value)
    if field in ("int_value", "long_value") and one.datatype in SIGNED:
        bits = SIGNED[one.datatype]
        value &= (1 << bits) - 1
        value -= (1 << bits) if value >> (bits - 1) else 0
    return str(value)


def _shortest(value: float) -> str:
    """A 32-bit number in the fewest digits that give it back."""
    packed = struct.pack("<f", value)
    for digits in range(6, 10):
        text = f"{value:.{digits}g}"
        if struct.pack("<f", float(text)) == packed:
            return text
    return repr(value)
