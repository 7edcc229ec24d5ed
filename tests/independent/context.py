"""What every KPI reads: the records that count, settings, reference data, spine and scopes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from .cleaning import Data, Dated
from .exports import Export, Row
from .periods import TYPES, Period, Spine
from .reference import Reference, Target
from .subscriptions import Book
from .zones import is_before, local_date

if TYPE_CHECKING:
    from .slices import Slices

UNASSIGNED = "unassigned"


class Scope(NamedTuple):
    """company/all, team/<team_id>, rep/<rep_id>, or a slice and its value."""

    type: str
    id: str


COMPANY = Scope("company", "all")


def is_slice(row: dict[str, Any]) -> bool:
    """Whether a row is that of a slice, and not the company's, a team's or a rep's."""
    return row["scope_type"] not in ("company", "team", "rep")


class Key(NamedTuple):
    """The key of a KPI row."""

    period: Period
    scope: Scope


@dataclass
class Settings:
    """The project's variables."""

    zone: ZoneInfo
    currency: str = "USD"
    fiscal_month: int = 1
    gross_margin: float = 0.8


@dataclass
class Context:
    """Everything that KPIs are computed from."""

    settings: Settings
    reference: Reference
    exports: dict[str, Export]
    data: Data
    spine: Spine
    book: Book
    has_answers: bool
    slices: Slices
    team_of: dict[str, str] = field(default_factory=dict)
    known: set[Scope] = field(default_factory=set)
    # what source health found: tests/independent/source_health.py
    checks: list[Any] = field(default_factory=list)
    # records later than all others, which do not decide the as-of date
    stray: list[Dated] = field(default_factory=list)
    last_day_with: bool = False

    def day(self, moment: datetime) -> date:
        """The day of an instant in the reporting time zone."""
        return local_date(moment, self.settings.zone)

    def days_between(self, first: datetime, second: datetime) -> int:
        """Whole days between the dates of two instants."""
        return (self.day(second) - self.day(first)).days

    def is_before(self, first: datetime, second: datetime) -> bool:
        """Whether one instant is before another, by days where one of them is only a day."""
        return is_before(first, second, self.settings.zone)

    def closing_day(self, period: Period) -> date:
        """The period's last day, or the as-of day."""
        return min(period.end, self.data.as_of)

    def is_absent(self, export: str) -> bool:
        """Whether an export has no raw rows."""
        return export not in self.exports or self.exports[export].raw_rows == 0

    def team(self, owner: str | None) -> str:
        """The team of an owner."""
        return self.team_of.get(owner or "", UNASSIGNED)

    def scopes(self, owner: str | None) -> tuple[Scope, Scope, Scope]:
        """The scopes that a record of an owner counts for."""
        return COMPANY, Scope("team", self.team(owner)), Scope("rep", owner or UNASSIGNED)

    def keys(self, day: date | None, owner: str | None, slices: Iterable[Scope] = ()) -> Iterable[Key]:
        """The rows that a record of a day, owner and slices belongs to; none outside the spine."""
        if day is None:
            return
        for kind in TYPES:
            period = self.spine.of(kind, day)
            if period is not None:
                for scope in (*self.scopes(owner), *slices):
                    yield Key(period, scope)

    def bucket(
        self,
        items: Iterable[Row],
        day_of: Callable[[Row], date | None],
        owner_of: Callable[[Row], str | None],
        slices_of: Callable[[Row], Iterable[Scope]],
    ) -> dict[Key, list[Row]]:
        """Records by the rows they belong to."""
        found: dict[Key, list[Row]] = defaultdict(list)
        for item in items:
            for key in self.keys(day_of(item), owner_of(item), slices_of(item)):
                found[key].append(item)
        return found


def find_first_day(data: Data, zone: ZoneInfo) -> date | None:
    """The earliest day that begins the spine."""
    sources = (
        ("leads", "created_at"),
        ("leads", "inquiry_at"),
        ("leads", "qualified_at"),
        ("leads", "disqualified_at"),
        ("leads", "converted_at"),
        ("deals", "created_at"),
        ("activities", "occurred_at"),
        ("meetings", "invited_at"),
        ("meetings", "responded_at"),
        ("subscriptions", "starts_on"),
        ("orders", "ordered_on"),
        ("survey_responses", "surveyed_on"),
        ("brand_mentions", "mentioned_at"),
        ("presentation_sessions", "started_at"),
    )
    found: list[date] = []
    for name, column in sources:
        values: list[Any] = [row[column] for row in data.rows[name] if row[column] is not None]
        if values:
            least = min(values)
            found.append(local_date(least, zone) if isinstance(least, datetime) else least)
    closed = [row["closed_at"] for row in data.rows["deals"] if row["outcome"] != "open"]
    found += [local_date(moment, zone) for moment in closed if moment is not None]
    return min(found, default=None)


def named_scopes(rows: dict[str, list[Row]], known: set[Scope]) -> dict[tuple[str, str], set[str]]:
    """Whom a text can mean in any case of letters: a rep by id, e-mail or name, a team by id or name."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for scope in known:
        found[scope.type, scope.id.lower()].add(scope.id)
    for user in rows["users"]:
        for column in ("email", "name"):
            if user[column]:
                found["rep", user[column].lower()].add(user["user_id"])
        if user["team_id"] and user["team_name"]:
            found["team", user["team_name"].lower()].add(user["team_id"])
    return found


def resolve_targets(reference: Reference, rows: dict[str, list[Row]], known: set[Scope]) -> None:
    """Let targets stand under the ids that they mean; an id as it is written comes first, else what only one can mean."""
    names = named_scopes(rows, known)
    found: dict[tuple[str, str, str, str], list[Target]] = defaultdict(list)
    for (kpi_id, kind, written, period_type), targets in reference.targets.items():
        meant = names.get((kind, written.lower()), set())
        scope_id = next(iter(meant)) if len(meant) == 1 and written not in meant else written
        found[kpi_id, kind, scope_id, period_type] += targets
    for targets in found.values():
        targets.sort(key=lambda target: target.valid_from)
    reference.targets = dict(found)


def find_known(data_rows: dict[str, list[Row]], team_of: dict[str, str]) -> set[Scope]:
    """The teams and reps that are users or owners of a record."""
    owners = {
        row[column]
        for name, column in (
            ("leads", "owner_id"),
            ("deals", "owner_id"),
            ("accounts", "owner_id"),
            ("meetings", "organizer_id"),
            ("presentation_sessions", "sender_id"),
        )
        for row in data_rows[name]
    }
    reps = {owner or UNASSIGNED for owner in owners} | {row["user_id"] for row in data_rows["users"]}
    teams = set(team_of.values()) | {team_of.get(rep, UNASSIGNED) for rep in reps}
    return {Scope("rep", rep) for rep in reps} | {Scope("team", team) for team in teams}
