"""KPIs with Polars: python -m tools.bench.scripts.polars_kpis EXPORTS REFERENCE OUT.csv.

Exports are read lazily and activities never as a whole: what is left of them is collected by the streaming engine.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from tools.bench.scripts.shared import COLUMNS, COMMON, Script, ends_of, fits, open_slots, periods, script

FOREVER = date(9999, 1, 1)
TYPES = ["call", "email", "sms", "social", "video", "note", "task"]
PERIODS = {"week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
SCOPES = {"company": pl.lit("all"), "team": pl.col("team_id"), "rep": pl.col("rep_id")}


def filled(column: str) -> pl.Expr:
    """A cell's text; an empty one is null."""
    text = pl.col(column).str.strip_chars()
    return pl.when(text != "").then(text).alias(column)


def instant(column: str) -> pl.Expr:
    """A timestamp in the form that the company writes."""
    return filled(column).str.to_datetime("%Y-%m-%dT%H:%M:%SZ", strict=False, time_unit="us")


def day(column: str) -> pl.Expr:
    """A date."""
    return filled(column).str.to_date("%Y-%m-%d", strict=False)


def amount(column: str, otherwise: float | None = None) -> pl.Expr:
    """A number, or what an empty cell stands for."""
    typed = filled(column).cast(pl.Float64, strict=False)
    return pl.when(filled(column).is_null()).then(pl.lit(otherwise, pl.Float64)).otherwise(typed).alias(column)


def choice(column: str, accepted: list[str], otherwise: str | None = None) -> pl.Expr:
    """One of the accepted words, or what an empty cell stands for."""
    text = filled(column).str.to_lowercase()
    known = pl.when(text.is_in(accepted)).then(text)
    return pl.when(text.is_null()).then(pl.lit(otherwise)).otherwise(known).alias(column)


def yes(column: str, otherwise: bool = False) -> pl.Expr:
    """True, false, or null where it cannot be read."""
    text = filled(column).str.to_lowercase()
    value = pl.when(text.is_in(["true", "1", "yes"])).then(True).when(text.is_in(["false", "0", "no"])).then(False)
    return pl.when(text.is_null()).then(otherwise).otherwise(value).alias(column)


def unread(column: str, typed: pl.Expr) -> pl.Expr:
    """Whether a cell is filled and cannot be read."""
    return (filled(column).is_not_null() & typed.is_null()).alias(f"no_{column}")


