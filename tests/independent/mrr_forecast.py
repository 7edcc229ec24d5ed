"""The forecast of MRR and its back-test, month by month, from the MRR rows that are computed here."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from .maths import divide, mean

Row = dict[str, Any]
KEY = ("scope_type", "scope_id", "horizon_months")
SCOPE_KEY = ("scope_type", "scope_id")
MONTH_KEY = ("scope_type", "scope_id", "month_start")
BACKTEST_KEY = ("scope_type", "scope_id", "origin_month_start", "horizon_months", "method")
METHODS = ("movements", "seasonal_naive", "naive")
HORIZON, YEAR, MIN_ERRORS, MARGIN = 24, 12, 6, 0.25
LEVEL = 0.8
HALF_A_CENT = 0.005
# What the movement model adds up, and the level or rate behind each.
MOVEMENTS = ("new_mrr", "reactivation_mrr", "expansion_mrr", "contraction_mrr", "churn_mrr")
LEVELS = ("new_level", "reactivation_level", "expansion_rate", "contraction_rate", "churn_rate")


def month_after(day: date, months: int) -> date:
    """The first day of the month so many months after that of a day; before it for negative ones."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True)
class Error:
    """A forecast whose month has come: the months' numbers in the history, what was said and what came."""

    origin: int
    horizon: int
    method: str
    forecast: float
    actual: float

    @property
    def known_in(self) -> int:
        """The number of the month in which it became known."""
        return self.origin + self.horizon

    @property
    def size(self) -> float:
        """The absolute error, in money."""
        return abs(self.forecast - self.actual)

    @property
    def log(self) -> float:
        """The logarithm of actual over forecast."""
        return math.log(self.actual / self.forecast)


def width(spread: float, drift: float, horizon: int) -> float:
    """How far the logarithm of actual over forecast goes, before it is calibrated."""
    return math.hypot(spread * math.sqrt(horizon), drift * horizon)


def interval(
    forecast: float, factor: float | None, spread: float | None, drift: float | None, horizon: int
) -> tuple[float | None, float | None]:
    """Low and high end; None without a spread."""
    if spread is None or drift is None or factor is None:
        return None, None
    half = min(factor * width(spread, drift, horizon), 20)
    return forecast / math.exp(half), forecast * math.exp(half)


