"""kpi_identities: both sides of each relation, from the independent KPI tables and the raw records."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date
from typing import Any

from .across import Across, Row
from .context import COMPANY, Key, Scope, is_slice
from .kpi_deals import amount_of
from .maths import divide, known_sum
from .periods import Period
from .portfolio import Portfolio

Sides = tuple[float | None, float | None, float | None]  # left, right, scale
MOVES = ("new_mrr", "reactivation_mrr", "expansion_mrr", "contraction_mrr", "churn_mrr", "fx_mrr")


def key_of(row: Row) -> Key:
    """The key of a KPI's row."""
    period = Period(row["period_type"], row["period_start"], row["period_end"])
    return Key(period, Scope(row["scope_type"], row["scope_id"]))


def total(*parts: float | None) -> float | None:
    """The sum; None where a part is."""
    return None if None in parts else math.fsum(part for part in parts if part is not None)


def crm_customers(across: Across) -> dict[Key, int]:
    """Customers by the rows in which their first deal was won."""
    ctx = across.ctx
    first: dict[str, date] = {}
    for deal in ctx.data.rows["deals"]:
        customer = ctx.data.customer(deal["account_id"])
        if deal["outcome"] == "won" and deal["closed_at"] is not None and customer is not None:
            day = ctx.day(deal["closed_at"])
            first[customer] = min(first.get(customer, day), day)
    found: dict[Key, int] = defaultdict(int)
    for customer, day in first.items():
        account = ctx.data.accounts.get(customer)
        for key in ctx.keys(day, account["owner_id"] if account else None):
            found[key] += 1
    return found


def crm_amounts(across: Across) -> dict[Key, list[float | None]]:
    """Amounts of the new business won, by row."""
    found: dict[Key, list[float | None]] = defaultdict(list)
    for deal in across.ctx.data.rows["deals"]:
        if deal["outcome"] == "won" and deal["closed_at"] is not None and deal["deal_type"] == "new_business":
            for key in across.ctx.keys(across.ctx.day(deal["closed_at"]), deal["owner_id"]):
                found[key].append(amount_of(across.ctx, deal))
    return found