class Company:
    """The records that count: typed, the last of a key, without tests, deleted and merged ones, as of the last day."""

    def __init__(self, run: Script) -> None:
        self.run = run
        self.users = self.read("users", ["user_id"], *map(filled, ("team_id", "time_zone", "calendar_id"))).collect()
        accounts = self.read(
            "accounts", ["account_id"], *map(filled, ("parent_account_id", "owner_id", "name"))
        ).collect()
        self.leads = self.tests("leads", self.read_leads())
        self.deals = self.tests("deals", self.read_deals())
        self.merged_leads, self.merged_deals = self.merged(self.leads, "lead_id"), self.merged(self.deals, "deal_id")
        lead_tests, deal_tests = (self.leads.filter("is_test"), self.deals.filter("is_test"))
        self.test_leads = with_merged(lead_tests["lead_id"], self.merged_leads)
        self.test_deals = with_merged(deal_tests["deal_id"], self.merged_deals)
        self.test_accounts = (
            self.tests("accounts", accounts.with_columns(is_test=False)).filter("is_test")["account_id"].implode()
        )
        self.accounts = accounts.filter(~pl.col("account_id").is_in(self.test_accounts))
        parents = self.accounts.filter(pl.col("parent_account_id").is_not_null())
        tops = ends_of(dict(parents.select("account_id", "parent_account_id").iter_rows()))
        self.customers = self.accounts.select("account_id", customer_id=pl.col("account_id").replace(tops))
        self.read_activities()
        self.ends_at = pl.lit(self.as_of + timedelta(1)).cast(pl.Datetime("us"))
        self.sound_leads, self.sound_deals = self.keep_leads(), self.keep_deals(lead_tests)
        self.teams = self.users.select(rep_id="user_id", team_id=pl.col("team_id").fill_null("unassigned"))

    def read(self, export: str, needed: list[str], *columns: pl.Expr, where: pl.Expr | None = None) -> pl.LazyFrame:
        """An export's rows with a usable cell in every needed column; of one key, the first of these, the last row."""
        rows = pl.scan_csv(self.run.exports / f"{export}.csv", infer_schema=False)
        key = needed[0]
        typed = rows.select(filled(key), *columns).filter(pl.all_horizontal(pl.col(needed).is_not_null()))
        return typed.unique(subset=key, keep="last", maintain_order=False)

    def read_leads(self) -> pl.DataFrame:
        """Leads, with what of their dates cannot be read."""
        dates = ("inquiry_at", "qualified_at", "disqualified_at", "converted_at")
        return self.read(
            "leads",
            ["lead_id", "created_at", "is_deleted", "is_test"],
            *map(filled, ("owner_id", "account_id", "deal_id", "email", "company", "merged_into_id")),
            choice("origin", ["inbound", "outbound"], "inbound"),
            instant("created_at"),
            *(instant(name) for name in dates),
            *(unread(name, instant(name)) for name in dates),
            yes("is_deleted"),
            yes("is_test"),
        ).collect()

    def read_deals(self) -> pl.DataFrame:
        """Deals."""
        return self.read(
            "deals",
            ["deal_id", "created_at", "outcome", "is_deleted", "is_test"],
            *map(filled, ("owner_id", "account_id", "lead_id", "name", "merged_into_id")),
            choice("outcome", ["open", "won", "lost", "no_decision", "duplicate", "disqualified"]),
            choice("deal_type", ["new_business", "expansion", "renewal"], "new_business"),
            instant("created_at"),
            instant("closed_at"),
            yes("is_deleted"),
            yes("is_test"),
        ).collect()

    def read_activities(self) -> None:
        """What answers and touches leads, the as-of day and the first activity, in one reading of the export."""
        activities = self.read(
            "activities",
            ["activity_id", "occurred_at", "type", "is_deleted"],
            *map(filled, ("lead_id", "account_id", "deal_id", "message_id")),
            instant("occurred_at"),
            choice("type", TYPES),
            choice("direction", ["outbound", "inbound"], "outbound"),
            choice("status", ["completed", "planned", "bounced", "failed"], "completed"),
            yes("is_automated"),
            yes("is_deleted"),
        ).filter(~pl.col("is_deleted"))
        counted = self.counted(activities)
        contacts = counted.filter(
            pl.col("lead_id").is_not_null(),
            pl.col("direction") == "outbound",
            pl.col("status") == "completed",
            pl.col("type").is_in(TYPES[:5]),
            ~pl.col("is_automated"),
        ).select("activity_id", pl.col("lead_id"), "occurred_at", "type", "message_id")
        happened = activities.filter(pl.col("status").ne_missing("planned")).select(pl.col("occurred_at").max())
        contacts, happened, first = pl.collect_all(
            [contacts, happened, counted.select(pl.col("occurred_at").min())], engine="streaming"
        )
        created = [
            frame.filter(~pl.col("is_deleted"), ~pl.col("is_test"))["created_at"].max()
            for frame in (self.leads, self.deals)
        ]
        self.as_of: date = max(happened.item(), *created).date()
        self.first_activity = first.item()
        self.contacts = contacts.filter(pl.col("occurred_at") < self.as_of + timedelta(1)).with_columns(
            pl.col("lead_id").replace(self.merged_leads)
        )

    def counted(self, records: pl.LazyFrame) -> pl.LazyFrame:
        """Those that name no test record."""
        named = {"lead_id": self.test_leads, "deal_id": self.test_deals, "account_id": self.test_accounts}
        return records.filter(*(~pl.col(name).is_in(ids).fill_null(False) for name, ids in named.items()))

    def tests(self, export: str, records: pl.DataFrame) -> pl.DataFrame:
        """Marks what a rule makes a test record."""
        for rule in self.run.table("test_record_rules"):
            if rule["export"] == export:
                cells = records[rule["column"]]
                met = [cell for cell in cells.unique() if fits(cell, rule["operator"], rule["value"])]
                records = records.with_columns(is_test=pl.col("is_test") | cells.is_in(met).fill_null(False))
        return records

    def merged(self, records: pl.DataFrame, key: str) -> dict[str, str]:
        """Which record each merged one has become."""
        pointers = records.filter(pl.col("merged_into_id").is_in(records[key].implode())).select(key, "merged_into_id")
        return {start: end for start, end in ends_of(dict(pointers.iter_rows())).items() if start != end}

    def happened(self, column: str) -> pl.Expr:
        """An instant that the as-of day has seen."""
        return pl.when(pl.col(column) < self.ends_at).then(pl.col(column)).alias(column)

    def keep_leads(self) -> pl.DataFrame:
        """Leads with the earliest dates of what was merged into them."""
        dates = ("inquiry_at", "qualified_at", "disqualified_at", "converted_at")
        survivors = self.leads.with_columns(survivor_id=pl.col("lead_id").replace(self.merged_leads))
        handed = (
            survivors.filter((pl.col("survivor_id") == pl.col("lead_id")) | ~pl.col("is_test"))
            .group_by(lead_id="survivor_id")
            .agg(pl.col("created_at", *dates).min(), pl.col(f"no_{name}" for name in dates).any())
        )
        own = survivors.filter(pl.col("survivor_id") == pl.col("lead_id"), ~pl.col("is_deleted"), ~pl.col("is_test"))
        return (
            own.select("lead_id", rep_id=pl.col("owner_id").fill_null("unassigned"), origin="origin")
            .join(handed, on="lead_id")
            .with_columns(pl.when(~pl.col(f"no_{name}")).then(pl.col(name)).alias(name) for name in dates)
            .with_columns(self.happened(name) for name in ("created_at", *dates))
        )

    def keep_deals(self, lead_tests: pl.DataFrame) -> pl.DataFrame:
        """Deals with the earliest creation of what was merged into them."""
        survivors = self.deals.with_columns(survivor_id=pl.col("deal_id").replace(self.merged_deals))
        created = (
            survivors.filter((pl.col("survivor_id") == pl.col("deal_id")) | ~pl.col("is_test"))
            .group_by(deal_id="survivor_id")
            .agg(pl.col("created_at").min())
        )
        named = lead_tests["deal_id"].drop_nulls()
        of_tests = pl.concat([named, named.replace(self.merged_deals)]).implode()
        own = survivors.filter(
            pl.col("survivor_id") == pl.col("deal_id"),
            ~pl.col("is_deleted"),
            ~pl.col("is_test"),
            ~pl.col("deal_id").is_in(of_tests),
            ~pl.col("lead_id").is_in(self.test_leads).fill_null(False),
            ~pl.col("account_id").is_in(self.test_accounts).fill_null(False),
        )
        closed_later = (pl.col("closed_at") >= self.ends_at).fill_null(False)
        return own.select(
            "deal_id",
            "deal_type",
            rep_id=pl.col("owner_id").fill_null("unassigned"),
            outcome=pl.when(closed_later).then(pl.lit("open")).otherwise("outcome"),
            closed_at=pl.when(pl.col("outcome") != "open").then(self.happened("closed_at")),
        ).join(created.with_columns(self.happened("created_at")), on="deal_id")

    def meetings(self) -> pl.DataFrame:
        """Meetings, as the as-of day knows them."""
        dates = ("starts_at", "responded_at", "withdrawn_at")
        rows = self.read(
            "meetings",
            ["meeting_id", "invited_at", "is_deleted"],
            *map(filled, ("organizer_id", "lead_id", "account_id", "deal_id", "rescheduled_from_id")),
            instant("invited_at"),
            *(instant(name) for name in dates),
            *(unread(name, instant(name)) for name in dates),
            choice("response", ["accepted", "declined", "tentative", "none"], "none"),
            choice("outcome", ["scheduled", "held", "no_show", "canceled", "rescheduled"], "scheduled"),
            yes("is_external", True),
            yes("is_self_booked"),
            yes("is_deleted"),
        ).filter(~pl.col("is_deleted"))
        answered_later = (pl.col("responded_at") >= self.ends_at).fill_null(False)
        unclear = [pl.col(name).is_null() for name in ("response", "outcome", "is_external", "is_self_booked")]
        return (
            self.counted(rows)
            .with_columns(
                is_doubtful=pl.any_horizontal(*(pl.col(f"no_{name}") for name in dates), *unclear),
                response=pl.when(answered_later).then(pl.lit("none")).otherwise("response"),
                rep_id=pl.col("organizer_id").fill_null("unassigned"),
                lead_id=pl.col("lead_id").replace(self.merged_leads),
                has_started=(pl.col("starts_at") < self.ends_at).fill_null(False),
            )
            .with_columns(self.happened(name) for name in ("invited_at", *dates))
            .collect()
        )

    def paid(self) -> pl.DataFrame:
        """Subscriptions that are ever active, and what they pay a month."""
        rows = self.subscriptions()
        mrr = pl.col("quantity") * pl.col("unit_amount") * (1 - pl.col("discount_rate"))
        return (
            rows.filter(
                ~pl.col("no_ends_on"),
                pl.col("status").is_in(["active", "canceled"]),
                pl.col("billing_interval_months") >= 0.001,
                mrr > 0,
                pl.col("starts_on") <= self.as_of,
                pl.col("ends_on").is_null() | (pl.col("ends_on") > pl.col("starts_on")),
                ~pl.col("account_id").is_in(self.test_accounts),
            )
            .join(self.customers, on="account_id", how="left")
            .select(
                "starts_on",
                customer_id=pl.coalesce("customer_id", "account_id"),
                ends_on=pl.when(pl.col("ends_on") <= self.as_of).then("ends_on").otherwise(pl.lit(FOREVER)),
                currency=pl.col("currency").fill_null("USD").str.to_uppercase(),
                mrr=mrr / pl.col("billing_interval_months"),
            )
        )

    def subscriptions(self) -> pl.DataFrame:
        """Subscriptions that are not deleted."""
        rows = self.read(
            "subscriptions",
            ["subscription_id", "account_id", "starts_on", "unit_amount", "is_deleted"],
            *map(filled, ("account_id", "currency")),
            day("starts_on"),
            day("ends_on"),
            unread("ends_on", day("ends_on")),
            amount("quantity", 1),
            amount("unit_amount"),
            amount("discount_rate", 0),
            amount("billing_interval_months", 1),
            choice("status", ["active", "trial", "paused", "free", "canceled"], "active"),
            yes("is_deleted"),
        )
        return rows.filter(~pl.col("is_deleted")).collect()

    def first_of(self, export: str, key: str, column: pl.Expr) -> date:
        """The first usable date of an export that begins the calendar."""
        value = (
            self.read(export, [key, column.meta.output_name()], column)
            .select(column.meta.output_name())
            .min()
            .collect()
            .item()
        )
        return value.date() if hasattr(value, "date") else value

    def periods(self, meetings: pl.DataFrame) -> pl.DataFrame:
        """Every period from the first date of a record on."""
        dates = ("created_at", "inquiry_at", "qualified_at", "disqualified_at", "converted_at")
        instants = [
            *(self.sound_leads[name].min() for name in dates),
            *(self.sound_deals[name].min() for name in ("created_at", "closed_at")),
            *(meetings[name].min() for name in ("invited_at", "responded_at")),
            self.first_activity,
        ]
        days = [
            self.subscriptions()["starts_on"].min(),
            self.first_of("survey_responses", "response_id", day("surveyed_on")),
            self.first_of("presentation_sessions", "session_id", instant("started_at")),
        ]
        first = min(*(value.date() for value in instants if value), *days)
        rows = periods(first, self.as_of)
        return pl.DataFrame(
            rows, schema={"period_type": pl.String, "period_start": pl.Date, "closes_on": pl.Date}, orient="row"
        )


