"""Compare the KPIs of a script with the project's, cell by cell: numerator, denominator and value of every row."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

MEASURES = ("numerator", "denominator", "kpi_value")
# Sums of the same numbers in another order differ in their last bits.
TOLERANCE = 1e-9
EQUAL = """
    theirs.{0} is not distinct from ours.{0}
    or (abs(theirs.{0} - ours.{0}) <= {1} * greatest(1, abs(ours.{0})) and isfinite(theirs.{0}))
"""


@dataclass
class Comparison:
    """How many cells were compared and equal, and some that differ, each told in one line."""

    kpis: int
    cells: int
    equal: int
    differences: list[str]


def compare(warehouse: Path, script_csv: Path, kpis: tuple[str, ...]) -> Comparison:
    """Compare rows of `kpis` in the table kpi_values of a warehouse with a script's; one that either lacks differs in all its cells."""
    equal = {measure: f"coalesce(({EQUAL.format(measure, TOLERANCE)}) and in_both, false)" for measure in MEASURES}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
        connection.execute(
            f"""
            create temp table compared as
            select
                kpi_id, period_type, period_start, scope_type, scope_id,
                ours.kpi_id is not null and theirs.kpi_id is not null as in_both,
                ours.numerator as ours_numerator, theirs.numerator as theirs_numerator,
                ours.denominator as ours_denominator, theirs.denominator as theirs_denominator,
                ours.kpi_value as ours_kpi_value, theirs.kpi_value as theirs_kpi_value,
                {", ".join(f"{sql} as same_{measure}" for measure, sql in equal.items())}
            from (from warehouse.steps.kpi_values where list_contains($kpis, kpi_id)) as ours
            full join (
                from read_csv($csv, header = true, columns = {{
                    'kpi_id': 'varchar', 'period_type': 'varchar', 'period_start': 'date', 'scope_type': 'varchar',
                    'scope_id': 'varchar', 'numerator': 'double', 'denominator': 'double', 'kpi_value': 'double'
                }})
                where list_contains($kpis, kpi_id)
            ) as theirs using (kpi_id, period_type, period_start, scope_type, scope_id)
        """.replace(" and in_both", " and ours.kpi_id is not null and theirs.kpi_id is not null"),
            {"kpis": list(kpis), "csv": str(script_csv)},
        )
        counted = connection.execute(
            f"select count(distinct kpi_id), 3 * count(*), {' + '.join(f'count_if(same_{m})' for m in MEASURES)} from compared"
        ).fetchone()
        assert counted
        told = connection.execute(f"""
            select concat_ws(' ', kpi_id, period_type, period_start, scope_type, scope_id) || ': ' ||
                case when in_both then '' else 'one of the two has no such row; ' end
                || 'project ' || to_json([ours_numerator, ours_denominator, ours_kpi_value])
                || ', script ' || to_json([theirs_numerator, theirs_denominator, theirs_kpi_value])
            from compared where not ({" and ".join(f"same_{m}" for m in MEASURES)})
            order by kpi_id, period_start, scope_type, scope_id limit 20
        """).fetchall()
    return Comparison(*counted, [line for (line,) in told])
