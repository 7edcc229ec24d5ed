"""The part of the demo company as Pipedrive exports it, and as the importer writes that down.

Pipedrive's ids are small integers, its owners and organizations are names, its times are those of the account's zone.
A person is written for every lead; one that never came to a deal is also in the Leads Inbox. What Pipedrive does
not hold is left out: answers to invitations, automated and received e-mails, qualification, no-shows but by their type.
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from tools.demo.bundles import Cell, workbook
from tools.demo.hours import local
from tools.demo.ids import NULL_ID
from tools.demo.sample import Sample, activity_time, deal_outcome, given, lead_of
from tools.demo.tables import Row, iso, money
from tools.demo.world import Deal, Lead, Meeting, Task

ZONE = "Europe/Berlin"
TYPES = {"Call": "Call", "Email": "Email", "SMS": "SMS", "Social": "LinkedIn", "Video": "Video"}
MEETING_TYPES = {"No Show": "No-show", "Canceled": "Meeting canceled"}
LOST_REASONS = {"no_decision": "No decision", "duplicate": "Duplicate", "disqualified": "Disqualified"}
LEADS_INBOX = uuid.UUID("6f0d6a52-3b0a-5c1e-9d3f-2f1c5f0e7b11")
# Excel counts days from here; the fraction is the time of day.
EXCEL_EPOCH = datetime(1899, 12, 30)

# What each download is headed with, column by column of the clean file; its capitals vary as Pipedrive's do.
HEADERS: dict[str, dict[str, str]] = {
    "organizations": {
        "id": "Organization - ID",
        "name": "Organization - Name",
        "owner": "Organization - Owner",
        "country_of_address": "Organization - Country of Address",
        "organization_created": "Organization - Organization created",
        "segment": "Organization - Segment",
    },
    "people": {
        "id": "Person - ID",
        "name": "Person - Name",
        "email": "Person - Email - Work",
        "organization": "Person - Organization",
        "owner": "Person - Owner",
        "label": "Person - Label",
        "person_created": "Person - Person Created",
    },
    "leads": {
        "id": "Lead - ID",
        "title": "Lead - Title",
        "owner": "Lead - Owner",
        "label": "Lead - Label",
        "source_origin": "Lead - Source origin",
        "source_channel": "Lead - Source channel",
        "contact_person": "Lead - Contact person",
        "contact_person_id": "Lead - Contact person ID",
        "organization": "Lead - Organization",
        "lead_created": "Lead - Lead created",
        "archive_status": "Lead - Archive status",
        "archive_time": "Lead - Archive time",
    },
    "deals": {
        "id": "Deal - ID",
        "title": "Deal - Title",
        "owner": "Deal - Owner",
        "value": "Deal - Value",
        "currency_of_value": "Deal - Currency Of Value",
        "organization": "Deal - Organization",
        "organization_id": "Deal - Organization ID",
        "contact_person": "Deal - Contact person",
        "contact_person_id": "Deal - Contact person ID",
        "pipeline": "Deal - Pipeline",
        "stage": "Deal - Stage",
        "label": "Deal - Label",
        "status": "Deal - Status",
        "deal_created": "Deal - Deal created",
        "won_time": "Deal - Won time",
        "lost_time": "Deal - Lost Time",
        "deal_closed_on": "Deal - Deal closed on",
        "lost_reason": "Deal - Lost reason",
        "expected_close_date": "Deal - Expected close date",
        "source_origin": "Deal - Source origin",
        "source_channel": "Deal - Source channel",
        "archive_status": "Deal - Archive status",
    },
    "activities": {
        "id": "Activity - ID",
        "subject": "Activity - Subject",
        "type": "Activity - Type",
        "due_date": "Activity - Due date",
        "due_time": "Activity - Due time",
        "duration": "Activity - Duration",
        "done": "Activity - Done",
        "marked_as_done_time": "Activity - Marked As Done Time",
        "assigned_to_user": "Activity - Assigned to user",
        "add_time": "Activity - Add time",
        "deal": "Activity - Deal",
        "deal_id": "Activity - Deal ID",
        "contact_person": "Activity - Contact person",
        "contact_person_id": "Activity - Contact person ID",
        "organization": "Activity - Organization",
    },
}
INSTANTS = {
    "organization_created",
    "person_created",
    "lead_created",
    "archive_time",
    "deal_created",
    "won_time",
    "lost_time",
    "deal_closed_on",
    "marked_as_done_time",
    "add_time",
}


class Numbers:
    """The small integers in place of the ids of the demo company."""

    def __init__(self, part: Sample) -> None:
        accounts = sorted(part.accounts, key=lambda account: (account.created, account.id))
        self.organizations = {account.id: str(place) for place, account in enumerate(accounts, 1)}
        self.people = {lead.id: str(place) for place, lead in enumerate(part.leads, 1)}
        deals = sorted(part.deals, key=lambda deal: (deal.created, deal.id))
        self.deals = {deal.id: str(place) for place, deal in enumerate(deals, 1)}


def clean(part: Sample) -> dict[str, list[Row]]:
    """Return the rows of the clean files, by export."""
    numbers = Numbers(part)
    rows = {
        "organizations": organizations(part, numbers),
        "people": people(part, numbers),
        "leads": inbox_leads(part, numbers),
        "deals": deals(part, numbers),
        "activities": activities(part, numbers),
    }
    return {
        export: [{column: row[column] for column in HEADERS[export]} for row in records]
        for export, records in rows.items()
    }


def user_name(part: Sample, user_id: str) -> str:
    """Return the name of the rep with that user id."""
    rep = part.rep_of(user_id)
    return f"{rep.first} {rep.last}"


def person_name(lead: Lead) -> str:
    """Return the name of the person that a lead is."""
    return f"{lead.person.first} {lead.person.last}"


def origin(lead: Lead) -> str:
    """Return how a lead came into Pipedrive."""
    if lead.inbound:
        return "Web forms" if lead.source == "Web" else "Manually created"
    return "Import" if lead.source == "Purchased List" else "Prospector"


def organizations(part: Sample, numbers: Numbers) -> list[Row]:
    """Return the organizations."""
    return [
        {
            "id": numbers.organizations[account.id],
            "name": account.company.name,
            "owner": user_name(part, account.owner_id),
            "country_of_address": account.country,
            "organization_created": iso(account.created),
            "segment": account.segment.name,
        }
        for account in part.accounts
    ]


def people(part: Sample, numbers: Numbers) -> list[Row]:
    """Return a person for each lead; the organization is a name, as in a view without its id."""
    rows = []
    for lead in part.leads:
        account = part.account(lead.account_id)
        addresses = [lead.email, f"office@{lead.company.domain}"] if account else [lead.email]
        rows.append(
            {
                "id": numbers.people[lead.id],
                "name": person_name(lead),
                "email": ", ".join(addresses),
                "organization": account.company.name if account else lead.company.name,
                "owner": user_name(part, part.owner_of(lead)),
                "label": "Customer" if account and account.customer_since else "",
                "person_created": iso(lead.created),
            }
        )
    return rows


def inbox_leads(part: Sample, numbers: Numbers) -> list[Row]:
    """Return the leads that never came to a deal; converted ones leave the Leads Inbox."""
    return [
        {
            "id": str(uuid.uuid5(LEADS_INBOX, lead.id)),
            "title": f"{lead.company.name} lead",
            "owner": user_name(part, part.owner_of(lead)),
            "label": "Warm" if lead.qualified else "Cold",
            "source_origin": origin(lead),
            "source_channel": lead.source,
            "contact_person": person_name(lead),
            "contact_person_id": numbers.people[lead.id],
            "organization": lead.company.name,
            "lead_created": iso(lead.created),
            "archive_status": "Archived" if lead.disqualified else "Not archived",
            "archive_time": iso(lead.disqualified),
        }
        for lead in part.leads
        if lead.deal_id == NULL_ID
    ]


def plain(amount: float) -> str:
    """Return an amount without the zeros behind its decimals."""
    return money(amount).rstrip("0").rstrip(".")


def closing(deal: Deal) -> str:
    """Return the instant a deal was won or lost; empty while it is open."""
    return iso(deal.history[-1].at) if deal.is_closed else ""


def open_stage(deal: Deal) -> str:
    """Return the last stage before a deal was closed: won and lost are no stages of Pipedrive."""
    return [entry.stage for entry in deal.history if not entry.stage.startswith("Closed")][-1]


def deals(part: Sample, numbers: Numbers) -> list[Row]:
    """Return the deals."""
    lead_of_deal = {lead.deal_id: lead for lead in part.leads}
    rows = []
    for deal in part.deals:
        lead, account, outcome = lead_of_deal[deal.id], part.account(deal.account_id), deal_outcome(deal)
        is_lost = outcome not in ("open", "won")
        rows.append(
            {
                "id": numbers.deals[deal.id],
                "title": deal.name,
                "owner": user_name(part, deal.owner_id),
                "value": plain(deal.amount),
                "currency_of_value": deal.offer.currency,
                "organization": account.company.name if account else "",
                "organization_id": numbers.organizations[account.id] if account else "",
                "contact_person": person_name(lead),
                "contact_person_id": numbers.people[lead.id],
                "pipeline": "Sales",
                "stage": open_stage(deal),
                "label": deal.kind,
                "status": "lost" if is_lost else outcome,
                "deal_created": iso(deal.created),
                "won_time": closing(deal) if outcome == "won" else "",
                "lost_time": closing(deal) if is_lost else "",
                "deal_closed_on": closing(deal),
                "lost_reason": LOST_REASONS.get(outcome, deal.loss_reason),
                "expected_close_date": "" if deal.is_closed else deal.close.isoformat(),
                "source_origin": origin(lead),
                "source_channel": lead.source,
                "archive_status": "Not archived",
            }
        )
    return rows


def logged(task: Task) -> bool:
    """Say whether Pipedrive has a task as an activity: nothing that came in, and nothing that software sent."""
    return not task.automated and (task.direction or task.call_type or "Outbound") == "Outbound"


def last_instances(meetings: Iterable[Meeting]) -> list[tuple[Meeting, datetime]]:
    """Return each meeting as it last was, with its first invitation: a new time is an edit of the same activity."""
    chains: dict[str, list[Meeting]] = {}
    chain_of: dict[str, str] = {}
    for meeting in sorted(meetings, key=lambda meeting: (meeting.invited, meeting.id)):
        chain = chain_of.get(meeting.rescheduled_from, meeting.id)
        chain_of[meeting.id] = chain
        chains.setdefault(chain, []).append(meeting)
    return [(chain[-1], chain[0].invited) for chain in chains.values()]


def activities(part: Sample, numbers: Numbers) -> list[Row]:
    """Return calls, messages and meetings in the order in which they were created."""
    leads = {lead.id: lead for lead in part.leads}
    found = [(task.created, task.id, task_cells(task)) for task in part.tasks if logged(task)]
    people_of = {task.id: leads[task.who_id] for task in part.tasks}
    owners = {task.id: task.owner_id for task in part.tasks}
    for meeting, invited in last_instances(part.meetings):
        found.append((invited, meeting.id, meeting_cells(meeting, invited)))
        people_of[meeting.id], owners[meeting.id] = leads[lead_of(meeting)], meeting.owner_id
    titles = {deal.id: deal.name for deal in part.deals}
    rows = []
    for place, (created, record_id, cells) in enumerate(sorted(found, key=lambda entry: entry[:2]), 1):
        lead = people_of[record_id]
        deal_id = given(lead.deal_id) if lead.converted and created >= lead.converted else ""
        account = part.account(lead.account_id)
        rows.append(
            {
                "id": str(place),
                **cells,
                "assigned_to_user": user_name(part, owners[record_id]),
                "add_time": iso(created),
                "deal": titles.get(deal_id, ""),
                "deal_id": numbers.deals.get(deal_id, ""),
                "contact_person": person_name(lead),
                "contact_person_id": numbers.people[lead.id],
                "organization": account.company.name if account else lead.company.name,
            }
        )
    return rows


def due(instant: datetime) -> Row:
    """Return the due date and time of an activity on the account's clock, which shows no seconds."""
    shown = local(instant, ZONE)
    return {"due_date": f"{shown:%Y-%m-%d}", "due_time": f"{shown:%H:%M}"}