@dataclass
class History:
    """The unbroken months with MRR of a scope up to the last complete month; `months[0]` opens them."""

    months: list[Row]

    @property
    def last(self) -> int:
        """The number of the last month; -1 where there is none."""
        return len(self.months) - 1

    @property
    def is_long_enough(self) -> bool:
        """Whether a year of movements and six tested months are there."""
        return self.last >= YEAR + MIN_ERRORS

    def year(self, origin: int) -> list[Row]:
        """The twelve months whose movements are known at the end of a month."""
        return self.months[origin - YEAR + 1 : origin + 1]

    def steps(self, origin: int) -> list[Row]:
        """The movement model, one month after the other: the opening, its movements and the closing."""
        year = self.year(origin)
        base = sum(row["opening_mrr"] + row["fx_mrr"] for row in year)
        totals = {name: math.fsum(row[name] for row in year) for name in MOVEMENTS}
        opening, found = self.months[origin]["kpi_value"], []
        for _ in range(HORIZON):
            step = {"opening_mrr": opening}
            for name in MOVEMENTS:
                is_level = name in ("new_mrr", "reactivation_mrr")
                step[name] = totals[name] / YEAR if is_level else opening * totals[name] / base
            opening = max(0.0, opening + sum(step[name] for name in MOVEMENTS))
            found.append(step | {"forecast_mrr": opening})
        return found

    def forecast(self, origin: int, method: str, horizon: int) -> float:
        """What a method says at the end of a month about a later one."""
        if method == "naive":
            return self.months[origin]["kpi_value"]
        if method == "movements":
            return self.paths[origin][horizon - 1]["forecast_mrr"]
        month = origin + horizon
        while month > origin:
            month -= YEAR
        return self.months[month]["kpi_value"]

    @cached_property
    def paths(self) -> dict[int, list[Row]]:
        """The movement model from every month that a forecast can start from."""
        return {origin: self.steps(origin) for origin in range(YEAR, len(self.months))}

    @cached_property
    def errors(self) -> list[Error]:
        """Every forecast of the back-test."""
        return [
            Error(origin, horizon, method, self.forecast(origin, method, horizon), row["kpi_value"])
            for origin in self.paths
            for horizon, row in enumerate(self.months[origin + 1 : origin + 1 + HORIZON], 1)
            for method in METHODS
        ]

    @cached_property
    def errors_of(self) -> dict[str, list[Error]]:
        """The back-test by method."""
        return {method: [error for error in self.errors if error.method == method] for method in METHODS}

    def known(self, origin: int, method: str) -> list[Error]:
        """The errors of a method that are known at the end of a month."""
        return [error for error in self.errors_of[method] if error.known_in <= origin]

    def mae(self, origin: int, method: str) -> float | None:
        """Their mean size."""
        return mean(error.size for error in self.known(origin, method))

    def spread(self, origin: int, method: str) -> float | None:
        """How widely they spread, for one month; None with fewer than six of one month."""
        errors = self.known(origin, method)
        one_month = [error.log**2 for error in errors if error.horizon == 1]
        if len(one_month) < MIN_ERRORS:
            return None
        pooled = mean(error.log**2 / error.horizon for error in errors) or 0.0
        return math.sqrt(max(pooled, mean(one_month) or 0.0))

    def drift(self, origin: int, method: str) -> float | None:
        """The slope of the errors over the months ahead, through zero; None where there is no spread."""
        errors = self.known(origin, method)
        if sum(error.horizon == 1 for error in errors) < MIN_ERRORS:
            return None
        return divide(sum(error.log * error.horizon for error in errors), sum(error.horizon**2 for error in errors))

    def factor(self, origin: int, method: str) -> float | None:
        """The smallest number of widths that would have held the asked share of the known errors; None without a spread."""
        spread, drift = self.spread(origin, method), self.drift(origin, method)
        if spread is None or drift is None:
            return None
        errors = self.known(origin, method)
        wide = [(abs(error.log), width(spread, drift, error.horizon)) for error in errors]
        scores = sorted(size / size_of_one for size, size_of_one in wide if size_of_one > 0)
        if not scores:
            return 1.0
        tests = sum(error.horizon == 1 for error in errors)
        share = min(1.0, LEVEL * (1 + 1 / tests))
        return scores[max(1, math.ceil(share * len(scores) - 1e-9)) - 1]

    @cached_property
    def judged(self) -> dict[int, Row]:
        """Per origin the errors known then, the spreads, and the method that is shown."""
        found = {}
        for origin in self.paths:
            errors = {method: self.mae(origin, method) for method in METHODS}
            found[origin] = {
                "method": self.choose(origin, errors),
                **{f"{method}_mae": errors[method] for method in METHODS},
                **{f"{method}_spread": self.spread(origin, method) for method in METHODS},
                **{f"{method}_drift": self.drift(origin, method) for method in METHODS},
                **{f"{method}_factor": self.factor(origin, method) for method in METHODS},
            }
        return found

    def choose(self, origin: int, errors: dict[str, float | None]) -> str:
        """The method with the smallest error if it beats naive by the margin; naive otherwise."""
        naive = errors["naive"]
        if origin < YEAR + MIN_ERRORS or naive is None or naive < HALF_A_CENT:
            return "naive"
        best = min(("movements", "seasonal_naive"), key=lambda method: errors[method] or 0.0)
        return best if (errors[best] or 0.0) < (1 - MARGIN) * naive else "naive"

    def told(self, origin: int, horizon: int, method: str) -> Row:
        """A forecast with its interval, and with its error where the month has come."""
        judged, forecast = self.judged[origin], self.forecast(origin, method, horizon)
        actual = self.months[origin + horizon]["kpi_value"] if origin + horizon <= self.last else None
        factor = judged[f"{method}_factor"]
        low, high = interval(forecast, factor, judged[f"{method}_spread"], judged[f"{method}_drift"], horizon)
        is_within = None
        if actual is not None and low is not None and high is not None:
            is_within = low - HALF_A_CENT <= actual <= high + HALF_A_CENT
        return {
            "origin_month_start": self.months[origin]["period_start"],
            "horizon_months": horizon,
            "month_start": month_after(self.months[origin]["period_start"], horizon),
            "method": method,
            "is_shown": method == judged["method"],
            "known_mae": judged[f"{method}_mae"],
            "spread": judged[f"{method}_spread"],
            "drift": judged[f"{method}_drift"],
            "interval_factor": factor,
            "forecast_mrr": forecast,
            "actual_mrr": actual,
            "error_mrr": None if actual is None else forecast - actual,
            "low_mrr": low,
            "high_mrr": high,
            "is_within_interval": is_within,
        }

    @cached_property
    def tested(self) -> list[Row]:
        """The back-test with intervals."""
        return [self.told(error.origin, error.horizon, error.method) for error in self.errors]

    def accuracy(self, horizon: int | None) -> Row:
        """The errors of the back-test at a horizon, or of all."""
        rows = [row for row in self.tested if horizon in (None, row["horizon_months"])]
        shown = [row for row in rows if row["is_shown"]]
        intervals = [row["is_within_interval"] for row in shown if row["is_within_interval"] is not None]
        return {
            "backtest_origins": len({row["origin_month_start"] for row in rows}),
            **{f"{m}_mae": mean(abs(row["error_mrr"]) for row in rows if row["method"] == m) for m in METHODS},
            "shown_mae": mean(abs(row["error_mrr"]) for row in shown),
            "interval_count": len(intervals),
            "interval_coverage": divide(sum(intervals), len(intervals)),
        }


