"""Bring data that was not written for this project into the form of the generic exports."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

Row = dict[str, str]
# In the pipeline file the product GTX Pro is written in one word.
PRODUCTS = {"GTXPro": "GTX Pro"}
OUTCOMES = {"Won": "won", "Lost": "lost", "Engaging": "open", "Prospecting": "open"}


def read(path: Path) -> list[Row]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def write(folder: Path, tables: Mapping[str, Iterable[Row]]) -> None:
    """Write each table as `<name>.csv`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in tables.items():
        rows = list(made)
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def maven_crm(source: Path, folder: Path) -> None:
    """Sales Opportunities: agents become users, managers teams, opportunities deals.

    A deal that is not engaged yet has no date at all; it is given the first day of the data, which no figure of
    closed deals depends on. A deal's amount is what it closed for, else the price of its product.
    """
    teams = read(source / "sales_teams.csv")
    prices = {row["product"]: row["sales_price"] for row in read(source / "products.csv")}
    pipeline = read(source / "sales_pipeline.csv")
    first_day = min(row["engage_date"] for row in pipeline if row["engage_date"])
    users = [
        {"user_id": row["sales_agent"], "name": row["sales_agent"], "team_id": row["manager"], "time_zone": "UTC"}
        for row in teams
    ]
    accounts = [
        {
            "account_id": row["account"],
            "name": row["account"],
            "parent_account_id": row["subsidiary_of"],
            "segment": row["sector"],
            "country": row["office_location"],
        }
        for row in read(source / "accounts.csv")
    ]
    deals = [
        {
            "deal_id": row["opportunity_id"],
            "created_at": row["engage_date"] or first_day,
            "closed_at": row["close_date"],
            "outcome": OUTCOMES[row["deal_stage"]],
            "stage": row["deal_stage"],
            "account_id": row["account"],
            "owner_id": row["sales_agent"],
            "amount": row["close_value"] or prices[PRODUCTS.get(row["product"], row["product"])],
        }
        for row in pipeline
    ]
    write(folder, {"users": users, "accounts": accounts, "deals": deals})


def mrr_playbook(source: Path, folder: Path) -> None:
    """Subscription periods of customers."""
    periods = read(source / "subscription_periods.csv")
    subscriptions = [
        {
            "subscription_id": row["subscription_id"],
            "account_id": row["customer_id"],
            "starts_on": row["start_date"],
            "ends_on": row["end_date"],
            "unit_amount": row["monthly_amount"],
        }
        for row in periods
    ]
    accounts = [{"account_id": customer} for customer in sorted({row["customer_id"] for row in periods})]
    write(folder, {"accounts": accounts, "subscriptions": subscriptions})
