"""Dirt among accounts, deals, their history and subscriptions of test accounts."""

from __future__ import annotations

from tools.demo.ids import NULL_ID, make_id
from tools.demo.planter import Planter, shifted
from tools.demo.tables import Row

UNRATED = "BRL"


def _lost(row: Row) -> bool:
    return (
        row["StageName"] == "Closed Lost"
        and row["Type"] == "New Business"
        and "2024-07" < row["CreatedDate"] < "2026-06"
    )


class DealDirt:
    """Plants what is wrong with accounts and deals."""

    def __init__(self, planter: Planter) -> None:
        """Plant with the given planter."""
        self._p = planter
        self._note = planter.ledger.note

    def run(self) -> None:
        """Plant everything, in a fixed order."""
        self._accounts()
        self._test_accounts()
        self._parent_cycle()
        self._duplicates()
        self._dates()
        self._amounts()
        self._kinds()
        self._reopened()
        self._left_out()
        self._bad_rows()
        self._history()

    def _extra(self, like: Row, **changes: str) -> Row:
        return self._p.clone("opportunity", like, Id=self._p.mint.new("006"), **changes)

    # accounts

    def _account(self, like: Row, **changes: str) -> Row:
        fresh = {"Id": self._p.mint.new("001"), "ParentId": NULL_ID}
        return self._p.clone("account", like, **fresh | changes)

    def _accounts(self) -> None:
        for row in self._p.take("account", 2):
            self._account(row, MasterRecordId=row["Id"], IsDeleted="1")
        self._note("merged_account", "accounts", "left_out:merged", 2,
                   "merged into another account and deleted")  # fmt: skip
        for row in self._p.take("account", 2):
            self._account(row, IsDeleted="1", Name=row["Name"] + " (old)")
        self._note("deleted_account", "accounts", "left_out:deleted", 2, "in the recycle bin")
        [row] = self._p.take("account", 1)
        self._p.stale("account", row, Segment__c="", Industry="")
        self._note("duplicate_changed", "accounts", "rejected_row:duplicate_key", 1,
                   "the same id with other content: the last in the file wins")  # fmt: skip
        [row] = self._p.take("account", 1)
        row["CreatedDate"] = "2025-00-12 08:00:00"
        self._note("bad_created", "accounts", "rejected_cell:bad_timestamp", 1,
                   "`CreatedDate` that is no time; accounts do without")  # fmt: skip
        for row in self._p.take("account", 4):
            row["Segment__c"] = ""
        self._note("missing_segment", "accounts", "kept", 4, "no segment")

    def _subscription(self, number: int, account: Row, **changes: str) -> Row:
        row = {
            "subscription_id": f"sub_9{number:04d}",
            "account_id": account["Id"],
            "starts_on": "2025-03-03",
            "ends_on": "",
            "quantity": "8",
            "unit_amount": "26.00",
            "discount_rate": "",
            "billing_interval_months": "1",
            "currency": "USD",
            "status": "active",
            "is_deleted": "false",
        }
        row = self._p.mark({**row, **changes})
        self._p.rows("subscriptions").append(row)
        return row

    def _test_accounts(self) -> None:
        likes = self._p.take("account", 2, lambda row: row["CurrencyIsoCode"] == "USD")
        ticked = self._account(likes[0], Name="Sandbox Orchard", Is_Test__c="1")
        named = self._account(likes[1], Name="Quillbay Demo Tenant")
        self._note("test_account", "accounts", "left_out:test", 2,
                   "one ticked as a test, one named by a rule")  # fmt: skip
        for row in self._p.take("opportunity", 2, _lost):
            self._extra(row, AccountId=ticked["Id"], Name="Sandbox Orchard - New")
        self._note("deal_of_test_account", "deals", "left_out:test", 2,
                   "a deal with a test account")  # fmt: skip
        self._subscription(1, ticked)
        self._subscription(2, named)
        self._note("subscription_of_test_account", "subscriptions", "left_out:test", 2,
                   "a test account that seems to pay")  # fmt: skip

    def _parent_cycle(self) -> None:
        likes = self._p.take("account", 3, lambda row: row["CurrencyIsoCode"] == "USD")
        first, second, branch = (self._account(row) for row in likes)
        first["ParentId"], second["ParentId"] = second["Id"], first["Id"]
        branch["ParentId"] = second["Id"]
        for number, (row, part) in enumerate(
            zip((first, second, branch), ("North", "South", "Retail"), strict=True),
            start=3,
        ):
            row["Name"] = f"Umberfold Group {part}"
            self._subscription(number, row)
        self._note("parent_cycle", "accounts", "repaired", 3,
                   "two accounts are each other's parent, a third hangs below: one "
                   "customer, the smallest id")  # fmt: skip

    # deals

    def _duplicates(self) -> None:
        for row in self._p.take("opportunity", 2, _lost):
            self._p.clone("opportunity", row)
        self._note("duplicate_same", "deals", "rejected_row:duplicate_key", 2,
                   "the same row twice")  # fmt: skip
        for row in self._p.take("opportunity", 2, _lost):
            self._p.stale("opportunity", row, StageName="Proposal", IsClosed="0",
                          ForecastCategory="BestCase", Loss_Reason__c="")  # fmt: skip
        self._note("duplicate_changed", "deals", "rejected_row:duplicate_key", 2,
                   "the same id in an earlier stage: the last in the file wins")  # fmt: skip

    def _dates(self) -> None:
        for row in self._p.take("opportunity", 4, _lost):
            row["CloseDate"] = shifted(row["CreatedDate"][:10] + " 00:00:00", days=-9)
        self._note("closed_before_created", "deals", "flagged:out_of_order", 4,
                   "closed nine days before it was created")  # fmt: skip
        for row in self._p.take("opportunity", 2, _lost):
            row["CloseDate"] = ""
        self._note("closed_without_date", "deals", "flagged:closed_without_date", 2,
                   "closed, without a close date: in no period")  # fmt: skip
        [row] = self._p.take("opportunity", 1, _lost)
        row["CloseDate"] = "2025-02-30 00:00:00"
        self._note("bad_close_date", "deals", "rejected_cell:bad_date", 1,
                   "a close date that does not exist; then as without one")  # fmt: skip
        [row] = self._p.take("opportunity", 1, lambda r: r["StageName"] == "Negotiation")
        row |= {"StageName": "Closed Won", "IsClosed": "1", "IsWon": "1",
                "ForecastCategory": "Closed", "CloseDate": "2026-10-21 00:00:00"}  # fmt: skip
        self._note("closed_after_as_of", "deals", "kept", 1,
                   "won on a day after the as-of date: open until then")  # fmt: skip

    def _amounts(self) -> None:
        texts = ("$9,400.00", "n/a", "12.500,00", "USD 4000")
        for row, text in zip(self._p.take("opportunity", 4, _lost), texts, strict=True):
            row["Amount"] = text
        self._note("bad_amount", "deals", "rejected_cell:bad_number", 4,
                   "`$9,400.00`, `n/a` and the like")  # fmt: skip
        for row in self._p.take("opportunity", 2, _lost):
            row["Amount"] = "-" + row["Amount"]
        self._note("negative_amount", "deals", "kept", 2, "a negative amount is summed")
        won = self._p.take("opportunity", 1, lambda r: r["StageName"] == "Closed Won")
        for row in self._p.take("opportunity", 2, _lost) + won:
            row["CurrencyIsoCode"] = UNRATED
        self._note("no_exchange_rate", "deals", "flagged:no_exchange_rate", 3,
                   "a currency (BRL) without a rate: no amount, counted as incomplete; "
                   "one of the three is won")  # fmt: skip

    def _kinds(self) -> None:
        texts = ("Upsell", "Migration", "new biz")
        for row, text in zip(self._p.take("opportunity", 3, _lost), texts, strict=True):
            row["Type"] = text
        self._note("unknown_type", "deals", "rejected_cell:not_accepted_value", 3,
                   "a `Type` that `value_mappings` does not name: in no win rate")  # fmt: skip
        for row in self._p.take("opportunity", 4, _lost):
            row["Type"] = ""
        self._note("missing_type", "deals", "repaired", 4, "no `Type`: new business")

    def _reopened(self) -> None:
        rows = self._p.take("opportunity", 4, _lost)
        for index, row in enumerate(rows):
            closed = shifted(row["CloseDate"], hours=18)
            self._history_row(row, shifted(closed, days=6), "Negotiation", "Forecast")
            if index < 2:
                row |= {"StageName": "Negotiation", "IsClosed": "0", "Loss_Reason__c": "",
                        "ForecastCategory": "Forecast",
                        "CloseDate": "2026-11-30 00:00:00"}  # fmt: skip
            else:
                again = shifted(closed, days=20)
                row["CloseDate"] = again[:10] + " 00:00:00"
                self._history_row(row, again, "Closed Lost", "Omitted")
        self._note("reopened_open", "deals", "kept", 2,
                   "lost, reopened and open: not counted")  # fmt: skip
        self._note("reopened_closed", "deals", "flagged:reopened", 2,
                   "lost, reopened and lost again")  # fmt: skip

    def _history_row(self, deal: Row, at: str, stage: str, category: str) -> Row:
        like = next(
            row for row in self._p.rows("opportunity_history")
            if row["OpportunityId"] == deal["Id"]
        )  # fmt: skip
        return self._p.clone(
            "opportunity_history", like, Id=self._p.mint.new("008"), CreatedDate=at,
            StageName=stage, ForecastCategory=category,
        )  # fmt: skip

    def _left_out(self) -> None:
        for row in self._p.take("opportunity", 5, _lost):
            self._extra(row, IsDeleted="1")
        self._note("deleted_deal", "deals", "left_out:deleted", 5, "in the recycle bin")
        for row in self._p.take("opportunity", 2, _lost):
            self._extra(row, Is_Test__c="1")
        self._note("test_deal_flag", "deals", "left_out:test", 2, "ticked as a test")
        [row] = self._p.take("opportunity", 1, _lost)
        self._extra(row, Name="[Test] pipeline dry run")
        self._note("test_deal_name", "deals", "left_out:test", 1,
                   "a name that a rule in `test_record_rules` names")  # fmt: skip

    def _bad_rows(self) -> None:
        rows = self._p.take("opportunity", 4, _lost)
        self._extra(rows[0], IsClosed="")
        self._note("missing_is_closed", "deals", "rejected_row:missing_required", 1,
                   "no `IsClosed`")  # fmt: skip
        self._extra(rows[1], IsWon="perhaps")
        self._note("bad_is_won", "deals", "rejected_row:bad_boolean", 1,
                   "`IsWon` that is no boolean")  # fmt: skip
        self._extra(rows[2], CreatedDate="12th of May")
        self._note("bad_created", "deals", "rejected_row:bad_timestamp", 1,
                   "`CreatedDate` that is no time")  # fmt: skip
        self._extra(rows[3], AccountId=make_id("001", 7), Name="Gone - New")
        self._note("account_absent", "deals", "kept", 1,
                   "an account that is not in the export")  # fmt: skip

    def _history(self) -> None:
        rows = self._p.take("opportunity_history", 7, lambda r: r["StageName"] == "Demo")
        fresh = [self._p.clone("opportunity_history", row, Id=self._p.mint.new("008")) for row in rows]
        fresh[0]["CreatedDate"] = "2025-04-31 09:00:00"
        self._note("bad_created", "deal_stage_history", "rejected_row:bad_timestamp", 1,
                   "`CreatedDate` that does not exist")  # fmt: skip
        fresh[1]["StageName"] = ""
        self._note("missing_stage", "deal_stage_history", "rejected_row:missing_required", 1,
                   "no `StageName`")  # fmt: skip
        fresh[2]["OpportunityId"] = NULL_ID
        self._note("missing_deal", "deal_stage_history", "rejected_row:missing_required", 1,
                   "no `OpportunityId`")  # fmt: skip
        fresh[3]["OpportunityId"] = make_id("006", 9)
        self._note("deal_absent", "deal_stage_history", "kept", 1,
                   "of a deal that is not in the export")  # fmt: skip
        for row in fresh[4:]:
            row["Amount"] = "1.00"
        self._note("same_second", "deal_stage_history", "kept", 3,
                   "a change of amount in the same second and stage as another row")  # fmt: skip
