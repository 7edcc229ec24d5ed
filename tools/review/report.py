"""The review as Markdown: for a terminal, a file or a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

from tools.review.project_changes import ContractChange, ProjectChanges
from tools.review.publications import Publication
from tools.review.value_changes import KpiChange, Move, changed_rows, health_changes, not_compared, row_counts

SHOWN = 25
# Tables of reference data whose rows a reviewer wants to see by name -> their key.
REFERENCE = {"dim_kpis": "kpi_id"}


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]


def listed(items: Sequence[str]) -> list[str]:
    """A list, cut where it is long."""
    more = [f"- … and {len(items) - SHOWN} more"] if len(items) > SHOWN else []
    return [*(f"- {item}" for item in items[:SHOWN]), *more]


def number(value: float) -> str:
    """A number that can be compared by eye: six significant digits, thousands apart."""
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def worded(move: Move | None) -> str:
    """A moved row in one cell."""
    if move is None:
        return ""
    share = f" ({move.relative:+.2%})" if move.relative is not None else ""
    return f"{number(move.was)} → {number(move.now)}{share}, {move.period_type} {move.period_start}, {move.scope}"


def contract_cell(change: ContractChange) -> str:
    """What became of a contract in one cell."""
    if change.is_gone:
        return "the table is gone"
    if change.is_new:
        return f"new, {len(change.added)} columns"
    parts = [
        f"{word}: {', '.join(names)}"
        for word, names in (("removed", change.removed), ("retyped", change.retyped), ("added", change.added))
        if names
    ]
    return "; ".join(parts + (["columns are in another order"] if change.is_reordered else []))


def contracts_part(changes: ProjectChanges) -> list[str]:
    """Contracts that changed, those that break first."""
    if not changes.contracts:
        return ["No contract changed."]
    ordered = sorted(changes.contracts, key=lambda change: (not change.is_breaking, change.table))
    rows = [(f"`{c.table}`", "**breaking**" if c.is_breaking else "compatible", contract_cell(c)) for c in ordered]
    return table(("mart", "for readers", "what changed"), rows)


def code_part(changes: ProjectChanges) -> list[str]:
    """Nodes that are new, gone or changed."""
    lines = []
    for word, names in (("New", changes.added), ("Gone", changes.removed)):
        if names:
            lines += [f"{word}: {len(names)}", "", *listed(names), ""]
    if changes.changed:
        lines += [
            f"Changed: {len(changes.changed)}",
            "",
            *listed([f"{n} ({w})" for n, w in changes.changed.items()]),
            "",
        ]
    return lines or ["Nothing."]


def readers_part(changes: ProjectChanges) -> list[str]:
    """Who reads what changed."""
    if not changes.readers:
        return ["No exposure, metric or saved query rests on what changed."]
    rows = [
        (name, ", ".join(rests[:4]) + (f" and {len(rests) - 4} more" if len(rests) > 4 else ""))
        for name, rests in changes.readers.items()
    ]
    return table(("reader", "rests on"), rows)


def values_part(changes: Sequence[KpiChange]) -> list[str]:
    """KPI values that moved."""
    if not changes:
        return ["No value and no verdict moved."]
    rows = [
        (
            f"`{c.kpi_id}`",
            f"{c.moved:,} of {c.rows:,}",
            f"{c.new:,} / {c.gone:,}",
            ", ".join(f"{name} {count:,}" for name, count in c.verdicts.items() if count),
            worded(c.largest),
            worded(c.largest_relative) if c.largest_relative != c.largest else "the same",
        )
        for c in changes
    ]
    return table(("KPI", "moved", "new / gone", "verdicts", "largest", "largest by share"), rows)


def reference_part(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Definitions, targets and source health that changed."""
    lines = []
    for name, key in REFERENCE.items():
        if rows := changed_rows(connection, name, key):
            lines += [f"`{name}`: " + ", ".join(f"{row} ({how})" for row, how in rows), ""]
    fresh, gone = row_counts(connection, "dim_targets")
    if fresh or gone:
        lines += [f"`dim_targets`: {fresh} rows new or changed, {gone} gone or changed", ""]
    if lacking := not_compared(connection):
        lines += [f"Not compared, as one side lacks it: {', '.join(f'`{name}`' for name in lacking)}", ""]
    if health := health_changes(connection):
        lines += table(("check of source health", "was", "is"), health[:SHOWN])
    return lines or ["Nothing."]


def summary(changes: ProjectChanges, values: Sequence[KpiChange]) -> str:
    """The review in one line."""
    breaking = sum(contract.is_breaking for contract in changes.contracts)
    moved = sum(change.moved for change in values)
    parts = [
        f"{breaking} contracts break" if breaking else "no contract breaks",
        f"{len(changes.readers)} readers rest on what changed",
        f"{moved:,} values of {len(values)} KPIs moved" if moved else "no value moved",
    ]
    return "**" + ", ".join(parts) + "**"


def report(
    before: Publication,
    after: Publication,
    changes: ProjectChanges,
    values: Sequence[KpiChange],
    connection: duckdb.DuckDBPyConnection,
) -> str:
    """The whole review."""
    rows = [
        (name, p.manifest["build_id"], p.manifest["built_at"], p.manifest["as_of_date"], p.manifest["schema_version"])
        for name, p in (("before", before), ("after", after))
    ]
    parts = [
        ("# Change review", [summary(changes, values), "", *table(("", "build", "built at", "as of", "schema"), rows)]),
        ("## Contracts", contracts_part(changes)),
        ("## Readers", readers_part(changes)),
        ("## Values", values_part(values)),
        ("## Definitions, targets, sources", reference_part(connection)),
        ("## Code", code_part(changes)),
    ]
    return "\n".join(line for title, lines in parts for line in (title, "", *lines, "")).rstrip() + "\n"
