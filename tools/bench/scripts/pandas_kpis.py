"""KPIs with pandas: python -m tools.bench.scripts.pandas_kpis EXPORTS REFERENCE OUT.csv.

Exports are read as text by Arrow's parser. Everything is held in memory, one step after another.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from tools.bench.scripts.shared import COLUMNS, COMMON, Script, ends_of, fits, open_slots, periods, script

FOREVER = pd.Timestamp("9999-01-01")
TYPES = ["call", "email", "sms", "social", "video", "note", "task"]
LEAD_DATES = ["inquiry_at", "qualified_at", "disqualified_at", "converted_at"]
PERIODS = {"week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
SCOPES = {"company": "company_id", "team": "team_id", "rep": "rep_id"}


def filled(cells: pd.Series) -> pd.Series:
    """A column's text; an empty cell is missing."""
    text = cells.str.strip()
    return text.mask(text == "")


def instant(cells: pd.Series) -> pd.Series:
    """Timestamps in the form that the company writes."""
    return pd.to_datetime(filled(cells), format="%Y-%m-%dT%H:%M:%SZ", errors="coerce").astype("datetime64[us]")


def day(cells: pd.Series) -> pd.Series:
    """Dates."""
    return pd.to_datetime(filled(cells), format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")


def amount(cells: pd.Series, otherwise: float = np.nan) -> pd.Series:
    """Numbers, or what an empty cell stands for."""
    text = filled(cells)
    return pd.to_numeric(text, errors="coerce").astype("float64").mask(text.isna(), otherwise)


def choice(cells: pd.Series, accepted: list[str], otherwise: str | None = None) -> pd.Series:
    """One of the accepted words, or what an empty cell stands for."""
    text = filled(cells).str.lower()
    return text.where(text.isin(accepted)).mask(text.isna(), otherwise)


def yes(cells: pd.Series, otherwise: bool = False) -> pd.Series:
    """True, false, or missing where it cannot be read."""
    text = filled(cells).str.lower()
    values = pd.Series(pd.NA, cells.index, dtype="boolean")
    return (
        values.mask(text.isin(["true", "1", "yes"]), True)
        .mask(text.isin(["false", "0", "no"]), False)
        .mask(text.isna(), otherwise)
    )


class Company:
    """The records that count: typed, the last of a key, without tests, deleted and merged ones, as of the last day."""

    def __init__(self, run: Script) -> None:
        self.run = run
        users = self.read("users", ["user_id"], text=["team_id", "time_zone", "calendar_id"])
        self.users = users.rename(columns={"user_id": "rep_id"})
        self.accounts = self.read("accounts", ["account_id"], text=["parent_account_id", "owner_id", "name"])
        flags = {"is_deleted": False, "is_test": False}
        self.leads = self.read(
            "leads",
            ["lead_id", "created_at", *flags],
            text=["owner_id", "account_id", "deal_id", "email", "company", "merged_into_id"],
            instants=["created_at", *LEAD_DATES],
            choices={"origin": (["inbound", "outbound"], "inbound")},
            flags=flags,
        )
        outcomes = ["open", "won", "lost", "no_decision", "duplicate", "disqualified"]
        self.deals = self.read(
            "deals",
            ["deal_id", "created_at", "outcome", *flags],
            text=["owner_id", "account_id", "lead_id", "name", "merged_into_id"],
            instants=["created_at", "closed_at"],
            choices={
                "outcome": (outcomes, None),
                "deal_type": (["new_business", "expansion", "renewal"], "new_business"),
            },
            flags=flags,
        )
        self.accounts["is_test"] = False
        for export, records in (("leads", self.leads), ("deals", self.deals), ("accounts", self.accounts)):
            self.mark_tests(export, records)
        self.merged_leads, self.merged_deals = merged(self.leads, "lead_id"), merged(self.deals, "deal_id")
        self.test_leads = with_merged(self.leads.loc[self.leads.is_test, "lead_id"], self.merged_leads)
        self.test_deals = with_merged(self.deals.loc[self.deals.is_test, "deal_id"], self.merged_deals)
        self.test_accounts = set(self.accounts.loc[self.accounts.is_test, "account_id"])
        self.accounts = self.accounts[~self.accounts.is_test]
        parents = self.accounts.dropna(subset="parent_account_id")
        self.tops = ends_of(dict(zip(parents.account_id, parents.parent_account_id, strict=True)))
        self.read_activities()
        self.keep_leads()
        self.keep_deals()
        self.teams = self.users.set_index("rep_id").team_id.fillna("unassigned")

    def read(
        self,
        export: str,
        needed: list[str],
        text: list[str] | None = None,
        instants: list[str] | None = None,
        days: list[str] | None = None,
        amounts: dict[str, float] | None = None,
        choices: dict[str, tuple[list[str], str | None]] | None = None,
        flags: dict[str, bool] | None = None,
    ) -> pd.DataFrame:
        """An export's rows with a usable cell in every needed column; of one key, the first of these, the last row stays."""
        names = [
            needed[0],
            *(text or []),
            *(instants or []),
            *(days or []),
            *(amounts or {}),
            *(choices or {}),
            *(flags or {}),
        ]
        path = self.run.exports / f"{export}.csv"
        raw = pd.read_csv(path, dtype="str", usecols=names, engine="pyarrow", keep_default_na=False)
        rows = pd.DataFrame({name: filled(raw[name]) for name in (needed[0], *(text or []))})
        for names_of, parse in ((instants, instant), (days, day)):
            for name in names_of or []:
                rows[name] = parse(raw[name])
                rows[f"no_{name}"] = rows[name].isna() & (raw[name].str.strip() != "")
        for name, otherwise in (amounts or {}).items():
            rows[name] = amount(raw[name], otherwise)
        for name, (accepted, otherwise) in (choices or {}).items():
            rows[name] = choice(raw[name], accepted, otherwise)
        for name, otherwise in (flags or {}).items():
            rows[name] = yes(raw[name], otherwise)
        rows = rows.dropna(subset=needed).drop_duplicates(needed[0], keep="last")
        certain = [name for name in needed if name in (flags or {})]
        return rows.astype(dict.fromkeys(certain, "bool")).reset_index(drop=True)

    def mark_tests(self, export: str, records: pd.DataFrame) -> None:
        """Mark what a rule makes a test record."""
        for rule in self.run.table("test_record_rules"):
            if rule["export"] == export:
                cells = records[rule["column"]]
                met = [cell for cell in cells.dropna().unique() if fits(cell, rule["operator"], rule["value"])]
                records["is_test"] |= cells.isin(met)

    def counted(self, records: pd.DataFrame) -> pd.DataFrame:
        """Those that are not deleted and name no test record."""
        tests = records.lead_id.isin(self.test_leads) | records.deal_id.isin(self.test_deals)
        return records[~(records.is_deleted | tests | records.account_id.isin(self.test_accounts))]

    def read_activities(self) -> None:
        """What answers and touches leads, the as-of day and the first activity."""
        activities = self.read(
            "activities",
            ["activity_id", "occurred_at", "type", "is_deleted"],
            text=["lead_id", "account_id", "deal_id", "message_id"],
            instants=["occurred_at"],
            choices={
                "type": (TYPES, None),
                "direction": (["outbound", "inbound"], "outbound"),
                "status": (["completed", "planned", "bounced", "failed"], "completed"),
            },
            flags={"is_automated": False, "is_deleted": False},
        )
        happened = activities.loc[~activities.is_deleted & (activities.status != "planned"), "occurred_at"].max()
        created = [
            records.loc[~records.is_deleted & ~records.is_test, "created_at"].max()
            for records in (self.leads, self.deals)
        ]
        self.as_of = max(happened, *created).normalize()
        self.ends_at = self.as_of + timedelta(1)
        counted = self.counted(activities)
        self.first_activity = counted.occurred_at.min()
        contacts = counted[
            counted.lead_id.notna()
            & (counted.direction == "outbound")
            & (counted.status == "completed")
            & counted.type.isin(TYPES[:5])
            & ~counted.is_automated.fillna(True)
            & (counted.occurred_at < self.ends_at)
        ]
        self.contacts = contacts[["activity_id", "lead_id", "occurred_at", "type", "message_id"]].assign(
            lead_id=replaced(contacts.lead_id, self.merged_leads)
        )

    def happened(self, instants: pd.Series) -> pd.Series:
        """Instants that the as-of day has seen."""
        return instants.where(instants < self.ends_at)

    def keep_leads(self) -> None:
        """Leads with the earliest dates of what was merged into them."""
        survivors = self.leads.assign(survivor_id=replaced(self.leads.lead_id, self.merged_leads))
        is_own = survivors.survivor_id == survivors.lead_id
        unclear = [f"no_{name}" for name in LEAD_DATES]
        grouped = survivors[is_own | ~survivors.is_test].groupby("survivor_id")
        handed = grouped[["created_at", *LEAD_DATES]].min().join(grouped[unclear].any())
        own = survivors.loc[is_own & ~survivors.is_deleted & ~survivors.is_test, ["lead_id", "owner_id", "origin"]]
        leads = own.join(handed, on="lead_id")
        for name in LEAD_DATES:
            leads[name] = leads[name].mask(leads[f"no_{name}"])
        for name in ("created_at", *LEAD_DATES):
            leads[name] = self.happened(leads[name])
        self.sound_leads = leads.assign(rep_id=leads.owner_id.fillna("unassigned"))

    def keep_deals(self) -> None:
        """Deals with the earliest creation of what was merged into them."""
        survivors = self.deals.assign(survivor_id=replaced(self.deals.deal_id, self.merged_deals))
        is_own = survivors.survivor_id == survivors.deal_id
        created = survivors[is_own | ~survivors.is_test].groupby("survivor_id").created_at.min()
        named = self.leads.loc[self.leads.is_test, "deal_id"].dropna()
        of_tests = {*named, *replaced(named, self.merged_deals)}
        deals = survivors[
            is_own
            & ~survivors.is_deleted
            & ~survivors.is_test
            & ~survivors.deal_id.isin(of_tests)
            & ~survivors.lead_id.isin(self.test_leads)
            & ~survivors.account_id.isin(self.test_accounts)
        ]
        self.sound_deals = deals.assign(
            rep_id=deals.owner_id.fillna("unassigned"),
            outcome=deals.outcome.mask(deals.closed_at >= self.ends_at, "open"),
            closed_at=self.happened(deals.closed_at).mask(deals.outcome == "open"),
            created_at=self.happened(deals.deal_id.map(created)),
        )

    def meetings(self) -> pd.DataFrame:
        """Meetings, as the as-of day knows them."""
        dates = ["starts_at", "responded_at", "withdrawn_at"]
        rows = self.read(
            "meetings",
            ["meeting_id", "invited_at", "is_deleted"],
            text=["organizer_id", "lead_id", "account_id", "deal_id", "rescheduled_from_id"],
            instants=["invited_at", *dates],
            choices={
                "response": (["accepted", "declined", "tentative", "none"], "none"),
                "outcome": (["scheduled", "held", "no_show", "canceled", "rescheduled"], "scheduled"),
            },
            flags={"is_external": True, "is_self_booked": False, "is_deleted": False},
        )
        rows = self.counted(rows)
        unclear = rows[["response", "outcome", "is_external", "is_self_booked"]].isna().any(axis=1)
        rows = rows.assign(
            is_doubtful=rows[[f"no_{name}" for name in dates]].any(axis=1) | unclear,
            response=rows.response.mask(rows.responded_at >= self.ends_at, "none"),
            rep_id=rows.organizer_id.fillna("unassigned"),
            lead_id=replaced(rows.lead_id, self.merged_leads),
            has_started=rows.starts_at < self.ends_at,
            is_external=rows.is_external.fillna(False).astype(bool),
            is_self_booked=rows.is_self_booked.fillna(False).astype(bool),
        )
        return rows.assign(**{name: self.happened(rows[name]) for name in ("invited_at", *dates)})

    def subscriptions(self) -> pd.DataFrame:
        """Subscriptions that are not deleted."""
        rows = self.read(
            "subscriptions",
            ["subscription_id", "account_id", "starts_on", "unit_amount", "is_deleted"],
            text=["account_id", "currency"],
            days=["starts_on", "ends_on"],
            amounts={"quantity": 1, "unit_amount": np.nan, "discount_rate": 0, "billing_interval_months": 1},
            choices={"status": (["active", "trial", "paused", "free", "canceled"], "active")},
            flags={"is_deleted": False},
        )
        return rows[~rows.is_deleted]

    def paid(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Subscriptions that are ever active, and what they pay a month."""
        rows = rows.assign(mrr=rows.quantity * rows.unit_amount * (1 - rows.discount_rate))
        rows = rows[
            ~rows.no_ends_on
            & rows.status.isin(["active", "canceled"])
            & (rows.billing_interval_months >= 0.001)
            & (rows.mrr > 0)
            & (rows.starts_on <= self.as_of)
            & (rows.ends_on.isna() | (rows.ends_on > rows.starts_on))
            & ~rows.account_id.isin(self.test_accounts)
        ]
        return rows.assign(
            customer_id=replaced(rows.account_id, self.tops),
            ends_on=rows.ends_on.where(rows.ends_on <= self.as_of).fillna(FOREVER),
            currency=rows.currency.fillna("USD").str.upper(),
            mrr=rows.mrr / rows.billing_interval_months,
        )

    def periods(self, meetings: pd.DataFrame, subscriptions: pd.DataFrame) -> pd.DataFrame:
        """Every period from the first date of a record on."""
        sessions = self.read("presentation_sessions", ["session_id", "started_at"], instants=["started_at"])
        answers = self.read("survey_responses", ["response_id", "surveyed_on"], days=["surveyed_on"])
        firsts = [
            self.sound_leads[["created_at", *LEAD_DATES]].min().min(),
            self.sound_deals[["created_at", "closed_at"]].min().min(),
            meetings[["invited_at", "responded_at"]].min().min(),
            self.first_activity,
            subscriptions.starts_on.min(),
            sessions.started_at.min(),
            answers.surveyed_on.min(),
        ]
        rows = periods(min(firsts).date(), self.as_of.date())
        found = pd.DataFrame(rows, columns=["period_type", "period_start", "closes_on"])
        return found.astype({"period_start": "datetime64[us]", "closes_on": "datetime64[us]"})


def replaced(ids: pd.Series, ends: dict[str, str]) -> pd.Series:
    """Ids, or where they end."""
    return ids.map(pd.Series(ends, dtype="str")).fillna(ids)


def merged(records: pd.DataFrame, key: str) -> dict[str, str]:
    """Which record each merged one has become."""
    pointers = records[records.merged_into_id.isin(records[key])]
    ends = ends_of(dict(zip(pointers[key], pointers.merged_into_id, strict=True)))
    return {start: end for start, end in ends.items() if start != end}


def with_merged(ids: pd.Series, ends: dict[str, str]) -> set[str]:
    """These ids, and those of the records that were merged into them."""
    wanted = set(ids)
    return wanted | {start for start, end in ends.items() if end in wanted}


class Kpis:
    """The rows of the KPIs."""

    def __init__(self, run: Script) -> None:
        with run.part("reading"):
            self.company = Company(run)
            self.meetings = self.company.meetings()
            self.subscriptions = self.company.subscriptions()
            self.periods = self.company.periods(self.meetings, self.subscriptions)
        self.run = run
        self.rows: list[pd.DataFrame] = []

    def add(self, kpi: str, records: pd.DataFrame) -> None:
        """Add records (rep_id, day, above, below) up: the company in every period, a team or rep where it has a record."""
        by_day = records.groupby(["rep_id", "day"], as_index=False)[["above", "below"]].sum()
        by_day = by_day.assign(team_id=by_day.rep_id.map(self.company.teams).fillna("unassigned"), company_id="all")
        company = self.periods[["period_type", "period_start"]].assign(
            scope_type="company", scope_id="all", above=0.0, below=0.0
        )
        sums = [company]
        for period_type, frequency in PERIODS.items():
            starts = by_day.day.dt.to_period(frequency).dt.start_time
            for scope_type, scope_id in SCOPES.items():
                keyed = by_day.assign(
                    period_type=period_type, period_start=starts, scope_type=scope_type, scope_id=by_day[scope_id]
                )
                sums.append(keyed[company.columns])
        keys = ["period_type", "period_start", "scope_type", "scope_id"]
        self.write(kpi, pd.concat(sums).groupby(keys, as_index=False)[["above", "below"]].sum(), "above", "below")

    def write(self, kpi: str, found: pd.DataFrame, above: str, below: str | None) -> None:
        """Keep rows as a KPI's; without a denominator the value is the numerator."""
        number = found[above].astype("float64")
        base = found[below].astype("float64") if below else pd.Series(np.nan, found.index)
        value = number / base.mask(base == 0) if below else number
        rows = found.assign(kpi_id=kpi, numerator=number, denominator=base, kpi_value=value)
        self.rows.append(rows[list(COLUMNS)])

    def average_response_time(self) -> None:
        """Business minutes from the inquiry of a qualified inbound lead to its first answer."""
        company = self.company
        leads = company.sound_leads
        asked = leads[(leads.origin == "inbound") & leads.qualified_at.notna() & ~leads.no_inquiry_at]
        asked = asked.assign(asked_at=asked.inquiry_at.fillna(asked.created_at)).dropna(subset="asked_at")
        asked = asked[["lead_id", "rep_id", "asked_at"]]
        answers = asked.merge(company.contacts, on="lead_id")
        answers = answers[answers.occurred_at >= answers.asked_at].groupby("lead_id").occurred_at.min()
        calendars = {row["calendar_id"] for row in self.run.table("business_hours")}
        has_hours = company.users.time_zone.notna() & company.users.calendar_id.isin(calendars)
        offices = company.users.assign(
            calendar_id=company.users.calendar_id.where(has_hours, "default"),
            time_zone=company.users.time_zone.where(has_hours, "UTC"),
        )[["rep_id", "calendar_id", "time_zone"]]
        first, last = self.periods.period_start.min() - timedelta(2), company.as_of + timedelta(2)
        kinds = {*zip(offices.calendar_id, offices.time_zone, strict=True), ("default", "UTC")}
        names = ["calendar_id", "time_zone", "opens_at", "closes_at", "open_before"]
        slots = pd.DataFrame(open_slots(self.run, kinds, first.date(), last.date()), columns=names)
        slots = slots.astype({"opens_at": "datetime64[us]", "closes_at": "datetime64[us]"}).sort_values("opens_at")
        timed = asked.assign(answered_at=asked.lead_id.map(answers)).merge(offices, on="rep_id", how="left")
        timed = timed.fillna({"calendar_id": "default", "time_zone": "UTC"})
        for moment in ("asked_at", "answered_at"):
            known = timed.dropna(subset=moment).sort_values(moment)
            placed = pd.merge_asof(known, slots, left_on=moment, right_on="opens_at", by=["calendar_id", "time_zone"])
            here = (placed[[moment, "closes_at"]].min(axis=1) - placed.opens_at).dt.total_seconds()
            seconds = (placed.open_before + here).fillna(0).set_axis(placed.lead_id)
            timed[f"open_{moment}"] = timed.lead_id.map(seconds)
        minutes = (timed.open_answered_at - timed.open_asked_at) / 60
        records = timed.assign(day=timed.asked_at.dt.normalize(), above=minutes, below=minutes.notna().astype("int64"))
        self.add("average_response_time", records)

    def system_touches(self) -> None:
        """Touches of a qualified lead until its outcome."""
        company, meetings = self.company, self.meetings
        agreed = meetings[meetings.is_external & (meetings.response == "accepted") & ~meetings.no_responded_at]
        accepted = agreed.responded_at.fillna(agreed.invited_at).groupby(agreed.lead_id).min()
        leads = company.sound_leads
        leads = leads[leads.qualified_at.notna() & ~leads.no_disqualified_at & ~leads.no_converted_at]
        leads = leads.assign(accepted_at=leads.lead_id.map(accepted))
        positive = leads[["accepted_at", "converted_at"]].min(axis=1)
        wins = leads.disqualified_at.isna() | (positive <= leads.disqualified_at)
        outcomes = leads.assign(outcome_at=positive.where(wins, leads.disqualified_at)).dropna(subset="outcome_at")
        outcomes = outcomes[["lead_id", "rep_id", "qualified_at", "outcome_at"]]
        human = company.contacts[company.contacts.lead_id.isin(outcomes.lead_id)].sort_values(
            ["occurred_at", "activity_id"]
        )
        once = human[human.message_id.isna() | ~human.duplicated(["lead_id", "message_id"])]
        gap = once.groupby(["lead_id", "type"]).occurred_at.diff()
        touches = once.loc[gap.isna() | (gap >= timedelta(minutes=5)), ["lead_id", "occurred_at"]]
        counts = outcomes.merge(touches, on="lead_id")
        counts = counts[counts.occurred_at.between(counts.qualified_at, counts.outcome_at)].groupby("lead_id").size()
        touched = outcomes.assign(above=outcomes.lead_id.map(counts).fillna(0), day=outcomes.outcome_at.dt.normalize())
        self.add("system_touches", touched.assign(below=(touched.above > 0).astype("int64")))

    def meeting_acceptance_rate(self) -> None:
        """Invitations accepted, of those that were answered or whose time has come."""
        meetings = self.meetings.dropna(subset="invited_at")
        moved = self.meetings[self.meetings.rescheduled_from_id.isin(self.meetings.meeting_id)]
        chains = ends_of(dict(zip(moved.meeting_id, moved.rescheduled_from_id, strict=True)))
        meetings = meetings.assign(chain_id=replaced(meetings.meeting_id, chains))
        meetings["first_invited_at"] = meetings.groupby("chain_id").invited_at.transform("min")
        latest = meetings.sort_values(["invited_at", "meeting_id"]).drop_duplicates("chain_id", keep="last")
        answered = latest.response.isin(["accepted", "declined", "tentative"])
        early = latest.withdrawn_at < latest.responded_at.fillna(latest.invited_at)
        counted = latest[
            latest.is_external
            & ~latest.is_self_booked
            & ~latest.is_doubtful
            & (answered | latest.has_started)
            & ~(latest.withdrawn_at.notna() & (~answered | early))
        ]
        accepted = (counted.response == "accepted").astype("int64")
        self.add(
            "meeting_acceptance_rate",
            counted.assign(day=counted.first_invited_at.dt.normalize(), above=accepted, below=1),
        )

    def deals(self) -> None:
        """Deals won against deals lost, and the days from the creation of a deal to its being won."""
        deals = self.company.sound_deals
        deals = deals[
            deals.closed_at.notna()
            & (deals.deal_type != "renewal")
            & deals.outcome.isin(["won", "lost", "no_decision"])
        ]
        closed = deals.assign(day=deals.closed_at.dt.normalize(), above=(deals.outcome == "won").astype("int64"))
        self.add("deal_win_loss_ratio", closed.assign(below=1 - closed.above))
        won = closed[closed.outcome == "won"]
        days = (won.day - won.created_at.dt.normalize()).dt.days.where(won.closed_at >= won.created_at)
        self.add("average_sales_cycle", won.assign(above=days, below=days.notna().astype("int64")))

    def customers(self) -> None:
        """Who was there before a period, who is at its end, who came and left; and what they pay."""
        company, scope = self.company, ["scope_type", "scope_id"]
        paid = company.paid(self.subscriptions).sort_values(["customer_id", "starts_on", "ends_on"])
        owners = paid[["customer_id"]].drop_duplicates()
        rep_ids = owners.customer_id.map(company.accounts.set_index("account_id").owner_id).fillna("unassigned")
        owners = owners.assign(
            rep_id=rep_ids, team_id=rep_ids.map(company.teams).fillna("unassigned"), company_id="all"
        )
        before = paid.groupby("customer_id").ends_on.cummax().groupby(paid.customer_id).shift()
        fresh = before.isna() | (paid.starts_on > before)
        stays = paid.assign(stay=fresh.groupby(paid.customer_id).cumsum())
        stays = stays.groupby(["customer_id", "stay"], as_index=False).agg({"starts_on": "min", "ends_on": "max"})

        def placed(records: pd.DataFrame, column: str) -> pd.DataFrame:
            """The periods that a date lies in."""
            found = []
            for period_type, every in self.periods.groupby("period_type"):
                ordered = records.sort_values(column)
                at = pd.merge_asof(ordered, every.sort_values("period_start"), left_on=column, right_on="period_start")
                found.append(at[at[column] <= at.closes_on].assign(period_type=period_type))
            return pd.concat(found)

        left = placed(stays[stays.ends_on < FOREVER], "ends_on")
        left = left.loc[left.starts_on < left.period_start, ["customer_id", "period_type", "period_start", "closes_on"]]
        back = left.merge(stays, on="customer_id")
        back = back[(back.starts_on <= back.closes_on) & (back.ends_on > back.closes_on)]
        marks = ["customer_id", "period_type", "period_start"]
        left = left[~pd.MultiIndex.from_frame(left[marks]).isin(pd.MultiIndex.from_frame(back[marks]))]
        came = placed(stays.groupby("customer_id", as_index=False).starts_on.min(), "starts_on")

        def in_scopes(records: pd.DataFrame) -> pd.DataFrame:
            owned = records.merge(owners, on="customer_id")
            return pd.concat(owned.assign(scope_type=name, scope_id=owned[column]) for name, column in SCOPES.items())

        days = pd.DataFrame(
            {"day": pd.concat([self.periods.period_start - timedelta(1), self.periods.closes_on]).unique()}
        )

        def on_days(moves: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
            """The running sum of moves on each measured day."""
            keys = [*scope, *keys]
            by_day = in_scopes(moves).groupby([*keys, "day"], as_index=False).move.sum().sort_values("day")
            by_day["total"] = by_day.groupby(keys).move.cumsum()
            grid = days.merge(by_day[keys].drop_duplicates(), how="cross").sort_values("day")
            return pd.merge_asof(grid, by_day.drop(columns="move"), on="day", by=keys).dropna(subset="total")

        def begun_and_ended(rows: pd.DataFrame, moves: pd.Series) -> pd.DataFrame:
            begun = rows.assign(day=rows.starts_on, move=moves)
            ended = rows.assign(day=rows.ends_on, move=-moves)[rows.ends_on < FOREVER]
            return pd.concat([begun, ended]).drop(columns=["starts_on", "ends_on"])

        active = on_days(begun_and_ended(stays, pd.Series(1, stays.index)), [])
        active = active[active.total > 0]
        rates = pd.DataFrame(
            [
                (row["currency"].strip().upper(), date.fromisoformat(row["valid_on"]), float(row["rate"]))
                for row in self.run.table("fx_rates")
                if row["currency"].strip().upper() != "USD"
            ]
            + [("USD", date(1900, 1, 1), 1.0)],
            columns=["currency", "day", "rate"],
        )
        rates = rates.astype({"day": "datetime64[us]"}).sort_values("day")
        native = on_days(
            begun_and_ended(paid[["customer_id", "currency", "starts_on", "ends_on"]], paid.mrr), ["currency"]
        )
        revenue = pd.merge_asof(native.sort_values("day"), rates, on="day", by="currency")
        revenue = revenue.assign(mrr=revenue.total * revenue.rate).groupby([*scope, "day"], as_index=False).mrr.sum()
        row = ["period_type", "period_start", *scope]
        gone = in_scopes(left).groupby(row, as_index=False).size().rename(columns={"size": "gone"})
        new = in_scopes(came).groupby(row, as_index=False).size().rename(columns={"size": "new"})
        everyone = pd.DataFrame({"scope_type": ["company"], "scope_id": ["all"]})
        scopes = pd.concat([in_scopes(came)[scope].drop_duplicates(), everyone]).drop_duplicates()
        balances = self.periods.merge(scopes, how="cross")
        balances["day_before"] = balances.period_start - timedelta(1)
        for name, figures, at in (
            ("opening", active.rename(columns={"total": "opening"}), "day_before"),
            ("closing", active.rename(columns={"total": "closing"}), "closes_on"),
            ("mrr", revenue, "closes_on"),
        ):
            found = figures[["day", *scope, name]].rename(columns={"day": at})
            balances = balances.merge(found, on=[at, *scope], how="left")
        balances = balances.merge(gone, on=row, how="left").merge(new, on=row, how="left")
        balances["mrr"] = balances.mrr.mask(balances.closing.isna(), 0.0)
        balances = balances.fillna({"opening": 0, "closing": 0, "gone": 0, "new": 0})
        balances["kept"] = balances.opening - balances.gone
        here = (balances.scope_type == "company") | (balances.opening > 0) | (balances.closing > 0)
        self.write("customer_retention_rate", balances[here], "kept", "opening")
        self.write("monthly_recurring_revenue", balances[here], "mrr", None)
        self.write("customer_acquisition_rate", balances[here | (balances.new > 0)], "new", "opening")
        self.write("new_customers", balances[here | (balances.new > 0)], "new", None)


def main() -> None:
    """Compute the parts and write the KPIs."""
    run = script(COMMON)
    kpis = Kpis(run)
    for part in run.parts:
        with run.part(part):
            getattr(kpis, part)()
    with run.part("writing"):
        pd.concat(kpis.rows).to_csv(run.out, index=False, date_format="%Y-%m-%d")
    run.told()


if __name__ == "__main__":
    main()
