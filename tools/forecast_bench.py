"""Measure the MRR forecast on drawn histories of known kind, by the project's own models: `make bench-forecast`.

Each history is one scope of a made-up warehouse, in which dbt then runs the models of the forecast. Printed are, for each
kind: the mean absolute error of the three methods and of what would have been shown, as a share of naive's, averaged over
the histories; how often each method is shown; and how many of the shown intervals held, near, middle and far.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import duckdb

from tools.dbt_runs import BUILD, Run, run_all

MODELS = ("history", "paths", "backtest", "accuracy")
SELECTED = ("settings", "texts", "mrr_forecast", *(f"mrr_forecast_{name}" for name in MODELS))
LAST_MONTH = date(2026, 9, 1)
COLUMNS = [
    "kpi_value",
    "opening_mrr",
    "new_mrr",
    "reactivation_mrr",
    "expansion_mrr",
    "contraction_mrr",
    "churn_mrr",
    "fx_mrr",
]
HORIZONS = {"1-3": (1, 3), "4-12": (4, 12), "13-24": (13, 24), "all": (1, 24)}
Row = dict[str, Any]


@dataclass(frozen=True)
class Month:
    """The MRR at a month's end and what moved it, in money; `mrr` None where it is not known."""

    mrr: float | None
    new: float = 0.0
    reactivation: float = 0.0
    expansion: float = 0.0
    contraction: float = 0.0
    churn: float = 0.0
    fx: float = 0.0


History = list[Month]
Maker = Callable[[Random, int], History]


def poisson(rng: Random, mean: float) -> int:
    """How many events come where so many are expected."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def of_customers(rng: Random, months: int, arrivals: float, season: float = 0.0, growth: float = 0.0) -> History:
    """Customers come by chance and rise, fall, leave and come back; two in a hundred leave a month.

    Args:
        rng: where chance comes from.
        months: length of the history.
        arrivals: new customers a month, at first.
        season: how far the arrivals swing over the year, as a share of them.
        growth: by what share of the first arrivals they rise with every month.
    """
    sizes = [rng.lognormvariate(math.log(800), 0.8) for _ in range(20)]
    gone: list[float] = []
    found = [Month(sum(sizes), new=sum(sizes))]
    for number in range(1, months):
        moved = Month(0.0)
        kept = []
        for size in sizes:
            chance = rng.random()
            if chance < 0.02:
                moved = replace(moved, churn=moved.churn - size)
                gone.append(size)
            elif chance < 0.03:
                rise = size * rng.uniform(0.1, 0.6)
                moved = replace(moved, expansion=moved.expansion + rise)
                kept.append(size + rise)
            elif chance < 0.034:
                fall = size * rng.uniform(0.1, 0.5)
                moved = replace(moved, contraction=moved.contraction - fall)
                kept.append(size - fall)
            else:
                kept.append(size)
        back = gone.pop(rng.randrange(len(gone))) if gone and rng.random() < 0.1 else 0.0
        expected = arrivals * (1 + growth * number) * (1 + season * math.sin(2 * math.pi * number / 12))
        new = [rng.lognormvariate(math.log(800), 0.8) for _ in range(poisson(rng, expected))]
        sizes = kept + new + ([back] if back else [])
        found.append(replace(moved, mrr=sum(sizes), new=sum(new), reactivation=back))
    return found


def of_values(rng: Random, values: Iterable[float]) -> History:
    """A history of given values; two in a hundred come and go besides what the value moves by."""
    found: History = []
    for value in values:
        before = (found[-1].mrr or 0.0) if found else 0.0
        both, change = 0.02 * before, value - before
        rise, fall = both + max(change, 0.0), -both + min(change, 0.0)
        share, other = rng.uniform(0.3, 0.9), rng.uniform(0.5, 0.9)
        parts = {"new": share * rise, "expansion": (1 - share) * rise} if found else {"new": value}
        down = {"churn": other * fall, "contraction": (1 - other) * fall}
        found.append(Month(value, **parts, **(down if found else {})))
    return found


def growing(rng: Random, months: int) -> History:
    """Eight new customers a month."""
    return of_customers(rng, months, 8)


def small(rng: Random, months: int) -> History:
    """Three new customers in two months: a team, or a young company."""
    return of_customers(rng, months, 1.5)


def accelerating(rng: Random, months: int) -> History:
    """Arrivals that rise by 3 % of the first month's with every month: no level holds."""
    return of_customers(rng, months, 8, growth=0.03)


