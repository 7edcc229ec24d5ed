"""Compare the KPIs of a script with the project's, cell by cell: numerator, denominator and value of every row but those of slices."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

# Sums of the same numbers in another order differ in their last bits.
TOLERANCE = 1e-9
SQL = """
    create temp table compared as
    select
        kpi_id, period_type, period_start, scope_type, scope_id,
        ours.numerator as ours_numerator, ours.denominator as ours_denominator, ours.kpi_value as ours_value,
        theirs.numerator as theirs_numerator, theirs.denominator as theirs_denominator, theirs.kpi_value as theirs_value,
        ours.kpi_id is not null and theirs.kpi_id is not null as in_both,
        cast(in_both and same(ours.numerator, theirs.numerator) as integer)
        + cast(in_both and same(ours.denominator, theirs.denominator) as integer)
        + cast(in_both and same(ours.kpi_value, theirs.kpi_value) as integer) as equal_cells
    from (
        from warehouse.steps.kpi_values where list_contains($kpis, kpi_id) and scope_type in ('company', 'team', 'rep')
    ) as ours
    full join (
        from read_csv(
            $csv,
            header = true,
            columns = {
                'kpi_id': 'varchar', 'period_type': 'varchar', 'period_start': 'date', 'scope_type': 'varchar',
                'scope_id': 'varchar', 'numerator': 'double', 'denominator': 'double', 'kpi_value': 'double'
            }
        )
        where list_contains($kpis, kpi_id)
    ) as theirs using (kpi_id, period_type, period_start, scope_type, scope_id)
"""


@dataclass
class Comparison:
    """How many KPIs and cells were compared, how many cells are equal, and rows that differ, each told in one line."""

    kpis: int
    cells: int
    equal: int
    differences: list[str]


def kpis_in(warehouse: Path) -> list[str]:
    """The KPIs that a warehouse has."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return [kpi for (kpi,) in connection.execute("select distinct kpi_id from steps.kpi_values").fetchall()]


def compare(warehouse: Path, script_csv: Path, kpis: tuple[str, ...]) -> Comparison:
    """Compare a script's rows with the table kpi_values of a warehouse; a row that one of them lacks differs in all its cells."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
        connection.execute(f"""
            create macro same(a, b) as coalesce(
                a is not distinct from b or (isfinite(b) and abs(a - b) <= {TOLERANCE} * greatest(1, abs(a))), false
            )
        """)
        connection.execute(SQL, {"kpis": list(kpis), "csv": str(script_csv)})
        counted = connection.execute(
            "select count(distinct kpi_id), 3 * count(*), coalesce(sum(equal_cells), 0) from compared"
        ).fetchone()
        assert counted
        differing = connection.execute("""
            select concat_ws(' ', kpi_id, period_type, period_start, scope_type, scope_id)
                || if(in_both, ': ', ': one of the two has no such row: ')
                || 'project ' || to_json([ours_numerator, ours_denominator, ours_value])
                || ', script ' || to_json([theirs_numerator, theirs_denominator, theirs_value])
            from compared
            where equal_cells < 3
            order by kpi_id, period_start, scope_type, scope_id
            limit 20
        """).fetchall()
    return Comparison(*map(int, counted), [line for (line,) in differing])