def with_merged(ids: pl.Series, merged: dict[str, str]) -> pl.Series:
    """These ids, and those of the records that were merged into them."""
    wanted = set(ids)
    return pl.Series([*wanted, *(start for start, end in merged.items() if end in wanted)], dtype=pl.String).implode()


class Kpis:
    """The rows of the KPIs."""

    def __init__(self, run: Script) -> None:
        with run.part("reading"):
            self.company = Company(run)
            self.meetings = self.company.meetings()
            self.periods = self.company.periods(self.meetings)
        self.run = run
        self.rows: list[pl.DataFrame] = []

    def add(self, kpi: str, records: pl.DataFrame) -> None:
        """Add records (rep_id, day, above, below) up: the company in every period, a team or rep where it has a record."""
        by_day = (
            records.group_by("rep_id", "day")
            .agg(pl.col("above", "below").sum())
            .join(self.company.teams, on="rep_id", how="left")
        )
        by_day = by_day.with_columns(pl.col("team_id").fill_null("unassigned"))
        keys = ["period_type", "period_start", "scope_type", "scope_id"]
        sums = []
        for period_type, every in PERIODS.items():
            placed = by_day.with_columns(period_type=pl.lit(period_type), period_start=pl.col("day").dt.truncate(every))
            for scope_type, scope_id in SCOPES.items():
                scoped = placed.group_by(
                    "period_type", "period_start", scope_type=pl.lit(scope_type), scope_id=scope_id
                )
                sums.append(scoped.agg(pl.col("above", "below").cast(pl.Float64).sum()))
        company = self.periods.select(
            "period_type", "period_start", scope_type=pl.lit("company"), scope_id=pl.lit("all")
        )
        found = pl.concat(sums).join(company, on=keys, how="full", coalesce=True)
        self.write(kpi, found.with_columns(pl.col("above", "below").fill_null(0)), "above", "below")

    def write(self, kpi: str, found: pl.DataFrame, above: str, below: str | None) -> None:
        """Keep rows as a KPI's; without a denominator the value is the numerator."""
        number = pl.col(above).cast(pl.Float64)
        base = pl.col(below).cast(pl.Float64) if below else pl.lit(None, pl.Float64)
        value = pl.when(base != 0).then(number / base) if below else number
        self.rows.append(
            found.with_columns(kpi_id=pl.lit(kpi), numerator=number, denominator=base, kpi_value=value).select(COLUMNS)
        )

    def average_response_time(self) -> None:
        """Business minutes from the inquiry of a qualified inbound lead to its first answer."""
        company = self.company
        asked = (
            company.sound_leads.filter(
                pl.col("origin") == "inbound", pl.col("qualified_at").is_not_null(), ~pl.col("no_inquiry_at")
            )
            .select("lead_id", "rep_id", asked_at=pl.coalesce("inquiry_at", "created_at"))
            .filter(pl.col("asked_at").is_not_null())
        )
        answers = (
            asked.join(company.contacts, on="lead_id")
            .filter(pl.col("occurred_at") >= pl.col("asked_at"))
            .group_by("lead_id")
            .agg(answered_at=pl.col("occurred_at").min())
        )
        calendars = {row["calendar_id"] for row in self.run.table("business_hours")}
        has_hours = pl.col("time_zone").is_not_null() & pl.col("calendar_id").is_in(calendars).fill_null(False)
        offices = company.users.select(
            rep_id="user_id",
            calendar_id=pl.when(has_hours).then("calendar_id").otherwise(pl.lit("default")),
            time_zone=pl.when(has_hours).then("time_zone").otherwise(pl.lit("UTC")),
        )
        first = self.periods["period_start"].min() - timedelta(2)
        kinds = {*offices.select("calendar_id", "time_zone").unique().iter_rows(), ("default", "UTC")}
        names = ["calendar_id", "time_zone", "opens_at", "closes_at", "open_before"]
        slots = pl.DataFrame(
            open_slots(self.run, kinds, first, company.as_of + timedelta(2)), schema=names, orient="row"
        )
        slots = slots.with_columns(pl.col("opens_at", "closes_at").cast(pl.Datetime("us"))).sort("opens_at")
        timed = asked.join(answers, on="lead_id", how="left").join(offices, on="rep_id", how="left")
        timed = timed.with_columns(pl.col("calendar_id").fill_null("default"), pl.col("time_zone").fill_null("UTC"))
        for moment in ("asked_at", "answered_at"):
            known = timed.filter(pl.col(moment).is_not_null()).sort(moment)
            placed = known.join_asof(
                slots, left_on=moment, right_on="opens_at", by=["calendar_id", "time_zone"], check_sortedness=False
            )
            here = (pl.min_horizontal(moment, "closes_at") - pl.col("opens_at")).dt.total_microseconds() / 1e6
            seconds = (pl.col("open_before") + here).fill_null(0).alias(f"open_{moment}")
            timed = timed.join(placed.select("lead_id", seconds), on="lead_id", how="left")
        minutes = (pl.col("open_answered_at") - pl.col("open_asked_at")) / 60
        self.add(
            "average_response_time",
            timed.select(
                "rep_id", day=pl.col("asked_at").dt.date(), above=minutes, below=minutes.is_not_null().cast(pl.Int64)
            ),
        )

    def system_touches(self) -> None:
        """Touches of a qualified lead until its outcome."""
        company = self.company
        accepted = (
            self.meetings.filter("is_external", pl.col("response") == "accepted", ~pl.col("no_responded_at"))
            .group_by("lead_id")
            .agg(accepted_at=pl.coalesce("responded_at", "invited_at").min())
        )
        unclear = pl.col("no_disqualified_at") | pl.col("no_converted_at")
        leads = company.sound_leads.filter(pl.col("qualified_at").is_not_null(), ~unclear).join(
            accepted, on="lead_id", how="left"
        )
        positive = pl.min_horizontal("accepted_at", "converted_at")
        wins = pl.col("disqualified_at").is_null() | (positive <= pl.col("disqualified_at")).fill_null(False)
        outcomes = leads.select(
            "lead_id", "rep_id", "qualified_at", outcome_at=pl.when(wins).then(positive).otherwise("disqualified_at")
        ).filter(pl.col("outcome_at").is_not_null())
        human = company.contacts.join(outcomes, on="lead_id", how="semi").sort("occurred_at", "activity_id")
        named = human.filter(pl.col("message_id").is_not_null()).unique(
            ["lead_id", "message_id"], keep="first", maintain_order=True
        )
        once = pl.concat([human.filter(pl.col("message_id").is_null()), named]).sort("occurred_at", "activity_id")
        gap = pl.col("occurred_at") - pl.col("occurred_at").shift(1).over("lead_id", "type")
        touches = once.filter(gap.is_null() | (gap >= timedelta(minutes=5))).select("lead_id", "occurred_at")
        counts = (
            outcomes.join(touches, on="lead_id")
            .filter(pl.col("occurred_at").is_between("qualified_at", "outcome_at"))
            .group_by("lead_id")
            .agg(above=pl.len())
        )
        touched = outcomes.join(counts, on="lead_id", how="left").with_columns(pl.col("above").fill_null(0))
        day_of = pl.col("outcome_at").dt.date()
        self.add(
            "system_touches", touched.select("rep_id", "above", day=day_of, below=(pl.col("above") > 0).cast(pl.Int64))
        )

    def meeting_acceptance_rate(self) -> None:
        """Invitations accepted, of those that were answered or whose time has come."""
        moved = self.meetings.filter(pl.col("rescheduled_from_id").is_in(self.meetings["meeting_id"].implode()))
        chains = ends_of(dict(moved.select("meeting_id", "rescheduled_from_id").iter_rows()))
        latest = (
            self.meetings.filter(pl.col("invited_at").is_not_null())
            .with_columns(chain_id=pl.col("meeting_id").replace(chains))
            .with_columns(first_invited_at=pl.col("invited_at").min().over("chain_id"))
            .sort("invited_at", "meeting_id")
            .unique("chain_id", keep="last", maintain_order=True)
        )
        answered = pl.col("response").is_in(["accepted", "declined", "tentative"]).fill_null(False)
        early = (pl.col("withdrawn_at") < pl.coalesce("responded_at", "invited_at")).fill_null(False)
        counted = latest.filter(
            "is_external",
            ~pl.col("is_self_booked"),
            ~pl.col("is_doubtful"),
            answered | pl.col("has_started"),
            ~(pl.col("withdrawn_at").is_not_null() & (~answered | early)),
        )
        accepted = (pl.col("response") == "accepted").cast(pl.Int64)
        self.add(
            "meeting_acceptance_rate",
            counted.select("rep_id", day=pl.col("first_invited_at").dt.date(), above=accepted, below=pl.lit(1)),
        )

    def deals(self) -> None:
        """Deals won against deals lost, and the days from the creation of a deal to its being won."""
        closed = self.company.sound_deals.filter(
            pl.col("closed_at").is_not_null(),
            pl.col("deal_type").ne_missing("renewal"),
            pl.col("outcome").is_in(["won", "lost", "no_decision"]),
        ).with_columns(day=pl.col("closed_at").dt.date())
        won = (pl.col("outcome") == "won").cast(pl.Int64)
        self.add("deal_win_loss_ratio", closed.select("rep_id", "day", above=won, below=1 - won))
        days = (pl.col("day") - pl.col("created_at").dt.date()).dt.total_days()
        known = pl.when(pl.col("closed_at") >= pl.col("created_at")).then(days)
        wins = closed.filter(pl.col("outcome") == "won")
        self.add(
            "average_sales_cycle", wins.select("rep_id", "day", above=known, below=known.is_not_null().cast(pl.Int64))
        )

    def customers(self) -> None:
        """Who was there before a period, who is at its end, who came and left; and what they pay."""
        company, periods_of = self.company, self.periods.lazy()
        paid = company.paid()
        owners = (
            paid.select("customer_id")
            .unique()
            .join(company.accounts.select(customer_id="account_id", rep_id="owner_id"), on="customer_id", how="left")
            .join(company.teams, on="rep_id", how="left")
            .with_columns(pl.col("rep_id", "team_id").fill_null("unassigned"))
        )
        before = pl.col("ends_on").cum_max().shift(1).over("customer_id")
        stays = (
            paid.sort("customer_id", "starts_on", "ends_on")
            .with_columns(fresh=(before.is_null() | (pl.col("starts_on") > before)))
            .with_columns(stay=pl.col("fresh").cum_sum().over("customer_id"))
            .group_by("customer_id", "stay")
            .agg(pl.col("starts_on").min(), pl.col("ends_on").max())
        )
        left = (
            stays.lazy()
            .join_where(
                periods_of,
                pl.col("ends_on") >= pl.col("period_start"),
                pl.col("ends_on") <= pl.col("closes_on"),
                pl.col("starts_on") < pl.col("period_start"),
            )
            .select("customer_id", "period_type", "period_start", "closes_on")
            .collect()
        )
        back = (
            left.join(stays, on="customer_id")
            .filter(pl.col("starts_on") <= pl.col("closes_on"), pl.col("ends_on") > pl.col("closes_on"))
            .select("customer_id", "period_type", "period_start")
        )
        left = left.join(back, on=["customer_id", "period_type", "period_start"], how="anti")
        came = (
            stays.group_by("customer_id")
            .agg(pl.col("starts_on").min())
            .lazy()
            .join_where(
                periods_of, pl.col("starts_on") >= pl.col("period_start"), pl.col("starts_on") <= pl.col("closes_on")
            )
            .select("customer_id", "period_type", "period_start")
            .collect()
        )

        def in_scopes(records: pl.DataFrame, keys: list[str], total: pl.Expr) -> pl.DataFrame:
            owned = records.join(owners, on="customer_id")
            scopes = ((pl.lit(name).alias("scope_type"), scope.alias("scope_id")) for name, scope in SCOPES.items())
            return pl.concat(owned.group_by(*scope, *keys).agg(total) for scope in scopes)

        days = pl.concat(
            [self.periods.select(day=pl.col("period_start") - timedelta(1)), self.periods.select(day="closes_on")]
        )

        def on_days(moves: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
            """The running sum of moves on each measured day."""
            by_day = in_scopes(moves, [*keys, "day"], pl.col("move").sum()).sort("day")
            keys = ["scope_type", "scope_id", *keys]
            running = by_day.with_columns(total=pl.col("move").cum_sum().over(keys))
            grid = days.unique().join(running.select(keys).unique(), how="cross").sort("day")
            return grid.join_asof(
                running.select(*keys, "day", "total"), on="day", by=keys, check_sortedness=False
            ).drop_nulls("total")

        ends = stays.filter(pl.col("ends_on") < FOREVER)
        steps = pl.concat(
            [stays.select("customer_id", day="starts_on", move=1), ends.select("customer_id", day="ends_on", move=-1)]
        )
        active = on_days(steps, []).filter(pl.col("total") > 0)
        ended = paid.filter(pl.col("ends_on") < FOREVER)
        payments = pl.concat(
            [
                paid.select("customer_id", "currency", day="starts_on", move="mrr"),
                ended.select("customer_id", "currency", day="ends_on", move=-pl.col("mrr")),
            ]
        )
        rates = pl.DataFrame(
            [
                (row["currency"].strip().upper(), date.fromisoformat(row["valid_on"]), float(row["rate"]))
                for row in self.run.table("fx_rates")
                if row["currency"].strip().upper() != "USD"
            ]
            + [("USD", date(1, 1, 1), 1.0)],
            schema=["currency", "day", "rate"],
            orient="row",
        ).sort("day")
        revenue = (
            on_days(payments, ["currency"])
            .sort("day")
            .join_asof(rates, on="day", by="currency", check_sortedness=False)
            .group_by("scope_type", "scope_id", "day")
            .agg(mrr=(pl.col("total") * pl.col("rate")).sum())
        )
        scope, row = ["scope_type", "scope_id"], ["period_type", "period_start", "scope_type", "scope_id"]
        period = ["period_type", "period_start"]
        ever = in_scopes(came, [], pl.len())
        scopes = pl.concat(
            [ever.select(scope), pl.DataFrame({"scope_type": ["company"], "scope_id": ["all"]})]
        ).unique()
        balances = (
            self.periods.join(scopes, how="cross")
            .with_columns(day_before=pl.col("period_start") - timedelta(1))
            .join(
                active.rename({"total": "opening"}),
                left_on=["day_before", *scope],
                right_on=["day", *scope],
                how="left",
            )
            .join(
                active.rename({"total": "closing"}), left_on=["closes_on", *scope], right_on=["day", *scope], how="left"
            )
            .join(revenue, left_on=["closes_on", *scope], right_on=["day", *scope], how="left")
            .join(in_scopes(left, period, pl.len().alias("gone")), on=row, how="left")
            .join(in_scopes(came, period, pl.len().alias("new")), on=row, how="left")
            .with_columns(
                pl.col("opening", "closing", "gone", "new").fill_null(0).cast(pl.Int64),
                mrr=pl.when(pl.col("closing").is_null()).then(0.0).otherwise("mrr"),
            )
            .with_columns(kept=pl.col("opening") - pl.col("gone"))
        )
        here = (pl.col("scope_type") == "company") | (pl.col("opening") > 0) | (pl.col("closing") > 0)
        self.write("customer_retention_rate", balances.filter(here), "kept", "opening")
        self.write("monthly_recurring_revenue", balances.filter(here), "mrr", None)
        self.write("customer_acquisition_rate", balances.filter(here | (pl.col("new") > 0)), "new", "opening")
        self.write("new_customers", balances.filter(here | (pl.col("new") > 0)), "new", None)


def main() -> None:
    """Compute the parts and write the KPIs."""
    run = script(COMMON)
    kpis = Kpis(run)
    for part in run.parts:
        with run.part(part):
            getattr(kpis, part)()
    with run.part("writing"):
        pl.concat(kpis.rows).write_csv(run.out)
    run.told()


if __name__ == "__main__":
    main()
