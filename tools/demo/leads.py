"""Leads: how they come in, are answered, qualified, worked and met."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from tools.demo.cast import (
    NOW,
    REPS,
    SEASON,
    SEGMENTS,
    SOURCES_INBOUND,
    SOURCES_OUTBOUND,
    TEAMS,
    Rep,
    Team,
    month_starts,
    months_since_start,
)
from tools.demo.deals import DealDesk
from tools.demo.dice import Dice
from tools.demo.hours import utc
from tools.demo.ids import NULL_ID
from tools.demo.names import Company, CompanyNames, make_person
from tools.demo.world import Invitee, Lead, Meeting, Task, World, past

FIRST_MONTH_LEADS = 89
GROWTH = 1.0255
QUALIFIED = 0.41
SUBJECTS = {
    "Call": "Call",
    "Email": "Email: next step",
    "SMS": "SMS",
    "Social": "LinkedIn message",
    "Video": "Video message",
}
CHANNELS = {"Email": 0.5, "Call": 0.34, "SMS": 0.07, "Social": 0.06, "Video": 0.03}
CHANNELS_APAC = {"Email": 0.28, "Call": 0.36, "SMS": 0.1, "Social": 0.22, "Video": 0.04}


def _rounded(instant: datetime) -> datetime:
    """Return the next half hour."""
    minutes = (instant.minute // 30 + 1) * 30
    return instant.replace(minute=0, second=0) + timedelta(minutes=minutes)


class LeadDesk:
    """Plays the life of every lead, in order of arrival."""

    def __init__(self, world: World, desk: DealDesk, names: CompanyNames) -> None:
        """Write into the world; conversions go to the desk for deals."""
        self._world = world
        self._desk = desk
        self._names = names
        self._dice = Dice("leads")
        self._known: dict[str, list[Company]] = {name: [] for name in TEAMS}

    def run(self) -> None:
        """Create the leads of all months and play each to the day of the export."""
        for month in month_starts():
            index = months_since_start(month)
            expected = FIRST_MONTH_LEADS * GROWTH**index * SEASON[month.month]
            arrivals = sorted(self._arrival(month) for _ in range(round(expected)))
            for arrival in arrivals:
                if past(arrival):
                    self._play(self._lead(arrival))

    # arrival

    def _arrival(self, month: date) -> datetime:
        """Return a local time in the month; nights and weekends are quiet."""
        while True:
            day = month + timedelta(days=self._dice.integer(0, 30))
            if day.month != month.month:
                continue
            if day.isoweekday() < 6 or self._dice.chance(0.22):
                break
        hour = 8 + 10.5 * (self._dice.unit() + self._dice.unit()) / 2
        if self._dice.chance(0.12):
            hour = self._dice.between(0, 24)
        seconds = int(hour * 3600) + self._dice.integer(0, 59)
        midnight = datetime.combine(day, time())
        return min(midnight + timedelta(seconds=seconds), midnight + timedelta(hours=23.9))

    def _lead(self, local_arrival: datetime) -> Lead:
        dice = self._dice
        team = TEAMS[dice.weighted({t.name: t.lead_share for t in TEAMS.values()})]
        rep = self._owner(team, local_arrival.date())
        zone = dice.pick(team.zones)
        arrival = min(utc(local_arrival, zone), NOW - timedelta(minutes=7))
        chinese = team.name == "APAC" and dice.chance(0.86)
        inbound = dice.chance(0.84)
        sources = SOURCES_INBOUND if inbound else SOURCES_OUTBOUND
        asked = inbound and dice.chance(0.86)
        created = arrival + timedelta(seconds=dice.integer(1, 240) if asked else 0)
        lead = Lead(
            id=self._world.mint.new("00Q"),
            rep=rep,
            company=self._company(team, chinese),
            person=make_person(dice, chinese),
            segment=SEGMENTS[dice.weighted({s.name: s.share for s in SEGMENTS.values()})],
            country=dice.weighted(team.countries),
            currency=dice.weighted(team.currencies),
            zone=zone,
            inbound=inbound,
            source=dice.weighted(sources),
            created=created,
            inquiry=arrival if asked else None,
        )
        self._world.leads.append(lead)
        return lead

    def _owner(self, team: Team, day: date) -> Rep:
        reps = [
            rep
            for rep in REPS
            if rep.team == team.name
            and rep.hired + timedelta(days=14) <= day
            and (rep.left is None or day < rep.left - timedelta(days=21))
        ]
        return self._dice.pick(reps)

    def _company(self, team: Team, chinese: bool) -> Company:
        known = self._known[team.name]
        if known and self._dice.chance(0.07):
            return self._dice.pick(known)
        company = self._names.new(chinese)
        known.append(company)
        return company

    # answering and qualifying

    def _play(self, lead: Lead) -> None:
        fit = {"Advertisement": 0.75, "Purchased List": 0.6, "Partner Referral": 1.25}
        promising = self._dice.chance(QUALIFIED * fit.get(lead.source, 1.0))
        if lead.inbound:
            self._auto_reply(lead)
            self._answer(lead, promising)
        if promising:
            self._qualify(lead)
        else:
            self._drop(lead)

    def _auto_reply(self, lead: Lead) -> None:
        if self._dice.chance(0.06):
            at = lead.start + timedelta(seconds=self._dice.integer(20, 90))
            self._touch(lead, at, "Email", subject="Thank you for your inquiry", auto=True)

    def _answer(self, lead: Lead, promising: bool) -> None:
        dice, team = self._dice, lead.team
        silent = team.unanswered if promising else 0.52
        if dice.chance(silent):
            return
        clock = self._world.clock(lead.rep)
        trend = 1 + team.answer_trend * months_since_start(lead.start.date())
        minutes = dice.skewed(team.answer_minutes * lead.rep.pace * trend, 1.0)
        if not clock.is_open(lead.start) and dice.chance(0.12):
            at = lead.start + timedelta(minutes=dice.between(3, 50))
        else:
            at = clock.add(lead.start, minutes)
        if self._touch(lead, at, dice.weighted({"Email": 6, "Call": 4}), "First answer"):
            lead.answered = at
            lead.status = "Working - Contacted"
            self._reply_from(lead, at)

    def _reply_from(self, lead: Lead, at: datetime) -> None:
        if self._dice.chance(0.08):
            later = at + timedelta(minutes=self._dice.between(25, 2000))
            self._touch(lead, later, "Email", "Re: your answer", inbound=True)

    def _drop(self, lead: Lead) -> None:
        if not self._dice.chance(0.42):
            return
        minutes = self._dice.skewed(1500, 0.7)
        at = self._world.clock(lead.rep).add(lead.answered or lead.start, minutes)
        if past(at):
            lead.disqualified, lead.status = at, "Closed - Not Converted"

    def _qualify(self, lead: Lead) -> None:
        clock, dice = self._world.clock(lead.rep), self._dice
        waits = (lead.answered or lead.start, 240 if lead.answered else 800)
        at = clock.add(waits[0], dice.skewed(waits[1], 0.8))
        if not past(at):
            return
        lead.qualified, lead.status = at, "Qualified"
        outcome = self._pursue(lead)
        if lead.answered or not lead.inbound:
            self._work(lead, outcome)

    # pursuing: meetings, conversion, disqualification

    def _pursue(self, lead: Lead) -> datetime | None:
        """Play an SQL on; return its outcome instant, None where there is none yet."""
        accepted = self._meet(lead)
        if accepted is None and lead.converted is None and self._dice.chance(0.04):
            at = self._world.clock(lead.rep).add(lead.qualified, 3000)
            if past(at):
                self._desk.convert(lead, at)
        if accepted is None and lead.converted is None and self._dice.chance(0.62):
            self._disqualify(lead)
        known = [at for at in (accepted, lead.converted, lead.disqualified) if at]
        return min(known) if known else None

    def _disqualify(self, lead: Lead) -> None:
        minutes = 700 + self._dice.skewed(4200, 0.5)
        at = self._world.clock(lead.rep).add(lead.qualified, minutes)
        if past(at):
            lead.disqualified, lead.status = at, "Closed - Not Converted"

    def _meet(self, lead: Lead) -> datetime | None:
        """Invite the lead, at most twice; return the first acceptance."""
        dice, clock, team = self._dice, self._world.clock(lead.rep), lead.team
        worked = lead.answered is not None or not lead.inbound
        if not dice.chance(team.invite if worked else 0.2):
            return None
        own = worked and dice.chance(0.94)
        at = clock.add(lead.qualified, dice.skewed(800, 0.6))
        for attempt in range(2):
            if not past(at):
                return None
            chain = self._chain(lead, at, self_booked=not own)
            self._convert_after(lead, chain[-1])
            accepted = [i.responded for m in chain for i in m.invitees[:1]
                        if i.status == "Accepted" and i.responded]  # fmt: skip
            if accepted or attempt or not dice.chance(0.4 * lead.rep.skill):
                return min(accepted) if accepted else None
            at = clock.add(chain[-1].start, dice.skewed(900, 0.5))
        return None

    def _convert_after(self, lead: Lead, meeting: Meeting) -> None:
        if meeting.outcome != "Held" or lead.converted or not self._dice.chance(0.9):
            return
        end = meeting.start + timedelta(minutes=meeting.minutes)
        at = self._world.clock(lead.rep).add(end, self._dice.skewed(260, 0.8))
        if past(at):
            self._desk.convert(lead, at)

    def _chain(self, lead: Lead, at: datetime, self_booked: bool) -> list[Meeting]:
        """Return a meeting and the meetings that replaced it."""
        chain = [self._meeting(lead, at, self_booked, NULL_ID)]
        while chain[-1].outcome == "Rescheduled":
            last = chain[-1]
            again = last.start - timedelta(minutes=self._dice.between(40, 400))
            again = max(again, last.invited + timedelta(minutes=15))
            if not past(again):
                last.outcome = "Scheduled"
                break
            chain.append(self._meeting(lead, again, self_booked, last.id))
        return chain

    def _meeting(self, lead: Lead, at: datetime, own: bool, former: str) -> Meeting:
        dice = self._dice
        clock = self._world.clock(lead.rep)
        start = _rounded(clock.add(at, dice.skewed(1500, 0.5)))
        status = "Accepted" if own else self._response(lead, again=former != NULL_ID)
        answered = at if own else at + timedelta(minutes=dice.skewed(420, 1.0))
        answered = min(answered, start - timedelta(minutes=5))
        if status == "New" or not past(answered):
            status, answered = "New", None
        withdrawn = None
        if status == "New" and dice.chance(0.05):
            withdrawn = at + (start - at) * dice.between(0.1, 0.9)
            withdrawn = withdrawn.replace(microsecond=0) if past(withdrawn) else None
        meeting = Meeting(
            id=self._world.mint.new("00U"),
            who_id=lead.who_at(at),
            what_id=NULL_ID,
            account_id=NULL_ID,
            subject=dice.pick(("Intro call", "Product demo", "Discovery meeting")),
            owner_id=self._world.user_id(lead.rep, at.date()),
            invited=at,
            start=start,
            minutes=dice.pick((30, 30, 45, 60)),
            outcome=self._outcome(lead, status, start, withdrawn),
            invitees=[Invitee(lead.id, status, answered)],
            withdrawn=withdrawn,
            self_booked=own,
            rescheduled_from=former,
        )
        self._world.meetings.append(meeting)
        self._invite_colleague(meeting, lead)
        return meeting

    def _invite_colleague(self, meeting: Meeting, lead: Lead) -> None:
        """Invite a colleague now and then, who gets a copy of the meeting."""
        if not self._dice.chance(0.04):
            return
        mates = [r for r in REPS if r.team == lead.rep.team and r is not lead.rep]
        mate = self._world.user_ids[self._dice.pick(mates).mailbox]
        meeting.invitees.append(Invitee(mate, "Accepted", meeting.invited))
        copy = Meeting(**{**meeting.__dict__, "invitees": []})
        copy.id, copy.owner_id = self._world.mint.new("00U"), mate
        copy.is_child = True
        self._world.meetings.append(copy)

    def _response(self, lead: Lead, again: bool) -> str:
        team = lead.team
        accept = team.accept * (1 + (lead.rep.skill - 1) * 0.45)
        if again:
            accept = 0.82
        rest = 1 - accept
        none = min(team.no_answer, rest * 0.6)
        chances = {"Accepted": accept, "New": none, "Tentative": 0.12 * rest}
        chances["Declined"] = max(rest - none - 0.12 * rest, 0.01)
        return self._dice.weighted(chances)

    def _outcome(self, lead: Lead, status: str, start: datetime, withdrawn: datetime | None) -> str:
        if withdrawn or status == "Declined":
            return "Canceled"
        held = {"Accepted": lead.team.held, "Tentative": 0.45, "New": 0.12}[status]
        rest = 1 - held
        drawn = self._dice.weighted(
            {
                "Held": held,
                "No Show": rest * 0.45,
                "Rescheduled": rest * 0.3,
                "Canceled": rest * 0.17,
                "Scheduled": rest * 0.08,
            }
        )
        return drawn if past(start) or drawn == "Rescheduled" else "Scheduled"

    # touches

    def _work(self, lead: Lead, outcome: datetime | None) -> None:
        """Touch an SQL until its outcome."""
        dice, clock = self._dice, self._world.clock(lead.rep)
        until = outcome or min(NOW, lead.qualified + timedelta(days=20))
        wanted = 1 + dice.count((lead.team.touches - 1) * (1.0 if outcome else 0.6))
        if dice.chance(0.012):
            wanted += 9
        moments: list[datetime] = []
        for _ in range(wanted):
            at = lead.qualified + (until - lead.qualified) * dice.between(0.01, 0.97)
            at = clock.add(at, dice.between(1, 45)).replace(microsecond=0)
            near = any(abs((at - other).total_seconds()) < 480 for other in moments)
            if at <= until and not near:
                moments.append(at)
        channels = CHANNELS_APAC if lead.team.name == "APAC" else CHANNELS
        for at in sorted(moments):
            kind = dice.weighted(channels)
            self._touch(lead, at, kind, SUBJECTS[kind])

    def _touch(
        self,
        lead: Lead,
        at: datetime,
        kind: str,
        subject: str,
        inbound: bool = False,
        auto: bool = False,
    ) -> bool:
        """Log an activity with a lead; False where it lies after the export."""
        at = at.replace(microsecond=0)
        if not past(at) or (lead.rep.left and at.date() >= lead.rep.left):
            return False
        self._world.tasks.append(
            Task(
                id=self._world.mint.new("00T"),
                who_id=lead.id,
                what_id=NULL_ID,
                account_id=NULL_ID,
                subject=subject,
                owner_id=self._world.user_ids[lead.rep.mailbox],
                type=kind,
                created=at,
                done=at,
                message_id=self._world.mint.new("02s") if kind == "Email" else "",
                call_type="Outbound" if kind == "Call" else "",
                direction="Inbound" if inbound else "",
                automated=auto,
            )
        )
        return True
