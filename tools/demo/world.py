"""The records of the demo company, before they are written in a CRM's form.

All instants are naive datetimes in UTC; money is in the record's own currency.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from tools.demo.cast import NOW, REPS, TEAMS, TODAY, Rep, Segment, Team
from tools.demo.hours import Clock, OpeningHours
from tools.demo.ids import NULL_ID, IdMint
from tools.demo.names import Company, Person

SEAT_PRICE_FACTOR = {"USD": 1.0, "EUR": 0.92, "GBP": 0.79, "CNY": 7.1}
SUCCESSORS = {"piers.danforth": "matteo.brancaleone"}


@dataclass
class Account:
    """A company in the CRM; satisfaction (0 to 1) drives churn and survey scores."""

    id: str
    company: Company
    owner_id: str
    segment: Segment
    country: str
    currency: str
    created: datetime
    satisfaction: float
    parent_id: str = NULL_ID
    customer_since: date | None = None


@dataclass
class Contact:
    """The person that a lead became."""

    id: str
    account_id: str
    person: Person
    email: str
    owner_id: str
    created: datetime


@dataclass
class Lead:
    """A person who might buy; reparented: conversion moved its activities as well."""

    id: str
    rep: Rep
    company: Company
    person: Person
    segment: Segment
    country: str
    currency: str
    zone: str
    inbound: bool
    source: str
    created: datetime
    inquiry: datetime | None
    status: str = "Open - Not Contacted"
    answered: datetime | None = None
    qualified: datetime | None = None
    disqualified: datetime | None = None
    converted: datetime | None = None
    account_id: str = NULL_ID
    contact_id: str = NULL_ID
    deal_id: str = NULL_ID
    reparented: bool = False

    @property
    def start(self) -> datetime:
        """The instant at which the response clock starts."""
        return self.inquiry or self.created

    @property
    def team(self) -> Team:
        """The team of the lead's owner."""
        return TEAMS[self.rep.team]

    @property
    def email(self) -> str:
        """The lead's address; its domain cannot exist."""
        return f"{self.person.mailbox}@{self.company.domain}"

    def who_at(self, instant: datetime) -> str:
        """Return the id that an activity of that instant hangs on."""
        if self.converted and (self.reparented or instant >= self.converted):
            return self.contact_id
        return self.id


@dataclass(frozen=True)
class Offer:
    """What is sold: seats at a price for each billing interval (months)."""

    quantity: int
    unit_amount: float
    discount: float
    interval: int
    currency: str

    @property
    def monthly(self) -> float:
        """MRR in the offer's own currency."""
        return self.quantity * self.unit_amount * (1 - self.discount) / self.interval


@dataclass
class StageEntry:
    """A row of a deal's history."""

    at: datetime
    stage: str
    amount: float
    close: date


@dataclass
class Deal:
    """An opportunity with its history."""

    id: str
    account_id: str
    name: str
    kind: str
    offer: Offer
    amount: float
    owner_id: str
    source: str
    created: datetime
    close: date
    stage: str = "Discovery"
    loss_reason: str = ""
    history: list[StageEntry] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        """Say whether the deal is in a closed stage."""
        return self.stage.startswith("Closed")

    @property
    def is_won(self) -> bool:
        """Say whether the deal was won."""
        return self.stage == "Closed Won"


@dataclass
class Task:
    """A logged activity; done: when it was completed, None while it is planned."""

    id: str
    who_id: str
    what_id: str
    account_id: str
    subject: str
    owner_id: str
    type: str
    created: datetime
    done: datetime | None
    status: str = "Completed"
    due: date | None = None
    message_id: str = ""
    call_type: str = ""
    direction: str = ""
    automated: bool = False


@dataclass
class Invitee:
    """Somebody who was invited to a meeting."""

    relation_id: str
    status: str
    responded: datetime | None
    note: str = ""


@dataclass
class Meeting:
    """A calendar event with its invitees."""

    id: str
    who_id: str
    what_id: str
    account_id: str
    subject: str
    owner_id: str
    invited: datetime
    start: datetime
    minutes: int
    outcome: str
    invitees: list[Invitee]
    withdrawn: datetime | None = None
    self_booked: bool = False
    rescheduled_from: str = NULL_ID
    is_child: bool = False


@dataclass
class Subscription:
    """What an account pays for, from starts to ends (None: still running)."""

    id: str
    account_id: str
    offer: Offer
    starts: date
    ends: date | None = None
    status: str = "active"


@dataclass
class World:
    """Everything that happened, and who did it."""

    calendars: dict[str, OpeningHours]
    mint: IdMint = field(default_factory=IdMint)
    accounts: dict[str, Account] = field(default_factory=dict)
    contacts: list[Contact] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)
    user_ids: dict[str, str] = field(default_factory=dict)
    clocks: dict[str, Clock] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give each rep an id and opening hours."""
        for rep in REPS:
            self.user_ids[rep.mailbox] = self.mint.new("005")
            hours = self.calendars[rep.calendar]
            self.clocks[rep.mailbox] = Clock(hours, rep.zone)

    def user_id(self, rep: Rep, on: date = TODAY) -> str:
        """Return the id of the rep, or of the successor once the rep has left."""
        if rep.left and on >= rep.left:
            return self.user_ids[SUCCESSORS[rep.mailbox]]
        return self.user_ids[rep.mailbox]

    def clock(self, rep: Rep) -> Clock:
        """Return the opening hours of a rep."""
        return self.clocks[rep.mailbox]

    def rep_of(self, user_id: str) -> Rep:
        """Return the rep with that user id."""
        return next(rep for rep in REPS if self.user_ids[rep.mailbox] == user_id)

    def team_of(self, user_id: str) -> Team:
        """Return the team of the rep with that user id."""
        return TEAMS[self.rep_of(user_id).team]


def past(instant: datetime) -> bool:
    """Say whether an instant lies before the moment of the export."""
    return instant <= NOW
