"""The slices that records count for: segment, source, country and deal type, beside company, team and rep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .cleaning import Data
from .context import Scope
from .exports import Row

UNKNOWN = "unknown"


@dataclass
class Slices:
    """Who a record is about, and which of the slices that are built it belongs to."""

    data: Data
    built: tuple[str, ...]
    _leads: dict[str, Row] = field(default_factory=dict)
    _deals: dict[str, Row] = field(default_factory=dict)
    _lead_of_deal: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index leads and deals; of the leads that a deal has, the first by the order of text counts."""
        self._leads = {row["lead_id"]: row for row in self.data.rows["leads"]}
        self._deals = {row["deal_id"]: row for row in self.data.rows["deals"]}
        pairs = [(row["deal_id"], row["lead_id"]) for row in self._deals.values()]
        pairs += [(row["deal_id"], row["lead_id"]) for row in self._leads.values()]
        for deal, lead in pairs:
            if deal is not None and lead is not None:
                self._lead_of_deal[deal] = min(self._lead_of_deal.get(deal, lead), lead)

    def made(self, **values: str | None) -> tuple[Scope, ...]:
        """The scopes of a record with these values."""
        return tuple(Scope(kind, values[kind] or UNKNOWN) for kind in self.built if kind in values)

    def place(self, customer: str | None) -> dict[str, str | None]:
        """Segment and country of a customer's topmost account."""
        account = self.data.accounts.get(customer or "")
        return {name: account[name] if account else None for name in ("segment", "country")}

    def customer_of_lead(self, lead_id: str | None) -> str | None:
        """The customer of a lead's account, else of its deal's."""
        lead = self._leads.get(lead_id or "")
        if lead is None:
            return None
        deal = self._deals.get(lead["deal_id"] or "")
        own: str | None = self.data.customer(lead["account_id"])
        return own or (self.data.customer(deal["account_id"]) if deal else None)

    def about(self, account: str | None, lead_id: str | None) -> dict[str, str | None]:
        """Segment, country and source of what an account and a lead stand for; the account comes first."""
        lead = self._leads.get(lead_id or "")
        customer = self.data.customer(account) or self.customer_of_lead(lead_id)
        return self.place(customer) | {"source": lead["source"] if lead else None}

    def of_lead(self, lead_id: str | None) -> tuple[Scope, ...]:
        """The slices of a lead, or of what names a lead alone."""
        return self.made(**self.about(None, lead_id))

    def of_meeting(self, row: Row) -> tuple[Scope, ...]:
        """The slices of a meeting."""
        return self.made(**self.about(row["account_id"], row["lead_id"]))

    def of_deal(self, row: Row) -> tuple[Scope, ...]:
        """The slices of a deal."""
        lead = self._lead_of_deal.get(row["deal_id"])
        return self.made(**self.about(row["account_id"], lead), deal_type=row["deal_type"])

    def of_customer(self, customer: str) -> tuple[Scope, ...]:
        """The slices of a customer."""
        return self.made(**self.place(customer))

    def known(self, customers: Iterable[str]) -> set[Scope]:
        """Every slice that a record has."""
        found = {scope for lead in self._leads for scope in self.of_lead(lead)}
        found |= {scope for deal in self._deals.values() for scope in self.of_deal(deal)}
        found |= {scope for row in self.data.rows["meetings"] for scope in self.of_meeting(row)}
        found |= {scope for row in self.data.rows["presentation_sessions"] for scope in self.of_lead(row["lead_id"])}
        return found | {scope for customer in customers for scope in self.of_customer(customer)}
