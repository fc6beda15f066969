"""What the boards show of a mentorship: rows made from its state, by nobody else."""

from datetime import datetime

from domain.goals.attainment import as_seen
from domain.mentorship.appeals import SUGGESTIONS, default_at
from domain.mentorship.decide import next_due
from domain.mentorship.escalation import default_action
from domain.mentorship.health import health
from domain.mentorship.state import Episode, State
from domain.people.folding import folded
from domain.record import BoardRow, InboxRow


def words_of(state: State, until: datetime | None, waits_for: str) -> str:
    """What a mentorship waits for and until when, as one line."""
    if until is None:
        return "nothing more"
    paused = "paused, " if state.pause else ""
    return f"{paused}waiting for {waits_for} until {until:%Y-%m-%d %H:%M} UTC"


def board_row(state: State, last_event: str) -> BoardRow:
    """The pair on its cohort's board, as of its newest fact."""
    due = next_due(state)
    scored = health(state, state.at)
    program = state.program
    return BoardRow(
        mentorship=state.id,
        cohort=state.cohort,
        program=program.program,
        program_version=program.version,
        mentee=state.mentee.name,
        mentor=state.mentor.name,
        stage="paused" if state.pause else state.stage,
        outcome=state.outcome,
        health=scored.score,
        band=scored.band,
        waits_for=due.waits_for if due else "",
        due=due.at if due else None,
        last_event=last_event,
        last_at=state.at,
        version=state.version,
        open_episodes=tuple(episode.trigger for episode in state.open_episodes),
        parts={part.name: part.points for part in scored.parts},
        contact_at=state.contact_at,
        names=folded(f"{state.mentee.name} {state.mentor.name} {state.id}"),
        inbox=tuple(inbox_row(state, ep) for ep in state.open_episodes if asks_a_human(ep)),
    )


def asks_a_human(episode: Episode) -> bool:
    """Tell whether an open episode has reached the manager or the deputy."""
    return bool({"ask_manager", "ask_deputy"} & set(episode.rungs))


def inbox_row(state: State, episode: Episode) -> InboxRow:
    """An open episode as the manager's inbox shows it."""
    return InboxRow(
        id=f"{state.id}/{episode.number}",
        mentorship=state.id,
        episode=episode.number,
        trigger=episode.trigger,
        rung=episode.rungs[-1],
        opened=episode.opened,
        since=episode.delivered_at or episode.taken_at or episode.opened,
        evidence=episode.evidence,
        suggestion=SUGGESTIONS[episode.trigger],
        default=default_action(state),
        default_at=default_at(state, episode.number),
    )


def goal_attainment(state: State) -> float | None:
    """The GAS T of the goals as both see them last; None where no goal that counts is reported."""
    return as_seen((goal.weight, state.levels.get(goal.id, {})) for goal in state.agreement.goals)
