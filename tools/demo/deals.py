"""Deals: from conversion to a close, and the accounts behind them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tools.demo.cast import (
    NOW,
    REPS,
    SEGMENTS,
    TEAMS,
    TODAY,
    Rep,
    Segment,
    Team,
    month_starts,
)
from tools.demo.dice import Dice
from tools.demo.names import Company, CompanyNames
from tools.demo.world import (
    SEAT_PRICE_FACTOR,
    Account,
    Contact,
    Deal,
    Lead,
    Offer,
    StageEntry,
    World,
    past,
)

FORECAST = {
    "Discovery": "Pipeline",
    "Demo": "Pipeline",
    "Proposal": "BestCase",
    "Negotiation": "Forecast",
    "Closed Won": "Closed",
}
STEPS = {"Demo": 0.2, "Proposal": 0.5, "Negotiation": 0.8}
LOSS_REASONS = {
    "Price": 0.32, "Missing feature": 0.22, "Competitor": 0.24, "Timing": 0.14,
    "No budget": 0.08,
}  # fmt: skip


def forecast_category(stage: str) -> str:
    """Return the forecast category of a stage: Omitted for what was lost."""
    return FORECAST.get(stage, "Omitted")


def workday(day: date) -> date:
    """Return the day, or the Friday before it where it is a weekend."""
    return day - timedelta(days=max(0, day.isoweekday() - 5))


class DealDesk:
    """Opens deals and plays each to its close or to the day of the export."""

    def __init__(self, world: World, names: CompanyNames) -> None:
        """Write into the world."""
        self._world = world
        self._names = names
        self._dice = Dice("deals")
        self._by_company: dict[str, str] = {}
        self.won: list[Deal] = []

    # where deals come from

    def convert(self, lead: Lead, at: datetime) -> None:
        """Convert a lead into an account, a contact and a deal."""
        at = at.replace(microsecond=0)
        account = self._account_for(lead, at)
        contact = Contact(
            id=self._world.mint.new("003"),
            account_id=account.id,
            person=lead.person,
            email=lead.email,
            owner_id=account.owner_id,
            created=at,
        )
        self._world.contacts.append(contact)
        known = account.customer_since is not None and account.customer_since <= at.date()
        deal = self.open(account, lead.rep, at, "Expansion" if known else "New Business", lead.source)
        lead.converted, lead.status = at, "Closed - Converted"
        lead.account_id, lead.contact_id = account.id, contact.id
        lead.deal_id, lead.reparented = deal.id, self._dice.chance(0.5)

    def partner_deals(self) -> None:
        """Open the deals that partners bring without a lead, about one a month."""
        dice = self._dice
        for month in month_starts():
            for _ in range(dice.count(1.1)):
                at = datetime.combine(month, datetime.min.time())
                at += timedelta(days=dice.integer(0, 27), hours=dice.between(8, 15))
                at = at.replace(microsecond=0)
                team = TEAMS[dice.pick(("Americas", "EMEA", "APAC"))]
                rep = dice.pick([r for r in REPS if r.team == team.name and not r.left])
                if past(at) and rep.hired <= at.date():
                    account = self._new_account(self._names.new(team.name == "APAC"), rep,
                                                self._segment(), team, at)  # fmt: skip
                    self.open(account, rep, at, "New Business", "Partner Referral")

    def carried_over(self, count: int) -> list[Account]:
        """Return customers that came over from the former billing system."""
        accounts = []
        for _ in range(count):
            rep = self._dice.pick([r for r in REPS if r.hired <= date(2024, 1, 31)])
            company = self._names.new(rep.team == "APAC")
            at = datetime(2024, 4, 1, 6, 0, 0) + timedelta(minutes=len(accounts))
            accounts.append(self._new_account(company, rep, self._segment(), TEAMS[rep.team], at))
        return accounts

    def _segment(self) -> Segment:
        return SEGMENTS[self._dice.weighted({s.name: s.share for s in SEGMENTS.values()})]

    def _account_for(self, lead: Lead, at: datetime) -> Account:
        known = self._by_company.get(lead.company.name)
        if known:
            return self._world.accounts[known]
        account = self._new_account(lead.company, lead.rep, lead.segment, lead.team, at)
        account.country, account.currency = lead.country, lead.currency
        return account

    def _new_account(self, company: Company, rep: Rep, segment: Segment, team: Team, at: datetime) -> Account:
        account = Account(
            id=self._world.mint.new("001"),
            company=company,
            owner_id=self._world.user_id(rep),
            segment=segment,
            country=self._dice.weighted(team.countries),
            currency=self._dice.weighted(team.currencies),
            created=at,
            satisfaction=(self._dice.unit() + self._dice.unit()) / 2,
        )
        self._world.accounts[account.id] = account
        self._by_company[company.name] = account.id
        return account

    # what is offered

    def offer(self, account: Account) -> Offer:
        """Return a first offer: seats, price and billing interval."""
        dice, segment = self._dice, account.segment
        interval = 12 if dice.chance(segment.annual) else dice.pick((1, 1, 1, 3))
        seats = max(3, round(dice.skewed(segment.monthly_usd, 0.45) / segment.seat_usd))
        price = round(segment.seat_usd * SEAT_PRICE_FACTOR[account.currency])
        return Offer(
            quantity=seats,
            unit_amount=float(price * interval),
            discount=dice.weighted({0.0: 5, 0.05: 2, 0.1: 2, 0.15: 1}),
            interval=interval,
            currency=account.currency,
        )

    # how it goes

    def open(self, account: Account, rep: Rep, at: datetime, kind: str, source: str) -> Deal:
        """Open a deal and play it on."""
        offer, dice, team = self.offer(account), self._dice, TEAMS[rep.team]
        days = dice.skewed(account.segment.cycle_days, 0.6)
        days *= 1.15 if team.name == "EMEA" else 1.0
        deal = self.record(account, rep, at, kind, source, offer, offer.monthly * 12)
        result = self._result(team, rep, account, kind)
        self.play(deal, result, days * (0.9 if result == "Closed Won" else 1.2))
        return deal

    def record(
        self,
        account: Account,
        rep: Rep,
        at: datetime,
        kind: str,
        source: str,
        offer: Offer,
        amount: float,
    ) -> Deal:
        """Add a deal to the world, in its first stage."""
        word = {"New Business": "New", "Expansion": "Upsell", "Renewal": "Renewal"}[kind]
        close = workday(at.date() + timedelta(days=45))
        deal = Deal(
            id=self._world.mint.new("006"),
            account_id=account.id,
            name=f"{account.company.name} - {word}",
            kind=kind,
            offer=offer,
            amount=round(amount, 2),
            owner_id=self._world.user_id(rep, at.date()),
            source=source,
            created=at,
            close=close,
        )
        deal.history.append(StageEntry(at, deal.stage, deal.amount, close))
        self._world.deals.append(deal)
        return deal

    def _result(self, team: Team, rep: Rep, account: Account, kind: str) -> str:
        size = {"SMB": 1.05, "Mid-Market": 1.0, "Enterprise": 0.85}[account.segment.name]
        win = team.win * rep.skill * size * (1.3 if kind == "Expansion" else 1.0)
        rest = 1 - win
        return self._dice.weighted(
            {
                "Closed Won": win,
                "Closed Lost": rest * 0.66,
                "Closed - No Decision": rest * 0.22,
                "Closed - Disqualified": rest * 0.035,
                "Closed - Duplicate": rest * 0.025,
                "": rest * 0.06,
            }
        )

    def play(self, deal: Deal, result: str, days: float) -> None:
        """Move a deal through its stages to a result ('': it stays open)."""
        last = 1.0 if result == "Closed Won" else self._dice.between(0.35, 1.1)
        for stage, share in STEPS.items():
            at = deal.created + timedelta(days=days * share)
            if share < last:
                self._enter(deal, at, stage)
        if self._dice.chance(0.12) and deal.history[-1].stage != "Discovery":
            self._change_amount(deal)
        if result:
            self._close(deal, result, deal.created + timedelta(days=days))

    def _enter(self, deal: Deal, at: datetime, stage: str) -> None:
        at = at.replace(microsecond=0)
        if past(at):
            deal.stage = stage
            deal.history.append(StageEntry(at, stage, deal.amount, deal.close))

    def _change_amount(self, deal: Deal) -> None:
        """Add the row that a new close date leaves in the history, same stage."""
        at = deal.history[-1].at + timedelta(hours=self._dice.integer(1, 20))
        if past(at):
            deal.close = workday(deal.close + timedelta(days=14))
            entry = StageEntry(at, deal.stage, deal.amount, deal.close)
            deal.history.append(entry)

    def _close(self, deal: Deal, result: str, at: datetime) -> None:
        earliest = max(deal.created, deal.history[-1].at)
        day = max(workday(at.date()), earliest.date())
        moment = datetime.combine(day, datetime.min.time())
        moment += timedelta(hours=9 + 7 * self._dice.unit())
        moment = max(moment, earliest + timedelta(minutes=9)).replace(microsecond=0)
        if moment <= NOW and day <= TODAY and moment.date() == day:
            self.close_at(deal, result, moment)

    def close_at(self, deal: Deal, result: str, moment: datetime) -> None:
        """Close a deal with a result at that instant."""
        day = moment.date()
        deal.stage, deal.close = result, day
        deal.history.append(StageEntry(moment, result, deal.amount, day))
        if result == "Closed Lost":
            deal.loss_reason = self._dice.weighted(LOSS_REASONS)
        if result == "Closed Won":
            self.won.append(deal)
            account = self._world.accounts[deal.account_id]
            account.customer_since = min(account.customer_since or day, day)
