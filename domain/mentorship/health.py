"""Health: 0 to 100 with its parts shown; it explains and sorts, the triggers decide."""

from datetime import datetime
from typing import Literal

from domain.mentorship.contact import patience
from domain.mentorship.state import State
from domain.model import Model

Band = Literal["new", "good", "fair", "at_risk", "closed"]
AT_RISK_BELOW = 40
GOOD_FROM = 70
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
        "meetings": meetings_share(state),
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
    if any(m.status != "booked" for m in state.meetings) or state.contact_at:
        return False
    first = state.meetings[0].end if state.meetings else (state.started or at) + state.cadence
    return at < first


def contact_share(state: State, at: datetime) -> tuple[float, str]:
    """Full until a cadence has passed since the last contact, nothing when it is overdue."""
    since = state.contact_at or state.started
    limit = patience(state) or 2 * state.cadence
    if since is None:
        return 0.0, "not started"
    seen = state.closed or (state.pause.since if state.pause else at)
    days = max(0, (seen - since).days)
    late = (seen - since - state.cadence) / max(limit - state.cadence, state.cadence / 4)
    what = "last contact" if state.contact_at else "start, no contact since,"
    return min(1.0, max(0.0, 1 - late)), f"{what} {days} days before"


def meetings_share(state: State) -> tuple[float, str]:
    """Meetings held out of those whose time has passed; in an informal program, contact."""
    if state.program.meetings.mode == "informal":
        return (1.0 if state.contact_at else 0.0), "contact in an informal program"
    over = [m for m in state.meetings if m.status in ("held", "missed", "unknown")]
    held = sum(m.status == "held" for m in over)
    return (held / len(over) if over else 0.0), f"{held} of {len(over)} meetings held"


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
    """The mean level from −2 to +2; half before the first report."""
    levels = [level for course in state.levels.values() for level in course.values()]
    if not levels:
        return (0.5 if state.started else 0.0), "no progress reported yet"
    mean = sum(levels) / len(levels)
    return (mean + 2) / 4, f"level {mean:+.1f} on average"


def agreement_share(state: State) -> tuple[float, str]:
    """Half for each signature."""
    count = len(state.agreement.signed)
    return count / 2, f"{count} of 2 signatures"
