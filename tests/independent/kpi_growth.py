"""customer_lifetime_value, customer_acquisition_rate and new_customers."""

from __future__ import annotations

from datetime import date, timedelta

from .context import Key
from .kpi_revenue import bridge, net_retention, populated
from .maths import divide
from .portfolio import LIFETIME, ONE_DAY, Portfolio
from .rows import Measure, Table, find_target


def lifetime_value(portfolio: Portfolio, key: Key) -> Measure:
    """One row of customer_lifetime_value."""
    day = portfolio.ctx.closing_day(key.period)
    found = portfolio.lifetime(key.scope, day)
    extras = {
        "lifetime_months": found.months,
        "gross_margin_clv": found.margin_value,
        "realised_revenue_per_customer": portfolio.realised(key.scope, day),
    }
    status = None
    if found.exposures < portfolio.ctx.reference.definitions[LIFETIME].min_sample:
        status = "low_sample"
    elif found.active and found.value is None:
        status = "no_data"
    empty = not found.exposures and not found.active
    return Measure(
        found.arpa,
        found.churn,
        found.value,
        found.exposures,
        empty,
        extras,
        capped=found.is_capped,
        status=status,
    )


def required_new_customers(portfolio: Portfolio, key: Key) -> float | None:
    """New customers that the row's own MRR target needs, not rounded, at least 0."""
    target = portfolio.own_mrr_target(key.scope, key.period)
    retained = net_retention(portfolio, key)[1]
    found = bridge(portfolio, key)
    if target is None or retained is None:
        return None
    average = divide(found.moved["new"], found.new_customers)
    required = divide(target - retained * found.opening, average)
    return None if required is None else max(required, 0.0)


def acquisition(portfolio: Portfolio, key: Key) -> Measure:
    """One row of customer_acquisition_rate."""
    flow = portfolio.flow(key)
    new, base = len(flow.new), len(flow.base)
    at_start = portfolio.lifetime(key.scope, key.period.start - ONE_DAY).value
    extras = {
        "reactivated_customers": len(flow.reactivated),
        "churned_customers": len(flow.churned),
        "break_even_rate": divide(len(flow.churned) - len(flow.reactivated), base),
        "required_new_customers": required_new_customers(portfolio, key),
        "clv_at_start": at_start,
        "acquisition_value": None if at_start is None else new * at_start,
    }
    empty = not (flow.base or flow.end or flow.new)
    return Measure(new, base, divide(new, base), base, empty, extras)


def new_customers(portfolio: Portfolio, key: Key) -> Measure:
    """One row of new_customers with its pacing."""
    ctx = portfolio.ctx
    start, end, close = key.period.start, key.period.end, ctx.closing_day(key.period)
    count = len(portfolio.flow(key).new)
    calendars = ctx.reference.calendars
    elapsed, whole = calendars.working_days(start, close), calendars.working_days(start, end)
    left = calendars.working_days(close + timedelta(days=1), end)
    target = find_target(ctx, ctx.reference.definitions["new_customers"], key)
    goal = target.value if target else None
    run_rate = divide(count * whole, elapsed)
    extras = {
        "expected_to_date": None if goal is None else divide(goal * elapsed, whole),
        "run_rate_forecast": run_rate,
        "required_per_day": None if goal is None else divide(max(goal - count, 0.0), left),
    }
    return Measure(count, None, count, count, False, extras)


def exposed(portfolio: Portfolio) -> set[Key]:
    """Rows with an exposure in the pooled months, or an active customer at the end."""
    ctx = portfolio.ctx
    found = set()
    for period in ctx.spine.all():
        day: date = ctx.closing_day(period)
        for scope in portfolio.all_scopes():
            lifetime = portfolio.lifetime(scope, day)
            if lifetime.exposures or lifetime.active:
                found.add(Key(period, scope))
    return found


def tables(portfolio: Portfolio) -> list[Table]:
    """The three KPIs over all rows."""
    keys = populated(portfolio)
    spine = portfolio.ctx.spine.all()
    with_new = {
        key for period in spine for scope in portfolio.all_scopes() if portfolio.flow(key := Key(period, scope)).new
    }
    return [
        Table("customer_lifetime_value", exposed(portfolio), lambda key: lifetime_value(portfolio, key)),
        Table("customer_acquisition_rate", keys | with_new, lambda key: acquisition(portfolio, key)),
        Table("new_customers", keys | with_new, lambda key: new_customers(portfolio, key)),
    ]
