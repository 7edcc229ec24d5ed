"""Interactive presentations that were sent to leads, and what was sent afterwards."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from tools.demo.cast import NOW
from tools.demo.dice import Dice
from tools.demo.ids import NULL_ID
from tools.demo.tables import Row, iso
from tools.demo.world import Lead, Task, World, past

DECKS = ("deck_overview", "deck_pricing", "deck_security", "deck_case_studies")
VIDEO_SECONDS = {"deck_overview": 90, "deck_case_studies": 150}
SENT, AGAIN = 0.75, 0.3
AUTOMATED_SINCE = {
    "APAC": datetime(2025, 3, 1),
    "Americas": datetime(2025, 9, 1),
    "EMEA": NOW,
}


class DeckRoom:
    """Plays the sessions of leads that were qualified and worked."""

    def __init__(self, world: World) -> None:
        """Write tasks into the world; sessions are rows of their own."""
        self._world = world
        self._dice = Dice("decks")
        self.rows: list[Row] = []
        self._sent: dict[tuple[str, str], list[datetime]] = defaultdict(list)

    def run(self) -> None:
        """Send presentations to leads, in order of arrival."""
        for task in self._world.tasks:
            self._sent[task.who_id, task.type].append(task.created)
        for lead in self._world.leads:
            if lead.qualified and (lead.answered or not lead.inbound):
                chance = SENT
                while self._dice.chance(chance):
                    self._session(lead)
                    chance = AGAIN
        self.rows.sort(key=lambda row: row["started_at"])
        for number, row in enumerate(self.rows, start=1):
            row["session_id"] = f"ses_{number:05d}"

    def _session(self, lead: Lead) -> None:
        dice = self._dice
        start = lead.qualified + timedelta(days=dice.skewed(6, 1.0))
        start = start.replace(microsecond=0)
        if not past(start):
            return
        deck = dice.pick(DECKS)
        complete = min(0.95, lead.team.complete * lead.rep.skill**0.6)
        completed = dice.chance(complete)
        seconds = int(dice.skewed(330 if completed else 85, 0.7)) + 4
        done = start + timedelta(seconds=seconds) if completed else None
        if done and not past(done):
            done = None
        length = VIDEO_SECONDS.get(deck, 0)
        watched = int(length * min(1, dice.unit() + (0.35 if done else 0))) if length else 0
        self.rows.append(
            {
                "session_id": "",
                "started_at": iso(start),
                "presentation_id": deck,
                "lead_id": lead.id,
                "sender_id": self._world.user_id(lead.rep, start.date()),
                "completed_at": iso(done),
                "duration_seconds": str(seconds),
                "page_views": str(1 + dice.count(9 if done else 3)),
                "video_views": str(1 if watched else 0) if length else "",
                "video_watched_seconds": str(watched) if length else "",
                "video_length_seconds": str(length) if length else "",
                "is_preview": "false",
            }
        )
        if done:
            self._follow_up(lead, done)

    def _follow_up(self, lead: Lead, done: datetime) -> None:
        """Send an e-mail or SMS after a completed session."""
        dice, team = self._dice, lead.team
        automated = done >= AUTOMATED_SINCE[team.name] and dice.chance(0.8)
        if automated:
            at = done + timedelta(seconds=dice.integer(40, 280))
        elif dice.chance(team.follow_chance):
            minutes = dice.skewed(team.follow_minutes * lead.rep.pace, 0.9)
            at = self._world.clock(lead.rep).add(done, minutes).replace(microsecond=0)
        else:
            return
        if not past(at) or (lead.rep.left and at.date() >= lead.rep.left):
            return
        kind = "SMS" if dice.chance(0.3 if team.name == "APAC" else 0.1) else "Email"
        sent = self._sent[lead.id, kind]
        if any(abs((at - other).total_seconds()) < 480 for other in sent):
            return
        sent.append(at)
        self._world.tasks.append(
            Task(
                id=self._world.mint.new("00T"),
                who_id=lead.id,
                what_id=NULL_ID,
                account_id=NULL_ID,
                subject="Your presentation",
                owner_id=self._world.user_ids[lead.rep.mailbox],
                type=kind,
                created=at,
                done=at,
                message_id=self._world.mint.new("02s") if kind == "Email" else "",
                automated=automated,
            )
        )
