"""Who is a customer on a day, with what recurring revenue, and when each became one."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from .cleaning import Data
from .exports import Row, is_unreadable
from .reference import Rates

PAID = ("active", "canceled")
Native = dict[str | None, float]  # MRR by currency


def monthly(row: Row) -> float | None:
    """MRR of a subscription in its own currency; None where a part of it, or its end, is unusable."""
    if is_unreadable(row, "ends_on"):
        return None
    quantity, discount, interval = row["quantity"], row["discount_rate"], row["billing_interval_months"]
    if quantity is None or discount is None or not interval or row["status"] is None:
        return None
    if not 0 <= discount <= 1:
        return None
    if row["status"] not in PAID:
        return 0.0
    return quantity * row["unit_amount"] * (1 - discount) / interval


def is_paid(row: Row) -> bool:
    """Whether a subscription is ever active."""
    starts, ends = row["starts_on"], row["ends_on"]
    if starts is None or (ends is not None and ends <= starts):
        return False
    return (monthly(row) or 0) > 0


@dataclass
class Book:
    """Paid subscriptions by customer, with cached states by day."""

    rates: Rates
    paid: list[tuple[str, date, date | None, str | None, float]] = field(default_factory=list)
    first_start: dict[str, date] = field(default_factory=dict)
    _states: dict[date, dict[str, Native]] = field(default_factory=dict)

    def state(self, day: date) -> dict[str, Native]:
        """MRR by currency of each customer active on a day."""
        if day not in self._states:
            amounts: dict[str, dict[str | None, list[float]]] = defaultdict(lambda: defaultdict(list))
            for customer, starts, ends, currency, amount in self.paid:
                if starts <= day and (ends is None or ends > day):
                    amounts[customer][currency].append(amount)
            self._states[day] = {
                customer: {currency: math.fsum(parts) for currency, parts in native.items()}
                for customer, native in amounts.items()
            }
        return self._states[day]

    def worth(self, native: Native, day: date) -> float | None:
        """Amounts in the reporting currency at a day's rates, as far as known; None where none is."""
        known = [
            amount * rate for currency, amount in native.items() if (rate := self.rates.on(currency, day)) is not None
        ]
        return math.fsum(known) if known else None


def make_book(data: Data, rates: Rates) -> Book:
    """The book of the paid subscriptions that count."""
    book = Book(rates)
    for row in data.rows["subscriptions"]:
        amount, customer = monthly(row), data.customer(row["account_id"])
        if amount is None or customer is None or not is_paid(row):
            continue
        book.paid.append((customer, row["starts_on"], row["ends_on"], row["currency"], amount))
        first = book.first_start.get(customer, row["starts_on"])
        book.first_start[customer] = min(first, row["starts_on"])
    return book
