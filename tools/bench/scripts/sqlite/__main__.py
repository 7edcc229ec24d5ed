"""python -m tools.bench.scripts.sqlite EXPORTS REFERENCE OUT.csv: the rows into SQLite, then SQL.

Python does what SQLite lacks: it reads the CSV, follows merges to their ends and knows time zones.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tools.bench.scripts.shared import COLUMNS, COMMON, Script, ends_of, fits, open_slots, periods, script

HERE = Path(__file__).parent
# What the SQL files write short.
MACROS = {
    r"\binstant\((\w+)\)": r"unixepoch(\1)",
    r"\bday\((\w+)\)": r"date(\1)",
    r"\bnumber\((\w+)\)": r"cast(\1 as real)",
    r"\byes\((\w+), ([01])\)": r"case lower(coalesce(\1, \2)) when 'true' then 1 when 'yes' then 1 when '1' then 1"
    r" when 'false' then 0 when 'no' then 0 when '0' then 0 end",
}
# Export -> the columns that are read. What places a record in time begins the calendar, whether its KPI is computed or not.
EXPORTS = {
    "users": "user_id team_id time_zone calendar_id",
    "accounts": "account_id parent_account_id owner_id name",
    "leads": "lead_id owner_id account_id deal_id email company merged_into_id origin created_at inquiry_at qualified_at"
    " disqualified_at converted_at is_deleted is_test",
    "deals": "deal_id owner_id account_id lead_id name merged_into_id outcome deal_type created_at closed_at is_deleted is_test",
    "activities": "activity_id occurred_at type lead_id account_id deal_id message_id direction status is_automated is_deleted",
    "meetings": "meeting_id organizer_id lead_id account_id deal_id rescheduled_from_id invited_at starts_at responded_at"
    " withdrawn_at response outcome is_external is_self_booked is_deleted",
    "subscriptions": "subscription_id account_id starts_on ends_on quantity unit_amount discount_rate billing_interval_months"
    " currency status is_deleted",
    "survey_responses": "surveyed_on",
    "presentation_sessions": "started_at",
}
# Part -> its records, by KPI; a part without any writes its rows itself.
RECORDS = {
    "average_response_time": {"average_response_time": "answered"},
    "system_touches": {"system_touches": "touched"},
    "meeting_acceptance_rate": {"meeting_acceptance_rate": "invited"},
    "deals": {"deal_win_loss_ratio": "decided", "average_sales_cycle": "won"},
    "customers": {},
}


class Company:
    """A database in memory with what counts of the exports."""

    def __init__(self, run: Script) -> None:
        self.run = run
        self.database = sqlite3.connect(":memory:")
        for export, columns in EXPORTS.items():
            names = columns.split()
            rows = cells(run.exports / f"{export}.csv", names)
            self.fill(f"raw_{export}", names, rows)
        self.execute("records")
        for export, columns in {"leads": ("email", "company"), "deals": ("name",), "accounts": ("name",)}.items():
            self.mark_tests(export, columns)
        self.fill("merged_leads", ["id", "last_id"], self.ends("leads", "lead_id", "merged_into_id"))
        self.fill("merged_deals", ["id", "last_id"], self.ends("deals", "deal_id", "merged_into_id"))
        self.fill("tops", ["id", "last_id"], self.ends("accounts", "account_id", "parent_account_id", known=False))
        self.execute("counts")
        self.fill("chains", ["id", "last_id"], self.ends("sound_meetings", "meeting_id", "rescheduled_from_id"))
        self.calendar()

    def execute(self, name: str, **words: str) -> None:
        """Run a file of SQL, with some words of it replaced."""
        sql = (HERE / f"{name}.sql").read_text(encoding="utf-8")
        for pattern, written in (MACROS | words).items():
            sql = re.sub(pattern, written, sql)
        self.database.executescript(sql)

    def fill(self, table: str, columns: list[str], rows: Iterable[tuple[object, ...]]) -> None:
        """Make a table of rows; the first column of one that is looked up is its key."""
        key = " primary key" if "last_id" in columns else ""
        self.database.execute(f"create temp table {table} ({', '.join(columns).replace(',', f'{key},', 1)})")
        self.database.executemany(f"insert into {table} values ({', '.join('?' * len(columns))})", rows)

    def mark_tests(self, export: str, columns: tuple[str, ...]) -> None:
        """Mark what a rule makes a test record; accounts that are one have a table."""
        key, met = f"{export[:-1]}_id", set()
        for rule in self.run.table("test_record_rules"):
            if rule["export"] == export and rule["column"] in columns:
                found = self.database.execute(f"select {key}, {rule['column']} from {export}")
                met |= {record for record, text in found if fits(text, rule["operator"], rule["value"])}
        if export == "accounts":
            self.fill("test_accounts", ["id"], [(record,) for record in met])
            self.database.execute("delete from accounts where account_id in (select id from test_accounts)")
        else:
            self.database.executemany(f"update {export} set is_test = 1 where {key} = ?", [(record,) for record in met])

    def ends(self, table: str, key: str, pointer: str, known: bool = True) -> list[tuple[str, str]]:
        """Where the pointers of a table end; with `known`, those to ids that the table lacks are ignored."""
        among = f"and {pointer} in (select {key} from {table})" if known else ""
        found = self.database.execute(f"select {key}, {pointer} from {table} where {pointer} is not null {among}")
        return [(start, end) for start, end in ends_of(dict(found)).items() if start != end]

    def calendar(self) -> None:
        """Periods and their days, opening hours, rates."""
        (as_of,) = self.database.execute("select day from as_of").fetchone()
        (first,) = self.database.execute("select day from first_day").fetchone()
        first_day, last_day = date.fromisoformat(first), date.fromisoformat(as_of)
        rows = [(kind, start, closes) for kind, start, closes in periods(first_day, last_day)]
        self.fill("periods", ["period_type", "period_start", "closes_on"], [(k, str(s), str(c)) for k, s, c in rows])
        days = [
            (str(start + timedelta(number)), kind, str(start))
            for kind, start, closes in rows
            for number in range((closes - start).days + 1)
        ]
        self.fill("period_days", ["day", "period_type", "period_start"], days)
        self.database.execute("create index period_day on period_days (day)")
        calendars = {row["calendar_id"] for row in self.run.table("business_hours")}
        offices = [
            (user, calendar, zone) if zone and calendar in calendars else (user, "default", "UTC")
            for user, calendar, zone in self.database.execute("select user_id, calendar_id, time_zone from users")
        ]
        self.fill("offices", ["rep_id", "calendar_id", "time_zone"], offices)
        kinds = {("default", "UTC"), *(office[1:] for office in offices)}
        begin = min(start for _, start, _ in rows) - timedelta(2)
        slots = open_slots(self.run, kinds, begin, last_day + timedelta(2))
        names = ["calendar_id", "time_zone", "opens_at", "closes_at", "open_before"]
        self.fill(
            "open_slots",
            names,
            [(*office, seconds(start), seconds(end), before) for *office, start, end, before in slots],
        )
        self.database.execute("create index slot on open_slots (calendar_id, time_zone, opens_at)")
        rates = [
            (row["currency"].strip().upper(), row["valid_on"], float(row["rate"]))
            for row in self.run.table("fx_rates")
            if row["currency"].strip().upper() != "USD"
        ]
        self.fill("rates", ["currency", "day", "rate"], [*rates, ("USD", "0001-01-01", 1.0)])
        self.database.execute("create index rate on rates (currency, day)")


def cells(path: Path, columns: list[str]) -> Iterator[tuple[str | None, ...]]:
    """The rows of a CSV, in these columns; an empty cell is None."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        places = [header.index(column) for column in columns]
        for row in reader:
            yield tuple(row[place].strip() or None for place in places)


def seconds(instant: datetime) -> int:
    """Seconds since 1970 of an instant in UTC without its zone."""
    return int(instant.replace(tzinfo=UTC).timestamp())


def main() -> None:
    """Compute the parts and write the KPIs."""
    run = script(COMMON)
    with run.part("reading"):
        company = Company(run)
    for part in run.parts:
        with run.part(part):
            company.execute(part)
            for kpi, records in RECORDS[part].items():
                company.execute("rows", KPI=kpi, RECORDS=records)
    with run.part("writing"), run.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(company.database.execute(f"select {', '.join(COLUMNS)} from kpis"))
    run.told()


if __name__ == "__main__":
    main()
