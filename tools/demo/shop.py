"""What accounts buy once, beside their contracts: training and consulting days."""

from __future__ import annotations

import math
from datetime import date, timedelta

from tools.demo.cast import TODAY
from tools.demo.dice import Dice
from tools.demo.tables import Row, money
from tools.demo.world import Account, World

# Share of accounts that ever order, mean amount of an order, and how far apart accounts lie.
BUYERS = 0.62
MEAN_AMOUNT = 1850.0
ACCOUNTS_APART, ORDERS_APART = 0.55, 0.4
# Mean days between orders of a buyer that stays; the chance that it never comes back after a repeat lies between 0 and this.
MEAN_GAP_DAYS, RATES_APART = 92.0, 0.8
LEAVES = 0.7


class Shop:
    """Draws each account's orders, from some weeks after it was created to the day of the export."""

    def __init__(self, world: World) -> None:
        """Read the accounts from the world."""
        self._world = world
        self._dice = Dice("shop")
        self.rows: list[Row] = []

    def run(self) -> None:
        """Let every account order, and number the orders by their dates."""
        for account in self._world.accounts.values():
            if self._dice.chance(BUYERS):
                self._orders_of(account)
        self.rows.sort(key=lambda row: (row["ordered_on"], row["account_id"]))
        for number, row in enumerate(self.rows, start=1):
            row["order_id"] = f"o{number:05d}"

    def _orders_of(self, account: Account) -> None:
        dice = self._dice
        gap = dice.skewed(MEAN_GAP_DAYS, RATES_APART)
        usual = dice.skewed(MEAN_AMOUNT, ACCOUNTS_APART)
        leaves = LEAVES * dice.unit() ** 2 * (1.5 - account.satisfaction)
        day = account.created.date() + timedelta(days=dice.integer(10, 90))
        orders = 0
        while day <= TODAY:
            self._order(account, day, dice.skewed(usual, ORDERS_APART))
            orders += 1
            if orders > 1 and dice.chance(leaves):
                return
            day += timedelta(days=max(1, round(-gap * math.log(1 - dice.unit()))))

    def _order(self, account: Account, day: date, amount: float) -> None:
        self.rows.append(
            {
                "order_id": "",
                "account_id": account.id,
                "ordered_on": day.isoformat(),
                "amount": money(amount),
                "currency": account.currency,
                "is_deleted": "false",
            }
        )
