"""sql_to_customer_conversion_rate: cohorts of prospects that became customers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .context import Context, Key
from .exports import Row
from .maths import divide, percentile, wilson
from .rows import Measure, Table

WINDOWS = (30, 60, 180)


@dataclass
class Prospect:
    """A customer or a lone lead, its first qualification, and the days until it paid."""

    lead_id: str
    owner: str | None
    day: date
    days: int | None


def prospect_id(ctx: Context, lead: Row, deals: dict[str, Row]) -> tuple[str, str]:
    """The customer of the lead's account, else of its deal's account, else the lead."""
    account = lead["account_id"]
    if account is None and lead["deal_id"] in deals:
        account = deals[lead["deal_id"]]["account_id"]
    customer = ctx.data.customer(account)
    return ("lead", lead["lead_id"]) if customer is None else ("customer", customer)


def won_days(ctx: Context) -> dict[tuple[str, str], date]:
    """The first won deal's close date of each prospect."""
    found: dict[tuple[str, str], date] = {}
    leads_of: dict[str, set[str]] = defaultdict(set)
    for lead in ctx.data.rows["leads"]:
        if lead["deal_id"] is not None:
            leads_of[lead["deal_id"]].add(lead["lead_id"])
    for deal in ctx.data.rows["deals"]:
        if deal["outcome"] != "won" or deal["closed_at"] is None:
            continue
        day = ctx.day(deal["closed_at"])
        customer = ctx.data.customer(deal["account_id"])
        owners = [("customer", customer)] if customer is not None else []
        named = leads_of[deal["deal_id"]] | ({deal["lead_id"]} if deal["lead_id"] else set())
        for prospect in owners + [("lead", lead) for lead in named]:
            found[prospect] = min(found.get(prospect, day), day)
    return found


def start_days(ctx: Context) -> dict[tuple[str, str], date]:
    """The day on which each prospect became a customer, by the method in use."""
    if ctx.is_absent("subscriptions"):
        return won_days(ctx)
    return {("customer", customer): day for customer, day in ctx.book.first_start.items()}


def prospects(ctx: Context) -> list[Prospect]:
    """Every prospect that was no customer before its first qualification."""
    deals = {row["deal_id"]: row for row in ctx.data.rows["deals"]}
    starts = start_days(ctx)
    first: dict[tuple[str, str], tuple[datetime, bytes, Row]] = {}
    for lead in ctx.data.rows["leads"]:
        if lead["qualified_at"] is None:
            continue
        prospect = prospect_id(ctx, lead, deals)
        candidate = (lead["qualified_at"], lead["lead_id"].encode(), lead)
        if prospect not in first or candidate[:2] < first[prospect][:2]:
            first[prospect] = candidate
    found = []
    for prospect, (moment, _, lead) in first.items():
        day, start = ctx.day(moment), starts.get(prospect)
        days = None if start is None else (start - day).days
        if days is None or days >= 0:
            found.append(Prospect(lead["lead_id"], lead["owner_id"], day, days))
    return found


def converted(members: list[Prospect], days: int) -> int:
    """How many became customers 0 to so many days after."""
    return sum(1 for member in members if member.days is not None and member.days <= days)


def measure(ctx: Context, key: Key, members: list[Prospect], maturity: int) -> Measure:
    """One row."""
    size, count = len(members), converted(members, maturity)
    rate = divide(count, size)
    waits = [member.days for member in members if member.days is not None]
    extras: dict[str, object] = {}
    for window in WINDOWS:
        passed = key.period.end + timedelta(days=window) <= ctx.data.as_of
        extras[f"converted_{window}_days_rate"] = divide(converted(members, window), size) if passed else None
    extras["converted_ever_rate"] = divide(len(waits), size)
    extras["median_days_to_customer"] = percentile(waits, 0.5)
    extras["method"] = "won_deal" if ctx.is_absent("subscriptions") else "paid_subscription"
    return Measure(count, size, rate, size, not members, extras, wilson(rate, size, ctx.reference.z))


def table(ctx: Context) -> Table:
    """The KPI over all rows."""
    kpi_id = "sql_to_customer_conversion_rate"
    maturity = ctx.reference.definitions[kpi_id].maturity_days or 90
    found: dict[Key, list[Prospect]] = defaultdict(list)
    for prospect in prospects(ctx):
        for key in ctx.keys(prospect.day, prospect.owner, ctx.slices.of_lead(prospect.lead_id)):
            found[key].append(prospect)
    return Table(kpi_id, set(found), lambda key: measure(ctx, key, found.get(key, []), maturity))
