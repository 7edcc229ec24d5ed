"""Which records stand behind each KPI, and how many two KPIs share."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from .across import Across, Row
from .context import COMPANY, Context, Key
from .kpi_conversion import prospect_id, start_days
from .kpi_deals import LOST, days_to_close, is_judged
from .kpi_meetings import external_chains, is_counted
from .kpi_presentations import counted_sessions, make_links, wait_of
from .kpi_response import responses
from .kpi_touches import outcomes
from .kpi_voice import asked
from .portfolio import Portfolio

Record = tuple[str, str, str | None, date | None]  # KPI, kind, id, day
KINDS = ("session", "meeting", "naming", "deal", "lead", "customer")


def prospects(ctx: Context) -> list[tuple[tuple[str, str], Row, date, int | None]]:
    """Prospects that were no customer before: key, first qualified lead, its day, and the days to the first payment."""
    deals = {row["deal_id"]: row for row in ctx.data.rows["deals"]}
    starts = start_days(ctx)
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for lead in ctx.data.rows["leads"]:
        if lead["qualified_at"] is not None:
            groups[prospect_id(ctx, lead, deals)].append(lead)
    found = []
    for prospect, leads in groups.items():
        lead = min(leads, key=lambda row: (row["qualified_at"], row["lead_id"].encode()))
        day = ctx.day(lead["qualified_at"])
        days = (starts[prospect] - day).days if prospect in starts else None
        if days is None or days >= 0:
            found.append((prospect, lead, day, days))
    return found


def touches(ctx: Context) -> dict[str, tuple[date, int]]:
    """The outcome's day and the touches until then of each qualified lead with an outcome."""
    return {outcome.lead_id: (ctx.day(outcome.at), outcome.touches) for outcome in outcomes(ctx)}


def of_leads(ctx: Context) -> Iterator[Record]:
    """Records of response time, touches and conversion."""
    for response in responses(ctx):
        if response.is_qualified and response.business is not None:
            yield "average_response_time", "lead", response.lead_id, response.day
    for lead_id, (day, count) in touches(ctx).items():
        if count:
            yield "system_touches", "lead", lead_id, day
    for (kind, one), lead, day, _ in prospects(ctx):
        yield "sql_to_customer_conversion_rate", "lead", lead["lead_id"], day
        yield "sql_to_customer_conversion_rate", "customer", one if kind == "customer" else None, day


def of_deals(ctx: Context) -> Iterator[Record]:
    """Records of the win/loss ratio, and of the sales cycle those of them that were won after days that are known."""
    naming = defaultdict(set)
    for lead in ctx.data.rows["leads"]:
        naming[lead["deal_id"]].add(lead["lead_id"])
    for deal in ctx.data.rows["deals"]:
        if not is_judged(deal):
            continue
        if deal["outcome"] != "won" and deal["outcome"] not in LOST:
            continue
        day = ctx.day(deal["closed_at"])
        kpis = ["deal_win_loss_ratio"]
        if deal["outcome"] == "won" and days_to_close(ctx, [deal]):
            kpis.append("average_sales_cycle")
        for kpi in kpis:
            yield kpi, "deal", deal["deal_id"], day
            yield kpi, "customer", ctx.data.customer(deal["account_id"]), day
            for lead_id in naming[deal["deal_id"]] | {deal["lead_id"]}:
                yield kpi, "lead", lead_id, day


def of_meetings_and_sessions(ctx: Context) -> Iterator[Record]:
    """Records of meetings, presentations and follow-ups."""
    for chain in external_chains(ctx):
        if is_counted(ctx, chain):
            yield "meeting_acceptance_rate", "meeting", chain.latest["meeting_id"], chain.day
            yield "meeting_acceptance_rate", "lead", chain.latest["lead_id"], chain.day
    links = make_links(ctx)
    for session in counted_sessions(ctx):
        kpis = ["presentation_engagement"]
        if session["completed_at"] is not None and wait_of(ctx, session, links).minutes is not None:
            kpis.append("follow_up_time")
        for kpi in kpis:
            yield kpi, "session", session["session_id"], ctx.day(session["started_at"])
            yield kpi, "lead", session["lead_id"], ctx.day(session["started_at"])


def of_namings(ctx: Context) -> Iterator[Record]:
    """Records of share of voice: of a brand's namings by one respondent and day the first."""
    brands = ctx.reference.brands
    first: dict[tuple[str, date, str], tuple[float, bytes, str]] = {}
    for row in asked(ctx):
        if row["surveyed_on"] is None or row["brand"] is None:
            continue
        brand = brands.aliases.get(row["brand"], row["brand"])
        if brands.is_ours(brand, row["surveyed_on"]) is None:
            continue
        rank = math.inf if row["rank"] is None else row["rank"]
        one = (rank, row["response_id"].encode(), row["response_id"])
        key = (row["respondent_id"], row["surveyed_on"], brand)
        first[key] = min(first.get(key, one), one)
    for (_, day, _), (_, _, response) in first.items():
        yield "share_of_voice", "naming", response, day


def of_customers(ctx: Context) -> Iterator[Record]:
    """Records of the five KPIs by customer, from the months of the company."""
    portfolio = Portfolio(ctx)
    for period in ctx.spine.all():
        if period.type != "month":
            continue
        flow = portfolio.flow(Key(period, COMPANY))
        for kpi, members in (
            ("customer_retention_rate", flow.base),
            ("monthly_recurring_revenue", flow.end),
            ("customer_lifetime_value", flow.base | flow.end),
            ("customer_acquisition_rate", flow.base | flow.new),
            ("new_customers", flow.new),
        ):
            for customer in members:
                yield kpi, "customer", customer, period.start


def records(across: Across) -> dict[str, dict[str, set[str]]]:
    """Ids by KPI and kind."""
    ctx = across.ctx
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for source in (of_leads, of_deals, of_meetings_and_sessions, of_namings, of_customers):
        for kpi, kind, one, day in source(ctx):
            inside = day is not None and ctx.spine.of("month", day) is not None
            if one is not None and inside and kpi in ctx.reference.definitions and across.has_exports(kpi):
                found[kpi][kind].add(one)
    return found


def shared_records(across: Across) -> list[Row]:
    """The rows of kpi_shared_records."""
    behind = records(across)
    rows = []
    for first, second in combinations(sorted(behind), 2):
        for kind in behind[first].keys() & behind[second].keys():
            one, other = behind[first][kind], behind[second][kind]
            rows.append(
                {
                    "kpi_a": first,
                    "kpi_b": second,
                    "record_type": kind,
                    "record_count_a": len(one),
                    "record_count_b": len(other),
                    "shared_record_count": len(one & other),
                    "record_overlap": len(one & other) / len(one | other),
                }
            )
    return rows
