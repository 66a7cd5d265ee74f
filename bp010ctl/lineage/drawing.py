"""Graphs as text that draws itself (Mermaid, DOT), as SVG by Graphviz, as plain data."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import asdict
from typing import Any

from bp010ctl.base.errors import LineageError
from bp010ctl.lineage.graph import Edge, Graph

MERMAID_SHAPES = {
    "table": "[({})]",
    "view": "[/{}/]",
    "cycle": "{{{{{}}}}}",
    "seed": ">{}]",
    "panel": "([{}])",
    "tags": ">{}]",
}
DOT_SHAPES = {
    "table": "cylinder",
    "view": "parallelogram",
    "cycle": "hexagon",
    "seed": "note",
    "panel": "component",
}
THICK = {"writes", "fills"}
DASHED = {"calls", "fires", "runs"}


def mermaid(graph: Graph) -> str:
    """A Mermaid flowchart: thick arrows write, dashed ones call; a header's word has a `?`."""
    numbers = {node.name: f"n{number}" for number, node in enumerate(graph.nodes)}
    lines = ["flowchart LR"]
    for node in graph.nodes:
        shape = MERMAID_SHAPES.get(node.kind, "({})")
        lines.append(f"    {numbers[node.name]}{shape.format(_quoted(node.name))}")
    for edge in graph.edges:
        arrow = "==>" if edge.kind in THICK else "-.->" if edge.kind in DASHED else "-->"
        label = _label(edge)
        text = f"|{label}|" if label else ""
        lines.append(f"    {numbers[edge.source]} {arrow}{text} {numbers[edge.target]}")
    return "\n".join(lines) + "\n"


def dot(graph: Graph) -> str:
    """A Graphviz digraph, drawn like the Mermaid one."""
    lines = ["digraph lineage {", "    rankdir=LR;", '    node [fontname="sans-serif", shape=box];']
    for node in graph.nodes:
        shape = DOT_SHAPES.get(node.kind)
        lines.append(f"    {_quoted(node.name)}{f' [shape={shape}]' if shape else ''};")
    for edge in graph.edges:
        style = "bold" if edge.kind in THICK else "dashed" if edge.kind in DASHED else "solid"
        label = f", label={_quoted(_label(edge))}" if _label(edge) else ""
        ends = f"{_quoted(edge.source)} -> {_quoted(edge.target)}"
        lines.append(f"    {ends} [style={style}{label}];")
    return "\n".join([*lines, "}"]) + "\n"


def svg(graph: Graph) -> str:
    """The digraph drawn by Graphviz. Raises LineageError where its `dot` is not installed."""
    program = shutil.which("dot")
    if program is None:
        raise LineageError(
            "an SVG is drawn by Graphviz, which is not installed",
            hint="`apt-get install graphviz`, or take `--format mermaid` (GitHub draws it) or dot",
        )
    done = subprocess.run(
        [program, "-Tsvg"],
        input=dot(graph), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        raise LineageError(f"Graphviz failed: {done.stderr.strip()}", on=program)
    return done.stdout


def data(graph: Graph) -> dict[str, Any]:
    """Nodes and edges as plain values, for JSON."""
    return asdict(graph)


def _label(edge: Edge) -> str:
    if edge.declared:
        return f"{edge.kind}?"
    return edge.kind if edge.kind in DASHED else ""


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'
