"""The part of the demo company as Zoho CRM gives it: a backup in numbered parts, and what the importer makes of it.

It holds what a Zoho CRM account has of itself, with three own fields: Segment of an account, Meeting Status of a
meeting, and the users' Business Calendar and Hire Date. E-mails are not in it, a lead's qualification has no date, and
a meeting that moves is one record: those who know of the move keep their invitation.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tools.demo.cast import REPS, TODAY
from tools.demo.ids import NULL_ID
from tools.demo.sample import Sample, lead_of
from tools.demo.tables import Row, iso, money
from tools.demo.world import Lead, Meeting, Task

ZONE = ZoneInfo("Asia/Kolkata")
PART_ROWS = 400
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_OBJECTS = ("00Q", "001", "003", "006", "00T", "00U", "005")

LEAD_STATUS = {
    "Open - Not Contacted": "Not Contacted",
    "Working - Contacted": "Contacted",
    "Qualified": "Pre-Qualified",
    "Closed - Not Converted": "Lost Lead",
    "Closed - Converted": "Pre-Qualified",
}
DEAL_TYPES = {"New Business": "New Business", "Expansion": "Existing Business", "Renewal": "Renewal"}


def zoho_id(record_id: str) -> str:
    """Return the id that a Salesforce record has in the backup of Zoho CRM, empty where it names nothing."""
    if record_id == NULL_ID:
        return ""
    number = 0
    for digit in record_id[10:15]:
        number = number * 62 + _DIGITS.index(digit)
    return f"zcrm_4876876{_OBJECTS.index(record_id[:3]) + 1:03d}{number:09d}"


def clean(part: Sample) -> dict[str, list[Row]]:
    """Return the rows of the clean files by export; their cells are what the importer writes."""
    return {
        "users": users(part),
        "accounts": accounts(part),
        "contacts": contacts(part),
        "leads": leads(part),
        "deals": deals(part),
        "deal_stage_history": deal_stage_history(part),
        "calls": calls(part),
        "tasks": tasks(part),
        "meetings": meetings(part),
    }


def owner(part: Sample, user_id: str, column: str) -> Row:
    """Return the look-up of a user, its id and name, under a column's name."""
    rep = part.rep_of(user_id)
    return {f"{column}_id": zoho_id(user_id), column: f"{rep.first} {rep.last}"}


def named_account(part: Sample, account_id: str, column: str) -> Row:
    """Return the look-up of an account, empty where there is none in the part."""
    account = part.account(account_id)
    return {f"{column}_id": zoho_id(account.id) if account else "", column: account.company.name if account else ""}


def users(part: Sample) -> list[Row]:
    """Return the users: the reps."""
    return [
        {
            "record_id": zoho_id(part.user_ids[rep.mailbox]),
            "first_name": rep.first,
            "last_name": rep.last,
            "email": f"{rep.mailbox}@quillbay.example",
            "role": rep.team,
            "status": "Active" if rep.left is None or rep.left > TODAY else "Inactive",
            "time_zone": rep.zone,
            "business_calendar": rep.calendar,
            "hire_date": rep.hired.isoformat(),
        }
        for rep in REPS
    ]


def accounts(part: Sample) -> list[Row]:
    """Return the accounts."""
    return [
        {
            "record_id": zoho_id(account.id),
            "account_name": account.company.name,
            **named_account(part, account.parent_id, "parent_account"),
            **owner(part, account.owner_id, "account_owner"),
            "billing_country": account.country,
            "segment": account.segment.name,
            "created_time": iso(account.created),
        }
        for account in part.accounts
    ]


def contacts(part: Sample) -> list[Row]:
    """Return the contacts, each of them a lead once."""
    return [
        {
            "record_id": zoho_id(contact.id),
            "full_name": f"{contact.person.first} {contact.person.last}",
            "first_name": contact.person.first,
            "last_name": contact.person.last,
            **named_account(part, contact.account_id, "account_name"),
            "created_time": iso(contact.created),
        }
        for contact in part.contacts
    ]


