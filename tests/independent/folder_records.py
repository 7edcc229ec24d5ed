"""Random records of every export, dense with the edges of the specification; all cells are text."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from .schema import EXPORTS

Row = dict[str, str]
Table = list[Row]

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
EXACT = (
    timedelta(0),
    4 * MINUTE,
    5 * MINUTE,
    5 * MINUTE + timedelta(seconds=1),
    60 * MINUTE,
    24 * 60 * MINUTE,
    24 * 60 * MINUTE + timedelta(seconds=1),
    timedelta(hours=168),
    timedelta(hours=168, seconds=1),
)
TEAMS = ["t_a", "t_b", "Team Ü"]
USERS = (
    ("r1", "t_a", "America/New_York", "cal_lunch"),
    ("r10", "t_a", "Asia/Shanghai", "cal_night"),
    ("R2", "t_b", "Europe/Berlin", "cal_always"),
    ("r3", "t_b", "", "cal_lunch"),
    ("r4", "Team Ü", "Asia/Kolkata", ""),
    ("r5", "Team Ü", "America/New_York", "cal_without_hours"),
    ("r6", "t_a", "Europe/Berlin", "cal_night"),
    ("r7", "", "Australia/Lord_Howe", "cal_lunch"),
)
# What may follow a day in a column of dates.
MIDNIGHTS = (" 00:00:00", "T00:00", "T00:00:00.000Z", "T00:00:00Z", " 00:00:00+00:00", "T00:00:00+0000")
# Dates that place a record in a period, besides those by which records are made.
PLACING = (
    ("leads", "qualified_at"),
    ("leads", "disqualified_at"),
    ("leads", "converted_at"),
    ("meetings", "responded_at"),
    ("orders", "ordered_on"),
)
GHOSTS = ("ghost_1", "ghost_2")
CURRENCIES = ("", "USD", "EUR", "GBP", "JPY", "XXX")


class Maker:
    """Makes records between two instants; `end` is the midnight that ends the as-of day or the last day."""

    def __init__(
        self, rng: Random, first: date, last: date, zone: ZoneInfo, contested: bool = False, answers: bool = True
    ) -> None:
        """Set the span of days, the reporting zone, and which edges to make."""
        self.rng, self.first, self.last, self.zone = rng, first, last, zone
        self.contested, self.answers = contested, answers
        self.tables: dict[str, Table] = {}
        self.end = self.midnight(last + DAY)

    def chance(self, share: float) -> bool:
        """Whether something of this probability happens."""
        return self.rng.random() < share

    def midnight(self, day: date, zone: ZoneInfo | None = None) -> datetime:
        """The UTC instant at which a day begins in a zone."""
        wall = datetime(day.year, day.month, day.day, tzinfo=zone or self.zone)
        return wall.astimezone(UTC).replace(tzinfo=None)

    def day(self) -> date:
        """A day of the span; borders of months, weeks and DST more often."""
        day = self.first + self.rng.randrange((self.last - self.first).days + 1) * DAY
        kind = self.rng.random()
        if kind < 0.12:
            return max(self.first, day.replace(day=1) - self.rng.choice([0, 1]) * DAY)
        if kind < 0.2:
            return max(self.first, day - day.weekday() * DAY)
        if kind < 0.3:
            spring = [date(day.year, 3, 10), date(day.year, 3, 31), date(day.year, 11, 3), date(day.year, 10, 27)]
            found = self.rng.choice(spring) + self.rng.choice([0, 0, -1, 1]) * DAY
            return found if self.first <= found <= self.last else day
        return day

    def moment(self) -> datetime:
        """An instant of the span; exact midnights of the reporting zone more often."""
        start = self.midnight(self.day())
        kind = self.rng.random()
        if kind < 0.08:
            return start
        if kind < 0.12:
            return start - timedelta(seconds=1)
        return start + timedelta(seconds=self.rng.randrange(86400))

    def after(self, start: datetime, days: float) -> datetime:
        """An instant after another: often exactly at a limit, else within some days."""
        if self.chance(0.2):
            return start + self.rng.choice(EXACT)
        return start + timedelta(seconds=int(self.rng.random() ** 2 * days * 86400))

    def text(self, moment: datetime | None) -> str:
        """An instant in one of the forms of ISO 8601."""
        if moment is None:
            return ""
        form = self.rng.randrange(6)
        if form == 0:
            return moment.strftime("%Y-%m-%d %H:%M:%S")
        if form == 1:
            return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        if form == 2:
            return (moment + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S+02:00")
        if form == 3:
            return (moment - timedelta(hours=5, minutes=30)).strftime("%Y-%m-%dT%H:%M:%S-05:30")
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    def truth(self, share: float) -> str:
        """A boolean in one of its forms; false is often left empty."""
        if self.chance(share):
            return self.rng.choice(["true", "1", "yes"])
        return self.rng.choice(["false", "0", "no", "", ""])

    def owner(self) -> str:
        """A rep, a ghost who is no user, or nobody."""
        kind = self.rng.random()
        if kind < 0.06:
            return ""
        if kind < 0.1:
            return self.rng.choice(GHOSTS)
        return self.rng.choice(USERS)[0]

    def some(self, export: str, column: str, share: float = 1.0) -> str:
        """An id of a record made before, sometimes one that does not exist."""
        if not self.chance(share):
            return ""
        if self.chance(0.02):
            return f"missing_{column}"
        return self.rng.choice(self.tables[export])[column]

    def make(self) -> dict[str, Table]:
        """Every export."""
        self.users()
        self.accounts(120)
        self.leads(250)
        self.deals(150)
        self.link_leads()
        self.history()
        self.meetings(300)
        self.sessions(200)
        self.activities(1500)
        self.subscriptions(230)
        self.surveys(160)
        self.mentions(220)
        self.orders(160)
        self.place_before_all()
        self.stray()
        self.forget_times()
        return self.tables

    def kept(self, export: str) -> Row:
        """A record that is neither deleted, test nor merged."""
        rows = self.tables[export]
        no = ("", "no", "0", "false")
        flags = ("is_deleted", "is_test", "merged_into_id")
        return self.rng.choice([row for row in rows if all(row.get(flag, "") in no for flag in flags)])

    def place_before_all(self) -> None:
        """Two deals that closed long before the first record was created, and sometimes another date as early."""

        def early() -> date:
            return self.first - self.rng.randrange(20, 150) * DAY

        for outcome in ("won", "lost"):
            row = self.kept("deals")
            row |= {"outcome": outcome, "closed_at": self.text(self.midnight(early()) + timedelta(hours=9))}
        for export, column in PLACING:
            if self.chance(0.25):
                row, day = self.kept(export), early()
                row[column] = day.isoformat() if column.endswith("_on") else self.text(self.midnight(day))
                if column == "responded_at" and self.answers:
                    row["response"] = "accepted"

    def stray(self) -> None:
        """Mostly one record so late that it should not decide; ends that never come."""
        for row in self.rng.sample(self.tables["subscriptions"], 2):
            row["ends_on"] = "9999-12-31"
        if self.chance(0.7):
            export, column = self.rng.choice(
                [("leads", "created_at"), ("deals", "created_at"), ("activities", "occurred_at")]
            )
            late = self.midnight(self.last + self.rng.choice([60, 400, 3000]) * DAY)
            self.kept(export)[column] = self.text(late + timedelta(hours=9))

    def forget_times(self) -> None:
        """Leave only the day of some instants, of some columns of all; move others to the borders of days."""
        for export, columns in EXPORTS.items():
            for column in columns:
                share = 1 if self.chance(0.06) else self.rng.choice([0.1, 0.1, 0.3])
                for row in self.tables[export]:
                    if column.kind == "time" and row[column.name]:
                        row[column.name] = self.blurred(row[column.name], share)
                    elif column.kind == "date" and row[column.name] and self.chance(0.1):
                        row[column.name] += self.rng.choice(MIDNIGHTS)

    def blurred(self, text: str, share: float) -> str:
        """An instant, or with this probability only its day, or rarely its day's first or last second."""
        day = parse(text).replace(tzinfo=UTC).astimezone(self.zone).date()
        if self.chance(share):
            return day.isoformat()
        if self.chance(0.05):
            second = self.midnight(day) if self.chance(0.5) else self.midnight(day + DAY) - timedelta(seconds=1)
            return self.text(second)
        return text

    def users(self) -> None:
        """Reps: one without a team, some without calendar or zone, one whose calendar has no hours."""
        self.tables["users"] = [
            {
                "user_id": user,
                "name": f'{user} "the rep", Jr.',
                "email": f"{user}@example.com",
                "team_id": team,
                "team_name": team.upper(),
                "time_zone": zone,
                "calendar_id": calendar,
                "is_active": self.truth(0.8),
                "hired_on": "2020-02-01" if user != "r1" else "1999-02-01",
            }
            for user, team, zone, calendar in USERS
        ]

    def accounts(self, count: int) -> None:
        """Accounts with parents in chains and cycles, and parents that are not in the export."""
        ids = [f"a{n}" for n in range(count)]
        parents = {}
        for n, account in enumerate(ids):
            if n > 12 and self.chance(0.25):
                parents[account] = self.rng.choice(ids[:n])
        parents |= {"a1": "a2", "a2": "a1", "a3": "a1", "a4": "a4", "a5": "a6", "a6": "a9", "a9": "a5", "a10": "a9"}
        parents |= {"a11": "a10", "a7": "gone", "a8": "a7"}
        self.tables["accounts"] = [
            {
                "account_id": account,
                "name": "Internal" if self.contested and n in (20, 21) else f"Account, {n}",
                "parent_account_id": parents.get(account, ""),
                "owner_id": self.owner(),
                "segment": self.rng.choice(["enterprise", "smb", "mid", ""]),
                "country": ("DE", "US", "")[n % 3],
                "created_at": self.text(datetime(2015, 1, 1) if n else datetime(2001, 1, 1)),
            }
            for n, account in enumerate(ids)
        ]
        # Accounts of one ghost, whose customers all leave on one day.
        for n in range(10):
            row = dict(self.tables["accounts"][1])
            row |= {"account_id": f"z{n}", "parent_account_id": "", "owner_id": "ghost_leaving", "name": f"Z {n}"}
            self.tables["accounts"].append(row)
        # Test accounts that nothing descends from.
        for n in range(4):
            row = dict(self.tables["accounts"][1])
            row |= {"account_id": f"at{n}", "name": "internal", "parent_account_id": ids[n * 9]}
            self.tables["accounts"].append(row)

    def leads(self, count: int) -> None:
        """Leads with every order of dates, merges of every kind, and test records."""
        rows = []
        for n in range(count):
            created = self.moment()
            inquiry = self.rng.choice([None, created, created, self.after(created, 3), created - DAY])
            qualified = self.after(inquiry or created, 20) if self.chance(0.7) else None
            if qualified and self.chance(0.05):
                qualified = created - 2 * DAY
            anchor = qualified or created
            disqualified = self.after(anchor, 60) if self.chance(0.2) else None
            converted = self.after(anchor, 60) if self.chance(0.3) else None
            if disqualified and self.chance(0.25):
                converted = disqualified
            rows.append(
                {
                    "lead_id": f"l{n}",
                    "created_at": self.text(created),
                    "inquiry_at": self.text(inquiry),
                    "qualified_at": self.text(qualified),
                    "disqualified_at": self.text(disqualified),
                    "converted_at": self.text(converted),
                    "status": self.rng.choice(["planned", "Working", "Closed"]),
                    "origin": self.rng.choice(["inbound", "inbound", "outbound", ""]),
                    "source": ("web", "fair", "Web", "")[n % 4],
                    "owner_id": self.owner(),
                    "account_id": self.some("accounts", "account_id", 0.45),
                    "deal_id": "",
                    "company": "Please do not use!" if self.chance(0.02) else "Shop",
                    "email": f"p{n}@test.EXAMPLE" if self.chance(0.02) else f"p{n}@shop.example",
                    "merged_into_id": "",
                    "is_deleted": self.truth(0.04),
                    "is_test": self.truth(0.02),
                }
            )
        self.tables["leads"] = rows
        self.merge(rows, "lead_id")

    def merge(self, rows: Table, key: str) -> None:
        """Merges: chains, a self-merge, cycles, branches into them, dangling ones, deleted and test ones."""
        ids = [row[key] for row in rows]
        by_id = dict(zip(ids, rows, strict=True))
        picked = self.rng.sample(ids, 32)
        pairs = [(picked[n], picked[n + 1]) for n in (0, 1, 2)]  # a chain of four
        pairs += [(picked[5], picked[5])]
        pairs += [(picked[6], picked[7]), (picked[7], picked[6]), (picked[8], picked[6])]
        pairs += [(picked[9], picked[10]), (picked[10], picked[11]), (picked[11], picked[9])]
        pairs += [(picked[12], "nowhere"), (picked[13], picked[12])]
        pairs += [(picked[n], picked[n + 1]) for n in range(14, 32, 2)]
        for merged, into in pairs:
            by_id[merged]["merged_into_id"] = into
        for merged in (picked[0], picked[14], picked[16], picked[18]):
            by_id[merged]["is_deleted"] = "true"
        for merged in (picked[1], picked[20], picked[22], picked[25]):
            by_id[merged]["is_test"] = "yes"
        if not self.contested:
            by_id[picked[1]]["is_test"] = ""

    def deals(self, count: int) -> None:
        """Deals of every outcome, type, currency and kind of amount."""
        rows = []
        for n in range(count):
            created = self.moment()
            outcome = self.rng.choice(
                ["won"] * 6 + ["lost"] * 5 + ["no_decision", "no_decision", "duplicate", "disqualified", "open", "open"]
            )
            closed = self.after(created, 150)
            if self.chance(0.05):
                closed = created - self.rng.choice([MINUTE, 3 * DAY])
            if self.chance(0.04) or (outcome == "open" and self.chance(0.7)):
                closed = None
            amount = self.rng.choice(["", "0", "-250.5", *[f"{self.rng.uniform(100, 9000):.2f}"] * 8])
            rows.append(
                {
                    "deal_id": f"d{n}",
                    "created_at": self.text(created),
                    "closed_at": self.text(closed),
                    "outcome": outcome,
                    "deal_type": self.rng.choice(["", "new_business", "new_business", "expansion", "renewal"]),
                    "stage": "Any",
                    "name": "TEST deal" if self.chance(0.02) else "Deal\nwith a line break",
                    "account_id": self.some("accounts", "account_id", 0.7),
                    "lead_id": self.some("leads", "lead_id", 0.5),
                    "owner_id": self.owner(),
                    "amount": amount,
                    "currency": self.rng.choice(CURRENCIES),
                    "lost_reason": "",
                    "merged_into_id": "",
                    "is_deleted": self.truth(0.03),
                    "is_test": self.truth(0.02),
                }
            )
        self.tables["deals"] = rows
        self.merge(rows, "deal_id")

    def link_leads(self) -> None:
        """Let leads name deals: their own, another one, or one that does not exist."""
        named = {row["deal_id"] for row in self.tables["deals"]}
        for row in self.tables["leads"]:
            row["deal_id"] = self.some("deals", "deal_id", 0.25)
            is_plain = row["is_test"] in ("", "no", "false", "0") and "test" not in row["email"].lower()
            if not self.contested and (not is_plain or row["company"] != "Shop") and row["deal_id"] in named:
                row["deal_id"] = ""
        if not self.contested:
            live = {row["deal_id"] for row in self.tables["deals"] if row["is_deleted"] not in ("true", "1", "yes")}
            for row in self.tables["leads"]:
                if row["deal_id"] not in live and not row["account_id"]:
                    row["deal_id"] = ""

    def history(self) -> None:
        """Stages: reopened deals, ties of an open and a closed stage, and rows after the as-of date."""
        rows = []
        for deal in self.tables["deals"]:
            at = self.moment()
            pattern = self.rng.choice(["oc", "ooc", "oco", "ococ", "o", "t", "c"])
            for n, stage in enumerate(pattern):
                at = self.after(at, 30) + timedelta(seconds=1)
                closed = self.rng.choice(["true", "1"])
                for is_closed in [closed, "false"] if stage == "t" else [closed if stage == "c" else "no"]:
                    rows.append(
                        {
                            "deal_id": deal["deal_id"],
                            "stage": f"S{n}{is_closed}",
                            "entered_at": self.text(at),
                            "is_closed": is_closed,
                            "is_won": "",
                        }
                    )
        self.rng.shuffle(rows)
        self.tables["deal_stage_history"] = rows

    def meeting(self, number: int, invited: datetime) -> Row:
        """One instance of a meeting."""
        starts = self.after(invited, 20) if self.chance(0.93) else None
        response = self.rng.choice(["accepted", "accepted", "accepted", "declined", "tentative", "none", ""])
        responded = self.after(invited, 5) if response not in ("none", "") and self.chance(0.9) else None
        withdrawn = None
        if self.chance(0.15):
            withdrawn = self.rng.choice([self.after(invited, 5), responded or self.after(invited, 1)])
            if responded and self.chance(0.3):
                withdrawn = responded - MINUTE
        return {
            "meeting_id": f"m{number}",
            "invited_at": self.text(invited),
            "starts_at": self.text(starts),
            "ends_at": self.text(starts + 30 * MINUTE if starts else None),
            "organizer_id": self.owner(),
            "lead_id": self.some("leads", "lead_id", 0.85),
            "account_id": self.some("accounts", "account_id", 0.15),
            "deal_id": self.some("deals", "deal_id", 0.1),
            "response": response if self.answers else "",
            "responded_at": self.text(responded) if self.answers else "",
            "outcome": self.rng.choice(
                ["scheduled", "", "held", "held", "held", "no_show", "no_show", "canceled", "rescheduled"]
            ),
            "withdrawn_at": self.text(withdrawn),
            "is_external": self.rng.choice(["", "true", "true", "true", "yes", "no"]),
            "is_self_booked": self.truth(0.1),
            "rescheduled_from_id": "",
            "is_deleted": self.truth(0.03),
        }

    def meetings(self, count: int) -> None:
        """Meetings in reschedule chains: straight, branching and cyclic, the latest invited not always the last."""
        rows: Table = []
        while len(rows) < count:
            invited = self.moment()
            members = []
            for _ in range(self.rng.choice([1, 1, 1, 2, 3, 4])):
                members.append(self.meeting(len(rows) + len(members), invited))
                step = self.rng.choice([timedelta(hours=3), 2 * DAY, 20 * DAY])
                invited += step if self.chance(0.8) else -step
            invited_at = {parse(row["invited_at"]) for row in members}
            if len(members) > 1 and len(invited_at) == len(members):
                self.chain(members)
            rows += members
        self.tables["meetings"] = rows

    def chain(self, members: Table) -> None:
        """Link instances to one chain."""
        for n, row in enumerate(members[1:], 1):
            row["rescheduled_from_id"] = members[n - 1 if self.chance(0.7) else 0]["meeting_id"]
        if self.chance(0.15):
            members[0]["rescheduled_from_id"] = members[-1]["meeting_id"]
        if not self.contested:
            for row in members[1:]:
                for column in ("is_external", "is_self_booked", "is_deleted"):
                    row[column] = members[0][column]
                for column in ("lead_id", "account_id", "deal_id"):
                    row[column] = members[0][column]
        if self.chance(0.05):
            members[0]["rescheduled_from_id"] = "missing_meeting"

    def sessions(self, count: int) -> None:
        """Sessions: previews, short ones, incomplete ones, videos of no length."""
        rows = []
        for n in range(count):
            started = self.moment()
            completed = self.after(started, 0.2) if self.chance(0.7) else None
            if completed and self.contested and self.chance(0.03):
                completed = started - MINUTE
            rows.append(
                {
                    "session_id": f"s{n}",
                    "started_at": self.text(started),
                    "presentation_id": "deck",
                    "lead_id": self.some("leads", "lead_id", 0.95),
                    "sender_id": self.owner(),
                    "completed_at": self.text(completed),
                    "duration_seconds": self.rng.choice(["", "2.9", "3", "3.0", "1", "45", "600", "601.5", "90"]),
                    "page_views": self.rng.choice(["", "0", "3", "11"]),
                    "video_views": self.rng.choice(["", "0", "1", "2"]),
                    "video_watched_seconds": self.rng.choice(["", "0", "30", "61.5"]),
                    "video_length_seconds": self.rng.choice(["", "0", "60", "120"]),
                    "is_preview": self.truth(0.06),
                }
            )
        self.tables["presentation_sessions"] = rows

    def activity(self, number: int, at: datetime, lead: str) -> Row:
        """One activity."""
        return {
            "activity_id": f"x{number}",
            "occurred_at": self.text(at),
            "type": self.rng.choice(["call", "email", "email", "email", "sms", "social", "video", "note", "task"]),
            "direction": self.rng.choice(["", "outbound", "outbound", "outbound", "inbound"]),
            "status": self.rng.choice(["", "completed", "completed", "completed", "completed", "bounced", "failed"]),
            "is_automated": self.truth(0.15),
            "lead_id": lead,
            "account_id": self.some("accounts", "account_id", 0.05),
            "deal_id": self.some("deals", "deal_id", 0.05),
            "user_id": self.owner(),
            "message_id": "",
            "is_deleted": self.truth(0.02),
        }

    def starts(self) -> list[tuple[datetime, str]]:
        """Instants around which activities of a lead are made."""
        found = []
        for row in self.tables["leads"]:
            for column in ("inquiry_at", "created_at", "qualified_at", "disqualified_at", "converted_at"):
                if row[column]:
                    found.append((parse(row[column]), row["lead_id"]))
        for row in self.tables["presentation_sessions"]:
            if row["completed_at"] and row["lead_id"]:
                found += [(parse(row["completed_at"]), row["lead_id"])] * 3
        return found

    def activities(self, count: int) -> None:
        """Activities at limits, in bursts of 4 and 5 minutes, with copies of messages, and planned ones."""
        rows: Table = []
        starts = self.starts()
        while len(rows) < count:
            start, lead = self.rng.choice(starts)
            at = self.after(start, 12) if self.chance(0.9) else start - self.rng.choice([timedelta(seconds=1), DAY])
            row = self.activity(len(rows), at, lead if self.chance(0.97) else "")
            burst = [row]
            if self.chance(0.25):
                for minutes in self.rng.choice([(0,), (4, 8), (5, 10), (4, 8, 13), (3, 4, 9)]):
                    copy = row | {"activity_id": f"x{len(rows) + len(burst)}"}
                    copy["occurred_at"] = self.text(at + minutes * MINUTE)
                    burst.append(copy)
            if row["type"] == "email" and self.chance(0.4):
                for member in burst:
                    member["message_id"] = f"<{self.rng.randrange(len(rows) // 2 + 3)}@mail>"
                if self.chance(0.5):
                    late = row | {"activity_id": f"x{len(rows) + len(burst)}"}
                    late["occurred_at"] = self.text(at + self.rng.choice([MINUTE, 7 * MINUTE, DAY]))
                    burst.append(late)
            rows += burst
        for n in range(25):
            ahead = self.last + self.rng.randrange(-30, 200) * DAY
            row = self.activity(len(rows), self.midnight(ahead) + timedelta(hours=9), self.some("leads", "lead_id"))
            row["status"] = "planned"
            row["activity_id"] = f"p{n}"
            rows.append(row)
        self.untie(rows)
        self.tables["activities"] = rows

    def untie(self, rows: Table) -> None:
        """Unless contested readings are wanted, let no two copies of a message share an instant."""
        seen: set[tuple[str, str, datetime]] = set()
        for row in rows:
            key = (row["lead_id"], row["message_id"], parse(row["occurred_at"]))
            if row["message_id"] and key in seen and not self.contested:
                row["message_id"] = ""
            seen.add(key)

    def subscription(self, number: int, account: str, starts: date, ends: date | None) -> Row:
        """One subscription."""
        return {
            "subscription_id": f"u{number}",
            "account_id": account,
            "starts_on": starts.isoformat(),
            "ends_on": ends.isoformat() if ends else "",
            "quantity": self.rng.choice(["", "1", "2", "10", "2.5"]),
            "unit_amount": self.rng.choice(["0", "-20", *[f"{self.rng.uniform(10, 900):.2f}"] * 18]),
            "discount_rate": self.rng.choice(["", "0", "0.1", "0.25", "0.5", "1"] if self.chance(0.4) else [""]),
            "billing_interval_months": self.rng.choice(["", "1", "3", "12"]),
            "currency": self.rng.choice(CURRENCIES[:5]) if self.chance(0.97) else "XXX",
            "status": self.rng.choice(["active", "", "canceled"] * 5 + ["trial", "paused", "free"]),
            "is_deleted": self.truth(0.02),
        }

    def subscriptions(self, count: int) -> None:
        """Subscriptions in sequences: seamless, with gaps, overlapping; some empty, unusable or in the future."""
        rows: Table = []
        accounts = [row["account_id"] for row in self.tables["accounts"] if row["owner_id"] != "ghost_leaving"]
        accounts += ["not_in_export", "ghost_account"]
        stable = {row["account_id"] for row in self.tables["accounts"] if row["owner_id"] == "R2"}
        queue = list(accounts)
        self.rng.shuffle(queue)
        while len(rows) < count:
            account = queue.pop() if queue else self.rng.choice(accounts)
            day = self.day()
            if self.chance(0.5):
                day = self.first + (day - self.first) // 4
            for _ in range(self.rng.choice([1, 1, 2, 3])):
                length = self.rng.choice([None, 0, -5, 31, 90, 200, 365, 365, 700])
                if account in stable and length is not None:
                    length = None
                ends = None if length is None else day + length * DAY
                if ends and self.chance(0.3):
                    ends = ends.replace(day=1)
                rows.append(self.subscription(len(rows), account, day, ends))
                day = (ends or day) + self.rng.choice([0, 0, 1, 1, 40, 120]) * DAY
        for n in range(4):
            account = self.rng.choice(accounts)
            rows.append(self.subscription(5000 + n, account, self.last + (1 + 30 * n) * DAY, None))
        for n in range(10):
            closing = self.midnight(self.first + (self.last - self.first) // 2).date()
            rows.append(self.subscription(7000 + n, f"z{n}", self.first, closing) | {"unit_amount": "50", "status": ""})
        for column, value in (("quantity", "0"), ("billing_interval_months", "0"), ("discount_rate", "1.5")):
            rows.append(self.subscription(6000 + len(rows), "a30", self.day(), None) | {column: value})
        self.tables["subscriptions"] = rows

    def surveys(self, count: int) -> None:
        """Respondents who name brands in order, by several names, on one or two days, or name none."""
        rows: Table = []
        names = ["Ours", "Ours", "ours inc", "OURS", "Rival", "Rival & Co", "Newcomer", "Other", "Ours Pro", "Unknown"]
        person = 0
        while len(rows) < count:
            person += 1
            weight = self.rng.choice(["", "1", "0.5", "2.25"])
            day = self.day()
            for on in [day] + ([day + self.rng.choice([1, 3, 20]) * DAY] if self.chance(0.3) else []):
                named = self.rng.sample(names, self.rng.choice([0, 1, 2, 3, 4])) or [""]
                for rank, brand in enumerate(named, 1):
                    rows.append(
                        {
                            "response_id": f"v{len(rows)}",
                            "surveyed_on": on.isoformat(),
                            "respondent_id": f"person{person}",
                            "question": "unaided_awareness",
                            "rank": str(rank) if brand and self.chance(0.95) else "",
                            "brand": brand,
                            "score": "",
                            "weight": weight,
                            "deal_id": "",
                        }
                    )
        for n in range(20):
            row = dict(rows[0]) | {"response_id": f"e{n}", "question": "experience", "score": str(n % 10), "brand": ""}
            rows.append(row | {"surveyed_on": self.day().isoformat(), "deal_id": self.some("deals", "deal_id")})
        self.tables["survey_responses"] = rows

    def mentions(self, count: int) -> None:
        """Posts that name one or two brands, also one brand by two names; owned ones and bots."""
        rows: Table = []
        names = ["Ours", "ours inc", "OURS", "Rival", "Rival & Co", "Newcomer", "Other", "Unknown"]
        post = 0
        while len(rows) < count:
            post += 1
            at, weight = self.moment(), self.rng.choice(["", "1", "3", "0.4"])
            owned, bot = self.truth(0.1), self.truth(0.1)
            for brand in self.rng.sample(names, self.rng.choice([1, 1, 2, 3])):
                rows.append(
                    {
                        "mention_id": f"post{post}",
                        "mentioned_at": self.text(at),
                        "channel": "forum",
                        "brand": brand,
                        "weight": weight,
                        "is_owned": owned,
                        "is_bot": bot,
                    }
                )
        self.tables["brand_mentions"] = rows

    def orders(self, count: int) -> None:
        """Orders: several a day, of nothing, given back, without amount or rate, after the as-of day."""
        accounts = [row["account_id"] for row in self.tables["accounts"][:40]] + ["not_in_export", "buys_alone"]
        rows: Table = []
        for n in range(count):
            again = rows and self.chance(0.15)
            rows.append(
                {
                    "order_id": f"o{n}",
                    "account_id": rows[-1]["account_id"] if again else self.rng.choice(accounts),
                    "ordered_on": rows[-1]["ordered_on"] if again else self.day().isoformat(),
                    "amount": self.rng.choice(["", "0", "-35.50", *[f"{self.rng.uniform(5, 900):.2f}"] * 12]),
                    "currency": self.rng.choice(CURRENCIES[:5]) if self.chance(0.95) else "XXX",
                    "is_deleted": self.truth(0.03),
                }
            )
        rows[-1]["ordered_on"] = (self.last + 40 * DAY).isoformat()
        self.tables["orders"] = rows


def parse(text: str) -> datetime:
    """An instant that `Maker.text` wrote."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
