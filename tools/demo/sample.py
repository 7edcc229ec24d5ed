"""A small part of the demo company, clean of dirt, that every CRM's sample download is written from.

It holds the leads of the story's last months with everything that hangs on them, so that the samples of two systems
are of the same people and must give the same KPI values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tools.demo.cast import REPS, TODAY, Rep
from tools.demo.deals import forecast_category
from tools.demo.ids import NULL_ID
from tools.demo.story import live
from tools.demo.tables import Row, iso, money
from tools.demo.world import Account, Contact, Deal, Lead, Meeting, Subscription, Task, World

FROM = datetime(2026, 6, 1)
OUTCOMES = {
    "Closed - No Decision": "no_decision",
    "Closed - Duplicate": "duplicate",
    "Closed - Disqualified": "disqualified",
}
GENERIC_EXPORTS = (
    "users",
    "accounts",
    "leads",
    "deals",
    "deal_stage_history",
    "activities",
    "meetings",
    "subscriptions",
)


@dataclass(frozen=True)
class Sample:
    """The records of the part; instants are naive datetimes in UTC, ids are Salesforce's."""

    user_ids: dict[str, str]
    accounts: list[Account]
    contacts: list[Contact]
    leads: list[Lead]
    deals: list[Deal]
    tasks: list[Task]
    meetings: list[Meeting]
    subscriptions: list[Subscription]

    def rep_of(self, user_id: str) -> Rep:
        """Return the rep with that user id."""
        return next(rep for rep in REPS if self.user_ids[rep.mailbox] == user_id)

    def account(self, account_id: str) -> Account | None:
        """Return the account with that id; None for NULL_ID and for accounts outside the part."""
        return next((account for account in self.accounts if account.id == account_id), None)

    def owner_of(self, lead: Lead) -> str:
        """Return the user id of a lead's owner."""
        return self.user_ids[lead.rep.mailbox]


def take(world: World) -> Sample:
    """Return the leads created since FROM and what hangs on them; parents outside the part are cut off."""
    leads = [lead for lead in world.leads if lead.created >= FROM]
    lead_ids = {lead.id for lead in leads}
    deal_ids = {lead.deal_id for lead in leads} - {NULL_ID}
    account_ids = {lead.account_id for lead in leads} - {NULL_ID}
    contact_ids = {lead.contact_id for lead in leads} - {NULL_ID}
    accounts = [account for account in world.accounts.values() if account.id in account_ids]
    for account in accounts:
        if account.parent_id not in account_ids:
            account.parent_id = NULL_ID
    return Sample(
        user_ids=world.user_ids,
        accounts=accounts,
        contacts=[contact for contact in world.contacts if contact.id in contact_ids],
        leads=leads,
        deals=[deal for deal in world.deals if deal.id in deal_ids],
        tasks=sorted((t for t in world.tasks if t.who_id in lead_ids), key=lambda t: (t.created, t.id)),
        meetings=sorted(
            (m for m in world.meetings if not m.is_child and lead_of(m) in lead_ids), key=lambda m: (m.invited, m.id)
        ),
        subscriptions=[s for s in world.subscriptions if s.account_id in account_ids],
    )


def sample(reference: Path) -> Sample:
    """Play the story with the calendars of the reference seeds and take the part."""
    return take(live(reference))


def lead_of(meeting: Meeting) -> str:
    """Return the id of the lead that was invited to a meeting."""
    return meeting.invitees[0].relation_id if meeting.invitees else meeting.who_id


def answer(meeting: Meeting) -> tuple[str, datetime | None]:
    """Return the invitees' answer (accepted, tentative, declined, none) and when it came."""
    for status in ("Accepted", "Tentative", "Declined"):
        times = [invitee.responded for invitee in meeting.invitees if invitee.status == status]
        if times:
            return status.lower(), min((time for time in times if time), default=None)
    return "none", None


def deal_outcome(deal: Deal) -> str:
    """Return what a deal came to, as the generic export names it."""
    if not deal.is_closed:
        return "open"
    return "won" if deal.is_won else OUTCOMES.get(deal.stage, "lost")


def given(record_id: str) -> str:
    """Return an id, empty where it names nothing."""
    return "" if record_id == NULL_ID else record_id


def closed_at(deal: Deal) -> str:
    """Return when a deal closed: the last second of its close date, for the CRM keeps no time."""
    return f"{deal.close.isoformat()}T23:59:59Z" if deal.is_closed else ""