def seasonal_arrivals(rng: Random, months: int) -> History:
    """Arrivals that swing by 60 % over the year."""
    return of_customers(rng, months, 8, season=0.6)


def random_walk(rng: Random, months: int) -> History:
    """Each month 5 % up or down by chance: the last value is the best forecast."""
    value, values = 50_000.0, []
    for _ in range(months):
        values.append(value)
        value *= math.exp(rng.gauss(0, 0.05))
    return of_values(rng, values)


def seasonal(rng: Random, months: int) -> History:
    """MRR itself swings by a quarter over the year: last year's month is the best forecast."""
    swings = (0.25 * math.sin(2 * math.pi * number / 12) + 0.002 * number for number in range(months))
    return of_values(rng, [50_000 * math.exp(swing + rng.gauss(0, 0.03)) for swing in swings])


def shrinking(rng: Random, months: int) -> History:
    """Four in a hundred are lost each month, by chance more or less, and little comes."""
    value, values = 80_000.0, []
    for _ in range(months):
        values.append(value)
        value *= math.exp(rng.gauss(-0.04, 0.02))
    return of_values(rng, values)


# Kind -> how a history is drawn, and how many months it has.
KINDS: dict[str, tuple[Maker, int]] = {
    "growing": (growing, 48),
    "growing, 26 months": (growing, 26),
    "small": (small, 48),
    "accelerating": (accelerating, 48),
    "seasonal arrivals": (seasonal_arrivals, 60),
    "random walk": (random_walk, 48),
    "random walk, 26 months": (random_walk, 26),
    "seasonal": (seasonal, 60),
    "shrinking": (shrinking, 48),
}


def month_before(day: date, months: int) -> date:
    """The first day of a month some months before."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def rows_of(scope: tuple[str, str], history: History, last: date = LAST_MONTH) -> list[Row]:
    """A history as monthly rows of kpi_monthly_recurring_revenue, the last of them in a given month."""
    rows = []
    for number, month in enumerate(history):
        before = history[number - 1].mrr if number else None
        values = (month.mrr, before or 0.0, month.new, month.reactivation, month.expansion, month.contraction)
        rows.append(
            {
                "period_type": "month",
                "period_start": month_before(last, len(history) - 1 - number),
                "scope_type": scope[0],
                "scope_id": scope[1],
                "is_complete_period": True,
            }
            | dict(zip(COLUMNS, (*values, month.churn, month.fx), strict=True))
        )
    return rows


def draw(kinds: Iterable[str], count: int, seed: str = "forecast") -> dict[str, History]:
    """So many histories of each kind, by scope: the kind and a number."""
    found = {}
    for kind in kinds:
        maker, months = KINDS[kind]
        rng = Random(f"{seed} {kind}")
        found |= {f"{kind}|{number:03}": maker(rng, months) for number in range(count)}
    return found


def write_warehouse(path: Path, rows: list[Row]) -> None:
    """A warehouse with the two tables that the forecast reads, with the columns that it takes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = list(rows[0])
    types = ["varchar", "date", "varchar", "varchar", "boolean", *["double"] * len(COLUMNS)]
    listed = ", ".join(f"{name} {kind}" for name, kind in zip(names, types, strict=True))
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create table kpi_monthly_recurring_revenue ({listed})")
        columns = [[row[name] for row in rows] for name in names]
        unnested = ", ".join(f"unnest(${place})" for place in range(1, len(names) + 1))
        connection.execute(f"insert into kpi_monthly_recurring_revenue select {unnested}", columns)
        connection.execute(
            "create table dim_periods as"
            " select distinct period_type, period_start, is_complete_period from kpi_monthly_recurring_revenue"
        )


