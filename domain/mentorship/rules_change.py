"""Another version of the program under a running pair: what is ahead moves, what is begun stays.

No date moves into the past, so nothing is due because of a change: deploy/decisions/0023-*.md.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from domain.mentorship import events as e
from domain.mentorship import refusals
from domain.mentorship.closure import notices
from domain.mentorship.commands import ChangeProgram
from domain.mentorship.contact import close_period, patience
from domain.mentorship.episodes import STALLS
from domain.mentorship.rule import switched_on
from domain.mentorship.state import Agreement, Changes, Episode, Paused, State
from domain.mentorship.turn import Turn, decides, folds
from domain.program.model import Program
from domain.program.rules import mistakes

A_DAY = timedelta(days=1)
"""So long at least lies between a change of rules and whatever they bring forward."""

LEVELS = ("nudge_pair", "ask_manager", "ask_deputy")
SWITCHED_OFF = "Version {} of the program has no such rule any more."


@decides(ChangeProgram)
def change_program(turn: Turn, command: ChangeProgram) -> None:
    """Follow a newer version of the program; asked again, nothing more happens."""
    turn.only("manager", "deputy")
    if turn.state.stage == "closed":
        raise refusals.AlreadyClosed
    old, new = turn.state.program, command.program
    if old == new:
        return
    check(old, new)
    if new.meetings.mode == "booked":
        close_period(turn)
    ends = new_end(turn.state, new, turn.at)
    turn.note(e.ProgramChanged(by=turn.by, previous=old.version, program=new, ends=ends))
    dismiss_switched_off(turn)


def check(old: Program, new: Program) -> None:
    """Refuse what is no newer version of the same program, or no program at all."""
    if wrong := [*(one.message for one in mistakes(new)), *nobody(new)]:
        raise refusals.MalformedCommand("; ".join(wrong))
    if new.program != old.program:
        raise refusals.OtherProgram(f"This mentorship follows {old.program}, not {new.program}.")
    if new.version <= old.version:
        raise refusals.ProgramNotNewer(
            f"This mentorship follows version {old.version}; only a newer one can take its place."
        )


def nobody(program: Program) -> Iterator[str]:
    """Those of the program's people who have no address."""
    for role in ("manager", "deputy", "sponsor"):
        contact = getattr(program.people, role)
        if contact and not contact.email:
            yield f"`people.{role}` names {contact.person}, but no e-mail address"


def dismiss_switched_off(turn: Turn) -> None:
    """End stall cases of which the rule is gone; what somebody told the program stays a case."""
    for episode in turn.state.open_episodes:
        if episode.trigger in STALLS and not switched_on(turn.state, episode.trigger):
            note = SWITCHED_OFF.format(turn.state.program.version)
            turn.note(
                e.EpisodeDecided(episode=episode.number, decision="dismiss", by=turn.by, note=note)
            )
            turn.note(e.EpisodeEnded(episode=episode.number, by="decision"))


class Change(NamedTuple):
    """A state, the program that it is to follow, and the moment up to which its dates have come.

    While a pair pauses its dates stand still, so for them it is the moment of the pause.
    """

    state: State
    new: Program
    moment: datetime

    def moved(self, date: datetime | None, old: timedelta, new: timedelta) -> datetime | None:
        """A date that a rule counts with a length, after that length has changed.

        Where it would have passed, or were to come within the day, it counts from now instead;
        but no later than it was to come.
        """
        if date is None or old == new:
            return date
        wanted = date + (new - old)
        return wanted if wanted >= self.moment + A_DAY else min(date, self.moment + new)


def change_of(state: State, new: Program, at: datetime) -> Change:
    """A change at a moment."""
    return Change(state, new, state.pause.since if state.pause else at)


def new_end(state: State, new: Program, at: datetime) -> datetime | None:
    """The planned end of a running pair: earlier only with all the notice that is promised."""
    if state.stage != "active" or state.ends is None:
        return state.ends
    wanted = state.ends + (new.length - state.program.length)
    notice = max(new.closure.notice_before, default=new.closure.close_after) + A_DAY
    return max(wanted, min(state.ends, change_of(state, new, at).moment + notice))


@folds(e.ProgramChanged)
def _(state: State, event: e.ProgramChanged, at: datetime) -> Changes:
    change = change_of(state, event.program, at)
    changes: Changes = {"program": event.program, "pause": pause(change, at)}
    changes["episodes"] = tuple(
        episode if episode.ended else on_the_ladder(change, episode) for episode in state.episodes
    )
    if state.program.meetings.mode != event.program.meetings.mode:
        changes["books"] = event.program.meetings.mode == "booked"
    if state.stage == "aligning":
        changes["agreement"] = agreement(change)
    if state.stage == "active" and event.ends:
        changes |= rhythm(change) | ending(change, event.ends) | silence(change)
    return changes


