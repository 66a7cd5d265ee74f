"""What nodes said at their births, by which the messages after it are read: aliases and seq."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from bp010ctl.base import queries, sparkplug
from bp010ctl.base.database import Connection
from bp010ctl.base.sparkplug import Metric, Payload, Topic
from bp010ctl.sources.answers import Row
from bp010ctl.sources.definitions import Mqtt

BIRTHS, DATA = ("NBIRTH", "DBIRTH"), ("NDATA", "DDATA")


@dataclass
class Node:
    """An edge node. seq: number of its newest message. names: of each device (empty for the node
    itself) the name of each alias. born: whether its messages can be read."""

    seq: int | None = None
    names: dict[str, dict[int, str]] = field(default_factory=dict)
    born: bool = False


@dataclass
class Read:
    """What came of messages. rows: see answers.HEADER. holes: messages that are missing, by their
    seq. unread: values of which no birth says what they are, or no map to which tag. bad: messages
    that are none."""

    rows: list[Row] = field(default_factory=list)
    holes: int = 0
    unread: int = 0
    bad: int = 0
    nodes_to_ask: set[tuple[str, str]] = field(default_factory=set)


class Births:
    """The nodes of a source. Messages are read in the order in which they came, each once."""

    def __init__(self, spec: Mqtt, location: int) -> None:
        self._spec = spec
        self._location = str(location)
        self.nodes: dict[str, Node] = {}

    def load(self, connection: Connection, source: str) -> None:
        """What was kept of the births, so that what a broker kept meanwhile can be read."""
        self.nodes = {
            row["nodo"]: Node(
                row["seq"],
                {
                    device: {int(alias): name for alias, name in names.items()}
                    for device, names in row["nombres"].items()
                },
                row["vivo"],
            )
            for row in queries.dicts(connection, "sources/births", {"fuente": source})
        }

    def keep(self, connection: Connection, source: str) -> None:
        """Keep them, in the transaction that lands what was read by them."""
        for name, node in self.nodes.items():
            values = {
                "fuente": source, "nodo": name, "seq": node.seq, "vivo": node.born,
                "nombres": json.dumps(node.names),
            }  # fmt: skip
            connection.execute(queries.text("sources/keep_birth").encode(), values)

    def read(self, text: str, body: bytes, into: Read) -> None:
        """Read a message: its values as rows; a hole in seq, or what cannot be read, wants a
        rebirth of its node."""
        topic = sparkplug.topic(text)
        if topic is None or topic.kind not in (*BIRTHS, *DATA, "NDEATH", "DDEATH"):
            return
        try:
            payload = sparkplug.decode(body)
        except ValueError:
            into.bad += 1
            return
        node = self.nodes.setdefault(f"{topic.group}/{topic.node}", Node())
        if topic.kind == "NDEATH":
            node.born = False
            return
        self._follow(node, topic, payload, into)
        if topic.kind in BIRTHS:
            self._be_born(node, topic, payload)
        for metric in payload.metrics:
            self._value(node, topic, payload, metric, into)

    def _follow(self, node: Node, topic: Topic, payload: Payload, into: Read) -> None:
        """Whether a message of the node is missing before this one."""
        if payload.seq is None:
            return
        if topic.kind == "NBIRTH":
            node.seq = payload.seq
            return
        if node.seq is not None:
            missing = (payload.seq - node.seq - 1) % sparkplug.SEQUENCES
            if missing >= sparkplug.SEQUENCES // 2:
                return  # an old one that the broker gives again
            if missing:
                into.holes += missing
                into.nodes_to_ask.add((topic.group, topic.node))
        node.seq = payload.seq

    def _be_born(self, node: Node, topic: Topic, payload: Payload) -> None:
        if topic.kind == "NBIRTH":
            node.names, node.born = {}, True
        node.names[topic.device] = {
            metric.alias: metric.name for metric in payload.metrics if metric.alias is not None
        }

    def _value(
        self, node: Node, topic: Topic, payload: Payload, metric: Metric, into: Read
    ) -> None:
        name = metric.name
        if not name and metric.alias is not None:
            name = node.names.get(topic.device, {}).get(metric.alias, "")
            if not name:
                into.unread += 1
                into.nodes_to_ask.add((topic.group, topic.node))
                return
        variable = self._spec.variables.get(name) or name.rsplit("/", 1)[-1]
        unit = self._spec.units.get(topic.device or topic.node) or topic.device or topic.node
        if not unit.isdecimal() or not variable.isdecimal():
            into.unread += name not in ("bdSeq", sparkplug.REBIRTH)
            return
        when = metric.when if metric.when is not None else payload.when
        if metric.text is None or when is None:
            return
        try:
            moment = sparkplug.moment(when)
        except ValueError:
            into.bad += 1
            return
        into.rows.append((unit, self._location, variable, metric.text, moment, ""))
