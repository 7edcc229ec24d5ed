"""The sample part as HubSpot exports it, and as the importer's clean files hold it.

HubSpot writes whole minutes in the account's time zone, names instead of ids for owners, and labels as headers. It has no
e-mails to one person, no text messages and no answers to invitations; the rep's LinkedIn messages are tasks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tools.demo.bundles import archive, workbook
from tools.demo.cast import REPS, TODAY, Rep
from tools.demo.ids import NULL_ID
from tools.demo.sample import Sample, activity_time, lead_of
from tools.demo.tables import Row
from tools.demo.world import SEAT_PRICE_FACTOR, Deal, Lead, Task

ZONE = ZoneInfo("America/New_York")
PIPELINE = "Sales Pipeline"
EXPORTED = "2026-10-14"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# Where an object's record ids begin.
FIRST_IDS = {"001": 21_480_000_000, "00Q": 64_310_000_000, "006": 38_250_000_000, "00T": 71_900_000_000}
FIRST_IDS |= {"00U": 74_600_000_000, "005": 83_000_000}
PROBABILITIES = {"Discovery": 0.2, "Demo": 0.4, "Proposal": 0.6, "Negotiation": 0.8, "Closed Won": 1.0}
STAGES = (*PROBABILITIES, "Closed Lost", "Closed - No Decision", "Closed - Duplicate", "Closed - Disqualified")
SOURCES = {
    "Web": "Organic Search",
    "Webinar": "Email Marketing",
    "Partner Referral": "Referrals",
    "Customer Referral": "Referrals",
    "Trade Show": "Other Campaigns",
    "Advertisement": "Paid Search",
    "Purchased List": "Offline Sources",
    "Employee Referral": "Offline Sources",
}
LEAD_STATUSES = {
    "Open - Not Contacted": "New",
    "Working - Contacted": "Attempted to contact",
    "Qualified": "In progress",
    "Closed - Converted": "Open deal",
    "Closed - Not Converted": "Unqualified",
}
CALL_OUTCOMES = ("Connected", "No answer", "Left voicemail", "Left live message", "Busy")
MEETING_OUTCOMES = {"Held": "Completed", "No Show": "No show"}

Value = str | float | bool | datetime | None
Record = dict[str, Value]

# The columns of each export: the header, and the column of the clean file that it becomes (none where it is ignored).
COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {
    "users": (
        ("User ID", "user_id"),
        ("Name", "name"),
        ("First name", "first_name"),
        ("Last name", "last_name"),
        ("Email", "email"),
        ("Main team", "main_team"),
        ("Active", "is_active"),
        ("Time zone", "time_zone"),
        ("Business calendar", "business_calendar"),
        ("Hire date", "hire_date"),
    ),
    "companies": (
        ("Record ID", "record_id"),
        ("Company name", "company_name"),
        ("Company owner", "company_owner"),
        ("Create Date", "create_date"),
        ("Country/Region", "country_region"),
        ("Segment", "segment"),
        ("Parent Company", "parent_company_id"),
        ("Merged Company IDs", "merged_company_ids"),
    ),
    "contacts": (
        ("Record ID", "record_id"),
        ("Create Date", "create_date"),
        ("Email", "email"),
        ("Company Name", "company_name"),
        ("Contact owner", "contact_owner"),
        ("Lifecycle Stage", "lifecycle_stage"),
        ("Lead Status", "lead_status"),
        ("Original Traffic Source", "original_traffic_source"),
        ("Original Traffic Source Drill-Down 1", "original_traffic_source_drill_down_1"),
        ("First Conversion Date", "first_conversion_date"),
        ('Date entered "Lead (Lifecycle Stage Pipeline)"', "became_a_lead_date"),
        (
            'Date entered "Marketing Qualified Lead (Lifecycle Stage Pipeline)"',
            "became_a_marketing_qualified_lead_date",
        ),
        ('Date entered "Sales Qualified Lead (Lifecycle Stage Pipeline)"', "became_a_sales_qualified_lead_date"),
        ('Date entered "Opportunity (Lifecycle Stage Pipeline)"', "became_an_opportunity_date"),
        ('Date entered "Customer (Lifecycle Stage Pipeline)"', "became_a_customer_date"),
        ("Latest Disqualified Lead Date", "latest_disqualified_lead_date"),
        ("Latest Open Lead Date", "latest_open_lead_date"),
        ("First outreach date", "first_outreach_date"),
        ("Lead response time", "lead_response_time"),
        ("Merged Contact IDs", "merged_contact_ids"),
        ("Primary Associated Company ID", "primary_associated_company_id"),
        ("Associated Company IDs", "associated_company_ids"),
        ("Associated Deal IDs", "associated_deal_ids"),
    ),
    "deals": (
        ("Record ID", "record_id"),
        ("Deal Name", "deal_name"),
        ("Pipeline", "pipeline"),
        ("Deal Stage", "deal_stage"),
        ("Amount", "amount"),
        ("Amount in company currency", "amount_in_company_currency"),
        ("Currency", "currency"),
        ("Create Date", "create_date"),
        ("Close Date", "close_date"),
        ("Deal owner", "deal_owner"),
        ("Deal Type", "deal_type"),
        ("Deal probability", "deal_probability"),
        ("Is Closed Won", "is_closed_won"),
        ("Is closed lost", "is_closed_lost"),
        ("Is Deal Closed?", "is_deal_closed"),
        ("Closed Lost Reason", "closed_lost_reason"),
        ("Merged Deal IDs", "merged_deal_ids"),
        ("Primary Associated Company", "primary_associated_company_id"),
        ("Associated Company IDs", "associated_company_ids"),
        ("Associated Contact IDs", "associated_contact_ids"),
    ),
    "calls": (
        ("Record ID", "record_id"),
        ("Activity date", "activity_date"),
        ("Create date", "create_date"),
        ("Call title", "call_title"),
        ("Call outcome", "call_outcome"),
        ("Call status", "call_status"),
        ("Call direction", "call_direction"),
        ("Call duration", "call_duration"),
        ("Activity assigned to", "activity_assigned_to"),
        ("Associated Contact IDs", "associated_contact_ids"),
        ("Associated Company IDs", "associated_company_ids"),
        ("Associated Deal IDs", "associated_deal_ids"),
    ),
    "tasks": (
        ("Record ID", "record_id"),
        ("Task title", "task_title"),
        ("Task type", "task_type"),
        ("Task status", "task_status"),
        ("Due date", "due_date"),
        ("Completion date", "completion_date"),
        ("Create date", "create_date"),
        ("Assigned to", "assigned_to"),
        ("Associated Contact IDs", "associated_contact_ids"),
        ("Associated Company IDs", "associated_company_ids"),
        ("Associated Deal IDs", "associated_deal_ids"),
    ),
    "meetings": (
        ("Record ID", "record_id"),
        ("Meeting name", "meeting_name"),
        ("Meeting outcome", "meeting_outcome"),
        ("Create date", "create_date"),
        ("Activity date", "activity_date"),
        ("Meeting start time", "meeting_start_time"),
        ("Meeting end time", "meeting_end_time"),
        ("Meeting source", "meeting_source"),
        ("Activity assigned to", "activity_assigned_to"),
        ("Associated Contact IDs", "associated_contact_ids"),
        ("Associated Company IDs", "associated_company_ids"),
        ("Associated Deal IDs", "associated_deal_ids"),
    ),
}


def record_id(salesforce_id: str) -> str:
    """Return the HubSpot record id in place of a Salesforce id; empty for NULL_ID."""
    if salesforce_id == NULL_ID:
        return ""
    number = 0
    for character in salesforce_id[10:15]:
        number = number * 62 + ALPHABET.index(character)
    return str(FIRST_IDS[salesforce_id[:3]] + number)


def local(instant: datetime) -> str:
    """Write an instant (naive, UTC) as HubSpot does: whole minutes on the account's clock."""
    return instant.replace(tzinfo=UTC).astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


