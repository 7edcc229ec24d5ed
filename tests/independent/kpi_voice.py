"""share_of_voice: how often our brand is named, by survey and in posts."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .context import COMPANY, Context, Key
from .exports import Row, is_unreadable
from .maths import divide, wilson
from .periods import TYPES, Period
from .rows import Measure, Table

QUESTION = "unaided_awareness"


@dataclass
class Naming:
    """A tracked brand named by a respondent on a day, or in a post."""

    weight: float
    is_ours: bool


def by_period(ctx: Context, items: Iterable[Row], column: str) -> dict[Period, list[Row]]:
    """Rows that have a day, by period; `_day` holds it."""
    found: dict[Period, list[Row]] = defaultdict(list)
    for item in items:
        if item[column] is None:
            continue
        item["_day"] = item[column] if column == "surveyed_on" else ctx.day(item[column])
        for kind in TYPES:
            period = ctx.spine.of(kind, item["_day"])
            if period is not None:
                found[period].append(item)
    return found


def namings(ctx: Context, rows: list[Row], key_columns: tuple[str, ...]) -> list[Naming]:
    """Namings of tracked brands, after the aliases, one a key and brand."""
    brands = ctx.reference.brands
    seen: set[tuple[Any, ...]] = set()
    found = []
    for row in rows:
        if row["brand"] is None:
            continue
        brand = brands.aliases.get(row["brand"], row["brand"])
        is_ours = brands.is_ours(brand, row["_day"])
        key = (*(row[column] for column in key_columns), brand)
        if is_ours is None or key in seen:
            continue
        seen.add(key)
        found.append(Naming(row["weight"] or 0.0, is_ours))
    return found


def is_our_naming(ctx: Context, row: Row) -> bool:
    """Whether a survey answer names our brand."""
    if row["brand"] is None:
        return False
    brands = ctx.reference.brands
    return bool(brands.is_ours(brands.aliases.get(row["brand"], row["brand"]), row["_day"]))


def respondent_rate(ctx: Context, rows: list[Row], first_only: bool) -> float | None:
    """Weighted share of respondents who named our brand, or named it first."""
    weights: dict[str, float] = {}
    ours: set[str] = set()
    for row in rows:
        respondent = row["respondent_id"]
        weights[respondent] = max(weights.get(respondent, 0.0), row["weight"] or 0.0)
        if is_our_naming(ctx, row) and (row["rank"] == 1 or not first_only):
            ours.add(row["respondent_id"])
    named = math.fsum(weights[respondent] for respondent in ours)
    return divide(named, math.fsum(weights.values()))


def share(found: list[Naming]) -> tuple[float, float]:
    """Weight of our namings and of all."""
    return math.fsum(n.weight for n in found if n.is_ours), math.fsum(n.weight for n in found)


def measure(ctx: Context, period: Period, answers: list[Row], posts: list[Row]) -> Measure:
    """One row."""
    found = namings(ctx, answers, ("respondent_id", "_day"))
    ours, total = share(found) if answers else (None, None)
    squares = math.fsum(n.weight * n.weight for n in found)
    effective = divide((total or 0.0) ** 2, squares)
    value = divide(ours, total)
    mention_share = divide(*share(namings(ctx, posts, ("mention_id",))))
    extras = {
        "unaided_awareness_rate": respondent_rate(ctx, answers, False),
        "top_of_mind_rate": respondent_rate(ctx, answers, True),
        "mention_share": mention_share,
        "effective_sample_size": effective,
        "brand_set_version": ctx.reference.brands.version(period.end),
    }
    return Measure(ours, total, value, len(found), not answers, extras, wilson(value, effective, ctx.reference.z))


def same_version(before: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether two rows share their brand set."""
    return before["brand_set_version"] == row["brand_set_version"]


def survey_order(row: Row) -> tuple[date, float, bytes]:
    """Answers by day, then as they were named: the first of a brand's namings is the one that counts."""
    rank = math.inf if row["rank"] is None else row["rank"]
    return row["surveyed_on"] or date.max, rank, row["response_id"].encode()


def post_order(row: Row) -> tuple[datetime, float]:
    """Posts by time, then weight: of two namings of a brand the first, else the smaller one counts."""
    return row["mentioned_at"] or datetime.max, math.inf if row["weight"] is None else row["weight"]


def asked(ctx: Context) -> list[Row]:
    """The answers to the question whose weight is known, in order."""
    rows = ctx.data.rows["survey_responses"]
    return sorted(
        (row for row in rows if row["question"] == QUESTION and not is_unreadable(row, "weight")), key=survey_order
    )


def posted(ctx: Context) -> list[Row]:
    """The posts that are neither ours nor bots', and of which both and the weight are known, in order; a brand once each."""
    rows = ctx.data.rows["brand_mentions"]
    known = (row for row in rows if not is_unreadable(row, "weight", "is_owned", "is_bot"))
    aliases = ctx.reference.brands.aliases
    first: dict[tuple[str, str], Row] = {}
    for row in sorted((row for row in known if not row["is_owned"] and not row["is_bot"]), key=post_order):
        first.setdefault((row["mention_id"], aliases.get(row["brand"], row["brand"])), row)
    return list(first.values())


def table(ctx: Context) -> Table:
    """The KPI over all rows."""
    answers = by_period(ctx, asked(ctx), "surveyed_on")
    posts = by_period(ctx, posted(ctx), "mentioned_at")
    return Table(
        "share_of_voice",
        {Key(period, COMPANY) for period in answers},
        lambda key: measure(ctx, key.period, answers.get(key.period, []), posts.get(key.period, [])),
        previous_counts=same_version,
    )
