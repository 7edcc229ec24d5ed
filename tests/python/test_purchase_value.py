"""Lifetime value from purchases: the fitted model against numerical integration, on the demo and on drawn customers."""

from __future__ import annotations

import csv
import importlib.util
import math
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

import duckdb
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import roots_genlaguerre, roots_jacobi

from tools.dbt_runs import BUILD, Run, run_all
from tools.descriptions import measured, stored_columns
from tools.project import ROOT, Project

EXPECTED = Path(__file__).parents[1] / "expected/customer_purchase_value.csv"
SELECTED = ("--select", "+customer_purchase_value", "+dim_purchase_fit")
HELD = (
    "customer_id",
    "probability_alive",
    "expected_purchases",
    "expected_amount",
    "gross_margin_value",
    "value_status",
)
NODES = 90


def load_model() -> ModuleType:
    """The Python model, as a module: its functions know nothing of dbt."""
    spec = importlib.util.spec_from_file_location(
        "purchase_model", ROOT / "models/core/steps/fct_purchase_expectations.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MODEL = load_model()


def integrate(
    parameters: tuple[float, float, float, float], repeats: int, recency: float, age: float, weeks: float
) -> tuple[float, float, float]:
    """Likelihood, chance to be alive and expected purchases, by quadrature over all rates and chances to leave.

    A customer with rate l and chance p: with repeats, l^x e^(-l T) (1-p)^x while it is there, and
    l^x e^(-l t) p (1-p)^(x-1) where it left after the last; one that is there buys (1 - e^(-l p s)) / p times in s.
    """
    r, alpha, a, b = parameters
    rates, rate_weights = roots_genlaguerre(NODES, r + repeats - 1)
    chances, chance_weights = roots_jacobi(NODES, b - 1, a - 1)
    chances, chance_weights = (chances + 1) / 2, chance_weights / chance_weights.sum()
    # the power of the rate stands in the weights; the rest of the gamma density is divided out
    scale = math.exp(math.lgamma(r + repeats) - math.lgamma(r) + r * math.log(alpha))
    rate_weights = rate_weights / rate_weights.sum()

    def over_rates(time: float, function: Callable[[Any], Any]) -> Any:
        """The integral over rates of l^x e^(-l time) times a function, weighed with the prior."""
        at = rates / (alpha + time)
        return scale * (alpha + time) ** -(r + repeats) * np.sum(rate_weights * function(at))

    there, left, bought = 0.0, 0.0, 0.0
    for p, weight in zip(chances, chance_weights, strict=True):
        stays = (1 - p) ** repeats
        there += weight * stays * over_rates(age, np.ones_like)
        bought += weight * stays * over_rates(age, lambda at, p=p: -np.expm1(-at * p * weeks) / p)
        if repeats:
            left += weight * p * (1 - p) ** (repeats - 1) * over_rates(recency, np.ones_like)
    return there + left, there / (there + left), bought / (there + left)


def draw_customers(
    parameters: tuple[float, float, float, float], count: int, seed: int
) -> list[tuple[int, float, float]]:
    """Customers that do what the model says: repeats, recency and age in weeks."""
    r, alpha, a, b = parameters
    rng, found = Random(seed), []
    for _ in range(count):
        rate, leaves, age = rng.gammavariate(r, 1 / alpha), rng.betavariate(a, b), rng.uniform(20, 100)
        time, last, repeats = rng.expovariate(rate), 0.0, 0
        while time <= age:
            repeats, last = repeats + 1, time
            if rng.random() < leaves:
                break
            time += rng.expovariate(rate)
        found.append((repeats, last, age))
    return found


@pytest.mark.parametrize(
    "parameters", [(0.243, 4.414, 0.793, 2.426), (1.75, 13.1, 0.66, 2.34), (2.0, 20.0, 1.0, 4.0), (0.7, 8.0, 1.8, 1.2)]
)
def test_expectations_are_those_of_numerical_integration(parameters: tuple[float, float, float, float]) -> None:
    for repeats, recency, age in [(0, 0.0, 39.0), (1, 1.7, 38.9), (3, 30.0, 31.0), (12, 70.5, 90.0), (25, 20.0, 80.0)]:
        likelihood, alive, purchases = integrate(parameters, repeats, recency, age, 52.0)
        given = tuple(np.array([value], dtype=float) for value in (repeats, recency, age))
        assert MODEL.log_likelihood(parameters, *given) == pytest.approx(math.log(likelihood), abs=2e-5)
        found = 1 / (1 + MODEL.odds_of_leaving(parameters, *given)[0])
        assert found == pytest.approx(alive, rel=2e-4)
        assert MODEL.expected_purchases(parameters, *given, 52.0)[0] == pytest.approx(purchases, rel=5e-4)


def test_expected_amounts_are_those_of_numerical_integration() -> None:
    """A customer's mean amount is p / v, v gamma distributed; m, the mean of x purchases, tells of v."""
    p, q, gamma = 6.25, 3.74, 15.44
    for mean, count in [(22.35, 2), (73.74, 7), (9.0, 1)]:

        def weight(v: float, mean: float = mean, count: int = count) -> float:
            return v ** (p * count + q - 1) * math.exp(-v * (gamma + count * mean))

        above = quad(lambda v: weight(v) * p / v, 0, 5, limit=200, epsabs=0)[0]
        below = quad(weight, 0, 5, limit=200, epsabs=0)[0]
        found = MODEL.expected_amounts((p, q, gamma), np.array([mean]), np.array([float(count)]))[0]
        assert found == pytest.approx(above / below, rel=1e-6)


def test_known_parameters_are_found_again() -> None:
    truth = (0.9, 7.0, 0.8, 2.5)
    customers = draw_customers(truth, 6000, 11)
    columns = [np.array(column, dtype=float) for column in zip(*customers, strict=True)]
    found, _, is_found = MODEL.fitted(MODEL.log_likelihood, MODEL.STARTS, *columns)
    assert is_found
    assert found[0] / found[1] == pytest.approx(truth[0] / truth[1], rel=0.08)
    assert found[2] / (found[2] + found[3]) == pytest.approx(truth[2] / (truth[2] + truth[3]), rel=0.1)


def test_customers_that_are_all_alike_are_an_answer() -> None:
    """Everybody buys at one rate and leaves with one chance: the spread parameters run to their bound, the means hold."""
    rng, customers = Random(3), []
    for _ in range(1500):
        time, last, repeats = rng.expovariate(0.2), 0.0, 0
        while time <= 60:
            repeats, last = repeats + 1, time
            if rng.random() < 0.15:
                break
            time += rng.expovariate(0.2)
        customers.append((repeats, last, 60.0))
    columns = [np.array(column, dtype=float) for column in zip(*customers, strict=True)]
    (r, alpha, a, b), _, is_found = MODEL.fitted(MODEL.log_likelihood, MODEL.STARTS, *columns)
    assert is_found
    assert r / alpha == pytest.approx(0.2, rel=0.05)
    assert a / (a + b) == pytest.approx(0.15, rel=0.08)
    purchases = MODEL.expected_purchases((r, alpha, a, b), *columns, 52.0)
    assert np.all(np.isfinite(purchases))
    assert np.all((purchases >= 0) & (purchases < 15))


def test_a_search_that_was_cut_short_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = [
        np.array(column, dtype=float) for column in zip(*draw_customers((0.9, 7.0, 0.8, 2.5), 300, 5), strict=True)
    ]
    assert MODEL.fitted(MODEL.log_likelihood, MODEL.STARTS, *columns)[2]
    whole = MODEL.minimize
    monkeypatch.setattr(
        MODEL, "minimize", lambda *given, options, **named: whole(*given, options=options | {"maxiter": 1}, **named)
    )
    assert not MODEL.fitted(MODEL.log_likelihood, MODEL.STARTS, *columns)[2]


def test_customers_that_bought_only_once_determine_nothing() -> None:
    """Nobody bought again: the chance to leave cannot be told, and no parameters are given as found."""
    repeats, recency, age = np.zeros(200), np.zeros(200), np.linspace(10, 80, 200)
    assert not MODEL.fitted(MODEL.log_likelihood, MODEL.STARTS, repeats, recency, age)[2]


FEW = {"nobody": 0, "twelve_orders": 12}


@pytest.fixture(scope="module")
def built_purchases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The demo company with purchases fitted, and companies with none or few, as warehouses by name."""
    work = tmp_path_factory.mktemp("purchases")
    runs = [Run("demo", (*BUILD, *SELECTED), {"purchase_value": True})]
    for name, orders in FEW.items():
        folder = work / name / "exports"
        folder.mkdir(parents=True)
        lines = [f"o{n},a{n % 6},2026-0{n % 6 + 1}-05,{10 + n},USD" for n in range(orders)]
        text = "\n".join(["order_id,account_id,ordered_on,amount,currency", *lines]) + "\n"
        (folder / "orders.csv").write_text(text, encoding="utf-8")
        variables = {"exports_dir": str(folder), "as_of_date": "2026-10-14", "purchase_value": True}
        runs.append(Run(name, (*BUILD, *SELECTED), variables))
    outcomes = run_all(runs, work)
    assert [outcome.message for outcome in outcomes.values() if outcome.message] == []
    return {name: outcome.warehouse for name, outcome in outcomes.items()}


@pytest.fixture(scope="module")
def demo(built_purchases: dict[str, Path]) -> Path:
    """The demo company with purchases fitted."""
    return built_purchases["demo"]


def rows(warehouse: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_every_customer_of_the_demo_agrees_with_numerical_integration(demo: Path) -> None:
    [parameters] = rows(demo, "select r, alpha, a, b from steps.dim_purchase_fit")
    checked = rows(
        demo,
        "select repeat_count, recency_days / 7, age_days / 7, probability_alive, expected_purchases, horizon_days / 7 "
        "from customer_purchase_value order by customer_id",
    )
    assert len(checked) > 400
    for repeats, recency, age, alive, purchases, weeks in checked[::3]:
        _, expected_alive, expected_purchases = integrate(parameters, repeats, recency, age, weeks)
        assert alive == pytest.approx(expected_alive, rel=5e-4, abs=1e-6)
        assert purchases == pytest.approx(expected_purchases, rel=1e-3, abs=1e-6)


def test_no_other_parameters_fit_the_demo_better(demo: Path) -> None:
    """The likelihood by quadrature is no greater anywhere around the fitted parameters."""
    [best] = rows(demo, "select r, alpha, a, b from steps.dim_purchase_fit")
    histories = rows(demo, "select repeat_count, recency_days / 7, age_days / 7 from steps.fct_purchase_histories")[::6]
    whole = [np.array(column, dtype=float) for column in zip(*rows(
        demo, "select repeat_count, recency_days / 7, age_days / 7 from steps.fct_purchase_histories"), strict=True)]  # fmt: skip
    by_integral = sum(math.log(integrate(best, *history, 1.0)[0]) for history in histories)
    sampled = [np.array(column, dtype=float) for column in zip(*histories, strict=True)]
    assert MODEL.log_likelihood(best, *sampled) == pytest.approx(by_integral, abs=1e-2)
    top = MODEL.log_likelihood(best, *whole)
    for place in range(4):
        for factor in (0.98, 1.02):
            moved = [value * factor if index == place else value for index, value in enumerate(best)]
            assert MODEL.log_likelihood(moved, *whole) < top


def test_golden_customers(demo: Path) -> None:
    """The first customers of the demo; a fit is the same to a tenth of a per mille wherever it runs."""
    found = rows(demo, f"select {', '.join(HELD)} from customer_purchase_value order by customer_id limit 40")
    with EXPECTED.open(encoding="utf-8", newline="") as lines:
        expected = list(csv.DictReader(lines))
    assert len(expected) == len(found) == 40
    for row, wanted in zip(found, expected, strict=True):
        for name, value in zip(HELD, row, strict=True):
            if isinstance(value, float):
                assert value == pytest.approx(float(wanted[name]), rel=1e-4, abs=1e-6), (wanted["customer_id"], name)
            else:
                assert value == wanted[name]


@pytest.mark.parametrize(
    ("least", "statuses"),
    [((6, 3), [True, True]), ((7, 3), [False, True]), ((6, 4), [False, False])],
)
def test_settings_say_how_many_are_few(least: tuple[int, int], statuses: list[bool]) -> None:
    """Of six customers three bought again, at known amounts."""
    with duckdb.connect() as connection:
        tables = {
            "fct_purchase_histories": """
                select 'c' || range as customer_id, range as repeat_count, range as known_repeat_count,
                    10 * range as recency_days, 100 as age_days, 10.0 + range as average_repeat_amount
                from range(1, 4) union all select 'n' || range, 0, 0, 0, 100, null from range(3)""",
            "settings": f"""
                select 'purchase_min_customers' as setting, {least[0]} as value
                union all select 'purchase_min_repeaters', {least[1]}""",
        }
        dbt = MagicMock()
        dbt.config.meta_get.return_value = 365
        dbt.ref.side_effect = lambda name: connection.sql(tables[name])
        [found] = MODEL.model(dbt, connection).project("fit_status, amount_fit_status").distinct().fetchall()
    assert [status != "low_sample" for status in found] == statuses


@pytest.mark.parametrize("name", FEW)
def test_too_few_customers_are_told_and_not_guessed(built_purchases: dict[str, Path], name: str) -> None:
    warehouse = built_purchases[name]
    statuses = rows(warehouse, "select distinct value_status, expected_purchases from customer_purchase_value")
    assert statuses == ([("low_sample", None)] if FEW[name] else [])
    assert len(rows(warehouse, "from steps.dim_purchase_fit")) == bool(FEW[name])


def test_every_column_is_described(demo: Path, project: Project) -> None:
    """A Python model takes no contract, so that only what was built tells its columns."""
    with duckdb.connect(str(demo), read_only=True) as connection:
        stored = stored_columns(connection)
    columns = [column for column in measured(project.manifest, stored)["columns of models"] if "purchase" in column[0]]
    assert len(columns) > 60
    assert [name for name, is_described in columns if not is_described] == []
