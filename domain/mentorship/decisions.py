"""What a manager decides on a stalled pair, and what the shell reports about its messages."""

from domain.mentorship import events as e
from domain.mentorship import refusals
from domain.mentorship.closure import close, end_early, extend_by
from domain.mentorship.commands import DecideEpisode, DeliveryReport, NoteDeliveries
from domain.mentorship.escalation import climb
from domain.mentorship.pauses import start_pause
from domain.mentorship.state import Episode
from domain.mentorship.turn import Turn, decides


@decides(DecideEpisode)
def decide_episode(turn: Turn, command: DecideEpisode) -> None:
    """Carry out what the manager or the deputy decides on an open stall case."""
    turn.only("manager", "deputy")
    episode = turn.state.episode(command.episode)
    if episode is None:
        raise refusals.NoSuchEpisode
    if episode.ended:
        raise refusals.EpisodeOver
    check(turn, episode, command)
    turn.note(
        e.EpisodeDecided(
            episode=episode.number, decision=command.decision, by=turn.by, note=command.note
        )
    )
    carry_out(turn, episode, command)


def check(turn: Turn, episode: Episode, command: DecideEpisode) -> None:
    """Refuse a decision that lacks what it needs."""
    limit = turn.state.program.escalation.snooze.at_most
    if command.decision == "snooze" and episode.snoozes >= limit:
        raise refusals.SnoozedTooOften(f"This escalation was put off {limit} times already.")
    if command.decision == "extend":
        turn.in_stage("active", "closing")
        if command.weeks is None:
            raise refusals.MalformedCommand("Say by how many weeks to extend.")
    if command.decision == "end" and command.reason is None:
        raise refusals.ReasonMissing
    if command.decision in ("nudge", "log_call", "dismiss", "pause") and not command.note.strip():
        raise refusals.ReasonMissing("Please write a note: your words, what was said, or why.")


def carry_out(turn: Turn, episode: Episode, command: DecideEpisode) -> None:
    """Do what was decided; a nudge, a call and a snooze leave the episode open."""
    if command.decision in ("nudge", "log_call", "snooze"):
        return
    turn.note(e.EpisodeEnded(episode=episode.number, by="decision"))
    match command.decision:
        case "pause" if turn.state.pause is None:
            start_pause(turn, turn.by, command.note, command.resume_on)
        case "extend":
            extend_by(turn, command.weeks or 0)
        case "rematch":
            close(turn, "rematched", "rematch", turn.by, command.note)
        case "end":
            end_early(turn, command.reason or "other", turn.by, command.note)


@decides(NoteDeliveries)
def note_deliveries(turn: Turn, command: NoteDeliveries) -> None:
    """Note what became of messages, as far as the rules count on it."""
    turn.only("program")
    for report in command.reports:
        if report.outcome == "bounced":
            turn.note(
                e.MessageBounced(
                    effect=report.effect,
                    kind=report.kind,
                    to=report.to,
                    reason=report.reason,
                    episode=report.episode,
                    rung=report.rung,
                )
            )
        if report.outcome == "skipped" and report.due:
            turn.note(e.ReminderSkipped(what=f"message:{report.effect}", due=report.due))
    rungs = {(r.episode, r.rung) for r in command.reports if r.episode is not None}
    for number, rung in sorted((n, r) for n, r in rungs if n is not None and r is not None):
        settle_rung(turn, number, rung, command.reports)


def settle_rung(turn: Turn, number: int, rung: int, reports: tuple[DeliveryReport, ...]) -> None:
    """A rung counts as delivered when one of its messages was; it fails when all have bounced."""
    mine = [r for r in reports if (r.episode, r.rung) == (number, rung)]
    reached = tuple(r.to for r in mine if r.outcome == "delivered")
    if reached and turn.state.stage != "closed":
        turn.note(e.RungDelivered(episode=number, rung=rung, to=reached))
    episode = turn.state.episode(number)
    current = episode and episode.ended is None and episode.rung == rung
    if episode is None or not current or episode.delivered_at or episode.handled:
        return
    if set(episode.bounced) >= set(episode.sent_to):
        turn.note(e.RungUndelivered(episode=number, rung=rung, reason="refused for good"))
        climb(turn, number)
