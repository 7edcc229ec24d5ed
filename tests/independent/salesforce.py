"""A Salesforce Data Export brought into the generic form, cell by cell, still as text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from .exports import Cells, Export, Rejected, accept, files_of, is_exported, read_csv
from .merges import survivors
from .parsing import TRUTH, BadCell, Reading, parse_day, parse_moment, parse_time

LEAD, CONTACT, DEAL, QUEUE = "00Q", "003", "006", "00G"
ACTIVITY_TYPES = ("call", "email", "sms", "social", "video", "note")
# Put before a cell that decides a column of the generic form and cannot be read, so that it cannot be read there either.
UNREADABLE = "unreadable: "
NULL_ID = re.compile(r"0+(AAA)?")
RESPONSES = (("Accepted", "accepted"), ("Tentative", "tentative"), ("Declined", "declined"))
NO_RESPONSE = "New"
OBJECTS = {
    "user": "User",
    "account": "Account",
    "lead": "Lead",
    "contact": "Contact",
    "opportunity": "Opportunity",
    "opportunity_history": "OpportunityHistory",
    "task": "Task",
    "event": "Event",
    "event_relation": "EventRelation",
}


@dataclass
class Org:
    """The objects of an org as rows of cells without nulls, and what links them."""

    objects: dict[str, list[Cells]]
    zone: ZoneInfo
    meanings: Mapping[tuple[str, str], str]
    contact_root: dict[str, str] = field(default_factory=dict)
    lead_of_contact: dict[str, str] = field(default_factory=dict)
    invitees: dict[str, list[Cells]] = field(default_factory=dict)


def without_nulls(row: Cells) -> Cells:
    """The cells that hold something."""
    kept = {}
    for name, raw in row.items():
        text = raw.strip()
        is_id = name == "Id" or name.endswith("Id") or name.endswith("_From__c")
        if text and text != "000" and not (is_id and NULL_ID.fullmatch(text)):
            kept[name] = text
    return kept


def files(folder: Path, name: str, prefix: str) -> list[Path]:
    """The files of an object, named after it or, in the seeds, in lower case."""
    return files_of(folder, name, prefix) or files_of(folder, OBJECTS[name])


def load(folder: Path, name: str, prefix: str) -> list[Cells]:
    """The rows of an object."""
    return [without_nulls(row) for path in files(folder, name, prefix) for row in read_csv(path)[1]]


def truth(text: str | None) -> bool | None:
    """A boolean; None where it is empty or cannot be read."""
    return TRUTH.get((text or "").lower())


def unreadable_flag(text: str | None) -> str:
    """The mark of a boolean that is filled and cannot be read; else nothing."""
    return UNREADABLE + text if text and truth(text) is None else ""


def calendar_day(text: str | None) -> str:
    """A cell of a column of dates as a day without a time; marked where it cannot be read."""
    if not text:
        return ""
    try:
        return parse_day(text).isoformat()
    except BadCell:
        return UNREADABLE + text


def moment_of(column: str, text: str, zone: ZoneInfo) -> datetime | None:
    """An instant or a day without a time; None where it cannot be read."""
    try:
        return parse_moment(column, text, zone)
    except BadCell:
        return None


def owner(row: Cells, name: str = "OwnerId") -> str:
    """The owner; a queue is nobody."""
    found = row.get(name, "")
    return "" if found.startswith(QUEUE) else found


def pick(row: Cells, names: str) -> Cells:
    """Cells under other names: `new=Old` words; what is absent is empty."""
    pairs = (word.split("=") for word in names.split())
    return {new: row.get(old, "") for new, old in pairs}


def link(org: Org) -> None:
    """Find each contact's survivor and lead, and the external invitees of each event."""
    pointers = {row["Id"]: row.get("MasterRecordId") for row in org.objects["contact"] if "Id" in row}
    org.contact_root = survivors(pointers)
    created: dict[str, tuple[datetime, str]] = {}
    for row in org.objects["lead"]:
        contact = row.get("ConvertedContactId")
        if contact is None or "Id" not in row:
            continue
        root = org.contact_root.get(contact, contact)
        candidate = (moment_of("created_at", row.get("CreatedDate", ""), org.zone) or datetime.max, row["Id"])
        created[root] = min(created.get(root, candidate), candidate)
    org.lead_of_contact = {contact: lead for contact, (_, lead) in created.items()}
    invitees: dict[str, list[Cells]] = defaultdict(list)
    for row in org.objects["event_relation"]:
        is_person = row.get("RelationId", "").startswith((LEAD, CONTACT))
        left_out = truth(row.get("IsDeleted")) or truth(row.get("IsInvitee")) is False
        if is_person and not left_out and "EventId" in row and "Id" in row:
            invitees[row["EventId"]].append(row)
    org.invitees = invitees


