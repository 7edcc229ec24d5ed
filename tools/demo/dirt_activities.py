"""Dirt among tasks, meetings and invitations."""

from __future__ import annotations

from tools.demo.cast import NOW
from tools.demo.ids import NULL_ID, make_id
from tools.demo.planter import Planter, shifted
from tools.demo.tables import Row, stamp

NOW_TEXT = stamp(NOW)


def _human(row: Row) -> bool:
    """A completed outbound contact by a person, hanging on a lead."""
    return (
        row["Is_Automated__c"] == "0"
        and not row["Direction__c"]
        and row["WhoId"].startswith("00Q")
        and row["CreatedDate"] < "2026-10-01"
    )


def _email(row: Row) -> bool:
    return _human(row) and row["Type"] == "Email"


def _held(row: Row) -> bool:
    return (
        row["Meeting_Outcome__c"] == "Held"
        and row["IsChild"] == row["Is_Self_Booked__c"] == "0"
        and row["Rescheduled_From__c"] == NULL_ID
    )


class ActivityDirt:
    """Plants what is wrong with activities and meetings."""

    def __init__(self, planter: Planter, tests: list[Row], merged: list[Row]) -> None:
        """Plant with the planter, also on the given test leads and merged leads."""
        self._p = planter
        self._note = planter.ledger.note
        self._tests = tests
        self._merged = merged
        self._qualified = {row["Id"] for row in planter.rows("lead") if row["Qualified_At__c"].startswith("20")}

    def run(self) -> None:
        """Plant everything, in a fixed order."""
        self._copies()
        self._bursts()
        self._early_answers()
        self._undelivered()
        self._planned()
        self._strays()
        self._bad_tasks()
        self._meetings()
        self._bad_meetings()
        self._relations()

    def _extra(self, like: Row, **changes: str) -> Row:
        return self._p.clone("task", like, **{"Id": self._p.mint.new("00T")} | changes)

    # tasks

    def _copies(self) -> None:
        chosen = self._p.take("task", 20, lambda r: _email(r) and r["WhoId"] in self._qualified)
        for row in chosen:
            self._extra(row, CreatedDate=shifted(row["CreatedDate"], minutes=17))
        self._note("same_message_twice", "activities", "not_counted", 20,
                   "an e-mail logged again 17 minutes later, same message id: one touch")  # fmt: skip

    def _bursts(self) -> None:
        def call(row: Row) -> bool:
            return _human(row) and row["Type"] == "Call" and row["WhoId"] in self._qualified

        for row in self._p.take("task", 15, call):
            for minutes in (4, 8):
                later = shifted(row["CreatedDate"], minutes=minutes)
                self._extra(row, CreatedDate=later, CompletedDateTime=later)
        self._note("touch_within_5_minutes", "activities", "not_counted", 30,
                   "calls 4 and 8 minutes after another one: one touch of three")  # fmt: skip

    def _early_answers(self) -> None:
        def asked(row: Row) -> bool:
            started = row["Inquiry_At__c"].startswith("20")
            return started and bool(row["Qualified_At__c"]) and row["IsConverted"] == "0"

        [like] = self._p.take("task", 1, lambda r: _human(r) and r["Type"] == "Call")
        for lead in self._p.take("lead", 5, asked):
            early = shifted(lead["Inquiry_At__c"], minutes=-95)
            self._extra(like, WhoId=lead["Id"], OwnerId=lead["OwnerId"], CreatedDate=early,
                        CompletedDateTime=early, ActivityDate=early[:10] + " 00:00:00")  # fmt: skip
        self._note("answer_before_inquiry", "activities", "flagged:out_of_order", 5,
                   "a call 95 minutes before the inquiry that it answers")  # fmt: skip

    def _undelivered(self) -> None:
        for index, row in enumerate(self._p.take("task", 14, _email)):
            row["Status"] = "Bounced" if index < 10 else "Failed"
        self._note("bounced_or_failed", "activities", "not_counted", 14,
                   "ten bounced and four failed e-mails")  # fmt: skip

    def _planned(self) -> None:
        chosen = self._p.take("task", 35, lambda r: _human(r) and r["Type"] == "Call")
        for index, row in enumerate(chosen):
            due = shifted("2026-10-15 00:00:00", days=index) if index < 25 else (
                shifted("2026-08-03 00:00:00", days=index)
            )  # fmt: skip
            created = shifted("2026-09-28 08:00:00", hours=11 * index)
            self._extra(row, Subject="Call again", Status="Not Started", IsClosed="0",
                        ActivityDate=due, CreatedDate=min(created, "2026-10-14 08:00:00"),
                        CompletedDateTime="")  # fmt: skip
        self._note("planned_ahead", "activities", "not_counted", 25,
                   "planned for a day after the as-of date, which it does not move")  # fmt: skip
        self._note("planned_overdue", "activities", "not_counted", 10,
                   "planned for a day that has passed, not done")  # fmt: skip

    def _strays(self) -> None:
        for index, row in enumerate(self._p.take("task", 5, _email)):
            lead = self._tests[index]
            at = shifted(lead["CreatedDate"], hours=3)
            self._extra(row, WhoId=lead["Id"], CreatedDate=at, EmailMessageId="")
        self._note("task_of_test_lead", "activities", "left_out:test", 5,
                   "an e-mail to a test lead")  # fmt: skip
        for row, lead in zip(self._p.take("task", 3, _email), self._merged, strict=False):
            at = shifted(lead["Inquiry_At__c"], hours=60)
            self._extra(row, WhoId=lead["Id"], CreatedDate=at, EmailMessageId="")
        self._note("task_of_merged_lead", "activities", "repaired", 3,
                   "an e-mail to a merged lead: it is the survivor's")  # fmt: skip
        for row in self._p.take("task", 2, _email):
            self._extra(row, WhoId=make_id("00Q", 31), EmailMessageId="")
        self._note("lead_absent", "activities", "kept", 2,
                   "hangs on a lead that is not in the export")  # fmt: skip
        for index, row in enumerate(self._p.take("task", 8, _email)):
            row["Type"] = "Other" if index < 5 else ""
        self._note("other_type", "activities", "not_counted", 8,
                   "type `Other` or none: a task, not a touch")  # fmt: skip
        for row in self._p.take("task", 5, _email):
            row["Subject"] = 'Re: "pricing"\nand next steps'
        self._note("newline_or_quotes", "activities", "kept", 5,
                   "line breaks and quotation marks inside a cell")  # fmt: skip

    def _bad_tasks(self) -> None:
        rows = self._p.take("task", 14, _email)
        for row in rows[:6]:
            self._extra(row, IsDeleted="1", EmailMessageId="")
        self._note("deleted_task", "activities", "left_out:deleted", 6, "in the recycle bin")
        for row in rows[6:9]:
            self._p.clone("task", row)
        self._note("duplicate_same", "activities", "rejected_row:duplicate_key", 3,
                   "the same row twice")  # fmt: skip
        for row, text in zip(rows[9:11], ("2026-02-29 10:00:00", "last week"), strict=True):
            self._extra(row, CreatedDate=text, EmailMessageId="")
        self._note("bad_created", "activities", "rejected_row:bad_timestamp", 2,
                   "`CreatedDate` that is no time")  # fmt: skip
        self._extra(rows[11], Id="", EmailMessageId="")
        self._note("missing_id", "activities", "rejected_row:missing_required", 1, "no `Id`")
        rows[12]["Direction__c"] = "Sideways"
        self._note("bad_direction", "activities", "rejected_cell:not_accepted_value", 1,
                   "neither inbound nor outbound")  # fmt: skip
        rows[13]["Is_Automated__c"] = "perhaps"
        self._note("bad_is_automated", "activities", "rejected_cell:bad_boolean", 1,
                   "`Is_Automated__c` that is no boolean")  # fmt: skip

    # meetings

    def _count(self, kind: str, outcome: str, note: str, where: str) -> None:
        """Note meetings that the story brings by itself."""
        tests = {
            "self_booked": lambda r: r["Is_Self_Booked__c"] == "1" and r["IsChild"] == "0",
            "withdrawn": lambda r: r["Withdrawn_At__c"] and r["IsChild"] == "0",
            "rescheduled": lambda r: r["Rescheduled_From__c"] != NULL_ID and r["IsChild"] == "0",
            "ahead": lambda r: r["ActivityDateTime"] > NOW_TEXT and r["IsChild"] == "0",
            "child": lambda r: r["IsChild"] == "1",
        }
        count = sum(1 for row in self._p.rows("event") if tests[where](row))
        self._note(kind, "meetings", outcome, count, note)

    def _meetings(self) -> None:
        self._count("self_booked", "not_counted",
                    "booked by the lead: accepted by nature (those of reschedule chains "
                    "included)", "self_booked")  # fmt: skip
        self._count("withdrawn", "not_counted", "withdrawn by us before an answer",
                    "withdrawn")  # fmt: skip
        self._count("rescheduled", "not_counted",
                    "replaces an earlier meeting: a chain is one meeting", "rescheduled")  # fmt: skip
        self._count("planned_ahead", "kept", "starts after the export", "ahead")
        self._count("colleague_copy", "not_counted",
                    "a colleague's copy (`IsChild`): no meeting of its own", "child")  # fmt: skip
        tentative = [r for r in self._p.rows("event_relation") if r["Status"] == "Tentative"]
        self._note("tentative", "event_relations", "not_counted", len(tentative),
                   "answered tentatively: not accepted")  # fmt: skip

    def _meeting(self, like: Row, **changes: str) -> Row:
        return self._p.clone("event", like, **{"Id": self._p.mint.new("00U")} | changes)

    def _invite(self, event: Row, who: str, **changes: str) -> Row:
        like = next(r for r in self._p.rows("event_relation") if r["Status"] == "Accepted")
        given = {
            "Id": self._p.mint.new("0RE"),
            "EventId": event["Id"],
            "RelationId": who,
            "CreatedDate": event["CreatedDate"],
            "RespondedDate": event["CreatedDate"],
            "SystemModstamp": event["CreatedDate"],
        }
        return self._p.clone("event_relation", like, **given | changes)

    def _bad_meetings(self) -> None:
        rows = self._p.take("event", 16, _held)
        for row in rows[:3]:
            self._invite(self._meeting(row, IsDeleted="1"), row["WhoId"])
        self._note("deleted_meeting", "meetings", "left_out:deleted", 3, "in the recycle bin")
        test = self._meeting(rows[3], WhoId=self._tests[0]["Id"], WhatId=NULL_ID,
                             AccountId=NULL_ID)  # fmt: skip
        self._invite(test, self._tests[0]["Id"])
        self._note("meeting_of_test_lead", "meetings", "left_out:test", 1,
                   "a meeting with a test lead")  # fmt: skip
        for row in rows[4:6]:
            self._p.clone("event", row)
        self._note("duplicate_same", "meetings", "rejected_row:duplicate_key", 2,
                   "the same row twice")  # fmt: skip
        self._meeting(rows[6], CreatedDate="2025-09-31 07:30:00")
        self._note("bad_created", "meetings", "rejected_row:bad_timestamp", 1,
                   "`CreatedDate` that does not exist")  # fmt: skip
        rows[7]["DurationInMinutes"] = "n/a"
        self._note("bad_duration", "meetings", "rejected_cell:bad_number", 1,
                   "a duration that is no number")  # fmt: skip
        rows[8]["Meeting_Outcome__c"] = "Postponed"
        self._note("bad_outcome", "meetings", "rejected_cell:not_accepted_value", 1,
                   "an outcome that is not in the list")  # fmt: skip
        rows[9]["ActivityDateTime"] = "Tuesday"
        self._note("bad_start", "meetings", "rejected_cell:bad_timestamp", 1,
                   "a start that is no time")  # fmt: skip
        rows[10]["Rescheduled_From__c"] = make_id("00U", 5)
        self._note("reschedule_target_absent", "meetings", "kept", 1,
                   "replaces a meeting that is not in the export")  # fmt: skip
        for row in rows[11:16]:
            internal = self._meeting(row, WhoId=NULL_ID, WhatId=NULL_ID, AccountId=NULL_ID,
                                     Subject="Pipeline review")  # fmt: skip
            self._invite(internal, self._p.rows("user")[0]["Id"])
        self._note("internal_meeting", "meetings", "not_counted", 5,
                   "colleagues only: nobody from outside")  # fmt: skip

    def _relations(self) -> None:
        rows = self._p.take("event_relation", 5, lambda r: r["Status"] == "Declined")
        self._p.clone("event_relation", rows[0])
        self._note("duplicate_same", "event_relations", "rejected_row:duplicate_key", 1,
                   "the same row twice")  # fmt: skip
        self._p.clone("event_relation", rows[1], Id=self._p.mint.new("0RE"),
                      RelationId=NULL_ID)  # fmt: skip
        self._note("missing_relation", "event_relations", "rejected_row:missing_required", 1,
                   "nobody invited (`RelationId` is null)")  # fmt: skip
        rows[2]["Status"] = "Maybe"
        self._note("bad_status", "event_relations", "rejected_cell:not_accepted_value", 1,
                   "an answer that is not in the list: the meeting is not counted")  # fmt: skip
        rows[3]["RespondedDate"] = "yesterday"
        self._note("bad_responded", "event_relations", "rejected_cell:bad_timestamp", 1,
                   "an answer at no time")  # fmt: skip
        self._p.clone("event_relation", rows[4], Id=self._p.mint.new("0RE"), IsDeleted="1",
                      Status="Accepted")  # fmt: skip
        self._note("deleted_relation", "event_relations", "left_out:deleted", 1,
                   "an invitation in the recycle bin: its answer does not count")  # fmt: skip