def leads(part: Sample) -> list[Row]:
    """Return the leads; only those that were converted have a date of qualification, which is that of the conversion."""
    names = {deal.id: deal.name for deal in part.deals}
    return [
        {
            "record_id": zoho_id(lead.id),
            **owner(part, part.owner_of(lead), "lead_owner"),
            "is_converted": str(lead.converted is not None).lower(),
            "lead_name": f"{lead.person.first} {lead.person.last}",
            "first_name": lead.person.first,
            "last_name": lead.person.last,
            "company": lead.company.name,
            "email": lead.email,
            "lead_source": lead.source,
            "lead_status": LEAD_STATUS[lead.status],
            "created_time": iso(lead.created),
            "converted_date_time": iso(lead.converted),
            **named_account(part, lead.account_id, "converted_account"),
            "converted_contact_id": zoho_id(lead.contact_id),
            "converted_deal_id": zoho_id(lead.deal_id),
            "converted_deal": names.get(lead.deal_id, ""),
        }
        for lead in part.leads
    ]


def deals(part: Sample) -> list[Row]:
    """Return the deals."""
    by_deal = {lead.deal_id: lead for lead in part.leads}
    return [
        {
            "record_id": zoho_id(deal.id),
            "deal_name": deal.name,
            **owner(part, deal.owner_id, "deal_owner"),
            "stage": deal.stage,
            "amount": money(deal.amount),
            "currency": deal.offer.currency,
            "closing_date": deal.close.isoformat(),
            "type": DEAL_TYPES[deal.kind],
            "reason_for_loss": deal.loss_reason,
            "lead_source": deal.source,
            **named_account(part, deal.account_id, "account_name"),
            **contact(by_deal[deal.id]),
            "created_time": iso(deal.created),
        }
        for deal in part.deals
    ]


def contact(lead: Lead) -> Row:
    """Return the look-up of the contact that a lead became."""
    return {"contact_name_id": zoho_id(lead.contact_id), "contact_name": f"{lead.person.first} {lead.person.last}"}


def deal_stage_history(part: Sample) -> list[Row]:
    """Return the entries of deals into stages; the last one is still open."""
    rows: list[Row] = []
    for deal in part.deals:
        for place, entry in enumerate(deal.history):
            following = deal.history[place + 1] if place + 1 < len(deal.history) else None
            rows.append(
                {
                    "record_id": f"zcrm_4876876099{len(rows) + 1:09d}",
                    "deal_name_id": zoho_id(deal.id),
                    "deal_name": deal.name,
                    "stage": entry.stage,
                    "modified_time": iso(entry.at),
                    "stage_duration_calendar_days": str((following.at - entry.at).days) if following else "",
                    "moved_to": following.stage if following else "",
                }
            )
    return rows


def party(part: Sample, lead: Lead, with_deal: bool) -> Row:
    """Return whom an activity points to: the lead in Related To, or the contact and maybe the deal it became."""
    if lead.converted is None:
        name = f"{lead.person.first} {lead.person.last}"
        return {"contact_name_id": "", "contact_name": "", "related_to_id": zoho_id(lead.id), "related_to": name}
    deal = next((deal for deal in part.deals if deal.id == lead.deal_id and with_deal), None)
    related = {"related_to_id": zoho_id(deal.id), "related_to": deal.name} if deal else {}
    return contact(lead) | {"related_to_id": "", "related_to": ""} | related


def of_task(part: Sample, task: Task, by_id: dict[str, Lead]) -> Row:
    """Return the look-ups of a call or task: conversion moved what was logged before it to the contact."""
    lead = by_id[task.who_id]
    return party(part, lead, with_deal=lead.who_at(task.created) != task.who_id)


def calls(part: Sample) -> list[Row]:
    """Return the calls that were made."""
    by_id = {lead.id: lead for lead in part.leads}
    return [
        {
            "record_id": zoho_id(task.id),
            "subject": task.subject,
            **owner(part, task.owner_id, "call_owner"),
            "call_type": (task.direction or task.call_type or "Outbound").capitalize(),
            "call_status": "Completed",
            "call_start_time": iso(task.done),
            "call_duration_in_seconds": str(60 + int(task.created.timestamp()) % 600),
            **of_task(part, task, by_id),
            "created_time": iso(task.created),
        }
        for task in part.tasks
        if task.type == "Call"
    ]