def minute(instant: datetime) -> datetime:
    """Return the instant (naive, UTC) that is left of one after it was written; an hour that the clock shows twice is the earlier one."""
    told = datetime.strptime(local(instant), "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    return told.astimezone(UTC).replace(tzinfo=None)


def exported(value: Value) -> str:
    """Write a cell of a download."""
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case datetime():
            return local(value)
        case _:
            return str(value)


def cleaned(value: Value) -> str:
    """Write a cell of a clean file."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case datetime():
            return minute(value).strftime("%Y-%m-%dT%H:%M:%SZ")
        case _:
            return str(value)


def name_of(rep: Rep) -> str:
    """Return the name of a rep as owner columns show it."""
    return f"{rep.first} {rep.last}"


def users(part: Sample) -> list[Record]:
    """Return the users."""
    return [
        {
            "user_id": record_id(part.user_ids[rep.mailbox]),
            "name": name_of(rep),
            "first_name": rep.first,
            "last_name": rep.last,
            "email": f"{rep.mailbox}@quillbay.example",
            "main_team": rep.team,
            "is_active": rep.left is None or rep.left > TODAY,
            "time_zone": rep.zone,
            "business_calendar": rep.calendar,
            "hire_date": rep.hired.isoformat(),
        }
        for rep in REPS
    ]


def companies(part: Sample) -> list[Record]:
    """Return the accounts as companies."""
    return [
        {
            "record_id": record_id(account.id),
            "company_name": account.company.name,
            "company_owner": name_of(part.rep_of(account.owner_id)),
            "create_date": account.created,
            "country_region": account.country,
            "segment": account.segment.name,
            "parent_company_id": record_id(account.parent_id),
            "merged_company_ids": "",
        }
        for account in part.accounts
    ]


def is_touch(task: Task) -> bool:
    """Say whether a person of ours did it towards the lead."""
    return task.done is not None and not task.automated and (task.direction or "Outbound") == "Outbound"


def contacts(part: Sample) -> list[Record]:
    """Return the leads as contacts."""
    first: dict[str, datetime] = {}
    for task in part.tasks:
        if is_touch(task):
            first[task.who_id] = min(activity_time(task), first.get(task.who_id, activity_time(task)))
    won = {deal.id: deal.history[-1].at for deal in part.deals if deal.is_won}
    return [contact(lead, first.get(lead.id), won.get(lead.deal_id)) for lead in part.leads]


def contact(lead: Lead, first_outreach: datetime | None, won: datetime | None) -> Record:
    """Return a lead as a contact: first_outreach is our first touch, won when its deal was won."""
    stages = {"Customer": won, "Opportunity": lead.converted, "Sales Qualified Lead": lead.qualified}
    company = record_id(lead.account_id)
    return {
        "record_id": record_id(lead.id),
        "create_date": lead.created,
        "email": lead.email,
        "company_name": lead.company.name,
        "contact_owner": name_of(lead.rep),
        "lifecycle_stage": next((stage for stage, entered in stages.items() if entered), "Lead"),
        "lead_status": LEAD_STATUSES[lead.status],
        "original_traffic_source": SOURCES[lead.source],
        "original_traffic_source_drill_down_1": "" if lead.inbound else "IMPORT",
        "first_conversion_date": lead.inquiry,
        "became_a_lead_date": lead.created,
        "became_a_marketing_qualified_lead_date": None,
        "became_a_sales_qualified_lead_date": lead.qualified,
        "became_an_opportunity_date": lead.converted,
        "became_a_customer_date": won,
        "latest_disqualified_lead_date": lead.disqualified,
        "latest_open_lead_date": lead.created,
        "first_outreach_date": first_outreach,
        "lead_response_time": (
            None
            if first_outreach is None
            else (minute(first_outreach) - minute(lead.created)) // timedelta(milliseconds=1)
        ),
        "merged_contact_ids": "",
        "primary_associated_company_id": company,
        "associated_company_ids": company,
        "associated_deal_ids": record_id(lead.deal_id),
    }


def deals(part: Sample) -> list[Record]:
    """Return the deals; the close date of a closed one is in the last minute of its day."""
    lead_ids = {lead.deal_id: lead.id for lead in part.leads}
    return [
        {
            "record_id": record_id(deal.id),
            "deal_name": deal.name,
            "pipeline": PIPELINE,
            "deal_stage": deal.stage,
            "amount": round(deal.amount, 2),
            "amount_in_company_currency": round(deal.amount / SEAT_PRICE_FACTOR[deal.offer.currency], 2),
            "currency": deal.offer.currency,
            "create_date": deal.created,
            "close_date": datetime(deal.close.year, deal.close.month, deal.close.day, 23, 59),
            "deal_owner": name_of(part.rep_of(deal.owner_id)),
            "deal_type": {"Expansion": "Existing Business"}.get(deal.kind, deal.kind),
            "deal_probability": PROBABILITIES.get(deal.stage, 0.0),
            "is_closed_won": deal.is_won,
            "is_closed_lost": deal.is_closed and not deal.is_won,
            "is_deal_closed": deal.is_closed,
            "closed_lost_reason": deal.loss_reason,
            "merged_deal_ids": "",
            "primary_associated_company_id": record_id(deal.account_id),
            "associated_company_ids": record_id(deal.account_id),
            "associated_contact_ids": record_id(lead_ids[deal.id]),
        }
        for deal in part.deals
    ]


def entries(deal: Deal) -> dict[str, datetime]:
    """Return when a deal last entered each of its stages, in the order of the columns."""
    last = {entry.stage: entry.at for entry in sorted(deal.history, key=lambda entry: entry.at)}
    return {stage: last[stage] for stage in STAGES if stage in last}


def logged(part: Sample, kind: str) -> list[tuple[Task, Lead]]:
    """Return the logged activities of a type, each with its lead."""
    by_id = {lead.id: lead for lead in part.leads}
    return [(task, by_id[task.who_id]) for task in part.tasks if task.type == kind]


def associations(lead: Lead, at: datetime) -> Record:
    """Return the records that an activity of an instant hangs on."""
    became = lead.converted is not None and at >= lead.converted
    return {
        "associated_contact_ids": record_id(lead.id),
        "associated_company_ids": record_id(lead.account_id) if became else "",
        "associated_deal_ids": record_id(lead.deal_id) if became else "",
    }


def calls(part: Sample) -> list[Record]:
    """Return the calls."""
    made = []
    for task, lead in logged(part, "Call"):
        number = int(record_id(task.id))
        made.append(
            {
                "record_id": record_id(task.id),
                "activity_date": activity_time(task),
                "create_date": task.created,
                "call_title": task.subject,
                "call_outcome": CALL_OUTCOMES[number % len(CALL_OUTCOMES)],
                "call_status": "Completed",
                "call_direction": (task.direction or task.call_type or "Outbound"),
                "call_duration": float(number % 1_500 * 1_000),
                "activity_assigned_to": name_of(part.rep_of(task.owner_id)),
                **associations(lead, task.created),
            }
        )
    return made


def tasks(part: Sample) -> list[Record]:
    """Return the LinkedIn messages as the tasks that reps tick off."""
    return [
        {
            "record_id": record_id(task.id),
            "task_title": task.subject,
            "task_type": "LinkedIn: Send message",
            "task_status": "Completed",
            "due_date": activity_time(task),
            "completion_date": activity_time(task),
            "create_date": task.created,
            "assigned_to": name_of(part.rep_of(task.owner_id)),
            **associations(lead, task.created),
        }
        for task, lead in logged(part, "Social")
    ]


def meetings(part: Sample) -> list[Record]:
    """Return the meetings; nobody's answer to an invitation is exported."""
    by_id = {lead.id: lead for lead in part.leads}
    return [
        {
            "record_id": record_id(meeting.id),
            "meeting_name": meeting.subject,
            "meeting_outcome": MEETING_OUTCOMES.get(meeting.outcome, meeting.outcome),
            "create_date": meeting.invited,
            "activity_date": meeting.start,
            "meeting_start_time": meeting.start,
            "meeting_end_time": meeting.start + timedelta(minutes=meeting.minutes),
            "meeting_source": "Meetings Public" if meeting.self_booked else "CRM UI",
            "activity_assigned_to": name_of(part.rep_of(meeting.owner_id)),
            **associations(by_id[lead_of(meeting)], meeting.invited),
        }
        for meeting in part.meetings
    ]


RECORDS: dict[str, Callable[[Sample], list[Record]]] = {
    "users": users,
    "companies": companies,
    "contacts": contacts,
    "deals": deals,
    "calls": calls,
    "tasks": tasks,
    "meetings": meetings,
}


def clean(part: Sample) -> dict[str, list[Row]]:
    """Return the rows of the importer's clean files by export."""
    rows = {
        export: [{column: cleaned(record[column]) for _, column in COLUMNS[export]} for record in make(part)]
        for export, make in RECORDS.items()
    }
    rows["deal_stage_history"] = [
        {"record_id": record_id(deal.id), "deal_stage": stage, "pipeline": PIPELINE, "entered_at": cleaned(entered)}
        for deal in part.deals
        for stage, entered in entries(deal).items()
    ]
    return rows


def table(part: Sample, export: str) -> list[list[str]]:
    """Return the header and the rows of a download."""
    rows = [[header for header, _ in COLUMNS[export]]]
    rows += [[exported(record[column]) for _, column in COLUMNS[export]] for record in RECORDS[export](part)]
    if export == "deals":
        rows[0] += [f'Date entered "{stage} ({PIPELINE})"' for stage in STAGES]
        for row, deal in zip(rows[1:], part.deals, strict=True):
            row += [exported(entries(deal).get(stage)) for stage in STAGES]
    return rows


def csv_bytes(rows: list[list[str]]) -> bytes:
    """Return a file with every cell quoted, LF, UTF-8 without BOM."""
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def downloads(part: Sample) -> dict[str, bytes]:
    """Return the files that HubSpot gives, by name: large ones zipped, the meetings as a workbook."""
    name = "hubspot-crm-exports-all-{}-" + EXPORTED
    files = {
        name.format(export) + ".csv": csv_bytes(table(part, export)) for export in ("contacts", "companies", "tasks")
    }
    for export in ("deals", "calls"):
        stem = name.format(export)
        files[stem + ".zip"] = archive({stem + ".csv": csv_bytes(table(part, export))})
    files[name.format("meetings") + ".xlsx"] = workbook({"Sheet1": table(part, "meetings")})
    files[f"hubspot-users-{EXPORTED}.csv"] = csv_bytes(table(part, "users"))
    return files
