"""Customers by scope and day: who is active, at what worth, who came, went and came back."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from .context import COMPANY, Context, Key, Scope
from .maths import divide, known_sum
from .periods import Period
from .rows import own_target

ONE_DAY = timedelta(days=1)
LIFETIME = "customer_lifetime_value"
MRR = "monthly_recurring_revenue"


@dataclass
class Lifetime:
    """CLV of a scope on a day; unknown parts are None."""

    exposures: int
    active: int
    arpa: float | None = None
    churn: float | None = None
    value: float | None = None
    months: float | None = None
    margin_value: float | None = None
    is_capped: bool = False


@dataclass
class Flow:
    """Customers at both ends of a period."""

    base: set[str]
    end: set[str]
    new: set[str]

    @property
    def churned(self) -> set[str]:
        """In the base and no longer active."""
        return self.base - self.end

    @property
    def reactivated(self) -> set[str]:
        """Active at the end, not in the base, and not new."""
        return self.end - self.base - self.new


@dataclass
class Portfolio:
    """Customers of all scopes."""

    ctx: Context
    scopes: dict[str, tuple[Scope, ...]] = field(default_factory=dict)
    _active: dict[date, dict[Scope, set[str]]] = field(default_factory=dict)
    _worth: dict[tuple[date, date], dict[str, float | None]] = field(default_factory=dict)
    _month_ends: dict[Scope, list[tuple[date, float | None]]] = field(default_factory=dict)
    _first: dict[Scope, list[tuple[date, str]]] = field(default_factory=dict)
    _lifetimes: dict[tuple[Scope, date], Lifetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Sort customers into the scopes of their owners and their slices."""
        first: dict[Scope, list[tuple[date, str]]] = defaultdict(list)
        for customer, day in self.ctx.book.first_start.items():
            account = self.ctx.data.accounts.get(customer)
            self.scopes[customer] = (
                *self.ctx.scopes(account["owner_id"] if account else None),
                *self.ctx.slices.of_customer(customer),
            )
            for scope in self.scopes[customer]:
                first[scope].append((day, customer))
        self._first = {scope: sorted(listed) for scope, listed in first.items()}

    def all_scopes(self) -> set[Scope]:
        """The company and every scope with a customer."""
        return {COMPANY, *self._first}

    def active(self, scope: Scope, day: date) -> set[str]:
        """Customers active on a day."""
        if day not in self._active:
            groups: dict[Scope, set[str]] = defaultdict(set)
            for customer in self.ctx.book.state(day):
                for member_of in self.scopes[customer]:
                    groups[member_of].add(customer)
            self._active[day] = groups
        return self._active[day].get(scope, set())

    def worth(self, day: date, rate_day: date) -> dict[str, float | None]:
        """MRR of each customer active on a day, at the rates of another; None where no part is known."""
        key = (day, rate_day)
        if key not in self._worth:
            book = self.ctx.book
            self._worth[key] = {c: book.worth(native, rate_day) for c, native in book.state(day).items()}
        return self._worth[key]

    def mrr(self, scope: Scope, day: date) -> float | None:
        """MRR of a scope on a day: 0 without customers, None where none of it has a rate."""
        worth = self.worth(day, day)
        return known_sum(worth[customer] for customer in self.active(scope, day))

    def ever(self, scope: Scope, first: date, last: date) -> set[str]:
        """Customers whose first paid start lies in a span of days."""
        return {customer for day, customer in self._first.get(scope, ()) if first <= day <= last}

    def flow(self, key: Key) -> Flow:
        """Who was there before the period, at its end, and new in it."""
        start, close = key.period.start, self.ctx.closing_day(key.period)
        return Flow(
            self.active(key.scope, start - ONE_DAY),
            self.active(key.scope, close),
            self.ever(key.scope, start, close),
        )

    def pooled_churn(self, scope: Scope, day: date) -> tuple[int, int]:
        """Exposures and churned customers of the last complete months up to a day."""
        exposures = churned = 0
        for month in self.ctx.spine.months_until(day)[-int(self.ctx.reference.settings["clv_months"]) :]:
            before = self.active(scope, month.start - ONE_DAY)
            exposures += len(before)
            churned += len(before - self.active(scope, month.end))
        return exposures, churned

    def margin(self, scope: Scope, day: date) -> float | None:
        """Gross margin of a scope, weighted by MRR."""
        worth = self.worth(day, day)
        known = [(c, amount) for c in self.active(scope, day) if (amount := worth[c]) is not None]
        margins = self.ctx.reference.margins
        weighted = math.fsum(
            amount * margins.get(self.segment(customer), self.ctx.settings.gross_margin) for customer, amount in known
        )
        return divide(weighted, math.fsum(amount for _, amount in known))

    def segment(self, customer: str) -> str:
        """The segment of a customer; empty where it has none."""
        account = self.ctx.data.accounts.get(customer)
        return (account["segment"] or "") if account else ""

    def lifetime(self, scope: Scope, day: date) -> Lifetime:
        """CLV on a day."""
        key = (scope, day)
        if key not in self._lifetimes:
            self._lifetimes[key] = self._find_lifetime(scope, day)
        return self._lifetimes[key]

    def _find_lifetime(self, scope: Scope, day: date) -> Lifetime:
        exposures, churned = self.pooled_churn(scope, day)
        found = Lifetime(exposures, len(self.active(scope, day)))
        settings = self.ctx.reference.settings
        if exposures < self.ctx.reference.definitions[LIFETIME].min_sample:
            return found
        raw = (churned + settings["clv_prior_churned"]) / (exposures + settings["clv_prior_exposures"])
        found.is_capped = raw < 1 / settings["clv_max_months"]
        found.churn = max(raw, 1 / settings["clv_max_months"])
        found.months = 1 / found.churn
        if found.active:
            found.arpa = divide(self.mrr(scope, day), found.active)
            found.value = divide(found.arpa, found.churn)
            margin = self.margin(scope, day)
            if found.value is not None and margin is not None:
                found.margin_value = found.value * margin
        return found

    def month_ends(self, scope: Scope) -> list[tuple[date, float | None]]:
        """MRR of a scope on the last day of each complete month."""
        if scope not in self._month_ends:
            months = self.ctx.spine.months_until(self.ctx.data.as_of)
            self._month_ends[scope] = [(month.end, self.mrr(scope, month.end)) for month in months]
        return self._month_ends[scope]

    def realised(self, scope: Scope, day: date) -> float | None:
        """Month-end MRR of all complete months up to a day, for each customer ever active by then."""
        total = known_sum(amount for end, amount in self.month_ends(scope) if end <= day)
        return divide(total, len(self.ever(scope, date.min, day)))

    def own_mrr_target(self, scope: Scope, period: Period) -> float | None:
        """The MRR target of exactly this row."""
        target = own_target(self.ctx, MRR, scope, period)
        return target.value if target else None
