"""Dirt among users, accounts, contacts and leads."""

from __future__ import annotations

from tools.demo.ids import NULL_ID, make_id
from tools.demo.planter import Planter, shifted
from tools.demo.tables import Row

ABSENT_LEAD = make_id("00Q", 12)


def _plain(row: Row) -> bool:
    """A lead of no consequence: neither qualified nor converted, a while ago."""
    return not row["Qualified_At__c"] and "2024-06" < row["CreatedDate"] < "2026-09"


def _inbound_sql(row: Row) -> bool:
    return bool(row["Qualified_At__c"] and row["Inquiry_At__c"])


class LeadDirt:
    """Plants what is wrong with people and companies."""

    def __init__(self, planter: Planter) -> None:
        """Plant with the given planter."""
        self._p = planter
        self._note = planter.ledger.note
        self.test_leads: list[Row] = []
        self.merged_leads: list[Row] = []

    def run(self) -> None:
        """Plant everything, in a fixed order."""
        self._users()
        self._merges()
        self._left_out()
        self._duplicates()
        self._bad_cells()
        self._bad_rows()
        self._odd_cells()
        self._owners()
        self._conversions()
        self._contacts()

    def _extra(self, like: Row, **changes: str) -> Row:
        """Add a lead that is like another one, with an id of its own."""
        return self._p.clone("lead", like, Id=self._p.mint.new("00Q"), **changes)

    def _extras(self, count: int) -> list[Row]:
        return [self._extra(row) for row in self._p.take("lead", count, _plain)]

    # users

    def _users(self) -> None:
        template = self._p.rows("user")[0]
        operations = self._p.clone(
            "user",
            template,
            Id=self._p.mint.new("005"),
            Username="operations@quillbay.example",
            FirstName="Opal",
            LastName="Winterbourne",
            Department="",
            Title="Sales Operations",
            Email="operations@quillbay.example",
            TimeZoneSidKey="Eastern Time (US)",
            Business_Calendar__c="round_the_clock",
        )
        leads = self._p.take("lead", 10, _plain)
        for lead in leads:
            lead["OwnerId"] = operations["Id"]
        self._note("bad_time_zone", "users", "rejected_cell:bad_time_zone", 1,
                   "a time zone that is no IANA name; its owner falls back to calendar "
                   "`default` in the reporting time zone")  # fmt: skip
        self._note("owner_without_team", "leads", "kept", len(leads),
                   "owned by a user without a department: team `unassigned`")  # fmt: skip

    # merges

    def _merges(self) -> None:
        earlier = {"hours": -50.0}
        for index, row in enumerate(self._p.take("lead", 6, _inbound_sql)):
            times = {}
            if index < 3:
                times = {
                    "CreatedDate": shifted(row["CreatedDate"], **earlier),
                    "Inquiry_At__c": shifted(row["Inquiry_At__c"], **earlier),
                }
            blank = {"Qualified_At__c": "", "Disqualified_At__c": "", "IsConverted": "0",
                     "ConvertedDate": "", "ConvertedAccountId": NULL_ID,
                     "ConvertedContactId": NULL_ID, "ConvertedOpportunityId": NULL_ID,
                     "Status": "Open - Not Contacted"}  # fmt: skip
            merged = self._extra(row, MasterRecordId=row["Id"], **blank | times)
            self.merged_leads.append(merged)
        self._note("merged_lead", "leads", "left_out:merged", 6,
                   "merged into another lead, not deleted; three of them came in earlier "
                   "and hand their dates over")  # fmt: skip
        for row in self._p.take("lead", 3, _plain):
            middle = self._extra(row, MasterRecordId=row["Id"])
            self._extra(row, MasterRecordId=middle["Id"])
        self._note("merge_chain", "leads", "left_out:merged", 6,
                   "three chains: a lead merged into one that was merged itself")  # fmt: skip
        for row in self._p.take("lead", 8, _plain):
            self._extra(row, MasterRecordId=row["Id"], IsDeleted="1")
        self._note("merged_and_deleted", "leads", "left_out:merged", 8,
                   "merged and in the recycle bin as well: it still hands over")  # fmt: skip
        self._odd_merges()

    def _odd_merges(self) -> None:
        [row] = self._extras(1)
        row["MasterRecordId"] = row["Id"]
        self._note("self_merge", "leads", "kept", 1, "merged into itself")
        cycle = self._extras(3)
        for index, row in enumerate(cycle):
            row["MasterRecordId"] = cycle[(index + 1) % 3]["Id"]
        self._note("merge_cycle", "leads", "left_out:merged", 2,
                   "three leads merged in a circle: the smallest id survives")  # fmt: skip
        self._note("merge_cycle_survivor", "leads", "kept", 1, "the smallest id of the circle")
        for row in self._extras(2):
            row["MasterRecordId"] = ABSENT_LEAD
        self._note("merge_target_absent", "leads", "kept", 2,
                   "merged into an id that is not in the export: the pointer is ignored")  # fmt: skip

    # deleted and test

    def _left_out(self) -> None:
        for row in self._extras(12):
            row["IsDeleted"] = "1"
        self._note("deleted_lead", "leads", "left_out:deleted", 12, "in the recycle bin")
        flagged = self._extras(6)
        for row in flagged:
            row["Is_Test__c"] = "1"
        self._note("test_lead_flag", "leads", "left_out:test", 6, "ticked as a test")
        by_email = self._extras(4)
        for row, address in zip(
            by_email,
            ("maren.holloway@quillbay.example", "demo@quillbay.example",
             "QA@QUILLBAY.EXAMPLE", "test@brindlecove.example"),
            strict=True,
        ):  # fmt: skip
            row["Email"] = address
        self._note("test_lead_email", "leads", "left_out:test", 4,
                   "an e-mail address that a rule in `test_record_rules` names")  # fmt: skip
        by_company = self._extras(3)
        names = ("TEST", "Training (do not use)", "DO NOT USE")
        for row, company in zip(by_company, names, strict=True):
            row["Company"] = company
        self._note("test_lead_company", "leads", "left_out:test", 3,
                   "a company name that a rule in `test_record_rules` names")  # fmt: skip
        self.test_leads = flagged + by_email

    def _duplicates(self) -> None:
        for row in self._p.take("lead", 3, _plain):
            self._p.clone("lead", row)
        self._note("duplicate_same", "leads", "rejected_row:duplicate_key", 3,
                   "the same row twice")  # fmt: skip
        for row in self._p.take("lead", 3, _inbound_sql):
            self._p.stale("lead", row, Status="Open - Not Contacted", Qualified_At__c="",
                          Disqualified_At__c="")  # fmt: skip
        self._note("duplicate_changed", "leads", "rejected_row:duplicate_key", 3,
                   "the same id with other content: the last in the file wins")  # fmt: skip

    # cells and rows that cannot be read

    def _bad_cells(self) -> None:
        values = (
            ("Qualified_At__c", ("soon", "2025-13-45 10:00:00", "13.02.2026 09:30"),
             "rejected_cell:bad_timestamp"),
            ("Inquiry_At__c", ("n/a", "2025-02-30 08:00:00"), "rejected_cell:bad_timestamp"),
            ("IsDeleted", ("maybe",), "rejected_row:bad_boolean"),
            ("Is_Test__c", ("x",), "rejected_row:bad_boolean"),
            ("Origin__c", ("Sideways", "Both"), "rejected_cell:not_accepted_value"),
        )  # fmt: skip
        for column, texts, outcome in values:
            for row, text in zip(self._extras(len(texts)), texts, strict=True):
                row[column] = text
            name = column.removesuffix("__c").lower()
            self._note(f"bad_{name}", "leads", outcome, len(texts),
                       f"`{column}` such as `{texts[0]}`")  # fmt: skip

    def _bad_rows(self) -> None:
        for row, text in zip(self._extras(2), ("2025/13/01", "yesterday"), strict=True):
            row["CreatedDate"] = text
        self._note("bad_created", "leads", "rejected_row:bad_timestamp", 2,
                   "`CreatedDate` that is no time")  # fmt: skip
        for row, text in zip(self._extras(2), ("", "000"), strict=True):
            row["CreatedDate"] = text
        self._note("missing_created", "leads", "rejected_row:missing_required", 2,
                   "no `CreatedDate` (empty, or `000`)")  # fmt: skip
        self._extras(1)[0]["Id"] = ""
        self._note("missing_id", "leads", "rejected_row:missing_required", 1, "no `Id`")

    # cells that only look wrong

    def _odd_cells(self) -> None:
        breaks = ('{}\n(formerly "Old Mill")', '"{}"', "{}\nBuilding 4, second floor")
        for row, text in zip(self._p.take("lead", 3, _plain), breaks, strict=True):
            row["Company"] = text.format(row["Company"])
        self._note("newline_or_quotes", "leads", "kept", 3,
                   "line breaks and quotation marks inside a cell")  # fmt: skip
        for row, text in zip(self._p.take("lead", 2, _plain), ("🌿", "🚀"), strict=True):
            row["LastName"] += f" {text}"
        self._note("emoji", "leads", "kept", 2, "an emoji in a name")
        for row in self._p.take("lead", 5, _plain):
            row["Qualified_At__c"] = "000"
        self._note("zeros_for_null", "leads", "null", 5, "`000` in an empty time")
        for row in self._p.take("lead", 5, _plain):
            row["MasterRecordId"] = row["ConvertedAccountId"] = "000000000000000"
        self._note("zero_id_15", "leads", "null", 5, "a null id of 15 zeros, in two columns")

    def _owners(self) -> None:
        queue = self._p.mint.new("00G")
        for row in self._p.take("lead", 12, _plain) + self._p.take("lead", 3, _inbound_sql):
            row["OwnerId"] = queue
        self._note("queue_owner", "leads", "kept", 15,
                   "owned by a queue (`00G`): unowned, three of them qualified")  # fmt: skip

    def _conversions(self) -> None:
        for row in self._extras(3):
            row["Status"] = "Closed - Converted"
        self._note("converted_in_words_only", "leads", "kept", 3,
                   "status `Closed - Converted` with `IsConverted` 0: not converted")  # fmt: skip
        for row in self._p.take("lead", 2, lambda r: r["IsConverted"] == "1"):
            self._extra(row, CreatedDate=shifted(row["CreatedDate"], hours=5),
                        Inquiry_At__c=shifted(row["Inquiry_At__c"], hours=5))  # fmt: skip
        self._note("two_leads_one_contact", "leads", "kept", 2,
                   "a second lead converted into the same contact, whose activities "
                   "belong to the lead created first")  # fmt: skip

    # contacts

    def _contacts(self) -> None:
        plain = self._p.take("contact", 4)
        for row in plain[:3]:
            contact = self._p.mint.new("003")
            self._p.clone("contact", row, Id=contact, MasterRecordId=row["Id"])
            self._move_task(row["Id"], contact)
        self._note("merged_contact", "contacts", "left_out:merged", 3,
                   "merged into the contact that a lead became; one task of each hangs "
                   "on it")  # fmt: skip
        self._p.clone("contact", plain[3])
        self._note("duplicate_same", "contacts", "rejected_row:duplicate_key", 1,
                   "the same row twice")  # fmt: skip
        for row in self._p.take("contact", 2):
            survivor = self._p.mint.new("003")
            self._p.clone("contact", row, Id=survivor)
            row["MasterRecordId"] = survivor
            self._move_task(row["Id"], survivor)
        self._note("merged_away_contact", "contacts", "left_out:merged", 2,
                   "the contact that a lead became, merged into a newer one")  # fmt: skip
        self._note("task_on_other_contact", "activities", "repaired", 5,
                   "hangs on a merged contact or on the survivor of one: it is the lead's "
                   "all the same")  # fmt: skip

    def _move_task(self, old: str, new: str) -> None:
        """Hang one task on another contact; each contact has at least one."""
        lead = next(r for r in self._p.rows("lead") if r["ConvertedContactId"] == old)
        task = next((t for t in self._p.rows("task") if t["WhoId"] == old), None)
        if task is None:
            task = next(t for t in self._p.rows("task") if t["WhoId"] == lead["Id"])
        task["WhoId"] = new
        self._p.mark(task)
