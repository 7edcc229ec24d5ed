"""What the market says: brand surveys, customers' scores and mentions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tools.demo.billing import add_months
from tools.demo.cast import NOW, SEASON, TODAY, month_starts, months_since_start
from tools.demo.dice import Dice
from tools.demo.tables import Row, iso
from tools.demo.world import Deal, World

OURS = "Quillbay"
ASKED_A_MONTH = 120
BRAND_SET_2 = date(2026, 1, 1)
# How strongly each brand comes to mind; ours grows with the months.
STRENGTH = {"Tandrel": 0.42, "Orvane": 0.34, "Kestora": 0.27, "Fernlock": 0.16}
ALIASES = {
    "Quillbay": ("quillbay", "Quill Bay", "羽湾", "QB CRM"),
    "Tandrel": ("TANDREL", "Tandrel Sales"),
    "Orvane": ("Orvane Cloud",),
    "Kestora": ("Kestora One",),
    "Tongyu": ("桐屿",),
    "Fernlock": ("Fern Lock",),
}
UNTRACKED = ("Hollowpine", "Spreadsheet", "Marrowgate")
CHANNELS = {"forum": 0.3, "news": 0.14, "blog": 0.2, "weibo": 0.16, "podcast": 0.08,
            "review site": 0.12}  # fmt: skip


def strengths(month: date) -> dict[str, float]:
    """Return the chance that each brand is named without help in that month."""
    index = months_since_start(month)
    chances = dict(STRENGTH)
    chances[OURS] = 0.13 + 0.0062 * index
    chances["Tongyu"] = 0.0 if month < date(2025, 7, 1) else min(0.22, 0.02 * index - 0.28)
    chances["Fernlock"] = max(0.03, 0.16 - 0.004 * index)
    return chances


class Market:
    """Draws survey answers and mentions month by month."""

    def __init__(self, world: World) -> None:
        """Read won deals and accounts from the world."""
        self._world = world
        self._dice = Dice("market")
        self._respondents = 0
        self.responses: list[Row] = []
        self.mentions: list[Row] = []

    def run(self) -> None:
        """Ask, listen, and number the rows in the order of their dates."""
        for month in month_starts():
            self._ask(month)
            self._listen(month)
        for deal in self._world.deals:
            if deal.is_won and deal.kind == "New Business":
                self._experience(deal)
        self.responses.sort(key=lambda row: row["surveyed_on"])
        for number, row in enumerate(self.responses, start=1):
            row["response_id"] = f"r{number:05d}"
        self.mentions.sort(key=lambda row: row["mentioned_at"])
        for number, row in enumerate(self.mentions, start=1):
            row["mention_id"] = f"m{number:05d}"

    # surveys

    def _ask(self, month: date) -> None:
        days = (add_months(month, 1) - month).days
        for index in range(ASKED_A_MONTH):
            day = month + timedelta(days=index * days // ASKED_A_MONTH)
            if day <= TODAY:
                self._respondent(day, strengths(month))

    def _respondent(self, day: date, chances: dict[str, float]) -> None:
        dice = self._dice
        self._respondents += 1
        weight = f"{dice.between(0.6, 1.5):.2f}" if dice.chance(0.7) else ""
        named = [brand for brand, chance in chances.items() if dice.chance(chance)]
        if dice.chance(0.06):
            named.append(dice.pick(UNTRACKED))
        named.sort(key=lambda brand: dice.unit() / max(chances.get(brand, 0.05), 0.01))
        for rank, brand in enumerate(named[:3], start=1):
            self._answer(day, self._spelled(brand), str(rank), weight)
        if not named:
            self._answer(day, "", "", weight)

    def _spelled(self, brand: str) -> str:
        if brand in ALIASES and self._dice.chance(0.04):
            return self._dice.pick(ALIASES[brand])
        return brand

    def _answer(self, day: date, brand: str, rank: str, weight: str) -> None:
        self.responses.append(
            {
                "response_id": "",
                "surveyed_on": day.isoformat(),
                "respondent_id": f"p{self._respondents:05d}",
                "question": "unaided_awareness",
                "rank": rank,
                "brand": brand,
                "score": "",
                "weight": weight,
                "deal_id": "",
            }
        )

    def _experience(self, deal: Deal) -> None:
        """Ask a new customer for a score (0 to 10) a month or two after the deal."""
        day = deal.close + timedelta(days=self._dice.integer(30, 60))
        if day > TODAY or not self._dice.chance(0.5):
            return
        satisfaction = self._world.accounts[deal.account_id].satisfaction
        score = 10 * (0.35 + 0.65 * satisfaction) + self._dice.between(-1.5, 2.0)
        self._respondents += 1
        self.responses.append(
            {
                "response_id": "",
                "surveyed_on": day.isoformat(),
                "respondent_id": f"p{self._respondents:05d}",
                "question": "experience",
                "rank": "",
                "brand": "",
                "score": str(round(min(10, max(0, score)))),
                "weight": "",
                "deal_id": deal.id,
            }
        )

    # mentions

    def _listen(self, month: date) -> None:
        dice = self._dice
        chances = strengths(month)
        for _ in range(round(44 * SEASON[month.month])):
            at = datetime.combine(month, datetime.min.time())
            at += timedelta(minutes=dice.integer(0, 28 * 1440 - 1))
            if at > NOW:
                continue
            brand = dice.weighted(chances)
            self.mentions.append(
                {
                    "mention_id": "",
                    "mentioned_at": iso(at),
                    "channel": dice.weighted(CHANNELS),
                    "brand": self._spelled(brand),
                    "weight": str(dice.pick((1, 1, 1, 2, 5))),
                    "is_owned": "true" if brand == OURS and dice.chance(0.2) else "false",
                    "is_bot": "true" if dice.chance(0.06) else "false",
                }
            )