def task_cells(task: Task) -> Row:
    """Return what is an activity's own of a task, which has always been done."""
    at = activity_time(task)
    return {
        "subject": task.subject,
        "type": TYPES[task.type],
        **due(at),
        "duration": "",
        "done": "true",
        "marked_as_done_time": iso(at),
    }


def meeting_cells(meeting: Meeting, invited: datetime) -> Row:
    """Return what is an activity's own of a meeting; only its type shows a no-show or a cancellation."""
    is_done = meeting.outcome in ("Held", "No Show")
    end = max(meeting.start, invited) + timedelta(minutes=meeting.minutes)
    return {
        "subject": meeting.subject,
        "type": MEETING_TYPES.get(meeting.outcome, "Meeting"),
        **due(meeting.start),
        "duration": f"{meeting.minutes // 60:02}:{meeting.minutes % 60:02}",
        "done": str(is_done).lower(),
        "marked_as_done_time": iso(end.replace(microsecond=0)) if is_done else "",
    }


def downloads(part: Sample) -> dict[str, bytes]:
    """Return the files as Pipedrive's users download them: deals as a workbook, the rest as CSV."""
    rows = clean(part)
    files = {
        f"{export}-2026-10-14.csv": csv_bytes(export, rows[export])
        for export in ("organizations", "people", "leads", "activities")
    }
    files["deals-2026-10-14.xlsx"] = workbook({"Deals": deal_sheet(rows["deals"])})
    return files