def run_models(work: Path, drawn: Mapping[str, list[Row]]) -> dict[str, Path]:
    """Run the forecast's models, with the seeds that they read, on some sets of histories; the warehouse of each.

    Raises:
        RuntimeError: a model failed.
    """
    for name, rows in drawn.items():
        write_warehouse(work / name / "warehouse.duckdb", rows)
    outcomes = run_all([Run(name, (*BUILD, "--select", *SELECTED)) for name in drawn], work)
    if messages := [outcome.message for outcome in outcomes.values() if outcome.message]:
        raise RuntimeError("\n".join(messages))
    return {name: outcome.warehouse for name, outcome in outcomes.items()}


def query(warehouse: Path, sql: str) -> list[Row]:
    """The rows of a query."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def measured(warehouse: Path) -> dict[str, Row]:
    """Per kind the errors as shares of naive's, the shares of the methods shown, and the coverage by horizon."""
    coverage = ", ".join(
        f'avg(is_within_interval::int) filter (is_shown and horizon_months between {low} and {high}) as "{name}"'
        for name, (low, high) in HORIZONS.items()
    )
    rows = query(
        warehouse,
        f"""
        with tested as (
            select split_part(scope_id, '|', 1) as kind, * from steps.mrr_forecast_backtest
            where scope_type = 'team' and actual_mrr is not null
        ),

        histories as (
            select
                kind,
                scope_id,
                avg(abs(error_mrr)) filter (method = 'movements') as movements,
                avg(abs(error_mrr)) filter (method = 'seasonal_naive') as seasonal_naive,
                avg(abs(error_mrr)) filter (method = 'naive') as naive,
                avg(abs(error_mrr)) filter (is_shown) as shown,
            from tested group by all
        ),

        errors as (
            select
                kind,
                count(*) as histories,
                avg(movements / naive) as movements,
                avg(seasonal_naive / naive) as seasonal_naive,
                avg(shown / naive) as shown
            from histories group by kind
        ),

        -- from the first origin on that a method may be shown from
        shares as (
            select
                kind,
                avg((method = 'movements')::int) filter (is_shown and low_mrr is not null) as shows_movements,
                avg((method = 'seasonal_naive')::int) filter (is_shown and low_mrr is not null) as shows_seasonal_naive,
                avg((method = 'naive')::int) filter (is_shown and low_mrr is not null) as shows_naive,
                {coverage},
                median((high_mrr - low_mrr) / forecast_mrr) filter (is_shown and horizon_months = 12) as width
            from tested group by kind
        )

        select * from errors join shares using (kind)
        """,
    )
    return {row["kind"]: row for row in rows}


def line(kind: str, row: Row) -> str:
    """A row of the printed table."""
    errors = (row["movements"], row["seasonal_naive"], row["shown"])
    shares = (row["shows_movements"], row["shows_seasonal_naive"], row["shows_naive"])
    held = [row[name] for name in HORIZONS]
    cells = [f"{value:.2f}" for value in errors] + [f"{value:.0%}" for value in shares]
    cells += ["" if value is None else f"{value:.1%}" for value in held]
    cells += ["" if row["width"] is None else f"{row['width']:.0%}"]
    return f"| {kind} | " + " | ".join(cells) + " |"


def main() -> None:
    """Draw, run, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=200, help="of each kind")
    count = parser.parse_args().histories
    histories = draw(KINDS, count)
    company = rows_of(("company", "all"), next(iter(histories.values())))
    rows = company + [row for scope, history in histories.items() for row in rows_of(("team", scope), history)]
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        warehouse = run_models(Path(folder), {"drawn": rows})["drawn"]
        seconds = time.perf_counter() - began
        found = measured(warehouse)
    print(f"{count} histories of each kind, {len(rows)} months; dbt with its start: {seconds:.1f} s")
    print(
        "Errors as shares of naive's; coverage of the shown 80 % intervals by months ahead; median width at 12 months."
    )
    heads = "kind|movements|seasonal|shown|shows movements|seasonal|naive|" + "|".join(HORIZONS) + "|width"
    print(f"| {heads.replace('|', ' | ')} |")
    print("|---" * len(heads.split("|")) + "|")
    for kind in KINDS:
        print(line(kind, found[kind]))


if __name__ == "__main__":
    main()
