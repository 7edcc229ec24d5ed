"""Signs, codes and multipliers beside numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tools.importer.shapes import cut

# A message shows so many codes.
MOST_CODES = 8

CODES = frozenset(
    [
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "ANG",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BGN",
        "BHD",
        "BIF",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DJF",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GNF",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IQD",
        "IRR",
        "ISK",
        "JMD",
        "JOD",
        "JPY",
        "KES",
        "KGS",
        "KHR",
        "KMF",
        "KPW",
        "KRW",
        "KWD",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "LYD",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "OMR",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "PYG",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "RWF",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TND",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "UGX",
        "USD",
        "UYU",
        "UZS",
        "VES",
        "VND",
        "VUV",
        "WST",
        "XAF",
        "XCD",
        "XOF",
        "XPF",
        "YER",
        "ZAR",
        "ZMW",
        "ZWG",
    ]
)
# A sign that only one currency goes by. $ alone is a dozen currencies', ¥ both yen's and yuan's, Rs that of four rupees:
# they say nothing.
SIGNS = {
    "US$": "USD", "HK$": "HKD", "NT$": "TWD", "CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD", "NZ$": "NZD",
    "S$": "SGD", "R$": "BRL", "MX$": "MXN", "CN¥": "CNY", "JP¥": "JPY", "RMB": "CNY", "人民币": "CNY", "元": "CNY",
    "美元": "USD", "欧元": "EUR", "港元": "HKD", "港币": "HKD", "日元": "JPY", "英镑": "GBP",
    "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₴": "UAH", "₫": "VND", "₱": "PHP",
    "₪": "ILS", "฿": "THB", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "lei": "RON", "₦": "NGN", "Rp": "IDR", "RM": "MYR",
    "KSh": "KES", "S/": "PEN", "R": "ZAR",
}  # fmt: skip
# Names by which CRMs call currencies in a column of their own, without blanks; several words of one currency each.
NAMES = {
    "USD": "usdollar usdollars unitedstatesdollar", "EUR": "euro euros", "CNY": "chineseyuan yuanrenminbi renminbi yuan",
    "GBP": "poundsterling britishpound britishpounds ukpound", "JPY": "yen japaneseyen", "CHF": "swissfranc swissfrancs",
    "CAD": "canadiandollar canadiandollars", "AUD": "australiandollar australiandollars", "INR": "indianrupee",
    "HKD": "hongkongdollar", "SGD": "singaporedollar", "NZD": "newzealanddollar", "TWD": "newtaiwandollar",
    "SEK": "swedishkrona", "NOK": "norwegiankrone", "DKK": "danishkrone", "PLN": "polishzloty", "CZK": "czechkoruna",
    "BRL": "brazilianreal", "MXN": "mexicanpeso", "ZAR": "southafricanrand", "KRW": "southkoreanwon",
}  # fmt: skip
SILENT_SIGNS = ("$", "¥", "￥", "kr", "Rs", "Fr", "SFr")
FACTORS = {"千": Decimal(10**3), "万": Decimal(10**4), "百万": Decimal(10**6), "千万": Decimal(10**7), "亿": Decimal(10**8),
           "萬": Decimal(10**4), "億": Decimal(10**8)}  # fmt: skip

# Words a cell or header may hold beside its number -> (multiplier, currency); longer ones are looked for first.
WORDS: dict[str, tuple[Decimal, str]] = {}
for _sign in SILENT_SIGNS:
    WORDS[_sign.casefold()] = (Decimal(1), "")
for _code, _names in NAMES.items():
    for _text in _names.split():
        WORDS[_text] = (Decimal(1), _code)
for _text, _code in [*SIGNS.items(), *((code, code) for code in CODES)]:
    WORDS[_text.casefold()] = (Decimal(1), _code)
for _text, _factor in FACTORS.items():
    WORDS[_text] = (_factor, "")
    for _sign, _code in SIGNS.items():
        if not _sign.isascii() and _sign.endswith(("元", "币", "镑")):
            WORDS[_text + _sign] = (_factor, _code)


def code_list(codes: Sequence[str]) -> str:
    """Codes of currencies for a message, the first of many."""
    return ", ".join(map(cut, codes[:MOST_CODES])) + (" and others" if len(codes) > MOST_CODES else "")


def unit_of(text: str) -> tuple[Decimal, str] | None:
    """What a unit such as 万元, USD or € says: (multiplier, currency code or ''); None where it is no unit of money."""
    return WORDS.get("".join(text.split()).casefold())


def code_of(text: str) -> str:
    """The code of a currency that a cell names by code, sign or name; the text as it is where it names none that is known."""
    found = unit_of(text)
    return found[1] if found and found[1] and found[0] == 1 else text
