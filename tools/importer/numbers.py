"""Numbers as CRMs and spreadsheets write them: what a cell proves of its decimal sign, and one cell read by a plan."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from tools.importer.mapping import value_key
from tools.importer.money import WORDS

PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
BLANKS = re.compile(r"[\s\u00a0\u2007\u2009\u202f\u3000]")
# A sign or code, or 万 and the like, before or behind the digits.
_SPLIT = re.compile(
    r"(?P<before>[^\d.,()+'’-]*)(?P<sign>[+-]?)(?P<between>[^\d.,()+'’-]*)(?P<digits>[\d.,'’]*\d[\d.,'’]*)(?P<behind>[^\d(]*)"
)
# A sign of a currency with the point of an abbreviation: Rs. 1,200, 1.200 kr., S/. 50
_ABBREVIATED = re.compile(r"(?<![A-Za-z])(rs|kr|s?fr|s/|rp)\.", re.IGNORECASE)
_GROUPS = re.compile(r"\d{1,3}(?P<sep>[.,'’])\d{2,3}(?:(?P=sep)\d{2,3})*")
MONTH_BAND = re.compile(
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*-\d{1,2}|\d{1,2}-(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*",
    re.IGNORECASE,
)


# A longer cell is a text; to look for a number in it would take the square of its length.
LONGEST = 200
# Three with their sign: a larger exponent would be written out in as many digits.
MOST_DIGITS_OF_EXPONENT = 3


@dataclass(frozen=True)
class NumberPlan:
    """How the cells of a number column are read.

    Attributes:
        decimal: `point` or `comma`; '' where no cell has either.
        unit: unit of the mapping; '' for none.
        factor: what the header multiplies by.
        plain: every cell is a plain decimal number already.
    """

    decimal: str = ""
    unit: str = ""
    factor: Decimal = Decimal(1)
    plain: bool = False


@dataclass(frozen=True)
class Parts:
    """A cell taken apart: digits with their signs, what it is multiplied by and the currency beside it."""

    digits: str
    is_negative: bool
    factor: Decimal
    currency: str


@lru_cache(maxsize=20_000)
def take_apart(cell: str) -> Parts | None:
    """A cell's parts; None where it is no number at all."""
    if len(cell) > LONGEST:
        return None
    text = BLANKS.sub("", unicodedata.normalize("NFKC", cell)).replace("−", "-").replace("`", "'")
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(letter, letter)) for letter in text)
    text = _ABBREVIATED.sub(r"\1", text)
    is_negative = False
    if text.startswith("(") and text.endswith(")"):
        text, is_negative = text[1:-1], True
    elif text.startswith("-"):
        text, is_negative = text[1:], True
    elif text.endswith("-"):
        text, is_negative = text[:-1], True
    found = _SPLIT.fullmatch(text)
    if not found:
        return None
    if found["sign"]:
        if is_negative or (found["before"] and found["between"]):
            return None
        is_negative = found["sign"] == "-"
    factor, currency = Decimal(1), ""
    for word in (found["before"], found["between"], found["behind"]):
        if not word:
            continue
        if word in ("%", "%", "％"):
            factor /= 100
            continue
        known = WORDS.get(value_key(word))
        if known is None:
            return None
        factor *= known[0]
        currency = known[1] or currency
    return Parts(found["digits"], is_negative, factor, currency)


def size_of(cell: str) -> str:
    """Of a number without a per cent sign whether it is `above` one, `one` or `below`; '' for 0 and what is no number."""
    parts = take_apart(cell) if cell else None
    if parts is None or parts.factor != 1:
        return ""
    whole, _, rest = parts.digits.replace(",", ".").partition(".")
    rest = rest.strip("0.")
    if not whole.strip("0"):
        return "below" if rest else ""
    return "one" if whole.lstrip("0") == "1" and not rest else "above"


