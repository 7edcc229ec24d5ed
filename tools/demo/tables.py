"""The files: their columns, in order, and how they are written."""

from __future__ import annotations

from datetime import date, datetime

from tools.demo.names import words

Row = dict[str, str]

SALESFORCE: dict[str, tuple[str, ...]] = {
    "lead": words(
        "Id IsDeleted MasterRecordId FirstName LastName Company Email LeadSource Status "
        "CurrencyIsoCode OwnerId IsConverted ConvertedDate ConvertedAccountId "
        "ConvertedContactId ConvertedOpportunityId CreatedDate Inquiry_At__c "
        "Qualified_At__c Disqualified_At__c Origin__c Is_Test__c"
    ),
    "account": words(
        "Id IsDeleted MasterRecordId Name ParentId BillingCountry Industry "
        "CurrencyIsoCode OwnerId CreatedDate Segment__c Is_Test__c"
    ),
    "contact": words("Id IsDeleted MasterRecordId AccountId FirstName LastName Email OwnerId CreatedDate"),
    "opportunity": words(
        "Id IsDeleted AccountId Name StageName Amount CloseDate Type LeadSource IsClosed "
        "IsWon ForecastCategory CurrencyIsoCode OwnerId CreatedDate Loss_Reason__c "
        "Is_Test__c"
    ),
    "opportunity_history": words("Id OpportunityId CreatedDate StageName Amount CloseDate ForecastCategory IsDeleted"),
    "task": words(
        "Id WhoId WhatId Subject ActivityDate Status OwnerId Type IsDeleted AccountId "
        "IsClosed CreatedDate EmailMessageId CallType CompletedDateTime Direction__c "
        "Is_Automated__c"
    ),
    "event": words(
        "Id WhoId WhatId Subject ActivityDateTime DurationInMinutes AccountId OwnerId "
        "IsDeleted IsChild CreatedDate Meeting_Outcome__c Withdrawn_At__c "
        "Is_Self_Booked__c Rescheduled_From__c"
    ),
    "event_relation": words(
        "Id RelationId EventId IsWhat IsInvitee IsParent Status RespondedDate Response "
        "CreatedDate IsDeleted SystemModstamp"
    ),
    "user": words(
        "Id Username FirstName LastName Department Title Email IsActive TimeZoneSidKey "
        "CreatedDate Business_Calendar__c Hire_Date__c"
    ),
}

GENERIC: dict[str, tuple[str, ...]] = {
    "subscriptions": words(
        "subscription_id account_id starts_on ends_on quantity unit_amount discount_rate "
        "billing_interval_months currency status is_deleted"
    ),
    "orders": words("order_id account_id ordered_on amount currency is_deleted"),
    "survey_responses": words("response_id surveyed_on respondent_id question rank brand score weight deal_id"),
    "brand_mentions": words("mention_id mentioned_at channel brand weight is_owned is_bot"),
    "presentation_sessions": words(
        "session_id started_at presentation_id lead_id sender_id completed_at "
        "duration_seconds page_views video_views video_watched_seconds "
        "video_length_seconds is_preview"
    ),
}


def stamp(instant: datetime | None) -> str:
    """Write an instant (UTC) the way the Salesforce Data Export does."""
    return "" if instant is None else instant.strftime("%Y-%m-%d %H:%M:%S")


def day(value: date | None) -> str:
    """Write a date the way the Salesforce Data Export does."""
    return "" if value is None else f"{value.isoformat()} 00:00:00"


def iso(instant: datetime | None) -> str:
    """Write an instant (UTC) in the generic form."""
    return "" if instant is None else instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def flag(value: bool) -> str:
    """Write a Salesforce boolean."""
    return "1" if value else "0"


def money(amount: float) -> str:
    """Write an amount with two decimals."""
    return f"{amount:.2f}"


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _bare(value: str) -> str:
    return _quoted(value) if set(value) & set(',"\n\r') else value


def salesforce_text(columns: tuple[str, ...], rows: list[Row]) -> str:
    """Return a Data Export file: every cell quoted, LF."""
    lines = [",".join(_quoted(column) for column in columns)]
    lines += [",".join(_quoted(row[column]) for column in columns) for row in rows]
    return "\n".join(lines) + "\n"


def plain_text(columns: tuple[str, ...], rows: list[Row]) -> str:
    """Return an ordinary CSV file: cells quoted where they must be, LF."""
    lines = [",".join(columns)]
    lines += [",".join(_bare(row[column]) for column in columns) for row in rows]
    return "\n".join(lines) + "\n"
