"""Dirt among subscriptions, surveys, mentions, presentation sessions and orders."""

from __future__ import annotations

from tools.demo.dirt_deals import UNRATED
from tools.demo.ids import make_id
from tools.demo.market import ALIASES, OURS, UNTRACKED
from tools.demo.planter import Planter
from tools.demo.tables import Row


def _long_running(row: Row) -> bool:
    return row["status"] == "active" and not row["ends_on"] and row["starts_on"] < "2026-03-01"


class GenericDirt:
    """Plants what is wrong with the exports that do not come from the CRM."""

    def __init__(self, planter: Planter, test_lead: Row) -> None:
        """Plant with the given planter, a session also on a test lead."""
        self._p = planter
        self._note = planter.ledger.note
        self._test_lead = test_lead
        self._number = 100

    def run(self) -> None:
        """Plant everything, in a fixed order."""
        self._kinds_of_subscription()
        self._bad_subscriptions()
        self._surveys()
        self._bad_surveys()
        self._mentions()
        self._bad_mentions()
        self._sessions()
        self._bad_sessions()
        self._orders()

    # subscriptions

    def _subscription(self, **changes: str) -> Row:
        """Add a small subscription of an old customer."""
        [like] = self._p.take("subscriptions", 1, _long_running)
        self._number += 1
        fresh = {"subscription_id": f"sub_9{self._number:04d}", "quantity": "3",
                 "unit_amount": "26.00", "billing_interval_months": "1",
                 "discount_rate": "", "starts_on": "2026-02-02"}  # fmt: skip
        return self._p.clone("subscriptions", like, **fresh | changes)

    def _kinds_of_subscription(self) -> None:
        rows = self._p.rows("subscriptions")
        trials = sum(row["status"] == "trial" for row in rows)
        self._note("trial", "subscriptions", "not_counted", trials, "a trial: no MRR")
        paused = sum(row["status"] == "paused" for row in rows)
        if paused:
            self._note("paused", "subscriptions", "not_counted", paused, "paused: no MRR")
        for _ in range(5):
            self._subscription(status="free")
        self._note("free", "subscriptions", "not_counted", 5, "a free plan: no MRR")
        [row] = self._p.take("subscriptions", 1, _long_running)
        row["status"] = "canceled"
        self._note("canceled_without_end", "subscriptions", "kept", 1,
                   "canceled without an end: still active")  # fmt: skip
        for _ in range(3):
            self._subscription(ends_on="2026-01-15")
        self._note("ends_before_start", "subscriptions", "flagged:out_of_order", 3,
                   "ends before it starts: never active")  # fmt: skip
        for index in range(2):
            self._subscription(account_id=make_id("001", 40 + index))
        self._note("account_absent", "subscriptions", "kept", 2,
                   "an account that is not in the export: a customer without an owner")  # fmt: skip
        for _ in range(2):
            self._subscription(currency=UNRATED)
        self._note("no_exchange_rate", "subscriptions", "flagged:no_exchange_rate", 2,
                   "a currency (BRL) without a rate: no MRR in USD, counted as incomplete")  # fmt: skip
        self._subscription(unit_amount="-26.00")
        self._note("negative_amount", "subscriptions", "not_counted", 1,
                   "a negative price: MRR of 0 or less is left out")  # fmt: skip
        for _ in range(2):
            self._subscription(is_deleted="true")
        self._note("deleted_subscription", "subscriptions", "left_out:deleted", 2, "deleted")

    def _bad_subscriptions(self) -> None:
        bad: tuple[tuple[str, str, str, str], ...] = (
            ("starts_on", "2025-02-30", "rejected_row:bad_date", "a start that does not exist"),
            ("starts_on", "", "rejected_row:missing_required", "no start"),
            ("account_id", "", "rejected_row:missing_required", "no account"),
            ("unit_amount", "n/a", "rejected_row:bad_number", "a price that is no number"),
            ("ends_on", "31/12/2026", "rejected_cell:bad_date", "an end in another form: no MRR"),
            ("discount_rate", "1.5", "rejected_cell:out_of_range", "more than 100 % off: no MRR"),
            ("status", "zombie", "rejected_cell:not_accepted_value", "no such status: no MRR"),
            ("quantity", "a few", "rejected_cell:bad_number", "no number of seats: no MRR"),
        )  # fmt: skip
        for column, text, outcome, note in bad:
            self._subscription(**{column: text})
            kind = "missing" if not text else "bad"
            self._note(f"{kind}_{column}", "subscriptions", outcome, 1, note)
        [row] = self._p.take("subscriptions", 1, _long_running)
        self._p.clone("subscriptions", row)
        self._note("duplicate_same", "subscriptions", "rejected_row:duplicate_key", 1,
                   "the same row twice")  # fmt: skip

    # surveys

    def _surveys(self) -> None:
        rows = [r for r in self._p.rows("survey_responses")
                if r["question"] == "unaided_awareness"]  # fmt: skip
        aliases = {name for names in ALIASES.values() for name in names}
        counts = (
            ("named_nothing", "kept", sum(not row["brand"] for row in rows),
             "an empty brand: the respondent named nothing"),
            ("brand_alias", "repaired", sum(row["brand"] in aliases for row in rows),
             "a brand by another name, in the seed `brand_aliases`"),
            ("untracked_brand", "not_counted", sum(row["brand"] in UNTRACKED for row in rows),
             "a brand that is not tracked"),
        )  # fmt: skip
        for kind, outcome, count, note in counts:
            self._note(kind, "survey_responses", outcome, count, note)
        ours = self._p.take("survey_responses", 12, lambda r: r["brand"] == OURS and r["rank"] == "1")
        for number, row in enumerate(ours, start=1):
            self._p.clone("survey_responses", row, response_id=f"r9{number:04d}",
                          brand=ALIASES[OURS][number % 4], rank="4")  # fmt: skip
        self._note("brand_named_twice", "survey_responses", "not_counted", 12,
                   "the same respondent names our brand again by an alias: once")  # fmt: skip

    def _bad_surveys(self) -> None:
        bad = (
            ("surveyed_on", "31/02/2025", "rejected_row:bad_date", "a day in another form"),
            ("respondent_id", "", "rejected_row:missing_required", "no respondent"),
            ("question", "favourite_colour", "rejected_row:not_accepted_value",
             "a question that is not in the list"),
            ("rank", "first", "rejected_cell:bad_number", "a rank in words"),
            ("weight", "heavy", "rejected_cell:bad_number", "a weight that is no number: not counted"),
        )  # fmt: skip
        rows = self._p.take("survey_responses", len(bad) + 2, lambda r: r["brand"] == "Orvane")
        for number, (column, text, outcome, note) in enumerate(bad):
            self._p.clone("survey_responses", rows[number], **{
                "response_id": f"r91{number:03d}", "respondent_id": f"q{number:05d}",
                column: text})  # fmt: skip
            kind = "missing" if not text else "bad"
            self._note(f"{kind}_{column}", "survey_responses", outcome, 1, note)
        for row in rows[len(bad) :]:
            self._p.clone("survey_responses", row)
        self._note("duplicate_same", "survey_responses", "rejected_row:duplicate_key", 2,
                   "the same row twice")  # fmt: skip

    # mentions

    def _mentions(self) -> None:
        rows = self._p.rows("brand_mentions")
        aliases = {name for names in ALIASES.values() for name in names}
        owned = sum(row["is_owned"] == "true" for row in rows)
        bots = sum(row["is_bot"] == "true" and row["is_owned"] == "false" for row in rows)
        named = sum(row["brand"] in aliases for row in rows)
        self._note("owned", "brand_mentions", "not_counted", owned, "a post of our own")
        self._note("bot", "brand_mentions", "not_counted", bots, "posted by a bot, not ours")
        self._note("brand_alias", "brand_mentions", "repaired", named,
                   "a brand by another name (own posts and bots included)")  # fmt: skip

        def plain(row: Row) -> bool:
            return row["is_bot"] == row["is_owned"] == "false"

        for row in self._p.take("brand_mentions", 4, lambda r: plain(r) and r["brand"] == OURS):
            self._p.clone("brand_mentions", row, brand="Quill Bay")
        self._note("one_post_two_names", "brand_mentions", "not_counted", 4,
                   "a post that names our brand by two names: once, after the aliases")  # fmt: skip
        for row in self._p.take("brand_mentions", 10, lambda r: plain(r) and r["brand"] == "Tandrel"):
            self._p.clone("brand_mentions", row, brand="Orvane")
        self._note("one_post_two_brands", "brand_mentions", "kept", 10,
                   "a post that names two brands counts for each")  # fmt: skip

    def _bad_mentions(self) -> None:
        rows = self._p.take(
            "brand_mentions",
            5,
            lambda r: r["is_bot"] == r["is_owned"] == "false" and r["brand"] == "Kestora",
        )
        for row in rows[:2]:
            self._p.clone("brand_mentions", row)
        self._note("duplicate_same", "brand_mentions", "rejected_row:duplicate_key", 2,
                   "the same post and brand twice")  # fmt: skip
        self._p.clone("brand_mentions", rows[2], mention_id="m90001", mentioned_at="noon")
        self._note("bad_mentioned_at", "brand_mentions", "rejected_row:bad_timestamp", 1,
                   "no time")  # fmt: skip
        self._p.clone("brand_mentions", rows[3], mention_id="m90002", brand="")
        self._note("missing_brand", "brand_mentions", "rejected_row:missing_required", 1,
                   "no brand")  # fmt: skip
        rows[4]["is_bot"] = "unsure"
        self._note("bad_is_bot", "brand_mentions", "rejected_cell:bad_boolean", 1,
                   "a flag that is no boolean")  # fmt: skip

    # sessions

    def _session(self, like: Row, **changes: str) -> Row:
        self._number += 1
        fresh = {"session_id": f"ses_9{self._number:04d}"}
        return self._p.clone("presentation_sessions", like, **fresh | changes)

    def _sessions(self) -> None:
        def done(row: Row) -> bool:
            return bool(row["completed_at"]) and row["started_at"] < "2026-10-01"

        name = "presentation_sessions"
        for row in self._p.take(name, 45):
            self._session(row, is_preview="true", lead_id="")
        self._note("preview", name, "not_counted", 45, "the sender's own preview")
        for row in self._p.take(name, 40, lambda r: not r["completed_at"]):
            self._session(row, duration_seconds="2", page_views="1")
        self._note("under_3_seconds", name, "not_counted", 40, "closed after 2 seconds")
        for row in self._p.take(name, 2, done):
            row["completed_at"] = row["started_at"][:11] + "00:00:00Z"
        self._note("completed_before_start", name, "flagged:out_of_order", 2,
                   "completed before it started")  # fmt: skip
        for row in self._p.take(name, 3):
            row["started_at"] = row["started_at"].replace("Z", "+00:00")
        self._note("time_with_offset", name, "repaired", 3, "a time with an offset")
        for row in self._p.take(name, 2):
            self._session(row, lead_id=make_id("00Q", 77))
        self._note("lead_absent", name, "kept", 2, "a lead that is not in the export")
        for row in self._p.take(name, 5, lambda r: not r["completed_at"]):
            self._session(row, lead_id="")
        self._note("no_lead", name, "kept", 5, "nobody knows who opened it")
        [row] = self._p.take(name, 1)
        self._session(row, lead_id=self._test_lead["Id"])
        self._note("session_of_test_lead", name, "left_out:test", 1, "opened by a test lead")

    def _bad_sessions(self) -> None:
        name = "presentation_sessions"
        rows = self._p.take(name, 6, lambda r: not r["completed_at"])
        self._p.clone(name, rows[0])
        self._note("duplicate_same", name, "rejected_row:duplicate_key", 1,
                   "the same row twice")  # fmt: skip
        self._session(rows[1], started_at="0000-00-00T00:00:00Z")
        self._note("bad_started_at", name, "rejected_row:bad_timestamp", 1,
                   "a start that does not exist")  # fmt: skip
        self._session(rows[2], started_at="")
        self._note("missing_started_at", name, "rejected_row:missing_required", 1, "no start")
        rows[3]["duration_seconds"] = "-1"
        self._note("negative_duration", name, "not_counted", 1,
                   "a negative duration is under 3 seconds")  # fmt: skip
        rows[4]["page_views"] = "many"
        self._note("bad_page_views", name, "rejected_cell:bad_number", 1,
                   "a count that is no number")  # fmt: skip
        rows[5]["is_preview"] = "?"
        self._note("bad_is_preview", name, "rejected_cell:bad_boolean", 1,
                   "a flag that is no boolean")  # fmt: skip

    # orders

    def _order(self, kind: str, outcome: str, note: str, **changes: str) -> None:
        """Add a copy of an order with other cells, and write it down."""
        [like] = self._p.take("orders", 1)
        self._number += 1
        self._p.clone("orders", like, order_id=f"o9{self._number:04d}", **changes)
        self._note(kind, "orders", outcome, 1, note)

    def _orders(self) -> None:
        self._order("credit", "not_counted", "money given back: no purchase", amount="-240.00")
        self._order("order_of_nothing", "kept", "a purchase that is worth nothing", amount="0.00")
        self._order("no_amount", "kept", "a purchase whose amount is not known", amount="")
        self._order("no_exchange_rate", "flagged:no_exchange_rate",
                    "a currency (BRL) without a rate: a purchase without an amount", currency=UNRATED)  # fmt: skip
        self._order("account_absent", "kept", "an account that is not in the export: a customer without an owner",
                    account_id=make_id("001", 60))  # fmt: skip
        self._order("deleted_order", "left_out:deleted", "deleted", is_deleted="true")
        self._order("future_order", "not_counted", "after the as-of day: not counted yet", ordered_on="2026-11-20")
        self._order("bad_amount", "rejected_cell:bad_number", "an amount in words", amount="twelve hundred")
        self._order("bad_ordered_on", "rejected_row:bad_date", "a day that no calendar has",
                    ordered_on="2026-02-30")  # fmt: skip
        self._order("missing_account_id", "rejected_row:missing_required", "nobody bought it", account_id="")
        [row] = self._p.take("orders", 1)
        self._p.clone("orders", row)
        self._note("duplicate_same", "orders", "rejected_row:duplicate_key", 1, "the same row twice: one stays")