def tasks(part: Sample) -> list[Row]:
    """Return what was logged as a task: everything but calls, and e-mails, which Zoho CRM does not export."""
    by_id = {lead.id: lead for lead in part.leads}
    return [
        {
            "record_id": zoho_id(task.id),
            "subject": f"{task.type}: {task.subject}",
            **owner(part, task.owner_id, "task_owner"),
            "due_date": task.due.isoformat() if task.due else task.created.date().isoformat(),
            "status": "Completed" if task.done else "Not Started",
            "closed_time": iso(task.done),
            **of_task(part, task, by_id),
            "created_time": iso(task.created),
        }
        for task in part.tasks
        if task.type not in ("Call", "Email")
    ]


def chains(part: Sample) -> list[tuple[Meeting, Meeting]]:
    """Return the first and the latest instance of each meeting: a meeting that moves stays one record."""
    by_id = {meeting.id: meeting for meeting in part.meetings}
    latest: dict[str, Meeting] = {}
    for meeting in part.meetings:
        first = meeting
        while first.rescheduled_from in by_id:
            first = by_id[first.rescheduled_from]
        if first.id not in latest or meeting.invited > latest[first.id].invited:
            latest[first.id] = meeting
    return [(by_id[first], last) for first, last in latest.items()]


def meetings(part: Sample) -> list[Row]:
    """Return the meetings; Zoho CRM exports no answers."""
    by_id = {lead.id: lead for lead in part.leads}
    return [
        {
            "record_id": zoho_id(first.id),
            "title": last.subject,
            "start_datetime": iso(last.start),
            "end_datetime": iso(last.start + timedelta(minutes=last.minutes)),
            **owner(part, last.owner_id, "host"),
            "meeting_status": last.outcome.lower(),
            **party(part, by_id[lead_of(last)], with_deal=False),
            "created_time": iso(first.invited),
        }
        for first, last in chains(part)
    ]


