"""customer_retention_rate and monthly_recurring_revenue."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .context import Key
from .maths import divide, known_sum, wilson
from .portfolio import ONE_DAY, Portfolio
from .rows import Measure, Table

MOVEMENTS = ("new", "reactivation", "expansion", "contraction", "churn")


@dataclass
class Bridge:
    """How MRR moved since the previous period's end; amounts in the reporting currency."""

    opening: float
    moved: dict[str, float]
    fx: float
    new_customers: int


def net_retention(portfolio: Portfolio, key: Key) -> tuple[float | None, float | None]:
    """Gross and net revenue retention of the base."""
    before = key.period.start - ONE_DAY
    close = portfolio.ctx.closing_day(key.period)
    flow = portfolio.flow(key)
    start_worth, end_worth = portfolio.worth(before, before), portfolio.worth(close, close)
    starts = {customer: start_worth[customer] for customer in flow.base}
    ends = {customer: end_worth.get(customer, 0.0) for customer in flow.base}
    kept = [
        min(start, ends[customer] or 0.0)
        for customer, start in starts.items()
        if start is not None and ends[customer] is not None
    ]
    total = known_sum(starts.values())
    return divide(math.fsum(kept), total), divide(known_sum(ends.values()), total)


def retention(portfolio: Portfolio, key: Key) -> Measure:
    """One row of customer_retention_rate."""
    flow = portfolio.flow(key)
    kept, base = len(flow.base & flow.end), len(flow.base)
    gross, net = net_retention(portfolio, key)
    extras = {
        "gross_revenue_retention": gross,
        "net_revenue_retention": net,
        "churned_customers": len(flow.churned),
        "reactivated_customers": len(flow.reactivated),
    }
    rate = divide(kept, base)
    return Measure(
        kept, base, rate, base, not (flow.base or flow.end), extras, wilson(rate, base, portfolio.ctx.reference.z)
    )


def movement(before: float | None, after: float | None, is_new: bool) -> tuple[str, float] | None:
    """What a customer's MRR did; None stands for a customer who is not active."""
    if before is None:
        return None if after is None else ("new" if is_new else "reactivation", after)
    if after is None:
        return "churn", -before
    return ("expansion" if after > before else "contraction", after - before)


def bridge(portfolio: Portfolio, key: Key) -> Bridge:
    """Opening MRR, movements at the closing day's rates, and the effect of rates."""
    before, close = key.period.start - ONE_DAY, portfolio.ctx.closing_day(key.period)
    flow = portfolio.flow(key)
    opening, restated = portfolio.worth(before, before), portfolio.worth(before, close)
    closing = portfolio.worth(close, close)
    moved: dict[str, list[float]] = {name: [] for name in MOVEMENTS}
    new_customers = 0
    for customer in flow.base | flow.end:
        old = (restated[customer] or 0.0) if customer in flow.base else None
        now = (closing[customer] or 0.0) if customer in flow.end else None
        change = movement(old, now, customer in flow.new)
        if change is not None:
            moved[change[0]].append(change[1])
            new_customers += change[0] == "new" and closing[customer] is not None
    total = math.fsum(opening[customer] or 0.0 for customer in flow.base)
    fx = math.fsum((restated[customer] or 0.0) - (opening[customer] or 0.0) for customer in flow.base)
    return Bridge(total, {name: math.fsum(parts) for name, parts in moved.items()}, fx, new_customers)


def recurring(portfolio: Portfolio, key: Key) -> Measure:
    """One row of monthly_recurring_revenue."""
    close = portfolio.ctx.closing_day(key.period)
    value = portfolio.mrr(key.scope, close)
    customers = len(portfolio.active(key.scope, close))
    found = bridge(portfolio, key)
    gained = found.moved["new"] + found.moved["reactivation"] + found.moved["expansion"]
    extras = {
        "opening_mrr": found.opening,
        **{f"{name}_mrr": amount for name, amount in found.moved.items()},
        "fx_mrr": found.fx,
        "customers": customers,
        "arpa": divide(value, customers),
        "arr": None if value is None else 12 * value,
        "quick_ratio": divide(gained, -(found.moved["contraction"] + found.moved["churn"])),
        "average_new_mrr": divide(found.moved["new"], found.new_customers),
    }
    status = "no_data" if value is None else None
    return Measure(value, None, value, customers, False, extras, status=status)


def populated(portfolio: Portfolio) -> set[Key]:
    """Rows with a customer active before the period or at its end."""
    keys = (Key(period, scope) for period in portfolio.ctx.spine.all() for scope in portfolio.all_scopes())
    return {key for key in keys if (flow := portfolio.flow(key)).base or flow.end}


def tables(portfolio: Portfolio) -> list[Table]:
    """Both KPIs over all rows."""
    keys = populated(portfolio)
    return [
        Table("customer_retention_rate", keys, lambda key: retention(portfolio, key)),
        Table("monthly_recurring_revenue", keys, lambda key: recurring(portfolio, key)),
    ]