def months_of(tables: dict[str, list[Row]]) -> list[Row]:
    """The monthly MRR rows of the company and the teams, in the order of time."""
    rows = [row for row in tables["monthly_recurring_revenue"] if row["period_type"] == "month"]
    return sorted(
        (row for row in rows if row["scope_type"] in ("company", "team")), key=lambda row: row["period_start"]
    )


def last_complete(rows: list[Row]) -> date:
    """The last complete month; where none is complete, the one before the first."""
    company = [row for row in rows if row["scope_type"] == "company"]
    complete = [row["period_start"] for row in company if row["is_complete_period"]]
    return complete[-1] if complete else month_after(company[0]["period_start"], -1)


def histories(tables: dict[str, list[Row]]) -> dict[tuple[str, str], History]:
    """Per scope the months that its forecast rests on, walked back from the last complete month."""
    rows = months_of(tables)
    if not rows:
        return {}
    by_scope: dict[tuple[str, str], dict[date, Row]] = {}
    for row in rows:
        by_scope.setdefault((row["scope_type"], row["scope_id"]), {})[row["period_start"]] = row
    found = {}
    for scope, months in by_scope.items():
        day, run = last_complete(rows), []
        while day in months and (months[day]["kpi_value"] or 0.0) >= HALF_A_CENT:
            run.append(months[day])
            day = month_after(day, -1)
        found[scope] = History(run[::-1])
    return found


def named(scope: tuple[str, str]) -> Row:
    """The columns that name a scope."""
    return dict(zip(SCOPE_KEY, scope, strict=True))


def scopes(tables: dict[str, list[Row]]) -> list[Row]:
    """What is known of each scope: whether it can be forecast, by which method, and how good that was."""
    origin = last_complete(months_of(tables)) if months_of(tables) else None
    found = []
    for scope, history in histories(tables).items():
        status = "ok" if history.is_long_enough else "short_history" if history.months else "no_data"
        judged = history.judged[history.last] if status == "ok" else {"method": None}
        method = judged["method"]
        measured = history.accuracy(None)
        found.append(
            named(scope)
            | measured
            | {
                "origin_month_start": origin,
                "origin_mrr": history.months[-1]["kpi_value"] if history.months else None,
                "history_months": len(history.months),
                "forecast_status": status,
                "method": method,
                "is_better_than_naive": method and method != "naive",
                "spread": method and judged[f"{method}_spread"],
                "drift": method and judged[f"{method}_drift"],
                "factor": method and judged[f"{method}_factor"],
            }
        )
    return found


