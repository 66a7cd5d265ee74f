"""A replica's structure for people: Markdown with a Mermaid diagram of what belongs together."""

from __future__ import annotations

from collections.abc import Iterator

from bp010ctl.replica.plans import KeptTable, Plan, period_text


def markdown(plan: Plan) -> str:
    """The whole document."""
    columns = sum(len(table.columns) for table in plan.tables.values())
    keys = sum(len(table.foreign_keys) for table in plan.tables.values())
    head = [
        f"# Replica {plan.name}",
        "",
        f"Made by `bp010ctl replica document {plan.name}` from `replica/{plan.name}.toml`; not to "
        "be edited by hand.",
        "",
        f"Source: `{plan.source.url}` ({plan.server}); here: schema `{plan.schema}`. "
        f"{len(plan.tables)} tables, {columns} columns, {keys} foreign keys.",
    ]
    parts = [*head, "", *_overview(plan), "", *_diagram(plan), "", *_doubts(plan)]
    for cluster in plan.clusters():
        for table in cluster:
            parts += ["", *_table(plan, table)]
    return "\n".join(parts) + "\n"


def mermaid(plan: Plan) -> str:
    """The relations as a Mermaid diagram: from each table to those that it names."""
    lines = ["erDiagram"]
    for table in plan.tables.values():
        for key in table.foreign_keys:
            there = "" if key.table in plan.tables else " (not in the source)"
            label = "+".join(key.columns) + there
            lines.append(f'    {_entity(key.table)} ||--o{{ {_entity(table.name)} : "{label}"')
        if table.parent and not any(key.table == table.parent for key in table.foreign_keys):
            joined = "+".join(child for child, _ in table.join)
            lines.append(
                f'    {_entity(table.parent)} ||..o{{ {_entity(table.name)} : "{joined}, by name"'
            )
    return "\n".join(lines)


def _entity(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter == "_" else "_" for letter in name)


def _overview(plan: Plan) -> Iterator[str]:
    yield "## Tables"
    yield ""
    yield "| table | rows | MB | class | read | key | watermark or parent |"
    yield "|---|---:|---:|---|---|---|---|"
    for cluster in plan.clusters():
        for place, table in enumerate(cluster):
            name = f"`{table.name}`" if place == 0 else f"– `{table.name}`"
            how = (
                ", ".join(table.watermark) if table.strategy == "watermark" else table.parent or ""
            )
            yield (
                f"| {name} | {table.rows:,} | {table.size / 1e6:,.0f} | {table.klass} |"
                f" {table.strategy} | {', '.join(table.key) or '**none**'} | {how} |"
            )
    yield ""
    for name, rule in plan.classes.items():
        yield (
            f"- class `{name}`: every {period_text(rule.every)}, chunks of at most "
            f"{rule.chunk_rows:,} rows, every value compared each {period_text(rule.compare)}"
        )


def _diagram(plan: Plan) -> Iterator[str]:
    yield "## Relations"
    yield ""
    yield "```mermaid"
    yield mermaid(plan)
    yield "```"


def _doubts(plan: Plan) -> Iterator[str]:
    yield "## To be known before the numbers are trusted"
    yield ""
    doubtful = False
    for table in plan.tables.values():
        for doubt in table.doubts:
            doubtful = True
            yield f"- `{table.name}`: {doubt}"
    if not doubtful:
        yield "Nothing about whole tables; what concerns a column stands beside it."


def _table(plan: Plan, table: KeptTable) -> Iterator[str]:
    yield f"## {table.name}"
    yield ""
    yield f"`{plan.schema}.{table.target}`. {table.why or 'Compared whole at each run.'}"
    yield ""
    yield "| column | source | here | to be known |"
    yield "|---|---|---|---|"
    for column in table.columns:
        marks = " (key)" if column.name in table.key else ""
        source = column.source + ("" if column.nullable else " not null")
        yield (
            f"| `{column.target}`{marks} | {_cell(source)} | {column.type} |"
            f" {_cell(column.doubt or '')} |"
        )
    for key in table.foreign_keys:
        yield ""
        yield f"- {', '.join(key.columns)} → {key.table} ({', '.join(key.references)})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
