"""The whole story, from the first lead to the rows of every export."""

from __future__ import annotations

from pathlib import Path

from tools.demo.billing import Billing
from tools.demo.deals import DealDesk
from tools.demo.decks import DeckRoom
from tools.demo.dice import Dice
from tools.demo.hours import read_calendars
from tools.demo.ids import IdMint
from tools.demo.leads import LeadDesk
from tools.demo.market import Market
from tools.demo.names import CompanyNames
from tools.demo.render import Exports, render
from tools.demo.shop import Shop
from tools.demo.world import World

SUBSIDIARIES = 0.06


def group_accounts(world: World) -> None:
    """Make some accounts subsidiaries of an older one with the same currency."""
    dice = Dice("groups")
    accounts = list(world.accounts.values())
    for index, account in enumerate(accounts):
        if index > 10 and dice.chance(SUBSIDIARIES):
            older = [a for a in accounts[:index] if a.currency == account.currency]
            if older:
                account.parent_id = dice.pick(older).id


def live(reference: Path) -> World:
    """Play the story with the calendars of the reference seeds; every record that came of it."""
    world = World(read_calendars(reference))
    names = CompanyNames(Dice("companies"))
    desk = DealDesk(world, names)
    LeadDesk(world, desk, names).run()
    desk.partner_deals()
    Billing(world, desk).run()
    group_accounts(world)
    return world


def tell(reference: Path) -> tuple[Exports, IdMint]:
    """Play the story with the calendars of the reference seeds.

    Returns the rows of all files, and the mint for the ids of further rows.
    """
    world = live(reference)
    decks, market, shop = DeckRoom(world), Market(world), Shop(world)
    decks.run()
    market.run()
    shop.run()
    exports = render(world)
    exports.generic["presentation_sessions"] = decks.rows
    exports.generic["orders"] = shop.rows
    exports.generic["survey_responses"] = market.responses
    exports.generic["brand_mentions"] = market.mentions
    return exports, world.mint