class Teller:
    """Both sides of every identity."""

    def __init__(self, across: Across) -> None:
        """Index the tables by row, and the teams' values by period."""
        self.across = across
        self.portfolio = Portfolio(across.ctx)
        self.rows = {
            kpi: {key_of(row): row for row in rows if not is_slice(row)} for kpi, rows in across.tables.items()
        }
        self.teams: dict[tuple[str, Period, str], list[float]] = defaultdict(list)
        for kpi, rows in self.rows.items():
            for key, row in rows.items():
                for column in ("kpi_value", "numerator"):
                    if key.scope.type == "team" and row[column] is not None:
                        self.teams[kpi, key.period, column].append(row[column])
        self.won, self.amounts = crm_customers(across), crm_amounts(across)

    def of_teams(self, kpi: str, key: Key, column: str) -> Sides:
        """The company's value and the sum over its teams."""
        value = self.rows[kpi][key][column]
        return value, None if value is None else math.fsum(self.teams[kpi, key.period, column]), None

    def of_mrr(self, key: Key, mrr: Row) -> dict[str, Sides]:
        """Identities on the rows of MRR."""
        kept: dict[str, Any] = self.rows["customer_retention_rate"].get(key, defaultdict(lambda: None))
        flow = self.portfolio.flow(key)
        value, customers, before = mrr["kpi_value"], mrr["customers"], mrr["previous_value"]
        churned = kept["churned_customers"]
        size = total(mrr["opening_mrr"], value, mrr["expansion_mrr"])
        scale = size and size + abs(mrr["fx_mrr"]) - mrr["contraction_mrr"] - mrr["churn_mrr"]
        found: dict[str, Sides] = {
            "customers_bridge": (
                customers,
                total(
                    kept["denominator"],
                    len(flow.new & flow.end),
                    kept["reactivated_customers"],
                    None if churned is None else -churned,
                ),
                None,
            ),
            "mrr_bridge": (value, total(mrr["opening_mrr"], *(mrr[name] for name in MOVES)), scale),
            "mrr_opening": (None if before is None else mrr["opening_mrr"], before, None),
            "mrr_per_customer": (value, self.per_customer(mrr), None),
            "arr_of_mrr": (mrr["arr"], None if value is None else 12 * value, None),
        }
        if key.scope == COMPANY:
            amount = known_sum(self.amounts.get(key, []))
            absent = self.across.ctx.is_absent("deals")
            found["teams_mrr"] = self.of_teams("monthly_recurring_revenue", key, "kpi_value")
            found["new_mrr_in_crm"] = (mrr["new_mrr"], None if absent or amount is None else amount / 12, None)
        return found

    @staticmethod
    def per_customer(mrr: Row) -> float | None:
        """ARPA times customers."""
        if mrr["customers"] == 0:
            return 0.0
        return None if mrr["arpa"] is None else mrr["arpa"] * mrr["customers"]

    def of_deals(self, key: Key, deals: Row) -> dict[str, Sides]:
        """Identities on the rows of the win/loss ratio."""
        ratio, won, lost = deals["kpi_value"], deals["numerator"], deals["denominator"]
        found: dict[str, Sides] = {
            "win_rate_of_ratio": (None, None, None)
            if ratio is None
            else (deals["win_rate"], ratio / (1 + ratio), None),
            "win_rate_of_deals": (deals["win_rate"], divide(won, total(won, lost)), None),
        }
        if key.scope == COMPANY:
            found["teams_won_deals"] = self.of_teams("deal_win_loss_ratio", key, "numerator")
        return found

    def of_new_customers(self, key: Key, new: Row) -> dict[str, Sides]:
        """Identities on the rows of new customers."""
        other = self.rows["customer_acquisition_rate"].get(key)
        absent = self.across.ctx.is_absent("deals")
        found: dict[str, Sides] = {
            "new_customers_agree": (new["kpi_value"], other["numerator"] if other else None, None),
            "new_customers_in_crm": (new["kpi_value"], None if absent else self.won.get(key, 0), None),
        }
        if key.scope == COMPANY:
            found["teams_new_customers"] = self.of_teams("new_customers", key, "kpi_value")
        return found

    def all(self) -> dict[tuple[str, Key], Sides]:
        """Both sides by identity and row."""
        found: dict[tuple[str, Key], Sides] = {}
        for kpi, tell in (
            ("monthly_recurring_revenue", self.of_mrr),
            ("deal_win_loss_ratio", self.of_deals),
            ("new_customers", self.of_new_customers),
        ):
            for key, row in self.rows[kpi].items():
                found |= {(identity, key): sides for identity, sides in tell(key, row).items()}
        for key, row in self.rows["customer_retention_rate"].items():
            kept = total(row["numerator"], row["churned_customers"])
            found["customers_kept", key] = (row["denominator"], kept, None)
        for key, row in self.rows["customer_acquisition_rate"].items():
            gone, kept_row = row["churned_customers"], self.rows["customer_retention_rate"].get(key)
            known = kept_row["churned_customers"] if kept_row else None
            found["churned_agree", key] = (0 if known is None and gone is not None else known, gone, None)
        return found


def identities(across: Across) -> list[Row]:
    """The rows of kpi_identities, without texts."""
    rules = {row["identity_id"]: row for row in across.seed("kpi_identity_rules")}
    rows = []
    for (identity, key), (left, right, scale) in Teller(across).all().items():
        rule = rules[identity]
        residual = total(left, None if right is None else -right)
        tolerance = None
        if left is not None and right is not None:
            size = max(abs(left), abs(right)) if scale is None else abs(scale)
            tolerance = float(rule["absolute_tolerance"]) + float(rule[f"{key.period.type}_tolerance"]) * size
        is_complete = key.period.end <= across.ctx.data.as_of
        status = "not_assessed"
        if residual is not None and tolerance is not None and (is_complete or rule["breach_status"] == "broken"):
            status = "holds" if abs(residual) <= tolerance else rule["breach_status"]
        measure = rule["derived_measure"] or None
        is_derived = left is None and right is not None and measure is not None
        rows.append(
            {
                "identity_id": identity,
                "period_type": key.period.type,
                "period_start": key.period.start,
                "scope_type": key.scope.type,
                "scope_id": key.scope.id,
                "period_end": key.period.end,
                "is_complete_period": is_complete,
                "left_value": left,
                "right_value": right,
                "residual": residual,
                "tolerance": tolerance,
                "status": status,
                "is_derived": is_derived,
                "derived_measure": measure if is_derived else None,
                "derived_value": right if is_derived else None,
            }
        )
    return rows