def agreement(change: Change) -> Agreement:
    """The deadline, and as many reminders as were not sent yet."""
    now, old, new = change.state.agreement, change.state.program.agreement, change.new.agreement
    if now.due is None:
        return now
    begun, due = now.due - old.due_after, change.moved(now.due, old.due_after, new.due_after)
    sent = len(old.remind_after) - len(now.remind_at)
    times = (begun + after for after in new.remind_after[sent:])
    remind_at = tuple(time for time in times if change.moment < time < (due or time))
    return now.changed(due=due, remind_at=remind_at)


def rhythm(change: Change) -> Changes:
    """The next meeting to be planned, or the next question of contact; and the next review."""
    state, new = change.state, change.new
    old, every = state.cadence, state.changed(program=new).cadence
    reviews = change.moved(state.review_at, state.program.reviews.every, new.reviews.every)
    changes: Changes = {"review_at": reviews}
    if new.meetings.mode == "informal":
        return changes | questions(change, old, every)
    if state.period_at:
        return changes | {"target": state.period_at, "plan_at": state.period_at, "period_at": None}
    if state.plan_at == state.target:
        following = change.moved(state.target, old, every)
        return changes | {"target": following, "plan_at": following}
    following = state.target and state.target + (every - old)
    return changes | {"target": following, "plan_at": planning(change, following)}


def planning(change: Change, target: datetime | None) -> datetime | None:
    """When the next meeting is planned; what lay beyond the old end is not planned all at once."""
    planned = change.state.plan_at
    if planned is None or planned > change.moment or change.state.pause:
        return planned
    return max(target or planned, change.moment + A_DAY)


def questions(change: Change, old: timedelta, every: timedelta) -> Changes:
    """The next question of contact: when the open one closes, or when a meeting was due."""
    state = change.state
    if state.program.meetings.mode == "informal":
        asked = state.period is not None
        at = state.period_at if asked else change.moved(state.period_at, old, every)
        return {"period_at": at, "plan_at": planning(change, state.target)}
    due = state.target if state.target and state.target > change.moment else None
    return {"target": None, "plan_at": None, "period_at": due or change.moment + every}


def ending(change: Change, ends: datetime) -> Changes:
    """The end, its notices, and half-way as far as it is still to come."""
    state, moment = change.state, change.moment
    half_way = state.half_way_at and state.half_way_at + (ends - (state.ends or ends)) / 2
    ahead = notices(state.changed(program=change.new), ends, moment)
    if ends == state.ends:
        given = len(state.program.closure.notice_before) - len(state.notices)
        later = sorted(ends - before for before in change.new.closure.notice_before)[given:]
        ahead = tuple(time for time in later if time > moment)
    return {
        "ends": ends,
        "notices": ahead,
        "half_way_at": half_way if half_way and half_way > moment else None,
    }


def silence(change: Change) -> Changes:
    """When the two count as silent; where the rule is new, it counts from now."""
    state = change.state
    old, new = patience(state), patience(state.changed(program=change.new))
    if new is None:
        return {"silent_at": None}
    if old is None:
        known = any(episode.trigger == "no_contact" for episode in state.open_episodes)
        return {"silent_at": None if known else change.moment + new}
    return {"silent_at": change.moved(state.silent_at, old, new)}


def pause(change: Change, at: datetime) -> Paused | None:
    """A pause without a day of return; its own time does not stand still."""
    now, old, new = change.state.pause, change.state.program.pause, change.new.pause
    if now is None:
        return None
    running = change._replace(moment=at)
    ask_at = running.moved(now.ask_at, old.ask_after, new.ask_after)
    return now.changed(
        ask_at=ask_at, end_at=running.moved(now.end_at, old.end_after, new.end_after)
    )


def on_the_ladder(change: Change, episode: Episode) -> Episode:
    """An open case beside the rung of the new ladder that says what was done already.

    That is the same rung for the same time, or the last one like it; where there is none, the one
    before whoever comes next. The rung itself keeps the time that it was given.
    """
    if not episode.rungs:
        return episode
    done, ladder = episode.rungs[-1], change.new.escalation.ladder
    alike = [place for place, rung in enumerate(ladder) if rung.rung == done]
    if alike:
        place = alike[min(episode.rungs.count(done), len(alike)) - 1]
    else:
        lower = LEVELS[: LEVELS.index(done)]
        place = max((n for n, rung in enumerate(ladder) if rung.rung in lower), default=-1)
    return episode.changed(moved=place - episode.rung)
