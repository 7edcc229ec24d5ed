"""Dates and times as CRMs and spreadsheets write them: the forms, and one cell read by a plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    """jan january januar enero ene janvier janv
    feb february februar febrero février févr
    mar march märz mär maerz mrz marzo mars
    apr april abril abr avril avr
    may mai mayo
    jun june juni junio juin
    jul july juli julio juillet juil
    aug august agosto ago août
    sep sept september septiembre setiembre septembre
    oct october okt oktober octubre octobre
    nov november noviembre novembre
    dec december dez dezember diciembre dic décembre déc""".splitlines(),
    start=1,
):
    MONTHS.update(dict.fromkeys(_names.split(), _number))

_ZONE = r"(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|[+-]\d{2})?"
_HALF = r"上午|下午|中午|凌晨|晚上|早上|AM|PM|[ap]\.\s?m\.?"
_TIME = (
    rf"(?:(?:T|,|\s)\s*(?:(?P<before>{_HALF})\s*)?(?P<hour>\d{{1,2}})(?::|时|点)(?P<minute>\d{{1,2}})分?"
    rf"(?::?(?P<second>\d{{1,2}})(?:[.,]\d+)?秒?)?\s*(?P<after>{_HALF})?\s*{_ZONE})?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_YMD = re.compile(
    rf"(?P<year>\d{{4}})(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}}){_TIME}", re.IGNORECASE
)
_CJK = re.compile(
    rf"(?P<year>\d{{4}})\s?年\s?(?P<month>\d{{1,2}})\s?月\s?(?P<day>\d{{1,2}})\s?日{_TIME.replace('(?:T|,|', '(?:T|,||', 1)}",
    re.IGNORECASE,
)
_NUMERIC = re.compile(
    rf"(?P<first>\d{{1,2}})(?P<sep>[-/.])(?P<second_part>\d{{1,2}})(?P=sep)(?P<year>\d{{4}}|\d{{2}}){_TIME}",
    re.IGNORECASE,
)
_NAMED_DMY = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})\.?(?:st|nd|rd|th)?[-\s]?\s*(?:de\s+)?(?P<name>[^\W\d_]{{3,10}})\.?,?[-\s]?\s*(?:de\s+)?(?P<year>\d{{4}}){_TIME}",
    re.IGNORECASE,
)
_NAMED_MDY = re.compile(
    rf"{_WEEKDAY}(?P<name>[^\W\d_]{{3,10}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_TIME}",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_EPOCH_S = re.compile(r"\d{10}(?:\.0+)?")
_EPOCH_MS = re.compile(r"\d{13}(?:\.0+)?")
_EIGHT = re.compile(r"\d{8}")
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])")

# Days since 1899-12-30: 1954 to 2119.
SERIALS = (20_000, 80_000)
EXCEL_EPOCH = datetime(1899, 12, 30)
EPOCH_YEARS = (1990, 2100)
LATE_YEAR = 2050
EARLY_YEAR = 1970
BAD = "\0"


@dataclass(frozen=True)
class DatePlan:
    """How the cells of a date or timestamp column are read, as proven over all of them.

    Attributes:
        is_day: the column holds calendar days (contract type date).
        order: `dmy` or `mdy` of cells such as 03/04/2025; '' where there are none.
        point_order: the same for cells with points.
        short_years: whether two-digit years are read, as 20yy.
        serials: `days` or `times` where the cells are Excel's serial numbers.
        epoch: whether ten and thirteen digits are seconds and milliseconds since 1970.
        compact: whether eight digits are YYYYMMDD.
        zone: IANA name of the time zone of cells without an offset; '' for UTC.
        fast: all cells have one of the ISO forms that are converted piece by piece.
    """

    is_day: bool
    order: str = ""
    point_order: str = ""
    short_years: bool = False
    serials: str = ""
    epoch: bool = False
    compact: bool = False
    zone: str = ""
    fast: bool = False


def form_of(cell: str) -> str:
    """The form of a cell: iso, cjk, named, slash, point, hyphen, short_…, serial, epoch, compact; '' for none."""
    if _YMD.fullmatch(cell):
        return "iso"
    numeric = _NUMERIC.fullmatch(cell)
    if numeric:
        name = {"/": "slash", ".": "point", "-": "hyphen"}[numeric["sep"]]
        return name if len(numeric["year"]) == 4 else f"short_{name}"
    if _CJK.fullmatch(cell):
        return "cjk"
    for pattern in (_NAMED_DMY, _NAMED_MDY):
        named = pattern.fullmatch(cell)
        if named and named["name"].lower() in MONTHS:
            return "named"
    for pattern, name in ((_EIGHT, "compact"), (_SERIAL, "serial"), (_EPOCH_S, "epoch"), (_EPOCH_MS, "epoch")):
        if pattern.fullmatch(cell):
            return name
    return ""


@lru_cache(maxsize=50_000)
def order_proof(day: str) -> str:
    """`dmy` or `mdy` where the two first numbers of a cell such as 26/08/2023 leave no other way; '' where both do."""
    found = re.match(r"(\d{1,2})[-/.](\d{1,2})", day)
    if not found:
        return ""
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second:
        return "dmy"
    if second > 12 >= first:
        return "mdy"
    return ""


class DateReader:
    """Reads the cells of one column by its plan; remembers which cells were odd.

    `odd` maps a kind (`bad`, `twice`, `absent`, `early`, `late`) to the cells, or the beginnings of cells, it was found in.
    """

    def __init__(self, plan: DatePlan) -> None:
        self.plan = plan
        self.zone = ZoneInfo(plan.zone) if plan.zone and plan.zone != "UTC" else None
        self.odd: dict[str, str] = {}

    def read(self, cell: str) -> str:
        """A cell as clean text; as it is where it cannot be read (`odd` says so)."""
        if not cell:
            return ""
        try:
            return self.parse(cell)
        except (ValueError, OverflowError):
            self.note(cell, "bad")
            return cell

    def note(self, cell: str, kind: str) -> None:
        """Remember an odd cell; at most so many that memory stays small."""
        if len(self.odd) < 20_000:
            self.odd[cell] = kind

    def parse(self, cell: str) -> str:
        """A cell as clean text.

        Raises:
            ValueError: it has none of the forms of the plan, or names a day that does not exist.
        """
        plan = self.plan
        found = _YMD.fullmatch(cell) or _CJK.fullmatch(cell)
        if found:
            return self.finish(cell, date(int(found["year"]), int(found["month"]), int(found["day"])), found)
        found = _NUMERIC.fullmatch(cell)
        if found:
            order = plan.point_order if found["sep"] == "." else plan.order
            year = int(found["year"])
            if len(found["year"]) == 2:
                if not plan.short_years:
                    raise ValueError("a year of two digits")
                year += 2000
            first, second = int(found["first"]), int(found["second_part"])
            if order == "ymd" and len(found["year"]) == 2:
                return self.finish(cell, date(2000 + first, second, year - 2000), found)
            if order not in ("dmy", "mdy"):
                raise ValueError("no order")
            day, month = (first, second) if order == "dmy" else (second, first)
            return self.finish(cell, date(year, month, day), found)
        found = _NAMED_DMY.fullmatch(cell) or _NAMED_MDY.fullmatch(cell)
        if found and found["name"].lower() in MONTHS:
            return self.finish(cell, date(int(found["year"]), MONTHS[found["name"].lower()], int(found["day"])), found)
        if plan.compact and (found := _COMPACT.fullmatch(cell)):
            return self.day_text(cell, date(int(found["year"]), int(found["month"]), int(found["day"])))
        if plan.serials and _SERIAL.fullmatch(cell):
            return self.serial(cell)
        if plan.epoch and (_EPOCH_S.fullmatch(cell) or _EPOCH_MS.fullmatch(cell)):
            digits = cell.partition(".")[0]
            seconds = int(digits) // (1000 if len(digits) == 13 else 1)
            moment = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
            if not EPOCH_YEARS[0] <= moment.year < EPOCH_YEARS[1]:
                raise ValueError("no plausible time")
            return self.text(cell, moment, is_utc=True)
        raise ValueError("no known form")

    def serial(self, cell: str) -> str:
        """An Excel serial number."""
        number = float(cell.replace(",", "."))
        if not SERIALS[0] <= number <= SERIALS[1]:
            raise ValueError("no plausible serial")
        moment = EXCEL_EPOCH + timedelta(seconds=round(number * 86_400))
        if self.plan.is_day or self.plan.serials == "days":
            return self.day_text(cell, moment.date())
        return self.text(cell, moment)

    def finish(self, cell: str, day: date, found: re.Match[str]) -> str:
        """A day with what is behind it."""
        if found["hour"] is None:
            return self.day_text(cell, day)
        hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
        half = (found["before"] or found["after"] or "").lower().replace(".", "").replace(" ", "")
        if half in ("pm", "下午", "晚上", "中午") and hour < 12:
            hour += 12 if half != "中午" or hour < 11 else 0
        elif half in ("am", "上午", "凌晨", "早上") and hour == 12:
            hour = 0
        moment = datetime(day.year, day.month, day.day, hour, minute, second)
        zone = found["zone"]
        if self.plan.is_day:
            return self.day_text(cell, day)
        if not zone:
            return self.text(cell, moment)
        offset = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})?", zone, re.IGNORECASE)
        if offset:
            away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
            moment = moment - away if offset[1] == "+" else moment + away
        return self.text(cell, moment, is_utc=True)

    def day_text(self, cell: str, day: date) -> str:
        """A calendar day."""
        self.note_year(cell, day.year)
        return day.isoformat()

    def note_year(self, cell: str, year: int) -> None:
        """Remember cells of years that are seldom meant."""
        if year == EARLY_YEAR:
            self.note(cell, "early")
        elif year >= LATE_YEAR:
            self.note(cell, "late")

    def text(self, cell: str, moment: datetime, *, is_utc: bool = False) -> str:
        """A moment in UTC; local ones are brought there by the plan's time zone."""
        if self.plan.is_day:
            return self.day_text(cell, moment.date())
        self.note_year(cell, moment.year)
        if self.zone is not None and not is_utc:
            moment, kind = to_utc(moment, self.zone)
            if kind:
                self.note(cell, kind)
        return moment.isoformat(timespec="seconds") + "Z"