def shown_text(column: str, text: str) -> str:
    """Return a clean cell as a CSV of Pipedrive shows it, on the account's clock."""
    if column in INSTANTS and text:
        return f"{local(datetime.strptime(text, '%Y-%m-%dT%H:%M:%SZ'), ZONE):%Y-%m-%d %H:%M:%S}"
    if column == "done":
        return "Done" if text == "true" else "To do"
    return text


def csv_bytes(export: str, rows: Sequence[Row]) -> bytes:
    """Return a CSV file: UTF-8, LF, quotes where they must be."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(HEADERS[export].values())
    writer.writerows([shown_text(column, row[column]) for column in HEADERS[export]] for row in rows)
    return buffer.getvalue().encode()


def serial(text: str) -> float | None:
    """Return an instant as the days since Excel's epoch on the account's clock, to the second."""
    if not text:
        return None
    shown = local(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ"), ZONE)
    return round((shown - EXCEL_EPOCH).total_seconds() / 86400, 6)


def deal_sheet(rows: Sequence[Row]) -> list[list[Cell]]:
    """Return the sheet of deals: dates are numbers without a date format."""
    sheet: list[list[Cell]] = [list(HEADERS["deals"].values())]
    for row in rows:
        sheet.append([deal_cell(column, row[column]) for column in HEADERS["deals"]])
    return sheet


def deal_cell(column: str, text: str) -> Cell:
    """Return a cell of the sheet of deals."""
    if column in INSTANTS:
        return serial(text)
    if column == "expected_close_date":
        return (datetime.fromisoformat(text) - EXCEL_EPOCH).days if text else None
    if column in ("id", "organization_id", "contact_person_id"):
        return int(text) if text else None
    if column == "value":
        return float(text) if "." in text else int(text)
    return text.capitalize() if column == "status" else (text or None)
