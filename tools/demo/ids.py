"""Record ids in the form that Salesforce gives them."""

from __future__ import annotations

from collections import Counter

NULL_ID = "000000000000000AAA"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_INSTANCE = "5i00000"
_FIRST = {
    "00Q": 184_231,
    "001": 95_117,
    "003": 120_604,
    "006": 71_930,
    "008": 301_442,
    "00T": 640_015,
    "00U": 52_777,
    "0RE": 33_333,
    "005": 14_800,
    "00G": 3_904,
    "02s": 777_101,
}


def checksum(short_id: str) -> str:
    """Return the three letters that tell case-folded 15-character ids apart."""
    chunks = (short_id[0:5], short_id[5:10], short_id[10:15])
    return "".join(_CHECK[sum(1 << i for i, char in enumerate(chunk) if "A" <= char <= "Z")] for chunk in chunks)


def _base62(number: int, width: int) -> str:
    text = ""
    for _ in range(width):
        number, digit = divmod(number, 62)
        text = _DIGITS[digit] + text
    return text


def make_id(prefix: str, number: int) -> str:
    """Return the 18-character id of the number-th record of an object."""
    short_id = prefix + _INSTANCE + _base62(number, 5)
    return short_id + checksum(short_id)


class IdMint:
    """Hands out ids in ascending order, object by object."""

    def __init__(self) -> None:
        """Start every object at a number of its own."""
        self._next: Counter[str] = Counter(_FIRST)

    def new(self, prefix: str) -> str:
        """Return the next id of the object with that three-character prefix."""
        self._next[prefix] += 1
        return make_id(prefix, self._next[prefix])
