"""Made-up names of people and companies, Latin and Chinese."""

from __future__ import annotations

from dataclasses import dataclass

from tools.demo.dice import Dice


def words(text: str) -> tuple[str, ...]:
    """Split a text at its blanks."""
    return tuple(text.split())


FIRST = words(
    "Aria Bennet Carys Dario Elin Farid Greta Hollis Ines Jonah Kaia Lorcan Mirela Nadim "
    "Odile Pavel Quinn Rosalind Soren Tamsin Ulla Viggo Wren Yusuf Zadie Anouk Bram "
    "Celeste Dagny Emre"
)
LAST = words(
    "Abernath Brisk Calloway Dunmore Estby Fairwind Galloway Hartnell Ilves Jarrow "
    "Kestrel Lindqvist Marlowe Nightingale Ostrander Pemberly Quarles Ravensdal "
    "Silverton Thackeray Umberly Vantongeren Whitlock Yarrow Zellweg Ashgrove "
    "Birkenholt Corvane Delacroix Eastlake"
)
FAMILY = (
    ("王", "wang"), ("李", "li"), ("张", "zhang"), ("刘", "liu"), ("陈", "chen"),
    ("杨", "yang"), ("赵", "zhao"), ("黄", "huang"), ("周", "zhou"), ("吴", "wu"),
    ("徐", "xu"), ("孙", "sun"), ("胡", "hu"), ("朱", "zhu"), ("林", "lin"),
)  # fmt: skip
GIVEN = (
    ("雨桐", "yutong"), ("子涵", "zihan"), ("浩然", "haoran"), ("思远", "siyuan"),
    ("欣怡", "xinyi"), ("明哲", "mingzhe"), ("嘉宁", "jianing"), ("一鸣", "yiming"),
    ("若溪", "ruoxi"), ("俊杰", "junjie"), ("晓彤", "xiaotong"), ("博文", "bowen"),
    ("静怡", "jingyi"), ("天佑", "tianyou"), ("诗涵", "shihan"), ("志强", "zhiqiang"),
)  # fmt: skip
_HEAD = words(
    "Amber Brindle Cinder Dapple Elder Fallow Gossamer Hazel Indigo Juniper Kindle "
    "Larkspur Mottled Nettle Osier Pebble Quarry Russet Sable Thistle Umber Verdant "
    "Willow Yonder Zephyr Bramble Copper Driftwood Ember Foxglove"
)
_MIDDLE = words(
    "Anvil Beacon Cove Dale Fern Glen Harbor Isle Junction Knoll Ledge Meadow Notch "
    "Orchard Pier Quay Ridge Spire Tarn Vale Weir Yard"
)
_TRADE = (
    ("Logistics", "Transportation"), ("Foods", "Food & Beverage"),
    ("Software", "Technology"), ("Labs", "Biotechnology"), ("Retail", "Retail"),
    ("Energy", "Energy"), ("Health", "Healthcare"), ("Metals", "Manufacturing"),
    ("Learning", "Education"), ("Partners", "Consulting"),
)  # fmt: skip
_ZH_HEAD = (
    ("澜", "lan"), ("栖", "qi"), ("筱", "xiao"), ("砚", "yan"), ("沐", "mu"),
    ("穗", "sui"), ("岚", "lan"), ("榕", "rong"), ("芷", "zhi"), ("霁", "ji"),
    ("棠", "tang"), ("渝", "yu"), ("朔", "shuo"), ("蔚", "wei"), ("屿", "yu"),
)  # fmt: skip
_ZH_TAIL = (
    ("川", "chuan"), ("舟", "zhou"), ("禾", "he"), ("桥", "qiao"), ("泽", "ze"),
    ("峰", "feng"), ("帆", "fan"), ("石", "shi"), ("野", "ye"), ("谷", "gu"),
)  # fmt: skip
_ZH_TRADE = (
    ("科技", "Technology"), ("物流", "Transportation"), ("食品", "Food & Beverage"),
    ("智造", "Manufacturing"), ("医疗", "Healthcare"), ("教育", "Education"),
    ("能源", "Energy"), ("零售", "Retail"),
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """A person and the part of an e-mail address before the @."""

    first: str
    last: str
    mailbox: str


@dataclass(frozen=True)
class Company:
    """A company, its e-mail domain and what it does."""

    name: str
    domain: str
    industry: str


def make_person(dice: Dice, chinese: bool) -> Person:
    """Return a person; two people may share a name."""
    if chinese:
        family, given = dice.pick(FAMILY), dice.pick(GIVEN)
        return Person(given[0], family[0], f"{given[1]}.{family[1]}")
    first, last = dice.pick(FIRST), dice.pick(LAST)
    return Person(first, last, f"{first}.{last}".lower())


class CompanyNames:
    """Hands out company names, each once."""

    def __init__(self, dice: Dice) -> None:
        """Draw from the given stream."""
        self._dice = dice
        self._used: set[str] = set()

    def new(self, chinese: bool) -> Company:
        """Return a company that has not been handed out before."""
        while True:
            company = self._chinese() if chinese else self._latin()
            if company.name not in self._used:
                self._used.add(company.name)
                return company

    def _latin(self) -> Company:
        head, middle = self._dice.pick(_HEAD), self._dice.pick(_MIDDLE)
        word, industry = self._dice.pick(_TRADE)
        slug = f"{head}{middle}".lower()
        return Company(f"{head} {middle} {word}", f"{slug}.example", industry)

    def _chinese(self) -> Company:
        head, tail = self._dice.pick(_ZH_HEAD), self._dice.pick(_ZH_TAIL)
        third = self._dice.pick(_ZH_TAIL)
        word, industry = self._dice.pick(_ZH_TRADE)
        name = f"{head[0]}{tail[0]}{third[0] if third != tail else ''}{word}有限公司"
        return Company(name, f"{head[1]}{tail[1]}.example", industry)