def to_utc(moment: datetime, zone: ZoneInfo) -> tuple[datetime, str]:
    """A local time as UTC, and `twice` or `absent` where the clock showed it two times or never.

    Of two the first is meant; an absent time is read as if the clock had not changed, so it comes out one hour later.
    """
    before = moment.replace(tzinfo=zone).utcoffset()
    after = moment.replace(tzinfo=zone, fold=1).utcoffset()
    if before is None or after is None:
        return moment, ""
    kind = "" if before == after else "twice" if before > after else "absent"
    return moment - before, kind


class Hours(dict[str, str]):
    """The first 13 characters of an ISO time (day and hour, or a day alone) -> the same in UTC; BAD where they are none."""

    def __init__(self, reader: DateReader) -> None:
        super().__init__()
        self.reader = reader
        self.has_bad = False

    def __missing__(self, start: str) -> str:
        """Read a beginning that was not seen before."""
        if len(self) > 100_000:
            self.clear()
        try:
            if not start:
                made = ""
            elif len(start) == 10:
                made = self.reader.day_text(start, date.fromisoformat(start))
            elif self.reader.plan.is_day:
                made = self.reader.day_text(start, date.fromisoformat(start[:10]))
            else:
                moment = datetime(int(start[:4]), int(start[5:7]), int(start[8:10]), int(start[11:13]))
                made = self.reader.text(start, moment)[:13]
        except ValueError:
            made = BAD
            self.has_bad = True
        self[start] = made
        return made


