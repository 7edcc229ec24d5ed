"""Turns the records into the rows of the exports, as the CRM would write them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tools.demo.cast import REPS, TODAY
from tools.demo.deals import forecast_category
from tools.demo.ids import NULL_ID
from tools.demo.tables import Row, day, flag, money, stamp
from tools.demo.world import Deal, Lead, Meeting, Subscription, Task, World


@dataclass
class Exports:
    """The rows of every file: Salesforce objects and generic exports by name."""

    salesforce: dict[str, list[Row]] = field(default_factory=dict)
    generic: dict[str, list[Row]] = field(default_factory=dict)


def user_rows(world: World) -> list[Row]:
    """Return the rows of User: the reps."""
    rows = []
    for rep in REPS:
        rows.append(
            {
                "Id": world.user_ids[rep.mailbox],
                "Username": f"{rep.mailbox}@quillbay.example",
                "FirstName": rep.first,
                "LastName": rep.last,
                "Department": rep.team,
                "Title": "Account Executive",
                "Email": f"{rep.mailbox}@quillbay.example",
                "IsActive": flag(rep.left is None or rep.left > TODAY),
                "TimeZoneSidKey": rep.zone,
                "CreatedDate": stamp(datetime.combine(rep.hired, datetime.min.time())),
                "Business_Calendar__c": rep.calendar,
                "Hire_Date__c": day(rep.hired),
            }
        )
    return rows


def lead_row(world: World, lead: Lead) -> Row:
    """Return a row of Lead."""
    return {
        "Id": lead.id,
        "IsDeleted": "0",
        "MasterRecordId": NULL_ID,
        "FirstName": lead.person.first,
        "LastName": lead.person.last,
        "Company": lead.company.name,
        "Email": lead.email,
        "LeadSource": lead.source,
        "Status": lead.status,
        "CurrencyIsoCode": lead.currency,
        "OwnerId": world.user_ids[lead.rep.mailbox],
        "IsConverted": flag(lead.converted is not None),
        "ConvertedDate": day(lead.converted.date() if lead.converted else None),
        "ConvertedAccountId": lead.account_id,
        "ConvertedContactId": lead.contact_id,
        "ConvertedOpportunityId": lead.deal_id,
        "CreatedDate": stamp(lead.created),
        "Inquiry_At__c": stamp(lead.inquiry),
        "Qualified_At__c": stamp(lead.qualified),
        "Disqualified_At__c": stamp(lead.disqualified),
        "Origin__c": "Inbound" if lead.inbound else "Outbound",
        "Is_Test__c": "0",
    }


def account_rows(world: World) -> list[Row]:
    """Return the rows of Account."""
    return [
        {
            "Id": account.id,
            "IsDeleted": "0",
            "MasterRecordId": NULL_ID,
            "Name": account.company.name,
            "ParentId": account.parent_id,
            "BillingCountry": account.country,
            "Industry": account.company.industry,
            "CurrencyIsoCode": account.currency,
            "OwnerId": account.owner_id,
            "CreatedDate": stamp(account.created),
            "Segment__c": account.segment.name,
            "Is_Test__c": "0",
        }
        for account in world.accounts.values()
    ]


def contact_rows(world: World) -> list[Row]:
    """Return the rows of Contact."""
    return [
        {
            "Id": contact.id,
            "IsDeleted": "0",
            "MasterRecordId": NULL_ID,
            "AccountId": contact.account_id,
            "FirstName": contact.person.first,
            "LastName": contact.person.last,
            "Email": contact.email,
            "OwnerId": contact.owner_id,
            "CreatedDate": stamp(contact.created),
        }
        for contact in world.contacts
    ]


def deal_row(deal: Deal) -> Row:
    """Return a row of Opportunity."""
    return {
        "Id": deal.id,
        "IsDeleted": "0",
        "AccountId": deal.account_id,
        "Name": deal.name,
        "StageName": deal.stage,
        "Amount": money(deal.amount),
        "CloseDate": day(deal.close),
        "Type": deal.kind,
        "LeadSource": deal.source,
        "IsClosed": flag(deal.is_closed),
        "IsWon": flag(deal.is_won),
        "ForecastCategory": forecast_category(deal.stage),
        "CurrencyIsoCode": deal.offer.currency,
        "OwnerId": deal.owner_id,
        "CreatedDate": stamp(deal.created),
        "Loss_Reason__c": deal.loss_reason,
        "Is_Test__c": "0",
    }


def history_rows(world: World) -> list[Row]:
    """Return the rows of OpportunityHistory."""
    rows = []
    for deal in world.deals:
        for entry in deal.history:
            rows.append(
                {
                    "Id": world.mint.new("008"),
                    "OpportunityId": deal.id,
                    "CreatedDate": stamp(entry.at),
                    "StageName": entry.stage,
                    "Amount": money(entry.amount),
                    "CloseDate": day(entry.close),
                    "ForecastCategory": forecast_category(entry.stage),
                    "IsDeleted": "0",
                }
            )
    return rows


def _who(leads: dict[str, Lead], who_id: str, at: datetime) -> tuple[str, str, str]:
    """Return WhoId, WhatId and AccountId of an activity with a lead at that instant."""
    lead = leads.get(who_id)
    if lead is None or lead.who_at(at) == lead.id:
        return who_id, NULL_ID, NULL_ID
    return lead.contact_id, lead.deal_id, lead.account_id


def task_row(leads: dict[str, Lead], task: Task) -> Row:
    """Return a row of Task."""
    who, what, account = _who(leads, task.who_id, task.created)
    is_call = task.type == "Call"
    return {
        "Id": task.id,
        "WhoId": who,
        "WhatId": what if task.what_id == NULL_ID else task.what_id,
        "Subject": task.subject,
        "ActivityDate": day(task.due or (task.created.date() if is_call else None)),
        "Status": task.status,
        "OwnerId": task.owner_id,
        "Type": task.type,
        "IsDeleted": "0",
        "AccountId": account if task.account_id == NULL_ID else task.account_id,
        "IsClosed": flag(task.done is not None),
        "CreatedDate": stamp(task.created),
        "EmailMessageId": task.message_id,
        "CallType": task.call_type,
        "CompletedDateTime": stamp(task.done) if is_call else "",
        "Direction__c": task.direction,
        "Is_Automated__c": flag(task.automated),
    }


def meeting_row(leads: dict[str, Lead], meeting: Meeting) -> Row:
    """Return a row of Event."""
    lead_id = meeting.invitees[0].relation_id if meeting.invitees else meeting.who_id
    who, what, account = _who(leads, lead_id, meeting.invited)
    return {
        "Id": meeting.id,
        "WhoId": who,
        "WhatId": what,
        "Subject": meeting.subject,
        "ActivityDateTime": stamp(meeting.start),
        "DurationInMinutes": str(meeting.minutes),
        "AccountId": account,
        "OwnerId": meeting.owner_id,
        "IsDeleted": "0",
        "IsChild": flag(meeting.is_child),
        "CreatedDate": stamp(meeting.invited),
        "Meeting_Outcome__c": meeting.outcome,
        "Withdrawn_At__c": stamp(meeting.withdrawn),
        "Is_Self_Booked__c": flag(meeting.self_booked),
        "Rescheduled_From__c": meeting.rescheduled_from,
    }


def relation_rows(world: World, leads: dict[str, Lead]) -> list[Row]:
    """Return the rows of EventRelation: who was invited and what they answered."""
    rows = []
    for meeting in world.meetings:
        for invitee in meeting.invitees:
            who = _who(leads, invitee.relation_id, meeting.invited)[0]
            rows.append(
                {
                    "Id": world.mint.new("0RE"),
                    "RelationId": who,
                    "EventId": meeting.id,
                    "IsWhat": "0",
                    "IsInvitee": "1",
                    "IsParent": "1",
                    "Status": invitee.status,
                    "RespondedDate": stamp(invitee.responded),
                    "Response": invitee.note,
                    "CreatedDate": stamp(meeting.invited),
                    "IsDeleted": "0",
                    "SystemModstamp": stamp(invitee.responded or meeting.invited),
                }
            )
    return rows


def subscription_row(subscription: Subscription) -> Row:
    """Return a row of the generic export subscriptions."""
    offer = subscription.offer
    return {
        "subscription_id": subscription.id,
        "account_id": subscription.account_id,
        "starts_on": subscription.starts.isoformat(),
        "ends_on": subscription.ends.isoformat() if subscription.ends else "",
        "quantity": str(offer.quantity),
        "unit_amount": money(offer.unit_amount),
        "discount_rate": f"{offer.discount:g}" if offer.discount else "",
        "billing_interval_months": str(offer.interval),
        "currency": offer.currency,
        "status": subscription.status,
        "is_deleted": "false",
    }


def render(world: World) -> Exports:
    """Return the rows of all files, those of surveys and presentations excepted."""
    leads = {lead.id: lead for lead in world.leads}
    tasks = sorted(world.tasks, key=lambda task: (task.created, task.id))
    meetings = sorted(world.meetings, key=lambda event: (event.invited, event.id))
    return Exports(
        salesforce={
            "user": user_rows(world),
            "account": account_rows(world),
            "contact": contact_rows(world),
            "lead": [lead_row(world, lead) for lead in world.leads],
            "opportunity": [deal_row(deal) for deal in world.deals],
            "opportunity_history": history_rows(world),
            "task": [task_row(leads, task) for task in tasks],
            "event": [meeting_row(leads, meeting) for meeting in meetings],
            "event_relation": relation_rows(world, leads),
        },
        generic={"subscriptions": [subscription_row(s) for s in world.subscriptions]},
    )