# Header of a column in the backup -> column of the clean file ('' where the importer has no use for it).
LOOKUPS = {"Created By.id": "", "Created By": "", "Modified By.id": "", "Modified By": ""}
LEADS = {
    "Record Id": "record_id",
    "Lead Owner.id": "lead_owner_id",
    "Lead Owner": "lead_owner",
    "Is Converted": "is_converted",
    "Company": "company",
    "First Name": "first_name",
    "Last Name": "last_name",
    "Email": "email",
    "Phone": "",
    "Mobile": "",
    "Lead Source": "lead_source",
    "Lead Status": "lead_status",
    **LOOKUPS,
    "Created Time": "created_time",
    "Modified Time": "created_time",
    "Lead Name": "lead_name",
    "Tag": "",
    "Converted Date Time": "converted_date_time",
    "Lead Conversion Time": "",
    "Converted Account.id": "converted_account_id",
    "Converted Account": "converted_account",
    "Converted Contact.id": "converted_contact_id",
    "Converted Contact": "",
    "Converted Deal.id": "converted_deal_id",
    "Converted Deal": "converted_deal",
    "Change Log Time": "",
    "Locked": "",
}
DEALS = {
    "Record Id": "record_id",
    "Deal Owner.id": "deal_owner_id",
    "Deal Owner": "deal_owner",
    "Amount": "amount",
    "Deal Name": "deal_name",
    "Closing Date": "closing_date",
    "Account Name.id": "account_name_id",
    "Account Name": "account_name",
    "Stage": "stage",
    "Type": "type",
    "Probability (%)": "",
    "Lead Source": "lead_source",
    "Contact Name.id": "contact_name_id",
    "Contact Name": "contact_name",
    **LOOKUPS,
    "Created Time": "created_time",
    "Modified Time": "created_time",
    "Currency": "currency",
    "Exchange Rate": "",
    "Reason For Loss": "reason_for_loss",
}
ACCOUNTS = {
    "Record Id": "record_id",
    "Account Owner.id": "account_owner_id",
    "Account Owner": "account_owner",
    "Account Name": "account_name",
    "Parent Account.id": "parent_account_id",
    "Parent Account": "parent_account",
    **LOOKUPS,
    "Created Time": "created_time",
    "Billing Country": "billing_country",
    "Segment": "segment",
}
CONTACTS = {
    "Record Id": "record_id",
    "First Name": "first_name",
    "Last Name": "last_name",
    "Full Name": "full_name",
    "Account Name.id": "account_name_id",
    "Account Name": "account_name",
    **LOOKUPS,
    "Created Time": "created_time",
}
PARTIES = {
    "Contact Name.id": "contact_name_id",
    "Contact Name": "contact_name",
    "Related To.id": "related_to_id",
    "Related To": "related_to",
}
CALLS = {
    "Record Id": "record_id",
    "Subject": "subject",
    **PARTIES,
    "Call Type": "call_type",
    "Call Start Time": "call_start_time",
    "Call Duration (in seconds)": "call_duration_in_seconds",
    "Call Status": "call_status",
    "Call Owner.id": "call_owner_id",
    "Call Owner": "call_owner",
    **LOOKUPS,
    "Created Time": "created_time",
}
TASKS = {
    "Record Id": "record_id",
    "Task Owner.id": "task_owner_id",
    "Task Owner": "task_owner",
    "Subject": "subject",
    "Due Date": "due_date",
    **PARTIES,
    "Status": "status",
    "Priority": "",
    "Closed Time": "closed_time",
    **LOOKUPS,
    "Created Time": "created_time",
}
EVENTS = {
    "Record Id": "record_id",
    "Title": "title",
    "Location": "",
    "All day": "",
    "From": "start_datetime",
    "To": "end_datetime",
    "Host.id": "host_id",
    "Host": "host",
    **PARTIES,
    "Meeting Status": "meeting_status",
    **LOOKUPS,
    "Created Time": "created_time",
}
STAGE_HISTORY = {
    "Record Id": "record_id",
    "Deal Name.id": "deal_name_id",
    "Deal Name": "deal_name",
    "Stage": "stage",
    "Stage Duration (Calendar Days)": "stage_duration_calendar_days",
    "Moved To": "moved_to",
    "Modified By.id": "",
    "Modified By": "",
    "Modified Time": "modified_time",
}
USERS = {
    "Record Id": "record_id",
    "First Name": "first_name",
    "Last Name": "last_name",
    "Email": "email",
    "Role": "role",
    "Profile": "",
    "Status": "status",
    "Time Zone": "time_zone",
    "Business Calendar": "business_calendar",
    "Hire Date": "hire_date",
}


def local(cell: str) -> str:
    """Return an instant (UTC) as the account's clock shows it."""
    instant = datetime.strptime(cell + "+0000", "%Y-%m-%dT%H:%M:%SZ%z")
    return instant.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


def as_shown(column: str, cell: str) -> str:
    """Return a clean cell as the backup writes it."""
    if cell.endswith("Z") and column.endswith(("_time", "datetime")):
        return local(cell)
    return cell.title() if column == "meeting_status" else cell


def backup(columns: dict[str, str], rows: list[Row], shown: Callable[[str, str], str] = as_shown) -> bytes:
    """Return a file of the backup: UTF-8, cells quoted where they must be."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([shown(column, row.get(column, "")) for column in columns.values()] for row in rows)
    return buffer.getvalue().encode()


def downloads(part: Sample) -> dict[str, bytes]:
    """Return the files of a backup by name, in the account's time zone; leads come in two parts."""
    rows = clean(part)
    return {
        "Users_001.csv": backup(USERS, rows["users"]),
        "Accounts_001.csv": backup(ACCOUNTS, rows["accounts"]),
        "Contacts_001.csv": backup(CONTACTS, rows["contacts"]),
        "Leads_001.csv": backup(LEADS, rows["leads"][:PART_ROWS]),
        "Leads_002.csv": backup(LEADS, rows["leads"][PART_ROWS:]),
        "Deals_001.csv": backup(DEALS, rows["deals"]),
        "Stage_History_001.csv": backup(STAGE_HISTORY, rows["deal_stage_history"]),
        "Calls_001.csv": backup(CALLS, rows["calls"]),
        "Tasks_001.csv": backup(TASKS, rows["tasks"]),
        "Events_001.csv": backup(EVENTS, rows["meetings"]),
    }