def ahead(history: History, row: Row, horizon: int) -> Row:
    """A month ahead of a scope, whose row of scopes is given."""
    at_horizon = history.accuracy(horizon)
    start = month_after(row["origin_month_start"], horizon)
    forecast, method = None, row["method"]
    step: Row = dict.fromkeys(("opening_mrr", *MOVEMENTS))
    if method:
        forecast = history.forecast(history.last, method, horizon)
    if method == "movements":
        step = {name: history.paths[history.last][horizon - 1][name] for name in step}
    low, high = (
        (None, None) if forecast is None else interval(forecast, row["factor"], row["spread"], row["drift"], horizon)
    )
    told = ("origin_month_start", "origin_mrr", "history_months", "forecast_status", "method", "is_better_than_naive")
    return {
        **{name: row[name] for name in (*SCOPE_KEY, *told, "interval_count", "interval_coverage")},
        **{f"pooled_{name}_mae": row[f"{name}_mae"] for name in (*METHODS, "shown")},
        **{f"{name}_mae": at_horizon[f"{name}_mae"] for name in (*METHODS, "shown")},
        **step,
        "backtest_origins": at_horizon["backtest_origins"],
        "horizon_months": horizon,
        "month_start": start,
        "month_end": month_after(start, 1) - timedelta(days=1),
        "forecast_mrr": forecast,
        "low_mrr": low,
        "high_mrr": high,
        "interval_level": 0.8,
    }


def table(tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of mrr_forecast without its sentences."""
    by_scope = histories(tables)
    return [
        ahead(by_scope[row["scope_type"], row["scope_id"]], row, horizon)
        for row in scopes(tables)
        for horizon in range(1, HORIZON + 1)
    ]


def backtest(tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of mrr_forecast_backtest."""
    return [
        named(scope) | history.told(origin, horizon, method)
        for scope, history in histories(tables).items()
        for origin in history.paths
        for horizon in range(1, HORIZON + 1)
        for method in METHODS
    ]


def accuracy(tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of mrr_forecast_accuracy."""
    by_scope = histories(tables)
    told = (
        "origin_month_start",
        "origin_mrr",
        "history_months",
        "forecast_status",
        "interval_count",
        "interval_coverage",
    )
    maes = [f"{name}_mae" for name in (*METHODS, "shown")]
    found = []
    for row in scopes(tables):
        history = by_scope[row["scope_type"], row["scope_id"]]
        for horizon in range(1, HORIZON + 1):
            measured = history.accuracy(horizon)
            found.append(
                {name: row[name] for name in (*SCOPE_KEY, *told)}
                | {"horizon_months": horizon, "backtest_origins": measured["backtest_origins"]}
                | {name: measured[name] for name in maes}
                | {f"pooled_{name}": row[name] for name in maes}
            )
    return found


def months(tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of mrr_forecast_history."""
    found = []
    for scope, history in histories(tables).items():
        for number, row in enumerate(history.months):
            levels: Row = dict.fromkeys(LEVELS)
            if number >= YEAR:
                first = history.paths[number][0]
                levels = {
                    level: first[name] / (first["opening_mrr"] if level.endswith("rate") else 1)
                    for level, name in zip(LEVELS, MOVEMENTS, strict=True)
                }
            moved = {name: row[name] for name in (*MOVEMENTS, "fx_mrr")}
            found.append(
                named(scope)
                | moved
                | levels
                | {
                    "month_start": row["period_start"],
                    "history_month": number,
                    "mrr": row["kpi_value"],
                    "restated_opening_mrr": row["opening_mrr"] + row["fx_mrr"],
                }
            )
    return found


def paths(tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of mrr_forecast_paths."""
    found = []
    for scope, history in histories(tables).items():
        for origin, steps in history.paths.items():
            for horizon, step in enumerate(steps, 1):
                came = history.months[origin + horizon]["kpi_value"] if origin + horizon <= history.last else None
                for method in METHODS:
                    parts = step if method == "movements" else dict.fromkeys(step)
                    found.append(
                        named(scope)
                        | parts
                        | {
                            "origin_month_start": history.months[origin]["period_start"],
                            "origin_history_month": origin,
                            "horizon_months": horizon,
                            "method": method,
                            "forecast_mrr": history.forecast(origin, method, horizon),
                            "actual_mrr": came,
                        }
                    )
    return found