def generic_rows(part: Sample) -> dict[str, list[Row]]:
    """Return the part in the generic form: what every other form of it must come to."""
    by_id = {lead.id: lead for lead in part.leads}
    return {
        "users": [
            {
                "user_id": part.user_ids[rep.mailbox],
                "name": f"{rep.first} {rep.last}",
                "email": f"{rep.mailbox}@quillbay.example",
                "team_id": rep.team,
                "team_name": rep.team,
                "time_zone": rep.zone,
                "calendar_id": rep.calendar,
                "is_active": str(rep.left is None or rep.left > TODAY).lower(),
                "hired_on": rep.hired.isoformat(),
            }
            for rep in REPS
        ],
        "accounts": [
            {
                "account_id": account.id,
                "name": account.company.name,
                "parent_account_id": given(account.parent_id),
                "owner_id": account.owner_id,
                "segment": account.segment.name,
                "country": account.country,
                "created_at": iso(account.created),
            }
            for account in part.accounts
        ],
        "leads": [
            {
                "lead_id": lead.id,
                "created_at": iso(lead.created),
                "inquiry_at": iso(lead.inquiry),
                "qualified_at": iso(lead.qualified),
                "disqualified_at": iso(lead.disqualified),
                "converted_at": iso(lead.converted),
                "status": lead.status,
                "origin": "inbound" if lead.inbound else "outbound",
                "source": lead.source,
                "owner_id": part.owner_of(lead),
                "account_id": given(lead.account_id),
                "deal_id": given(lead.deal_id),
                "company": lead.company.name,
                "email": lead.email,
            }
            for lead in part.leads
        ],
        "deals": [
            {
                "deal_id": deal.id,
                "created_at": iso(deal.created),
                "closed_at": closed_at(deal),
                "outcome": deal_outcome(deal),
                "deal_type": deal.kind.lower().replace(" ", "_"),
                "stage": deal.stage,
                "name": deal.name,
                "account_id": given(deal.account_id),
                "owner_id": deal.owner_id,
                "amount": money(deal.amount),
                "currency": deal.offer.currency,
                "lost_reason": deal.loss_reason,
            }
            for deal in part.deals
        ],
        "deal_stage_history": [
            {
                "deal_id": deal.id,
                "stage": entry.stage,
                "entered_at": iso(entry.at),
                "is_closed": str(forecast_category(entry.stage) in ("Closed", "Omitted")).lower(),
                "is_won": str(forecast_category(entry.stage) == "Closed").lower(),
            }
            for deal in part.deals
            for entry in deal.history
        ],
        "activities": [
            {
                "activity_id": task.id,
                "occurred_at": iso(activity_time(task)),
                "type": activity_type(task),
                "direction": (task.direction or task.call_type or "outbound").lower(),
                "status": activity_status(task),
                "is_automated": str(task.automated).lower(),
                "lead_id": task.who_id,
                "deal_id": given(by_id[task.who_id].deal_id)
                if by_id[task.who_id].who_at(task.created) != task.who_id
                else "",
                "user_id": task.owner_id,
                "message_id": task.message_id,
            }
            for task in part.tasks
        ],
        "meetings": [
            {
                "meeting_id": meeting.id,
                "invited_at": iso(meeting.invited),
                "starts_at": iso(meeting.start),
                "organizer_id": meeting.owner_id,
                "lead_id": lead_of(meeting),
                "response": answer(meeting)[0],
                "responded_at": iso(answer(meeting)[1]),
                "outcome": meeting.outcome.lower().replace(" ", "_"),
                "withdrawn_at": iso(meeting.withdrawn),
                "is_external": "true",
                "is_self_booked": str(meeting.self_booked).lower(),
                "rescheduled_from_id": given(meeting.rescheduled_from),
            }
            for meeting in part.meetings
        ],
        "subscriptions": [
            {
                "subscription_id": subscription.id,
                "account_id": subscription.account_id,
                "starts_on": subscription.starts.isoformat(),
                "ends_on": subscription.ends.isoformat() if subscription.ends else "",
                "quantity": str(subscription.offer.quantity),
                "unit_amount": money(subscription.offer.unit_amount),
                "discount_rate": f"{subscription.offer.discount:g}",
                "billing_interval_months": str(subscription.offer.interval),
                "currency": subscription.offer.currency,
                "status": subscription.status,
            }
            for subscription in part.subscriptions
        ],
    }


def activity_time(task: Task) -> datetime:
    """Return when an activity took place, or is due: calls when they were completed, the rest when it was logged."""
    if task.done is None:
        return datetime(task.due.year, task.due.month, task.due.day, 23, 59, 59) if task.due else task.created
    return task.done if task.type == "Call" else task.created


def activity_type(task: Task) -> str:
    """Return the generic type of an activity."""
    kind = task.type.lower()
    return kind if kind in ("call", "email", "sms", "social", "video", "note") else "task"


def activity_status(task: Task) -> str:
    """Return completed, planned, bounced or failed."""
    if task.status in ("Bounced", "Failed"):
        return task.status.lower()
    return "completed" if task.done is not None else "planned"
