"""customer_experience_signal: the survey's score of a won deal, or what may stand in for it."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from .across import Across, Row
from .maths import mean, wilson


def scores(across: Across) -> dict[str, list[float]]:
    """Scores by deal, as far as they were given by the as-of date."""
    found: dict[str, list[float]] = defaultdict(list)
    for row in across.ctx.data.rows["survey_responses"]:
        if row["question"] != "experience" or row["surveyed_on"] is None:
            continue
        if row["deal_id"] is not None and row["score"] is not None:
            found[row["deal_id"]].append(row["score"])
    return found


def retained(across: Across, customer: str | None, due: object) -> bool | None:
    """Whether a customer who had paid by a day is active on it."""
    book = across.ctx.book
    if customer is None or due is None or due > across.ctx.data.as_of:
        return None
    first = book.first_start.get(customer)
    return None if first is None or first > due else customer in book.state(due)


def signals(across: Across) -> list[Row]:
    """The rows of customer_experience_signal."""
    ctx, limits, given = across.ctx, across.settings(), scores(across)
    rows = []
    for deal in ctx.data.rows["deals"]:
        if deal["outcome"] != "won":
            continue
        closed = None if deal["closed_at"] is None else ctx.day(deal["closed_at"])
        due = None if closed is None else closed + timedelta(days=limits["experience_retention_days"])
        customer = ctx.data.customer(deal["account_id"])
        score = mean(given.get(deal["deal_id"], []))
        rows.append(
            {
                "deal_id": deal["deal_id"],
                "customer_id": customer,
                "rep_id": deal["owner_id"] or "unassigned",
                "team_id": ctx.team(deal["owner_id"]),
                "closed_on": closed,
                "survey_score": score,
                "score_count": len(given.get(deal["deal_id"], [])),
                "is_high_score": None if score is None else round(score, 6) >= limits["experience_high_score"],
                "retention_due_on": due,
                "is_retained": retained(across, customer, due),
            }
        )
    known = [row for row in rows if row["is_high_score"] is not None and row["is_retained"] is not None]
    size = len(known)
    high = sum(1 for row in known if row["is_high_score"])
    agreement = sum(1 for row in known if row["is_high_score"] == row["is_retained"]) / size if size else None
    base = max(high, size - high) / size if size else None
    low, _ = wilson(agreement, size, ctx.reference.z)
    offered = size >= limits["experience_min_known"] and low is not None and base is not None and low > base
    for row in rows:
        source = "survey" if row["is_high_score"] is not None else "unknown"
        if source == "unknown" and offered and row["is_retained"] is not None:
            source = "proxy"
        good = row["is_high_score"] if source == "survey" else row["is_retained"]
        row["signal"] = "unknown" if source == "unknown" else "good" if good else "poor"
        row["signal_source"] = source
        row["is_proxy_offered"] = offered
        row["proxy_known_count"] = size
        row["proxy_agreement_rate"], row["proxy_agreement_ci_low"], row["proxy_base_rate"] = agreement, low, base
    return rows
