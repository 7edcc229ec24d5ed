"""What kpi_overlap calls related: seldom what is unrelated, mostly what is related; by the project's own SQL."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from tests.independent.across_overlap import LAGS, spearman, verdict
from tools.critical_values import COUNTS, KPI_COUNTS, PAIR_LEVEL, TABLE_LEVEL, critical_values
from tools.dbt_runs import Run, run_all
from tools.project import ROOT

MONTHS = 24
# 1081 pairs of each kind of unrelated series, twice.
SERIES = 47
ROUNDS = 2
PLANTED = 400
LAG, RHO = 2, 0.8
# Drawn for tables of so many KPIs; the values of a pair are the same for all.
KPIS = KPI_COUNTS[0]
QUERY = """
    with
    {{ lagged_rank_correlations('monthly_values') }},
    {{ strongest_correlations('lag_correlations', 'critical_values') }}
    select * from strongest_correlations
"""
Series = list[float]
Maker = Callable[[Random, int], Series]


def noise(rng: Random, months: int) -> Series:
    """Independent values."""
    return [rng.gauss(0, 1) for _ in range(months)]


def autoregressive(rng: Random, months: int) -> Series:
    """AR(1) with 0.5, from its stationary distribution."""
    values = [rng.gauss(0, 1) / (1 - 0.25) ** 0.5]
    while len(values) < months:
        values.append(0.5 * values[-1] + rng.gauss(0, 1))
    return values


def random_walk(rng: Random, months: int) -> Series:
    """Each value is the one before and something independent."""
    values = [0.0]
    while len(values) < months:
        values.append(values[-1] + rng.gauss(0, 1))
    return values


MAKERS: dict[str, Maker] = {"noise": noise, "autoregressive": autoregressive, "random_walk": random_walk}


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Series]], list[dict[str, Any]]]:
    """The project's verdict on every two of some series: its macros, rendered by dbt and run by DuckDB."""
    work = tmp_path_factory.mktemp("overlap")
    outcome = run_all([Run("overlap", ("compile", "--inline", QUERY), {}, str(work / "w.duckdb"))], work)["overlap"]
    assert outcome.message == ""

    def run(series: dict[str, Series]) -> list[dict[str, Any]]:
        rows = [
            (name, month, value, values[month - 1] if month else None)
            for name, values in series.items()
            for month, value in enumerate(values)
        ]
        with duckdb.connect() as connection:
            connection.execute(
                "create table monthly_values (kpi_id varchar, month_number int, kpi_value double, previous_value double)"
            )
            connection.execute(
                "insert into monthly_values select unnest($1), unnest($2), unnest($3), unnest($4)",
                [list(column) for column in zip(*rows, strict=True)],
            )
            connection.execute(
                f"create table critical_values as from '{ROOT}/seeds/reference/overlap_critical_values.csv'"
                f" where kpi_count = {KPIS}"
            )
            cursor = connection.execute(outcome.sql)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return run


def committed(kpis: int) -> list[dict[str, float]]:
    """The committed rows for tables of so many KPIs."""
    with (ROOT / "seeds/reference/overlap_critical_values.csv").open(encoding="utf-8", newline="") as handle:
        rows = [{key: float(cell) for key, cell in row.items()} for row in csv.DictReader(handle)]
    return [row for row in rows if row["kpi_count"] == kpis]


Judge = Callable[[dict[str, Series]], list[dict[str, Any]]]


@pytest.mark.parametrize("name", MAKERS)
def test_unrelated_series_are_seldom_called_related(judge: Judge, name: str) -> None:
    """At most 5 of 100 pairs of unrelated series of 24 months."""
    rng, related, pairs = Random(f"unrelated {name}"), 0, 0
    for _ in range(ROUNDS):
        found = judge({f"s{number:02}": MAKERS[name](rng, MONTHS) for number in range(SERIES)})
        pairs += len(found)
        related += sum(row["relation"] == "related" for row in found)
    print(f"{name}: {related} of {pairs} pairs called related, {100 * related / pairs:.1f} %")
    assert pairs == ROUNDS * SERIES * (SERIES - 1) // 2
    assert related <= 0.05 * pairs