def lead_of(org: Org, who: str) -> str:
    """The lead of a person: a lead, or the lead that was converted into a contact."""
    if who.startswith(LEAD):
        return who
    if who.startswith(CONTACT):
        return org.lead_of_contact.get(org.contact_root.get(who, who), "")
    return ""


def user(_: Org, row: Cells) -> Cells:
    """A user."""
    cells = pick(
        row,
        "user_id=Id email=Email team_id=Department team_name=Department time_zone=TimeZoneSidKey "
        "calendar_id=Business_Calendar__c is_active=IsActive hired_on=Hire_Date__c",
    )
    name = f"{row.get('FirstName', '')} {row.get('LastName', '')}".strip()
    return cells | {"name": name}


def account(_: Org, row: Cells) -> Cells:
    """An account."""
    cells = pick(
        row,
        "account_id=Id name=Name parent_account_id=ParentId segment=Segment__c country=BillingCountry "
        "created_at=CreatedDate is_deleted=IsDeleted merged_into_id=MasterRecordId is_test=Is_Test__c",
    )
    return cells | {"owner_id": owner(row)}


def lead(org: Org, row: Cells) -> Cells:
    """A lead."""
    cells = pick(
        row,
        "lead_id=Id created_at=CreatedDate inquiry_at=Inquiry_At__c qualified_at=Qualified_At__c "
        "disqualified_at=Disqualified_At__c status=Status origin=Origin__c source=LeadSource "
        "account_id=ConvertedAccountId deal_id=ConvertedOpportunityId company=Company email=Email "
        "merged_into_id=MasterRecordId is_deleted=IsDeleted is_test=Is_Test__c",
    )
    flag = row.get("IsConverted")
    converted = calendar_day(row.get("ConvertedDate")) if truth(flag) else unreadable_flag(flag)
    return cells | {"converted_at": converted, "owner_id": owner(row)}


def deal_outcome(org: Org, row: Cells) -> str:
    """The outcome of an opportunity; empty where a flag cannot be read."""
    won, closed = truth(row.get("IsWon")), truth(row.get("IsClosed"))
    if won is None or closed is None:
        return ""
    if won:
        return "won"
    if not closed:
        return "open"
    meaning = org.meanings.get(("stage_outcome", row.get("StageName", "").lower()), "lost")
    return "lost" if meaning == "won" else meaning


def deal(org: Org, row: Cells) -> Cells:
    """An opportunity."""
    cells = pick(
        row,
        "deal_id=Id created_at=CreatedDate stage=StageName name=Name account_id=AccountId amount=Amount "
        "currency=CurrencyIsoCode lost_reason=Loss_Reason__c is_deleted=IsDeleted is_test=Is_Test__c",
    )
    outcome = deal_outcome(org, row)
    closed = calendar_day(row.get("CloseDate")) if outcome not in ("", "open") else ""
    kind = row.get("Type", "")
    return cells | {
        "outcome": outcome,
        "closed_at": closed,
        "deal_type": org.meanings.get(("deal_type", kind.lower()), kind),
        "owner_id": owner(row),
    }


def stage(_: Org, row: Cells) -> Cells:
    """A row of an opportunity's history."""
    category = row.get("ForecastCategory", "")
    flags = {"is_closed": str(category in ("Closed", "Omitted")), "is_won": str(category == "Closed")}
    return pick(row, "deal_id=OpportunityId stage=StageName entered_at=CreatedDate") | flags


def activity(org: Org, row: Cells) -> Cells:
    """A task."""
    status = row.get("Status", "").lower()
    if status not in ("bounced", "failed"):
        flag = row.get("IsClosed")
        status = "completed" if truth(flag) else unreadable_flag(flag) or "planned"
    if status == "completed":
        occurred = row.get("CompletedDateTime") or row.get("CreatedDate", "")
    else:
        occurred = calendar_day(row.get("ActivityDate")) or row.get("CreatedDate", "")
    kind, what = row.get("Type", "").lower(), row.get("WhatId", "")
    cells = pick(
        row,
        "activity_id=Id is_automated=Is_Automated__c account_id=AccountId user_id=OwnerId "
        "message_id=EmailMessageId is_deleted=IsDeleted",
    )
    return cells | {
        "occurred_at": occurred if "CreatedDate" in row else "",
        "type": kind if kind in ACTIVITY_TYPES else "task",
        "direction": row.get("Direction__c") or row.get("CallType", ""),
        "status": status,
        "lead_id": lead_of(org, row.get("WhoId", "")),
        "deal_id": what if what.startswith(DEAL) else "",
    }


