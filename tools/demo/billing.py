"""Subscriptions: what won deals turn into, and how customers grow, shrink and leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from tools.demo.cast import FIRST_MONTH, NOW, TODAY
from tools.demo.deals import DealDesk, workday
from tools.demo.dice import Dice
from tools.demo.world import Account, Deal, Offer, Subscription, World

CARRIED_OVER = 21
EXPAND, CONTRACT, PAUSE, RETURN = 0.024, 0.009, 0.002, 0.14
BAD_YEAR = date(2026, 1, 1)


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later (the 28th at the latest)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28))


class Billing:
    """Plays each customer's subscriptions to the day of the export."""

    def __init__(self, world: World, desk: DealDesk) -> None:
        """Write into the world; expansions and renewals open deals at the desk."""
        self._world = world
        self._desk = desk
        self._dice = Dice("billing")
        self._number = 0

    def run(self) -> None:
        """Play customers carried over, then those won."""
        for account in self._desk.carried_over(CARRIED_OVER):
            account.customer_since = FIRST_MONTH
            self._live(account, self._desk.offer(account), FIRST_MONTH)
        for deal in list(self._desk.won):
            account = self._world.accounts[deal.account_id]
            self._trial(deal)
            starts = deal.close + timedelta(days=self._dice.integer(0, 4))
            self._live(account, deal.offer, starts)

    def _add(self, account: Account, offer: Offer, starts: date, status: str = "active") -> Subscription:
        self._number += 1
        subscription = Subscription(f"sub_{self._number:05d}", account.id, offer, starts, status=status)
        self._world.subscriptions.append(subscription)
        return subscription

    def _trial(self, deal: Deal) -> None:
        if self._dice.chance(0.16):
            account = self._world.accounts[deal.account_id]
            trial = self._add(account, deal.offer, deal.created.date(), "trial")
            trial.ends = deal.created.date() + timedelta(days=14)

    # a customer's life

    def _live(self, account: Account, offer: Offer, starts: date) -> None:
        current = self._add(account, offer, starts)
        month = 1
        while (day := add_months(starts, month)) <= TODAY:
            renews = current.offer.interval == 12 and month % 12 == 0
            if self._leaves(account, current.offer, renews, day):
                self._leave(account, current, day, renews)
                return
            if renews:
                self._renewal(account, current.offer, day, won=True)
            current = self._change(account, current, day)
            month += 1

    def _leaves(self, account: Account, offer: Offer, renews: bool, day: date) -> bool:
        team = self._world.team_of(account.owner_id)
        hazard = account.segment.churn * team.churn
        hazard *= 0.35 + 1.3 * (1 - account.satisfaction)
        if team.name == "EMEA" and day >= BAD_YEAR:
            hazard *= 1.5
        if offer.interval == 12:
            hazard = 1 - (1 - hazard) ** 12 if renews else 0.0
        return self._dice.chance(hazard)

    def _leave(self, account: Account, current: Subscription, day: date, renews: bool) -> None:
        current.ends = day
        if self._dice.chance(0.3):
            current.status = "canceled"
        if renews:
            self._renewal(account, current.offer, day, won=False)
        if self._dice.chance(RETURN):
            back = add_months(day, self._dice.integer(2, 6))
            if back <= TODAY:
                self._live(account, current.offer, back)

    def _change(self, account: Account, current: Subscription, day: date) -> Subscription:
        """Return the subscription that runs after this month's change, if any."""
        dice, offer = self._dice, current.offer
        if dice.chance(EXPAND * (0.6 + 0.8 * account.satisfaction)):
            extra = max(1, round(offer.quantity * dice.between(0.15, 0.6)))
            if self._expansion(account, offer, extra, day):
                bigger = replace(offer, quantity=offer.quantity + extra)
                return self._replace(account, current, bigger, day)
        elif dice.chance(CONTRACT):
            fewer = max(1, round(offer.quantity * dice.between(0.55, 0.88)))
            return self._replace(account, current, replace(offer, quantity=fewer), day)
        elif offer.interval == 1 and dice.chance(PAUSE):
            resumed = add_months(day, 2)
            if resumed <= TODAY:
                paused = self._replace(account, current, offer, day)
                paused.status = "paused"
                return self._replace(account, paused, offer, resumed)
        return current

    def _replace(self, account: Account, current: Subscription, offer: Offer, day: date) -> Subscription:
        """End a subscription and start another on the same day."""
        day = max(day, current.starts + timedelta(days=1))
        current.ends = day
        return self._add(account, offer, day)

    # their deals

    def _expansion(self, account: Account, offer: Offer, extra: int, day: date) -> bool:
        """Open an expansion deal that closes about that day; say whether it was won."""
        won = self._dice.chance(0.5)
        days = self._dice.between(12, 35)
        added = replace(offer, quantity=extra)
        opened = datetime.combine(day, datetime.min.time())
        opened -= timedelta(days=days, hours=-10)
        deal = self._open(account, opened, "Expansion", added)
        if deal is None:
            return False
        self._desk.play(deal, "Closed Won" if won else "Closed Lost", days)
        return won

    def _renewal(self, account: Account, offer: Offer, day: date, won: bool) -> None:
        """Open a renewal deal that closes in the week before that day."""
        opened = datetime.combine(day, datetime.min.time()) - timedelta(days=50, hours=-9)
        deal = self._open(account, opened, "Renewal", offer)
        if deal is not None:
            result = "Closed Won" if won else "Closed Lost"
            close = workday(day - timedelta(days=self._dice.integer(0, 6)))
            moment = datetime.combine(close, datetime.min.time()) + timedelta(hours=11)
            if moment <= NOW:
                self._desk.close_at(deal, result, moment)

    def _open(self, account: Account, at: datetime, kind: str, offer: Offer) -> Deal | None:
        if at < account.created:
            return None
        at += timedelta(minutes=self._dice.integer(0, 400))
        rep = self._world.rep_of(account.owner_id)
        if rep.hired > at.date():
            return None
        return self._desk.record(account, rep, at, kind, "Customer Referral", offer, offer.monthly * 12)