def proof_of(digits: str) -> str:
    """What digits with their signs say of the decimal sign.

    Returns:
        `none` (no sign, or a grouping that says nothing), `point`, `comma`, `open_point` and `open_comma` (1.234 and
        1,234: both readings fit) or `bad`.
    """
    points, commas = digits.count("."), digits.count(",")
    has_quotes = "'" in digits or "’" in digits
    if has_quotes and _GROUPS.fullmatch(digits.split(".")[0].split(",")[0]) is None:
        return "bad"
    if points and commas:
        decimal = "." if digits.rfind(".") > digits.rfind(",") else ","
        other = "," if decimal == "." else "."
        whole, _, rest = digits.rpartition(decimal)
        if decimal in whole or other in rest or not _GROUPS.fullmatch(whole) or not rest:
            return "bad"
        return "point" if decimal == "." else "comma"
    if not points and not commas:
        return "none"
    sign = "." if points else ","
    if points + commas > 1:
        # the sign comes more than once: it groups, so the other one is the decimal sign
        if not _GROUPS.fullmatch(digits) or has_quotes:
            return "bad"
        return "comma" if sign == "." else "point"
    whole, _, rest = digits.partition(sign)
    if len(rest) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0":
        return "open_point" if sign == "." else "open_comma"
    return "point" if sign == "." else "comma"


def in_plain_form(digits: str, decimal: str) -> str:
    """Digits as a plain decimal number.

    Raises:
        ValueError: they do not fit the decimal sign.
    """
    proof = proof_of(digits)
    if proof == "bad" or (proof in ("point", "comma") and decimal and proof != decimal):
        raise ValueError("another decimal sign")
    if proof.startswith("open") and not decimal:
        raise ValueError("an open decimal sign")
    bare = digits.replace("'", "").replace("’", "")
    sign = "." if decimal in ("", "point") else ","
    other = "," if sign == "." else "."
    return bare.replace(other, "").replace(sign, ".")


def shown(number: Decimal) -> str:
    """A decimal number without exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class NumberReader:
    """Reads the cells of one column by its plan; `odd` holds the cells that could not be read."""

    def __init__(self, plan: NumberPlan) -> None:
        self.plan = plan
        self.odd: dict[str, str] = {}

    def read(self, cell: str) -> str:
        """A cell as clean text; as it is where it cannot be read (`odd` says so)."""
        if not cell:
            return ""
        try:
            return self.parse(cell)
        except (ValueError, InvalidOperation):
            if len(self.odd) < 20_000:
                self.odd[cell] = "bad"
            return cell

    def parse(self, cell: str) -> str:
        """A cell as a plain decimal number.

        Raises:
            ValueError: it is none.
        """
        unit = self.plan.unit
        if unit.startswith("clock_") and ":" in cell:
            return shown(clock_seconds(cell) / (60 if unit == "clock_to_minutes" else 1))
        if self.plan.decimal != "comma" and self.plan.factor == 1 and unit in ("", "money") and PLAIN.fullmatch(cell):
            return cell
        if found := re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?[eE]([+-]?\d+)", cell):
            if len(found[1]) > MOST_DIGITS_OF_EXPONENT:
                raise ValueError("no plausible number")
            number = Decimal(cell.replace(",", ".")) * self.plan.factor
        else:
            parts = take_apart(cell)
            if parts is None:
                raise ValueError("no number")
            text = in_plain_form(parts.digits, self.plan.decimal)
            if parts.factor == 1 and self.plan.factor == 1 and unit in ("", "money"):
                return "-" + text if parts.is_negative else text
            number = Decimal(text) * (-1 if parts.is_negative else 1)
            # 万 in the cell and in the header is one 万
            number *= parts.factor if parts.factor != 1 else self.plan.factor
        divisors = {"ms_to_s": 1000, "s_to_minutes": 60}
        if unit in divisors:
            number /= divisors[unit]
        elif unit == "hours_to_minutes":
            number *= 60
        return shown(number)


def clock_seconds(cell: str) -> Decimal:
    """A length such as 01:30 or 0:05:30 in seconds; two numbers are hours and minutes.

    Raises:
        ValueError: it is none.
    """
    found = re.fullmatch(r"(\d{1,4}):([0-5]?\d)(?::([0-5]?\d))?", cell)
    if not found:
        raise ValueError("no length")
    return Decimal(int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0))
