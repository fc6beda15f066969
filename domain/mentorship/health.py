"""Health: 0 to 100 with its parts shown; it explains and sorts, the triggers decide."""

from datetime import datetime
from typing import Literal

from domain.mentorship.contact import patience
from domain.mentorship.state import State
from domain.model import Model

Band = Literal["new", "good", "fair", "at_risk", "closed"]
AT_RISK_BELOW = 40
GOOD_FROM = 70
RANGES = {
    "at_risk": (0, AT_RISK_BELOW - 1),
    "fair": (AT_RISK_BELOW, GOOD_FROM - 1),
    "good": (GOOD_FROM, 100),
}
"""The lowest and the highest score of each band of scores."""

WEIGHTS = {
    "contact": 25,
    "meetings": 20,
    "reviews": 20,
    "satisfaction": 15,
    "goals": 10,
    "agreement": 10,
}


class Part(Model):
    """One part of the score: points out of `of`, and what they were given for."""

    name: str
    points: int
    of: int
    because: str


class Health(Model):
    """The score; None during the grace period of a new mentorship."""

    score: int | None
    band: Band
    parts: tuple[Part, ...]


def health(state: State, at: datetime) -> Health:
    """Score a mentorship at a moment."""
    shares = {
        "contact": contact_share(state, at),
        "meetings": meetings_share(state, at),
        "reviews": reviews_share(state),
        "satisfaction": satisfaction_share(state),
        "goals": goals_share(state),
        "agreement": agreement_share(state),
    }
    parts = tuple(
        Part(name=name, points=round(WEIGHTS[name] * share), of=WEIGHTS[name], because=because)
        for name, (share, because) in shares.items()
    )
    score = sum(part.points for part in parts)
    if state.stage == "closed":
        return Health(score=score, band="closed", parts=parts)
    if in_grace(state, at):
        return Health(score=None, band="new", parts=parts)
    return Health(score=score, band=band(score), parts=parts)


def band(score: int) -> Band:
    """The band of a score."""
    if score < AT_RISK_BELOW:
        return "at_risk"
    return "good" if score >= GOOD_FROM else "fair"


def in_grace(state: State, at: datetime) -> bool:
    """A new mentorship has a grace period until its first due meeting."""
    if state.stage == "aligning":
        return not state.open_episodes
    meetings = [m for m in state.meetings if m.status != "cancelled"]
    if any(m.status != "booked" for m in meetings) or state.contact_at:
        return False
    first = meetings[0].end if meetings else (state.started or at) + state.cadence
    return seen(state, at) < first


def seen(state: State, at: datetime) -> datetime:
    """The moment to judge by: a pause and the end stop the clock."""
    return state.closed or (state.pause.since if state.pause else at)


def contact_share(state: State, at: datetime) -> tuple[float, str]:
    """Full until a cadence has passed since the last contact, nothing when it is overdue.

    Time in a pause does not count.
    """
    since = state.contact_at or state.started
    limit = patience(state) or 2 * state.cadence
    if since is None:
        return 0.0, "not started"
    silence = seen(state, at) - since - (state.paused_for - state.contact_paused)
    late = (silence - state.cadence) / max(limit - state.cadence, state.cadence / 4)
    what = "since the last contact" if state.contact_at else "since the start, and no contact yet"
    return min(1.0, max(0.0, 1 - late)), f"{max(0, silence.days)} days {what}"


def meetings_share(state: State, at: datetime) -> tuple[float, str]:
    """Meetings held out of those that the cadence asks for; in an informal program, contacts."""
    if state.program.meetings.mode == "informal":
        return periods_share(state)
    over = [m for m in state.meetings if m.status in ("held", "missed", "unknown")]
    held, asked = sum(m.status == "held" for m in over), max(len(over), cadences(state, at))
    return (held / asked if asked else 0.0), f"{held} of {asked} meetings held"


def periods_share(state: State) -> tuple[float, str]:
    """Periods with contact out of those asked about; the open one counts once it is answered."""
    waiting = state.period is not None and not state.period.said
    asked = state.periods - waiting
    share = state.in_touch / asked if asked else float(state.contact_at is not None)
    return share, f"in touch in {state.in_touch} of {asked} periods"


def cadences(state: State, at: datetime) -> int:
    """How many times the agreed rhythm has come round since the start, pauses left out."""
    if state.started is None:
        return 0
    last = min(seen(state, at), state.ends or at)
    return max(0, (last - state.started - state.paused_for) // state.cadence)


def reviews_share(state: State) -> tuple[float, str]:
    """Reviews answered out of those asked; full before the first one has closed."""
    closed = [s for s in state.surveys if s.kind == "review" and not s.open]
    asked = sum(len(s.to) for s in closed)
    answered = sum(len(s.answered) for s in closed)
    if not asked:
        return (1.0 if state.started else 0.0), "no review has closed yet"
    return answered / asked, f"{answered} of {asked} reviews answered"


def satisfaction_share(state: State) -> tuple[float, str]:
    """The mean of the latest scores of both, of 10; half before the first."""
    scores = state.satisfaction.values()
    if not scores:
        return (0.5 if state.started else 0.0), "not asked yet"
    mean = sum(scores) / len(scores)
    return mean / 10, f"{mean:.1f} of 10 on average"


def goals_share(state: State) -> tuple[float, str]:
    """The mean level from -2 to +2; half before the first report."""
    levels = [level for course in state.levels.values() for level in course.values()]
    if not levels:
        return (0.5 if state.started else 0.0), "no progress reported yet"
    mean = sum(levels) / len(levels)
    return (mean + 2) / 4, f"level {mean:+.1f} on average"


def agreement_share(state: State) -> tuple[float, str]:
    """Half for each signature."""
    count = len(state.agreement.signed)
    return count / 2, f"{count} of 2 signatures"
