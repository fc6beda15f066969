"""What would open an escalation: how each rule stands, and which would be the first to fire."""

from datetime import datetime
from typing import NamedTuple

from domain.mentorship import events as e
from domain.mentorship.decide import MOST_DUES, elapse, next_due
from domain.mentorship.parties import PAIR
from domain.mentorship.rule import KEYS, Rule, rule
from domain.mentorship.state import State
from domain.mentorship.turn import Fact

TURNING = (e.EpisodeOpened, e.MentorshipClosed)
WHILE_ACTIVE = ("no_contact", "meetings_missed", "reviews_unanswered")


class Standing(NamedTuple):
    """How a trigger stands.

    `rule` is None where the program has switched it off; `watched` is False where the stage, a
    pause or an open case of the same kind keeps it from firing. `so_far` of `limit` is there
    already; it fires at `due` if nothing happens before.
    """

    trigger: str
    rule: Rule | None
    watched: bool
    so_far: int | None = None
    limit: int | None = None
    since: datetime | None = None
    due: datetime | None = None


def standings(state: State) -> tuple[Standing, ...]:
    """How every trigger of the program stands for this pair."""
    return tuple(standing(state, trigger) for trigger in KEYS)


def standing(state: State, trigger: str) -> Standing:
    """How one trigger stands."""
    found = Standing(trigger, rule(state, trigger), watched(state, trigger))
    triggers = state.program.escalation.triggers
    match trigger:
        case "agreement_overdue":
            return found._replace(since=state.opened, due=state.agreement.due)
        case "no_contact":
            since = state.contact_at or state.started
            return found._replace(since=since, due=state.silent_at)
        case "meetings_missed":
            limit = triggers.meetings_missed_in_a_row
            return found._replace(so_far=len(state.missed), limit=limit)
        case "reviews_unanswered":
            longest = max(len(state.unanswered.get(role, ())) for role in PAIR)
            return found._replace(so_far=longest, limit=triggers.reviews_unanswered_in_a_row)
        case "satisfaction":
            lowest = min(state.satisfaction.values(), default=None)
            return found._replace(so_far=lowest, limit=triggers.satisfaction_at_most)
        case _:
            return found


def watched(state: State, trigger: str) -> bool:
    """Tell whether a trigger could fire as the pair stands now."""
    if state.stage == "closed" or trigger in (ep.trigger for ep in state.open_episodes):
        return False
    if trigger == "agreement_overdue":
        return state.stage == "aligning" and state.pause is None
    if trigger in WHILE_ACTIVE:
        return state.stage == "active" and state.pause is None
    return True


def first_to_come(state: State, now: datetime) -> Fact | None:
    """The escalation that would open first if nobody did anything any more; else the end.

    It is found by letting the rules themselves live through that future. None where the
    mentorship is closed already.
    """
    turn = elapse(state, now)
    for _ in range(MOST_DUES):
        ahead = [fact for fact in turn.facts if isinstance(fact.event, TURNING)]
        due = next_due(turn.state)
        if ahead or due is None:
            return ahead[0] if ahead else None
        turn = elapse(turn.state, due.at)
    return None
