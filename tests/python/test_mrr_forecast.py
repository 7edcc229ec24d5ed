"""The MRR forecast on drawn histories: it beats naive where there is something to know, says so where not, and its interval holds.

The models run as they are, by dbt, on a made-up warehouse; `make bench-forecast` prints the same on more histories.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.independent import mrr_forecast
from tests.independent.compare import Differences, is_same
from tests.independent.marts import MARTS, compare_mart
from tools.forecast_bench import (
    KINDS,
    LAST_MONTH,
    History,
    Month,
    draw,
    growing,
    measured,
    query,
    random_walk,
    rows_of,
    run_models,
    shrinking,
)

HISTORIES = 25
CUT_SCOPES = {"all", "walk", "currencies", "growing|000", "seasonal|000", "random walk|000"}
Row = dict[str, Any]


def constant(months: int) -> History:
    """The same MRR in every month."""
    return [Month(100.0, new=100.0), *[Month(100.0)] * (months - 1)]


def edge_cases() -> dict[str, History]:
    """Histories at the borders of what can be forecast."""
    rng = Random("edges")
    long = growing(rng, 40)
    interrupted, unknown = growing(rng, 40), growing(rng, 40)
    interrupted[20] = Month(0.0, churn=-(interrupted[19].mrr or 0.0))
    interrupted[21] = replace(interrupted[21], new=interrupted[21].mrr or 0.0)
    unknown[5] = replace(unknown[5], mrr=None)
    currencies = [
        month if not month.mrr else replace(month, fx=0.03 * month.mrr * math.sin(n)) for n, month in enumerate(long)
    ]
    # everybody leaves every month, and others come
    turnover = [Month(100.0, new=100.0), *[Month(100.0 + n, new=100.0 + n, churn=-(99.0 + n)) for n in range(1, 30)]]
    turnover[1] = replace(turnover[1], churn=-100.0)
    doubled = [Month(2.0**n, new=1.0 if not n else 0.0, expansion=2.0 ** (n - 1) if n else 0.0) for n in range(30)]
    return {
        "one_month": growing(rng, 1),
        "eighteen": growing(rng, 18),
        "nineteen": growing(rng, 19),
        "twenty": growing(rng, 20),
        "constant": constant(30),
        "interrupted": interrupted,
        "unknown": unknown,
        "currencies": currencies,
        "turnover": turnover,
        "doubled": doubled,
        "ends_at_zero": [*growing(rng, 30), Month(0.0)],
        "nothing": [Month(0.0)] * 30,
        "never_known": [Month(None)] * 30,
        "walk": random_walk(rng, 60),
        "shrinking": shrinking(rng, 90),
    }


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """The monthly rows of the company, the drawn histories and the edge cases."""
    histories = draw(KINDS, HISTORIES) | edge_cases()
    found = rows_of(("company", "all"), growing(Random("company"), 40))
    return found + [row for scope, history in histories.items() for row in rows_of(("team", scope), history)]


@pytest.fixture(scope="module")
def warehouses(rows: list[Row], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What the models make of all rows, and of what some scopes had six months earlier."""
    cut = mrr_forecast.month_after(LAST_MONTH, -6)
    earlier = [row for row in rows if row["scope_id"] in CUT_SCOPES and row["period_start"] <= cut]
    return run_models(tmp_path_factory.mktemp("forecast"), {"all": rows, "earlier": earlier})


@pytest.fixture(scope="module")
def warehouse(warehouses: dict[str, Path]) -> Path:
    """What the models make of all rows."""
    return warehouses["all"]


@pytest.fixture(scope="module")
def found(warehouse: Path) -> dict[str, Row]:
    """What is measured of each kind."""
    return measured(warehouse)


def scopes(warehouse: Path) -> dict[str, Row]:
    """What mrr_forecast says of each scope, in the rows of the first month ahead."""
    return {row["scope_id"]: row for row in query(warehouse, "select * from mrr_forecast where horizon_months = 1")}


def forecasts(warehouse: Path, scope: str) -> list[Row]:
    """The months ahead of a scope."""
    rows = query(warehouse, "select * from mrr_forecast order by horizon_months")
    return [row for row in rows if row["scope_id"] == scope]


@pytest.mark.parametrize("kind", ["growing", "growing, 26 months", "accelerating", "seasonal arrivals"])
def test_movements_beat_naive_where_customers_come_steadily(found: dict[str, Row], kind: str) -> None:
    row = found[kind]
    assert row["movements"] < 0.6
    assert row["shown"] < 0.9
    assert row["shows_movements"] > 0.9


@pytest.mark.parametrize("kind", ["random walk", "random walk, 26 months"])
def test_naive_is_shown_where_nothing_can_be_known(found: dict[str, Row], kind: str) -> None:
    """What is shown misses by hardly more than naive, though the model alone misses by far more."""
    row = found[kind]
    assert row["movements"] > 1.05
    assert row["shows_naive"] > 0.75
    assert row["shown"] < 1.1


def test_last_year_is_shown_where_the_year_repeats(found: dict[str, Row]) -> None:
    row = found["seasonal"]
    assert row["shows_seasonal_naive"] > 0.95
    assert row["shown"] < 0.6


def test_the_interval_holds_about_80_of_100(found: dict[str, Row]) -> None:
    """Of each kind more than the least that its docs page promises, and over all kinds 80 or a little more."""
    held = {kind: row["all"] for kind, row in found.items() if kind in KINDS}
    print({kind: f"{share:.1%}" for kind, share in held.items()})
    assert held.keys() == KINDS.keys()
    assert min(held.values()) > 0.65
    assert 0.78 < sum(held.values()) / len(held) < 0.86