class Rests(dict[str, str]):
    """What follows the hour in an ISO time -> minutes and seconds; BAD where they are none."""

    def __init__(self, is_day: bool) -> None:
        super().__init__()
        self.is_day = is_day
        self.has_bad = False

    def __missing__(self, rest: str) -> str:
        """Read a rest that was not seen before."""
        if len(self) > 100_000:
            self.clear()
        found = re.fullmatch(r"(?::([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?Z?)?", rest)
        if not found:
            made = BAD
            self.has_bad = True
        elif self.is_day or not rest:
            made = ""
        else:
            made = f":{found[1]}:{found[2] or '00'}Z"
        self[rest] = made
        return made


# Shapes (digits as 9) that Hours and Rests read piece by piece.
FAST_SHAPES = frozenset(
    {"", "9999-99-99"}
    | {f"9999-99-99{t}99:99{s}" for t in " T" for s in ("", ":99", ":99.9", ":99.99", ":99.999", ":99.999999")}
)
FAST_UTC_SHAPES = frozenset(f"{shape}Z" for shape in FAST_SHAPES if len(shape) > 10)


@lru_cache(maxsize=64)
def has_whole_hours(zone: str) -> bool:
    """Whether a time zone is always whole hours away from UTC and changes on the hour, in the years that CRMs know."""
    if not zone or zone == "UTC":
        return True
    info = ZoneInfo(zone)
    day, end = datetime(1990, 1, 1), datetime(2060, 1, 1)
    while day < end:
        offset = day.replace(tzinfo=info).utcoffset()
        if offset is None or offset.total_seconds() % 3600:
            return False
        day += timedelta(days=7)
    return True
