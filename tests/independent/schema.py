"""The generic exports' contract: columns, kinds, required columns, defaults and keys."""

from __future__ import annotations

from dataclasses import dataclass

CURRENCY_DEFAULT = "<reporting_currency>"
# A day without a time is its first second in these columns, its last in all others.
FIRST_SECOND = frozenset(
    ("created_at", "inquiry_at", "qualified_at", "entered_at", "invited_at", "starts_at", "started_at")
)
# Dates that may be of any year: no number and no calendar rests on them.
ANY_YEAR = frozenset(("hired_on",))
# A filled cell of these that cannot be read rejects its row, though an empty one is allowed.
REJECTING = frozenset(("is_deleted", "is_test"))


@dataclass(frozen=True)
class Column:
    """One column of an export; kind is text, time, date, number, share (0 to 1), weight (from 0), bool, enum or zone."""

    name: str
    kind: str = "text"
    required: bool = False
    default: object = None
    allowed: tuple[str, ...] = ()


def _columns(text: str) -> list[Column]:
    """Parse `name[*]:kind[=default]` words; an enum's kind is its values joined by `|`."""
    columns = []
    for word in text.split():
        name, _, kind = word.partition(":")
        kind, _, default = (kind or "text").partition("=")
        required = name.endswith("*")
        name = name.rstrip("*")
        allowed = tuple(kind.split("|")) if "|" in kind else ()
        value: object = default or None
        if kind == "bool":
            value = default == "true"
        elif kind in ("number", "share", "weight") and default:
            value = float(default)
        columns.append(Column(name, "enum" if allowed else kind, required, value, allowed))
    return columns


EXPORTS: dict[str, list[Column]] = {
    "users": _columns(
        "user_id* name email team_id team_name time_zone:zone calendar_id is_active:bool=true hired_on:date"
    ),
    "accounts": _columns("account_id* name parent_account_id owner_id segment country created_at:time"),
    "leads": _columns(
        "lead_id* created_at*:time inquiry_at:time qualified_at:time disqualified_at:time converted_at:time "
        "status origin:inbound|outbound=inbound source owner_id account_id deal_id company email "
        "merged_into_id is_deleted:bool is_test:bool"
    ),
    "deals": _columns(
        "deal_id* created_at*:time closed_at:time "
        "outcome*:open|won|lost|no_decision|duplicate|disqualified "
        "deal_type:new_business|expansion|renewal=new_business stage name account_id lead_id owner_id "
        f"amount:number currency:text={CURRENCY_DEFAULT} lost_reason merged_into_id is_deleted:bool is_test:bool"
    ),
    "deal_stage_history": _columns("deal_id* stage* entered_at*:time is_closed:bool is_won:bool"),
    "activities": _columns(
        "activity_id* occurred_at*:time type*:call|email|sms|social|video|note|task "
        "direction:outbound|inbound=outbound status:completed|planned|bounced|failed=completed "
        "is_automated:bool lead_id account_id deal_id user_id message_id is_deleted:bool"
    ),
    "meetings": _columns(
        "meeting_id* invited_at*:time starts_at:time ends_at:time organizer_id lead_id account_id deal_id "
        "response:accepted|declined|tentative|none=none responded_at:time "
        "outcome:scheduled|held|no_show|canceled|rescheduled=scheduled withdrawn_at:time "
        "is_external:bool=true is_self_booked:bool rescheduled_from_id is_deleted:bool"
    ),
    "subscriptions": _columns(
        "subscription_id* account_id* starts_on*:date ends_on:date quantity:number=1 unit_amount*:number "
        f"discount_rate:share=0 billing_interval_months:number=1 currency:text={CURRENCY_DEFAULT} "
        "status:active|trial|paused|free|canceled=active is_deleted:bool"
    ),
    "orders": _columns(
        f"order_id* account_id* ordered_on*:date amount:number currency:text={CURRENCY_DEFAULT} is_deleted:bool"
    ),
    "survey_responses": _columns(
        "response_id* surveyed_on*:date respondent_id* question*:unaided_awareness|experience rank:number "
        "brand score:number weight:weight=1 deal_id"
    ),
    "brand_mentions": _columns(
        "mention_id* mentioned_at*:time channel brand* weight:weight=1 is_owned:bool is_bot:bool"
    ),
    "presentation_sessions": _columns(
        "session_id* started_at*:time presentation_id lead_id sender_id completed_at:time "
        "duration_seconds:number page_views:number video_views:number video_watched_seconds:number "
        "video_length_seconds:number is_preview:bool"
    ),
}

# Columns that a system other than the generic one can fill as well.
ACCOUNT_EXTRAS = _columns("merged_into_id is_deleted:bool is_test:bool")

KEYS: dict[str, tuple[str, ...]] = {
    "users": ("user_id",),
    "accounts": ("account_id",),
    "leads": ("lead_id",),
    "deals": ("deal_id",),
    "activities": ("activity_id",),
    "meetings": ("meeting_id",),
    "subscriptions": ("subscription_id",),
    "orders": ("order_id",),
    "survey_responses": ("response_id",),
    "brand_mentions": ("mention_id", "brand"),
    "presentation_sessions": ("session_id",),
}