def answer_of(invitees: Iterable[Cells], zone: ZoneInfo) -> tuple[str, str]:
    """The answer of the external invitees, and when it first came; unreadable where an answer, or one of its dates, is."""
    listed = list(invitees)
    known = {"", NO_RESPONSE.lower(), *(status.lower() for status, _ in RESPONSES)}
    for row in listed:
        flags = (unreadable_flag(row.get(name)) for name in ("IsDeleted", "IsInvitee"))
        doubt = next(filter(None, flags), "") or row.get("Status", "")
        if doubt.lower() not in known:
            return UNREADABLE + doubt, ""
    for status, response in RESPONSES:
        answered = [row for row in listed if row.get("Status", "").lower() == status.lower()]
        if answered:
            dates = [row["RespondedDate"] for row in answered if "RespondedDate" in row]
            order = {text: moment_of("responded_at", text, zone) or datetime.min for text in dates}
            return response, min(order, key=lambda text: order[text], default="")
    return "none", ""


def end_of(row: Cells) -> str:
    """When an event ends; empty where that is not known."""
    try:
        start = parse_time(row.get("ActivityDateTime", ""))
        return (start + timedelta(minutes=float(row["DurationInMinutes"]))).isoformat()
    except (KeyError, ValueError):
        return ""


def meeting(org: Org, row: Cells) -> Cells:
    """An event that is no colleague's copy."""
    invitees = sorted(org.invitees.get(row.get("Id", ""), []), key=lambda cells: cells["Id"])
    who, what = row.get("WhoId", ""), row.get("WhatId", "")
    leads = [lead_of(org, who), *(lead_of(org, cells["RelationId"]) for cells in invitees)]
    response, responded = answer_of(invitees, org.zone)
    cells = pick(
        row,
        "meeting_id=Id invited_at=CreatedDate starts_at=ActivityDateTime account_id=AccountId "
        "withdrawn_at=Withdrawn_At__c is_self_booked=Is_Self_Booked__c "
        "rescheduled_from_id=Rescheduled_From__c is_deleted=IsDeleted",
    )
    return cells | {
        "ends_at": end_of(row),
        "organizer_id": owner(row),
        "lead_id": next((found for found in leads if found), ""),
        "deal_id": what if what.startswith(DEAL) else "",
        "is_external": str(bool(invitees) or who.startswith((LEAD, CONTACT))),
        "response": response,
        "responded_at": responded,
        "outcome": row.get("Meeting_Outcome__c", "").lower().replace(" ", "_"),
    }


MAPPING: dict[str, tuple[str, Callable[[Org, Cells], Cells]]] = {
    "users": ("user", user),
    "accounts": ("account", account),
    "leads": ("lead", lead),
    "deals": ("opportunity", deal),
    "deal_stage_history": ("opportunity_history", stage),
    "activities": ("task", activity),
    "meetings": ("event", meeting),
}


def read(
    folder: Path, mappings: Iterable[Cells], reading: Reading, prefix: str = ""
) -> tuple[dict[str, Export], list[Rejected]]:
    """The exports that an org's objects fill; of two mappings of one value the later holds."""
    org = Org(
        {name: load(folder, name, prefix) for name in OBJECTS},
        reading.zone,
        {(m["field"], m["value"].lower()): m["meaning"] for m in mappings if m["system"] == "salesforce"},
    )
    link(org)
    exports: dict[str, Export] = {}
    rejected: list[Rejected] = []
    for export, (name, convert) in MAPPING.items():
        rows = org.objects[name]
        if export == "meetings":
            rows = [row for row in rows if not truth(row.get("IsChild"))]
        raw = [convert(org, row) for row in rows]
        exports[export], bad = accept(export, raw, reading, extras=True)
        exports[export].has_file = is_exported(exports[export], files(folder, name, prefix), prefix)
        rejected += bad
    return exports, rejected
