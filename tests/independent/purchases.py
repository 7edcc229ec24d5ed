"""Purchases of customers that buy without a contract: orders that count, and each customer's history of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from .context import Context

Row = dict[str, Any]
ORDER_KEY = ("order_id",)
HISTORY_KEY = ("customer_id",)


def orders(ctx: Context, _: dict[str, list[Row]]) -> list[Row]:
    """The rows of fct_orders."""
    found = []
    for row in ctx.data.rows["orders"]:
        day, amount = row["ordered_on"], row["amount"]
        rate = ctx.reference.rates.on(row["currency"], day) if day else None
        if row["currency"] == ctx.settings.currency:
            rate = 1.0
        found.append(
            {
                "order_id": row["order_id"],
                "customer_id": ctx.data.customer(row["account_id"]),
                "ordered_on": day,
                "native_amount": amount,
                "order_amount": None if amount is None or rate is None else amount * rate,
                "is_credit": amount is not None and amount < 0,
            }
        )
    return found


def mean(values: list[float]) -> float | None:
    """The mean; None of nothing."""
    return sum(values) / len(values) if values else None


def known_sum(values: list[float | None]) -> float | None:
    """The sum of what is known: 0 of nothing, None where nothing is known."""
    known = [value for value in values if value is not None]
    return sum(known) if known or not values else None


def history(customer: str, bought: dict[date, list[float | None]], credits: list[float | None], as_of: date) -> Row:
    """A row of fct_purchase_histories."""
    days = sorted(bought)
    by_day = {day: None if None in bought[day] else sum(a for a in bought[day] if a is not None) for day in days}
    repeats = [amount for day in days[1:] if (amount := by_day[day]) is not None]
    return {
        "customer_id": customer,
        "first_ordered_on": days[0],
        "last_ordered_on": days[-1],
        "order_count": sum(len(amounts) for amounts in bought.values()),
        "purchase_day_count": len(days),
        "repeat_count": len(days) - 1,
        "recency_days": (days[-1] - days[0]).days,
        "age_days": (as_of - days[0]).days,
        "purchase_amount": known_sum(list(by_day.values())),
        "known_repeat_count": len(repeats),
        "average_repeat_amount": mean(repeats),
        "credit_count": len(credits),
        "credit_amount": known_sum(credits),
    }


def histories(ctx: Context, tables: dict[str, list[Row]]) -> list[Row]:
    """The rows of fct_purchase_histories."""
    bought: dict[str, dict[date, list[float | None]]] = defaultdict(lambda: defaultdict(list))
    credits: dict[str, list[float | None]] = defaultdict(list)
    for row in orders(ctx, tables):
        if row["ordered_on"] is None:
            continue
        if row["is_credit"]:
            credits[row["customer_id"]].append(row["order_amount"])
        else:
            bought[row["customer_id"]][row["ordered_on"]].append(row["order_amount"])
    return [history(customer, days, credits[customer], ctx.data.as_of) for customer, days in bought.items()]