def test_every_row_is_computed_again(warehouse: Path, rows: list[Row]) -> None:
    """Each of the five tables, for the edge cases and two histories of each kind, cell by cell."""
    kept = {*edge_cases(), "all", *(f"{kind}|{number:03}" for kind in KINDS for number in range(2))}
    tables = {"monthly_recurring_revenue": [row for row in rows if row["scope_id"] in kept]}
    out = Differences()
    for mart in (name for name in MARTS if name.startswith("mrr_forecast")):
        key, compute = MARTS[mart]
        listed = "', '".join(kept)
        schema = "main" if mart == "mrr_forecast" else "steps"
        there = query(warehouse, f"select * from {schema}.{mart} where scope_id in ('{listed}')")
        compare_mart(out, mart, key, compute(tables), there)
    assert not out.found, "\n" + out.report()
    assert out.rows > 100_000


def test_statuses_of_the_edge_cases(warehouse: Path) -> None:
    judged = scopes(warehouse)
    told = {scope: (judged[scope]["forecast_status"], judged[scope]["history_months"]) for scope in edge_cases()}
    assert told == {
        "one_month": ("short_history", 1),
        "eighteen": ("short_history", 18),
        "nineteen": ("ok", 19),
        "twenty": ("ok", 20),
        "constant": ("ok", 30),
        "interrupted": ("ok", 19),
        "unknown": ("ok", 34),
        "currencies": ("ok", 40),
        "turnover": ("ok", 30),
        "doubled": ("ok", 30),
        "ends_at_zero": ("no_data", 0),
        "nothing": ("no_data", 0),
        "never_known": ("no_data", 0),
        "walk": ("ok", 60),
        "shrinking": ("ok", 90),
    }
    assert judged["nineteen"]["interval_count"] == 0
    assert judged["twenty"]["interval_count"] == 1


@pytest.mark.parametrize("scope", ["one_month", "eighteen", "nothing", "never_known", "ends_at_zero"])
def test_no_number_is_made_up(warehouse: Path, scope: str) -> None:
    rows = forecasts(warehouse, scope)
    assert len(rows) == 24
    for name in ("method", "forecast_mrr", "low_mrr", "high_mrr", "opening_mrr", "new_mrr", "churn_mrr"):
        assert {row[name] for row in rows} == {None}


def test_what_never_moves_is_told_to_stay(warehouse: Path) -> None:
    """No error and no spread: naive, and an interval without width that always held."""
    rows = forecasts(warehouse, "constant")
    assert {(row["method"], row["forecast_mrr"], row["low_mrr"], row["high_mrr"]) for row in rows} == {
        ("naive", 100.0, 100.0, 100.0)
    }
    assert {(row["is_better_than_naive"], row["interval_coverage"]) for row in rows} == {(False, 1.0)}


def test_a_forecast_is_its_opening_and_its_movements(warehouse: Path) -> None:
    """Each month opens with the forecast of the month before, and no number is negative."""
    names = ("new_mrr", "reactivation_mrr", "expansion_mrr", "contraction_mrr", "churn_mrr")
    checked = 0
    for scope, judged in scopes(warehouse).items():
        if judged["method"] != "movements" or not (scope == "all" or scope in edge_cases()):
            continue
        opening = judged["origin_mrr"]
        for row in forecasts(warehouse, scope):
            assert row["opening_mrr"] == pytest.approx(opening)
            opening = row["forecast_mrr"]
            assert row["opening_mrr"] + sum(row[name] for name in names) == pytest.approx(opening)
            checked += 1
    assert checked >= 4 * 24
    numbers = query(
        warehouse,
        "select min(forecast_mrr) as forecast, min(low_mrr) as low from mrr_forecast where method is not null",
    )
    assert numbers[0]["forecast"] >= 0
    assert numbers[0]["low"] >= 0


def test_a_doubling_is_compounded(warehouse: Path) -> None:
    """Expansion of 100 % a month: known by hand."""
    rows = forecasts(warehouse, "doubled")
    assert {row["method"] for row in rows} == {"movements"}
    assert [row["forecast_mrr"] for row in rows] == pytest.approx([2.0 ** (29 + h) for h in range(1, 25)])


def test_later_months_change_no_earlier_forecast(warehouses: dict[str, Path]) -> None:
    """A back-test cut off six months earlier is the same up to there: nothing looks ahead."""
    sql = (
        "select scope_id, origin_month_start, horizon_months, method, is_shown, forecast_mrr, low_mrr, high_mrr"
        " from steps.mrr_forecast_backtest"
    )
    before = {tuple(row.values())[:4]: tuple(row.values())[4:] for row in query(warehouses["earlier"], sql)}
    after = {tuple(row.values())[:4]: tuple(row.values())[4:] for row in query(warehouses["all"], sql)}
    assert len(before) > 3000
    for key, numbers in before.items():
        assert all(map(is_same, numbers, after[key])), key
    shown = query(warehouses["earlier"], "select * from mrr_forecast where method is not null")
    for row in shown:
        key = (row["scope_id"], row["origin_month_start"], row["horizon_months"], row["method"])
        if key in after:
            assert all(map(is_same, (True, row["forecast_mrr"], row["low_mrr"], row["high_mrr"]), after[key])), key