@pytest.mark.parametrize("name", MAKERS)
def test_a_planted_relation_is_found(judge: Judge, name: str) -> None:
    """A correlation of 0.8 two months later, in at least 80 of 100 pairs, with its lag, direction and leader."""
    rng, found_count = Random(f"planted {name}"), 0
    for _ in range(PLANTED // 20):
        series: dict[str, Series] = {}
        for number in range(20):
            first, other = MAKERS[name](rng, MONTHS + LAG), MAKERS[name](rng, MONTHS + LAG)
            mixed = [RHO * a + (1 - RHO**2) ** 0.5 * b for a, b in zip(first, other, strict=True)]
            series[f"{number:02}a"] = first[LAG:]
            series[f"{number:02}b"] = mixed[:MONTHS]
        for row in judge(series):
            is_planted = row["kpi_a"][:2] == row["kpi_b"][:2]
            as_planted = row["relation"] == "related" and row["lag_months"] == LAG and row["rank_correlation"] > 0
            found_count += is_planted and as_planted
    print(f"{name}: {found_count} of {PLANTED} planted relations found, {100 * found_count / PLANTED:.1f} %")
    assert found_count >= 0.8 * PLANTED


def test_the_independent_copy_says_the_same(judge: Judge) -> None:
    """Every lag, rho and verdict; with ties, gaps, a constant series and too short ones."""
    rng = Random("copy")
    series = {f"s{number}": noise(rng, MONTHS) for number in range(8)}
    series |= {f"t{number}": [float(rng.randrange(3)) for _ in range(MONTHS)] for number in range(4)}
    series |= {"constant": [1.0] * MONTHS, "short": noise(rng, 20), "trend": [2.0 * n for n in range(MONTHS)]}
    rows = committed(KPIS)
    critical = {int(row["pair_count"]): (row["critical_value"], row["critical_value_of_table"]) for row in rows}
    moves = {
        name: {month: round(values[month] - values[month - 1], 6) for month in range(1, len(values))}
        for name, values in series.items()
    }
    found = judge(series)
    assert len(found) == len(series) * (len(series) - 1) // 2
    for row in found:
        expected = verdict({lag: spearman(moves[row["kpi_a"]], moves[row["kpi_b"]], lag) for lag in LAGS}, critical)
        assert row["relation"] == expected["relation"], row
        assert row["fewest_pair_count"] == expected["fewest_pair_count"]
        assert row["rank_correlation"] == pytest.approx(expected["rank_correlation"])
        if expected["rank_correlation"] is not None:
            assert row["lag_months"] == expected["strongest_lag_months"], row
    assert {row["relation"] for row in found if "short" in (row["kpi_a"], row["kpi_b"])} == {"not_assessed"}


def test_the_committed_critical_values_are_as_drawn(tmp_path: Path) -> None:
    """Fewer draws come close to the file; it falls with the months, and begins with 18."""
    assert COUNTS[0] == 18
    for kpis in KPI_COUNTS:
        rows = committed(kpis)
        assert [row["pair_count"] for row in rows] == list(COUNTS)
        for column in ("critical_value", "critical_value_of_table"):
            values = [row[column] for row in rows]
            assert values == sorted(values, reverse=True)
    _, of_pair, of_tables = critical_values(20, 4000, (PAIR_LEVEL, TABLE_LEVEL))
    assert of_pair == pytest.approx(committed(KPIS)[2]["critical_value"], abs=0.02)
    assert list(of_tables) == list(KPI_COUNTS)


def test_more_kpis_make_larger_values_and_all_of_ours_fit() -> None:
    """The more pairs a table has, the further one of them gets by chance; no number of KPIs is left without a value."""
    for row, *larger in zip(*(committed(kpis) for kpis in KPI_COUNTS), strict=True):
        of_tables = [one["critical_value_of_table"] for one in (row, *larger)]
        assert of_tables == sorted(of_tables)
        assert of_tables[-1] > of_tables[0] > row["critical_value"]
    with (ROOT / "seeds/reference/kpi_definitions.csv").open(encoding="utf-8", newline="") as handle:
        count = len(list(csv.DictReader(handle)))
    assert count <= KPI_COUNTS[-1], "widen KPI_COUNTS and run python -m tools.critical_values"
